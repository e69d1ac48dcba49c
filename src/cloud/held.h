/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLOUD_HELD_H
#define FCRDNS_CLOUD_HELD_H

/* held: the holdings of a session, found by address and by id: lists are long, and each page of
 * them is looked up in what came before. */

#include <stddef.h>
#include <stdint.h>

struct held {
	uint32_t *slots; /* n_slots, a power of 2; open addressing */
	size_t n_slots, n_used;
};

#endif
