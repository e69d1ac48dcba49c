/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/hash.h>
#include <fcrdns/jsondoc.h>
#include <fcrdns/why.h>

#include "../../src/scan/shard_state.h"

#include <stdio.h>
#include <string.h>

enum {
	SLOT = 4096
};

#define HEAD                                                                                     \
	"{\"schema\":\"fcrdns-state/1\",\"scan\":\"0123456789abcdef\",\"shards\":4,\"shard\":1," \
	"\"seed\":9,\"format\":\"jsonl\"}"
#define DONE "{\"n\":12,\"octets\":123,\"index\":1000,\"complete\":true,\"places\":4000}"
#define HALF "{\"n\":11,\"octets\":100,\"index\":900,\"complete\":false,\"places\":0}"

static char file[3 * SLOT];
static size_t file_len;

static void put(const char *octets, size_t n)
{
	memcpy(file + file_len, octets, n);
	file_len += n;
}

static void put_slot(const char *object)
{
	char slot[SLOT + 1];
	size_t n = strlen(object);
	int end;

	memset(slot, ' ', SLOT);
	end = snprintf(slot, sizeof(slot), "%s %016llx", object,
		       (unsigned long long)hash_octets(HASH_BEGIN, object, n));
	slot[end] = ' ';
	slot[SLOT - 1] = '\n';
	put(slot, SLOT);
}

static void make(const char *head, const char *one, const char *two)
{
	file_len = 0;
	put(head, strlen(head));
	put("\n", 1);
	put_slot(one);
	put_slot(two);
}

static const char *parse(struct shard_state *ret)
{
	struct why why;

	assert_true(jsondoc_load(&why));
	return shard_state_parse(ret, file, file_len);
}

static void the_newer_entry_counts(void **state)
{
	static const char *const both[][2] = { { DONE, HALF }, { HALF, DONE } };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct shard_state s;

		make(HEAD, both[i][0], both[i][1]);
		assert_null(parse(&s));
		assert_string_equal(s.scan, "0123456789abcdef");
		assert_string_equal(s.format, "jsonl");
		assert_int_equal(s.shard.n, 4);
		assert_int_equal(s.shard.i, 1);
		assert_int_equal(s.shard.seed, 9);
		assert_true(s.complete);
		assert_false(s.quiet);
		assert_false(s.unordered);
		assert_int_equal(s.octets, 123);
		assert_int_equal(s.places, 4000);
	}
}

static void a_torn_entry_does_not_count(void **state)
{
	(void)state;
	for (size_t at = 0; at < strlen(DONE) + 17; at++) {
		struct shard_state s;

		make(HEAD, HALF, DONE);
		file[file_len - SLOT + at] ^= 1;
		assert_null(parse(&s));
		assert_false(s.complete);
		assert_int_equal(s.octets, 100);
	}
	for (size_t cut = 1; cut < SLOT; cut += 97) {
		struct shard_state s;

		make(HEAD, HALF, DONE);
		file_len -= cut;
		assert_null(parse(&s));
		assert_false(s.complete);
	}
}

static void what_is_no_state_is_refused(void **state)
{
	static const struct {
		const char *head, *one, *want;
	} row_of[] = {
		{ "", DONE, "it is no state of a scan" },
		{ "[]", DONE, "it is no state of a scan" },
		{ "{}", DONE, "it is no state of schema fcrdns-state/1" },
		{ "{\"schema\":\"fcrdns-state/2\"}", DONE,
		  "it is no state of schema fcrdns-state/1" },
#define WITH(rest) "{\"schema\":\"fcrdns-state/1\",\"scan\":\"0\",\"format\":\"jsonl\"," rest "}"
		{ WITH("\"shards\":0,\"shard\":0,\"seed\":0"), DONE,
		  "it does not tell which shard it is" },
		{ WITH("\"shards\":2,\"shard\":2,\"seed\":0"), DONE,
		  "it does not tell which shard it is" },
		{ WITH("\"shards\":2,\"shard\":-1,\"seed\":0"), DONE,
		  "it does not tell which shard it is" },
		{ WITH("\"shards\":4294967298,\"shard\":1,\"seed\":0"), DONE,
		  "it does not tell which shard it is" },
		{ WITH("\"shards\":2,\"shard\":1"), DONE, "it does not tell which shard it is" },
		{ WITH("\"shards\":2,\"shard\":1,\"seed\":0,\"quiet\":1"), DONE,
		  "its quiet is neither true nor false" },
		{ WITH("\"shards\":2,\"shard\":1,\"seed\":0,\"unordered\":1"), DONE,
		  "its unordered is neither true nor false" },
		{ WITH("\"shards\":2,\"shard\":1,\"seed\":0,\"version\":7"), DONE,
		  "its version is no short text" },
		{ "{\"schema\":\"fcrdns-state/1\",\"scan\":\"00112233445566778\",\"format\":\"a\"}",
		  DONE, "it does not tell its scan and its format" },
		{ "{\"schema\":\"fcrdns-state/1\",\"scan\":7,\"format\":\"a\"}", DONE,
		  "it does not tell its scan and its format" },
		{ HEAD, "{}", "it is damaged: neither of its two entries is whole" },
		{ HEAD, "", "it is damaged: neither of its two entries is whole" },
		{ HEAD, "{\"n\":1,\"octets\":-1,\"complete\":false}",
		  "it is damaged: neither of its two entries is whole" },
		{ HEAD, "{\"n\":1,\"octets\":1,\"complete\":true}",
		  "it is damaged: neither of its two entries is whole" },
		{ HEAD, "{\"n\":1,\"octets\":1,\"complete\":\"true\"}",
		  "it is damaged: neither of its two entries is whole" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct shard_state s = { .octets = 77 };

		row("%s", row_of[i].head);
		make(row_of[i].head, row_of[i].one, "");
		assert_string_equal(parse(&s), row_of[i].want);
		assert_int_equal(s.octets, 77);
	}
	file_len = 0;
	assert_non_null(parse(&(struct shard_state){ 0 }));
}

static void quiet_version_and_what_is_not_known_are_taken(void **state)
{
	struct shard_state s;

	(void)state;
	make(WITH("\"shards\":1,\"shard\":0,\"seed\":0,\"quiet\":true,\"unordered\":true,"
		  "\"version\":\"1.2\",\"later\":[1,{}]"),
	     "{\"n\":1,\"octets\":0,\"complete\":true,\"places\":0,\"x\":null}", "");
	assert_null(parse(&s));
	assert_true(s.quiet);
	assert_true(s.unordered);
	assert_string_equal(s.version, "1.2");
	assert_int_equal(s.shard.n, 1);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(the_newer_entry_counts),
		cmocka_unit_test(a_torn_entry_does_not_count),
		cmocka_unit_test(what_is_no_state_is_refused),
		cmocka_unit_test(quiet_version_and_what_is_not_known_are_taken),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
