/* SPDX-License-Identifier: MIT */
/* A simulated server, line and list: no sockets, and the time is a number. */
#include "test.h"

#include "../../src/net/pace.h"

#include <stdbool.h>
#include <string.h>

enum {
	SLOTS = 2000,
	WAIT_US = 400000, /* the first wait, and the pause after a failure */
	TICK_US = 1000,
	SECOND = 1000000
};

/* What a server does with what is over its limit. */
enum over {
	OVER_DROPS,
	OVER_FAILS
};

struct slot {
	bool used, heard, fails, genuine, is_second;
	unsigned n_tries, n_failed;
	uint32_t cohort, first_failed;
	uint64_t heard_us, until_us;
};

struct world {
	enum over over;
	unsigned limit, depth; /* packets a second, and at once; 0: no limit */
	unsigned loss, flaky;  /* per cent of packets that get lost, and that fail by chance */
	unsigned broken;       /* per cent of questions that fail for good */
	uint64_t rtt_us;
	/* */
	struct pace pace;
	uint64_t now, tokens_us;
	uint32_t random;
	unsigned out, sent, passed, answered, again;
	unsigned given_up; /* good questions that were believed to be broken */
	uint64_t proof_sum;
	struct slot slot[SLOTS];
};

static unsigned chance(struct world *w)
{
	w->random ^= w->random << 13;
	w->random ^= w->random >> 17;
	w->random ^= w->random << 5;
	return w->random % 100;
}

static bool takes(struct world *w)
{
	uint64_t gap, depth_us;

	if (!w->limit)
		return true;
	gap = SECOND / w->limit;
	depth_us = gap * w->depth;
	if (w->tokens_us + depth_us < w->now)
		w->tokens_us = w->now - depth_us;
	if (w->tokens_us + gap > w->now)
		return false;
	w->tokens_us += gap;
	return true;
}

static void send(struct world *w, struct slot *s)
{
	bool is_taken;

	s->cohort = pace_on_sent(&w->pace, w->now);
	s->n_tries++;
	w->sent++;
	w->again += s->n_tries > 1;
	s->until_us = w->now + WAIT_US;
	s->heard = false;
	s->heard_us = UINT64_MAX;
	if (chance(w) < w->loss)
		return;
	is_taken = takes(w);
	w->passed += is_taken;
	if (!is_taken && w->over == OVER_DROPS)
		return;
	s->fails = !is_taken || s->genuine || chance(w) < w->flaky;
	s->heard_us = w->now + w->rtt_us;
}

static void hear(struct world *w, struct slot *s)
{
	s->heard = true;
	pace_on_answer(&w->pace, s->cohort, s->fails, w->now);
	if (s->n_tries == 1)
		pace_on_first(&w->pace, s->fails);
	if (s->is_second)
		pace_on_second(&w->pace, s->first_failed, s->fails, w->now);
	s->is_second = s->fails && !s->n_failed++;
	if (s->is_second)
		s->first_failed = s->cohort;
	if (!s->fails || (s->n_tries > 2 && s->genuine)) {
		w->answered++;
		w->out--;
		s->used = false;
	}
}

/* So many seconds with no end of questions; the counts are those of the last one. */
static void live(struct world *w, unsigned seconds)
{
	for (unsigned i = 0; i < seconds * (SECOND / TICK_US); i++) {
		unsigned room, first = chance(w) * (SLOTS / 100); /* nobody is always first */

		w->now += TICK_US;
		if (i == (seconds - 1) * (SECOND / TICK_US))
			w->sent = w->passed = w->answered = w->again = 0;
		pace_judge(&w->pace, w->now);
		room = w->pace.window;
		for (unsigned k = 0; k < SLOTS; k++) {
			struct slot *s = &w->slot[(first + k) % SLOTS];

			if (s->used && !s->heard && s->heard_us <= w->now)
				hear(w, s);
			if (s->used && s->until_us <= w->now) {
				if (w->pace.rate && !bucket_has(&w->pace.bucket, w->now))
					continue;
				send(w, s);
			} else if (!s->used && w->out < room &&
				   (!w->pace.rate || bucket_has(&w->pace.bucket, w->now))) {
				*s = (struct slot){ .used = true,
						    .genuine = chance(w) < w->broken };
				w->out++;
				send(w, s);
			}
		}
	}
}

static struct world *world(enum over over, unsigned limit, unsigned loss, unsigned broken)
{
	static struct world w;

	memset(&w, 0, sizeof(w));
	w.over = over;
	w.limit = limit;
	w.depth = limit / 50 + 1;
	w.loss = loss;
	w.broken = broken;
	w.rtt_us = 5000;
	w.random = 88172645;
	w.now = 5 * SECOND;
	pace_init(&w.pace, 250, SLOTS, WAIT_US);
	return &w;
}

