/* SPDX-License-Identifier: MIT */
#include "port.h"
#include "transport.h"

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>
#include <fcrdns/message.h>
#include <fcrdns/servers.h>
#include <fcrdns/why.h>

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>

/*
 * datagram: UDP of our own for long lists; TCP is handed to c-ares.
 *
 * Packets of a loop turn leave together: equal lengths as one UDP_SEGMENT message, all messages
 * in one sendmmsg, plain messages where the kernel refuses segments. Answers come by recvmmsg and
 * are read where they lie. Each server has several connected sockets with ports of their own;
 * an answer must come to the socket that its question left from. c-ares 1.34 costs ten times the
 * CPU for the same work, whatever its options.
 */

enum {
	PORTS = 8, /* sockets a server */
	SOCKETS = 64,
	DATAGRAM = MESSAGE_UDP_SIZE, /* what we said that we can take */
	FEW = 512,		     /* packets of a list whose cost is none: */
	TOGETHER = 8,		     /* ... so few leave from one port */
	OPEN_MAX_TRIES = 32768,
	IDS = 4096 /* of all ids: a table of them all would not stay in the caches */
};

struct datagram {
	struct transport transport;
	struct transport *stream; /* c-ares, for TCP */
	struct port *port[SOCKETS];
	unsigned n_ports, n_servers, rounds; /* port[round * n_servers + server] */
	unsigned shuffle, n_first;
	unsigned n_open;
	bool segments;		/* the kernel takes UDP_SEGMENT */
	struct try *by_id[IDS]; /* those open, by a part of their id */
	/* What the last recvmmsg brought, delivered one by one. */
	struct port *reading;
	unsigned n_in, at;
	struct mmsghdr in[PORT_BATCH];
	struct iovec iov[PORT_BATCH];
	uint8_t buffer[PORT_BATCH][DATAGRAM];
};

/* ---- tries ---- */

/* The one open with that id, or NULL. */
static struct try *try_of(const struct datagram *t, uint16_t id)
{
	struct try *try = t->by_id[id % IDS];

	while (try && try->id != id)
		try = try->id_next;
	return try;
}

static void link_try(struct datagram *t, struct port *p, struct try *try)
{
	try->slot = p;
	try->prev = NULL;
	try->next = p->open;
	if (p->open)
		p->open->prev = try;
	p->open = try;
	try->id_next = t->by_id[try->id % IDS];
	t->by_id[try->id % IDS] = try;
	t->n_open++;
	try->open = true;
}

static void unlink_try(struct datagram *t, struct try *try)
{
	struct try **at = &t->by_id[try->id % IDS];
	struct port *p = try->slot;

	while (*at != try)
		at = &(*at)->id_next;
	*at = try->id_next;
	if (try->prev)
		try->prev->next = try->next;
	else
		p->open = try->next;
	if (try->next)
		try->next->prev = try->prev;
	t->n_open--;
	try->slot = NULL;
	try->open = false;
}

/* ---- sending ---- */

static unsigned datagram_capacity(const struct transport *transport)
{
	(void)transport;
	return OPEN_MAX_TRIES;
}

/* Packets of one length stay together, so that few messages carry them; which port that is, nobody
 * can guess. */
static struct port *port_of(const struct datagram *t, const struct try *try)
{
	unsigned round = (t->shuffle + try->question->name.len) % t->rounds;

	return t->port[round * t->n_servers + try->server];
}

/* A short list may leave in two or three turns, whose ports would be all it has. */
static void shuffle_first(struct datagram *t)
{
	if (t->n_first == FEW)
		return;
	if (t->n_first++ % TOGETHER == 0)
		t->shuffle = transport_random_id();
}

static void send_from(struct datagram *t, struct port *p)
{
	port_send(p, &t->segments);
	t->shuffle = transport_random_id();
}

static bool datagram_submit(struct transport *transport, struct try *try)
{
	struct datagram *t = (struct datagram *)transport;
	struct port *p;

	if (try->tcp)
		return t->stream->ops->submit(t->stream, try);
	if (t->n_open >= OPEN_MAX_TRIES)
		return false;
	shuffle_first(t);
	p = port_of(t, try);
	do {
		try->id = transport_random_id();
	} while (try_of(t, try->id));
	try->damaged = false;
	link_try(t, p, try);
	p->out_len[p->n_out] = (uint16_t)try_build(p->out[p->n_out], try);
	if (++p->n_out == PORT_BATCH)
		send_from(t, p);
	return true;
}

static void datagram_drop(struct transport *transport, struct try *try)
{
	struct datagram *t = (struct datagram *)transport;

	if (try->tcp)
		t->stream->ops->drop(t->stream, try);
	else if (try->open)
		unlink_try(t, try);
}

