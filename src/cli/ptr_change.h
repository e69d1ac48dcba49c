/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_PTR_CHANGE_H
#define FCRDNS_CLI_PTR_CHANGE_H

/*
 * ptr_change: one PTR that is set or unset, from the look at what is there to the look whether the
 * DNS has it.
 *
 * Nothing is sent that changes anything unless `yes`. The address must be in an inventory read just
 * before; that of an address given back is changed by the id it had, which a person must have
 * typed.
 */

#include "job.h"
#include "options.h"

#include <fcrdns/arena.h>
#include <fcrdns/holding.h>

#include <stdbool.h>
#include <stdint.h>

struct ledger;
struct ptr_dns;
struct why;

struct ptr_options {
	struct job_options job;
	struct options dns; /* who is asked, and how */
	unsigned wait_ms, ttl_s;
	const char *description, *expect, *id, *ledger;
	bool yes;
};

struct ptr_change {
	const struct ptr_options *o;
	bool sets;
	struct ip address;
	struct name name;   /* to be set */
	struct name expect; /* --expect-current; len 0 with expects: none */
	bool expects;
	uint8_t name_wire[NAME_MAX_OCTETS], expect_wire[NAME_MAX_OCTETS];

	struct job job;
	struct ptr_dns *dns;
	struct ledger *ledger; /* or NULL */
	struct arena arena;    /* of what follows */
	struct holding holding;
	bool is_released;
	struct name old; /* the name that is to go, or is replaced; len 0: none is known */
};

/* The exit status; what is to be said was said. */
int ptr_change_run(struct ptr_change *c);

#endif
