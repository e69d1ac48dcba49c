/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/check.h>
#include <fcrdns/limits.h>

#include "told.h"

/*
 * A transcript is what is asked and told in turn, a line each:
 *
 *   ask PTR 1.2.0.192.in-addr.arpa    the check wants to know this next
 *   ask nothing                       nothing to send now
 *   tell ANSWER                       to the question asked last (told.h has the words)
 *   tell #2 ANSWER                    to the second question asked
 *   open, done, failed                the state the check is in
 *   expire                            its deadline comes
 */
struct talk {
	struct arena arena, words;
	struct target target;
	struct check check;
	struct ask *asks[LIMIT_QUESTIONS];
	unsigned n_asks;
	uint8_t domain[NAME_MAX_OCTETS], expect[NAME_MAX_OCTETS], helo[NAME_MAX_OCTETS];
};

/* The last two labels, or three below co.uk: enough of a suffix list for these tests. */
static bool last_two(const void *list, const struct name *name, struct name *ret)
{
	unsigned n = name_labels(name);

	(void)list;
	if (n < 2)
		return false;
	*ret = name_parent(name, n - 2);
	return true;
}

static const struct policy plain = { .ptr_limit = 10, .root_domain = last_two };

static struct policy owned(const char *value)
{
	struct policy p = plain;

	p.ownership = true;
	p.ownership_value = value;
	p.ownership_len = strlen(value);
	p.ownership_host = "alidnsptrcheck";
	return p;
}

static struct name parsed(uint8_t buf[static NAME_MAX_OCTETS], const char *text)
{
	struct name name = { 0 };

	assert_true(name_parse(&name, buf, text, strlen(text)));
	return name;
}

static void hear(struct talk *t, const char *line)
{
	struct ask *ask = check_next(&t->check);
	char type[12], name[NAME_TEXT_MAX], got[NAME_TEXT_MAX + 16] = "nothing";

	if (ask) {
		(void)name_text(&ask->sent.name, name);
		(void)snprintf(got, sizeof(got), "%s %s", type_text(ask->sent.type, type), name);
		t->asks[t->n_asks++] = ask;
	}
	assert_string_equal(got, line);
}

static void tell(struct talk *t, const char *line)
{
	unsigned at = t->n_asks;
	struct answer a;

	if (*line == '#') {
		char *end;

		at = (unsigned)strtoul(line + 1, &end, 10);
		line = end;
	}
	assert_in_range(at, 1, t->n_asks);
	a = told_answer(&t->words, t->asks[at - 1]->sent.type, line);
	check_tell(&t->check, t->asks[at - 1], &a);
}

static bool begins(const char **line, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*line, word, n) != 0 || ((*line)[n] && (*line)[n] != ' '))
		return false;
	*line += n;
	while (**line == ' ')
		++*line;
	return true;
}

static void go_on(struct talk *t, const char *const *lines)
{
	for (; *lines; lines++) {
		const char *line = *lines;

		row("%s", line);
		if (begins(&line, "ask"))
			hear(t, line);
		else if (begins(&line, "tell"))
			tell(t, line);
		else if (begins(&line, "expire"))
			check_expire(&t->check);
		else if (begins(&line, "failed"))
			assert_true(t->check.failed && check_is_done(&t->check));
		else if (begins(&line, "open"))
			assert_false(check_is_done(&t->check));
		else if (begins(&line, "done"))
			assert_true(check_is_done(&t->check) && !t->check.failed);
		else
			fail_msg("no such line: %s", line);
	}
}

static void begin(struct talk *t, const char *ip, const struct policy *policy, size_t ceiling)
{
	*t = (struct talk){ .target.has_address = true };
	arena_init(&t->arena, ceiling);
	arena_init(&t->words, LIMIT_ARENA);
	assert_true(ip_parse(&t->target.address, ip, strlen(ip)));
	check_init(&t->check, &t->arena, &t->target, policy);
}

static void end(struct talk *t)
{
	arena_done(&t->arena);
	arena_done(&t->words);
}

