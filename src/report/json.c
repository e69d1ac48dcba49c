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

#define EACH_OCTET(c) (UINT64_C(0x0101010101010101) * (c))

/* In each octet of the result the top bit tells whether that octet of `x` is 0. */
static uint64_t zeros(uint64_t x)
{
	return (x - EACH_OCTET(1)) & ~x & EACH_OCTET(0x80);
}

/*
 * Does any octet need more than itself? Hardly ever, and this is asked of every octet written, so
 * eight are looked at at once.
 */
static bool is_plain(const char *octets, size_t n)
{
	uint64_t x, odd = 0;

	for (; n >= sizeof(x); octets += sizeof(x), n -= sizeof(x)) {
		memcpy(&x, octets, sizeof(x));
		odd |= (x - EACH_OCTET(0x20)) & ~x; /* under 0x20 */
		odd |= x;			    /* over 0x7f */
		odd |= zeros(x ^ EACH_OCTET(0x7f)) | zeros(x ^ EACH_OCTET('"')) |
		       zeros(x ^ EACH_OCTET('\\'));
	}
	if (odd & EACH_OCTET(0x80))
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
	char buf[NAME_TEXT_MAX];
	size_t n;

	/* Written straight into place when there is room: names are most of a long output. */
	if (!out->failed && out->size - out->len > NAME_TEXT_MAX + 2) {
		char *p = out->data + out->len;

		n = name_text(name, p + 1);
		if (!memchr(p + 1, '\\', n)) {
			p[0] = '"';
			p[n + 1] = '"';
			out->len += n + 2;
			return;
		}
	}
	n = name_text(name, buf);
	json_string(out, buf, n);
}

void json_bool(struct text *out, bool b)
{
	if (b)
		text_lit(out, "true");
	else
		text_lit(out, "false");
}
