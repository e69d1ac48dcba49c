/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SCAN_WORK_H
#define FCRDNS_SCAN_WORK_H

/* work: one target from its begin until its record is made, or one name until its addresses are
 * known. */

#include <fcrdns/arena.h>
#include <fcrdns/check.h>
#include <fcrdns/expand.h>
#include <fcrdns/resolver.h>
#include <fcrdns/target.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct group;

/* One question that a target has open. */
struct open_question {
	struct waiter waiter;
	struct work *work;
	struct ask *ask;
	struct open_question *next;
};

struct work {
	struct work *prev, *next; /* in the order begun, or the spare ones */
	struct group *group;	  /* whose part it is, or NULL */
	size_t place;		  /* in the group's ring or the pump's */
	struct arena arena;
	struct target target;
	bool expands; /* its addresses are being looked for; else it is being checked */
	struct expand expand;
	struct check check;
	struct open_question *open;
	uint64_t started_us, deadline_us;
	unsigned queries;
	uint64_t held_us; /* that its questions waited to be sent: not the other end's time */
	bool extended;	  /* given more for that */
};

struct works {
	struct work *first, *last; /* in work, in the order begun */
	size_t n;
	struct work *first_ended, *last_ended; /* their records are to be made */
	struct work *spare;
};

/* In no list yet; NULL: no memory. */
struct work *work_new(struct works *all);
/* In no list any more. */
void work_keep(struct works *all, struct work *w);
void work_link(struct works *all, struct work *w);
void work_unlink(struct works *all, struct work *w);
/* Out of work, and into those that ended; the first of these, out of them. */
void work_end(struct works *all, struct work *w);
struct work *work_next_ended(struct works *all);
/* All of them; none has an open question. */
void works_done(struct works *all);

/* What it wants to know next, or NULL. */
struct ask *work_next(struct work *w);
void work_tell(struct work *w, struct ask *ask, const struct answer *answer);
bool work_is_done(const struct work *w);
void work_expire(struct work *w);
/* There is no memory to ask what it wants to know. */
void work_fail(struct work *w);

#endif
