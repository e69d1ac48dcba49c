/* SPDX-License-Identifier: MIT */
#include "setting.h"

#include <fcrdns/limits.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>
#include <fcrdns/yamldoc.h>

#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
	VALUE_SHOWN = 80,
	PART_SHOWN = 48, /* of a key */
	RULE_MAX = 400
};

void setting_at(struct setting *ret, const char *file, const struct yaml_place *at, unsigned depth)
{
	char part[PART_SHOWN];
	size_t n = 0;

	*ret = (struct setting){ .file = file, .line = at->line };
	for (unsigned i = 0; i < depth && n < sizeof(ret->key); i++)
		n += (size_t)snprintf(
			ret->key + n, sizeof(ret->key) - n, "%s%s", i ? "." : "",
			text_shown(part, sizeof(part), at->key[i], strlen(at->key[i])));
}

bool setting_refuse(const struct setting *s, struct why *why, const char *format, ...)
{
	char sentence[RULE_MAX];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(sentence, sizeof(sentence), format, args);
	va_end(args);
	return why_set(why, WHY_DATA, "%s, line %u: %s", s->file, s->line, sentence);
}

bool setting_wants(const struct setting *s, const char *rule, const char *value, struct why *why)
{
	char shown[VALUE_SHOWN];

	if (!value)
		return setting_refuse(s, why, "%s wants %s", s->key, rule);
	return setting_refuse(s, why, "%s wants %s, not '%s'", s->key, rule,
			      text_shown(shown, sizeof(shown), value, strlen(value)));
}

bool setting_unknown(const struct setting *s, const char *known, struct why *why)
{
	return setting_refuse(s, why, "there is no key %s: there are %s", s->key, known);
}

bool setting_bool(bool *ret, const struct setting *s, const char *value, struct why *why)
{
	static const char *const names[] = { "false", "False", "FALSE", "no",  "off",
					     "true",  "True",  "TRUE",	"yes", "on" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(value, names[i])) {
			*ret = i >= 5;
			return true;
		}
	return setting_wants(s, "true or false", value, why);
}

/* Digits from *text on; false when there are none, or more than a number holds. */
static bool take_number(const char **text, uint64_t *ret)
{
	const char *p = *text;
	uint64_t v = 0;

	for (; *p >= '0' && *p <= '9' && v <= UINT32_MAX; p++)
		v = v * 10 + (uint64_t)(*p - '0');
	if (p == *text || v > UINT32_MAX)
		return false;
	*text = p;
	*ret = v;
	return true;
}

bool setting_uint(unsigned *ret, const struct setting *s, const char *value, unsigned min,
		  unsigned max, struct why *why)
{
	const char *p = value;
	uint64_t v = 0;
	char rule[64];

	if (take_number(&p, &v) && !*p && v >= min && v <= max) {
		*ret = (unsigned)v;
		return true;
	}
	(void)snprintf(rule, sizeof(rule), "a number from %u to %u", min, max);
	return setting_wants(s, rule, value, why);
}

/* Each unit once at most, the greater before the lesser. */
static bool duration_parse(uint64_t *ret_ms, const char *text)
{
	static const struct {
		char name[3];
		uint32_t ms;
	} units[] = { { "w", 604800000 }, { "d", 86400000 }, { "h", 3600000 },
		      { "m", 60000 },	  { "s", 1000 },     { "ms", 1 } };
	uint64_t sum = 0, v = 0;
	size_t i = 0;

	if (!strcmp(text, "0")) {
		*ret_ms = 0;
		return true;
	}
	while (take_number(&text, &v)) {
		size_t n = strspn(text, "wdhms");

		while (i < sizeof(units) / sizeof(units[0]) &&
		       (strlen(units[i].name) != n || memcmp(units[i].name, text, n) != 0))
			i++;
		if (i == sizeof(units) / sizeof(units[0]))
			return false;
		sum += v * units[i++].ms;
		text += n;
		if (!*text) {
			*ret_ms = sum;
			return true;
		}
	}
	return false;
}

/* A bound as people write it. */
static const char *duration_text(char out[static 24], unsigned ms)
{
	bool hours = ms && ms % 3600000 == 0, seconds = ms % 1000 == 0;

	(void)snprintf(out, 24, "%u%s",
		       ms / (hours     ? 3600000
			     : seconds ? 1000
				       : 1),
		       hours	 ? "h"
		       : seconds ? "s"
				 : "ms");
	return out;
}

bool setting_duration(unsigned *ret_ms, const struct setting *s, const char *value, unsigned min_ms,
		      unsigned max_ms, struct why *why)
{
	char rule[128], least[24], most[24];
	uint64_t ms = 0;

	if (duration_parse(&ms, value) && ms >= min_ms && ms <= max_ms) {
		*ret_ms = (unsigned)ms;
		return true;
	}
	(void)snprintf(rule, sizeof(rule), "a duration such as 5s or 1m30s, from %s to %s",
		       duration_text(least, min_ms), duration_text(most, max_ms));
	return setting_wants(s, rule, value, why);
}

bool setting_choice(unsigned *ret, const struct setting *s, const char *value,
		    const char *const *names, struct why *why)
{
	char rule[RULE_MAX / 2];
	int n = snprintf(rule, sizeof(rule), "one of");

	for (unsigned i = 0; names[i]; i++) {
		if (!strcmp(value, names[i])) {
			*ret = i;
			return true;
		}
		if (n > 0 && (size_t)n < sizeof(rule))
			n += snprintf(rule + n, sizeof(rule) - (size_t)n, "%s %s", i ? "," : "",
				      names[i]);
	}
	return setting_wants(s, rule, value, why);
}
