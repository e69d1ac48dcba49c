/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/generic.h>

#include <string.h>

/* A name as host|domain. */
static const struct {
	const char *sentence, *address, *name;
	enum generic_class class;
} row_of[] = {
	{ "dashes", "192.0.2.77", "dsl-192-0-2-77|isp.example", GENERIC_YES },
	{ "dots", "192.0.2.77", "192.0.2.77.pool|isp.example", GENERIC_YES },
	{ "backwards", "192.0.2.77", "77.2.0.192.dyn|isp.example", GENERIC_YES },
	{ "any order, over labels", "192.0.2.77", "h77.r2.net192-0|isp.example", GENERIC_YES },
	{ "padded", "192.0.2.77", "192-000-002-077|isp.example", GENERIC_YES },
	{ "padded in one piece", "192.0.2.77", "ip192000002077|isp.example", GENERIC_YES },
	{ "and backwards", "192.0.2.77", "077002000192|isp.example", GENERIC_YES },
	{ "in one piece, not padded", "198.51.100.7", "c198511007|isp.example", GENERIC_YES },
	{ "hexadecimal", "192.0.2.77", "c000024d.dip|isp.example", GENERIC_YES },
	{ "behind letters that are no hexadecimal digits", "192.0.2.77", "pc000024d|isp.example",
	  GENERIC_YES },
	{ "hexadecimal backwards", "192.0.2.77", "4d0200c0|isp.example", GENERIC_YES },
	{ "hexadecimal pairs", "192.0.2.77", "c0-00-02-4d|isp.example", GENERIC_YES },
	{ "one number", "192.0.2.77", "3221226061|isp.example", GENERIC_YES },
	{ "IPv6, compressed", "2001:db8::7:1", "2001-db8--7-1.v6|isp.example", GENERIC_YES },
	{ "IPv6 behind a word", "2001:db8::7:1", "ipv6-2001-db8--7-1|isp.example", GENERIC_YES },
	{ "IPv6, all groups", "2001:db8:1:2:3:4:5:6", "2001.db8.1.2.3.4.5.6|isp.example",
	  GENERIC_YES },
	{ "IPv6, all groups backwards", "2001:db8:1:2:3:4:5:6", "6-5-4-3-2-1-db8-2001|isp.example",
	  GENERIC_YES },
	{ "IPv6, one piece", "2001:db8:1:2:3:4:5:6", "20010db8000100020003000400050006|isp.example",
	  GENERIC_YES },
	{ "IPv6, its host half", "2001:db8:1:2:3:4:5:6", "h0003000400050006|isp.example",
	  GENERIC_YES },
	{ "IPv6, nibbles backwards", "2001:db8:1:2:a:b:c:d",
	  "d.0.0.0.c.0.0.0.b.0.0.0.a.0.0.0|isp.example", GENERIC_YES },

	{ "IPv6, sixteen nibbles from the middle", "1234:5678:9abc:def0:1234:5678:9abc:def0",
	  "x6789abcdef012345|isp.example", GENERIC_YES },
	{ "and up to the end", "2001:db8:fedc:ba98:7654:3210:1357:9bdf",
	  "y76543210-13579bdf|isp.example", GENERIC_YES },
	{ "IPv6, sixteen nibbles backwards", "2001:db8:fedc:ba98:7654:3210:1357:9bdf",
	  "y-0123-4567-89ab-cdef|isp.example", GENERIC_YES },
	{ "IPv6, fifteen nibbles", "2001:db8:fedc:ba98:7654:3210:1357:9bdf",
	  "y6543210-13579bdf|isp.example", GENERIC_NO },

	{ "three octets may be chance", "192.0.2.77", "192-0-2|isp.example", GENERIC_MAYBE },
	{ "a neighbour's address", "192.0.2.77", "dsl-192-0-2-78|isp.example", GENERIC_MAYBE },
	{ "it says static", "192.0.2.77", "static-192-0-2-77|isp.example", GENERIC_MAYBE },
	{ "it says business", "192.0.2.77", "c-192-0-2-77.business.wa|isp.example", GENERIC_MAYBE },

	{ "a mail word", "192.0.2.77", "mta-192-0-2-77|esp.example", GENERIC_NO },
	{ "a mail word in another label", "192.0.2.77", "out192-0-2-77.mail|esp.example",
	  GENERIC_NO },
	{ "a mail word in front of a number", "192.0.2.77", "mx1-192-0-2-77|esp.example",
	  GENERIC_NO },
	{ "a mail word inside a word", "192.0.2.77", "outsmtp.192-0-2-77|esp.example", GENERIC_NO },
	{ "mail in the domain", "192.0.2.77", "o192-0-2-77|sparkpostmail.example", GENERIC_NO },
	{ "outbound inside a word", "192.0.2.77", "xoutboundy.192-0-2-77|esp.example", GENERIC_NO },
	{ "the longest mail word", "192.0.2.77", "192-0-2-77.smarthost|esp.example", GENERIC_NO },
	{ "not what only sounds like it", "192.0.2.77", "gmx192-0-2-77|isp.example", GENERIC_YES },

	{ "an ordinary name", "192.0.2.77", "www|isp.example", GENERIC_NO },
	{ "the last octet alone", "192.0.2.77", "host77|isp.example", GENERIC_NO },
	{ "two octets", "192.0.2.77", "n2-77|isp.example", GENERIC_NO },
	{ "a number is not a part of a longer one", "1.2.3.4", "h1234567890|isp.example",
	  GENERIC_NO },
	{ "nor are four of its digits", "1.2.3.4", "h1234|isp.example", GENERIC_NO },
	{ "another address", "192.0.2.77", "dsl-192-1-3-77|isp.example", GENERIC_NO },
	{ "equal octets need as many numbers", "1.1.1.1", "one1|isp.example", GENERIC_NO },
	{ "numbers right of the host do not count", "1.2.3.4", "f.2|3.4", GENERIC_NO },
	{ "hexadecimal digits within a longer run", "192.0.2.77", "ac000024d0|isp.example",
	  GENERIC_NO },
	{ "IPv6: zeros are anybody's", "2001:db8::1", "0000000000000000000|isp.example",
	  GENERIC_NO },
	{ "IPv6: another address", "2001:db8::7:1", "2001-db8--7-2|isp.example", GENERIC_NO },
	{ "the domain itself", "192.0.2.77", "|192-0-2-77.example", GENERIC_NO },
};

