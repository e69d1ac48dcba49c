/* SPDX-License-Identifier: MIT */
#include <fcrdns/resolver.h>

#include "lookup.h"

#include <fcrdns/why.h>

#include <errno.h>
#include <event2/event.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum {
	TURN_MS = 250, /* longest sleep: signals are seen after it */
	/* The most that counts as passed between two turns, and that a sleep may be late. More
	 * than that this process was stopped, or its output blocked: nobody's silence. */
	LAG_MS = 100,
	STARVED_MS = 3000,
	DESCRIPTORS = 5,    /* the loop needs three, a question one, c-ares one for a moment */
	WINDOW_BEGIN = 250, /* what a resolver with the kernel's usual buffer takes at once */
	WINDOW_LEAST = 16,
	WINDOW_MOST = 2000
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

static void on_log(int severity, const char *text)
{
	(void)severity; /* what libevent cannot do, its caller sees and says */
	(void)text;
}

/* Without the few descriptors that one question needs, no waiting helps; and libevent ends the
 * process with 1, which says that an address fails, when it gets no pipe. */
static bool has_descriptors(struct why *why)
{
	int fd[DESCRIPTORS], error = 0;
	unsigned n = 0;

	while (n < DESCRIPTORS && !error) {
		fd[n] = eventfd(0, EFD_CLOEXEC); /* of any kind */
		if (fd[n] < 0)
			error = errno;
		else
			n++;
	}
	while (n)
		(void)close(fd[--n]);
	if (error == EMFILE || error == ENFILE)
		return why_set(why, WHY_INTERNAL, "no socket can be opened: %s", strerror(error));
	return true;
}

/* Only ends the sleep. */
static void on_alarm(evutil_socket_t fd, short what, void *user)
{
	(void)fd;
	(void)what;
	(void)user;
}

/* A list is worth sockets of its own, unless it goes over TCP, which is c-ares' work. Where there
 * are none left for it, c-ares needs fewer. */
static struct transport *choose_transport(struct resolver *r, struct why *why)
{
	struct transport *t;

	if (r->conf.servers.is_https) {
		r->conf.tcp = false; /* it is nothing else, and without a port 53 to go to */
		return transport_doh(r->base, &r->conf.servers, why);
	}
	switch (r->conf.transport) {
	case TRANSPORT_CARES:
		break;
	case TRANSPORT_DATAGRAM:
		return transport_datagram(r->base, &r->conf.servers, why);
	case TRANSPORT_AUTO:
		t = r->conf.patient && !r->conf.tcp
			    ? transport_datagram(r->base, &r->conf.servers, why)
			    : NULL;
		if (t)
			return t;
		break;
	}
	return transport_cares(r->base, &r->conf.servers, why);
}

struct resolver *resolver_new(const struct resolver_conf *conf, struct why *why)
{
	struct resolver *r;
	struct event_config *how;

	if (!has_descriptors(why))
		return NULL;
	if (!transport_random_ready()) {
		(void)why_set(why, WHY_INTERNAL, "the system gives no random numbers: %s",
			      strerror(errno));
		return NULL;
	}
	event_set_log_callback(on_log);
	r = mem_zero(1, sizeof(*r));
	how = event_config_new();
	if (!r || !how)
		goto fail;
	r->conf = *conf;
	r->max_tries = conf->retries + 1 + TCP_TRIES + PLAIN_TRIES;
	for (unsigned i = 0; i < TCP_LEVEL; i++) {
		uint64_t ms = (uint64_t)conf->first_wait_ms << i;

		r->wait_us[i] = (ms < conf->timeout_ms ? ms : conf->timeout_ms) * 1000;
	}
	r->wait_us[TCP_LEVEL] = (uint64_t)conf->timeout_ms * 1000;
	arena_init(&r->arena, LIMIT_ARENA);
	pace_init(&r->pace, WINDOW_BEGIN, WINDOW_LEAST, WINDOW_MOST, r->wait_us[0]);
	(void)event_config_set_flag(how, EVENT_BASE_FLAG_NOLOCK | EVENT_BASE_FLAG_IGNORE_ENV);
	r->base = event_base_new_with_config(how);
	r->alarm = r->base ? event_new(r->base, -1, 0, on_alarm, NULL) : NULL;
	if (!r->alarm)
		goto fail;
	event_config_free(how);
	r->now_us = r->clock_us = clock_us();
	r->transport = choose_transport(r, why);
	if (!r->transport) {
		resolver_free(r);
		return NULL;
	}
	r->stat.reason = r->transport->reason;
	return r;
fail:
	if (how)
		event_config_free(how);
	resolver_free(r);
	(void)why_set(why, WHY_INTERNAL, "the event loop cannot be made");
	return NULL;
}

void resolver_free(struct resolver *r)
{
	if (!r)
		return;
	for (unsigned i = 0; i < BUCKETS; i++)
		while (r->bucket[i]) {
			struct lookup *l = r->bucket[i];

			lookup_end(r, l);
			lookup_free(l);
		}
	lookup_free(r->current);
	while (r->spare) {
		struct lookup *l = r->spare;

		r->spare = l->next;
		lookup_free(l);
	}
	if (r->transport)
		r->transport->ops->free(r->transport);
	if (r->alarm)
		event_free(r->alarm);
	if (r->base)
		event_base_free(r->base);
	arena_done(&r->arena);
	mem_free(r);
}

