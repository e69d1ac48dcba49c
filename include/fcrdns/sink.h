/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SINK_H
#define FCRDNS_SINK_H

/*
 * sink: where whole records go: standard output, or a file that is made beside its
 * name and renamed when it is complete. Writes are gathered; sink_put never splits
 * what it was given over a failure that can be seen.
 */

#include <stdbool.h>
#include <stddef.h>

struct sink;
struct text;
struct why;

/* `path` NULL or "-": standard output. What exists and is no regular file is written straight. */
struct sink *sink_new(const char *path, struct why *why);

/* Take all of `t` and empty it. */
bool sink_put(struct sink *s, struct text *t, struct why *why);
/* Push what is gathered to the file. */
bool sink_flush(struct sink *s, struct why *why);
/* Complete: flush, sync, rename. */
bool sink_close(struct sink *s, struct why *why);
/* Without sink_close before: an unfinished file beside the name is removed. */
void sink_free(struct sink *s);
bool sink_is_terminal(const struct sink *s);

#endif
