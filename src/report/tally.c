/* SPDX-License-Identifier: MIT */
#include <fcrdns/tally.h>

_Static_assert(FINDING_FOREIGN < STAMP_WORDS * 64, "a stamp has a bit for each finding");

struct stamp stamp_of(const struct record *r)
{
	struct stamp s = { .iprev = (uint8_t)r->iprev,
			   .severity = (uint8_t)r->severity,
			   .stale = (uint8_t)r->stale.class };

	for (unsigned i = 0; i < r->n_findings; i++)
		s.findings[r->findings[i].code / 64] |= (uint64_t)1 << r->findings[i].code % 64;
	return s;
}

void tally_add(struct tally *t, const struct stamp *s)
{
	t->records++;
	t->by_iprev[s->iprev]++;
	t->by_severity[s->severity]++;
	t->by_stale[s->stale]++;
	for (unsigned i = 0; i < STAMP_WORDS; i++)
		for (uint64_t left = s->findings[i]; left; left &= left - 1)
			t->by_finding[i * 64 + (unsigned)__builtin_ctzll(left)]++;
}
