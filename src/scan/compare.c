/* SPDX-License-Identifier: MIT */
#include <fcrdns/compare.h>

#include <fcrdns/arena.h>
#include <fcrdns/jsondoc.h>
#include <fcrdns/recorded.h>
#include <fcrdns/revive.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include "sorter.h"

#include <string.h>

enum {
	ARENA_CEILING = 256 << 20, /* of one record */
	OLD,
	NEW
};

/* One of both files, and the record that it offers next. */
struct side {
	struct recorded *in;
	struct arena arena;
	struct text key, outline;
	bool some;
	size_t n_same; /* octets of the key that tell what the record is about */
	struct sorter *sorter;
	struct sorter_entry sorted;
	uint64_t *n;
};

struct compare {
	const struct compare_conf *conf;
	struct compare_sum sum;
	struct side sides[2];
	struct sorter *found; /* by class and address */
	struct outline old, new;
	struct text value;
};

static struct side *side_of(struct compare *c, int which)
{
	return &c->sides[which == NEW];
}

static bool is_stopped(const struct compare *c)
{
	return c->conf->stop && *c->conf->stop;
}

/* ---- a record ---- */

static void put_number(uint64_t v, struct text *out)
{
	for (int shift = 56; shift >= 0; shift -= 8)
		text_char(out, (char)(v >> shift & 0xff));
}

/* Addresses in their order, then what is none; behind that the place in the input. */
static void make_key(struct side *s, const struct record *r)
{
	const struct target *t = r->target;

	s->key.len = 0;
	text_char(&s->key, (char)(t->has_address ? t->address.len : 'z'));
	if (t->has_address)
		text_put(&s->key, (const char *)t->address.octet, t->address.len);
	else if (t->input)
		text_str(&s->key, t->input);
	s->n_same = s->key.len;
	put_number(t->index, &s->key);
	put_number(t->part, &s->key);
}

static bool take(struct compare *c, struct side *s, const struct recorded_line *line,
		 struct why *why)
{
	struct revived r;
	const char *fault;

	arena_reset(&s->arena);
	if (!revive(&r, line, c->conf->ignore, &s->arena, &fault))
		return fault ? recorded_refuse(s->in, fault, why)
			     : why_set(why, WHY_INTERNAL, "no memory for a record");
	make_key(s, &r.record);
	s->outline.len = 0;
	if (!outline_of(&r.record, &s->arena, &s->outline))
		return s->arena.failed
			       ? why_set(why, WHY_INTERNAL, "no memory for a record")
			       : recorded_refuse(s->in, "it has more than a record holds", why);
	++*s->n;
	return !s->key.failed || why_set(why, WHY_INTERNAL, "no memory for a record");
}

/* The next record of a file. */
static bool advance(struct compare *c, struct side *s, struct why *why)
{
	struct recorded_line line;
	enum recorded_got got;

	s->some = false;
	do
		got = recorded_next(s->in, &line, why);
	while (got == RECORDED_AGAIN && !is_stopped(c));
	if (got == RECORDED_FAILED)
		return false;
	if (got != RECORDED_LINE)
		return true;
	s->some = true;
	return take(c, s, &line, why);
}

/* ---- a pair ---- */

/* The worst first. */
static char rank_of(const struct change *c)
{
	switch (c->class) {
	case CHANGE_WORSE:
		return c->after == SEVERITY_FAIL ? '0' : '1';
	case CHANGE_NEW:
		return c->after == SEVERITY_FAIL ? '2' : c->after == SEVERITY_OK ? '7' : '3';
	case CHANGE_OTHER:
		return '4';
	case CHANGE_UNDECIDED:
		return '5';
	case CHANGE_GONE:
		return '6';
	case CHANGE_BETTER:
	case CHANGE_NONE:
	case N_CHANGES:
	default:
		return '8';
	}
}

static void count(struct compare_sum *sum, const struct change *c)
{
	sum->by_class[c->class]++;
	if (c->class == CHANGE_WORSE || c->class == CHANGE_NEW)
		sum->bad[c->after]++;
}

static void put_outline(struct text *out, const char *octets, size_t n)
{
	const uint64_t len = n;

	text_put(out, (const char *)&len, sizeof(len));
	if (n) /* nothing may have no place at all */
		text_put(out, octets, n);
}

/* Of those that differ, both outlines are kept. One of them may be NULL. */
static bool compare_pair(struct compare *c, const char *key, size_t n_key, const char *old,
			 size_t n_old, const char *new, size_t n_new, struct why *why)
{
	struct outline was, is;
	struct change change;
	struct text *v = &c->value;
	char rank;
	size_t at;

	if (old)
		was = outline_read(old, n_old);
	if (new)
		is = outline_read(new, n_new);
	change = change_of(old ? &was : NULL, new ? &is : NULL);
	count(&c->sum, &change);
	if (change.class == CHANGE_NONE)
		return true;
	rank = rank_of(&change);
	v->len = 0;
	text_char(v, rank);
	text_put(v, key, n_key);
	at = v->len;
	put_outline(v, old, old ? n_old : 0);
	put_outline(v, new, new ? n_new : 0);
	if (v->failed)
		return why_set(why, WHY_INTERNAL, "no memory for a record");
	return sorter_put(c->found, v->data, at, v->data + at, v->len - at, why);
}

/* ---- side by side ---- */

