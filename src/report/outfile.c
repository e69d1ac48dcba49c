/* SPDX-License-Identifier: MIT */
#include "outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
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

static void close_quietly(int *fd)
{
	int error = errno;

	(void)close(*fd);
	*fd = -1;
	errno = error;
}

/* The name leads to this open file, and not to one that came later. */
static bool is_at(int fd, const char *path)
{
	struct stat mine, there;

	return fstat(fd, &mine) == 0 && lstat(path, &there) == 0 && mine.st_dev == there.st_dev &&
	       mine.st_ino == there.st_ino;
}

enum taken {
	TAKEN,
	TAKEN_BY_OTHER,
	TAKEN_UNKNOWN /* the file system knows no locks */
};

/* The lock ends with the process, however that ends. */
static enum taken take(int fd)
{
	int got;

	do
		got = flock(fd, LOCK_EX | LOCK_NB);
	while (got < 0 && errno == EINTR);
	if (got == 0)
		return TAKEN;
	return errno == EWOULDBLOCK ? TAKEN_BY_OTHER : TAKEN_UNKNOWN;
}

/* True where the other kind of run, whose unfinished file has another name, is at work. */
static bool is_made_as(const struct outfile *f, const char *suffix)
{
	char path[PATH_MAX + 32];
	bool is_busy;
	int fd;

	(void)snprintf(path, sizeof(path), "%s%s", f->path, suffix);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return false;
	is_busy = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
	(void)close(fd);
	return is_busy;
}

/* What a run left that was killed: removed, so that what comes has an owner and rights of its own.
 * False: another run is making it (EWOULDBLOCK), or that cannot be known. */
static bool clear_left(const char *path, bool *ret_unknown)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	enum taken taken;
	bool ok;

	*ret_unknown = fd < 0 && errno != ENOENT;
	if (fd < 0)
		return !*ret_unknown;
	taken = take(fd);
	/* Whoever holds the lock may take the name away. */
	ok = taken == TAKEN && (!is_at(fd, path) || unlink(path) == 0);
	*ret_unknown = !ok && taken != TAKEN_BY_OTHER;
	close_quietly(&fd);
	return ok;
}

/*
 * An empty file beside f->path, ours alone as long as it is open. Its name is always the same one,
 * so that runs that are killed leave one file at most; where nobody can tell whether it is still
 * being written, because there are no locks or it is somebody else's, it is one of our own.
 */
static bool make_locked(struct outfile *f)
{
	(void)snprintf(f->temp, sizeof(f->temp), "%s" OUTFILE_TEMP, f->path);
	for (unsigned i = 0; i < TEMPS; i++) {
		bool is_unknown = false;

		f->fd = open(f->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (f->fd >= 0) {
			/* Another one may have taken it for a file that was left. */
			if (take(f->fd) != TAKEN_BY_OTHER && is_at(f->fd, f->temp))
				return true;
			close_quietly(&f->fd);
			continue;
		}
		if (errno != EEXIST)
			return false;
		if (clear_left(f->temp, &is_unknown))
			continue;
		if (!is_unknown)
			return false;
		(void)snprintf(f->temp, sizeof(f->temp), "%s.%ld-%u" OUTFILE_TEMP, f->path,
			       (long)getpid(), i);
	}
	errno = EWOULDBLOCK;
	return false;
}

/* Like an ordinary new one, or with the rights of the one it follows. */
static bool make_temp(struct outfile *f, const struct stat *old)
{
	if ((old && !may_replace(f)) || !make_locked(f))
		return false;
	f->is_unfinished = true;
	if (is_made_as(f, OUTFILE_PART)) {
		errno = EWOULDBLOCK;
		return false;
	}
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
	if (is_made_as(f, OUTFILE_TEMP)) {
		errno = EWOULDBLOCK;
		return false;
	}
	(void)snprintf(f->temp, sizeof(f->temp), "%s" OUTFILE_PART, f->path);
	f->fd = open(f->temp, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (f->fd < 0)
		return false;
	/* Again, since each makes its own visible first and looks for the other's then. */
	if (take(f->fd) == TAKEN_BY_OTHER || is_made_as(f, OUTFILE_TEMP)) {
		errno = EWOULDBLOCK;
		return false;
	}
	if (fstat(f->fd, &st) < 0)
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

	if (!f->is_unfinished) {
		f->fd = f->is_owned ? -1 : fd;
		return !f->is_owned || close(fd) == 0 || errno == EINTR ? OUTFILE_KEPT
									: OUTFILE_UNWRITTEN;
	}
	/* Before the rename, so that after a crash the name never shows an empty file. */
	if (!is_synced(fsync, fd))
		return OUTFILE_UNWRITTEN;
	/* Before the close, which lets others have the name. */
	if (rename(f->temp, f->path) < 0)
		return OUTFILE_UNNAMED;
	f->is_unfinished = false;
	f->fd = -1;
	(void)close(fd);
	sync_folder(f->path);
	return OUTFILE_KEPT;
}

void outfile_done(struct outfile *f)
{
	/* Before the close, which lets others have the name. */
	if (f->is_unfinished && !f->is_kept)
		(void)unlink(f->temp);
	if (f->is_owned && f->fd >= 0)
		(void)close(f->fd);
}
