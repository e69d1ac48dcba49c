/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include <fcrdns/text.h>
#include <fcrdns/why.h>
#include <fcrdns/yamldoc.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the user's openstack client reads as well: its keys, and the variables that mean the same.
 */
static const struct {
	const char *key;
	const char *variable;
	bool in_auth, is_secret;
} keys[] = {
	{ "auth_url", "OS_AUTH_URL", true, false },
	{ "username", "OS_USERNAME", true, false },
	{ "user_id", "OS_USER_ID", true, false },
	{ "password", "OS_PASSWORD", true, true },
	{ "project_name", "OS_PROJECT_NAME", true, false },
	{ "project_id", "OS_PROJECT_ID", true, false },
	{ "tenant_name", "OS_TENANT_NAME", true, false },
	{ "tenant_id", "OS_TENANT_ID", true, false },
	{ "user_domain_name", "OS_USER_DOMAIN_NAME", true, false },
	{ "user_domain_id", "OS_USER_DOMAIN_ID", true, false },
	{ "project_domain_name", "OS_PROJECT_DOMAIN_NAME", true, false },
	{ "project_domain_id", "OS_PROJECT_DOMAIN_ID", true, false },
	/* For both, where neither has its own. */
	{ "default_domain_name", "OS_DOMAIN_NAME", true, false },
	{ "default_domain_id", "OS_DOMAIN_ID", true, false },
	{ "domain_name", "OS_DOMAIN_NAME", true, false },
	{ "domain_id", "OS_DOMAIN_ID", true, false },
	{ "application_credential_id", "OS_APPLICATION_CREDENTIAL_ID", true, false },
	{ "application_credential_name", "OS_APPLICATION_CREDENTIAL_NAME", true, false },
	{ "application_credential_secret", "OS_APPLICATION_CREDENTIAL_SECRET", true, true },
	{ "auth_type", "OS_AUTH_TYPE", false, false },
	{ "region_name", "OS_REGION_NAME", false, false },
	{ "endpoint_type", "OS_INTERFACE", false, false },
	{ "interface", "OS_INTERFACE", false, false },
	{ "cacert", "OS_CACERT", false, false },
};

/* The account is the file's alone; what it may leave to the environment is who may enter, by what
 * way, and which part is meant. */
static const char *const also[] = { "OS_PASSWORD",    "OS_APPLICATION_CREDENTIAL_SECRET",
				    "OS_REGION_NAME", "OS_INTERFACE",
				    "OS_CACERT",      NULL };

struct reading {
	struct account_settings *settings;
	const struct whole_file *file;
	const char *cloud;
	bool is_there, has_secret;
};

static bool refuse(const struct reading *r, unsigned line, const char *rule, struct why *why)
{
	return why_set(why, WHY_DATA, "%s, line %u: %s", r->file->shown, line, rule);
}

/* A word may be written with hyphens instead. */
static bool is_word(const char *written, const char *word)
{
	for (; *written == *word || (*written == '-' && *word == '_'); written++, word++)
		if (!*word)
			return true;
	return false;
}

static bool take_key(struct reading *r, const char *key, bool in_auth, const char *value,
		     struct why *why)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (keys[i].in_auth != in_auth || !is_word(key, keys[i].key))
			continue;
		r->has_secret |= keys[i].is_secret;
		return settings_add(r->settings, keys[i].variable, value, why);
	}
	return true;
}

static bool is_false(const char *value)
{
	return !strcmp(value, "false") || !strcmp(value, "False") || !strcmp(value, "no") ||
	       !strcmp(value, "off") || !strcmp(value, "0");
}

static bool scalar(void *user, const struct yaml_place *at, const char *value, struct why *why)
{
	struct reading *r = user;

	if (at->depth < 2 || strcmp(at->key[0], "clouds") != 0 || strcmp(at->key[1], r->cloud) != 0)
		return true;
	r->is_there = true;
	if (!value || !*value || at->depth < 3)
		return true;
	if (at->depth == 3 && !strcmp(at->key[2], "verify") && is_false(value))
		return refuse(r, at->line,
			      "certificates are always verified: name the cloud's own by cacert",
			      why);
	if (at->depth == 3 && (!strcmp(at->key[2], "profile") || !strcmp(at->key[2], "cloud")))
		return refuse(r, at->line, "profiles are not read: write out what it stands for",
			      why);
	if (at->depth == 3)
		return take_key(r, at->key[2], false, value, why);
	return at->depth != 4 || strcmp(at->key[2], "auth") != 0 ||
	       take_key(r, at->key[3], true, value, why);
}

