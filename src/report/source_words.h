/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SOURCE_WORDS_H
#define FCRDNS_SOURCE_WORDS_H

/*
 * source_words: what the zones' own servers say, in the words that text and pages share. Each puts
 * words into a line that its caller has begun. Private to src/report.
 */

#include <fcrdns/record.h>
#include <fcrdns/report.h>

#include <stdbool.h>

struct trace_look;
struct trace_server;
struct trace_step;
struct traced;
struct wrap;

/* What came of one look-up. */
void source_sentence(struct wrap *w, const struct report_look *how, const struct record *r,
		     const struct trace_look *look, const struct traced *traced);

/* The zone of a step and its servers, those that are no good with the reason. */
void source_servers(struct wrap *w, const struct trace_step *s);

/* What one of them says. */
void source_server(struct wrap *w, const struct report_look *how,
		   const struct trace_server *server);

/* What the source has is on its way to the resolver. */
struct source_wait {
	bool is_known; /* when it is there */
	unsigned longest_s;
};

/* False: there is nothing to wait for. */
bool source_is_to_come(const struct record *r, struct source_wait *ret);
void source_put_wait(struct wrap *w, const struct report_look *how, const struct source_wait *wait);

#endif
