/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_SETUP_H
#define FCRDNS_EXPORTER_SETUP_H

/*
 * setup: one reading of the files that say what a probe is, and the engines that it needs. Another
 * reading gives another setup; the old one is kept until the probes that it began have ended.
 */

#include "engine.h"

#include <stdbool.h>
#include <stdint.h>

struct generic_words;
struct loop;
struct modules;
struct options;
struct suffix_list;
struct why;

struct setup {
	struct setup *next;	     /* an older one */
	struct generic_words *words; /* NULL: those compiled in */
	struct modules *modules;
	struct engines engines;
	unsigned n_probes;
};

/* Reads what the options name, and begins a resolver for each module, so that what cannot work is
 * known now. `suffixes` is borrowed until setup_free. NULL with one sentence. */
struct setup *setup_new(const struct options *o, const struct suffix_list *suffixes,
			struct loop *loop, uint64_t now_ms, struct why *why);
void setup_free(struct setup *s);

/* Frees those older than `s` that nothing needs. */
void setup_forget(struct setup *s);

#endif
