/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "../../src/judge/judge.h"
#include "world.h"

static bool is_plain(const char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~' || *text == '"' || *text == '\\')
			return false;
	return true;
}

static bool ends_in_stop(const char *text)
{
	size_t n = strlen(text);

	return n && text[n - 1] == '.';
}

static bool has_known_signs_only(const char *template)
{
	unsigned n = 0;

	while ((template = strchr(template, '%')) != NULL) {
		if (++n == TEMPLATE_PIECES || !template[1] ||
		    !strchr("nduarFGRitehxpqw", template[1]))
			return false;
		template += 2;
	}
	return true;
}

static void every_code_has_its_words(void **state)
{
	(void)state;
	for (unsigned code = 0; code < N_FINDINGS; code++) {
		const struct finding_words *w = finding_words_of(code);

		row("%s", finding_code_text(code));
		assert_non_null(w->headline);
		assert_non_null(w->message);
		assert_true(is_plain(w->headline) && is_plain(w->message));
		assert_false(ends_in_stop(w->headline) || ends_in_stop(w->message));
		assert_null(strchr(w->headline, '%'));
		assert_true(has_known_signs_only(w->message));
		if (w->fix) {
			assert_true(is_plain(w->fix) && ends_in_stop(w->fix));
			assert_true(has_known_signs_only(w->fix));
		}
		if (w->reacts)
			assert_true(is_plain(w->reacts) && !ends_in_stop(w->reacts));
		assert_non_null(finding_about((enum finding_code)code));
		assert_true(is_plain(finding_about((enum finding_code)code)));
	}
}

static void a_template_is_told_without_a_record(void **state)
{
	struct text out;

	(void)state;
	text_init(&out, 4096);
	finding_message_pattern(FINDING_FWD_MISMATCH, &out);
	assert_string_equal(text_cstr(&out), "PTR NAME resolves to OTHER-ADDRESS, not to ADDRESS");
	for (unsigned code = 0; code < N_FINDINGS; code++) {
		out.len = 0;
		finding_message_pattern((enum finding_code)code, &out);
		finding_fix_pattern((enum finding_code)code, &out);
		assert_null(strchr(text_cstr(&out), '%'));
	}
	text_done(&out);
}

static void whatever_fails_has_a_fix(void **state)
{
	(void)state;
	for (unsigned code = 0; code < N_FINDINGS; code++) {
		row("%s", finding_code_text(code));
		if (code != FINDING_OWNERSHIP_MISMATCH && code != FINDING_OWNERSHIP_MISSING &&
		    code != FINDING_OWNERSHIP_TEMPERROR &&
		    !finding_is_of_stale(&(struct finding){ .code = (enum finding_code)code }) &&
		    finding_words_of(code)->base >= SEVERITY_UNDECIDED)
			assert_non_null(finding_words_of(code)->fix);
	}
}

static void codes_are_text_and_back(void **state)
{
	enum finding_code code;

	(void)state;
	for (unsigned i = 0; i < N_FINDINGS; i++) {
		const char *text = finding_code_text(i);

		assert_true(finding_code_parse(&code, text, strlen(text)));
		assert_int_equal(code, i);
	}
	code = FINDING_PTR_NODATA;
	assert_false(finding_code_parse(&code, "", 0));
	assert_false(finding_code_parse(&code, "ptr_nxdomai", 11));
	assert_false(finding_code_parse(&code, "PTR_NXDOMAIN", 12));
	assert_int_equal(code, FINDING_PTR_NODATA);
	assert_string_equal(severity_text(SEVERITY_OK), "ok");
	assert_string_equal(severity_finding_text(SEVERITY_OK), "info");
	assert_string_equal(severity_text(SEVERITY_UNDECIDED), "undecided");
}

static const struct finding *found(const struct record *r, enum finding_code code)
{
	for (unsigned i = 0; i < r->n_findings; i++)
		if (r->findings[i].code == code)
			return &r->findings[i];
	return NULL;
}

#define REPLACE                                                                                   \
	"at your provider, change the PTR record (reverse DNS) of 192.0.32.1 to the name your mail " \
	"server says in HELO, or have whoever runs the reverse zone do it; that name needs the A "   \
	"record 192.0.32.1 at its DNS host."

