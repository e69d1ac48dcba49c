/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLOUD_PERCENT_H
#define FCRDNS_CLOUD_PERCENT_H

/*
 * percent: percent-encoding (RFC 3986 section 2.1) of the parts of a URL. Unreserved characters
 * (section 2.3) stay, each other octet becomes %XX with capitals, a space %20.
 */

#include <stddef.h>

struct text;

void percent_put(struct text *out, const char *octets, size_t n);
/* What may be encoded in part already, encoded in that one way. */
void percent_put_again(struct text *out, const char *octets, size_t n);

/* "&name=value" behind what `out` has, "?name=value" for `sign` '?'. */
void percent_put_pair(struct text *out, char sign, const char *name, const char *value);

#endif
