/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/holding.h>

#include "talk.h"

static uint8_t octets[4][NAME_MAX_OCTETS];

static void converse(const struct holding *h, const struct policy *policy, const char *const *lines)
{
	struct talk t = { .target = { .has_address = true, .holding = h } };

	arena_init(&t.arena, LIMIT_ARENA);
	arena_init(&t.words, LIMIT_ARENA);
	assert_true(ip_parse(&t.target.address, "10.0.0.1", strlen("10.0.0.1")));
	check_init(&t.check, &t.arena, &t.target, policy);
	go_on(&t, lines);
	end(&t);
}

#define conversation(h, policy, ...) \
	converse((h), (policy), (const char *const[]){ __VA_ARGS__, NULL })

static void the_names_of_a_holding_are_asked_at_once(void **state)
{
	struct holding h = { .ptr = parsed(octets[0], "api.example"),
			     .known_ptr = parsed(octets[1], "old.example") };

	(void)state;
	conversation(&h, &plain, "ask PTR 1.0.0.10.in-addr.arpa", "ask A api.example",
		     "ask A old.example", "ask nothing", "tell #1 nxdomain", "open",
		     "tell #2 10.0.0.9", "open", "tell #3 timeout", "done");
}

static void the_same_name_is_asked_once(void **state)
{
	struct holding h = { .ptr = parsed(octets[0], "mail.example"),
			     .known_ptr = parsed(octets[1], "mail.example") };

	(void)state;
	conversation(&h, &plain, "ask PTR 1.0.0.10.in-addr.arpa", "ask A mail.example",
		     "tell #1 mail.example", "ask nothing", "open", "tell #2 10.0.0.1", "done");
}

static void own_names_are_asked_as_well(void **state)
{
	struct holding h = { .known_ptr = parsed(octets[0], "old.example") };
	struct name own[] = { parsed(octets[1], "www.example"), parsed(octets[2], "old.example") };
	struct policy policy = plain;

	(void)state;
	policy.own_names = own;
	policy.n_own_names = 2;
	conversation(&h, &policy, "ask PTR 1.0.0.10.in-addr.arpa", "ask A old.example",
		     "ask A www.example", "ask nothing");
	/* They are nothing to an address that nobody holds. */
	conversation(NULL, &policy, "ask PTR 1.0.0.10.in-addr.arpa", "ask nothing");
}

static void what_is_no_host_name_is_not_asked(void **state)
{
	struct holding h = { .ptr = parsed(octets[0], "*.example"),
			     .known_ptr = parsed(octets[1], "192.0.2.1") };

	(void)state;
	conversation(&h, &plain, "ask PTR 1.0.0.10.in-addr.arpa", "ask nothing");
}

static void the_deadline_ends_those_questions_too(void **state)
{
	struct holding h = { .known_ptr = parsed(octets[0], "old.example") };

	(void)state;
	conversation(&h, &plain, "ask PTR 1.0.0.10.in-addr.arpa", "ask A old.example",
		     "tell #1 nxdomain", "open", "expire", "done");
}

TESTS(the_names_of_a_holding_are_asked_at_once, the_same_name_is_asked_once,
      own_names_are_asked_as_well, what_is_no_host_name_is_not_asked,
      the_deadline_ends_those_questions_too)
