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
	{ "IPv6, ten nibbles", "2001:db8:fedc:ba98:7654:3210:1357:9bdf", "y10-13579bdf|isp.example",
	  GENERIC_YES },
	{ "IPv6, nine nibbles", "2001:db8:fedc:ba98:7654:3210:1357:9bdf", "y0-13579bdf|isp.example",
	  GENERIC_NO },
	{ "IPv6, four groups", "2001:db8:fedc:ba98:7654:3210:1357:9bdf",
	  "fedc-x-3210-y-9bdf-z-7654|isp.example", GENERIC_YES },
	{ "IPv6, three groups", "2001:db8:fedc:ba98:7654:3210:1357:9bdf",
	  "fedc-x-3210-y-9bdf|isp.example", GENERIC_NO },

	{ "the network may be chance", "192.0.2.77", "n192-0-2|isp.example", GENERIC_MAYBE },
	{ "but not with a line's word", "192.0.2.77", "dsl-192-0-2|isp.example", GENERIC_YES },
	{ "three octets with the last", "198.51.100.77", "n51-100-77|isp.example", GENERIC_YES },
	{ "also backwards", "198.51.100.77", "n77.100.51|isp.example", GENERIC_YES },
	{ "and padded", "198.51.100.77", "n051100077|isp.example", GENERIC_YES },
	{ "and in hexadecimal", "198.51.100.77", "n-33644d|isp.example", GENERIC_YES },
	{ "a neighbour's address", "192.0.2.77", "dsl-192-0-2-78|isp.example", GENERIC_YES },
	{ "it says static", "192.0.2.77", "static-192-0-2-77|isp.example", GENERIC_YES },
	{ "it says business", "192.0.2.77", "c-192-0-2-77.business.wa|isp.example", GENERIC_YES },
	{ "partly in the domain", "192.0.2.77", "ip77|ip-192-0-2.example", GENERIC_YES },
	{ "leading zeros may lack", "192.0.2.77", "4d.2.c000|isp.example", GENERIC_YES },
	{ "digits to z", "192.0.2.77", "1h9u1xp.s|isp.example", GENERIC_YES },

	{ "a mail word", "192.0.2.77", "mta-192-0-2-77|esp.example", GENERIC_NO },
	{ "a mail word in another label", "192.0.2.77", "out192-0-2-77.mail|esp.example",
	  GENERIC_NO },
	{ "a mail word in front of a number", "192.0.2.77", "mx1-192-0-2-77|esp.example",
	  GENERIC_NO },
	{ "a mail word inside a word", "192.0.2.77", "outsmtp.192-0-2-77|esp.example", GENERIC_NO },
	{ "mail in the domain", "192.0.2.77", "o192-0-2-77|sparkpostmail.example", GENERIC_NO },
	{ "outbound inside a word", "192.0.2.77", "xoutboundy.192-0-2-77|esp.example", GENERIC_NO },
	{ "the longest mail word", "192.0.2.77", "192-0-2-77.smarthost|esp.example", GENERIC_NO },
	{ "a mail word with some letters", "192.0.2.77", "gmx192-0-2-77|isp.example", GENERIC_NO },
	{ "not with many", "192.0.2.77", "bistromx192-0-2-77|isp.example", GENERIC_YES },
	{ "mail in a pool of servers", "192.0.2.77", "mta-192-0-2-77.pool|esp.example",
	  GENERIC_NO },
	{ "mail in a dial-up network", "192.0.2.77", "mx-ll-192-0-2-77.dynamic|isp.example",
	  GENERIC_YES },
	{ "a state is no mail word", "192.0.2.77", "192-0-2-77.ks.mo|isp.example", GENERIC_YES },
	{ "mail of a small number", "220.181.12.12", "m12-12|163.example", GENERIC_MAYBE },

	{ "an ordinary name", "192.0.2.77", "www|isp.example", GENERIC_NO },
	{ "the last octet alone", "192.0.2.77", "host77|isp.example", GENERIC_NO },
	{ "two octets", "192.0.2.77", "n2-77|isp.example", GENERIC_MAYBE },
	{ "two octets of a gateway", "192.0.2.77", "gw-2-77|isp.example", GENERIC_NO },
	{ "a number is not a part of a longer one", "1.2.3.4", "h12345|isp.example", GENERIC_NO },
	{ "nor are four of its digits", "1.2.3.4", "h1234|isp.example", GENERIC_NO },
	{ "another address", "192.0.2.77", "n192-1-31-78|isp.example", GENERIC_YES },
	{ "a port of a router is none", "192.0.2.77", "te-0-1-0-31|isp.example", GENERIC_NO },
	{ "equal octets need as many numbers", "1.1.1.1", "one1|isp.example", GENERIC_NO },
	{ "numbers right of the host do not count", "1.2.3.4", "f.2|3.4", GENERIC_NO },
	{ "hexadecimal digits within a longer run", "192.0.2.77", "ac000024d0|isp.example",
	  GENERIC_YES },
	{ "but digits alone are decimal", "16.17.18.25", "n516101112190|isp.example",
	  GENERIC_MAYBE },
	{ "IPv6: zeros are anybody's", "2001:db8::1", "0000.000000|isp.example", GENERIC_NO },
	{ "IPv6: another address", "2001:db8::7:1", "2001-db8--7-2|isp.example", GENERIC_NO },
	{ "the domain itself", "192.0.2.77", "|192-0-2-77.example", GENERIC_YES },
	{ "is somebody's", "192.0.2.77", "|dsl77.example", GENERIC_NO },
	{ "or nobody's", "192.0.2.77", "|no-reverse-dns.example", GENERIC_YES },
	{ "nobody has named it", "192.0.2.77", "unassigned|isp.example", GENERIC_YES },
	{ "over labels", "192.0.2.77", "hosted.by|isp.example", GENERIC_YES },
	{ "but from a word's begin on", "192.0.2.77", "ghosted-by|isp.example", GENERIC_NO },

	{ "a line with a number", "192.0.2.77", "dsl4711|isp.example", GENERIC_YES },
	{ "a line's word alone", "192.0.2.77", "dsl|isp.example", GENERIC_NO },
	{ "one name for all lines", "192.0.2.77", "cust.adsl|isp.example", GENERIC_YES },
	{ "a network card", "192.0.2.77", "h0010dc1fa2b3|isp.example", GENERIC_YES },
	{ "not a date", "192.0.2.77", "ab2023110801|isp.example", GENERIC_MAYBE },
	{ "a serial number", "192.0.2.77", "vps104711|isp.example", GENERIC_YES },
	{ "punycode is no serial number", "192.0.2.77", "xn--90a1234567ab|isp.example",
	  GENERIC_NO },
	{ "a cloud's name", "192.0.2.77", "gevghz.eastus.cloudapp|azure.com", GENERIC_YES },
	{ "a mail server there", "192.0.2.77", "mail.eastus.cloudapp|azure.com", GENERIC_NO },
	{ "a provider's own host", "192.0.2.77", "ns1|contabo.net", GENERIC_NO },
	{ "not its own", "192.0.2.77", "vmi407723|contaboserver.net", GENERIC_YES },
	{ "a sender's name", "192.0.2.77", "192-0-2-77|rsgsv.net", GENERIC_NO },
};

