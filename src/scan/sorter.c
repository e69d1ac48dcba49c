/* SPDX-License-Identifier: MIT */
#include "sorter.h"

#include "spill.h"

#include <fcrdns/arena.h>
#include <fcrdns/why.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	RUNS_MAX = 128, /* that are merged at a time */
	RUN_ROOM = 8192 /* octets of one that are read ahead, at first */
};

/* Before key and value. */
struct head {
	uint32_t n_key, n_value;
};

/* Sorted entries in the file, and what is read ahead of them. */
struct run {
	off_t at, end; /* not yet read */
	char *data;
	size_t size, from, to;
	struct sorter_entry entry; /* the next one */
	bool some;
};

struct sorter {
	char *data; /* entries as they were put */
	size_t size, len;
	uint32_t *places; /* of each in `data` */
	size_t n, n_places;
	size_t next; /* without any run: the next one */
	int fd;
	off_t end; /* of the file */
	struct run runs[RUNS_MAX];
	unsigned n_runs;
	unsigned last; /* whose entry was handed out, or RUNS_MAX */
	char *out;     /* what is gathered for the file */
	size_t n_out;
};

int sorter_order(const char *a, size_t n_a, const char *b, size_t n_b)
{
	int order = memcmp(a, b, n_a < n_b ? n_a : n_b);

	if (order)
		return order;
	return n_a < n_b ? -1 : n_a > n_b;
}

static bool no_memory(struct why *why)
{
	return why_set(why, WHY_INTERNAL, "no memory to sort the records");
}

struct sorter *sorter_new(struct why *why)
{
	struct sorter *s = mem_zero(1, sizeof(*s));

	if (!s) {
		(void)no_memory(why);
		return NULL;
	}
	s->fd = -1;
	s->last = RUNS_MAX;
	return s;
}

static void drop_memory(struct sorter *s)
{
	mem_free(s->data);
	mem_free(s->places);
	s->data = NULL;
	s->places = NULL;
	s->size = s->len = s->n = s->n_places = 0;
}

void sorter_free(struct sorter *s)
{
	if (!s)
		return;
	drop_memory(s);
	for (unsigned i = 0; i < s->n_runs; i++)
		mem_free(s->runs[i].data);
	mem_free(s->out);
	if (s->fd >= 0)
		(void)close(s->fd);
	mem_free(s);
}

/* ---- in memory ---- */

static struct sorter_entry entry_at(const char *data)
{
	struct head h;

	memcpy(&h, data, sizeof(h));
	return (struct sorter_entry){ .key = data + sizeof(h),
				      .value = data + sizeof(h) + h.n_key,
				      .n_key = h.n_key,
				      .n_value = h.n_value };
}

static int order_of(const struct sorter_entry *a, const struct sorter_entry *b)
{
	return sorter_order(a->key, a->n_key, b->key, b->n_key);
}

static int by_key(const void *a, const void *b, void *data)
{
	uint32_t at_a, at_b;
	struct sorter_entry one, two;
	int order;

	memcpy(&at_a, a, sizeof(at_a));
	memcpy(&at_b, b, sizeof(at_b));
	one = entry_at((const char *)data + at_a);
	two = entry_at((const char *)data + at_b);
	order = order_of(&one, &two);
	return order ? order : at_a < at_b ? -1 : at_a > at_b;
}

static void sort_memory(struct sorter *s)
{
	if (s->n > 1)
		qsort_r(s->places, s->n, sizeof(*s->places), by_key, s->data);
}

static bool has_grown(void **data, size_t *size, size_t want, size_t of)
{
	size_t bigger = *size ? *size : 1024;
	void *moved;

	while (bigger < want)
		bigger *= 2;
	if (bigger == *size)
		return true;
	moved = mem_resize(*data, bigger * of);
	if (!moved)
		return false;
	*data = moved;
	*size = bigger;
	return true;
}

/* ---- to the file ---- */

static bool cannot_write(struct why *why)
{
	return why_set(why, WHY_IO, "cannot write to a temporary file: %s", strerror(errno));
}

static bool flush(struct sorter *s, struct why *why)
{
	for (size_t at = 0; at < s->n_out;) {
		ssize_t done = pwrite(s->fd, s->out + at, s->n_out - at, s->end);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return cannot_write(why);
		at += (size_t)done;
		s->end += done;
	}
	s->n_out = 0;
	return true;
}

static bool write_octets(struct sorter *s, const char *octets, size_t n, struct why *why)
{
	while (n) {
		size_t room = SORTER_ROOM / 8 - s->n_out, piece = n < room ? n : room;

		memcpy(s->out + s->n_out, octets, piece);
		s->n_out += piece;
		octets += piece;
		n -= piece;
		if (s->n_out == SORTER_ROOM / 8 && !flush(s, why))
			return false;
	}
	return true;
}

static bool write_entry(struct sorter *s, const struct sorter_entry *e, struct why *why)
{
	const struct head h = { (uint32_t)e->n_key, (uint32_t)e->n_value };

	return write_octets(s, (const char *)&h, sizeof(h), why) &&
	       write_octets(s, e->key, e->n_key, why) && write_octets(s, e->value, e->n_value, why);
}

static bool open_file(struct sorter *s, struct why *why)
{
	if (s->fd < 0)
		s->fd = spill_file();
	if (s->fd < 0)
		return why_set(why, WHY_IO,
			       "cannot make a temporary file in TMPDIR, /var/tmp or "
			       "/tmp");
	if (!s->out)
		s->out = mem_zero(SORTER_ROOM / 8, 1);
	return s->out || no_memory(why);
}

