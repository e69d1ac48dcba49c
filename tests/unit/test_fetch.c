/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "fetch_bed.h"

#include <fcrdns/limits.h>

enum {
	LONG_MS = HANG_S * 1000,
	SHORT_MS = 400
};

static void whole_answers_are_told_whatever_their_status(void **state)
{
	static const struct {
		const char *path;
		unsigned status;
		const char *body;
	} rows[] = {
		{ "ok", 200, "hello" },	      { "ok?a=b&c=%20:x", 200, "hello" },
		{ "empty", 204, "" },	      { "error", 503, "{}" },
		{ "redirect", 302, "" },      { "permanent", 308, "" },
		{ "chunked", 200, "hello" },  { "emptychunked", 200, "" },
		{ "close", 200, "hello" },    { "old", 200, "hello" },
		{ "continue", 200, "hello" }, { "token", 200, "hello" },
		{ "full", 200, "hello" },     { "gzip", 200, "\x1f\x8bno" },
	};
	struct fetch *f = bed_fetch(LONG_MS);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct http_response *r = bed_get(f, rows[i].path);

		row("%s", rows[i].path);
		assert_int_equal(r->outcome, HTTP_ANSWERED);
		assert_int_equal(r->status, rows[i].status);
		assert_string_equal(r->body, rows[i].body);
		assert_int_equal(r->body_len, strlen(rows[i].body));
	}
	assert_int_equal(bed_get(f, "octets")->body_len, 256);
	assert_int_equal(bed_get(f, "large")->body_len, LIMIT_HTTP_BODY);
	fetch_free(f);
}

static void headers_are_in_lower_case_and_of_the_last_head(void **state)
{
	struct fetch *f = bed_fetch(LONG_MS);
	const struct http_response *r = bed_get(f, "ok");

	(void)state;
	assert_string_equal(http_header(r, "x-answer"), "two words");
	assert_string_equal(http_header(r, "x-empty"), "");
	assert_int_equal(r->n_headers, 4);
	r = bed_get(f, "continue");
	assert_null(http_header(r, "x-first"));
	assert_null(http_header(r, "x-second"));
	assert_string_equal(http_header(r, "x-third"), "3");
	r = bed_get(f, "chunked");
	assert_null(http_header(r, "x-late"));
	assert_int_equal(http_retry_after_s(r, 0), 0);
	assert_null(http_header(bed_get(f, "emptychunked"), "x-late"));
	assert_string_equal(http_header(bed_get(f, "high"), "x-a"), "caf\303\251");
	assert_string_equal(http_header(bed_get(f, "tab"), "x-a"), "a\tb");
	assert_int_equal(strlen(http_header(bed_get(f, "token"), "x-subject-token")), 20000);
	fetch_free(f);
}

static void what_is_not_whole_or_too_much_is_no_answer(void **state)
{
	static const struct {
		const char *path;
		enum http_outcome want;
		const char *because; /* its beginning */
	} rows[] = {
		{ "short", HTTP_BROKEN, "the exchange failed (" },
		{ "twolengths", HTTP_BROKEN, "" },
		{ "cutchunk", HTTP_BROKEN, "the exchange failed (" },
		{ "nolastchunk", HTTP_BROKEN, "the exchange failed (" },
		{ "http09", HTTP_BROKEN, "the exchange failed (" },
		{ "nothing", HTTP_BROKEN, "the exchange failed (" },
		{ "cuthead", HTTP_BROKEN, "an answer whose headers are cut short" },
		{ "nul", HTTP_BROKEN, "" },
		{ "escape", HTTP_BROKEN, "a control character in a header" },
		{ "delete", HTTP_BROKEN, "a control character in a header" },
		{ "noname", HTTP_BROKEN, "a header line that is none" },
		{ "space", HTTP_BROKEN, "a header line that is none" },
		{ "nocolon", HTTP_BROKEN, "" },
		{ "bigline", HTTP_OVERSIZE, "more than is read of one answer" },
		{ "bighead", HTTP_OVERSIZE, "more than is read of one answer" },
		{ "many", HTTP_OVERSIZE, "more than is read of one answer" },
		{ "endlesshead", HTTP_OVERSIZE, "more than is read of one answer" },
		{ "continues", HTTP_OVERSIZE, "more than is read of one answer" },
		{ "big", HTTP_OVERSIZE, "more than is read of one answer" },
		{ "bignumber", HTTP_OVERSIZE, "more than is read of one answer" },
		{ "endless", HTTP_OVERSIZE, "more than is read of one answer" },
	};
	struct fetch *f = bed_fetch(LONG_MS);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct http_response *r = bed_get(f, rows[i].path);

		row("%s: %s", rows[i].path, r->because);
		assert_int_equal(r->outcome, rows[i].want);
		assert_int_equal(strncmp(r->because, rows[i].because, strlen(rows[i].because)), 0);
	}
	assert_int_equal(bed_get(f, "ok")->outcome, HTTP_ANSWERED);
	fetch_free(f);
}

