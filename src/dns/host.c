/* SPDX-License-Identifier: MIT */
#include <fcrdns/name.h>

#include <fcrdns/ip.h>

#include <stdbool.h>
#include <string.h>

/* RFC 6761, RFC 7686, RFC 8375 (home.arpa is caught by HOST_ARPA), RFC 9476 and ICANN's "internal".
 */
static const char special_tld[][12] = { "alt",	       "example",   "internal", "invalid", "local",
					"localdomain", "localhost", "onion",	"test" };

enum {
	TEXT_LONG = 64
};

/* The bits of one label of `n` octets at `p`; *all_digits is cleared when a non-digit is seen. */
static unsigned label_faults(const uint8_t *p, uint8_t n, bool *all_digits)
{
	unsigned faults = 0;

	if (n == 1 && *p == '*')
		faults |= HOST_WILDCARD;
	if (p[0] == '-' || p[n - 1] == '-')
		faults |= HOST_BAD_HYPHEN;
	if (n > 4 && memcmp(p, "xn--", 4) == 0)
		faults |= HOST_IDN;
	for (unsigned i = 0; i < n; i++) {
		uint8_t c = p[i];

		if (c >= '0' && c <= '9')
			continue;
		*all_digits = false;
		if (c == '_')
			faults |= HOST_UNDERSCORE;
		else if (c > 127)
			faults |= HOST_NON_ASCII | HOST_BAD_CHAR;
		else if (!(c >= 'a' && c <= 'z') && c != '-')
			faults |= HOST_BAD_CHAR;
	}
	return faults;
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

/* The text of an IPv6 address in one label; with a dot in it, it would be several. */
static bool is_ip6_literal(const struct name *name)
{
	struct ip ip;

	return name->wire[0] + 2U == name->len &&
	       ip_parse(&ip, (const char *)name->wire + 1, name->wire[0]) && ip.len == 16;
}

unsigned host_faults(const struct name *name)
{
	unsigned faults = 0, labels = 0, octets = 0;
	bool all_digits = true;
	const uint8_t *last = name->wire;

	if (!name->len || name_is_root(name))
		return HOST_ROOT;
	for (const uint8_t *p = name->wire; *p; p += *p + 1) {
		faults |= label_faults(p + 1, *p, &all_digits);
		if (all_digits && is_octet(p + 1, *p))
			octets++;
		labels++;
		last = p;
	}
	if (all_digits)
		return faults | (labels == 4 && octets == 4 ? HOST_IP_LITERAL : HOST_NUMERIC);
	if (labels == 1)
		faults |= is_ip6_literal(name) ? HOST_IP_LITERAL : HOST_SINGLE_LABEL;
	if (*last == 4 && memcmp(last + 1, "arpa", 4) == 0)
		faults |= HOST_ARPA;
	for (size_t i = 0; i < sizeof(special_tld) / sizeof(special_tld[0]); i++)
		if (*last == strlen(special_tld[i]) && memcmp(last + 1, special_tld[i], *last) == 0)
			faults |= HOST_SPECIAL_TLD;
	if (name->len - 2 > TEXT_LONG)
		faults |= HOST_LONG;
	return faults;
}