#define says(t, ...) go_on((t), (const char *const[]){ __VA_ARGS__, NULL })

static void talk_of(const char *ip, const struct policy *policy, const char *const *lines)
{
	struct talk t;

	begin(&t, ip, policy, LIMIT_ARENA);
	go_on(&t, lines);
	end(&t);
}

#define transcript(ip, policy, ...) \
	talk_of((ip), (policy), (const char *const[]){ __VA_ARGS__, NULL })

static void one_name_is_two_questions(void **state)
{
	(void)state;
	transcript("10.0.0.1", &plain, "ask PTR 1.0.0.10.in-addr.arpa", "ask nothing", "open",
		   "tell mail.example", "ask A mail.example", "open", "tell 10.0.0.1",
		   "ask nothing", "done");
	transcript("2001:db8::1", &plain,
		   "ask PTR "
		   "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
		   "tell mail.example", "ask AAAA mail.example", "tell 2001:db8::1", "done");
}

static void without_names_nothing_else_is_asked(void **state)
{
	static const char *const ends[] = { "tell -",	    "tell nosoa",	"tell nxdomain",
					    "tell servfail", "tell refused",	"tell timeout",
					    "tell notimp",  "tell formerr",	"tell other",
					    "tell truncated", "tell malformed", "tell connrefused",
					    "tell nxdomain via=gone.example" };

	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		transcript("10.0.0.1", &plain, "ask PTR 1.0.0.10.in-addr.arpa", ends[i],
			   "ask nothing", "done");
}

static void all_names_are_asked_at_once(void **state)
{
	(void)state;
	transcript("10.0.0.1", &plain, "ask PTR 1.0.0.10.in-addr.arpa",
		   "tell a.example b.example c.example", "ask A a.example", "ask A b.example",
		   "ask A c.example", "ask nothing", "tell #3 nxdomain", "open",
		   "tell #4 10.0.0.1", "open", "tell #2 timeout", "done");
}

static void the_other_family_is_asked_only_after_nodata(void **state)
{
	(void)state;
	transcript("10.0.0.1", &plain, "ask PTR 1.0.0.10.in-addr.arpa", "tell a.example",
		   "ask A a.example", "tell -", "open", "ask AAAA a.example", "tell 2001:db8::1",
		   "done");
	transcript("2001:db8::1", &plain,
		   "ask PTR "
		   "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
		   "tell a.example", "ask AAAA a.example", "tell -", "ask A a.example",
		   "tell 10.0.0.1", "done");
	transcript("10.0.0.1", &plain, "ask PTR 1.0.0.10.in-addr.arpa",
		   "tell a.example b.example c.example", "ask A a.example", "ask A b.example",
		   "ask A c.example", "tell #2 nxdomain", "tell #3 servfail", "tell #4 10.9.9.9",
		   "ask nothing", "done");
}

static void eager_asks_both_families_and_waits_for_what_matters(void **state)
{
	struct policy eager = plain;

	(void)state;
	eager.eager = true;
	transcript("10.0.0.1", &eager, "ask PTR 1.0.0.10.in-addr.arpa", "tell a.example",
		   "ask A a.example", "ask AAAA a.example", "tell #2 10.0.0.1", "done");
	transcript("10.0.0.1", &eager, "ask PTR 1.0.0.10.in-addr.arpa", "tell a.example",
		   "ask A a.example", "ask AAAA a.example", "tell #3 2001:db8::1", "open",
		   "tell #2 -", "done");
	transcript("10.0.0.1", &eager, "ask PTR 1.0.0.10.in-addr.arpa", "tell a.example",
		   "ask A a.example", "ask AAAA a.example", "tell #2 -", "open", "tell #3 -",
		   "done");
}

