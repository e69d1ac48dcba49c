/* SPDX-License-Identifier: MIT */
#include <fcrdns/pump.h>

#include "group.h"
#include "outlet.h"

#include <fcrdns/drive.h>
#include <fcrdns/journal.h>
#include <fcrdns/record.h>
#include <fcrdns/resolver.h>
#include <fcrdns/sink.h>
#include <fcrdns/source.h>
#include <fcrdns/why.h>

#include <limits.h>
#include <poll.h>
#include <stddef.h>
#include <time.h>

enum {
	IDLE_MS = 250, /* how long to sleep for more input; signals are seen after it */
	BUSY_MS = 20,  /* ... while questions are open */
	WATCH_MS = 200,
	JOURNAL_MS = 1000, /* what is asked again after a crash, at most */
	LONG_LIST = 10000  /* addresses; what so many take, any number takes */
};

struct pump {
	const struct pump_conf *conf;
	struct pump_sum *sum;
	struct why *why;
	struct outlet outlet;
	struct drive drive;
	struct drive_how how;
	struct groups groups;
	struct record record;	       /* of one target after the other */
	bool exhausted;		       /* the source has no more */
	bool broken;		       /* ... and not because it ended; `why` says it */
	uint64_t watch_ms, journal_ms; /* when to look again */
	uint64_t noted;		       /* the last `next` in the journal */
	uint64_t n_begun;
};

/* ---- records ---- */

static bool no_memory(struct pump *p, const char *what)
{
	return why_set(p->why, WHY_INTERNAL, "no memory for %s", what);
}

/* No address, and why. */
static bool write_invalid(struct pump *p, struct work *w)
{
	const struct record *r = record_of_invalid(&w->target, p->conf->policy, &p->record);
	bool ok = (!p->conf->note || p->conf->note(p->conf->note_user, r, p->why)) &&
		  outlet_write(&p->outlet, w, r);

	drive_keep(&p->drive, w);
	return ok;
}

static bool end_expansion(struct pump *p, struct work *w)
{
	if (!w->expand.n_ranges) {
		group_unresolved(&w->expand, &w->target);
		return write_invalid(p, w);
	}
	if (!group_new(&p->groups, w))
		return no_memory(p, "the addresses of a name");
	drive_keep(&p->drive, w);
	return true;
}

static bool finish(struct pump *p, struct work *w)
{
	struct record *r;
	bool ok;

	if (w->expands)
		return end_expansion(p, w);
	if (p->conf->look_closer && !p->conf->look_closer(p->conf->closer_user, &w->check, p->why))
		return false;
	r = record_of(&w->check, &p->record);
	if (!p->conf->policy->no_timing)
		drive_add_timing(&p->drive, w, r);
	ok = (!p->conf->note || p->conf->note(p->conf->note_user, r, p->why)) &&
	     outlet_write(&p->outlet, w, r);
	drive_keep(&p->drive, w);
	return ok;
}

static bool finish_ended(struct pump *p)
{
	struct work *w;

	while ((w = drive_next_ended(&p->drive)) != NULL)
		if (!finish(p, w))
			return false;
	return true;
}

/* ---- one target ---- */

/* A server that stalls lets the window fill, sooner or later: the memory for that is taken once, so
 * that a long run never needs more than a short one has shown, and cannot fail for it at its end.
 */
static void reserve(struct pump *p)
{
	unsigned most = p->conf->concurrency ? p->conf->concurrency : UINT_MAX;

	drive_reserve(&p->drive, resolver_reserve(p->conf->resolver, most));
}

static bool begin(struct pump *p, struct work *w)
{
	const struct target *t = &w->target;

	outlet_take_place(&p->outlet, w);
	if (!t->has_address && (t->kind == TARGET_ADDRESS || t->error))
		return write_invalid(p, w);
	if (++p->n_begun == LONG_LIST)
		reserve(p);
	return drive_begin(&p->drive, w, &p->how, p->why) && finish_ended(p);
}

/* ---- the turns ---- */

static unsigned at_most(const struct pump_conf *conf, unsigned n)
{
	return conf->concurrency && conf->concurrency < n ? conf->concurrency : n;
}

unsigned pump_window(const struct pump_conf *conf)
{
	return at_most(conf, resolver_window(conf->resolver));
}

static bool may_begin(const struct pump *p)
{
	return !*p->conf->stop &&
	       p->drive.n < at_most(p->conf, resolver_capacity(p->conf->resolver));
}

static bool begin_parts(struct pump *p, struct group *g)
{
	while (!g->ended && may_begin(p) && outlet_has_room(&p->outlet, g)) {
		struct work *w = drive_new_work(&p->drive);

		if (!w)
			return no_memory(p, "another target");
		if (!group_next(g, &w->target)) {
			drive_keep(&p->drive, w);
			break;
		}
		w->owner = g;
		if (!begin(p, w))
			return false;
	}
	return true;
}

/* The addresses of names that were begun come before new targets. */
static bool go_on_with_groups(struct pump *p)
{
	struct group *next;
	bool again; /* another one stands at the head now */

	do {
		again = false;
		for (struct group *g = p->groups.first; g; g = next) {
			next = g->next;
			if (!begin_parts(p, g))
				return false;
			if (!g->ended || g->n_waiting)
				continue;
			again = true;
			if (!outlet_close(&p->outlet, g))
				return false;
			group_free(&p->groups, g);
		}
	} while (again);
	return true;
}

