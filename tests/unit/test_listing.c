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

/* Of bl.example; the others follow in the order of asking. */
#define ABOUT_IT                                                        \
	"ask PTR 1.2.0.192.in-addr.arpa", "ask A 1.2.0.192.bl.example", \
		"ask A 2.0.0.127.bl.example", "ask A 1.0.0.127.bl.example"
#define MAPPED "0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.bl.example"
#define HOST6  "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2."
#define ABOUT_IT6                                                                    \
	"ask PTR " HOST6 "ip6.arpa", "ask A " HOST6 "bl.example", "ask A 2." MAPPED, \
		"ask A 1." MAPPED

static void lists_are_asked_with_the_first_question(void **state)
{
	struct policy p = listed(2);

	(void)state;
	transcript("192.0.2.1", &p, ABOUT_IT, "ask A 1.2.0.192.other.example",
		   "ask A 2.0.0.127.other.example", "ask A 1.0.0.127.other.example", "ask nothing",
		   "tell #5 nxdomain", "tell #1 nxdomain", "tell #3 127.0.0.2", "tell #4 nxdomain",
		   "tell #6 127.0.0.2", "tell #7 nxdomain", "open", "tell #2 nxdomain", "done");
	p = listed(1);
	transcript("2001:db8::1", &p, ABOUT_IT6, "ask nothing", "tell #1 nxdomain",
		   "tell #2 nxdomain", "tell #3 127.0.0.2", "open", "tell #4 nxdomain", "done");
	/* An address that is such an entry itself. */
	transcript("127.0.0.2", &p, "ask PTR 2.0.0.127.in-addr.arpa", "ask A 2.0.0.127.bl.example",
		   "ask A 1.0.0.127.bl.example", "ask nothing");
}

static void a_reason_is_asked_for_a_listing_only(void **state)
{
	struct policy p = listed(1);

	(void)state;
	transcript("192.0.2.1", &p, ABOUT_IT, "tell #2 127.0.0.2", "tell #1 nxdomain",
		   "tell #3 127.0.0.2", "ask nothing", "tell #4 nxdomain",
		   "ask TXT 1.2.0.192.bl.example", "open", "tell #5 why", "done");
	/* That it lists everybody is as well said last. */
	transcript("192.0.2.1", &p, ABOUT_IT, "tell #2 127.0.0.2", "tell #1 nxdomain",
		   "tell #3 127.0.0.2", "tell #4 127.0.0.2", "ask nothing", "done");
	transcript("192.0.2.1", &p, ABOUT_IT, "tell #4 127.0.0.2", "tell #1 nxdomain",
		   "tell #3 127.0.0.2", "tell #2 127.0.0.2", "ask nothing", "done");
	transcript("192.0.2.1", &p, ABOUT_IT, "tell #2 127.255.255.254 127.0.0.2",
		   "tell #1 nxdomain", "tell #3 127.0.0.2", "tell #4 nxdomain", "ask nothing",
		   "done");
	transcript("192.0.2.1", &p, ABOUT_IT, "tell #2 192.0.2.80", "tell #1 nxdomain",
		   "tell #3 127.0.0.2", "tell #4 nxdomain", "ask nothing", "done");
	transcript("192.0.2.1", &p, ABOUT_IT, "tell #3 nxdomain", "tell #2 127.0.0.2",
		   "tell #1 nxdomain", "tell #4 nxdomain", "ask nothing", "done");
}

static void a_list_without_ipv6_entry_is_tried_by_the_other(void **state)
{
	struct policy p = listed(1);

	(void)state;
	transcript("2001:db8::1", &p, ABOUT_IT6, "tell #1 nxdomain", "tell #2 nxdomain",
		   "tell #4 nxdomain", "ask nothing", "tell #3 nxdomain",
		   "ask A 2.0.0.127.bl.example", "open", "tell 127.0.0.2", "done");
	/* One that has it, and IPv6 addresses all the same. */
	transcript("2001:db8::1", &p, ABOUT_IT6, "tell #1 nxdomain", "tell #2 127.0.0.2",
		   "tell #4 nxdomain", "tell #3 nxdomain", "ask A 2.0.0.127.bl.example",
		   "tell 127.0.0.2", "ask TXT " HOST6 "bl.example", "tell why", "done");
}

static enum listed listing_after(const char *ip, const char *const *lines)
{
	struct policy p = listed(1);
	enum listed listed;
	struct talk t;

	begin(&t, ip, &p, LIMIT_ARENA);
	assert_int_equal(listing_of(&t.check.listings[0], NULL), LISTED_UNKNOWN);
	go_on(&t, lines);
	listed = listing_of(&t.check.listings[0], NULL);
	end(&t);
	return listed;
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

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		char line[80];
		const char *const lines[] = { ABOUT_IT, "tell #3 127.0.0.2", "tell #4 nxdomain",
					      line, NULL };

		(void)snprintf(line, sizeof(line), "tell #2 %s", row_of[i].answer);
		assert_int_equal(listing_after("192.0.2.1", lines), row_of[i].listed);
	}
}

