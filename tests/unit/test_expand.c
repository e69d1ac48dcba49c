/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "spread.h"

static void a_host_is_two_questions(void **state)
{
	(void)state;
	transcript(TARGET_HOST, "mail.example", "ask A mail.example", "ask AAAA mail.example",
		   "ask nothing", "open", "tell #2 2001:db8::1", "open",
		   "tell #1 192.0.2.9 192.0.2.1 192.0.2.9", "is 192.0.2.1 192.0.2.9 2001:db8::1",
		   "ask nothing");
	is(TARGET_HOST, "mail.example", "192.0.2.1", { "A mail.example", "192.0.2.1" },
	   { "AAAA mail.example", "-" });
	/* The address of a mapped one, once. */
	is(TARGET_HOST, "mail.example", "192.0.2.1", { "A mail.example", "192.0.2.1" },
	   { "AAAA mail.example", "::ffff:192.0.2.1" });
	is(TARGET_HOST, "alias.example", "192.0.2.1",
	   { "A alias.example", "via=h.example 192.0.2.1" },
	   { "AAAA alias.example", "via=h.example -" });
}

static void a_host_without_addresses_says_why(void **state)
{
	(void)state;
	is(TARGET_HOST, "no.example", "permanent: it does not exist (NXDOMAIN)",
	   { "A no.example", "nxdomain" }, { "AAAA no.example", "nxdomain" });
	is(TARGET_HOST, "no.example", "permanent: it has neither an A nor an AAAA record",
	   { "A no.example", "-" }, { "AAAA no.example", "-" });
	is(TARGET_HOST, "no.example", "permanent: it is an alias (CNAME) that leads to nothing",
	   { "A no.example", "nxdomain via=gone.example" },
	   { "AAAA no.example", "nxdomain via=gone.example" });
	is(TARGET_HOST, "no.example", "permanent: its CNAME records run in a circle",
	   { "A no.example", "nosoa loops via=a.example" },
	   { "AAAA no.example", "nosoa loops via=a.example" });
}

static void what_failed_for_now_is_not_nothing(void **state)
{
	static const struct {
		const char *word, *rcode;
	} row_of[] = {
		{ "servfail", "SERVFAIL" }, { "refused", "REFUSED" },
		{ "timeout", "TIMEOUT" },   { "connrefused", "CONNREFUSED" },
		{ "notimp", "NOTIMP" },	    { "formerr", "FORMERR" },
		{ "malformed", "BADRESP" }, { "other", "NOTAUTH" },
		{ "truncated", "TIMEOUT" },
	};
	char want[200];

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		(void)snprintf(want, sizeof(want),
			       "temporary: the A look-up of h.example failed (%s)",
			       row_of[i].rcode);
		is(TARGET_HOST, "h.example", want, { "A h.example", row_of[i].word },
		   { "AAAA h.example", "-" });
		(void)snprintf(want, sizeof(want),
			       "192.0.2.1 | temporary: the AAAA look-up of h.example failed (%s)",
			       row_of[i].rcode);
		is(TARGET_HOST, "h.example", want, { "A h.example", "192.0.2.1" },
		   { "AAAA h.example", row_of[i].word });
		(void)snprintf(want, sizeof(want),
			       "temporary: the MX look-up of h.example failed (%s)",
			       row_of[i].rcode);
		is(TARGET_MX, "h.example", want, { "MX h.example", row_of[i].word });
	}
}

static void a_chain_that_was_not_followed_is_followed(void **state)
{
	(void)state;
	transcript(TARGET_HOST, "a.example", "ask A a.example", "ask AAAA a.example", "tell #2 -",
		   "tell #1 nosoa via=b.example", "open", "ask A b.example",
		   "tell nosoa via=c.example", "ask A c.example", "tell 192.0.2.1", "is 192.0.2.1");
	transcript(TARGET_HOST, "a.example", "ask A a.example", "ask AAAA a.example", "tell #2 -",
		   "tell #1 nosoa via=b.example", "ask A b.example", "tell nosoa via=a.example",
		   "is permanent: its CNAME records run in a circle");
}

static void the_deadline_makes_what_is_open_a_time_out(void **state)
{
	(void)state;
	transcript(TARGET_HOST, "a.example", "ask A a.example", "ask AAAA a.example",
		   "tell #1 192.0.2.1", "expire",
		   "is 192.0.2.1 | temporary: the AAAA look-up of a.example failed (TIMEOUT)",
		   "ask nothing", "tell #2 2001:db8::1",
		   "is 192.0.2.1 | temporary: the AAAA look-up of a.example failed (TIMEOUT)");
	transcript(TARGET_MX, "a.example", "ask MX a.example", "expire",
		   "is temporary: the MX look-up of a.example failed (TIMEOUT)");
	transcript(TARGET_SPF, "a.example", "ask TXT a.example",
		   "tell \"v=spf1 a mx include:b.example", "expire",
		   "is temporary: the A look-up of a.example failed (TIMEOUT)");
}

