/* SPDX-License-Identifier: MIT */
#include "outlet.h"

#include <fcrdns/sink.h>
#include <fcrdns/why.h>

#include <string.h>
#include <time.h>

enum {
	/* Finished records that may wait for a slow one before them: at some thousands a second
	 * those of all the time that one address has. */
	RING_PLACES = 32768,
	RING_LIGHT = 896 << 10, /* octets; what weighs more goes to the spill, ... */
	RING_HEAVY = 2 << 20,	/* ... and if that cannot be, holds back new targets */
	RECORD_CEILING = 16 << 20
};

/* Before each text that waits. */
struct kept {
	struct stamp stamp;
	uint32_t len;
};

bool outlet_init(struct outlet *o, const struct pump_conf *conf, struct pump_sum *sum,
		 struct why *why)
{
	*o = (struct outlet){ .conf = conf, .sum = sum, .why = why, .left = sum->tally };
	if (!ring_init(&o->ring, conf->unordered ? 1 : RING_PLACES))
		return why_set(why, WHY_INTERNAL, "no memory for the records that wait");
	spill_init(&o->spill);
	o->ring.spill = &o->spill;
	o->ring.light = RING_LIGHT;
	text_init(&o->text, RECORD_CEILING);
	text_init(&o->spilled, SIZE_MAX);
	return true;
}

void outlet_done(struct outlet *o)
{
	ring_done(&o->ring);
	spill_done(&o->spill);
	text_done(&o->text);
	text_done(&o->spilled);
}

static bool no_memory(struct outlet *o)
{
	return why_set(o->why, WHY_INTERNAL, "no memory for a record");
}

/* ---- to the sink ---- */

static bool put(struct outlet *o, const struct stamp *stamp, const char *octets, size_t n)
{
	bool is_apart = o->has_records && o->conf->format->pages && o->conf->look->verbose;

	tally_add(&o->sum->tally, stamp);
	if (!n)
		return true;
	o->has_records = true;
	return (!is_apart || sink_put(o->conf->sink, "\n", 1, o->why)) &&
	       sink_put(o->conf->sink, octets, n, o->why);
}

/* Records as they were kept, one after the other. */
static bool put_kept(struct outlet *o, const char *octets, size_t n)
{
	const char *end = octets + n;

	while (octets < end) {
		struct kept k;

		memcpy(&k, octets, sizeof(k));
		octets += sizeof(k);
		if (!put(o, &k.stamp, octets, k.len))
			return false;
		octets += k.len;
	}
	return true;
}

/* All places before `next` have left. The sink is told also where nobody goes on later: its octets
 * must not depend on that. */
static void mark(struct outlet *o, uint64_t next)
{
	if (sink_mark(o->conf->sink) && o->conf->journal) {
		o->left = o->sum->tally;
		o->next = next;
	}
}

/* What stands at the head leaves, also of a place that is not finished. */
static bool put_head(struct outlet *o)
{
	for (;;) {
		struct ring_piece head;
		enum ring_got got = ring_pop(&o->ring, &o->spilled, &head);

		if (got == RING_LOST)
			return why_set(o->why, WHY_IO,
				       "records that waited cannot be read back from their "
				       "temporary file");
		if (!put_kept(o, head.octets, head.len))
			return false;
		if (got == RING_OPEN)
			return true;
		mark(o, head.index + 1);
	}
}

/* ---- through the rings ---- */

/* Records of `place`, as they are kept: they leave at once when it is its turn. */
static bool put_records(struct outlet *o, size_t place, const char *octets, size_t n, bool is_all)
{
	if (ring_is_head(&o->ring, place)) /* nothing is kept there: see put_head */
		return put_kept(o, octets, n);
	return ring_add(&o->ring, place, octets, n, is_all) || no_memory(o);
}

static bool close_place(struct outlet *o, size_t place)
{
	ring_finish(&o->ring, place);
	return !ring_is_head(&o->ring, place) || put_head(o);
}

