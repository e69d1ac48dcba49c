/* SPDX-License-Identifier: MIT */
#include "cares.h"

#include <fcrdns/arena.h>
#include <fcrdns/servers.h>
#include <fcrdns/why.h>

#include <event2/event.h>
#include <string.h>
#include <sys/resource.h>

enum {
	CHANNELS = 64,
	DESCRIPTORS_LEFT = 32, /* for everything else in the process */
	ANSWERS_A_CHANNEL = 300,
	LIBRARY_TIMEOUT_MS = 3600 * 1000, /* never: the resolver keeps the time */
	QUERY_CACHE = 1 << 21		  /* ARES_OPT_QUERY_CACHE, which 1.18 passes over */
};

/*
 * What runs may be later than the header that was compiled: all have the name libcares.so.2. There
 * is a cache in 1.34, which is on unless it is told a lifetime of 0 in a field that 1.18 lacks. On,
 * it keeps every answer, and answers the question of a channel that is used again without a socket,
 * which looks as if nobody were there.
 */
struct options {
	struct ares_options known;
	char later[128]; /* all 0 */
};

static void end_channel(struct channel *c)
{
	struct cares *t = c->owner;

	if (c->queued)
		return;
	c->queued = true;
	c->next = NULL;
	*t->ended_last = c;
	t->ended_last = &c->next;
}

/* Comes inside ares_send, ares_process_fd and ares_destroy: only notes what happened. */
/* NOLINTNEXTLINE(readability-non-const-parameter): ares_callback's type */
static void on_answer(void *user, int status, int timeouts, unsigned char *answer, int len)
{
	struct channel *c = user;

	(void)timeouts;
	(void)answer;
	(void)len;
	if (c->over)
		return;
	if (status == ARES_ENOMEM)
		c->owner->trouble = true;
	c->over = true;
	c->clean = status == ARES_SUCCESS;
	end_channel(c);
}

static void on_ready(evutil_socket_t fd, short what, void *user)
{
	struct socket_event *s = user;
	struct channel *c = s->channel;

	ares_process_fd(c->ares, what & EV_READ ? fd : ARES_SOCKET_BAD,
			what & EV_WRITE ? fd : ARES_SOCKET_BAD);
	if (c->try && c->answer_len)
		end_channel(c); /* whatever c-ares makes of it */
}

/* Order differs: 1.18 closes a socket, then calls back; 1.34 the other way round. */
static void on_socket(void *user, ares_socket_t fd, int readable, int writable)
{
	struct channel *c = user;
	struct socket_event *s = NULL;
	short what = (short)((readable ? EV_READ : 0) | (writable ? EV_WRITE : 0));

	for (unsigned i = 0; i < SOCKETS; i++) {
		if (c->socket[i].fd == fd) {
			s = &c->socket[i];
			break;
		}
		if (!s && c->socket[i].fd < 0)
			s = &c->socket[i];
	}
	if (!s)
		return; /* a third socket of one question: it will be silent */
	if (s->fd >= 0) {
		(void)event_del(&s->event);
		s->fd = -1;
	}
	if (!what)
		return;
	s->fd = fd;
	if (event_assign(&s->event, c->owner->base, fd, (short)(what | EV_PERSIST), on_ready, s) ||
	    event_add(&s->event, NULL)) {
		s->fd = -1;
		c->owner->trouble = true;
		if (c->try)
			end_channel(c); /* nothing would ever be heard on it */
	}
}

static void destroy(struct channel *c)
{
	struct cares *t = c->owner;

	c->over = true; /* ares_destroy calls back with EDESTRUCTION */
	c->try = NULL;
	if (c->ares)
		ares_destroy(c->ares);
	for (unsigned i = 0; i < SOCKETS; i++)
		if (c->socket[i].fd >= 0)
			(void)event_del(&c->socket[i].event);
	mem_free(c->octets);
	mem_free(c);
	t->n_channels--;
}