static void mx_hosts_give_their_addresses(void **state)
{
	(void)state;
	transcript(TARGET_MX, "example.com", "ask MX example.com", "ask nothing",
		   "tell 10:b.example 20:a.example", "ask A b.example", "ask AAAA b.example",
		   "ask A a.example", "ask AAAA a.example", "tell #2 192.0.2.2", "tell #3 -",
		   "tell #4 192.0.2.1 192.0.2.2", "open", "tell #5 -", "is 192.0.2.1-192.0.2.2");
	/* A host named twice is asked once. */
	transcript(TARGET_MX, "example.com", "ask MX example.com", "tell 10:b.example 20:b.example",
		   "ask A b.example", "ask AAAA b.example", "ask nothing");
	is(TARGET_MX, "example.com", "192.0.2.2 | note: its MX host gone.example has no address",
	   { "MX example.com", "10:gone.example 20:b.example" }, { "A b.example", "192.0.2.2" },
	   { "AAAA b.example", "-" });
	is(TARGET_MX, "example.com",
	   "192.0.2.2 | temporary: the A look-up of ill.example failed (SERVFAIL)",
	   { "MX example.com", "10:ill.example 20:b.example" }, { "A b.example", "192.0.2.2" },
	   { "AAAA b.example", "-" }, { "A ill.example", "servfail" },
	   { "AAAA ill.example", "servfail" });
}

static void a_domain_without_mail_says_so(void **state)
{
	(void)state;
	is(TARGET_MX, "no.example",
	   "permanent: it says that it receives no mail (null MX, RFC 7505)",
	   { "MX no.example", "0:." });
	is(TARGET_MX, "no.example", "permanent: it does not exist (NXDOMAIN)",
	   { "MX no.example", "nxdomain" });
	is(TARGET_MX, "no.example", "permanent: none of its MX hosts has an address",
	   { "MX no.example", "10:gone.example" });
	is(TARGET_MX, "no.example", "permanent: it has neither an MX record nor an address",
	   { "MX no.example", "-" }, { "A no.example", "-" }, { "AAAA no.example", "-" });
	is(TARGET_MX, "circle.example", "permanent: its CNAME records run in a circle",
	   { "MX circle.example", "nosoa loops via=a.example" });
}

static void without_mx_a_domain_is_its_own_host(void **state)
{
	(void)state;
	transcript(TARGET_MX, "h.example", "ask MX h.example", "tell -", "ask A h.example",
		   "ask AAAA h.example", "tell #2 192.0.2.1", "tell #3 -", "is 192.0.2.1");
}

static void more_mx_records_than_are_kept_are_refused(void **state)
{
	static struct spread s;
	struct answer a;

	(void)state;
	spread_begin(&s, TARGET_MX, "many.example", LIMIT_ARENA, 100);
	spread_hear(&s);
	a = spread_answer(&s, TYPE_MX, "10:a.example 10:b.example");
	a.n_total = LIMIT_MXS_KEPT + 1;
	expand_tell(&s.expand, s.asks[0], &a);
	assert_string_equal(spread_text(&s),
			    "permanent: it has 129 MX records, more than the 128 that are read");
	spread_end(&s);
}

static void a_full_arena_is_no_answer(void **state)
{
	static const struct fact world[] = {
		{ "MX example.com", "10:a.example 20:b.example" },
		{ "A a.example", "192.0.2.1" },
		{ "AAAA a.example", "-" },
		{ "A b.example", "192.0.2.2 192.0.2.3" },
		{ "AAAA b.example", "2001:db8::1" },
		{ NULL, NULL },
	};
	static struct spread s;
	bool failed = true;

	(void)state;
	for (size_t ceiling = 0; failed; ceiling += 64) {
		spread_begin(&s, TARGET_MX, "example.com", ceiling, 100);
		spread_run(&s, world, OLDEST_FIRST);
		failed = s.expand.failed;
		assert_string_equal(spread_text(&s),
				    failed ? "temporary: its answers need more memory or questions "
					     "than the program allows itself"
					   : "192.0.2.1-192.0.2.3 2001:db8::1");
		spread_end(&s);
	}
}

