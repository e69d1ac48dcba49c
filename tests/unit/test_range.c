/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/range.h>

static void a_range_alerts_as_the_guidelines_say(void **state)
{
	static const struct {
		const char *text;
		int64_t quiet[3], alerts[3]; /* ends with a repetition of the last */
	} row_of[] = {
		{ "10", { 0, 5000000, 10000000 }, { -1, 10000001, INT64_MAX } },
		{ "10:", { 10000000, 10000001, INT64_MAX }, { 9999999, 0, -1 } },
		{ "~:10", { INT64_MIN, -5, 10000000 }, { 10000001, 10000001, INT64_MAX } },
		{ "10:20", { 10000000, 15000000, 20000000 }, { 9999999, 20000001, 0 } },
		{ "@10:20", { 9999999, 20000001, 0 }, { 10000000, 15000000, 20000000 } },
		{ "@10", { -1, 10000001, 10000001 }, { 0, 5000000, 10000000 } },
		{ "0.5", { 0, 499999, 500000 }, { 500001, 1000000, -1 } },
		{ ":0.25", { 0, 1, 250000 }, { 250001, -1, -1 } },
		{ "-1.5:+.5", { -1500000, 0, 500000 }, { -1500001, 500001, 500001 } },
		{ "~:", { INT64_MIN, 0, INT64_MAX }, { 0 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct range r;

		row("%s", row_of[i].text);
		assert_true(range_parse(&r, row_of[i].text));
		assert_string_equal(r.text, row_of[i].text);
		for (size_t k = 0; k < 3; k++) {
			assert_false(range_alerts(&r, row_of[i].quiet[k]));
			if (i + 1 < sizeof(row_of) / sizeof(row_of[0]))
				assert_true(range_alerts(&r, row_of[i].alerts[k]));
		}
	}
}

static void what_is_no_range_is_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"@",
		":",
		"x",
		"1x",
		"~",
		"1:x",
		"2:1",
		"1:2:3",
		"1,5",
		"1e3",
		" 1",
		"1 ",
		"--1",
		".",
		"-",
		"@@1",
		"~1:2",
		"nan",
		"inf",
		"1|2",
		"1;2",
		"1\n2",
		"0x10",
		"1000000000",
		"1:~",
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0.000000000000000000000000000000000000000000000000000000000000000000001",
	};
	struct range r = { .text = "untouched" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		row("%s", texts[i]);
		assert_false(range_parse(&r, texts[i]));
		assert_string_equal(r.text, "untouched");
	}
}

static void without_a_range_nothing_alerts(void **state)
{
	const struct range none = { 0 };

	(void)state;
	assert_false(range_alerts(&none, INT64_MIN));
	assert_false(range_alerts(&none, 0));
	assert_false(range_alerts(&none, INT64_MAX));
}

TESTS(a_range_alerts_as_the_guidelines_say, what_is_no_range_is_refused,
      without_a_range_nothing_alerts)
