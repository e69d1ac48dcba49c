/* SPDX-License-Identifier: MIT */
#include "request.h"

#include <fcrdns/limits.h>
#include <fcrdns/text.h>

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
	PARAMETER_MAX = sizeof("target") - 1, /* of parameters; no longer one is known */
	DEBUG_MAX = 8
};

static const struct {
	const char *path;
	enum request_what what;
	const char *allow;
} paths[] = {
	{ "/", REQUEST_FRONT, "GET, HEAD" },
	{ "/probe", REQUEST_PROBE, "GET, HEAD" },
	{ "/metrics", REQUEST_METRICS, "GET, HEAD" },
	{ "/check", REQUEST_CHECK, "GET, HEAD" },
	{ "/api/v1/check", REQUEST_API, "GET, HEAD" },
	{ "/-/healthy", REQUEST_HEALTHY, "GET, HEAD" },
	{ "/-/ready", REQUEST_READY, "GET, HEAD" },
	{ "/-/reload", REQUEST_RELOAD, "POST" },
};

static void refuse(struct request *r, unsigned status, const char *words)
{
	if (r->status)
		return;
	r->status = status;
	(void)snprintf(r->fault, sizeof(r->fault), "%s", words);
}

static void refuse_text(struct request *r, unsigned status, const char *words, const char *text,
			size_t n)
{
	char shown[LIMIT_SHOWN];

	if (r->status)
		return;
	r->status = status;
	(void)snprintf(r->fault, sizeof(r->fault), "%s, not '%s'", words,
		       text_shown(shown, sizeof(shown), text, n));
}

/* ---- parameters ---- */

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

enum decoded {
	DECODED,
	DECODED_BAD, /* a % without two digits, or an octet that no value has */
	DECODED_LONG
};

/* application/x-www-form-urlencoded; the value is one line of text. */
static enum decoded decode(char *out, size_t max, const char *in, size_t n)
{
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		int c = (unsigned char)in[i];

		if (c == '+') {
			c = ' ';
		} else if (c == '%') {
			int high = i + 2 < n + 0U ? hex(in[i + 1]) : -1;
			int low = i + 2 < n + 0U ? hex(in[i + 2]) : -1;

			if (high < 0 || low < 0)
				return DECODED_BAD;
			c = high << 4 | low;
			i += 2;
		}
		if (c < 0x20 || c == 0x7f)
			return DECODED_BAD;
		if (len == max)
			return DECODED_LONG;
		out[len++] = (char)c;
	}
	out[len] = '\0';
	return DECODED;
}

static bool is(const char *name, const char *key, size_t n)
{
	return strlen(name) == n && memcmp(name, key, n) == 0;
}

/* A value once; false where it was given before, which no client means. */
static void take(struct request *r, const char *key, char *out, size_t max, bool *has,
		 const char *value, size_t n)
{
	char words[80];

	(void)snprintf(words, sizeof(words), "the parameter %s is given twice", key);
	if (*has) {
		refuse(r, 400, words);
		return;
	}
	*has = true;
	switch (decode(out, max, value, n)) {
	case DECODED:
		return;
	case DECODED_BAD:
		(void)snprintf(words, sizeof(words), "%s wants printable text", key);
		break;
	case DECODED_LONG:
		(void)snprintf(words, sizeof(words), "%s wants at most %zu octets", key, max);
		break;
	}
	out[0] = '\0';
	refuse_text(r, 400, words, value, n);
}

static void take_debug(struct request *r, const char *value, size_t n)
{
	char text[DEBUG_MAX + 1] = "";

	take(r, "debug", text, DEBUG_MAX, &r->has_debug, value, n);
	r->debug = !strcmp(text, "true") || !strcmp(text, "1");
	if (!r->debug && *text && strcmp(text, "false") != 0 && strcmp(text, "0") != 0)
		refuse_text(r, 400, "debug wants true or false", value, n);
}

/* Those that are not known are passed over, as everywhere in this field. */
static void take_parameter(struct request *r, const char *at, size_t n)
{
	const char *equals = memchr(at, '=', n);
	size_t key = equals ? (size_t)(equals - at) : n;
	const char *value = equals ? equals + 1 : at + n;
	size_t len = (size_t)(at + n - value);
	char name[PARAMETER_MAX + 1];

	if (decode(name, PARAMETER_MAX, at, key) != DECODED)
		return;
	if (!strcmp(name, "target"))
		take(r, name, r->target, REQUEST_TARGET_MAX, &r->has_target, value, len);
	else if (!strcmp(name, "module"))
		take(r, name, r->module, REQUEST_MODULE_MAX, &r->has_module, value, len);
	else if (!strcmp(name, "debug"))
		take_debug(r, value, len);
}

static void take_query(struct request *r, const char *query)
{
	for (unsigned n = 0;; n++) {
		size_t len = strcspn(query, "&");

		if (n == REQUEST_PARAMETERS) {
			refuse(r, 400, "there are too many parameters");
			return;
		}
		take_parameter(r, query, len);
		if (!query[len])
			return;
		query += len + 1;
	}
}

/* ---- the request line ---- */

static bool allows(const char *allow, const char *method)
{
	return strcmp(allow, "POST") == 0
		       ? strcmp(method, "POST") == 0
		       : strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

/* A proxy may have the whole URL in its request line (RFC 9112 section 3.2.2). */
static const char *path_of(const char *uri)
{
	static const char *const schemes[] = { "http://", "https://" };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t n = strlen(schemes[i]);

		if (strncasecmp(uri, schemes[i], n) == 0) {
			uri += n + strcspn(uri + n, "/?");
			return *uri == '/' ? uri : "/";
		}
	}
	return uri;
}

void request_parse(struct request *ret, const char *method, const char *uri)
{
	const char *path = path_of(uri);
	size_t n = strcspn(path, "?");

	*ret = (struct request){ .what = REQUEST_NOTHING };
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (!is(paths[i].path, path, n))
			continue;
		ret->what = paths[i].what;
		if (allows(paths[i].allow, method))
			break;
		ret->allow = paths[i].allow;
		refuse_text(ret, 405,
			    strcmp(ret->allow, "POST") == 0
				    ? "this path wants the method POST"
				    : "this path wants the method GET or HEAD",
			    method, strlen(method));
		return;
	}
	if (ret->what == REQUEST_NOTHING) {
		refuse_text(ret, 404, "there are /, /probe, /metrics, /check and /api/v1/check",
			    path, n);
		return;
	}
	if (path[n] == '?')
		take_query(ret, path + n + 1);
	/* An empty one is none, as blackbox_exporter has it. */
	ret->has_module = ret->has_module && ret->module[0];
}
