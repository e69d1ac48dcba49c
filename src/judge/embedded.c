/* SPDX-License-Identifier: MIT */
#include "embedded.h"

#include <string.h>

/*
 * Numbers are compared as numbers that stand alone (maximal runs of digits), never as parts of
 * longer ones: "gw-01" says nothing about an address that ends in .1.
 */

enum {
	RUNS_MAX = 64,	 /* alternating letters and digits fill a name of 255 octets with 127 */
	NIBBLE_RUN = 16, /* of an IPv6 address: fewer may be a serial number */
	DECIMAL_MIN = 8, /* digits of an address written without separators */
	GROUPS_MIN = 3,	 /* of IPv6 with dashes: 2001-db8--1 */
	NO_OCTET = 256
};

/* A maximal run of octets of one kind. */
struct run {
	const char *p;
	unsigned len;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f');
}

static bool is_alnum(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z');
}

static unsigned runs_of(const struct host *h, bool is_kind(char), struct run out[static RUNS_MAX])
{
	const char *p = h->text, *end = p + h->len;
	unsigned n = 0;

	while (n < RUNS_MAX) {
		const char *first;

		while (p < end && !is_kind(*p))
			p++;
		if (p == end)
			break;
		for (first = p; p < end && is_kind(*p); p++)
			;
		out[n++] = (struct run){ first, (unsigned)(p - first) };
	}
	return n;
}

static uint64_t decimal(const struct run *r)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < r->len; i++)
		v = v * 10 + (unsigned)(r->p[i] - '0');
	return v;
}

/* -1 if it is no hexadecimal number of at most 4 digits */
static int group(const struct run *r)
{
	int v = 0;

	if (r->len > 4)
		return -1;
	for (unsigned i = 0; i < r->len; i++) {
		if (!is_hex(r->p[i]))
			return -1;
		v = v * 16 + (is_digit(r->p[i]) ? r->p[i] - '0' : r->p[i] - 'a' + 10);
	}
	return v;
}

/* ---- IPv4 ---- */

/* What each run of digits is as one octet, zero-padded or not; NO_OCTET with more than 3 digits. */
static void octets_of(const struct run *runs, unsigned n, uint16_t out[static RUNS_MAX])
{
	for (unsigned i = 0; i < n; i++)
		out[i] = runs[i].len <= 3 ? (uint16_t)decimal(&runs[i]) : NO_OCTET;
}

/* All four octets as decimal numbers, in any order. */
static bool has_all_octets(const uint16_t *octets, unsigned n, const struct ip *ip)
{
	uint64_t used = 0; /* a bit a number */

	for (unsigned k = 0; k < 4; k++) {
		unsigned i = 0;

		while (i < n && (octets[i] != ip->octet[k] || used >> i & 1))
			i++;
		if (i == n)
			return false;
		used |= UINT64_C(1) << i;
	}
	return true;
}

/* Three octets that follow each other in the address, one number after the other, either way. */
static bool has_three_octets(const uint16_t *octets, unsigned n, const struct ip *ip)
{
	for (unsigned i = 0; i + 3 <= n; i++)
		for (unsigned k = 0; k < 2; k++) {
			unsigned forth = 0, back = 0;

			for (unsigned j = 0; j < 3; j++) {
				forth += octets[i + j] == ip->octet[k + j];
				back += octets[i + j] == ip->octet[k + 2 - j];
			}
			if (forth == 3 || back == 3)
				return true;
		}
	return false;
}

static bool is_run(const struct run *r, const char *text, unsigned len)
{
	return r->len == len && memcmp(r->p, text, len) == 0;
}

static unsigned put_octet(char *out, unsigned octet, bool padded)
{
	unsigned n = 0;

	if (padded || octet > 99)
		out[n++] = (char)('0' + octet / 100);
	if (padded || octet > 9)
		out[n++] = (char)('0' + octet / 10 % 10);
	out[n++] = (char)('0' + octet % 10);
	return n;
}

/* One number made of all four octets: 192000002001, 19202201 or the 32-bit value. */
static bool has_decimal(const struct run *runs, unsigned n, const struct ip *ip)
{
	const uint8_t *o = ip->octet;
	uint64_t value = (uint64_t)o[0] << 24 | (uint64_t)o[1] << 16 | (uint64_t)o[2] << 8 | o[3];
	char text[4][12];
	unsigned len[4] = { 0 };

	for (unsigned way = 0; way < 4; way++)
		for (unsigned k = 0; k < 4; k++)
			len[way] +=
				put_octet(text[way] + len[way], o[way & 1 ? 3 - k : k], way & 2);
	for (unsigned i = 0; i < n; i++) {
		if (runs[i].len < DECIMAL_MIN || runs[i].len > 12)
			continue;
		if (decimal(&runs[i]) == value)
			return true;
		for (unsigned way = 0; way < 4; way++)
			if (is_run(&runs[i], text[way], len[way]))
				return true;
	}
	return false;
}

