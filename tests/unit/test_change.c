/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/change.h>
#include <fcrdns/report.h>

#include "revived.h"

#include <stdio.h>
#include <string.h>

/* Of 192.0.2.1: verdict, findings, names; what stands behind them is another in each. */
#define RECORD(iprev, severity, findings, names, rest)                                          \
	"{\"schema\":\"fcrdns-check/1\",\"index\":0,\"address\":\"192.0.2.1\",\"iprev\":" iprev \
	",\"severity\":\"" severity "\",\"confirmed\":[],\"findings\":[" findings               \
	"],\"names\":[" names "]" rest "}\n"
#define FINDING(code, severity, name)                                            \
	"{\"code\":\"" code "\",\"severity\":\"" severity "\",\"message\":\"\"," \
	"\"name\":\"" name "\"}"
#define NAME(name, rcode, addresses)                                         \
	"{\"name\":\"" name "\",\"confirmed\":null,\"rcode\":\"" rcode "\"," \
	"\"addresses\":[" addresses "]}"

#define HERE	 "\"192.0.2.1\""
#define GOOD	 NAME("a.example.com", "NOERROR", HERE)
#define PASS	 RECORD("\"pass\"", "ok", "", GOOD, "")
#define MISMATCH FINDING("fwd_mismatch", "fail", "a.example.com")
#define LOST \
	RECORD("\"fail\"", "fail", MISMATCH, NAME("a.example.com", "NOERROR", "\"192.0.2.9\""), "")
#define NO_PTR                                                                                     \
	RECORD("\"permerror\"", "fail", FINDING("ptr_nxdomain", "fail", "1.2.0.192.in-addr.arpa"), \
	       "", "")
#define SERVFAIL                             \
	RECORD("\"temperror\"", "undecided", \
	       FINDING("ptr_servfail", "undecided", "1.2.0.192.in-addr.arpa"), "", "")
#define WITH(code, severity, worst) \
	RECORD("\"pass\"", worst, FINDING(code, severity, "a.example.com"), GOOD, "")

struct told {
	char text[1000];
};

static void tell(void *user, const struct change_part *part)
{
	struct told *t = user;
	size_t at = strlen(t->text);

	(void)snprintf(t->text + at, sizeof(t->text) - at, "%c %s>%s %s;", "NAF"[part->kind],
		       part -> was ? part -> was : "", part->is ? part->is : "", part->about);
}

static void check(const char *old, const char *new, enum change_class want, const char *parts)
{
	struct revived_bed a, b;
	struct outline was = revived_outline(&a, old), is = revived_outline(&b, new);
	struct change c = change_of(&was, &is);
	struct told t = { "" };

	change_each(&was, &is, tell, &t);
	if (c.class != want || strcmp(t.text, parts) != 0)
		fail_msg("%s %s, not %s %s\n%s%s", change_class_text(c.class), t.text,
			 change_class_text(want), parts, old, new);
	revived_end(&a);
	revived_end(&b);
}

static void the_same_is_no_change(void **state)
{
	(void)state;
	check(PASS, PASS, CHANGE_NONE, "");
	check(LOST, LOST, CHANGE_NONE, "");
	check(NO_PTR, NO_PTR, CHANGE_NONE, "");
}

static void times_and_servers_are_no_change(void **state)
{
	(void)state;
	check(PASS,
	      RECORD("\"pass\"", "ok", "", GOOD,
		     ",\"ptr\":{\"rcode\":\"NOERROR\",\"ttl\":7,\"tries\":3,\"server\":\"192.0.2."
		     "53\"},"
		     "\"checked_at\":\"2026-01-01T00:00:00Z\",\"duration_ms\":1234.5,\"queries\":"
		     "9"),
	      CHANGE_NONE, "");
	check(PASS, WITH("ttl_low", "info", "ok"), CHANGE_NONE, "");
	check(PASS, WITH("rdns_slow", "warn", "warn"), CHANGE_NONE, "");
	check(PASS, WITH("resolver_local", "warn", "warn"), CHANGE_NONE, "");
	check(WITH("answer_stale", "warn", "warn"), PASS, CHANGE_NONE, "");
}

