/* SPDX-License-Identifier: MIT */
#include "json.h"

#include <fcrdns/text.h>

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static const json_t *value_of(const struct json *j)
{
	return (const json_t *)j;
}

struct json *json_parse(const char *octets, size_t n, char ret_fault[static JSON_FAULT_MAX])
{
	char shown[JSON_FAULT_MAX - 16];
	json_error_t error;
	json_t *value = json_loadb(octets, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);

	if (!value)
		(void)snprintf(ret_fault, JSON_FAULT_MAX, "it is no JSON: %s",
			       text_shown(shown, sizeof(shown), error.text, strlen(error.text)));
	return (struct json *)value;
}

void json_free(struct json *j)
{
	json_decref((json_t *)j);
}

const struct json *json_at(const struct json *j, const char *key)
{
	return (const struct json *)json_object_get(value_of(j), key);
}

bool json_is_none(const struct json *j)
{
	return json_is_null(value_of(j));
}

bool json_is_map(const struct json *j)
{
	return json_is_object(value_of(j));
}

bool json_is_list(const struct json *j)
{
	return json_is_array(value_of(j));
}

size_t json_count(const struct json *j)
{
	return json_array_size(value_of(j));
}

const struct json *json_item(const struct json *j, size_t i)
{
	return (const struct json *)json_array_get(value_of(j), i);
}

const char *json_text(const struct json *j)
{
	return json_string_value(value_of(j));
}

bool json_uint(const struct json *j, uint64_t *ret)
{
	if (!json_is_integer(value_of(j)) || json_integer_value(value_of(j)) < 0)
		return false;
	*ret = (uint64_t)json_integer_value(value_of(j));
	return true;
}

void json_put_string(struct text *out, const char *s)
{
	text_char(out, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			text_char(out, '\\');
		if ((unsigned char)*s < 0x20)
			text_printf(out, "\\u%04x", (unsigned)(unsigned char)*s);
		else
			text_char(out, *s);
	}
	text_char(out, '"');
}

void json_put_name(struct text *out, const struct name *name, bool has_final_dot)
{
	char text[NAME_TEXT_MAX + 1];
	size_t n = name_text(name, text);

	if (has_final_dot) {
		text[n] = '.';
		text[n + 1] = '\0';
	}
	json_put_string(out, text);
}

bool json_is_utf8(const char *s)
{
	json_t *value = json_stringn(s, strlen(s)); /* json_string is the report's here */
	bool is_it = value != NULL;

	json_decref(value);
	return is_it;
}
