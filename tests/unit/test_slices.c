/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "../../src/net/slices.h"

#include <stdbool.h>

enum {
	MATURE_US = 400000,
	STEP_US = 1000 /* between two packets */
};

struct line {
	struct slices slices;
	uint64_t now;
	uint32_t sent, good; /* of all cohorts */
};

static void collect(struct line *l)
{
	struct cohort c;

	while (slices_next(&l->slices, l->now, &c)) {
		l->sent += c.sent;
		l->good += c.good;
	}
}

/* So many packets, of which each nth is answered; 0: none. */
static void send(struct line *l, unsigned n, unsigned nth)
{
	for (unsigned i = 0; i < n; i++) {
		uint32_t slice = slices_on_sent(&l->slices, l->now);

		l->now += STEP_US;
		if (nth && i % nth == 0)
			slices_on_answer(&l->slices, slice, false, l->now);
		collect(l);
	}
}

static struct line begun(void)
{
	struct line l = { .now = 10 * 1000 * 1000 };

	slices_init(&l.slices, MATURE_US);
	return l;
}

static void what_is_answered_is_in_a_cohort(void **state)
{
	struct line l = begun();

	(void)state;
	send(&l, 1000, 1);
	assert_in_range(l.sent, 800, 1000);
	assert_int_equal(l.good, l.sent);
}

static void loss_among_answers_is_in_a_cohort(void **state)
{
	struct line l = begun();

	(void)state;
	send(&l, 2000, 4);
	assert_in_range(l.sent, 1200, 2000);
	assert_in_range(l.good, l.sent / 4 - 20, l.sent / 4 + 20);
}

static void a_silence_among_answers_is_in_none(void **state)
{
	static const unsigned ms[] = { 100, 300, 1000, 5000 };

	(void)state;
	for (size_t i = 0; i < sizeof(ms) / sizeof(ms[0]); i++) {
		struct line l = begun();

		row("%u ms", ms[i]);
		send(&l, 1000, 1);
		send(&l, ms[i], 0);
		send(&l, 2000, 1);
		assert_in_range(l.sent, 1500, 3000);
		assert_int_equal(l.good, l.sent);
	}
}

/* A quota for each second is a limit, too. */
static void a_silence_that_comes_back_at_once_is_in_one(void **state)
{
	struct line l = begun();

	(void)state;
	for (unsigned i = 0; i < 10; i++) {
		send(&l, 100, 1);
		send(&l, 900, 0);
	}
	send(&l, 1000, 1);
	row("%u sent, %u good", l.sent, l.good);
	assert_true(l.sent - l.good > 2000);
}

static void silence_as_long_as_usual_is_in_one(void **state)
{
	struct line l = begun();

	(void)state;
	send(&l, 20000, 200);
	assert_true(l.sent - l.good > 10000);
}

static void an_answer_after_a_stop_is_no_loss(void **state)
{
	struct line l = begun();
	uint32_t owed[50];

	(void)state;
	send(&l, 1000, 1);
	for (unsigned i = 0; i < 50; i++) {
		owed[i] = slices_on_sent(&l.slices, l.now);
		l.now += STEP_US;
	}
	for (unsigned i = 0; i < 1000; i++) { /* longer than anybody waits for one */
		l.now += STEP_US;
		collect(&l);
	}
	for (unsigned i = 0; i < 50; i++)
		slices_on_answer(&l.slices, owed[i], false, l.now);
	send(&l, 1000, 1);
	assert_in_range(l.sent, 1800, 2050);
	assert_int_equal(l.good, l.sent);
}

static void what_is_moot_is_in_none(void **state)
{
	struct line l = begun();

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		slices_on_moot(&l.slices, slices_on_sent(&l.slices, l.now));
		send(&l, 1, 1);
	}
	assert_in_range(l.sent, 800, 1000);
	assert_int_equal(l.good, l.sent);
}

/* A question that has met silence is asked on: that it meets more says nothing about its server. */
static void what_is_moot_is_in_one_if_it_is_told(void **state)
{
	struct line l = begun();

	(void)state;
	for (unsigned i = 0; i < 2000; i++) {
		uint32_t slice = slices_on_sent(&l.slices, l.now);

		l.now += STEP_US;
		if (i % 4) {
			slices_on_moot(&l.slices, slice);
			if (i % 4 == 1)
				slices_on_told(&l.slices, slice);
		}
		if (i % 4 <= 1)
			slices_on_answer(&l.slices, slice, false, l.now);
		collect(&l);
	}
	assert_in_range(l.sent, 800, 1000);
	assert_int_equal(l.good, l.sent);
}

TESTS(what_is_answered_is_in_a_cohort, loss_among_answers_is_in_a_cohort,
      a_silence_among_answers_is_in_none, a_silence_that_comes_back_at_once_is_in_one,
      silence_as_long_as_usual_is_in_one, an_answer_after_a_stop_is_no_loss,
      what_is_moot_is_in_none, what_is_moot_is_in_one_if_it_is_told)