static void worse_and_better_follow_the_severity(void **state)
{
	(void)state;
	check(PASS, LOST, CHANGE_WORSE,
	      "A 192.0.2.1>192.0.2.9 a.example.com;F >fwd_mismatch a.example.com;");
	check(LOST, PASS, CHANGE_BETTER,
	      "A 192.0.2.9>192.0.2.1 a.example.com;F fwd_mismatch> a.example.com;");
	check(PASS, WITH("generic_name", "warn", "warn"), CHANGE_WORSE,
	      "F >generic_name a.example.com;");
	check(LOST, NO_PTR, CHANGE_OTHER,
	      "F fwd_mismatch> a.example.com;F >ptr_nxdomain 1.2.0.192.in-addr.arpa;"
	      "N a.example.com> ;");
	check(PASS, WITH("of_the_future", "warn", "warn"), CHANGE_WORSE,
	      "F >of_the_future a.example.com;");
	/* Its finding is ignored, but it passes no more. */
	check(PASS, RECORD("\"fail\"", "ok", "", NAME("a.example.com", "NXDOMAIN", ""), ""),
	      CHANGE_WORSE, "A 192.0.2.1> a.example.com;");
}

static void the_order_of_names_and_addresses_does_not_matter(void **state)
{
	(void)state;
	check(RECORD("\"pass\"", "ok", "",
		     NAME("b.example", "NOERROR", HERE ",\"192.0.2.5\"") "," GOOD, ""),
	      RECORD("\"pass\"", "ok", "",
		     GOOD "," NAME("b.example", "NOERROR", "\"192.0.2.5\"," HERE), ""),
	      CHANGE_NONE, "");
	check(PASS, RECORD("\"pass\"", "ok", "", NAME("b.example", "NOERROR", HERE), ""),
	      CHANGE_OTHER, "N a.example.com> ;N >b.example ;");
}

static void a_temporary_failure_is_never_a_change(void **state)
{
	(void)state;
	check(PASS, SERVFAIL, CHANGE_UNDECIDED, "");
	check(SERVFAIL, PASS, CHANGE_UNDECIDED, "");
	check(LOST, SERVFAIL, CHANGE_UNDECIDED, "");
	check(SERVFAIL, NO_PTR, CHANGE_UNDECIDED, "");
	check(SERVFAIL, SERVFAIL, CHANGE_UNDECIDED, "");
}

#define TWO(rcode, findings, severity) \
	RECORD("\"pass\"", severity, findings, GOOD "," NAME("b.example", rcode, ""), "")
#define GONE_B	  TWO("NXDOMAIN", FINDING("fwd_nxdomain", "warn", "b.example"), "warn")
#define TIMEOUT_B TWO("TIMEOUT", FINDING("fwd_timeout", "warn", "b.example"), "warn")

static void a_doubt_about_one_name_leaves_the_others(void **state)
{
	(void)state;
	check(GONE_B, TIMEOUT_B, CHANGE_UNDECIDED, "");
	check(TIMEOUT_B, GONE_B, CHANGE_UNDECIDED, "");
	check(TIMEOUT_B, TIMEOUT_B, CHANGE_NONE, "");
	check(TIMEOUT_B,
	      RECORD("\"pass\"", "warn",
		     FINDING("fwd_timeout", "warn", "b.example") "," FINDING("ptr_multiple", "warn",
									     ""),
		     GOOD "," NAME("b.example", "SERVFAIL", ""), ""),
	      CHANGE_WORSE, "F >ptr_multiple ;");
	check(PASS, TIMEOUT_B, CHANGE_OTHER, "N >b.example ;");
}

static void a_doubt_is_about_its_subject(void **state)
{
	(void)state;
	check(WITH("ownership_missing", "fail", "fail"),
	      WITH("ownership_temperror", "undecided", "undecided"), CHANGE_UNDECIDED, "");
	check(WITH("dnsbl_listed", "warn", "warn"), WITH("dnsbl_refused", "warn", "warn"),
	      CHANGE_UNDECIDED, "");
	check(WITH("spf_not_covering", "warn", "warn"), WITH("deep_undecided", "info", "ok"),
	      CHANGE_UNDECIDED, "");
	check(WITH("helo_mismatch", "warn", "warn"),
	      RECORD("\"pass\"", "ok", "", GOOD,
		     ",\"helo\":{\"name\":\"x\",\"matches_ptr\":true,\"resolves_to_ip\":null}"),
	      CHANGE_UNDECIDED, "");
	check(WITH("generic_name", "warn", "warn"), WITH("deep_undecided", "info", "ok"),
	      CHANGE_BETTER, "F generic_name> a.example.com;");
}

