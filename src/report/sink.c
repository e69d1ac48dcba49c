/* SPDX-License-Identifier: MIT */
#include <fcrdns/sink.h>

#include "gzip.h"
#include "outfile.h"

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	GATHERED = 1 << 17,
	ENDS = 2048,	  /* records gathered at most */
	MEMBER = 1 << 20, /* octets of a gzip member, and what is left of the last record */
	PACKED_CEILING = 64 << 20
};

struct sink {
	struct outfile file;
	char shown[LIMIT_SHOWN]; /* what messages call it */
	size_t len;
	unsigned n_ends;
	uint32_t ends[ENDS]; /* where each record gathered ends */
	char data[GATHERED];
	uint64_t octets; /* of the file, when all that was put is in it; of .gz as far as packed */
	uint64_t border;
	struct gzip *gzip;  /* NULL: as it is */
	struct text packed; /* not yet written */
	bool is_broken;	    /* the packing failed, see gzip_put */
	bool holds;
	struct text held;
};

static struct sink *make(const char *path, struct why *why)
{
	struct sink *s = mem_zero(1, sizeof(*s));
	size_t len = strlen(path);

	if (!s) {
		why_set(why, WHY_INTERNAL, "out of memory");
		return NULL;
	}
	s->file.fd = -1;
	text_init(&s->packed, PACKED_CEILING);
	text_init(&s->held, LIMIT_HELD);
	text_shown(s->shown, sizeof(s->shown), path, len);
	if (len > 3 && strcmp(path + len - 3, ".gz") == 0 && !(s->gzip = gzip_new(why))) {
		sink_free(s);
		return NULL;
	}
	return s;
}

static bool cannot_make(const struct sink *s, const char *suffix, struct why *why)
{
	if (errno == EWOULDBLOCK)
		return why_set(why, WHY_CANTOUT, "another run is writing %s now", s->shown);
	return why_set(why, WHY_CANTOUT, "cannot make %s%s: %s", s->shown, suffix, strerror(errno));
}

struct sink *sink_new(const char *path, struct why *why)
{
	bool is_stdout = !path || strcmp(path, "-") == 0;
	struct sink *s = make(is_stdout ? "standard output" : path, why);

	if (!s)
		return NULL;
	if (is_stdout) {
		s->file.fd = STDOUT_FILENO;
	} else if (!outfile_open(&s->file, path)) {
		(void)cannot_make(s, "", why);
		sink_free(s);
		return NULL;
	}
	return s;
}

struct sink *sink_resume(const char *path, uint64_t octets, struct why *why)
{
	struct sink *s = make(path, why);

