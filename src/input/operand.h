/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_INPUT_OPERAND_H
#define FCRDNS_INPUT_OPERAND_H

/* operand: what the command line names to be checked, looked at before anything is asked. */

#include "block.h"

#include <stdbool.h>
#include <stdint.h>

struct source_conf;
struct why;
struct word;

struct operands {
	uint64_t n_places;
	bool are_single; /* none is a block or a range of more than one address */
};

/* False (WHY_USAGE) with one sentence. */
bool operands_accept(struct operands *ret, const struct source_conf *conf, struct why *why);

/* A word of a list, or one operand, as a block of at most `max` addresses. */
bool operand_block(struct block *ret, const struct word *w, uint64_t max, struct why *why);

#endif