static const struct {
	const char *rows, *code, *message, *fix;
	const char *expect;
	bool no_timing;
} row_of[] = {
	{ "PTR old.example.com; A old.example.com 192.0.32.99;", "fwd_mismatch",
	  "PTR old.example.com resolves to 192.0.32.99, not to 192.0.32.1",
	  .fix = "if 192.0.32.1 is yours, set its PTR at your provider to the name your mail "
		 "server "
		 "says in HELO; if you were just given it, the record was left by an earlier "
		 "holder." },
	{ "PTR a.example.com; A a.example.com 192.0.32.2 192.0.32.3;", "fwd_mismatch",
	  .message = "PTR a.example.com resolves to 192.0.32.2 and 192.0.32.3, not to 192.0.32.1" },
	{ "PTR a.example.com; A a.example.com 192.0.32.2 192.0.32.3 192.0.32.4;", "fwd_mismatch",
	  .message = "PTR a.example.com resolves to 192.0.32.2, 192.0.32.3 and 192.0.32.4, not to "
		     "192.0.32.1" },
	{ "PTR a.example.com; A a.example.com 192.0.32.2 192.0.32.3 192.0.32.4 192.0.32.5;",
	  "fwd_mismatch",
	  .message = "PTR a.example.com resolves to 192.0.32.2, 192.0.32.3 and 2 more, not to "
		     "192.0.32.1" },
	{ "", "ptr_nxdomain",
	  .message = "1.32.0.192.in-addr.arpa does not exist: 192.0.32.1 has no PTR record" },
	{ "PTR timeout;", "ptr_timeout",
	  .message = "no answer for 1.32.0.192.in-addr.arpa in 1 try" },
	{ "PTR timeout;", "ptr_timeout", .message = "no answer for 1.32.0.192.in-addr.arpa",
	  .no_timing = true },
	{ "PTR connrefused;", "ptr_timeout",
	  .message = "no answer for 1.32.0.192.in-addr.arpa: nobody listens there, or there is no "
		     "route",
	  .no_timing = true },
	{ "PTR other;", "ptr_servfail",
	  .message =
		  "the resolver cannot get the PTR record of 1.32.0.192.in-addr.arpa: the answer "
		  "was NOTAUTH" },
	{ "PTR servfail ede=6:no~%n~DS;", "ptr_servfail",
	  .message =
		  "the resolver cannot get the PTR record of 1.32.0.192.in-addr.arpa: DNSSEC bogus "
		  "(Extended DNS Error 6), the server says: no~%n~DS" },
	{ "PTR servfail ede=22:a\x1b\n\\b;", "ptr_servfail",
	  .message =
		  "the resolver cannot get the PTR record of 1.32.0.192.in-addr.arpa: no reachable "
		  "authority (Extended DNS Error 22), the server says: a\\027\\010\\092b" },
	{ "PTR servfail ede=22:9.9.9.9:53;", "ptr_servfail",
	  .message =
		  "the resolver cannot get the PTR record of 1.32.0.192.in-addr.arpa: no reachable "
		  "authority (Extended DNS Error 22)",
	  .no_timing = true },
	{ "PTR via=x.example.com loops nosoa;", "ptr_nodata",
	  .message =
		  "1.32.0.192.in-addr.arpa has no PTR record: its CNAME records run in a circle" },
	{ "PTR via=x.example.com loops nosoa;", "ptr_nodata",
	  .fix = "have the CNAME records of 1.32.0.192.in-addr.arpa, which run in a circle, replaced "
		 "by one PTR record with the name your mail server says in HELO: at your provider, "
		 "or in the zone that they lead to." },
	{ "PTR a.example.com; A a.example.com via=b.example.com loops nosoa;", "fwd_nodata",
	  .fix = "at the DNS host of a.example.com, replace its CNAME record, which leads into a "
		 "circle, with the A record 192.0.32.1." },
	{ "PTR localhost;", "fwd_nxdomain", .fix = REPLACE },
	{ "PTR server; A server 192.0.32.9;", "fwd_mismatch", .fix = REPLACE },
	{ "PTR mail.local; A mail.local -;", "fwd_nodata", .fix = REPLACE },
	{ "PTR router.home.arpa;", "fwd_nxdomain", .fix = REPLACE },
	{ "PTR router.home.arpa;", "target_arpa", .fix = REPLACE },
	{ "PTR a.example.com.32.0.192.in-addr.arpa;", "fwd_nxdomain",
	  .fix = "ask your provider, or whoever runs the reverse zone, to write the name in the PTR "
		 "record with a final dot." },
	{ "PTR localhost b.example.com; A b.example.com 192.0.32.1;", "fwd_nxdomain",
	  .fix = "have the PTR record localhost of 192.0.32.1 removed at your provider: another one "
		 "is right, but mail servers may look at this one." },
	{ "PTR a.example.com; A a.example.com 192.0.32.99;", "fwd_mismatch",
	  .fix = "give a.example.com the A record 192.0.32.1 at its DNS host: the PTR record is as "
		 "you want it.",
	  .expect = "a.example.com" },
	{ "PTR m\\000x.example.com;", "target_bad_char",
	  .message =
		  "the PTR name m\\000x.example.com has characters other than letters, digits and "
		  "hyphens" },
	{ "PTR a.example.com; A a.example.com -; AAAA a.example.com 2001:500:88::1;",
	  "fwd_other_family_only",
	  .message =
		  "PTR a.example.com has IPv6 addresses, but no IPv4 address and so not 192.0.32.1",
	  .fix = "give a.example.com the A record 192.0.32.1 at its DNS host, or have the PTR of "
		 "192.0.32.1 changed at your provider to a name that has it." },
	{ "PTR a.example.com b.example.com; A b.example.com 192.0.32.1;", "fwd_nxdomain",
	  .message = "the PTR name a.example.com does not exist",
	  .fix = "have the PTR record a.example.com of 192.0.32.1 removed at your provider: "
		 "another "
		 "one is right, but mail servers may look at this one." },
	{ "PTR a.example.com a.example.com a.example.com; A a.example.com 192.0.32.1;",
	  "ptr_duplicate", .message = "PTR records repeat a name that is there already: 2 too many",
	  .fix = "" },
	{ "PTR a.example.com; A a.example.com 192.0.32.1;", "expect_mismatch",
	  .message = "b.example.com is not among the confirmed names of 192.0.32.1",
	  .fix = "set the PTR of 192.0.32.1 to b.example.com at your provider, and at your DNS "
		 "host "
		 "give b.example.com the A record 192.0.32.1.",
	  .expect = "b.example.com" },
	{ "PTR a.example.com; A a.example.com 192.0.32.1; A b.example.com 192.0.32.1;",
	  "expect_mismatch", .fix = "set the PTR of 192.0.32.1 to b.example.com at your provider.",
	  .expect = "b.example.com" },
};