	if (!s)
		return NULL;
	if (outfile_resume(&s->file, path, octets)) {
		s->octets = s->border = octets;
		return s;
	}
	if (errno == ENODATA)
		why_set(why, WHY_MISFIT,
			"%s" OUTFILE_PART " is shorter than %s.state says: it cannot be gone on "
			"with; remove both to start anew",
			s->shown, s->shown);
	else
		(void)cannot_make(s, OUTFILE_PART, why);
	sink_free(s);
	return NULL;
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

/* What is gathered becomes octets of a gzip member. */
static void pack(struct sink *s, const char *octets, size_t n)
{
	size_t before = s->packed.len;

	s->is_broken |= !gzip_put(s->gzip, octets, n, &s->packed);
	s->octets += s->packed.len - before;
}

static void end_member(struct sink *s, bool also_empty)
{
	size_t before = s->packed.len;

	s->is_broken |= !gzip_end(s->gzip, also_empty, &s->packed);
	s->octets += s->packed.len - before;
}

static void pack_gathered(struct sink *s)
{
	pack(s, s->data, s->len);
	s->len = 0;
	s->n_ends = 0;
}

static bool write_packed(struct sink *s, struct why *why)
{
	size_t len = s->packed.len;

	if (s->is_broken)
		return why_set(why, WHY_INTERNAL, "no memory to compress %s", s->shown);
	s->packed.len = 0;
	return write_all(s->file.fd, s->packed.data, len) == len || fail(s, why);
}

static bool flush_plain(struct sink *s, struct why *why)
{
	size_t len = s->len, done, whole = 0;

	if (!len)
		return true;
	s->len = 0;
	done = write_all(s->file.fd, s->data, len);
	if (done < len) {
		int error = errno;

		for (unsigned i = 0; i < s->n_ends && s->ends[i] <= done; i++)
			whole = s->ends[i];
		cut_back(s->file.fd, done - whole);
		errno = error;
	}
	s->n_ends = 0;
	return done == len || fail(s, why);
}

bool sink_flush(struct sink *s, struct why *why)
{
	if (!s->gzip)
		return flush_plain(s, why);
	pack_gathered(s);
	return write_packed(s, why);
}

/* One that is larger than the gathered ones together may be. */
static bool put_large(struct sink *s, const char *octets, size_t n, struct why *why)
{
	size_t done;
	int error;

	if (s->gzip) {
		pack(s, octets, n);
		return write_packed(s, why);
	}
	s->octets += n;
	done = write_all(s->file.fd, octets, n);
	if (done == n)
		return true;
	error = errno;
	cut_back(s->file.fd, done);
	errno = error;
	return fail(s, why);
}

bool sink_path(const char *path, char ret[static PATH_MAX])
{
	return outfile_path(path, ret);
}

bool sink_put(struct sink *s, const char *octets, size_t n, struct why *why)
{
	if (s->holds) {
		text_put(&s->held, octets, n);
		return !s->held.failed ||
		       why_set(why, WHY_LIMIT, "more than %d octets of records for %s at once",
			       LIMIT_HELD, s->shown);
	}
	if ((n > GATHERED - s->len || s->n_ends == ENDS) && !sink_flush(s, why))
		return false;
	if (n > GATHERED)
		return put_large(s, octets, n, why);
	memcpy(s->data + s->len, octets, n);
	s->len += n;
	s->ends[s->n_ends++] = (uint32_t)s->len;
	if (!s->gzip)
		s->octets += n;
	return true;
}

void sink_hold(struct sink *s)
{
	s->holds = true;
}

void sink_forget(struct sink *s)
{
	s->held.len = 0;
}

bool sink_let_go(struct sink *s, struct why *why)
{
	size_t len = s->held.len;

	s->holds = false;
	s->held.len = 0;
	return !len || sink_put(s, s->held.data, len, why);
}

bool sink_mark(struct sink *s)
{
	size_t open = s->gzip ? s->len + gzip_open_octets(s->gzip) : 0;

	if (open) {
		if (open < MEMBER)
			return false;
		pack_gathered(s);
		end_member(s, false);
	}
	s->border = s->octets;
	return !s->is_broken;
}

bool sink_save(struct sink *s, uint64_t *ret_octets, struct why *why)
{
	if (!sink_flush(s, why))
		return false;
	if (!outfile_sync(&s->file))
		return fail(s, why);
	*ret_octets = s->border;
	return true;
}

bool sink_mark_end(struct sink *s, struct why *why)
{
	if (s->gzip) {
		pack_gathered(s);
		end_member(s, s->octets == 0 && !gzip_open_octets(s->gzip));
	}
	s->border = s->octets;
	return sink_flush(s, why);
}

bool sink_close(struct sink *s, struct why *why)
{
	if (!sink_mark_end(s, why))
		return false;
	switch (outfile_keep(&s->file)) {
	case OUTFILE_KEPT:
		return true;
	case OUTFILE_UNWRITTEN:
		return fail(s, why);
	case OUTFILE_UNNAMED:
		break;
	}
	return why_set(why, WHY_CANTOUT, "cannot make %s: %s", s->shown, strerror(errno));
}

void sink_free(struct sink *s)
{
	if (!s)
		return;
	outfile_done(&s->file);
	gzip_free(s->gzip);
	text_done(&s->packed);
	text_done(&s->held);
	mem_free(s);
}

bool sink_is_nameless(const struct sink *s)
{
	return s->file.is_unfinished;
}

bool sink_is_terminal(const struct sink *s)
{
	return isatty(s->file.fd) == 1;
}