static void unusable_names_are_not_asked_and_use_up_no_limit(void **state)
{
	struct policy two = plain;
	struct talk t;

	(void)state;
	two.ptr_limit = 2;
	begin(&t, "10.0.0.1", &two, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa",
	     "tell . 10.0.0.1 a.example -b.example *.example b.example c.example", "ask A a.example",
	     "ask A b.example", "ask nothing", "tell #2 10.0.0.2", "tell #3 10.0.0.3", "done");
	assert_int_equal(t.check.n_candidates, 7);
	assert_int_equal(t.check.n_usable, 3);
	assert_int_equal(t.check.n_evaluated, 2);
	assert_true(t.check.candidates[0].faults & HOST_ROOT);
	assert_true(t.check.candidates[1].faults & HOST_IP_LITERAL);
	assert_false(t.check.candidates[6].evaluated);
	assert_null(t.check.candidates[6].own);
	end(&t);
}

static void an_unfinished_chain_is_followed_by_asking(void **state)
{
	struct talk t;

	(void)state;
	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa", "tell a.example", "ask A a.example",
	     "tell nosoa via=b.example", "open", "ask A b.example", "tell 10.0.0.1", "done");
	assert_int_equal(t.check.candidates[0].own->answer.status, ANSWER_OK);
	assert_int_equal(t.check.candidates[0].own->answer.n_chain, 1);
	assert_int_equal(t.check.candidates[0].own->answer.n_tries, 2);
	assert_true(ask_lists(t.check.candidates[0].own, &t.target.address));
	end(&t);

	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa", "tell nosoa via=1.sub.example",
	     "ask PTR 1.sub.example", "tell nosoa via=1.deep.example via=2.deep.example",
	     "ask PTR 2.deep.example", "tell a.example", "ask A a.example", "tell 10.0.0.1", "done");
	assert_int_equal(t.check.ptr->answer.n_chain, 3);
	end(&t);
}

static void a_chain_that_is_denied_is_not_followed(void **state)
{
	(void)state;
	transcript("10.0.0.1", &plain, "ask PTR 1.0.0.10.in-addr.arpa", "tell - via=1.sub.example",
		   "ask nothing", "done");
	transcript("10.0.0.1", &plain, "ask PTR 1.0.0.10.in-addr.arpa",
		   "tell nosoa loops via=1.sub.example", "ask nothing", "done");
	transcript("10.0.0.1", &plain, "ask PTR 1.0.0.10.in-addr.arpa",
		   "tell servfail via=1.sub.example", "ask nothing", "done");
}

/* Some forwarders say NODATA without an SOA: at the end of the chain that is an answer as well. */
static void nothing_at_the_end_of_a_followed_chain_is_nodata(void **state)
{
	struct talk t;

	(void)state;
	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa", "tell nosoa via=1.sub.example",
	     "ask PTR 1.sub.example", "tell nosoa", "ask nothing", "done");
	assert_int_equal(t.check.ptr->answer.status, ANSWER_NODATA);
	end(&t);
}

static void a_circle_that_is_followed_ends(void **state)
{
	struct talk t;

	(void)state;
	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa", "tell nosoa via=a.example", "ask PTR a.example",
	     "tell nosoa via=b.example", "ask PTR b.example", "tell nosoa via=a.example",
	     "ask nothing", "done");
	assert_true(t.check.ptr->answer.loops);
	end(&t);
}

static void a_circle_through_the_asked_name_ends(void **state)
{
	struct talk t;

	(void)state;
	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa", "tell a.example", "ask A a.example",
	     "tell nosoa via=b.example", "ask A b.example", "tell nosoa via=a.example",
	     "ask nothing", "done");
	assert_true(t.check.candidates[0].own->answer.loops);
	end(&t);
}

static void a_chain_without_end_is_damaged(void **state)
{
	struct talk t;
	char ask[64], answer[64];

	(void)state;
	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa", "tell nosoa via=c0.example");
	for (int i = 0; i < LIMIT_CHASES; i++) {
		(void)snprintf(ask, sizeof(ask), "ask PTR c%d.example", i);
		(void)snprintf(answer, sizeof(answer), "tell nosoa via=c%d.example", i + 1);
		says(&t, ask, answer);
	}
	says(&t, "ask nothing", "done");
	assert_int_equal(t.check.ptr->answer.status, ANSWER_MALFORMED);
	end(&t);
}

