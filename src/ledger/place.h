/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_LEDGER_PLACE_H
#define FCRDNS_LEDGER_PLACE_H

/*
 * place: where a ledger lies, and whether what lies there may be believed: regular files of this
 * user that nobody else may write, the journal beside it too, since what that says becomes the
 * ledger's at the next opening.
 */

#include <fcrdns/ledger.h>

#include <limits.h>

/* Symbolic links are followed: *ret is the file itself, which LEDGER_MAKE makes if need be. */
bool place_find(const char *path, enum ledger_mode mode, char ret[static PATH_MAX],
		struct why *why);

#endif
