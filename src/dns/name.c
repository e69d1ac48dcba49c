/* SPDX-License-Identifier: MIT */
#include <fcrdns/name.h>

#include "plain.h"

#include <fcrdns/text.h>

#include <string.h>

enum {
	LABEL_MAX = 63
};

static uint8_t lowered(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* One octet of presentation form at *at, escapes undone; false at a broken escape. */
static bool take_octet(const char *text, size_t len, size_t *at, uint8_t *ret)
{
	const char *p = text + *at;
	size_t left = len - *at;

	if (*p != '\\') {
		*ret = (uint8_t)*p;
		*at += 1;
		return true;
	}
	if (left >= 4 && is_digit(p[1]) && is_digit(p[2]) && is_digit(p[3])) {
		int v = (p[1] - '0') * 100 + (p[2] - '0') * 10 + (p[3] - '0');

		if (v > 255)
			return false;
		*ret = (uint8_t)v;
		*at += 4;
		return true;
	}
	if (left < 2 || is_digit(p[1]))
		return false;
	*ret = (uint8_t)p[1];
	*at += 2;
	return true;
}

bool name_parse(struct name *ret, uint8_t buf[static NAME_MAX_OCTETS], const char *text, size_t len)
{
	size_t at = 0, label = 0, end = 1; /* buf[label] is the length octet being filled */

	if (len == 1 && text[0] == '.') {
		buf[0] = 0;
		*ret = (struct name){ buf, 1 };
		return true;
	}
	if (!len)
		return false;
	while (at < len) {
		uint8_t c;

		if (text[at] == '.') {
			if (end - label == 1)
				return false; /* an empty label */
			buf[label] = (uint8_t)(end - label - 1);
			at++;
			if (at == len)
				break;
			label = end++;
			if (end >= NAME_MAX_OCTETS)
				return false;
			continue;
		}
		if (!take_octet(text, len, &at, &c) || end - label > LABEL_MAX ||
		    end >= NAME_MAX_OCTETS - 1)
			return false;
		buf[end++] = lowered(c);
	}
	if (end - label == 1)
		return false;
	buf[label] = (uint8_t)(end - label - 1);
	buf[end++] = 0;
	*ret = (struct name){ buf, (uint8_t)end };
	return true;
}

/* One octet at a time, escaped where it must be. */
static size_t text_of_any(const uint8_t *p, char *out)
{
	size_t at = 0;

	while (*p) {
		uint8_t n = *p++;

		if (at)
			out[at++] = '.';
		for (; n--; p++) {
			uint8_t c = *p;

			if (is_plain(c)) {
				out[at++] = (char)c;
				continue;
			}
			out[at++] = '\\';
			out[at++] = (char)('0' + c / 100);
			out[at++] = (char)('0' + c / 10 % 10);
			out[at++] = (char)('0' + c % 10);
		}
	}
	out[at] = '\0';
	return at;
}

/*
 * Names are most of a long output, and hardly any needs an escape: then the text is the wire form
 * with dots between the labels.
 */
size_t name_text(const struct name *name, char out[static NAME_TEXT_MAX])
{
	unsigned n = name->len - 2U, borders = 0;

	if (name->len < 2) {
		memcpy(out, ".", 2);
		out[name->len] = '\0';
		return name->len;
	}
	if (n < sizeof(lanes))
		return text_of_any(name->wire, out);
	memcpy(out, name->wire + 1, n);
	for (const uint8_t *p = name->wire + 1 + *name->wire; *p; p += 1 + *p) {
		out[p - name->wire - 1] = '.';
		borders += !is_plain_length(*p);
	}
	if (n_odd(name->wire + 1, n) != borders)
		return text_of_any(name->wire, out);
	out[n] = '\0';
	return n;
}

void name_put(const struct name *name, struct text *out)
{
	char text[NAME_TEXT_MAX];

	if (out->size > out->len + NAME_TEXT_MAX)
		out->len += name_text(name, out->data + out->len);
	else
		text_put(out, text, name_text(name, text));
}

bool name_equal(const struct name *a, const struct name *b)
{
	return a->len == b->len && memcmp(a->wire, b->wire, a->len) == 0;
}

bool name_is_root(const struct name *name)
{
	return name->len == 1;
}

unsigned name_labels(const struct name *name)
{
	unsigned n = 0;

	if (name->len)
		for (const uint8_t *p = name->wire; *p; p += *p + 1)
			n++;
	return n;
}

struct name name_parent(const struct name *name, unsigned n)
{
	struct name parent = *name;

	while (n-- && *parent.wire) {
		uint8_t step = (uint8_t)(*parent.wire + 1);

		parent.wire += step;
		parent.len = (uint8_t)(parent.len - step);
	}
	return parent;
}

bool name_is_under(const struct name *name, const struct name *parent)
{
	struct name at = *name;

	if (!name->len || !parent->len)
		return false;
	while (at.len > parent->len)
		at = name_parent(&at, 1);
	return name_equal(&at, parent);
}

bool name_prefix(struct name *ret, uint8_t buf[static NAME_MAX_OCTETS], const char *label,
		 const struct name *name)
{
	uint8_t own[NAME_MAX_OCTETS];
	struct name front;

	if (!name_parse(&front, own, label, strlen(label)) ||
	    front.len - 1 + name->len > NAME_MAX_OCTETS)
		return false;
	memmove(buf + front.len - 1, name->wire, name->len);
	memcpy(buf, own, front.len - 1U);
	*ret = (struct name){ buf, (uint8_t)(front.len - 1 + name->len) };
	return true;
}

/* Multiply and fold: no adversary gains by collisions here. */
static uint64_t mixed(uint64_t h, uint64_t x)
{
	h = (h ^ x) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 32;
}

/* Eight octets a step, the last eight of a long name perhaps twice. */
uint32_t name_hash(const struct name *name)
{
	uint64_t h = name->len, x = 0;
	const unsigned step = sizeof(x);

	if (name->len < step)
		memcpy(&x, name->wire, name->len);
	else
		memcpy(&x, name->wire + name->len - step, step);
	h = mixed(h, x);
	for (unsigned i = 0; i + step < name->len; i += step) {
		memcpy(&x, name->wire + i, step);
		h = mixed(h, x);
	}
	return (uint32_t)h;
}
