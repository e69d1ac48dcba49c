/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_GUARD_H
#define FCRDNS_EXPORTER_GUARD_H

/*
 * guard: who may ask for what: the networks that targets may be of, and the names that a browser
 * may call this server by. Pure.
 */

#include <fcrdns/ip.h>
#include <fcrdns/optparse.h>

#include <stdbool.h>
#include <stddef.h>

struct why;

struct network {
	struct ip ip;
	unsigned bits;
};

struct guard {
	struct network *networks; /* none: any target */
	size_t n_networks;
	const struct opt_texts *hosts; /* beside localhost and addresses; borrowed */
};

/* False (WHY_USAGE) with one sentence; guard_done in any case. */
bool guard_init(struct guard *ret, const struct opt_texts *allow, const struct opt_texts *hosts,
		struct why *why);
void guard_done(struct guard *g);

bool guard_allows(const struct guard *g, const struct ip *target);

/*
 * A browser that was led here by a name which somebody else lets point to us (DNS rebinding) names
 * that one in its Host header: an address or localhost it cannot be.
 */
bool guard_knows_host(const struct guard *g, const char *header);
/* The Origin header is this server's own, which `host` names. */
bool guard_is_own_origin(const char *origin, const char *host, bool is_tls);

#endif
