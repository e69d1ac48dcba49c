/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_RULES_H
#define FCRDNS_CLI_RULES_H

/*
 * rules: what a provider does not allow, or cannot be asked for by this program, and what a person
 * does instead. Pure.
 */

#include <stdbool.h>

struct ptr_change;
struct why;

/* There is no session for that id; region may be NULL. Always false, with one sentence. */
bool rules_no_session(const char *id, const char *region, struct why *why);

/* What can be known to be refused before anything is asked, also that `provider`, NAME[:REGION],
 * cannot be asked. False with one sentence. */
bool rules_allow(const struct ptr_change *c, const char *provider, struct why *why);

#endif
