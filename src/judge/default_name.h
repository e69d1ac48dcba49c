/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_DEFAULT_NAME_H
#define FCRDNS_DEFAULT_NAME_H

/*
 * default_name: the names that providers give to addresses for which the customer has set none.
 * Pure; a test holds the table against data/default_ptr_names.json.
 */

#include <fcrdns/ip.h>

#include <stdbool.h>
#include <stddef.h>

struct provider;

struct default_name {
	const char *id;	      /* of the entry in the file */
	const char *provider; /* its id in data/providers.json, or NULL */
	/* The whole name. {a} to {d} are the octets of the address, {n} is a number, {r} letters,
	 * digits and hyphens, and {*} at the end is all the rest. */
	const char *template;
};

extern const struct default_name default_names[];
extern const size_t n_default_names;

/* `name` is what a provider gives to exactly this address. */
bool name_is_default(const struct name *name, const struct ip *ip);
/* Who gives that name to this address; NULL: nobody, or nobody whose rules are known. */
const struct provider *default_provider(const struct name *name, const struct ip *ip);

#endif
