/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_INPUT_LIST_H
#define FCRDNS_INPUT_LIST_H

/*
 * list: a stream of octets as lines, in a buffer of fixed size.
 *
 * A line ends with LF, CR LF or the end of the stream. White space (blanks and tabs) around it is
 * taken away; empty lines and those that begin with '#' are passed over. A line of more
 * than LIMIT_LINE octets is told once and skipped, however long it is.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct why;

enum {
	LIST_BUFFER = 65536
};

struct list {
	const char *path; /* borrowed until list_close */
	int fd;		  /* -1: none open */
	bool can_wait;	  /* reading can block: it is asked first */
	bool begun;	  /* the byte-order mark is behind us */
	bool ended;	  /* nothing more will come */
	bool skipping;	  /* within a line that is too long */
	bool is_idle;	  /* LIST_WAIT without anything to wait for */
	uint64_t read;	  /* octets, all of them */
	size_t at, end;	  /* what is not yet used of `data` */
	char data[LIST_BUFFER];
};

enum list_got {
	LIST_LINE,
	LIST_LONG, /* the line's first LIMIT_LINE octets */
	LIST_WAIT, /* nothing there yet, or (is_idle) much was read in which no line is */
	LIST_END,
	LIST_FAILED
};

/* Whether `path` looks readable, without opening it (a FIFO would notice). False: WHY_NOINPUT. */
bool list_can_open(const char *path, struct why *why);

/* Something has this name: given as a target, it may have been meant as a list. */
bool list_is_there(const char *path);

/* How long it is; false: that is not known before its end. */
bool list_size(const char *path, uint64_t *ret);
/* Octets that are behind us. */
uint64_t list_octets(const struct list *l);

/* All octets of the file go into *hash. False: it cannot be read (WHY_NOINPUT), or is no file
 * that can be read again (WHY_USAGE). */
bool list_digest(const char *path, uint64_t *hash, struct why *why);

/* "-" is standard input. */
bool list_open(struct list *l, const char *path, struct why *why);
void list_close(struct list *l);

/* The line is valid until the next call. */
enum list_got list_next(struct list *l, const char **ret_line, size_t *ret_len, struct why *why);

#endif