/* The whole chain holds only as long, and is only as sure, as its weakest part. */
static void a_followed_chain_has_the_least_ttl_and_trust(void **state)
{
	struct talk t;

	(void)state;
	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa", "tell nosoa ttl=60 via=a.example",
	     "ask PTR a.example", "tell ad ttl=300 mail.example", "ask A mail.example",
	     "tell 10.0.0.1", "done");
	assert_int_equal(t.check.ptr->answer.ttl_s, 60);
	assert_false(t.check.ptr->answer.authenticated);
	end(&t);
}

static void expect_and_helo_are_asked_at_once(void **state)
{
	struct policy p = plain;
	uint8_t expect[NAME_MAX_OCTETS], helo[NAME_MAX_OCTETS];

	(void)state;
	p.expect = parsed(expect, "want.example");
	p.helo = (struct helo){ .kind = HELO_NAME, .text = "says.example",
				.name = parsed(helo, "says.example") };
	transcript("10.0.0.1", &p, "ask PTR 1.0.0.10.in-addr.arpa", "ask A want.example",
		   "ask A says.example", "ask nothing", "tell #2 10.0.0.1", "tell #3 10.0.0.1",
		   "open", "tell #1 want.example", "ask nothing", "done");
	transcript("10.0.0.1", &p, "ask PTR 1.0.0.10.in-addr.arpa", "ask A want.example",
		   "ask A says.example", "tell #1 nxdomain", "tell #2 nxdomain", "tell #3 -",
		   "ask AAAA says.example", "tell -", "ask MX says.example", "open", "tell -",
		   "done");
}

static void a_special_address_can_be_skipped(void **state)
{
	struct policy p = plain;

	(void)state;
	p.special_skip = true;
	transcript("10.0.0.1", &p, "ask nothing", "done");
	transcript("9.9.9.9", &p, "ask PTR 9.9.9.9.in-addr.arpa", "open");
}

static void the_owner_of_a_told_domain_is_asked_at_once(void **state)
{
	struct policy p = owned("value");
	uint8_t buf[NAME_MAX_OCTETS];

	(void)state;
	p.ownership_domain = parsed(buf, "example.com");
	transcript("10.0.0.1", &p, "ask PTR 1.0.0.10.in-addr.arpa",
		   "ask TXT alidnsptrcheck.example.com", "ask nothing", "tell #2 value",
		   "tell #1 mail.example.com", "ask A mail.example.com", "tell 10.0.0.1",
		   "ask nothing", "done");
}

static void the_owner_is_else_asked_for_each_domain_of_the_names(void **state)
{
	struct policy p = owned("value");

	(void)state;
	transcript("10.0.0.1", &p, "ask PTR 1.0.0.10.in-addr.arpa", "ask nothing",
		   "tell a.one.net b.one.net a.two.net", "ask A a.one.net",
		   "ask TXT alidnsptrcheck.one.net", "ask A b.one.net", "ask A a.two.net",
		   "ask TXT alidnsptrcheck.two.net", "ask nothing", "tell #2 10.0.0.1",
		   "tell #3 nxdomain", "tell #4 nxdomain", "tell #5 nxdomain", "open",
		   "tell #6 nxdomain", "ask nothing", "done");
}

