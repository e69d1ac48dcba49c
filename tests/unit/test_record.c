/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "world.h"

static void the_headline_is_the_first_of_the_worst(void **state)
{
	static const struct {
		const char *sentence, *rows, *code;
	} head_of[] = {
		{ "the failing look-up, not the mismatch beside it",
		  "PTR a.example.com b.example.com; A a.example.com 192.0.32.2; A b.example.com "
		  "servfail;",
		  "fwd_servfail" },
		{ "the cause of a failure", "PTR a.example.com.32.0.192.in-addr.arpa;",
		  "target_arpa" },
		{ "a warning on a pass",
		  "PTR a.example.com b.example.com; A b.example.com 192.0.32.1;", "fwd_nxdomain" },
		{ "nothing where all is well",
		  "PTR a.example.com; A a.example.com via=b.example.com 192.0.32.1;", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(head_of) / sizeof(head_of[0]); i++) {
		const struct finding *f;
		struct world w;

		row("%s", head_of[i].sentence);
		world_init(&w);
		f = record_headline(world_judge(&w, "192.0.32.1", head_of[i].rows));
		assert_int_equal(f != NULL, head_of[i].code != NULL);
		if (f)
			assert_string_equal(finding_code_text(f->code), head_of[i].code);
		world_done(&w);
	}
}

/* The answers come in the reverse order of the questions. */
static void judge_last_asked_first(struct world *w, const char *rows)
{
	struct ask *asks[8];

	(void)ip_parse(&w->target.address, "192.0.32.1", 10);
	w->target.has_address = true;
	check_init(&w->check, &w->arena, &w->target, &w->policy);
	while (!check_is_done(&w->check)) {
		unsigned n = 0;

		while ((asks[n] = check_next(&w->check)) != NULL)
			n++;
		assert_true(n > 0);
		while (n--) {
			struct answer a = world_answer(w, rows, &asks[n]->sent);

			check_tell(&w->check, asks[n], &a);
		}
	}
	w->record = record_of(&w->check, &w->spare);
}

/* A single address asks the other family in advance, and that answer may come first or never; it
 * must not show. */
static void what_was_asked_in_advance_does_not_show(void **state)
{
	static const struct {
		const char *rows, *verdict;
		enum mta_reply exim;
	} row_of[] = {
		{ "PTR a.example.com; A a.example.com 192.0.32.1; AAAA a.example.com ::1 ede=3;",
		  "pass ok a.example.com", MTA_OK },
		{ "PTR a.example.com; A a.example.com 192.0.32.2; AAAA a.example.com "
		  "::ffff:192.0.32.1;",
		  "fail fail | fail fwd_mismatch", MTA_550 },
		{ "PTR a.example.com; A a.example.com via=x.example loops nosoa; AAAA "
		  "a.example.com ::1;",
		  "fail fail | fail fwd_nodata", MTA_550 },
		{ "PTR a.example.com; A a.example.com -; AAAA a.example.com ::1 ede=3;",
		  "fail fail | fail fwd_other_family_only, warn answer_stale", MTA_550 },
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct world w;

		row("%s", row_of[i / 2].rows);
		world_init(&w);
		w.policy.eager = i % 2;
		judge_last_asked_first(&w, row_of[i / 2].rows);
		assert_string_equal(world_verdict(&w), row_of[i / 2].verdict);
		assert_int_equal(w.record->mta.exim, row_of[i / 2].exim);
		world_done(&w);
	}
}

static void a_skipped_address_is_explained(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	w.policy.special_skip = true;
	(void)world_judge(&w, "10.0.0.1", "");
	assert_int_equal(record_headline(w.record)->code, FINDING_SPECIAL_PURPOSE);
	assert_false(w.record->has_mta);
	assert_false(w.record->has_helo);
	world_done(&w);
}

static void names_say_what_became_of_them(void **state)
{
	struct world w;
	const struct record *r;

	(void)state;
	world_init(&w);
	w.policy.ptr_limit = 3;
	r = world_judge(
		&w, "192.0.32.1",
		"PTR . a.example.com b.example.com c.example.com d.example.com;"
		"A a.example.com 192.0.32.2; A b.example.com timeout; A c.example.com 192.0.32.1;");
	assert_int_equal(r->n_names, 5);
	assert_int_equal(r->names[0].confirmed, NO);
	assert_int_equal(r->names[1].confirmed, NO);
	assert_int_equal(r->names[2].confirmed, UNDECIDED);
	assert_int_equal(r->names[3].confirmed, YES);
	assert_int_equal(r->names[4].confirmed, UNDECIDED); /* over the limit */
	world_done(&w);
}

static void a_deadline_leaves_open_what_was_open(void **state)
{
	struct world w;
	struct ask *ask;
	struct answer a;

	(void)state;
	world_init(&w);
	world_ask(&w, "192.0.32.1", "");
	arena_reset(&w.arena);
	check_init(&w.check, &w.arena, &w.target, &w.policy);
	ask = check_next(&w.check);
	a = told_answer(&w.words, TYPE_PTR, "a.example.com b.example.com");
	check_tell(&w.check, ask, &a);
	ask = check_next(&w.check);
	a = told_answer(&w.words, TYPE_A, "192.0.32.2");
	check_tell(&w.check, ask, &a);
	check_expire(&w.check);
	w.record = record_of(&w.check, &w.spare);
	assert_string_equal(world_verdict(&w), "temperror undecided | warn fwd_mismatch, undecided "
					       "fwd_timeout, warn ptr_multiple");
	world_done(&w);
}

/* Whatever the place where memory ends: never a pass or fail, never NULL, always explained. */
static void without_memory_nothing_is_decided(void **state)
{
	static const char rows[] =
		"PTR . a.example.com b.example.com; A a.example.com 192.0.32.2;"
		"A b.example.com 192.0.32.1 ede=3; A h.example.com -; AAAA h.example.com -;";
	const char *const whole = "pass warn b.example.com | warn target_root, warn fwd_mismatch, "
				  "warn ptr_multiple, info helo_mismatch, warn helo_unresolved, "
				  "warn answer_stale";
	unsigned n_whole = 0, n_none = 0;

	(void)state;
	for (size_t ceiling = 0; ceiling < 6000; ceiling += 16) {
		struct world w;

		world_init(&w);
		arena_init(&w.arena, ceiling);
		world_helo(&w, "h.example.com");
		(void)world_judge(&w, "192.0.32.1", rows);
		if (w.record->findings[0].code == FINDING_OUT_OF_RESOURCES) {
			assert_string_equal(world_verdict(&w),
					    "temperror undecided | undecided out_of_resources");
			n_none++;
		} else {
			assert_string_equal(world_verdict(&w), whole);
			n_whole++;
		}
		world_done(&w);
	}
	assert_true(n_whole > 10);
	assert_true(n_none > 10);
}

static void a_line_that_is_no_target_fails(void **state)
{
	struct target target = { .error = "an octet is over 255", .input = "1.2.3.256" };
	struct policy policy = { .ptr_limit = 10 };
	struct world w;

	(void)state;
	for (size_t ceiling = 0; ceiling <= LIMIT_ARENA; ceiling += LIMIT_ARENA) {
		world_init(&w);
		arena_init(&w.arena, ceiling);
		w.record = record_of_invalid(&target, &policy, &w.spare);
		assert_string_equal(world_verdict(&w), "none fail | fail invalid_address");
		assert_null(w.record->check);
		w.out.len = 0;
		finding_message(&w.record->findings[0], w.record, &w.out);
		assert_string_equal(text_cstr(&w.out),
				    "this line is no target: an octet is over 255");
		world_done(&w);
	}
}

static void a_name_without_addresses_fails_for_good_or_for_now(void **state)
{
	static const struct {
		struct target target;
		const char *verdict, *fix;
	} row_of[] = {
		{ { .kind = TARGET_HOST },
		  "none fail | fail target_unresolved",
		  "check the spelling, or" },
		{ { .kind = TARGET_MX },
		  "none fail | fail target_unresolved",
		  "check the spelling; for" },
		{ { .kind = TARGET_SPF },
		  "none fail | fail target_unresolved",
		  "check the spelling, and" },
		{ { .kind = TARGET_SPF, .for_now = true },
		  "none undecided | undecided target_unresolved",
		  "check again later" },
		{ { .kind = TARGET_SPF, .beside = true, .has_part = true, .part = 1 },
		  "none ok | info target_unresolved", "" },
	};
	struct policy policy = { .ptr_limit = 10 };

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct target target = row_of[i].target;
		struct world w;

		target.error = "it is so";
		world_init(&w);
		w.record = record_of_invalid(&target, &policy, &w.spare);
		assert_string_equal(world_verdict(&w), row_of[i].verdict);
		w.out.len = 0;
		finding_message(&w.record->findings[0], w.record, &w.out);
		assert_string_equal(text_cstr(&w.out),
				    target.has_part ? "the target gives no more addresses: it is so"
						    : "the target has no address to check: it is so");
		w.out.len = 0;
		finding_fix(&w.record->findings[0], w.record, &w.out);
		assert_memory_equal(text_cstr(&w.out), row_of[i].fix, strlen(row_of[i].fix));
		assert_int_equal(w.out.len > 0, *row_of[i].fix != '\0');
		world_done(&w);
	}
}

TESTS(the_headline_is_the_first_of_the_worst, what_was_asked_in_advance_does_not_show,
      a_skipped_address_is_explained, names_say_what_became_of_them,
      a_deadline_leaves_open_what_was_open, without_memory_nothing_is_decided,
      a_line_that_is_no_target_fails, a_name_without_addresses_fails_for_good_or_for_now)
