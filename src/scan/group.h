/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SCAN_GROUP_H
#define FCRDNS_SCAN_GROUP_H

/*
 * group: the addresses of a name on their way to records. They are walked, never stored; their
 * records leave in the order of the addresses through a ring of their own into the one place that
 * the name has in the pump's.
 */

#include "ring.h"

#include <fcrdns/drive.h>

struct group {
	struct group *prev, *next;
	size_t place; /* in the pump's ring */
	struct arena arena;
	struct target target;
	struct expand expand;
	struct expand_walk walk;
	struct ring ring;
	uint64_t n_parts;   /* taken so far */
	uint64_t n_waiting; /* of them, whose records are not made */
	bool told;	    /* what is known beside the addresses */
	bool ended;	    /* all parts are taken */
};

struct groups {
	struct group *first, *last;
};

/* What `w` has found; takes its arena. NULL: no memory. */
struct group *group_new(struct groups *all, struct work *w);
void group_free(struct groups *all, struct group *g);

/* All that is told of a name that gives no address at all goes into `ret`. */
void group_unresolved(const struct expand *e, struct target *ret);

/* The next part; its texts live as long as the group. False when there are no more. */
bool group_next(struct group *g, struct target *ret);

#endif