/* The same for a part of a group: first in the order of its parts. */
static bool put_part(struct outlet *o, struct group *g, size_t part)
{
	enum ring_got got;

	if (!ring_is_head(&g->ring, part)) {
		if (!ring_add(&g->ring, part, o->text.data, o->text.len, true))
			return no_memory(o);
		o->waiting += o->text.len;
		ring_finish(&g->ring, part);
		return true;
	}
	if (!put_records(o, g->place, o->text.data, o->text.len, false))
		return false;
	ring_finish(&g->ring, part);
	do {
		size_t before = g->ring.weight;
		struct ring_piece one;

		got = ring_pop(&g->ring, &o->spilled, &one);
		o->waiting -= before - g->ring.weight;
		if (got == RING_LOST)
			return no_memory(o);
		if (one.len && !put_records(o, g->place, one.octets, one.len, false))
			return false;
	} while (got == RING_FINISHED);
	return true;
}

bool outlet_write(struct outlet *o, const struct work *w, const struct record *r)
{
	struct kept k = { .stamp = stamp_of(r) };
	struct group *group = w->owner;
	char *octets;

	o->text.len = 0;
	(void)text_room(&o->text, sizeof(k));
	if (!o->conf->quiet || r->severity != SEVERITY_OK)
		o->conf->format->record(o->conf->look, r, &o->text);
	if (o->text.failed)
		return no_memory(o);
	octets = o->text.data + sizeof(k);
	k.len = (uint32_t)(o->text.len - sizeof(k));
	if (group)
		group->n_waiting--;
	if (o->conf->unordered || (!group && ring_is_head(&o->ring, w->place)))
		return put(o, &k.stamp, octets, k.len) &&
		       (o->conf->unordered || close_place(o, w->place));
	memcpy(o->text.data, &k, sizeof(k));
	if (group)
		return put_part(o, group, w->place);
	return put_records(o, w->place, o->text.data, o->text.len, true) &&
	       close_place(o, w->place);
}

/* ---- begin and end ---- */

static uint64_t clock_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static bool put_words(struct outlet *o)
{
	bool ok = !o->text.failed || no_memory(o);

	if (ok && o->text.len)
		ok = sink_put(o->conf->sink, o->text.data, o->text.len, o->why);
	o->text.len = 0;
	return ok;
}

bool outlet_begin(struct outlet *o)
{
	o->next = o->conf->begin;
	o->has_records = o->conf->is_begun;
	o->begun_ms = clock_ms();
	if (o->conf->format->begin && !o->conf->is_begun)
		o->conf->format->begin(o->conf->look, &o->text);
	if (!put_words(o))
		return false;
	mark(o, o->next);
	return true;
}

bool outlet_end(struct outlet *o)
{
	const struct report_sum sum = { .tally = &o->sum->tally,
					.elapsed_ms = clock_ms() - o->begun_ms,
					.ended_at_s = time(NULL) };

	o->text.len = 0;
	if (o->conf->format->end && !o->sum->stopped)
		o->conf->format->end(o->conf->look, &sum, &o->text);
	return put_words(o);
}

bool outlet_has_room(const struct outlet *o, const struct group *g)
{
	bool is_light = o->ring.weight + o->waiting < RING_HEAVY;

	if (g)
		return (is_light || ring_is_head(&o->ring, g->place)) && ring_has_room(&g->ring);
	return o->conf->unordered || (is_light && ring_has_room(&o->ring));
}

void outlet_take_place(struct outlet *o, struct work *w)
{
	struct group *group = w->owner;

	if (group) {
		group->n_waiting++;
		w->place = o->conf->unordered ? 0 : ring_take(&group->ring, w->target.part);
	} else if (!o->conf->unordered) {
		w->place = ring_take(&o->ring, w->target.index);
	}
}

bool outlet_close(struct outlet *o, const struct group *g)
{
	return o->conf->unordered || close_place(o, g->place);
}
