/* SPDX-License-Identifier: MIT */
/* Resolvers in one loop that is not theirs, as a server has it. */
#include "test.h"

#include "bed.h"

#include <event2/event.h>

enum {
	TURN_US = 2000,
	PAUSE_US = 300 * 1000 /* longer than what counts as passed between two turns */
};

static struct bed bed[2];
static struct event_base *base;
static struct waiter waiter[2];
static uint8_t wire[2][NAME_MAX_OCTETS];

static void start(const char *first, const char *second)
{
	base = event_base_new();
	assert_non_null(base);
	for (unsigned i = 0; i < 2; i++) {
		assert_true(bed_servers(&bed[i], i ? second : first, AF_INET));
		bed[i].conf.base = base;
		bed_start(&bed[i]);
	}
}

static void stop(void)
{
	for (unsigned i = 0; i < 2; i++)
		bed_stop(&bed[i]);
	event_base_free(base);
}

static void ask(unsigned i)
{
	struct question q = bed_question(wire[i], i);

	waiter[i] = (struct waiter){ .owner = &waiter[i] };
	assert_true(resolver_ask(bed[i].resolver, &q, &waiter[i]));
}

static uint64_t begin_sleep(void)
{
	uint64_t one = resolver_begin_sleep(bed[0].resolver);
	uint64_t other = resolver_begin_sleep(bed[1].resolver);

	return one < other ? one : other;
}

/* Serves, lets `us` pass and looks; which of the two has an answer, or -1. */
static int turn(uint64_t us, const struct answer **ret)
{
	uint64_t most = begin_sleep();

	for (unsigned i = 0; i < 2; i++)
		bed_serve(&bed[i]);
	if (us > most)
		us = most;
	bed_us += us;
	(void)event_base_loop(base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
	for (unsigned i = 0; i < 2; i++)
		resolver_end_sleep(bed[i].resolver, us);
	for (int i = 0; i < 2; i++) {
		const struct waiter *w = resolver_take(bed[i].resolver, ret);

		if (w) {
			assert_ptr_equal(w, &waiter[i]);
			return i;
		}
	}
	return -1;
}

static void expect(int which, enum answer_status status)
{
	const struct answer *a = NULL;
	int got = -1;

	for (unsigned n = 0; got < 0 && n < BED_TURNS; n++)
		got = turn(TURN_US, &a);
	assert_int_equal(got, which);
	assert_int_equal(a->status, status);
}

static void test_each_has_its_own(void **state)
{
	(void)state;
	start("ok", "nxdomain");
	ask(1);
	expect(1, ANSWER_NXDOMAIN);
	ask(0);
	expect(0, ANSWER_OK);
	stop();
}

static void test_nothing_open_sleeps_for_ever(void **state)
{
	(void)state;
	start("ok", "drop");
	assert_true(begin_sleep() == UINT64_MAX);
	ask(1);
	assert_true(begin_sleep() <= BED_FIRST_MS * 1000);
	expect(1, ANSWER_TIMEOUT);
	assert_true(begin_sleep() == UINT64_MAX);
	stop();
}

/* What is asked after a long sleep has all its time from then on. */
static void test_time_goes_on_in_sleep(void **state)
{
	const struct answer *a = NULL;
	uint64_t before;

	(void)state;
	start("ok", "ok");
	before = resolver_now_us(bed[0].resolver);
	assert_int_equal(turn(PAUSE_US, &a), -1);
	assert_true(resolver_now_us(bed[0].resolver) - before >= PAUSE_US);
	ask(0);
	expect(0, ANSWER_OK);
	stop();
}

/* One may go while the loop and the other stay. */
static void test_one_goes(void **state)
{
	(void)state;
	start("drop", "ok");
	ask(0);
	(void)begin_sleep();
	resolver_free(bed[0].resolver);
	bed[0].resolver = NULL;
	bed_start(&bed[0]);
	ask(1);
	expect(1, ANSWER_OK);
	stop();
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(test_each_has_its_own),
		cmocka_unit_test(test_nothing_open_sleeps_for_ever),
		cmocka_unit_test(test_time_goes_on_in_sleep),
		cmocka_unit_test(test_one_goes),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
