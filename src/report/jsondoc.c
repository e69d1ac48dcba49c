/* SPDX-License-Identifier: MIT */
#include <fcrdns/jsondoc.h>

#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <dlfcn.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* Of jansson's own inline functions and macros only those that call nothing may be used here: the
 * program is not linked with it. json_is_*() take NULL. */
static struct {
	json_t *(*loadb)(const char *octets, size_t n, size_t flags, json_error_t *error);
	void (*free)(json_t *value); /* what the last json_decref calls */
	json_t *(*get)(const json_t *object, const char *key);
	json_int_t (*integer)(const json_t *value);
	double (*number)(const json_t *value);
	const char *(*string)(const json_t *value);
	size_t (*count)(const json_t *array);
	json_t *(*at)(const json_t *array, size_t i);
} jansson;

static bool find(void *library, const char *name, void *function, size_t size)
{
	void *found = dlsym(library, name);

	if (found) /* ISO C knows no cast from one to the other, POSIX wants it to work */
		memcpy(function, &found, size);
	return found != NULL;
}

bool jsondoc_load(struct why *why)
{
	static const char soname[] = "libjansson.so.4";
	void *library;

	if (jansson.loadb)
		return true;
	library = dlopen(soname, RTLD_NOW | RTLD_LOCAL);
	if (library && find(library, "json_delete", &jansson.free, sizeof(jansson.free)) &&
	    find(library, "json_object_get", &jansson.get, sizeof(jansson.get)) &&
	    find(library, "json_integer_value", &jansson.integer, sizeof(jansson.integer)) &&
	    find(library, "json_number_value", &jansson.number, sizeof(jansson.number)) &&
	    find(library, "json_array_size", &jansson.count, sizeof(jansson.count)) &&
	    find(library, "json_array_get", &jansson.at, sizeof(jansson.at)) &&
	    find(library, "json_string_value", &jansson.string, sizeof(jansson.string)) &&
	    find(library, "json_loadb", &jansson.loadb, sizeof(jansson.loadb)))
		return true; /* and stays loaded */
	if (library)
		(void)dlclose(library);
	return why_set(why, WHY_INTERNAL,
		       "JSON cannot be read without the library %s (Debian's libjansson4)", soname);
}

struct jsondoc *jsondoc_parse(const char *octets, size_t n,
			      char ret_fault[static JSONDOC_FAULT_MAX])
{
	char shown[JSONDOC_FAULT_MAX - 16];
	json_error_t error;
	json_t *value = jansson.loadb(octets, n, JSON_REJECT_DUPLICATES, &error);

	if (json_is_object(value))
		return (struct jsondoc *)value;
	if (value)
		jansson.free(value);
	(void)snprintf(ret_fault, JSONDOC_FAULT_MAX, "it is no JSON%s%s", value ? " object" : ": ",
		       value ? ""
			     : text_shown(shown, sizeof(shown), error.text, strlen(error.text)));
	return NULL;
}

void jsondoc_free(struct jsondoc *d)
{
	if (d)
		jansson.free((json_t *)d);
}

static const json_t *value_of(const struct jsondoc *d, const char *key)
{
	return jansson.get((const json_t *)d, key);
}

bool jsondoc_uint(const struct jsondoc *d, const char *key, uint64_t *ret)
{
	const json_t *value = value_of(d, key);

	if (!json_is_integer(value) || jansson.integer(value) < 0)
		return false;
	*ret = (uint64_t)jansson.integer(value);
	return true;
}

bool jsondoc_bool(const struct jsondoc *d, const char *key, bool *ret)
{
	const json_t *value = value_of(d, key);

	if (!json_is_boolean(value))
		return false;
	*ret = json_is_true(value);
	return true;
}

const char *jsondoc_text(const struct jsondoc *d, const char *key)
{
	const json_t *value = value_of(d, key);

	return json_is_string(value) ? jansson.string(value) : NULL;
}

bool jsondoc_has(const struct jsondoc *d, const char *key)
{
	return value_of(d, key) != NULL;
}

bool jsondoc_number(const struct jsondoc *d, const char *key, double *ret)
{
	const json_t *value = value_of(d, key);

	if (!json_is_number(value))
		return false;
	*ret = jansson.number(value);
	return true;
}

static const struct jsondoc *object(const json_t *value)
{
	return json_is_object(value) ? (const struct jsondoc *)value : NULL;
}

const struct jsondoc *jsondoc_object(const struct jsondoc *d, const char *key)
{
	return object(value_of(d, key));
}

bool jsondoc_is_null(const struct jsondoc *d, const char *key)
{
	return json_is_null(value_of(d, key));
}

bool jsondoc_is_array(const struct jsondoc *d, const char *key)
{
	return json_is_array(value_of(d, key));
}

size_t jsondoc_count(const struct jsondoc *d, const char *key)
{
	return jansson.count(value_of(d, key)); /* 0 of what is no array */
}

const char *jsondoc_text_at(const struct jsondoc *d, const char *key, size_t i)
{
	const json_t *value = jansson.at(value_of(d, key), i);

	return json_is_string(value) ? jansson.string(value) : NULL;
}

const struct jsondoc *jsondoc_object_at(const struct jsondoc *d, const char *key, size_t i)
{
	return object(jansson.at(value_of(d, key), i));
}
