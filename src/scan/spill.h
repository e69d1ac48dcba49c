/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SCAN_SPILL_H
#define FCRDNS_SCAN_SPILL_H

/*
 * spill: texts that wait and are too many for the memory, in an unnamed file.
 *
 * The file is made when the first text comes, in $TMPDIR or else /var/tmp or /tmp, and is gone with
 * the process. Its blocks are used again, so that it stays as long as what waited at
 * the worst moment. A file that cannot be made or written is no fault: nothing is spilled.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SPILL_NONE = 0 /* no block has this number */
};

struct spill {
	int fd; /* -1: none yet */
	bool is_broken;
	uint32_t n_blocks, free; /* made so far; the first free one or SPILL_NONE */
	uint32_t *next;		 /* behind each block: the next of its text, or the next free one */
	size_t size;		 /* of `next` */
};

/* A file without a name in one of these folders, for reading and writing; -1: there is none. */
int spill_file(void);

void spill_init(struct spill *s);
void spill_done(struct spill *s);

/* Another text can be tried. */
bool spill_has_room(const struct spill *s);
/* Keep `n` octets, at least 1: their first block, or SPILL_NONE. */
uint32_t spill_put(struct spill *s, const char *octets, size_t n);
/* Take the text of `n` octets back to `out`; its blocks are free then. False: it cannot be read. */
bool spill_take(struct spill *s, uint32_t first, char *out, size_t n);

#endif
