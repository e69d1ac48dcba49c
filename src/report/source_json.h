/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_REPORT_SOURCE_JSON_H
#define FCRDNS_REPORT_SOURCE_JSON_H

/* source_json: what the zones' own servers say, for JSON. Private to src/report. */

#include <fcrdns/report.h>

/* The members "trace" and "authoritative" with a comma before each; nothing without a trace. */
void source_json(const struct report_look *how, const struct record *r, struct text *out);

#endif
