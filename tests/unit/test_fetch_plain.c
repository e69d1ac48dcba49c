/* SPDX-License-Identifier: MIT */
/* The build of fetch that tests use: http to loopback, and to nobody else. */
#define FCRDNS_LOOPBACK_HTTP
#include "../../src/net/fetch.c" /* NOLINT(bugprone-suspicious-include): instead of the library's */

#include "test.h"

#include "fetch_bed.h"

enum {
	LONG_MS = HANG_S * 1000
};

static void http_is_spoken_to_loopback_only(void **state)
{
	static const char *const refused[] = {
		"http://192.0.2.1/",   "http://[2001:db8::1]/",	     "http://localhost.example/",
		"http://127.example/", "http://[::ffff:127.0.0.1]/", "ftp://127.0.0.1/"
	};
	struct fetch *f = bed_fetch(HANG_S * 1000);
	struct http_request r = { 0 };
	struct http_response got;
	char url[100];

	(void)state;
	assert_string_equal(bed_send(f, &r, "http", PLAIN, "ok")->body, "hello");
	assert_string_equal(bed_send(f, &r, "http", PLAIN, "old")->body, "hello");
	assert_int_equal(bed_send(f, &r, "http", PLAIN, "redirect")->status, 302);
	assert_string_equal(bed_send(f, &r, "https", GOOD, "ok")->body, "hello");
	(void)snprintf(url, sizeof(url), "http://localhost:%u/ok", bed.ports[PLAIN]);
	r.url = url;
	fetch_run(f, &r, &got, &bed.arena);
	assert_int_equal(got.outcome, HTTP_ANSWERED);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		row("%s", refused[i]);
		r.url = refused[i];
		fetch_run(f, &r, &got, &bed.arena);
		assert_int_equal(got.outcome, HTTP_REFUSED);
		assert_string_equal(got.because, "it is not https://");
	}
	fetch_free(f);
}

static void origins_are_kept_apart_and_bounded(void **state)
{
	struct fetch *f = bed_fetch(HANG_S * 1000);
	struct http_request r = { 0 };

	(void)state;
	for (unsigned round = 0; round < 2; round++)
		for (unsigned i = 1; i < 2 * ORIGINS; i++) {
			struct http_response got;
			char url[100];

			(void)snprintf(url, sizeof(url), "http://127.0.0.%u:%u/", i, 1U);
			r.method = "GET";
			r.url = url;
			fetch_run(f, &r, &got, &bed.arena);
			assert_int_equal(got.outcome, HTTP_BROKEN);
			assert_string_equal(got.because, "no connection (Connection refused)");
		}
	fetch_free(f);
}

static void a_proxy_carries_it_and_learns_nothing(void **state)
{
	struct http_request r = { .method = "GET" };
	const struct http_response *got;
	struct http_response answer;
	char url[80], want[200];
	struct fetch_conf conf = { .proxy = "ftp://127.0.0.1" };
	struct fetch *f;
	struct why why;

	(void)state;
	bed_begin();
	(void)snprintf(url, sizeof(url), "127.0.0.1:%u", bed.ports[PROXY]);
	f = bed_fetch_by(url, LONG_MS);
	assert_true(http_add(&r, "X-Auth-Token", "proxied-secret", true));
	got = bed_send(f, &r, "https", GOOD, "ok?proxied");
	assert_int_equal(got->outcome, HTTP_ANSWERED);
	assert_string_equal(got->body, "hello");
	assert_null(http_header(got, "x-proxy"));
	(void)snprintf(want, sizeof(want),
		       "PROXY CONNECT 127.0.0.1:%u HTTP/1.1|Host: 127.0.0.1:%u|User-Agent: "
		       "fcrdns-check|Proxy-Connection: Keep-Alive\n",
		       bed.ports[GOOD], bed.ports[GOOD]);
	assert_non_null(strstr(bed_log(), want));
	assert_int_equal(bed_send(f, &r, "https", OTHER_HOST, "ok")->outcome, HTTP_UNTRUSTED);
	r.url = "https://refused.example/";
	fetch_run(f, &r, &answer, &bed.arena);
	assert_int_equal(answer.outcome, HTTP_BROKEN);
	fetch_free(f);
	assert_null(fetch_new(&conf, &why));
	assert_int_equal(why.code, WHY_USAGE);
}

/* It was read, then the connection was closed: libcurl would send it again by itself, since the
 * connection had been used before. */
static void a_request_that_writes_is_sent_once(void **state)
{
	struct fetch *f = bed_fetch(HANG_S * 1000);
	struct http_request r = { .method = "PATCH", .body = "{}", .body_len = 2, .writes = true };
	unsigned n = 0;

	(void)state;
	assert_int_equal(bed_send(f, &(struct http_request){ 0 }, "http", PLAIN, "ok")->status,
			 200);
	assert_int_equal(bed_send(f, &r, "http", PLAIN, "nothing?written")->outcome, HTTP_BROKEN);
	for (const char *at = bed_log(); (at = strstr(at, "PATCH /nothing?written")); at++)
		n++;
	assert_int_equal(n, 1);
	fetch_free(f);
}

TESTS(http_is_spoken_to_loopback_only, origins_are_kept_apart_and_bounded,
      a_proxy_carries_it_and_learns_nothing, a_request_that_writes_is_sent_once)
