/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_JOURNAL_H
#define FCRDNS_JOURNAL_H

/*
 * journal: FILE.state, beside the output FILE: which scan it is, and how far its output has come.
 *
 * A text file of three lines. The first says which scan it is:
 *   {"schema":"fcrdns-state/1","scan":HEX,"list":HEX,"options":HEX,"shards":N,"shard":I,"seed":S,
 *    "format":NAME,"quiet":BOOL,"unordered":BOOL,"version":TEXT}
 * `scan` is the same for all shards of one scan. The other two have a fixed length and are written
 * in turn, each with its number, what is in the output, and a hash of all that, so that one of
 * them is whole whatever happens. The one with the higher number counts.
 * The file stays when the scan is complete, since `merge` wants it; a run that comes again has
 * nothing to go on with then and begins anew. While a run has it open it is locked.
 */

#include <fcrdns/shard.h>
#include <fcrdns/tally.h>

#include <stdbool.h>
#include <stdint.h>

struct journal;
struct why;

struct journal_scan {
	uint64_t list, options; /* digests */
	struct shard shard;
	const char *format;
	bool quiet, unordered;
};

/* What is in the output. */
struct journal_point {
	uint64_t octets; /* of the file, of whole records */
	uint64_t next;	 /* the first place of the list that is not in it */
	uint64_t places; /* of the whole list, when is_complete */
	struct tally tally;
	bool is_complete;
};

enum journal_begin {
	JOURNAL_FRESH,	 /* nothing is there to go on with */
	JOURNAL_GO_ON,	 /* FILE.part holds what `ret_point` says */
	JOURNAL_NAMELESS /* FILE.part is whole and lacks only its name */
};

/*
 * Open and lock the journal of the output `path`, and find out where to go on. `resume` false: to
 * begin anew, refused (WHY_MISFIT) where an unfinished scan lies. NULL: WHY_MISFIT when what is
 * there is of another scan, WHY_CANTOUT when another run has it or it cannot be made, WHY_USAGE
 * when `path` can be no such file.
 */
struct journal *journal_new(const char *path, const struct journal_scan *scan, bool resume,
			    enum journal_begin *ret, struct journal_point *ret_point,
			    struct why *why);
void journal_free(struct journal *j);

/* The output has come that far; what `point` tells must be safe on the disk. False: WHY_IO. */
bool journal_put(struct journal *j, const struct journal_point *point, struct why *why);

#endif