static bool open_channel(struct channel *c)
{
	/* Only the family matters: the hook knows where to. c-ares drops a scope, and some
	 * addresses without a word. */
	const char *csv =
		c->owner->servers->server[c->server].family_len == 4 ? "127.0.0.1:53" : "[::1]:53";
	struct options all;
	struct ares_options *o = &all.known;
	int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_NDOTS |
		   ARES_OPT_LOOKUPS | ARES_OPT_SORTLIST | ARES_OPT_DOMAINS | ARES_OPT_SERVERS |
		   ARES_OPT_SOCK_STATE_CB | ARES_OPT_NOROTATE | ARES_OPT_RESOLVCONF | QUERY_CACHE;

	memset(&all, 0, sizeof(all));
	o->flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_IGNTC | ARES_FLAG_STAYOPEN |
		   ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | (c->tcp ? ARES_FLAG_USEVC : 0);
	o->timeout = LIBRARY_TIMEOUT_MS;
	o->tries = 1;
	o->ndots = 1;
	o->lookups = (char *)(uintptr_t) "b";
	o->resolvconf_path = (char *)(uintptr_t) "/dev/null";
	o->sock_state_cb = on_socket;
	o->sock_state_cb_data = c;
	if (ares_init_options(&c->ares, o, mask) != ARES_SUCCESS) {
		c->ares = NULL;
		return false;
	}
	if (ares_set_servers_ports_csv(c->ares, csv) != ARES_SUCCESS)
		return false;
	ares_set_socket_functions(c->ares, &cares_hooks, c);
	return true;
}

static struct channel *new_channel(struct cares *t, uint8_t server, bool tcp)
{
	struct channel *c = mem_zero(1, sizeof(*c));

	if (!c)
		return NULL;
	c->owner = t;
	c->server = server;
	c->tcp = tcp;
	for (unsigned i = 0; i < SOCKETS; i++) {
		c->socket[i].fd = -1;
		c->socket[i].channel = c;
	}
	t->n_channels++;
	if (!open_channel(c)) {
		destroy(c);
		return NULL;
	}
	return c;
}

static struct channel *take_idle(struct cares *t, uint8_t server)
{
	struct channel *c = t->idle[server];

	if (c) {
		t->idle[server] = c->next;
		if (!c->next)
			t->idle_last[server] = &t->idle[server];
	}
	return c;
}

/* Idle channels of other servers hold places and descriptors: they must not keep one waiting. */
static bool close_one_idle(struct cares *t)
{
	for (unsigned i = 0; i < LIMIT_SERVERS; i++) {
		struct channel *c = take_idle(t, (uint8_t)i);

		if (c) {
			destroy(c);
			return true;
		}
	}
	return false;
}

/* ---- the transport ---- */

static unsigned cares_capacity(const struct transport *transport)
{
	return ((const struct cares *)transport)->max_channels;
}

/* c-ares may have called back already. It is the last in the queue then. */
static void leave_queue(struct channel *c)
{
	struct channel **at = &c->owner->ended;

	if (!c->queued)
		return;
	while (*at != c)
		at = &(*at)->next;
	*at = NULL;
	c->owner->ended_last = at;
}

/* False: not sent for reasons of this machine, which is no refusal; the channel is gone. */
static bool send_try(struct channel *c, struct try *try)
{
	struct cares *t = c->owner;

	try->id = transport_random_id();
	try->slot = c;
	try->damaged = false;
	c->try = try;
	c->over = c->clean = c->queued = false;
	c->len = c->answer_at = c->answer_len = 0;
	c->query_len = (uint16_t)try_build(c->query, try);
	t->trouble = false;
	ares_send(c->ares, cares_question, CARES_QUESTION, on_answer, c);
	try->open = !t->trouble;
	if (t->trouble) {
		try->slot = NULL;
		leave_queue(c);
		destroy(c);
	}
	t->trouble = false;
	return try->open;
}

