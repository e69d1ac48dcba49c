/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_INVENTORY_H
#define FCRDNS_INVENTORY_H

/*
 * inventory: a file that says which addresses are held, for whoever has no API to ask.
 *
 * A line is ADDRESS [PROVIDER [REGION [ID [NAME]]]], separated by white space, "-" for a column
 * without a value, or a JSON object as `inventory` writes it. NAME is the PTR name that the
 * address shall have. Comments, empty lines, CR LF and a byte-order mark are as in lists.
 *
 * It is whole or nothing: what is not in it counts as given back, so that one line that cannot be
 * read makes all of it worthless, and so does a file without an address. Behind JSON lines stands
 * {"complete":true,"addresses":N}, N (which may be left out) the lines since the last such end;
 * without it the file may be cut off. It also says whose they are and which regions were asked:
 * "provider", "account", "regions":[...] and "all_regions". An account that has nothing any more is
 * told by its end alone.
 */

#include <fcrdns/arena.h>
#include <fcrdns/holding.h>

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

struct why;

struct inventory {
	/* By provider, account, region, address and id; none twice. */
	struct holding *holdings;
	size_t n;
	/* Of every account in `holdings`, and of those that have none there; in the file's order.
	 */
	struct inventory_cover *covers;
	size_t n_covers;
	struct arena arena; /* of their texts */
};

/* "-" is standard input. False with one sentence (WHY_NOINPUT, WHY_DATA, WHY_LIMIT), also when
 * *stop (may be NULL) is set while it waits for more; *ret is empty then. */
bool inventory_read(const char *path, const volatile sig_atomic_t *stop, struct inventory *ret,
		    struct why *why);
void inventory_done(struct inventory *i);

/* The holdings from `at` on that are of one provider and account: how many. */
size_t inventory_account(const struct inventory *i, size_t at);

#endif
