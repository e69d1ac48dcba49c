/* SPDX-License-Identifier: MIT */
#include <fcrdns/pump.h>

#include "ring.h"

#include <fcrdns/arena.h>
#include <fcrdns/check.h>
#include <fcrdns/limits.h>
#include <fcrdns/resolver.h>
#include <fcrdns/sink.h>
#include <fcrdns/source.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <poll.h>
#include <stddef.h>
#include <time.h>

enum {
	RING_PLACES = 65536, /* of finished records that may wait for a slow one before them, ... */
	RING_OCTETS = 4 << 20, /* ... and what they may weigh */
	IDLE_MS = 250,	       /* how long to sleep for more input; signals are seen after it */
	BUSY_MS = 20,	       /* ... while questions are open */
	EXTEND_US = 1000 * 1000,
	RECORD_CEILING = 16 << 20
};

/* One question that a target has open. */
struct open_question {
	struct waiter waiter;
	struct work *work;
	struct ask *ask;
	struct open_question *next;
};

/* One target from its begin until its record is made. */
struct work {
	struct work *prev, *next; /* in the order begun, or the spare ones */
	size_t place;		  /* in the ring */
	struct arena arena;
	struct target target;
	struct check check;
	struct record spare;
	struct open_question *open;
	uint64_t started_us, deadline_us;
	unsigned queries;
	bool extended; /* over its time, but its questions could not be sent */
};

struct pump {
	const struct pump_conf *conf;
	struct pump_sum *sum;
	struct why *why;
	struct ring ring;
	struct work *first, *last; /* in work, in the order begun */
	struct work *spare;
	size_t in_work;
	bool exhausted; /* the source has no more */
	struct text text;
};

/* ---- works ---- */

static struct work *work_new(struct pump *p)
{
	struct work *w = p->spare;

	if (w) {
		p->spare = w->next;
	} else {
		w = mem_zero(1, sizeof(*w));
		if (!w) {
			(void)why_set(p->why, WHY_INTERNAL, "no memory for another target");
			return NULL;
		}
		arena_init(&w->arena, LIMIT_ARENA);
	}
	arena_reset(&w->arena);
	w->open = NULL;
	w->queries = 0;
	w->extended = false;
	w->spare = (struct record){ 0 };
	return w;
}

static void work_keep(struct pump *p, struct work *w)
{
	w->next = p->spare;
	p->spare = w;
}

static void work_free(struct work *w)
{
	arena_done(&w->arena);
	mem_free(w);
}

static void link_work(struct pump *p, struct work *w)
{
	w->prev = p->last;
	w->next = NULL;
	if (p->last)
		p->last->next = w;
	else
		p->first = w;
	p->last = w;
	p->in_work++;
}

static void unlink_work(struct pump *p, struct work *w)
{
	if (w->prev)
		w->prev->next = w->next;
	else
		p->first = w->next;
	if (w->next)
		w->next->prev = w->prev;
	else
		p->last = w->prev;
	p->in_work--;
}

static void forget_open(struct pump *p, struct work *w)
{
	for (struct open_question *q = w->open; q; q = q->next)
		resolver_drop(p->conf->resolver, &q->waiter);
	w->open = NULL;
}

/* ---- records ---- */

static bool put_text(struct pump *p)
{
	if (p->text.failed)
		return why_set(p->why, WHY_INTERNAL, "no memory for a record");
	return !p->text.len || sink_put(p->conf->sink, &p->text, p->why);
}

/* Written at once when it is its turn, else kept as text until then. */
static bool write_record(struct pump *p, size_t place, const struct record *r)
{
	bool is_head = ring_is_head(&p->ring, place);

	p->sum->by_iprev[r->iprev]++;
	p->sum->by_severity[r->severity]++;
	p->text.len = 0;
	if (!p->conf->quiet || r->severity != SEVERITY_OK)
		p->conf->format->record(p->conf->look, r, &p->text);
	if (!is_head || p->text.failed) {
		if (p->text.failed || !ring_finish(&p->ring, place, &p->text))
			return why_set(p->why, WHY_INTERNAL, "no memory for a record");
		p->text.len = 0;
		return true;
	}
	if (!put_text(p) || !ring_finish(&p->ring, place, &p->text))
		return false;
	for (; ring_pop(&p->ring, &p->text); p->sum->records++)
		if (!put_text(p))
			return false;
	return true;
}

static void add_timing(struct pump *p, const struct work *w, const struct record *r)
{
	struct record *mine = (struct record *)(uintptr_t)r; /* made for this work, by record_of */

	if (p->conf->policy->no_timing)
		return;
	mine->has_timing = true;
	mine->checked_at_s = time(NULL);
	mine->duration_us = resolver_now_us(p->conf->resolver) - w->started_us;
	mine->queries = w->queries;
}

static bool finish(struct pump *p, struct work *w)
{
	const struct record *r;
	bool ok;

	forget_open(p, w);
	unlink_work(p, w);
	r = record_of(&w->check, &w->spare);
	add_timing(p, w, r);
	ok = write_record(p, w->place, r);
	work_keep(p, w);
	return ok;
}

/* ---- one target ---- */

/* Send what the check wants to know. */
static bool send_asks(struct pump *p, struct work *w)
{
	struct ask *ask;

	while ((ask = check_next(&w->check)) != NULL) {
		struct open_question *q = arena_zero(&w->arena, sizeof(*q));

		if (!q) {
			w->check.failed = true;
			return true;
		}
		q->work = w;
		q->ask = ask;
		q->waiter.owner = q;
		if (!resolver_ask(p->conf->resolver, &ask->sent, &q->waiter))
			return why_set(p->why, WHY_INTERNAL, "no memory for another question");
		q->next = w->open;
		w->open = q;
	}
	return true;
}

