/* SPDX-License-Identifier: MIT */
#include "outlet.h"

#include <fcrdns/sink.h>
#include <fcrdns/why.h>

enum {
	RING_PLACES = 65536, /* of finished records that may wait for a slow one before them, ... */
	RING_OCTETS = 4 << 20, /* ... and what they may weigh */
	RECORD_CEILING = 16 << 20
};

bool outlet_init(struct outlet *o, const struct pump_conf *conf, struct pump_sum *sum,
		 struct why *why)
{
	*o = (struct outlet){ .conf = conf, .sum = sum, .why = why };
	if (!ring_init(&o->ring, RING_PLACES, RING_OCTETS))
		return why_set(why, WHY_INTERNAL, "no memory for the records that wait");
	text_init(&o->text, RECORD_CEILING);
	return true;
}

void outlet_done(struct outlet *o)
{
	ring_done(&o->ring);
	text_done(&o->text);
}

static bool no_memory(struct outlet *o)
{
	return why_set(o->why, WHY_INTERNAL, "no memory for a record");
}

static bool put_text(struct outlet *o)
{
	if (o->text.failed)
		return no_memory(o);
	return !o->text.len || sink_put(o->conf->sink, &o->text, o->why);
}

/* What stands at the head leaves, also of a place that is not finished. */
static bool put_head(struct outlet *o)
{
	bool again;

	do {
		o->text.len = 0;
		again = ring_pop(&o->ring, &o->text, &o->sum->records);
		if (!put_text(o))
			return false;
	} while (again);
	return true;
}

/* The text made is the next `n` records of `place`: they leave at once when it is its turn. */
static bool put_records(struct outlet *o, size_t place, uint64_t n)
{
	bool ok;

	if (ring_is_head(&o->ring, place)) { /* nothing is kept there: see put_head */
		o->sum->records += n;
		ok = put_text(o);
	} else {
		ok = (!o->text.failed && ring_add(&o->ring, place, &o->text, n)) || no_memory(o);
	}
	o->text.len = 0;
	return ok;
}

static bool close_place(struct outlet *o, size_t place)
{
	ring_finish(&o->ring, place);
	return !ring_is_head(&o->ring, place) || put_head(o);
}

/* The same for a part of a group: first in the order of its parts. */
static bool put_part(struct outlet *o, struct group *g, size_t part)
{
	bool again;

	if (!ring_is_head(&g->ring, part)) {
		if (o->text.failed || !ring_add(&g->ring, part, &o->text, 1))
			return no_memory(o);
		o->waiting += o->text.len;
		ring_finish(&g->ring, part);
		return true;
	}
	if (!put_records(o, g->place, 1))
		return false;
	ring_finish(&g->ring, part);
	do {
		size_t before = g->ring.octets;
		uint64_t n = 0;

		again = ring_pop(&g->ring, &o->text, &n);
		o->waiting -= before - g->ring.octets;
		if (!put_records(o, g->place, n))
			return false;
	} while (again);
	return true;
}

bool outlet_write(struct outlet *o, const struct work *w, const struct record *r)
{
	o->sum->by_iprev[r->iprev]++;
	o->sum->by_severity[r->severity]++;
	o->text.len = 0;
	if (!o->conf->quiet || r->severity != SEVERITY_OK)
		o->conf->format->record(o->conf->look, r, &o->text);
	if (w->group)
		return put_part(o, w->group, w->place);
	return put_records(o, w->place, 1) && close_place(o, w->place);
}

bool outlet_begin(struct outlet *o)
{
	if (o->conf->format->begin)
		o->conf->format->begin(o->conf->look, &o->text);
	return put_text(o);
}

bool outlet_end(struct outlet *o)
{
	o->text.len = 0;
	if (o->conf->format->end && !o->sum->stopped)
		o->conf->format->end(o->conf->look, &o->text);
	return put_text(o);
}

bool outlet_has_room(const struct outlet *o, const struct group *g)
{
	bool is_light = o->ring.octets + o->waiting < RING_OCTETS;

	if (!g)
		return is_light && ring_has_room(&o->ring);
	return (is_light || ring_is_head(&o->ring, g->place)) && ring_has_room(&g->ring);
}

void outlet_take_place(struct outlet *o, struct work *w)
{
	w->place = ring_take(w->group ? &w->group->ring : &o->ring);
}

bool outlet_close(struct outlet *o, const struct group *g)
{
	return close_place(o, g->place);
}
