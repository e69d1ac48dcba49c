/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_GENERIC_FILE_H
#define FCRDNS_GENERIC_FILE_H

/*
 * generic_file: the file of words that --generic-words names.
 */

#include <fcrdns/generic.h>

#include <stdbool.h>

/* Freed by the caller. Without a path it is NULL: those compiled in. False with one sentence. */
bool generic_file_load(struct generic_words **ret, const char *path, struct why *why);

#endif
