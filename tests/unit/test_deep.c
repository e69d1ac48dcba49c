/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "world.h"

#define MX_OF_X "MX x.com 10:a.x.com; A x.com 192.0.32.80;"
#define ONE                                                                                      \
	"PTR mail.example.com; A mail.example.com 192.0.32.1; MX example.com 10:mx.example.com;" \
	"A example.com 192.0.32.80;"

static const struct {
	const char *sentence, *rows, *verdict;
} row_of[] = {
	{ "nothing more to find", ONE, "pass ok mail.example.com" },
	{ "a failing address is looked at no closer",
	  "PTR mail.example.com; A mail.example.com 192.0.32.2; AAAA mail.example.com "
	  "2001:500:88::1;",
	  "fail fail | fail fwd_mismatch" },
	{ "three names that lead back are, and it is told that there are more",
	  "PTR a.x.com b.x.com c.x.com d.x.com; A a.x.com 192.0.32.1; A b.x.com 192.0.32.1;"
	  "A c.x.com 192.0.32.1; A d.x.com 192.0.32.1; AAAA d.x.com 2001:500:88::1;" MX_OF_X,
	  "pass ok a.x.com b.x.com c.x.com d.x.com | info ptr_multiple, info limit_reached" },

	/* ---- the domain ---- */
	{ "one domain is asked about once",
	  "PTR a.x.com b.x.com; A a.x.com 192.0.32.1; A b.x.com 192.0.32.1; MX x.com 0:.;"
	  "AAAA x.com 2001:500:88::80;",
	  "pass ok a.x.com b.x.com | info mx_null, info ptr_multiple" },
	{ "a site at www is one",
	  "PTR a.x.com; A a.x.com 192.0.32.1; MX x.com 10:a.x.com;"
	  "AAAA www.x.com 2001:500:88::80;",
	  "pass ok a.x.com" },
	{ "a failure is not 'no site'",
	  "PTR a.x.com; A a.x.com 192.0.32.1; MX x.com 10:a.x.com; A www.x.com servfail;",
	  "pass ok a.x.com | info deep_undecided" },
	{ "nor is one of the domain",
	  "PTR a.x.com; A a.x.com 192.0.32.1; MX x.com 10:a.x.com;"
	  "AAAA x.com servfail;",
	  "pass ok a.x.com | info deep_undecided" },
	{ "no site", "PTR a.x.com; A a.x.com 192.0.32.1; MX x.com 10:a.x.com;",
	  "pass ok a.x.com | info site_missing" },
	{ "two are two",
	  "PTR a.x.com b.y.com; A a.x.com 192.0.32.1; A b.y.com 192.0.32.1; MX x.com 0:.;"
	  "A www.x.com 192.0.32.80;",
	  "pass ok a.x.com b.y.com | info mx_null, info mx_missing, info site_missing, info "
	  "ptr_multiple, info "
	  "ptr_multidomain" },

	/* ---- DNSSEC ---- */
	{ "a failure that is none without a check",
	  "PTR servfail; CD PTR mail.example.com; SOA servfail;",
	  "temperror undecided | undecided ptr_servfail, warn dnssec_bogus" },
	{ "a failure that has passed meanwhile is none of DNSSEC",
	  "PTR servfail; CD PTR mail.example.com; AGAIN PTR mail.example.com; SOA servfail;",
	  "temperror undecided | undecided ptr_servfail" },
	{ "nor is one that turns into silence",
	  "PTR servfail; CD PTR mail.example.com; AGAIN PTR timeout; SOA servfail;",
	  "temperror undecided | undecided ptr_servfail" },
	{ "nor is one that the resolver only remembers: what it was not asked before it answers",
	  "PTR servfail; CD PTR mail.example.com; SOA -;",
	  "temperror undecided | undecided ptr_servfail" },
	{ "nor is one of which that is not known",
	  "PTR servfail; CD PTR mail.example.com; SOA timeout;",
	  "temperror undecided | undecided ptr_servfail" },
	{ "one bogus record in a sound zone: all of the name fails, and does not without a check",
	  "PTR servfail; CD PTR mail.example.com; SOA -; ANY servfail; CD ANY -;",
	  "temperror undecided | undecided ptr_servfail, warn dnssec_bogus" },
	{ "a name's record is told the same way",
	  "PTR mail.example.com; A mail.example.com servfail; CD A mail.example.com 192.0.32.1;"
	  "SOA mail.example.com -; ANY mail.example.com servfail; CD ANY mail.example.com -;",
	  "temperror undecided | undecided fwd_servfail, warn dnssec_bogus" },
	{ "behind a CNAME it is at its end",
	  "PTR servfail; CD PTR via=x.example.com mail.example.com; SOA -; ANY -;"
	  "ANY x.example.com servfail; CD ANY x.example.com -;",
	  "temperror undecided | undecided ptr_servfail, warn dnssec_bogus" },
	{ "all of the name is there: the failure is remembered",
	  "PTR servfail; CD PTR mail.example.com; SOA -; ANY -; CD ANY -;",
	  "temperror undecided | undecided ptr_servfail" },
	{ "who answers no such question at all proves nothing by it",
	  "PTR servfail; CD PTR mail.example.com; SOA -; ANY servfail; CD ANY servfail;",
	  "temperror undecided | undecided ptr_servfail" },
	{ "nor does one who refuses it",
	  "PTR servfail; CD PTR mail.example.com; SOA -; ANY refused; CD ANY -;",
	  "temperror undecided | undecided ptr_servfail" },
	{ "nor one that reaches nobody for it",
	  "PTR servfail; CD PTR mail.example.com; SOA -; ANY servfail ede=22; CD ANY -;",
	  "temperror undecided | undecided ptr_servfail" },
	{ "a failure that has passed is none, whatever all of the name does",
	  "PTR servfail; CD PTR mail.example.com; AGAIN PTR mail.example.com; SOA -; ANY servfail;"
	  "CD ANY -;",
	  "temperror undecided | undecided ptr_servfail" },
	{ "'it does not exist' is an answer, too", "PTR servfail; CD PTR nxdomain; SOA servfail;",
	  "temperror undecided | undecided ptr_servfail, warn dnssec_bogus" },
	{ "a dead server is dead either way", "PTR servfail; CD PTR servfail; SOA servfail;",
	  "temperror undecided | undecided ptr_servfail" },
	{ "silence without a check says nothing", "PTR servfail; CD PTR timeout; SOA servfail;",
	  "temperror undecided | undecided ptr_servfail" },
	{ "only SERVFAIL can be that", "PTR timeout; CD PTR mail.example.com; SOA servfail;",
	  "temperror undecided | undecided ptr_timeout" },

	/* ---- what the resolver says itself ---- */
	{ "a resolver that says that it is DNSSEC is believed", "PTR servfail ede=7;",
	  "temperror undecided | undecided ptr_servfail, warn dnssec_bogus" },
	{ "so is one that says that nobody is reached",
	  "PTR servfail ede=22; CD PTR mail.example.com; SOA servfail;",
	  "temperror undecided | undecided ptr_servfail" },
	{ "keys that are missing since nobody is reached are not bogus",
	  "PTR servfail ede=9 ede=22; CD PTR servfail; SOA servfail;",
	  "temperror undecided | undecided ptr_servfail" },
	{ "one that says both is asked",
	  "PTR servfail ede=23 ede=9; CD PTR mail.example.com; SOA servfail;",
	  "temperror undecided | undecided ptr_servfail, warn dnssec_bogus" },
	{ "so is one that tells of an earlier failure only",
	  "PTR servfail ede=13; CD PTR mail.example.com; SOA servfail;",
	  "temperror undecided | undecided ptr_servfail, warn dnssec_bogus" },
	{ "an earlier failure is no proof",
	  "PTR servfail ede=13; CD PTR mail.example.com; SOA nxdomain;",
	  "temperror undecided | undecided ptr_servfail" },
	{ "what it says when it is asked again counts",
	  "PTR servfail; CD PTR mail.example.com; AGAIN PTR servfail ede=6; SOA -;",
	  "temperror undecided | undecided ptr_servfail, warn dnssec_bogus" },
	{ "also that nobody is reached",
	  "PTR servfail; CD PTR mail.example.com; AGAIN PTR servfail ede=23; SOA servfail;",
	  "temperror undecided | undecided ptr_servfail" },
	{ "or that of the other question",
	  "PTR servfail; CD PTR mail.example.com; SOA servfail ede=22;",
	  "temperror undecided | undecided ptr_servfail" },
	{ "a name's addresses",
	  "PTR mail.example.com; A mail.example.com servfail; "
	  "CD A mail.example.com 192.0.32.1; SOA mail.example.com servfail;",
	  "temperror undecided | undecided fwd_servfail, warn dnssec_bogus" },
	{ "an answer without a check is nobody's address",
	  "PTR a.x.com b.x.com; A a.x.com servfail; CD A a.x.com 192.0.32.1; SOA a.x.com servfail;"
	  "A b.x.com 192.0.32.1;" MX_OF_X,
	  "pass warn b.x.com | warn fwd_servfail, warn dnssec_bogus, warn ptr_multiple" },

	/* ---- the other protocol ---- */
	{ "an IPv6 address without PTR", ONE "AAAA mail.example.com 2001:500:88::1;",
	  "pass warn mail.example.com | warn dual_stack_twin" },
	{ "one of two",
	  ONE "AAAA mail.example.com 2001:500:88::2 2001:500:88::1;"
	      "PTR 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.8.0.0.0.0.5.0.1.0.0.2.ip6.arpa "
	      "mail.example.com;",
	  "pass warn mail.example.com | warn dual_stack_twin" },
	{ "one with many other names is not known",
	  ONE "AAAA mail.example.com 2001:500:88::1;"
	      "PTR 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.8.0.0.0.0.5.0.1.0.0.2.ip6.arpa "
	      "a.x.com b.x.com c.x.com d.x.com;",
	  "pass ok mail.example.com | info deep_undecided" },
};

