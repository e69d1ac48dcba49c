/* SPDX-License-Identifier: MIT */
#include <fcrdns/ledger.h>

#include "book.h"
#include "trouble.h"

#include <fcrdns/arena.h>
#include <fcrdns/why.h>

#include <string.h>

enum {
	PAGE = 512 /* rows read at a time */
};

/* One page in memory: no statement of ours is open while the rows are worked on. */
struct ledger_walk {
	struct ledger *ledger;
	struct arena arena; /* of the page */
	struct holding page[PAGE];
	unsigned n, at;
	bool has_account; /* with rows that were not read yet */
	bool is_end;
	bool with_history;
	/* The account that is walked, and behind which of its rows the next page begins. */
	int64_t account;
	char *provider, *name;
	struct ip address;
	int64_t row;
};

struct ledger_walk *ledger_walk_all(struct ledger *l, struct why *why)
{
	struct ledger_walk *w = ledger_walk_new(l, why);

	if (w)
		w->with_history = true;
	return w;
}

struct ledger_walk *ledger_walk_new(struct ledger *l, struct why *why)
{
	struct ledger_walk *w = NULL;

	if (!ledger_settle(l, why))
		return NULL;
	w = mem_zero(1, sizeof(*w));
	if (!w) {
		(void)why_set(why, WHY_INTERNAL, "no memory to read the ledger");
		return NULL;
	}
	w->ledger = l;
	arena_init(&w->arena, SIZE_MAX);
	return w;
}

void ledger_walk_free(struct ledger_walk *w)
{
	if (!w)
		return;
	arena_done(&w->arena);
	mem_free(w->provider);
	mem_free(w->name);
	mem_free(w);
}

static const char select_account[] =
	"SELECT account, provider, name FROM account WHERE ?3 OR (provider, name) > (?1, ?2)"
	" ORDER BY provider, name LIMIT 1";

/* A row that is absent, and whose address is held again by whatever account, is history. */
static const char select_page[] =
	"SELECT h.holding, h.region, h.address, h.id, h.label, h.bound, h.first_seen, h.last_seen,"
	" h.absent_since, h.released, h.ptr_state, h.ptr, h.ptr_ttl, h.ptr_seen, h.known_ptr,"
	" h.known_ttl, h.absent_since = 0 AND EXISTS (SELECT 1 FROM holding o"
	"  WHERE o.address = h.address AND o.account = h.account AND o.absent_since <> 0),"
	" h.generation"
	" FROM holding h WHERE h.account = ?1"
	" AND (h.family, h.address, h.holding) > (?6, ?2, ?3)"
	" AND (?5 OR NOT (h.absent_since <> 0 AND EXISTS (SELECT 1 FROM holding o"
	"  WHERE o.address = h.address AND o.absent_since = 0)))"
	" ORDER BY h.family, h.address, h.holding LIMIT ?4";

static uint32_t seconds_at(sqlite3_stmt *s, int at)
{
	int64_t v = sqlite3_column_int64(s, at);

	return v < 0 ? 0 : v > INT32_MAX ? INT32_MAX : (uint32_t)v;
}

static bool row_of(struct ledger_walk *w, sqlite3_stmt *s, struct holding *ret)
{
	int len = sqlite3_column_bytes(s, 2), state = sqlite3_column_int(s, 10);
	bool ok = (len == 4 || len == 16) && state >= PTR_UNTOLD && state <= PTR_ERROR;

	if (!ok)
		return false;
	*ret = (struct holding){
		.row = sqlite3_column_int64(s, 0),
		.provider = w->provider,
		.account = w->name,
		.region = book_text(s, 1, false, &w->arena, &ok),
		.address.len = (uint8_t)len,
		.id = book_text(s, 3, false, &w->arena, &ok),
		.label = book_text(s, 4, true, &w->arena, &ok),
		.is_bound = sqlite3_column_int(s, 5),
		.first_seen_s = book_time(s, 6, &ok),
		.last_seen_s = book_time(s, 7, &ok),
		.absent_since_s = book_time(s, 8, &ok),
		.released_s = book_time(s, 9, &ok),
		.ptr_state = (enum ptr_state)state,
		.ptr = book_name(s, 11, &w->arena, &ok),
		.has_ttl = sqlite3_column_type(s, 12) != SQLITE_NULL,
		.ttl_s = seconds_at(s, 12),
		.ptr_seen_s = book_time(s, 13, &ok),
		.known_ptr = book_name(s, 14, &w->arena, &ok),
		.known_ttl_s = seconds_at(s, 15),
		.reappeared = sqlite3_column_int(s, 16),
	};
	memcpy(ret->address.octet, sqlite3_column_blob(s, 2), (size_t)len);
	if (ok)
		ret->is_unknown = trouble_is_of(w->ledger, ret, sqlite3_column_int64(s, 17));
	return ok;
}