static void a_name_looks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		uint8_t domain_wire[NAME_MAX_OCTETS];
		const char *bar = strchr(row_of[i].name, '|');
		struct name domain = { 0 };
		struct generic looks;
		char text[300];
		struct ip ip;

		row("%s", row_of[i].sentence);
		assert_true(ip_parse(&ip, row_of[i].address, strlen(row_of[i].address)));
		(void)snprintf(text, sizeof(text), "%.*s%s%s", (int)(bar - row_of[i].name),
			       row_of[i].name, bar == row_of[i].name ? "" : ".", bar + 1);
		assert_true(name_parse(&domain, domain_wire, bar + 1, strlen(bar + 1)));
		assert_int_equal(generic_of(NULL, &ip, text, strlen(text), &domain, &looks),
				 row_of[i].class);
		assert_int_equal(looks.class, row_of[i].class);
		if (looks.class != GENERIC_NO)
			assert_true(looks.n_reasons > 0);
	}
}

static void without_a_domain_nothing_is_said(void **state)
{
	struct name domain = { 0 };
	struct generic looks;
	struct ip ip;

	(void)state;
	assert_true(ip_parse(&ip, "192.0.2.1", 9));
	assert_int_equal(generic_of(NULL, &ip, "192-0-2-1", 9, &domain, &looks), GENERIC_NO);
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
		struct generic looks;
		struct ip ip;

		for (unsigned i = 0; i < 254; i += 2) {
			wire[i] = 1;
			wire[i + 1] = (uint8_t)(i % 4 ? '1' : 'a');
		}
		wire[254] = 0;
		domain = name_parent(&name, 125);
		assert_true(ip_parse(&ip, address[way], strlen(address[way])));
		(void)generic_of(NULL, &ip, text, name_text(&name, text), &domain, &looks);
	}
}

TESTS(a_name_looks, without_a_domain_nothing_is_said, long_names_are_read_to_their_end)
