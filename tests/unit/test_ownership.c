/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "world.h"

#define GOOD_PTR "PTR mail.example.com; A mail.example.com 192.0.32.1;"
#define AT	 "TXT alidnsptrcheck.example.com "

/* `said`: status, hint and the place where the value was found. The value wanted is ali-0aB1. */
static const struct {
	const char *sentence, *rows, *said;
	const char *domain, *expect, *helo;
} row_of[] = {
	{ "the value is there", GOOD_PTR AT "ali-0aB1;", .said = "verified" },
	{ "one of several values suffices", GOOD_PTR AT "v=spf1 ali-0aB1;", .said = "verified" },
	{ "through a CNAME", GOOD_PTR AT "via=x.example.net ali-0aB1;", .said = "verified" },
	{ "with quotes", GOOD_PTR AT "\"ali-0aB1\";", .said = "mismatch value_quoted" },
	{ "with the quotes of a word processor",
	  GOOD_PTR AT "\xe2\x80\x9c"
		      "ali-0aB1\xe2\x80\x9d;",
	  .said = "mismatch value_quoted" },
	{ "with a blank at its end", GOOD_PTR AT "ali-0aB1~;", .said = "mismatch value_space" },
	{ "with a blank inside", GOOD_PTR AT "ali-~0aB1;", .said = "mismatch value_space" },
	{ "with an invisible space",
	  GOOD_PTR AT "\xe2\x80\x8b"
		      "ali-0aB1;",
	  .said = "mismatch value_space" },
	{ "with quotes and blanks", GOOD_PTR AT "\"~ali-0aB1\";", .said = "mismatch value_quoted" },
	{ "in lower case", GOOD_PTR AT "ali-0ab1;", .said = "mismatch value_case" },
	{ "cut at its end", GOOD_PTR AT "ali-0a;", .said = "mismatch value_cut" },
	{ "cut at its beginning", GOOD_PTR AT "-0aB1;", .said = "mismatch value_cut" },
	{ "with the label before it", GOOD_PTR AT "alidnsptrcheck=ali-0aB1;",
	  .said = "mismatch value_extra" },
	{ "a nearly right one among others counts", GOOD_PTR AT "v=spf1 ali-0ab1;",
	  .said = "mismatch value_case" },
	{ "several, none right", GOOD_PTR AT "ali-11 ali-22;", .said = "mismatch value_several" },
	{ "another one", GOOD_PTR AT "ali-9999;", .said = "mismatch old_value" },
	{ "a piece too short to mean anything", GOOD_PTR AT "ali;", .said = "mismatch old_value" },
	{ "nothing is there", GOOD_PTR, .said = "missing negative_cached" },
	{ "no TXT record", GOOD_PTR AT "-;", .said = "missing negative_cached" },
	{ "nothing, and no word on how long", GOOD_PTR AT "nosoa;", .said = "missing" },
	{ "the look-up fails", GOOD_PTR AT "servfail;", .said = "temperror" },
	{ "silence", GOOD_PTR AT "timeout;", .said = "temperror" },
	{ "at the host instead", GOOD_PTR "TXT alidnsptrcheck.mail.example.com ali-0aB1;",
	  .said = "missing wrong_owner alidnsptrcheck.mail.example.com" },
	{ "the domain twice", GOOD_PTR "TXT alidnsptrcheck.example.com.example.com ali-0aB1;",
	  .said = "missing doubled_name alidnsptrcheck.example.com.example.com" },
	{ "an old value here, the right one at the host",
	  GOOD_PTR AT "ali-9999; TXT alidnsptrcheck.mail.example.com ali-0aB1;",
	  .said = "mismatch wrong_owner alidnsptrcheck.mail.example.com" },
	{ "no confirmed name, no domain", "PTR mail.example.com; A mail.example.com 192.0.32.2;",
	  .said = "missing domain_unclear" },
	{ "no PTR", "", .said = "missing domain_unclear" },
	{ "no PTR for now", "PTR servfail;", .said = "temperror domain_unclear" },
	{ "no confirmed name for now", "PTR mail.example.com; A mail.example.com timeout;",
	  .said = "temperror domain_unclear" },
	{ "two domains, neither has it",
	  "PTR a.example.com a.example.net; A a.example.com 192.0.32.1; A a.example.net "
	  "192.0.32.1;",
	  .said = "missing domain_unclear" },
	{ "two domains, one has it",
	  "PTR a.example.com a.example.net; A a.example.com 192.0.32.1; A a.example.net 192.0.32.1;"
	  "TXT alidnsptrcheck.example.net ali-0aB1;",
	  .said = "missing domain_unclear" },
	{ "a name that is not confirmed proves no domain",
	  "PTR a.example.com; A a.example.com 192.0.32.2; TXT alidnsptrcheck.example.com ali-0aB1;",
	  .said = "missing domain_unclear" },
	{ "only the confirmed name's domain counts",
	  "PTR a.example.com a.example.net; A a.example.com 192.0.32.1; A a.example.net 192.0.32.2;"
	  "TXT alidnsptrcheck.example.net ali-0aB1;",
	  .said = "missing negative_cached" },
	{ "a domain that is named needs no PTR", "TXT alidnsptrcheck.example.org ali-0aB1;",
	  .said = "verified", .domain = "example.org" },
	{ "nor one that fails", "PTR servfail; TXT alidnsptrcheck.example.org ali-1;",
	  .said = "mismatch old_value", .domain = "example.org" },
	{ "the expected name's domain", "TXT alidnsptrcheck.example.org ali-0aB1;",
	  .said = "verified", .expect = "mail.example.org" },
	{ "the HELO name's domain", "TXT alidnsptrcheck.example.org ali-0aB1;", .said = "verified",
	  .helo = "mail.example.org" },
	{ "at the host that HELO names", GOOD_PTR "TXT alidnsptrcheck.mx.example.org ali-0aB1;",
	  .said = "missing wrong_owner alidnsptrcheck.mx.example.org", .helo = "mx.example.org" },
	{ "an expected name without a domain", "PTR servfail;", .said = "missing domain_unclear",
	  .expect = "localhost" },
};

