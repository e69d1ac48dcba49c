/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/arena.h>
#include <fcrdns/ip.h>
#include <fcrdns/limits.h>
#include <fcrdns/shard.h>
#include <fcrdns/source.h>
#include <fcrdns/why.h>

#include <string.h>
#include <unistd.h>

enum {
	PLACES = 2000
};

static const uint32_t shards[] = { 1, 2, 3, 4, 7, 64, 1000 };
static const uint64_t seeds[] = { 0, 1, 42, UINT64_MAX };

static void every_place_belongs_to_one_shard_and_all_are_equally_long(void **state)
{
	(void)state;
	for (size_t k = 0; k < sizeof(seeds) / sizeof(seeds[0]); k++)
		for (size_t j = 0; j < sizeof(shards) / sizeof(shards[0]); j++) {
			unsigned count[1000] = { 0 }, least = PLACES, most = 0;
			uint32_t n = shards[j];

			for (uint64_t index = 0; index < PLACES; index++) {
				struct shard s = { .n = n, .seed = seeds[k] };
				unsigned owners = 0;

				for (s.i = 0; s.i < n; s.i++)
					owners += shard_has(&s, index);
				assert_int_equal(owners, 1);
				count[shard_of(&s, index)]++;
			}
			for (uint32_t i = 0; i < n; i++) {
				least = count[i] < least ? count[i] : least;
				most = count[i] > most ? count[i] : most;
			}
			assert_true(most - least <= 1);
		}
}

static void without_a_seed_it_is_round_robin(void **state)
{
	struct shard s = { .n = 5 };

	(void)state;
	for (uint64_t index = 0; index < PLACES; index++)
		assert_int_equal(shard_of(&s, index), index % 5);
}

static void a_seed_changes_the_turn_from_block_to_block(void **state)
{
	struct shard s = { .n = 4, .seed = 1 };
	unsigned same = 0, blocks = PLACES / 4;

	(void)state;
	for (uint64_t block = 0; block < blocks; block++)
		same += shard_of(&s, block * 4) == 0;
	assert_in_range(same, blocks / 8, blocks / 2); /* about a quarter */
}

static void the_places_of_a_seed_stay_what_they_are(void **state)
{
	/* Shards may run years apart and on other versions: this is part of the contract. */
	static const uint8_t expected[] = { 1, 2, 3, 4, 5, 6, 0, 6, 0, 1, 2, 3, 4, 5 };
	struct shard s = { .n = 7, .seed = 42 };

	(void)state;
	for (uint64_t index = 0; index < sizeof(expected); index++)
		assert_int_equal(shard_of(&s, index), expected[index]);
}

static void a_source_gives_the_places_of_its_shard_from_where_it_begins(void **state)
{
	static const char *const operands[] = { "192.0.2.0/29", "x.example", "192.0.2.9-192.0.2.12",
						"2001:db8::1" };
	(void)state;
	for (uint64_t begin = 0; begin < 16; begin++) {
		bool seen[16] = { false };

		for (uint32_t i = 0; i < 3; i++) {
			struct source_conf conf = { .operands = operands,
						    .n_operands = 4,
						    .max_addresses = 100,
						    .shard = { .n = 3, .i = i, .seed = 9 },
						    .begin = begin };
			struct source *s = source_new(&conf, NULL);
			struct arena arena;
			struct target t;

			arena_init(&arena, LIMIT_ARENA);
			assert_non_null(s);
			while (source_next(s, &t, &arena, NULL) == SOURCE_TARGET) {
				assert_true(t.index >= begin && t.index < 14);
				assert_true(shard_has(&conf.shard, t.index));
				assert_false(seen[t.index]);
				seen[t.index] = true;
				if (t.index == 13)
					assert_true(t.address.len == 16);
				if (t.index == 10)
					assert_string_equal(t.input, operands[2]);
			}
			assert_int_equal(source_places(s), 14);
			source_free(s);
			arena_done(&arena);
		}
		for (uint64_t index = 0; index < 14; index++)
			assert_int_equal(seen[index], index >= begin);
	}
}

static uint64_t digest_of(const struct source_conf *conf)
{
	struct why why;
	uint64_t digest;

	assert_true(source_digest(conf, &digest, &why));
	return digest;
}

static void the_digest_tells_one_input_from_another(void **state)
{
	static const char *const one[] = { "192.0.2.1", "192.0.2.2" };
	static const char *const other[] = { "192.0.2.1192.0.2.2" };
	char path[] = "/tmp/test_shard.XXXXXX";
	const char *lists[] = { path };
	int fd = mkstemp(path);
	struct source_conf conf[] = {
		{ .operands = one, .n_operands = 2 },
		{ .operands = one, .n_operands = 1 },
		{ .operands = other, .n_operands = 1 },
		{ .exact = one, .n_exact = 2 },
		{ .mx_domains = one, .n_mx_domains = 2 },
		{ .spf_domains = one, .n_spf_domains = 2 },
		{ .lists = lists, .n_lists = 1 },
		{ .operands = one, .n_operands = 2, .lists = lists, .n_lists = 1 },
	};
	uint64_t digest[8], changed;

	(void)state;
	assert_int_equal(write(fd, "192.0.2.1\n", 10), 10);
	for (size_t i = 0; i < 8; i++) {
		digest[i] = digest_of(&conf[i]);
		assert_true(digest[i] == digest_of(&conf[i]));
		for (size_t j = 0; j < i; j++)
			assert_true(digest[i] != digest[j]);
	}
	assert_int_equal(pwrite(fd, "2", 1, 8), 1);
	changed = digest_of(&conf[6]);
	assert_true(changed != digest[6]);
	assert_int_equal(ftruncate(fd, 9), 0);
	assert_true(digest_of(&conf[6]) != changed);
	close(fd);
	unlink(path);
}

static void a_list_that_can_be_read_only_once_has_no_digest(void **state)
{
	static const char *const lists[] = { "/dev/null", "/nonexistent" };
	static const enum why_code code[] = { WHY_USAGE, WHY_NOINPUT };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct source_conf conf = { .lists = &lists[i], .n_lists = 1 };
		uint64_t digest = 1;
		struct why why;

		assert_false(source_digest(&conf, &digest, &why));
		assert_int_equal(why.code, code[i]);
		assert_int_equal(digest, 1);
	}
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(every_place_belongs_to_one_shard_and_all_are_equally_long),
		cmocka_unit_test(without_a_seed_it_is_round_robin),
		cmocka_unit_test(a_seed_changes_the_turn_from_block_to_block),
		cmocka_unit_test(the_places_of_a_seed_stay_what_they_are),
		cmocka_unit_test(a_source_gives_the_places_of_its_shard_from_where_it_begins),
		cmocka_unit_test(the_digest_tells_one_input_from_another),
		cmocka_unit_test(a_list_that_can_be_read_only_once_has_no_digest),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
