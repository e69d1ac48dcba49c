/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "spread.h"

#define spf(want, ...)	   is(TARGET_SPF, "s.example", want, __VA_ARGS__)
#define record(want, text) spf(want, { "TXT s.example", "\"" text })

static void texts_are_asked_first_then_all_that_stands_in_them(void **state)
{
	(void)state;
	transcript(TARGET_SPF, "s.example", "ask TXT s.example", "ask nothing",
		   "tell \"v=spf1 mx a:h.example include:i.example include:k.example -all",
		   "ask TXT i.example", "ask TXT k.example", "ask nothing",
		   "tell #2 \"v=spf1 ip4:192.0.2.9 -all", "ask nothing", "tell #3 \"v=spf1 a -all",
		   "ask MX s.example", "ask A h.example", "ask AAAA h.example", "ask A k.example",
		   "ask AAAA k.example", "ask nothing", "tell #4 10:m.example", "ask A m.example",
		   "ask AAAA m.example", "tell #5 192.0.2.1", "tell #6 -", "tell #7 192.0.2.2",
		   "tell #8 -", "tell #9 192.0.2.3", "open", "tell #10 2001:db8::3",
		   "is 192.0.2.1-192.0.2.3 192.0.2.9 2001:db8::3");
}

static void blocks_are_sorted_and_without_doubles(void **state)
{
	(void)state;
	record("192.0.2.1", "v=spf1 ip4:192.0.2.1 -all");
	record("192.0.2.0-192.0.2.255", "v=spf1 ip4:192.0.2.77/24 ip4:192.0.2.3 ?all");
	record("10.0.0.1 192.0.2.0-192.0.2.1 2001:db8::-2001:db8::ff",
	       "V=SPF1   ip6:2001:db8::7/120  +ip4:192.0.2.0/31 IP4:10.0.0.1  ");
	record("10.0.0.0-10.0.0.9", "v=spf1 ip4:10.0.0.0/29 ip4:10.0.0.8/31 ip4:10.0.0.4/30");
	spf("192.0.2.0-192.0.2.255 2001:db8::-2001:db8::ffff",
	    { "TXT s.example", "\"v=spf1 a/24//112 mx:s.example//128" },
	    { "A s.example", "192.0.2.7 192.0.2.9" }, { "AAAA s.example", "2001:db8::1" },
	    { "MX s.example", "10:s.example" });
	record("192.0.2.7", "v=spf1 ip6:::ffff:192.0.2.7");
}

static void the_first_term_that_matches_decides(void **state)
{
	(void)state;
	record("192.0.2.0-192.0.2.4 192.0.2.6-192.0.2.7", "v=spf1 -ip4:192.0.2.5 ip4:192.0.2.0/29");
	record("192.0.2.0-192.0.2.7", "v=spf1 ip4:192.0.2.0/29 -ip4:192.0.2.5");
	record("192.0.2.1-192.0.2.6", "v=spf1 ?ip4:192.0.2.0 ~ip4:192.0.2.7 ip4:192.0.2.0/29");
	record("permanent: its SPF record lets no address pass",
	       "v=spf1 -ip4:192.0.2.0/24 ip4:192.0.2.0/29");
	record("192.0.2.1", "v=spf1 ip4:192.0.2.1 -all ip4:192.0.2.2 redirect=x.example");
	/* What is excepted there is not excepted here. */
	spf("192.0.2.0-192.0.2.7",
	    { "TXT s.example", "\"v=spf1 include:i.example ip4:192.0.2.0/29" },
	    { "TXT i.example", "\"v=spf1 -ip4:192.0.2.5 ip4:192.0.2.4/31 -all" });
	/* What passes there is excepted here. */
	spf("192.0.2.0-192.0.2.3 192.0.2.5-192.0.2.7",
	    { "TXT s.example", "\"v=spf1 -include:i.example ip4:192.0.2.0/29" },
	    { "TXT i.example", "\"v=spf1 -ip4:192.0.2.5 ip4:192.0.2.4/31 -all" });
	spf("192.0.2.0-192.0.2.4 192.0.2.6-192.0.2.7",
	    { "TXT s.example", "\"v=spf1 -ip4:192.0.2.5 redirect=r.example" },
	    { "TXT r.example", "\"v=spf1 ip4:192.0.2.0/29 -all" });
}

