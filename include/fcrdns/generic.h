/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_GENERIC_H
#define FCRDNS_GENERIC_H

/*
 * generic: does a PTR name look made up from its address (dynamic or default), as receivers
 * that refuse such names see it? Pure; no table of names.
 */

#include <fcrdns/record.h>

/*
 * `text`: `len` octets, the presentation form of a name that needs no escapes. `domain`: its
 * registrable domain (len 0: unknown). *ret_because: a few words, or NULL.
 */
enum generic_class generic_of(const struct ip *ip, const char *text, size_t len,
			      const struct name *domain, const char **ret_because);

#endif
