/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_INPUT_INVENTORY_LINE_H
#define FCRDNS_INPUT_INVENTORY_LINE_H

/* inventory_line: one line of an inventory as a holding. Pure. */

#include <fcrdns/holding.h>

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Texts are copied to `arena`. NULL, or one clause about the line: why it is no holding. */
const char *inventory_line_parse(struct holding *ret, const char *line, size_t len,
				 struct arena *arena);

#endif
