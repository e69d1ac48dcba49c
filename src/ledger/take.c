/* SPDX-License-Identifier: MIT */
#include <fcrdns/ledger.h>

#include "book.h"
#include "stranger.h"
#include "trouble.h"

#include <fcrdns/why.h>

#include <string.h>

/*
 * A row that is there again is held again, whatever was believed of it. The name that was ours
 * stays known when the API tells none any more: it is the one to look for after the release.
 */
static const char upsert[] =
	"INSERT INTO holding (account, region, address, id, label, bound, generation, first_seen,"
	" last_seen, ptr_state, ptr, ptr_ttl, ptr_seen, known_ptr, known_ttl)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9, ?10, ?11,"
	"  CASE WHEN length(?10) THEN ?8 ELSE 0 END, ?10, coalesce(?11, 0))"
	" ON CONFLICT (account, region, address, id) DO UPDATE SET"
	" label = excluded.label, bound = excluded.bound, generation = excluded.generation,"
	" last_seen = excluded.last_seen, absent_since = 0, released = 0,"
	/* Between two that tell the same, one that tells nothing changes nothing. */
	" ptr_seen = CASE WHEN excluded.ptr_state = ?12 AND NOT length(excluded.ptr) THEN ptr_seen"
	"  WHEN excluded.ptr IS CASE WHEN ptr_state = ?12 THEN known_ptr ELSE ptr END THEN ptr_seen"
	"  ELSE excluded.ptr_seen END,"
	" ptr_state = excluded.ptr_state, ptr = excluded.ptr, ptr_ttl = excluded.ptr_ttl,"
	" known_ttl = CASE WHEN NOT length(excluded.ptr) OR (excluded.ptr_ttl IS NULL"
	"  AND excluded.ptr IS known_ptr) THEN known_ttl ELSE excluded.known_ttl END,"
	" known_ptr = CASE WHEN length(excluded.ptr) THEN excluded.ptr ELSE known_ptr END";

/* One that a provider knows by the same id is the same tenancy, whatever its region is called now:
 * it was renamed, or one service has several. OpenStack's ids begin with the region. And an account
 * that had no name may have got one. */
#define SAME_ID_SQL "address = ?3 AND (id = ?4 OR (?5 <> '' AND id = region || ?5))"
static const char move[] = "UPDATE OR IGNORE holding SET account = ?1, region = ?2, id = ?4"
			   " WHERE account IN (?1, ?6) AND (account <> ?1 OR region <> ?2)"
			   " AND " SAME_ID_SQL;

/* What both have is the named one's: nobody would ask about the other one again, so that it would
 * be held for ever. */
static const char give[] = "UPDATE event SET holding = (SELECT holding FROM holding WHERE"
			   "  account = ?1 AND region = ?2 AND address = ?3 AND id = ?4)"
			   " WHERE holding IN (SELECT holding FROM holding WHERE account = ?6"
			   "  AND " SAME_ID_SQL ")";
static const char drop[] = "DELETE FROM holding WHERE account = ?6 AND " SAME_ID_SQL;

static bool can_keep(const char *text, bool is_label)
{
	return !text || book_takes(text, is_label);
}

/* What could not be read back must not get in. */
static bool is_fit(const struct holding *h, struct why *why)
{
	char address[IP_TEXT_MAX];

	return (can_keep(h->region, false) && can_keep(h->id, false) && can_keep(h->label, true)) ||
	       why_set(why, WHY_DATA,
		       "an id, a label or a region of %s is too long, or no plain ASCII: the "
		       "ledger does not keep it",
		       ip_text(&h->address, address));
}

static bool put_holding(struct ledger *l, sqlite3_stmt *s, int64_t account, int64_t generation,
			int64_t now_s, const struct holding *h, struct why *why)
{
	(void)sqlite3_bind_int64(s, 1, account);
	book_bind_text(s, 2, h->region);
	book_bind_ip(s, 3, &h->address);
	book_bind_text(s, 4, h->id);
	book_bind_text(s, 5, h->label);
	(void)sqlite3_bind_int(s, 6, h->is_bound);
	(void)sqlite3_bind_int64(s, 7, generation);
	(void)sqlite3_bind_int64(s, 8, now_s);
	(void)sqlite3_bind_int(s, 9, (int)h->ptr_state);
	book_bind_name(s, 10, &h->ptr);
	if (h->has_ttl)
		(void)sqlite3_bind_int64(s, 11, h->ttl_s);
	else
		(void)sqlite3_bind_null(s, 11);
	(void)sqlite3_bind_int(s, 12, PTR_UNTOLD);
	return book_step(l, s, why);
}

