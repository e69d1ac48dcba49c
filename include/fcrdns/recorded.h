/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_RECORDED_H
#define FCRDNS_RECORDED_H

/*
 * recorded: records that were written as JSON lines, read again one by one, as they stand.
 *
 * Nothing in the file is believed: each line must be one whole object of schema fcrdns-check/1 and,
 * as this program writes it, printable ASCII also in what a reader decodes, so that it may be
 * written out as it is. A file is read as a stream and one line of it is kept; one that is
 * compressed by gzip is unpacked on the way.
 */

#include <fcrdns/finding.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct jsondoc;
struct recorded;
struct why;

struct recorded_line {
	const char *octets; /* until the next one is read */
	size_t len;	    /* with the newline */
	uint64_t number;    /* of the line, from 1 */
	uint64_t index, part;
	bool has_part;
	enum severity severity;
	const struct jsondoc *doc; /* until the next one is read; NULL without recorded_keep */
};

enum recorded_got {
	RECORDED_LINE,
	RECORDED_END,
	RECORDED_AGAIN, /* a signal came before it was there */
	RECORDED_FAILED /* WHY_NOINPUT, WHY_DATA, WHY_INTERNAL */
};

/* NULL (WHY_NOINPUT, WHY_INTERNAL). "-" is standard input. `path` is kept until recorded_free.
 * jsondoc_load comes first.
 */
struct recorded *recorded_new(const char *path, struct why *why);

/* The same from elsewhere. `read` gives the number of octets, 0 at the end, under 0 with errno. */
struct recorded_from {
	long (*read)(void *from, char *into, size_t n);
	void *from;
};
struct recorded *recorded_new_from(const char *name, const struct recorded_from *from,
				   struct why *why);
void recorded_free(struct recorded *r);

/* From now on a line comes with what it says, not only as it stands. */
void recorded_keep(struct recorded *r);

enum recorded_got recorded_next(struct recorded *r, struct recorded_line *ret, struct why *why);

/* What messages call it. */
const char *recorded_name(const struct recorded *r);

/* WHY_DATA, about the line that was read last; returns false. */
bool recorded_refuse(const struct recorded *r, const char *rule, struct why *why);

#endif