static void what_is_no_list_says_nothing(void **state)
{
	static const struct {
		const char *address, *entry, *no_entry;
		enum listed listed;
	} row_of[] = {
		{ "nxdomain", "nxdomain", "nxdomain", LISTED_BY_NO_LIST },
		{ "nxdomain", "-", "nxdomain", LISTED_BY_NO_LIST },
		{ "127.0.0.2", "nxdomain", "nxdomain", LISTED_BY_NO_LIST },
		{ "servfail", "nxdomain", "nxdomain", LISTED_BY_NO_LIST },
		{ "192.0.2.80", "192.0.2.80", "192.0.2.80", LISTED_BY_NO_LIST },
		{ "127.0.0.2", "127.0.0.2", "127.0.0.2", LISTED_WITH_ALL },
		{ "nxdomain", "127.0.0.2", "127.0.0.2", LISTED_WITH_ALL },
		{ "nxdomain", "nxdomain", "127.0.0.2", LISTED_WITH_ALL },
		{ "nxdomain", "127.255.255.254", "nxdomain", LISTED_REFUSED },
		{ "nxdomain", "nxdomain", "127.0.0.1", LISTED_REFUSED },
		{ "127.0.0.1", "127.0.0.1", "127.0.0.1", LISTED_REFUSED },
		/* What fails for now makes no listing undone, but no address clean. */
		{ "nxdomain", "servfail", "nxdomain", LISTED_UNKNOWN },
		{ "nxdomain", "timeout", "timeout", LISTED_UNKNOWN },
		{ "127.0.0.2", "servfail", "timeout", LISTED_YES },
		{ "nxdomain", "127.0.0.2", "servfail", LISTED_NO },
		{ "nxdomain", "127.0.0.2", "192.0.2.80", LISTED_NO },
		{ "timeout", "127.0.0.2", "nxdomain", LISTED_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		char line[3][80];
		const char *const lines[] = { ABOUT_IT, line[0], line[1], line[2], NULL };

		(void)snprintf(line[0], sizeof(line[0]), "tell #4 %s", row_of[i].no_entry);
		(void)snprintf(line[1], sizeof(line[1]), "tell #2 %s", row_of[i].address);
		(void)snprintf(line[2], sizeof(line[2]), "tell #3 %s", row_of[i].entry);
		assert_int_equal(listing_after("192.0.2.1", lines), row_of[i].listed);
	}
}

static void a_list_may_have_one_kind_of_addresses(void **state)
{
	static const struct {
		const char *address, *entry, *entry4;
		enum listed listed;
	} row_of[] = {
		{ "nxdomain", "nxdomain", "127.0.0.2", LISTED_IPV4_ONLY },
		{ "127.0.0.2", "nxdomain", "127.0.0.2", LISTED_YES },
		{ "timeout", "nxdomain", "127.0.0.2", LISTED_UNKNOWN },
		{ "nxdomain", "nxdomain", "nxdomain", LISTED_BY_NO_LIST },
		{ "127.0.0.2", "nxdomain", "nxdomain", LISTED_BY_NO_LIST },
		{ "nxdomain", "nxdomain", "servfail", LISTED_UNKNOWN },
		{ "127.0.0.2", "nxdomain", "servfail", LISTED_UNKNOWN },
		{ "nxdomain", "nxdomain", "127.255.255.255", LISTED_REFUSED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		char line[3][80];
		const char *const lines[] = { ABOUT_IT6, "tell #4 nxdomain",
					      line[0],	 "ask A 2.0.0.127.bl.example",
					      line[1],	 line[2],
					      NULL };

		(void)snprintf(line[0], sizeof(line[0]), "tell #3 %s", row_of[i].entry);
		(void)snprintf(line[1], sizeof(line[1]), "tell %s", row_of[i].entry4);
		(void)snprintf(line[2], sizeof(line[2]), "tell #2 %s", row_of[i].address);
		assert_int_equal(listing_after("2001:db8::1", lines), row_of[i].listed);
	}
}

static void a_deadline_leaves_it_unknown(void **state)
{
	const char *const early[] = { ABOUT_IT, "tell #1 nxdomain", "expire", "done", NULL };
	const char *const half[] = { ABOUT_IT, "tell #2 nxdomain", "expire", "done", NULL };
	const char *const other[] = {
		ABOUT_IT6, "tell #2 nxdomain", "tell #3 nxdomain", "expire", "done", NULL
	};

	(void)state;
	assert_int_equal(listing_after("192.0.2.1", early), LISTED_UNKNOWN);
	assert_int_equal(listing_after("192.0.2.1", half), LISTED_UNKNOWN);
	assert_int_equal(listing_after("2001:db8::1", other), LISTED_UNKNOWN);
}

static void a_skipped_address_is_not_asked_about(void **state)
{
	struct policy p = listed(1);

	(void)state;
	p.special_skip = true;
	transcript("192.0.2.1", &p, "ask nothing", "done");
}

TESTS(lists_are_asked_with_the_first_question, a_reason_is_asked_for_a_listing_only,
      a_list_without_ipv6_entry_is_tried_by_the_other, what_lists_say, what_is_no_list_says_nothing,
      a_list_may_have_one_kind_of_addresses, a_deadline_leaves_it_unknown,
      a_skipped_address_is_not_asked_about)
