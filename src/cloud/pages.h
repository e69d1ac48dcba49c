/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLOUD_PAGES_H
#define FCRDNS_CLOUD_PAGES_H

/*
 * pages: a list whose pages are asked for by their numbers.
 *
 * What comes or goes between two pages moves what stands behind it: with one gone and one new the
 * sum is as it was, and one that is held was on no page that was read. So a list of several pages
 * is whole when two readings, one after the other, told the same entries. A list that is read by
 * marker or token does not need this.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cloud;

struct pages {
	size_t n_before; /* holdings before it */
	unsigned n_reads;
	bool has_print; /* of the reading before */
	uint64_t print_before;
	/* Of this reading. */
	unsigned n_pages;
	uint64_t n_seen, print;
	bool has_total, is_moved;
	uint64_t total;
};

/* A list is begun; what it tells comes behind the holdings that there are. */
void pages_begin(struct pages *p, const struct cloud *c);
/* Another page, which says how many entries there are in all, or not. */
void pages_turn(struct pages *p, bool has_total, uint64_t total);
/* An entry of it. */
void pages_see(struct pages *p, const char *id);
/* The entries changed on the way, or there are already more than there should be: it is of no use
 * to read on. */
bool pages_is_moved(const struct pages *p);

enum pages_end {
	PAGES_WHOLE,
	PAGES_AGAIN, /* from the first page on; its holdings were dropped */
	PAGES_NEVER  /* it changed each time */
};
/* There are no more pages, or it is moved. */
enum pages_end pages_end(struct pages *p, struct cloud *c);

#endif
