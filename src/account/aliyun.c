/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include <fcrdns/text.h>
#include <fcrdns/why.h>
#include <fcrdns/yamldoc.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The configuration of Alibaba's own client: profiles, of which one has the name asked for. Those
 * that hold a key itself are read; others would have to be exchanged for one first. */
static const struct {
	const char *key, *variable;
} keys[] = {
	{ "access_key_id", "ALIBABA_CLOUD_ACCESS_KEY_ID" },
	{ "access_key_secret", "ALIBABA_CLOUD_ACCESS_KEY_SECRET" },
	{ "sts_token", "ALIBABA_CLOUD_SECURITY_TOKEN" },
	{ "region_id", "ALIBABA_CLOUD_REGION_ID" },
};

static const char *const also[] = { "ALIBABA_CLOUD_REGION_ID", NULL };

struct reading {
	struct account_settings *settings;
	const struct whole_file *file;
	const char *profile, *shown;
	char item[YAML_KEY_MAX]; /* the number of the profile */
	bool is_there, has_key;
};

/* The name may stand behind what it names, so that this is a reading of its own. */
static bool find_name(void *user, const struct yaml_place *at, const char *value, struct why *why)
{
	struct reading *r = user;

	(void)why;
	if (at->depth == 3 && !strcmp(at->key[0], "profiles") && !strcmp(at->key[2], "name") &&
	    value && !strcmp(value, r->profile)) {
		(void)snprintf(r->item, sizeof(r->item), "%s", at->key[1]);
		r->is_there = true;
	}
	return true;
}

static bool take_key(void *user, const struct yaml_place *at, const char *value, struct why *why)
{
	struct reading *r = user;

	if (at->depth != 3 || strcmp(at->key[0], "profiles") != 0 ||
	    strcmp(at->key[1], r->item) != 0 || !value || !*value)
		return true;
	if (!strcmp(at->key[2], "mode") && strcmp(value, "AK") != 0 &&
	    strcmp(value, "StsToken") != 0)
		return why_set(
			why, WHY_DATA,
			"%s: the profile '%s' is of another mode than AK and StsToken, which "
			"are read: set ALIBABA_CLOUD_ACCESS_KEY_ID and _SECRET instead",
			r->file->shown, r->shown);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!strcmp(at->key[2], keys[i].key)) {
			r->has_key |= i == 0;
			return settings_add(r->settings, keys[i].variable, value, why);
		}
	return true;
}

static bool take_file(struct reading *r, struct why *why)
{
	const struct yaml_reader name = { .scalar = find_name, .user = r };
	const struct yaml_reader values = { .scalar = take_key, .user = r };
	const struct whole_file *f = r->file;

	if (!yaml_read(&name, f->shown, f->octets, f->n, why))
		return false;
	if (!r->is_there)
		return why_set(why, WHY_DATA,
			       "%s has no profile '%s', which ALIBABA_CLOUD_PROFILE names",
			       f->shown, r->shown);
	if (!yaml_read(&values, f->shown, f->octets, f->n, why))
		return false;
	return !r->has_key || settings_need_private(f, why);
}

bool settings_of_aliyun(struct account_settings *s, const char *profile, struct why *why)
{
	char path[PATH_MAX], shown[LIMIT_SHOWN];
	struct whole_file file = { 0 };
	struct reading r = { .settings = s, .profile = profile, .file = &file, .shown = shown };
	const char *home = getenv("HOME");
	bool there = false, ok;

	(void)text_shown(shown, sizeof(shown), profile, strlen(profile));
	if (!home || !*home ||
	    snprintf(path, sizeof(path), "%s/.aliyun/config.json", home) >= (int)sizeof(path))
		return why_set(why, WHY_NOINPUT,
			       "ALIBABA_CLOUD_PROFILE is '%s', but there is no HOME to look for "
			       ".aliyun/config.json",
			       shown);
	if (!settings_read(&file, path, &there, why))
		return false;
	if (!there)
		return why_set(why, WHY_NOINPUT,
			       "ALIBABA_CLOUD_PROFILE is '%s', but there is no %s", shown,
			       file.shown);
	ok = take_file(&r, why);
	(void)snprintf(s->origin, sizeof(s->origin), "%s", file.shown);
	s->also = also;
	whole_file_drop(&file);
	return ok;
}