static bool are_same(const struct side *a, const struct side *b)
{
	return a->some && b->some && a->n_same == b->n_same &&
	       memcmp(a->key.data, b->key.data, a->n_same) == 0;
}

static bool walk(struct compare *c, struct why *why)
{
	struct side *old = side_of(c, OLD), *new = side_of(c, NEW);

	if (!advance(c, old, why) || !advance(c, new, why))
		return false;
	while (are_same(old, new) && !is_stopped(c))
		if (!compare_pair(c, new->key.data, new->key.len, old->outline.data,
				  old->outline.len, new->outline.data, new->outline.len, why) ||
		    !advance(c, old, why) || !advance(c, new, why))
			return false;
	return true;
}

/* ---- the rest, sorted ---- */

static bool sort_rest(struct compare *c, struct side *s, struct why *why)
{
	s->sorter = sorter_new(why);
	if (!s->sorter)
		return false;
	while (s->some && !is_stopped(c))
		if (!sorter_put(s->sorter, s->key.data, s->key.len, s->outline.data, s->outline.len,
				why) ||
		    !advance(c, s, why))
			return false;
	return sorter_sort(s->sorter, why) && sorter_next(s->sorter, &s->sorted, &s->some, why);
}

static size_t n_same_of(const struct sorter_entry *e)
{
	return e->n_key - 2 * sizeof(uint64_t);
}

static int order_of(const struct side *old, const struct side *new)
{
	if (!old->some || !new->some)
		return old->some ? -1 : 1;
	return sorter_order(old->sorted.key, n_same_of(&old->sorted), new->sorted.key,
			    n_same_of(&new->sorted));
}

static bool join_rest(struct compare *c, struct why *why)
{
	struct side *old = side_of(c, OLD), *new = side_of(c, NEW);

	while ((old->some || new->some) && !is_stopped(c)) {
		int order = order_of(old, new);
		const struct sorter_entry *was = order <= 0 ? &old->sorted : NULL;
		const struct sorter_entry *is = order >= 0 ? &new->sorted : NULL;
		const struct sorter_entry *any = is ? is : was;

		if (!compare_pair(c, any->key, any->n_key, was ? was->value : NULL,
				  was ? was->n_value : 0, is ? is->value : NULL,
				  is ? is->n_value : 0, why))
			return false;
		if ((was && !sorter_next(old->sorter, &old->sorted, &old->some, why)) ||
		    (is && !sorter_next(new->sorter, &new->sorted, &new->some, why)))
			return false;
	}
	return true;
}

/* ---- all of it ---- */

static bool open_side(struct side *s, const char *path, uint64_t *n, struct why *why)
{
	arena_init(&s->arena, ARENA_CEILING);
	text_init(&s->key, SORTER_ENTRY_MAX);
	text_init(&s->outline, OUTLINE_OCTETS_MAX);
	s->n = n;
	s->in = recorded_new(path, why);
	if (s->in)
		recorded_keep(s->in);
	return s->in != NULL;
}

/* What is not needed any more. */
static void close_side(struct side *s)
{
	recorded_free(s->in);
	sorter_free(s->sorter);
	arena_done(&s->arena);
	text_done(&s->key);
	text_done(&s->outline);
	*s = (struct side){ 0 };
}

static bool read_both(struct compare *c, struct why *why)
{
	struct side *old = side_of(c, OLD), *new = side_of(c, NEW);

	return open_side(old, c->conf->old, &c->sum.n_old, why) &&
	       open_side(new, c->conf->new, &c->sum.n_new, why) && walk(c, why) &&
	       sort_rest(c, old, why) && sort_rest(c, new, why) && join_rest(c, why);
}

struct compare *compare_new(const struct compare_conf *conf, struct why *why)
{
	struct compare *c = mem_zero(1, sizeof(*c));
	bool ok;

	if (!c) {
		(void)why_set(why, WHY_INTERNAL, "out of memory");
		return NULL;
	}
	c->conf = conf;
	text_init(&c->value, SORTER_ENTRY_MAX);
	c->found = sorter_new(why);
	ok = c->found && jsondoc_load(why) && read_both(c, why);
	close_side(side_of(c, OLD));
	close_side(side_of(c, NEW));
	c->sum.stopped = is_stopped(c);
	if (ok && (c->sum.stopped || sorter_sort(c->found, why)))
		return c;
	compare_free(c);
	return NULL;
}

void compare_free(struct compare *c)
{
	if (!c)
		return;
	sorter_free(c->found);
	text_done(&c->value);
	mem_free(c);
}

const struct compare_sum *compare_sum(const struct compare *c)
{
	return &c->sum;
}

/* Behind it; NULL for one that is not there. */
static const struct outline *read_outline(const char **at, struct outline *into)
{
	uint64_t n;

	memcpy(&n, *at, sizeof(n));
	*at += sizeof(n);
	if (!n)
		return NULL;
	*into = outline_read(*at, n);
	*at += n;
	return into;
}

bool compare_next(struct compare *c, struct compare_found *ret, bool *ret_some, struct why *why)
{
	struct sorter_entry e;
	const char *at;

	if (!sorter_next(c->found, &e, ret_some, why))
		return false;
	if (!*ret_some)
		return true;
	at = e.value;
	ret->old = read_outline(&at, &c->old);
	ret->new = read_outline(&at, &c->new);
	ret->change = change_of(ret->old, ret->new);
	return true;
}
