/* SPDX-License-Identifier: MIT */
#include <fcrdns/ledger.h>

#include "book.h"

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
	/* The account that is walked, and behind which of its rows the next page begins. */
	int64_t account;
	char *provider, *name;
	struct ip address;
	int64_t row;
};

struct ledger_walk *ledger_walk_new(struct ledger *l, struct why *why)
{
	struct ledger_walk *w = NULL;

	if (!book_settle(l, why))
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

/* A row that was released, and whose address is held again by whatever account, is history. */
static const char select_page[] =
	"SELECT h.holding, h.region, h.address, h.id, h.label, h.bound, h.first_seen, h.last_seen,"
	" h.absent_since, h.released, h.ptr_state, h.ptr, h.ptr_ttl, h.ptr_seen, h.known_ptr,"
	" h.known_ttl, h.absent_since = 0 AND EXISTS (SELECT 1 FROM holding o"
	"  WHERE o.address = h.address AND o.account = h.account AND o.absent_since <> 0)"
	" FROM holding h WHERE h.account = ?1 AND (h.address, h.holding) > (?2, ?3)"
	" AND NOT (h.absent_since <> 0 AND EXISTS (SELECT 1 FROM holding o"
	"  WHERE o.address = h.address AND o.absent_since = 0))"
	" ORDER BY h.address, h.holding LIMIT ?4";

static bool is_printable(const char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~' || *text == '"' || *text == '\\')
			return false;
	return true;
}

/* Nothing in the file is believed: others' programs may write databases as well. */
static const char *text_at(struct ledger_walk *w, sqlite3_stmt *s, int at, bool *ok)
{
	const char *text = (const char *)sqlite3_column_text(s, at);
	size_t len = (size_t)sqlite3_column_bytes(s, at);
	char *copy = NULL;

	if (text && strlen(text) == len && is_printable(text))
		copy = arena_string(&w->arena, text, len);
	*ok &= copy != NULL;
	return copy;
}

static bool is_wire_name(const uint8_t *octets, int len)
{
	int at = 0;

	if (len < 1 || len > NAME_MAX_OCTETS)
		return false;
	while (at < len && octets[at]) {
		if (octets[at] > 63)
			return false;
		at += 1 + octets[at];
	}
	return at == len - 1;
}

static struct name name_at(struct ledger_walk *w, sqlite3_stmt *s, int at, bool *ok)
{
	const uint8_t *octets = sqlite3_column_blob(s, at);
	int len = sqlite3_column_bytes(s, at);
	struct name name = { 0 };

	if (len == 0)
		return name;
	if (!octets || !is_wire_name(octets, len)) {
		*ok = false;
		return name;
	}
	name.wire = arena_copy(&w->arena, octets, (size_t)len);
	name.len = name.wire ? (uint8_t)len : 0;
	*ok &= name.wire != NULL;
	return name;
}

static uint32_t seconds_at(sqlite3_stmt *s, int at)
{
	int64_t v = sqlite3_column_int64(s, at);

	return v < 0 ? 0 : v > INT32_MAX ? INT32_MAX : (uint32_t)v;
}

static bool is_in_trouble(const struct ledger *l, const struct holding *h)
{
	if (l->n_troubles > TROUBLES_MAX)
		return true;
	for (unsigned i = 0; i < l->n_troubles; i++) {
		const struct trouble *t = &l->trouble[i];

		/* One that failed before it told its account may be any of the provider's. */
		if (!strcmp(t->provider, h->provider) &&
		    (!*t->account || !strcmp(t->account, h->account)) &&
		    (!*t->region || !strcmp(t->region, h->region)))
			return true;
	}
	return false;
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
		.region = text_at(w, s, 1, &ok),
		.address.len = (uint8_t)len,
		.id = text_at(w, s, 3, &ok),
		.label = text_at(w, s, 4, &ok),
		.is_bound = sqlite3_column_int(s, 5),
		.first_seen_s = sqlite3_column_int64(s, 6),
		.last_seen_s = sqlite3_column_int64(s, 7),
		.absent_since_s = sqlite3_column_int64(s, 8),
		.released_s = sqlite3_column_int64(s, 9),
		.ptr_state = (enum ptr_state)state,
		.ptr = name_at(w, s, 11, &ok),
		.has_ttl = sqlite3_column_type(s, 12) != SQLITE_NULL,
		.ttl_s = seconds_at(s, 12),
		.ptr_seen_s = sqlite3_column_int64(s, 13),
		.known_ptr = name_at(w, s, 14, &ok),
		.known_ttl_s = seconds_at(s, 15),
		.reappeared = sqlite3_column_int(s, 16),
	};
	memcpy(ret->address.octet, sqlite3_column_blob(s, 2), (size_t)len);
	if (ok)
		ret->is_unknown = is_in_trouble(w->ledger, ret);
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

static bool damaged(const struct ledger_walk *w, const char *table, int64_t row, struct why *why)
{
	return why_set(why, WHY_DATA, "row %lld of %s in the ledger %s is damaged", (long long)row,
		       table, w->ledger->path);
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
		const char *provider = (const char *)sqlite3_column_text(s, 1);
		const char *name = (const char *)sqlite3_column_text(s, 2);

		w->account = sqlite3_column_int64(s, 0);
		w->address = (struct ip){ 0 };
		w->row = 0;
		if (!provider || !name || !is_printable(provider) || !is_printable(name))
			ok = damaged(w, "account", w->account, why);
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
	arena_reset(&w->arena);
	w->n = w->at = 0;
	while (ok && w->n < PAGE && (got = sqlite3_step(s)) == SQLITE_ROW) {
		ok = row_of(w, s, &w->page[w->n++]) ||
		     damaged(w, "holding", sqlite3_column_int64(s, 0), why);
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
