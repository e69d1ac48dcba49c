/* SPDX-License-Identifier: MIT */
/* One HTTP response as libcurl hands it out: what is kept is bounded, and its headers are clean.
 * The input is lines of a head, up to an empty one that is followed by no other status line; the
 * rest is body. */
#include "../../src/net/intake.h"

#include <fcrdns/arena.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool truth)
{
	if (!truth)
		abort();
}

static void need_clean(const struct http_response *r)
{
	need(r->n_headers <= LIMIT_HTTP_LINES && !r->body[r->body_len]);
	for (unsigned i = 0; i < r->n_headers; i++) {
		const char *name = r->headers[i].name;

		need(*name && !strpbrk(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ: \t\r\n"));
		for (const char *c = r->headers[i].value; *c; c++)
			need((unsigned char)*c >= ' ' ? *c != 127 : *c == '\t');
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct intake in;
	const char *at = (const char *)data, *end = at + size;
	struct http_response r = { 0 };
	struct arena arena;
	bool goes_on = true;

	arena_init(&arena, 1 << 16);
	intake_begin(&in, &arena);
	while (goes_on && at < end) {
		const char *line = memchr(at, '\n', (size_t)(end - at));
		size_t n = line ? (size_t)(line - at) + 1 : (size_t)(end - at);

		if (in.has_head && (n < 5 || memcmp(at, "HTTP/", 5) != 0))
			break;
		goes_on = intake_line(&in, at, n);
		at += n;
	}
	for (; goes_on && at < end; at += end - at < 100 ? end - at : 100)
		goes_on = intake_body(&in, at, (size_t)(end - at < 100 ? end - at : 100));
	if (goes_on && intake_end(&in, &r))
		need_clean(&r);
	intake_done(&in);
	arena_done(&arena);
	return 0;
}
