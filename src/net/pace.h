/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_NET_PACE_H
#define FCRDNS_NET_PACE_H

/*
 * pace: how hard one server is asked, learnt from what comes back.
 *
 * At first a window of packets grows with the answers. When more goes wrong than a poor line
 * explains, the server is asked at the rate at which it was seen to answer, and that rate is
 * tried upwards again in small steps: a window alone cannot hold a rate where a round trip is
 * short and a lost packet is waited for long. Packets are judged by the moment they were sent
 * (cohorts), so that one crowd of them is blamed once, and only for itself. While a server stands
 * still nobody is blamed: that is no rate.
 *
 * What goes wrong is silence, and SERVFAIL and REFUSED as far as they pass: a failure that is
 * gone when the same question is asked again was the server's pushing back, one that stays is the
 * zone's. How often they pass is learnt from the first repetition of each, compared with how often
 * a first packet is answered well.
 *
 * Loss that does not shrink when less is asked is the line's own; then the rate is given back.
 *
 * A pure value; the time is an argument, in microseconds. Shares are per mille.
 */

#include "bucket.h"
#include "slices.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	PACE_PROVEN = 300 /* tenths of bits: one in 10^9 */
};

struct pace {
	unsigned window, most; /* packets that may be on their way */
	unsigned rate;	       /* packets a second; 0: the window alone limits */
	struct bucket bucket;  /* of that rate */
	unsigned usual;	       /* share that is lost at any rate */
	unsigned step;	       /* by what share the rate is raised next; grows while all is well */
	uint64_t raised_us;
	unsigned rest_sent, rest_good; /* at the rate that the last cut has set */
	unsigned before, bad_before, bad_least, lost,
		futile; /* of a row of cuts that did not help */
	struct slices slices;
	/* First packets of questions, and first repetitions after a failure; they fade. */
	bool is_guess;	       /* the last cut was made before it was known whether failures pass */
	unsigned guess_before; /* the rate before it */
	uint64_t settled_us;   /* when it was known that they do not */
	unsigned stays;	       /* share of failures that are known not to pass */
	uint32_t cut_slice;    /* the first after the last cut */
	uint64_t faded_us, passed_us;
	unsigned first_good, first_failed, then_good, then_failed;
};

void pace_init(struct pace *p, unsigned begin, unsigned most, uint64_t mature_us);

/* A packet leaves. Returns the number of its slice (see slices.h). */
uint32_t pace_on_sent(struct pace *p, uint64_t now_us);
/* It was answered; `failed`: with SERVFAIL or REFUSED. */
void pace_on_answer(struct pace *p, uint32_t slice, bool failed, uint64_t now_us);
/* An answer may take so long. */
void pace_set_patience(struct pace *p, uint64_t mature_us);
/* Its question was answered to an earlier packet: what becomes of this one will not be seen. Or the
 * question has met silence where others were answered: more of it is likely its own. Such questions
 * are asked on, so that they would outweigh the others, and at last be all there is. */
void pace_on_moot(struct pace *p, uint32_t slice);
/* A moot one is about to be answered after all. */
void pace_on_told(struct pace *p, uint32_t slice);
/* It was the first packet of its question. */
void pace_on_first(struct pace *p, bool failed);
/* It was the first after one, of that slice, that failed at this server. */
void pace_on_second(struct pace *p, uint32_t slice, bool failed, uint64_t now_us);

/* Look back at what is old enough: time has passed. */
void pace_judge(struct pace *p, uint64_t now_us);

/* Some failures of this server have passed by themselves lately. */
bool pace_pushes_back(const struct pace *p, uint64_t now_us);
/* What one more failure proves about the question itself, in tenths of bits: much where failures
 * do not pass, little where they are common and do. */
unsigned pace_proof(const struct pace *p);

#endif
