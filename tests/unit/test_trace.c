/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "traced_world.h"

#include <fcrdns/tracer.h>
#include <fcrdns/why.h>

/* Two zones, each with the two servers 192.0.32.2 and 192.0.32.3. */
#define ZONES                                          \
	"NS 32.0.192.in-addr.arpa a.ns.net b.ns.net; " \
	"NS example.com a.ns.net b.ns.net; "           \
	"A a.ns.net 192.0.32.2; AAAA a.ns.net -; "     \
	"A b.ns.net 192.0.32.3; AAAA b.ns.net -; "
#define MAIL                                            \
	"192.0.32.2 A mail.example.com aa 192.0.32.1; " \
	"192.0.32.3 A mail.example.com aa 192.0.32.1; "
#define BOTH(row) "192.0.32.2 " row " 192.0.32.3 " row

static const struct {
	const char *sentence, *seen, *servers, *want;
	enum reach reach;
	uint64_t took_us;
} row_of[] = {
	{ "the same", "PTR mail.example.com; A mail.example.com 192.0.32.1;",
	  BOTH("PTR aa mail.example.com;") MAIL, .want = "PTR same, A same" },
	{ "the order of records does not count", "PTR a.example.com b.example.com;",
	  BOTH("PTR aa b.example.com a.example.com;") BOTH("A a.example.com aa -;")
		  BOTH("A b.example.com aa nxdomain;"),
	  .want = "PTR same, A same, A same" },
	{ "another record", "PTR ttl=412 mail.example.com; A mail.example.com 192.0.32.1;",
	  BOTH("PTR aa new.example.com;") MAIL, .want = "PTR changed 412, A same" },
	{ "less what the trace took",
	  "PTR ttl=412 mail.example.com; A mail.example.com 192.0.32.1;",
	  BOTH("PTR aa new.example.com;") MAIL, .want = "PTR changed 409, A same",
	  .took_us = 3900000 },
	{ "another address", "PTR mail.example.com; A mail.example.com ttl=9 192.0.32.7;",
	  BOTH("PTR aa mail.example.com;") MAIL, .want = "PTR same, A changed 9" },
	{ "a record that is gone", "PTR ttl=50 mail.example.com; A mail.example.com 192.0.32.1;",
	  BOTH("PTR aa nxdomain;") MAIL, .want = "PTR changed 50, A same" },
	{ "a record where there was none", "PTR ttl=60 nxdomain;", BOTH("PTR aa mail.example.com;"),
	  .want = "PTR changed 60" },
	{ "what says no how long is not foretold", "PTR nosoa;", BOTH("PTR aa mail.example.com;"),
	  .want = "PTR changed" },
	{ "no name and no record are the same", "PTR nxdomain;", BOTH("PTR aa -;"),
	  .want = "PTR same" },
	{ "the resolver fails and the source does not", "PTR servfail;",
	  BOTH("PTR aa mail.example.com;"), .want = "PTR unheard" },
	{ "both fail", "PTR servfail;", BOTH("PTR servfail;"),
	  .want = "PTR unknown | ns_lame, ns_lame" },

	/* ---- servers ---- */
	{ "servers that differ", "PTR mail.example.com; A mail.example.com 192.0.32.1;",
	  "192.0.32.2 PTR aa mail.example.com; 192.0.32.3 PTR aa old.example.com;" MAIL,
	  .want = "PTR differs, A same | ns_disagree" },
	{ "one has it, the other not", "PTR mail.example.com; A mail.example.com 192.0.32.1;",
	  "192.0.32.2 PTR aa mail.example.com; 192.0.32.3 PTR aa nxdomain;" MAIL,
	  .want = "PTR differs, A same | ns_disagree" },
	{ "addresses that turn are no difference as long as ours is there",
	  "PTR mail.example.com; A mail.example.com 192.0.32.1 192.0.32.5;",
	  BOTH("PTR aa mail.example.com;") "192.0.32.2 A mail.example.com aa 192.0.32.1 192.0.32.8;"
					   "192.0.32.3 A mail.example.com aa 192.0.32.9 "
					   "192.0.32.1;",
	  .want = "PTR same, A same" },
	{ "and one if it is not", "PTR mail.example.com; A mail.example.com 192.0.32.1;",
	  BOTH("PTR aa mail.example.com;") "192.0.32.2 A mail.example.com aa 192.0.32.1;"
					   "192.0.32.3 A mail.example.com aa 192.0.32.9;",
	  .want = "PTR same, A differs | ns_disagree" },
	{ "a lame server is no voice", "PTR mail.example.com; A mail.example.com 192.0.32.1;",
	  "192.0.32.2 PTR aa mail.example.com; 192.0.32.3 PTR refused;" MAIL,
	  .want = "PTR same, A same | ns_lame" },
	{ "nor is one without authority", "PTR mail.example.com; A mail.example.com 192.0.32.1;",
	  "192.0.32.2 PTR aa mail.example.com; 192.0.32.3 PTR other.example.com;" MAIL,
	  .want = "PTR same, A same | ns_lame" },
	{ "a silent one", "PTR mail.example.com; A mail.example.com 192.0.32.1;",
	  "192.0.32.2 PTR aa mail.example.com; 192.0.32.3 PTR timeout;" MAIL,
	  .want = "PTR same, A same | ns_lame" },
	{ "where all are silent it may be us",
	  "PTR mail.example.com; A mail.example.com 192.0.32.1;", BOTH("PTR timeout;") MAIL,
	  .want = "PTR unknown, A same" },
	{ "where none has authority somebody may answer for them",
	  "PTR mail.example.com; A mail.example.com 192.0.32.1;",
	  BOTH("PTR mail.example.com;") MAIL, .want = "PTR unknown, A same" },
	{ "where all refuse, but the resolver knows, too",
	  "PTR mail.example.com; A mail.example.com 192.0.32.1;", BOTH("PTR refused;") MAIL,
	  .want = "PTR unknown, A same" },

	/* ---- aliases ---- */
	{ "a child zone",
	  "PTR via=1.x.net mail.example.com; A mail.example.com 192.0.32.1;"
	  "NS x.net a.ns.net; CNAME ttl=9; PTR 1.x.net mail.example.com;",
	  BOTH("PTR aa via=1.x.net nosoa;") "192.0.32.2 PTR 1.x.net aa mail.example.com;" MAIL,
	  .want = "PTR same, A same" },
	{ "a child zone whose record changed",
	  "PTR ttl=30 via=1.x.net mail.example.com; A mail.example.com 192.0.32.1;"
	  "NS x.net a.ns.net; CNAME ttl=30; PTR 1.x.net ttl=1700 mail.example.com;",
	  BOTH("PTR aa via=1.x.net nosoa;") "192.0.32.2 PTR 1.x.net aa new.example.com;" MAIL,
	  .want = "PTR changed 1700, A same" },
	{ "an alias that is gone",
	  "PTR ttl=30 via=1.x.net mail.example.com; A mail.example.com 192.0.32.1;"
	  "NS x.net a.ns.net; CNAME ttl=7100; PTR 1.x.net ttl=30 mail.example.com;",
	  BOTH("PTR aa mail.example.com;") MAIL, .want = "PTR changed 7100, A same" },
	{ "an alias that is new",
	  "PTR ttl=44 mail.example.com; A mail.example.com 192.0.32.1;"
	  "NS x.net a.ns.net;",
	  BOTH("PTR aa via=1.x.net nosoa;") "192.0.32.2 PTR 1.x.net aa mail.example.com;" MAIL,
	  .want = "PTR changed 44, A same" },
	{ "a circle ends", "PTR via=1.x.net loops nosoa; NS x.net a.ns.net; CNAME ttl=3;",
	  BOTH("PTR aa via=1.x.net nosoa;") "192.0.32.2 PTR 1.x.net aa via=1.32.0.192.in-addr.arpa "
					    "nosoa;",
	  .want = "PTR same" },
	{ "a CNAME to the root, which is in no zone that could be asked",
	  "PTR mail.example.com; A mail.example.com 192.0.32.1;", BOTH("PTR aa via=. nosoa;") MAIL,
	  .want = "PTR unknown, A same" },

	/* ---- what must not be asked ---- */
	{ "a server inside a network",
	  "PTR x.org; A x.org 192.0.32.1; NS x.org i.x.org;"
	  "A i.x.org 10.0.0.1; AAAA i.x.org fd00::1;",
	  BOTH("PTR aa x.org;") "10.0.0.1 A x.org aa 192.0.32.1;", .want = "PTR same, A unknown" },
	{ "is asked where that is allowed",
	  "PTR x.org; A x.org 192.0.32.1; NS x.org i.x.org;"
	  "A i.x.org 10.0.0.1; AAAA i.x.org -;",
	  BOTH("PTR aa x.org;") "10.0.0.1 A x.org aa 192.0.32.1;", .want = "PTR same, A same",
	  .reach = REACH_INSIDE },
	{ "one on this machine",
	  "PTR x.org; A x.org 192.0.32.1; NS x.org i.x.org;"
	  "A i.x.org 127.0.0.9; AAAA i.x.org -;",
	  BOTH("PTR aa x.org;") "127.0.0.9 A x.org aa 192.0.32.1;", .want = "PTR same, A unknown" },
	{ "is asked where the resolver is on it",
	  "PTR x.org; A x.org 192.0.32.1; NS x.org i.x.org;"
	  "A i.x.org 127.0.0.9; AAAA i.x.org -;",
	  BOTH("PTR aa x.org;") "127.0.0.9 A x.org aa 192.0.32.1;", .want = "PTR same, A same",
	  .reach = REACH_LOOPBACK },
	{ "but none inside a network then",
	  "PTR x.org; A x.org 192.0.32.1; NS x.org i.x.org; A i.x.org 10.0.0.1; AAAA i.x.org -;",
	  BOTH("PTR aa x.org;") "10.0.0.1 A x.org aa 192.0.32.1;", .want = "PTR same, A unknown",
	  .reach = REACH_LOOPBACK },
	{ "a mapped address is no way round",
	  "PTR x.org; A x.org 192.0.32.1; NS x.org i.x.org; A i.x.org -;"
	  "AAAA i.x.org ::ffff:127.0.0.9;",
	  BOTH("PTR aa x.org;") "::ffff:127.0.0.9 A x.org aa 192.0.32.1;",
	  .want = "PTR same, A unknown", .reach = REACH_LOOPBACK },
	{ "nor is one that a NAT64 translates",
	  "PTR x.org; A x.org 192.0.32.1; NS x.org i.x.org; A i.x.org -;"
	  "AAAA i.x.org 64:ff9b::10.0.0.1;",
	  BOTH("PTR aa x.org;") "64:ff9b::10.0.0.1 A x.org aa 192.0.32.1;",
	  .want = "PTR same, A unknown" },
	{ "nor one of 6to4",
	  "PTR x.org; A x.org 192.0.32.1; NS x.org i.x.org; A i.x.org -;"
	  "AAAA i.x.org 2002:a00:1::1;",
	  BOTH("PTR aa x.org;") "2002:a00:1::1 A x.org aa 192.0.32.1;",
	  .want = "PTR same, A unknown" },
	{ "nor one that is compatible with IPv4",
	  "PTR x.org; A x.org 192.0.32.1; NS x.org i.x.org; A i.x.org -;"
	  "AAAA i.x.org ::10.0.0.1;",
	  BOTH("PTR aa x.org;") "::10.0.0.1 A x.org aa 192.0.32.1;",
	  .want = "PTR same, A unknown" },
	{ "nor one that was local to a site",
	  "PTR x.org; A x.org 192.0.32.1; NS x.org i.x.org; A i.x.org -;"
	  "AAAA i.x.org fec0::1;",
	  BOTH("PTR aa x.org;") "fec0::1 A x.org aa 192.0.32.1;", .want = "PTR same, A unknown" },
	{ "an ordinary address beside it is",
	  "PTR x.org; A x.org 192.0.32.1; NS x.org i.x.org;"
	  "A i.x.org 10.0.0.1 192.0.32.2; AAAA i.x.org -;",
	  BOTH("PTR aa x.org;") "192.0.32.2 A x.org aa 192.0.32.1;", .want = "PTR same, A same" },

	/* ---- zones ---- */
	{ "a server that is silent over IPv4 is asked over IPv6",
	  "PTR x.org; A x.org 192.0.32.1; NS x.org i.x.org; A i.x.org 192.0.32.9;"
	  "AAAA i.x.org 2001:500:88::9;",
	  BOTH("PTR aa x.org;") "192.0.32.9 A x.org connrefused;"
				"2001:500:88::9 A x.org aa 192.0.32.1;",
	  .want = "PTR same, A same" },
	{ "but not inside a network",
	  "PTR x.org; A x.org 192.0.32.1; NS x.org i.x.org; A i.x.org 192.0.32.9;"
	  "AAAA i.x.org fd00::9;",
	  BOTH("PTR aa x.org;") "192.0.32.9 A x.org timeout; fd00::9 A x.org aa 192.0.32.1;",
	  .want = "PTR same, A unknown" },
	{ "one that is silent over both",
	  "PTR x.org; A x.org 192.0.32.1; NS x.org a.ns.net i.x.org;"
	  "A i.x.org 192.0.32.9; AAAA i.x.org 2001:500:88::9;",
	  BOTH("PTR aa x.org;") "192.0.32.2 A x.org aa 192.0.32.1;",
	  .want = "PTR same, A same | ns_lame" },
	{ "with IPv6 alone it may be us",
	  "PTR x.org; A x.org 192.0.32.1; NS x.org a.ns.net i.x.org;"
	  "A i.x.org -; AAAA i.x.org 2001:500:88::9;",
	  BOTH("PTR aa x.org;") "192.0.32.2 A x.org aa 192.0.32.1;", .want = "PTR same, A same" },
	{ "a server without an address",
	  "PTR x.org; A x.org 192.0.32.1; NS x.org a.ns.net z.org;"
	  "A z.org nxdomain; AAAA z.org nxdomain;",
	  BOTH("PTR aa x.org;") "192.0.32.2 A x.org aa 192.0.32.1;",
	  .want = "PTR same, A same | ns_lame" },
	{ "one whose address is not known for now",
	  "PTR x.org; A x.org 192.0.32.1; NS x.org a.ns.net z.org;"
	  "A z.org servfail; AAAA z.org nxdomain;",
	  BOTH("PTR aa x.org;") "192.0.32.2 A x.org aa 192.0.32.1;", .want = "PTR same, A same" },
	{ "a zone that the resolver does not tell",
	  "PTR x.org; A x.org 192.0.32.1; NS x.org servfail;", BOTH("PTR aa x.org;"),
	  .want = "PTR same, A unknown" },
};

