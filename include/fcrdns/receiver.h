/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_RECEIVER_H
#define FCRDNS_RECEIVER_H

/*
 * receiver: what receivers of mail are documented to do about the reverse DNS of those that send
 * it, and with which reply: data/receivers.json, compiled in. Documents and collected bounces of
 * the date given; nobody's behaviour of today is promised.
 */

#include <fcrdns/finding.h>

#include <stdbool.h>
#include <stddef.h>

struct record;

/* What they act on; "no_ptr" and so on in the file. */
enum receiver_when {
	RECEIVER_NO_PTR,	  /* no PTR record, or none that names a host */
	RECEIVER_UNCONFIRMED,	  /* no PTR name leads back to the address */
	RECEIVER_TEMPORARY,	  /* reverse DNS fails for now */
	RECEIVER_GENERIC,	  /* the name looks automatically made */
	RECEIVER_HELO_MISMATCH,	  /* the name in HELO is not the PTR name */
	RECEIVER_HELO_UNRESOLVED, /* it has no address */
	RECEIVER_HELO_INVALID	  /* it is no full host name */
};

struct receiver {
	const char *name;
	unsigned when;	     /* a bit for each enum receiver_when */
	unsigned family_len; /* 16: of IPv6 senders only; 0: of all */
	const char *does;    /* behind "is documented to", such as "refuse" */
	const char *reply;   /* as it begins, or NULL */
	const char *source;
	const char *date; /* the document's, or when it was read */
};

/* In the order of their names. */
const struct receiver *receiver_list(size_t *ret_n);

/* What of that a record shows. */
unsigned receiver_what(const struct record *r);
bool receiver_acts(const struct receiver *v, unsigned what, unsigned address_len);
/* The first finding of the record that it acts on; NULL where that was left out (--ignore). */
const struct finding *receiver_finding(const struct receiver *v, const struct record *r);

/* What a finding of that code stands for. */
unsigned receiver_what_of(enum finding_code code);

const char *receiver_when_text(enum receiver_when w);

#endif
