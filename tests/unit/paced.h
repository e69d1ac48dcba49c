/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_TEST_PACED_H
#define FCRDNS_TEST_PACED_H

/* A simulated server, line and list: no sockets, and the time is a number. */

#include "test.h"

#include "../../src/net/pace.h"

#include <stdbool.h>
#include <string.h>

enum {
	SLOTS = 2000,
	WAIT_US = 400000, /* the first wait, and the pause after a failure */
	TICK_US = 1000,
	EARLIER = 3,	/* packets that are listened for beside the last */
	SERVED_US = 20, /* of what it finds when it goes on */
	SECOND = 1000000
};

/* What a server does with what is over its limit. */
enum over {
	OVER_DROPS,
	OVER_FAILS
};

struct packet {
	bool fails, heard, moot;
	uint32_t slice;
	uint64_t heard_us;
};

struct slot {
	bool used, genuine, is_second;
	unsigned n_tries, n_failed;
	uint32_t first_failed;
	uint64_t until_us;
	struct packet last, earlier[EARLIER];
	unsigned n_earlier;
};

struct world {
	enum over over;
	unsigned limit, depth; /* packets a second, and at once; 0: no limit */
	unsigned loss, flaky;  /* per cent of packets that get lost, and that fail by chance */
	unsigned broken;       /* per cent of questions that fail for good */
	uint64_t rtt_us, first_wait_us;
	unsigned buffer;   /* packets that are kept while it stands still */
	unsigned every_ms; /* one question in so long; 0: there is no end of them */
	/* */
	struct pace pace;
	uint64_t now, tokens_us, up_us;
	uint32_t random;
	unsigned kept, out, sent, passed, answered, again;
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

static void is_moot(struct world *w, struct packet *p)
{
	if (!p->moot)
		pace_on_moot(&w->pace, p->slice);
	p->moot = true;
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

/* Where there is no place for one more packet, the first is not listened for any more. */
static void set_aside(struct world *w, struct slot *s)
{
	struct packet *p = &s->earlier[s->n_earlier % EARLIER];

	if (s->n_earlier++ >= EARLIER && !p->heard)
		is_moot(w, p);
	*p = s->last;
}

static void send(struct world *w, struct slot *s)
{
	uint64_t wait_us = w->first_wait_us << (s->n_tries < 8 ? s->n_tries : 8);
	uint64_t from_us = w->now;
	struct packet *p = &s->last;
	bool is_taken;

	if (s->n_tries)
		set_aside(w, s);
	*p = (struct packet){ .slice = pace_on_sent(&w->pace, w->now), .heard_us = UINT64_MAX };
	if (s->n_tries++ && !s->n_failed)
		is_moot(w, p);
	w->sent++;
	w->again += s->n_tries > 1;
	s->until_us = w->now + (wait_us < WAIT_US ? wait_us : WAIT_US);
	if (chance(w) < w->loss)
		return;
	if (w->now < w->up_us) {
		if (w->kept >= w->buffer)
			return;
		from_us = w->up_us + (uint64_t)SERVED_US * w->kept++;
	}
	is_taken = takes(w);
	w->passed += is_taken;
	if (!is_taken && w->over == OVER_DROPS)
		return;
	p->fails = !is_taken || s->genuine || chance(w) < w->flaky;
	p->heard_us = from_us + w->rtt_us;
}

/* Of later packets nobody will know. */
static void end(struct world *w, struct slot *s, const struct packet *answered)
{
	unsigned first = s->n_earlier > EARLIER ? s->n_earlier - EARLIER : 0;
	bool is_later = false;

	for (unsigned i = first; i < s->n_earlier; i++) {
		struct packet *p = &s->earlier[i % EARLIER];

		if (is_later && !p->heard)
			is_moot(w, p);
		is_later |= p == answered;
	}
	if (answered != &s->last && !s->last.heard)
		is_moot(w, &s->last);
	w->answered++;
	w->out--;
	s->used = false;
}

static void hear(struct world *w, struct slot *s, struct packet *p)
{
	p->heard = true;
	if (p->moot)
		pace_on_told(&w->pace, p->slice);
	pace_on_answer(&w->pace, p->slice, p->fails, w->now);
	if (s->n_tries == 1)
		pace_on_first(&w->pace, p->fails);
	if (p == &s->last && s->is_second)
		pace_on_second(&w->pace, s->first_failed, p->fails, w->now);
	if (p == &s->last) {
		s->is_second = p->fails && !s->n_failed++;
		if (s->is_second)
			s->first_failed = p->slice;
	}
	if (!p->fails || (s->n_tries > 2 && s->genuine))
		end(w, s, p);
}

static void hear_all(struct world *w, struct slot *s)
{
	for (unsigned i = 0; i < EARLIER && s->used && i < s->n_earlier; i++)
		if (!s->earlier[i].heard && s->earlier[i].heard_us <= w->now)
			hear(w, s, &s->earlier[i]);
	if (s->used && !s->last.heard && s->last.heard_us <= w->now)
		hear(w, s, &s->last);
}

/* So long; the counts are of that time. */
static void live_ms(struct world *w, unsigned ms)
{
	w->sent = w->passed = w->answered = w->again = 0;
	for (unsigned i = 0; i < ms; i++) {
		unsigned first = chance(w) * (SLOTS / 100); /* nobody is always first */
		unsigned left = w->every_ms ? i % w->every_ms == 0 : SLOTS, room;

		w->now += TICK_US;
		pace_judge(&w->pace, w->now);
		room = w->pace.window;
		for (unsigned k = 0; k < SLOTS; k++) {
			struct slot *s = &w->slot[(first + k) % SLOTS];

			hear_all(w, s);
			if (s->used && s->until_us <= w->now) {
				if (w->pace.rate && !bucket_has(&w->pace.bucket, w->now))
					continue;
				send(w, s);
			} else if (!s->used && left && w->out < room &&
				   (!w->pace.rate || bucket_has(&w->pace.bucket, w->now))) {
				*s = (struct slot){ .used = true,
						    .genuine = chance(w) < w->broken };
				w->out++;
				left--;
				send(w, s);
			}
		}
	}
}

/* The counts are those of the last second. */
static void live(struct world *w, unsigned seconds)
{
	for (unsigned i = 0; i < seconds; i++)
		live_ms(w, 1000);
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
	w.first_wait_us = WAIT_US;
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

#endif
