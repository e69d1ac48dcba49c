/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLOUD_JSON_H
#define FCRDNS_CLOUD_JSON_H

/*
 * json: a JSON value that was read, RFC 8259: no key twice, no NUL in a text, nothing behind it.
 *
 * All take NULL and then return nothing, so that a path is walked without a test at each step.
 */

#include <fcrdns/name.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json;
struct text;

enum {
	JSON_FAULT_MAX = 200
};

/* NULL: what is wrong stands in `ret_fault`, one clause that is safe to print. */
struct json *json_parse(const char *octets, size_t n, char ret_fault[static JSON_FAULT_MAX]);
void json_free(struct json *j);

const struct json *json_at(const struct json *j, const char *key); /* NULL: absent */
bool json_is_none(const struct json *j);
bool json_is_map(const struct json *j);
bool json_is_list(const struct json *j);
size_t json_count(const struct json *j); /* of a list; 0 for all else */
const struct json *json_item(const struct json *j, size_t i);
const char *json_text(const struct json *j);	     /* NULL: no text */
bool json_uint(const struct json *j, uint64_t *ret); /* up to 2^63 - 1 */

/* A text, with its quotation marks; it has to be UTF-8. */
void json_put_string(struct text *out, const char *s);
/* The same of a name: what no host name has is escaped as in zone files. */
void json_put_name(struct text *out, const struct name *name, bool has_final_dot);
bool json_is_utf8(const char *s);

#endif
