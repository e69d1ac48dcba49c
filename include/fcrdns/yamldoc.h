/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_YAMLDOC_H
#define FCRDNS_YAMLDOC_H

/*
 * yamldoc: the scalars of a YAML document with the keys that lead to each, told one after the
 * other. Pure, over libyaml's events.
 *
 * A part of YAML 1.1 that has no surprises: one document of mappings, sequences and scalars; no
 * aliases (they can make a small file huge), no tags, no key twice, no key that is no scalar, no
 * control characters. JSON is read as well.
 */

#include <stdbool.h>
#include <stddef.h>

struct why;

enum {
	YAML_DEPTH = 16,
	YAML_KEY_MAX = 128
};

struct yaml_place {
	unsigned depth;
	const char *key[YAML_DEPTH]; /* of a sequence: the number of the item, from 0 */
	unsigned line;
};

struct yaml_reader {
	/* False with one sentence ends the reading. `value` is wiped afterwards; NULL: null. */
	bool (*scalar)(void *user, const struct yaml_place *at, const char *value, struct why *why);
	/* The same before what is in a mapping or a sequence, which may be nothing; NULL: not told.
	 */
	bool (*begin)(void *user, const struct yaml_place *at, bool is_mapping, struct why *why);
	void *user;
};

/* False (WHY_DATA) with one sentence that names `file`, which is safe to print. */
bool yaml_read(const struct yaml_reader *reader, const char *file, const char *octets, size_t n,
	       struct why *why);

#endif
