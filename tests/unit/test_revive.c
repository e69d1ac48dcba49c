/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/answer.h>
#include <fcrdns/holding.h>
#include <fcrdns/overview.h>
#include <fcrdns/report.h>
#include <fcrdns/splice.h>
#include <fcrdns/text.h>

#include "revived.h"

#include <stdio.h>
#include <string.h>

static const uint64_t nothing[2] = { 0 };

#define LINE(rest) "{\"schema\":\"fcrdns-check/1\"," rest "}\n"

/* ---- there and back ---- */

/* Records as the program writes them; none of these loses anything on the way. */
static const char *const lines[] = {
	LINE("\"index\":7,\"address\":\"192.0.2.77\",\"reverse_name\":\"77.2.0.192.in-addr.arpa\","
	     "\"iprev\":\"permerror\",\"severity\":\"fail\",\"confirmed\":[],\"findings\":[{"
	     "\"code\":\"ptr_nxdomain\",\"severity\":\"fail\",\"message\":\"says \\\"so\\\"\","
	     "\"fix\":\"do\",\"name\":\"77.2.0.192.in-addr.arpa\"}],\"ptr\":{\"rcode\":"
	     "\"NXDOMAIN\",\"ttl\":60,\"tries\":2,\"server\":\"192.0.2.53\",\"ede\":[{\"code\":3,"
	     "\"text\":\"stale\"}]},\"names\":[],\"mta\":{\"postfix\":\"550\",\"postfix_reverse\":"
	     "\"550\",\"exim\":\"550\",\"opensmtpd\":\"550\",\"sendmail\":\"550\","
	     "\"order_dependent\":false},\"checked_at\":\"2026-11-27T20:00:01Z\",\"duration_ms\":"
	     "1.234,\"queries\":3"),
	LINE("\"index\":0,\"part\":2,\"input\":\"a.example\",\"tag\":\"x;y\",\"address\":"
	     "\"2001:db8::1\",\"iprev\":\"pass\",\"severity\":\"ok\",\"confirmed\":["
	     "\"a.example\"],\"findings\":[],\"ptr\":{\"rcode\":\"NOERROR\",\"cname\":["
	     "\"1.0\\\\04727.example\"]},\"names\":[{\"name\":\"a.example\",\"confirmed\":true,"
	     "\"rcode\":\"NOERROR\",\"addresses\":[\"2001:db8::1\",\"2001:db8::2\"],\"domain\":"
	     "\"a.example\"},{\"name\":\"b.example\",\"confirmed\":false,\"rcode\":\"NOERROR\","
	     "\"addresses\":[\"192.0.2.1\"]},{\"name\":\"c.example\",\"confirmed\":null,"
	     "\"rcode\":\"RCODE4095\",\"addresses\":[]},{\"name\":\"d\\\\124.example\","
	     "\"confirmed\":false}],\"ownership\":{\"owner_name\":\"x.a.example\",\"status\":"
	     "\"mismatch\",\"rcode\":\"NOERROR\",\"values\":[\"v\\\\010\\\"\"]}"),
	LINE("\"index\":1,\"input\":\"nothing\",\"address\":null,\"error\":\"no "
	     "address\",\"iprev\":"
	     "null,\"severity\":\"fail\",\"confirmed\":[],\"findings\":[{\"code\":"
	     "\"invalid_address\",\"severity\":\"fail\",\"message\":\"m\"}],\"names\":[]"),
	LINE("\"index\":1,\"address\":\"192.0.2.1\",\"iprev\":\"temperror\",\"severity\":"
	     "\"undecided\",\"confirmed\":[],\"findings\":[],\"ptr\":{\"rcode\":\"TIMEOUT\","
	     "\"truncated\":true},\"names\":[],\"stale\":{\"class\":\"released_stale\","
	     "\"provider\":"
	     "\"p\",\"id\":\"i\",\"known_ptr\":\"a.example\",\"released_at\":"
	     "\"2026-01-01T00:00:00Z\",\"age_s\":60}"),
};

static void a_record_comes_back_as_it_was(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct revived_bed b;
		struct report_look look = { .width = 80 };
		const char *fault;
		struct text out;

		if (!revived_begin(&b, lines[i], nothing, &fault))
			fail_msg("%s", fault);
		look.servers = &b.r.server;
		look.n_servers = b.r.server != NULL;
		if (!b.r.server && !b.r.record.has_timing)
			look.no_timing = !b.r.record.stale.class;
		text_init(&out, 1 << 16);
		report_jsonl.record(&look, &b.r.record, &out);
		assert_string_equal(text_cstr(&out), lines[i]);
		text_done(&out);
		revived_end(&b);
	}
}

/* ---- what is none ---- */

