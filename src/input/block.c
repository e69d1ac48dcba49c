/* SPDX-License-Identifier: MIT */
#include "block.h"

#include <fcrdns/why.h>

#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

const char *quad_scan(struct ip *ret, const char *text, const char *end)
{
	uint8_t octet[4];

	for (unsigned i = 0; i < 4; i++) {
		unsigned v, digit;

		if (i && (text == end || *text++ != '.'))
			return NULL;
		if (text == end || (v = (unsigned)*text - '0') > 9)
			return NULL;
		while (++text < end && (digit = (unsigned)*text - '0') <= 9) {
			if (!v)
				return NULL; /* a leading zero */
			v = v * 10 + digit;
			if (v > 255)
				return NULL;
		}
		octet[i] = (uint8_t)v;
	}
	*ret = (struct ip){ .len = 4 };
	memcpy(ret->octet, octet, sizeof(octet));
	return text;
}

/* Set all bits of `ip` after the first `bits` to `value`; true when one of them changed. */
static bool fill_host_bits(struct ip *ip, unsigned bits, bool value)
{
	bool changed = false;

	for (unsigned i = 0; i < ip->len; i++) {
		unsigned net = bits > 8 * i ? bits - 8 * i : 0;
		unsigned host = 0xffU >> (net < 8 ? net : 8), was = ip->octet[i];
		unsigned want = value ? was | host : was & ~host;

		changed |= want != was;
		ip->octet[i] = (uint8_t)want;
	}
	return changed;
}

/* One to three digits without a leading zero. */
static bool bits_parse(unsigned *ret, const char *text, size_t len)
{
	unsigned v = 0;

	if (!len || len > 3 || (len > 1 && *text == '0'))
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!is_digit(text[i]))
			return false;
		v = v * 10 + (unsigned)(text[i] - '0');
	}
	*ret = v;
	return true;
}

static bool cidr_parse(struct block *ret, const char *text, size_t len, size_t slash,
		       struct why *why)
{
	struct block b;
	unsigned bits;
	char net[IP_TEXT_MAX];

	if (!ip_parse(&b.first, text, slash))
		return why_set(why, WHY_USAGE, "is no block: no address stands before the '/'");
	if (!bits_parse(&bits, text + slash + 1, len - slash - 1) || bits > 8U * b.first.len)
		return why_set(why, WHY_USAGE,
			       "is no block: a number from 0 to %u must stand after the '/'",
			       8U * b.first.len);
	b.last = b.first;
	if (fill_host_bits(&b.first, bits, false))
		return why_set(why, WHY_USAGE, "has host bits set; the block is %s/%u",
			       ip_text(&b.first, net), bits);
	(void)fill_host_bits(&b.last, bits, true);
	*ret = b;
	return true;
}

static bool range_parse(struct block *ret, const struct ip *first, const char *text, size_t len,
			struct why *why)
{
	struct block b = { .first = *first };

	if (!ip_parse(&b.last, text, len))
		return why_set(why, WHY_USAGE, "is no range: no address stands after the '-'");
	if (b.first.len != b.last.len)
		return why_set(why, WHY_USAGE, "is no range: IPv4 and IPv6 cannot be mixed");
	if (ip_compare(&b.first, &b.last) > 0)
		return why_set(why, WHY_USAGE, "is no range: it ends before it begins");
	*ret = b;
	return true;
}

static bool is_arpa(const char *text, size_t len)
{
	static const char tail[] = ".arpa";
	size_t n = sizeof(tail) - 1;

	if (len && text[len - 1] == '.')
		len--;
	if (len < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = text[len - n + i];

		if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != tail[i])
			return false;
	}
	return true;
}

static bool is_label(const char *text, size_t len)
{
	uint8_t buf[NAME_MAX_OCTETS];
	struct name name;

	return name_parse(&name, buf, text, len) && name_labels(&name) == 1 &&
	       !(host_faults(&name) & HOST_UNUSABLE);
}

/* A name as people write it, in letters of their own. */
static bool is_foreign_name(const char *text, size_t len)
{
	bool has_letter = false, has_other = false;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		has_letter |= (c | 32) >= 'a' && (c | 32) <= 'z';
		has_other |= c >= 0x80;
	}
	return has_letter && has_other && memchr(text, '.', len);
}

/* Why `text` is none of all: the commonest mistakes by name. */
static bool no_target(const char *text, size_t len, struct why *why)
{
	bool quad_like = true;

	if (memchr(text, '\0', len))
		return why_set(why, WHY_USAGE, "holds a NUL octet");
	if (memchr(text, '%', len) && memchr(text, ':', len))
		return why_set(why, WHY_USAGE,
			       "has a zone; an address is looked up without the part from '%%' on");
	for (size_t i = 0; i < len; i++)
		quad_like &= is_digit(text[i]) || text[i] == '.';
	if (quad_like && len)
		return why_set(
			why, WHY_USAGE,
			"is no IPv4 address: four numbers from 0 to 255 without leading zeros");
	if (memchr(text, ':', len))
		return why_set(why, WHY_USAGE, "is no IPv6 address");
	if (is_label(text, len))
		return why_set(why, WHY_USAGE,
			       "has no dot: the name of a host must be given in full");
	if (is_foreign_name(text, len))
		return why_set(why, WHY_USAGE,
			       "has letters outside ASCII: give a host name in the form xn--...");
	return why_set(why, WHY_USAGE, "is no address, reverse name, block, range or host name");
}

