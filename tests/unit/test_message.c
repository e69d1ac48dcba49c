/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "parsed.h"

/* What the records of a message mean. */

static void is_name(const struct name *name, const char *want)
{
	char text[NAME_TEXT_MAX];

	(void)name_text(name, text);
	assert_string_equal(text, want);
}

static void names_of_a_ptr_answer_are_read(void **state)
{
	struct answer a;

	(void)state;
	packet_begin(&p, REVERSE, TYPE_PTR);
	packet_add_name(&p, NULL, TYPE_PTR, 300, "mail.example.com");
	packet_add(&p, REVERSE, TYPE_PTR, 200, "\4MAIL\2b\0\1c", 11);
	p.m[3] |= 0x20;
	a = read_answer();
	assert_int_equal(a.status, ANSWER_OK);
	assert_int_equal(a.n_records, 2);
	is_name(&a.ptrs[0], "mail.example.com");
	is_name(&a.ptrs[1], "mail.b\\000.c");
	assert_int_equal(a.ttl_s, 200);
	assert_true(a.authenticated);
	assert_false(a.has_edns);
}

static void name_servers_are_names_and_AA_says_who_is_the_source(void **state)
{
	struct answer a, b;

	(void)state;
	packet_begin(&p, REVERSE, TYPE_NS);
	packet_add_name(&p, NULL, TYPE_NS, 300, "NS1.example.com");
	packet_add_name(&p, NULL, TYPE_NS, 300, "ns1.example.com");
	packet_add_name(&p, NULL, TYPE_NS, 300, "ns2.example.com");
	a = read_answer();
	assert_int_equal(a.status, ANSWER_OK);
	assert_int_equal(a.n_records, 2);
	is_name(&a.ptrs[0], "ns1.example.com");
	is_name(&a.ptrs[1], "ns2.example.com");
	assert_false(a.authoritative);
	p.m[2] |= 0x04;
	a = read_answer();
	assert_true(a.authoritative);
	assert_true(answer_copy(&b, &a, TYPE_NS, &arena));
	assert_ptr_not_equal(a.ptrs, b.ptrs);
	is_name(&b.ptrs[1], "ns2.example.com");
	packet_add(&p, NULL, TYPE_NS, 300, "\1a\0x", 4);
	assert_int_equal(fit_of(NULL), MESSAGE_DAMAGED);
}

static void rcodes_become_outcomes(void **state)
{
	static const struct {
		unsigned rcode;
		enum answer_status status;
	} row_of[] = {
		{ 0, ANSWER_NODATA },	{ 1, ANSWER_FORMERR }, { 2, ANSWER_SERVFAIL },
		{ 3, ANSWER_NXDOMAIN }, { 4, ANSWER_NOTIMP },  { 5, ANSWER_REFUSED },
		{ 6, ANSWER_OTHER },	{ 9, ANSWER_OTHER },   { 15, ANSWER_OTHER },
		{ 16, ANSWER_OTHER },	{ 19, ANSWER_OTHER },  { 23, ANSWER_OTHER },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct answer a;

		packet_begin(&p, REVERSE, TYPE_PTR);
		p.m[3] |= (uint8_t)(row_of[i].rcode & 15);
		packet_add_opt(&p, row_of[i].rcode >> 4, NULL, 0);
		a = read_answer();
		assert_int_equal(a.status, row_of[i].status);
		assert_int_equal(a.rcode, row_of[i].rcode);
	}
}

/* What an error answer carries besides is not believed. */
static void records_of_an_error_are_not_read(void **state)
{
	static const unsigned rcodes[] = { 1, 2, 3, 4, 5, 9 };

	(void)state;
	for (size_t i = 0; i < sizeof(rcodes) / sizeof(rcodes[0]); i++) {
		struct answer a;

		packet_begin(&p, REVERSE, TYPE_PTR);
		p.m[3] |= (uint8_t)rcodes[i];
		packet_add_name(&p, NULL, TYPE_PTR, 300, "mail.example.com");
		a = read_answer();
		assert_int_equal(a.rcode, rcodes[i]);
		assert_int_not_equal(a.status, ANSWER_OK);
		assert_int_equal(a.n_records + a.n_total, 0);
	}
}

