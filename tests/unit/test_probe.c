/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/probe.h>

#include "world.h"

static const struct probe_look plain = { .duration_us = 12345,
					 .timeout_us = 9500000,
					 .phases = { 4000, 6000, PROBE_NOT_ASKED } };

static const char *body(struct world *w, const struct probe_look *look)
{
	w->out.len = 0;
	report_probe(w->record, look, &w->out);
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

static unsigned n_of(const char *text, const char *part)
{
	unsigned n = 0;

	for (; (text = strstr(text, part)) != NULL; text++)
		n++;
	return n;
}

static void all_metrics_of_a_mismatch(void **state)
{
	const char *text;
	struct world w;

	(void)state;
	world_init(&w);
	world_judge(&w, "9.9.9.9",
		    "PTR old.isp.com x.isp.com ttl=600; A old.isp.com 9.9.9.8; A x.isp.com -;");
	text = body(&w, &plain);
	has(text, "\nprobe_success 0\n");
	has(text, "\nprobe_duration_seconds 0.012345\n");
	has(text, "\nprobe_timeout_seconds 9.5\n");
	has(text, "\nprobe_fcrdns_iprev{result=\"pass\"} 0\n"
		  "probe_fcrdns_iprev{result=\"fail\"} 1\n"
		  "probe_fcrdns_iprev{result=\"temperror\"} 0\n"
		  "probe_fcrdns_iprev{result=\"permerror\"} 0\n"
		  "probe_fcrdns_iprev{result=\"none\"} 0\n");
	has(text, "\nprobe_fcrdns_finding{code=\"fwd_mismatch\"} 1\n");
	has(text, "\nprobe_fcrdns_finding{code=\"fwd_nodata\"} 1\n");
	has(text, "\nprobe_fcrdns_ptr_records 2\n");
	has(text, "\nprobe_fcrdns_confirmed_names 0\n");
	has(text, "\nprobe_fcrdns_ptr_ttl_seconds 600\n");
	has(text, "\nprobe_fcrdns_phase_duration_seconds{phase=\"ptr\"} 0.004\n"
		  "probe_fcrdns_phase_duration_seconds{phase=\"forward\"} 0.006\n"
		  "probe_fcrdns_phase_duration_seconds{phase=\"txt\"} 0\n");
	lacks(text, "isp.com");
	lacks(text, "EOF");
	world_done(&w);
}

/* So that no series appears or ends with what is found. */
static void every_code_has_a_sample(void **state)
{
	const char *text;
	struct world w;

	(void)state;
	world_init(&w);
	world_judge(&w, "9.9.9.9", "PTR mail.isp.com; A mail.isp.com 9.9.9.9;");
	text = body(&w, &plain);
	assert_int_equal(n_of(text, "\nprobe_fcrdns_finding{code=\""), N_FINDINGS);
	for (unsigned code = 0; code < N_FINDINGS; code++) {
		char line[100];

		(void)snprintf(line, sizeof(line), "\nprobe_fcrdns_finding{code=\"%s\"} 0\n",
			       finding_code_text((enum finding_code)code));
		has(text, line);
	}
	has(text, "\nprobe_success 1\n");
	world_done(&w);
}

static void success_is_ok_or_a_warning(void **state)
{
	static const struct {
		const char *address, *rows, *success, *strictly, *iprev;
		bool skip;
	} row_of[] = {
		{ "9.9.9.9", "PTR a.isp.com; A a.isp.com 9.9.9.9;", "1", "1", "pass", false },
		{ "9.9.9.9", "PTR a.isp.com b.isp.com; A a.isp.com 9.9.9.9; A b.isp.com 9.9.9.8;",
		  "1", "0", "pass", false },
		{ "9.9.9.9", "PTR nxdomain;", "0", "0", "permerror", false },
		{ "9.9.9.9", "PTR servfail;", "0", "0", "temperror", false },
		{ "9.9.9.9", "PTR a.isp.com; A a.isp.com timeout;", "0", "0", "temperror", false },
		{ "10.0.0.1", "", "1", "1", "none", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct probe_look strictly = plain;
		char line[100];
		struct world w;

		row("%s", row_of[i].rows);
		world_init(&w);
		w.policy.special_skip = row_of[i].skip;
		world_judge(&w, row_of[i].address, row_of[i].rows);
		(void)snprintf(line, sizeof(line), "\nprobe_success %s\n", row_of[i].success);
		has(body(&w, &plain), line);
		strictly.fail_on_warn = true;
		(void)snprintf(line, sizeof(line), "\nprobe_success %s\n", row_of[i].strictly);
		has(body(&w, &strictly), line);
		(void)snprintf(line, sizeof(line), "\nprobe_fcrdns_iprev{result=\"%s\"} 1\n",
			       row_of[i].iprev);
		has(body(&w, &plain), line);
		assert_int_equal(n_of(body(&w, &plain), "\nprobe_fcrdns_iprev{"), 5);
		world_done(&w);
	}
}

/* A time-out is never "no PTR record", not for who looks at the number alone, either. */
static void what_is_not_known_has_no_sample(void **state)
{
	static const struct {
		const char *rows;
		bool ptrs, confirmed, ttl;
	} row_of[] = {
		{ "PTR timeout;", false, false, false },
		{ "PTR malformed;", false, false, false },
		{ "PTR a.isp.com; A a.isp.com servfail;", true, false, true },
		{ "PTR a.isp.com; A a.isp.com -;", true, true, true },
		{ "PTR nxdomain ttl=900;", true, true, true },
		{ "PTR nosoa;", true, true, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct world w;
		const char *text;

		row("%s", row_of[i].rows);
		world_init(&w);
		world_judge(&w, "9.9.9.9", row_of[i].rows);
		text = body(&w, &plain);
		assert_int_equal(n_of(text, "\nprobe_fcrdns_ptr_records "), row_of[i].ptrs);
		assert_int_equal(n_of(text, "\nprobe_fcrdns_confirmed_names "),
				 row_of[i].confirmed);
		assert_int_equal(n_of(text, "\nprobe_fcrdns_ptr_ttl_seconds "), row_of[i].ttl);
		world_done(&w);
	}
}

static void names_are_labels_only_where_asked_for(void **state)
{
	struct probe_look look = plain;
	char rows[1 << 12] = "PTR", *p = rows + 3;
	struct world w;

	(void)state;
	world_init(&w);
	world_judge(&w, "9.9.9.9", "PTR b.isp.com a\\034\\010\\092.isp.com; A b.isp.com 9.9.9.9;");
	lacks(body(&w, &plain), "ptr_info");
	look.ptr_info = true;
	has(body(&w, &look), "# TYPE probe_fcrdns_ptr_info gauge\n"
			     "probe_fcrdns_ptr_info{name=\"a\\\\034\\\\010\\\\092.isp.com\"} 1\n"
			     "probe_fcrdns_ptr_info{name=\"b.isp.com\"} 1\n");
	world_done(&w);

	/* Many: always the same ones. */
	for (int i = 30; i >= 10; i--)
		p += snprintf(p, 20, " n%d.isp.com", i);
	memcpy(p, ";", 2);
	world_init(&w);
	world_judge(&w, "9.9.9.9", rows);
	assert_int_equal(n_of(body(&w, &look), "\nprobe_fcrdns_ptr_info{"), PROBE_NAMES);
	has(body(&w, &look), "{name=\"n10.isp.com\"} 1\n");
	has(body(&w, &look), "{name=\"n19.isp.com\"} 1\n");
	world_done(&w);
}

/* Two names that differ behind the bound would be the same series twice. */
static void long_names_are_cut_and_stay_apart(void **state)
{
	struct probe_look look = plain;
	char rows[2048] = "PTR", *p = rows + 3;
	const char *text, *end;
	struct world w;

	(void)state;
	look.ptr_info = true;
	for (char last = '1'; last <= '2'; last++) {
		*p++ = ' ';
		for (int i = 0; i < 120; i++)
			p += snprintf(p, 8, "%s", i % 60 == 59 ? "." : "\\001");
		*p++ = last;
	}
	memcpy(p, ";", 2);
	world_init(&w);
	world_judge(&w, "9.9.9.9", rows);
	assert_int_equal(w.record->n_names, 2);
	text = strstr(body(&w, &look), "\nprobe_fcrdns_ptr_info{name=\"");
	assert_non_null(text);
	end = strstr(text, "\"} 1\n");
	assert_memory_equal(end - 3, "...", 3);
	assert_in_range(end - text, 0, 2 * PROBE_NAME_MAX + 40);
	assert_string_equal(end, "\"} 1\n");
	world_done(&w);
}

static void a_target_without_address_fails(void **state)
{
	const struct target bad = { .input = "x", .error = "this is no address" };
	struct probe_look look = plain;
	struct world w;

	(void)state;
	world_init(&w);
	w.record = record_of_invalid(&bad, &w.policy, &w.spare);
	look.phases = probe_phases_of(w.record);
	has(body(&w, &look), "\nprobe_success 0\n");
	has(body(&w, &look), "\nprobe_fcrdns_finding{code=\"invalid_address\"} 1\n");
	has(body(&w, &look), "{phase=\"ptr\"} 0\n");
	world_done(&w);
}

static void openmetrics_says_more_and_ends(void **state)
{
	struct probe_look look = plain;
	const char *text;
	struct world w;

	(void)state;
	look.openmetrics = look.ptr_info = true;
	world_init(&w);
	world_judge(&w, "9.9.9.9", "PTR a.isp.com; A a.isp.com 9.9.9.9;");
	text = body(&w, &look);
	has(text, "\n# TYPE probe_duration_seconds gauge\n# UNIT probe_duration_seconds seconds\n");
	has(text, "\n# TYPE probe_fcrdns_ptr info\nprobe_fcrdns_ptr_info{name=\"a.isp.com\"} 1\n");
	assert_string_equal(text + strlen(text) - 7, "\n# EOF\n");
	world_done(&w);
}

static void a_phase_is_as_long_as_its_slowest_question(void **state)
{
	struct probe_phases p;
	struct world w;

	(void)state;
	world_init(&w);
	world_owned(&w, "v=1", "isp.com");
	world_judge(&w, "9.9.9.9", "PTR a.isp.com b.isp.com; A a.isp.com 9.9.9.9;");
	for (struct ask *a = w.check.first; a; a = a->next)
		a->answer.took_us = a->question.type == TYPE_PTR     ? 10
				    : a->question.type == TYPE_TXT   ? 30
				    : a == w.check.candidates[1].own ? 99
								     : 20;
	p = probe_phases_of(w.record);
	assert_int_equal(p.ptr_us, 10);
	assert_int_equal(p.forward_us, 99);
	assert_int_equal(p.txt_us, 30);
	world_done(&w);

	world_init(&w);
	w.policy.special_skip = true;
	p = probe_phases_of(world_judge(&w, "10.0.0.1", ""));
	assert_true(p.ptr_us == PROBE_NOT_ASKED && p.forward_us == PROBE_NOT_ASKED &&
		    p.txt_us == PROBE_NOT_ASKED);
	world_done(&w);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(all_metrics_of_a_mismatch),
		cmocka_unit_test(every_code_has_a_sample),
		cmocka_unit_test(success_is_ok_or_a_warning),
		cmocka_unit_test(what_is_not_known_has_no_sample),
		cmocka_unit_test(names_are_labels_only_where_asked_for),
		cmocka_unit_test(long_names_are_cut_and_stay_apart),
		cmocka_unit_test(a_target_without_address_fails),
		cmocka_unit_test(openmetrics_says_more_and_ends),
		cmocka_unit_test(a_phase_is_as_long_as_its_slowest_question),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
