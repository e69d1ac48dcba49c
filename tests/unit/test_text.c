/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/text.h>

#include <string.h>

enum {
	CEILING = 1 << 20
};

static void puts_add_up(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, CEILING);
	assert_string_equal(text_cstr(&t), "");
	text_str(&t, "a");
	text_char(&t, 'b');
	text_put(&t, "cd", 2);
	text_lit(&t, "e");
	text_uint(&t, 70);
	text_printf(&t, "-%s-%d", "f", -3);
	assert_string_equal(text_cstr(&t), "abcde70-f--3");
	assert_int_equal(t.len, 12);
	assert_false(t.failed);
	text_done(&t);
	assert_null(t.data);
	text_str(&t, "again");
	assert_string_equal(text_cstr(&t), "again");
	text_done(&t);
}

static void it_grows_and_keeps_what_it_has(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, CEILING);
	for (unsigned i = 0; i < 100000; i++)
		text_char(&t, (char)('a' + i % 26));
	assert_int_equal(t.len, 100000);
	for (unsigned i = 0; i < 100000; i++)
		assert_int_equal(t.data[i], 'a' + i % 26);
	text_done(&t);
}

static void over_the_ceiling_it_fails_and_stays_so(void **state)
{
	static const size_t ceilings[] = { 1, 10, 255, 256, 257, 1000, 4096 };

	(void)state;
	for (size_t i = 0; i < sizeof(ceilings) / sizeof(ceilings[0]); i++) {
		struct text t;
		size_t len;

		row("ceiling %zu", ceilings[i]);
		text_init(&t, ceilings[i]);
		for (size_t n = 0; n < ceilings[i] + 1 && !t.failed; n++)
			text_char(&t, 'x');
		assert_true(t.failed);
		assert_in_range(t.len, 0, ceilings[i]);
		len = t.len;
		text_str(&t, "more");
		text_uint(&t, 1);
		text_printf(&t, "%d", 1);
		assert_int_equal(t.len, len);
		assert_string_equal(text_cstr(&t), "");
		t.len = 0; /* as before the next record */
		text_char(&t, 'x');
		assert_int_equal(t.len, 0);
		assert_null(text_room(&t, 0));
		text_done(&t);
	}
}

static void what_is_written_into_room_counts(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, CEILING);
	for (unsigned i = 0; i < 1000; i++) {
		char *to = text_room(&t, i % 8);

		assert_non_null(to);
		memcpy(to, "1234567", i % 8);
	}
	assert_int_equal(t.len, 3500);
	t.len = 3;
	assert_string_equal(text_cstr(&t), "112");
	text_done(&t);
}

static void one_put_over_the_ceiling_fails_too(void **state)
{
	char big[300];
	struct text t;

	(void)state;
	memset(big, 'x', sizeof(big));
	text_init(&t, 100);
	text_str(&t, "few");
	text_put(&t, big, 200); /* there is room in the block, but not below the ceiling */
	assert_true(t.failed);
	assert_int_equal(t.len, 3);
	text_done(&t);
	text_init(&t, 100);
	text_printf(&t, "%0200d", 1);
	assert_true(t.failed);
	text_done(&t);
}

static void numbers_are_written_in_full(void **state)
{
	static const struct {
		uint64_t v;
		const char *text;
	} row_of[] = {
		{ 0, "0" },
		{ 9, "9" },
		{ 10, "10" },
		{ 4294967295U, "4294967295" },
		{ UINT64_MAX, "18446744073709551615" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct text t;

		text_init(&t, CEILING);
		text_uint(&t, row_of[i].v);
		assert_string_equal(text_cstr(&t), row_of[i].text);
		text_done(&t);
	}
}

static void microseconds_become_milliseconds(void **state)
{
	static const struct {
		uint64_t us;
		const char *text;
	} row_of[] = {
		{ 0, "0" },
		{ 1, "0.001" },
		{ 10, "0.01" },
		{ 100, "0.1" },
		{ 1000, "1" },
		{ 1234, "1.234" },
		{ 12340, "12.34" },
		{ 12300, "12.3" },
		{ 1000001, "1000.001" },
		{ 60000000, "60000" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct text t;

		text_init(&t, CEILING);
		text_millis(&t, row_of[i].us);
		assert_string_equal(text_cstr(&t), row_of[i].text);
		text_done(&t);
	}
}

static void strangers_octets_are_shown_as_printable_ascii(void **state)
{
	static const struct {
		size_t max;
		const char *octets;
		size_t n;
		const char *shown;
	} row_of[] = {
		{ 100, "", 0, "" },
		{ 100, "plain ~!", 8, "plain ~!" },
		{ 100, "a\0b", 3, "a\\000b" },
		{ 100, "\033[31m", 5, "\\027[31m" },
		{ 100, "\\", 1, "\\092" },
		{ 100, "\177\200\377", 3, "\\127\\128\\255" },
		{ 100, "\r\n\t", 3, "\\013\\010\\009" },
		{ 12, "abcdefghijklmnop", 16, "abcdefgh..." },
		{ 12, "abc\n\n\n\n", 7, "abc\\010..." },
		{ 4, "abcdef", 6, "..." },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		char out[100];

		memset(out, 'Z', sizeof(out));
		assert_ptr_equal(text_shown(out, row_of[i].max, row_of[i].octets, row_of[i].n),
				 out);
		assert_string_equal(out, row_of[i].shown);
		for (size_t k = row_of[i].max; k < sizeof(out); k++)
			assert_int_equal(out[k], 'Z');
	}
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(puts_add_up),
		cmocka_unit_test(it_grows_and_keeps_what_it_has),
		cmocka_unit_test(over_the_ceiling_it_fails_and_stays_so),
		cmocka_unit_test(one_put_over_the_ceiling_fails_too),
		cmocka_unit_test(what_is_written_into_room_counts),
		cmocka_unit_test(numbers_are_written_in_full),
		cmocka_unit_test(microseconds_become_milliseconds),
		cmocka_unit_test(strangers_octets_are_shown_as_printable_ascii),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
