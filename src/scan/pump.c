/* SPDX-License-Identifier: MIT */
#include <fcrdns/pump.h>

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
	RING_PER_WINDOW = 32, /* finished targets that may wait for a slow one before them */
	RING_LEAST = 64,
	IDLE_MS = 250, /* how long to sleep for more input; signals are seen after it */
	BUSY_MS = 20,  /* ... while questions are open */
	EXTEND_US = 1000 * 1000,
	RECORD_CEILING = 16 << 20
};

/* One question that a target has open. */
struct open_question {
	struct waiter waiter;
	struct slot *slot;
	struct ask *ask;
	struct open_question *next;
};

/* One target in the ring, from its place in the input until its record is written. */
struct slot {
	struct arena arena;
	struct target target;
	struct check check;
	struct record spare;
	const struct record *record; /* not NULL: finished */
	struct open_question *open;
	uint64_t started_us, deadline_us;
	unsigned queries;
};

struct pump {
	const struct pump_conf *conf;
	struct pump_sum *sum;
	struct why *why;
	struct slot *ring;
	size_t size, head, used; /* `used` slots from `head` on, in input order */
	size_t in_work, window;
	bool ended; /* the source has no more */
	struct text text;
};

static struct slot *slot_at(const struct pump *p, size_t i)
{
	return &p->ring[(p->head + i) % p->size];
}

/* ---- one target ---- */

static void forget_open(struct pump *p, struct slot *s)
{
	for (struct open_question *q = s->open; q; q = q->next)
		resolver_drop(p->conf->resolver, &q->waiter);
	s->open = NULL;
}

static void finish(struct pump *p, struct slot *s)
{
	struct record *mine;

	forget_open(p, s);
	s->record = record_of(&s->check, &s->spare);
	p->in_work--;
	if (p->conf->policy->no_timing)
		return;
	mine = (struct record *)(uintptr_t)s->record; /* made for this slot, by record_of */
	mine->has_timing = true;
	mine->checked_at_s = time(NULL);
	mine->duration_us = resolver_now_us(p->conf->resolver) - s->started_us;
	mine->queries = s->queries;
}

/* Send what the check wants to know; false: the machine is out of memory. */
static bool send_asks(struct pump *p, struct slot *s)
{
	struct ask *ask;

	while ((ask = check_next(&s->check)) != NULL) {
		struct open_question *q = arena_zero(&s->arena, sizeof(*q));

		if (!q) {
			s->check.failed = true;
			return true;
		}
		q->slot = s;
		q->ask = ask;
		q->waiter.owner = q;
		if (!resolver_ask(p->conf->resolver, &ask->sent, &q->waiter))
			return why_set(p->why, WHY_INTERNAL, "no memory for another question");
		q->next = s->open;
		s->open = q;
	}
	return true;
}

static bool look_after(struct pump *p, struct slot *s)
{
	if (!send_asks(p, s))
		return false;
	if (check_is_done(&s->check))
		finish(p, s);
	return true;
}

static bool start(struct pump *p, struct slot *s)
{
	s->open = NULL;
	s->record = NULL;
	s->queries = 0;
	s->spare = (struct record){ 0 };
	p->in_work++;
	if (!s->target.has_address) {
		s->record = record_of_invalid(&s->target, p->conf->policy, &s->arena, &s->spare);
		p->in_work--;
		return true;
	}
	s->started_us = resolver_now_us(p->conf->resolver);
	s->deadline_us = s->started_us + (uint64_t)p->conf->deadline_ms * 1000;
	check_init(&s->check, &s->arena, &s->target, p->conf->policy);
	return look_after(p, s);
}

/* ---- the turns ---- */

/* Take targets while there is room. *ret_wait: the source has nothing yet. */
static bool fill(struct pump *p, bool *ret_wait)
{
	*ret_wait = false;
	while (!p->ended && !*p->conf->stop && p->used < p->size && p->in_work < p->window) {
		struct slot *s = slot_at(p, p->used);

		arena_reset(&s->arena);
		switch (source_next(p->conf->source, &s->target, &s->arena, p->why)) {
		case SOURCE_TARGET:
			p->used++;
			if (!start(p, s))
				return false;
			break;
		case SOURCE_WAIT:
			*ret_wait = true;
			return true;
		case SOURCE_END:
			p->ended = true;
			break;
		case SOURCE_FAILED:
			return false;
		}
	}
	return true;
}