static void who_takes_too_long_is_late(void **state)
{
	static const char *const paths[] = { "silent", "stalledhead", "slowhead", "slow" };
	struct fetch *f = bed_fetch(SHORT_MS);

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		assert_int_equal(bed_get(f, paths[i])->outcome, HTTP_LATE);
	fetch_free(f);
	f = bed_fetch(LONG_MS);
	bed.stop = SIGTERM;
	assert_int_equal(bed_get(f, "silent")->outcome, HTTP_BROKEN);
	assert_string_equal(bed_get(f, "silent")->because, "interrupted");
	bed.stop = 0;
	assert_int_equal(bed_get(f, "ok")->outcome, HTTP_ANSWERED);
	fetch_free(f);
}

static void who_cannot_be_verified_is_told_nothing(void **state)
{
	struct fetch *f = bed_fetch(LONG_MS);
	struct http_request r = { 0 };
	struct fetch_conf conf = { .connect_ms = LONG_MS, .total_ms = LONG_MS };
	const struct http_response *got;
	struct why why;
	char path[80];

	(void)state;
	for (enum bed_server s = OTHER_HOST; s <= SELF_SIGNED; s++) {
		got = bed_send(f, &r, "https", s, "secret");
		assert_int_equal(got->outcome, HTTP_UNTRUSTED);
		assert_non_null(strstr(got->because, "its certificate cannot be verified ("));
	}
	fetch_free(f);
	/* The system's certificates do not know our authority. */
	f = fetch_new(&conf, &why);
	assert_int_equal(bed_send(f, &r, "https", GOOD, "secret")->outcome, HTTP_UNTRUSTED);
	fetch_free(f);
	assert_null(strstr(bed_log(), "secret"));

	(void)snprintf(path, sizeof(path), "%s/none.pem", bed.folder);
	conf.cacert = path;
	assert_null(fetch_new(&conf, &why));
	assert_int_equal(why.code, WHY_NOINPUT);
	/* A port where nobody listens. */
	f = bed_fetch(LONG_MS);
	bed.ports[SELF_SIGNED] = 1;
	got = bed_send(f, &r, "https", SELF_SIGNED, "");
	assert_int_equal(got->outcome, HTTP_BROKEN);
	assert_string_equal(got->because, "no connection (Connection refused)");
	fetch_free(f);
}

static void what_may_not_be_asked_is_not_sent(void **state)
{
	static const char *const urls[] = { "http://127.0.0.1:%u/forbidden",
					    "http://localhost:%u/forbidden",
					    "HTTP://127.0.0.1:%u/forbidden",
					    "ftp://127.0.0.1:%u/forbidden",
					    "file:///etc/passwd",
					    "https://user:pw@127.0.0.1:%u/forbidden",
					    "https://127.0.0.1:%u/forbidden#x",
					    "https://127.1:%u/forbidden",
					    "127.0.0.1:%u/forbidden",
					    "https://127.0.0.1:%u/forbidden x",
					    "https://127.0.0.1:%u/forbidden\r\nX-A: b",
					    "" };
	struct fetch *f = bed_fetch(LONG_MS);
	struct http_request r = { .method = "GET" };
	struct http_response got;
	char url[200];

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		size_t at = strcspn(urls[i], "%");
		(void)snprintf(url, sizeof(url), "%.*s%u%s", (int)at, urls[i], bed.ports[PLAIN],
			       urls[i][at] ? urls[i] + at + 2 : "");
		r.url = url;
		row("%s", url);
		fetch_run(f, &r, &got, &bed.arena);
		assert_int_equal(got.outcome, HTTP_REFUSED);
	}
	r.method = "DELETE ";
	assert_int_equal(bed_send(f, &r, "https", GOOD, "forbidden")->outcome, HTTP_REFUSED);
	r.method = "GET";
	assert_true(http_add(&r, "X-A", "b\r\nX-B: c", false));
	assert_int_equal(bed_send(f, &r, "https", GOOD, "forbidden")->outcome, HTTP_REFUSED);
	assert_null(strstr(bed_log(), "forbidden"));
	fetch_free(f);
}

