/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_REPORT_REVIVE_DNS_H
#define FCRDNS_REPORT_REVIVE_DNS_H

/* revive_dns: the answers that a line of JSON tells of. Private to src/report. */

#include <fcrdns/revive.h>

struct jsondoc;

struct reviver {
	struct revived *ret;
	const struct jsondoc *doc;
	struct arena *arena;
	const char *fault; /* the first one; NULL with a full arena too */
};

/* One clause; false, so that callers can return it. */
bool revive_refuse(struct reviver *v, const char *fault);
/* Cleared; NULL: the arena is full. */
void *revive_room(struct reviver *v, size_t n, size_t size);
/* A name in presentation form; none for NULL. */
bool revive_name(struct reviver *v, const char *text, struct name *ret);
/* What text_shown has made, as it was: *ret_len octets, or NULL. */
const char *revive_shown(struct reviver *v, const char *text, size_t *ret_len);

/* The reverse look-up, the names with their look-ups, and those that lead back. */
bool revive_ptr(struct reviver *v);
bool revive_names(struct reviver *v);
bool revive_confirmed(struct reviver *v);
bool revive_ownership(struct reviver *v);

#endif