static void what_the_source_has_is_compared(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct traced_world t;
		char rows[1 << 12];

		row("%s", row_of[i].sentence);
		traced_init(&t);
		(void)snprintf(rows, sizeof(rows), "%s %s", row_of[i].seen, ZONES);
		world_ask(&t.w, "192.0.32.1", rows);
		traced_ask(&t, row_of[i].reach, rows, row_of[i].servers);
		t.trace.took_us = row_of[i].took_us;
		assert_true(trace_is_done(&t.trace));
		assert_string_equal(traced_text(&t), row_of[i].want);
		traced_done(&t);
	}
}

static void the_names_that_lead_back_come_first(void **state)
{
	struct traced_world t;
	char rows[1 << 12];

	(void)state;
	traced_init(&t);
	(void)snprintf(rows, sizeof(rows), "%s %s",
		       "PTR a.example.com b.example.com c.example.com d.example.com;"
		       "A a.example.com 192.0.32.9; A d.example.com 192.0.32.1;",
		       ZONES);
	world_ask(&t.w, "192.0.32.1", rows);
	traced_ask(&t, REACH_PUBLIC, rows, "192.0.32.2 PTR aa a.example.com;");
	assert_int_equal(t.trace.n_looks, 2);
	traced_done(&t);
}

static void the_root_is_in_no_zone(void **state)
{
	struct traced_world t;

	(void)state;
	traced_init(&t);
	world_expect(&t.w, ".");
	world_ask(&t.w, "192.0.32.1", "PTR -; A . -;");
	traced_ask(&t, REACH_PUBLIC, ZONES "PTR -; A . -;", BOTH("PTR aa -;"));
	assert_true(trace_is_done(&t.trace));
	assert_string_equal(traced_text(&t), "PTR same, A unknown");
	traced_done(&t);
}

