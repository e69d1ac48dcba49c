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

TESTS(a_moment_has_a_date_in_utc)
