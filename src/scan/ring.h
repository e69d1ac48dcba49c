/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SCAN_RING_H
#define FCRDNS_SCAN_RING_H

/*
 * ring: records that wait for their turn. Targets end in any order and are written in the order of
 * the input; what is finished early waits here as text, bounded in number and in octets.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;

struct ring_place {
	char *text; /* finished records that could not leave yet, or NULL */
	size_t len;
	uint64_t n_records;
	bool done;
};

struct ring {
	struct ring_place *place;
	size_t size, head, used; /* `used` places from `head` on, in input order */
	size_t octets, max_octets;
};

bool ring_init(struct ring *r, size_t size, size_t max_octets);
void ring_done(struct ring *r);

/* Another target may begin: neither places nor octets are used up. */
bool ring_has_room(const struct ring *r);
/* The next place in input order; there must be room. Its number stays good until it is popped. */
size_t ring_take(struct ring *r);
bool ring_is_head(const struct ring *r, size_t place);
/* Records of `place`: `text`, which may be empty, is copied. False: no memory. */
bool ring_add(struct ring *r, size_t place, const struct text *text, uint64_t n_records);
/* No more of them will come. */
void ring_finish(struct ring *r, size_t place);
/* What the first place holds goes to `out`, its number is added to *n_records. True when the place
 * was finished and is free now. */
bool ring_pop(struct ring *r, struct text *out, uint64_t *n_records);

#endif
