/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_HTTP_H
#define FCRDNS_HTTP_H

/*
 * http: a request that somebody wants sent, and the response to it; values.
 *
 * Made and read by the sessions of src/cloud, which do no I/O; carried by fetch (src/net).
 * What is marked secret is never printed: not with -v, not in a dry run, not in a message.
 */

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct http_header {
	const char *name, *value; /* neither holds a control character */
	bool is_secret;
};

enum {
	HTTP_HEADERS_MAX = 24
};

struct http_request {
	const char *method; /* "GET", "POST", ... */
	const char *url;    /* absolute, its path and query already encoded */
	struct http_header headers[HTTP_HEADERS_MAX];
	unsigned n_headers;
	const char *body; /* body_len octets; NULL: none */
	size_t body_len;
	bool body_is_secret;
	bool writes; /* it is meant to change something; a read is refused where it is not */
};

/* How it ended. Only HTTP_ANSWERED has a status. */
enum http_outcome {
	HTTP_ANSWERED,	/* whole, whatever its status */
	HTTP_BROKEN,	/* no connection, a connection that broke, or a body cut short */
	HTTP_LATE,	/* not whole within its time */
	HTTP_OVERSIZE,	/* more than LIMIT_HTTP_BODY, _HEAD or _LINES */
	HTTP_UNTRUSTED, /* the certificate cannot be verified */
	HTTP_REFUSED	/* not sent: the URL is none that may be asked */
};

struct http_response {
	enum http_outcome outcome;
	const char *because; /* unless HTTP_ANSWERED: one clause, safe to print */
	unsigned status;
	struct http_header *headers; /* names in lower case, in the order received */
	unsigned n_headers;
	const char *body; /* body_len octets and a NUL behind them; never NULL when answered */
	size_t body_len;
};

/* The value of the first header of that name (given in lower case), or NULL. */
const char *http_header(const struct http_response *r, const char *name);

/* False when there are HTTP_HEADERS_MAX already. Texts are borrowed. */
bool http_add(struct http_request *r, const char *name, const char *value, bool is_secret);

/* The seconds that Retry-After (RFC 9110 section 10.2.3: seconds or a date) wants to be waited for,
 * 0 without one or with one that is nothing. `now_s` is Unix time. */
unsigned http_retry_after_s(const struct http_response *r, long long now_s);

/* A URL as text that may be printed; what stands before its host, which is refused since it may be
 * a password, is not in it. Returns `out`. */
const char *http_url_shown(const char *url, char *out, size_t size);

#endif
