/* SPDX-License-Identifier: MIT */
#include "json.h"

#include <stdint.h>
#include <string.h>

/* Octets that one octet takes inside a JSON string. */
static unsigned width_of(unsigned char c)
{
	if (c < 0x20 || c > 0x7e)
		return 5; /* \\DDD */
	return c == '"' || c == '\\' ? 2 : 1;
}

typedef int8_t lanes __attribute__((vector_size(16)));
typedef uint8_t counts __attribute__((vector_size(16)));

/* Which of sixteen octets need more than themselves. */
static lanes odd_of(const char *octets)
{
	counts x;

	memcpy(&x, octets, sizeof(x));
	/* One more, and all over 126 are negative or 0. */
	return ((lanes)(x + 1) <= 0x20) | (x == '"') | (x == '\\');
}

/*
 * Does no octet need more than itself? Hardly any does, and this is asked of every octet written,
 * so sixteen are looked at at once; the last sixteen may have been looked at before.
 */
static bool is_plain(const char *octets, size_t n)
{
	lanes odd;
	uint64_t half[2];

	if (n < sizeof(odd)) {
		while (n--)
			if (width_of((unsigned char)*octets++) != 1)
				return false;
		return true;
	}
	odd = odd_of(octets + n - sizeof(odd));
	for (; n > sizeof(odd); octets += sizeof(odd), n -= sizeof(odd))
		odd |= odd_of(octets);
	memcpy(half, &odd, sizeof(half));
	return !(half[0] | half[1]);
}

/* `n` octets more, whatever they are. */
static bool widen(struct text *out, size_t n)
{
	static const char spaces[] = "                                ";
	const size_t most = sizeof(spaces) - 1;

	for (; n; n -= n < most ? n : most)
		text_put(out, spaces, n < most ? n : most);
	return !out->failed;
}

void json_escape(struct text *out, size_t at)
{
	size_t from = out->len, to, more = 0;

	if (out->failed || is_plain(out->data + at, from - at))
		return;
	for (size_t i = at; i < from; i++)
		more += width_of((unsigned char)out->data[i]) - 1;
	if (!more || !widen(out, more))
		return;
	/* From the end, so that nothing is overwritten before it is read. */
	to = out->len;
	while (from > at) {
		unsigned char c = (unsigned char)out->data[--from];

		switch (width_of(c)) {
		case 1:
			out->data[--to] = (char)c;
			break;
		case 2:
			out->data[--to] = (char)c;
			out->data[--to] = '\\';
			break;
		default:
			out->data[--to] = (char)('0' + c % 10);
			out->data[--to] = (char)('0' + c / 10 % 10);
			out->data[--to] = (char)('0' + c / 100);
			out->data[--to] = '\\';
			out->data[--to] = '\\';
		}
	}
}

void json_string(struct text *out, const char *octets, size_t n)
{
	size_t at;

	text_char(out, '"');
	at = out->len;
	text_put(out, octets, n);
	json_escape(out, at);
	text_char(out, '"');
}

void json_str(struct text *out, const char *s)
{
	json_string(out, s, strlen(s));
}

void json_name_inside(struct text *out, const struct name *name)
{
	size_t at = out->len;

	name_put(name, out);
	if (out->len - at != name->len - 2U) /* an escape: its backslash needs one, too */
		json_escape(out, at);
}

void json_name(struct text *out, const struct name *name)
{
	text_char(out, '"');
	json_name_inside(out, name);
	text_char(out, '"');
}

void json_bool(struct text *out, bool b)
{
	if (b)
		text_lit(out, "true");
	else
		text_lit(out, "false");
}

void json_maybe(struct text *out, bool is_known, bool b)
{
	if (is_known)
		json_bool(out, b);
	else
		text_lit(out, "null");
}

void json_member(struct text *out, const char *name, const char *value)
{
	text_lit(out, ",\"");
	text_str(out, name);
	text_lit(out, "\":");
	json_str(out, value);
}