static void a_domain_without_a_record_says_so(void **state)
{
	(void)state;
	spf("permanent: it does not exist (NXDOMAIN)", { "TXT s.example", "nxdomain" });
	spf("permanent: it has no SPF record", { "TXT s.example", "-" });
	spf("permanent: it has no SPF record", { "TXT s.example", "v=spf10~a v=spf spf2.0/pra" });
	spf("permanent: s.example has 2 SPF records, where one is allowed",
	    { "TXT s.example", "v=spf1~a text v=spf1" });
	record("permanent: its SPF record lets no address pass", "v=spf1");
	record("permanent: its SPF record lets no address pass", "v=spf1 -all");
	record("permanent: the SPF record of s.example lets every address pass", "v=spf1 a +all");
	record("permanent: the SPF record of s.example lets every address pass", "v=spf1 all");
	spf("permanent: its SPF record leads to i.example, which has none",
	    { "TXT s.example", "\"v=spf1 ip4:192.0.2.1 include:i.example" });
	spf("permanent: its SPF record leads to i.example, which has none",
	    { "TXT s.example", "\"v=spf1 ip4:192.0.2.1 redirect=i.example" },
	    { "TXT i.example", "-" });
}

static void one_fault_anywhere_and_nothing_counts(void **state)
{
	static const char *const faults[] = {
		"ip4",
		"ip4:",
		"ip4:192.0.2",
		"ip4:192.0.2.1/33",
		"ip4:2001:db8::1",
		"ip6:192.0.2.1",
		"ip6:2001:db8::/129",
		"ip4:192.0.2.1/",
		"ip4:192.0.2.1/08",
		"ip4:192.0.2.01",
		"all:x.example",
		"include",
		"include:",
		"exists",
		"a:",
		"a/33",
		"a//129",
		"a/024",
		"a:x.example/33",
		"mx:nodot",
		"a:x.123",
		"a:-",
		"nosuch",
		"nosuch:x.example",
		"+",
		"--all",
		"a:%{",
		"a:%{q}.x.example",
		"a:%x.example",
		"redirect=",
		"redirect=x",
		"exp=",
		"x=%",
		"a:x.example/24/64",
		"ptr:",
		"-redirect=x.example",
		"a:x\001.example",
		"a:\303\244.example",
		"ptr/24",
		"all/24",
	};
	char text[200];

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		struct spread *s = calloc(1, sizeof(*s));
		struct fact world[] = { { "TXT s.example", text }, { NULL, NULL } };

		row("%s", faults[i]);
		(void)snprintf(text, sizeof(text), "\"v=spf1 ip4:192.0.2.1 -all %s", faults[i]);
		spread_begin(s, TARGET_SPF, "s.example", LIMIT_ARENA, 100);
		spread_run(s, world, OLDEST_FIRST);
		assert_non_null(strstr(spread_text(s),
				       "permanent: the SPF record of s.example has a term that "
				       "means nothing: "));
		spread_end(s);
		free(s);
	}
	record("permanent: the SPF record of s.example has two modifiers of one kind",
	       "v=spf1 redirect=a.example redirect=b.example");
	record("permanent: the SPF record of s.example has two modifiers of one kind",
	       "v=spf1 exp=a.example exp=b.example");
	record("192.0.2.1", "v=spf1 ip4:192.0.2.1 x-y.z=%{d}/%% exp=e.%{d} -all");
}

static void what_depends_on_the_message_is_named(void **state)
{
	(void)state;
	record("192.0.2.1 | note: exists:%{i}._spf.x.example of s.example cannot be listed | "
	       "note: ptr of s.example cannot be listed | "
	       "note: include:%{d2}.x.example of s.example cannot be listed",
	       "v=spf1 exists:%{i}._spf.x.example ptr ip4:192.0.2.1 include:%{d2}.x.example "
	       "ptr -all");
	record("192.0.2.1 | note: redirect=%{d}.x.example of s.example cannot be listed",
	       "v=spf1 ip4:192.0.2.1 redirect=%{d}.x.example");
	record("permanent: its SPF record lets no address pass that can be listed: ptr:x.example "
	       "of s.example cannot be listed",
	       "v=spf1 ptr:x.example -all");
}

