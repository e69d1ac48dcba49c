/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_VERIFIER_H
#define FCRDNS_EXPORTER_VERIFIER_H

/*
 * verifier: whether users may enter, without the loop waiting for it: a process of its own is asked
 * (checker.h), one question after the other, and one that says nothing for too long is replaced.
 *
 * What was accepted is remembered as a keyed digest, so that a scrape costs it once. Questions in
 * wait are bounded, equal ones are asked once, and no client can have all places. Clients take
 * turns, so that who has many in wait holds up himself.
 */

#include <stdbool.h>
#include <stdint.h>

struct client;
struct loop;
struct verifier;
struct web_config;
struct why;

enum verifier_says {
	VERIFIER_YES,
	VERIFIER_NO,
	VERIFIER_LATER,	      /* the asker will be told, never from within */
	VERIFIER_CROWDED,     /* too many wait */
	VERIFIER_SHARE_TAKEN, /* the client has as many in wait as it may */
	VERIFIER_FAILED	      /* the process did not say */
};

/* Who asked; its memory stays until it was told or has left. */
struct verifier_asker {
	struct verifier_asker *next;
	struct verifier *verifier; /* NULL: it waits for nothing */
	struct client *client;
	void (*tell)(struct verifier_asker *a, enum verifier_says says);
};

/* `web` is borrowed until verifier_free. NULL with one sentence. */
struct verifier *verifier_new(const struct web_config *web, struct loop *loop, struct why *why);
/* Those who wait are told VERIFIER_FAILED. */
void verifier_free(struct verifier *v);
/* Takes what another one remembers of users that are the same here, and who waits there. */
void verifier_inherit(struct verifier *v, struct verifier *old, uint64_t now_ms);

enum verifier_says verifier_ask(struct verifier *v, const char *user, const char *password,
				uint64_t now_ms, struct verifier_asker *asker);
void verifier_leave(struct verifier_asker *asker);
/* Those who wait are told VERIFIER_FAILED; the process ends. */
void verifier_give_up(struct verifier *v);
/* Tells those whose answer came, or did not come. */
void verifier_turn(struct verifier *v, uint64_t now_ms);

unsigned verifier_n_waiting(const struct verifier *v);
/* Processes that ended before they said what they were asked. */
uint64_t verifier_n_replaced(const struct verifier *v);

#endif