static void is_ip(const struct ip *ip, const char *want)
{
	char text[IP_TEXT_MAX];

	assert_string_equal(ip_text(ip, text), want);
}

/* Every order of a chain's records gives the same answer (RFC 1034 prescribes none). */
static void the_order_of_records_does_not_matter(void **state)
{
	static const uint8_t order_of[][4] = {
		{ 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 2, 3, 0, 1 }, { 3, 0, 2, 1 }, { 1, 0, 3, 2 }
	};

	(void)state;
	for (size_t i = 0; i < sizeof(order_of) / sizeof(order_of[0]); i++) {
		struct answer a;

		packet_begin(&p, "a.example", TYPE_A);
		for (unsigned k = 0; k < 4; k++)
			switch (order_of[i][k]) {
			case 0:
				packet_add_name(&p, NULL, TYPE_CNAME, 50, "B.example");
				break;
			case 1:
				packet_add_name(&p, "b.EXAMPLE", TYPE_CNAME, 40, "c.example");
				break;
			case 2:
				packet_add_ip(&p, "c.example", 60, "192.0.2.1");
				break;
			default:
				packet_add_ip(&p, "other.example", 1, "192.0.2.66");
			}
		a = read_answer();
		assert_int_equal(a.status, ANSWER_OK);
		assert_int_equal(a.n_chain, 2);
		is_name(&a.chain[0], "b.example");
		is_name(&a.chain[1], "c.example");
		assert_int_equal(a.n_records, 1);
		is_ip(&a.ips[0], "192.0.2.1");
		assert_int_equal(a.ttl_s, 40);
	}
}

static void strangers_records_are_not_seen(void **state)
{
	struct answer a;

	(void)state;
	packet_begin(&p, "a.example", TYPE_A);
	packet_add_ip(&p, "victim.example", 9, "192.0.2.1");	      /* another owner */
	packet_add_ip(&p, "b.a.example", 9, "192.0.2.2");	      /* below it */
	packet_add_ip(&p, "example", 9, "192.0.2.3");		      /* above it */
	packet_add_ip(&p, NULL, 9, "2001:db8::1");		      /* another type */
	packet_add_name(&p, "x.example", TYPE_CNAME, 9, "a.example"); /* a chain not asked for */
	packet_rr(&p, SECTION_ANSWER, NULL, TYPE_A, CLASS_CH, 9, 4);
	packet_octets(&p, "\1\2\3\4", 4);
	packet_rr(&p, SECTION_ANSWER, NULL, TYPE_CNAME, CLASS_CH, 9, 3);
	packet_octets(&p, "\1z", 3);
	packet_rr(&p, SECTION_AUTHORITY, NULL, TYPE_A, CLASS_IN, 9, 4);
	packet_octets(&p, "\1\2\3\5", 4);
	packet_rr(&p, SECTION_ADDITIONAL, NULL, TYPE_A, CLASS_IN, 9, 4);
	packet_octets(&p, "\1\2\3\6", 4);
	a = read_answer();
	assert_int_equal(a.status, ANSWER_NODATA);
	assert_int_equal(a.n_records + a.n_total + a.n_chain, 0);
}

static void records_beside_a_cname_belong_to_their_owner(void **state)
{
	struct answer a;

	(void)state;
	packet_begin(&p, "a.example", TYPE_A);
	packet_add_name(&p, NULL, TYPE_CNAME, 9, "b.example");
	packet_add_ip(&p, NULL, 9, "192.0.2.1");
	packet_add_ip(&p, "b.example", 9, "192.0.2.2");
	a = read_answer();
	assert_int_equal(a.n_chain, 0);
	assert_int_equal(a.n_records, 1);
	is_ip(&a.ips[0], "192.0.2.1");
}

static void a_ttl_over_31_bits_is_none(void **state)
{
	static const struct {
		uint32_t sent, ttl_s;
	} row_of[] = {
		{ 0, 0 }, { 1, 1 }, { 0x7fffffff, 0x7fffffff }, { 0x80000000, 0 }, { 0xffffffff, 0 }
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		packet_begin(&p, REVERSE, TYPE_PTR);
		packet_add_name(&p, NULL, TYPE_PTR, row_of[i].sent, "mail.example.com");
		assert_int_equal(read_answer().ttl_s, row_of[i].ttl_s);
		packet_begin(&p, REVERSE, TYPE_PTR);
		packet_add_soa(&p, "in-addr.arpa", row_of[i].sent, 0x7fffffff);
		assert_int_equal(read_answer().ttl_s, row_of[i].ttl_s);
	}
}

