/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "parsed.h"

/* Names, records and options, whole and broken. */

static void names_of_255_octets_are_read(void **state)
{
	static const char *const longest = L63 "." L63 "." L63 "." L10 L10 L10 L10 L10 L10 "a";
	uint8_t labels[255];
	struct answer a;
	char text[NAME_TEXT_MAX];

	(void)state;
	packet_begin(&p, REVERSE, TYPE_PTR);
	packet_add_name(&p, NULL, TYPE_PTR, 9, longest);
	for (unsigned i = 0; i < 127; i++)
		memcpy(labels + 2 * (size_t)i, "\1A", 2);
	labels[254] = 0;
	packet_add(&p, NULL, TYPE_PTR, 9, labels, sizeof(labels));
	a = read_answer();
	assert_int_equal(a.n_records, 2);
	assert_int_equal(a.ptrs[0].len, 255);
	(void)name_text(&a.ptrs[0], text);
	assert_string_equal(text, longest);
	assert_int_equal(a.ptrs[1].len, 255);
	assert_int_equal(name_labels(&a.ptrs[1]), 127);
	/* The longest question as well. */
	packet_begin(&p, longest, TYPE_A);
	packet_add_ip(&p, NULL, 9, "192.0.2.1");
	packet_add_ip(&p, longest, 9, "192.0.2.2");
	assert_int_equal(read_answer().n_records, 2);
}

static void names_of_256_octets_are_damage(void **state)
{
	uint8_t rdata[256];

	(void)state;
	memset(rdata, 'a', sizeof(rdata));
	rdata[0] = rdata[64] = rdata[128] = 63;
	rdata[192] = 62;
	rdata[255] = 0;
	packet_begin(&p, REVERSE, TYPE_PTR);
	packet_add(&p, NULL, TYPE_PTR, 9, rdata, sizeof(rdata));
	assert_int_equal(fit_of(NULL), MESSAGE_DAMAGED);
	/* Too long only together with what a pointer leads to. */
	packet_begin(&p, REVERSE, TYPE_PTR);
	packet_add_name(&p, NULL, TYPE_PTR, 9, L63 "." L63 "." L63);
	packet_add(&p, NULL, TYPE_PTR, 9, "\77" L63 "\300\64", 66);
	assert_int_equal(p.m[0x34], 63);
	assert_int_equal(fit_of(NULL), MESSAGE_DAMAGED);
	packet_begin(&p, REVERSE, TYPE_PTR);
	packet_add_name(&p, NULL, TYPE_PTR, 9, L63 "." L63 "." L63);
	packet_add(&p, NULL, TYPE_PTR, 9, "\74" L10 L10 L10 L10 L10 L10 "\300\64", 63);
	assert_int_equal(read_answer().ptrs[1].len, 254);
}

static void odd_octets_stay_in_their_label(void **state)
{
	struct answer a;
	char text[NAME_TEXT_MAX];

	(void)state;
	packet_begin(&p, REVERSE, TYPE_PTR);
	packet_add(&p, NULL, TYPE_PTR, 9, "\4mail\4bank\7example\1\0\4evil\4test", 31);
	packet_add(&p, NULL, TYPE_PTR, 9, "\4\0\n.\377\1Z", 8);
	a = read_answer();
	(void)name_text(&a.ptrs[0], text);
	assert_string_equal(text, "mail.bank.example.\\000.evil.test");
	(void)name_text(&a.ptrs[1], text);
	assert_string_equal(text, "\\000\\010\\046\\255.z");
}

static void put_pointer(size_t to)
{
	packet_u16(&p, 0xc000 | (unsigned)to);
}

/* A chain of pointers, each to the one before, with a name at its end. */
static void chain_of(unsigned n)
{
	size_t to = RDATA_AT;

	packet_begin(&p, REVERSE, TYPE_PTR);
	packet_rr(&p, SECTION_ANSWER, NULL, 65280, CLASS_IN, 9, 6 + 2 * n);
	packet_octets(&p, "\4mail", 6);
	for (unsigned i = 0; i < n; i++) {
		put_pointer(to);
		to = p.len - 2;
	}
	packet_rr(&p, SECTION_ANSWER, NULL, TYPE_PTR, CLASS_IN, 9, 2);
	put_pointer(to);
}

static void pointers_are_followed_backwards(void **state)
{
	static const unsigned lengths[] = { 0, 1, 2, 50, LIMIT_HOPS - 1 };
	char text[NAME_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct answer a;

		chain_of(lengths[i]);
		a = read_answer();
		(void)name_text(&a.ptrs[0], text);
		assert_string_equal(text, "mail");
	}
	for (unsigned n = LIMIT_HOPS; n < 4000; n += 1000) {
		chain_of(n);
		assert_int_equal(fit_of(NULL), MESSAGE_DAMAGED);
	}
}

