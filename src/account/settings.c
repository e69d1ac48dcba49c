/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include <fcrdns/account.h>
#include <fcrdns/arena.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <errno.h>
#include <fcntl.h>
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

static bool read_all(struct settings_file *f, int fd, struct why *why)
{
	ssize_t n = 1;

	f->octets = mem_zero(1, LIMIT_SETTINGS + 1);
	if (!f->octets)
		return why_set(why, WHY_INTERNAL, "out of memory");
	while (n > 0 && f->n <= LIMIT_SETTINGS) {
		n = read(fd, f->octets + f->n, LIMIT_SETTINGS + 1 - f->n);
		if (n > 0)
			f->n += (size_t)n;
	}
	if (n < 0)
		return why_set(why, WHY_NOINPUT, "cannot read %s: %s", f->shown, strerror(errno));
	if (f->n > LIMIT_SETTINGS)
		return why_set(why, WHY_DATA, "%s is longer than %d octets", f->shown,
			       LIMIT_SETTINGS);
	return true;
}

/* Who may write it says where our password goes to. A link is followed: what counts is the file. */
static bool may_be_trusted(struct settings_file *f, const struct stat *st, struct why *why)
{
	if (!S_ISREG(st->st_mode))
		return why_set(why, WHY_NOINPUT, "%s is no file", f->shown);
	if (st->st_uid != geteuid() && st->st_uid != 0)
		return why_set(why, WHY_DATA,
			       "%s belongs to somebody else, who could make us send a password "
			       "elsewhere: use a copy of your own",
			       f->shown);
	if (st->st_mode & S_IWOTH)
		return why_set(why, WHY_DATA, "%s can be written by everybody: chmod 600 %s",
			       f->shown, f->shown);
	f->is_private = !(st->st_mode & (S_IRWXG | S_IRWXO));
	return true;
}

bool settings_read(struct settings_file *ret, const char *path, bool *ret_there, struct why *why)
{
	/* A FIFO would make us wait for ever. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	bool ok;

	*ret = (struct settings_file){ 0 };
	(void)text_shown(ret->shown, sizeof(ret->shown), path, strlen(path));
	*ret_there = fd >= 0;
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ||
		       why_set(why, WHY_NOINPUT, "cannot read %s: %s", ret->shown, strerror(errno));
	if (fstat(fd, &st) != 0)
		ok = why_set(why, WHY_NOINPUT, "cannot read %s: %s", ret->shown, strerror(errno));
	else
		ok = may_be_trusted(ret, &st, why) && read_all(ret, fd, why);
	(void)close(fd);
	if (!ok)
		settings_drop(ret);
	return ok;
}

bool settings_need_private(const struct settings_file *f, struct why *why)
{
	return f->is_private ||
	       why_set(why, WHY_DATA, "%s holds a password and others can read it: chmod 600 %s",
		       f->shown, f->shown);
}

void settings_drop(struct settings_file *f)
{
	if (f->octets)
		explicit_bzero(f->octets, f->n);
	mem_free(f->octets);
	f->octets = NULL;
	f->n = 0;
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
