/* SPDX-License-Identifier: MIT */
#include "lookup.h"

#include <event2/event.h>
#include <limits.h>
#include <time.h>

/* turn: the time, how long a turn sleeps, and how much may be begun in it. */

enum {
	TURN_MS = 250, /* longest sleep: signals are seen after it */
	/* The most that counts as passed between two turns, and that a sleep may be late. More
	 * than that this process was stopped, or its output blocked: nobody's silence. */
	LAG_MS = 100,
	STARVED_MS = 3000,
	WINDOW_ALL = 1500, /* targets in work, whatever the servers take: they cost memory */
	WINDOW_LEAST = 256,
	BESIDE_PARTS = 8, /* of the targets have a second question open, for they have more names */
	WINDOW_SPEED = 40000, /* questions a second and more for which the window is large enough */
	TURNS_A_SECOND = 50,
	QUEUED_MOST = 64, /* of questions that may wait for room before more are wanted */
	SLICE_US = 2000,  /* how finely rates are kept: a turn for each packet costs too much */
	GATHER_PARTS = 4, /* of the answers' time: one of them passes from turn to turn */
	GATHER_US = 1000, /* at most */
	GATHER_LEAST = 64 /* questions on their way */
};

static uint64_t clock_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void advance(struct resolver *r, uint64_t at_most_us)
{
	uint64_t now = clock_us(), passed = now - r->clock_us;

	r->now_us += passed < at_most_us ? passed : at_most_us;
	r->clock_us = now;
}

void turn_init(struct resolver *r)
{
	r->now_us = r->clock_us = clock_us();
}

void turn_advance(struct resolver *r)
{
	advance(r, (uint64_t)LAG_MS * 1000);
}

/* What may wait so that a turn's packets are at hand when they may leave. */
static unsigned queued_most(const struct resolver *r)
{
	unsigned rate = r->conf.rate ? r->conf.rate : UINT_MAX, all = 0;

	for (unsigned i = 0; i < r->conf.servers.n; i++) {
		const struct health *h = &r->server[i];
		unsigned own = h->pace.rate ? h->pace.rate : UINT_MAX;

		if (r->conf.rate_per_server && r->conf.rate_per_server < own)
			own = r->conf.rate_per_server;
		all = own < UINT_MAX - all ? all + own : UINT_MAX;
	}
	if (all < rate)
		rate = all;
	return rate == UINT_MAX ? QUEUED_MOST : rate / TURNS_A_SECOND + 2;
}

/* Beside those that wait for what is no speed: so many that a server which answers in that time is
 * kept busy. More of them only wait there, and cost memory and our caches. */
static unsigned useful(const struct resolver *r)
{
	uint64_t n = r->mean_us / MEAN_PARTS * WINDOW_SPEED / 1000000;

	return (unsigned)(n > WINDOW_LEAST ? n : WINDOW_LEAST) + r->n_slow;
}

unsigned resolver_window(const struct resolver *r)
{
	unsigned room = r->transport->ops->capacity(r->transport), all = 0, well = 0;

	if (!r->conf.patient)
		return room;
	for (unsigned i = 0; i < r->conf.servers.n; i++)
		if (!health_is_sick(&r->server[i], r->now_us)) {
			all += health_window(&r->server[i]);
			well++;
		}
	if (!well)
		all = health_window(&r->server[0]);
	if (all > useful(r))
		all = useful(r);
	if (all > WINDOW_ALL)
		all = WINDOW_ALL;
	return room < all ? room : all;
}

unsigned resolver_capacity(const struct resolver *r)
{
	return r->n_queued && r->n_queued >= queued_most(r) ? 0 : resolver_window(r);
}

unsigned resolver_reserve(struct resolver *r, unsigned most)
{
	unsigned n = r->transport->ops->capacity(r->transport);

	if (!r->conf.patient)
		return 0;
	if (n > WINDOW_ALL)
		n = WINDOW_ALL;
	if (n > most)
		n = most;
	lookup_reserve(r, n + n / BESIDE_PARTS);
	return n;
}

