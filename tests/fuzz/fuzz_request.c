/* SPDX-License-Identifier: MIT */
/* What a client sends, a line each: method, URI, Accept, time-out, Host, Authorization. Whatever it
 * is, what is made of it is bounded and printable, and a target that is taken is taken again when
 * it is written with care. */
#include "../../src/exporter/request.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	LINES = 6
};

static void need(bool truth)
{
	if (!truth)
		abort();
}

static void need_no_control(const char *text, size_t max)
{
	need(strlen(text) <= max);
	for (; *text; text++)
		need((unsigned char)*text >= ' ' && *text != 127);
}

static void need_printable(const char *text)
{
	for (; *text; text++)
		need(*text >= ' ' && *text <= '~');
}

/* Each text in memory of its own, so that a step beyond it is seen. */
static char *line_of(const uint8_t **data, size_t *size)
{
	const uint8_t *end = *size ? memchr(*data, '\n', *size) : NULL;
	size_t n = end ? (size_t)(end - *data) : *size, used = n + (end != NULL);
	char *out = malloc(n + 1);

	need(out != NULL);
	if (n)
		memcpy(out, *data, n);
	out[n] = '\0';
	*data += used;
	*size -= used;
	return out;
}

static void write_with_care(char *out, const char *text)
{
	for (; *text; text++)
		out += sprintf(out, "%%%02x", (unsigned)(unsigned char)*text);
	*out = '\0';
}

static void need_same_again(const struct request *r)
{
	char uri[64 + 3 * (REQUEST_TARGET_MAX + REQUEST_MODULE_MAX)] = "/probe?x=&target=";
	struct request again;

	write_with_care(uri + strlen(uri), r->target);
	if (r->has_module) {
		memcpy(uri + strlen(uri), "&module=", 9);
		write_with_care(uri + strlen(uri), r->module);
	}
	request_parse(&again, "GET", uri);
	need(!again.status && again.what == REQUEST_PROBE && again.has_target && !again.debug);
	need(again.has_module == r->has_module);
	need(!strcmp(again.target, r->target) && !strcmp(again.module, r->module));
}

static void look_at(const struct request *r)
{
	need(r->status == 0 || r->status == 400 || r->status == 404 || r->status == 405);
	need(!r->status == !*r->fault && !r->allow == (r->status != 405));
	need((r->status == 404) == (r->what == REQUEST_NOTHING));
	need_printable(r->fault);
	need_no_control(r->target, REQUEST_TARGET_MAX);
	need_no_control(r->module, REQUEST_MODULE_MAX);
	need((r->has_target || !*r->target) && (r->has_module || !*r->module));
	if (!r->status && r->has_target)
		need_same_again(r);
}

static void look_at_headers(char *line[static LINES])
{
	char host[256], user[REQUEST_USER_MAX + 1], password[REQUEST_PASSWORD_MAX + 1];
	unsigned ms = 0;

	(void)request_wants_openmetrics(line[2]);
	if (request_timeout_ms(&ms, line[3]))
		need(ms >= 1 && ms <= 3600000);
	if (request_host(host, line[4])) {
		need(*host && strlen(host) < sizeof(host));
		need_printable(host);
		for (const char *c = host; *c; c++)
			need((*c < 'A' || *c > 'Z') && *c != '/' && *c != ' ');
	}
	if (request_credentials(line[5], user, password)) {
		need(strlen(user) <= REQUEST_USER_MAX && !strchr(user, ':'));
		need(strlen(password) <= REQUEST_PASSWORD_MAX);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct request r;
	char *line[LINES];

	for (unsigned i = 0; i < LINES; i++)
		line[i] = line_of(&data, &size);
	request_parse(&r, line[0], line[1]);
	look_at(&r);
	look_at_headers(line);
	for (unsigned i = 0; i < LINES; i++)
		free(line[i]);
	return 0;
}
