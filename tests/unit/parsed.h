/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_PARSED_H
#define FCRDNS_PARSED_H

/* parsed: one packet and one arena a test, for the tests of the parser of messages. */

#include "packet.h"

#define L10	"abcdefghij"
#define L63	L10 L10 L10 L10 L10 L10 "abc"
#define REVERSE "1.2.0.192.in-addr.arpa"
#define test(f) cmocka_unit_test_setup_teardown(f, fresh, cleared)

enum {
	RDATA_AT = MESSAGE_HEADER + 24 + 4 + 12 /* of the first answer to REVERSE */
};

static struct packet p;
static struct arena arena;

static inline int fresh(void **state)
{
	(void)state;
	memset(&p, 0, sizeof(p));
	arena_init(&arena, LIMIT_ARENA);
	return 0;
}

static inline int cleared(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

/* From memory that ends with the message, so that a read behind it is seen by the sanitizer. */
static inline enum message_fit fit_of(struct answer *ret)
{
	uint8_t *exact = malloc(p.len ? p.len : 1);
	enum message_fit fit;

	assert_non_null(exact);
	memcpy(exact, p.m, p.len);
	fit = message_parse(exact, p.len, &p.question, PACKET_ID, &arena, ret);
	assert_int_equal(message_parse(exact, p.len, &p.question, PACKET_ID, &arena, NULL), fit);
	free(exact);
	return fit;
}

static inline struct answer read_answer(void)
{
	struct answer a = { 0 };

	assert_int_equal(fit_of(&a), MESSAGE_FITS);
	assert_false(arena.failed);
	return a;
}

#endif
