/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SCAN_OUTLET_H
#define FCRDNS_SCAN_OUTLET_H

/*
 * outlet: finished records on their way to the sink, in the order of the input or, where that is
 * not wanted, as they come.
 *
 * What is not yet its turn is kept as a stamp and its text, bounded by its weight wherever it
 * waits: in the ring of the targets or in that of a name's parts. All places up to
 * `next` have left; the sink's border stands behind them, and `left` counts what stands before it.
 */

#include "group.h"
#include "ring.h"
#include "spill.h"

#include <fcrdns/drive.h>
#include <fcrdns/pump.h>
#include <fcrdns/text.h>

struct outlet {
	const struct pump_conf *conf;
	struct pump_sum *sum;
	struct why *why;
	struct ring ring;
	struct spill spill;
	size_t waiting; /* octets in the rings of groups */
	struct text text, spilled;
	struct tally left; /* at the last border */
	uint64_t next;
	bool has_records;  /* of which something is to be seen: there is one before the next */
	uint64_t begun_ms; /* by the monotonic clock */
};

/* False (WHY_INTERNAL). All three are borrowed until outlet_done. */
bool outlet_init(struct outlet *o, const struct pump_conf *conf, struct pump_sum *sum,
		 struct why *why);
void outlet_done(struct outlet *o);

/* What the format says before and after the records. */
bool outlet_begin(struct outlet *o);
bool outlet_end(struct outlet *o);

/* Another target may begin, or another part of `g`: the head may always go on. */
bool outlet_has_room(const struct outlet *o, const struct group *g);
/* Its place: in the ring of its group, or in that of the targets. */
void outlet_take_place(struct outlet *o, struct work *w);
/* The record of `w`, the only one of its place. */
bool outlet_write(struct outlet *o, const struct work *w, const struct record *r);
/* All parts of `g` are written. */
bool outlet_close(struct outlet *o, const struct group *g);

#endif