static void a_name_looks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		uint8_t domain_wire[NAME_MAX_OCTETS];
		const char *bar = strchr(row_of[i].name, '|'), *because = "unset";
		struct name domain = { 0 };
		char text[300];
		struct ip ip;

		row("%s", row_of[i].sentence);
		assert_true(ip_parse(&ip, row_of[i].address, strlen(row_of[i].address)));
		(void)snprintf(text, sizeof(text), "%.*s%s%s", (int)(bar - row_of[i].name),
			       row_of[i].name, bar == row_of[i].name ? "" : ".", bar + 1);
		assert_true(name_parse(&domain, domain_wire, bar + 1, strlen(bar + 1)));
		assert_int_equal(generic_of(&ip, text, strlen(text), &domain, &because),
				 row_of[i].class);
		assert_int_equal(because != NULL, row_of[i].class != GENERIC_NO);
	}
}

static void without_a_domain_nothing_is_said(void **state)
{
	struct name domain = { 0 };
	const char *because;
	struct ip ip;

	(void)state;
	assert_true(ip_parse(&ip, "192.0.2.1", 9));
	assert_int_equal(generic_of(&ip, "192-0-2-1", 9, &domain, &because), GENERIC_NO);
}

/* As long as a name can be: nothing runs over. */
static void long_names_are_read_to_their_end(void **state)
{
	static const char *const address[] = { "1.2.1.2", "2001:db8::1" };

	(void)state;
	for (unsigned way = 0; way < 2; way++) {
		uint8_t wire[NAME_MAX_OCTETS];
		char text[NAME_TEXT_MAX];
		struct name name = { wire, NAME_MAX_OCTETS }, domain;
		const char *because;
		struct ip ip;

		for (unsigned i = 0; i < 254; i += 2) {
			wire[i] = 1;
			wire[i + 1] = (uint8_t)(i % 4 ? '1' : 'a');
		}
		wire[254] = 0;
		domain = name_parent(&name, 125);
		assert_true(ip_parse(&ip, address[way], strlen(address[way])));
		(void)generic_of(&ip, text, name_text(&name, text), &domain, &because);
	}
}

TESTS(a_name_looks, without_a_domain_nothing_is_said, long_names_are_read_to_their_end)
