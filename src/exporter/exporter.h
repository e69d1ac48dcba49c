/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_EXPORTER_H
#define FCRDNS_EXPORTER_EXPORTER_H

/*
 * exporter: all that a running exporter has, and the turns of its one loop.
 */

#include "guard.h"
#include "metrics.h"
#include "probe.h"
#include "visitors.h"

#include <stdbool.h>
#include <stdint.h>

struct door;
struct loop;
struct options;
struct setup;
struct suffix_list;
struct verifier;
struct web_config;
struct why;

struct exporter {
	const struct options *options;
	struct loop *loop;
	struct suffix_list *suffixes;
	struct setup *setup; /* in force; older ones behind it */
	struct web_config *web;
	struct verifier *verifier; /* NULL: there are no users */
	struct door *doors;	   /* where requests come in */
	struct probes probes;
	struct visitors visitors;
	struct guard guard;
	struct metrics metrics;
	uint64_t now_ms;
	uint64_t rate_ms; /* how far requests have used up their time, see web_config.h */
	bool resumed;	  /* a request that waited can go on */
	bool is_stopping;
	int signals; /* where they are read; -1: they are not held back yet */
};

/* Reads all files; false with one sentence. exporter_done in any case. */
bool exporter_init(struct exporter *s, const struct options *o, struct why *why);
void exporter_done(struct exporter *s);

/* Opens the doors; tells on standard error where they are. */
bool exporter_open(struct exporter *s, struct why *why);
/* Until a signal ends it; false with one sentence. */
bool exporter_run(struct exporter *s, struct why *why);

/* Reads the files again. False with one sentence: the old ones stay in force. */
bool exporter_reload(struct exporter *s, struct why *why);

#endif
