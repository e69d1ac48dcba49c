/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_JSON_H
#define FCRDNS_JSON_H

/*
 * json: the few pieces of JSON that the writers need, as ASCII.
 *
 * Strings hold printable ASCII only: what is no printable ASCII becomes \DDD as in names, so
 * that no control octet survives even in what a reader decodes.
 */

#include <fcrdns/name.h>
#include <fcrdns/text.h>

#include <stdbool.h>
#include <stddef.h>

/* What was appended since `at` becomes the inside of a JSON string. */
void json_escape(struct text *out, size_t at);

/* A whole string value, quotes included. */
void json_string(struct text *out, const char *octets, size_t n);
void json_str(struct text *out, const char *s);
/* The name's presentation form as a string value; "" for no name. */
void json_name(struct text *out, const struct name *name);
/* The same without the quotes. */
void json_name_inside(struct text *out, const struct name *name);
void json_bool(struct text *out, bool b);
/* null where it is not known. */
void json_maybe(struct text *out, bool is_known, bool b);
/* A member with a string value and the comma before it; `name` is as it is. */
void json_member(struct text *out, const char *name, const char *value);

#endif
