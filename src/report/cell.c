/* SPDX-License-Identifier: MIT */
#include "cell.h"

#include <fcrdns/limits.h>

#include <string.h>

enum {
	CELL_MAX = 32000 /* octets of a list; a spreadsheet cuts or refuses over 32,767 */
};

/* What stands there would be a formula; spaces and quotes before it may be dropped by a reader. */
static bool is_formula(const char *p, size_t n)
{
	while (n && (*p == ' ' || *p == '"')) {
		p++;
		n--;
	}
	return n && (*p == '=' || *p == '+' || *p == '-' || *p == '@');
}

static bool is_shown(char c)
{
	return c >= 0x20 && c <= 0x7e;
}

/* Does a formula begin there, or behind a ";"? */
static bool has_formula(const char *p, size_t n)
{
	const char *end = p + n;

	for (; p; p = memchr(p, ';', (size_t)(end - p))) {
		p += *p == ';';
		if (is_formula(p, (size_t)(end - p)))
			return true;
	}
	return false;
}

/* Nothing in it must be changed; *ret_quotes: but it wants quotes around it. */
static bool is_plain(const char *p, size_t n, bool *ret_quotes)
{
	bool odd = false, quotes = p[0] == ' ' || p[n - 1] == ' ';

	for (size_t i = 0; i < n; i++) {
		odd |= !is_shown(p[i]) || p[i] == '"';
		quotes |= p[i] == ',' || p[i] == '"' || p[i] == ';';
	}
	*ret_quotes = quotes;
	return !odd && !has_formula(p, n);
}

static void put_quotes(struct text *out, size_t at)
{
	size_t n = out->len - at;

	text_lit(out, "\"\"");
	if (out->failed)
		return;
	memmove(out->data + at + 1, out->data + at, n);
	out->data[at] = '"';
	out->data[at + 1 + n] = '"';
}

static void put_octet(char c, struct text *out)
{
	unsigned v = (unsigned char)c;

	if (c == '"')
		text_char(out, '"');
	if (is_shown(c)) {
		text_char(out, c);
		return;
	}
	text_char(out, '\\');
	text_char(out, (char)('0' + v / 100));
	text_char(out, (char)('0' + v / 10 % 10));
	text_char(out, (char)('0' + v % 10));
}

/* A field that must be changed is made anew behind itself, then moved. */
void cell_end(struct text *out, size_t at)
{
	size_t from = out->len;
	bool begins = true, quotes;

	if (out->failed || from == at)
		return;
	if (is_plain(out->data + at, from - at, &quotes)) {
		if (quotes)
			put_quotes(out, at);
		return;
	}
	if (quotes)
		text_char(out, '"');
	for (size_t i = at; i < from; i++) {
		char c = out->data[i];

		if (begins && is_formula(out->data + i, from - i))
			text_char(out, '\'');
		begins = c == ';';
		put_octet(c, out);
	}
	if (quotes)
		text_char(out, '"');
	if (out->failed)
		return;
	memmove(out->data + at, out->data + from, out->len - from);
	out->len -= from - at;
}

struct cell_list cell_list_of(struct text *out)
{
	return (struct cell_list){ .out = out, .at = out->len };
}

void cell_list_add(struct cell_list *l, const char *part, size_t n)
{
	if (l->full)
		return;
	if (l->n)
		text_char(l->out, ';');
	l->full = l->n == LIMIT_NAMES_SHOWN || l->out->len - l->at + n > CELL_MAX;
	if (l->full)
		text_lit(l->out, "...");
	else
		text_put(l->out, part, n);
	l->n++;
}

void cell_list_add_name(struct cell_list *l, const struct name *name)
{
	char buf[NAME_TEXT_MAX];

	cell_list_add(l, buf, name_text(name, buf));
}
