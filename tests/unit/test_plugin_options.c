/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/nagios.h>
#include <fcrdns/why.h>

#include <string.h>

#include "../../src/plugin/options.h"

enum {
	WORDS_MAX = 32
};

static struct options options;

static bool parse(const char *const *words, struct why *why)
{
	static char copy[4096];
	static char *argv[WORDS_MAX];
	char *p = copy;
	int argc = 0;

	*why = (struct why){ 0 };
	argv[argc++] = strcpy(p, "check_fcrdns");
	for (; *words; words++) {
		p += strlen(p) + 1;
		argv[argc++] = strcpy(p, *words);
	}
	argv[argc] = NULL;
	plugin_options_done(&options);
	return plugin_options_parse(&options, argc, argv, why);
}

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void the_table_is_sound(void **state)
{
	const char *fault = opt_table_fault(plugin_table, n_plugin_rows);

	(void)state;
	assert_string_equal(fault ? fault : "", "");
}

static void the_defaults_are_the_documented_ones(void **state)
{
	struct why why;

	(void)state;
	assert_true(parse(WORDS("-H", "192.0.2.1"), &why));
	assert_int_equal(options.hosts.n, 1);
	assert_int_equal(options.timeout_ms, 10000);
	assert_int_equal(options.timeout_result, NAGIOS_CRITICAL);
	assert_int_equal(options.temperror_result, NAGIOS_WARNING);
	assert_int_equal(options.generic_result, NAGIOS_WARNING);
	assert_null(options.warn.text);
	assert_null(options.crit.text);
}

static void all_hosts_are_taken(void **state)
{
	struct why why;

	(void)state;
	assert_true(parse(WORDS("-H", "a.example", "b.example", "-H", "c.example"), &why));
	assert_int_equal(options.hosts.n, 3);
}

static void bad_usage_is_told(void **state)
{
	static const struct {
		const char *words[4], *why;
	} row_of[] = {
		{ { NULL }, "what shall be checked? For one address: check_fcrdns -H 192.0.2.1" },
		{ { "-H", "x", "-w", "5:1" }, NULL },
		{ { "-Hx", "-w1x" }, "-w wants a range of seconds such as 5 or @1:2, not '1x'" },
		{ { "-Hx", "-c|" }, "-c wants a range of seconds such as 5 or @1:2, not '|'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		const char *words[5] = { 0 };
		struct why why;

		memcpy(words, row_of[i].words, sizeof(row_of[i].words));
		assert_false(parse(words, &why));
		assert_int_equal(why.code, WHY_USAGE);
		if (row_of[i].why)
			assert_string_equal(why.text, row_of[i].why);
	}
}

/* As other plugins take them for --timeout-result: also as they are printed, and as exit status. */
static void a_state_is_a_word_or_its_number(void **state)
{
	static const char *const rows[][3] = {
		{ "ok", "OK", "0" },
		{ "warning", "WARNING", "1" },
		{ "critical", "Critical", "2" },
		{ "unknown", "UNKNOWN", "3" },
	};
	static const char *const bad[] = { "", "4", "-1", "00", "o", "okay", "warn", "pending" };
	struct why why;

	(void)state;
	for (unsigned i = 0; i < 4; i++)
		for (unsigned k = 0; k < 3; k++) {
			row("%s", rows[i][k]);
			assert_true(parse(WORDS("-H", "192.0.2.1", "--timeout-result", rows[i][k],
						"--temperror-result", rows[i][k],
						"--generic-result", rows[i][k]),
					  &why));
			assert_int_equal(options.timeout_result, i);
			assert_int_equal(options.temperror_result, i);
			assert_int_equal(options.generic_result, i);
		}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		row("'%s'", bad[i]);
		assert_false(parse(WORDS("-H", "192.0.2.1", "--timeout-result", bad[i]), &why));
		assert_non_null(strstr(why.text, "wants ok|warning|critical|unknown, not '"));
	}
}

TESTS(a_state_is_a_word_or_its_number, the_table_is_sound, the_defaults_are_the_documented_ones,
      all_hosts_are_taken, bad_usage_is_told)