/* Take targets while there is room. *ret_wait: the source has nothing yet. */
static bool fill(struct pump *p, bool *ret_wait)
{
	*ret_wait = false;
	if (!go_on_with_groups(p))
		return false;
	while (!p->exhausted && may_begin(p) && outlet_has_room(&p->outlet, NULL)) {
		struct work *w = drive_new_work(&p->drive);
		enum source_got got;

		if (!w)
			return no_memory(p, "another target");
		got = source_next(p->conf->source, &w->target, &w->arena, p->why);
		if (got == SOURCE_TARGET) {
			if (!begin(p, w))
				return false;
			continue;
		}
		drive_keep(&p->drive, w);
		*ret_wait = got == SOURCE_WAIT;
		p->broken = got == SOURCE_FAILED;
		p->exhausted = got == SOURCE_END || p->broken;
		return true;
	}
	return true;
}

/* Nothing can be done before something comes: what is written should be seen meanwhile. Where the
 * source waits for nothing the turn is one without sleep. */
static bool sleep_a_turn(struct pump *p, bool wait_for_input)
{
	struct pollfd fd = { wait_for_input ? source_fd(p->conf->source) : -1, POLLIN, 0 };
	bool is_waiting = fd.fd >= 0;
	int wait_ms = is_waiting ? BUSY_MS : 0;

	if (wait_for_input && !p->drive.n) {
		if (!sink_flush(p->conf->sink, p->why))
			return false;
		(void)poll(&fd, 1, is_waiting ? IDLE_MS : 0);
		return true;
	}
	if (!wait_for_input)
		wait_ms = p->conf->turn_ms ? (int)p->conf->turn_ms : -1;
	resolver_run(p->conf->resolver, wait_ms);
	if (resolver_stat(p->conf->resolver)->is_starved)
		return why_set(p->why, WHY_INTERNAL,
			       "no packet can be sent: the system gives no socket or no memory");
	return true;
}

static uint64_t clock_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* Nothing is lost when we end here. */
static bool note_progress(struct pump *p)
{
	struct journal_point point = { .next = p->outlet.next, .tally = p->outlet.left };

	return sink_save(p->conf->sink, &point.octets, p->why) &&
	       journal_put(p->conf->journal, &point, p->why);
}

/* The output is whole: said before it gets its name, so that a run that comes later can do that,
 * too. A run that was stopped can be gone on with from the last border. */
static bool note_end(struct pump *p)
{
	struct journal_point point = { .next = p->sum->places,
				       .tally = p->sum->tally,
				       .places = p->sum->places,
				       .is_complete = true };

	if (!p->conf->journal)
		return true;
	if (p->sum->stopped)
		return note_progress(p);
	return sink_mark_end(p->conf->sink, p->why) &&
	       sink_save(p->conf->sink, &point.octets, p->why) &&
	       journal_put(p->conf->journal, &point, p->why);
}

/* What is done by the clock and not by what comes. */
static bool look_round(struct pump *p)
{
	uint64_t now = clock_ms();

	if (p->conf->watch && now >= p->watch_ms) {
		const struct pump_now state = { .tally = &p->sum->tally,
						.stat = resolver_stat(p->conf->resolver),
						.in_work = p->drive.n,
						.window = pump_window(p->conf),
						.share = source_share(p->conf->source) };

		p->watch_ms = now + WATCH_MS;
		p->conf->watch(p->conf->watch_user, &state);
	}
	if (!p->conf->journal || now < p->journal_ms)
		return true;
	p->journal_ms = now + JOURNAL_MS;
	if (p->outlet.next == p->noted)
		return true;
	p->noted = p->outlet.next;
	return note_progress(p);
}

static bool turns(struct pump *p)
{
	for (;;) {
		bool wait_for_input;

		if (!fill(p, &wait_for_input))
			return false;
		if (!look_round(p))
			return false;
		if (*p->conf->stop) {
			p->sum->stopped = true;
			return true;
		}
		if (!p->drive.n && !p->groups.first && p->exhausted) {
			if (p->broken)
				return false;
			p->sum->places = source_places(p->conf->source);
			p->sum->is_whole = true;
			return true;
		}
		if ((p->drive.n || wait_for_input) && !sleep_a_turn(p, wait_for_input))
			return false;
		if (!drive_take_answers(&p->drive, p->why))
			return false;
		drive_expire(&p->drive);
		/* All of a turn one after the other: reading answers and writing records are much
		 * code, which in turns would not stay in the processor's cache. */
		if (!finish_ended(p))
			return false;
	}
}

bool pump_run(const struct pump_conf *conf, struct pump_sum *sum, struct why *why)
{
	struct pump p = { .conf = conf,
			  .sum = sum,
			  .why = why,
			  .how = { .policy = conf->policy,
				   .deadline_ms = conf->deadline_ms,
				   .max_addresses = conf->max_addresses,
				   .only_len = conf->only_len,
				   .is_strict = conf->limit_ms != 0 } };
	bool ok;

	if (!outlet_init(&p.outlet, conf, sum, why))
		return false;
	drive_init(&p.drive, conf->resolver);
	if (conf->limit_ms)
		p.how.end_us = resolver_now_us(conf->resolver) + (uint64_t)conf->limit_ms * 1000;
	ok = outlet_begin(&p.outlet) && turns(&p) && outlet_end(&p.outlet) && note_end(&p);
	while (p.groups.first)
		group_free(&p.groups, p.groups.first);
	drive_done(&p.drive);
	outlet_done(&p.outlet);
	return ok;
}