static void ten_terms_may_look_something_up(void **state)
{
	(void)state;
	record("192.0.2.1 | note: ptr of s.example cannot be listed",
	       "v=spf1 ip4:192.0.2.1 ptr ptr ptr ptr ptr ptr ptr ptr ptr ptr -all");
	record("permanent: its SPF record needs more than 10 terms with look-ups (RFC 7208 section "
	       "4.6.4)",
	       "v=spf1 ip4:192.0.2.1 ptr ptr ptr ptr ptr ptr ptr ptr ptr ptr ptr -all");
	/* What stands behind "all" is never reached. */
	record("192.0.2.1",
	       "v=spf1 ip4:192.0.2.1 -all ptr ptr ptr ptr ptr ptr ptr ptr ptr ptr ptr");
	spf("permanent: its SPF record needs more than 10 terms with look-ups (RFC 7208 section "
	    "4.6.4)",
	    { "TXT s.example", "\"v=spf1 include:a.example include:b.example -all" },
	    { "TXT a.example", "\"v=spf1 ip4:192.0.2.1 ptr ptr ptr ptr -all" },
	    { "TXT b.example", "\"v=spf1 ip4:192.0.2.2 ptr ptr ptr redirect=c.example" },
	    { "TXT c.example", "\"v=spf1 ip4:192.0.2.3 exists:x.example -all" });
	spf("192.0.2.1-192.0.2.3",
	    { "TXT s.example", "\"v=spf1 include:a.example include:b.example -all" },
	    { "TXT a.example", "\"v=spf1 ip4:192.0.2.1 -all" },
	    { "TXT b.example", "\"v=spf1 ip4:192.0.2.2 redirect=c.example" },
	    { "TXT c.example", "\"v=spf1 ip4:192.0.2.3 -all" });
}

static void circles_end_at_the_limit(void **state)
{
	static const char limit[] = "permanent: its SPF record needs more than 10 terms with "
				    "look-ups (RFC 7208 section 4.6.4)";

	(void)state;
	spf(limit, { "TXT s.example", "\"v=spf1 include:s.example -all" });
	spf(limit, { "TXT s.example", "\"v=spf1 include:s.example include:s.example -all" });
	spf(limit, { "TXT s.example", "\"v=spf1 redirect=s.example" });
	spf(limit, { "TXT s.example", "\"v=spf1 a include:b.example" },
	    { "TXT b.example", "\"v=spf1 mx redirect=s.example" }, { "A s.example", "192.0.2.1" },
	    { "AAAA s.example", "-" }, { "MX b.example", "10:s.example" });
}

static void two_look_ups_may_find_nothing(void **state)
{
	static const char limit[] = "permanent: its SPF record has more than 2 look-ups that find "
				    "nothing (RFC 7208 section 4.6.4)";

	(void)state;
	record("192.0.2.1", "v=spf1 a:x.example mx:y.example ip4:192.0.2.1");
	record(limit, "v=spf1 a:x.example mx:y.example ip4:192.0.2.1 a:z.example");
	spf(limit, { "TXT s.example", "\"v=spf1 ip4:192.0.2.1 mx" },
	    { "MX s.example", "1:a.example 2:b.example 3:c.example" });
	/* A host with one family is found. */
	spf("192.0.2.1", { "TXT s.example", "\"v=spf1 a:x.example a:y.example a:z.example a -all" },
	    { "A s.example", "192.0.2.1" }, { "AAAA s.example", "-" },
	    { "A x.example", "192.0.2.1" }, { "AAAA x.example", "-" },
	    { "A y.example", "192.0.2.1" }, { "AAAA y.example", "-" },
	    { "A z.example", "192.0.2.1" }, { "AAAA z.example", "-" });
	/* What failed for now has not found nothing. */
	spf("192.0.2.1 | temporary: the A look-up of x.example failed (SERVFAIL)",
	    { "TXT s.example", "\"v=spf1 a:x.example a:y.example a:z.example ip4:192.0.2.1" },
	    { "A x.example", "servfail" }, { "AAAA x.example", "servfail" });
}

static void an_mx_term_has_at_most_ten_hosts(void **state)
{
	(void)state;
	spf("permanent: its SPF record has an mx term for m.example, which has more than 10 MX "
	    "hosts (RFC 7208 section 4.6.4)",
	    { "TXT s.example", "\"v=spf1 mx:m.example" },
	    { "MX m.example", "1:a.example 1:b.example 1:c.example 1:d.example 1:e.example "
			      "1:f.example 1:g.example 1:h.example 1:i.example 1:j.example "
			      "1:k.example" });
	spf("192.0.2.1", { "TXT s.example", "\"v=spf1 mx:m.example ip4:192.0.2.1" },
	    { "MX m.example", "0:." });
}

