/* SPDX-License-Identifier: MIT */
#include "probe.h"

#include "client.h"
#include "modules.h"
#include "setup.h"

#include <fcrdns/arena.h>
#include <fcrdns/hash.h>
#include <fcrdns/resolver.h>
#include <fcrdns/source.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <string.h>

struct probe {
	struct probe *hash_next, *prev, *next;
	struct probe_asker *askers;
	struct setup *setup;
	struct engine *engine;
	const struct module *module;
	struct work *work;
	struct ip ip;
	bool mapped;
	unsigned limit_ms, bucket;
};

/* ---- the target ---- */

static bool refuse(const char *text, const char *what, struct why *why)
{
	char shown[LIMIT_SHOWN];

	return why_set(why, WHY_USAGE, "'%s' %s; a probe is of one address",
		       text_shown(shown, sizeof(shown), text, strlen(text)), what);
}

/* A '@' or a list's file name means nothing here: the text is one operand, whatever it says. */
bool probe_target(struct target *ret, const char *text, struct why *why)
{
	const struct source_conf conf = { .operands = &text,
					  .n_operands = 1,
					  .max_addresses = UINT64_MAX };
	struct target second;
	struct arena arena;
	struct source *s;
	bool ok = false;

	if (strpbrk(text, " \t"))
		return refuse(text, "has white space in it", why);
	s = source_new(&conf, why);
	if (!s)
		return false;
	arena_init(&arena, LIMIT_ARENA);
	if (source_next(s, ret, &arena, why) == SOURCE_TARGET) {
		if (!ret->has_address)
			(void)refuse(text, "is a host name", why);
		else if (source_next(s, &second, &arena, NULL) == SOURCE_TARGET)
			(void)refuse(text, "stands for many addresses", why);
		else
			ok = true;
	}
	source_free(s);
	/* What is left are the address and how it was spelled. */
	if (ok)
		*ret = (struct target){ .has_address = true,
					.address = ret->address,
					.mapped = ret->mapped };
	arena_done(&arena);
	return ok;
}

/* ---- in flight ---- */

static unsigned bucket_of(const struct ip *ip, const struct module *module, unsigned limit_ms)
{
	uint64_t h = hash_octets(HASH_BEGIN, ip->octet, ip->len) ^ (uintptr_t)module ^ limit_ms;

	return (unsigned)((h ^ h >> 16 ^ h >> 32) % PROBE_BUCKETS);
}

static struct probe *find(const struct probes *all, unsigned bucket, const struct target *target,
			  const struct module *module, unsigned limit_ms)
{
	for (struct probe *p = all->bucket[bucket]; p; p = p->hash_next)
		if (p->module == module && p->limit_ms == limit_ms && p->mapped == target->mapped &&
		    ip_equal(&p->ip, &target->address))
			return p;
	return NULL;
}

static void add_asker(struct probes *all, struct probe *p, struct probe_asker *a)
{
	a->probe = p;
	a->prev = NULL;
	a->next = p->askers;
	if (a->next)
		a->next->prev = a;
	p->askers = a;
	a->client->n_probes++;
	all->n_asking++;
}

void probe_leave(struct probes *all, struct probe_asker *a)
{
	if (!a->probe)
		return;
	if (a->prev)
		a->prev->next = a->next;
	else
		a->probe->askers = a->next;
	if (a->next)
		a->next->prev = a->prev;
	a->probe = NULL;
	a->client->n_probes--;
	all->n_asking--;
}

static void link_probe(struct probes *all, struct probe *p)
{
	p->hash_next = all->bucket[p->bucket];
	all->bucket[p->bucket] = p;
	p->prev = NULL;
	p->next = all->first;
	if (p->next)
		p->next->prev = p;
	all->first = p;
	all->n++;
	p->setup->n_probes++;
}

static void unlink_probe(struct probes *all, struct probe *p)
{
	struct probe **at = &all->bucket[p->bucket];

	while (*at != p)
		at = &(*at)->hash_next;
	*at = p->hash_next;
	if (p->prev)
		p->prev->next = p->next;
	else
		all->first = p->next;
	if (p->next)
		p->next->prev = p->prev;
	all->n--;
	p->setup->n_probes--;
}

static struct probe *probe_new(struct setup *setup, const struct module *module,
			       const struct target *target, unsigned limit_ms, uint64_t now_ms,
			       struct why *why)
{
	struct probe *p = mem_zero(1, sizeof(*p));

	if (!p)
		return NULL;
	p->setup = setup;
	p->module = module;
	p->ip = target->address;
	p->mapped = target->mapped;
	p->limit_ms = limit_ms;
	p->engine = engines_of(&setup->engines, &module->servers, now_ms, why);
	p->work = p->engine ? drive_new_work(&p->engine->drive) : NULL;
	if (p->work) {
		p->work->target = *target;
		p->work->owner = p;
		return p;
	}
	mem_free(p);
	return NULL;
}

enum probe_begun probe_begin(struct probes *all, struct setup *setup, const struct module *module,
			     const struct target *target, unsigned limit_ms, uint64_t now_ms,
			     struct probe_asker *asker, struct why *why)
{
	const struct drive_how how = { .policy = &module->wish.policy,
				       .deadline_ms = limit_ms,
				       .is_strict = true };
	unsigned bucket = bucket_of(&target->address, module, limit_ms);
	struct probe *p = find(all, bucket, target, module, limit_ms);

	if (all->n_asking >= all->most)
		return PROBE_CROWDED;
	if (!client_may_have(asker->client->n_probes, all->most - all->n_asking))
		return PROBE_SHARE_TAKEN;
	if (p) {
		all->n_shared++;
		add_asker(all, p, asker);
		return PROBE_BEGUN;
	}
	p = probe_new(setup, module, target, limit_ms, now_ms, why);
	if (!p)
		return PROBE_NO_MEMORY;
	p->bucket = bucket;
	all->n_begun++;
	link_probe(all, p);
	add_asker(all, p, asker);
	/* Without memory for all of its questions it ends at its deadline. */
	(void)drive_begin(&p->engine->drive, p->work, &how, why);
	return PROBE_BEGUN;
}

static void end(struct probes *all, struct probe *p, const struct record *r)
{
	struct probe_result result = { .record = r,
				       .module = p->module,
				       .duration_us = r ? r->duration_us : 0,
				       .limit_us = (uint64_t)p->limit_ms * 1000 };
	struct probe_asker *a;

	unlink_probe(all, p); /* whoever asks from now on asks anew */
	while ((a = p->askers) != NULL) {
		probe_leave(all, a);
		a->tell(a, &result);
	}
	mem_free(p);
}

void probes_turn(struct probes *all, struct setup *setup)
{
	struct engine *engine;
	struct work *w;

	engines_turn(&setup->engines);
	while ((w = engines_next_ended(&setup->engines, &engine)) != NULL) {
		struct probe *p = w->owner;

		if (p) {
			struct record *r = record_of(&w->check, &all->record);

			drive_add_timing(&engine->drive, w, r);
			if (all->note)
				all->note(all->note_user, r);
			end(all, p, r);
		}
		drive_keep(&engine->drive, w);
	}
}

void probes_give_up(struct probes *all)
{
	while (all->first) {
		struct probe *p = all->first;

		p->work->owner = NULL;
		end(all, p, NULL);
	}
}
