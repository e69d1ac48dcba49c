/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "../../src/exporter/setting.h"

#include <fcrdns/why.h>

#include <string.h>

static const struct setting place = { .file = "f", .line = 7, .key = "a.b" };
static struct why why;

static void a_duration_is_written_as_in_prometheus(void **state)
{
	static const struct {
		const char *text;
		long ms; /* -1: it is none */
	} rows[] = {
		{ "0", 0 },
		{ "5s", 5000 },
		{ "1m30s", 90000 },
		{ "500ms", 500 },
		{ "1h", 3600000 },
		{ "1d", 86400000 },
		{ "0s", 0 },
		{ "1w", 604800000 },
		{ "1h2m3s4ms", 3723004 },
		{ "5", -1 },
		{ "", -1 },
		{ "s", -1 },
		{ "1.5s", -1 },
		{ "-1s", -1 },
		{ "+1s", -1 },
		{ "1s1s", -1 },
		{ "1s1m", -1 },
		{ "1 s", -1 },
		{ "1sx", -1 },
		{ "1S", -1 },
		{ "1ms1s", -1 },
		{ "00", -1 },
		{ "1y", -1 },
		{ "1us", -1 },
		{ "4294967296w", -1 },
		{ "1w1d ", -1 },
		{ "18446744073709551616s", -1 },
		{ "9w", -1 }, /* more than may be */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned ms = 1;
		bool ok = setting_duration(&ms, &place, rows[i].text, 0, 604800000, &why);

		row("%s", rows[i].text);
		assert_int_equal(ok, rows[i].ms >= 0);
		assert_int_equal(ms, ok ? rows[i].ms : 1);
	}
	assert_string_equal(why.text, "f, line 7: a.b wants a duration such as 5s or 1m30s, from "
				      "0s to 168h, not '9w'");
}

static void a_bool_and_a_number_have_few_spellings(void **state)
{
	static const char *const no[] = { "", "t", "1", "0", "truE", "y", "n", "true " };
	bool value = false;
	unsigned n = 0;

	(void)state;
	assert_true(setting_bool(&value, &place, "True", &why) && value);
	assert_true(setting_bool(&value, &place, "off", &why) && !value);
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		assert_false(setting_bool(&value, &place, no[i], &why));
	assert_true(setting_uint(&n, &place, "4294967295", 1, UINT32_MAX, &why) && n == UINT32_MAX);
	assert_false(setting_uint(&n, &place, "4294967296", 1, UINT32_MAX, &why));
	assert_false(setting_uint(&n, &place, "0x1", 1, UINT32_MAX, &why));
	assert_false(setting_uint(&n, &place, " 1", 1, UINT32_MAX, &why));
}

TESTS(a_duration_is_written_as_in_prometheus, a_bool_and_a_number_have_few_spellings)