/* What an id has behind its region, or "". */
static const char *rest_of(const struct holding *h)
{
	size_t len = strlen(h->region);

	return len && !strncmp(h->id, h->region, len) && h->id[len] == ':' ? h->id + len : "";
}

/* The provider's account without a name, or `account` where there is none. */
static bool find_nameless(struct ledger *l, const char *provider, int64_t account, int64_t *ret,
			  struct why *why)
{
	sqlite3_stmt *s = book_statement(
		l, "SELECT account FROM account WHERE provider = ?1 AND name = ''", why);
	int got;

	if (!s)
		return false;
	book_bind_text(s, 1, provider);
	got = sqlite3_step(s);
	*ret = got == SQLITE_ROW ? sqlite3_column_int64(s, 0) : account;
	if (got != SQLITE_ROW && got != SQLITE_DONE)
		(void)book_fail(l, "read", why);
	(void)sqlite3_finalize(s);
	return got == SQLITE_ROW || got == SQLITE_DONE;
}

static bool move_by(struct ledger *l, const char *sql, int64_t nameless, int64_t account,
		    const struct holding *holdings, size_t n, struct why *why)
{
	sqlite3_stmt *s = book_statement(l, sql, why);
	bool ok = s != NULL;

	for (size_t i = 0; ok && i < n; i++) {
		const struct holding *h = &holdings[i];

		if (!h->id || !*h->id || !h->region || !is_fit(h, NULL))
			continue;
		(void)sqlite3_bind_int64(s, 1, account);
		book_bind_text(s, 2, h->region);
		book_bind_ip(s, 3, &h->address);
		book_bind_text(s, 4, h->id);
		book_bind_text(s, 5, rest_of(h));
		(void)sqlite3_bind_int64(s, 6, nameless);
		ok = book_step(l, s, why);
	}
	(void)sqlite3_finalize(s);
	return ok;
}

_Static_assert(PTR_UNTOLD == 0, "as below");

/* What was given back before the account had its name would else be held for ever, by an account
 * that nobody asks. A list made by hand may have addresses of several; it tells no state. */
static bool name_all(struct ledger *l, const struct ledger_account *a, int64_t nameless,
		     int64_t account, const struct holding *holdings, size_t n, struct why *why)
{
	const struct ledger_account without = { .provider = a->provider, .account = "" };
	bool is_its_own = false, ok;
	sqlite3_stmt *s;

	if (!a->is_users_word || nameless == account)
		return true;
	if (!stranger_is_known(l, &without, holdings, n, &is_its_own, why))
		return false;
	if (!is_its_own)
		return true;
	s = book_statement(l,
			   "UPDATE OR IGNORE holding SET account = ?1 WHERE account = ?2"
			   " AND ptr_state <> 0",
			   why);
	if (!s)
		return false;
	(void)sqlite3_bind_int64(s, 1, account);
	(void)sqlite3_bind_int64(s, 2, nameless);
	ok = book_step(l, s, why);
	(void)sqlite3_finalize(s);
	return ok;
}

static bool move_holdings(struct ledger *l, const struct ledger_account *a, int64_t account,
			  const struct holding *holdings, size_t n, struct why *why)
{
	int64_t nameless;

	if (!find_nameless(l, a->provider, account, &nameless, why) ||
	    !name_all(l, a, nameless, account, holdings, n, why) ||
	    !move_by(l, move, nameless, account, holdings, n, why))
		return false;
	return nameless == account || (move_by(l, give, nameless, account, holdings, n, why) &&
				       move_by(l, drop, nameless, account, holdings, n, why));
}

static bool put_holdings(struct ledger *l, int64_t account, int64_t generation, int64_t now_s,
			 const struct holding *holdings, size_t n, struct why *why)
{
	sqlite3_stmt *s = book_statement(l, upsert, why);
	bool ok = s != NULL;

	for (size_t i = 0; ok && i < n; i++)
		ok = is_fit(&holdings[i], why) &&
		     put_holding(l, s, account, generation, now_s, &holdings[i], why);
	(void)sqlite3_finalize(s);
	return ok;
}

_Static_assert(PTR_NONE == 1, "as below");
#define PTR_NONE_SQL "1"

/* What a complete inventory does not have is absent, and after a time released: since it was first
 * found to be absent, because nobody tells when it really was. `region` NULL: in all of them. */
