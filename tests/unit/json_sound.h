/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_JSON_SOUND_H
#define FCRDNS_JSON_SOUND_H

/*
 * json_sound: is this one line of JSON as this program may write it? Stricter than RFC 8259:
 * printable ASCII only, no escape but \" and \\, no key twice in an object, one '\n' at the end.
 */

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct json_reader {
	const char *p, *end;
	unsigned depth;
};

static inline bool json_value(struct json_reader *r);

static inline bool json_take(struct json_reader *r, char c)
{
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

static inline bool json_text(struct json_reader *r)
{
	if (!json_take(r, '"'))
		return false;
	for (; r->p < r->end && *r->p != '"'; r->p++) {
		if (*r->p < 0x20 || *r->p > 0x7e)
			return false;
		if (*r->p == '\\' && (++r->p == r->end || (*r->p != '"' && *r->p != '\\')))
			return false;
	}
	return json_take(r, '"');
}

static inline bool json_digits(struct json_reader *r)
{
	const char *from = r->p;

	while (r->p < r->end && *r->p >= '0' && *r->p <= '9')
		r->p++;
	return r->p > from;
}

static inline bool json_number(struct json_reader *r)
{
	const char *from = r->p;

	if (!json_digits(r) || (*from == '0' && r->p - from > 1))
		return false;
	return r->p == r->end || *r->p != '.' || (r->p++, json_digits(r));
}

static inline bool json_word(struct json_reader *r, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(r->end - r->p) < n || memcmp(r->p, word, n) != 0)
		return false;
	r->p += n;
	return true;
}

static inline bool json_members(struct json_reader *r)
{
	const char *keys[64];
	size_t lens[64];
	unsigned n = 0;

	if (json_take(r, '}'))
		return true;
	do {
		const char *key = r->p;

		if (n == 64 || !json_text(r))
			return false;
		keys[n] = key;
		lens[n] = (size_t)(r->p - key);
		for (unsigned i = 0; i < n; i++)
			if (lens[i] == lens[n] && memcmp(keys[i], keys[n], lens[n]) == 0)
				return false;
		n++;
		if (!json_take(r, ':') || !json_value(r))
			return false;
	} while (json_take(r, ','));
	return json_take(r, '}');
}

static inline bool json_items(struct json_reader *r)
{
	if (json_take(r, ']'))
		return true;
	do
		if (!json_value(r))
			return false;
	while (json_take(r, ','));
	return json_take(r, ']');
}

static inline bool json_value(struct json_reader *r)
{
	bool ok;

	if (r->p == r->end || r->depth == 10)
		return false;
	r->depth++;
	if (*r->p == '"')
		ok = json_text(r);
	else if (json_take(r, '{'))
		ok = json_members(r);
	else if (json_take(r, '['))
		ok = json_items(r);
	else if (*r->p >= '0' && *r->p <= '9')
		ok = json_number(r);
	else
		ok = json_word(r, "true") || json_word(r, "false") || json_word(r, "null");
	r->depth--;
	return ok;
}

static inline bool json_line_is_sound(const char *line, size_t n)
{
	struct json_reader r = { line, line + n, 0 };

	return n && *line == '{' && json_value(&r) && json_take(&r, '\n') && r.p == r.end;
}

#endif
