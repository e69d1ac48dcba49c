/* SPDX-License-Identifier: MIT */
#include "doh.h"

#include <fcrdns/arena.h>

#include <event2/event.h>
#include <event2/event_struct.h>

enum {
	CONNECTIONS = 4 /* to one server: one for all, others while it breaks, or for HTTP/1.1 */
};

/* A socket that libcurl wants to have watched. */
struct watch {
	struct doh *owner;
	struct event event;
};

static void on_ready(evutil_socket_t fd, short what, void *user)
{
	struct doh *t = ((struct watch *)user)->owner;
	int mask =
		(what & EV_READ ? CURL_CSELECT_IN : 0) | (what & EV_WRITE ? CURL_CSELECT_OUT : 0);
	int running;

	(void)t->curl->multi_socket_action(t->multi, fd, mask, &running);
}

static void on_time(evutil_socket_t fd, short what, void *user)
{
	struct doh *t = user;
	int running;

	(void)fd;
	(void)what;
	(void)t->curl->multi_socket_action(t->multi, CURL_SOCKET_TIMEOUT, 0, &running);
}

static int want_socket(CURL *easy, curl_socket_t fd, int what, void *user, void *known)
{
	struct doh *t = user;
	struct watch *w = known;
	short events = (short)((what & CURL_POLL_IN ? EV_READ : 0) |
			       (what & CURL_POLL_OUT ? EV_WRITE : 0));

	(void)easy;
	if (w)
		(void)event_del(&w->event);
	if (what == CURL_POLL_REMOVE) {
		mem_free(w);
		return 0;
	}
	if (!w) {
		w = mem_zero(1, sizeof(*w));
		if (!w)
			return -1; /* all that is open ends as refused */
		w->owner = t;
		(void)t->curl->multi_assign(t->multi, fd, w);
	}
	if (event_assign(&w->event, t->base, fd, (short)(events | EV_PERSIST), on_ready, w) ||
	    event_add(&w->event, NULL))
		return -1;
	return 0;
}

static int want_time(CURLM *multi, long ms, void *user)
{
	struct doh *t = user;
	struct timeval tv = { ms / 1000, ms % 1000 * 1000 };

	(void)multi;
	if (ms < 0)
		return event_del(t->timer);
	return event_add(t->timer, &tv);
}

struct event *doh_timer(struct doh *t)
{
	return event_new(t->base, -1, 0, on_time, t);
}

CURLM *doh_multi(struct doh *t)
{
	const struct curl *c = t->curl;
	CURLM *m = c->multi_init();

	if (m && !c->multi_setopt(m, CURLMOPT_SOCKETFUNCTION, want_socket) &&
	    !c->multi_setopt(m, CURLMOPT_SOCKETDATA, t) &&
	    !c->multi_setopt(m, CURLMOPT_TIMERFUNCTION, want_time) &&
	    !c->multi_setopt(m, CURLMOPT_TIMERDATA, t) &&
	    !c->multi_setopt(m, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX) &&
	    !c->multi_setopt(m, CURLMOPT_MAX_CONCURRENT_STREAMS, (long)STREAMS) &&
	    !c->multi_setopt(m, CURLMOPT_MAX_HOST_CONNECTIONS, (long)CONNECTIONS))
		return m;
	if (m)
		(void)c->multi_cleanup(m);
	return NULL;
}