static void datagram_flush(struct transport *transport)
{
	struct datagram *t = (struct datagram *)transport;

	for (unsigned i = 0; i < t->n_ports; i++)
		if (t->port[i]->n_out)
			send_from(t, t->port[i]);
}

/* ---- receiving ---- */

/* Read the next batch of a port that has some; false: nothing is left anywhere. */
static bool fill(struct datagram *t)
{
	for (unsigned i = 0; i < t->n_ports; i++) {
		struct port *p = t->port[i];

		while (p->readable) {
			int n = recvmmsg(p->fd, t->in, PORT_BATCH, MSG_DONTWAIT, NULL);

			if (n < 0 && errno == EINTR)
				continue;
			if (n < 0 && errno == ECONNREFUSED) {
				p->refused = true; /* and answers may lie behind it */
				continue;
			}
			if (n < PORT_BATCH)
				p->readable = false;
			if (n <= 0)
				break;
			t->reading = p;
			t->n_in = (unsigned)n;
			t->at = 0;
			return true;
		}
	}
	return false;
}

/* A refusal names no question: all that is open on that port. */
static bool next_refused(struct datagram *t, struct transport_event *ret)
{
	for (unsigned i = 0; i < t->n_ports; i++) {
		struct port *p = t->port[i];

		if (!p->refused)
			continue;
		if (p->open) {
			*ret = (struct transport_event){ .kind = TRANSPORT_REFUSED,
							 .try = p->open };
			unlink_try(t, p->open);
			return true;
		}
		p->refused = false;
	}
	return false;
}

static bool datagram_next(struct transport *transport, struct transport_event *ret)
{
	struct datagram *t = (struct datagram *)transport;

	while (t->at < t->n_in || fill(t)) {
		unsigned i = t->at++;
		uint8_t *m = t->buffer[i];
		size_t len = t->in[i].msg_len;
		struct try *try;

		if (len < MESSAGE_HEADER)
			continue;
		try = try_of(t, (uint16_t)(m[0] << 8 | m[1]));
		if (!try || try->slot != t->reading)
			continue;
		if (t->in[i].msg_hdr.msg_flags & MSG_TRUNC) {
			try->damaged = true; /* a server that does not listen to us */
			continue;
		}
		*ret = (struct transport_event){
			.kind = TRANSPORT_ANSWER, .try = try, .wire = m, .len = len
		};
		return true;
	}
	t->n_in = t->at = 0;
	return next_refused(t, ret) || t->stream->ops->next(t->stream, ret);
}

/* ---- life ---- */

static void datagram_free(struct transport *transport)
{
	struct datagram *t = (struct datagram *)transport;

	for (unsigned i = 0; i < t->n_ports; i++)
		port_free(t->port[i]);
	if (t->stream)
		t->stream->ops->free(t->stream);
	mem_free(t);
}

static const struct transport_ops datagram_ops = {
	.capacity = datagram_capacity,
	.submit = datagram_submit,
	.drop = datagram_drop,
	.next = datagram_next,
	.flush = datagram_flush,
	.free = datagram_free,
};

/* Round by round, each with a port for each server; one round is needed, the others are had where
 * descriptors are plenty. */
static bool open_ports(struct datagram *t, struct event_base *base, const struct servers *servers)
{
	struct rlimit files;
	unsigned most = SOCKETS;

	if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur / 2 < most)
		most = (unsigned)files.rlim_cur / 2;
	t->n_servers = servers->n;
	do {
		for (unsigned i = 0; i < servers->n; i++) {
			t->port[t->n_ports] = port_new(base, &servers->server[i]);
			if (!t->port[t->n_ports])
				return t->rounds > 0;
			t->n_ports++;
		}
		t->rounds++;
	} while (t->rounds < PORTS && t->n_ports + servers->n <= most);
	return true;
}

struct transport *transport_datagram(struct event_base *base, const struct servers *servers,
				     struct why *why)
{
	struct datagram *t = mem_zero(1, sizeof(*t));

	if (!t) {
		(void)why_set(why, WHY_INTERNAL, "no memory for the resolver");
		return NULL;
	}
	t->transport.ops = &datagram_ops;
	t->segments = true;
	t->stream = transport_cares(base, servers, why);
	if (!t->stream)
		goto fail;
	for (unsigned i = 0; i < PORT_BATCH; i++) {
		t->iov[i] = (struct iovec){ t->buffer[i], DATAGRAM };
		t->in[i].msg_hdr = (struct msghdr){ .msg_iov = &t->iov[i], .msg_iovlen = 1 };
	}
	if (!open_ports(t, base, servers)) {
		(void)why_set(why, WHY_INTERNAL, "no socket for %s: %s",
			      servers->server[t->n_ports].text, strerror(errno));
		goto fail;
	}
	return &t->transport;
fail:
	datagram_free(&t->transport);
	return NULL;
}
