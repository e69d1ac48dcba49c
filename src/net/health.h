/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_NET_HEALTH_H
#define FCRDNS_NET_HEALTH_H

/*
 * health: what a server has lately done to be asked, or passed over. Pure values; the time is an
 * argument.
 */

#include <stdbool.h>
#include <stdint.h>

struct health {
	uint64_t failed_us;
	unsigned failures; /* in a row */
	bool heard, refused;
};

void health_on_answer(struct health *h);
/* Silence, or nobody listens there. */
void health_on_failure(struct health *h, uint64_t now_us);

/* So many failures in a row, so lately, that others are asked first. */
bool health_is_sick(const struct health *h, uint64_t now_us);

/* The first in the user's order that is not sick; the first of all when all are. */
uint8_t health_first(const struct health all[], unsigned n, uint64_t now_us);
/* Nobody listens at any of them, and none was ever heard. */
bool health_all_refused(const struct health all[], unsigned n);

#endif
