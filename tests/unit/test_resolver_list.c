/* SPDX-License-Identifier: MIT */
/* What a list does with its servers: spread, held to a rate, shared, asked again. */
#include "test.h"

#include "bed.h"

enum {
	MANY = 400
};

static struct bed bed;
static struct waiter waiter[MANY];
static uint8_t wire[MANY][NAME_MAX_OCTETS];

static void ask(unsigned n, uint16_t type)
{
	struct question q = bed_question(wire[n], n);

	q.type = type;
	waiter[n] = (struct waiter){ .owner = &waiter[n] };
	assert_true(resolver_ask(bed.resolver, &q, &waiter[n]));
}

static void start(const char *scripts, unsigned rate, unsigned rate_per_server)
{
	assert_true(bed_servers(&bed, scripts, AF_INET));
	bed.conf.patient = true;
	bed.conf.first_wait_ms = 400;
	bed.conf.timeout_ms = 2000;
	bed.conf.rate = rate;
	bed.conf.rate_per_server = rate_per_server;
	bed_start(&bed);
}

/* All of `n` are answered well. */
static void expect_all(unsigned n)
{
	const struct answer *a;

	for (unsigned i = 0; i < n; i++) {
		(void)bed_wait(&bed, &a);
		assert_int_equal(a->status, ANSWER_OK);
	}
}

static unsigned n_logged(char server)
{
	unsigned n = 0;

	for (const char *p = bed.log; *p; p++)
		n += (p == bed.log || p[-1] == ' ') && *p == server;
	return n;
}

static void questions_are_spread_over_the_servers(void **state)
{
	(void)state;
	start("ok;ok;ok", 0, 0);
	for (unsigned n = 0; n < 300; n++)
		ask(n, TYPE_PTR);
	expect_all(300);
	assert_in_range(n_logged('0'), 90, 110);
	assert_in_range(n_logged('1'), 90, 110);
	assert_in_range(n_logged('2'), 90, 110);
	bed_stop(&bed);
}

static void a_source_is_asked_without_recursion(void **state)
{
	(void)state;
	for (unsigned patient = 0; patient < 2; patient++) {
		assert_true(bed_servers(&bed, "ok", AF_INET));
		bed.conf.patient = patient;
		bed.conf.no_recursion = true;
		bed_start(&bed);
		ask(0, TYPE_PTR);
		expect_all(1);
		assert_int_equal(bed.last[2] & 1, 0);
		bed_stop(&bed);
	}
	start("ok", 0, 0);
	ask(0, TYPE_PTR);
	expect_all(1);
	assert_int_equal(bed.last[2] & 1, 1);
	bed_stop(&bed);
}

static void one_that_refuses_by_policy_is_left_out(void **state)
{
	(void)state;
	start("refused;ok", 0, 0);
	for (unsigned n = 0; n < 300; n++) {
		ask(n, TYPE_PTR);
		expect_all(1);
	}
	assert_in_range(n_logged('0'), 1, 3);
	bed_stop(&bed);
}

static void no_more_than_a_window_is_sent_and_the_rest_waits(void **state)
{
	(void)state;
	start("drop", 0, 0);
	for (unsigned n = 0; n < 300; n++)
		ask(n, TYPE_PTR);
	bed_turn(&bed);
	assert_int_equal(resolver_stat(bed.resolver)->packets, 250);
	assert_true(resolver_is_queued(&waiter[299]));
	assert_false(resolver_is_queued(&waiter[0]));
	bed_stop(&bed);
}

/* Turns until so many answers came; how long they were held all together, in seconds. */
static double held(unsigned n)
{
	const struct answer *a;
	double sum = 0;

	for (unsigned i = 0; i < n; i++) {
		(void)bed_wait(&bed, &a);
		assert_int_equal(a->status, ANSWER_OK);
		sum += a->held_us / 1e6;
	}
	return sum;
}

