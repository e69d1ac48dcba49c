/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_PROBE_H
#define FCRDNS_PROBE_H

/*
 * probe: a record as Prometheus scrapes it, in the text format 0.0.4 or OpenMetrics 1.0.
 *
 * Label values come from our own tables. Only where `ptr_info` asks for it names from the DNS are
 * label values too, bounded in count and length. What is not known for now (how many PTR records
 * there are while nobody answers) has no sample: it must not look like a number.
 */

#include <stdbool.h>
#include <stdint.h>

struct record;
struct text;

enum {
	PROBE_NAMES = 10,     /* names shown by ptr_info: the first by their text */
	PROBE_NAME_MAX = 253, /* octets of one; a longer one, which is no host name, is cut */
	PROBE_NOT_ASKED = -1
};

struct probe_phases {
	int64_t ptr_us, forward_us, txt_us; /* or PROBE_NOT_ASKED */
};

/* What the writer needs to know beside the record. */
struct probe_look {
	uint64_t duration_us, timeout_us; /* of the whole probe, and the limit that it ran under */
	struct probe_phases phases;
	bool ptr_info;
	bool fail_on_warn; /* a warning is no success, either */
	bool openmetrics;
};

/* How long each phase of the record took: questions of one phase run side by side, so that it is as
 * long as the slowest. */
struct probe_phases probe_phases_of(const struct record *r);

/* The body for one record, whole. */
void report_probe(const struct record *r, const struct probe_look *look, struct text *out);

#endif