static void show(const struct world *w)
{
	row("limit %u, lost %u %%, broken %u %%: sent %u, passed %u, again %u; rate %u, usual %u",
	    w->limit, w->loss, w->broken, w->sent, w->passed, w->again, w->pace.rate,
	    w->pace.usual);
}

static void a_window_grows_with_answers_up_to_its_bound(void **state)
{
	struct world *w = world(OVER_DROPS, 0, 0, 0);

	(void)state;
	live(w, 2);
	assert_int_equal(w->pace.window, SLOTS);
	assert_int_equal(w->pace.rate, 0);
}

static void loss_alone_does_not_slow_it(void **state)
{
	static const unsigned loss[] = { 2, 5, 10, 20, 30, 50 };

	(void)state;
	for (size_t i = 0; i < sizeof(loss) / sizeof(loss[0]); i++) {
		struct world *w = world(OVER_DROPS, 0, loss[i], 0);

		live(w, 10);
		show(w);
		assert_true(w->pace.rate == 0 || w->pace.rate > w->sent); /* the window holds it */
	}
}

static void failures_by_chance_do_not_slow_it(void **state)
{
	static const unsigned flaky[] = { 1, 5, 15 };

	(void)state;
	for (size_t i = 0; i < sizeof(flaky) / sizeof(flaky[0]); i++) {
		struct world *w = world(OVER_DROPS, 0, 0, 10);

		w->flaky = flaky[i];
		live(w, 10);
		show(w);
		assert_true(w->pace.rate == 0 || w->pace.rate > w->sent);
	}
}

/* Nine tenths of the limit are used, and no more than half of that is asked in vain. */
static void check_limit(enum over over, unsigned limit, unsigned loss, unsigned broken)
{
	struct world *w = world(over, limit, loss, broken);

	live(w, 12);
	show(w);
	/* Where others fail for good, it stops to find out which are which. */
	assert_in_range(w->passed, limit * (broken && over == OVER_FAILS ? 60 : 90) / 100,
			limit * 101 / 100);
	assert_in_range(w->sent * (100 - loss) / 100, w->passed, limit * 150 / 100);
	assert_true(w->pace.rate > 0);
}

static void a_server_that_drops_is_asked_near_its_limit(void **state)
{
	static const unsigned limit[] = { 100, 500, 5000, 20000 };

	(void)state;
	for (size_t i = 0; i < sizeof(limit) / sizeof(limit[0]); i++)
		check_limit(OVER_DROPS, limit[i], 0, 0);
	check_limit(OVER_DROPS, 5000, 2, 0);
	check_limit(OVER_DROPS, 5000, 0, 30);
}

static void a_server_that_fails_is_asked_near_its_limit(void **state)
{
	static const unsigned limit[] = { 100, 500, 5000, 20000 };

	(void)state;
	for (size_t i = 0; i < sizeof(limit) / sizeof(limit[0]); i++)
		check_limit(OVER_FAILS, limit[i], 0, 0);
	check_limit(OVER_FAILS, 5000, 2, 0);
	check_limit(OVER_FAILS, 5000, 0, 30);
}

static void zones_that_fail_for_good_do_not_slow_it(void **state)
{
	static const unsigned broken[] = { 10, 30, 90, 100 };

	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct world *w = world(OVER_DROPS, 0, 0, broken[i]);

		live(w, 5);
		for (unsigned k = 0; k < 5; k++) {
			live(w, 1);
			show(w);
			assert_int_equal(w->pace.rate, 0);
		}
		assert_false(pace_pushes_back(&w->pace, w->now));
		assert_int_equal(pace_proof(&w->pace), PACE_PROVEN);
	}
}

static void a_failure_proves_little_where_failures_pass(void **state)
{
	struct world *w = world(OVER_FAILS, 100, 0, 0);

	(void)state;
	assert_int_equal(pace_proof(&w->pace), PACE_PROVEN); /* nothing has failed */
	live(w, 1);
	assert_true(pace_pushes_back(&w->pace, w->now));
	assert_true(pace_proof(&w->pace) < 100);
}

static void nothing_at_all_is_absence(void **state)
{
	struct world *w = world(OVER_DROPS, 0, 100, 0);

	(void)state;
	live(w, 10);
	assert_int_equal(w->pace.rate, 0);
	assert_int_equal(w->pace.window, 250);
}

TESTS(a_window_grows_with_answers_up_to_its_bound, loss_alone_does_not_slow_it,
      failures_by_chance_do_not_slow_it, a_server_that_drops_is_asked_near_its_limit,
      a_server_that_fails_is_asked_near_its_limit, zones_that_fail_for_good_do_not_slow_it,
      a_failure_proves_little_where_failures_pass, nothing_at_all_is_absence)
