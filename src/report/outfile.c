/* SPDX-License-Identifier: MIT */
#include "outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LINKS = 40, /* symbolic links followed, as the kernel does */
	TEMPS = 100 /* names tried for the unfinished file */
};

bool outfile_path(const char *path, char ret[static PATH_MAX])
{
	char link[PATH_MAX];
	int n = snprintf(ret, PATH_MAX, "%s", path);

	for (int i = 0; i < LINKS; i++) {
		struct stat st;
		const char *slash;
		ssize_t got;

		if (n < 0 || n >= PATH_MAX) {
			errno = ENAMETOOLONG;
			return false;
		}
		if (lstat(ret, &st) < 0 || !S_ISLNK(st.st_mode))
			return true;
		got = readlink(ret, link, sizeof(link) - 1);
		if (got < 0)
			return false;
		link[got] = '\0';
		slash = link[0] == '/' ? NULL : strrchr(ret, '/');
		if (slash) {
			char copy[PATH_MAX];

			memcpy(copy, ret, (size_t)(slash - ret));
			n = snprintf(ret, PATH_MAX, "%.*s/%s", (int)(slash - ret), copy, link);
		} else {
			n = snprintf(ret, PATH_MAX, "%s", link);
		}
	}
	errno = ELOOP;
	return false;
}

/*
 * The descriptor that /dev/stdout, /dev/fd/N and their like stand for, or -1. Opening such a name
 * anew would begin at the front of a file that the shell opened for appending.
 */
static int named_descriptor(const char *path)
{
	static const char *const before[] = { "/dev/fd/", "/proc/self/fd/" };

	if (strcmp(path, "/dev/stdout") == 0)
		return STDOUT_FILENO;
	if (strcmp(path, "/dev/stderr") == 0)
		return STDERR_FILENO;
	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		size_t n = strlen(before[i]);
		int fd = 0;

		if (strncmp(path, before[i], n) != 0 || !path[n] || strlen(path + n) > 4)
			continue;
		for (path += n; *path >= '0' && *path <= '9'; path++)
			fd = 10 * fd + (*path - '0');
		return *path ? -1 : fd;
	}
	return -1;
}

/* A file that could not be written must not be replaced either. */
static bool may_replace(const struct outfile *f)
{
	return faccessat(AT_FDCWD, f->path, W_OK, AT_EACCESS) == 0;
}

/* An empty file beside f->path; like an ordinary new one, or with the rights of the one it follows.
 */
static bool make_temp(struct outfile *f, const struct stat *old)
{
	if (old && !may_replace(f))
		return false;
	for (unsigned i = 0; i < TEMPS; i++) {
		(void)snprintf(f->temp, sizeof(f->temp), "%s.%ld-%u.tmp", f->path, (long)getpid(),
			       i);
		f->fd = open(f->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (f->fd >= 0 || errno != EEXIST)
			break;
	}
	if (f->fd < 0)
		return false;
	f->is_unfinished = true;
	return !old || fchmod(f->fd, old->st_mode & 0777) == 0;
}

bool outfile_open(struct outfile *f, const char *path)
{
	struct stat st;
	int fd = named_descriptor(path);
	bool exists;

	*f = (struct outfile){ .fd = -1, .is_owned = true };
	if (fd >= 0) {
		f->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
		return f->fd >= 0;
	}
	exists = stat(path, &st) == 0;
	if (exists && !S_ISREG(st.st_mode)) {
		f->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
		return f->fd >= 0;
	}
	return outfile_path(path, f->path) && make_temp(f, exists ? &st : NULL);
}

bool outfile_resume(struct outfile *f, const char *path, uint64_t octets)
{
	struct stat st, old;
	bool exists;

	*f = (struct outfile){ .fd = -1, .is_owned = true, .is_kept = true };
	if (!outfile_path(path, f->path))
		return false;
	exists = stat(f->path, &old) == 0;
	if (exists && !may_replace(f))
		return false;
	(void)snprintf(f->temp, sizeof(f->temp), "%s" OUTFILE_PART, f->path);
	f->fd = open(f->temp, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (f->fd < 0 || fstat(f->fd, &st) < 0)
		return false;
	f->is_unfinished = true;
	if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size < octets) {
		errno = ENODATA;
		return false;
	}
	if (exists && fchmod(f->fd, old.st_mode & 0777) < 0)
		return false;
	return ftruncate(f->fd, (off_t)octets) == 0 &&
	       lseek(f->fd, (off_t)octets, SEEK_SET) == (off_t)octets;
}

/* After a crash the new name is there, too. A folder that cannot be synchronised is no fault. */
static void sync_folder(const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int n = slash ? (int)(slash - path) + 1 : 1, fd;

	(void)snprintf(folder, sizeof(folder), "%.*s", n, slash ? path : ".");
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		(void)fsync(fd);
		(void)close(fd);
	}
}

/* fsync or fdatasync; a signal that comes meanwhile is no reason to give up. */
static bool is_synced(int (*sync)(int fd), int fd)
{
	int got;

	do
		got = sync(fd);
	while (got < 0 && errno == EINTR);
	return got == 0;
}

bool outfile_sync(const struct outfile *f)
{
	return !f->is_unfinished || is_synced(fdatasync, f->fd);
}

enum outfile_kept outfile_keep(struct outfile *f)
{
	int fd = f->fd;

	/* Before the rename, so that after a crash the name never shows an empty file. */
	if (f->is_unfinished && !is_synced(fsync, fd))
		return OUTFILE_UNWRITTEN;
	if (f->is_owned) {
		f->fd = -1;
		if (close(fd) < 0 && errno != EINTR)
			return OUTFILE_UNWRITTEN;
	}
	if (!f->is_unfinished)
		return OUTFILE_KEPT;
	if (rename(f->temp, f->path) < 0)
		return OUTFILE_UNNAMED;
	f->is_unfinished = false;
	sync_folder(f->path);
	return OUTFILE_KEPT;
}

void outfile_done(struct outfile *f)
{
	if (f->is_owned && f->fd >= 0)
		(void)close(f->fd);
	if (f->is_unfinished && !f->is_kept)
		(void)unlink(f->temp);
}
