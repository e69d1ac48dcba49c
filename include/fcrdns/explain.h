/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPLAIN_H
#define FCRDNS_EXPLAIN_H

/* explain: what is known of a finding in general, from the tables that records are judged by. */

#include <fcrdns/finding.h>

struct text;

/* Its page for people, `width` columns wide. */
void explain_text(enum finding_code code, unsigned width, struct text *out);
/* Its section of fcrdns-findings(7). */
void explain_man(enum finding_code code, struct text *out);
/* All codes, a line each with what they are about. */
void explain_list(unsigned width, struct text *out);

#endif
