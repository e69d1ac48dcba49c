/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/report.h>

#include "world.h"

static const char *const servers[] = { "192.0.2.53:53" };
static const struct report_look plain = { .servers = servers, .n_servers = 1 };
static const struct report_look verbose = { .verbose = true, .servers = servers, .n_servers = 1 };

static const char *text_of(struct world *w, const struct report_look *look)
{
	w->out.len = 0;
	report_text.record(look, w->record, &w->out);
	assert_false(w->out.failed);
	return text_cstr(&w->out);
}

static void has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("%s\nis not in\n%s", part, text);
}

static void lacks(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("%s\nis in\n%s", part, text);
}

/* What must hold of any text: printable, no blank at a line's end, all but long words within. */
static void is_tidy(const char *text, unsigned width)
{
	const char *end;

	for (; (end = strchr(text, '\n')) != NULL; text = end + 1) {
		size_t n = (size_t)(end - text), indent = strspn(text, " ");

		for (size_t i = 0; i < n; i++)
			assert_in_range(text[i], 0x20, 0x7e);
		assert_true(!n || text[n - 1] != ' ');
		if (n > width) /* one word, or one behind an arrow or a lead */
			assert_null(memchr(text + indent + 10, ' ', n - indent - 10));
	}
	assert_int_equal(*text, '\0');
}

static void a_pass_is_two_lines(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	world_judge(&w, "192.0.2.10", "PTR mail.isp.com; A mail.isp.com 192.0.2.10;");
	assert_string_equal(text_of(&w, &plain), "192.0.2.10  PASS  mail.isp.com leads back to it\n"
						 "  192.0.2.10 -> mail.isp.com -> 192.0.2.10\n");
	world_done(&w);
	world_init(&w);
	world_judge(&w, "2620:fe::9", "PTR mail.isp.com; AAAA mail.isp.com 2620:fe::8 2620:fe::9;");
	assert_string_equal(text_of(&w, &plain),
			    "2620:fe::9  PASS  mail.isp.com leads back to it\n"
			    "  2620:fe::9 -> mail.isp.com -> 2620:fe::9 (and 1 more)\n");
	world_done(&w);
}

static void several_names_are_a_line_each(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	world_judge(&w, "192.0.2.10",
		    "PTR b.isp.com a.isp.com c.isp.com; A a.isp.com 192.0.2.10;"
		    "A b.isp.com 192.0.2.10; A c.isp.com 192.0.2.10;");
	has(text_of(&w, &plain), "192.0.2.10  PASS  a.isp.com and 2 more names lead back to it\n"
				 "  192.0.2.10 -> b.isp.com -> 192.0.2.10\n"
				 "  192.0.2.10 -> a.isp.com -> 192.0.2.10\n"
				 "  192.0.2.10 -> c.isp.com -> 192.0.2.10\n");
	world_done(&w);
}

/* It is what the fix is for; of an unanswered question it is not said that there is no way back. */
static void a_pass_says_what_is_wrong_beside_it(void **state)
{
	static const struct {
		const char *rows, *words;
	} row_of[] = {
		{ "PTR a.isp.com b.isp.com; A a.isp.com 9.9.9.9; A b.isp.com nxdomain;",
		  "a.isp.com leads back to it, but another of its names does not\n" },
		{ "PTR a.isp.com b.isp.com; A a.isp.com 9.9.9.9; A b.isp.com servfail;",
		  "a.isp.com leads back to it, but whether another of its "
		  "names does is not known\n" },
		{ "PTR a.isp.com b.isp.com c.isp.com; A a.isp.com 9.9.9.9;",
		  "a.isp.com leads back to it, but it has too many names\n" },
		{ "PTR a_b.isp.com; A a_b.isp.com 9.9.9.9;",
		  "a_b.isp.com leads back to it, but the PTR name has an underscore\n" },
		{ "PTR a.isp.com; A a.isp.com 9.9.9.9;", "a.isp.com leads back to it\n" },
	};

	static const struct report_look wide = { .width = 120 };

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct world w;

		world_init(&w);
		world_judge(&w, "9.9.9.9", row_of[i].rows);
		has(text_of(&w, &wide), row_of[i].words);
		world_done(&w);
	}
}

