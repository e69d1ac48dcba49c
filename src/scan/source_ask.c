/* SPDX-License-Identifier: MIT */
#include "source_of.h"

#include "origin.h"

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>
#include <fcrdns/zonecut.h>

enum {
	SLOTS = ORIGINS / LIMIT_ZONE_SERVERS, /* zones in work, so that each has its servers */
	ASKERS = 256,
	NAP_MS = 2
};

struct asker;

/* The question about one address to one server. */
struct side {
	struct waiter waiter;
	struct asker *asker;
	struct origin *origin;
};

/* One address and what the servers of its zone say of it. */
struct asker {
	struct side side[LIMIT_ZONE_SERVERS];
	struct slot *slot;
	uint32_t item;
	unsigned n_open, n_usable;
	bool differs;
	struct said said; /* of the first usable answer */
	uint8_t ptr[NAME_MAX_OCTETS];
	uint8_t wire[IP_WIRE_MAX];
	struct asker *next_free;
};

/* One zone in work. */
struct slot {
	bool busy;
	struct waiter waiter;
	struct arena arena;
	struct zonecut cut;
	struct ask *ask; /* about its servers, open */
	bool ready;
	struct origin *origin[LIMIT_ZONE_SERVERS];
	unsigned n_origins, needed;
	uint32_t item; /* to be asked next */
	unsigned n_askers;
};

struct asking {
	struct source_of *s;
	struct origins origins;
	struct slot slot[SLOTS];
	struct asker *all, *spare;
	unsigned most;
	uint32_t zone; /* to be begun next */
	bool moved;
};

static void set_all(struct asking *all, struct slot *slot, enum at_source at)
{
	for (; slot->item != NOWHERE; slot->item = all->s->items[slot->item].next)
		all->s->items[slot->item].holding->at_source = at;
}

static void slot_end(struct slot *slot)
{
	for (unsigned i = 0; i < slot->n_origins; i++)
		origin_give_back(slot->origin[i]);
	slot->n_origins = 0;
	slot->busy = false;
}

static void choose_servers(struct asking *all, struct slot *slot)
{
	struct ip ips[LIMIT_ZONE_SERVERS];
	struct zone_gap gap;
	unsigned n =
		zonecut_servers(&slot->cut, all->s->conf->reach, ips, LIMIT_ZONE_SERVERS, &gap);

	for (unsigned i = 0; i < n; i++) {
		struct origin *o = origin_take(&all->origins, &ips[i]);

		if (o)
			slot->origin[slot->n_origins++] = o;
	}
	slot->needed = n > 1 || gap.lost || gap.outside ? 2 : 1;
	slot->ready = true;
	if (slot->n_origins < slot->needed)
		set_all(all, slot,
			gap.outside && n < slot->needed ? SOURCE_INSIDE : SOURCE_UNKNOWN);
}

/* The next question about the servers of the zone, one at a time. */
static void slot_go_on(struct asking *all, struct slot *slot)
{
	slot->ask = zonecut_next(&slot->cut);
	if (!slot->ask) {
		choose_servers(all, slot);
		return;
	}
	slot->waiter = (struct waiter){ .owner = slot };
	if (!resolver_ask(all->s->conf->resolver, &slot->ask->sent, &slot->waiter))
		all->s->failed = true;
}

static void slot_begin(struct asking *all, struct slot *slot)
{
	const struct zone *zone = &all->s->zones[all->zone++];

	arena_reset(&slot->arena);
	slot->busy = true;
	slot->ready = false;
	slot->item = zone->first;
	zonecut_init(&slot->cut, &slot->arena, &zone->name, true);
	slot_go_on(all, slot);
}

static void asker_end(struct asking *all, struct asker *a)
{
	struct said said = a->said;

	/* Of two that differ one has a name at least. */
	if (a->differs || (a->n_usable < a->slot->needed && said.at == SOURCE_HAS))
		said = (struct said){ .at = SOURCE_DIFFERS };
	else if (a->n_usable < a->slot->needed)
		said = (struct said){ .at = SOURCE_UNKNOWN };
	said_keep(all->s, all->s->items[a->item].holding, &said);
	a->slot->n_askers--;
	a->next_free = all->spare;
	all->spare = a;
}

static void asker_begin(struct asking *all, struct slot *slot)
{
	struct asker *a = all->spare;
	struct item *item = &all->s->items[slot->item];
	struct question q = { .name = item->owner, .type = TYPE_PTR };

	all->spare = a->next_free;
	*a = (struct asker){ .slot = slot, .item = slot->item };
	slot->item = item->next;
	slot->n_askers++;
	if (!q.name.len)
		q.name = ip_reverse(&item->holding->address, a->wire);
	for (unsigned i = 0; i < slot->n_origins; i++) {
		struct side *side = &a->side[i];

		*side = (struct side){ .asker = a, .origin = slot->origin[i] };
		side->waiter.owner = side;
		if (origin_is_dead(side->origin))
			continue;
		if (!resolver_ask(side->origin->resolver, &q, &side->waiter)) {
			all->s->failed = true;
			continue;
		}
		side->origin->n_open++;
		a->n_open++;
	}
	if (!a->n_open)
		asker_end(all, a);
}

