/* SPDX-License-Identifier: MIT */
/*
 * A ledger into which another program wrote. Each line sets one cell: a letter for the column, a
 * digit for the row, i, t, b or n for an integer, a text, a blob or NULL, and its octets. Whatever
 * it holds, it is walked to its end or refused, what is told of it is sound, and inventories are
 * taken on top of it.
 */
#include "../../src/ledger/book.c" /* NOLINT(bugprone-suspicious-include): in memory, without a file */

#include <fcrdns/report.h>

#include "../unit/json_sound.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	ROWS_MAX = 16,
	NOW_S = 1735689600
};

static void need(bool truth)
{
	if (!truth)
		abort();
}

static void need_printable(const char *s, const char *without)
{
	for (; *s; s++)
		need(*s >= ' ' && *s <= '~' && !strchr(without, *s));
}

static const char accounts[] =
	"INSERT INTO account VALUES (1, 'p', 'a', 1), (2, 'p', '', 2), (3, 'q', 'a', 1)";
static const char rows[] =
	"INSERT INTO holding (holding, account, region, address, id, label, bound, generation,"
	" first_seen, last_seen, ptr_state, ptr, ptr_seen) VALUES"
	" (1, 1, 'r', x'c0000201', 'i1', '', 0, 1, 1, 1, 2, x'016103636f6d00', 1),"
	" (2, 1, 's', x'c0000202', 'i2', 'l', 1, 1, 1, 1, 1, x'', 0),"
	" (3, 2, 'r', x'c0000201', 'i1', '', 0, 1, 1, 1, 0, x'', 0),"
	" (4, 3, '', x'20010db8000000000000000000000001', 'i3', '', 0, 1, 1, 1, 3, x'00', 1);"
	"INSERT INTO event VALUES (1, 1, 5, 'held_ok', 'pass', 'a.example'),"
	" (2, 1, 6, 'ptr_set', '', ''), (3, 4, 7, 'held_missing', 'permerror', ''),"
	" (4, 2, 8, 'unknown', 'temperror', 'b.example')";

/* By letter, from a on. */
static const struct {
	const char *table, *column;
} cells[] = {
	{ "account", "provider" },
	{ "account", "name" },
	{ "account", "generation" },
	{ "holding", "account" },
	{ "holding", "region" },
	{ "holding", "address" },
	{ "holding", "id" },
	{ "holding", "label" },
	{ "holding", "bound" },
	{ "holding", "generation" },
	{ "holding", "first_seen" },
	{ "holding", "last_seen" },
	{ "holding", "absent_since" },
	{ "holding", "released" },
	{ "holding", "ptr_state" },
	{ "holding", "ptr" },
	{ "holding", "ptr_ttl" },
	{ "holding", "ptr_seen" },
	{ "holding", "known_ptr" },
	{ "holding", "known_ttl" },
	{ "holding", "checked" },
	{ "holding", "class" },
	{ "holding", "iprev" },
	{ "holding", "dns_ptr" },
	{ "event", "at" },
	{ "event", "what" },
	{ "event", "iprev" },
	{ "event", "ptr" },
};

/* What the schema does not take stays as it was. */
static void set_cell(struct ledger *l, const char *line, size_t n)
{
	size_t which = n < 3 ? SIZE_MAX : (size_t)(unsigned char)(line[0] - 'a');
	char sql[128], number[32];
	sqlite3_stmt *s;

	if (which >= sizeof(cells) / sizeof(cells[0]))
		return;
	(void)snprintf(sql, sizeof(sql), "UPDATE %s SET %s = ?1 WHERE %s = ?2", cells[which].table,
		       cells[which].column, cells[which].table);
	s = book_statement(l, sql, NULL);
	need(s != NULL);
	(void)sqlite3_bind_int(s, 2, line[1] - '0');
	(void)snprintf(number, sizeof(number), "%.*s", (int)(n - 3), line + 3);
	if (line[2] == 'i')
		(void)sqlite3_bind_int64(s, 1, strtoll(number, NULL, 10));
	else if (line[2] == 't')
		(void)sqlite3_bind_text(s, 1, line + 3, (int)(n - 3), SQLITE_TRANSIENT);
	else if (line[2] == 'b')
		(void)sqlite3_bind_blob(s, 1, line + 3, (int)(n - 3), SQLITE_TRANSIENT);
	(void)book_step(l, s, NULL);
	(void)sqlite3_finalize(s);
}

