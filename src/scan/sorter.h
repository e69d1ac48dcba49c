/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SCAN_SORTER_H
#define FCRDNS_SCAN_SORTER_H

/*
 * sorter: entries that are put in any order and come out in that of their keys, equal ones in the
 * order in which they were put.
 *
 * As many as SORTER_ROOM octets stay in memory; the others are sorted piece by piece into an
 * unnamed file (see spill.h), whose pieces are merged as they are read.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sorter;
struct why;

enum {
	SORTER_ROOM = 2 << 20,
	SORTER_ENTRY_MAX = 4 << 20 /* key and value; an octet less */
};

struct sorter_entry {
	const char *key, *value; /* until the next one is asked for */
	size_t n_key, n_value;
};

/* As memcmp, the shorter one first. */
int sorter_order(const char *a, size_t n_a, const char *b, size_t n_b);

struct sorter *sorter_new(struct why *why); /* NULL: WHY_INTERNAL */
void sorter_free(struct sorter *s);

/* A copy of both. False (WHY_IO, WHY_INTERNAL). */
bool sorter_put(struct sorter *s, const char *key, size_t n_key, const char *value, size_t n_value,
		struct why *why);
/* No more will be put. False (WHY_IO, WHY_INTERNAL). */
bool sorter_sort(struct sorter *s, struct why *why);
/* *ret_some is false at the end. False (WHY_IO, WHY_INTERNAL). */
bool sorter_next(struct sorter *s, struct sorter_entry *ret, bool *ret_some, struct why *why);

#endif