static void put_said(struct world *w)
{
	const struct ownership *o = &w->record->ownership;
	const char *hint = ownership_hint_text(o->hint);
	char name[NAME_TEXT_MAX];

	w->out.len = 0;
	text_str(&w->out, ownership_status_text(o->status));
	if (hint)
		text_printf(&w->out, " %s", hint);
	if (o->found_at.len) {
		(void)name_text(&o->found_at, name);
		text_printf(&w->out, " %s", name);
	}
}

static void the_record_of_the_value_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct world w;

		row("%s", row_of[i].sentence);
		world_init(&w);
		world_owned(&w, "ali-0aB1", row_of[i].domain);
		world_expect(&w, row_of[i].expect);
		world_helo(&w, row_of[i].helo);
		(void)world_judge(&w, "192.0.32.1", row_of[i].rows);
		put_said(&w);
		assert_string_equal(text_cstr(&w.out), row_of[i].said);
		world_done(&w);
	}
}

static const struct {
	const char *rows, *verdict, *message, *fix;
	bool no_timing;
} words_of[] = {
	{ GOOD_PTR AT "\"ali-0aB1\" ttl=300;",
	  "pass fail mail.example.com | fail ownership_mismatch",
	  "the TXT record at alidnsptrcheck.example.com holds the right value with quotes, which "
	  "are "
	  "now "
	  "part of it: \"ali-0aB1\"",
	  "at the DNS host of example.com, set the TXT record named alidnsptrcheck.example.com to "
	  "ali-0aB1, typed without quotes; if you have just done so, wait: resolvers may keep the "
	  "earlier answer for 5 minutes.",
	  false },
	{ GOOD_PTR AT "\"ali-0aB1\" ttl=300;",
	  "pass fail mail.example.com | fail ownership_mismatch",
	  "the TXT record at alidnsptrcheck.example.com holds the right value with quotes, which "
	  "are "
	  "now "
	  "part of it: \"ali-0aB1\"",
	  "at the DNS host of example.com, set the TXT record named alidnsptrcheck.example.com to "
	  "ali-0aB1, typed without quotes.",
	  true },
	{ GOOD_PTR AT "a\x1b%n ttl=60;", "pass fail mail.example.com | fail ownership_mismatch",
	  "the TXT record at alidnsptrcheck.example.com holds another value, perhaps an old one: "
	  "a\\027%n",
	  "at the DNS host of example.com, set the TXT record named alidnsptrcheck.example.com to "
	  "ali-0aB1; if you have just done so, wait: resolvers keep the earlier answer for a "
	  "while.",
	  true },
	{ GOOD_PTR AT "nosoa;", "pass fail mail.example.com | fail ownership_missing",
	  "there is no TXT record at alidnsptrcheck.example.com",
	  "at the DNS host of example.com, make a TXT record named alidnsptrcheck.example.com with "
	  "the "
	  "value ali-0aB1.",
	  false },
	{ GOOD_PTR "TXT alidnsptrcheck.example.com.example.com ali-0aB1;" AT "nosoa;",
	  "pass fail mail.example.com | fail ownership_missing",
	  "there is no TXT record at alidnsptrcheck.example.com, but the right value is at "
	  "alidnsptrcheck.example.com.example.com",
	  "at the DNS host of example.com, make a TXT record named alidnsptrcheck.example.com with "
	  "the "
	  "value ali-0aB1; your DNS host adds the domain to names by itself, so type only "
	  "alidnsptrcheck there.",
	  false },
	{ GOOD_PTR "TXT alidnsptrcheck.mail.example.com ali-0aB1;" AT "nosoa;",
	  "pass fail mail.example.com | fail ownership_missing",
	  "there is no TXT record at alidnsptrcheck.example.com, but the right value is at "
	  "alidnsptrcheck.mail.example.com",
	  "at the DNS host of example.com, make a TXT record named alidnsptrcheck.example.com with "
	  "the "
	  "value ali-0aB1: it belongs to the domain, not to the host, so not at "
	  "alidnsptrcheck.mail.example.com.",
	  false },
	{ GOOD_PTR AT "servfail;",
	  "pass undecided mail.example.com | undecided ownership_temperror",
	  "no usable answer for the TXT record of alidnsptrcheck.example.com",
	  "check again later; if that does not help, tell the DNS host of example.com that its "
	  "servers fail.",
	  false },
	{ "PTR a.example.com a.example.net; A a.example.com 192.0.32.1; A a.example.net "
	  "192.0.32.1;",
	  "pass fail a.example.com a.example.net | fail ownership_missing, info ptr_multiple, info "
	  "ptr_multidomain",
	  "it is not clear which domain the ownership record is to prove: the confirmed names have "
	  "no "
	  "registrable domain in common",
	  "name the domain: --ownership DOMAIN=ali-0aB1 (or --expect NAME).", false },
};