/* Whatever servers say, it ends, and asks no more than it may. */
static void a_trace_is_bounded(void **state)
{
	struct traced_world t;
	struct trace_question q;
	unsigned n = 0;

	(void)state;
	traced_init(&t);
	world_ask(&t.w, "192.0.32.1",
		  "PTR a.example.com b.example.com c.example.com d.example.com;");
	trace_init(&t.trace, &t.arena, &t.w.check, REACH_PUBLIC);
	while (trace_next(&t.trace, &q)) {
		char text[64];
		struct answer a;

		/* Each name is a zone with eight servers, and leads on to another name. */
		(void)snprintf(text, sizeof(text), "aa via=n%u.x.net nosoa", q.look->n_steps);
		a = told_answer(&t.w.words, q.ask->sent.type,
				q.server ? text
				: q.ask->sent.type == TYPE_NS
					? "a.n b.n c.n d.n e.n f.n g.n h.n i.n j.n"
				: q.ask->sent.type == TYPE_A ? "192.0.32.2"
							     : "-");
		n++;
		trace_tell(&t.trace, &q, &a);
	}
	assert_true(trace_is_done(&t.trace));
	assert_true(n <= LIMIT_TRACE_QUESTIONS);
	assert_int_equal(t.trace.looks[0].n_steps, LIMIT_TRACE_STEPS);
	traced_done(&t);
}

