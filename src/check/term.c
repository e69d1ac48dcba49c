/* SPDX-License-Identifier: MIT */
#include "term.h"

#include <string.h>

static char lowered(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static bool is_letter(char c)
{
	return lowered(c) >= 'a' && lowered(c) <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ABNF's strings have no case (RFC 5234 section 2.3). */
static bool is_word(const char *text, size_t len, const char *word)
{
	if (len != strlen(word))
		return false;
	for (size_t i = 0; i < len; i++)
		if (lowered(text[i]) != word[i])
			return false;
	return true;
}

/* The octets of a term: visible ASCII. */
static bool is_visible(const char *p, const char *end)
{
	for (; p < end; p++)
		if (*p < 0x21 || *p > 0x7e)
			return false;
	return true;
}

/* A prefix length behind a '/': one to `digits` digits, no leading zero, at most `max`. */
static bool take_bits(const char *p, const char *end, unsigned digits, unsigned max, unsigned *ret)
{
	unsigned v = 0;

	if (p == end || end - p > (ptrdiff_t)digits || (*p == '0' && end - p > 1))
		return false;
	for (; p < end; p++) {
		if (!is_digit(*p))
			return false;
		v = v * 10 + (unsigned)(*p - '0');
	}
	if (v > max)
		return false;
	*ret = v;
	return true;
}

/* Behind "%{": a letter, digits, "r", delimiters, "}" (RFC 7208 section 7.1). */
static const char *macro_end(const char *p, const char *end)
{
	if (p == end || !memchr("slodiphcrtv", lowered(*p), 11))
		return NULL;
	p++;
	while (p < end && is_digit(*p))
		p++;
	if (p < end && lowered(*p) == 'r')
		p++;
	while (p < end && memchr(".-+,/_=", *p, 7))
		p++;
	return p < end && *p == '}' ? p + 1 : NULL;
}

/* A macro-string; *ret_macro: not all of it is literal. */
static bool sound_macros(const char *p, const char *end, bool *ret_macro)
{
	*ret_macro = false;
	while (p < end) {
		if (*p++ != '%')
			continue;
		*ret_macro = true;
		if (p == end)
			return false;
		if (*p == '{')
			p = macro_end(p + 1, end);
		else
			p = memchr("%_-", *p, 3) ? p + 1 : NULL;
		if (!p)
			return false;
	}
	return true;
}

/* What ends a domain without macros: a label with something else than digits (section 7.1). */
static bool has_top_label(const char *p, const char *end)
{
	const char *dot = NULL;
	bool all_digits = true;

	if (p < end && end[-1] == '.')
		end--;
	for (const char *q = p; q < end; q++)
		if (*q == '.')
			dot = q;
	if (!dot || dot + 1 == end || dot[1] == '-' || end[-1] == '-')
		return false;
	for (const char *q = dot + 1; q < end; q++) {
		if (!is_letter(*q) && !is_digit(*q) && *q != '-')
			return false;
		all_digits &= is_digit(*q);
	}
	return !all_digits;
}

static bool take_spec(struct term *t, const char *p, const char *end)
{
	if (p == end || !sound_macros(p, end, &t->has_macro))
		return false;
	if (t->has_macro ? end[-1] != '}' && !has_top_label(p, end) : !has_top_label(p, end))
		return false;
	t->spec = p;
	t->spec_len = (size_t)(end - p);
	return true;
}

/* [ ":" domain ] [ "/" bits ] [ "//" bits ], of the a and mx terms. A '/' can stand in the domain
 * too, so the lengths are taken from the end. */
static bool take_dual(struct term *t, const char *p, const char *end)
{
	const char *slash;

	for (slash = end; slash > p && is_digit(slash[-1]); slash--)
		;
	if (slash < end && slash - p >= 2 && slash[-1] == '/' && slash[-2] == '/') {
		if (!take_bits(slash, end, 3, 128, &t->bits6))
			return false;
		end = slash - 2;
	}
	for (slash = end; slash > p && is_digit(slash[-1]); slash--)
		;
	if (slash < end && slash > p && slash[-1] == '/') {
		if (!take_bits(slash, end, 2, 32, &t->bits4))
			return false;
		end = slash - 1;
	}
	if (p == end)
		return true;
	return *p == ':' && take_spec(t, p + 1, end);
}

static bool take_network(struct term *t, const char *p, const char *end)
{
	bool is_four = t->kind == TERM_IP4;
	const char *slash;

	if (p == end || *p++ != ':')
		return false;
	slash = memchr(p, '/', (size_t)(end - p));
	if (!ip_parse(&t->ip, p, (size_t)((slash ? slash : end) - p)) ||
	    (t->ip.len == 4) != is_four)
		return false;
	if (!slash)
		return true;
	return is_four ? take_bits(slash + 1, end, 2, 32, &t->bits4)
		       : take_bits(slash + 1, end, 3, 128, &t->bits6);
}

static bool take_mechanism(struct term *t, const char *p, const char *end)
{
	static const char *const name_of[] = {
		[TERM_ALL] = "all", [TERM_INCLUDE] = "include", [TERM_A] = "a",
		[TERM_MX] = "mx",   [TERM_PTR] = "ptr",		[TERM_IP4] = "ip4",
		[TERM_IP6] = "ip6", [TERM_EXISTS] = "exists",
	};
	const char *name = p;

	while (p < end && *p != ':' && *p != '/')
		p++;
	for (unsigned k = 0; k < sizeof(name_of) / sizeof(name_of[0]); k++) {
		if (!is_word(name, (size_t)(p - name), name_of[k]))
			continue;
		t->kind = (enum term_kind)k;
		switch (t->kind) {
		case TERM_A:
		case TERM_MX:
			return take_dual(t, p, end);
		case TERM_IP4:
		case TERM_IP6:
			return take_network(t, p, end);
		case TERM_INCLUDE:
		case TERM_EXISTS:
			return p < end && *p == ':' && take_spec(t, p + 1, end);
		case TERM_PTR:
			return p == end || (*p == ':' && take_spec(t, p + 1, end));
		case TERM_ALL:
		case TERM_REDIRECT:
		case TERM_EXP:
		case TERM_OTHER:
			return p == end;
		}
	}
	return false;
}

/* The end of a modifier's name, or NULL for a directive. */
static const char *modifier_end(const char *p, const char *end)
{
	if (p == end || !is_letter(*p))
		return NULL;
	while (p < end && (is_letter(*p) || is_digit(*p) || memchr("-_.", *p, 3)))
		p++;
	return p < end && *p == '=' ? p : NULL;
}

static bool take(struct term *t, const char *p, const char *end)
{
	const char *equals = modifier_end(p, end);

	if (!is_visible(p, end))
		return false;
	if (equals) {
		t->kind = is_word(p, (size_t)(equals - p), "redirect") ? TERM_REDIRECT
			  : is_word(p, (size_t)(equals - p), "exp")    ? TERM_EXP
								       : TERM_OTHER;
		if (t->kind == TERM_OTHER)
			return sound_macros(equals + 1, end, &t->has_macro);
		return take_spec(t, equals + 1, end);
	}
	t->passes = *p == '+' || !memchr("-~?", *p, 3);
	if (memchr("+-~?", *p, 4))
		p++;
	return take_mechanism(t, p, end);
}

bool term_next(struct term *ret, const char **at, const char *end, bool *ret_fault)
{
	const char *p = *at, *last;

	*ret_fault = false;
	while (p < end && *p == ' ')
		p++;
	if (p == end)
		return false;
	last = memchr(p, ' ', (size_t)(end - p));
	if (!last)
		last = end;
	*ret = (struct term){ .text = p, .len = (size_t)(last - p), .bits4 = 32, .bits6 = 128 };
	*at = last;
	*ret_fault = !take(ret, p, last);
	return !*ret_fault;
}

bool term_begins(const char *record, size_t len, const char **ret_at)
{
	static const char version[] = "v=spf1";
	size_t n = sizeof(version) - 1;

	if (len < n || !is_word(record, n, version) || (len > n && record[n] != ' '))
		return false;
	*ret_at = record + n;
	return true;
}

bool term_target(const struct term *t, const struct name *own, struct name *ret,
		 uint8_t buf[static NAME_MAX_OCTETS])
{
	if (!t->spec) {
		*ret = *own;
		return true;
	}
	/* A backslash is an octet like any other here, and no host name has it. */
	return !memchr(t->spec, '\\', t->spec_len) && name_parse(ret, buf, t->spec, t->spec_len);
}
