/* SPDX-License-Identifier: MIT */
#include <fcrdns/name.h>

#include "plain.h"

#include <fcrdns/ip.h>

#include <stdbool.h>
#include <string.h>

/* RFC 6761, RFC 7686, RFC 9476 and ICANN's "internal"; RFC 8375's home.arpa is no TLD. */
static const uint8_t special_tld[][13] = { "\3alt",	   "\7example", "\10internal",
					   "\7invalid",	   "\5local",	"\13localdomain",
					   "\11localhost", "\5onion",	"\4test" };

enum {
	TEXT_LONG = 64
};

enum {
	LETTERS = HOST_LONG << 1 /* not a fault: an octet that is no digit */
};

/* What one octet of a label says. */
#define OTHER (LETTERS | HOST_BAD_CHAR)
static const uint16_t said_by[256] = {
	[0 ... '-' - 1] = OTHER,
	['-'] = LETTERS,
	['-' + 1 ... '0' - 1] = OTHER,
	['0' ... '9'] = 0,
	['9' + 1 ... '_' - 1] = OTHER,
	['_'] = LETTERS | HOST_UNDERSCORE,
	['`'] = OTHER,
	['a' ... 'z'] = LETTERS,
	['z' + 1 ... 127] = OTHER,
	[128 ... 255] = OTHER | HOST_NON_ASCII,
};

/* What the place of an octet in its label of `n` says. */
static unsigned label_faults(const uint8_t *p, uint8_t n)
{
	unsigned faults = 0;

	if (n == 1 && *p == '*')
		faults |= HOST_WILDCARD;
	if (p[0] == '-' || p[n - 1] == '-')
		faults |= HOST_BAD_HYPHEN;
	if (n > 4 && p[0] == 'x' && memcmp(p, "xn--", 4) == 0)
		faults |= HOST_IDN;
	return faults;
}

/* What all octets of all labels say. */
static unsigned octet_faults(const struct name *name)
{
	unsigned faults = 0;

	for (const uint8_t *p = name->wire; *p; p += *p + 1)
		for (unsigned i = 1; i <= *p; i++)
			faults |= said_by[p[i]];
	return faults;
}

/* They say no more than LETTERS. `borders` of the length octets are not plain; the `last` label
 * begins with no digit. */
static bool is_usual(const struct name *name, const uint8_t *last, unsigned borders)
{
	unsigned n = name->len - 2U;

	return n >= sizeof(lanes) && last[1] > '9' && n_odd(name->wire + 1, n) == borders &&
	       !memchr(name->wire, '_', name->len);
}

static bool is_octet(const uint8_t *p, uint8_t n)
{
	unsigned v = 0;

	if (n > 3)
		return false;
	for (unsigned i = 0; i < n; i++)
		v = v * 10 + (unsigned)(p[i] - '0');
	return v < 256;
}

/* `label` is the last but one. */
static bool is_home_arpa(const uint8_t *label)
{
	return memcmp(label, "\4home\4arpa", 11) == 0;
}

static bool is_special_tld(const uint8_t *label)
{
	for (size_t i = 0; i < sizeof(special_tld) / sizeof(special_tld[0]); i++)
		if (label[0] == special_tld[i][0] && label[1] == special_tld[i][1] &&
		    memcmp(label, special_tld[i], 1U + label[0]) == 0)
			return true;
	return false;
}

/* The text of an IPv6 address in one label; with a dot in it, it would be several. */
static bool is_ip6_literal(const struct name *name)
{
	struct ip ip;

	return name->wire[0] + 2U == name->len &&
	       ip_parse(&ip, (const char *)name->wire + 1, name->wire[0]) && ip.len == 16;
}

/* Four labels that are the numbers of an IPv4 address; there are but digits in them. */
static bool is_quad(const struct name *name)
{
	unsigned octets = 0, labels = 0;

	for (const uint8_t *p = name->wire; *p; p += *p + 1) {
		octets += is_octet(p + 1, *p);
		labels++;
	}
	return labels == 4 && octets == 4;
}

unsigned host_faults(const struct name *name)
{
	unsigned faults = 0, labels = 0, borders = 0;
	const uint8_t *last = name->wire, *before = last;

	if (!name->len || name_is_root(name))
		return HOST_ROOT;
	for (const uint8_t *p = name->wire; *p; p += *p + 1) {
		faults |= label_faults(p + 1, *p);
		borders += labels++ && !is_plain_length(*p);
		before = last;
		last = p;
	}
	if (!is_usual(name, last, borders)) {
		faults |= octet_faults(name);
		if (!(faults & LETTERS))
			return faults | (is_quad(name) ? HOST_IP_LITERAL : HOST_NUMERIC);
		faults &= ~(unsigned)LETTERS;
	}
	if (labels == 1)
		faults |= is_ip6_literal(name) ? HOST_IP_LITERAL : HOST_SINGLE_LABEL;
	if (*last == 4 && memcmp(last + 1, "arpa", 4) == 0)
		faults |= HOST_ARPA;
	if (is_special_tld(last) || (faults & HOST_ARPA && labels > 1 && is_home_arpa(before)))
		faults |= HOST_SPECIAL_TLD;
	if (name->len - 2 > TEXT_LONG)
		faults |= HOST_LONG;
	return faults;
}
