/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_FETCH_H
#define FCRDNS_FETCH_H

/*
 * fetch: HTTP requests to responses, over libcurl; the one place where a cloud is spoken to.
 *
 * Fenced: https only, certificates verified, no redirects, no cookies, netrc or proxies from the
 * environment, nothing kept between origins, a bound on octets and on time. http is spoken to
 * loopback addresses only, and only by the build that tests use.
 */

#include <fcrdns/http.h>

#include <signal.h>
#include <stdbool.h>

struct arena;
struct fetch;
struct why;

struct fetch_conf {
	const char *cacert;		   /* PEM file, or NULL: the system's */
	const char *proxy;		   /* as --proxy takes it, or NULL */
	unsigned connect_ms;		   /* for a connection and its TLS */
	unsigned total_ms;		   /* for a whole exchange */
	const volatile sig_atomic_t *stop; /* set: what is open ends as HTTP_BROKEN */
};

/* NULL with one sentence (WHY_INTERNAL: no libcurl; WHY_NOINPUT: no such certificate file;
 * WHY_USAGE: the proxy is none). */
struct fetch *fetch_new(const struct fetch_conf *conf, struct why *why);
void fetch_free(struct fetch *f);

/* Exchanges from now on have so long, where that is less than conf's total_ms; 0: that. */
void fetch_bound(struct fetch *f, unsigned ms);

/* Sends it and waits. The response lives in `arena`, whose ceiling bounds it as well. */
void fetch_run(struct fetch *f, const struct http_request *request, struct http_response *ret,
	       struct arena *arena);

#endif
