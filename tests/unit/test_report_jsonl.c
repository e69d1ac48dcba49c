/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/report.h>

#include "json_sound.h"
#include "world.h"

#include <time.h>

static const char *const servers[] = { "192.0.2.53:53" };
static const struct report_look plain = { .servers = servers, .n_servers = 1 };
static const struct report_look untimed = { .no_timing = true, .servers = servers, .n_servers = 1 };

static const char *line_of(struct world *w, const struct report_look *look)
{
	const char *line;

	w->out.len = 0;
	report_jsonl.record(look, w->record, &w->out);
	assert_false(w->out.failed);
	line = text_cstr(&w->out);
	if (!json_line_is_sound(line, w->out.len))
		fail_msg("not JSON: %s", line);
	return line;
}

/* The record with a clock's values. */
static void time_it(struct world *w, int64_t at_s)
{
	static struct record copy;

	copy = *w->record;
	copy.has_timing = true;
	copy.checked_at_s = at_s;
	copy.duration_us = 12345;
	copy.queries = 3;
	w->record = &copy;
}

static void has(const char *line, const char *part)
{
	if (!strstr(line, part))
		fail_msg("%s\nis not in %s", part, line);
}

static void lacks(const char *line, const char *part)
{
	if (strstr(line, part))
		fail_msg("%s\nis in %s", part, line);
}

static void a_pass_is_one_short_line(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	world_judge(&w, "9.9.9.9", "PTR ttl=60 mail.isp.com; A mail.isp.com 9.9.9.9;");
	time_it(&w, 1732150000);
	assert_string_equal(
		line_of(&w, &plain),
		"{\"schema\":\"fcrdns-check/1\",\"index\":0,\"address\":\"9.9.9.9\","
		"\"reverse_name\":\"9.9.9.9.in-addr.arpa\",\"iprev\":\"pass\",\"severity\":\"ok\","
		"\"confirmed\":[\"mail.isp.com\"],\"findings\":[],\"ptr\":{\"rcode\":\"NOERROR\","
		"\"ttl\":60,\"tries\":1,\"server\":\"192.0.2.53:53\"},\"names\":[{\"name\":"
		"\"mail.isp.com\",\"confirmed\":true,\"rcode\":\"NOERROR\",\"addresses\":"
		"[\"9.9.9.9\"],\"ttl\":300,\"domain\":\"isp.com\"}],\"mta\":{\"postfix\":\"ok\","
		"\"postfix_reverse\":\"ok\",\"exim\":\"ok\",\"opensmtpd\":\"ok\",\"sendmail\":"
		"\"ok\",\"order_dependent\":false},\"checked_at\":\"2024-11-21T00:46:40Z\","
		"\"duration_ms\":12.345,\"queries\":3}\n");
	assert_string_equal(
		line_of(&w, &untimed),
		"{\"schema\":\"fcrdns-check/1\",\"index\":0,\"address\":\"9.9.9.9\","
		"\"reverse_name\":\"9.9.9.9.in-addr.arpa\",\"iprev\":\"pass\",\"severity\":\"ok\","
		"\"confirmed\":[\"mail.isp.com\"],\"findings\":[],\"ptr\":{\"rcode\":\"NOERROR\"},"
		"\"names\":[{\"name\":\"mail.isp.com\",\"confirmed\":true,\"rcode\":\"NOERROR\","
		"\"addresses\":[\"9.9.9.9\"],\"domain\":\"isp.com\"}],\"mta\":{\"postfix\":\"ok\","
		"\"postfix_reverse\":\"ok\",\"exim\":\"ok\",\"opensmtpd\":\"ok\",\"sendmail\":"
		"\"ok\",\"order_dependent\":false}}\n");
	world_done(&w);
}

