/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "parsed.h"

/* Which messages are an answer to the question, and which are none. */

static void a_question_is_built_by_the_book(void **state)
{
	static const uint8_t want[] = {
		0xab, 0xcd, 0x01, 0x20, 0,    1, 0, 0,	0, 0, 0, 1, /* RD, AD, one OPT */
		1,    'a',  2,	  'b',	'c',  0, 0, 28, 0, 1,	    /* AAAA IN */
		0,    0,    41,	  0x04, 0xd0, 0, 0, 0,	0, 0, 0	    /* OPT, 1232 octets, DO 0 */
	};
	uint8_t out[MESSAGE_QUERY_MAX];

	(void)state;
	packet_begin(&p, "a.bc", TYPE_AAAA);
	assert_int_equal(message_build(out, &p.question, 0xabcd, true), sizeof(want));
	assert_memory_equal(out, want, sizeof(want));
	assert_int_equal(message_build(out, &p.question, 0xabcd, false), sizeof(want) - 11);
	assert_int_equal(out[11], 0);
	assert_int_equal(message_build(out, &p.question, 0xabcd, MESSAGE_EDNS | MESSAGE_NO_RD),
			 sizeof(want));
	assert_int_equal(out[2], 0);
	assert_memory_equal(out + 3, want + 3, sizeof(want) - 3);
	p.question.unchecked = true;
	assert_int_equal(message_build(out, &p.question, 0xabcd, MESSAGE_EDNS), sizeof(want));
	assert_int_equal(out[3], 0x30);
	p.question.unchecked = false;
	packet_begin(&p, L63 "." L63 "." L63 "." L10 L10 L10 L10 L10 L10 "a", TYPE_A);
	assert_int_equal(message_build(out, &p.question, 1, true), MESSAGE_QUERY_MAX);
}

static void a_question_is_no_answer_and_its_echo_with_QR_denies_nothing(void **state)
{
	static const char *const names[] = { ".", "a", REVERSE, L63 "." L63 "." L63 "." L10,
					     "a\\000.b\\.c" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct answer a;

		packet_begin(&p, names[i], TYPE_PTR);
		p.len = message_build(p.m, &p.question, PACKET_ID, true);
		assert_int_equal(fit_of(NULL), MESSAGE_STRAY);
		p.m[2] |= 0x80;
		a = read_answer();
		assert_int_equal(a.status, ANSWER_REFUSED);
		assert_true(a.has_edns);
		assert_false(a.has_soa);
		assert_int_equal(a.n_chain + a.n_records + a.n_total + a.n_edes, 0);
	}
}

