/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_JSONLINE_H
#define FCRDNS_JSONLINE_H

/*
 * jsonline: one JSON object that is a line of a list, member by member (RFC 8259).
 *
 * For lists that may be long, where no library shall be loaded for it. Strict: what is no JSON is
 * no line, whatever stands behind it. Values that hold others are checked and passed over; one that
 * is wanted is read by another reader. Pure.
 */

#include <fcrdns/limits.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum jsonline_kind {
	JSONLINE_TEXT,
	JSONLINE_NUMBER,
	JSONLINE_TRUE,
	JSONLINE_FALSE,
	JSONLINE_NULL,
	JSONLINE_HOLDER /* an array or an object */
};

struct jsonline {
	const char *at, *end;
	const char *fault; /* one clause, or NULL */
	bool begun;

	/* The member that jsonline_next found; texts are UTF-8 without NUL. */
	char key[64]; /* "" for a longer one: nobody looks for that */
	enum jsonline_kind kind;
	bool is_uint;
	uint64_t uint; /* JSONLINE_NUMBER without sign, fraction or exponent, below 2^63 */
	char text[LIMIT_LINE + 1];
	size_t len;	    /* of text */
	const char *holder; /* JSONLINE_HOLDER: all of it, a part of the line */
	size_t holder_len;
};

/* A line of LIMIT_LINE octets at most, borrowed until the end. */
void jsonline_begin(struct jsonline *j, const char *line, size_t len);
/* The next member. False: the object ended, or `fault` says why this is none. */
bool jsonline_next(struct jsonline *j);
/* The same of a line that is an array: the next value, without a key. */
bool jsonline_item(struct jsonline *j);

#endif
