/* SPDX-License-Identifier: MIT */
/* A server that stands still now and then, and is well again. */
#include "paced.h"

enum {
	STOPS = 10,
	WELL_MS = 700 /* between two of them */
};

static void stand_still(struct world *w, unsigned ms)
{
	w->up_us = w->now + (uint64_t)ms * TICK_US;
	w->kept = 0;
	live_ms(w, ms);
}

/* Half the speed of before and more, in the third second after many stops. */
static void check_stops(struct world *w, unsigned ms)
{
	unsigned before;

	live(w, 4);
	before = w->answered;
	for (unsigned i = 0; i < STOPS; i++) {
		stand_still(w, ms);
		live_ms(w, WELL_MS);
	}
	live_ms(w, 2000 - WELL_MS);
	live(w, 1);
	row("stops of %u ms: %u a second before, %u after", ms, before, w->answered);
	show(w);
	assert_true(w->answered >= before / 2);
	assert_true(!w->limit || w->sent <= w->limit * 2);
}

static void check_lengths(enum over over, unsigned limit, unsigned loss, unsigned buffer)
{
	static const unsigned ms[] = { 150, 450, 600, 3000 };

	for (size_t i = 0; i < sizeof(ms) / sizeof(ms[0]); i++) {
		struct world *w = world(over, limit, loss, 0);

		w->rtt_us = limit ? w->rtt_us : 20000;
		w->first_wait_us = 80000;
		w->buffer = buffer;
		check_stops(w, ms[i]);
	}
}

static void a_server_that_stood_still_is_asked_as_before(void **state)
{
	(void)state;
	check_lengths(OVER_DROPS, 0, 0, 0);
	check_lengths(OVER_DROPS, 0, 0, 300);
	check_lengths(OVER_DROPS, 0, 2, 3000);
	check_lengths(OVER_DROPS, 0, 10, 3000);
}

static void so_is_one_that_has_a_limit(void **state)
{
	(void)state;
	check_lengths(OVER_DROPS, 5000, 0, 0);
	check_lengths(OVER_DROPS, 5000, 0, 300);
	check_lengths(OVER_FAILS, 5000, 0, 300);
}

/* From whatever it fell to, a rate that does no harm grows faster and faster. */
static void a_limit_that_is_gone_is_soon_forgotten(void **state)
{
	static const enum over over[] = { OVER_DROPS, OVER_FAILS };

	(void)state;
	for (size_t i = 0; i < sizeof(over) / sizeof(over[0]); i++) {
		struct world *w = world(over[i], 100, 0, 0);

		live(w, 12);
		assert_in_range(w->pace.rate, 50, 200);
		w->limit = 0;
		live(w, 4);
		show(w);
		assert_true(w->pace.rate == 0 || w->pace.rate > 20000);
	}
}

TESTS(a_server_that_stood_still_is_asked_as_before, so_is_one_that_has_a_limit,
      a_limit_that_is_gone_is_soon_forgotten)