static void need_sound(const struct holding *h)
{
	need(h->address.len == 4 || h->address.len == 16);
	need_printable(h->provider, "\"\\");
	need_printable(h->account, "\"\\");
	need_printable(h->region, "\"\\");
	need_printable(h->id, "\"\\");
	need_printable(h->label, "");
	need(h->ptr_state <= PTR_ERROR);
}

static void put(const struct holding *h, const struct history *history)
{
	struct text out;

	text_init(&out, 1 << 20);
	report_ledger_line(h, history, &out);
	need(!out.failed && json_line_is_sound(out.data, out.len));
	out.len = 0;
	report_ledger_text(h, history, 80, &out);
	need(!out.failed);
	for (size_t i = 0; i < out.len; i++)
		need(out.data[i] == '\n' || (out.data[i] >= ' ' && out.data[i] <= '~'));
	text_done(&out);
}

static void walk(struct ledger *l, bool all)
{
	struct why why = { 0 };
	struct ledger_walk *w = all ? ledger_walk_all(l, &why) : ledger_walk_new(l, &why);
	struct arena arena;
	struct holding h;
	bool end = false;

	need(w != NULL);
	arena_init(&arena, 1 << 20);
	for (unsigned n = 0; ledger_walk_next(w, &h, &arena, &end, &why) && !end; n++) {
		struct history history;

		need(n < ROWS_MAX);
		need_sound(&h);
		if (ledger_history(l, h.row, &history, &arena, &why))
			put(&h, &history);
	}
	need(end || why.code == WHY_DATA);
	need_printable(why.text, "");
	arena_done(&arena);
	ledger_walk_free(w);
}

static void take(struct ledger *l)
{
	static const struct holding holdings[] = {
		{ .address = { 4, { 192, 0, 2, 1 } }, .region = "r", .id = "i1", .label = "" },
		{ .address = { 4, { 192, 0, 2, 9 } }, .region = "r", .id = "i9", .label = "" },
	};
	const char *const asked[] = { "r" };
	const struct ledger_account account = { .provider = "p",
						.account = "a",
						.asked = asked,
						.n_asked = 1,
						.is_complete = true,
						.now_s = NOW_S };
	struct ledger_unasked unasked;
	struct why why = { 0 };
	uint64_t n;

	(void)ledger_stranger(l, &account, holdings, 2, &n, &why);
	if (!ledger_take(l, &account, holdings, 2, &why))
		need(why.code == WHY_DATA);
	else
		(void)ledger_unasked(l, &account, &unasked, &why);
	need_printable(why.text, "");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct ledger_choice choice = { .provider = "p" };
	const char *at = (const char *)data, *end = at + size;
	struct ledger *l = mem_zero(1, sizeof(*l));
	struct why why = { 0 };
	uint64_t n;

	need(l && open_book(l, ":memory:", LEDGER_MAKE, &why));
	need(book_run(l, accounts, &why) && book_run(l, rows, &why));
	while (at < end) {
		const char *line = memchr(at, '\n', (size_t)(end - at));

		set_cell(l, at, (size_t)((line ? line : end) - at));
		at = line ? line + 1 : end;
	}
	walk(l, true);
	walk(l, false);
	take(l);
	walk(l, true);
	if (ledger_forget(l, &choice, false, &n, &why))
		need(n <= ROWS_MAX);
	ledger_free(l);
	return 0;
}
