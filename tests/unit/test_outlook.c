/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "traced_world.h"

#include <fcrdns/outlook.h>

#define ZONES                                                                                \
	"NS 32.0.192.in-addr.arpa a.ns.net; NS example.com a.ns.net; A a.ns.net 192.0.32.2;" \
	"AAAA a.ns.net -;"
#define MAIL_SEEN "A mail.example.com 192.0.32.1;"
#define MAIL	  "192.0.32.2 A mail.example.com aa 192.0.32.1;"

static const struct {
	const char *sentence, *seen, *servers, *want;
	const char *expect;
	enum severity least;
} row_of[] = {
	{ "right at both ends", "PTR mail.example.com;" MAIL_SEEN,
	  "192.0.32.2 PTR aa mail.example.com;" MAIL, .want = "well" },
	{ "wrong at both ends: as often as the TTL says",
	  "PTR old.example.com; A old.example.com 192.0.32.9;",
	  "192.0.32.2 PTR aa ttl=12 old.example.com; 192.0.32.2 A old.example.com aa 192.0.32.9;",
	  .want = "12 the PTR name points to another address; it has not changed at the source" },
	{ "but not more often than each five seconds",
	  "PTR old.example.com; A old.example.com 192.0.32.9;",
	  "192.0.32.2 PTR aa ttl=1 old.example.com; 192.0.32.2 A old.example.com aa 192.0.32.9;",
	  .want = "5 the PTR name points to another address; it has not changed at the source" },
	{ "nor less often than each thirty", "PTR old.example.com; A old.example.com 192.0.32.9;",
	  "192.0.32.2 PTR aa ttl=86400 old.example.com;"
	  "192.0.32.2 A old.example.com aa ttl=600 192.0.32.9;",
	  .want = "30 the PTR name points to another address; it has not changed at the source" },
	{ "changed at the source: when the resolver forgets",
	  "PTR ttl=412 old.example.com; A old.example.com 192.0.32.9;",
	  "192.0.32.2 PTR aa mail.example.com; 192.0.32.2 A old.example.com aa 192.0.32.9;",
	  .want = "413 the PTR record has changed at the source, and the resolver forgets what was "
		  "there in 412 s" },
	{ "which may be long", "PTR ttl=86400 old.example.com; A old.example.com 192.0.32.9;",
	  "192.0.32.2 PTR aa mail.example.com; 192.0.32.2 A old.example.com aa 192.0.32.9;",
	  .want = "86401 the PTR record has changed at the source, and the resolver forgets what "
		  "was there in 86400 s" },
	{ "but what is not wanted may be mended any time",
	  "PTR ttl=412 old.example.com; A old.example.com 192.0.32.9;" MAIL_SEEN,
	  "192.0.32.2 PTR aa ttl=20 new.example.com;" MAIL,
	  .want = "20 the PTR record has changed at the source, and the resolver forgets what was "
		  "there in 412 s",
	  .expect = "mail.example.com" },
	{ "the resolver is right, and the source not any more",
	  "PTR ttl=412 mail.example.com;" MAIL_SEEN, "192.0.32.2 PTR aa nxdomain;" MAIL,
	  .want = "413 the PTR record has changed at the source, and the resolver forgets what was "
		  "there in 412 s" },
	{ "the address is what is waited for", "PTR mail.example.com; A mail.example.com ttl=99 -;",
	  "192.0.32.2 PTR aa mail.example.com;" MAIL,
	  .want = "100 the A record of mail.example.com has changed at the source, and the "
		  "resolver forgets what was there in 99 s" },
	{ "the source cannot be asked", "PTR mail.example.com;" MAIL_SEEN,
	  "192.0.32.2 PTR timeout;" MAIL,
	  .want = "30 the PTR record is not known at the source: no server of "
		  "32.0.192.in-addr.arpa answers here (is port 53 blocked?)" },
	{ "the resolver fails", "PTR servfail;", "192.0.32.2 PTR aa mail.example.com;",
	  .want = "10 the PTR record is not answered by the resolver, but at the source" },
	{ "a name beside the one that leads back is nobody's concern",
	  "PTR mail.example.com old.example.com;" MAIL_SEEN,
	  "192.0.32.2 PTR aa old.example.com mail.example.com;" MAIL, .want = "well" },
	{ "unless a warning is not well, either", "PTR mail.example.com old.example.com;" MAIL_SEEN,
	  "192.0.32.2 PTR aa old.example.com mail.example.com;" MAIL,
	  .want = "30 the PTR name does not exist; it has not changed at the source",
	  .least = SEVERITY_WARN },
};

static void what_is_in_the_way_and_when_it_may_be_gone(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		enum severity least = row_of[i].least ? row_of[i].least : SEVERITY_FAIL;
		struct traced_world t;
		struct text words, said;
		struct outlook o;
		char rows[1 << 12];

		row("%s", row_of[i].sentence);
		traced_init(&t);
		text_init(&words, 1 << 12);
		text_init(&said, 1 << 12);
		world_expect(&t.w, row_of[i].expect);
		(void)snprintf(rows, sizeof(rows), "%s %s", row_of[i].seen, ZONES);
		world_ask(&t.w, "192.0.32.1", rows);
		traced_ask(&t, REACH_PUBLIC, rows, row_of[i].servers);
		o = outlook_of(record_of(&t.w.check, &t.w.spare), least, &words);
		if (o.is_well)
			text_lit(&said, "well");
		else
			text_printf(&said, "%u %s", o.again_s, text_cstr(&words));
		assert_string_equal(text_cstr(&said), row_of[i].want);
		assert_true(o.is_well == (o.again_s == 0));
		text_done(&words);
		text_done(&said);
		traced_done(&t);
	}
}

static void without_a_trace_nothing_is_known_to_be_well(void **state)
{
	struct text words;
	struct world w;

	(void)state;
	world_init(&w);
	text_init(&words, 1 << 12);
	assert_false(outlook_of(world_judge(&w, "192.0.32.1",
					    "PTR mail.example.com; A mail.example.com 192.0.32.1;"),
				SEVERITY_FAIL, &words)
			     .is_well);
	text_done(&words);
	world_done(&w);
}

TESTS(what_is_in_the_way_and_when_it_may_be_gone, without_a_trace_nothing_is_known_to_be_well)
