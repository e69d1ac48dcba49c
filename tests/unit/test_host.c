/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/name.h>

#include <string.h>

#define L10 "abcdefghij"
#define L50 L10 L10 L10 L10 L10

static void each_fault_is_found(void **state)
{
	static const struct {
		const char *name;
		unsigned faults;
	} row_of[] = {
		{ "mail.example.com", 0 },
		{ "a1-b2.example.com", 0 },
		{ "3com.com", 0 },
		{ "1.2.3.com", 0 },
		{ ".", HOST_ROOT },
		{ "192.0.2.1", HOST_IP_LITERAL },
		{ "255.255.255.255", HOST_IP_LITERAL },
		{ "256.0.2.1", HOST_NUMERIC },
		{ "192.0.2", HOST_NUMERIC },
		{ "1.2.3.4.5", HOST_NUMERIC },
		{ "42", HOST_NUMERIC },
		{ "2001:db8::1", HOST_IP_LITERAL | HOST_BAD_CHAR },
		{ "::192\\.0\\.2\\.1", HOST_IP_LITERAL | HOST_BAD_CHAR },
		{ "2001:db8::1.example.com", HOST_BAD_CHAR },
		{ "192\\.0\\.2\\.1", HOST_SINGLE_LABEL | HOST_BAD_CHAR },
		{ "1.0192.2.3", HOST_NUMERIC },
		{ "192.0.2.1.example.com", 0 },
		{ "*.example.com", HOST_WILDCARD | HOST_BAD_CHAR },
		{ "a*.example.com", HOST_BAD_CHAR },
		{ "a b.example.com", HOST_BAD_CHAR },
		{ "a/b.example.com", HOST_BAD_CHAR },
		{ "a@b.example.com", HOST_BAD_CHAR },
		{ "a\\000.example.com", HOST_BAD_CHAR },
		{ "a\\.b.example.com", HOST_BAD_CHAR },
		{ "\\192\\168.example.com", HOST_BAD_CHAR | HOST_NON_ASCII },
		{ "\\127.example.com", HOST_BAD_CHAR },
		{ "\\128.example.com", HOST_BAD_CHAR | HOST_NON_ASCII },
		{ "-a.example.com", HOST_BAD_HYPHEN },
		{ "a-.example.com", HOST_BAD_HYPHEN },
		{ "-.example.com", HOST_BAD_HYPHEN },
		{ "a.example.com-", HOST_BAD_HYPHEN },
		{ "a_b.example.com", HOST_UNDERSCORE },
		{ "_.example.com", HOST_UNDERSCORE },
		{ "mail", HOST_SINGLE_LABEL },
		{ "1.2.0.192.in-addr.arpa", HOST_ARPA },
		{ "mail.example.com.2.0.192.in-addr.arpa", HOST_ARPA },
		{ "router.home.arpa", HOST_ARPA | HOST_SPECIAL_TLD },
		{ "home.arpa", HOST_ARPA | HOST_SPECIAL_TLD },
		{ "home.arpa.2.0.192.in-addr.arpa", HOST_ARPA },
		{ "whome.arpa", HOST_ARPA },
		{ "arpa", HOST_ARPA | HOST_SINGLE_LABEL },
		{ "arpa.example.com", 0 },
		{ "xn--mnchen-3ya.de", HOST_IDN },
		{ "mail.xn--p1ai", HOST_IDN },
		{ "XN--P1AI.example.com", HOST_IDN },
		{ "xn--.example.com", HOST_BAD_HYPHEN },
		{ "axn--b.example.com", 0 },
		{ "localhost", HOST_SINGLE_LABEL | HOST_SPECIAL_TLD },
		{ "localhost.localdomain", HOST_SPECIAL_TLD },
		{ "a.local", HOST_SPECIAL_TLD },
		{ "a.invalid", HOST_SPECIAL_TLD },
		{ "a.test", HOST_SPECIAL_TLD },
		{ "a.example", HOST_SPECIAL_TLD },
		{ "a.internal", HOST_SPECIAL_TLD },
		{ "a.onion", HOST_SPECIAL_TLD },
		{ "a.alt", HOST_SPECIAL_TLD },
		{ "a.LOCAL", HOST_SPECIAL_TLD },
		{ "local.example.com", 0 },
		{ "example.com", 0 },
		{ L50 "abc."
		      "example.co",
		  0 }, /* 64 characters */
		{ L50 "abc."
		      "example.com",
		  HOST_LONG }, /* 65 */
		{ "-_.local", HOST_BAD_HYPHEN | HOST_UNDERSCORE | HOST_SPECIAL_TLD },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		uint8_t buf[NAME_MAX_OCTETS];
		struct name name = { 0 };

		row("%s", row_of[i].name);
		assert_true(name_parse(&name, buf, row_of[i].name, strlen(row_of[i].name)));
		if (host_faults(&name) != row_of[i].faults)
			fail_msg("%s: %x, not %x", row_of[i].name, host_faults(&name),
				 row_of[i].faults);
	}
}

static void every_octet_has_its_place(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++) {
		const uint8_t wire[] = { 3, 'a', (uint8_t)c, 'b', 3, 'c', 'o', 'm', 0 };
		const struct name name = { wire, sizeof(wire) };
		unsigned faults = host_faults(&name);
		bool fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';

		if (c == '_')
			assert_int_equal(faults, HOST_UNDERSCORE);
		else if (fine)
			assert_int_equal(faults, 0);
		else
			assert_true(faults & HOST_BAD_CHAR);
		assert_int_equal((faults & HOST_NON_ASCII) != 0, c > 127);
	}
}

/* They are looked at many at a time. */
static void an_octet_counts_wherever_it_stands_in_a_long_name(void **state)
{
	static const struct {
		uint8_t octet;
		unsigned faults;
	} row_of[] = {
		{ 'q', 0 },
		{ '7', 0 },
		{ '_', HOST_UNDERSCORE },
		{ '/', HOST_BAD_CHAR },
		{ '@', HOST_BAD_CHAR },
		{ 0, HOST_BAD_CHAR },
		{ 200, HOST_BAD_CHAR | HOST_NON_ASCII },
	};

	(void)state;
	for (unsigned n = 1; n <= 63; n++)
		for (unsigned at = 0; at < n; at++)
			for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
				uint8_t wire[63 + 6] = { (uint8_t)n };
				const struct name name = { wire, (uint8_t)(n + 6) };

				memset(wire + 1, 'a', n);
				memcpy(wire + 1 + n, "\3com", 5);
				wire[1 + at] = row_of[i].octet;
				assert_int_equal(host_faults(&name) & ~(unsigned)HOST_LONG,
						 row_of[i].faults);
			}
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(each_fault_is_found),
		cmocka_unit_test(every_octet_has_its_place),
		cmocka_unit_test(an_octet_counts_wherever_it_stands_in_a_long_name),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
