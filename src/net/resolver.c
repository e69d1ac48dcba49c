/* SPDX-License-Identifier: MIT */
#include <fcrdns/resolver.h>

#include "lookup.h"

#include <fcrdns/why.h>

#include <errno.h>
#include <event2/event.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
	DESCRIPTORS = 5,    /* the loop needs three, a question one, c-ares one for a moment */
	WINDOW_BEGIN = 250, /* what a resolver with the kernel's usual buffer takes at once */
	WINDOW_MOST = 2000,
	LIST_TRIES = 4 /* of one question that a late answer is still taken for: they cost memory */
};

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
		return transport_doh(r->base, &r->conf.servers, r->conf.timeout_ms, why);
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

static bool make_loop(struct resolver *r)
{
	struct event_config *how;

	r->base = r->conf.base;
	if (r->base)
		return true;
	how = event_config_new();
	if (!how)
		return false;
	(void)event_config_set_flag(how, EVENT_BASE_FLAG_NOLOCK | EVENT_BASE_FLAG_IGNORE_ENV);
	r->base = event_base_new_with_config(how);
	event_config_free(how);
	r->alarm = r->base ? event_new(r->base, -1, 0, on_alarm, NULL) : NULL;
	return r->alarm != NULL;
}

struct resolver *resolver_new(const struct resolver_conf *conf, struct why *why)
{
	struct resolver *r;

	if (!has_descriptors(why))
		return NULL;
	if (!transport_random_ready()) {
		(void)why_set(why, WHY_INTERNAL, "the system gives no random numbers: %s",
			      strerror(errno));
		return NULL;
	}
	event_set_log_callback(on_log);
	r = mem_zero(1, sizeof(*r));
	if (!r)
		goto fail;
	r->conf = *conf;
	r->max_tries = conf->retries + 1 + TCP_TRIES + PLAIN_TRIES;
	if (conf->patient && r->max_tries > LIST_TRIES)
		r->max_tries = LIST_TRIES;
	for (unsigned i = 0; i < TCP_LEVEL; i++) {
		uint64_t ms = (uint64_t)conf->first_wait_ms << i;

		r->wait_us[i] = (ms < conf->timeout_ms ? ms : conf->timeout_ms) * 1000;
	}
	r->wait_us[TCP_LEVEL] = (uint64_t)conf->timeout_ms * 1000;
	arena_init(&r->arena, LIMIT_ARENA);
	bucket_set(&r->limit, conf->rate);
	for (unsigned i = 0; i < conf->servers.n; i++) {
		pace_init(&r->server[i].pace, WINDOW_BEGIN, WINDOW_MOST, r->wait_us[0]);
		delay_init(&r->server[i].delay, (uint64_t)conf->timeout_ms * 1000);
		bucket_set(&r->server[i].limit, conf->rate_per_server);
	}
	if (conf->patient)
		r->known = known_new(); /* without it, all is asked again */
	if (!make_loop(r))
		goto fail;
	turn_init(r);
	r->transport = choose_transport(r, why);
	if (!r->transport) {
		resolver_free(r);
		return NULL;
	}
	r->stat.reason = r->transport->reason;
	return r;
fail:
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
	if (r->base && !r->conf.base)
		event_base_free(r->base);
	arena_done(&r->arena);
	mem_free(r->known);
	mem_free(r);
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
	uint32_t hash = lookup_hash(question);
	struct lookup *l = lookup_find(r, question, hash);

	if (l) {
		r->stat.shared++;
		add_waiter(l, w);
		return true;
	}
	turn_advance(r); /* its wait begins now */
	l = lookup_new(r, question, hash);
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
	for (unsigned i = 0; i < LISTS; i++)
		while ((l = r->level[i].head) != NULL &&
		       (lookup_is_dead(r) || l->due_us <= r->now_us)) {
			if (lookup_is_dead(r))
				lookup_on_dead(r, l);
			else
				lookup_on_silence(r, l);
			if (l->ended)
				return l;
		}
	while ((l = r->found.head) != NULL) {
		lookup_on_found(r, l);
		if (l->ended)
			return l;
	}
	/* In turns, so that a rate over all servers is shared by all. */
	r->queue_turn++;
	for (unsigned i = 0; i < QUEUES; i++)
		while ((l = r->queue[(r->queue_turn + i) % QUEUES].head) != NULL) {
			if (lookup_is_dead(r)) {
				lookup_on_dead(r, l);
				return l;
			}
			if (!lookup_unblock(r, l))
				break;
		}
	turn_note_starvation(r);
	return NULL;
}

/* How it came to it. */
static void add_course(struct answer *a, const struct lookup *l, uint64_t now_us)
{
	a->n_tries = (uint8_t)(l->n_tries > 255 ? 255 : l->n_tries);
	a->held_us = span_us(0, l->held_us);
	a->took_us = span_us(l->asked_us, now_us);
	a->notes = l->notes;
	a->n_notes = l->n_notes;
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
			add_course(&r->answer, l, r->now_us);
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

uint64_t resolver_held_us(const struct resolver *r, const struct waiter *w)
{
	const struct lookup *l = w->lookup;

	return l ? l->held_us + (l->blocked ? r->now_us - l->blocked_us : 0) : 0;
}

bool resolver_so_far(const struct resolver *r, const struct waiter *w, struct answer *ret)
{
	if (!w->lookup || w->lookup->ended)
		return false;
	*ret = failure_told(r, w->lookup);
	add_course(ret, w->lookup, r->now_us);
	return true;
}

unsigned resolver_tries(const struct waiter *w)
{
	return w->lookup ? w->lookup->n_tries : 0;
}

unsigned resolver_server(const struct waiter *w)
{
	return w->lookup && w->lookup->n_tries ? w->lookup->last_server : 0;
}

uint64_t resolver_now_us(const struct resolver *r)
{
	return r->now_us;
}

const struct resolver_stat *resolver_stat(const struct resolver *r)
{
	return &r->stat;
}
