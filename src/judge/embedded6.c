/* SPDX-License-Identifier: MIT */
#include "embedded.h"

#include <fcrdns/name.h>

#include <string.h>

enum {
	RUNS_MAX = 64,	 /* alternating letters and digits fill a name of 255 octets with 127 */
	NIBBLE_RUN = 16, /* of the address: fewer may be a serial number */
	NIBBLE_PART = 10,
	GROUPS_MIN = 3, /* of an address with dashes: 2001-db8--1 */
	GROUPS_MANY = 4
};

/* Labels with dots between them; borrowed. */
struct host {
	const char *text;
	unsigned len;
};

/* A maximal run of octets of one kind. */
struct run {
	const char *p;
	unsigned len;
};

static bool is_hex(char c)
{
	return char_is_digit(c) || (c >= 'a' && c <= 'f');
}

static bool is_alnum(char c)
{
	return char_is_digit(c) || (c >= 'a' && c <= 'z');
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

/* -1 if it is no hexadecimal number of at most 4 digits */
static int group(const struct run *r)
{
	int v = 0;

	if (r->len > 4)
		return -1;
	for (unsigned i = 0; i < r->len; i++) {
		if (!is_hex(r->p[i]))
			return -1;
		v = v * 16 + (char_is_digit(r->p[i]) ? r->p[i] - '0' : r->p[i] - 'a' + 10);
	}
	return v;
}

/* Eight groups one after the other, either way, whatever stands between them. */
static bool has_groups(const int *values, unsigned n, const struct ip *ip)
{
	for (unsigned i = 0; i + 8 <= n; i++) {
		unsigned forth = 0, back = 0;

		for (size_t k = 0; k < 8; k++) {
			int v = values[i + k];

			forth += v == (ip->octet[2 * k] << 8 | ip->octet[2 * k + 1]);
			back += v == (ip->octet[14 - 2 * k] << 8 | ip->octet[15 - 2 * k]);
		}
		if (forth == 8 || back == 8)
			return true;
	}
	return false;
}

/* Text that is the address when each dash is a colon. */
static bool has_dashed(const struct run *runs, const int *values, unsigned n, const struct ip *ip)
{
	for (unsigned i = 0; i < n; i++)
		for (unsigned k = i; k < n && k < i + 8 && values[k] >= 0; k++) {
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

/* Four groups of the address that are long enough to be no chance, in any place. */
static bool has_many_groups(const int *values, unsigned n, const struct ip *ip)
{
	unsigned found = 0;

	for (size_t k = 0; n >= GROUPS_MANY && k < 8; k++) {
		int value = ip->octet[2 * k] << 8 | ip->octet[2 * k + 1];
		unsigned i = 0;

		if (value <= 0xff)
			continue;
		while (i < n && values[i] != value)
			i++;
		found += i < n;
	}
	return found >= GROUPS_MANY;
}

/*
 * A run that the host's hexadecimal digits and the address's nibbles have in common; separators
 * do not count. Long runs of zeros are anybody's. A run of 10 of the address's 32 nibbles holds
 * the 10th, the 20th or the 30th, so that only these are looked for.
 */
static enum embedded nibbles_say(const struct host *h, const struct ip *ip)
{
	uint8_t nibble[2][32], flat[NAME_MAX_OCTETS];
	unsigned n = 0, longest = 0;

	for (unsigned i = 0; i < 32; i++) {
		nibble[0][i] = ip->octet[i / 2] >> (i & 1 ? 0 : 4) & 15;
		nibble[1][31 - i] = nibble[0][i];
	}
	for (unsigned i = 0; i < h->len; i++)
		if (is_alnum(h->text[i]))
			flat[n++] = char_is_digit(h->text[i]) ? (uint8_t)(h->text[i] - '0')
							      : (uint8_t)(h->text[i] - 'a' + 10);
	for (unsigned i = 0; i < n; i++)
		for (unsigned way = 0; way < 2; way++)
			for (unsigned k = NIBBLE_PART - 1; k < 32; k += NIBBLE_PART) {
				unsigned before, len;

				if (flat[i] != nibble[way][k])
					continue;
				before = same_back(flat, i, nibble[way], k);
				len = before + same_forth(flat + i, n - i, nibble[way] + k, 32 - k);
				if (len <= longest || kinds_of(flat + i - before, len) <= 2)
					continue;
				longest = len;
				if (longest >= NIBBLE_RUN)
					return EMBEDDED_WHOLE;
			}
	return longest >= NIBBLE_PART ? EMBEDDED_PART : EMBEDDED_NO;
}

enum embedded address_in_v6(const struct tokens *t, const struct ip *ip)
{
	struct host h = { t->text, t->host_len };
	struct run runs[RUNS_MAX];
	int values[RUNS_MAX];
	unsigned n = runs_of(&h, is_alnum, runs);

	for (unsigned i = 0; i < n; i++)
		values[i] = group(&runs[i]);
	if (has_groups(values, n, ip) || has_dashed(runs, values, n, ip) ||
	    has_many_groups(values, n, ip))
		return EMBEDDED_WHOLE;
	return h.len >= NIBBLE_PART ? nibbles_say(&h, ip) : EMBEDDED_NO;
}
