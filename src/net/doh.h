/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_NET_DOH_H
#define FCRDNS_NET_DOH_H

/*
 * doh: DNS over HTTPS, RFC 8484, through libcurl.
 *
 * Each try is a POST of our own octets, all of them streams of one HTTP/2 connection to a server
 * (doh_stream.c). libcurl asks for sockets and timers to be watched, and our loop calls it when
 * there is something to do (doh_loop.c). Only a whole answer with status 200 and the right type
 * reaches the parser; anything else is a refusal, with the reason kept in words. Nothing but https
 * to the URL given: no redirects, no other protocol, no credentials, no cookies, no proxy of the
 * environment, no compression.
 */

#include "curl.h"
#include "transport.h"

#include <fcrdns/limits.h>
#include <fcrdns/message.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event;
struct event_base;
struct servers;

enum {
	STREAMS = 100, /* at once; what servers commonly allow on one connection */
	BREAKERS = 16
};

/* One exchange at a time, of one try. */
struct stream {
	struct doh *owner;
	struct stream *all_next, *idle_next;
	CURL *easy;
	struct try *try; /* NULL: idle, delivered, or it lingers */
	uint8_t query[MESSAGE_QUERY_MAX];
	uint8_t *octets; /* the body */
	size_t len, room, headers;
	uint8_t n_breaks; /* connections that broke under this try */
	bool is_long;	  /* it sent more than an answer can have */
	bool is_alone;	  /* on a connection of its own */
	bool opens;	  /* it made the connection */
	bool lingers;	  /* given up, but not before the connection is made */
	char error[CURL_ERROR_SIZE];
};

struct doh {
	struct transport transport;
	const struct curl *curl;
	struct event_base *base;
	const struct servers *servers;
	CURLM *multi;
	struct curl_slist *headers;
	struct event *timer;
	struct stream *all, *idle, *delivered;
	unsigned n_streams;
	unsigned n_given_up;	    /* of those posted since something came */
	bool is_heard;		    /* an answer came since `multi` was made */
	uint64_t posted_us;	    /* when the last try was */
	uint64_t heard_us;	    /* `posted_us` when something came for the last time */
	uint64_t silent_us;	    /* when the first of those given up was posted */
	uint64_t patience_us;
	uint32_t breaker[BREAKERS]; /* hashes of questions that broke a connection of their own */
	unsigned n_breakers;
};

/* The timer that want_time sets; NULL: no memory. */
struct event *doh_timer(struct doh *t);
/* Connections of their own, watched by the loop; NULL: no memory. */
CURLM *doh_multi(struct doh *t);

/* The header lines of every request. */
bool stream_headers(struct doh *t);
/* In the list of all of `t`, which frees it; NULL: no memory, or libcurl is too old. */
struct stream *stream_new(struct doh *t);
void stream_free(struct stream *s);
/* Free for the next one; big bodies are not kept. */
void stream_keep(struct stream *s);
/* Send the question of `try`, not yet linked with it. */
bool stream_post(struct stream *s, const struct try *try);
/* A connection of its own, used once, or the one of all. */
bool stream_isolate(struct stream *s, bool alone);
/* The connection that it makes, and that others wait for, would be gone with it. */
bool stream_is_needed(const struct stream *s);
/* The connection ended, and all that was open on it with it. */
bool stream_is_broken(CURLcode result);
/* Nothing came yet. */
void stream_reset(struct stream *s);
/* False: it is no answer, and `words` say why. */
bool stream_judge(const struct stream *s, CURLcode result, char words[static LIMIT_SHOWN]);

#endif