static bool keep_text(char **kept, const char *text)
{
	size_t len = strlen(text) + 1;
	char *copy = mem_resize(*kept, len);

	if (!copy)
		return false;
	*kept = memcpy(copy, text, len);
	return true;
}

/* The next account in order, or the end. */
static bool read_account(struct ledger_walk *w, struct why *why)
{
	sqlite3_stmt *s = book_statement(w->ledger, select_account, why);
	bool ok = true;
	int got;

	if (!s)
		return false;
	book_bind_text(s, 1, w->provider);
	book_bind_text(s, 2, w->name);
	(void)sqlite3_bind_int(s, 3, !w->provider); /* the first one, whatever it is called */
	got = sqlite3_step(s);
	if (got == SQLITE_ROW) {
		const char *provider = book_plain(s, 1, false);
		const char *name = book_plain(s, 2, false);

		w->account = sqlite3_column_int64(s, 0);
		w->address = (struct ip){ 0 };
		w->row = 0;
		if (!provider || !name)
			ok = book_damaged(w->ledger, "account", w->account, why);
		else if (!keep_text(&w->provider, provider) || !keep_text(&w->name, name))
			ok = why_set(why, WHY_INTERNAL, "no memory to read the ledger");
	} else {
		w->is_end = got == SQLITE_DONE;
		ok = w->is_end || book_fail(w->ledger, "read", why);
	}
	(void)sqlite3_finalize(s);
	return ok;
}

static bool read_page(struct ledger_walk *w, struct why *why)
{
	sqlite3_stmt *s = book_statement(w->ledger, select_page, why);
	int got = SQLITE_DONE;
	bool ok = true;

	if (!s)
		return false;
	(void)sqlite3_bind_int64(s, 1, w->account);
	book_bind_ip(s, 2, &w->address);
	(void)sqlite3_bind_int64(s, 3, w->row);
	(void)sqlite3_bind_int(s, 4, PAGE);
	(void)sqlite3_bind_int(s, 5, w->with_history);
	(void)sqlite3_bind_int(s, 6, w->address.len);
	arena_reset(&w->arena);
	w->n = w->at = 0;
	while (ok && w->n < PAGE && (got = sqlite3_step(s)) == SQLITE_ROW) {
		ok = row_of(w, s, &w->page[w->n++]) ||
		     book_damaged(w->ledger, "holding", sqlite3_column_int64(s, 0), why);
	}
	if (ok && got != SQLITE_ROW && got != SQLITE_DONE)
		ok = book_fail(w->ledger, "read", why);
	(void)sqlite3_finalize(s);
	if (ok && w->n) {
		w->address = w->page[w->n - 1].address;
		w->row = w->page[w->n - 1].row;
	}
	w->has_account = w->n == PAGE;
	return ok;
}

/* Pages of an account that has more, then those of the next one. */
static bool go_on(struct ledger_walk *w, struct why *why)
{
	while (w->at == w->n && !w->is_end) {
		if (!w->has_account) {
			if (!read_account(w, why))
				return false;
			w->has_account = !w->is_end;
		}
		if (w->has_account && !read_page(w, why))
			return false;
	}
	return true;
}

static const char *copied(struct arena *arena, const char *text, bool *ok)
{
	const char *copy = arena_string(arena, text, strlen(text));

	*ok &= copy != NULL;
	return copy;
}

static void copy_name(struct arena *arena, struct name *name, bool *ok)
{
	if (!name->len)
		return;
	name->wire = arena_copy(arena, name->wire, name->len);
	*ok &= name->wire != NULL;
}

bool ledger_walk_next(struct ledger_walk *w, struct holding *ret, struct arena *arena,
		      bool *ret_end, struct why *why)
{
	struct holding h;
	bool ok = true;

	if (!go_on(w, why))
		return false;
	*ret_end = w->at == w->n;
	if (*ret_end)
		return true;
	h = w->page[w->at++];
	h.provider = copied(arena, h.provider, &ok);
	h.account = copied(arena, h.account, &ok);
	h.region = copied(arena, h.region, &ok);
	h.id = copied(arena, h.id, &ok);
	h.label = copied(arena, h.label, &ok);
	copy_name(arena, &h.ptr, &ok);
	copy_name(arena, &h.known_ptr, &ok);
	if (!ok)
		return why_set(why, WHY_INTERNAL, "no memory for a row of the ledger");
	*ret = h;
	return true;
}
