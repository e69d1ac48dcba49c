/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/nagios.h>
#include <fcrdns/report.h>
#include <fcrdns/tally.h>

#include "world.h"

static void a_series_for_each_code_and_nothing_else(void **state)
{
	const struct report_look look = { .no_timing = true };
	struct tally tally = { .records = 3, .by_iprev = { [IPREV_NONE] = 2, [IPREV_PASS] = 1 } };
	const struct report_sum sum = { .tally = &tally };
	const char *text;
	struct text out;

	(void)state;
	tally.by_finding[FINDING_INVALID_ADDRESS] = 1;
	text_init(&out, 1 << 16);
	report_prom.end(&look, &sum, &out);
	text = text_cstr(&out);
	assert_non_null(strstr(text, "\nfcrdns_scan_addresses{iprev=\"pass\"} 1\n"));
	assert_non_null(strstr(text, "\nfcrdns_scan_addresses{iprev=\"none\"} 1\n"));
	assert_non_null(strstr(text, "\nfcrdns_scan_addresses{iprev=\"invalid\"} 1\n"));
	assert_null(strstr(text, "_seconds"));
	assert_null(strstr(text, "fcrdns_scan_stale"));
	for (unsigned code = 0; code < N_FINDINGS; code++) {
		char line[100];

		(void)snprintf(line, sizeof(line), "\nfcrdns_scan_findings{code=\"%s\"} %d\n",
			       finding_code_text((enum finding_code)code),
			       code == FINDING_INVALID_ADDRESS);
		assert_non_null(strstr(text, line));
	}
	text_done(&out);
}

static void a_scan_of_holdings_has_a_series_for_each_class(void **state)
{
	const struct report_look look = { .no_timing = true, .holdings = true };
	const struct tally tally = { .records = 5, .by_stale = { [STALE_RELEASED_STALE] = 5 } };
	const struct report_sum sum = { .tally = &tally };
	struct text out;

	(void)state;
	text_init(&out, 1 << 16);
	report_prom.end(&look, &sum, &out);
	for (unsigned class = STALE_NONE + 1; class < N_STALE; class ++) {
		char line[100];

		(void)snprintf(line, sizeof(line), "\nfcrdns_scan_stale{class=\"%s\"} %d\n",
			       stale_class_text((enum stale_class) class),
			       class == STALE_RELEASED_STALE ? 5 : 0);
		assert_non_null(strstr(text_cstr(&out), line));
	}
	text_done(&out);
}

static void a_local_check_is_one_line(void **state)
{
	static const struct {
		const char *rows, *line;
	} row_of[] = {
		{ "PTR mail.isp.com; A mail.isp.com 192.0.32.1;",
		  "0 \"FCrDNS 192.0.32.1\" ptr_records=1|confirmed=1 192.0.32.1 -> mail.isp.com -> "
		  "192.0.32.1\n" },
		{ "PTR servfail;", "1 \"FCrDNS 192.0.32.1\" - 192.0.32.1: cannot decide, the "
				   "resolver cannot get the "
				   "PTR record of 1.32.0.192.in-addr.arpa\n" },
		{ "", "2 \"FCrDNS 192.0.32.1\" ptr_records=0|confirmed=0 192.0.32.1: "
		      "1.32.0.192.in-addr.arpa does not "
		      "exist: 192.0.32.1 has no PTR record\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		const struct nagios_conf conf = { .temperror = NAGIOS_WARNING };
		struct nagios nagios = { .conf = &conf };
		const struct report_look look = { .nagios = &nagios };
		const struct record *r;
		struct world w;

		row("%s", row_of[i].rows);
		world_init(&w);
		r = world_judge(&w, "192.0.32.1", row_of[i].rows);
		w.out.len = 0;
		report_checkmk.record(&look, r, &w.out);
		assert_string_equal(text_cstr(&w.out), row_of[i].line);
		world_done(&w);
	}
}

TESTS(a_series_for_each_code_and_nothing_else, a_scan_of_holdings_has_a_series_for_each_class,
      a_local_check_is_one_line)
