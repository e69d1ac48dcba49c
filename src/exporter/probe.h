/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_PROBE_H
#define FCRDNS_EXPORTER_PROBE_H

/*
 * probe: one target that is being checked because somebody asked, and all who ask for the same at
 * the same time: the same address, module and limit of time. Each of them is told the one record.
 *
 * Bounded: so many may wait at once, and no more; no client can take all the places.
 */

#include <fcrdns/record.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct client;
struct module;
struct probe;
struct setup;
struct why;

enum {
	PROBE_BUCKETS = 1024,
	PROBE_LIMIT_LEAST_MS = 50 /* less time than that is given to nobody */
};

/* What came of it. */
struct probe_result {
	const struct record *record; /* NULL: given up, there is none */
	const struct module *module;
	uint64_t duration_us, limit_us;
};

/* Who asked; its memory stays until it was told or has left. */
struct probe_asker {
	struct probe_asker *next, *prev;
	struct probe *probe; /* NULL: it waits for nothing */
	struct client *client;
	void (*tell)(struct probe_asker *a, const struct probe_result *result);
};

struct probes {
	struct probe *bucket[PROBE_BUCKETS];
	struct probe *first; /* all of them */
	unsigned n, n_asking, most;
	uint64_t n_begun, n_shared;
	struct record record; /* of one after the other */
	/* Told each record once, before those who asked; may be NULL. */
	void (*note)(void *user, const struct record *r);
	void *note_user;
};

enum probe_begun {
	PROBE_BEGUN, /* the asker will be told, never from within */
	PROBE_CROWDED,
	PROBE_SHARE_TAKEN, /* the client has as many as it may */
	PROBE_NO_MEMORY
};

/* A target as it was given, understood: one address, in any spelling. False (WHY_USAGE). */
struct target;
bool probe_target(struct target *ret, const char *text, struct why *why);

enum probe_begun probe_begin(struct probes *all, struct setup *setup, const struct module *module,
			     const struct target *target, unsigned limit_ms, uint64_t now_ms,
			     struct probe_asker *asker, struct why *why);
/* The asker has gone. The probe goes on for the others, or for nobody. */
void probe_leave(struct probes *all, struct probe_asker *a);

/* Tells all whose probe has ended in this setup. */
void probes_turn(struct probes *all, struct setup *setup);
/* Ends all now, told that there is no record. */
void probes_give_up(struct probes *all);

#endif
