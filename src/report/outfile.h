/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_REPORT_OUTFILE_H
#define FCRDNS_REPORT_OUTFILE_H

/*
 * outfile: the file behind a sink. A regular file is made beside its name and renamed when it is
 * whole; what exists and is no regular file is written straight. A file that a later run shall
 * go on with is NAME.part until then. While one is being made it is locked, and nobody else makes
 * one of that name, of either kind. Errors are in errno; EWOULDBLOCK: another run makes it now.
 */

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#define OUTFILE_PART ".part"
#define OUTFILE_TEMP ".fcrdns.tmp"

struct outfile {
	int fd;
	bool is_owned;	    /* closed by us */
	bool is_unfinished; /* `temp` is there and not yet renamed */
	bool is_kept;	    /* `temp` stays also when it is not finished */
	char path[PATH_MAX], temp[PATH_MAX + 32];
};

/* `path` with the symbolic links of its last part followed, also where they lead to nothing yet. */
bool outfile_path(const char *path, char ret[static PATH_MAX]);

/* Both may be followed by outfile_done, also when they fail. */
bool outfile_open(struct outfile *f, const char *path);
/* The first `octets` of NAME.part are kept, the rest is cut off. ENODATA: it has fewer. */
bool outfile_resume(struct outfile *f, const char *path, uint64_t octets);

/* What is written survives a loss of power. */
bool outfile_sync(const struct outfile *f);

enum outfile_kept {
	OUTFILE_KEPT,
	OUTFILE_UNWRITTEN,
	OUTFILE_UNNAMED /* written, but not under its name */
};

/* It is whole: synchronise, close, rename. */
enum outfile_kept outfile_keep(struct outfile *f);
/* Close; what is not kept is removed. */
void outfile_done(struct outfile *f);

#endif
