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

typedef signed char lanes __attribute__((vector_size(16)));

/*
 * Does any octet need more than itself? Hardly ever, and this is asked of every octet written, so
 * sixteen are looked at at once.
 */
static bool is_plain(const char *octets, size_t n)
{
	lanes odd = { 0 };
	uint64_t half[2];

	for (; n >= sizeof(odd); octets += sizeof(odd), n -= sizeof(odd)) {
		lanes x;

		memcpy(&x, octets, sizeof(x));
		/* Octets over 127 are negative. */
		odd |= (x < 0x20) | (x == 0x7f) | (x == '"') | (x == '\\');
	}
	memcpy(half, &odd, sizeof(half));
	if (half[0] | half[1])
		return false;
	while (n--)
		if (width_of((unsigned char)*octets++) != 1)
			return false;
	return true;
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

void json_name(struct text *out, const struct name *name)
{
	size_t at;

	text_char(out, '"');
	at = out->len;
	name_put(name, out);
	if (out->len - at != name->len - 2U) /* an escape: its backslash needs one, too */
		json_escape(out, at);
	text_char(out, '"');
}

void json_bool(struct text *out, bool b)
{
	if (b)
		text_lit(out, "true");
	else
		text_lit(out, "false");
}