static void a_denial_lasts_as_long_as_its_soa_says(void **state)
{
	static const struct {
		uint32_t ttl_s, minimum_s, want_s;
	} row_of[] = { { 300, 900, 300 }, { 900, 300, 300 }, { 5, 5, 5 } };

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++)
		for (unsigned rcode = 0; rcode <= 3; rcode += 3) {
			struct answer a;

			packet_begin(&p, REVERSE, TYPE_PTR);
			p.m[3] |= (uint8_t)rcode;
			packet_add_soa(&p, "in-addr.arpa", row_of[i].ttl_s, row_of[i].minimum_s);
			a = read_answer();
			assert_true(a.has_soa);
			assert_int_equal(a.ttl_s, row_of[i].want_s);
			assert_int_equal(a.status, rcode ? ANSWER_NXDOMAIN : ANSWER_NODATA);
		}
}

static void a_chain_to_nowhere_keeps_its_steps(void **state)
{
	static const enum answer_status want[] = { ANSWER_NODATA, ANSWER_NXDOMAIN };

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct answer a;

		packet_begin(&p, REVERSE, TYPE_PTR);
		p.m[3] |= (uint8_t)(3 * i);
		packet_add_name(&p, NULL, TYPE_CNAME, 60, "1.sub.example");
		packet_add_name(&p, "1.sub.example", TYPE_CNAME, 50, "gone.example");
		a = read_answer();
		assert_int_equal(a.status, want[i]);
		assert_int_equal(a.n_chain, 2);
		is_name(&a.chain[1], "gone.example");
		assert_false(a.has_soa);
		packet_add_soa(&p, "example", 300, 30);
		assert_true(read_answer().has_soa);
	}
}

/* It has no SOA to say how long it holds, but the rest of the chain will be joined to it. */
static void an_unfinished_chain_has_its_own_ttl(void **state)
{
	(void)state;
	packet_begin(&p, REVERSE, TYPE_PTR);
	packet_add_name(&p, NULL, TYPE_CNAME, 60, "1.sub.example");
	assert_int_equal(read_answer().ttl_s, 60);
}

static void circles_end(void **state)
{
	struct answer a;

	(void)state;
	packet_begin(&p, "a.example", TYPE_A);
	packet_add_name(&p, NULL, TYPE_CNAME, 60, "a.example");
	a = read_answer();
	assert_true(a.loops);
	assert_int_equal(a.status, ANSWER_NODATA);
	packet_begin(&p, "a.example", TYPE_A);
	packet_add_name(&p, NULL, TYPE_CNAME, 60, "b.example");
	packet_add_name(&p, "b.example", TYPE_CNAME, 60, "c.example");
	packet_add_name(&p, "c.example", TYPE_CNAME, 60, "b.example");
	a = read_answer();
	assert_true(a.loops);
	assert_int_equal(a.n_chain, 2);
}

static void a_chain_has_a_limit(void **state)
{
	(void)state;
	for (unsigned n = LIMIT_CNAMES; n <= LIMIT_CNAMES + 1; n++) {
		struct answer a;
		char owner[32] = "c0.example", target[32];

		packet_begin(&p, owner, TYPE_A);
		for (unsigned i = 0; i < n; i++) {
			(void)snprintf(owner, sizeof(owner), "c%u.example", i);
			(void)snprintf(target, sizeof(target), "c%u.example", i + 1);
			packet_add_name(&p, owner, TYPE_CNAME, 9, target);
		}
		packet_add_ip(&p, target, 9, "192.0.2.1");
		a = read_answer();
		assert_int_equal(a.status, n == LIMIT_CNAMES ? ANSWER_OK : ANSWER_MALFORMED);
		assert_int_equal(a.n_records, n == LIMIT_CNAMES);
		assert_int_equal(a.n_chain, LIMIT_CNAMES);
	}
}

