/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_IP_H
#define FCRDNS_IP_H

/*
 * ip: one IPv4 or IPv6 address as a value.
 *
 * Pure: no I/O, no allocation, no locale. Everything else in the program
 * passes addresses as `struct ip`, never as text or sockaddr; they are
 * compared as octets, never as text.
 */

#include <fcrdns/name.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ip {
	uint8_t len; /* 4 or 16 */
	uint8_t octet[16];
};

enum {
	IP_TEXT_MAX = 46, /* longest text form, NUL included */
	IP_WIRE_MAX = 74  /* longest reverse name in wire form */
};

/* inet_pton's syntax exactly: no white space, no leading zeros, no zone. On false, *ret is
 * untouched. */
bool ip_parse(struct ip *ret, const char *text, size_t len);

/* The address that a reverse name stands for: 4 octets under in-addr.arpa (RFC 1035 section 3.5) or
 * 32 nibbles under ip6.arpa (RFC 3596 section 2.5), nothing shorter. */
bool ip_of_reverse(struct ip *ret, const struct name *name);

/* An IPv4-mapped IPv6 address becomes the IPv4 address; true when it was one. */
bool ip_unmap(struct ip *ip);

/* Canonical text (RFC 5952); returns `out`. */
const char *ip_text(const struct ip *ip, char out[static IP_TEXT_MAX]);
/* The same behind what `out` has. */
void ip_put(const struct ip *ip, struct text *out);

/* The reverse name in wire form, lower case; the name points into `out`. */
struct name ip_reverse(const struct ip *ip, uint8_t out[static IP_WIRE_MAX]);

bool ip_equal(const struct ip *a, const struct ip *b);
int ip_compare(const struct ip *a, const struct ip *b); /* IPv4 first, then by value */
/* `ip` is within the first `bits` bits of `net`, same family. */
bool ip_within(const struct ip *ip, const struct ip *net, unsigned bits);

/*
 * What kind of special-purpose block holds the address ("private use, RFC 1918"), or NULL for an
 * ordinary one: IANA's registries (RFC 6890) where "globally reachable" is false, and multicast.
 */
const char *ip_special(const struct ip *ip);

#endif
