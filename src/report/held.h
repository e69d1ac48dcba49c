/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_REPORT_HELD_H
#define FCRDNS_REPORT_HELD_H

/* held: what the formats say of the holding that a record is about. Private to src/report. */

#include <fcrdns/report.h>

#include <stdint.h>

struct text;

/* The member "stale" with the comma before it; nothing where there is no holding. */
void held_json(const struct report_look *look, const struct record *r, struct text *out);

/* The finding that tells more than that all is well with it, or NULL. */
const struct finding *held_finding(const struct record *r);

/* Since it was given back; below 0: it was not. */
int64_t held_age_s(const struct record *r);

#endif
