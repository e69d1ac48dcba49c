/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_RETELL_H
#define FCRDNS_RETELL_H

/*
 * retell: recorded records are told again, in any format, one file after the other.
 *
 * They are read as a stream, one line of them at a time. JSON lines leave as they stand, octet for
 * octet; where findings are ignored the line loses these and nothing else.
 */

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nagios_conf;
struct overview;
struct report_format;
struct report_look;
struct sink;
struct why;

struct retell {
	const char *const *paths; /* "-" is standard input */
	size_t n;
	const struct report_format *format; /* NULL: nothing is told of a single record */
	struct report_look *look;   /* changed: its servers and no_timing are the record's */
	struct nagios_conf *nagios; /* changed as well: its servers */
	const uint64_t *ignore;	    /* two words, as in a policy */
	bool quiet;		    /* leave out those where all is well */
	struct sink *sink;
	const volatile sig_atomic_t *stop;
};

/* False (WHY_NOINPUT, WHY_DATA, WHY_IO, WHY_INTERNAL): what was written are whole records.
 * `overview`, cleared before, has all that was read; *ret_stopped: a signal came before the end. */
bool retell_run(const struct retell *r, struct overview *overview, bool *ret_stopped,
		struct why *why);

#endif
