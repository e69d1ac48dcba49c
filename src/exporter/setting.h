/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_SETTING_H
#define FCRDNS_EXPORTER_SETTING_H

/*
 * setting: one value of a file of settings: where it stands, what is wrong with it, and what it
 * means. Pure.
 */

#include <stdbool.h>

struct why;
struct yaml_place;

enum {
	SETTING_KEY_MAX = 100
};

struct setting {
	const char *file; /* safe to print */
	unsigned line;
	char key[SETTING_KEY_MAX]; /* modules.default.timeout, safe to print */
};

/* The value whose keys are the first `depth` of those of `at`. */
void setting_at(struct setting *ret, const char *file, const struct yaml_place *at, unsigned depth);

/* "FILE, line 3: KEY wants RULE, not 'VALUE'"; without the last part for a NULL value. Always false
 * (WHY_DATA). */
bool setting_wants(const struct setting *s, const char *rule, const char *value, struct why *why);
/* "FILE, line 3: SENTENCE", the same. */
bool setting_refuse(const struct setting *s, struct why *why, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* A key that is not one of `known`, which is what the sentence lists. */
bool setting_unknown(const struct setting *s, const char *known, struct why *why);

/* Each is false with one sentence where `value` is not of that kind. */
bool setting_bool(bool *ret, const struct setting *s, const char *value, struct why *why);
bool setting_uint(unsigned *ret, const struct setting *s, const char *value, unsigned min,
		  unsigned max, struct why *why);
/* As Prometheus writes them: 1m30s, 500ms; 0 for none. */
bool setting_duration(unsigned *ret_ms, const struct setting *s, const char *value, unsigned min_ms,
		      unsigned max_ms, struct why *why);
/* The place of `value` in `names`, NULL-ended. */
bool setting_choice(unsigned *ret, const struct setting *s, const char *value,
		    const char *const *names, struct why *why);

#endif
