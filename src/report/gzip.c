/* SPDX-License-Identifier: MIT */
#include "gzip.h"

#include <fcrdns/arena.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <dlfcn.h>
#include <limits.h>
#include <zlib.h>

enum {
	PIECE = 16384,
	GZIP_WINDOW =
		15 + 16, /* zlib's way to ask for gzip's header; it names no file and no time */
	MEMORY_USUAL = 8
};

struct gzip {
	void *library;
	__typeof__(deflateInit2_) *init;
	__typeof__(deflate) *deflate;
	__typeof__(deflateReset) *reset;
	__typeof__(deflateEnd) *end;
	z_stream stream;
	bool is_made;
	size_t n; /* in the open member */
};

static bool load(struct gzip *z)
{
	z->library = dlopen("libz.so.1", RTLD_NOW | RTLD_LOCAL);
	if (!z->library)
		return false;
	*(void **)&z->init = dlsym(z->library, "deflateInit2_");
	*(void **)&z->deflate = dlsym(z->library, "deflate");
	*(void **)&z->reset = dlsym(z->library, "deflateReset");
	*(void **)&z->end = dlsym(z->library, "deflateEnd");
	return z->init && z->deflate && z->reset && z->end;
}

struct gzip *gzip_new(struct why *why)
{
	struct gzip *z = mem_zero(1, sizeof(*z));

	if (z && load(z) &&
	    z->init(&z->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, MEMORY_USUAL,
		    Z_DEFAULT_STRATEGY, ZLIB_VERSION, (int)sizeof(z_stream)) == Z_OK) {
		z->is_made = true;
		return z;
	}
	(void)why_set(why, WHY_INTERNAL,
		      "a .gz file needs zlib, which cannot be loaded (Debian's package zlib1g)");
	gzip_free(z);
	return NULL;
}

void gzip_free(struct gzip *z)
{
	if (!z)
		return;
	if (z->is_made && z->end)
		(void)z->end(&z->stream);
	if (z->library)
		(void)dlclose(z->library);
	mem_free(z);
}

/* Until zlib wants no more room. */
static bool run(struct gzip *z, int flush, struct text *out)
{
	unsigned char piece[PIECE];
	int got;

	do {
		z->stream.next_out = piece;
		z->stream.avail_out = sizeof(piece);
		got = z->deflate(&z->stream, flush);
		if (got == Z_STREAM_ERROR)
			return false;
		text_put(out, (const char *)piece, sizeof(piece) - z->stream.avail_out);
	} while (z->stream.avail_out == 0 && got != Z_STREAM_END);
	return !out->failed;
}

bool gzip_put(struct gzip *z, const char *octets, size_t n, struct text *out)
{
	z->stream.next_in = (unsigned char *)(uintptr_t)octets; /* zlib only reads it */
	while (n) {
		unsigned piece = n < UINT_MAX ? (unsigned)n : UINT_MAX;

		z->stream.avail_in = piece;
		if (!run(z, Z_NO_FLUSH, out))
			return false;
		n -= piece;
		z->n += piece;
	}
	return true;
}

bool gzip_end(struct gzip *z, bool also_empty, struct text *out)
{
	if (!z->n && !also_empty)
		return true;
	z->n = 0;
	z->stream.avail_in = 0;
	return run(z, Z_FINISH, out) && z->reset(&z->stream) == Z_OK;
}

size_t gzip_open_octets(const struct gzip *z)
{
	return z->n;
}