static void what_is_late_counts_as_silent(void **state)
{
	struct traced_world t;
	struct trace_question q;
	char rows[1 << 12];
	bool is_late = false;

	(void)state;
	traced_init(&t);
	(void)snprintf(rows, sizeof(rows), "%s %s", "PTR nxdomain;", ZONES);
	world_ask(&t.w, "192.0.32.1", rows);
	trace_init(&t.trace, &t.arena, &t.w.check, REACH_PUBLIC);
	while (!is_late && trace_next(&t.trace, &q)) {
		struct answer a = traced_answer(&t, &q, rows, "192.0.32.2 PTR aa nxdomain;");

		is_late = q.server != NULL;
		if (!is_late)
			trace_tell(&t.trace, &q, &a);
	}
	assert_true(is_late);
	trace_expire(&t.trace);
	assert_true(trace_is_done(&t.trace));
	assert_true(t.trace.expired);
	t.w.check.trace = &t.trace;
	assert_string_equal(traced_text(&t), "PTR unknown");
	traced_done(&t);
}

/* Servers on this machine are asked where all resolvers are on it. */
static void the_reach_follows_from_the_resolvers(void **state)
{
	static const struct {
		const char *resolvers;
		bool inside;
		enum reach want;
	} of[] = {
		{ "192.0.32.53", false, REACH_PUBLIC },
		{ "127.0.0.1", false, REACH_LOOPBACK },
		{ "127.0.0.1,[::1]:53", false, REACH_LOOPBACK },
		{ "127.0.0.1,192.0.32.53", false, REACH_PUBLIC },
		{ "10.0.0.53", false, REACH_PUBLIC },
		{ "::ffff:127.0.0.1", false, REACH_PUBLIC },
		{ "https://localhost/dns-query", false, REACH_PUBLIC },
		{ "10.0.0.53", true, REACH_INSIDE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(of) / sizeof(of[0]); i++) {
		struct servers_conf conf = { .resolver = of[i].resolvers };
		struct servers servers;
		struct why why;

		row("%s", of[i].resolvers);
		assert_true(servers_load(&servers, &conf, &why));
		assert_int_equal(tracer_reach(&servers, of[i].inside), of[i].want);
	}
}

TESTS(what_the_source_has_is_compared, the_names_that_lead_back_come_first, the_root_is_in_no_zone,
      a_trace_is_bounded, what_is_late_counts_as_silent, the_reach_follows_from_the_resolvers)