static void a_walk_meets_each_address_once(void **state)
{
	static const struct fact world[] = {
		{ "TXT w.example",
		  "\"v=spf1 ip4:192.0.2.254/31 ip4:192.0.3.0/31 ip6:2001:db8::ff:fffe/127 "
		  "ip4:192.0.2.254" },
		{ NULL, NULL },
	};
	static const char *const want[] = {
		"192.0.2.254", "192.0.2.255",	    "192.0.3.0",
		"192.0.3.1",   "2001:db8::ff:fffe", "2001:db8::ff:ffff"
	};
	static struct spread s;
	struct expand_walk walk = { 0 };
	struct ip ip;
	char text[IP_TEXT_MAX];

	(void)state;
	spread_begin(&s, TARGET_SPF, "w.example", LIMIT_ARENA, 6);
	spread_run(&s, world, OLDEST_FIRST);
	assert_int_equal(s.expand.n_addresses, 6);
	for (size_t i = 0; i < 6; i++) {
		assert_true(expand_step(&s.expand, &walk, &ip));
		assert_string_equal(ip_text(&ip, text), want[i]);
	}
	assert_false(expand_step(&s.expand, &walk, &ip));
	assert_false(expand_step(&s.expand, &walk, &ip));
	spread_end(&s);
}

static void more_addresses_than_wanted_are_refused_with_their_number(void **state)
{
	static const struct {
		const char *record, *want;
		uint64_t max;
	} row_of[] = {
		{ "\"v=spf1 ip4:192.0.2.0/24", "192.0.2.0-192.0.2.255", 256 },
		{ "\"v=spf1 ip4:192.0.2.0/24",
		  "permanent: it stands for 256 addresses, more than --max-addresses 255", 255 },
		{ "\"v=spf1 ip4:192.0.2.0/24 ip4:192.0.2.128/25 ip4:10.0.0.0/24",
		  "permanent: it stands for 512 addresses, more than --max-addresses 511", 511 },
		{ "\"v=spf1 ip4:0.0.0.0/0",
		  "permanent: it stands for 4294967296 addresses, more than --max-addresses 9", 9 },
		{ "\"v=spf1 ip6:2001:db8::/72",
		  "permanent: it stands for 72057594037927936 addresses, more than --max-addresses "
		  "9",
		  9 },
		{ "\"v=spf1 ip6:2001:db8::/32",
		  "permanent: it stands for over 18446744073709551615 addresses, more than "
		  "--max-addresses 9",
		  9 },
		{ "\"v=spf1 ip6:::/0 ip4:0.0.0.0/0",
		  "permanent: it stands for over 18446744073709551615 addresses, more than "
		  "--max-addresses 4294967295",
		  UINT32_MAX },
	};
	static struct spread s;

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		const struct fact world[] = { { "TXT w.example", row_of[i].record },
					      { NULL, NULL } };

		row("%s", row_of[i].record);
		spread_begin(&s, TARGET_SPF, "w.example", LIMIT_ARENA, row_of[i].max);
		spread_run(&s, world, OLDEST_FIRST);
		assert_string_equal(spread_text(&s), row_of[i].want);
		spread_end(&s);
	}
}

static void one_family_alone_is_one_question(void **state)
{
	static const struct {
		unsigned len;
		struct fact world[2];
		const char *want;
	} row_of[] = {
		{ 4, { { "A h.example", "192.0.2.1" } }, "192.0.2.1" },
		{ 16, { { "AAAA h.example", "2001:db8::1" } }, "2001:db8::1" },
		{ 4, { { "A h.example", "-" } }, "permanent: it has no A record" },
		{ 16, { { "AAAA h.example", "-" } }, "permanent: it has no AAAA record" },
		{ 16,
		  { { "AAAA h.example", "servfail" } },
		  "temporary: the AAAA look-up of h.example failed (SERVFAIL)" },
	};
	static struct spread s;

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		row("%s", row_of[i].want);
		spread_begin_only(&s, TARGET_HOST, "h.example", LIMIT_ARENA, SPREAD_MAX_ADDRESSES,
				  row_of[i].len);
		spread_run(&s, row_of[i].world, OLDEST_FIRST);
		assert_string_equal(spread_text(&s), row_of[i].want);
		assert_int_equal(s.expand.n_asks, 1);
		spread_end(&s);
	}
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_host_is_two_questions),
		cmocka_unit_test(a_host_without_addresses_says_why),
		cmocka_unit_test(what_failed_for_now_is_not_nothing),
		cmocka_unit_test(a_chain_that_was_not_followed_is_followed),
		cmocka_unit_test(the_deadline_makes_what_is_open_a_time_out),
		cmocka_unit_test(mx_hosts_give_their_addresses),
		cmocka_unit_test(a_domain_without_mail_says_so),
		cmocka_unit_test(without_mx_a_domain_is_its_own_host),
		cmocka_unit_test(more_mx_records_than_are_kept_are_refused),
		cmocka_unit_test(a_full_arena_is_no_answer),
		cmocka_unit_test(a_walk_meets_each_address_once),
		cmocka_unit_test(more_addresses_than_wanted_are_refused_with_their_number),
		cmocka_unit_test(one_family_alone_is_one_question),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
