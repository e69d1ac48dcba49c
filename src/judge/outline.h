/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_OUTLINE_H
#define FCRDNS_OUTLINE_H

/*
 * outline: the items of one. Private to src/judge.
 *
 * The first octet says what it is; a tab ends the part by which two items are of one thing.
 */

#include <fcrdns/change.h>

enum {
	ITEM_ADDRESSES = 'A', /* name, tab, addresses parted by blanks */
	ITEM_CUT = 'C',	      /* name: it has more addresses than a record tells */
	ITEM_DOUBT = 'D',     /* subject */
	ITEM_FINDING = 'F',   /* code, blank, name, tab, severity as a digit */
	ITEM_NAME = 'N',      /* name */
	SUBJECT_MAX = NAME_TEXT_MAX + 16
};

/* By the part that says which thing it is. */
int item_order(const char *a, const char *b);

/* What a finding depends on beside the PTR records; "" for nothing. False: it is never compared. */
bool finding_subject(const char *code, const char *about, char ret[static SUBJECT_MAX]);

#endif