static void what_was_not_looked_up_is_not_compared(void **state)
{
	(void)state;
	check(PASS,
	      RECORD("\"pass\"", "ok", "", "{\"name\":\"a.example.com\",\"confirmed\":null}", ""),
	      CHANGE_NONE, "");
}

#define FOUR(n) "\"192.0." n ".1\",\"192.0." n ".2\",\"192.0." n ".3\",\"192.0." n ".4\","
#define THIRTY_TWO(p)                                               \
	FOUR(p "1")                                                 \
	FOUR(p "2") FOUR(p "3") FOUR(p "4") FOUR(p "5") FOUR(p "6") \
		FOUR(p "7") "\"192.0.2.5\",\"192.0.2.6\",\"192.0.2.7\",\"192.0.2.8\""

/* A record tells the first 32 only, and a server gives them in turns. */
static void addresses_that_were_cut_are_not_compared(void **state)
{
	(void)state;
	check(RECORD("\"pass\"", "ok", "", NAME("a.example.com", "NOERROR", THIRTY_TWO("1")), ""),
	      RECORD("\"pass\"", "ok", "", NAME("a.example.com", "NOERROR", THIRTY_TWO("2")), ""),
	      CHANGE_NONE, "");
}

static void one_that_has_no_other_is_new_or_gone(void **state)
{
	struct revived_bed b;
	struct outline o = revived_outline(&b, LOST);

	(void)state;
	assert_int_equal(change_of(NULL, &o).class, CHANGE_NEW);
	assert_int_equal(change_of(NULL, &o).after, SEVERITY_FAIL);
	assert_int_equal(change_of(&o, NULL).class, CHANGE_GONE);
	revived_end(&b);
}

static void lines_of_both_formats(void **state)
{
	static const struct report_look look = { .width = 80 };
	struct revived_bed a, b;
	struct outline was = revived_outline(&a, PASS), is = revived_outline(&b, LOST);
	struct change c = change_of(&was, &is);
	struct text out;

	(void)state;
	text_init(&out, 1 << 16);
	report_change_text(&look, &c, &was, &is, &out);
	assert_string_equal(text_cstr(&out), "192.0.2.1  WORSE  iprev was pass, is fail\n"
					     "  a.example.com: 192.0.2.1 -> 192.0.2.9\n"
					     "  + finding fwd_mismatch (a.example.com)\n");
	out.len = 0;
	report_change_json(&c, &was, &is, &out);
	assert_string_equal(
		text_cstr(&out),
		"{\"schema\":\"fcrdns-diff/1\",\"change\":\"worse\",\"address\":\"192.0.2.1\","
		"\"old\":{\"index\":0,\"iprev\":\"pass\",\"severity\":\"ok\"},"
		"\"new\":{\"index\":0,\"iprev\":\"fail\",\"severity\":\"fail\"},"
		"\"partly_undecided\":false,\"names_gained\":[],\"names_lost\":[],"
		"\"addresses\":[{\"name\":\"a.example.com\",\"old\":[\"192.0.2.1\"],"
		"\"new\":[\"192.0.2.9\"]}],"
		"\"findings_gained\":[{\"code\":\"fwd_mismatch\",\"name\":\"a.example.com\"}],"
		"\"findings_lost\":[]}\n");
	text_done(&out);
	revived_end(&a);
	revived_end(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_is_no_change),
		cmocka_unit_test(times_and_servers_are_no_change),
		cmocka_unit_test(worse_and_better_follow_the_severity),
		cmocka_unit_test(the_order_of_names_and_addresses_does_not_matter),
		cmocka_unit_test(a_temporary_failure_is_never_a_change),
		cmocka_unit_test(a_doubt_about_one_name_leaves_the_others),
		cmocka_unit_test(a_doubt_is_about_its_subject),
		cmocka_unit_test(what_was_not_looked_up_is_not_compared),
		cmocka_unit_test(addresses_that_were_cut_are_not_compared),
		cmocka_unit_test(one_that_has_no_other_is_new_or_gone),
		cmocka_unit_test(lines_of_both_formats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