static void the_fix_names_the_record_to_make(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(words_of) / sizeof(words_of[0]); i++) {
		const struct finding *f;
		struct world w;

		row("%s", words_of[i].rows);
		world_init(&w);
		w.policy.no_timing = words_of[i].no_timing;
		world_owned(&w, "ali-0aB1", NULL);
		(void)world_judge(&w, "192.0.32.1", words_of[i].rows);
		assert_string_equal(world_verdict(&w), words_of[i].verdict);
		f = record_headline(w.record);
		w.out.len = 0;
		finding_message(f, w.record, &w.out);
		assert_string_equal(text_cstr(&w.out), words_of[i].message);
		w.out.len = 0;
		finding_fix(f, w.record, &w.out);
		assert_string_equal(text_cstr(&w.out), words_of[i].fix);
		world_done(&w);
	}
}

static void a_failing_reverse_zone_keeps_it_undecided(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	world_owned(&w, "ali-0aB1", "example.org");
	(void)world_judge(&w, "192.0.32.1", "PTR servfail;");
	assert_string_equal(world_verdict(&w),
			    "temperror undecided | undecided ptr_servfail, warn ownership_missing");
	world_done(&w);
}

static void it_is_not_asked_unasked(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	assert_int_equal(world_judge(&w, "192.0.32.1", GOOD_PTR)->ownership.status,
			 OWNERSHIP_NOT_ASKED);
	world_done(&w);
	world_init(&w);
	world_owned(&w, "ali-0aB1", NULL);
	w.policy.special_skip = true;
	assert_int_equal(world_judge(&w, "10.0.0.1", "")->ownership.status, OWNERSHIP_NOT_ASKED);
	world_done(&w);
}

TESTS(the_record_of_the_value_is, the_fix_names_the_record_to_make,
      a_failing_reverse_zone_keeps_it_undecided, it_is_not_asked_unasked)
