/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "talk.h"

#define transcript(ip, policy, ...) \
	talk_of((ip), (policy), (const char *const[]){ __VA_ARGS__, NULL })

static void one_name_is_two_questions(void **state)
{
	(void)state;
	transcript("10.0.0.1", &plain, "ask PTR 1.0.0.10.in-addr.arpa", "ask nothing", "open",
		   "tell mail.example", "ask A mail.example", "open", "tell 10.0.0.1",
		   "ask nothing", "done");
	transcript("2001:db8::1", &plain,
		   "ask PTR "
		   "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
		   "tell mail.example", "ask AAAA mail.example", "tell 2001:db8::1", "done");
}

static void without_names_nothing_else_is_asked(void **state)
{
	static const char *const ends[] = { "tell -",
					    "tell nosoa",
					    "tell nxdomain",
					    "tell servfail",
					    "tell refused",
					    "tell timeout",
					    "tell notimp",
					    "tell formerr",
					    "tell other",
					    "tell truncated",
					    "tell malformed",
					    "tell connrefused",
					    "tell nxdomain via=gone.example" };

	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		transcript("10.0.0.1", &plain, "ask PTR 1.0.0.10.in-addr.arpa", ends[i],
			   "ask nothing", "done");
}

static void all_names_are_asked_at_once(void **state)
{
	(void)state;
	transcript("10.0.0.1", &plain, "ask PTR 1.0.0.10.in-addr.arpa",
		   "tell a.example b.example c.example", "ask A a.example", "ask A b.example",
		   "ask A c.example", "ask nothing", "tell #3 nxdomain", "open", "tell #4 10.0.0.1",
		   "open", "tell #2 timeout", "done");
}

static void the_other_family_is_asked_only_after_nodata(void **state)
{
	(void)state;
	transcript("10.0.0.1", &plain, "ask PTR 1.0.0.10.in-addr.arpa", "tell a.example",
		   "ask A a.example", "tell -", "open", "ask AAAA a.example", "tell 2001:db8::1",
		   "done");
	transcript("2001:db8::1", &plain,
		   "ask PTR "
		   "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
		   "tell a.example", "ask AAAA a.example", "tell -", "ask A a.example",
		   "tell 10.0.0.1", "done");
	transcript("10.0.0.1", &plain, "ask PTR 1.0.0.10.in-addr.arpa",
		   "tell a.example b.example c.example", "ask A a.example", "ask A b.example",
		   "ask A c.example", "tell #2 nxdomain", "tell #3 servfail", "tell #4 10.9.9.9",
		   "ask nothing", "done");
}

static void eager_asks_both_families_and_waits_for_what_matters(void **state)
{
	struct policy eager = plain;

	(void)state;
	eager.eager = true;
	transcript("10.0.0.1", &eager, "ask PTR 1.0.0.10.in-addr.arpa", "tell a.example",
		   "ask A a.example", "ask AAAA a.example", "tell #2 10.0.0.1", "done");
	transcript("10.0.0.1", &eager, "ask PTR 1.0.0.10.in-addr.arpa", "tell a.example",
		   "ask A a.example", "ask AAAA a.example", "tell #3 2001:db8::1", "open",
		   "tell #2 -", "done");
	transcript("10.0.0.1", &eager, "ask PTR 1.0.0.10.in-addr.arpa", "tell a.example",
		   "ask A a.example", "ask AAAA a.example", "tell #2 -", "open", "tell #3 -",
		   "done");
}

static void unusable_names_are_not_asked_and_use_up_no_limit(void **state)
{
	struct policy two = plain;
	struct talk t;

	(void)state;
	two.ptr_limit = 2;
	begin(&t, "10.0.0.1", &two, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa",
	     "tell . 10.0.0.1 a.example -b.example *.example b.example c.example",
	     "ask A a.example", "ask A b.example", "ask nothing", "tell #2 10.0.0.2",
	     "tell #3 10.0.0.3", "done");
	assert_int_equal(t.check.n_candidates, 7);
	assert_int_equal(t.check.n_usable, 3);
	assert_int_equal(t.check.n_evaluated, 2);
	assert_true(t.check.candidates[0].faults & HOST_ROOT);
	assert_true(t.check.candidates[1].faults & HOST_IP_LITERAL);
	assert_false(t.check.candidates[6].evaluated);
	assert_null(t.check.candidates[6].own);
	end(&t);
}

static void expect_and_helo_are_asked_at_once(void **state)
{
	struct policy p = plain;
	uint8_t expect[NAME_MAX_OCTETS], helo[NAME_MAX_OCTETS];

	(void)state;
	p.expect = parsed(expect, "want.example");
	p.helo = (struct helo){ .kind = HELO_NAME,
				.text = "says.example",
				.name = parsed(helo, "says.example") };
	transcript("10.0.0.1", &p, "ask PTR 1.0.0.10.in-addr.arpa", "ask A want.example",
		   "ask A says.example", "ask nothing", "tell #2 10.0.0.1", "tell #3 10.0.0.1",
		   "open", "tell #1 want.example", "ask nothing", "done");
	transcript("10.0.0.1", &p, "ask PTR 1.0.0.10.in-addr.arpa", "ask A want.example",
		   "ask A says.example", "tell #1 nxdomain", "tell #2 nxdomain", "tell #3 -",
		   "ask AAAA says.example", "tell -", "ask MX says.example", "open", "tell -",
		   "done");
}

static void a_special_address_can_be_skipped(void **state)
{
	struct policy p = plain;

	(void)state;
	p.special_skip = true;
	transcript("10.0.0.1", &p, "ask nothing", "done");
	transcript("9.9.9.9", &p, "ask PTR 9.9.9.9.in-addr.arpa", "open");
}

static void the_same_question_is_asked_once(void **state)
{
	struct policy p = plain;
	uint8_t expect[NAME_MAX_OCTETS];

	(void)state;
	p.expect = parsed(expect, "mail.example");
	transcript("10.0.0.1", &p, "ask PTR 1.0.0.10.in-addr.arpa", "ask A mail.example",
		   "tell #1 mail.example", "ask nothing", "open", "tell #2 10.0.0.1", "done");
	/* Also when its answer came before the name was known. */
	transcript("10.0.0.1", &p, "ask PTR 1.0.0.10.in-addr.arpa", "ask A mail.example",
		   "tell #2 -", "tell #1 mail.example", "ask AAAA mail.example", "tell nxdomain",
		   "done");
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(one_name_is_two_questions),
		cmocka_unit_test(without_names_nothing_else_is_asked),
		cmocka_unit_test(all_names_are_asked_at_once),
		cmocka_unit_test(the_other_family_is_asked_only_after_nodata),
		cmocka_unit_test(eager_asks_both_families_and_waits_for_what_matters),
		cmocka_unit_test(unusable_names_are_not_asked_and_use_up_no_limit),
		cmocka_unit_test(expect_and_helo_are_asked_at_once),
		cmocka_unit_test(a_special_address_can_be_skipped),
		cmocka_unit_test(the_same_question_is_asked_once),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
