/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/arena.h>
#include <fcrdns/text.h>

#include "../../src/scan/ring.h"

#include <string.h>
#include <unistd.h>

enum {
	SIZE = 8,
	LIGHT = 100
};

static struct ring ring;
static struct spill spill;
static struct text out;

static int begin(void **state)
{
	(void)state;
	spill_init(&spill);
	text_init(&out, SIZE_MAX);
	if (!ring_init(&ring, SIZE))
		return -1;
	ring.spill = &spill;
	ring.light = LIGHT;
	return 0;
}

static int end(void **state)
{
	(void)state;
	ring_done(&ring);
	spill_done(&spill);
	text_done(&out);
	return 0;
}

static const char *popped(enum ring_got want, uint64_t want_index)
{
	static struct text copy = { .ceiling = SIZE_MAX };
	struct ring_piece piece;

	assert_int_equal(ring_pop(&ring, &out, &piece), want);
	if (want == RING_FINISHED)
		assert_int_equal(piece.index, want_index);
	copy.len = 0;
	if (piece.len)
		text_put(&copy, piece.octets, piece.len);
	return text_cstr(&copy);
}

static size_t added(uint64_t index, const char *text)
{
	size_t place = ring_take(&ring, index);

	assert_true(ring_add(&ring, place, text, strlen(text), true));
	ring_finish(&ring, place);
	return place;
}

static void what_is_finished_early_waits_for_its_turn(void **state)
{
	size_t first = ring_take(&ring, 5);

	(void)state;
	added(6, "two");
	added(8, "three");
	assert_true(ring_is_head(&ring, first));
	assert_string_equal(popped(RING_OPEN, 0), "");
	ring_finish(&ring, first);
	assert_string_equal(popped(RING_FINISHED, 5), "");
	assert_string_equal(popped(RING_FINISHED, 6), "two");
	assert_string_equal(popped(RING_FINISHED, 8), "three");
	assert_string_equal(popped(RING_OPEN, 0), "");
	assert_int_equal(ring.weight, 0);
}

static void a_place_that_is_open_gives_what_it_has(void **state)
{
	size_t place = ring_take(&ring, 0);

	(void)state;
	assert_true(ring_add(&ring, place, "a", 1, false));
	assert_true(ring_add(&ring, place, "b", 1, false));
	assert_string_equal(popped(RING_OPEN, 0), "ab");
	assert_true(ring_add(&ring, place, "c", 1, false));
	ring_finish(&ring, place);
	assert_string_equal(popped(RING_FINISHED, 0), "c");
}

static void what_is_added_piece_by_piece_stays_whole(void **state)
{
	static char all[RING_KINDS * RING_STEP * 3 + 1];
	const size_t step = 100;

	(void)state;
	ring.spill = NULL;
	for (size_t i = 0; i < sizeof(all) - 1; i++)
		all[i] = (char)('a' + i % 23);
	for (unsigned round = 0; round < 3; round++) {
		size_t place = ring_take(&ring, 7);

		for (size_t i = 0; i < sizeof(all) - 1; i += step)
			assert_true(ring_add(
				&ring, place, all + i,
				sizeof(all) - 1 - i < step ? sizeof(all) - 1 - i : step, false));
		ring_finish(&ring, place);
		assert_string_equal(popped(RING_FINISHED, 7), all);
		assert_int_equal(ring.weight, 0);
	}
}

static void places_are_bounded_and_used_again(void **state)
{
	(void)state;
	for (uint64_t round = 0; round < 5; round++) {
		for (uint64_t i = 0; i < SIZE; i++) {
			assert_true(ring_has_room(&ring));
			added(round * SIZE + i, i % 2 ? "odd" : "");
		}
		assert_false(ring_has_room(&ring));
		for (uint64_t i = 0; i < SIZE; i++)
			assert_string_equal(popped(RING_FINISHED, round * SIZE + i),
					    i % 2 ? "odd" : "");
	}
}

static void what_is_heavy_goes_to_the_spill_and_comes_back(void **state)
{
	static char texts[SIZE][20000];
	static const size_t lens[SIZE] = { 150, 1, 2047, 2048, 2049, 19999, 4096, 7 };

	(void)state;
	for (unsigned round = 0; round < 3; round++) {
		size_t head = ring_take(&ring, 0);

		for (unsigned i = 1; i < SIZE; i++) {
			memset(texts[i], 'a' + (int)i, lens[i - 1]);
			texts[i][lens[i - 1]] = '\0';
			added(i, texts[i]);
		}
		assert_int_equal(ring.weight, lens[0]); /* the others were too many */
		ring_finish(&ring, head);
		popped(RING_FINISHED, 0);
		for (unsigned i = 1; i < SIZE; i++)
			assert_string_equal(popped(RING_FINISHED, i), texts[i]);
	}
	assert_in_range(spill.n_blocks, 1, 20); /* they are used again */
}

static void without_a_file_it_stays_in_memory(void **state)
{
	char heavy[300];
	size_t head = ring_take(&ring, 0);

	(void)state;
	memset(heavy, 'x', sizeof(heavy) - 1);
	heavy[sizeof(heavy) - 1] = '\0';
	spill.is_broken = true;
	assert_false(spill_has_room(&spill));
	added(1, heavy);
	added(2, heavy);
	assert_int_equal(ring.weight, 2 * strlen(heavy));
	ring_finish(&ring, head);
	popped(RING_FINISHED, 0);
	assert_string_equal(popped(RING_FINISHED, 1), heavy);
	assert_string_equal(popped(RING_FINISHED, 2), heavy);
}

static void a_file_that_fails_is_not_asked_again(void **state)
{
	char octet = 'x';

	(void)state;
	assert_int_not_equal(spill_put(&spill, &octet, 1), SPILL_NONE);
	close(spill.fd);
	spill.fd = 1 << 20;
	assert_int_equal(spill_put(&spill, &octet, 1), SPILL_NONE);
	assert_false(spill_has_room(&spill));
	spill.fd = -1;
}

static void what_cannot_be_read_back_is_said(void **state)
{
	char heavy[200] = { 0 };
	size_t head = ring_take(&ring, 0);

	(void)state;
	memset(heavy, 'x', sizeof(heavy) - 1);
	added(1, heavy);
	added(2, heavy);
	assert_int_equal(ftruncate(spill.fd, 0), 0);
	ring_finish(&ring, head);
	popped(RING_FINISHED, 0);
	popped(RING_FINISHED, 1);
	popped(RING_LOST, 0);
}

int main(void)
{
	const struct CMUnitTest all[] = {
#define test(f) cmocka_unit_test_setup_teardown(f, begin, end)
		test(what_is_finished_early_waits_for_its_turn),
		test(a_place_that_is_open_gives_what_it_has),
		test(what_is_added_piece_by_piece_stays_whole),
		test(places_are_bounded_and_used_again),
		test(what_is_heavy_goes_to_the_spill_and_comes_back),
		test(without_a_file_it_stays_in_memory),
		test(a_file_that_fails_is_not_asked_again),
		test(what_cannot_be_read_back_is_said),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
