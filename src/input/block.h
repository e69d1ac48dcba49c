/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_INPUT_BLOCK_H
#define FCRDNS_INPUT_BLOCK_H

/*
 * block: what one word of the input stands for: an address, or all addresses from a first to
 * a last one. Pure; walked, never stored.
 */

#include <fcrdns/ip.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct why;

struct block {
	struct ip first, last; /* one family, first <= last; IPv4-mapped ones as they were given */
};

enum {
	BLOCK_COUNT_MAX = 40 /* 2 to the 128 in decimal, NUL included */
};

/*
 * An address, a reverse name, a block (address/bits) or a range (address-address). False with a
 * predicate in `why` ("has host bits set; the block is 192.0.2.0/24"): its subject is the word.
 */
bool block_parse(struct block *ret, const char *text, size_t len, struct why *why);

/*
 * inet_pton(AF_INET)'s syntax exactly, without a copy: what long lists are made of. Where it ends,
 * which is not always `end`; NULL when no address begins `text`.
 */
const char *quad_scan(struct ip *ret, const char *text, const char *end);

/* What is none of all that but a host name, of two labels at least. */
bool host_parse(struct name *ret, uint8_t buf[static NAME_MAX_OCTETS], const char *text,
		size_t len);

/* A domain may be one label, and _spf.example.com is one that is no host. */
bool domain_parse(struct name *ret, uint8_t buf[static NAME_MAX_OCTETS], const char *text,
		  size_t len);

bool block_is_one(const struct block *b);
/* How many addresses; UINT64_MAX when they are more than that. */
uint64_t block_count(const struct block *b);
/* The same in decimal, always exact. */
const char *block_count_text(const struct block *b, char out[static BLOCK_COUNT_MAX]);
/* Take the first address away; false when it was the last. */
bool block_step(struct block *b);

#endif