static void the_record_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++)
		for (int eager = 0; eager < 2; eager++) {
			struct world w;

			row("%s", row_of[i].sentence);
			world_init(&w);
			w.policy.eager = eager;
			w.policy.deep = true;
			(void)world_judge(&w, "192.0.32.1", row_of[i].rows);
			assert_string_equal(world_verdict(&w), row_of[i].verdict);
			world_done(&w);
		}
}

/* Whichever answer comes first: the open questions are told from the first or from the last on. */
static void the_order_of_answers_changes_nothing(void **state)
{
	static const char rows[] =
		"PTR a.x.com b.x.com c.x.com d.x.com; A a.x.com 192.0.32.1; A b.x.com 192.0.32.1;"
		"A c.x.com 192.0.32.1; A d.x.com 192.0.32.1; AAAA a.x.com 2001:500:88::1;"
		"AAAA c.x.com 2001:500:88::3 servfail; AAAA d.x.com 2001:500:88::4;";
	char want[256];

	(void)state;
	for (int from_end = 0; from_end < 2; from_end++) {
		struct ask *open[LIMIT_QUESTIONS], *ask;
		unsigned n = 0;
		struct world w;

		world_init(&w);
		w.policy.eager = w.policy.deep = true;
		w.target.has_address = true;
		assert_true(ip_parse(&w.target.address, "192.0.32.1", 10));
		check_init(&w.check, &w.arena, &w.target, &w.policy);
		while (!check_is_done(&w.check)) {
			struct answer a;

			while ((ask = check_next(&w.check)) != NULL)
				open[n++] = ask;
			assert_true(n);
			ask = from_end ? open[n - 1] : open[0];
			if (!from_end)
				memmove(open, open + 1, (n - 1) * sizeof(*open));
			n--;
			a = world_answer(&w, rows, &ask->sent);
			check_tell(&w.check, ask, &a);
		}
		w.record = record_of(&w.check, &w.spare);
		if (!from_end)
			(void)snprintf(want, sizeof(want), "%s", world_verdict(&w));
		assert_string_equal(world_verdict(&w), want);
		world_done(&w);
	}
}

static void a_deadline_leaves_it_unknown_and_the_verdict(void **state)
{
	struct world w;
	struct ask *ask;

	(void)state;
	world_init(&w);
	w.policy.deep = true;
	w.target.has_address = true;
	assert_true(ip_parse(&w.target.address, "192.0.32.1", 10));
	check_init(&w.check, &w.arena, &w.target, &w.policy);
	for (int i = 0; i < 2; i++) {
		struct answer a;

		ask = check_next(&w.check);
		assert_non_null(ask);
		a = world_answer(&w, ONE, &ask->sent);
		check_tell(&w.check, ask, &a);
	}
	assert_false(check_is_done(&w.check));
	check_expire(&w.check);
	w.record = record_of(&w.check, &w.spare);
	assert_string_equal(world_verdict(&w),
			    "pass ok mail.example.com | info deep_undecided, info deep_undecided, "
			    "info deep_undecided, "
			    "info deep_undecided");
	world_done(&w);
}

TESTS(the_record_says, the_order_of_answers_changes_nothing,
      a_deadline_leaves_it_unknown_and_the_verdict)
