/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_INPUT_INVENTORY_LINE_H
#define FCRDNS_INPUT_INVENTORY_LINE_H

/* inventory_line: one line of an inventory, a holding or the end behind the last one. Pure. */

#include <fcrdns/holding.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct inventory_line {
	bool is_json;
	bool is_end; /* the lines before it are all; else `holding` is one of them */
	bool has_count;
	uint64_t count; /* of those lines, as the end says it */
	/* Of an end: whose lines these are (then `holding` has provider and account), and in which
	 * regions they are all; see struct inventory_cover. */
	bool is_named, has_regions, all_regions;
	const char *const *regions;
	size_t n_regions;
	struct holding holding;
};

/* Texts are copied to `arena`. NULL, or one clause about the line: why it is neither. */
const char *inventory_line_parse(struct inventory_line *ret, const char *line, size_t len,
				 struct arena *arena);

#endif
