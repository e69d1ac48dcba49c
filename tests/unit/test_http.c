/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/http.h>

#include <string.h>
#include <time.h>

enum {
	NOW = 784111777, /* Sun, 06 Nov 1994 08:49:37 GMT, the date of RFC 9110's examples */
	FOREVER = 1000000000
};

static unsigned wait_of(const char *value, long long now_s)
{
	char text[64];
	struct http_header header = { .name = "retry-after", .value = text };
	struct http_response r = { .headers = &header, .n_headers = value != NULL };

	(void)snprintf(text, sizeof(text), "%s", value ? value : "");
	return http_retry_after_s(&r, now_s);
}

static void retry_after_is_seconds_or_one_of_three_dates(void **state)
{
	static const struct {
		const char *value;
		long long now_s;
		unsigned want;
	} rows[] = {
		{ NULL, NOW, 0 },
		{ "", NOW, 0 },
		{ "0", NOW, 0 },
		{ "60", NOW, 60 },
		{ "007", NOW, 7 },
		{ "999999999999999999999999", NOW, FOREVER },
		{ "4294967297", NOW, FOREVER },
		{ "-1", NOW, 0 },
		{ "+1", NOW, 0 },
		{ "1.5", NOW, 0 },
		{ "60 ", NOW, 0 },
		{ "60, 61", NOW, 0 },
		{ "soon", NOW, 0 },
		{ "Sun, 06 Nov 1994 08:49:37 GMT", NOW - 30, 30 },
		{ "Sunday, 06-Nov-94 08:49:37 GMT", NOW - 30, 30 },
		{ "Sun Nov  6 08:49:37 1994", NOW - 30, 30 },
		{ "Wed Nov 16 08:49:37 1994", NOW, 864000 },
		{ "Sun, 06 Nov 1994 08:49:37 GMT", NOW, 0 },
		{ "Sun, 06 Nov 1994 08:49:37 GMT", NOW + 1, 0 },
		{ "Fri, 31 Dec 9999 23:59:59 GMT", NOW, FOREVER },
		{ "Thu, 29 Feb 1996 00:00:00 GMT", 825551999, 1 },
		{ "Sat, 31 Dec 2016 23:59:60 GMT", 1483228790, 10 },
		/* Two digits: 44 is near, 45 is long ago. */
		{ "Sunday, 06-Nov-44 08:49:37 GMT", NOW, FOREVER },
		{ "Monday, 06-Nov-45 08:49:37 GMT", NOW, 0 },
		{ "Wednesday, 06-Nov-30 08:49:37 GMT", 1920185347, 30 },
		{ "Wed, 30 Feb 2028 00:00:00 GMT", NOW, 0 },
		{ "Wed, 00 Feb 2028 00:00:00 GMT", NOW, 0 },
		{ "Wed, 29 Feb 2027 00:00:00 GMT", NOW, 0 },
		{ "Wed, 01 Foo 2028 00:00:00 GMT", NOW, 0 },
		{ "Wed, 01 Feb 2028 24:00:00 GMT", NOW, 0 },
		{ "Wed, 01 Feb 2028 00:60:00 GMT", NOW, 0 },
		{ "Wed, 01 Feb 2028 00:00:00 CET", NOW, 0 },
		{ "Wed, 01 Feb 2028 00:00:00 GMT x", NOW, 0 },
		{ "Wed, 01 Feb 2028", NOW, 0 },
		{ "Wed, 01 Feb 1028 00:00:00 GMT", NOW, 0 },
		{ "Wed", NOW, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		row("%s", rows[i].value ? rows[i].value : "(none)");
		assert_int_equal(wait_of(rows[i].value, rows[i].now_s), rows[i].want);
	}
}

/* Each day of 60 years, against the C library. */
static void dates_are_those_of_the_calendar(void **state)
{
	(void)state;
	for (time_t at = 1000000000; at < 1000000000 + 60LL * 366 * 86400; at += 86399) {
		struct tm tm;
		char text[64];

		assert_non_null(gmtime_r(&at, &tm));
		assert_true(strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &tm) > 0);
		assert_int_equal(wait_of(text, at - 5), 5);
	}
}

static void the_first_header_of_a_name_counts(void **state)
{
	struct http_header headers[] = { { "a", "1", false },
					 { "b", "2", false },
					 { "a", "3", false } };
	const struct http_response r = { .headers = headers, .n_headers = 3 };

	(void)state;
	assert_string_equal(http_header(&r, "a"), "1");
	assert_string_equal(http_header(&r, "b"), "2");
	assert_null(http_header(&r, "c"));
}

static void a_request_has_room_for_so_many_headers(void **state)
{
	struct http_request r = { 0 };

	(void)state;
	for (unsigned i = 0; i < HTTP_HEADERS_MAX; i++)
		assert_true(http_add(&r, "X", "y", i == 3));
	assert_false(http_add(&r, "X", "y", false));
	assert_int_equal(r.n_headers, HTTP_HEADERS_MAX);
	assert_true(r.headers[3].is_secret && !r.headers[4].is_secret);
}

TESTS(retry_after_is_seconds_or_one_of_three_dates, dates_are_those_of_the_calendar,
      the_first_header_of_a_name_counts, a_request_has_room_for_so_many_headers)
