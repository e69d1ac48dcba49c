/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SCAN_ORIGIN_H
#define FCRDNS_SCAN_ORIGIN_H

/* The servers of zones, each with a resolver of its own that asks nobody else and no recursion. */

#include <fcrdns/ip.h>
#include <fcrdns/resolver.h>

#include <stdbool.h>
#include <stdint.h>

struct authority_conf;

enum {
	ORIGINS = 16 /* kept: zones often have their servers in common */
};

struct origin {
	struct ip ip;
	struct resolver *resolver; /* NULL: there is none, nothing can be asked */
	unsigned n_users, n_open;
	unsigned n_silent; /* questions in a row without any answer */
	uint64_t used;
};

struct origins {
	const struct authority_conf *conf;
	struct origin origin[ORIGINS];
	uint64_t used;
};

/* The server at `ip`, made if need be in the place of the one longest unused; give it back. NULL:
 * all are in use. */
struct origin *origin_take(struct origins *all, const struct ip *ip);
void origin_give_back(struct origin *o);
void origins_done(struct origins *all);

/* It has been asked often, and never answered: do not wait for it any more. */
bool origin_is_dead(const struct origin *o);

#endif
