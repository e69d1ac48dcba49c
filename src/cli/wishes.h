/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_WISHES_H
#define FCRDNS_CLI_WISHES_H

/*
 * wishes: what the options mean to the parts of the program. Pure, apart from what wish_look asks
 * of the terminal and its environment.
 */

#include "options.h"

#include <fcrdns/report.h>
#include <fcrdns/resolver.h>
#include <fcrdns/servers.h>
#include <fcrdns/source.h>
#include <fcrdns/wish.h>

struct why;

/* False (WHY_USAGE). The policy lacks what only others know: eager, the suffix list, and what
 * the servers say. `ret` may not move afterwards. */
bool wish_policy(struct wish *ret, const struct options *o, struct why *why);

enum {
	AUTHSERV_ID_MAX = 256
};

/* Who judges: as given, or this machine. False (WHY_USAGE). */
bool wish_authserv_id(const struct options *o, char ret[static AUTHSERV_ID_MAX], struct why *why);

/* False (WHY_USAGE): the shard is not given, or not one of them. */
bool wish_shard(struct shard *ret, const struct options *o, struct why *why);
struct source_conf wish_source(const struct options *o);
/* What all options say that shape the records, but not the targets. */
uint64_t wish_digest(const struct options *o);
/* False (WHY_USAGE); the texts live in `w`. */
bool wish_servers(struct servers_conf *ret, struct wish *w, const struct options *o,
		  struct why *why);
void wish_resolver(struct resolver_conf *ret, const struct options *o,
		   const struct servers *servers);
struct report_look wish_look(const struct options *o, const struct servers *servers,
			     bool is_terminal);

#endif