static void a_rate_over_all_servers_is_kept(void **state)
{
	uint64_t began;
	double passed;

	(void)state;
	start("ok;ok", 100, 0);
	began = resolver_now_us(bed.resolver);
	for (unsigned n = 0; n < 60; n++)
		ask(n, TYPE_PTR);
	assert_in_range(resolver_stat(bed.resolver)->packets, 1, 3);
	assert_int_equal(resolver_capacity(bed.resolver), 0);
	assert_int_equal(resolver_window(bed.resolver), 256); /* what is told meanwhile */
	passed = held(60);
	assert_true(passed > 60 * 0.2); /* the mean wait is 0.28 seconds */
	assert_true(resolver_now_us(bed.resolver) - began >= 560 * 1000);
	assert_int_equal(bed.n_packets, 60);
	assert_true(resolver_capacity(bed.resolver) > 0);
	bed_stop(&bed);
}

static void a_rate_of_each_server_is_kept(void **state)
{
	uint64_t began;

	(void)state;
	start("ok;ok", 0, 50);
	began = resolver_now_us(bed.resolver);
	for (unsigned n = 0; n < 60; n++)
		ask(n, TYPE_PTR);
	(void)held(60);
	assert_true(resolver_now_us(bed.resolver) - began >= 540 * 1000);
	assert_in_range(n_logged('0'), 25, 35);
	bed_stop(&bed);
}

static void repetitions_count_and_waiting_is_no_try(void **state)
{
	const struct answer *a;

	(void)state;
	start("servfail servfail servfail ok", 20, 0);
	for (unsigned n = 0; n < 5; n++)
		ask(n, TYPE_PTR);
	for (unsigned n = 0; n < 5; n++) {
		(void)bed_wait(&bed, &a);
		assert_int_equal(a->status, ANSWER_OK);
		assert_true(a->n_tries <= 2);
	}
	assert_int_equal(bed.n_packets, 8);
	bed_stop(&bed);
}

static void an_answer_is_shared_with_those_who_ask_later(void **state)
{
	const struct answer *a;

	(void)state;
	start("nodata", 0, 0); /* without a SOA: not kept */
	ask(0, TYPE_TXT);
	(void)bed_wait(&bed, &a);
	ask(0, TYPE_TXT);
	(void)bed_wait(&bed, &a);
	assert_int_equal(bed.n_packets, 2);
	bed_stop(&bed);

	start("address", 0, 0);
	ask(0, TYPE_A);
	(void)bed_wait(&bed, &a);
	assert_int_equal(a->n_tries, 1);
	ask(0, TYPE_A);
	ask(1, TYPE_A);
	for (unsigned i = 0; i < 2; i++) {
		bool is_first = bed_wait(&bed, &a) == &waiter[0];

		assert_int_equal(a->status, ANSWER_OK);
		assert_int_equal(a->n_records, 1);
		assert_int_equal(a->n_tries, is_first ? 0 : 1);
	}
	assert_int_equal(bed.n_packets, 2);
	assert_int_equal(resolver_stat(bed.resolver)->shared, 1);
	ask(0, TYPE_A); /* dropped before it is told */
	resolver_drop(bed.resolver, &waiter[0]);
	bed_turn(&bed);
	assert_null(resolver_take(bed.resolver, &a));
	bed_stop(&bed);
}

/* Half of what is asked fails for a moment, and then all is well: nobody is told of a failure. */
static void failures_that_pass_are_no_verdict(void **state)
{
	static char script[MANY * 9];

	(void)state;
	script[0] = '\0';
	for (unsigned i = 0; i < 300; i++)
		(void)snprintf(script + strlen(script), sizeof(script) - strlen(script), "%s ",
			       i % 2 ? "servfail" : "ok");
	(void)snprintf(script + strlen(script), sizeof(script) - strlen(script), "ok");
	start(script, 0, 0);
	for (unsigned n = 0; n < 200; n++)
		ask(n, TYPE_PTR);
	expect_all(200);
	bed_stop(&bed);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(questions_are_spread_over_the_servers),
		cmocka_unit_test(a_source_is_asked_without_recursion),
		cmocka_unit_test(one_that_refuses_by_policy_is_left_out),
		cmocka_unit_test(no_more_than_a_window_is_sent_and_the_rest_waits),
		cmocka_unit_test(a_rate_over_all_servers_is_kept),
		cmocka_unit_test(a_rate_of_each_server_is_kept),
		cmocka_unit_test(repetitions_count_and_waiting_is_no_try),
		cmocka_unit_test(an_answer_is_shared_with_those_who_ask_later),
		cmocka_unit_test(failures_that_pass_are_no_verdict),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