/* Thousands of records and a long chain would be read again for each step of it. */
static void a_chain_among_thousands_of_records_is_damaged(void **state)
{
	(void)state;
	for (unsigned steps = 1; steps <= 16; steps += 15) {
		char owner[32], target[32] = "c0.example";

		packet_begin(&p, target, TYPE_A);
		for (unsigned i = 0; i < steps; i++) {
			(void)snprintf(owner, sizeof(owner), "c%u.example", i);
			(void)snprintf(target, sizeof(target), "c%u.example", i + 1);
			packet_add_name(&p, owner, TYPE_CNAME, 9, target);
		}
		for (unsigned i = 0; i < 2000; i++)
			packet_add_ip(&p, target, 9, "192.0.2.1");
		assert_int_equal(read_answer().status, steps == 1 ? ANSWER_OK : ANSWER_MALFORMED);
	}
}

/* The first records are not read as the later ones are. */
static void the_place_of_a_name_among_many_does_not_matter(void **state)
{
	enum {
		MANY = 9
	};

	(void)state;
	for (unsigned alias = 0; alias < MANY; alias++) {
		struct answer a;

		packet_begin(&p, REVERSE, TYPE_PTR);
		for (unsigned i = 0; i < MANY; i++) {
			const char target[] = { 'm', (char)('0' + i), '.', 'e', 'x', '\0' };

			if (i == alias)
				packet_add_name(&p, NULL, TYPE_CNAME, 300, "alias.example.com");
			else
				packet_add_name(&p, "alias.example.com", TYPE_PTR, 300, target);
		}
		a = read_answer();
		assert_int_equal(a.status, ANSWER_OK);
		assert_int_equal(a.n_chain, 1);
		assert_int_equal(a.n_records, MANY - 1);
		for (unsigned i = 0, at = 0; i < MANY; i++) {
			const char want[] = { 'm', (char)('0' + i), '.', 'e', 'x', '\0' };

			if (i != alias)
				is_name(&a.ptrs[at++], want);
		}
	}
}

static void double_ptrs_count_once(void **state)
{
	struct answer a;
	char name[32];

	(void)state;
	packet_begin(&p, REVERSE, TYPE_PTR);
	for (unsigned i = 0; i < 300; i++)
		packet_add_name(&p, NULL, TYPE_PTR, 9, i & 1 ? "a.example" : "A.Example");
	packet_add_name(&p, NULL, TYPE_PTR, 9, "b.example");
	a = read_answer();
	assert_int_equal(a.n_records, 2);
	assert_int_equal(a.n_total, 301);
	assert_int_equal(a.n_same, 299);
	packet_begin(&p, REVERSE, TYPE_PTR);
	for (unsigned i = 0; i < 200; i++) {
		(void)snprintf(name, sizeof(name), "n%u.example", i);
		packet_add_name(&p, NULL, TYPE_PTR, 9, name);
	}
	a = read_answer();
	assert_int_equal(a.n_records, LIMIT_PTRS_KEPT);
	assert_int_equal(a.n_total, 200);
	assert_int_equal(a.n_same, 0);
}

static void strings_of_one_text_are_joined(void **state)
{
	static const struct {
		const char *rdata;
		size_t n;
		const char *text;
	} row_of[] = {
		{ "\5value", 6, "value" },	 { "\2va\3lue", 7, "value" }, { "\0", 1, "" },
		{ "\0\5value\0\0", 9, "value" }, { "\3a\0b", 4, "a\0b" },
	};
	struct answer a;

	(void)state;
	packet_begin(&p, "x.example", TYPE_TXT);
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++)
		packet_add(&p, NULL, TYPE_TXT, 9, row_of[i].rdata, row_of[i].n);
	a = read_answer();
	assert_int_equal(a.n_records, 5);
	for (size_t i = 0; i < a.n_records; i++) {
		assert_int_equal(a.txts[i].len, i == 4 ? 3 : strlen(row_of[i].text));
		assert_memory_equal(a.txts[i].octets, row_of[i].text, a.txts[i].len);
		assert_false(a.txts[i].cut);
	}
}

