/* SPDX-License-Identifier: MIT */
#include "word.h"

#include <fcrdns/ip.h>
#include <fcrdns/text.h>

#include <string.h>

struct word word_of(const char *operand)
{
	return (struct word){ .text = operand, .len = strlen(operand) };
}

const char *word_shown(const struct word *w, char out[static LIMIT_SHOWN])
{
	return text_shown(out, LIMIT_SHOWN, w->text, w->len);
}

static size_t blanks(const char *p, const char *end)
{
	size_t n = 0;

	while (p + n < end && word_ends(p[n]))
		n++;
	return n;
}

size_t word_column(const char *p, const char *end)
{
	size_t n = 0;

	while (p + n < end && !word_ends(p[n]))
		n++;
	return n;
}

/* "192.0.2.1 - 192.0.2.9" must not become the one address with the tag "-". */
static bool is_spaced_range(const char *tag, const char *end)
{
	struct ip ip;

	if (*tag++ != '-')
		return false;
	tag += blanks(tag, end);
	return ip_parse(&ip, tag, word_column(tag, end));
}

/* Nor "192.0.2.0 /24" the one with the tag "/24". */
static bool is_spaced_block(const char *tag, const char *end)
{
	size_t len, digits = 0;

	if (*tag++ != '/')
		return false;
	tag += blanks(tag, end);
	len = word_column(tag, end);
	while (digits < len && tag[digits] >= '0' && tag[digits] <= '9')
		digits++;
	return len && digits == len;
}

/* What stands behind the first column: NULL, or a predicate that makes the line no target. */
const char *word_rest(struct word *w, const char *p, const char *end)
{
	if (memchr(p, '\0', (size_t)(end - p)))
		return "stands in a line with a NUL octet";
	p += blanks(p, end);
	if (p == end || *p == '#')
		return NULL;
	if (is_spaced_range(p, end))
		return "begins a range; write it without white space";
	if (is_spaced_block(p, end))
		return "begins a block; write it without white space";
	w->tag = p;
	w->tag_len = word_column(p, end);
	return NULL;
}
