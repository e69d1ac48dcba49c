/* SPDX-License-Identifier: MIT */
#include "engine.h"

#include "loop.h"

#include <fcrdns/arena.h>
#include <fcrdns/resolver.h>
#include <fcrdns/wish.h>
#include <fcrdns/why.h>

#include <string.h>

enum {
	TRY_MS = 2000,
	RETRIES = 2,
	LIFE_MS = 300 * 1000
};

void engines_init(struct engines *e, struct loop *loop)
{
	*e = (struct engines){ .loop = loop };
}

static void engine_free(struct engines *all, struct engine *e)
{
	const struct resolver_stat *stat;

	if (e->resolver) {
		stat = resolver_stat(e->resolver);
		all->packets += stat->packets;
		all->answers += stat->answers;
		drive_done(&e->drive);
		resolver_free(e->resolver);
	}
	mem_free(e);
}

void engines_done(struct engines *e)
{
	struct engine *next;

	for (struct engine *one = e->first; one; one = next) {
		next = one->next;
		engine_free(e, one);
	}
	e->first = NULL;
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool are_same(const struct servers *a, const struct servers *b)
{
	if (a->n != b->n || a->is_https != b->is_https || a->use_vc != b->use_vc ||
	    a->family != b->family || !same(a->cacert, b->cacert) || !same(a->proxy, b->proxy))
		return false;
	for (unsigned i = 0; i < a->n; i++)
		if (strcmp(a->server[i].text, b->server[i].text) != 0)
			return false;
	return true;
}

/* Sockets of our own cost a probe least; where there are none left, c-ares needs fewer. */
static struct engine *engine_new(struct engines *all, const struct servers *servers,
				 uint64_t now_ms, struct why *why)
{
	struct resolver_conf conf = {
		.servers = *servers,
		.transport = TRANSPORT_DATAGRAM,
		.first_wait_ms = WISH_FIRST_WAIT_MS,
		.timeout_ms = TRY_MS,
		.retries = RETRIES,
		.tcp = servers->use_vc,
		.notes = true,
		.base = loop_base(all->loop),
	};
	struct engine *e = mem_zero(1, sizeof(*e));

	if (!e) {
		(void)why_set(why, WHY_INTERNAL, "no memory for a resolver");
		return NULL;
	}
	if (!servers->is_https && !conf.tcp)
		e->resolver = resolver_new(&conf, NULL);
	if (!e->resolver) {
		conf.transport = TRANSPORT_CARES;
		e->resolver = resolver_new(&conf, why);
	}
	if (!e->resolver) {
		mem_free(e);
		return NULL;
	}
	e->servers = servers;
	e->born_ms = now_ms;
	drive_init(&e->drive, e->resolver);
	return e;
}

struct engine *engines_of(struct engines *all, const struct servers *servers, uint64_t now_ms,
			  struct why *why)
{
	struct engine *old = NULL, *fresh;

	for (struct engine *e = all->first; e && !old; e = e->next)
		if (!e->is_retired && are_same(e->servers, servers))
			old = e;
	if (old && now_ms - old->born_ms < LIFE_MS)
		return old;
	fresh = engine_new(all, servers, now_ms, old ? NULL : why);
	if (!fresh)
		return old; /* better than none */
	fresh->next = all->first;
	all->first = fresh;
	if (old)
		old->is_retired = true;
	return fresh;
}

uint64_t engines_begin_sleep(struct engines *all)
{
	uint64_t most = UINT64_MAX;

	for (struct engine *e = all->first; e; e = e->next) {
		uint64_t own = resolver_begin_sleep(e->resolver);
		const struct work *w = e->drive.first;
		uint64_t now = resolver_now_us(e->resolver);

		if (w && (w->deadline_us <= now || w->deadline_us - now < own))
			own = w->deadline_us <= now ? 0 : w->deadline_us - now;
		most = own < most ? own : most;
	}
	return most;
}

void engines_end_sleep(struct engines *all, uint64_t most_us)
{
	for (struct engine *e = all->first; e; e = e->next)
		resolver_end_sleep(e->resolver, most_us);
}

void engines_turn(struct engines *all)
{
	struct engine **at = &all->first, *e;

	while ((e = *at) != NULL) {
		/* Without memory for a question its target waits for its deadline. */
		while (!drive_take_answers(&e->drive, NULL))
			;
		drive_expire(&e->drive);
		if (e->is_retired && !e->drive.n && !e->drive.first_ended) {
			*at = e->next;
			engine_free(all, e);
		} else {
			at = &e->next;
		}
	}
}

struct work *engines_next_ended(struct engines *all, struct engine **ret)
{
	for (struct engine *e = all->first; e; e = e->next) {
		struct work *w = drive_next_ended(&e->drive);

		if (w) {
			*ret = e;
			return w;
		}
	}
	return NULL;
}

void engines_count(const struct engines *all, uint64_t *ret_packets, uint64_t *ret_answers)
{
	*ret_packets = all->packets;
	*ret_answers = all->answers;
	for (const struct engine *e = all->first; e; e = e->next) {
		*ret_packets += resolver_stat(e->resolver)->packets;
		*ret_answers += resolver_stat(e->resolver)->answers;
	}
}