static void what_failed_for_now_is_undecided_wherever_it_stands(void **state)
{
	(void)state;
	spf("temporary: the TXT look-up of s.example failed (SERVFAIL)",
	    { "TXT s.example", "servfail" });
	spf("192.0.2.1-192.0.2.2 | temporary: the TXT look-up of i.example failed (TIMEOUT)",
	    { "TXT s.example", "\"v=spf1 ip4:192.0.2.1 include:i.example ip4:192.0.2.2" },
	    { "TXT i.example", "timeout" });
	spf("192.0.2.1 | temporary: the MX look-up of s.example failed (REFUSED)",
	    { "TXT s.example", "\"v=spf1 mx ip4:192.0.2.1 a" }, { "MX s.example", "refused" },
	    { "A s.example", "timeout" }, { "AAAA s.example", "-" });
	/* What is wrong for good stays wrong. */
	spf("permanent: its SPF record leads to k.example, which has none",
	    { "TXT s.example", "\"v=spf1 include:i.example include:k.example" },
	    { "TXT i.example", "timeout" }, { "TXT k.example", "-" });
}

static void hostile_data_stays_bounded(void **state)
{
	static char many[LIMIT_TXT_OCTETS + 64];
	size_t at;

	(void)state;
	/* As many blocks as a record can hold, each a hole in the next. */
	at = (size_t)snprintf(many, sizeof(many), "\"v=spf1");
	for (unsigned i = 0; at < LIMIT_TXT_OCTETS - 40; i++)
		at += (size_t)snprintf(many + at, sizeof(many) - at, " -ip4:10.0.%u.%u", i / 120,
				       i % 120 * 2);
	(void)snprintf(many + at, sizeof(many) - at, " ip4:10.1.0.0/32");
	spf("10.1.0.0", { "TXT s.example", many });
	/* Names that are none, and names that try to look like others. */
	record("192.0.2.1", "v=spf1 a:x..example ip4:192.0.2.1");
	record("192.0.2.1", "v=spf1 a:x\\046y.example mx:\\.example ip4:192.0.2.1");
	record("permanent: the SPF record of s.example includes something that is no name",
	       "v=spf1 include:x..example ip4:192.0.2.1");
	record("permanent: the SPF record of s.example has a term that means nothing: \\027[31m",
	       "v=spf1 \033[31m");
	spf("192.0.2.1 | note: exists:%{i}.x.example of i.example cannot be listed",
	    { "TXT s.example", "\"v=spf1 include:i.example include:i.example" },
	    { "TXT i.example", "\"v=spf1 ip4:192.0.2.1 exists:%{i}.x.example" });
}

static void records_that_were_not_read_whole_are_refused(void **state)
{
	static struct spread s;
	struct answer a;
	struct txt cut = { .len = 8, .cut = true, .octets = (const uint8_t *)"v=spf1 a" };

	(void)state;
	spread_begin(&s, TARGET_SPF, "s.example", LIMIT_ARENA, 100);
	spread_hear(&s);
	a = spread_answer(&s, TYPE_TXT, "\"v=spf1 ip4:192.0.2.1");
	a.n_total = LIMIT_TXTS_KEPT + 1;
	expand_tell(&s.expand, s.asks[0], &a);
	assert_string_equal(
		spread_text(&s),
		"permanent: s.example has 257 TXT records, more than the 256 that are read");
	spread_end(&s);
	spread_begin(&s, TARGET_SPF, "s.example", LIMIT_ARENA, 100);
	spread_hear(&s);
	a = spread_answer(&s, TYPE_TXT, "\"x");
	a.txts = &cut;
	expand_tell(&s.expand, s.asks[0], &a);
	assert_string_equal(spread_text(&s),
			    "permanent: the SPF record of s.example is longer than 4096 octets");
	spread_end(&s);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(texts_are_asked_first_then_all_that_stands_in_them),
		cmocka_unit_test(blocks_are_sorted_and_without_doubles),
		cmocka_unit_test(the_first_term_that_matches_decides),
		cmocka_unit_test(a_domain_without_a_record_says_so),
		cmocka_unit_test(one_fault_anywhere_and_nothing_counts),
		cmocka_unit_test(what_depends_on_the_message_is_named),
		cmocka_unit_test(ten_terms_may_look_something_up),
		cmocka_unit_test(circles_end_at_the_limit),
		cmocka_unit_test(two_look_ups_may_find_nothing),
		cmocka_unit_test(an_mx_term_has_at_most_ten_hosts),
		cmocka_unit_test(what_failed_for_now_is_undecided_wherever_it_stands),
		cmocka_unit_test(hostile_data_stays_bounded),
		cmocka_unit_test(records_that_were_not_read_whole_are_refused),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