static bool release_in(struct ledger *l, const struct ledger_account *a, const char *region,
		       int64_t account, int64_t generation, struct why *why)
{
	static const char *const sql[] = {
		/* Of an IPv6 network that is held as a whole the API names those addresses that
		 * have a PTR: one whose PTR was unset is named no more, and held all the same. */
		"UPDATE holding SET generation = ?3, last_seen = ?2, ptr_state = " PTR_NONE_SQL
		", ptr = x'', ptr_ttl = NULL WHERE account = ?1 AND family = 16 AND id <> ''"
		" AND absent_since = 0 AND generation <> ?3 AND (?4 IS NULL OR region = ?4)"
		" AND EXISTS (SELECT 1 FROM holding o WHERE o.account = holding.account"
		"  AND o.family = 16 AND o.generation = ?3 AND o.id = holding.id"
		"  AND o.address BETWEEN CAST(substr(holding.address, 1, 8) || x'0000000000000000' "
		"AS BLOB)"
		"  AND CAST(substr(holding.address, 1, 8) || x'ffffffffffffffff' AS BLOB))",
		"UPDATE holding SET absent_since = ?2 WHERE account = ?1 AND absent_since = 0"
		" AND generation <> ?3 AND (?4 IS NULL OR region = ?4)",
		"UPDATE holding SET released = absent_since WHERE account = ?1 AND released = 0"
		" AND absent_since <> 0 AND absent_since + ?5 <= ?2 AND (?4 IS NULL OR region = "
		"?4)",
	};
	bool ok = true;

	for (size_t i = 0; ok && i < sizeof(sql) / sizeof(sql[0]); i++) {
		sqlite3_stmt *s = book_statement(l, sql[i], why);

		if (!s)
			return false;
		(void)sqlite3_bind_int64(s, 1, account);
		(void)sqlite3_bind_int64(s, 2, a->now_s);
		(void)sqlite3_bind_int64(s, 3, generation);
		if (region)
			book_bind_text(s, 4, region);
		(void)sqlite3_bind_int64(s, 5, a->grace_s);
		ok = book_step(l, s, why);
		(void)sqlite3_finalize(s);
	}
	return ok;
}

/* Where nobody asked nothing is known to be absent. */
static bool release(struct ledger *l, const struct ledger_account *a, int64_t account,
		    int64_t generation, struct why *why)
{
	bool ok = true;

	if (!a->n_asked)
		return release_in(l, a, a->region, account, generation, why);
	for (size_t i = 0; ok && i < a->n_asked; i++)
		ok = release_in(l, a, a->asked[i], account, generation, why);
	return ok;
}

/* Its number, and that of this inventory of it. */
static bool open_account(struct ledger *l, const struct ledger_account *a, int64_t *ret_account,
			 int64_t *ret_generation, struct why *why)
{
	sqlite3_stmt *s = book_statement(
		l,
		"INSERT INTO account (provider, name, generation) VALUES (?1, ?2, 1)"
		" ON CONFLICT (provider, name) DO UPDATE SET generation = generation + 1"
		" RETURNING account, generation",
		why);
	bool ok;

	if (!s)
		return false;
	book_bind_text(s, 1, a->provider);
	book_bind_text(s, 2, a->account);
	ok = sqlite3_step(s) == SQLITE_ROW;
	if (ok) {
		*ret_account = sqlite3_column_int64(s, 0);
		*ret_generation = sqlite3_column_int64(s, 1);
		ok = sqlite3_step(s) == SQLITE_DONE;
	}
	if (!ok)
		(void)book_fail(l, "write", why);
	(void)sqlite3_finalize(s);
	return ok;
}

static bool take(struct ledger *l, const struct ledger_account *a, const struct holding *holdings,
		 size_t n, int64_t *ret_generation, struct why *why)
{
	int64_t account;

	if (!can_keep(a->provider, false) || !can_keep(a->account, false))
		return why_set(why, WHY_DATA, "the ledger cannot keep the name of an account");
	/* An account that could not even tell its name has nothing to be kept. */
	if (!n && !a->is_complete)
		return true;
	return open_account(l, a, &account, ret_generation, why) &&
	       move_holdings(l, a, account, holdings, n, why) &&
	       put_holdings(l, account, *ret_generation, a->now_s, holdings, n, why) &&
	       (!a->is_complete || release(l, a, account, *ret_generation, why));
}

bool ledger_take(struct ledger *l, const struct ledger_account *a, const struct holding *holdings,
		 size_t n, struct why *why)
{
	int64_t generation = 0;
	bool ok;

	ok = ledger_settle(l, why) && book_begin(l, why) &&
	     book_end(l, take(l, a, holdings, n, &generation, why), why);
	if (ok && a->is_complete)
		trouble_end(l, a);
	else
		trouble_add(l, a, a->region, ok ? generation : 0);
	return ok;
}
