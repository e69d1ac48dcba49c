/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CELL_H
#define FCRDNS_CELL_H

/*
 * cell: one field of a table, RFC 4180, that is safe to open in a spreadsheet. Private to
 * src/report.
 *
 * Printable ASCII only: what is none becomes \DDD as in names. Spreadsheets take a cell that begins
 * with = + - or @ for a formula, and where the comma is the decimal sign they part cells at ";" as
 * well. So an apostrophe is put before what looks like one, at the begin of a field and behind each
 * ";" in it.
 */

#include <fcrdns/name.h>
#include <fcrdns/text.h>

#include <stdbool.h>
#include <stddef.h>

/* What was appended since `at`, where the field begins, becomes a field. */
void cell_end(struct text *out, size_t at);

/*
 * A list in one field, parted by ";". Its parts hold none: in names it is \059. It is bounded, and
 * its last part is "..." then, which is no name, no code and no address.
 */
struct cell_list {
	struct text *out;
	size_t at; /* where it begins */
	unsigned n;
	bool full;
};

struct cell_list cell_list_of(struct text *out);
void cell_list_add(struct cell_list *l, const char *part, size_t n);
void cell_list_add_name(struct cell_list *l, const struct name *name);

#endif
