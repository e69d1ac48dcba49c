/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CHANGE_H
#define FCRDNS_CHANGE_H

/*
 * change: what is another for an address than it was in an earlier record. Pure.
 *
 * An outline is what of a record can change: the verdict, PTR names, where they lead, and findings.
 * Times, TTLs, durations, tries, servers and wordings are no part of it. Nor is what failed for
 * now: it leaves a doubt about its subject, and what the other record says of that cannot be
 * compared. So a temporary failure is never a change, and never hides one that is elsewhere.
 */

#include <fcrdns/record.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct text;

enum {
	OUTLINE_ITEMS = 4096,	     /* at most; a record of this program has some hundred */
	OUTLINE_OCTETS_MAX = 1 << 20 /* packed */
};

/* Points into its octets, see outline_read. */
struct outline {
	uint64_t index, part;
	bool has_part;
	bool is_undecided; /* nothing is known for now */
	bool is_cut;	   /* it has more PTR names than a record tells */
	enum iprev iprev;
	enum severity severity;		   /* as recorded */
	const char *address, *input, *tag; /* "" where there is none */
	const char *items;		   /* NUL-ended, one behind the other, in order */
	const char *end;
};

/* Appended to `out`, packed. False: it has more than an outline holds. The arena is used for what
 * is needed meanwhile; false with its `failed` set: it is full. */
bool outline_of(const struct record *r, struct arena *arena, struct text *out);
/* What outline_of has packed: `n` octets, which stay where they are. */
struct outline outline_read(const char *octets, size_t n);

enum change_class {
	CHANGE_NONE,
	CHANGE_WORSE, /* than it was, by severity; or it passed, and does no more */
	CHANGE_BETTER,
	CHANGE_OTHER,	  /* no worse and no better: another path, or other findings */
	CHANGE_UNDECIDED, /* it cannot be compared */
	CHANGE_NEW,
	CHANGE_GONE,
	N_CHANGES
};

const char *change_class_text(enum change_class c); /* "same", "worse", ... */

struct change {
	enum change_class class;
	bool has_doubt; /* a part of it cannot be compared */
	/* Of what was compared; of a new one, of all. */
	enum severity before, after;
};

/* One of them may be NULL: it is new, or gone. */
struct change change_of(const struct outline *old, const struct outline *new);

enum change_kind {
	CHANGE_OF_NAME,	   /* a PTR name */
	CHANGE_OF_ADDRESS, /* a PTR name that both have leads elsewhere */
	CHANGE_OF_FINDING
};

/* One difference. `was` and `is`: the addresses of the name, parted by blanks, both given; else the
 * name, or a finding's code, in one of them and NULL in the other. `about`: the name. */
struct change_part {
	enum change_kind kind;
	const char *was, *is, *about; /* about: "" for none */
};

/* Each that counts, in order; nothing where one of both is not there, or is undecided. The texts
 * last for the call. */
void change_each(const struct outline *old, const struct outline *new,
		 void (*tell)(void *user, const struct change_part *part), void *user);

#endif
