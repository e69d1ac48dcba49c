/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "talk.h"

static uint8_t zone_buf[2][NAME_MAX_OCTETS];
static struct name zones[2];

static struct policy listed(unsigned n)
{
	struct policy p = plain;

	zones[0] = parsed(zone_buf[0], "bl.example");
	zones[1] = parsed(zone_buf[1], "other.example");
	p.dnsbls = zones;
	p.n_dnsbls = n;
	return p;
}

static void lists_are_asked_with_the_first_question(void **state)
{
	struct policy p = listed(2);

	(void)state;
	transcript("192.0.2.1", &p, "ask PTR 1.2.0.192.in-addr.arpa", "ask A 1.2.0.192.bl.example",
		   "ask A 1.2.0.192.other.example", "ask nothing", "tell #3 nxdomain",
		   "tell #1 nxdomain", "open", "tell #2 nxdomain", "done");
	transcript("2001:db8::1", &p,
		   "ask PTR 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2."
		   "ip6.arpa",
		   "ask A 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2."
		   "bl.example");
}

static void a_reason_is_asked_for_a_listing_only(void **state)
{
	struct policy p = listed(1);

	(void)state;
	transcript("192.0.2.1", &p, "ask PTR 1.2.0.192.in-addr.arpa", "ask A 1.2.0.192.bl.example",
		   "tell 127.0.0.2", "ask TXT 1.2.0.192.bl.example", "tell #1 nxdomain", "open",
		   "tell #3 why", "done");
	transcript("192.0.2.1", &p, "ask PTR 1.2.0.192.in-addr.arpa", "ask A 1.2.0.192.bl.example",
		   "tell 127.255.255.254 127.0.0.2", "tell #1 nxdomain", "ask nothing", "done");
	transcript("192.0.2.1", &p, "ask PTR 1.2.0.192.in-addr.arpa", "ask A 1.2.0.192.bl.example",
		   "tell 192.0.2.80", "tell #1 nxdomain", "ask nothing", "done");
}

static void what_lists_say(void **state)
{
	static const struct {
		const char *answer;
		enum listed listed;
	} row_of[] = {
		{ "127.0.0.2", LISTED_YES },	 { "127.1.2.3", LISTED_YES },
		{ "nxdomain", LISTED_NO },	 { "-", LISTED_NO },
		{ "nosoa", LISTED_NO },		 { "via=x.example loops nosoa", LISTED_UNKNOWN },
		{ "127.0.0.1", LISTED_REFUSED }, { "127.0.0.2 127.255.255.255", LISTED_REFUSED },
		{ "126.0.0.2", LISTED_UNKNOWN }, { "192.0.2.1 127.0.0.3", LISTED_YES },
		{ "servfail", LISTED_UNKNOWN },	 { "timeout", LISTED_UNKNOWN },
		{ "malformed", LISTED_UNKNOWN },
	};
	struct policy p = listed(1);

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		char line[80];
		struct talk t;

		row("%s", row_of[i].answer);
		(void)snprintf(line, sizeof(line), "tell #2 %s", row_of[i].answer);
		begin(&t, "192.0.2.1", &p, LIMIT_ARENA);
		assert_int_equal(listing_of(&t.check.listings[0]), LISTED_UNKNOWN);
		says(&t, "ask PTR 1.2.0.192.in-addr.arpa", "ask A 1.2.0.192.bl.example", line);
		assert_int_equal(listing_of(&t.check.listings[0]), row_of[i].listed);
		end(&t);
	}
}

static void a_deadline_leaves_it_unknown(void **state)
{
	struct policy p = listed(1);
	struct talk t;

	(void)state;
	begin(&t, "192.0.2.1", &p, LIMIT_ARENA);
	says(&t, "ask PTR 1.2.0.192.in-addr.arpa", "ask A 1.2.0.192.bl.example", "tell #1 nxdomain",
	     "expire", "done");
	assert_int_equal(listing_of(&t.check.listings[0]), LISTED_UNKNOWN);
	end(&t);
}

static void a_skipped_address_is_not_asked_about(void **state)
{
	struct policy p = listed(1);

	(void)state;
	p.special_skip = true;
	transcript("192.0.2.1", &p, "ask nothing", "done");
}

TESTS(lists_are_asked_with_the_first_question, a_reason_is_asked_for_a_listing_only, what_lists_say,
      a_deadline_leaves_it_unknown, a_skipped_address_is_not_asked_about)
