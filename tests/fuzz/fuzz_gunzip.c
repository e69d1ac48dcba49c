/* SPDX-License-Identifier: MIT */
/* A file that is compressed, or pretends to be: read in large and in small pieces it is the same,
 * up to the same fault. */
#include "../../src/report/gunzip.h"

#include <fcrdns/why.h>

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	OUT_MAX = 1 << 18 /* of what it may grow to; the rest is not looked at */
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool truth)
{
	if (!truth)
		abort();
}

/* How much came; *ret_well: and then its end. */
static size_t take(const uint8_t *data, size_t size, size_t step, char *out, bool *ret_well)
{
	int fd = memfd_create("gz", MFD_CLOEXEC);
	struct why why = { 0 };
	struct gunzip *g;
	size_t n = 0;
	long got = 1;

	need(fd >= 0 && write(fd, data, size) == (ssize_t)size && lseek(fd, 0, SEEK_SET) == 0);
	g = gunzip_new(fd, &why);
	need(g != NULL);
	while (got > 0 && n < OUT_MAX) {
		got = gunzip_read(g, out + n, OUT_MAX - n < step ? OUT_MAX - n : step);
		need(got <= (long)step && (got >= 0 || errno == EILSEQ));
		n += got > 0 ? (size_t)got : 0;
	}
	*ret_well = got >= 0;
	gunzip_free(g);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char whole[OUT_MAX], parts[OUT_MAX];
	static const size_t steps[] = { 7, 4096 };
	bool well, also_well;
	size_t n = take(data, size, OUT_MAX, whole, &well);

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		size_t m = take(data, size, steps[i], parts, &also_well);

		need(well == also_well && n == m && !memcmp(whole, parts, n));
	}
	return 0;
}
