/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_DRIVE_H
#define FCRDNS_DRIVE_H

/*
 * drive: checks and the search for a name's addresses, driven through a resolver, many at once:
 * their questions are asked, they are told the answers, and those that are done or whose time is
 * over are handed out. What becomes of them then is its caller's business: the pump writes records
 * in order, the exporter answers requests.
 *
 * A work is in one place at any time: with its caller between drive_new_work and drive_begin, in
 * work, or with its caller again from drive_next_ended until drive_keep.
 */

#include <fcrdns/arena.h>
#include <fcrdns/check.h>
#include <fcrdns/expand.h>
#include <fcrdns/target.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct open_question;
struct policy;
struct record;
struct resolver;
struct why;

/* One target from its begin until its record is made, or one name until its addresses are known. */
struct work {
	struct work *prev, *next; /* in work, by their deadlines; or in one of the other lists */
	void *owner;		  /* the caller's, as `place` is */
	size_t place;
	struct arena arena;
	struct target target; /* set before drive_begin, its texts in the arena */
	bool expands;	      /* its addresses are being looked for; else it is being checked */
	union {
		struct expand expand;
		struct check check;
	};
	struct open_question *open;
	uint64_t started_us, limit_us; /* its begin, and the end of the time that it is given */
	uint64_t deadline_us;	       /* the same, or later; see `extended` */
	unsigned queries;
	uint64_t held_us; /* that its questions waited to be sent: not the other end's time */
	bool extended;	  /* given more for that, */
	bool is_strict;	  /* which this one never is */
};

struct drive {
	struct resolver *resolver; /* borrowed until drive_done */
	size_t n;		   /* in work */
	struct work *first, *last; /* these, the first deadline first */
	struct work *first_ended, *last_ended;
	struct work *spare;
	size_t n_made;		/* in memory */
	struct arena_pool pool; /* what their arenas share */
};

/* How a target is looked at; the policy is borrowed until the work is kept. */
struct drive_how {
	const struct policy *policy;
	unsigned deadline_ms;
	uint64_t end_us;	/* in the resolver's time: when all have ended; 0: no such time */
	uint64_t max_addresses; /* of a name, */
	unsigned only_len;	/* of one family: 4 or 16; 0: of both */
	bool is_strict; /* somebody waits: the deadline stands, whatever kept questions from being
			 * sent */
};

void drive_init(struct drive *d, struct resolver *resolver);
/* All that is in it is given up. */
void drive_done(struct drive *d);

/* Nothing in it yet but an empty arena; NULL: no memory. */
struct work *drive_new_work(struct drive *d);
/* So many works are in memory from now on, each with what one usually takes, as far as there is
 * memory. */
void drive_reserve(struct drive *d, size_t n);
/* The caller needs it no more. */
void drive_keep(struct drive *d, struct work *w);

/* Sends what `w` wants to know first. A target without an address is a name. False (WHY_INTERNAL):
 * there is no memory for another question. */
bool drive_begin(struct drive *d, struct work *w, const struct drive_how *how, struct why *why);
/* Tells all that was answered; false as above. */
bool drive_take_answers(struct drive *d, struct why *why);
/* Ends those whose time is over. */
void drive_expire(struct drive *d);
/* Ends `w` now, whatever is known. */
void drive_give_up(struct drive *d, struct work *w);

/* The next that ended, the caller's now; NULL: no other. */
struct work *drive_next_ended(struct drive *d);

/* When a record of `w` is made now: time, duration and packets. */
void drive_add_timing(const struct drive *d, const struct work *w, struct record *r);

#endif
