/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "../../src/exporter/client.h"
#include "../../src/exporter/loop.h"
#include "../../src/exporter/verifier.h"
#include "../../src/exporter/web_config.h"

#include <fcrdns/why.h>

#include <stddef.h>
#include <string.h>

/* The real process is asked. */

enum {
	TURN_US = 100 * 1000,
	ASKERS = 8
};

static const char users[] = "basic_auth_users:\n  ann: "
			    "$2y$04$abcdefghijklmnopqrstuuLZYjhNQAOdpbzt4WxWlUHjv1wsyH5DG\n";

struct guest {
	struct verifier_asker asker;
	char mark;
};

static struct loop *loop;
static struct web_config *web;
static struct guest guests[ASKERS];
static char told[ASKERS + 1];

static void on_told(struct verifier_asker *asker, enum verifier_says says)
{
	const struct guest *g = (struct guest *)((char *)asker - offsetof(struct guest, asker));
	size_t n = strlen(told);

	told[n] = says == VERIFIER_FAILED ? '!' : g->mark;
	told[n + 1] = '\0';
}

static struct verifier *begin(void)
{
	struct why why = { 0 };
	struct verifier *v;

	told[0] = '\0';
	loop = loop_new(&why);
	assert_non_null(loop);
	assert_true(web_config_read("web.yml", users, strlen(users), &web, &why));
	v = verifier_new(web, loop, &why);
	assert_non_null(v);
	return v;
}

static void end(struct verifier *v)
{
	verifier_free(v);
	web_config_free(web);
	loop_free(loop);
}

/* Each with a password of its own. */
static void ask(struct verifier *v, struct client *c, unsigned i, const char *password)
{
	struct guest *g = &guests[i];

	*g = (struct guest){ .asker = { .client = c, .tell = on_told }, .mark = (char)('a' + i) };
	assert_int_equal(verifier_ask(v, "ann", password, 0, &g->asker), VERIFIER_LATER);
}

/* Until so many have been told. */
static void wait_for(struct verifier *v, size_t n)
{
	while (strlen(told) < n) {
		loop_sleep(loop, TURN_US);
		verifier_turn(v, 0);
	}
}

static void new_addresses_do_not_go_before_those_who_wait(void **state)
{
	struct client known = { .ip.len = 4 }, many[3] = { { .ip.len = 4 } };
	struct verifier *v = begin();

	(void)state;
	ask(v, &known, 0, "wrong");
	wait_for(v, 1);
	ask(v, &many[0], 1, "1"); /* it is asked at once, and the others wait */
	ask(v, &known, 2, "wrong too");
	ask(v, &many[1], 3, "2");
	ask(v, &many[2], 4, "3");
	ask(v, &many[0], 5, "4");
	wait_for(v, 6);
	assert_string_equal(told, "abcdef");
	end(v);
}

static void one_who_comes_goes_before_more_of_who_was_asked(void **state)
{
	struct client eager = { .ip.len = 4 }, other = { .ip.len = 4 };
	struct verifier *v = begin();

	(void)state;
	ask(v, &eager, 0, "1");
	ask(v, &eager, 1, "2");
	ask(v, &eager, 2, "3");
	wait_for(v, 1);
	ask(v, &other, 3, "wrong");
	wait_for(v, 4);
	assert_string_equal(told, "abdc");
	assert_int_equal(eager.n_passwords + other.n_passwords, 0);
	end(v);
}

static void who_joins_a_question_that_all_others_left_is_kept_at_a_reload(void **state)
{
	struct client first = { .ip.len = 4 }, second = { .ip.len = 4 };
	struct verifier *v = begin(), *next;
	struct why why = { 0 };

	(void)state;
	ask(v, &first, 0, "wrong");
	verifier_leave(&guests[0].asker);
	assert_int_equal(first.n_passwords, 0);
	ask(v, &second, 1, "wrong");
	assert_int_equal(second.n_passwords, 1);
	ask(v, &first, 2, "2");
	next = verifier_new(web, loop, &why);
	assert_non_null(next);
	verifier_inherit(next, v, 0);
	verifier_free(v);
	wait_for(next, 2);
	assert_string_equal(told, "bc");
	assert_int_equal(first.n_passwords + second.n_passwords, 0);
	end(next);
}

TESTS(new_addresses_do_not_go_before_those_who_wait,
      one_who_comes_goes_before_more_of_who_was_asked,
      who_joins_a_question_that_all_others_left_is_kept_at_a_reload)
