/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_TEST_FETCH_BED_H
#define FCRDNS_TEST_FETCH_BED_H

/*
 * The servers of fetch_server.py, started by the first who asks for them and gone with this
 * process; and requests to them.
 */

#include <fcrdns/arena.h>
#include <fcrdns/fetch.h>
#include <fcrdns/why.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	HANG_S = 60,
	ARENA = 64 << 20
};

enum bed_server {
	GOOD,
	OTHER_HOST,
	EXPIRED,
	SELF_SIGNED,
	HTTP2,
	PLAIN,
	PROXY,
	SERVERS
};

static struct {
	char folder[64], cacert[80];
	unsigned ports[SERVERS];
	struct arena arena;
	volatile sig_atomic_t stop;
} bed;

static inline void bed_gone(void)
{
	if (fork() == 0) {
		(void)execl("/bin/rm", "rm", "-rf", bed.folder, (char *)NULL);
		_exit(1);
	}
}

static inline void bed_read(const char *name, char *out, size_t size)
{
	char path[100];
	FILE *f;
	size_t n;

	(void)snprintf(path, sizeof(path), "%s/%s", bed.folder, name);
	f = fopen(path, "re");
	n = f ? fread(out, 1, size - 1, f) : 0;
	out[n] = '\0';
	if (f)
		(void)fclose(f);
}

static inline void bed_begin(void)
{
	char text[100] = "";

	if (bed.folder[0])
		return;
	(void)snprintf(bed.folder, sizeof(bed.folder), "/tmp/fetch.XXXXXX");
	assert_non_null(mkdtemp(bed.folder));
	(void)atexit(bed_gone);
	(void)snprintf(bed.cacert, sizeof(bed.cacert), "%s/ca.pem", bed.folder);
	if (fork() == 0) {
		(void)execl("/usr/bin/python3", "python3", "tests/unit/fetch_server.py", bed.folder,
			    (char *)NULL);
		_exit(1);
	}
	for (int i = 0; i < HANG_S * 20 && !*text; i++) {
		(void)usleep(50000);
		bed_read("ports", text, sizeof(text));
	}
	assert_int_equal(sscanf(text, "%u %u %u %u %u %u %u", &bed.ports[0], &bed.ports[1],
				&bed.ports[2], &bed.ports[3], &bed.ports[4], &bed.ports[5],
				&bed.ports[6]),
			 SERVERS);
	arena_init(&bed.arena, ARENA);
}

static inline struct fetch *bed_fetch_by(const char *proxy, unsigned total_ms)
{
	struct fetch_conf conf = { .proxy = proxy,
				   .connect_ms = HANG_S * 1000,
				   .total_ms = total_ms };
	struct fetch *f;
	struct why why;

	bed_begin();
	conf.cacert = bed.cacert;
	conf.stop = &bed.stop;
	f = fetch_new(&conf, &why);
	assert_non_null(f);
	return f;
}

static inline struct fetch *bed_fetch(unsigned total_ms)
{
	return bed_fetch_by(NULL, total_ms);
}

/* The answer to a request for `path`; lives until the next. */
static inline const struct http_response *bed_send(struct fetch *f, struct http_request *r,
						   const char *scheme, enum bed_server server,
						   const char *path)
{
	static struct http_response response;
	char url[200];

	(void)snprintf(url, sizeof(url), "%s://127.0.0.1:%u/%s", scheme, bed.ports[server], path);
	r->url = url;
	r->method = r->method ? r->method : "GET";
	arena_reset(&bed.arena);
	memset(&response, 0xa5, sizeof(response));
	fetch_run(f, r, &response, &bed.arena);
	r->url = NULL;
	return &response;
}

static inline const struct http_response *bed_get(struct fetch *f, const char *path)
{
	struct http_request r = { 0 };

	return bed_send(f, &r, "https", GOOD, path);
}

/* What the servers were asked. */
static inline const char *bed_log(void)
{
	static char log[1 << 16];

	bed_read("log", log, sizeof(log));
	return log;
}

#endif
