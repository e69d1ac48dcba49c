/* SPDX-License-Identifier: MIT */
#include <fcrdns/ip.h>

#include <fcrdns/text.h>

#include <arpa/inet.h>
#include <string.h>

bool ip_parse(struct ip *ret, const char *text, size_t len)
{
	char copy[IP_TEXT_MAX];
	struct ip ip = { 0 };

	if (len >= sizeof(copy) || memchr(text, '\0', len))
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	ip.len = strchr(copy, ':') ? 16 : 4;
	if (inet_pton(ip.len == 4 ? AF_INET : AF_INET6, copy, ip.octet) != 1)
		return false;
	*ret = ip;
	return true;
}

static const uint8_t in_addr_arpa[] = "\7in-addr\4arpa";
static const uint8_t ip6_arpa[] = "\3ip6\4arpa";

static int nibble(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool of_nibbles(struct ip *ip, const struct name *name)
{
	if (name->len != 64 + sizeof(ip6_arpa))
		return false;
	ip->len = 16;
	for (unsigned i = 0; i < 32; i++) {
		const uint8_t *p = name->wire + 2 * (size_t)i;
		int v = *p == 1 ? nibble(p[1]) : -1;

		if (v < 0)
			return false;
		ip->octet[15 - i / 2] |= (uint8_t)(i & 1 ? v << 4 : v);
	}
	return true;
}

static bool of_decimals(struct ip *ip, const struct name *name)
{
	const uint8_t *p = name->wire;

	ip->len = 4;
	for (unsigned i = 4; i-- > 0;) {
		unsigned v = 0;
		uint8_t n = *p++;

		if (n < 1 || n > 3 || (n > 1 && *p == '0'))
			return false;
		for (; n--; p++) {
			if (*p < '0' || *p > '9')
				return false;
			v = v * 10 + (unsigned)(*p - '0');
		}
		if (v > 255)
			return false;
		ip->octet[i] = (uint8_t)v;
	}
	return true;
}

bool ip_of_reverse(struct ip *ret, const struct name *name)
{
	const struct name four = { in_addr_arpa, sizeof(in_addr_arpa) };
	const struct name six = { ip6_arpa, sizeof(ip6_arpa) };
	struct ip ip = { 0 };

	if (name_is_under(name, &four) && name_labels(name) == 6) {
		if (!of_decimals(&ip, name))
			return false;
	} else if (!name_is_under(name, &six) || !of_nibbles(&ip, name)) {
		return false;
	}
	*ret = ip;
	return true;
}

bool ip_unmap(struct ip *ip)
{
	static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
	struct ip four = { .len = 4 };

	if (ip->len != 16 || memcmp(ip->octet, mapped, sizeof(mapped)) != 0)
		return false;
	memcpy(four.octet, ip->octet + 12, 4);
	*ip = four;
	return true;
}

/* The decimal numbers of an octet: addresses are most of a long output. */
/* clang-format off */
#define ONE(n) { #n, sizeof(#n) - 1 }
/* clang-format on */
#define TEN(t)                                                                                  \
	ONE(t##0), ONE(t##1), ONE(t##2), ONE(t##3), ONE(t##4), ONE(t##5), ONE(t##6), ONE(t##7), \
		ONE(t##8), ONE(t##9)
#define HUNDRED(h)                                                                              \
	TEN(h##0), TEN(h##1), TEN(h##2), TEN(h##3), TEN(h##4), TEN(h##5), TEN(h##6), TEN(h##7), \
		TEN(h##8), TEN(h##9)
static const struct {
	char digits[3];
	uint8_t n;
} decimal_of[256] = {
	TEN(),	  TEN(1),   TEN(2),	TEN(3),	  TEN(4),   TEN(5),   TEN(6),  TEN(7),
	TEN(8),	  TEN(9),   HUNDRED(1), TEN(20),  TEN(21),  TEN(22),  TEN(23), TEN(24),
	ONE(250), ONE(251), ONE(252),	ONE(253), ONE(254), ONE(255),
};

/* Three octets are written, whatever the number. */
static char *put_decimal(char *p, uint8_t v)
{
	memcpy(p, decimal_of[v].digits, 3);
	return p + decimal_of[v].n;
}

static char *put_quad(char *p, const uint8_t octet[static 4])
{
	for (unsigned i = 0; i < 3; i++) {
		p = put_decimal(p, octet[i]);
		*p++ = '.';
	}
	return put_decimal(p, octet[3]);
}

static char *put_hex(char *p, unsigned v)
{
	static const char hex[] = "0123456789abcdef";

	if (v > 0xfff)
		*p++ = hex[v >> 12];
	if (v > 0xff)
		*p++ = hex[v >> 8 & 15];
	if (v > 0xf)
		*p++ = hex[v >> 4 & 15];
	*p++ = hex[v & 15];
	return p;
}

/* inet_ntop is right and costs 5,000 instructions for an IPv6 address (glibc 2.36 prints each
 * group with sprintf); this gives the same text for 250. */
static char *put_groups(char *p, const struct ip *ip)
{
	unsigned group[8], zeros = 0, at = 8,
			   run = 1; /* the first of the longest runs, two or more */

	for (unsigned i = 0; i < 8; i++) {
		const uint8_t *two = ip->octet + (size_t)2 * i;

		group[i] = (unsigned)(two[0] << 8 | two[1]);
		zeros = group[i] ? 0 : zeros + 1;
		if (zeros > run) {
			run = zeros;
			at = i + 1 - zeros;
		}
	}
	for (unsigned i = 0; i < 8; i++) {
		if (i == at) {
			*p++ = ':';
			i += run - 1;
			if (i == 7)
				*p++ = ':';
			continue;
		}
		if (i)
			*p++ = ':';
		/* IPv4-mapped and the old IPv4-compatible addresses. */
		if (i == 6 && at == 0 && (run == 6 || (run == 5 && group[5] == 0xffff))) {
			p = put_quad(p, ip->octet + 12);
			break;
		}
		p = put_hex(p, group[i]);
	}
	return p;
}

/* Returns its end. */
static char *put_text(const struct ip *ip, char out[static IP_TEXT_MAX])
{
	char *p = ip->len == 4 ? put_quad(out, ip->octet) : put_groups(out, ip);

	*p = '\0';
	return p;
}

const char *ip_text(const struct ip *ip, char out[static IP_TEXT_MAX])
{
	(void)put_text(ip, out);
	return out;
}

void ip_put(const struct ip *ip, struct text *out)
{
	char text[IP_TEXT_MAX];

	if (out->size > out->len + IP_TEXT_MAX)
		out->len = (size_t)(put_text(ip, out->data + out->len) - out->data);
	else
		text_put(out, text, (size_t)(put_text(ip, text) - text));
}

struct name ip_reverse(const struct ip *ip, uint8_t out[static IP_WIRE_MAX])
{
	static const char hex[] = "0123456789abcdef";
	uint8_t *p = out;

	if (ip->len == 4) {
		for (unsigned i = 4; i-- > 0;) {
			char *digits = (char *)p + 1;

			*p = (uint8_t)(put_decimal(digits, ip->octet[i]) - digits);
			p += *p + 1;
		}
		memcpy(p, in_addr_arpa, sizeof(in_addr_arpa));
		return (struct name){ out, (uint8_t)(p + sizeof(in_addr_arpa) - out) };
	}
	for (unsigned i = 16; i-- > 0;) {
		*p++ = 1;
		*p++ = (uint8_t)hex[ip->octet[i] & 15];
		*p++ = 1;
		*p++ = (uint8_t)hex[ip->octet[i] >> 4];
	}
	memcpy(p, ip6_arpa, sizeof(ip6_arpa));
	return (struct name){ out, (uint8_t)(p + sizeof(ip6_arpa) - out) };
}

bool ip_equal(const struct ip *a, const struct ip *b)
{
	return a->len == b->len && memcmp(a->octet, b->octet, a->len) == 0;
}

int ip_compare(const struct ip *a, const struct ip *b)
{
	return a->len != b->len ? a->len - b->len : memcmp(a->octet, b->octet, a->len);
}

bool ip_within(const struct ip *ip, const struct ip *net, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	/* Most differ in the first octet. */
	if (ip->len != net->len || bits > 8U * ip->len ||
	    (whole && ip->octet[0] != net->octet[0]) || memcmp(ip->octet, net->octet, whole) != 0)
		return false;
	return !rest || (ip->octet[whole] ^ net->octet[whole]) >> (8 - rest) == 0;
}

/* IANA IPv4 and IPv6 Special-Purpose Address Registries; a NULL kind is an exception in a block. */
static const struct {
	struct ip net;
	uint8_t bits;
	const char *kind;
} block_of[] = {
	{ { 4, { 0 } }, 8, "this network, RFC 791" },
	{ { 4, { 10 } }, 8, "private use, RFC 1918" },
	{ { 4, { 100, 64 } }, 10, "shared by carriers, RFC 6598" },
	{ { 4, { 127 } }, 8, "loopback, RFC 1122" },
	{ { 4, { 169, 254 } }, 16, "link local, RFC 3927" },
	{ { 4, { 172, 16 } }, 12, "private use, RFC 1918" },
	{ { 4, { 192, 0, 0, 9 } }, 32, NULL },
	{ { 4, { 192, 0, 0, 10 } }, 32, NULL },
	{ { 4, { 192, 0, 0 } }, 24, "IETF protocol assignments, RFC 6890" },
	{ { 4, { 192, 0, 2 } }, 24, "documentation, RFC 5737" },
	{ { 4, { 192, 168 } }, 16, "private use, RFC 1918" },
	{ { 4, { 198, 18 } }, 15, "benchmarking, RFC 2544" },
	{ { 4, { 198, 51, 100 } }, 24, "documentation, RFC 5737" },
	{ { 4, { 203, 0, 113 } }, 24, "documentation, RFC 5737" },
	{ { 4, { 224 } }, 4, "multicast, RFC 5771" },
	{ { 4, { 240 } }, 4, "reserved, RFC 1112" },
	{ { 16, { 0 } }, 128, "unspecified, RFC 4291" },
	{ { 16, { [15] = 1 } }, 128, "loopback, RFC 4291" },
	{ { 16, { [10] = 0xff, 0xff } }, 96, "IPv4-mapped, RFC 4291" },
	{ { 16, { 0, 0x64, 0xff, 0x9b, 0, 1 } }, 48, "local IPv4/IPv6 translation, RFC 8215" },
	{ { 16, { 1 } }, 64, "discard only, RFC 6666" },
	{ { 16, { 1, [7] = 1 } }, 64, "dummy prefix, RFC 9780" },
	{ { 16, { 0x20, 1, 0, 1, [15] = 1 } }, 128, NULL },
	{ { 16, { 0x20, 1, 0, 1, [15] = 2 } }, 128, NULL },
	{ { 16, { 0x20, 1, 0, 1, [15] = 3 } }, 128, NULL },
	{ { 16, { 0x20, 1 } }, 32, NULL }, /* Teredo: "N/A" in the registry */
	{ { 16, { 0x20, 1, 0, 2 } }, 48, "benchmarking, RFC 5180" },
	{ { 16, { 0x20, 1, 0, 3 } }, 32, NULL },
	{ { 16, { 0x20, 1, 0, 4, 1, 0x12 } }, 48, NULL },
	{ { 16, { 0x20, 1, 0, 0x20 } }, 28, NULL },
	{ { 16, { 0x20, 1, 0, 0x30 } }, 28, NULL },
	{ { 16, { 0x20, 1 } }, 23, "IETF protocol assignments, RFC 2928" },
	{ { 16, { 0x20, 1, 0x0d, 0xb8 } }, 32, "documentation, RFC 3849" },
	{ { 16, { 0x3f, 0xff } }, 20, "documentation, RFC 9637" },
	{ { 16, { 0x5f } }, 16, "segment routing, RFC 9602" },
	{ { 16, { 0xfc } }, 7, "unique local, RFC 4193" },
	{ { 16, { 0xfe, 0x80 } }, 10, "link local, RFC 4291" },
	{ { 16, { 0xff } }, 8, "multicast, RFC 4291" },
};

const char *ip_special(const struct ip *ip)
{
	for (size_t i = 0; i < sizeof(block_of) / sizeof(block_of[0]); i++)
		if (ip_within(ip, &block_of[i].net, block_of[i].bits))
			return block_of[i].kind;
	return NULL;
}