/* Eight hexadecimal digits, in one piece or as four pairs, either way. */
static bool has_hex(const struct host *h, const struct ip *ip)
{
	static const char digit[] = "0123456789abcdef";
	struct run runs[RUNS_MAX];
	unsigned n = runs_of(h, is_hex, runs);
	char forth[8], back[8];

	for (size_t k = 0; k < 4; k++) {
		forth[2 * k] = back[6 - 2 * k] = digit[ip->octet[k] >> 4];
		forth[2 * k + 1] = back[7 - 2 * k] = digit[ip->octet[k] & 15];
	}
	for (unsigned i = 0; i < n; i++) {
		unsigned same_forth = 0, same_back = 0;

		if (is_run(&runs[i], forth, 8) || is_run(&runs[i], back, 8))
			return true;
		for (size_t k = 0; k < 4 && i + k < n; k++) {
			same_forth += is_run(&runs[i + k], forth + 2 * k, 2);
			same_back += is_run(&runs[i + k], back + 2 * k, 2);
		}
		if (same_forth == 4 || same_back == 4)
			return true;
	}
	return false;
}

static enum embedded evidence_v4(const struct host *h, const struct ip *ip)
{
	struct run runs[RUNS_MAX];
	uint16_t octets[RUNS_MAX];
	unsigned n = runs_of(h, is_digit, runs);

	octets_of(runs, n, octets);
	if (has_all_octets(octets, n, ip) || has_decimal(runs, n, ip) || has_hex(h, ip))
		return EMBEDDED_WHOLE;
	return has_three_octets(octets, n, ip) ? EMBEDDED_PART : EMBEDDED_NO;
}

/* ---- IPv6 ---- */

/* Eight groups one after the other, either way, whatever stands between them. */
static bool has_groups(const struct run *runs, unsigned n, const struct ip *ip)
{
	for (unsigned i = 0; i + 8 <= n; i++) {
		unsigned forth = 0, back = 0;

		for (size_t k = 0; k < 8; k++) {
			int v = group(&runs[i + k]);

			forth += v == (ip->octet[2 * k] << 8 | ip->octet[2 * k + 1]);
			back += v == (ip->octet[14 - 2 * k] << 8 | ip->octet[15 - 2 * k]);
		}
		if (forth == 8 || back == 8)
			return true;
	}
	return false;
}

/* Text that is the address when each dash is a colon. */
static bool has_dashed(const struct run *runs, unsigned n, const struct ip *ip)
{
	for (unsigned i = 0; i < n; i++)
		for (unsigned k = i; k < n && k < i + 8 && group(&runs[k]) >= 0; k++) {
			size_t len = (size_t)(runs[k].p + runs[k].len - runs[i].p);
			char text[IP_TEXT_MAX];
			struct ip spelled;

			if (k + 1 < i + GROUPS_MIN || len >= sizeof(text))
				continue;
			memcpy(text, runs[i].p, len);
			for (size_t j = 0; j < len; j++)
				if (text[j] == '-')
					text[j] = ':';
			if (ip_parse(&spelled, text, len) && ip_equal(&spelled, ip))
				return true;
		}
	return false;
}

static unsigned kinds_of(const uint8_t *digits, unsigned n)
{
	uint64_t seen = 0;

	while (n--)
		seen |= UINT64_C(1) << digits[n];
	return (unsigned)__builtin_popcountll(seen);
}

/* How many of both lists are the same, from their ends back. */
static unsigned same_back(const uint8_t *a, unsigned n_a, const uint8_t *b, unsigned n_b)
{
	unsigned n = 0;

	while (n < n_a && n < n_b && a[n_a - 1 - n] == b[n_b - 1 - n])
		n++;
	return n;
}

static unsigned same_forth(const uint8_t *a, unsigned n_a, const uint8_t *b, unsigned n_b)
{
	unsigned n = 0;

	while (n < n_a && n < n_b && a[n] == b[n])
		n++;
	return n;
}

/*
 * A run that the host's hexadecimal digits and the address's nibbles have in common; separators
 * do not count. Long runs of zeros are anybody's. A run of 16 of the address's 32 nibbles holds
 * the 16th or the last, so that only these two are looked for.
 */
static bool has_nibbles(const struct host *h, const struct ip *ip)
{
	uint8_t nibble[2][32], flat[NAME_MAX_OCTETS];
	unsigned n = 0;

	for (unsigned i = 0; i < 32; i++) {
		nibble[0][i] = ip->octet[i / 2] >> (i & 1 ? 0 : 4) & 15;
		nibble[1][31 - i] = nibble[0][i];
	}
	for (unsigned i = 0; i < h->len; i++)
		if (is_alnum(h->text[i]))
			flat[n++] = is_digit(h->text[i]) ? (uint8_t)(h->text[i] - '0')
							 : (uint8_t)(h->text[i] - 'a' + 10);
	for (unsigned i = 0; i < n; i++)
		for (unsigned way = 0; way < 2; way++)
			for (unsigned k = NIBBLE_RUN - 1; k < 32; k += NIBBLE_RUN) {
				unsigned before, len;

				if (flat[i] != nibble[way][k])
					continue;
				before = same_back(flat, i, nibble[way], k);
				len = before + same_forth(flat + i, n - i, nibble[way] + k, 32 - k);
				if (len >= NIBBLE_RUN && kinds_of(flat + i - before, len) > 2)
					return true;
			}
	return false;
}

static enum embedded evidence_v6(const struct host *h, const struct ip *ip)
{
	struct run runs[RUNS_MAX];
	unsigned n = runs_of(h, is_alnum, runs);

	if (has_groups(runs, n, ip) || has_dashed(runs, n, ip) ||
	    (h->len >= NIBBLE_RUN && has_nibbles(h, ip)))
		return EMBEDDED_WHOLE;
	return EMBEDDED_NO;
}

enum embedded address_in(const struct host *h, const struct ip *ip)
{
	return ip->len == 4 ? evidence_v4(h, ip) : evidence_v6(h, ip);
}
