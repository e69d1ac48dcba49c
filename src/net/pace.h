/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_NET_PACE_H
#define FCRDNS_NET_PACE_H

/*
 * pace: how many questions may be open at once, learnt from what comes back.
 *
 * Grows with answers; halves when a good part of what was asked in the last while met silence, so
 * that a resolver which drops above some rate is asked near that rate, and the loss of a poor
 * line alone does not slow the scan. A pure value; the time is an argument.
 */

#include <stdbool.h>
#include <stdint.h>

struct pace {
	unsigned window, least, most;
	unsigned credit; /* answers since the window last grew */
	bool has_halved; /* until then it doubles in a round trip */
	uint64_t while_us, began_us;
	unsigned answers, silences; /* since began_us */
};

void pace_init(struct pace *p, unsigned begin, unsigned least, unsigned most, uint64_t while_us);
void pace_on_answer(struct pace *p, uint64_t now_us);
void pace_on_silence(struct pace *p, uint64_t now_us);

#endif
