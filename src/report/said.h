/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SAID_H
#define FCRDNS_SAID_H

/* said: what several formats say of one answer. Private to src/report. */

#include <fcrdns/check.h>

#include <stdbool.h>
#include <stdint.h>

struct text;

/* The answer says for how long it holds. */
bool answer_has_ttl(const struct answer *a);

/* Why there are no records, in a few words ("no such name"); `none` is said for NODATA. */
const char *answer_lack(const struct answer *a, const char *none, char rcode[static 16]);

/*
 * The addresses of the other family, where the own has none, or NULL. Elsewhere they are not
 * looked at even if they are known: asking for both at once must not show anything else than
 * asking one after the other.
 */
const struct answer *answer_of_other(const struct candidate *c);
/* The answer whose addresses are shown: that one, or else the own family's, which was told. */
const struct answer *answer_of_addresses(const struct candidate *c);

/* RFC 3339, UTC, in whole seconds. */
void said_time(int64_t unix_s, struct text *out);

#endif
