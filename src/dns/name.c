/* SPDX-License-Identifier: MIT */
#include <fcrdns/name.h>

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

			if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
			    c == '_') {
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

/* A vector of octets; with gcc and clang on any machine. */
typedef signed char lanes __attribute__((vector_size(16)));

/* None of the octets needs an escape. What stands behind them, up to a whole number of lanes, is
 * overwritten. */
static bool is_plain(char *text, size_t n)
{
	lanes ok = ~(lanes){ 0 };
	uint64_t half[2];

	memset(text + n, 'a', sizeof(ok));
	for (size_t i = 0; i < n; i += sizeof(ok)) {
		lanes x;

		memcpy(&x, text + i, sizeof(x));
		ok &= ((x >= 'a') & (x <= 'z')) | ((x >= '0') & (x <= '9')) | (x == '-') |
		      (x == '_');
	}
	memcpy(half, &ok, sizeof(half));
	return (half[0] & half[1]) == UINT64_MAX;
}

/* Put `c` where the wire form has the length octets of the second label and those after it. */
static void set_borders(const struct name *name, char *text, char c)
{
	for (const uint8_t *p = name->wire + 1 + *name->wire; *p; p += 1 + *p)
		text[p - name->wire - 1] = c;
}

/* Names are most of a long output, and hardly any needs an escape: then the text is the wire form
 * with dots between the labels. */
size_t name_text(const struct name *name, char out[static NAME_TEXT_MAX])
{
	size_t n = name->len;

	if (n < 2) {
		memcpy(out, ".", 2);
		out[n] = '\0';
		return n;
	}
	n -= 2;
	memcpy(out, name->wire + 1, n);
	set_borders(name, out, '-'); /* a dot inside a label is no border */
	if (!is_plain(out, n))
		return text_of_any(name->wire, out);
	set_borders(name, out, '.');
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

uint32_t name_hash(const struct name *name)
{
	/* Multiply and fold, eight octets a step: no adversary gains by collisions here. */
	uint64_t h = name->len, x = 0;
	unsigned i = 0;

	for (; i + sizeof(x) <= name->len; i += sizeof(x)) {
		memcpy(&x, name->wire + i, sizeof(x));
		h = (h ^ x) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 32;
	}
	for (x = 0; i < name->len; i++)
		x = x << 8 | name->wire[i];
	h = (h ^ x) * UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)(h >> 32);
}
