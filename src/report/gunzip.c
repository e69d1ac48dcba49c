/* SPDX-License-Identifier: MIT */
#include "gunzip.h"

#include <fcrdns/arena.h>
#include <fcrdns/why.h>

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <string.h>

/* Four functions of zlib's stable interface, so that its headers are not needed to build. */
struct zlib_file;

static struct {
	struct zlib_file *(*dopen)(int fd, const char *mode);
	int (*read)(struct zlib_file *file, void *into, unsigned n);
	int (*direct)(struct zlib_file *file);
	int (*close)(struct zlib_file *file);
	const char *(*error)(struct zlib_file *file, int *ret_code);
} zlib;

enum {
	ZLIB_ERRNO = -1 /* Z_ERRNO: the file could not be read */
};

struct gunzip {
	struct zlib_file *file;
	bool begun;
};

static bool find(void *library, const char *name, void *function, size_t size)
{
	void *found = dlsym(library, name);

	if (found) /* ISO C knows no cast from one to the other, POSIX wants it to work */
		memcpy(function, &found, size);
	return found != NULL;
}

static bool load(struct why *why)
{
	static const char soname[] = "libz.so.1";
	void *library;

	if (zlib.dopen)
		return true;
	library = dlopen(soname, RTLD_NOW | RTLD_LOCAL);
	if (library && find(library, "gzread", &zlib.read, sizeof(zlib.read)) &&
	    find(library, "gzdirect", &zlib.direct, sizeof(zlib.direct)) &&
	    find(library, "gzclose_r", &zlib.close, sizeof(zlib.close)) &&
	    find(library, "gzerror", &zlib.error, sizeof(zlib.error)) &&
	    find(library, "gzdopen", &zlib.dopen, sizeof(zlib.dopen)))
		return true; /* and stays loaded */
	if (library)
		(void)dlclose(library);
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
	if (g)
		g->file = zlib.dopen(fd, "rb");
	if (g && g->file)
		return g;
	why_set(why, WHY_INTERNAL, "out of memory");
	mem_free(g);
	return NULL;
}

long gunzip_read(struct gunzip *g, char *into, size_t n)
{
	int got, code = 0;

	errno = 0;
	got = zlib.read(g->file, into, n < INT_MAX ? (unsigned)n : INT_MAX);
	/* zlib hands on what is not compressed as it is; but an empty file is none of gzip. */
	if (!g->begun && got >= 0) {
		g->begun = true;
		if (zlib.direct(g->file)) {
			errno = EILSEQ;
			return -1;
		}
	}
	if (got < (int)n) /* at its end too: cut short is told only there */
		(void)zlib.error(g->file, &code);
	if (!code)
		return got;
	if (code != ZLIB_ERRNO || !errno)
		errno = EILSEQ;
	return -1;
}

void gunzip_free(struct gunzip *g)
{
	if (!g)
		return;
	(void)zlib.close(g->file);
	mem_free(g);
}
