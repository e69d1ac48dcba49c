/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_COMMAND_H
#define FCRDNS_EXPORTER_COMMAND_H

/*
 * command: a module's question to an address as a command line, which comes to the same verdict
 * when it is pasted into a shell. Pure.
 */

struct module;
struct record;
struct text;

/* `words` is the file of --generic-words, or NULL. */
void command_put(const struct record *r, const struct module *m, const char *words,
		 struct text *out);

#endif
