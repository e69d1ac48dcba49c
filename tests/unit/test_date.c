/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/date.h>

#include <string.h>

struct row {
	int64_t unix_s;
	const char *want;
};

static const struct row rows[] = {
	{ 0, "1970-01-01 00:00:00" },
	{ 951782399, "2000-02-28 23:59:59" },
	{ 951782400, "2000-02-29 00:00:00" },
	{ 951868800, "2000-03-01 00:00:00" },
	{ 1573789015, "2019-11-15 03:36:55" },
	{ 1698315752, "2023-10-26 10:22:32" },
	{ 1735689599, "2024-12-31 23:59:59" },
	{ 4107542400, "2100-03-01 00:00:00" }, /* no leap year */
	{ 253402300799, "9999-12-31 23:59:59" },
	{ 253402300800, "9999-12-31 23:59:59" },
	{ INT64_MAX, "9999-12-31 23:59:59" },
	{ -1, "1970-01-01 00:00:00" },
	{ INT64_MIN, "1970-01-01 00:00:00" },
};

static void a_moment_has_a_date_in_utc(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct date d = date_of(rows[i].unix_s);
		char got[64];

		row("%s", rows[i].want);
		(void)snprintf(got, sizeof(got), "%04u-%02u-%02u %02u:%02u:%02u", d.year, d.month,
			       d.day, d.hour, d.minute, d.second);
		assert_string_equal(got, rows[i].want);
	}
}

static void a_text_is_a_moment_or_none(void **state)
{
	static const char *const bad[] = {
		"",
		"2026-01-01",
		"2026-01-01T00:00:00",
		"2026-01-01 00:00:00Z",
		"2026-01-01T00:00:00z",
		"2026-00-01T00:00:00Z",
		"2026-13-01T00:00:00Z",
		"2026-02-29T00:00:00Z",
		"2100-02-29T00:00:00Z",
		"2026-06-31T00:00:00Z",
		"2026-01-01T24:00:00Z",
		"2026-01-01T00:60:00Z",
		"1969-12-31T23:59:59Z",
		"2026-01-0aT00:00:00Z",
		"2026-01-01T00:00:00Zx",
	};
	int64_t got;

	(void)state;
	for (int64_t unix_s = 0; unix_s < INT64_C(253402300800); unix_s += 86400 * 37 + 4201) {
		const struct date d = date_of(unix_s);
		char text[96];

		(void)snprintf(text, sizeof(text), "%04u-%02u-%02uT%02u:%02u:%02uZ", d.year,
			       d.month, d.day, d.hour, d.minute, d.second);
		assert_true(date_parse(&got, text));
		assert_int_equal(got, unix_s);
	}
	got = 7;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(date_parse(&got, bad[i]));
	assert_int_equal(got, 7);
}

TESTS(a_moment_has_a_date_in_utc, a_text_is_a_moment_or_none)