static void only_who_recurses_or_has_the_zone_can_deny(void **state)
{
	static const struct {
		uint8_t aa, ra;
		bool soa;
		enum answer_status status;
	} row_of[] = {
		{ 0, 0x80, false, ANSWER_NODATA },
		{ 0x04, 0, false, ANSWER_NODATA },
		{ 0, 0, true, ANSWER_NODATA },
		{ 0, 0, false, ANSWER_REFUSED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		packet_begin(&p, REVERSE, TYPE_PTR);
		p.m[2] |= row_of[i].aa;
		p.m[3] = row_of[i].ra;
		if (row_of[i].soa) {
			packet_add_soa(&p, "in-addr.arpa", 60, 60);
		} else { /* a referral's name server */
			packet_rr(&p, SECTION_AUTHORITY, "arpa", 2, CLASS_IN, 60, 4);
			packet_octets(&p, "\2ns", 4);
		}
		assert_int_equal(read_answer().status, row_of[i].status);
	}
	packet_begin(&p, REVERSE, TYPE_PTR);
	p.m[3] = 0;
	packet_add_name(&p, NULL, TYPE_PTR, 300, "mail.example.com");
	assert_int_equal(read_answer().status, ANSWER_OK);
}

static void the_question_may_come_back_in_other_case(void **state)
{
	(void)state;
	packet_begin(&p, "mail.example.com", TYPE_A);
	packet_add_ip(&p, "MAIL.example.com", 1, "192.0.2.1");
	memcpy(p.m + 13, "MaIl", 4);
	assert_int_equal(read_answer().n_records, 1);
}

/* Names of every length; the record's owner is written out and not the question's pointer. */
static void names_in_capitals_are_lowered(void **state)
{
	static const char small[] = "abcdefghijklmnopqrstuvwxyz0123456789-_@[`{.z";

	(void)state;
	for (size_t n = 1; n < sizeof(small); n++) {
		const char *name = small + sizeof(small) - 1 - n;
		struct answer a;

		if (*name == '.')
			continue;
		packet_begin(&p, name, TYPE_PTR);
		packet_add_name(&p, name, TYPE_PTR, 300, name);
		for (size_t i = MESSAGE_HEADER; i < p.len; i++)
			if (p.m[i] >= 'a' && p.m[i] <= 'z')
				p.m[i] -= 32;
		a = read_answer();
		assert_int_equal(a.n_records, 1);
		assert_true(name_equal(&a.ptrs[0], &p.question.name));
	}
}

static void what_is_not_for_us_is_stray(void **state)
{
	static const struct {
		const char *what;
		size_t at;
		uint8_t octet;
	} row_of[] = {
		{ "id", 0, 0x13 },	    { "id", 1, 0x35 },	       { "QR", 2, 0x01 },
		{ "opcode 1", 2, 0x89 },    { "opcode 5", 2, 0xa9 },   { "opcode 15", 2, 0xf9 },
		{ "name", 13, 'x' },	    { "label length", 12, 3 }, { "name's end", 18, 1 },
		{ "type", 20, TYPE_AAAA },  { "class", 22, CLASS_CH }, { "class", 21, 1 },
		{ "compressed", 12, 0xc0 }, { "NUL", 14, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		row("%s", row_of[i].what);
		packet_begin(&p, "ab.cd", TYPE_A);
		packet_add_ip(&p, NULL, 9, "192.0.2.1");
		p.m[row_of[i].at] = row_of[i].octet;
		assert_int_equal(fit_of(NULL), MESSAGE_STRAY);
	}
	packet_begin(&p, "ab.cd", TYPE_A);
	for (p.len = 0; p.len < MESSAGE_HEADER; p.len++)
		assert_int_equal(fit_of(NULL), MESSAGE_STRAY);
}

static void other_header_bits_do_not_matter(void **state)
{
	(void)state;
	for (unsigned flags = 0; flags < 256; flags += 16) {
		packet_begin(&p, "ab.cd", TYPE_A);
		packet_add_ip(&p, NULL, 9, "192.0.2.1");
		p.m[2] = (uint8_t)(0x80 | (flags & 0x10 ? 5 : 0)); /* AA, RD or not */
		p.m[3] = (uint8_t)(flags & 0xf0);		   /* RA, Z, AD, CD */
		assert_int_equal(read_answer().n_records, 1);
	}
}

static void a_cut_answer_is_known_by_its_bit_alone(void **state)
{
	struct answer a;

	(void)state;
	packet_begin(&p, REVERSE, TYPE_PTR);
	packet_add(&p, NULL, TYPE_PTR, 9, "\7not", 4); /* cut in the middle of a record */
	p.m[2] |= 2;
	a = read_answer();
	assert_int_equal(a.status, ANSWER_TRUNCATED);
	assert_int_equal(a.n_records + a.n_chain, 0);
	p.m[SECTION_ANSWER] = 0xff;
	assert_int_equal(read_answer().status, ANSWER_TRUNCATED);
	p.m[13] ^= 1;
	assert_int_equal(fit_of(NULL), MESSAGE_STRAY);
}

static void an_error_may_come_without_question(void **state)
{
	static const struct {
		unsigned rcode;
		enum message_fit fit;
	} row_of[] = { { 0, MESSAGE_DAMAGED }, { 1, MESSAGE_FITS }, { 2, MESSAGE_FITS },
		       { 3, MESSAGE_DAMAGED }, { 4, MESSAGE_FITS }, { 5, MESSAGE_FITS },
		       { 9, MESSAGE_FITS } };

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		packet_begin(&p, REVERSE, TYPE_PTR);
		p.m[3] |= (uint8_t)row_of[i].rcode;
		p.m[5] = 0;
		p.len = MESSAGE_HEADER;
		assert_int_equal(fit_of(NULL), row_of[i].fit);
		packet_add_opt(&p, 0, "\0\17\0\4\0\26hi", 8);
		assert_int_equal(fit_of(NULL), row_of[i].fit);
		if (row_of[i].fit == MESSAGE_FITS) {
			struct answer a = read_answer();

			assert_int_equal(a.rcode, row_of[i].rcode);
			assert_int_equal(a.edes[0].code, 22);
		}
		p.m[SECTION_ANSWER + 1] = 1;
		assert_int_equal(fit_of(NULL), MESSAGE_DAMAGED);
	}
}

static void two_questions_are_damage(void **state)
{
	(void)state;
	packet_begin(&p, REVERSE, TYPE_PTR);
	packet_octets(&p, p.m + MESSAGE_HEADER, p.len - MESSAGE_HEADER);
	p.m[5] = 2;
	assert_int_equal(fit_of(NULL), MESSAGE_DAMAGED);
}

static void counts_that_lie_are_damage(void **state)
{
	static const unsigned lies[] = { 2, 3, 255, 65535 };

	(void)state;
	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++)
		for (size_t section = SECTION_ANSWER; section <= SECTION_ADDITIONAL; section += 2) {
			packet_begin(&p, REVERSE, TYPE_PTR);
			packet_add_name(&p, NULL, TYPE_PTR, 9, "mail.example.com");
			packet_count(&p, section, lies[i]);
			assert_int_equal(fit_of(NULL), MESSAGE_DAMAGED);
		}
}

