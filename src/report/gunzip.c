/* SPDX-License-Identifier: MIT */
#include "gunzip.h"

#include <fcrdns/arena.h>
#include <fcrdns/why.h>

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <unistd.h>
#include <zlib.h>

/*
 * Not by gzread, although it does all of this: where a file that is cut short has just filled a
 * buffer of its own when the octets end, it calls that the end, and what inflate still holds is
 * lost (zlib 1.2.13).
 */

enum {
	PIECE = 16384,
	GZIP_WINDOW = 15 + 16 /* zlib's way to say: gzip, and nothing else */
};

static struct {
	__typeof__(inflateInit2_) *init;
	__typeof__(inflate) *inflate;
	__typeof__(inflateReset) *reset;
	__typeof__(inflateEnd) *end;
} zlib;

struct gunzip {
	int fd;
	z_stream stream;
	bool begun;	/* a member was there */
	bool is_within; /* one is open */
	bool is_padded; /* zeros came behind the last one, as tapes have them */
	bool is_end;	/* of the file */
	unsigned char in[PIECE];
};

static bool load(struct why *why)
{
	static const char soname[] = "libz.so.1";
	void *library;

	if (zlib.end)
		return true;
	library = dlopen(soname, RTLD_NOW | RTLD_LOCAL);
	if (library) {
		*(void **)&zlib.init = dlsym(library, "inflateInit2_");
		*(void **)&zlib.inflate = dlsym(library, "inflate");
		*(void **)&zlib.reset = dlsym(library, "inflateReset");
		*(void **)&zlib.end = dlsym(library, "inflateEnd");
		if (zlib.init && zlib.inflate && zlib.reset && zlib.end)
			return true; /* and stays loaded */
		zlib.end = NULL;
		(void)dlclose(library);
	}
	return why_set(why, WHY_INTERNAL,
		       "a .gz file cannot be read without the library %s (Debian's zlib1g)",
		       soname);
}

struct gunzip *gunzip_new(int fd, struct why *why)
{
	struct gunzip *g;

	if (!load(why))
		return NULL;
	g = mem_zero(1, sizeof(*g));
	if (g && zlib.init(&g->stream, GZIP_WINDOW, ZLIB_VERSION, (int)sizeof(z_stream)) == Z_OK) {
		g->fd = fd;
		return g;
	}
	why_set(why, WHY_INTERNAL, "out of memory");
	mem_free(g);
	return NULL;
}

static long fail(int error)
{
	errno = error;
	return -1;
}

/* More of the file, where all that came is used up. */
static bool fill(struct gunzip *g)
{
	ssize_t got;

	if (g->stream.avail_in || g->is_end)
		return true;
	got = read(g->fd, g->in, sizeof(g->in));
	if (got < 0)
		return false;
	g->is_end = got == 0;
	g->stream.next_in = g->in;
	g->stream.avail_in = (unsigned)got;
	return true;
}

/* Between two members. False: what comes is none. */
static bool begin(struct gunzip *g)
{
	z_stream *s = &g->stream;

	while (g->begun && s->avail_in && !*s->next_in) {
		g->is_padded = true;
		s->next_in++;
		s->avail_in--;
	}
	if (!s->avail_in)
		return true;
	g->is_within = g->begun = true;
	return !g->is_padded && zlib.reset(s) == Z_OK;
}

long gunzip_read(struct gunzip *g, char *into, size_t n)
{
	z_stream *s = &g->stream;
	unsigned room = n < INT_MAX ? (unsigned)n : INT_MAX;

	s->next_out = (unsigned char *)into;
	s->avail_out = room;
	while (s->avail_out == room) {
		int got;

		if (!fill(g))
			return -1;
		if (!g->is_within && !begin(g))
			return fail(EILSEQ);
		if (!g->is_within && g->is_end)
			return g->begun ? 0 : fail(EILSEQ); /* an empty file is none of gzip */
		if (!g->is_within)
			continue;
		got = zlib.inflate(s, Z_NO_FLUSH);
		g->is_within = got != Z_STREAM_END;
		if (s->avail_out < room || got == Z_STREAM_END)
			continue; /* what is wrong with the rest is told next time */
		if (got == Z_MEM_ERROR)
			return fail(ENOMEM);
		if ((got != Z_OK && got != Z_BUF_ERROR) || (g->is_end && !s->avail_in))
			return fail(EILSEQ);
	}
	return (long)(room - s->avail_out);
}

void gunzip_free(struct gunzip *g)
{
	if (!g)
		return;
	(void)zlib.end(&g->stream);
	(void)close(g->fd);
	mem_free(g);
}