static bool take_file(struct reading *r, const struct whole_file *file, struct why *why)
{
	const struct yaml_reader reader = { .scalar = scalar, .user = r };

	r->file = file;
	r->has_secret = false;
	return yaml_read(&reader, file->shown, file->octets, file->n, why) &&
	       (!r->has_secret || settings_need_private(file, why));
}

/* The i-th place to look for a file of that name; false: there are no more, or it is too long. */
static bool place(char out[static PATH_MAX], unsigned i, const char *name, bool *ret_more)
{
	const char *home = getenv("HOME"), *config = getenv("XDG_CONFIG_HOME");
	int n = 0;

	*ret_more = i < 3;
	if (i == 0)
		n = snprintf(out, PATH_MAX, "./%s", name);
	else if (i == 1 && config && *config)
		n = snprintf(out, PATH_MAX, "%s/openstack/%s", config, name);
	else if (i == 1 && home && *home)
		n = snprintf(out, PATH_MAX, "%s/.config/openstack/%s", home, name);
	else if (i == 2)
		n = snprintf(out, PATH_MAX, "/etc/openstack/%s", name);
	return n > 0 && n < PATH_MAX;
}

/* The file that `variable` names, else the first that is there. */
static bool find(struct whole_file *ret, char path[static PATH_MAX], const char *variable,
		 const char *name, bool *ret_there, struct why *why)
{
	const char *named = getenv(variable);
	bool more = true;

	*ret_there = false;
	if (named && *named && strlen(named) < PATH_MAX) {
		(void)snprintf(path, PATH_MAX, "%s", named);
		return settings_read(ret, path, ret_there, why);
	}
	for (unsigned i = 0; more; i++) {
		if (!place(path, i, name, &more))
			continue;
		if (!settings_read(ret, path, ret_there, why))
			return false;
		if (*ret_there)
			return true;
	}
	return true;
}

/* Beside the one that was read. */
static bool find_beside(struct whole_file *ret, char path[static PATH_MAX], const char *name,
			bool *ret_there, struct why *why)
{
	char *slash = strrchr(path, '/');
	size_t at = slash ? (size_t)(slash - path) + 1 : 0, n = strlen(name) + 1;

	*ret_there = false;
	if (at + n > PATH_MAX)
		return true;
	memcpy(path + at, name, n);
	return settings_read(ret, path, ret_there, why);
}

/* A variable that names a file which is not there names the wrong one. */
static bool refuse_name(const char *variable, struct why *why)
{
	char shown[LIMIT_SHOWN];
	const char *named = getenv(variable);

	return why_set(why, WHY_NOINPUT, "%s is '%s', but there is no such file", variable,
		       text_shown(shown, sizeof(shown), named, strlen(named)));
}

static bool is_named(const char *variable)
{
	const char *named = getenv(variable);

	return named && *named;
}

/* Passwords may stand in a file of their own, beside it or where it might have been. */
static bool take_secure(struct reading *r, char path[static PATH_MAX], struct why *why)
{
	static const char variable[] = "OS_CLIENT_SECURE_FILE", name[] = "secure.yaml";
	struct whole_file file = { 0 };
	bool there = false, ok;

	if (!is_named(variable) && !find_beside(&file, path, name, &there, why))
		return false;
	if (!there && !find(&file, path, variable, name, &there, why))
		return false;
	if (!there)
		return !is_named(variable) || refuse_name(variable, why);
	ok = take_file(r, &file, why);
	whole_file_drop(&file);
	return ok;
}

bool settings_of_clouds_yaml(struct account_settings *s, const char *cloud, struct why *why)
{
	struct reading r = { .settings = s, .cloud = cloud };
	char path[PATH_MAX], shown[LIMIT_SHOWN];
	struct whole_file file = { 0 };
	bool there, ok;

	(void)text_shown(shown, sizeof(shown), cloud, strlen(cloud));
	if (!find(&file, path, "OS_CLIENT_CONFIG_FILE", "clouds.yaml", &there, why))
		return false;
	if (!there && is_named("OS_CLIENT_CONFIG_FILE"))
		return refuse_name("OS_CLIENT_CONFIG_FILE", why);
	if (!there)
		return why_set(why, WHY_NOINPUT,
			       "OS_CLOUD is '%s', but there is no clouds.yaml here, in "
			       "~/.config/openstack or in /etc/openstack",
			       shown);
	ok = take_file(&r, &file, why);
	if (ok && !r.is_there)
		ok = why_set(why, WHY_DATA, "%s has no cloud '%s', which OS_CLOUD names",
			     file.shown, shown);
	(void)snprintf(s->origin, sizeof(s->origin), "%s", file.shown);
	s->also = also;
	whole_file_drop(&file);
	return ok && take_secure(&r, path, why);
}
