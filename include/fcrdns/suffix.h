/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SUFFIX_H
#define FCRDNS_SUFFIX_H

/*
 * suffix: registrable domains by the ICANN section of the public suffix list (libpsl).
 *
 * Only that section: in the private one compute.amazonaws.com and its like are suffixes, and
 * the owner of a host there is not the owner of its "domain". psl_registrable_domain() always
 * uses both, so labels are walked here, from the top: a rule further than two labels below another
 * one is not seen (the published list has none). A list remembers its last answers: one thread at a
 * time.
 */

#include <fcrdns/policy.h>

struct suffix_list;
struct why;

/* `file`: a list in the published format or compiled, or NULL for the library's own. */
struct suffix_list *suffix_list_new(const char *file, struct why *why);
void suffix_list_free(struct suffix_list *l);

/* A root_domain_fn. */
bool suffix_root_domain(const void *list, const struct name *name, struct name *ret);

#endif
