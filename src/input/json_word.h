/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_INPUT_JSON_WORD_H
#define FCRDNS_INPUT_JSON_WORD_H

/*
 * json_word: the word and tag of a list's line that is a JSON object: its "address", and its "tag"
 * or else its "label".
 */

#include "word.h"

#include <fcrdns/ip.h>

#include <stdbool.h>
#include <stddef.h>

struct json_word {
	char address[IP_TEXT_MAX];
	char tag[LIMIT_TAG + 1]; /* its first octets, as they are: whoever shows it escapes it */
	size_t tag_len;
	char fault[LIMIT_SHOWN];
};

/* The line that stands behind the last address of an inventory; no target, and nothing wrong. */
bool json_word_is_end(const char *line, size_t len);

/* *ret points into `j`. NULL, or a predicate: the line is no target, *ret is the line. */
const char *json_word_of(struct json_word *j, struct word *ret, const char *line, size_t len);

#endif
