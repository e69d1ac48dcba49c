/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_JSONPIECE_H
#define FCRDNS_JSONPIECE_H

/*
 * jsonpiece: the parts of a record that are one of a few, ready as they are written. A long list
 * writes them again and again. Pure.
 */

#include <fcrdns/record.h>
#include <fcrdns/text.h>

struct piece {
	const char *text;
	size_t len;
};

#define PIECE(s)                    \
	{                           \
		"" s, sizeof(s) - 1 \
	}

static inline void put_piece(struct text *out, const struct piece *p)
{
	text_put(out, p->text, p->len);
}

/* From the brace of a finding up to the begin of its message. */
const struct piece *piece_of_finding(enum finding_code code, enum severity s);
/* From the comma before "iprev" up to the begin of the severity, */
const struct piece *piece_of_iprev(enum iprev i);
/* and that up to the begin of the confirmed names. */
const struct piece *piece_of_severity(enum severity s);
/* A name's "confirmed" with the quotation mark that ends the name. */
const struct piece *piece_of_confirmed(enum tristate t);
/* All of "mta" where it is what most records say, else NULL. */
const struct piece *piece_of_mta(const struct mta *m);

#endif
