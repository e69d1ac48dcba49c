/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "packet.h"

#include "../../src/net/known.h"

enum {
	SECOND = 1000000,
	HASH = 77
};

static struct packet packet;
static struct arena arena;
static struct known *table;

static void begin(void)
{
	arena_init(&arena, LIMIT_ARENA);
	table = known_new();
	assert_non_null(table);
}

static void end(void)
{
	arena_done(&arena);
	mem_free(table);
}

/* The packet's answer is seen at `now`. */
static struct answer keep(uint32_t hash, uint64_t now)
{
	struct answer a = { 0 };

	assert_int_equal(
		message_parse(packet.m, packet.len, &packet.question, PACKET_ID, &arena, &a),
		MESSAGE_FITS);
	known_keep(table, &packet.question, hash, &a, packet.m, packet.len, now);
	return a;
}

static void address(const char *name, uint32_t ttl_s)
{
	static const uint8_t octets[4] = { 192, 0, 2, 1 };

	packet_begin(&packet, name, TYPE_A);
	packet_add(&packet, NULL, TYPE_A, ttl_s, octets, sizeof(octets));
}

static bool get(uint32_t hash, uint64_t now, struct answer *ret)
{
	return known_answer(table, &packet.question, hash, now, &arena, ret);
}

static void a_known_answer_says_the_same_and_is_older(void **state)
{
	struct answer a, b;

	(void)state;
	begin();
	address("mail.example", 300);
	assert_false(get(HASH, SECOND, &b));
	a = keep(HASH, SECOND);
	assert_true(get(HASH, SECOND, &b));
	assert_int_equal(b.status, ANSWER_OK);
	assert_int_equal(b.n_records, 1);
	assert_memory_equal(b.ips, a.ips, sizeof(*b.ips));
	assert_int_equal(b.ttl_s, 300);
	assert_true(get(HASH, 200 * SECOND + SECOND / 2, &b));
	assert_int_equal(b.ttl_s, 101);
	assert_int_equal(b.age_s, 199);
	end();
}

static void it_is_forgotten_with_its_ttl(void **state)
{
	struct answer a;

	(void)state;
	begin();
	address("mail.example", 2);
	(void)keep(HASH, SECOND);
	assert_true(get(HASH, 3 * SECOND - 1, &a));
	assert_int_equal(a.ttl_s, 1);
	assert_false(get(HASH, 3 * SECOND, &a));
	address("none.example", 0);
	(void)keep(HASH, SECOND);
	assert_false(get(HASH, SECOND, &a));
	end();
}

static void the_next_one_takes_its_place(void **state)
{
	struct answer a;

	(void)state;
	begin();
	address("a.example", 300);
	(void)keep(HASH, SECOND);
	address("b.example", 300);
	(void)keep(HASH + KNOWN_SLOTS, SECOND);
	assert_true(get(HASH + KNOWN_SLOTS, SECOND, &a));
	address("a.example", 300);
	assert_false(get(HASH, SECOND, &a));
	end();
}

static void another_name_or_type_of_the_same_hash_is_not_known(void **state)
{
	struct answer a;

	(void)state;
	begin();
	address("a.example", 300);
	(void)keep(HASH, SECOND);
	address("b.example", 300);
	assert_false(get(HASH, SECOND, &a));
	packet_begin(&packet, "a.example", TYPE_AAAA);
	assert_false(get(HASH, SECOND, &a));
	address("a.example", 300);
	assert_true(get(HASH, SECOND, &a));
	packet.question.unchecked = true;
	assert_false(get(HASH, SECOND, &a));
	(void)keep(HASH + 1, SECOND);
	packet.question.unchecked = false;
	assert_false(get(HASH + 1, SECOND, &a));
	end();
}

static void what_is_not_there_is_known_as_long_as_its_soa_says(void **state)
{
	struct answer a;

	(void)state;
	begin();
	packet_begin(&packet, "gone.example", TYPE_A);
	packet.m[3] |= 3;
	packet_add_soa(&packet, "example", 300, 60);
	(void)keep(HASH, SECOND);
	assert_true(get(HASH, 60 * SECOND, &a));
	assert_int_equal(a.status, ANSWER_NXDOMAIN);
	assert_true(a.has_soa);
	assert_false(get(HASH, 62 * SECOND, &a));
	packet_begin(&packet, "gone.example", TYPE_A); /* nobody says how long */
	(void)keep(HASH, 100 * SECOND);
	assert_false(get(HASH, 100 * SECOND, &a));
	end();
}

static void failures_cut_answers_ptrs_and_long_ones_are_not_kept(void **state)
{
	static const uint8_t name[] = "\1x\7example";
	static const uint8_t text[256] = { 255 };
	struct answer a;

	(void)state;
	begin();
	address("a.example", 300);
	packet.m[3] |= 2;
	(void)keep(HASH, SECOND);
	assert_false(get(HASH, SECOND, &a));
	address("a.example", 300);
	packet.m[2] |= 2;
	(void)keep(HASH, SECOND);
	assert_false(get(HASH, SECOND, &a));
	packet_begin(&packet, "1.2.0.192.in-addr.arpa", TYPE_PTR);
	packet_add(&packet, NULL, TYPE_PTR, 300, name, sizeof(name));
	(void)keep(HASH, SECOND);
	assert_false(get(HASH, SECOND, &a));
	packet_begin(&packet, "a.example", TYPE_TXT);
	packet_add(&packet, NULL, TYPE_TXT, 300, text, sizeof(text));
	(void)keep(HASH, SECOND);
	assert_true(get(HASH, SECOND, &a));
	packet_begin(&packet, "b.example", TYPE_TXT);
	packet_add(&packet, NULL, TYPE_TXT, 300, text, sizeof(text));
	packet_add(&packet, NULL, TYPE_TXT, 300, text, sizeof(text));
	(void)keep(HASH + 1, SECOND);
	assert_false(get(HASH + 1, SECOND, &a));
	end();
}

static void there_may_be_no_table(void **state)
{
	struct known *mine;
	struct answer a;

	(void)state;
	begin();
	mine = table;
	table = NULL;
	address("a.example", 300);
	(void)keep(HASH, SECOND);
	assert_false(get(HASH, SECOND, &a));
	table = mine;
	end();
}

TESTS(a_known_answer_says_the_same_and_is_older, it_is_forgotten_with_its_ttl,
      the_next_one_takes_its_place, another_name_or_type_of_the_same_hash_is_not_known,
      what_is_not_there_is_known_as_long_as_its_soa_says,
      failures_cut_answers_ptrs_and_long_ones_are_not_kept, there_may_be_no_table)