unsigned resolver_capacity(const struct resolver *r)
{
	unsigned room = r->transport->ops->capacity(r->transport);

	return room < r->pace.window ? room : r->pace.window;
}

static void add_waiter(struct lookup *l, struct waiter *w)
{
	w->lookup = l;
	w->prev = NULL;
	w->next = l->waiters;
	if (w->next)
		w->next->prev = w;
	l->waiters = w;
}

static void remove_waiter(struct waiter *w)
{
	struct lookup *l = w->lookup;

	if (w->prev)
		w->prev->next = w->next;
	else
		l->waiters = w->next;
	if (w->next)
		w->next->prev = w->prev;
	w->lookup = NULL;
}

bool resolver_ask(struct resolver *r, const struct question *question, struct waiter *w)
{
	struct lookup *l = lookup_find(r, question);

	if (l) {
		r->stat.shared++;
		add_waiter(l, w);
		return true;
	}
	advance(r, (uint64_t)LAG_MS * 1000); /* its wait begins now */
	l = lookup_new(r, question);
	if (!l)
		return false;
	add_waiter(l, w);
	lookup_start(r, l);
	return true;
}

void resolver_drop(struct resolver *r, struct waiter *w)
{
	struct lookup *l = w->lookup;

	if (!l)
		return;
	remove_waiter(w);
	if (l->waiters || l->ended)
		return;
	lookup_end(r, l);
	lookup_keep(r, l);
}

static uint64_t next_due_us(const struct resolver *r)
{
	uint64_t due = UINT64_MAX;

	for (unsigned i = 0; i < LEVELS; i++)
		if (r->level[i].head && r->level[i].head->due_us < due)
			due = r->level[i].head->due_us;
	return due;
}

void resolver_run(struct resolver *r, int wait_ms)
{
	uint64_t wait_us, due;

	r->transport->ops->flush(r->transport);
	advance(r, (uint64_t)LAG_MS * 1000);
	due = next_due_us(r);
	wait_us = wait_ms < 0 || wait_ms > TURN_MS ? (uint64_t)TURN_MS * 1000
						   : (uint64_t)wait_ms * 1000;
	if (due <= r->now_us)
		wait_us = 0;
	else if (due - r->now_us < wait_us)
		wait_us = due - r->now_us;
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
	advance(r, wait_us + (uint64_t)LAG_MS * 1000);
}

/* Questions wait for a place, and no packet is on its way whose end would give one. */
static void note_starvation(struct resolver *r)
{
	if (!r->blocked.head || next_due_us(r) != UINT64_MAX)
		r->starved_us = 0;
	else if (!r->starved_us)
		r->starved_us = r->now_us;
	r->stat.is_starved =
		r->starved_us && r->now_us - r->starved_us >= (uint64_t)STARVED_MS * 1000;
}

/* The next look-up that ends by what came, by silence, or because nobody is there. */
static struct lookup *next_ended(struct resolver *r)
{
	struct transport_event e;
	struct lookup *l;

	while (r->transport->ops->next(r->transport, &e)) {
		l = e.try->lookup;
		if (e.kind == TRANSPORT_ANSWER)
			lookup_on_answer(r, e.try, e.wire, e.len);
		else
			lookup_on_refused(r, e.try);
		if (l->ended)
			return l;
	}
	for (unsigned i = 0; i < LEVELS; i++)
		while ((l = r->level[i].head) != NULL &&
		       (lookup_is_dead(r) || l->due_us <= r->now_us)) {
			if (lookup_is_dead(r))
				lookup_on_dead(r, l);
			else
				lookup_on_silence(r, l);
			if (l->ended)
				return l;
		}
	while ((l = r->blocked.head) != NULL) {
		if (lookup_is_dead(r)) {
			lookup_on_dead(r, l);
			return l;
		}
		if (!lookup_unblock(r, l))
			break;
	}
	note_starvation(r);
	return NULL;
}

struct waiter *resolver_take(struct resolver *r, const struct answer **ret_answer)
{
	struct waiter *w;
	struct lookup *l;

	for (;;) {
		l = r->current;
		if (!l) {
			l = next_ended(r);
			if (!l)
				return NULL;
			r->current = l;
			r->answer.n_tries = (uint8_t)(l->n_tries > 255 ? 255 : l->n_tries);
			r->answer.took_us = span_us(l->asked_us, r->now_us);
			r->answer.notes = l->notes;
			r->answer.n_notes = l->n_notes;
		}
		w = l->waiters;
		if (w)
			break;
		r->current = NULL;
		lookup_keep(r, l);
	}
	remove_waiter(w);
	*ret_answer = &r->answer;
	return w;
}

bool resolver_is_queued(const struct waiter *w)
{
	return w->lookup && w->lookup->blocked;
}

unsigned resolver_tries(const struct waiter *w)
{
	return w->lookup ? w->lookup->n_tries : 0;
}

uint64_t resolver_now_us(const struct resolver *r)
{
	return r->now_us;
}

const struct resolver_stat *resolver_stat(const struct resolver *r)
{
	return &r->stat;
}
