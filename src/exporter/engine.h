/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_ENGINE_H
#define FCRDNS_EXPORTER_ENGINE_H

/*
 * engine: a resolver and what drives checks through it; one for each set of servers that the
 * modules of a configuration name.
 *
 * A process that lives for months changes its sockets: from time to time an engine is retired,
 * which ends what it has begun while a new one takes what comes. So source ports do not stay
 * guessable, and a socket that the network left behind is not kept.
 */

#include <fcrdns/drive.h>
#include <fcrdns/servers.h>

#include <stdbool.h>
#include <stdint.h>

struct loop;
struct why;

struct engine {
	struct engine *next;
	const struct servers *servers;
	struct resolver *resolver;
	struct drive drive;
	uint64_t born_ms;
	bool is_retired;
};

struct engines {
	struct engine *first;
	struct loop *loop;
	uint64_t packets, answers; /* of those that are gone */
};

void engines_init(struct engines *e, struct loop *loop);
void engines_done(struct engines *e);

/* The one for these servers, which are borrowed until engines_done; made where there is none. NULL
 * (WHY_INTERNAL). */
struct engine *engines_of(struct engines *all, const struct servers *servers, uint64_t now_ms,
			  struct why *why);

/* As of resolver.h, for all of them. */
uint64_t engines_begin_sleep(struct engines *all);
void engines_end_sleep(struct engines *all, uint64_t most_us);

/* The next work that ended and its engine, where it is to be kept; NULL: none. The rest of a turn's
 * work is done here, too. */
void engines_turn(struct engines *all);
struct work *engines_next_ended(struct engines *all, struct engine **ret);

/* Packets sent and answers had so far. */
void engines_count(const struct engines *all, uint64_t *ret_packets, uint64_t *ret_answers);

#endif
