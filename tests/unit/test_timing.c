/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "world.h"

static const struct {
	const char *sentence, *rows, *verdict;
	bool is_list, no_timing;
} row_of[] = {
	{ "TTLs between five minutes and a day are not worth a word",
	  "PTR mail.example.com aa ttl=300; A mail.example.com 192.0.32.1 aa ttl=86400;",
	  "pass ok mail.example.com", false, false },
	{ "a low TTL from the source is information",
	  "PTR mail.example.com aa ttl=299; A mail.example.com 192.0.32.1;",
	  "pass ok mail.example.com | info ttl_low", false, false },
	{ "so is the name's", "PTR mail.example.com; A mail.example.com 192.0.32.1 aa ttl=0;",
	  "pass ok mail.example.com | info ttl_low", false, false },
	{ "a cache counts down", "PTR mail.example.com ttl=1; A mail.example.com 192.0.32.1 ttl=1;",
	  "pass ok mail.example.com", false, false },
	{ "as does our own table",
	  "PTR mail.example.com; A mail.example.com 192.0.32.1 aa ttl=1 age=299;",
	  "pass ok mail.example.com", true, false },
	{ "a high TTL is one wherever it comes from",
	  "PTR mail.example.com ttl=86401; A mail.example.com 192.0.32.1 ttl=80000 age=6401;",
	  "pass ok mail.example.com | info ttl_high, info ttl_high", true, false },
	{ "nobody minds the TTL of a name that does not lead back",
	  "PTR mail.example.com; A mail.example.com 192.0.32.2 ttl=172800;",
	  "fail fail | fail fwd_mismatch", false, false },
	{ "nor of what is not there", "PTR nxdomain aa ttl=5;",
	  "permerror fail | fail ptr_nxdomain", false, false },
	{ "two seconds are not slow",
	  "PTR mail.example.com took=2000; A mail.example.com 192.0.32.1;",
	  "pass ok mail.example.com", false, false },
	{ "more are", "PTR mail.example.com took=2001; A mail.example.com 192.0.32.1;",
	  "pass warn mail.example.com | warn rdns_slow", false, false },
	{ "it may be slow to say that there is nothing", "PTR nxdomain took=2001;",
	  "permerror fail | fail ptr_nxdomain, warn rdns_slow", false, false },
	{ "silence has a finding of its own", "PTR timeout took=5000;",
	  "temperror undecided | undecided ptr_timeout", false, false },
	{ "what waited to be sent was not on its way",
	  "PTR mail.example.com took=2500 held=500; A mail.example.com 192.0.32.1;",
	  "pass ok mail.example.com", false, false },
	{ "in a list it is rather the resolver that is busy",
	  "PTR mail.example.com took=2500; A mail.example.com 192.0.32.1;",
	  "pass ok mail.example.com", true, false },
	{ "nothing of all that where no time is to be told",
	  "PTR mail.example.com aa ttl=1 took=2500; A mail.example.com 192.0.32.1 ttl=172800;",
	  "pass ok mail.example.com", false, true },
};

static void the_record_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct world w;

		row("%s", row_of[i].sentence);
		world_init(&w);
		w.policy.eager = !row_of[i].is_list;
		w.policy.no_timing = row_of[i].no_timing;
		(void)world_judge(&w, "192.0.32.1", row_of[i].rows);
		assert_string_equal(world_verdict(&w), row_of[i].verdict);
		world_done(&w);
	}
}

static void the_words_name_record_and_seconds(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	(void)world_judge(&w, "192.0.32.1",
			  "PTR mail.example.com; A mail.example.com 192.0.32.1 aa ttl=60;");
	w.out.len = 0;
	finding_message(&w.record->findings[0], w.record, &w.out);
	assert_string_equal(text_cstr(&w.out),
			    "the A record of mail.example.com has a TTL of 60 seconds, as short as "
			    "where addresses often change");
	world_done(&w);
}

TESTS(the_record_says, the_words_name_record_and_seconds)
