/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/why.h>

#include "../../src/scan/sorter.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

static struct why why;

/* `n` entries whose keys come in some order, each twice, with a value of `size` octets. */
static struct sorter *filled(unsigned n, size_t size)
{
	struct sorter *s = sorter_new(&why);
	char *value = calloc(1, size);

	assert_non_null(s);
	assert_non_null(value);
	for (unsigned i = 0; i < 2 * n; i++) {
		char key[16];

		(void)snprintf(key, sizeof(key), "%08u", i % n * 7919U % n);
		memcpy(value, &i, sizeof(i));
		if (!sorter_put(s, key, 8, value, size, &why))
			fail_msg("%s", why.text);
	}
	free(value);
	return s;
}

static void check(unsigned n, size_t size)
{
	struct sorter *s = filled(n, size);
	struct sorter_entry e;
	bool some;
	unsigned before = 0;

	assert_true(sorter_sort(s, &why));
	for (unsigned i = 0; i < 2 * n; i++) {
		char want[16];
		unsigned put;

		assert_true(sorter_next(s, &e, &some, &why));
		assert_true(some);
		(void)snprintf(want, sizeof(want), "%08u", i / 2);
		assert_int_equal(e.n_key, 8);
		assert_memory_equal(e.key, want, 8);
		assert_int_equal(e.n_value, size);
		memcpy(&put, e.value, sizeof(put));
		assert_true(i % 2 ? put == before + n : put < n);
		before = put;
	}
	assert_true(sorter_next(s, &e, &some, &why));
	assert_false(some);
	sorter_free(s);
}

static void a_few_stay_in_memory(void **state)
{
	(void)state;
	check(1, 4);
	check(1009, 100);
}

static void many_go_through_the_file(void **state)
{
	(void)state;
	check(20011, 500);
}

/* More pieces than are merged at a time. */
static void very_many_are_merged_before(void **state)
{
	(void)state;
	check(1409, 110000);
}

static void nothing_is_sorted_too(void **state)
{
	struct sorter *s = sorter_new(&why);
	struct sorter_entry e;
	bool some;

	(void)state;
	assert_true(sorter_sort(s, &why));
	assert_true(sorter_next(s, &e, &some, &why));
	assert_false(some);
	sorter_free(s);
}

static void a_shorter_key_comes_first(void **state)
{
	(void)state;
	assert_true(sorter_order("a", 1, "ab", 2) < 0);
	assert_true(sorter_order("b", 1, "ab", 2) > 0);
	assert_int_equal(sorter_order("ab", 2, "ab", 2), 0);
	assert_true(sorter_order("\377", 1, "a", 1) > 0);
}

static void a_full_disk_is_told(void **state)
{
	const struct rlimit small = { 1 << 20, RLIM_INFINITY };
	struct rlimit old;
	struct sorter *s = sorter_new(&why);
	static char value[100000];
	bool ok = true;

	(void)state;
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	for (unsigned i = 0; ok && i < 100; i++)
		ok = sorter_put(s, "k", 1, value, sizeof(value), &why);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_false(ok);
	assert_int_equal(why.code, WHY_IO);
	assert_string_equal(why.text, "cannot write to a temporary file: File too large");
	sorter_free(s);
}

TESTS(a_few_stay_in_memory, many_go_through_the_file, very_many_are_merged_before,
      nothing_is_sorted_too, a_shorter_key_comes_first, a_full_disk_is_told)
