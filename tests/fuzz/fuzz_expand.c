/* SPDX-License-Identifier: MIT */
/* SPF records of strangers, a line each: whatever they hold and in whatever order they come, the
 * same sorted addresses come of it, or the same reason for none. */
#include <fcrdns/arena.h>
#include <fcrdns/expand.h>
#include <fcrdns/limits.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool truth)
{
	if (!truth)
		abort();
}

static void need_printable(const char *s)
{
	need(strlen(s) < LIMIT_CLAUSE);
	for (; *s; s++)
		need(*s >= 0x20 && *s < 0x7f);
}

/* The line of a name: the first for the first name, by its hash for the others. */
static struct txt record_of_name(const uint8_t *data, size_t size, const struct name *name,
				 bool is_first)
{
	size_t lines = 1, at = 0;
	struct txt txt = { 0 };

	for (size_t i = 0; i < size; i++)
		lines += data[i] == '\n';
	for (size_t n = is_first ? 0 : name_hash(name) % lines; n; at++)
		n -= data[at] == '\n';
	txt.octets = data + at;
	while (at + txt.len < size && data[at + txt.len] != '\n' && txt.len < LIMIT_TXT_OCTETS)
		txt.len++;
	txt.cut = txt.len == LIMIT_TXT_OCTETS;
	return txt;
}

static void answer(struct expand *e, struct ask *ask, const uint8_t *data, size_t size)
{
	static const uint8_t one[] = "\1a\7example", root[] = "";
	const struct name *name = &ask->sent.name;
	uint32_t hash = name_hash(name);
	const struct mx mxs[3] = { { 1, { one, sizeof(one) } }, { 2, *name }, { 3, { root, 1 } } };
	struct ip ips[2] = { { .len = ask->sent.type == TYPE_A ? 4 : 16 } };
	struct txt txt = record_of_name(data, size, name, name_equal(name, &e->name));
	struct answer a = { .status = ANSWER_OK, .n_tries = 1, .n_records = 1, .n_total = 1 };

	if (hash % 7 == 3 || hash % 11 == 3) {
		a = (struct answer){ .status = hash % 7 == 3 ? ANSWER_NXDOMAIN : ANSWER_SERVFAIL };
	} else if (ask->sent.type == TYPE_TXT) {
		a.txts = &txt;
	} else if (ask->sent.type == TYPE_MX) {
		a.mxs = mxs;
		a.n_records = hash % 3 + 1;
		a.n_total = hash % 13 ? a.n_records : 11;
	} else {
		ips[1] = ips[0];
		memcpy(ips[1].octet, &hash, 4);
		a.ips = ips;
		a.n_records = 2;
	}
	expand_tell(e, ask, &a);
}

static void need_sorted(const struct expand *e)
{
	for (unsigned i = 0; i < e->n_ranges; i++) {
		const struct ip_range *r = &e->ranges[i];

		need(r->first.len == r->last.len && ip_compare(&r->first, &r->last) <= 0);
		need(!i || ip_compare(&r[-1].last, &r->first) < 0);
	}
}

static void run(struct expand *e, struct arena *arena, bool newest_first, const uint8_t *data,
		size_t size)
{
	static const uint8_t wire[] = "\1s\7example";
	const struct name name = { wire, sizeof(wire) };
	struct ask *asks[LIMIT_QUESTIONS];
	unsigned n = 0;

	expand_init(e, arena, TARGET_SPF, &name, UINT32_MAX, 0);
	while (!expand_is_done(e)) {
		struct ask *ask;

		while ((ask = expand_next(e)) != NULL)
			asks[n++] = ask;
		need(n > 0);
		ask = asks[newest_first ? n - 1 : 0];
		n--;
		if (!newest_first)
			memmove(asks, asks + 1, n * sizeof(struct ask *));
		answer(e, ask, data, size);
	}
	need_sorted(e);
	for (unsigned i = 0; i < e->n_notes; i++)
		need_printable(e->notes[i]);
	need((e->status == EXPAND_OK) == !e->clause);
	if (e->clause)
		need_printable(e->clause);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct expand one, two;
	struct arena a, b;

	arena_init(&a, 8 * LIMIT_ARENA);
	arena_init(&b, 8 * LIMIT_ARENA);
	run(&one, &a, false, data, size);
	run(&two, &b, true, data, size);
	need(one.status == two.status && one.n_ranges == two.n_ranges &&
	     one.n_addresses == two.n_addresses && one.n_notes == two.n_notes);
	need(!one.clause || strcmp(one.clause, two.clause) == 0);
	for (unsigned i = 0; i < one.n_ranges; i++)
		need(ip_equal(&one.ranges[i].first, &two.ranges[i].first) &&
		     ip_equal(&one.ranges[i].last, &two.ranges[i].last));
	arena_done(&a);
	arena_done(&b);
	return 0;
}
