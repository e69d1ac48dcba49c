/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_VERIFIER_H
#define FCRDNS_EXPORTER_VERIFIER_H

/*
 * verifier: whether users may enter, without the loop waiting for it: bcrypt takes tens of
 * milliseconds and more, so that it is done in one small process of its own.
 *
 * What was accepted is remembered as a keyed digest, so that a scrape costs it once. Questions in
 * wait are bounded; equal ones are asked once.
 */

#include <stdbool.h>

struct loop;
struct verifier;
struct web_config;
struct why;

enum verifier_says {
	VERIFIER_YES,
	VERIFIER_NO,
	VERIFIER_LATER,	 /* the asker will be told, never from within */
	VERIFIER_CROWDED /* too many wait, or there is no process */
};

/* Who asked; its memory stays until it was told or has left. */
struct verifier_asker {
	struct verifier_asker *next;
	struct verifier *verifier; /* NULL: it waits for nothing */
	void (*tell)(struct verifier_asker *a, enum verifier_says says);
};

/* `web` is borrowed until verifier_free. NULL with one sentence. */
struct verifier *verifier_new(const struct web_config *web, struct loop *loop, struct why *why);
/* Those who wait are told VERIFIER_CROWDED. */
void verifier_free(struct verifier *v);

enum verifier_says verifier_ask(struct verifier *v, const char *user, const char *password,
				struct verifier_asker *asker);
void verifier_leave(struct verifier_asker *asker);
/* Those who wait are told VERIFIER_CROWDED; the process ends. */
void verifier_give_up(struct verifier *v);
/* Tells those whose answer came. */
void verifier_turn(struct verifier *v);

#endif
