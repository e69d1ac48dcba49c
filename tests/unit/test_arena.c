/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/arena.h>

#include <stdalign.h>
#include <string.h>

static void pieces_are_aligned_and_apart(void **state)
{
	struct arena a;
	unsigned char *p[400];
	size_t size[400];

	(void)state;
	arena_init(&a, 1 << 20);
	for (unsigned i = 0; i < 400; i++) {
		size[i] = i * 7 % 501;
		p[i] = arena_get(&a, size[i]);
		assert_non_null(p[i]);
		assert_int_equal((uintptr_t)p[i] % alignof(max_align_t), 0);
		memset(p[i], (int)(i & 255), size[i]);
	}
	for (unsigned i = 0; i < 400; i++)
		for (size_t k = 0; k < size[i]; k++)
			assert_int_equal(p[i][k], i & 255);
	assert_false(a.failed);
	arena_done(&a);
}

static void the_ceiling_is_exact_and_sticky(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, 100);
	assert_non_null(arena_get(&a, 60));
	assert_non_null(arena_get(&a, 40));
	assert_int_equal(a.total, 100);
	assert_non_null(arena_get(&a, 0));
	assert_false(a.failed);
	assert_null(arena_get(&a, 1));
	assert_true(a.failed);
	assert_null(arena_get(&a, 0));
	arena_reset(&a);
	assert_false(a.failed);
	assert_null(arena_get(&a, 101));
	arena_reset(&a);
	assert_null(arena_get(&a, SIZE_MAX));
	arena_reset(&a);
	assert_non_null(arena_get(&a, 100));
	arena_done(&a);
	assert_non_null(arena_get(&a, 100)); /* done keeps the ceiling and can begin again */
	arena_done(&a);
	arena_done(&a);
}

static void after_a_reset_all_of_it_can_be_used_again(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, 50000);
	for (unsigned turn = 0; turn < 5; turn++) {
		for (unsigned i = 0; i < 50; i++) {
			unsigned char *p = arena_get(&a, 1000);

			assert_non_null(p);
			memset(p, 0xa5, 1000);
		}
		assert_null(arena_get(&a, 1000));
		arena_reset(&a);
	}
	arena_reset(&a);
	arena_done(&a);
}

static void a_piece_larger_than_a_block_is_given(void **state)
{
	struct arena a;
	unsigned char *p;

	(void)state;
	arena_init(&a, 1 << 20);
	p = arena_get(&a, 100000);
	assert_non_null(p);
	memset(p, 1, 100000);
	p = arena_get(&a, 100000);
	assert_non_null(p);
	memset(p, 2, 100000);
	arena_reset(&a);
	p = arena_get(&a, 200000);
	assert_non_null(p);
	memset(p, 3, 200000);
	arena_done(&a);
}

/* 1,000 octets fit in no first block and in each second one. */
static void a_second_block_goes_from_one_to_the_next(void **state)
{
	struct arena_pool pool = { 0 };
	struct arena a, b;
	unsigned char *p, *q;

	(void)state;
	arena_init(&a, 1 << 20);
	arena_init(&b, 1 << 20);
	a.pool = b.pool = &pool;
	for (unsigned turn = 0; turn < 3; turn++) {
		(void)arena_get(&a, 1);
		p = arena_get(&a, 1000);
		(void)arena_get(&a, 20000); /* a third one, which is nobody else's */
		memset(p, 1, 1000);
		arena_reset(&a);
		assert_non_null(pool.spare);
		(void)arena_get(&b, 1);
		q = arena_get(&b, 1000);
		assert_ptr_equal(p, q);
		assert_null(pool.spare);
		arena_done(&b);
	}
	(void)arena_get(&b, 1);
	(void)arena_get(&b, 100000); /* too large for another's wants */
	arena_reset(&b);
	assert_null(pool.spare);
	(void)arena_get(&a, 1);
	(void)arena_get(&a, 1000);
	arena_reset(&a);
	arena_done(&a);
	arena_done(&b);
	arena_pool_done(&pool);
	assert_null(pool.spare);
}

static void copies_are_copies(void **state)
{
	struct arena a;
	char from[] = { 'a', 0, 'b' };
	char *s;
	unsigned char *z;

	(void)state;
	arena_init(&a, 1000);
	s = arena_string(&a, from, 3);
	assert_memory_equal(s, "a\0b", 4);
	assert_memory_equal(arena_copy(&a, from, 3), from, 3);
	assert_string_equal(arena_string(&a, from, 0), "");
	assert_non_null(arena_copy(&a, NULL, 0));
	memset(arena_get(&a, 64), 0xff, 64);
	z = arena_zero(&a, 64);
	for (unsigned i = 0; i < 64; i++)
		assert_int_equal(z[i], 0);
	from[0] = 'x';
	assert_int_equal(s[0], 'a');
	assert_null(arena_string(&a, from, 1000));
	assert_null(arena_zero(&a, 1));
	assert_null(arena_copy(&a, from, 1));
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(pieces_are_aligned_and_apart),
		cmocka_unit_test(the_ceiling_is_exact_and_sticky),
		cmocka_unit_test(after_a_reset_all_of_it_can_be_used_again),
		cmocka_unit_test(a_piece_larger_than_a_block_is_given),
		cmocka_unit_test(a_second_block_goes_from_one_to_the_next),
		cmocka_unit_test(copies_are_copies),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