static bool cares_submit(struct transport *transport, struct try *try)
{
	struct cares *t = (struct cares *)transport;

	do {
		struct channel *c = try->tcp ? NULL : take_idle(t, try->server);

		if (!c && t->n_channels < t->max_channels)
			c = new_channel(t, try->server, try->tcp);
		if (c && send_try(c, try))
			return true;
	} while (close_one_idle(t));
	return false;
}

static void recycle(struct channel *c)
{
	struct cares *t = c->owner;

	c->try = NULL;
	if (c->tcp || !c->over || !c->clean || ++c->answers >= ANSWERS_A_CHANNEL) {
		destroy(c);
		return;
	}
	c->len = c->answer_at = c->answer_len = 0;
	c->next = NULL; /* first in, first out: a slow caller changes ports, too */
	*t->idle_last[c->server] = c;
	t->idle_last[c->server] = &c->next;
}

static void cares_drop(struct transport *transport, struct try *try)
{
	struct channel *c = try->slot;

	(void)transport;
	try->open = false;
	try->slot = NULL;
	if (!c)
		return;
	c->try = NULL;
	if (!c->queued) /* else cares_next comes across it */
		destroy(c);
}

static bool cares_next(struct transport *transport, struct transport_event *ret)
{
	struct cares *t = (struct cares *)transport;

	if (t->delivered) {
		recycle(t->delivered);
		t->delivered = NULL;
	}
	for (;;) {
		struct channel *c = t->ended;
		struct try *try;

		if (!c)
			return false;
		t->ended = c->next;
		if (!c->next)
			t->ended_last = &t->ended;
		c->queued = false;
		try = c->try;
		if (!try) {
			recycle(c);
			continue;
		}
		try->open = false;
		try->slot = NULL;
		c->try = NULL;
		*ret = (struct transport_event){
			.kind = c->answer_len ? TRANSPORT_ANSWER : TRANSPORT_REFUSED,
			.try = try,
			.wire = c->octets + c->answer_at,
			.len = c->answer_len,
		};
		t->delivered = c;
		return true;
	}
}

static void cares_flush(struct transport *transport)
{
	(void)transport; /* c-ares sends at once */
}

static void cares_free(struct transport *transport)
{
	struct cares *t = (struct cares *)transport;
	struct channel *c;

	if (t->delivered)
		destroy(t->delivered);
	while ((c = t->ended) != NULL) {
		t->ended = c->next;
		destroy(c);
	}
	for (unsigned i = 0; i < LIMIT_SERVERS; i++)
		while ((c = take_idle(t, (uint8_t)i)) != NULL)
			destroy(c);
	mem_free(t);
	ares_library_cleanup();
}

static const struct transport_ops cares_ops = {
	.capacity = cares_capacity,
	.submit = cares_submit,
	.drop = cares_drop,
	.next = cares_next,
	.flush = cares_flush,
	.free = cares_free,
};

struct transport *transport_cares(struct event_base *base, const struct servers *servers,
				  struct why *why)
{
	struct cares *t = mem_zero(1, sizeof(*t));
	struct rlimit files;
	int status;

	if (!t) {
		(void)why_set(why, WHY_INTERNAL, "no memory for the resolver");
		return NULL;
	}
	status = ares_library_init(ARES_LIB_INIT_ALL);
	if (status != ARES_SUCCESS) {
		(void)why_set(why, WHY_INTERNAL, "c-ares cannot start: %s", ares_strerror(status));
		mem_free(t);
		return NULL;
	}
	t->transport.ops = &cares_ops;
	t->base = base;
	t->servers = servers;
	t->ended_last = &t->ended;
	for (unsigned i = 0; i < LIMIT_SERVERS; i++)
		t->idle_last[i] = &t->idle[i];
	t->max_channels = CHANNELS;
	if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < CHANNELS + DESCRIPTORS_LEFT)
		t->max_channels = files.rlim_cur > DESCRIPTORS_LEFT + 1U
					  ? (unsigned)files.rlim_cur - DESCRIPTORS_LEFT
					  : 1;
	return &t->transport;
}
