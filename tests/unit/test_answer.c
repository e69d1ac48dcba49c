/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/answer.h>
#include <fcrdns/arena.h>
#include <fcrdns/limits.h>

#include "told.h"

static void each_outcome_has_its_word(void **state)
{
	static const struct {
		enum answer_status status;
		uint16_t rcode;
		const char *text;
		bool is_temporary;
	} row_of[] = {
		{ ANSWER_OK, 0, "NOERROR", false },
		{ ANSWER_NODATA, 0, "NOERROR", false },
		{ ANSWER_NXDOMAIN, 3, "NXDOMAIN", false },
		{ ANSWER_FORMERR, 1, "FORMERR", true },
		{ ANSWER_SERVFAIL, 2, "SERVFAIL", true },
		{ ANSWER_NOTIMP, 4, "NOTIMP", true },
		{ ANSWER_REFUSED, 5, "REFUSED", true },
		{ ANSWER_OTHER, 6, "YXDOMAIN", true },
		{ ANSWER_OTHER, 9, "NOTAUTH", true },
		{ ANSWER_OTHER, 11, "DSOTYPENI", true },
		{ ANSWER_OTHER, 12, "RCODE12", true },
		{ ANSWER_OTHER, 16, "BADVERS", true },
		{ ANSWER_OTHER, 23, "BADCOOKIE", true },
		{ ANSWER_OTHER, 24, "RCODE24", true },
		{ ANSWER_OTHER, 4095, "RCODE4095", true },
		{ ANSWER_OTHER, 65535, "RCODE65535", true },
		{ ANSWER_TIMEOUT, 0, "TIMEOUT", true },
		{ ANSWER_CONNREFUSED, 0, "CONNREFUSED", true },
		{ ANSWER_MALFORMED, 0, "BADRESP", true },
		{ ANSWER_TRUNCATED, 0, "TIMEOUT", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		const struct answer a = { .status = row_of[i].status, .rcode = row_of[i].rcode };
		char out[16];

		assert_string_equal(answer_rcode_text(&a, out), row_of[i].text);
		assert_int_equal(answer_is_temporary(&a), row_of[i].is_temporary);
	}
}

static void types_have_names(void **state)
{
	char out[12];

	(void)state;
	assert_string_equal(type_text(TYPE_A, out), "A");
	assert_string_equal(type_text(TYPE_AAAA, out), "AAAA");
	assert_string_equal(type_text(TYPE_PTR, out), "PTR");
	assert_string_equal(type_text(TYPE_TXT, out), "TXT");
	assert_string_equal(type_text(TYPE_MX, out), "MX");
	assert_string_equal(type_text(65535, out), "TYPE65535");
}

static void questions_differ_by_name_and_type(void **state)
{
	struct arena arena;
	struct question a, b;

	(void)state;
	arena_init(&arena, LIMIT_ARENA);
	a = (struct question){ .name = told_name(&arena, "Mail.example"), .type = TYPE_A };
	b = (struct question){ .name = told_name(&arena, "mail.EXAMPLE"), .type = TYPE_A };
	assert_true(question_equal(&a, &b));
	b.type = TYPE_AAAA;
	assert_false(question_equal(&a, &b));
	b.type = TYPE_A;
	b.unchecked = true;
	assert_false(question_equal(&a, &b));
	b = (struct question){ .name = told_name(&arena, "mail.example.com"), .type = TYPE_A };
	assert_false(question_equal(&a, &b));
	arena_done(&arena);
}

static const struct {
	uint16_t type;
	const char *text;
} world[] = {
	{ TYPE_PTR, "via=alias.example via=b.example one.example two.example ede=22:why ede=3" },
	{ TYPE_A, "via=alias.example 192.0.2.1 192.0.2.2 ede=0:" },
	{ TYPE_AAAA, "2001:db8::1" },
	{ TYPE_TXT, "first~value second" },
	{ TYPE_TXT, "nxdomain via=alias.example ede=9:x" },
	{ TYPE_MX, "-" },
	{ TYPE_MX, "via=alias.example 10:one.example 65535:two.example 0:." },
};

/* Everything a copy points to is its own: the old memory is gone when it is read. */
static void a_copy_stands_alone(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(world) / sizeof(world[0]); i++) {
		struct arena from, to;
		struct answer a, b, want;
		static const struct try_note note = { .at_us = 7, .server = 3 };

		arena_init(&from, LIMIT_ARENA);
		arena_init(&to, LIMIT_ARENA);
		a = told_answer(&from, world[i].type, world[i].text);
		a.n_notes = 1;
		a.notes = arena_copy(&from, &note, sizeof(note));
		assert_true(answer_copy(&b, &a, world[i].type, &to));
		arena_done(&from);
		want = told_answer(&to, world[i].type, world[i].text);
		assert_int_equal(b.status, want.status);
		assert_int_equal(b.n_chain, want.n_chain);
		assert_int_equal(b.n_records, want.n_records);
		assert_int_equal(b.n_edes, want.n_edes);
		assert_int_equal(b.notes[0].server, 3);
		for (unsigned k = 0; k < b.n_chain; k++)
			assert_true(name_equal(&b.chain[k], &want.chain[k]));
		for (unsigned k = 0; k < b.n_edes; k++)
			assert_memory_equal(b.edes[k].text, want.edes[k].text, want.edes[k].len);
		for (unsigned k = 0; k < b.n_records; k++)
			if (world[i].type == TYPE_PTR)
				assert_true(name_equal(&b.ptrs[k], &want.ptrs[k]));
			else if (world[i].type == TYPE_MX)
				assert_true(b.mxs[k].preference == want.mxs[k].preference &&
					    name_equal(&b.mxs[k].host, &want.mxs[k].host));
			else if (world[i].type == TYPE_TXT)
				assert_memory_equal(b.txts[k].octets, want.txts[k].octets,
						    want.txts[k].len);
			else
				assert_true(ip_equal(&b.ips[k], &want.ips[k]));
		arena_done(&to);
	}
}

static void a_copy_that_does_not_fit_changes_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(world) / sizeof(world[0]); i++) {
		struct arena from, to;
		struct answer a, b;
		size_t ceiling = 0;
		bool copied = false;

		arena_init(&from, LIMIT_ARENA);
		a = told_answer(&from, world[i].type, world[i].text);
		for (; !copied; ceiling++) {
			arena_init(&to, ceiling);
			b = (struct answer){ .n_records = 12345 };
			copied = answer_copy(&b, &a, world[i].type, &to);
			assert_int_equal(copied, !to.failed);
			assert_int_equal(b.n_records, copied ? a.n_records : 12345);
			arena_done(&to);
		}
		arena_done(&from);
	}
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(each_outcome_has_its_word),
		cmocka_unit_test(types_have_names),
		cmocka_unit_test(questions_differ_by_name_and_type),
		cmocka_unit_test(a_copy_stands_alone),
		cmocka_unit_test(a_copy_that_does_not_fit_changes_nothing),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
