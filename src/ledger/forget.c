/* SPDX-License-Identifier: MIT */
#include <fcrdns/ledger.h>

#include "book.h"

#include <string.h>

#define CHOSEN                                               \
	" FROM holding WHERE (?1 IS NULL OR address = ?1)"   \
	" AND (?2 = 0 OR (released <> 0 AND released < ?2))" \
	" AND (?5 IS NULL OR region = ?5)"                   \
	" AND account IN (SELECT account FROM account"       \
	"  WHERE (?3 IS NULL OR provider = ?3) AND (?4 IS NULL OR name = ?4))"

bool ledger_chooses(const struct ledger_choice *c, const struct holding *h)
{
	return (!c->provider || !strcmp(c->provider, h->provider)) &&
	       (!c->account || !strcmp(c->account, h->account)) &&
	       (!c->region || !strcmp(c->region, h->region)) &&
	       (!c->address || ip_equal(c->address, &h->address)) &&
	       (!c->released_before_s || (h->released_s && h->released_s < c->released_before_s));
}

static void bind_choice(sqlite3_stmt *s, const struct ledger_choice *c)
{
	if (c->address)
		book_bind_ip(s, 1, c->address);
	(void)sqlite3_bind_int64(s, 2, c->released_before_s);
	if (c->provider)
		book_bind_text(s, 3, c->provider);
	if (c->account)
		book_bind_text(s, 4, c->account);
	if (c->region)
		book_bind_text(s, 5, c->region);
}

static bool count(struct ledger *l, const struct ledger_choice *c, uint64_t *ret_n, struct why *why)
{
	sqlite3_stmt *s = book_statement(l, "SELECT count(*)" CHOSEN, why);
	bool ok;

	if (!s)
		return false;
	bind_choice(s, c);
	ok = sqlite3_step(s) == SQLITE_ROW || book_fail(l, "read", why);
	if (ok)
		*ret_n = (uint64_t)sqlite3_column_int64(s, 0);
	(void)sqlite3_finalize(s);
	return ok;
}

/* Their events go with them. */
static bool drop(struct ledger *l, const struct ledger_choice *c, struct why *why)
{
	sqlite3_stmt *s = book_statement(l, "DELETE" CHOSEN, why);
	bool ok;

	if (!s)
		return false;
	bind_choice(s, c);
	ok = book_step(l, s, why);
	(void)sqlite3_finalize(s);
	return ok;
}

bool ledger_forget(struct ledger *l, const struct ledger_choice *choice, bool is_wish,
		   uint64_t *ret_n, struct why *why)
{
	if (!ledger_settle(l, why))
		return false;
	if (is_wish)
		return count(l, choice, ret_n, why);
	return book_begin(l, why) &&
	       book_end(l, count(l, choice, ret_n, why) && drop(l, choice, why), why);
}
