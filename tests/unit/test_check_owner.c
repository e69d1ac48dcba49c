/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "talk.h"

static void the_owner_of_a_told_domain_is_asked_at_once(void **state)
{
	struct policy p = owned("value");
	uint8_t buf[NAME_MAX_OCTETS];

	(void)state;
	p.ownership_domain = parsed(buf, "example.com");
	transcript("10.0.0.1", &p, "ask PTR 1.0.0.10.in-addr.arpa",
		   "ask TXT alidnsptrcheck.example.com", "ask nothing", "tell #2 value",
		   "tell #1 mail.example.com", "ask A mail.example.com", "tell 10.0.0.1",
		   "ask nothing", "done");
}

static void the_owner_is_else_asked_for_each_domain_of_the_names(void **state)
{
	struct policy p = owned("value");

	(void)state;
	transcript("10.0.0.1", &p, "ask PTR 1.0.0.10.in-addr.arpa", "ask nothing",
		   "tell a.one.net b.one.net a.two.net", "ask A a.one.net",
		   "ask TXT alidnsptrcheck.one.net", "ask A b.one.net", "ask A a.two.net",
		   "ask TXT alidnsptrcheck.two.net", "ask nothing", "tell #2 10.0.0.1",
		   "tell #3 nxdomain", "tell #4 nxdomain", "tell #5 nxdomain", "open",
		   "tell #6 nxdomain", "ask nothing", "done");
}

static void near_misses_are_asked_when_the_owner_has_not_the_value(void **state)
{
	static const char *const misses[] = { "tell #3 nxdomain", "tell #3 -",
					      "tell #3 other-value" };
	struct policy p = owned("value");

	(void)state;
	for (size_t i = 0; i < sizeof(misses) / sizeof(misses[0]); i++)
		transcript("10.0.0.1", &p, "ask PTR 1.0.0.10.in-addr.arpa", "tell mail.example.com",
			   "ask A mail.example.com", "ask TXT alidnsptrcheck.example.com",
			   "tell #2 10.0.0.1", misses[i], "ask TXT alidnsptrcheck.mail.example.com",
			   "ask TXT alidnsptrcheck.example.com.example.com", "ask nothing", "open",
			   "tell #4 nxdomain", "open", "tell #5 value", "done");
	transcript("10.0.0.1", &p, "ask PTR 1.0.0.10.in-addr.arpa", "tell mail.example.com",
		   "ask A mail.example.com", "ask TXT alidnsptrcheck.example.com",
		   "tell #2 10.0.0.1", "tell #3 servfail", "ask nothing", "done");
	/* The host is the domain itself: only the doubled name is left to look at. */
	transcript("10.0.0.1", &p, "ask PTR 1.0.0.10.in-addr.arpa", "tell example.com",
		   "ask A example.com", "ask TXT alidnsptrcheck.example.com", "tell #2 10.0.0.1",
		   "tell #3 nxdomain", "ask TXT alidnsptrcheck.example.com.example.com",
		   "tell nxdomain", "ask nothing", "done");
}

static void near_misses_wait_for_the_names(void **state)
{
	struct policy p = owned("value");
	uint8_t buf[NAME_MAX_OCTETS];

	(void)state;
	p.ownership_domain = parsed(buf, "example.com");
	transcript("10.0.0.1", &p, "ask PTR 1.0.0.10.in-addr.arpa",
		   "ask TXT alidnsptrcheck.example.com", "tell #2 nxdomain", "ask nothing", "open",
		   "tell #1 mail.example.com", "ask A mail.example.com",
		   "ask TXT alidnsptrcheck.mail.example.com",
		   "ask TXT alidnsptrcheck.example.com.example.com", "tell #3 10.0.0.1",
		   "tell #4 nxdomain", "tell #5 nxdomain", "done");
}

static void a_text_must_be_equal_in_all_octets(void **state)
{
	struct arena arena;
	struct answer a;
	struct txt cut = { 5, true, (const uint8_t *)"value" };

	(void)state;
	arena_init(&arena, LIMIT_ARENA);
	a = told_answer(&arena, TYPE_TXT, "another value");
	assert_true(answer_has_text(&a, "value", 5));
	assert_false(answer_has_text(&a, "valu", 4));
	assert_false(answer_has_text(&a, "value ", 6));
	assert_false(answer_has_text(&a, "Value", 5));
	a.status = ANSWER_NXDOMAIN;
	assert_false(answer_has_text(&a, "value", 5));
	a = (struct answer){ .status = ANSWER_OK, .n_records = 1, .txts = &cut };
	assert_false(answer_has_text(&a, "value", 5));
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(the_owner_of_a_told_domain_is_asked_at_once),
		cmocka_unit_test(the_owner_is_else_asked_for_each_domain_of_the_names),
		cmocka_unit_test(near_misses_are_asked_when_the_owner_has_not_the_value),
		cmocka_unit_test(near_misses_wait_for_the_names),
		cmocka_unit_test(a_text_must_be_equal_in_all_octets),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