static void words_are_filled_in(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		enum finding_code code = N_FINDINGS;
		const struct finding *f;
		struct world w;

		row("%s: %s", row_of[i].code, row_of[i].rows);
		world_init(&w);
		w.policy.no_timing = row_of[i].no_timing;
		world_expect(&w, row_of[i].expect);
		assert_true(finding_code_parse(&code, row_of[i].code, strlen(row_of[i].code)));
		f = found(world_judge(&w, "192.0.32.1", row_of[i].rows), code);
		assert_non_null(f);
		finding_message(f, w.record, &w.out);
		if (row_of[i].message)
			assert_string_equal(text_cstr(&w.out), row_of[i].message);
		w.out.len = 0;
		finding_fix(f, w.record, &w.out);
		if (row_of[i].fix)
			assert_string_equal(text_cstr(&w.out), row_of[i].fix);
		world_done(&w);
	}
}

static void a_fix_of_its_own_comes_first(void **state)
{
	struct finding f = { .code = FINDING_PTR_NXDOMAIN, .fix = "100% yours." };
	struct world w;

	(void)state;
	world_init(&w);
	(void)world_judge(&w, "192.0.32.1", "");
	finding_fix(&f, w.record, &w.out);
	assert_string_equal(text_cstr(&w.out), "100% yours.");
	world_done(&w);
}

/* Whoever escapes asks only where it is not known. */
static void what_is_called_plain_is(void **state)
{
	static const struct {
		const char *rows;
		bool message, fix;
	} said_of[] = {
		{ "PTR old.example.com; A old.example.com 192.0.32.99;", true, true },
		{ "PTR 192-0-32-1.dyn.isp.com; A 192-0-32-1.dyn.isp.com 192.0.32.1;", true, true },
		{ "PTR .;", false, true },
		{ "PTR a\\032b.example.com;", false, true },
		{ "", true, true }, /* the reverse name */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(said_of) / sizeof(said_of[0]); i++) {
		struct world w;

		row("%s", said_of[i].rows);
		world_init(&w);
		(void)world_judge(&w, "192.0.32.1", said_of[i].rows);
		assert_true(w.record->n_findings > 0);
		for (unsigned k = 0; k < 2; k++) {
			bool known = (k ? finding_put_fix : finding_put_message)(
				&w.record->findings[0], w.record, &w.out);

			if (known)
				assert_true(is_plain(text_cstr(&w.out)));
			assert_int_equal(known, k ? said_of[i].fix : said_of[i].message);
			w.out.len = 0;
		}
		world_done(&w);
	}
}

static void the_headline_of_the_manual_stays(void **state)
{
	(void)state;
	assert_string_equal(finding_headline(FINDING_FWD_MISMATCH),
			    "the PTR name points to another address");
	assert_non_null(strstr(finding_reacts(FINDING_PTR_NXDOMAIN), "documented to"));
	assert_null(finding_reacts(FINDING_V4_MAPPED_INPUT));
}

TESTS(every_code_has_its_words, a_template_is_told_without_a_record, whatever_fails_has_a_fix,
      codes_are_text_and_back, words_are_filled_in, a_fix_of_its_own_comes_first,
      what_is_called_plain_is, the_headline_of_the_manual_stays)
