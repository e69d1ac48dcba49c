/* SPDX-License-Identifier: MIT */
#include "book.h"

#include <fcrdns/arena.h>
#include <fcrdns/why.h>

#include <string.h>

/* Nothing in the file is believed: others' programs may write databases as well. */

bool book_takes(const char *text, bool is_label)
{
	size_t n = 0;

	for (; text[n]; n++)
		if (text[n] < ' ' || text[n] > '~' ||
		    (!is_label && (text[n] == '"' || text[n] == '\\')))
			return false;
	return n <= LIMIT_HOLDING_TEXT;
}

const char *book_plain(sqlite3_stmt *s, int at, bool is_label)
{
	const char *text = (const char *)sqlite3_column_text(s, at);
	size_t len = (size_t)sqlite3_column_bytes(s, at);

	return text && strlen(text) == len && book_takes(text, is_label) ? text : NULL;
}

const char *book_text(sqlite3_stmt *s, int at, bool is_label, struct arena *arena, bool *ok)
{
	const char *text = book_plain(s, at, is_label);
	char *copy = text ? arena_string(arena, text, strlen(text)) : NULL;

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

struct name book_name(sqlite3_stmt *s, int at, struct arena *arena, bool *ok)
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
	name.wire = arena_copy(arena, octets, (size_t)len);
	name.len = name.wire ? (uint8_t)len : 0;
	*ok &= name.wire != NULL;
	return name;
}

int64_t book_time(sqlite3_stmt *s, int at, bool *ok)
{
	int64_t time_s = sqlite3_column_int64(s, at);

	*ok &= sqlite3_column_type(s, at) == SQLITE_INTEGER && time_s >= 0 &&
	       time_s <= LEDGER_TIME_MAX_S;
	return time_s;
}

bool book_damaged(const struct ledger *l, const char *table, int64_t row, struct why *why)
{
	return why_set(why, WHY_DATA, "row %lld of %s in the ledger %s is damaged", (long long)row,
		       table, l->path);
}
