/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_GENERIC_FILE_H
#define FCRDNS_GENERIC_FILE_H

/*
 * generic_file: the file of words that --generic-words names.
 */

#include <fcrdns/generic.h>

#include <stdbool.h>

/* clang-format off */
/* A row of the option tables of all programs: where INTO leads is the path. */
#define ROW_GENERIC_WORDS(INTO) \
	{ "generic-words", "FILE", \
	  "use these words to tell generic names instead of those built in", \
	  .more = "generic.words among the installed files says what they are, and is a copy of " \
		  "those built in.", \
	  .kind = OPT_TEXT, INTO(generic_words) }
/* clang-format on */

/* Freed by the caller. Without a path it is NULL: those compiled in. False with one sentence. */
bool generic_file_load(struct generic_words **ret, const char *path, struct why *why);

#endif