static void near_misses_are_asked_when_the_owner_has_not_the_value(void **state)
{
	static const char *const misses[] = { "tell #3 nxdomain", "tell #3 -", "tell #3 other-value" };
	struct policy p = owned("value");

	(void)state;
	for (size_t i = 0; i < sizeof(misses) / sizeof(misses[0]); i++)
		transcript("10.0.0.1", &p, "ask PTR 1.0.0.10.in-addr.arpa",
			   "tell mail.example.com", "ask A mail.example.com",
			   "ask TXT alidnsptrcheck.example.com", "tell #2 10.0.0.1", misses[i],
			   "ask TXT alidnsptrcheck.mail.example.com",
			   "ask TXT alidnsptrcheck.example.com.example.com", "ask nothing", "open",
			   "tell #4 nxdomain", "open", "tell #5 value", "done");
	transcript("10.0.0.1", &p, "ask PTR 1.0.0.10.in-addr.arpa", "tell mail.example.com",
		   "ask A mail.example.com", "ask TXT alidnsptrcheck.example.com",
		   "tell #2 10.0.0.1", "tell #3 servfail", "ask nothing", "done");
	/* The host is the domain itself: only the doubled name is left to look at. */
	transcript("10.0.0.1", &p, "ask PTR 1.0.0.10.in-addr.arpa", "tell example.com",
		   "ask A example.com", "ask TXT alidnsptrcheck.example.com", "tell #2 10.0.0.1",
		   "tell #3 nxdomain", "ask TXT alidnsptrcheck.example.com.example.com",
		   "tell nxdomain", "ask nothing", "done");
}

static void near_misses_wait_for_the_names(void **state)
{
	struct policy p = owned("value");
	uint8_t buf[NAME_MAX_OCTETS];

	(void)state;
	p.ownership_domain = parsed(buf, "example.com");
	transcript("10.0.0.1", &p, "ask PTR 1.0.0.10.in-addr.arpa",
		   "ask TXT alidnsptrcheck.example.com", "tell #2 nxdomain", "ask nothing", "open",
		   "tell #1 mail.example.com", "ask A mail.example.com",
		   "ask TXT alidnsptrcheck.mail.example.com",
		   "ask TXT alidnsptrcheck.example.com.example.com", "tell #3 10.0.0.1",
		   "tell #4 nxdomain", "tell #5 nxdomain", "done");
}

static void a_deadline_ends_it_with_what_is_there(void **state)
{
	struct talk t;

	(void)state;
	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa", "tell a.example b.example", "ask A a.example",
	     "ask A b.example", "tell #2 10.0.0.1", "open", "expire", "done", "ask nothing",
	     "tell #3 10.0.0.1", "done");
	assert_int_equal(t.check.candidates[0].own->answer.status, ANSWER_OK);
	assert_int_equal(t.check.candidates[1].own->answer.status, ANSWER_TIMEOUT);
	end(&t);
	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "expire", "done", "ask nothing");
	assert_int_equal(t.check.ptr->answer.status, ANSWER_TIMEOUT);
	assert_int_equal(t.check.n_candidates, 0);
	end(&t);
	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa", "tell nosoa via=a.example", "ask PTR a.example",
	     "expire", "done");
	assert_int_equal(t.check.ptr->answer.status, ANSWER_TIMEOUT);
	end(&t);
}

static void a_second_answer_is_ignored(void **state)
{
	struct talk t;

	(void)state;
	begin(&t, "10.0.0.1", &plain, LIMIT_ARENA);
	says(&t, "ask PTR 1.0.0.10.in-addr.arpa", "tell a.example", "tell #1 b.example",
	     "tell #1 nxdomain", "ask A a.example", "ask nothing", "tell 10.0.0.2",
	     "tell #2 10.0.0.1", "done");
	assert_int_equal(t.check.n_candidates, 1);
	assert_false(ask_lists(t.check.candidates[0].own, &t.target.address));
	end(&t);
}

/* Whatever the size of its memory, a check ends: whole, or failed and done. */
static void too_little_memory_fails_it(void **state)
{
	struct policy p = owned("value");
	bool whole = false;
	unsigned failures = 0;

	(void)state;
	for (size_t ceiling = 0; !whole; ceiling += 8) {
		struct talk t;
		struct ask *ask;
		unsigned told = 0;

		begin(&t, "10.0.0.1", &p, ceiling);
		while ((ask = check_next(&t.check)) != NULL) {
			struct answer a = told_answer(
				&t.words, ask->sent.type,
				ask->sent.type == TYPE_PTR ?
					(told++ ? "a.example.com b.example.com" : "nosoa via=x.y") :
				ask->sent.type == TYPE_TXT ? "other ede=3:old" :
							     "nosoa via=z.example");

			if (ask->n_chases && ask->sent.type == TYPE_A)
				a = told_answer(&t.words, TYPE_A, "10.0.0.1 10.0.0.2");
			check_tell(&t.check, ask, &a);
			assert_true(told < 10);
		}
		assert_true(check_is_done(&t.check));
		failures += t.check.failed;
		whole = !t.check.failed;
		end(&t);
	}
	assert_in_range(failures, 50, 5000);
}

