/* SPDX-License-Identifier: MIT */
#include "doh.h"

#include <fcrdns/arena.h>
#include <fcrdns/servers.h>
#include <fcrdns/why.h>

#include <event2/event.h>
#include <stdio.h>

enum {
	STALE = 24, /* tries given up without a word: then their connection may be, too */
	BREAKS = 2  /* of a try, that are not laid at its door */
};

static void keep_reason(struct doh *t, const struct try *try, const char *words)
{
	if (t->servers->n > 1)
		(void)snprintf(t->transport.reason, sizeof(t->transport.reason), "%s at %s", words,
			       t->servers->server[try->server].text);
	else
		(void)snprintf(t->transport.reason, sizeof(t->transport.reason), "%s", words);
}

static uint32_t hash_of(const struct question *q)
{
	return name_hash(&q->name) + q->type;
}

static bool is_breaker(const struct doh *t, const struct question *q)
{
	for (unsigned i = 0; i < t->n_breakers && i < BREAKERS; i++)
		if (t->breaker[i] == hash_of(q))
			return true;
	return false;
}

/*
 * There are servers that close the connection instead of answering a question (Unbound, for what
 * it is told to drop). All others on it are innocent: they go again, the first time together, the
 * second each on a connection of its own. Who breaks that is the one, and stays alone.
 */
static bool goes_again(struct stream *s, CURLcode result)
{
	struct doh *t = s->owner;

	if (!stream_is_broken(result) || !t->is_heard)
		return false;
	if (s->n_breaks == BREAKS) {
		if (!is_breaker(t, s->try->question))
			t->breaker[t->n_breakers++ % BREAKERS] = hash_of(s->try->question);
		return false;
	}
	s->n_breaks++;
	stream_reset(s);
	return stream_isolate(s, s->n_breaks == BREAKS) &&
	       t->curl->multi_add_handle(t->multi, s->easy) == CURLM_OK;
}

static unsigned doh_capacity(const struct transport *transport)
{
	(void)transport;
	return STREAMS;
}

static bool doh_submit(struct transport *transport, struct try *try)
{
	struct doh *t = (struct doh *)transport;
	struct stream *s = t->idle;

	if (s)
		t->idle = s->idle_next;
	else if (t->n_streams < STREAMS)
		s = stream_new(t);
	if (!s)
		return false;
	try->id = 0; /* RFC 8484 section 4.1: so that equal questions are equal to HTTP, too */
	try->damaged = false;
	s->n_breaks = is_breaker(t, try->question) ? BREAKS : 0;
	if (!stream_isolate(s, s->n_breaks > 0) || !stream_post(s, try)) {
		stream_keep(s);
		return false;
	}
	s->try = try;
	t->posted_us = try->sent_us;
	try->slot = s;
	try->open = true;
	return true;
}

/* One that was posted before the last answer came is slow, and proves nothing. */
static void count_given_up(struct doh *t, const struct try *try)
{
	if (try->sent_us <= t->heard_us)
		return;
	if (!t->n_given_up++)
		t->silent_us = try->sent_us;
}

static bool is_under_way(const struct stream *s)
{
	return s->try || s->lingers;
}

/* Whoever comes first makes the connection. That takes some round trips, and may take longer than
 * the time of its try: were it taken from libcurl then, the next would begin anew, and none would
 * ever be made. */
static void doh_drop(struct transport *transport, struct try *try)
{
	struct doh *t = (struct doh *)transport;
	struct stream *s = try->slot;

	try->open = false;
	try->slot = NULL;
	if (!s)
		return;
	count_given_up(t, try);
	s->try = NULL;
	s->lingers = stream_is_needed(s);
	if (s->lingers)
		return;
	(void)t->curl->multi_remove_handle(t->multi, s->easy);
	stream_keep(s);
}

