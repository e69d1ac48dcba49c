/* SPDX-License-Identifier: MIT */
#include <fcrdns/wholefile.h>

#include <fcrdns/arena.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool cannot_read(const struct whole_file *f, struct why *why)
{
	return why_set(why, WHY_NOINPUT, "cannot read %s: %s", f->shown, strerror(errno));
}

static bool read_all(struct whole_file *f, int fd, size_t limit, struct why *why)
{
	ssize_t n = 1;

	f->octets = mem_zero(1, limit + 2);
	if (!f->octets)
		return why_set(why, WHY_INTERNAL, "out of memory");
	while (n > 0 && f->n <= limit) {
		n = read(fd, f->octets + f->n, limit + 1 - f->n);
		if (n > 0)
			f->n += (size_t)n;
	}
	if (n < 0)
		return cannot_read(f, why);
	return f->n <= limit ||
	       why_set(why, WHY_DATA, "%s is longer than %zu octets", f->shown, limit);
}

static bool read_open(struct whole_file *f, int fd, size_t limit, struct why *why)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return cannot_read(f, why);
	if (!S_ISREG(st.st_mode))
		return why_set(why, WHY_NOINPUT, "%s is no file", f->shown);
	f->mode = st.st_mode;
	f->owner = st.st_uid;
	return read_all(f, fd, limit, why);
}

bool whole_file_read(struct whole_file *ret, const char *path, size_t limit, bool *ret_there,
		     struct why *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	bool ok;

	*ret = (struct whole_file){ 0 };
	(void)text_shown(ret->shown, sizeof(ret->shown), path, strlen(path));
	if (ret_there)
		*ret_there = fd >= 0;
	if (fd < 0)
		return (ret_there && (errno == ENOENT || errno == ENOTDIR)) ||
		       cannot_read(ret, why);
	ok = read_open(ret, fd, limit, why);
	(void)close(fd);
	if (!ok)
		whole_file_drop(ret);
	return ok;
}

void whole_file_drop(struct whole_file *f)
{
	if (f->octets)
		explicit_bzero(f->octets, f->n);
	mem_free(f->octets);
	f->octets = NULL;
	f->n = 0;
}