static bool look_after(struct pump *p, struct work *w)
{
	return send_asks(p, w) && (!check_is_done(&w->check) || finish(p, w));
}

static bool begin(struct pump *p, struct work *w)
{
	w->place = ring_take(&p->ring);
	if (!w->target.has_address) {
		const struct record *r =
			record_of_invalid(&w->target, p->conf->policy, &w->arena, &w->spare);
		bool ok = write_record(p, w->place, r);

		work_keep(p, w);
		return ok;
	}
	link_work(p, w);
	w->started_us = resolver_now_us(p->conf->resolver);
	w->deadline_us = w->started_us + (uint64_t)p->conf->deadline_ms * 1000;
	check_init(&w->check, &w->arena, &w->target, p->conf->policy);
	return look_after(p, w);
}

/* ---- the turns ---- */

static size_t window(const struct pump *p)
{
	size_t room = resolver_capacity(p->conf->resolver);

	return p->conf->concurrency && p->conf->concurrency < room ? p->conf->concurrency : room;
}

/* Take targets while there is room. *ret_wait: the source has nothing yet. */
static bool fill(struct pump *p, bool *ret_wait)
{
	size_t most = window(p);

	*ret_wait = false;
	while (!p->exhausted && !*p->conf->stop && p->in_work < most && ring_has_room(&p->ring)) {
		struct work *w = work_new(p);
		enum source_got got;

		if (!w)
			return false;
		got = source_next(p->conf->source, &w->target, &w->arena, p->why);
		if (got == SOURCE_TARGET) {
			if (!begin(p, w))
				return false;
			continue;
		}
		work_keep(p, w);
		*ret_wait = got == SOURCE_WAIT;
		p->exhausted = got == SOURCE_END;
		return got != SOURCE_FAILED;
	}
	return true;
}

static bool take_answers(struct pump *p)
{
	const struct answer *answer;
	struct waiter *waiter;

	while ((waiter = resolver_take(p->conf->resolver, &answer)) != NULL) {
		struct open_question *q = waiter->owner;
		struct work *w = q->work;

		w->queries += answer->n_tries;
		check_tell(&w->check, q->ask, answer);
		if (!look_after(p, w))
			return false;
	}
	return true;
}

static bool is_queued(const struct work *w)
{
	for (const struct open_question *q = w->open; q; q = q->next)
		if (resolver_is_queued(&q->waiter))
			return true;
	return false;
}

/* All have the same time from their begin, so the first that is not due ends this; those that were
 * given more may stand before it. */
static bool expire(struct pump *p)
{
	uint64_t now = resolver_now_us(p->conf->resolver);
	struct work *next;

	for (struct work *w = p->first; w; w = next) {
		next = w->next;
		if (w->deadline_us > now && !w->extended)
			return true;
		if (w->deadline_us > now)
			continue;
		if (is_queued(w)) { /* our own congestion: nobody's fault at the other end */
			w->deadline_us = now + EXTEND_US;
			w->extended = true;
			continue;
		}
		for (const struct open_question *q = w->open; q; q = q->next)
			check_note_tries(q->ask, resolver_tries(&q->waiter));
		check_expire(&w->check);
		if (!finish(p, w))
			return false;
	}
	return true;
}

/* Nothing can be done before something comes: what is written should be seen meanwhile. */
static bool sleep_a_turn(struct pump *p, bool wait_for_input)
{
	if (wait_for_input && !p->in_work) {
		struct pollfd fd = { source_fd(p->conf->source), POLLIN, 0 };

		if (!sink_flush(p->conf->sink, p->why))
			return false;
		(void)poll(&fd, 1, IDLE_MS);
		return true;
	}
	resolver_run(p->conf->resolver, wait_for_input ? BUSY_MS : -1);
	if (resolver_stat(p->conf->resolver)->is_starved)
		return why_set(p->why, WHY_INTERNAL,
			       "no packet can be sent: the system gives no socket or no memory");
	return true;
}

static bool turns(struct pump *p)
{
	for (;;) {
		bool wait_for_input;

		if (!fill(p, &wait_for_input))
			return false;
		if (*p->conf->stop) {
			p->sum->stopped = true;
			return true;
		}
		if (!p->in_work && p->exhausted)
			return true;
		if ((p->in_work || wait_for_input) && !sleep_a_turn(p, wait_for_input))
			return false;
		if (!take_answers(p) || !expire(p))
			return false;
	}
}

static bool with_begin_and_end(struct pump *p)
{
	const struct pump_conf *conf = p->conf;

	if (conf->format->begin)
		conf->format->begin(conf->look, &p->text);
	if (!put_text(p) || !turns(p))
		return false;
	if (conf->format->end && !p->sum->stopped)
		conf->format->end(conf->look, &p->text);
	return put_text(p);
}

bool pump_run(const struct pump_conf *conf, struct pump_sum *ret, struct why *why)
{
	struct pump p = { .conf = conf, .sum = ret, .why = why };
	struct work *next;
	bool ok;

	*ret = (struct pump_sum){ 0 };
	if (!ring_init(&p.ring, RING_PLACES, RING_OCTETS))
		return why_set(why, WHY_INTERNAL, "no memory for the records that wait");
	text_init(&p.text, RECORD_CEILING);
	ok = with_begin_and_end(&p);
	for (struct work *w = p.first; w; w = next) {
		next = w->next;
		forget_open(&p, w);
		work_free(w);
	}
	for (struct work *w = p.spare; w; w = next) {
		next = w->next;
		work_free(w);
	}
	ring_done(&p.ring);
	text_done(&p.text);
	return ok;
}