static void the_path_says_where_it_ends(void **state)
{
	static const struct {
		const char *rows, *path;
	} row_of[] = {
		{ "PTR nxdomain;", "  9.9.9.9 -> (no PTR record)\n" },
		{ "PTR -;", "  9.9.9.9 -> (no PTR record)\n" },
		{ "PTR timeout;", "  9.9.9.9 -> (no answer)\n" },
		{ "PTR connrefused;", "  9.9.9.9 -> (no answer)\n" },
		{ "PTR servfail;", "  9.9.9.9 -> (SERVFAIL)\n" },
		{ "PTR malformed;", "  9.9.9.9 -> (damaged answer)\n" },
		{ "PTR truncated;", "  9.9.9.9 -> (answer cut short)\n" },
		{ "PTR nxdomain via=a.isp.com;",
		  "  9.9.9.9 -CNAME-> a.isp.com -> (no such name)\n" },
		{ "PTR - loops via=a.isp.com;",
		  "  9.9.9.9 -CNAME-> a.isp.com -CNAME-> (in a circle) -> (no PTR record)\n" },
		{ "PTR - via=a via=b via=c via=d via=e;",
		  "  9.9.9.9 -CNAME-> a -CNAME-> b -CNAME-> ... -CNAME-> e -> (no PTR record)\n" },
		{ "PTR x.isp.com;", "  9.9.9.9 -> x.isp.com -> (no such name)\n" },
		{ "PTR x.isp.com; A x.isp.com -;", "  9.9.9.9 -> x.isp.com -> (no address)\n" },
		{ "PTR x.isp.com; A x.isp.com refused;", "  9.9.9.9 -> x.isp.com -> (REFUSED)\n" },
		{ "PTR x.isp.com; A x.isp.com -; AAAA x.isp.com 2620:fe::1;",
		  "  9.9.9.9 -> x.isp.com -> (no IPv4 address, only 2620:fe::1)\n" },
		{ "PTR x.isp.com; A x.isp.com via=y.isp.com 9.9.9.8;",
		  "  9.9.9.9 -> x.isp.com -CNAME-> y.isp.com -> 9.9.9.8\n" },
		{ "PTR x.isp.com; A x.isp.com 9.9.9.1 9.9.9.2 9.9.9.3;",
		  "  9.9.9.9 -> x.isp.com -> 9.9.9.1, 9.9.9.2, 9.9.9.3\n" },
		{ "PTR x.isp.com; A x.isp.com 9.9.9.1 9.9.9.2 9.9.9.3 9.9.9.4 9.9.9.5;",
		  "  9.9.9.9 -> x.isp.com -> 9.9.9.1, 9.9.9.2, 9.9.9.3 and 2 more\n" },
		{ "PTR a\\033b.isp.com;", "  9.9.9.9 -> a\\033b.isp.com -> (not a host name)\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct world w;

		world_init(&w);
		world_judge(&w, "9.9.9.9", row_of[i].rows);
		has(text_of(&w, &plain), row_of[i].path);
		is_tidy(text_of(&w, &plain), 80);
		is_tidy(text_of(&w, &verbose), 80);
		world_done(&w);
	}
}

static void the_word_is_that_of_the_verdict(void **state)
{
	static const struct {
		const char *rows, *word;
		enum finding_code headline;
	} row_of[] = {
		{ "PTR nxdomain;", "FAIL", FINDING_PTR_NXDOMAIN },
		{ "PTR x.isp.com; A x.isp.com 9.9.9.8;", "FAIL", FINDING_FWD_MISMATCH },
		{ "PTR servfail;", "UNDECIDED", FINDING_PTR_SERVFAIL },
		{ "PTR x.isp.com; A x.isp.com timeout;", "UNDECIDED", FINDING_FWD_TIMEOUT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		char want[160];
		struct world w;

		world_init(&w);
		world_judge(&w, "9.9.9.9", row_of[i].rows);
		(void)snprintf(want, sizeof(want), "9.9.9.9  %s  %s\n", row_of[i].word,
			       finding_headline(row_of[i].headline));
		assert_memory_equal(text_of(&w, &plain), want, strlen(want));
		world_done(&w);
	}
}

static void an_ignored_finding_does_not_make_a_pass(void **state)
{
	static const struct {
		const char *rows, *line;
		enum finding_code ignored;
	} row_of[] = {
		{ "PTR x.isp.com; A x.isp.com 9.9.9.8;",
		  "9.9.9.9  FAIL  what is wrong is ignored, as asked for\n", FINDING_FWD_MISMATCH },
		{ "PTR servfail;", "9.9.9.9  UNDECIDED  what is wrong is ignored, as asked for\n",
		  FINDING_PTR_SERVFAIL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct world w;

		world_init(&w);
		w.policy.ignore[row_of[i].ignored / 64] = 1ULL << (row_of[i].ignored % 64);
		world_judge(&w, "9.9.9.9", row_of[i].rows);
		has(text_of(&w, &plain), row_of[i].line);
		world_done(&w);
	}
}

/* What was asked for and is not so fails, even where the address passes. */
static void a_failed_wish_is_a_fail(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	world_expect(&w, "want.isp.com");
	world_judge(&w, "9.9.9.9", "PTR mail.isp.com; A mail.isp.com 9.9.9.9;");
	has(text_of(&w, &plain), "9.9.9.9  FAIL  ");
	world_done(&w);
}

static void a_skipped_address_says_so(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	w.policy.special_skip = true;
	world_judge(&w, "10.0.0.1", "");
	assert_string_equal(text_of(&w, &plain),
			    "10.0.0.1  SKIPPED  not asked (private use, RFC 1918)\n");
	world_done(&w);
}

static void a_line_that_is_no_target_is_repeated(void **state)
{
	struct world w;
	const struct target bad = { .input = "10.0.0.300", .error = "this is no address" };

	(void)state;
	world_init(&w);
	w.record = record_of_invalid(&bad, &w.policy, &w.spare);
	assert_memory_equal(text_of(&w, &plain), "10.0.0.300  INVALID  this is no address\n", 40);
	world_done(&w);
}

static void there_is_one_fix_and_it_is_within_the_width(void **state)
{
	static const unsigned widths[] = { 0, 10, 40, 60, 80, 132 };
	struct world w;

	(void)state;
	world_init(&w);
	world_judge(&w, "9.9.9.9",
		    "PTR old.isp.com x.isp.com; A old.isp.com 9.9.9.8; A x.isp.com 9.9.9.7;");
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		const struct report_look look = { .width = widths[i] };
		const char *text = text_of(&w, &look), *fix = strstr(text, "\n  fix: ");
		unsigned width = !widths[i] ? 80 : widths[i] < 40 ? 40 : widths[i];

		assert_non_null(fix);
		is_tidy(text, width);
		assert_null(strstr(fix + 1, "\n  fix: "));
		/* Behind its first line there is nothing but its own, aligned. */
		for (fix = strchr(fix + 1, '\n') + 1; *fix; fix = strchr(fix, '\n') + 1)
			assert_int_equal(strspn(fix, " "), 7);
	}
	world_done(&w);
}

static void many_names_are_counted_and_those_that_confirm_come_first(void **state)
{
	char rows[1024] = "PTR", one[32];
	struct world w;
	const char *text;

	(void)state;
	for (int i = 0; i < 14; i++) {
		(void)snprintf(one, sizeof(one), " n%d.isp.com", i);
		memcpy(rows + strlen(rows), one, strlen(one) + 1);
	}
	memcpy(rows + strlen(rows), "; A n12.isp.com 9.9.9.9;", 25);
	world_init(&w);
	w.policy.ptr_limit = 13;
	world_judge(&w, "9.9.9.9", rows);
	text = text_of(&w, &plain);
	has(text, "9.9.9.9  PASS  n12.isp.com leads back to it, but it has too many names\n"
		  "  9.9.9.9 -> n12.isp.com -> 9.9.9.9\n"
		  "  9.9.9.9 -> n0.isp.com -> (no such name)\n");
	has(text, "  ... and 4 more\n");
	world_done(&w);
}

static void a_name_over_the_limit_is_not_looked_up(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	w.policy.ptr_limit = 1;
	world_judge(&w, "9.9.9.9", "PTR a.isp.com b.isp.com; A a.isp.com 9.9.9.9;");
	has(text_of(&w, &plain), "  9.9.9.9 -> b.isp.com -> (not looked up)\n");
	world_done(&w);
}

static void the_owner_record_has_a_line(void **state)
{
	static const struct {
		const char *rows, *line;
	} row_of[] = {
		{ "TXT alidnsptrcheck.isp.com wanted;",
		  "  ownership: verified at alidnsptrcheck.isp.com\n" },
		{ "TXT alidnsptrcheck.isp.com \"wanted\" x~\001;",
		  "  ownership: not verified: alidnsptrcheck.isp.com holds '\"wanted\"', "
		  "\"x \\001\"\n" },
		{ "TXT alidnsptrcheck.isp.com a b c d;",
		  "  ownership: not verified: alidnsptrcheck.isp.com holds \"a\", \"b\", \"c\", "
		  "...\n" },
		{ "", "  ownership: not verified: alidnsptrcheck.isp.com (no such name)\n" },
		{ "TXT alidnsptrcheck.isp.com -;",
		  "  ownership: not verified: alidnsptrcheck.isp.com (no TXT record)\n" },
		{ "TXT alidnsptrcheck.isp.com servfail;",
		  "  ownership: undecided: alidnsptrcheck.isp.com (SERVFAIL)\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		char rows[256];
		struct world w;

		(void)snprintf(rows, sizeof(rows), "PTR mail.isp.com; A mail.isp.com 9.9.9.9; %s",
			       row_of[i].rows);
		world_init(&w);
		world_owned(&w, "wanted", NULL);
		world_judge(&w, "9.9.9.9", rows);
		has(text_of(&w, &plain), row_of[i].line);
		is_tidy(text_of(&w, &plain), 80);
		world_done(&w);
	}
}

static void verbose_tells_the_queries_and_what_mail_servers_say(void **state)
{
	static const struct try_note notes[] = {
		{ .took_us = 400000, .status = ANSWER_TIMEOUT, .edns = true },
		{ .at_us = 400000, .took_us = 1230, .status = ANSWER_OK, .tcp = true },
	};
	struct world w;
	const char *text;

	(void)state;
	world_init(&w);
	world_judge(&w, "9.9.9.9", "PTR ede=3:stale ttl=60 old.isp.com; A old.isp.com 9.9.9.8;");
	w.check.ptr->answer.n_notes = 2;
	w.check.ptr->answer.notes = notes;
	text = text_of(&w, &verbose);
	has(text, "  query: 9.9.9.9.in-addr.arpa PTR  192.0.2.53:53  NOERROR  TTL 60  1.00 ms\n"
		  "         extended error 3: stale\n"
		  "         try 1 at 0.00 ms: 192.0.2.53:53 UDP TIMEOUT after 400.00 ms\n"
		  "         try 2 at 400.00 ms: 192.0.2.53:53 TCP without EDNS NOERROR\n"
		  "           after 1.23 ms\n"
		  "  query: old.isp.com A  192.0.2.53:53  NOERROR  TTL 300  1.00 ms\n");
	has(text, "    550  Postfix, reject_unknown_client_hostname\n");
	has(text, "    ok   Postfix, reject_unknown_reverse_client_hostname\n");
	has(text, "a stock Postfix says");
	has(text, "[fwd_mismatch]\n");
	has(text, "        reacts: ");
	lacks(text_of(&w, &plain), "query:");
	lacks(text_of(&w, &plain), "reacts:");
	world_done(&w);
}

static void without_timing_nothing_comes_from_a_clock(void **state)
{
	const struct report_look look = {
		.verbose = true, .no_timing = true, .servers = servers, .n_servers = 1
	};
	struct world w;
	const char *text;

	(void)state;
	world_init(&w);
	w.policy.no_timing = true;
	world_judge(&w, "9.9.9.9", "PTR mail.isp.com; A mail.isp.com 9.9.9.9;");
	text = text_of(&w, &look);
	lacks(text, " ms");
	lacks(text, "TTL");
	lacks(text, "192.0.2.53");
	has(text, "  query: 9.9.9.9.in-addr.arpa PTR  NOERROR\n");
	world_done(&w);
}

static void colour_is_only_on_the_word(void **state)
{
	const struct report_look look = { .colour = true };
	char *text, *from;
	struct world w;

	(void)state;
	world_init(&w);
	world_judge(&w, "9.9.9.9", "PTR mail.isp.com; A mail.isp.com 9.9.9.8;");
	text = strdup(text_of(&w, &look));
	assert_non_null(text);
	from = strstr(text, "\033[1;31mFAIL\033[0m  ");
	assert_ptr_equal(from, text + strlen("9.9.9.9  "));
	/* Without the escapes it is the same text. */
	memmove(from, from + 7, strlen(from + 7) + 1);
	from += 4;
	memmove(from, from + 4, strlen(from + 4) + 1);
	assert_string_equal(text, text_of(&w, &plain));
	free(text);
	world_done(&w);
}

/* Texts that others have made safe are not trusted to be. */
static void no_octet_gets_through(void **state)
{
	char octets[256];
	struct world w;
	const struct target bad = { .input = octets, .error = "bad", .tag = octets };

	(void)state;
	for (int i = 0; i < 255; i++)
		octets[i] = (char)(i + 1);
	octets[255] = '\0';
	world_init(&w);
	w.record = record_of_invalid(&bad, &w.policy, &w.spare);
	has(text_of(&w, &verbose), "??????????");
	is_tidy(text_of(&w, &verbose), 300);
	world_done(&w);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_pass_is_two_lines),
		cmocka_unit_test(several_names_are_a_line_each),
		cmocka_unit_test(a_pass_says_what_is_wrong_beside_it),
		cmocka_unit_test(the_path_says_where_it_ends),
		cmocka_unit_test(the_word_is_that_of_the_verdict),
		cmocka_unit_test(an_ignored_finding_does_not_make_a_pass),
		cmocka_unit_test(a_failed_wish_is_a_fail),
		cmocka_unit_test(a_skipped_address_says_so),
		cmocka_unit_test(a_line_that_is_no_target_is_repeated),
		cmocka_unit_test(there_is_one_fix_and_it_is_within_the_width),
		cmocka_unit_test(many_names_are_counted_and_those_that_confirm_come_first),
		cmocka_unit_test(a_name_over_the_limit_is_not_looked_up),
		cmocka_unit_test(the_owner_record_has_a_line),
		cmocka_unit_test(verbose_tells_the_queries_and_what_mail_servers_say),
		cmocka_unit_test(without_timing_nothing_comes_from_a_clock),
		cmocka_unit_test(colour_is_only_on_the_word),
		cmocka_unit_test(no_octet_gets_through),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