static void the_same_question_is_asked_once(void **state)
{
	struct policy p = plain;
	uint8_t expect[NAME_MAX_OCTETS];

	(void)state;
	p.expect = parsed(expect, "mail.example");
	transcript("10.0.0.1", &p, "ask PTR 1.0.0.10.in-addr.arpa", "ask A mail.example",
		   "tell #1 mail.example", "ask nothing", "open", "tell #2 10.0.0.1", "done");
	/* Also when its answer came before the name was known. */
	transcript("10.0.0.1", &p, "ask PTR 1.0.0.10.in-addr.arpa", "ask A mail.example",
		   "tell #2 -", "tell #1 mail.example", "ask AAAA mail.example", "tell nxdomain",
		   "done");
}

static void a_text_must_be_equal_in_all_octets(void **state)
{
	struct arena arena;
	struct answer a;
	struct txt cut = { 5, true, (const uint8_t *)"value" };

	(void)state;
	arena_init(&arena, LIMIT_ARENA);
	a = told_answer(&arena, TYPE_TXT, "another value");
	assert_true(answer_has_text(&a, "value", 5));
	assert_false(answer_has_text(&a, "valu", 4));
	assert_false(answer_has_text(&a, "value ", 6));
	assert_false(answer_has_text(&a, "Value", 5));
	a.status = ANSWER_NXDOMAIN;
	assert_false(answer_has_text(&a, "value", 5));
	a = (struct answer){ .status = ANSWER_OK, .n_records = 1, .txts = &cut };
	assert_false(answer_has_text(&a, "value", 5));
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(one_name_is_two_questions),
		cmocka_unit_test(without_names_nothing_else_is_asked),
		cmocka_unit_test(all_names_are_asked_at_once),
		cmocka_unit_test(the_other_family_is_asked_only_after_nodata),
		cmocka_unit_test(eager_asks_both_families_and_waits_for_what_matters),
		cmocka_unit_test(unusable_names_are_not_asked_and_use_up_no_limit),
		cmocka_unit_test(an_unfinished_chain_is_followed_by_asking),
		cmocka_unit_test(a_chain_that_is_denied_is_not_followed),
		cmocka_unit_test(nothing_at_the_end_of_a_followed_chain_is_nodata),
		cmocka_unit_test(a_circle_that_is_followed_ends),
		cmocka_unit_test(a_circle_through_the_asked_name_ends),
		cmocka_unit_test(a_chain_without_end_is_damaged),
		cmocka_unit_test(a_followed_chain_has_the_least_ttl_and_trust),
		cmocka_unit_test(expect_and_helo_are_asked_at_once),
		cmocka_unit_test(a_special_address_can_be_skipped),
		cmocka_unit_test(the_owner_of_a_told_domain_is_asked_at_once),
		cmocka_unit_test(the_owner_is_else_asked_for_each_domain_of_the_names),
		cmocka_unit_test(near_misses_are_asked_when_the_owner_has_not_the_value),
		cmocka_unit_test(near_misses_wait_for_the_names),
		cmocka_unit_test(a_deadline_ends_it_with_what_is_there),
		cmocka_unit_test(a_second_answer_is_ignored),
		cmocka_unit_test(too_little_memory_fails_it),
		cmocka_unit_test(the_same_question_is_asked_once),
		cmocka_unit_test(a_text_must_be_equal_in_all_octets),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
