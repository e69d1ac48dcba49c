/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_WHY_H
#define FCRDNS_WHY_H

/*
 * why: the reason why a function could not go on.
 *
 * Owned by the caller, filled once by the place that knows; callers may put
 * words before it. Outcomes of the world (NXDOMAIN, a time-out) are values,
 * never a why. The text is one sentence without a final dot and safe to print:
 * untrusted parts are escaped by why_set's %s arguments' makers (text_shown).
 */

#include <stdbool.h>

enum why_code {
	WHY_NONE,
	WHY_USAGE,     /* the command line: exit 64 */
	WHY_NOINPUT,   /* an input cannot be read: exit 66 */
	WHY_CANTOUT,   /* an output cannot be made: exit 73 */
	WHY_IO,	       /* reading or writing failed: exit 74 */
	WHY_INTERNAL,  /* the system refuses what we need (memory, descriptors): exit 71 */
	WHY_MISFIT,    /* what was begun before does not fit to this: exit 78 */
	WHY_DATA,      /* an input holds what it must not: exit 65 */
	WHY_TEMPORARY, /* somebody we ask cannot answer for now: exit 75 */
	WHY_DENIED,    /* somebody we ask does not let us: exit 77 */
	WHY_LIMIT,     /* more than a bound of ours: exit 65 */
};

struct why {
	enum why_code code;
	char text[400];
};

/* Fill `why` (may be NULL); always returns false so that callers can return it. */
bool why_set(struct why *why, enum why_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The process exit status of a code, sysexits(3)'s numbers. */
int why_exit_status(enum why_code code);

#endif
