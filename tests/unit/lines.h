/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_LINES_H
#define FCRDNS_LINES_H

/* lines: octets in memory that are read as a file is, `step` at a time. */

#include <fcrdns/recorded.h>

#include <errno.h>
#include <string.h>

struct lines {
	const char *octets;
	size_t n, at, step;
	bool fails; /* at the end */
};

static inline long lines_read(void *from, char *into, size_t n)
{
	struct lines *l = from;
	size_t left = l->n - l->at;

	if (!left && l->fails) {
		errno = EIO;
		return -1;
	}
	n = n < left ? n : left;
	n = n < l->step ? n : l->step;
	if (n) /* nothing may have no place at all */
		memcpy(into, l->octets + l->at, n);
	l->at += n;
	return (long)n;
}

static inline struct recorded_from lines_from(struct lines *l, const char *octets, size_t n,
					      size_t step)
{
	*l = (struct lines){ .octets = octets, .n = n, .step = step };
	return (struct recorded_from){ lines_read, l };
}

#endif
