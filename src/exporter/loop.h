/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_LOOP_H
#define FCRDNS_EXPORTER_LOOP_H

/*
 * loop: the one loop of the process, in which resolvers, requests and signals are waited for. What
 * came is only noted in it, and done after the sleep: see resolver_end_sleep.
 */

#include <stdbool.h>
#include <stdint.h>

struct event_base;
struct loop;
struct watch;
struct why;

struct loop *loop_new(struct why *why);
void loop_free(struct loop *l); /* after all that was watched */

/* For resolver_conf. */
struct event_base *loop_base(const struct loop *l);

/* *ready becomes true when `fd` can be read, as long as that is so. NULL: no memory. */
struct watch *loop_watch(struct loop *l, int fd, bool *ready);
void watch_free(struct watch *w);

/* Until something comes, for `most_us` at most. */
void loop_sleep(struct loop *l, uint64_t most_us);

#endif