static void a_finding_has_its_words(void **state)
{
	struct world w;
	const char *line;

	(void)state;
	world_init(&w);
	world_judge(&w, "9.9.9.9", "PTR old.isp.com; A old.isp.com 9.9.9.8;");
	line = line_of(&w, &plain);
	has(line, "\"iprev\":\"fail\",\"severity\":\"fail\",\"confirmed\":[],\"findings\":[{"
		  "\"code\":\"fwd_mismatch\",\"severity\":\"fail\",\"message\":\"");
	has(line, "\"fix\":\"");
	has(line, "\"name\":\"old.isp.com\"}");
	has(line, "\"confirmed\":false,\"rcode\":\"NOERROR\",\"addresses\":[\"9.9.9.8\"]");
	lacks(line, "checked_at");
	world_done(&w);
}

static void no_names_are_an_empty_list(void **state)
{
	static const struct {
		const char *answer, *part;
	} row_of[] = {
		{ "PTR nxdomain;", "\"ptr\":{\"rcode\":\"NXDOMAIN\",\"ttl\":300," },
		{ "PTR -;", "\"ptr\":{\"rcode\":\"NOERROR\",\"ttl\":300," },
		{ "PTR nosoa;", "\"ptr\":{\"rcode\":\"NOERROR\",\"tries\":1," },
		{ "PTR servfail;", "\"ptr\":{\"rcode\":\"SERVFAIL\",\"tries\":1," },
		{ "PTR timeout;", "\"ptr\":{\"rcode\":\"TIMEOUT\",\"tries\":1," },
		{ "PTR malformed;", "\"ptr\":{\"rcode\":\"BADRESP\",\"tries\":1," },
		{ "PTR connrefused;", "\"ptr\":{\"rcode\":\"CONNREFUSED\",\"tries\":1," },
		{ "PTR truncated;", "\"truncated\":true}" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct world w;
		const char *line;

		world_init(&w);
		world_judge(&w, "9.9.9.9", row_of[i].answer);
		line = line_of(&w, &plain);
		has(line, row_of[i].part);
		has(line, "\"names\":[]");
		world_done(&w);
	}
}

static void chains_trust_and_extended_errors_are_told(void **state)
{
	struct world w;
	const char *line;

	(void)state;
	world_init(&w);
	w.policy.trust_ad = true;
	world_judge(&w, "9.9.9.9",
		    "PTR via=1.sub.isp.com via=2.sub.isp.com ad ede=3:stale mail.isp.com;"
		    "A mail.isp.com servfail ede=22 ede=23:\033[31m\"quoted\"\\;");
	line = line_of(&w, &plain);
	has(line, "\"cname\":[\"1.sub.isp.com\",\"2.sub.isp.com\"]");
	has(line, "\"authenticated\":true,\"ede\":[{\"code\":3,\"text\":\"stale\"}]}");
	has(line, "\"confirmed\":null,\"rcode\":\"SERVFAIL\",\"addresses\":[],\"domain\"");
	has(line, "\"ede\":[{\"code\":22},{\"code\":23,\"text\":"
		  "\"\\\\027[31m\\\"quoted\\\"\\\\092\"}]}");
	world_done(&w);
	world_init(&w); /* a bit nobody vouches for is not repeated */
	world_judge(&w, "9.9.9.9", "PTR ad mail.isp.com; A mail.isp.com 9.9.9.9;");
	lacks(line_of(&w, &plain), "authenticated");
	world_done(&w);
}

static void names_are_escaped_once(void **state)
{
	struct world w;
	const char *line;

	(void)state;
	world_init(&w);
	world_judge(&w, "9.9.9.9", "PTR a\\.b\\\"\\000.isp.com;");
	line = line_of(&w, &plain);
	has(line, "{\"name\":\"a\\\\046b\\\\034\\\\000.isp.com\",\"confirmed\":false}");
	world_done(&w);
}

static void only_the_own_family_is_shown_unless_it_is_empty(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	w.policy.eager = true; /* both are known, but that must not be seen */
	world_judge(&w, "9.9.9.9",
		    "PTR mail.isp.com; A mail.isp.com 9.9.9.8; AAAA mail.isp.com 2620:fe::9;");
	has(line_of(&w, &plain), "\"addresses\":[\"9.9.9.8\"]");
	world_done(&w);
	world_init(&w);
	world_judge(&w, "9.9.9.9",
		    "PTR mail.isp.com; A mail.isp.com -; AAAA mail.isp.com 2620:fe::9;");
	has(line_of(&w, &plain), "\"rcode\":\"NOERROR\",\"addresses\":[\"2620:fe::9\"]");
	world_done(&w);
}

/* The same name is asked for its PTR and for its address: the answers must not be mixed up. */
static void a_ptr_to_its_own_reverse_name_is_told_right(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	world_judge(&w, "9.9.9.9", "PTR 9.9.9.9.in-addr.arpa; A 9.9.9.7 9.9.9.8;");
	has(line_of(&w, &plain), "\"addresses\":[\"9.9.9.7\",\"9.9.9.8\"]");
	has(line_of(&w, &plain), " 9.9.9.7 and 9.9.9.8, not ");
	world_done(&w);
}

static unsigned count(const char *line, const char *part)
{
	unsigned n = 0;

	while ((line = strstr(line, part)) != NULL) {
		line += strlen(part);
		n++;
	}
	return n;
}

static void lists_are_bounded(void **state)
{
	char rows[1 << 13] = "PTR", one[64];
	struct world w;
	const char *line;

	(void)state;
	for (int i = 0; i < 60; i++) {
		(void)snprintf(one, sizeof(one), " n%d.isp.com", i);
		memcpy(rows + strlen(rows), one, strlen(one) + 1);
	}
	memcpy(rows + strlen(rows), "; A n0.isp.com", sizeof("; A n0.isp.com"));
	for (int i = 0; i < 60; i++) {
		(void)snprintf(one, sizeof(one), " 10.0.0.%d", i);
		memcpy(rows + strlen(rows), one, strlen(one) + 1);
	}
	memcpy(rows + strlen(rows), ";", 2);
	world_init(&w);
	world_judge(&w, "9.9.9.9", rows);
	line = strstr(line_of(&w, &plain), "\"names\":[");
	assert_int_equal(count(line, "{\"name\":"), LIMIT_NAMES_SHOWN);
	assert_int_equal(count(line, "\"10.0.0."), LIMIT_ADDRESSES_SHOWN);
	world_done(&w);
}

static void ownership_and_helo_are_told(void **state)
{
	struct world w;
	const char *line;

	(void)state;
	world_init(&w);
	world_owned(&w, "wanted", NULL);
	world_helo(&w, "mail.isp.com");
	world_judge(&w, "9.9.9.9",
		    "PTR mail.isp.com; A mail.isp.com 9.9.9.9;"
		    "TXT alidnsptrcheck.isp.com \"wanted\" v~\177\\;");
	line = line_of(&w, &plain);
	has(line, "\"ownership\":{\"owner_name\":\"alidnsptrcheck.isp.com\",\"status\":"
		  "\"mismatch\",\"rcode\":\"NOERROR\",\"values\":[\"\\\"wanted\\\"\","
		  "\"v \\\\127\\\\092\"],\"hint\":\"");
	has(line, "\"helo\":{\"name\":\"mail.isp.com\",\"matches_ptr\":true,"
		  "\"resolves_to_ip\":true}");
	world_done(&w);
	world_init(&w);
	world_owned(&w, "wanted", NULL);
	world_judge(&w, "9.9.9.9", "PTR nxdomain;");
	has(line_of(&w, &plain), "\"ownership\":{\"owner_name\":\"\",\"status\":");
	world_done(&w);
}

static void a_skipped_address_has_no_result(void **state)
{
	struct world w;
	const char *line;

	(void)state;
	world_init(&w);
	w.policy.special_skip = true;
	world_judge(&w, "10.0.0.1", "");
	line = line_of(&w, &plain);
	has(line, "\"iprev\":null,\"severity\":\"ok\",\"confirmed\":[],");
	lacks(line, "\"ptr\":");
	lacks(line, "\"mta\":");
	world_done(&w);
}

static void a_line_that_is_no_target_has_a_record_too(void **state)
{
	struct world w;
	const struct target bad = { .index = 18446744073709551615U,
				    .input = "10.0.0.0/8 \"x\\010\"",
				    .tag = "a\"b\\",
				    .error = "this is \"no\" address" };

	(void)state;
	world_init(&w);
	w.record = record_of_invalid(&bad, &w.policy, &w.spare);
	has(line_of(&w, &plain),
	    "\"index\":18446744073709551615,\"input\":\"10.0.0.0/8 \\\"x\\\\010\\\"\",\"tag\":"
	    "\"a\\\"b\\\\\",\"address\":null,\"error\":\"this is \\\"no\\\" address\",\"iprev\":");
	has(line_of(&w, &plain), "\"names\":[]}");
	world_done(&w);
}

/* Texts that others have made safe are not trusted to be. */
static void no_octet_gets_through(void **state)
{
	char octets[256];
	struct world w;
	const struct target bad = { .input = octets, .error = "bad" };

	(void)state;
	for (int i = 0; i < 255; i++)
		octets[i] = (char)(i + 1);
	octets[255] = '\0';
	world_init(&w);
	w.record = record_of_invalid(&bad, &w.policy, &w.spare);
	has(line_of(&w, &plain), "\"input\":\"\\\\001\\\\002");
	has(line_of(&w, &plain), "\\\\127\\\\128");
	has(line_of(&w, &plain), "\\\\255\"");
	world_done(&w);
}

static void the_time_is_that_of_the_calendar(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	world_judge(&w, "9.9.9.9", "PTR nxdomain;");
	for (int64_t s = 0; s < 253402300800; s += 86400 * 29 + 3607) {
		time_t t = (time_t)s;
		struct tm tm;
		char want[64];

		time_it(&w, s);
		assert_true(strftime(want, sizeof(want), "\"checked_at\":\"%Y-%m-%dT%H:%M:%SZ\"",
				     gmtime_r(&t, &tm)) > 0);
		has(line_of(&w, &plain), want);
	}
	time_it(&w, 951782400);
	has(line_of(&w, &plain), "\"2000-02-29T00:00:00Z\"");
	time_it(&w, 4107542399);
	has(line_of(&w, &plain), "\"2100-02-28T23:59:59Z\"");
	world_done(&w);
}

static void a_text_that_is_full_stays_failed(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	world_judge(&w, "9.9.9.9", "PTR old.isp.com b\\\"\\\\.isp.com; A old.isp.com 9.9.9.8;");
	for (size_t ceiling = 0; ceiling < 3000; ceiling += 7) {
		struct text t;

		text_init(&t, ceiling);
		report_jsonl.record(&plain, w.record, &t);
		assert_true(t.failed || json_line_is_sound(t.data, t.len));
		text_done(&t);
	}
	world_done(&w);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_pass_is_one_short_line),
		cmocka_unit_test(a_finding_has_its_words),
		cmocka_unit_test(no_names_are_an_empty_list),
		cmocka_unit_test(chains_trust_and_extended_errors_are_told),
		cmocka_unit_test(names_are_escaped_once),
		cmocka_unit_test(only_the_own_family_is_shown_unless_it_is_empty),
		cmocka_unit_test(a_ptr_to_its_own_reverse_name_is_told_right),
		cmocka_unit_test(lists_are_bounded),
		cmocka_unit_test(ownership_and_helo_are_told),
		cmocka_unit_test(a_skipped_address_has_no_result),
		cmocka_unit_test(a_line_that_is_no_target_has_a_record_too),
		cmocka_unit_test(no_octet_gets_through),
		cmocka_unit_test(the_time_is_that_of_the_calendar),
		cmocka_unit_test(a_text_that_is_full_stays_failed),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
