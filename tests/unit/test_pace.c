/* SPDX-License-Identifier: MIT */
#include "paced.h"

static void a_window_grows_with_answers_up_to_its_bound(void **state)
{
	struct world *w = world(OVER_DROPS, 0, 0, 0);

	(void)state;
	live(w, 2);
	assert_int_equal(w->pace.window, SLOTS);
	assert_int_equal(w->pace.rate, 0);
}

static void loss_alone_does_not_slow_it(void **state)
{
	static const unsigned loss[] = { 2, 5, 10, 20, 30, 50 };

	(void)state;
	for (size_t i = 0; i < sizeof(loss) / sizeof(loss[0]); i++) {
		struct world *w = world(OVER_DROPS, 0, loss[i], 0);

		live(w, 10);
		show(w);
		assert_true(w->pace.rate == 0 || w->pace.rate > w->sent); /* the window holds it */
	}
}

static void failures_by_chance_do_not_slow_it(void **state)
{
	static const unsigned flaky[] = { 1, 5, 15 };

	(void)state;
	for (size_t i = 0; i < sizeof(flaky) / sizeof(flaky[0]); i++) {
		struct world *w = world(OVER_DROPS, 0, 0, 10);

		w->flaky = flaky[i];
		live(w, 10);
		show(w);
		assert_true(w->pace.rate == 0 || w->pace.rate > w->sent);
	}
}

/* Nine tenths of the limit are used, and no more than half of that is asked in vain. */
static void check_limit(enum over over, unsigned limit, unsigned loss, unsigned broken)
{
	struct world *w = world(over, limit, loss, broken);

	live(w, 12);
	show(w);
	/* Where others fail for good, it stops to find out which are which. */
	assert_in_range(w->passed, limit * (broken && over == OVER_FAILS ? 60 : 90) / 100,
			limit * 101 / 100);
	assert_in_range(w->sent * (100 - loss) / 100, w->passed, limit * 150 / 100);
	assert_true(w->pace.rate > 0);
}

static void a_server_that_drops_is_asked_near_its_limit(void **state)
{
	static const unsigned limit[] = { 100, 500, 5000, 20000 };

	(void)state;
	for (size_t i = 0; i < sizeof(limit) / sizeof(limit[0]); i++)
		check_limit(OVER_DROPS, limit[i], 0, 0);
	check_limit(OVER_DROPS, 5000, 2, 0);
	check_limit(OVER_DROPS, 5000, 0, 30);
}

static void a_server_that_fails_is_asked_near_its_limit(void **state)
{
	static const unsigned limit[] = { 100, 500, 5000, 20000 };

	(void)state;
	for (size_t i = 0; i < sizeof(limit) / sizeof(limit[0]); i++)
		check_limit(OVER_FAILS, limit[i], 0, 0);
	check_limit(OVER_FAILS, 5000, 2, 0);
	check_limit(OVER_FAILS, 5000, 0, 30);
}

static void zones_that_fail_for_good_do_not_slow_it(void **state)
{
	static const unsigned broken[] = { 10, 30, 90, 100 };

	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct world *w = world(OVER_DROPS, 0, 0, broken[i]);

		live(w, 5);
		for (unsigned k = 0; k < 5; k++) {
			live(w, 1);
			show(w);
			assert_int_equal(w->pace.rate, 0);
		}
		assert_false(pace_pushes_back(&w->pace, w->now));
		assert_int_equal(pace_proof(&w->pace), PACE_PROVEN);
	}
}

static void a_failure_proves_little_where_failures_pass(void **state)
{
	struct world *w = world(OVER_FAILS, 100, 0, 0);

	(void)state;
	assert_int_equal(pace_proof(&w->pace), PACE_PROVEN); /* nothing has failed */
	live(w, 1);
	assert_true(pace_pushes_back(&w->pace, w->now));
	assert_true(pace_proof(&w->pace) < 100);
}

static void nothing_at_all_is_absence(void **state)
{
	struct world *w = world(OVER_DROPS, 0, 100, 0);

	(void)state;
	live(w, 10);
	assert_int_equal(w->pace.rate, 0);
	assert_int_equal(w->pace.window, 250);
}

TESTS(a_window_grows_with_answers_up_to_its_bound, loss_alone_does_not_slow_it,
      failures_by_chance_do_not_slow_it, a_server_that_drops_is_asked_near_its_limit,
      a_server_that_fails_is_asked_near_its_limit, zones_that_fail_for_good_do_not_slow_it,
      a_failure_proves_little_where_failures_pass, nothing_at_all_is_absence)
