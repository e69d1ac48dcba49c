/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "talk.h"

static void an_unfinished_chain_is_followed_by_asking(void **state)
{
	struct talk t;

	(void)state;
	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa", "tell a.example", "ask A a.example",
	     "tell nosoa via=b.example", "open", "ask A b.example", "tell 10.0.0.1", "done");
	assert_int_equal(t.check.candidates[0].own->answer.status, ANSWER_OK);
	assert_int_equal(t.check.candidates[0].own->answer.n_chain, 1);
	assert_int_equal(t.check.candidates[0].own->answer.n_tries, 2);
	assert_true(ask_lists(t.check.candidates[0].own, &t.target.address));
	end(&t);

	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa", "tell nosoa via=1.sub.example",
	     "ask PTR 1.sub.example", "tell nosoa via=1.deep.example via=2.deep.example",
	     "ask PTR 2.deep.example", "tell a.example", "ask A a.example", "tell 10.0.0.1",
	     "done");
	assert_int_equal(t.check.ptr->answer.n_chain, 3);
	end(&t);
}

static void a_chain_that_is_denied_is_not_followed(void **state)
{
	(void)state;
	transcript("10.0.0.1", &plain, "ask PTR 1.0.0.10.in-addr.arpa", "tell - via=1.sub.example",
		   "ask nothing", "done");
	transcript("10.0.0.1", &plain, "ask PTR 1.0.0.10.in-addr.arpa",
		   "tell nosoa loops via=1.sub.example", "ask nothing", "done");
	transcript("10.0.0.1", &plain, "ask PTR 1.0.0.10.in-addr.arpa",
		   "tell servfail via=1.sub.example", "ask nothing", "done");
}

/* Some forwarders say NODATA without an SOA: at the end of the chain that is an answer as well. */
static void nothing_at_the_end_of_a_followed_chain_is_nodata(void **state)
{
	struct talk t;

	(void)state;
	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa", "tell nosoa via=1.sub.example",
	     "ask PTR 1.sub.example", "tell nosoa", "ask nothing", "done");
	assert_int_equal(t.check.ptr->answer.status, ANSWER_NODATA);
	end(&t);
}

static void a_circle_that_is_followed_ends(void **state)
{
	struct talk t;

	(void)state;
	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa", "tell nosoa via=a.example", "ask PTR a.example",
	     "tell nosoa via=b.example", "ask PTR b.example", "tell nosoa via=a.example",
	     "ask nothing", "done");
	assert_true(t.check.ptr->answer.loops);
	end(&t);
}

static void a_circle_through_the_asked_name_ends(void **state)
{
	struct talk t;

	(void)state;
	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa", "tell a.example", "ask A a.example",
	     "tell nosoa via=b.example", "ask A b.example", "tell nosoa via=a.example",
	     "ask nothing", "done");
	assert_true(t.check.candidates[0].own->answer.loops);
	end(&t);
}

static void a_chain_without_end_is_damaged(void **state)
{
	struct talk t;
	char ask[64], answer[64];

	(void)state;
	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa", "tell nosoa via=c0.example");
	for (int i = 0; i < LIMIT_CHASES; i++) {
		(void)snprintf(ask, sizeof(ask), "ask PTR c%d.example", i);
		(void)snprintf(answer, sizeof(answer), "tell nosoa via=c%d.example", i + 1);
		says(&t, ask, answer);
	}
	says(&t, "ask nothing", "done");
	assert_int_equal(t.check.ptr->answer.status, ANSWER_MALFORMED);
	end(&t);
}

/* The whole chain holds only as long, and is only as sure, as its weakest part. */
static void a_followed_chain_has_the_least_ttl_and_trust(void **state)
{
	struct talk t;

	(void)state;
	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa", "tell nosoa ttl=60 via=a.example",
	     "ask PTR a.example", "tell ad ttl=300 mail.example", "ask A mail.example",
	     "tell 10.0.0.1", "done");
	assert_int_equal(t.check.ptr->answer.ttl_s, 60);
	assert_false(t.check.ptr->answer.authenticated);
	end(&t);
}

static void a_deadline_ends_it_with_what_is_there(void **state)
{
	struct talk t;

	(void)state;
	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa", "tell a.example b.example", "ask A a.example",
	     "ask A b.example", "tell #2 10.0.0.1", "open", "expire", "done", "ask nothing",
	     "tell #3 10.0.0.1", "done");
	assert_int_equal(t.check.candidates[0].own->answer.status, ANSWER_OK);
	assert_int_equal(t.check.candidates[1].own->answer.status, ANSWER_TIMEOUT);
	end(&t);
	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "expire", "done", "ask nothing");
	assert_int_equal(t.check.ptr->answer.status, ANSWER_TIMEOUT);
	assert_int_equal(t.check.n_candidates, 0);
	end(&t);
	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa", "tell nosoa via=a.example", "ask PTR a.example",
	     "expire", "done");
	assert_int_equal(t.check.ptr->answer.status, ANSWER_TIMEOUT);
	end(&t);
}

static void a_second_answer_is_ignored(void **state)
{
	struct talk t;

	(void)state;
	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa", "tell a.example", "tell #1 b.example",
	     "tell #1 nxdomain", "ask A a.example", "ask nothing", "tell 10.0.0.2",
	     "tell #2 10.0.0.1", "done");
	assert_int_equal(t.check.n_candidates, 1);
	assert_false(ask_lists(t.check.candidates[0].own, &t.target.address));
	end(&t);
}

/* Whatever the size of its memory, a check ends: whole, or failed and done. */
static void too_little_memory_fails_it(void **state)
{
	struct policy p = owned("value");
	bool whole = false;
	unsigned failures = 0;

	(void)state;
	for (size_t ceiling = 0; !whole; ceiling += 8) {
		struct talk t;
		struct ask *ask;
		unsigned told = 0;

		begin(&t, "10.0.0.1", &p, ceiling);
		while ((ask = check_next(&t.check)) != NULL) {
			struct answer a = told_answer(
				&t.words, ask->sent.type,
				ask->sent.type == TYPE_PTR
					? (told++ ? "a.example.com b.example.com" : "nosoa via=x.y")
				: ask->sent.type == TYPE_TXT ? "other ede=3:old"
							     : "nosoa via=z.example");

			if (ask->n_chases && ask->sent.type == TYPE_A)
				a = told_answer(&t.words, TYPE_A, "10.0.0.1 10.0.0.2");
			check_tell(&t.check, ask, &a);
			assert_true(told < 10);
		}
		assert_true(check_is_done(&t.check));
		failures += t.check.failed;
		whole = !t.check.failed;
		end(&t);
	}
	assert_in_range(failures, 50, 5000);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(an_unfinished_chain_is_followed_by_asking),
		cmocka_unit_test(a_chain_that_is_denied_is_not_followed),
		cmocka_unit_test(nothing_at_the_end_of_a_followed_chain_is_nodata),
		cmocka_unit_test(a_circle_that_is_followed_ends),
		cmocka_unit_test(a_circle_through_the_asked_name_ends),
		cmocka_unit_test(a_chain_without_end_is_damaged),
		cmocka_unit_test(a_followed_chain_has_the_least_ttl_and_trust),
		cmocka_unit_test(a_deadline_ends_it_with_what_is_there),
		cmocka_unit_test(a_second_answer_is_ignored),
		cmocka_unit_test(too_little_memory_fails_it),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