static void long_texts_are_cut_and_many_are_counted(void **state)
{
	uint8_t rdata[256 * 17];
	struct answer a;

	(void)state;
	memset(rdata, 'x', sizeof(rdata));
	for (unsigned i = 0; i < 17; i++)
		rdata[256 * i] = 255;
	packet_begin(&p, "x.example", TYPE_TXT);
	packet_add(&p, NULL, TYPE_TXT, 9, rdata, 256 * 16);
	packet_add(&p, NULL, TYPE_TXT, 9, rdata, 256 * 17);
	for (unsigned i = 2; i < LIMIT_TXTS_KEPT + 5; i++)
		packet_add(&p, NULL, TYPE_TXT, 9, "\1a", 2);
	a = read_answer();
	assert_int_equal(a.txts[0].len, 255 * 16);
	assert_false(a.txts[0].cut);
	assert_int_equal(a.txts[1].len, LIMIT_TXT_OCTETS);
	assert_true(a.txts[1].cut);
	assert_int_equal(a.n_records, LIMIT_TXTS_KEPT);
	assert_int_equal(a.n_total, LIMIT_TXTS_KEPT + 5);
}

static void mail_hosts_keep_their_preference_and_order(void **state)
{
	struct answer a;
	char text[NAME_TEXT_MAX];

	(void)state;
	packet_begin(&p, "x.example", TYPE_MX);
	packet_add(&p, NULL, TYPE_MX, 9, "\1\0\1B\300\14", 6);
	packet_add(&p, NULL, TYPE_MX, 9, "\0\12\1a\0", 5);
	packet_add(&p, "other.example", TYPE_MX, 9, "\0\1\1c\0", 5);
	packet_add(&p, NULL, TYPE_MX, 9, "\0\0\0", 3);
	a = read_answer();
	assert_int_equal(a.status, ANSWER_OK);
	assert_int_equal(a.n_records, 3);
	assert_int_equal(a.mxs[0].preference, 256);
	(void)name_text(&a.mxs[0].host, text);
	assert_string_equal(text, "b.x.example");
	assert_int_equal(a.mxs[1].preference, 10);
	(void)name_text(&a.mxs[1].host, text);
	assert_string_equal(text, "a");
	assert_true(name_is_root(&a.mxs[2].host));
	packet_begin(&p, "x.example", TYPE_MX);
	for (unsigned i = 0; i < 60; i++)
		packet_add(&p, NULL, TYPE_MX, 9, "\0\12\1a\0", 5);
	a = read_answer();
	assert_int_equal(a.n_records, 60); /* more than anybody has been seen with */
	packet_begin(&p, "x.example", TYPE_MX);
	for (unsigned i = 0; i < LIMIT_MXS_KEPT + 5; i++)
		packet_add(&p, NULL, TYPE_MX, 9, "\0\12\1a\0", 5);
	a = read_answer();
	assert_int_equal(a.n_records, LIMIT_MXS_KEPT);
	assert_int_equal(a.n_total, LIMIT_MXS_KEPT + 5);
}

static void all_addresses_are_kept(void **state)
{
	struct answer a;

	(void)state;
	packet_begin(&p, "x.example", TYPE_A);
	for (unsigned i = 0; i < 4000; i++) {
		const uint8_t ip[4] = { 10, 0, (uint8_t)(i >> 8), (uint8_t)i };

		packet_add(&p, NULL, TYPE_A, 9, ip, 4);
	}
	a = read_answer();
	assert_int_equal(a.n_records, 4000);
	is_ip(&a.ips[3999], "10.0.15.159");
}

int main(void)
{
	const struct CMUnitTest all[] = {
		test(names_of_a_ptr_answer_are_read),
		test(name_servers_are_names_and_AA_says_who_is_the_source),
		test(rcodes_become_outcomes),
		test(records_of_an_error_are_not_read),
		test(the_order_of_records_does_not_matter),
		test(strangers_records_are_not_seen),
		test(records_beside_a_cname_belong_to_their_owner),
		test(a_ttl_over_31_bits_is_none),
		test(a_denial_lasts_as_long_as_its_soa_says),
		test(a_chain_to_nowhere_keeps_its_steps),
		test(an_unfinished_chain_has_its_own_ttl),
		test(circles_end),
		test(a_chain_has_a_limit),
		test(a_chain_among_thousands_of_records_is_damaged),
		test(the_place_of_a_name_among_many_does_not_matter),
		test(double_ptrs_count_once),
		test(strings_of_one_text_are_joined),
		test(long_texts_are_cut_and_many_are_counted),
		test(mail_hosts_keep_their_preference_and_order),
		test(all_addresses_are_kept),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
