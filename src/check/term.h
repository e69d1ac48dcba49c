/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CHECK_TERM_H
#define FCRDNS_CHECK_TERM_H

/* term: one word of an SPF record (RFC 7208 sections 4.6.1, 5 and 6). Pure; a view of the record.
 */

#include <fcrdns/ip.h>

#include <stdbool.h>
#include <stddef.h>

enum term_kind {
	TERM_ALL,
	TERM_INCLUDE,
	TERM_A,
	TERM_MX,
	TERM_PTR,
	TERM_IP4,
	TERM_IP6,
	TERM_EXISTS,
	TERM_REDIRECT,
	TERM_EXP,
	TERM_OTHER /* a modifier that nobody knows: it says nothing */
};

struct term {
	enum term_kind kind;
	bool passes;	  /* its qualifier is "+" */
	const char *text; /* the whole term */
	size_t len;
	const char *spec; /* its domain, where one is given */
	size_t spec_len;
	bool has_macro; /* `spec` depends on the message */
	struct ip ip;	/* ip4, ip6 */
	unsigned bits4, bits6;
};

/* The next term at *at, which moves behind it. False at the end, and for what is no term: then
 * *ret_fault is set and ret has text and len only. */
bool term_next(struct term *ret, const char **at, const char *end, bool *ret_fault);

/* The record has "v=spf1" as its version (RFC 7208 section 4.5); *ret_at is behind it. */
bool term_begins(const char *record, size_t len, const char **ret_at);

/* The domain of a term, or `own`, the record's. False: no name can be made of it. */
bool term_target(const struct term *t, const struct name *own, struct name *ret,
		 uint8_t buf[static NAME_MAX_OCTETS]);

#endif
