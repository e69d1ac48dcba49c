/* SPDX-License-Identifier: MIT */
#include "health.h"

enum {
	SICK_AFTER = 3, /* tries in a row without an answer, then another server is asked first */
	SICK_US = 10 * 1000 * 1000
};

void health_on_answer(struct health *h)
{
	h->heard = true;
	h->refused = false;
	h->failures = 0;
}

void health_on_failure(struct health *h, uint64_t now_us)
{
	h->failures++;
	h->failed_us = now_us;
}

bool health_is_sick(const struct health *h, uint64_t now_us)
{
	return h->failures >= SICK_AFTER && now_us - h->failed_us < SICK_US;
}

uint8_t health_first(const struct health all[], unsigned n, uint64_t now_us)
{
	for (unsigned i = 0; i < n; i++)
		if (!health_is_sick(&all[i], now_us))
			return (uint8_t)i;
	return 0;
}

bool health_all_refused(const struct health all[], unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (!all[i].refused || all[i].heard)
			return false;
	return true;
}
