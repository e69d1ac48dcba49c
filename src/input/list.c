/* SPDX-License-Identifier: MIT */
#include "list.h"

#include <fcrdns/hash.h>
#include <fcrdns/limits.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	/* Buffers read for one line at most: a stream of nothing must not hold up the answers. */
	READS_AT_ONCE = 16
};

static bool is_stdin(const char *path)
{
	return strcmp(path, "-") == 0;
}

static bool refuse(const char *path, const char *reason, struct why *why)
{
	char shown[LIMIT_SHOWN];

	if (is_stdin(path))
		return why_set(why, WHY_NOINPUT, "cannot read the list on standard input: %s",
			       reason);
	return why_set(why, WHY_NOINPUT, "cannot read the list %s: %s",
		       text_shown(shown, sizeof(shown), path, strlen(path)), reason);
}

bool list_can_open(const char *path, struct why *why)
{
	struct stat st;

	if (is_stdin(path))
		return true;
	if (stat(path, &st) != 0 || faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) != 0)
		return refuse(path, strerror(errno), why);
	return S_ISDIR(st.st_mode) ? refuse(path, strerror(EISDIR), why) : true;
}

bool list_is_there(const char *path)
{
	return is_stdin(path) || faccessat(AT_FDCWD, path, F_OK, 0) == 0;
}

bool list_size(const char *path, uint64_t *ret)
{
	struct stat st;
	int got = is_stdin(path) ? fstat(STDIN_FILENO, &st) : stat(path, &st);

	if (got != 0 || !S_ISREG(st.st_mode))
		return false;
	*ret = (uint64_t)st.st_size;
	return true;
}

uint64_t list_octets(const struct list *l)
{
	return l->read - (l->end - l->at);
}

static bool digest_fd(int fd, const char *path, uint64_t *hash, struct why *why)
{
	char data[LIST_BUFFER], shown[LIMIT_SHOWN];
	off_t at = lseek(fd, 0, SEEK_CUR);
	uint64_t h = *hash, total = 0;
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) != 0)
		return refuse(path, strerror(errno), why);
	if (!S_ISREG(st.st_mode) || at < 0)
		return why_set(why, WHY_USAGE,
			       "--resume wants lists that can be read again, and %s is no file",
			       is_stdin(path)
				       ? "standard input"
				       : text_shown(shown, sizeof(shown), path, strlen(path)));
	/* pread: the place where standard input stands must stay. */
	while ((n = pread(fd, data, sizeof(data), at)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return refuse(path, strerror(errno), why);
		h = hash_octets(h, data, (size_t)n);
		total += (uint64_t)n;
		at += n;
	}
	*hash = hash_octets(h, &total, sizeof(total));
	return true;
}

bool list_digest(const char *path, uint64_t *hash, struct why *why)
{
	int fd = is_stdin(path) ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool ok;

	if (fd < 0)
		return refuse(path, strerror(errno), why);
	ok = digest_fd(fd, path, hash, why);
	if (fd != STDIN_FILENO)
		(void)close(fd);
	return ok;
}

bool list_open(struct list *l, const char *path, struct why *why)
{
	struct stat st;

	l->path = path;
	l->begun = l->ended = l->skipping = l->is_idle = false;
	l->at = l->end = 0;
	l->read = 0;
	/* O_NONBLOCK: a FIFO without a writer is waited for in the loop, not in open(). */
	l->fd = is_stdin(path) ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (l->fd < 0)
		return refuse(path, strerror(errno), why);
	if (fstat(l->fd, &st) != 0) {
		(void)refuse(path, strerror(errno), why);
		list_close(l);
		return false;
	}
	l->can_wait = !S_ISREG(st.st_mode);
	return true;
}

