/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SINK_H
#define FCRDNS_SINK_H

/*
 * sink: where whole records go: standard output, or a file that is made beside its
 * name and renamed when it is complete. Writes are gathered; sink_put never splits
 * what it was given over a failure that can be seen. A name that ends in .gz gets gzip members
 * (RFC 1952), whose borders depend on what is put and not on when.
 */

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sink;
struct why;

/* `path` NULL or "-": standard output. What exists and is no regular file is written straight.
 * NULL (WHY_CANTOUT): it cannot be made, or another run is writing it. */
struct sink *sink_new(const char *path, struct why *why);
/* To go on behind the first `octets` of PATH.part; that is what stays of a sink not closed. False
 * (WHY_MISFIT): it has fewer. */
struct sink *sink_resume(const char *path, uint64_t octets, struct why *why);

/* `path` with the symbolic links of its last part followed, also where they lead to nothing yet:
 * where the file will be. False: see errno. */
bool sink_path(const char *path, char ret[static PATH_MAX]);

/* Take a copy of `n` octets: one record, or a few. */
bool sink_put(struct sink *s, const char *octets, size_t n, struct why *why);
/* Push what is gathered to the file. */
bool sink_flush(struct sink *s, struct why *why);

/* Keep what is put from now on in memory, of LIMIT_HELD octets at most, until it is let go to the
 * file or forgotten, as if it had never been put. */
void sink_hold(struct sink *s);
bool sink_let_go(struct sink *s, struct why *why);
void sink_forget(struct sink *s);

/* Another run could go on here: true, and the border stands behind all that was put. False: not
 * here (within a member of .gz), the border stays where it was. */
bool sink_mark(struct sink *s);
/* All up to the border is in the file and survives a loss of power. *ret_octets: where it is. */
bool sink_save(struct sink *s, uint64_t *ret_octets, struct why *why);
/* What is put from now on is the end: the border may stand behind it whatever it is. */
bool sink_mark_end(struct sink *s, struct why *why);

/* Complete: flush, sync, rename. */
bool sink_close(struct sink *s, struct why *why);
/* Without sink_close before: an unfinished file beside the name is removed. */
void sink_free(struct sink *s);
/* It is a file that gets its name only when it is complete. */
bool sink_is_nameless(const struct sink *s);
bool sink_is_terminal(const struct sink *s);

#endif
