/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_WEB_AUTH_H
#define FCRDNS_EXPORTER_WEB_AUTH_H

/*
 * web_auth: the users of the web configuration.
 */

#include <stdbool.h>

struct web_config;
struct web_draft;
struct why;

/* Sets c->users. False with one sentence, which never repeats what stands where a hash should. */
bool web_auth_make(struct web_config *c, const struct web_draft *d, struct why *why);

#endif