void list_close(struct list *l)
{
	if (l->fd > STDIN_FILENO)
		(void)close(l->fd);
	l->fd = -1;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* More octets behind those that are there; LIST_LINE when some came or the end did. */
static enum list_got fill(struct list *l, struct why *why)
{
	struct pollfd p = { .fd = l->fd, .events = POLLIN };
	ssize_t n;

	if (l->can_wait && poll(&p, 1, 0) <= 0)
		return LIST_WAIT;
	memmove(l->data, l->data + l->at, l->end - l->at);
	l->end -= l->at;
	l->at = 0;
	n = read(l->fd, l->data + l->end, sizeof(l->data) - l->end);
	if (n < 0) {
		if (errno == EINTR || errno == EAGAIN)
			return LIST_WAIT;
		(void)refuse(l->path, strerror(errno), why);
		return LIST_FAILED;
	}
	l->ended = n == 0;
	l->end += (size_t)n;
	l->read += (uint64_t)n;
	return LIST_LINE;
}

/* Past the byte-order mark; false for one that says UTF-16, and for what is no text at all. */
static bool begin(struct list *l, struct why *why)
{
	const char *p = l->data + l->at;
	size_t have = l->end - l->at;

	l->begun = true;
	if (have >= 2 && (memcmp(p, "\xff\xfe", 2) == 0 || memcmp(p, "\xfe\xff", 2) == 0))
		return refuse(l->path, "it is UTF-16; give it as UTF-8", why);
	if (have >= 2 && memcmp(p, "\x1f\x8b", 2) == 0)
		return refuse(l->path, "it is compressed (gzip); give what zcat makes of it",
			      why);
	if (have >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		l->at += 3;
	return true;
}

/* The line ends beyond the octets that are there: read on. LIST_LINE: look again. */
static enum list_got read_on(struct list *l, const char **ret_line, size_t *ret_len,
			     struct why *why)
{
	size_t have = l->end - l->at;

	/* One octet may be over: a CR that belongs to the line's end. */
	if (!l->skipping && have > LIMIT_LINE + 1) {
		l->skipping = true;
		*ret_line = l->data + l->at;
		*ret_len = LIMIT_LINE;
		return **ret_line == '#' ? LIST_LINE : LIST_LONG;
	}
	if (l->skipping)
		l->at = l->end;
	return fill(l, why);
}

/* The whole line from `line` to `end`; LIST_WAIT when there is nothing in it. */
static enum list_got whole(const char *line, const char *end, size_t *ret_len)
{
	if (line < end && end[-1] == '\r')
		end--;
	if (line < end && *line == '#')
		return LIST_WAIT;
	*ret_len = LIMIT_LINE;
	if (end - line > LIMIT_LINE)
		return LIST_LONG;
	while (line < end && (is_blank(end[-1]) || end[-1] == '\r'))
		end--;
	*ret_len = (size_t)(end - line);
	return line < end ? LIST_LINE : LIST_WAIT;
}

enum list_got list_next(struct list *l, const char **ret_line, size_t *ret_len, struct why *why)
{
	enum list_got got;

	l->is_idle = false;
	for (unsigned reads = 0;;) {
		const char *line, *end;
		size_t have;

		while (l->begun && !l->skipping && l->at < l->end && is_blank(l->data[l->at]))
			l->at++;
		line = l->data + l->at;
		have = l->end - l->at;
		end = memchr(line, '\n', have);
		if (!l->begun && (end || l->ended || have >= 3)) {
			if (!begin(l, why))
				return LIST_FAILED;
			continue;
		}
		if (!end && !l->ended) {
			l->is_idle = reads++ == READS_AT_ONCE;
			got = l->is_idle ? LIST_WAIT : read_on(l, ret_line, ret_len, why);
			if (got != LIST_LINE)
				return got;
			continue;
		}
		if (!end && !have)
			return LIST_END;
		l->at = end ? (size_t)(end + 1 - l->data) : l->end;
		if (l->skipping) {
			l->skipping = false;
			continue;
		}
		*ret_line = line;
		got = whole(line, end ? end : line + have, ret_len);
		if (got != LIST_WAIT)
			return got;
	}
}
