/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_NET_SLICES_H
#define FCRDNS_NET_SLICES_H

/*
 * slices: what became of the packets to one server, by the moment they were sent.
 *
 * A slice of time is the smallest part; as soon as its packets are answered, or never will be, it
 * goes into a cohort, which is large enough to be judged. Where nobody at all is answered for many
 * slices on end, though others are before and after, the server stood still, or the line did: that
 * is absence and in no cohort, and neither is what was sent at its ends. A server that is asked too
 * much lets some through at any time; so a silence that is not much longer than what is usual for
 * it, or that comes back at once, is none.
 *
 * A pure value; the time is an argument, in microseconds.
 */

#include <stdbool.h>
#include <stdint.h>

enum {
	SLICES = 64
};

/* Packets that were sent together. */
struct cohort {
	uint64_t began_us, last_us; /* the first and the last packet */
	uint64_t lively_us;	    /* the last, in the server's time */
	uint32_t sent, good, failed;
	uint32_t moot; /* of those sent: nobody will know, or silence would say nothing */
};

struct slices {
	uint64_t mature_us; /* an answer that takes longer counts as silence */
	uint64_t lively_us; /* the server's time when it was last heard: it stands still with it */
	uint64_t heard_us;  /* when that was */
	uint32_t first, next; /* numbers of those that are not looked at; next - 1 is open */
	struct cohort slice[SLICES];
	struct cohort cohort;	   /* of slices that were looked at */
	struct cohort silence;	   /* slices after it of which nothing was answered */
	uint64_t usual_silence_us; /* how long such a row is, in 8ths */
	uint64_t still_us;	   /* when the last long one ended */
	uint64_t since_us;	   /* what was sent before is no news */
};

void slices_init(struct slices *s, uint64_t mature_us);

/* A packet leaves. Returns the number of its slice. */
uint32_t slices_on_sent(struct slices *s, uint64_t now_us);
/* One of that slice was answered; `failed`: with SERVFAIL or REFUSED. */
void slices_on_answer(struct slices *s, uint32_t number, bool failed, uint64_t now_us);
/* ... or says nothing unless it is answered, or will not be listened for any more. */
void slices_on_moot(struct slices *s, uint32_t number);
/* A moot one is about to be answered. */
void slices_on_told(struct slices *s, uint32_t number);

/* What was sent up to now is in no cohort. */
void slices_begin_anew(struct slices *s, uint64_t now_us);
/* The next cohort that is full; false: none yet. */
bool slices_next(struct slices *s, uint64_t now_us, struct cohort *ret);

#endif
