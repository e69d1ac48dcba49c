/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_DOOR_H
#define FCRDNS_EXPORTER_DOOR_H

/*
 * door: one address that connections come to, and libmicrohttpd behind it, in our loop. A daemon of
 * libmicrohttpd keeps its TLS for life: another one needs another daemon on the same socket.
 */

#include <stdbool.h>
#include <stdint.h>

struct door;
struct exporter;
struct why;

/* NULL with one sentence. `text` is the address with its port. */
struct door *door_open(struct exporter *s, const char *text, struct why *why);
/* Nobody is in any more; connections that are left end now. */
void door_close(struct door *d);

const char *door_text(const struct door *d);
struct door **door_next(struct door *d);

/* When it must be looked at even if nothing comes, in microseconds; UINT64_MAX: never. */
uint64_t door_wait_us(const struct door *d);
/* Does what there is to do. `always`: also where nothing came. */
void door_turn(struct door *d, bool always);
/* The TLS of the web configuration has changed: who comes in from now on meets the new one, who is
 * in may end what he is at. False with one sentence: all stays as it was. */
bool door_renew(struct door *d, struct exporter *s, struct why *why);
/* Nobody new comes in. */
void door_stop(struct door *d);

#endif
