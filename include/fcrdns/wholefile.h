/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_WHOLEFILE_H
#define FCRDNS_WHOLEFILE_H

/*
 * wholefile: a file of settings, read whole and bounded. It may hold secrets: what was read is
 * wiped when it is dropped.
 */

#include <fcrdns/limits.h>

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct why;

struct whole_file {
	char shown[LIMIT_SHOWN]; /* its path */
	char *octets;		 /* and a NUL behind them */
	size_t n;
	mode_t mode; /* of the file; a link is followed */
	uid_t owner;
};

/* False with one sentence: it is not there, cannot be read, is no file (a FIFO would make us wait
 * for ever) or longer than `limit`. With `ret_there`, one that is not there is no fault, and
 * *ret_there is false. */
bool whole_file_read(struct whole_file *ret, const char *path, size_t limit, bool *ret_there,
		     struct why *why);
void whole_file_drop(struct whole_file *f);

#endif
