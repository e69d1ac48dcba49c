/* SPDX-License-Identifier: MIT */
#include <fcrdns/ledger.h>

#include "book.h"

#include <fcrdns/arena.h>
#include <fcrdns/why.h>

#include <string.h>

static const char select_row[] =
	"SELECT checked, class, iprev, dns_ptr FROM holding WHERE holding = ?1";

static const char select_events[] =
	"SELECT at, what, iprev, ptr FROM event WHERE holding = ?1 ORDER BY event LIMIT ?2";

/* Presentation forms of names have backslashes and may be longer than an id. */
static const char *name_text_of(sqlite3_stmt *s, int at, struct arena *arena, bool *ok)
{
	const char *text = (const char *)sqlite3_column_text(s, at);
	size_t len = (size_t)sqlite3_column_bytes(s, at);
	char *copy = NULL;

	if (text && len < NAME_TEXT_MAX && strlen(text) == len) {
		for (size_t i = 0; i < len; i++)
			*ok &= text[i] > ' ' && text[i] <= '~';
		copy = arena_string(arena, text, len);
	}
	*ok &= copy != NULL;
	return copy;
}

static bool read_row(struct ledger *l, int64_t row, struct history *ret, struct arena *arena,
		     struct why *why)
{
	sqlite3_stmt *s = book_statement(l, select_row, why);
	bool ok = true;
	int got;

	if (!s)
		return false;
	(void)sqlite3_bind_int64(s, 1, row);
	got = sqlite3_step(s);
	if (got == SQLITE_ROW) {
		ret->checked_s = book_time(s, 0, &ok);
		ret->class = book_text(s, 1, false, arena, &ok);
		ret->iprev = book_text(s, 2, false, arena, &ok);
		ret->ptr = name_text_of(s, 3, arena, &ok);
		if (!ok)
			(void)book_damaged(l, "holding", row, why);
	} else if (got != SQLITE_DONE) {
		ok = book_fail(l, "read", why);
	}
	(void)sqlite3_finalize(s);
	return ok;
}

static bool read_events(struct ledger *l, sqlite3_stmt *s, int64_t row,
			struct history_event *events, size_t *n, struct arena *arena,
			struct why *why)
{
	bool ok = true;
	int got = SQLITE_DONE;

	while (ok && *n < LIMIT_EVENTS && (got = sqlite3_step(s)) == SQLITE_ROW) {
		events[*n] = (struct history_event){
			.at_s = book_time(s, 0, &ok),
			.what = book_text(s, 1, false, arena, &ok),
			.iprev = book_text(s, 2, false, arena, &ok),
			.ptr = name_text_of(s, 3, arena, &ok),
		};
		++*n;
	}
	if (!ok)
		return book_damaged(l, "holding", row, why);
	return got == SQLITE_ROW || got == SQLITE_DONE || book_fail(l, "read", why);
}

bool ledger_history(struct ledger *l, int64_t row, struct history *ret, struct arena *arena,
		    struct why *why)
{
	struct history_event events[LIMIT_EVENTS];
	struct history h = { .class = "", .iprev = "", .ptr = "" };
	sqlite3_stmt *s;
	bool ok;

	if (!ledger_settle(l, why) || !read_row(l, row, &h, arena, why))
		return false;
	s = book_statement(l, select_events, why);
	if (!s)
		return false;
	(void)sqlite3_bind_int64(s, 1, row);
	(void)sqlite3_bind_int(s, 2, LIMIT_EVENTS);
	ok = read_events(l, s, row, events, &h.n_events, arena, why);
	(void)sqlite3_finalize(s);
	if (!ok)
		return false;
	h.events = arena_copy(arena, events, h.n_events * sizeof(events[0]));
	if (!h.events)
		return why_set(why, WHY_INTERNAL, "no memory for a row of the ledger");
	*ret = h;
	return true;
}
