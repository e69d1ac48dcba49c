/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_PLUGIN_RUN_H
#define FCRDNS_PLUGIN_RUN_H

/*
 * run: the whole of a check, from options to the line and the state.
 */

#include <fcrdns/nagios.h>

struct options;
struct text;
struct why;

/* `line` is all that is to be printed. False with one sentence: nothing could be asked. */
bool plugin_run(const struct options *o, struct text *line, enum nagios_state *ret,
		struct why *why);

#endif