static bool merge_runs(struct sorter *s, struct why *why);

/* What is in memory becomes a run. */
static bool write_run(struct sorter *s, struct why *why)
{
	struct run r = { .at = 0 };

	if (!open_file(s, why) || (s->n_runs == RUNS_MAX && !merge_runs(s, why)))
		return false;
	sort_memory(s);
	r.at = s->end;
	for (size_t i = 0; i < s->n; i++) {
		struct sorter_entry e = entry_at(s->data + s->places[i]);

		if (!write_entry(s, &e, why))
			return false;
	}
	if (!flush(s, why))
		return false;
	r.end = s->end;
	s->runs[s->n_runs++] = r;
	s->n = s->len = 0;
	return true;
}

bool sorter_put(struct sorter *s, const char *key, size_t n_key, const char *value, size_t n_value,
		struct why *why)
{
	const struct head h = { (uint32_t)n_key, (uint32_t)n_value };
	size_t n = sizeof(h) + n_key + n_value;
	void *data = s->data, *places = s->places;

	if (n_key + n_value >= SORTER_ENTRY_MAX)
		return why_set(why, WHY_LIMIT, "a record is too long to be sorted");
	if (s->n && s->len + n > SORTER_ROOM && !write_run(s, why))
		return false;
	if (!has_grown(&data, &s->size, s->len + n, 1))
		return no_memory(why);
	s->data = data;
	if (!has_grown(&places, &s->n_places, s->n + 1, sizeof(*s->places)))
		return no_memory(why);
	s->places = places;
	s->places[s->n++] = (uint32_t)s->len;
	memcpy(s->data + s->len, &h, sizeof(h));
	memcpy(s->data + s->len + sizeof(h), key, n_key);
	memcpy(s->data + s->len + sizeof(h) + n_key, value, n_value);
	s->len += n;
	return true;
}

/* ---- from the file ---- */

/* `n` octets stand at r->data + r->from. */
static bool read_ahead(struct sorter *s, struct run *r, size_t n, struct why *why)
{
	void *data = r->data;

	if (r->to - r->from >= n)
		return true;
	if (r->from) {
		memmove(r->data, r->data + r->from, r->to - r->from);
		r->to -= r->from;
		r->from = 0;
	}
	if (!has_grown(&data, &r->size, n < RUN_ROOM ? RUN_ROOM : n, 1))
		return no_memory(why);
	r->data = data;
	while (r->to < n) {
		size_t room = r->size - r->to;
		off_t left = r->end - r->at;
		ssize_t done = pread(s->fd, r->data + r->to,
				     left < (off_t)room ? (size_t)left : room, r->at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return why_set(why, WHY_IO, "cannot read back from a temporary file");
		r->to += (size_t)done;
		r->at += done;
	}
	return true;
}

/* The next entry of a run. */
static bool advance(struct sorter *s, struct run *r, struct why *why)
{
	struct head h;

	r->some = r->from < r->to || r->at < r->end;
	if (!r->some)
		return true;
	if (!read_ahead(s, r, sizeof(h), why))
		return false;
	memcpy(&h, r->data + r->from, sizeof(h));
	if (!read_ahead(s, r, sizeof(h) + h.n_key + h.n_value, why))
		return false;
	r->entry = entry_at(r->data + r->from);
	r->from += sizeof(h) + h.n_key + h.n_value;
	return true;
}

/* The run with the least key, of equal ones the first; RUNS_MAX: all are at their end. */
static unsigned least(const struct sorter *s)
{
	unsigned best = RUNS_MAX;

	for (unsigned i = 0; i < s->n_runs; i++)
		if (s->runs[i].some &&
		    (best == RUNS_MAX || order_of(&s->runs[i].entry, &s->runs[best].entry) < 0))
			best = i;
	return best;
}

static bool begin_runs(struct sorter *s, struct why *why)
{
	for (unsigned i = 0; i < s->n_runs; i++)
		if (!advance(s, &s->runs[i], why))
			return false;
	return true;
}

/* All runs become one behind them. What they took of the file stays taken. */
static bool merge_runs(struct sorter *s, struct why *why)
{
	struct run whole = { .at = s->end };

	if (!begin_runs(s, why))
		return false;
	for (unsigned i = least(s); i < RUNS_MAX; i = least(s))
		if (!write_entry(s, &s->runs[i].entry, why) || !advance(s, &s->runs[i], why))
			return false;
	if (!flush(s, why))
		return false;
	whole.end = s->end;
	for (unsigned i = 0; i < s->n_runs; i++)
		mem_free(s->runs[i].data);
	s->runs[0] = whole;
	s->n_runs = 1;
	return true;
}

bool sorter_sort(struct sorter *s, struct why *why)
{
	if (!s->n_runs) {
		sort_memory(s);
		return true;
	}
	if (s->n && !write_run(s, why))
		return false;
	drop_memory(s);
	mem_free(s->out);
	s->out = NULL;
	return begin_runs(s, why);
}

bool sorter_next(struct sorter *s, struct sorter_entry *ret, bool *ret_some, struct why *why)
{
	if (!s->n_runs) {
		*ret_some = s->next < s->n;
		if (*ret_some)
			*ret = entry_at(s->data + s->places[s->next++]);
		return true;
	}
	if (s->last < RUNS_MAX && !advance(s, &s->runs[s->last], why))
		return false;
	s->last = least(s);
	*ret_some = s->last < RUNS_MAX;
	if (*ret_some)
		*ret = s->runs[s->last].entry;
	return true;
}