static bool take_answers(struct pump *p)
{
	const struct answer *answer;
	struct waiter *w;

	while ((w = resolver_take(p->conf->resolver, &answer)) != NULL) {
		struct open_question *q = w->owner;
		struct slot *s = q->slot;

		if (s->record)
			continue;
		s->queries += answer->n_tries;
		check_tell(&s->check, q->ask, answer);
		if (!look_after(p, s))
			return false;
	}
	return true;
}

static bool is_queued(const struct slot *s)
{
	for (const struct open_question *q = s->open; q; q = q->next)
		if (resolver_is_queued(&q->waiter))
			return true;
	return false;
}

/* Targets start in ring order and all have the same time, so the first that is not due ends this.
 */
static void expire(struct pump *p)
{
	uint64_t now = resolver_now_us(p->conf->resolver);

	for (size_t i = 0; i < p->used; i++) {
		struct slot *s = slot_at(p, i);

		if (s->record)
			continue;
		if (s->deadline_us > now)
			break;
		if (is_queued(s)) { /* our own congestion: nobody's fault at the other end */
			s->deadline_us = now + EXTEND_US;
			continue;
		}
		for (const struct open_question *q = s->open; q; q = q->next)
			check_note_tries(q->ask, resolver_tries(&q->waiter));
		check_expire(&s->check);
		finish(p, s);
	}
}

static bool write_records(struct pump *p)
{
	while (p->used && slot_at(p, 0)->record) {
		const struct record *r = slot_at(p, 0)->record;

		p->sum->records++;
		p->sum->by_iprev[r->iprev]++;
		p->sum->by_severity[r->severity]++;
		if (!p->conf->quiet || r->severity != SEVERITY_OK)
			p->conf->format->record(p->conf->look, r, &p->text);
		if (p->text.failed)
			return why_set(p->why, WHY_INTERNAL, "no memory for a record");
		if (p->text.len && !sink_put(p->conf->sink, &p->text, p->why))
			return false;
		p->head = (p->head + 1) % p->size;
		p->used--;
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
	return true;
}

static bool turns(struct pump *p)
{
	for (;;) {
		bool wait_for_input;

		if (!fill(p, &wait_for_input) || !write_records(p))
			return false;
		if (*p->conf->stop) {
			p->sum->stopped = true;
			return true;
		}
		if (!p->used && p->ended)
			return true;
		/* Records that needed no answer made room: there may be more to begin. */
		if (!p->in_work && !wait_for_input)
			continue;
		if (!sleep_a_turn(p, wait_for_input) || !take_answers(p))
			return false;
		expire(p);
	}
}

bool pump_run(const struct pump_conf *conf, struct pump_sum *ret, struct why *why)
{
	struct pump p = { .conf = conf, .sum = ret, .why = why };
	bool ok = false;

	*ret = (struct pump_sum){ 0 };
	p.window = resolver_capacity(conf->resolver);
	if (conf->concurrency && conf->concurrency < p.window)
		p.window = conf->concurrency;
	p.size = p.window * RING_PER_WINDOW < RING_LEAST ? RING_LEAST : p.window * RING_PER_WINDOW;
	p.ring = mem_zero(p.size, sizeof(*p.ring));
	if (!p.ring)
		return why_set(why, WHY_INTERNAL, "no memory for %zu targets at once", p.size);
	for (size_t i = 0; i < p.size; i++)
		arena_init(&p.ring[i].arena, LIMIT_ARENA);
	text_init(&p.text, RECORD_CEILING);
	if (conf->format->begin)
		conf->format->begin(conf->look, &p.text);
	if (!p.text.len || sink_put(conf->sink, &p.text, why))
		ok = turns(&p);
	if (ok && conf->format->end) {
		conf->format->end(conf->look, &p.text);
		ok = !p.text.len || sink_put(conf->sink, &p.text, why);
	}
	for (size_t i = 0; i < p.used; i++)
		forget_open(&p, slot_at(&p, i));
	for (size_t i = 0; i < p.size; i++)
		arena_done(&p.ring[i].arena);
	mem_free(p.ring);
	text_done(&p.text);
	return ok;
}