/* When the first of a queue may leave by the rates; what it waits for else, comes by itself. */
static uint64_t queue_due_us(const struct resolver *r, const struct lookup *l)
{
	const struct health *h = &r->server[l->to_server];
	uint64_t due = health_due_us(h), all = bucket_due_us(&r->limit);

	if (r->is_short_of_room || (r->conf.patient && h->n_out >= health_window(h)))
		return UINT64_MAX;
	if (all > due)
		due = all;
	return due > r->now_us + SLICE_US ? due : r->now_us + SLICE_US;
}

static uint64_t next_due_us(const struct resolver *r)
{
	uint64_t due = r->found.head ? r->now_us : UINT64_MAX;

	for (unsigned i = 0; i < QUEUES; i++)
		if (r->queue[i].head) {
			uint64_t own = queue_due_us(r, r->queue[i].head);

			due = own < due ? own : due;
		}

	for (unsigned i = 0; i < LISTS; i++)
		if (r->level[i].head && r->level[i].head->due_us < due)
			due = r->level[i].head->due_us;
	return due;
}

/* Where many answers are on their way, each turn finds one or a few, and costs more than they do:
 * so that some come together, turns have a distance, which is little beside the answers' own time.
 */
static void gather(struct resolver *r, uint64_t due)
{
	uint64_t part = r->mean_us / MEAN_PARTS / GATHER_PARTS, begin;
	struct timespec t = { 0 };

	begin = r->turn_us + (part < GATHER_US ? part : GATHER_US);
	/* Over https what leaves together would want more streams than one connection has. */
	if (r->conf.servers.is_https || !r->conf.patient || r->n_open < GATHER_LEAST + r->n_slow ||
	    begin <= r->now_us || due < begin)
		return;
	t.tv_nsec = (long)(begin - r->now_us) * 1000;
	(void)nanosleep(&t, NULL);
	turn_advance(r);
}

static uint64_t span_to(const struct resolver *r, uint64_t due)
{
	if (due == UINT64_MAX)
		return due;
	return due > r->now_us ? due - r->now_us : 0;
}

uint64_t resolver_begin_sleep(struct resolver *r)
{
	r->transport->ops->flush(r->transport);
	turn_advance(r);
	return span_to(r, next_due_us(r));
}

void resolver_end_sleep(struct resolver *r, uint64_t most_us)
{
	const uint64_t lag = (uint64_t)LAG_MS * 1000;

	advance(r, most_us < UINT64_MAX - lag ? most_us + lag : most_us);
	r->turn_us = r->now_us;
	for (unsigned i = 0; r->conf.patient && i < r->conf.servers.n; i++)
		pace_judge(&r->server[i].pace, r->now_us);
}

void resolver_run(struct resolver *r, int wait_ms)
{
	uint64_t wait_us, most_us;

	r->transport->ops->flush(r->transport);
	turn_advance(r);
	most_us = next_due_us(r);
	if (wait_ms)
		gather(r, most_us);
	most_us = span_to(r, most_us);
	wait_us = wait_ms < 0 || wait_ms > TURN_MS ? (uint64_t)TURN_MS * 1000
						   : (uint64_t)wait_ms * 1000;
	if (most_us < wait_us)
		wait_us = most_us;
	if (wait_us) {
		struct timeval tv = { (time_t)(wait_us / 1000000),
				      (suseconds_t)(wait_us % 1000000) };

		/* Without the alarm it might sleep for ever. */
		(void)event_base_loop(r->base, event_add(r->alarm, &tv)
						       ? EVLOOP_ONCE | EVLOOP_NONBLOCK
						       : EVLOOP_ONCE);
		(void)event_del(r->alarm);
	} else {
		(void)event_base_loop(r->base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
	}
	resolver_end_sleep(r, wait_us);
}

void turn_note_starvation(struct resolver *r)
{
	if (!r->n_queued || next_due_us(r) != UINT64_MAX)
		r->starved_us = 0;
	else if (!r->starved_us)
		r->starved_us = r->now_us;
	r->stat.is_starved =
		r->starved_us && r->now_us - r->starved_us >= (uint64_t)STARVED_MS * 1000;
}
