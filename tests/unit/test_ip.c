/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/ip.h>
#include <fcrdns/text.h>

#include <string.h>

static struct ip parsed(const char *text)
{
	struct ip ip = { 0 };

	if (!ip_parse(&ip, text, strlen(text)))
		fail_msg("%s is no address", text);
	return ip;
}

static void canonical_text_comes_back(void **state)
{
	static const struct {
		const char *in, *out;
	} row_of[] = {
		{ "0.0.0.0", "0.0.0.0" },
		{ "1.20.255.9", "1.20.255.9" },
		{ "255.255.255.255", "255.255.255.255" },
		{ "::", "::" },
		{ "::1", "::1" },
		{ "2001:DB8::1", "2001:db8::1" },
		{ "2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1" },
		{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },    /* the first of equal runs */
		{ "2001:db8:0:0:1:0:0:0", "2001:db8:0:0:1::" },	    /* the longest run */
		{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" }, /* a single 0 stays */
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
		{ "::ffff:c000:0201", "::ffff:192.0.2.1" },
		{ "64:ff9b::192.0.2.33", "64:ff9b::c000:221" },
		{ "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
		  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct ip ip = parsed(row_of[i].in);
		char out[IP_TEXT_MAX];

		assert_string_equal(ip_text(&ip, out), row_of[i].out);
	}
}

static void every_octet_has_its_number(void **state)
{
	(void)state;
	for (unsigned v = 0; v < 256; v++) {
		struct ip ip = { 4, { (uint8_t)v, (uint8_t)(255 - v), 0, (uint8_t)v } };
		uint8_t wire[IP_WIRE_MAX];
		struct name reverse = ip_reverse(&ip, wire);
		char want[64], out[NAME_TEXT_MAX];
		struct text t;

		(void)snprintf(want, sizeof(want), "%u.0.%u.%u.in-addr.arpa", v, 255 - v, v);
		(void)name_text(&reverse, out);
		assert_string_equal(out, want);
		(void)snprintf(want, sizeof(want), "%u.%u.0.%u", v, 255 - v, v);
		assert_string_equal(ip_text(&ip, out), want);
		for (size_t ceiling = 10; ceiling < 200; ceiling += 10) {
			text_init(&t, ceiling);
			ip_put(&ip, &t);
			if (!t.failed)
				assert_string_equal(text_cstr(&t), want);
			assert_int_equal(t.failed, ceiling < strlen(want));
			text_done(&t);
		}
	}
}

static void what_is_no_address_is_refused(void **state)
{
	static const char *const row_of[] = {
		"",
		".",
		":",
		"1",
		"1.2.3",
		"1.2.3.4.5",
		"1.2.3.256",
		"1.2.3.-4",
		"01.2.3.4",
		"1.2.3.04",
		"0x1.2.3.4",
		" 1.2.3.4",
		"1.2.3.4 ",
		"1.2.3.4\n",
		"1.2.3.4/32",
		"1..2.3",
		"1.2.3.",
		"::1%eth0",
		"fe80::1%1",
		":::",
		"1::2::3",
		"1:2:3:4:5:6:7",
		"1:2:3:4:5:6:7:8:9",
		"12345::",
		"g::",
		"[::1]",
		"::1.2.3",
		"::1.2.3.4.5",
		"1:2:3:4:5:6:7:1.2.3.4",
		"localhost",
		"1234567890123456789012345678901234567890123456789",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct ip ip = { .len = 99 };

		row("%s", row_of[i]);
		assert_false(ip_parse(&ip, row_of[i], strlen(row_of[i])));
		assert_int_equal(ip.len, 99);
	}
}

static void an_address_ends_where_the_length_says(void **state)
{
	struct ip ip;

	(void)state;
	assert_true(ip_parse(&ip, "1.2.3.45", 7));
	assert_int_equal(ip.octet[3], 4);
	assert_false(ip_parse(&ip, "1.2.3.4\0", 8));
	assert_false(ip_parse(&ip, "1.2.3.4\0x", 9));
}

static void reverse_names_go_both_ways(void **state)
{
	static const struct {
		const char *ip, *name;
	} row_of[] = {
		{ "192.0.2.1", "1.2.0.192.in-addr.arpa" },
		{ "0.0.0.0", "0.0.0.0.in-addr.arpa" },
		{ "255.100.10.1", "1.10.100.255.in-addr.arpa" },
		{ "2001:db8::567:89ab",
		  "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct ip ip = parsed(row_of[i].ip), back = { 0 };
		uint8_t wire[IP_WIRE_MAX];
		char text[NAME_TEXT_MAX];
		struct name name = ip_reverse(&ip, wire);

		(void)name_text(&name, text);
		assert_string_equal(text, row_of[i].name);
		assert_true(name.len <= IP_WIRE_MAX);
		assert_true(ip_of_reverse(&back, &name));
		assert_true(ip_equal(&ip, &back));
	}
}

static void other_arpa_names_are_no_addresses(void **state)
{
	static const char *const row_of[] = {
		".",
		"in-addr.arpa",
		"2.0.192.in-addr.arpa",
		"5.1.2.0.192.in-addr.arpa",
		"x.2.0.192.in-addr.arpa",
		"256.2.0.192.in-addr.arpa",
		"1000.2.0.192.in-addr.arpa",
		"01.2.0.192.in-addr.arpa",
		"00.2.0.192.in-addr.arpa",
		"1\\.2.0.192.7.in-addr.arpa",
		"\\000.2.0.192.in-addr.arpa",
		"1.2.0.192.in-addr.arpa.example",
		"1.2.0.192.ip6.arpa",
		"ip6.arpa",
		"8.b.d.0.1.0.0.2.ip6.arpa",
		"bb.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
		"g.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
		"0.b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
		"b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.int",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		uint8_t buf[NAME_MAX_OCTETS];
		struct name name = { 0 };
		struct ip ip = { .len = 99 };

		row("%s", row_of[i]);
		assert_true(name_parse(&name, buf, row_of[i], strlen(row_of[i])));
		assert_false(ip_of_reverse(&ip, &name));
		assert_int_equal(ip.len, 99);
	}
}

static void only_a_mapped_address_is_unmapped(void **state)
{
	struct ip mapped = parsed("::ffff:192.0.2.1"), four = parsed("192.0.2.1"), was = four;
	static const char *const others[] = { "::192.0.2.1", "::fffe:192.0.2.1",
					      "1::ffff:192.0.2.1", "64:ff9b::192.0.2.1",
					      "::ffff:0:192.0.2.1" };

	(void)state;
	assert_true(ip_unmap(&mapped));
	assert_true(ip_equal(&mapped, &four));
	assert_false(ip_unmap(&four));
	assert_true(ip_equal(&four, &was));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct ip ip = parsed(others[i]);

		assert_false(ip_unmap(&ip));
	}
}

static void equality_needs_the_same_family(void **state)
{
	struct ip four = parsed("0.0.0.0"), six = parsed("::");

	(void)state;
	assert_false(ip_equal(&four, &six));
	assert_true(ip_compare(&four, &six) < 0);
	assert_true(ip_compare(&six, &four) > 0);
	assert_int_equal(ip_compare(&six, &six), 0);
	four = parsed("9.255.255.255");
	six = parsed("10.0.0.0");
	assert_true(ip_compare(&four, &six) < 0);
	four = parsed("127.0.0.1");
	six = parsed("128.0.0.1"); /* unsigned */
	assert_true(ip_compare(&four, &six) < 0);
}

static void a_block_holds_its_addresses(void **state)
{
	static const struct {
		const char *ip, *net;
		unsigned bits;
		bool is_within;
	} row_of[] = {
		{ "10.0.0.1", "10.0.0.0", 8, true },
		{ "11.0.0.1", "10.0.0.0", 8, false },
		{ "10.0.0.127", "10.0.0.0", 25, true },
		{ "10.0.0.128", "10.0.0.0", 25, false },
		{ "10.0.0.1", "10.0.0.1", 32, true },
		{ "10.0.0.2", "10.0.0.1", 32, false },
		{ "10.0.0.2", "10.0.0.1", 33, false },
		{ "200.0.0.2", "10.0.0.1", 0, true },
		{ "128.0.0.0", "0.0.0.0", 1, false },
		{ "::", "0.0.0.0", 0, false },
		{ "2001:db8::1", "2001:db8::", 32, true },
		{ "2001:db9::1", "2001:db8::", 32, false },
		{ "2001:db9::1", "2001:db8::", 31, true },
		{ "2001:db8::1", "2001:db8::", 127, true },
		{ "2001:db8::2", "2001:db8::", 127, false },
		{ "2001:db8::2", "2001:db8::2", 128, true },
		{ "2001:db8::2", "2001:db8::2", 129, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct ip ip = parsed(row_of[i].ip), net = parsed(row_of[i].net);

		row("%s in %s/%u", row_of[i].ip, row_of[i].net, row_of[i].bits);
		assert_int_equal(ip_within(&ip, &net, row_of[i].bits), row_of[i].is_within);
	}
}

/* The first and last address of each block, and their neighbours outside. */
static void special_blocks_end_where_the_registry_says(void **state)
{
	static const struct {
		const char *ip, *word; /* part of the kind; NULL: an ordinary address */
	} row_of[] = {
		{ "0.0.0.0", "this network" },
		{ "0.255.255.255", "this network" },
		{ "1.0.0.0", NULL },
		{ "9.255.255.255", NULL },
		{ "10.0.0.0", "private" },
		{ "10.255.255.255", "private" },
		{ "11.0.0.0", NULL },
		{ "100.63.255.255", NULL },
		{ "100.64.0.0", "shared" },
		{ "100.127.255.255", "shared" },
		{ "100.128.0.0", NULL },
		{ "126.255.255.255", NULL },
		{ "127.0.0.1", "loopback" },
		{ "128.0.0.0", NULL },
		{ "169.254.0.1", "link local" },
		{ "169.255.0.0", NULL },
		{ "172.15.255.255", NULL },
		{ "172.16.0.0", "private" },
		{ "172.31.255.255", "private" },
		{ "172.32.0.0", NULL },
		{ "192.0.0.0", "IETF" },
		{ "192.0.0.8", "IETF" },
		{ "192.0.0.9", NULL },
		{ "192.0.0.10", NULL },
		{ "192.0.0.11", "IETF" },
		{ "192.0.1.0", NULL },
		{ "192.0.2.1", "documentation" },
		{ "192.0.3.0", NULL },
		{ "192.31.196.1", NULL },
		{ "192.88.99.1", NULL },
		{ "192.167.255.255", NULL },
		{ "192.168.0.0", "private" },
		{ "192.169.0.0", NULL },
		{ "198.17.255.255", NULL },
		{ "198.18.0.0", "benchmarking" },
		{ "198.19.255.255", "benchmarking" },
		{ "198.20.0.0", NULL },
		{ "198.51.100.1", "documentation" },
		{ "203.0.113.255", "documentation" },
		{ "203.0.114.0", NULL },
		{ "223.255.255.255", NULL },
		{ "224.0.0.1", "multicast" },
		{ "239.255.255.255", "multicast" },
		{ "240.0.0.0", "reserved" },
		{ "255.255.255.255", "" },
		{ "8.8.8.8", NULL },
		{ "::", "unspecified" },
		{ "::1", "loopback" },
		{ "::2", NULL },
		{ "64:ff9b::1", NULL },
		{ "64:ff9b:1::1", "translation" },
		{ "100::1", "discard" },
		{ "100:0:0:1::1", "dummy" },
		{ "100:0:0:2::", NULL },
		{ "2001::1", NULL },
		{ "2001:1::1", NULL },
		{ "2001:1::4", "IETF" },
		{ "2001:2::1", "benchmarking" },
		{ "2001:2:1::", "IETF" },
		{ "2001:3::1", NULL },
		{ "2001:4:112::1", NULL },
		{ "2001:4:113::1", "IETF" },
		{ "2001:20::1", NULL },
		{ "2001:30::1", NULL },
		{ "2001:40::1", "IETF" },
		{ "2001:1ff:ffff::", "IETF" },
		{ "2001:200::1", NULL },
		{ "2001:db8::1", "documentation" },
		{ "2001:db9::1", NULL },
		{ "2002:c000:204::1", NULL },
		{ "2606:4700::1", NULL },
		{ "3fff::1", "documentation" },
		{ "3fff:fff:ffff::", "documentation" },
		{ "3fff:1000::", NULL },
		{ "5f00::1", "segment" },
		{ "5f01::1", NULL },
		{ "fbff::1", NULL },
		{ "fc00::1", "unique local" },
		{ "fdff::1", "unique local" },
		{ "fe80::1", "link local" },
		{ "febf::1", "link local" },
		{ "ff02::1", "multicast" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct ip ip = parsed(row_of[i].ip);
		const char *kind = ip_special(&ip);

		if (!kind != !row_of[i].word || (kind && !strstr(kind, row_of[i].word)))
			fail_msg("%s is \"%s\"", row_of[i].ip, kind ? kind : "(ordinary)");
	}
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(canonical_text_comes_back),
		cmocka_unit_test(every_octet_has_its_number),
		cmocka_unit_test(what_is_no_address_is_refused),
		cmocka_unit_test(an_address_ends_where_the_length_says),
		cmocka_unit_test(reverse_names_go_both_ways),
		cmocka_unit_test(other_arpa_names_are_no_addresses),
		cmocka_unit_test(only_a_mapped_address_is_unmapped),
		cmocka_unit_test(equality_needs_the_same_family),
		cmocka_unit_test(a_block_holds_its_addresses),
		cmocka_unit_test(special_blocks_end_where_the_registry_says),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