static void take(struct asking *all, struct side *side, const struct answer *answer)
{
	struct asker *a = side->asker;
	struct said said = said_of(all->s, all->s->items[a->item].holding, answer);

	side->origin->n_open--;
	side->origin->n_silent =
		answer->status == ANSWER_TIMEOUT || answer->status == ANSWER_CONNREFUSED
			? side->origin->n_silent + 1
			: 0;
	if (said.at != SOURCE_UNKNOWN && !a->n_usable++) {
		a->said = said;
		for (unsigned i = 0; i < said.ptr.len; i++)
			a->ptr[i] = said.ptr.wire[i];
		a->said.ptr.wire = a->ptr;
	} else if (said.at != SOURCE_UNKNOWN) {
		a->differs |= said.at != a->said.at || said.n_records != a->said.n_records ||
			      (said.at == SOURCE_HAS && !name_equal(&said.ptr, &a->said.ptr));
	}
	if (!--a->n_open)
		asker_end(all, a);
}

static void listen_to(struct asking *all, struct origin *o, int wait_ms)
{
	const struct answer *answer;
	struct waiter *w;

	resolver_run(o->resolver, wait_ms);
	while ((w = resolver_take(o->resolver, &answer))) {
		take(all, w->owner, answer);
		all->moved = true;
	}
}

static void listen_to_resolver(struct asking *all, int wait_ms)
{
	const struct answer *answer;
	struct waiter *w;

	resolver_run(all->s->conf->resolver, wait_ms);
	while ((w = resolver_take(all->s->conf->resolver, &answer))) {
		struct slot *slot = w->owner;

		zonecut_tell(&slot->cut, slot->ask, answer);
		slot_go_on(all, slot);
		all->moved = true;
	}
}

static unsigned capacity(const struct slot *slot)
{
	unsigned least = ASKERS;

	for (unsigned i = 0; i < slot->n_origins; i++)
		if (!origin_is_dead(slot->origin[i])) {
			unsigned room = resolver_capacity(slot->origin[i]->resolver);

			least = room < least ? room : least;
		}
	return least;
}

/* False: all zones are through. */
static bool work_on(struct asking *all)
{
	bool busy = false;

	for (unsigned i = 0; i < SLOTS; i++) {
		struct slot *slot = &all->slot[i];
		unsigned room;

		if (!slot->busy && all->zone < all->s->n_zones)
			slot_begin(all, slot);
		room = slot->busy && slot->ready && slot->item != NOWHERE ? capacity(slot) : 0;
		while (slot->item != NOWHERE && all->spare && !all->s->failed &&
		       slot->n_askers < room)
			asker_begin(all, slot);
		if (slot->busy && slot->ready && slot->item == NOWHERE && !slot->n_askers)
			slot_end(slot);
		busy |= slot->busy;
	}
	return busy || all->zone < all->s->n_zones;
}

/* A turn of each loop without waiting; when nothing came, a nap in one after the other. */
static void listen(struct asking *all, unsigned *turn)
{
	bool looks_up = false;

	all->moved = false;
	for (unsigned i = 0; i < SLOTS; i++)
		looks_up |= all->slot[i].busy && !all->slot[i].ready;
	if (looks_up)
		listen_to_resolver(all, 0);
	for (unsigned i = 0; i < ORIGINS; i++)
		if (all->origins.origin[i].n_open)
			listen_to(all, &all->origins.origin[i], 0);
	for (unsigned i = 0; i <= ORIGINS && !all->moved; i++) {
		unsigned k = (*turn)++ % (ORIGINS + 1);

		if (k == ORIGINS && looks_up) {
			listen_to_resolver(all, NAP_MS);
			break;
		}
		if (k < ORIGINS && all->origins.origin[k].n_open) {
			listen_to(all, &all->origins.origin[k], NAP_MS);
			break;
		}
	}
}

static bool asking_init(struct asking *all)
{
	unsigned wish = all->s->conf->concurrency;

	all->origins.conf = all->s->conf;
	all->most = wish && wish < ASKERS ? wish : ASKERS;
	all->all = mem_zero(all->most, sizeof(*all->all));
	for (unsigned i = 0; all->all && i < all->most; i++) {
		all->all[i].next_free = all->spare;
		all->spare = &all->all[i];
	}
	for (unsigned i = 0; i < SLOTS; i++) {
		arena_init(&all->slot[i].arena, LIMIT_ARENA);
		all->slot[i].item = NOWHERE;
	}
	return all->all != NULL;
}

void source_of_ask(struct source_of *s)
{
	struct asking *all = mem_zero(1, sizeof(*all));
	unsigned turn = 0;

	if (!all) {
		s->failed = true;
		return;
	}
	all->s = s;
	s->failed |= !asking_init(all);
	while (!source_of_is_stopped(s) && work_on(all))
		listen(all, &turn);
	for (unsigned i = 0; i < SLOTS; i++) {
		resolver_drop(s->conf->resolver, &all->slot[i].waiter);
		arena_done(&all->slot[i].arena);
	}
	origins_done(&all->origins);
	mem_free(all->all);
	mem_free(all);
}