bool block_parse(struct block *ret, const char *text, size_t len, struct why *why)
{
	const char *at;
	struct ip ip;

	if (quad_scan(&ip, text, text + len) == text + len || ip_parse(&ip, text, len)) {
		*ret = (struct block){ ip, ip };
		return true;
	}
	if (is_arpa(text, len)) {
		uint8_t buf[NAME_MAX_OCTETS];
		struct name name;

		if (!name_parse(&name, buf, text, len) || !ip_of_reverse(&ip, &name))
			return why_set(why, WHY_USAGE,
				       "is no reverse name of an address: four numbers before "
				       "in-addr.arpa or 32 hexadecimal digits before ip6.arpa");
		*ret = (struct block){ ip, ip };
		return true;
	}
	at = memchr(text, '/', len);
	if (at)
		return cidr_parse(ret, text, len, (size_t)(at - text), why);
	/* A '-' can stand in a name too: it is a range only after an address. */
	at = memchr(text, '-', len);
	if (at && ip_parse(&ip, text, (size_t)(at - text)))
		return range_parse(ret, &ip, at + 1, len - (size_t)(at + 1 - text), why);
	return no_target(text, len, why);
}

/* An address and a '-', and no host name all the same: the last label of that begins after the '-'
 * and has a letter, as no end of a range has. */
static bool is_meant_as_range(const char *text, size_t len)
{
	const char *dash = memchr(text, '-', len), *end = text + len, *last;
	struct ip ip;

	if (!dash || !ip_parse(&ip, text, (size_t)(dash - text)))
		return false;
	if (end[-1] == '.')
		end--;
	for (last = end; last > dash + 1 && last[-1] != '.';)
		last--;
	for (const char *c = last; last > dash + 1 && c < end; c++)
		if ((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z'))
			return false;
	return true;
}

bool host_parse(struct name *ret, uint8_t buf[static NAME_MAX_OCTETS], const char *text, size_t len)
{
	struct name name;

	/* A range with a mistake is none; nor is a bad reverse name. */
	if (is_meant_as_range(text, len) || is_arpa(text, len) ||
	    memchr(text, '\\', len) || !name_parse(&name, buf, text, len) ||
	    name_labels(&name) < 2 || host_faults(&name) & HOST_UNUSABLE)
		return false;
	*ret = name;
	return true;
}

bool domain_parse(struct name *ret, uint8_t buf[static NAME_MAX_OCTETS], const char *text,
		  size_t len)
{
	struct name name;
	struct ip ip;

	if (ip_parse(&ip, text, len) || memchr(text, '\\', len) ||
	    !name_parse(&name, buf, text, len) || host_faults(&name) & HOST_UNUSABLE)
		return false;
	*ret = name;
	return true;
}

bool block_is_one(const struct block *b)
{
	return ip_equal(&b->first, &b->last);
}

/* last - first, most significant octet first. */
static void difference(const struct block *b, uint8_t out[static 16])
{
	unsigned skip = 16U - b->first.len;
	int borrow = 0;

	memset(out, 0, 16);
	for (unsigned i = b->first.len; i-- > 0;) {
		int d = b->last.octet[i] - b->first.octet[i] - borrow;

		borrow = d < 0;
		out[skip + i] = (uint8_t)d;
	}
}

uint64_t block_count(const struct block *b)
{
	uint8_t diff[16];
	uint64_t n = 0;

	difference(b, diff);
	for (unsigned i = 0; i < 8; i++)
		if (diff[i])
			return UINT64_MAX;
	for (unsigned i = 8; i < 16; i++)
		n = n << 8 | diff[i];
	return n == UINT64_MAX ? n : n + 1;
}

const char *block_count_text(const struct block *b, char out[static BLOCK_COUNT_MAX])
{
	uint8_t n[17] = { 0 }; /* one octet more: ::/0 is 2 to the 128 */
	char *p = out + BLOCK_COUNT_MAX - 1;
	bool left;

	difference(b, n + 1);
	for (unsigned i = 17; i-- > 0;)
		if (++n[i])
			break;
	*p = '\0';
	do {
		unsigned rest = 0;

		left = false;
		for (unsigned i = 0; i < 17; i++) {
			rest = rest << 8 | n[i];
			n[i] = (uint8_t)(rest / 10);
			rest %= 10;
			left |= n[i] != 0;
		}
		*--p = (char)('0' + rest);
	} while (left);
	return memmove(out, p, (size_t)(out + BLOCK_COUNT_MAX - p));
}

bool block_step(struct block *b)
{
	if (block_is_one(b))
		return false;
	for (unsigned i = b->first.len; i-- > 0;)
		if (++b->first.octet[i])
			break;
	return true;
}