static void what_stands_behind_the_last_record_is_nobodys(void **state)
{
	struct answer a;

	(void)state;
	packet_begin(&p, REVERSE, TYPE_PTR);
	packet_add_name(&p, NULL, TYPE_PTR, 9, "mail.example.com");
	memset(p.m + p.len, 0xaa, 200);
	p.len += 200;
	assert_int_equal(read_answer().n_records, 1);
	packet_count(&p, SECTION_ANSWER, 0);
	a = read_answer();
	assert_int_equal(a.status, ANSWER_NODATA);
}

/* A message with something of everything. */
static void make_rich(void)
{
	packet_begin(&p, REVERSE, TYPE_PTR);
	packet_add_name(&p, NULL, TYPE_CNAME, 60, "1.sub.example");
	packet_add(&p, "1.sub.example", TYPE_PTR, 50, "\4mail\300\64", 7);
	packet_add_name(&p, "1.sub.example", TYPE_PTR, 50, "b\\000.example");
	packet_add_ip(&p, "x", 9, "192.0.2.1");
	packet_add(&p, "x", TYPE_TXT, 9, "\1a\2bc", 5);
	packet_add(&p, "x", TYPE_MX, 9, "\0\12\300\14", 4);
	packet_add_soa(&p, "example", 300, 60);
	packet_add_opt(&p, 0, "\0\17\0\5\0\3abc", 9);
}

static void no_part_of_a_message_is_a_message(void **state)
{
	size_t whole;

	(void)state;
	make_rich();
	assert_int_equal(read_answer().n_records, 2);
	whole = p.len;
	for (p.len = 0; p.len < whole; p.len++)
		assert_int_not_equal(fit_of(NULL), MESSAGE_FITS);
}

/* Whatever one octet becomes: the same judgement with and without reading, sound names, no crash.
 */
static void one_wrong_octet_breaks_nothing_else(void **state)
{
	(void)state;
	make_rich();
	for (size_t at = 0; at < p.len; at++)
		for (unsigned c = 0; c < 256; c += 3) {
			uint8_t was = p.m[at];
			struct answer a = { 0 };
			bool fits;

			p.m[at] = (uint8_t)c;
			fits = fit_of(&a) == MESSAGE_FITS;
			for (unsigned i = 0; fits && i < a.n_records; i++) {
				unsigned n = 0;

				assert_in_range(a.ptrs[i].len, 1, 255);
				while (a.ptrs[i].wire[n])
					n += 1U + a.ptrs[i].wire[n];
				assert_int_equal(n + 1, a.ptrs[i].len);
			}
			p.m[at] = was;
			arena_reset(&arena);
		}
}

static void a_small_arena_says_so(void **state)
{
	bool whole = false;

	(void)state;
	make_rich();
	for (size_t ceiling = 0; !whole; ceiling++) {
		struct answer a = { 0 };

		arena_done(&arena);
		arena_init(&arena, ceiling);
		assert_int_equal(fit_of(&a), MESSAGE_FITS);
		whole = !arena.failed;
		assert_true(!whole || a.n_records == 2);
		assert_true(ceiling < 4096);
	}
}

int main(void)
{
	const struct CMUnitTest all[] = {
		test(a_question_is_built_by_the_book),
		test(a_question_is_no_answer_and_its_echo_with_QR_denies_nothing),
		test(only_who_recurses_or_has_the_zone_can_deny),
		test(the_question_may_come_back_in_other_case),
		test(names_in_capitals_are_lowered),
		test(what_is_not_for_us_is_stray),
		test(other_header_bits_do_not_matter),
		test(a_cut_answer_is_known_by_its_bit_alone),
		test(an_error_may_come_without_question),
		test(two_questions_are_damage),
		test(counts_that_lie_are_damage),
		test(what_stands_behind_the_last_record_is_nobodys),
		test(no_part_of_a_message_is_a_message),
		test(one_wrong_octet_breaks_nothing_else),
		test(a_small_arena_says_so),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
