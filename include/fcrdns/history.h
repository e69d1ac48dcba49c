/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_HISTORY_H
#define FCRDNS_HISTORY_H

/* history: what the ledger knows of one of its rows beside the holding. Texts are safe to print. */

#include <stddef.h>
#include <stdint.h>

struct history_event {
	int64_t at_s;
	const char *what;  /* a stale class, "ptr_set" or "ptr_unset" */
	const char *iprev; /* "" without */
	const char *ptr;   /* a name as text, "" without */
};

struct history {
	int64_t checked_s;		    /* when the DNS was looked at last; 0: never */
	const char *class, *iprev, *ptr;    /* what was seen then; "" without */
	const struct history_event *events; /* oldest first, LIMIT_EVENTS at most */
	size_t n_events;
};

#endif