static void other_pointers_are_damage(void **state)
{
	static const struct {
		const char *what;
		const char *rdata;
		size_t n;
	} row_of[] = {
		{ "to itself", "\300\64", 2 },
		{ "two to each other", "\300\66\300\64", 4 },
		{ "a label and then itself", "\1a\300\64", 4 },
		{ "forward", "\300\66\1a\0", 5 },
		{ "into its own name", "\1a\1b\300\66", 6 },
		{ "past the end", "\377\377", 2 },
		{ "into the header", "\300\0", 2 },
		{ "to the header's last octet", "\300\13", 2 },
		{ "cut in two", "\300", 1 },
		{ "to its own owner's pointer, forward of the name", "\300\76", 2 },
		{ "behind it something more", "\300\14x", 3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		row("%s", row_of[i].what);
		packet_begin(&p, REVERSE, TYPE_PTR);
		packet_add(&p, NULL, TYPE_PTR, 9, row_of[i].rdata, row_of[i].n);
		assert_int_equal(p.len - row_of[i].n, RDATA_AT);
		assert_int_equal(fit_of(NULL), MESSAGE_DAMAGED);
	}
	packet_begin(&p, REVERSE, TYPE_PTR); /* an owner that points to itself */
	packet_count(&p, SECTION_ANSWER, 1);
	put_pointer(p.len);
	packet_octets(&p, "\0\14\0\1\0\0\0\1\0\2\300\14", 12);
	assert_int_equal(fit_of(NULL), MESSAGE_DAMAGED);
}

/* One record of the answer, of which something does not add up. */
static void broken_records_are_damage(void **state)
{
	static const struct {
		const char *what;
		uint16_t type, rdlen;
		const char *rdata;
		size_t n;
	} row_of[] = {
		{ "RDLENGTH over the end", TYPE_PTR, 600, "\1a", 3 },
		{ "RDLENGTH at its most", TYPE_PTR, 65535, "\1a", 3 },
		{ "RDLENGTH one too long", TYPE_PTR, 4, "\1a\0", 3 },
		{ "RDLENGTH ends in the name", TYPE_PTR, 2, "\1a\0", 3 },
		{ "RDLENGTH 0", TYPE_PTR, 0, "", 0 },
		{ "a name and more", TYPE_PTR, 4, "\1a\0x", 4 },
		{ "a CNAME of nothing", TYPE_CNAME, 0, "", 0 },
		{ "a CNAME and more", TYPE_CNAME, 4, "\1a\0x", 4 },
		{ "a label of 64", TYPE_PTR, 66, "\100" L63 "d\0", 66 },
		{ "a label of the reserved kind", TYPE_PTR, 3, "\201a\0", 3 },
		{ "a label over the end", TYPE_PTR, 3, "\77ab", 3 },
		{ "a name without end", TYPE_PTR, 2, "\1a", 2 },
		{ "an A of 3 octets", TYPE_A, 3, "\1\2\3", 3 },
		{ "an A of 5 octets", TYPE_A, 5, "\1\2\3\4\5", 5 },
		{ "an A of none", TYPE_A, 0, "", 0 },
		{ "an AAAA of 4 octets", TYPE_AAAA, 4, "\1\2\3\4", 4 },
		{ "an AAAA of 17 octets", TYPE_AAAA, 17, "\1\2\3\4\1\2\3\4\1\2\3\4\1\2\3\4\5", 17 },
		{ "a TXT of nothing", TYPE_TXT, 0, "", 0 },
		{ "a string over its RDATA", TYPE_TXT, 3, "\3ab", 3 },
		{ "a second string over it", TYPE_TXT, 4, "\1a\2b", 4 },
		{ "an MX without name", TYPE_MX, 2, "\0\12", 2 },
		{ "an MX of one octet", TYPE_MX, 1, "\0", 1 },
		{ "an MX and more", TYPE_MX, 6, "\0\12\1a\0x", 6 },
		{ "a short SOA", TYPE_SOA, 21, "\0\0abcdefghijklmnopqrs", 21 },
		{ "a long SOA", TYPE_SOA, 23, "\0\0abcdefghijklmnopqrstu", 23 },
		{ "an OPT among answers", TYPE_OPT, 0, "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		row("%s", row_of[i].what);
		/* Of the asked type or not, in whatever section: half a message is nobody's. */
		for (size_t section = SECTION_ANSWER; section <= SECTION_ADDITIONAL; section += 2) {
			if (row_of[i].type == TYPE_OPT && section == SECTION_ADDITIONAL)
				continue;
			packet_begin(&p, REVERSE, TYPE_PTR);
			packet_add_name(&p, NULL, TYPE_PTR, 9, "mail.example.com");
			packet_rr(&p, section, "x", row_of[i].type, CLASS_IN, 9, row_of[i].rdlen);
			packet_octets(&p, row_of[i].rdata, row_of[i].n);
			assert_int_equal(fit_of(NULL), MESSAGE_DAMAGED);
		}
	}
}

static void unknown_types_and_classes_are_passed_over(void **state)
{
	(void)state;
	packet_begin(&p, REVERSE, TYPE_PTR);
	packet_add(&p, NULL, 46, 9, "anything", 8);
	packet_add(&p, "x", 65280, 9, "\377\377", 2);
	packet_rr(&p, SECTION_ANSWER, NULL, TYPE_PTR, CLASS_CH, 9, 2);
	packet_octets(&p, "\377\377", 2);
	packet_add_name(&p, NULL, TYPE_PTR, 9, "mail.example.com");
	assert_int_equal(read_answer().n_records, 1);
}

static void options_are_read(void **state)
{
	static const char options[] = "\0\12\0\10cookie!!" /* COOKIE */
				      "\0\17\0\2\0\26"	   /* EDE 22 without words */
				      "\0\17\0\5\0\3abc"   /* EDE 3 */
				      "\0\17\0\1\0"	   /* too short to be one */
				      "\0\17\0\0"
				      "\0\17\0\6\377\377\0\n\33["; /* words of a rascal */
	struct answer a;

	(void)state;
	packet_begin(&p, REVERSE, TYPE_PTR);
	p.m[3] |= 2;
	packet_add_opt(&p, 0, options, sizeof(options) - 1);
	a = read_answer();
	assert_int_equal(a.status, ANSWER_SERVFAIL);
	assert_true(a.has_edns);
	assert_int_equal(a.n_edes, 3);
	assert_int_equal(a.edes[0].code, 22);
	assert_int_equal(a.edes[0].len, 0);
	assert_int_equal(a.edes[1].code, 3);
	assert_memory_equal(a.edes[1].text, "abc", 3);
	assert_int_equal(a.edes[2].code, 65535);
	assert_int_equal(a.edes[2].len, 4);
	assert_memory_equal(a.edes[2].text, "\0\n\33[", 4);
}

static void options_are_bounded(void **state)
{
	uint8_t options[10 * 306];
	struct answer a;

	(void)state;
	memset(options, 'x', sizeof(options));
	for (unsigned i = 0; i < 10; i++)
		memcpy(options + 306 * (size_t)i, "\0\17\1\56\0\1", 6);
	packet_begin(&p, REVERSE, TYPE_PTR);
	packet_add_opt(&p, 0, options, sizeof(options));
	a = read_answer();
	assert_int_equal(a.n_edes, LIMIT_EDES);
	assert_int_equal(a.edes[LIMIT_EDES - 1].len, LIMIT_EDE_OCTETS);
}

static void broken_options_are_damage(void **state)
{
	static const struct {
		const char *what;
		const char *owner;
		const char *options;
		size_t n;
		unsigned times;
	} row_of[] = {
		{ "twice", ".", "", 0, 2 },
		{ "not the root's", "a", "", 0, 1 },
		{ "an option over the end", ".", "\0\12\377\377", 4, 1 },
		{ "an option one octet short", ".", "\0\12\0\2a", 5, 1 },
		{ "half an option", ".", "\0\12\0", 3, 1 },
		{ "one octet", ".", "\0", 1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		row("%s", row_of[i].what);
		packet_begin(&p, REVERSE, TYPE_PTR);
		for (unsigned k = 0; k < row_of[i].times; k++) {
			packet_rr(&p, SECTION_ADDITIONAL, row_of[i].owner, TYPE_OPT,
				  MESSAGE_UDP_SIZE, 0, (unsigned)row_of[i].n);
			packet_octets(&p, row_of[i].options, row_of[i].n);
		}
		packet_octets(&p, "zzzz", 4); /* there is more, but not of the record */
		assert_int_equal(fit_of(NULL), MESSAGE_DAMAGED);
	}
}

int main(void)
{
	const struct CMUnitTest all[] = {
		test(names_of_255_octets_are_read),
		test(names_of_256_octets_are_damage),
		test(odd_octets_stay_in_their_label),
		test(pointers_are_followed_backwards),
		test(other_pointers_are_damage),
		test(broken_records_are_damage),
		test(unknown_types_and_classes_are_passed_over),
		test(options_are_read),
		test(options_are_bounded),
		test(broken_options_are_damage),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
