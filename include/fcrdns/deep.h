/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_DEEP_H
#define FCRDNS_DEEP_H

/*
 * deep: what --deep asks about the names that lead back, once all of them are known.
 *
 * Part of a check. It changes no verdict: what it does not get to know, for want of an answer or
 * of the room that it may take, is told as not known, and the check goes on as without it.
 */

#include <fcrdns/ip.h>
#include <fcrdns/limits.h>
#include <fcrdns/name.h>

#include <stdbool.h>

struct ask;
struct candidate;
struct check;

/* An address of the other family that such a name has as well. */
struct twin {
	struct ip address;
	struct ask *ptr;
	struct ask *forward[LIMIT_TWIN_NAMES]; /* of its PTR names, where none is the name itself */
	unsigned n_forward;
	bool is_cut; /* it has more of them */
};

struct deep_name {
	const struct candidate *candidate;
	struct ask *other;		/* its addresses of the other family */
	bool planned;			/* they are known */
	struct twin twins[LIMIT_TWINS]; /* sorted */
	unsigned n_twins;
	bool is_cut; /* it has more of them */
};

struct deep {
	bool planned; /* the names are known */
	bool is_cut;  /* there are more of them */
	struct deep_name names[LIMIT_DEEP_NAMES];
	unsigned n_names;
	unsigned n_asked;
};

enum leads_back {
	LEADS_BACK,
	LEADS_ELSEWHERE,
	LEADS_UNKNOWN
};

/* Whether the reverse DNS of the twin is confirmed. */
enum leads_back twin_leads(const struct twin *t, const struct deep_name *of);

#endif
