/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/resolver.h>
#include <fcrdns/shard.h>
#include <fcrdns/text.h>

#include "../../src/cli/status.h"

#include <string.h>

static const struct resolver_stat stat = { .packets = 2100, .retries = 40, .tcp = 3, .shared = 7 };

static struct tally sums(void)
{
	struct tally t = { .records = 1000 };

	t.by_iprev[IPREV_PASS] = 900;
	t.by_iprev[IPREV_FAIL] = 60;
	t.by_iprev[IPREV_PERMERROR] = 30;
	t.by_iprev[IPREV_TEMPERROR] = 10;
	t.by_severity[SEVERITY_OK] = 900;
	t.by_severity[SEVERITY_FAIL] = 90;
	t.by_severity[SEVERITY_UNDECIDED] = 10;
	t.by_finding[FINDING_FWD_MISMATCH] = 60;
	t.by_finding[FINDING_V4_MAPPED_INPUT] = 1;
	return t;
}

static void a_line_tells_how_a_scan_stands(void **state)
{
	static const struct {
		uint64_t elapsed_ms, fresh, window;
		int64_t left_s;
		const char *line;
	} row_of[] = {
		{ 2000, 1000, 250, 3723,
		  "1000 done, 500/s, pass 900 fail 60 permerror 30 temperror 10, window 250, "
		  "about 1:02:03 left" },
		{ 2000, 400, 250, -1,
		  "1000 done, 200/s, pass 900 fail 60 permerror 30 temperror 10, window 250" },
		{ 0, 0, 0, 0,
		  "1000 done, 0/s, pass 900 fail 60 permerror 30 temperror 10, about 0:00:00 "
		  "left" },
	};
	struct tally t = sums();

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct pump_now now = { .tally = &t, .stat = &stat, .window = row_of[i].window };
		struct text out;

		text_init(&out, 1000);
		status_text(&now, row_of[i].elapsed_ms, row_of[i].fresh, row_of[i].left_s, &out);
		assert_string_equal(text_cstr(&out), row_of[i].line);
		text_done(&out);
	}
}

static void an_object_tells_it_to_programs(void **state)
{
	struct tally t = sums();
	struct pump_now now = { .tally = &t, .stat = &stat, .in_work = 5, .window = 250 };
	struct text out;

	(void)state;
	text_init(&out, 1000);
	status_json(&now, 2000, 400, 9, &out);
	assert_string_equal(text_cstr(&out),
			    "{\"done\":1000,\"rate\":200,\"pass\":900,\"fail\":60,"
			    "\"permerror\":30,\"temperror\":10,\"in_work\":5,\"window\":250,"
			    "\"queries\":2100,\"retries\":40,\"elapsed_s\":2,\"left_s\":9}");
	text_done(&out);
}

static void a_summary_holds_the_sums_of_all_and_the_traffic_of_this_run(void **state)
{
	struct pump_sum sum = { .tally = sums(), .places = 4000, .is_whole = true };
	struct shard shard = { .n = 4, .i = 1, .seed = 9 };
	struct text out;

	(void)state;
	text_init(&out, 4000);
	summary_json(&sum, &stat, &shard, 2500, &out);
	assert_string_equal(
		text_cstr(&out),
		"{\"schema\":\"fcrdns-summary/1\",\"complete\":true,\"records\":1000,"
		"\"places\":4000,\"shards\":4,\"shard\":1,\"seed\":9,"
		"\"iprev\":{\"none\":0,\"pass\":900,\"fail\":60,\"temperror\":10,\"permerror\":30},"
		"\"severity\":{\"ok\":900,\"warn\":0,\"undecided\":10,\"fail\":90},"
		"\"findings\":{\"fwd_mismatch\":60,\"v4_mapped_input\":1},"
		"\"queries\":2100,\"retries\":40,\"tcp\":3,\"shared\":7,\"duration_ms\":2500}\n");
	text_done(&out);
}

static void what_was_interrupted_does_not_know_how_long_the_list_is(void **state)
{
	const struct pump_sum sum = { .tally = sums(), .stopped = true };
	const struct shard all = { 0 };
	struct text out;

	(void)state;
	text_init(&out, 4000);
	summary_json(&sum, &stat, &all, 2500, &out);
	assert_non_null(strstr(text_cstr(&out),
			       "\"complete\":false,\"records\":1000,\"places\":null,"));
	text_done(&out);
}

static void a_record_adds_each_of_its_findings_once(void **state)
{
	struct finding findings[] = { { .code = FINDING_FWD_MISMATCH },
				      { .code = FINDING_FWD_MISMATCH },
				      { .code = FINDING_PTR_MULTIPLE } };
	struct record r = { .iprev = IPREV_FAIL,
			    .severity = SEVERITY_FAIL,
			    .findings = findings,
			    .n_findings = 3 };
	struct stamp s = stamp_of(&r);
	struct tally t = { 0 };

	(void)state;
	tally_add(&t, &s);
	tally_add(&t, &s);
	assert_int_equal(t.records, 2);
	assert_int_equal(t.by_iprev[IPREV_FAIL], 2);
	assert_int_equal(t.by_severity[SEVERITY_FAIL], 2);
	for (unsigned code = 0; code < STAMP_WORDS * 64; code++)
		assert_int_equal(t.by_finding[code],
				 code == FINDING_FWD_MISMATCH || code == FINDING_PTR_MULTIPLE ? 2
											      : 0);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_line_tells_how_a_scan_stands),
		cmocka_unit_test(an_object_tells_it_to_programs),
		cmocka_unit_test(a_summary_holds_the_sums_of_all_and_the_traffic_of_this_run),
		cmocka_unit_test(what_was_interrupted_does_not_know_how_long_the_list_is),
		cmocka_unit_test(a_record_adds_each_of_its_findings_once),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
