/* SPDX-License-Identifier: MIT */
/* The delay of a server against one that is simulated: it answers one question after the other. */
#include "test.h"

#include "../../src/net/delay.h"

#include <limits.h>

enum {
	SECOND = 1000000,
	MOST_US = 5 * SECOND,
	BEGIN = 250,
	PLACES = 4096
};

struct queue {
	uint64_t sent_us[PLACES]; /* in the order in which they are served */
	unsigned head, tail;
};

static unsigned waiting(const struct queue *q)
{
	return q->tail - q->head;
}

/* `n` questions, each as soon as there is room, to a server that takes so long for each. Returns
 * for how many answers there was no more patience. */
static unsigned ask(struct delay *d, unsigned n, uint64_t each_us, uint64_t first_wait_us,
		    uint64_t *ret_slowest_us)
{
	struct queue q = { .head = 0 };
	uint64_t now = SECOND;
	unsigned late = 0;

	*ret_slowest_us = 0;
	for (unsigned sent = 0; sent < n || waiting(&q);) {
		unsigned window = d->window < BEGIN ? d->window : BEGIN;
		uint64_t took, patience = delay_wait_us(d);

		while (sent < n && waiting(&q) < window) {
			q.sent_us[q.tail++ % PLACES] = now;
			sent++;
		}
		now += each_us;
		took = now - q.sent_us[q.head++ % PLACES];
		if (patience < first_wait_us)
			patience = first_wait_us;
		late += took > patience;
		delay_on_answer(d, took, waiting(&q), now);
		if (sent > n / 2 && took > *ret_slowest_us)
			*ret_slowest_us = took;
	}
	return late;
}

static void test_a_slow_server_is_waited_for(void **state)
{
	/* Answers in a second: 10,000, 1,000, 300, 100, 60 */
	static const unsigned each[] = { 100, 1000, 3333, 10000, 16666 };

	(void)state;
	for (unsigned i = 0; i < sizeof(each) / sizeof(*each); i++) {
		struct delay d;
		uint64_t slowest;

		delay_init(&d, MOST_US);
		/* A few at the begin, while it is not known yet how slow it is. */
		assert_in_range(ask(&d, 3000, each[i], 400000, &slowest), 0, 30);
		/* A target has two or three questions and 15 seconds. */
		assert_true(slowest <= 2500000);
	}
}

static void test_a_quick_server_is_asked_as_before(void **state)
{
	struct delay d;
	uint64_t slowest;

	(void)state;
	delay_init(&d, MOST_US);
	assert_int_equal(d.window, UINT_MAX);
	assert_int_equal(delay_wait_us(&d), 0);
	(void)ask(&d, 3000, 20, 400000, &slowest);
	assert_int_equal(d.window, UINT_MAX);
	assert_true(delay_wait_us(&d) < 50000);
}

/* What takes long wherever it is asked is asked as much as before, as long as it is bearable. */
static void test_a_long_way_is_no_queue(void **state)
{
	struct delay d;

	(void)state;
	delay_init(&d, MOST_US);
	for (unsigned i = 0; i < 5000; i++)
		delay_on_answer(&d, 700000, 2000, SECOND + i * 1000);
	assert_int_equal(d.window, UINT_MAX);
	assert_in_range(delay_wait_us(&d), 700000, 1400000);
}

static void test_it_opens_when_the_server_is_quick_again(void **state)
{
	struct delay d;
	uint64_t slowest;

	(void)state;
	delay_init(&d, MOST_US);
	(void)ask(&d, 1000, 20000, 400000, &slowest);
	assert_true(d.window < BEGIN);
	(void)ask(&d, 20000, 100, 400000, &slowest);
	assert_int_equal(d.window, UINT_MAX);
	assert_true(delay_wait_us(&d) < 100000);
}

static void test_patience_has_an_end(void **state)
{
	struct delay d;

	(void)state;
	delay_init(&d, MOST_US);
	for (unsigned i = 0; i < 100; i++)
		delay_on_answer(&d, UINT64_MAX / 2, 1, SECOND + i);
	assert_int_equal(delay_wait_us(&d), MOST_US);
	assert_true(d.window >= 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_slow_server_is_waited_for),
		cmocka_unit_test(test_a_quick_server_is_asked_as_before),
		cmocka_unit_test(test_a_long_way_is_no_queue),
		cmocka_unit_test(test_it_opens_when_the_server_is_quick_again),
		cmocka_unit_test(test_patience_has_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
