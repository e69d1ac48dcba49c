/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_STALE_H
#define FCRDNS_STALE_H

/*
 * stale: how a holding and the DNS fit together, now and after its release. Pure: a function of
 * the evidence, the holding and the time.
 */

#include <fcrdns/holding.h>
#include <fcrdns/record.h>

#include <stdbool.h>
#include <stdint.h>

struct policy;

/* INTERFACE: the values of the record's stale.class, and the names of findings. */
enum stale_class {
	STALE_NONE, /* it is no holding */
	STALE_HELD_OK,
	STALE_HELD_PENDING,	 /* the change is on its way, or no older than a TTL */
	STALE_HELD_DRIFT,	 /* API and DNS differ for longer, or the name does not lead back */
	STALE_HELD_INHERITED,	 /* a name of a stranger's domain, which the API does not know */
	STALE_HELD_DEFAULT,	 /* the provider's own name for the address */
	STALE_HELD_MISSING,	 /* no PTR at all */
	STALE_RELEASED_EXPIRING, /* given back, and the PTR may still be in caches */
	STALE_RELEASED_STALE,	 /* given back, and the PTR is still at the source */
	STALE_RELEASED_DANGLING, /* given back, and a name of ours still leads to it: the loudest */
	STALE_RELEASED_CLEAN,
	STALE_REASSIGNED, /* given back, and somebody else's name is there */
	STALE_UNKNOWN	  /* the inventory was not complete, or the DNS gave no usable answer */
};

const char *stale_class_text(enum stale_class c); /* "held_ok"; NULL for STALE_NONE */

struct stale {
	enum stale_class class;
	int64_t expected_gone_s; /* STALE_RELEASED_EXPIRING: caches have forgotten it by then */
};

#endif
