/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_NET_DELAY_H
#define FCRDNS_NET_DELAY_H

/*
 * delay: how long one server takes to answer, and how many questions may wait there at once.
 *
 * A server that is slow has a queue, and what it is asked waits behind all that it was asked
 * before. Its answers come late, but they come, and a question that is repeated meanwhile makes the
 * queue longer still, until it answers nothing but repetitions. So silence is believed only after
 * the mean and four deviations (RFC 6298), however fast it was at first. And where answers take
 * longer than is bearable, fewer are asked at once until they do not: a target has two or three
 * questions, one after the other, and its time is limited.
 *
 * A pure value; the time is an argument, in microseconds.
 */

#include <stdint.h>

struct delay {
	uint64_t mean_us, deviation_us; /* of the last dozen or so answers; 0: none yet */
	uint64_t bearable_us, most_us;
	uint64_t changed_us; /* the window, last */
	unsigned window;     /* questions that may wait there; UINT_MAX: any */
};

/* Silence is believed after `most_us` in any case. */
void delay_init(struct delay *d, uint64_t most_us);
/* An answer that took so long; so many others wait. */
void delay_on_answer(struct delay *d, uint64_t took_us, unsigned n_out, uint64_t now_us);
/* Earlier than that an answer is not late. */
uint64_t delay_wait_us(const struct delay *d);

#endif
