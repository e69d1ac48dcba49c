/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include <fcrdns/account.h>
#include <fcrdns/arena.h>
#include <fcrdns/why.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static bool is_among(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (!strcmp(*names, name))
			return true;
	return false;
}

const char *account_setting(const struct account_settings *s, const char *name)
{
	for (unsigned i = 0; i < s->n; i++)
		if (!strcmp(s->set[i].name, name))
			return s->set[i].value;
	return !s->also || is_among(s->also, name) ? variable(name) : NULL;
}

static const char *get(const void *from, const char *name)
{
	return account_setting(from, name);
}

bool settings_add(struct account_settings *s, const char *name, const char *value, struct why *why)
{
	size_t size = strlen(value) + 1;
	char *copy = mem_zero(1, size);
	unsigned i = 0;

	while (i < s->n && strcmp(s->set[i].name, name) != 0)
		i++;
	if (!copy || i == SETTINGS_MAX) {
		mem_free(copy);
		return why_set(why, WHY_INTERNAL, "out of memory");
	}
	memcpy(copy, value, size);
	if (i == s->n)
		s->n++;
	else
		explicit_bzero(s->set[i].value, strlen(s->set[i].value));
	mem_free(s->set[i].value);
	s->set[i].name = name;
	s->set[i].value = copy;
	return true;
}

/* ---- files ---- */

/* Who may write it says where our password goes to. A link is followed: what counts is the file. */
static bool may_be_trusted(const struct whole_file *f, struct why *why)
{
	if (f->owner != geteuid() && f->owner != 0)
		return why_set(why, WHY_DATA,
			       "%s belongs to somebody else, who could make us send a password "
			       "elsewhere: use a copy of your own",
			       f->shown);
	return !(f->mode & S_IWOTH) ||
	       why_set(why, WHY_DATA, "%s can be written by everybody: chmod 600 %s", f->shown,
		       f->shown);
}

bool settings_read(struct whole_file *ret, const char *path, bool *ret_there, struct why *why)
{
	if (!whole_file_read(ret, path, LIMIT_SETTINGS, ret_there, why))
		return false;
	if (!*ret_there || may_be_trusted(ret, why))
		return true;
	whole_file_drop(ret);
	return false;
}

bool settings_need_private(const struct whole_file *f, struct why *why)
{
	return !(f->mode & (S_IRWXG | S_IRWXO)) ||
	       why_set(why, WHY_DATA, "%s holds a password and others can read it: chmod 600 %s",
		       f->shown, f->shown);
}

/* ---- ---- */

bool account_settings_load(const char *provider, struct account_settings **ret, struct why *why)
{
	const char *cloud = strcmp(provider, "openstack") ? NULL : variable("OS_CLOUD");
	const char *profile =
		strcmp(provider, "alibaba") ? NULL : variable("ALIBABA_CLOUD_PROFILE");
	struct account_settings *s = mem_zero(1, sizeof(*s));

	if (!s)
		return why_set(why, WHY_INTERNAL, "out of memory");
	s->view = (struct cloud_settings){ .get = get, .from = s };
	(void)snprintf(s->origin, sizeof(s->origin), "the environment");
	if ((cloud && !settings_of_clouds_yaml(s, cloud, why)) ||
	    (profile && !variable("ALIBABA_CLOUD_ACCESS_KEY_ID") &&
	     !settings_of_aliyun(s, profile, why))) {
		account_settings_free(s);
		return false;
	}
	*ret = s;
	return true;
}

const struct cloud_settings *account_settings_view(const struct account_settings *s)
{
	return &s->view;
}

const char *account_settings_origin(const struct account_settings *s)
{
	return s->origin;
}

void account_settings_free(struct account_settings *s)
{
	if (!s)
		return;
	for (unsigned i = 0; i < s->n; i++) {
		explicit_bzero(s->set[i].value, strlen(s->set[i].value));
		mem_free(s->set[i].value);
	}
	mem_free(s);
}
