/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_BOUNCE_H
#define FCRDNS_BOUNCE_H

/*
 * bounce: which replies of mail servers in a text are refusals for reverse DNS, and of which
 * addresses. The text is an SMTP reply, a line of a log, or a whole bounce (RFC 3464). Known are
 * the enhanced status codes of RFC 7372 and phrases that receivers use. Pure.
 */

#include <fcrdns/ip.h>
#include <fcrdns/receiver.h>

#include <stdbool.h>
#include <stddef.h>

enum {
	BOUNCE_TEXT_MAX = 1 << 20, /* octets that are looked at */
	BOUNCE_ADDRESSES = 16,
	BOUNCE_CODE_MAX = 16
};

struct bounce {
	unsigned what; /* bits of enum receiver_when; 0: no such refusal */
	char reply[BOUNCE_CODE_MAX], enhanced[BOUNCE_CODE_MAX]; /* of the first; "": none */
	struct ip addresses[BOUNCE_ADDRESSES];			/* different ones */
	size_t n_addresses;
};

/* False: no memory. */
bool bounce_read(struct bounce *ret, const char *octets, size_t n);

/* "no PTR record, or none that leads back" */
const char *bounce_words(const struct bounce *b);

#endif
