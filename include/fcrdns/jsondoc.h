/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_JSONDOC_H
#define FCRDNS_JSONDOC_H

/*
 * jsondoc: one JSON object that was read, RFC 8259: no key twice, no NUL, and nothing behind it.
 *
 * jansson reads it. The library is loaded when the first one is wanted, because a plain check
 * reads no JSON and shall not pay for it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct jsondoc;
struct why;

enum {
	JSONDOC_FAULT_MAX = 200
};

/* Before all others. False (WHY_INTERNAL): the library is not there. */
bool jsondoc_load(struct why *why);

/* NULL: what is wrong stands in `ret_fault`, one clause that is safe to print. */
struct jsondoc *jsondoc_parse(const char *octets, size_t n,
			      char ret_fault[static JSONDOC_FAULT_MAX]);
void jsondoc_free(struct jsondoc *d);

/* What the object holds under `key`; false or NULL: nothing, or something else. A text lives as
 * long as the object. */
bool jsondoc_uint(const struct jsondoc *d, const char *key, uint64_t *ret); /* up to 2^63 - 1 */
bool jsondoc_bool(const struct jsondoc *d, const char *key, bool *ret);
const char *jsondoc_text(const struct jsondoc *d, const char *key);
bool jsondoc_number(const struct jsondoc *d, const char *key, double *ret);
const struct jsondoc *jsondoc_object(const struct jsondoc *d, const char *key);
bool jsondoc_is_null(const struct jsondoc *d, const char *key);
/* Of an array: how many it holds, 0 where it is none; and what is its `i`th. */
bool jsondoc_is_array(const struct jsondoc *d, const char *key);
size_t jsondoc_count(const struct jsondoc *d, const char *key);
const char *jsondoc_text_at(const struct jsondoc *d, const char *key, size_t i);
const struct jsondoc *jsondoc_object_at(const struct jsondoc *d, const char *key, size_t i);
bool jsondoc_has(const struct jsondoc *d, const char *key);

#endif
