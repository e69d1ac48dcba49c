/* SPDX-License-Identifier: MIT */
#include "place.h"

#include <fcrdns/limits.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse_file(const struct stat *st, const char *path, struct why *why)
{
	char shown[LIMIT_SHOWN];

	(void)text_shown(shown, sizeof(shown), path, strlen(path));
	if (!S_ISREG(st->st_mode))
		return why_set(why, WHY_USAGE, "%s is no regular file, so it is no ledger", shown);
	if (st->st_uid != geteuid())
		return why_set(why, WHY_USAGE,
			       "the ledger's file %s belongs to another user, who could change "
			       "what it says",
			       shown);
	if (st->st_mode & (S_IWGRP | S_IWOTH))
		return why_set(why, WHY_USAGE,
			       "others may write the ledger's file %s: run chmod 600 on it, and "
			       "look whether it is as you left it",
			       shown);
	return true;
}

static bool fail(const char *path, enum why_code code, struct why *why)
{
	char shown[LIMIT_SHOWN];
	const char *reason = strerror(errno);

	return why_set(why, code, "cannot open the ledger %s: %s",
		       text_shown(shown, sizeof(shown), path, strlen(path)), reason);
}

/* Made with its rights, so that there is no moment without them; SQLite gives the same ones to its
 * journal. */
static bool open_file(const char *path, enum ledger_mode mode, struct stat *ret, struct why *why)
{
	int flags = mode == LEDGER_MAKE ? O_RDWR | O_CREAT : O_RDONLY;
	int fd = open(path, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, S_IRUSR | S_IWUSR);
	bool ok;

	if (fd < 0)
		return fail(path, mode == LEDGER_MAKE ? WHY_CANTOUT : WHY_NOINPUT, why);
	ok = fstat(fd, ret) == 0 || fail(path, WHY_NOINPUT, why);
	(void)close(fd);
	return ok;
}

static bool look_beside(const char *path, const char *suffix, struct why *why)
{
	char beside[PATH_MAX + 16];
	struct stat st;

	(void)snprintf(beside, sizeof(beside), "%s%s", path, suffix);
	if (lstat(beside, &st) == 0)
		return refuse_file(&st, beside, why);
	return errno == ENOENT || fail(beside, WHY_NOINPUT, why);
}

/* SQLite says this only at the first change, when the addresses were already asked for. */
static bool may_write_beside(const char *path, struct why *why)
{
	char folder[PATH_MAX], *slash;

	(void)snprintf(folder, sizeof(folder), "%s", path);
	slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0';
	if (faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0)
		return true;
	return fail(folder, WHY_CANTOUT, why);
}

bool place_find(const char *path, enum ledger_mode mode, char ret[static PATH_MAX], struct why *why)
{
	struct stat opened = { 0 }, found;

	if (!open_file(path, mode, &opened, why) || !refuse_file(&opened, path, why))
		return false;
	if (!realpath(path, ret) || lstat(ret, &found) != 0)
		return fail(path, WHY_NOINPUT, why);
	if (found.st_dev != opened.st_dev || found.st_ino != opened.st_ino) {
		errno = ESTALE;
		return fail(path, WHY_NOINPUT, why);
	}
	if (mode == LEDGER_MAKE && !may_write_beside(ret, why))
		return false;
	return look_beside(ret, "-journal", why) && look_beside(ret, "-wal", why) &&
	       look_beside(ret, "-shm", why);
}
