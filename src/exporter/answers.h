/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_ANSWERS_H
#define FCRDNS_EXPORTER_ANSWERS_H

/* answers: the bodies of replies, by what was asked for. */

#include <stdbool.h>

struct probe_result;
struct reply;
struct request;
struct exporter;

bool answer_has_page(const struct exporter *s);

void answer_front(struct reply *ret, const struct exporter *s);
void answer_metrics(struct reply *ret, const struct exporter *s, bool openmetrics);
/* A probe's record, as the request wants it. */
void answer_result(struct reply *ret, const struct exporter *s, const struct request *r,
		   const struct probe_result *result, bool openmetrics);
/* Why there is none: one sentence, in the form that the request wants. */
void answer_fault(struct reply *ret, const struct exporter *s, const struct request *r,
		  unsigned status, const char *words);

/* What a person may be shown of a parameter; valid until the next call. */
const char *answer_shown(const char *text);

#endif
