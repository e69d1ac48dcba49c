/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_NET_HEALTH_H
#define FCRDNS_NET_HEALTH_H

/*
 * health: what is known of a server: whether it answers at all, how hard it may be asked, and
 * which of several is asked next. Pure values; the time is an argument.
 */

#include "bucket.h"
#include "delay.h"
#include "pace.h"

#include <stdbool.h>
#include <stdint.h>

struct health {
	uint64_t failed_us, heard_us;
	unsigned failures; /* in a row */
	bool heard, refused;
	unsigned n_out, n_queued; /* look-ups that wait for it, and those that wait to ask it */
	struct pace pace;
	struct delay delay;
	struct bucket limit; /* what the user allows */
};

/* `is_well`: it did its work; else it is there, and no more. */
void health_on_answer(struct health *h, bool is_well, uint64_t now_us);
/* Silence, or nobody listens there. */
void health_on_failure(struct health *h, uint64_t now_us);
/* Silence about a packet of then: where others were answered since, it is a loss and no failure. */
void health_on_silence(struct health *h, uint64_t sent_us, uint64_t now_us);

/* So many failures in a row, so lately, that others are asked first. */
bool health_is_sick(const struct health *h, uint64_t now_us);
/* How many look-ups may wait for it at once. */
unsigned health_window(const struct health *h);
/* How many packets may leave for it at once, beside those that wait already. May be negative. */
int health_room(const struct health *h, uint64_t now_us);
/* The moment from which a packet may leave by its rates. */
uint64_t health_due_us(const struct health *h);

/* The first in the user's order that is not sick; the first of all when all are. */
uint8_t health_first(const struct health all[], unsigned n, uint64_t now_us);
/* The one with most room that is not sick, the user's order deciding; as above when all are. */
uint8_t health_roomiest(const struct health all[], unsigned n, uint64_t now_us);
/* The one after `last` that is not sick; just the one after it when all are. */
uint8_t health_next(const struct health all[], unsigned n, uint8_t last, uint64_t now_us);
/* Nobody listens at any of them, and none was ever heard. */
bool health_all_refused(const struct health all[], unsigned n);

#endif
