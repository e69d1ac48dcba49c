/* SPDX-License-Identifier: MIT */
#include <fcrdns/sink.h>

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	GATHERED = 1 << 16,
	ENDS = 2048, /* records gathered at most */
	LINKS = 40,  /* symbolic links followed, as the kernel does */
	TEMPS = 100  /* names tried for the unfinished file */
};

struct sink {
	int fd;
	bool is_owned;		 /* closed by us */
	bool has_temp;		 /* an unfinished file that is not yet renamed */
	char shown[LIMIT_SHOWN]; /* what messages call it */
	char path[PATH_MAX], temp[PATH_MAX + 32];
	size_t len;
	unsigned n_ends;
	uint32_t ends[ENDS]; /* where each record gathered ends */
	char data[GATHERED];
};

/* `path` with the symbolic links of its last part followed, also where they lead to nothing yet. */
static bool follow_links(const char *path, char ret[static PATH_MAX])
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

/* An empty file beside s->path; like an ordinary new one, or with the rights of the one it follows.
 */
static bool make_temp(struct sink *s, const struct stat *old)
{
	if (old && faccessat(AT_FDCWD, s->path, W_OK, AT_EACCESS) < 0)
		return false; /* a file that could not be written must not be replaced either */
	for (unsigned i = 0; i < TEMPS; i++) {
		(void)snprintf(s->temp, sizeof(s->temp), "%s.%ld-%u.tmp", s->path, (long)getpid(),
			       i);
		s->fd = open(s->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (s->fd >= 0 || errno != EEXIST)
			break;
	}
	if (s->fd < 0)
		return false;
	s->has_temp = true;
	return !old || fchmod(s->fd, old->st_mode & 0777) == 0;
}

static bool open_path(struct sink *s, const char *path)
{
	struct stat st;
	int fd = named_descriptor(path);
	bool exists;

	s->is_owned = true;
	if (fd >= 0) {
		s->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
		return s->fd >= 0;
	}
	exists = stat(path, &st) == 0;
	if (exists && !S_ISREG(st.st_mode)) {
		s->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
		return s->fd >= 0;
	}
	return follow_links(path, s->path) && make_temp(s, exists ? &st : NULL);
}

struct sink *sink_new(const char *path, struct why *why)
{
	struct sink *s = mem_zero(1, sizeof(*s));

	if (!s) {
		why_set(why, WHY_INTERNAL, "out of memory");
		return NULL;
	}
	if (!path || strcmp(path, "-") == 0) {
		s->fd = STDOUT_FILENO;
		(void)snprintf(s->shown, sizeof(s->shown), "standard output");
		return s;
	}
	s->fd = -1;
	text_shown(s->shown, sizeof(s->shown), path, strlen(path));
	if (!open_path(s, path)) {
		why_set(why, WHY_CANTOUT, "cannot make %s: %s", s->shown, strerror(errno));
		sink_free(s);
		return NULL;
	}
	return s;
}

static bool wait_for_room(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };

	return poll(&p, 1, -1) >= 0 || errno == EINTR;
}

/* The octets of `from` written before an error (errno), or all of them. */
static size_t write_all(int fd, const char *from, size_t n)
{
	size_t done = 0;

	while (done < n) {
		ssize_t got = write(fd, from + done, n - done);

		if (got > 0) {
			done += (size_t)got;
		} else if (got == 0) {
			errno = EIO;
			break;
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			if (!wait_for_room(fd))
				break;
		} else if (errno != EINTR) {
			break;
		}
	}
	return done;
}

/* Take `n` octets back from the end of a file: the begin of a record whose rest had no room. */
static void cut_back(int fd, size_t n)
{
	struct stat st;

	if (n && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    lseek(fd, 0, SEEK_CUR) == st.st_size && st.st_size >= (off_t)n &&
	    ftruncate(fd, st.st_size - (off_t)n) == 0)
		(void)lseek(fd, -(off_t)n, SEEK_CUR);
}

static bool fail(const struct sink *s, struct why *why)
{
	return why_set(why, WHY_IO, "cannot write to %s: %s", s->shown, strerror(errno));
}

bool sink_flush(struct sink *s, struct why *why)
{
	size_t len = s->len, done, whole = 0;

	if (!len)
		return true;
	s->len = 0;
	done = write_all(s->fd, s->data, len);
	if (done < len) {
		int error = errno;

		for (unsigned i = 0; i < s->n_ends && s->ends[i] <= done; i++)
			whole = s->ends[i];
		cut_back(s->fd, done - whole);
		errno = error;
	}
	s->n_ends = 0;
	return done == len || fail(s, why);
}

bool sink_put(struct sink *s, struct text *t, struct why *why)
{
	size_t len = t->len;

	t->len = 0;
	if (t->failed)
		return why_set(why, WHY_INTERNAL, "no memory for what goes to %s", s->shown);
	if (!len)
		return true;
	if ((len > GATHERED - s->len || s->n_ends == ENDS) && !sink_flush(s, why))
		return false;
	if (len > GATHERED) {
		size_t done = write_all(s->fd, t->data, len);
		int error = errno;

		if (done == len)
			return true;
		cut_back(s->fd, done);
		errno = error;
		return fail(s, why);
	}
	memcpy(s->data + s->len, t->data, len);
	s->len += len;
	s->ends[s->n_ends++] = (uint32_t)s->len;
	return true;
}

bool sink_close(struct sink *s, struct why *why)
{
	int fd = s->fd;

	if (!sink_flush(s, why))
		return false;
	/* Before the rename, so that after a crash the name never shows an empty file. */
	if (s->has_temp && fsync(fd) < 0)
		return fail(s, why);
	if (s->is_owned) {
		s->fd = -1;
		if (close(fd) < 0 && errno != EINTR)
			return fail(s, why);
	}
	if (s->has_temp && rename(s->temp, s->path) < 0)
		return why_set(why, WHY_CANTOUT, "cannot make %s: %s", s->shown, strerror(errno));
	s->has_temp = false;
	return true;
}

void sink_free(struct sink *s)
{
	if (!s)
		return;
	if (s->is_owned && s->fd >= 0)
		(void)close(s->fd);
	if (s->has_temp)
		(void)unlink(s->temp);
	mem_free(s);
}

bool sink_is_terminal(const struct sink *s)
{
	return isatty(s->fd) == 1;
}