#define REST(address, iprev, findings, names)                                               \
	LINE("\"index\":0,\"address\":" address ",\"iprev\":" iprev ",\"severity\":\"ok\"," \
	     "\"confirmed\":[],\"findings\":" findings ",\"names\":" names)
#define NAMES(names) REST("\"192.0.2.1\"", "\"pass\"", "[]", names)

static void what_is_no_record_is_refused_with_a_clause(void **state)
{
	static const struct {
		const char *line, *want;
	} rows[] = {
		{ REST("7", "null", "[]", "[]"), "its address is neither text nor null" },
		{ REST("\"192.0.2.01\"", "null", "[]", "[]"), "its address is none" },
		{ REST("null", "7", "[]", "[]"),
		  "its iprev is none of pass, fail, temperror, permerror, null" },
		{ REST("null", "\"Pass\"", "[]", "[]"),
		  "its iprev is none of pass, fail, temperror, permerror, null" },
		{ REST("null", "null", "{}", "[]"), "its findings are no array" },
		{ REST("null", "null", "[{}]", "[]"), "a finding has no code" },
		{ REST("null", "null", "[{\"code\":\"x\",\"severity\":\"bad\"}]", "[]"),
		  "the severity of a finding is none of info, warn, undecided, fail" },
		{ NAMES("{}"), "its names are no array" },
		{ NAMES("[7]"), "one of its names is no object" },
		{ NAMES("[{}]"), "a name has no text" },
		{ NAMES("[{\"name\":\"\"}]"), "it has a name that is none" },
		{ NAMES("[{\"name\":\"a..b\"}]"), "it has a name that is none" },
		{ NAMES("[{\"name\":\"a\",\"rcode\":7}]"), "a look-up has no rcode" },
		{ NAMES("[{\"name\":\"a\",\"rcode\":\"NOERROR\",\"addresses\":[\"x\"]}]"),
		  "it has an address that is none" },
		{ NAMES("[{\"name\":\"a\",\"rcode\":\"SERVFAIL\",\"addresses\":[\"192.0.2.1\"]}]"),
		  "a look-up that failed has addresses" },
		{ NAMES("[],\"ownership\":{}"), "its ownership has no status that is known" },
		{ NAMES("[],\"mta\":{}"), "a predicted reply is none of ok, 450, 451, 550" },
		{ NAMES("[],\"checked_at\":\"now\""), "the time it was checked at is none" },
		{ NAMES("[],\"checked_at\":\"2026-01-01T00:00:00Z\",\"duration_ms\":-1"),
		  "its duration is none" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct revived_bed b;
		const char *fault = "nothing";

		if (revived_begin(&b, rows[i].line, nothing, &fault))
			fail_msg("taken: %s", rows[i].line);
		assert_string_equal(fault, rows[i].want);
		revived_end(&b);
	}
}

static void every_rcode_comes_back(void **state)
{
	static const char *const texts[] = { "NOERROR",	 "FORMERR", "SERVFAIL",	   "NXDOMAIN",
					     "NOTIMP",	 "REFUSED", "NOTAUTH",	   "BADCOOKIE",
					     "TIMEOUT",	 "BADRESP", "CONNREFUSED", "RCODE12",
					     "RCODE4095" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct answer a = { .status = ANSWER_OK };
		char out[16];

		answer_rcode_parse(&a, texts[i]);
		assert_string_equal(answer_rcode_text(&a, out), texts[i]);
	}
	for (size_t i = 0; i < 4; i++) {
		static const char *const odd[] = { "", "noerror", "RCODE99999", "RCODE1x" };
		struct answer a = { .status = ANSWER_OK };

		answer_rcode_parse(&a, odd[i]);
		assert_true(answer_is_temporary(&a));
	}
}

/* ---- findings that are left out ---- */

#define ONE   "{\"code\":\"ptr_multiple\",\"severity\":\"warn\",\"message\":\"],}\\\"\"}"
#define TWO   "{\"code\":\"fwd_mismatch\",\"severity\":\"fail\",\"message\":\"m\"}"
#define THREE "{\"code\":\"later\",\"severity\":\"info\",\"message\":\"m\"}"
#define WITH(severity, findings)                                                              \
	"{\"schema\":\"fcrdns-check/1\",\"x\":{\"findings\":[1],\"severity\":2},\"index\":0," \
	"\"address\":\"192.0.2.1\",\"iprev\":\"fail\",\"severity\":\"" severity               \
	"\",\"confirmed\":[],\"findings\":[" findings "],\"names\":[],\"y\":[1.50,{\"z\":[]}]}\n"

static void check_ignored(uint64_t first, const char *want)
{
	static const char all[] = WITH("fail", ONE "," TWO "," THREE);
	const uint64_t codes[] = { 1ULL << FINDING_PTR_MULTIPLE % 64,
				   1ULL << FINDING_FWD_MISMATCH % 64 };
	uint64_t ignore[2] = { 0 };
	struct revived_bed b;
	const char *fault;
	struct text out;

	if (first & 1)
		ignore[FINDING_PTR_MULTIPLE / 64] |= codes[0];
	if (first & 2)
		ignore[FINDING_FWD_MISMATCH / 64] |= codes[1];
	if (!revived_begin(&b, all, ignore, &fault))
		fail_msg("%s", fault);
	text_init(&out, 1 << 16);
	splice_findings(b.line.octets, b.line.len, b.r.dropped, b.r.n_findings, b.r.record.severity,
			&out);
	assert_string_equal(text_cstr(&out), want);
	assert_int_equal(b.r.record.iprev, IPREV_FAIL);
	text_done(&out);
	revived_end(&b);
}

static void a_line_loses_what_is_ignored_and_nothing_else(void **state)
{
	(void)state;
	check_ignored(0, WITH("fail", ONE "," TWO "," THREE));
	check_ignored(1, WITH("fail", TWO "," THREE));
	check_ignored(2, WITH("warn", ONE "," THREE));
	check_ignored(3, WITH("ok", THREE));
}

static void blanks_of_other_writers_are_no_trouble(void **state)
{
	static const char line[] = "{ \"severity\" : \"fail\" , \"findings\" : [ {\"a\": \"]\"} , "
				   "{ } ] , \"z\" : 1 }\n";
	static const uint8_t first[] = { 1, 0 }, both[] = { 1, 1 };
	struct text out;

	(void)state;
	text_init(&out, 1000);
	splice_findings(line, sizeof(line) - 1, first, 2, SEVERITY_OK, &out);
	assert_string_equal(text_cstr(&out),
			    "{ \"severity\" : \"ok\" , \"findings\" : [{ }] , \"z\" : 1 }\n");
	out.len = 0;
	splice_findings(line, sizeof(line) - 1, both, 2, SEVERITY_OK, &out);
	assert_string_equal(text_cstr(&out),
			    "{ \"severity\" : \"ok\" , \"findings\" : [] , \"z\" : 1 }\n");
	text_done(&out);
}

/* ---- an overview ---- */

static void add_failures(struct overview *o, unsigned first, unsigned n, enum severity severity)
{
	for (unsigned i = 0; i < n; i++) {
		struct target t = { .has_address = true, .address = { .len = 4 } };
		struct record r = { .target = &t, .severity = severity };

		t.address.octet[0] = 10;
		t.address.octet[1] = (uint8_t)((first + i) >> 8);
		t.address.octet[2] = (uint8_t)(first + i);
		overview_add(o, &r);
	}
}

static void bad_networks_outlast_the_table(void **state)
{
	static struct overview o;
	static const struct report_look look = { .width = 80 };
	struct text out;

	(void)state;
	for (unsigned i = 0; i < 5; i++)
		add_failures(&o, 7, 1, SEVERITY_FAIL);
	add_failures(&o, 1000, OVERVIEW_NETWORKS - 1, SEVERITY_OK);
	assert_false(o.has_given_up);
	add_failures(&o, 40000, OVERVIEW_NETWORKS, SEVERITY_FAIL);
	assert_true(o.has_given_up);
	assert_true(o.n_networks <= OVERVIEW_NETWORKS);
	add_failures(&o, 7, 1, SEVERITY_FAIL);
	text_init(&out, 1 << 16);
	overview_put(&o, &look, &out);
	assert_non_null(strstr(text_cstr(&out), "  10.0.7.0/24               at least 6 fail\n"));
	text_done(&out);
}

static void codes_of_the_future_are_bounded(void **state)
{
	static struct overview o;
	struct target t = { .input = "x" };
	char code[20];
	struct finding_told told = { .code = code, .message = "", .fix = "" };
	struct finding f = { .code = FINDING_FOREIGN, .told = &told };
	struct record r = { .target = &t, .findings = &f, .n_findings = 1 };

	(void)state;
	for (unsigned i = 0; i < 2 * OVERVIEW_FOREIGN; i++) {
		(void)snprintf(code, sizeof(code), "future_%u", i);
		overview_add(&o, &r);
	}
	assert_int_equal(o.n_foreign, OVERVIEW_FOREIGN);
	assert_int_equal(o.n_foreign_left_out, OVERVIEW_FOREIGN);
	assert_string_equal(overview_code_text(&o, FINDING_FOREIGN + 1), "future_1");
}

TESTS(a_record_comes_back_as_it_was, what_is_no_record_is_refused_with_a_clause,
      every_rcode_comes_back, a_line_loses_what_is_ignored_and_nothing_else,
      blanks_of_other_writers_are_no_trouble, bad_networks_outlast_the_table,
      codes_of_the_future_are_bounded)
