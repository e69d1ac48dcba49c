/* SPDX-License-Identifier: MIT */
#include <fcrdns/authority.h>

#include "source_of.h"

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>
#include <fcrdns/stale.h>
#include <fcrdns/why.h>

#include <string.h>

enum rank {
	RANK_OTHER,
	RANK_TOLD, /* that and what is known may be what the provider gives to all */
	RANK_KNOWN,
	RANK_OWN /* by its domain */
};

static enum rank rank_of(const struct policy *p, const struct holding *h, const struct name *name)
{
	if (p && stale_name_is_own(p, name))
		return RANK_OWN;
	if (name_equal(name, &h->known_ptr))
		return RANK_KNOWN;
	return name_equal(name, &h->ptr) ? RANK_TOLD : RANK_OTHER;
}

static bool comes_first(const struct name *a, const struct name *b)
{
	int order = memcmp(a->wire, b->wire, a->len < b->len ? a->len : b->len);

	return order ? order < 0 : a->len < b->len;
}

/* The same one in whatever order they stand: servers that turn it do not differ. */
static const struct name *chosen(const struct policy *p, const struct holding *h,
				 const struct answer *a)
{
	const struct name *best = &a->ptrs[0];
	enum rank its = rank_of(p, h, best);

	for (unsigned i = 1; i < a->n_records; i++) {
		const struct name *name = &a->ptrs[i];
		enum rank rank = rank_of(p, h, name);

		if (rank > its || (rank == its && comes_first(name, best))) {
			best = name;
			its = rank;
		}
	}
	return best;
}

/* A server that is not of the zone, or leads elsewhere, knows nothing of what is there. */
struct said said_of(const struct source_of *s, const struct holding *h, const struct answer *a)
{
	struct said said = { .at = SOURCE_UNKNOWN };

	if (answer_is_temporary(a) || !a->authoritative || a->n_chain || a->loops)
		return said;
	if (a->status == ANSWER_OK && a->n_records) {
		said.at = SOURCE_HAS;
		said.ptr = *chosen(s->conf->policy, h, a);
		said.ttl_s = a->ttl_s;
		said.n_records = a->n_records;
	} else if (a->status == ANSWER_NODATA || a->status == ANSWER_NXDOMAIN) {
		said.at = SOURCE_LACKS;
	}
	return said;
}

void said_keep(struct source_of *s, struct holding *h, const struct said *said)
{
	h->at_source = said->at;
	h->source_ptr = (struct name){ 0 };
	h->source_ttl_s = 0;
	if (said->at != SOURCE_HAS)
		return;
	h->source_ptr.wire = arena_copy(s->arena, said->ptr.wire, said->ptr.len);
	if (h->source_ptr.wire) {
		h->source_ptr.len = said->ptr.len;
		h->source_ttl_s = said->ttl_s;
	} else {
		h->at_source = SOURCE_UNKNOWN;
		s->failed = true;
	}
}

bool source_of_is_stopped(const struct source_of *s)
{
	return s->failed || (s->conf->stop && *s->conf->stop);
}

bool authority_ask(const struct authority_conf *conf, struct holding *const *holdings, size_t n,
		   struct arena *arena, struct why *why)
{
	struct source_of s = { .conf = conf, .arena = arena, .n_items = (uint32_t)n };

	if (!n)
		return true;
	s.failed = n >= NOWHERE;
	if (!s.failed) {
		s.items = mem_zero(n, sizeof(*s.items));
		s.memos = mem_zero((size_t)LIMIT_ZONE_MEMO * 2, sizeof(*s.memos));
		s.failed = !s.items || !s.memos;
	}
	for (uint32_t i = 0; !s.failed && i < n; i++)
		s.items[i] = (struct item){ .holding = holdings[i], .next = NOWHERE };
	if (!source_of_is_stopped(&s))
		source_of_find(&s);
	if (!source_of_is_stopped(&s))
		source_of_ask(&s);
	mem_free(s.items);
	mem_free(s.memos);
	mem_free(s.zones);
	return !s.failed || why_set(why, WHY_INTERNAL, "out of memory for the servers of zones");
}
