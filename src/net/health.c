/* SPDX-License-Identifier: MIT */
#include "health.h"

#include <limits.h>

enum {
	SICK_AFTER = 3, /* tries in a row without an answer, then another server is asked first */
	SICK_US = 10 * 1000 * 1000
};

void health_on_answer(struct health *h, bool is_well, uint64_t now_us)
{
	h->heard = true;
	h->refused = false;
	if (is_well)
		h->failures = 0;
	h->heard_us = now_us;
}

void health_on_failure(struct health *h, uint64_t now_us)
{
	h->failures++;
	h->failed_us = now_us;
}

void health_on_silence(struct health *h, uint64_t sent_us, uint64_t now_us)
{
	if (!h->heard || h->heard_us < sent_us)
		health_on_failure(h, now_us);
}

/* It was sick and may be well again: one packet shall find out. */
static bool is_probed(const struct health *h)
{
	return h->failures >= SICK_AFTER;
}

bool health_is_sick(const struct health *h, uint64_t now_us)
{
	return is_probed(h) && now_us - h->failed_us < SICK_US;
}

uint64_t health_due_us(const struct health *h)
{
	uint64_t own = h->pace.rate ? bucket_due_us(&h->pace.bucket) : 0;
	uint64_t limit = bucket_due_us(&h->limit);

	return own > limit ? own : limit;
}

unsigned health_window(const struct health *h)
{
	return h->pace.window < h->delay.window ? h->pace.window : h->delay.window;
}

int health_room(const struct health *h, uint64_t now_us)
{
	unsigned window = is_probed(h) ? 1 : health_window(h);

	if (health_due_us(h) > now_us)
		window = h->n_out; /* none now */
	return (int)window - (int)h->n_out - (int)h->n_queued;
}

uint8_t health_first(const struct health all[], unsigned n, uint64_t now_us)
{
	for (unsigned i = 0; i < n; i++)
		if (!health_is_sick(&all[i], now_us))
			return (uint8_t)i;
	return 0;
}

/* Not sick, nor being probed already. */
static bool is_usable(const struct health *h, uint64_t now_us)
{
	return !health_is_sick(h, now_us) && !(is_probed(h) && h->n_out + h->n_queued);
}

uint8_t health_roomiest(const struct health all[], unsigned n, uint64_t now_us)
{
	uint8_t best = health_first(all, n, now_us);
	int most = INT_MIN;

	for (unsigned i = 0; n > 1 && i < n; i++) {
		int room = health_room(&all[i], now_us);

		if (is_usable(&all[i], now_us) && room > most) {
			most = room;
			best = (uint8_t)i;
		}
	}
	return best;
}

uint8_t health_next(const struct health all[], unsigned n, uint8_t last, uint64_t now_us)
{
	for (unsigned i = 1; i <= n; i++)
		if (is_usable(&all[(last + i) % n], now_us))
			return (uint8_t)((last + i) % n);
	return (uint8_t)(last + 1U < n ? last + 1U : 0);
}

bool health_all_refused(const struct health all[], unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (!all[i].refused || all[i].heard)
			return false;
	return true;
}
