/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_NAME_H
#define FCRDNS_NAME_H

/*
 * name: one domain name as a value (RFC 8499: "domain name").
 *
 * A name is a view of octets in wire form: length-prefixed labels, the root
 * label at the end, never compressed, upper-case ASCII letters lowered (RFC
 * 4343), so that equality is equality of octets. Who owns the octets is said
 * where a name is stored; a parsed name points into the buffer it was given.
 * Pure. A dot or NUL inside a label stays an octet of that label and never
 * becomes text that looks like another name.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;

enum {
	NAME_MAX_OCTETS = 255, /* RFC 1035 section 2.3.4, root label included */
	NAME_TEXT_MAX = 1024   /* presentation form, each octet as \DDD, NUL included */
};

struct name {
	const uint8_t *wire;
	uint8_t len; /* 1 (the root) to 255; 0: no name */
};

/*
 * Presentation form (RFC 1035 section 5.1; \DDD and \c escapes) to a name in `buf`, with or
 * without the final dot; always absolute, no search list. False for empty labels, labels over 63
 * and names over 255 octets; then *ret is untouched.
 */
bool name_parse(struct name *ret, uint8_t buf[static NAME_MAX_OCTETS], const char *text,
		size_t len);

/*
 * Presentation form for every output: lower case, no final dot, \DDD for octets outside letters,
 * digits, '-', '.', '_'; the root is ".". Returns the length; `out` is NUL-ended.
 */
size_t name_text(const struct name *name, char out[static NAME_TEXT_MAX]);
/* The same behind what `out` has. */
void name_put(const struct name *name, struct text *out);

bool name_equal(const struct name *a, const struct name *b);
bool name_is_root(const struct name *name);
/* `name` is `parent` or below it. */
bool name_is_under(const struct name *name, const struct name *parent);
unsigned name_labels(const struct name *name); /* without the root */
/* The name without its `n` first labels; the root when there are fewer. Same octets. */
struct name name_parent(const struct name *name, unsigned n);
/* `label` (presentation form, one or more labels) put before `name`, in `buf`; false if too long.
 */
bool name_prefix(struct name *ret, uint8_t buf[static NAME_MAX_OCTETS], const char *label,
		 const struct name *name);
/* Order by octets: for sorting by text the presentation forms must be compared instead. */
uint32_t name_hash(const struct name *name);

/*
 * What keeps a PTR target from being a host name (RFC 1123 section 2.1, RFC 5321), or makes it
 * doubtful. Bits, because one name can have several.
 */
enum host_fault {
	HOST_ROOT = 1 << 0,	  /* the root */
	HOST_IP_LITERAL = 1 << 1, /* the text of an address */
	HOST_NUMERIC = 1 << 2,	  /* nothing but digits in every label */
	HOST_WILDCARD = 1 << 3,	  /* a label that is '*' */
	HOST_BAD_CHAR = 1 << 4,	  /* an octet outside letters, digits, '-', '_' */
	HOST_NON_ASCII = 1 << 5,  /* an octet over 127 */
	HOST_BAD_HYPHEN = 1 << 6, /* a label that begins or ends with '-' */
	/* From here on the name is still looked up. */
	HOST_UNDERSCORE = 1 << 7,
	HOST_SINGLE_LABEL = 1 << 8,
	HOST_ARPA = 1 << 9,	    /* under arpa: often a forgotten final dot */
	HOST_IDN = 1 << 10,	    /* an A-label, xn-- (RFC 5890) */
	HOST_SPECIAL_TLD = 1 << 11, /* a top-level name that the DNS does not serve (RFC 6761) */
	HOST_LONG = 1 << 12,	    /* text over 64 characters (HOST_NAME_MAX) */
};
enum {
	HOST_UNUSABLE = HOST_ROOT | HOST_IP_LITERAL | HOST_NUMERIC | HOST_WILDCARD | HOST_BAD_CHAR |
			HOST_NON_ASCII | HOST_BAD_HYPHEN
};

unsigned host_faults(const struct name *name);

#endif