static bool doh_next(struct transport *transport, struct transport_event *ret)
{
	struct doh *t = (struct doh *)transport;
	const CURLMsg *m;
	int left;

	if (t->delivered) {
		stream_keep(t->delivered);
		t->delivered = NULL;
	}
	while ((m = t->curl->multi_info_read(t->multi, &left)) != NULL) {
		struct stream *s = NULL;
		CURLcode result = m->data.result;
		char words[LIMIT_SHOWN];
		bool ok;

		if (m->msg != CURLMSG_DONE ||
		    t->curl->easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &s) || !s)
			continue;
		ok = stream_judge(s, result, words);
		t->is_heard |= ok;
		t->n_given_up = 0;
		t->heard_us = t->posted_us;
		(void)t->curl->multi_remove_handle(t->multi, s->easy);
		if (s->lingers) {
			stream_keep(s);
			continue;
		}
		if (goes_again(s, result))
			continue;
		*ret = (struct transport_event){
			.kind = ok ? TRANSPORT_ANSWER : TRANSPORT_REFUSED,
			.try = s->try,
			.wire = s->octets,
			.len = s->len,
		};
		if (!ok)
			keep_reason(t, s->try, words);
		s->try->open = false;
		s->try->slot = NULL;
		s->try = NULL;
		t->delivered = s;
		return true;
	}
	return false;
}

/* A connection that used to answer and says nothing any more, though its other end is there, as
 * behind a balancer that lost its server: what is open moves to a new one. A handle that cannot
 * move is silent. */
static void renew(struct doh *t)
{
	CURLM *old = t->multi, *fresh = doh_multi(t);

	t->n_given_up = 0;
	if (!fresh)
		return;
	for (struct stream *s = t->all; s; s = s->all_next)
		if (is_under_way(s))
			(void)t->curl->multi_remove_handle(old, s->easy);
	(void)t->curl->multi_cleanup(old);
	t->multi = fresh;
	t->is_heard = false;
	for (struct stream *s = t->all; s; s = s->all_next)
		if (s->try) {
			stream_reset(s);
			(void)t->curl->multi_add_handle(fresh, s->easy);
		} else if (s->lingers) {
			stream_keep(s);
		}
}

/* Many tries, and for as long as a try is waited for at most: in a list they follow each other
 * quickly, and servers and paths pause. */
static bool is_silent(const struct doh *t)
{
	return t->is_heard && t->n_given_up >= STALE &&
	       t->posted_us - t->silent_us >= t->patience_us;
}

/* libcurl sends when its timer runs, in this turn. */
static void doh_flush(struct transport *transport)
{
	struct doh *t = (struct doh *)transport;

	if (is_silent(t))
		renew(t);
}

static void doh_free(struct transport *transport)
{
	struct doh *t = (struct doh *)transport;
	struct stream *s;

	while ((s = t->all) != NULL) {
		t->all = s->all_next;
		if (is_under_way(s))
			(void)t->curl->multi_remove_handle(t->multi, s->easy);
		stream_free(s);
	}
	if (t->multi)
		(void)t->curl->multi_cleanup(t->multi);
	t->curl->slist_free_all(t->headers);
	if (t->timer)
		event_free(t->timer);
	mem_free(t);
}

static const struct transport_ops doh_ops = {
	.capacity = doh_capacity,
	.submit = doh_submit,
	.drop = doh_drop,
	.next = doh_next,
	.flush = doh_flush,
	.free = doh_free,
};

struct transport *transport_doh(struct event_base *base, const struct servers *servers,
				unsigned patience_ms, struct why *why)
{
	const struct curl *curl = curl_open(why);
	struct doh *t;

	if (!curl)
		return NULL;
	t = mem_zero(1, sizeof(*t));
	if (!t)
		goto fail;
	t->transport.ops = &doh_ops;
	t->curl = curl;
	t->base = base;
	t->servers = servers;
	t->patience_us = (uint64_t)patience_ms * 1000;
	t->timer = doh_timer(t);
	t->multi = doh_multi(t);
	if (t->timer && t->multi && stream_headers(t)) {
		t->idle = stream_new(t); /* whether this libcurl knows what we want of it */
		if (t->idle)
			return &t->transport;
	}
	doh_free(&t->transport);
fail:
	(void)why_set(why, WHY_INTERNAL, "this libcurl cannot do what DNS over HTTPS needs");
	return NULL;
}
