/* SPDX-License-Identifier: MIT */
#include "pages.h"

#include "session.h"

#include <fcrdns/hash.h>

#include <string.h>

enum {
	READS_MAX = 5
};

void pages_begin(struct pages *p, const struct cloud *c)
{
	*p = (struct pages){ .n_before = c->n_holdings };
}

void pages_turn(struct pages *p, bool has_total, uint64_t total)
{
	if (!p->n_pages++) {
		p->has_total = has_total;
		p->total = total;
	}
	p->is_moved |= has_total != p->has_total || total != p->total;
}

/* As it comes from hash_octets, the last octets of two ids would make up for those of two others in
 * a sum: 10 and 13 for 11 and 12. So the bits are mixed, as MurmurHash3 does at its end. */
static uint64_t mixed(uint64_t h)
{
	h = (h ^ h >> 33) * 0xff51afd7ed558ccdULL;
	h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53ULL;
	return h ^ h >> 33;
}

/* Their order may change. */
void pages_see(struct pages *p, const char *id)
{
	p->n_seen++;
	p->print += mixed(hash_octets(HASH_BEGIN, id, strlen(id)));
}

bool pages_is_moved(const struct pages *p)
{
	return p->is_moved || (p->has_total && p->n_seen > p->total);
}

enum pages_end pages_end(struct pages *p, struct cloud *c)
{
	bool is_sound = !pages_is_moved(p) && (!p->has_total || p->n_seen == p->total);
	struct pages again = { .n_before = p->n_before, .n_reads = p->n_reads + 1 };

	if (is_sound && (p->n_pages <= 1 || (p->has_print && p->print == p->print_before)))
		return PAGES_WHOLE;
	again.has_print = is_sound;
	again.print_before = p->print;
	*p = again;
	c->n_holdings = p->n_before;
	return p->n_reads < READS_MAX ? PAGES_AGAIN : PAGES_NEVER;
}
