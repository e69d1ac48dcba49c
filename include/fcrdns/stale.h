/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_STALE_H
#define FCRDNS_STALE_H

/*
 * stale: how a holding and the DNS fit together, now and after its release. Pure: a function of
 * the evidence, the holding and the time.
 */

#include <fcrdns/name.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct policy;
struct record;

/* INTERFACE: the values of the record's stale.class, and the names of findings. */
enum stale_class {
	STALE_NONE, /* it is no holding */
	STALE_HELD_OK,
	STALE_HELD_PENDING,	 /* the change is on its way, or no older than a TTL */
	STALE_HELD_DRIFT,	 /* API and DNS differ for longer, or the name does not lead back */
	STALE_HELD_INHERITED,	 /* a name of an earlier holder, which the API does not know */
	STALE_HELD_DEFAULT,	 /* the provider's own name for the address */
	STALE_HELD_MISSING,	 /* no PTR at all */
	STALE_RELEASED_EXPIRING, /* given back, and the PTR may still be in caches */
	STALE_RELEASED_STALE,	 /* given back, and the PTR is still at the source */
	STALE_RELEASED_DANGLING, /* given back, and a name of ours still leads to it: the loudest */
	STALE_RELEASED_CLEAN,
	STALE_REASSIGNED, /* given back, and somebody else's name is there */
	STALE_UNKNOWN,	  /* the inventory was not complete, or the DNS gave no usable answer */
	N_STALE
};

/* Of those classes that have several reasons, which of them it is. */
enum stale_reason {
	STALE_PLAIN,
	STALE_UNSHOWN,	    /* held_ok: the API shows none, but the name in the DNS is ours */
	STALE_BY_API,	    /* held_pending: it says so; held_drift: it says that it failed */
	STALE_NO_PTR,	    /* held_drift: the DNS has none, */
	STALE_OTHER_PTR,    /* another one, */
	STALE_NO_WAY_BACK,  /* or one that does not lead back */
	STALE_OWN_TENANCY,  /* held_inherited: from ourselves */
	STALE_CACHED,	    /* released_expiring: the authoritative servers have it no more */
	STALE_UNPROVEN,	    /* released_stale: they did not say, a resolver does */
	STALE_DEFAULT_BACK, /* released_clean: the provider's own name stands there */
	STALE_NO_INVENTORY, /* unknown: it was not complete, */
	STALE_NO_ANSWER,    /* there is no usable answer about the PTR, */
	STALE_NO_FORWARD    /* or about a name of ours */
};

struct stale {
	enum stale_class class;
	enum stale_reason reason;
	const struct name *name; /* the one it is about, or NULL */
	bool is_missing;	 /* held: the last inventory is without it, but that is not long */
	bool ttl_is_assumed;	 /* nobody has told it */
	/* STALE_RELEASED_EXPIRING, STALE_HELD_PENDING: caches have forgotten it by then; 0: not
	 * known. */
	int64_t expected_gone_s;
};

const char *stale_class_text(enum stale_class c); /* "held_ok"; NULL for STALE_NONE */
/* The class of that text; false when there is none. */
bool stale_class_parse(enum stale_class *ret, const char *text, size_t len);

/* Under a domain of the user's, or one of their names. */
bool stale_name_is_own(const struct policy *p, const struct name *name);

/* Of a record whose names are judged: from its target's holding, its evidence and its policy. */
struct stale stale_of(const struct record *r);

#endif
