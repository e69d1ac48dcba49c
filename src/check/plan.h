/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CHECK_PLAN_H
#define FCRDNS_CHECK_PLAN_H

/* What the files of one check share: how it asks, and the parts that ask for more than a verdict
 * needs. */

#include <fcrdns/check.h>

#include <stdbool.h>

/* The question's place; the same question is asked once. NULL: the check has failed. */
struct ask *check_ask(struct check *c, const struct name *name, uint16_t type);
struct ask *check_put(struct check *c, const struct question *question);

/* The question's place if it is asked already, or NULL. */
struct ask *check_find(const struct check *c, const struct question *question);

/* A name that stays; len 0: the check has failed. */
struct name check_keep(struct check *c, const struct name *name);
bool check_root_domain(const struct check *c, const struct name *name, struct name *ret);

/* Of --ownership (owners.c): the places that are known at once, one more, and where the record may
 * stand by mistake. */
void owners_begin(struct check *c);
void owners_add(struct check *c, const struct name *domain);
bool owners_need_ptr(const struct check *c);
void owners_plan(struct check *c);

/* Of --deep (deep.c). deep_ask: NULL where it may ask nothing more. */
void deep_begin(struct check *c);
void deep_plan(struct check *c);
bool deep_is_open(const struct check *c);
struct ask *deep_ask(struct check *c, const struct name *name, uint16_t type);
struct ask *deep_put(struct check *c, const struct question *question);

/* Whether DNSSEC is why look-ups fail (doubt.c): once the names are known, and then. */
void doubts_begin(struct check *c);
void doubts_plan(struct check *c);

/* The SPF record of `s` for the address (sender.c), as far as the answers go. */
void sender_plan(struct check *c, struct deep_sender *s);

/* Lists of --dnsbl (listing.c): at once, then what the answers make necessary. */
void listings_ask(struct check *c);
void listings_plan(struct check *c);
bool listings_are_open(const struct check *c);

#endif
