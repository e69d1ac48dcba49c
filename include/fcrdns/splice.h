/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SPLICE_H
#define FCRDNS_SPLICE_H

/* splice: a record's line without some of its findings, and all else of it as it stands.
 * Pure. */

#include <fcrdns/finding.h>

#include <stddef.h>
#include <stdint.h>

struct text;

/* `line`: one JSON object that was read well, of `n` octets. `dropped`: 1 for each finding that is
 * left out, of `n_findings`. `severity` takes the place of the one that is there. */
void splice_findings(const char *line, size_t n, const uint8_t *dropped, size_t n_findings,
		     enum severity severity, struct text *out);

#endif
