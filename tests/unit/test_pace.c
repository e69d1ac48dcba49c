/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "../../src/net/pace.h"

enum {
	WHILE_US = 400000
};

/* `n` outcomes spread over one while, `percent` of them silent. */
static void live(struct pace *p, uint64_t *now, unsigned n, unsigned percent)
{
	for (unsigned i = 0; i < n; i++) {
		*now += WHILE_US / n + 1;
		if (i * 37 % 100 < percent)
			pace_on_silence(p, *now);
		else
			pace_on_answer(p, *now);
	}
}

static void it_grows_with_answers_up_to_its_bound(void **state)
{
	struct pace p;
	uint64_t now = 1;

	(void)state;
	pace_init(&p, 250, 16, 2000, WHILE_US);
	live(&p, &now, 250, 0);
	assert_int_equal(p.window, 500);
	for (int i = 0; i < 50; i++)
		live(&p, &now, 400, 0);
	assert_int_equal(p.window, 2000);
}

static void the_loss_of_a_poor_line_does_not_slow_it(void **state)
{
	struct pace p;
	uint64_t now = 1;

	(void)state;
	pace_init(&p, 250, 16, 2000, WHILE_US);
	for (int i = 0; i < 50; i++)
		live(&p, &now, 400, 5);
	assert_int_equal(p.window, 2000);
}

static void much_silence_halves_it_once_in_a_while(void **state)
{
	struct pace p;
	uint64_t now = 1;

	(void)state;
	pace_init(&p, 1000, 16, 1000, WHILE_US);
	live(&p, &now, 400, 50);
	assert_in_range(p.window, 500, 520);
	for (int i = 0; i < 20; i++)
		live(&p, &now, 400, 100);
	assert_int_equal(p.window, 16);
	for (int i = 0; i < 200; i++) /* and it comes back */
		live(&p, &now, 400, 0);
	assert_int_equal(p.window, 1000);
}

static void a_few_outcomes_decide_nothing(void **state)
{
	struct pace p;
	uint64_t now = 1;

	(void)state;
	pace_init(&p, 250, 16, 2000, WHILE_US);
	for (int i = 0; i < 15; i++)
		pace_on_silence(&p, now += WHILE_US);
	assert_int_equal(p.window, 250);
}

TESTS(it_grows_with_answers_up_to_its_bound, the_loss_of_a_poor_line_does_not_slow_it,
      much_silence_halves_it_once_in_a_while, a_few_outcomes_decide_nothing)