static void requests_say_what_is_asked_and_nothing_else(void **state)
{
	struct fetch *f = bed_fetch(LONG_MS);
	struct http_request r = { .method = "PATCH", .body = "{\"a\":1}", .body_len = 7 };
	char want[400], log[1 << 12], *line;

	(void)state;
	(void)setenv("https_proxy", "http://127.0.0.1:1", 1);
	(void)setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
	assert_true(http_add(&r, "X-Auth-Token", "abc", true));
	assert_true(http_add(&r, "Content-Type", "application/json", false));
	assert_true(http_add(&r, "X-Empty", "", false));
	assert_int_equal(bed_send(f, &r, "https", GOOD, "ok/a:b/../c")->outcome, HTTP_BROKEN);
	r = (struct http_request){ .method = "DELETE" };
	assert_int_equal(bed_send(f, &r, "https", GOOD, "ok?delete")->outcome, HTTP_ANSWERED);
	r = (struct http_request){ .method = "POST", .body = "", .body_len = 0 };
	assert_int_equal(bed_send(f, &r, "https", GOOD, "ok?post")->outcome, HTTP_ANSWERED);
	r = (struct http_request){ .method = "GET" };
	assert_int_equal(bed_send(f, &r, "https", GOOD, "ok?get")->outcome, HTTP_ANSWERED);
	(void)snprintf(log, sizeof(log), "%s",
		       strstr(bed_log(), "PATCH") ? strstr(bed_log(), "PATCH") : "");
	(void)snprintf(want, sizeof(want),
		       "PATCH /ok/a:b/../c HTTP/1.1|Host: 127.0.0.1:%u|User-Agent: fcrdns-check|"
		       "Accept: */*|X-Auth-Token: abc|Content-Type: application/json|X-Empty:|"
		       "Content-Length: 7|{\"a\":1}\n",
		       bed.ports[GOOD]);
	line = strchr(log, '\n') + 1;
	assert_int_equal(strncmp(log, want, strlen(want)), 0);
	(void)snprintf(want, sizeof(want),
		       "DELETE /ok?delete HTTP/1.1|Host: 127.0.0.1:%u|User-Agent: fcrdns-check|"
		       "Accept: */*|",
		       bed.ports[GOOD]);
	assert_non_null(strstr(line, want));
	(void)snprintf(want, sizeof(want),
		       "GET /ok?get HTTP/1.1|Host: 127.0.0.1:%u|User-Agent: fcrdns-check|"
		       "Accept: */*|\n",
		       bed.ports[GOOD]);
	assert_non_null(strstr(line, want));
	(void)unsetenv("https_proxy");
	(void)unsetenv("ALL_PROXY");
	fetch_free(f);
}

static void http_2_is_spoken(void **state)
{
	struct fetch *f = bed_fetch(LONG_MS);
	struct http_request r = { 0 };
	const struct http_response *got = bed_send(f, &r, "https", HTTP2, "a");

	(void)state;
	assert_int_equal(got->outcome, HTTP_ANSWERED);
	assert_int_equal(got->status, 200);
	assert_string_equal(got->body, "hello");
	assert_string_equal(http_header(got, "x-a"), "two");
	assert_int_equal(bed_send(f, &r, "https", HTTP2, "b")->outcome, HTTP_BROKEN);
	assert_int_equal(bed_send(f, &r, "https", HTTP2, "c")->outcome, HTTP_BROKEN);
	/* Over one connection, which is kept. */
	assert_non_null(strstr(bed_log(), "HTTP/2 stream 1\nHTTP/2 stream 3\nHTTP/2 stream 5\n"));
	fetch_free(f);
}

TESTS(whole_answers_are_told_whatever_their_status, headers_are_in_lower_case_and_of_the_last_head,
      what_is_not_whole_or_too_much_is_no_answer, who_takes_too_long_is_late,
      who_cannot_be_verified_is_told_nothing, what_may_not_be_asked_is_not_sent,
      requests_say_what_is_asked_and_nothing_else, http_2_is_spoken)
