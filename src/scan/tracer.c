/* SPDX-License-Identifier: MIT */
#include <fcrdns/tracer.h>

#include "origin.h"

#include <fcrdns/arena.h>
#include <fcrdns/authority.h>
#include <fcrdns/why.h>

#include <string.h>
#include <time.h>

enum {
	NAP_MS = 2
};

/* A question on its way, or one that waits for a place among the origins. */
struct open {
	struct waiter waiter;
	struct trace_question q;
	struct origin *origin; /* NULL: it goes to the resolver, or waits */
	bool is_told;
	struct open *next;
};

struct tracer {
	struct tracer_conf conf;
	struct authority_conf child; /* what the origins are made by */
	struct resolver *resolver;   /* of its own: nobody else's answers come from it */
	struct origins origins;
	struct arena arena; /* of one trace */
	struct trace trace;
	struct open *open;
	unsigned n_traced;
	bool failed, moved;
};

enum reach tracer_reach(const struct servers *servers, bool inside)
{
	static const uint8_t six[16] = { [15] = 1 };

	if (inside)
		return REACH_INSIDE;
	for (unsigned i = 0; i < servers->n; i++) {
		const struct server *s = &servers->server[i];

		if (!(s->family_len == 4 && s->octet[0] == 127) &&
		    !(s->family_len == 16 && memcmp(s->octet, six, sizeof(six)) == 0))
			return REACH_PUBLIC;
	}
	return servers->n ? REACH_LOOPBACK : REACH_PUBLIC;
}

struct tracer *tracer_new(const struct tracer_conf *conf, struct why *why)
{
	struct tracer *t = mem_zero(1, sizeof(*t));

	if (!t) {
		(void)why_set(why, WHY_INTERNAL, "out of memory");
		return NULL;
	}
	t->conf = *conf;
	t->child = (struct authority_conf){ .child = &t->conf.resolver, .port = conf->port };
	t->origins.conf = &t->child;
	arena_init(&t->arena, LIMIT_ARENA);
	t->resolver = resolver_new(&t->conf.resolver, why);
	if (t->resolver)
		return t;
	tracer_free(t);
	return NULL;
}

void tracer_free(struct tracer *t)
{
	if (!t)
		return;
	resolver_free(t->resolver);
	origins_done(&t->origins);
	arena_done(&t->arena);
	mem_free(t);
}

/* ---- questions ---- */

static void end(struct tracer *t, struct open *o, const struct answer *answer)
{
	o->is_told = true;
	t->moved = true;
	if (o->origin) {
		o->origin->n_open--;
		o->origin->n_silent =
			answer->status == ANSWER_TIMEOUT || answer->status == ANSWER_CONNREFUSED
				? o->origin->n_silent + 1
				: 0;
		origin_give_back(o->origin);
	}
	trace_tell(&t->trace, &o->q, answer);
}

static void send(struct tracer *t, struct open *o)
{
	static const struct answer silence = { .status = ANSWER_TIMEOUT };
	struct resolver *to = t->resolver;

	o->waiter = (struct waiter){ .owner = o };
	if (o->q.server) {
		o->origin = origin_take(&t->origins, o->q.server);
		if (!o->origin)
			return; /* all are in use: later */
		o->origin->n_open++;
		if (origin_is_dead(o->origin)) {
			end(t, o, &silence);
			return;
		}
		to = o->origin->resolver;
	}
	t->failed |= !resolver_ask(to, &o->q.ask->sent, &o->waiter);
}

static void send_all(struct tracer *t)
{
	struct trace_question q;

	for (struct open *o = t->open; o && !t->failed; o = o->next)
		if (!o->is_told && o->q.server && !o->origin)
			send(t, o);
	while (!t->failed && trace_next(&t->trace, &q)) {
		struct open *o = arena_zero(&t->arena, sizeof(*o));

		if (!o) {
			t->trace.failed = true;
			return;
		}
		o->q = q;
		o->next = t->open;
		t->open = o;
		send(t, o);
	}
}

static void listen_to(struct tracer *t, struct resolver *r, int wait_ms)
{
	const struct answer *answer;
	struct waiter *w;

	resolver_run(r, wait_ms);
	while ((w = resolver_take(r, &answer)))
		end(t, w->owner, answer);
}

/* A turn of each loop; when nothing came, a nap in the resolver's. */
static void listen(struct tracer *t)
{
	t->moved = false;
	listen_to(t, t->resolver, 0);
	for (unsigned i = 0; i < ORIGINS; i++)
		if (t->origins.origin[i].n_open)
			listen_to(t, t->origins.origin[i].resolver, t->moved ? 0 : NAP_MS);
	if (!t->moved)
		listen_to(t, t->resolver, NAP_MS);
}

static void forget_open(struct tracer *t)
{
	for (struct open *o = t->open; o; o = o->next) {
		if (o->is_told)
			continue;
		resolver_drop(o->origin ? o->origin->resolver : t->resolver, &o->waiter);
		if (o->origin) {
			o->origin->n_open--;
			origin_give_back(o->origin);
		}
	}
	t->open = NULL;
}

static uint64_t clock_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

bool tracer_trace(void *tracer, struct check *c, struct why *why)
{
	struct tracer *t = tracer;
	const uint64_t begun = clock_us();
	const uint64_t end_us = begun + (uint64_t)t->conf.deadline_ms * 1000;

	arena_reset(&t->arena);
	c->trace = &t->trace;
	if (t->n_traced == LIMIT_TRACED) {
		t->trace = (struct trace){ .skipped = true };
		return true;
	}
	t->n_traced++;
	trace_init(&t->trace, &t->arena, c,
		   tracer_reach(&t->conf.resolver.servers, t->conf.inside));
	while (!t->failed && (send_all(t), !trace_is_done(&t->trace))) {
		if (*t->conf.stop || clock_us() >= end_us)
			trace_expire(&t->trace);
		else
			listen(t);
	}
	forget_open(t);
	t->trace.took_us = clock_us() - begun;
	return !t->failed || why_set(why, WHY_INTERNAL, "out of memory for a trace");
}
