/* SPDX-License-Identifier: MIT */
#include "weave.h"

#include <fcrdns/arena.h>
#include <fcrdns/recorded.h>
#include <fcrdns/sink.h>
#include <fcrdns/why.h>

#include <inttypes.h>

/* The record that a file offers next. */
struct strand {
	struct recorded_line line;
	bool begun;
};

struct weaving {
	const struct weave *conf;
	struct why *why;
	struct strand *strands; /* of each file */
	size_t *heap, n_heap;	/* files that have a record, the first in order at the top */
	struct recorded_line last;
	bool some; /* `last` is one */
};

/* ---- the heap ---- */

static int order(const struct recorded_line *a, const struct recorded_line *b)
{
	if (a->index != b->index)
		return a->index < b->index ? -1 : 1;
	return a->part < b->part ? -1 : a->part > b->part;
}

/* Does file `a` come before file `b`? */
static bool is_before(const struct weaving *w, size_t a, size_t b)
{
	int o = order(&w->strands[a].line, &w->strands[b].line);

	return o < 0 || (o == 0 && a < b);
}

/* `file` goes to where it belongs, from the free place at the top down. */
static void sift(struct weaving *w, size_t file)
{
	size_t at = 0, next;

	for (; (next = 2 * at + 1) < w->n_heap; at = next) {
		if (next + 1 < w->n_heap && is_before(w, w->heap[next + 1], w->heap[next]))
			next++;
		if (is_before(w, file, w->heap[next]))
			break;
		w->heap[at] = w->heap[next];
	}
	w->heap[at] = file;
}

static void add(struct weaving *w, size_t file)
{
	size_t at = w->n_heap++;

	for (; at && is_before(w, file, w->heap[(at - 1) / 2]); at = (at - 1) / 2)
		w->heap[at] = w->heap[(at - 1) / 2];
	w->heap[at] = file;
}

/* ---- one file ---- */

static bool refuse_place(const struct weaving *w, size_t file, enum why_code code, const char *rule)
{
	const struct recorded_line *l = &w->strands[file].line;

	return why_set(w->why, code, "%s, line %" PRIu64 ": index %" PRIu64 " %s",
		       recorded_name(w->conf->in[file]), l->number, l->index, rule);
}

static bool is_stopped(const struct weaving *w)
{
	return w->conf->stop && *w->conf->stop;
}

/* The next record of `file`; *ret_some false at its end, or when it is time to stop. */
static bool advance(struct weaving *w, size_t file, bool *ret_some)
{
	const struct weave *conf = w->conf;
	struct strand *s = &w->strands[file];
	struct recorded_line before = s->line;
	enum recorded_got got;

	*ret_some = false;
	do
		got = recorded_next(conf->in[file], &s->line, w->why);
	while (got == RECORDED_AGAIN && !is_stopped(w));
	switch (got) {
	case RECORDED_FAILED:
		return false;
	case RECORDED_END:
	case RECORDED_AGAIN:
		return true;
	case RECORDED_LINE:
		break;
	}
	if (s->begun && order(&before, &s->line) >= 0)
		return refuse_place(w, file, WHY_DATA, "is there twice or out of order");
	if (conf->shards && !shard_has(&conf->shards[file], s->line.index))
		return refuse_place(w, file, WHY_MISFIT, "belongs to another shard");
	if (conf->has_places && s->line.index >= conf->places)
		return refuse_place(w, file, WHY_MISFIT, "is beyond the end of the list");
	s->begun = true;
	*ret_some = true;
	return true;
}

/* ---- all of them ---- */

static bool is_missing(const struct weaving *w, uint64_t index)
{
	const struct weave *conf = w->conf;

	for (size_t i = 0; conf->shards && i < conf->n; i++)
		if (shard_has(&conf->shards[i], index))
			return why_set(w->why, WHY_DATA, "index %" PRIu64 " is missing in %s",
				       index, recorded_name(conf->in[i]));
	return why_set(w->why, WHY_MISFIT,
		       "index %" PRIu64 " is in none of the files: a shard is missing", index);
}

/* May it follow the last one? Of a name each part is a record. */
static bool follows(const struct weaving *w, size_t file)
{
	const struct recorded_line *l = &w->strands[file].line, *last = &w->last;
	uint64_t next = w->some ? last->index + 1 : 0;
	bool same = w->some && l->index == last->index;

	if (same && order(last, l) == 0)
		return refuse_place(w, file, WHY_MISFIT, "is in another file too");
	if (same && l->has_part != last->has_part)
		return refuse_place(w, file, WHY_DATA, "has parts and has none");
	if (w->conf->gaps)
		return true;
	if (!same && l->index != next)
		return is_missing(w, next);
	if (l->part != (same ? last->part + 1 : 0))
		return refuse_place(w, file, WHY_DATA, "lacks a part");
	return true;
}

static bool weave(struct weaving *w, struct merge_sum *sum)
{
	const struct weave *conf = w->conf;
	bool some;

	for (size_t i = 0; i < conf->n; i++) {
		if (!advance(w, i, &some))
			return false;
		if (some)
			add(w, i);
	}
	while (w->n_heap && !is_stopped(w)) {
		size_t file = w->heap[0];

		if (!follows(w, file))
			return false;
		w->last = w->strands[file].line;
		w->some = true;
		if (!sink_put(conf->sink, w->last.octets, w->last.len, w->why))
			return false;
		sum->records++;
		sum->by_severity[w->last.severity]++;
		if (!advance(w, file, &some))
			return false;
		if (!some) {
			if (--w->n_heap == 0)
				break;
			file = w->heap[w->n_heap];
		}
		sift(w, file);
	}
	sum->stopped = is_stopped(w);
	if (sum->stopped || !conf->has_places || conf->gaps ||
	    conf->places == (w->some ? w->last.index + 1 : 0))
		return true;
	return is_missing(w, w->some ? w->last.index + 1 : 0);
}

bool weave_run(const struct weave *conf, struct merge_sum *ret, struct why *why)
{
	struct weaving w = { .conf = conf, .why = why };
	bool ok = false;

	*ret = (struct merge_sum){ 0 };
	w.strands = mem_zero(conf->n, sizeof(*w.strands));
	w.heap = mem_zero(conf->n, sizeof(*w.heap));
	if (w.strands && w.heap)
		ok = weave(&w, ret);
	else
		(void)why_set(why, WHY_INTERNAL, "out of memory");
	mem_free(w.heap);
	mem_free(w.strands);
	return ok;
}
