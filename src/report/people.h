/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_PEOPLE_H
#define FCRDNS_PEOPLE_H

/* people: the parts of the text that is written for people. Private to src/report. */

#include <fcrdns/report.h>

enum {
	PEOPLE_INDENT = 6 /* where a line goes on after its break */
};

/* Columns, with the default and a floor below which nothing can be read. */
unsigned look_width(const struct report_look *look);

/* Address -> name -> addresses, a line a name. */
void people_path(const struct report_look *look, const struct record *r, struct text *out);

/* What -v adds behind the fix: predicted replies, every query. */
void people_detail(const struct report_look *look, const struct record *r, struct text *out);

#endif
