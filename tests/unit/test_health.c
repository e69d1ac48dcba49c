/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "../../src/net/health.h"

#include <string.h>

enum {
	N = 3,
	SECOND = 1000000
};

static struct health server[N];

static void begin(void)
{
	memset(server, 0, sizeof(server));
	for (unsigned i = 0; i < N; i++) {
		pace_init(&server[i].pace, 250, 2000, 400000);
		delay_init(&server[i].delay, 5 * SECOND);
	}
}

static void fall_sick(unsigned i, uint64_t now)
{
	for (unsigned k = 0; k < 3; k++)
		health_on_failure(&server[i], now);
	assert_true(health_is_sick(&server[i], now));
}

static void the_users_order_decides_among_the_well(void **state)
{
	(void)state;
	begin();
	assert_int_equal(health_first(server, N, 1), 0);
	assert_int_equal(health_roomiest(server, N, 1), 0);
	fall_sick(0, 1);
	assert_int_equal(health_first(server, N, 1), 1);
	assert_int_equal(health_roomiest(server, N, 1), 1);
	fall_sick(1, 1);
	fall_sick(2, 1);
	assert_int_equal(health_first(server, N, 1), 0); /* all are */
	assert_int_equal(health_roomiest(server, N, 1), 0);
}

static void questions_are_spread_by_room(void **state)
{
	unsigned got[N] = { 0 };

	(void)state;
	begin();
	server[1].pace.window = 500;
	for (unsigned i = 0; i < 1000; i++) {
		unsigned s = health_roomiest(server, N, 1);

		got[s]++;
		server[s].n_out++;
	}
	assert_int_equal(got[0], 250);
	assert_int_equal(got[1], 500);
	assert_int_equal(got[2], 250);
}

static void one_that_is_held_to_a_rate_has_no_room_until_its_time(void **state)
{
	(void)state;
	begin();
	bucket_set(&server[0].limit, 10);
	bucket_take(&server[0].limit, SECOND);
	assert_int_equal(health_roomiest(server, N, SECOND), 1);
	assert_int_equal(health_due_us(&server[0]), SECOND + 80000);
	assert_int_equal(health_roomiest(server, N, SECOND + 80000), 0);
}

static void a_repetition_goes_to_the_next_that_is_well(void **state)
{
	(void)state;
	begin();
	assert_int_equal(health_next(server, N, 0, 1), 1);
	assert_int_equal(health_next(server, N, 2, 1), 0);
	fall_sick(1, 1);
	assert_int_equal(health_next(server, N, 0, 1), 2);
	fall_sick(2, 1);
	assert_int_equal(health_next(server, N, 0, 1), 0);
	fall_sick(0, 1);
	assert_int_equal(health_next(server, N, 0, 1), 1); /* all are */
}

static void the_sick_are_asked_again_after_a_while_by_one_packet(void **state)
{
	uint64_t later = 1 + 10 * SECOND;

	(void)state;
	begin();
	fall_sick(0, 1);
	assert_false(health_is_sick(&server[0], later));
	assert_int_equal(health_next(server, N, 2, later), 0);
	server[0].n_out = 1;
	assert_int_equal(health_next(server, N, 2, later), 1);
	health_on_failure(&server[0], later); /* one more is enough */
	assert_true(health_is_sick(&server[0], later));
	health_on_answer(&server[0], true, later);
	assert_false(health_is_sick(&server[0], later));
	server[0].n_out = 0;
	assert_int_equal(health_roomiest(server, N, later), 0);
}

static void loss_is_no_failure_where_others_were_answered_since(void **state)
{
	(void)state;
	begin();
	health_on_answer(&server[0], true, 50);
	for (unsigned i = 0; i < 10; i++)
		health_on_silence(&server[0], 40, 100);
	assert_int_equal(server[0].failures, 0);
	for (unsigned i = 0; i < 3; i++)
		health_on_silence(&server[0], 60, 100);
	assert_true(health_is_sick(&server[0], 100));
}

static void one_that_only_fails_stays_sick(void **state)
{
	(void)state;
	begin();
	fall_sick(0, 1);
	health_on_answer(&server[0], false, 2);
	assert_true(health_is_sick(&server[0], 2));
}

TESTS(the_users_order_decides_among_the_well, questions_are_spread_by_room,
      one_that_is_held_to_a_rate_has_no_room_until_its_time,
      a_repetition_goes_to_the_next_that_is_well,
      the_sick_are_asked_again_after_a_while_by_one_packet,
      loss_is_no_failure_where_others_were_answered_since, one_that_only_fails_stays_sick)
