/* SPDX-License-Identifier: MIT */
/* A file of settings: each scalar has a place within the bounds, and nothing has control
 * characters. */
#include <fcrdns/why.h>
#include <fcrdns/yamldoc.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool truth)
{
	if (!truth)
		abort();
}

static void need_clean(const char *text)
{
	for (; *text; text++)
		need((unsigned char)*text >= ' ' && *text != 127);
}

static bool begin(void *user, const struct yaml_place *at, bool is_mapping, struct why *why)
{
	(void)user;
	(void)is_mapping;
	(void)why;
	need(at->depth < YAML_DEPTH && at->line > 0);
	for (unsigned i = 0; i < at->depth; i++)
		need_clean(at->key[i]);
	return true;
}

static bool scalar(void *user, const struct yaml_place *at, const char *value, struct why *why)
{
	(void)user;
	(void)why;
	need(at->depth > 0 && at->depth <= YAML_DEPTH && at->line > 0);
	for (unsigned i = 0; i < at->depth; i++) {
		need(at->key[i][0] && strlen(at->key[i]) < YAML_KEY_MAX);
		need_clean(at->key[i]);
	}
	if (value)
		need_clean(value);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct yaml_reader reader = { .scalar = scalar, .begin = begin };
	struct why why = { 0 };

	if (!yaml_read(&reader, "file", (const char *)data, size, &why)) {
		need(why.code == WHY_DATA && why.text[0]);
		need_clean(why.text);
	}
	return 0;
}
