/* SPDX-License-Identifier: MIT */
#include "transport.h"

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>
#include <fcrdns/message.h>
#include <fcrdns/servers.h>
#include <fcrdns/why.h>

#include <errno.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

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
	BATCH = 64,
	PORTS = 8, /* sockets a server */
	PORT_PACKETS =
		16, /* on one port before the next is taken, so that segments stay together */
	SOCKETS = 64,
	DATAGRAM = MESSAGE_UDP_SIZE, /* what we said that we can take */
	BUFFER = 4 << 20,	     /* the kernel may grant less */
	OPEN_MAX_TRIES = 32768,
	SEND_WAIT_MS = 10
};

struct port {
	struct datagram *owner;
	struct event *event;
	int fd;
	uint8_t server;
	bool readable, refused;
	struct try *open; /* tries that an answer may come for */
	unsigned n_out;
	uint16_t out_len[BATCH];
	uint8_t out[BATCH][MESSAGE_QUERY_MAX];
};

struct datagram {
	struct transport transport;
	struct transport *stream; /* c-ares, for TCP */
	struct port *port[SOCKETS];
	unsigned n_ports, ports_a_server, turn;
	unsigned n_open;
	bool segments; /* the kernel takes UDP_SEGMENT */
	struct try *by_id[65536];
	/* What the last recvmmsg brought, delivered one by one. */
	struct port *reading;
	unsigned n_in, at;
	struct mmsghdr in[BATCH];
	struct iovec iov[BATCH];
	uint8_t buffer[BATCH][DATAGRAM];
};

/* ---- tries ---- */

static void link_try(struct port *p, struct try *try)
{
	try->slot = p;
	try->prev = NULL;
	try->next = p->open;
	if (p->open)
		p->open->prev = try;
	p->open = try;
	p->owner->by_id[try->id] = try;
	p->owner->n_open++;
	try->open = true;
}

static void unlink_try(struct try *try)
{
	struct port *p = try->slot;

	if (try->prev)
		try->prev->next = try->next;
	else
		p->open = try->next;
	if (try->next)
		try->next->prev = try->prev;
	p->owner->by_id[try->id] = NULL;
	p->owner->n_open--;
	try->slot = NULL;
	try->open = false;
}

/* ---- sending ---- */

/* One message for each length, or for each packet where the kernel refuses segments. */
struct outgoing {
	unsigned n;
	struct mmsghdr message[BATCH];
	struct iovec iov[BATCH];
	union {
		char octets[CMSG_SPACE(sizeof(uint16_t))];
		struct cmsghdr header;
	} control[BATCH];
};

static void add_segment_size(struct outgoing *o, struct msghdr *h, uint16_t len)
{
	struct cmsghdr *c;

	memset(&o->control[o->n - 1], 0, sizeof(o->control[0]));
	h->msg_control = &o->control[o->n - 1];
	h->msg_controllen = sizeof(o->control[0].octets);
	c = CMSG_FIRSTHDR(h);
	c->cmsg_level = SOL_UDP;
	c->cmsg_type = UDP_SEGMENT;
	c->cmsg_len = CMSG_LEN(sizeof(len));
	memcpy(CMSG_DATA(c), &len, sizeof(len));
}

static void gather(const struct datagram *t, struct port *p, struct outgoing *o)
{
	bool taken[BATCH] = { false };
	unsigned k = 0;

	o->n = 0;
	for (unsigned i = 0; i < p->n_out; i++) {
		struct msghdr *h;

		if (taken[i])
			continue;
		h = &o->message[o->n++].msg_hdr;
		*h = (struct msghdr){ .msg_iov = &o->iov[k], .msg_iovlen = 1 };
		o->iov[k++] = (struct iovec){ p->out[i], p->out_len[i] };
		for (unsigned j = i + 1; t->segments && j < p->n_out; j++) {
			if (taken[j] || p->out_len[j] != p->out_len[i])
				continue;
			taken[j] = true;
			o->iov[k++] = (struct iovec){ p->out[j], p->out_len[j] };
			h->msg_iovlen++;
		}
		if (h->msg_iovlen > 1)
			add_segment_size(o, h, p->out_len[i]);
	}
}

/* A message that cannot leave is a packet that got lost: its try times out like any other. */
static void send_out(struct datagram *t, struct port *p)
{
	struct outgoing o;
	unsigned at = 0;

	gather(t, p, &o);
	while (at < o.n) {
		int n = sendmmsg(p->fd, o.message + at, o.n - at, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n > 0) {
			at += (unsigned)n;
		} else if (errno == EAGAIN || errno == ENOBUFS) {
			struct pollfd fd = { p->fd, POLLOUT, 0 };

			if (poll(&fd, 1, SEND_WAIT_MS) <= 0)
				at++;
		} else if (errno == ECONNREFUSED) {
			p->refused = true; /* of an earlier packet; this call sent nothing yet */
			p->readable = true;
		} else if (t->segments && at == 0 &&
			   (errno == EIO || errno == EINVAL || errno == EOPNOTSUPP ||
			    errno == EMSGSIZE)) {
			t->segments = false;
			gather(t, p, &o);
		} else if (errno != EINTR) {
			at++;
		}
	}
	p->n_out = 0;
}

static unsigned datagram_capacity(const struct transport *transport)
{
	(void)transport;
	return OPEN_MAX_TRIES;
}

static bool datagram_submit(struct transport *transport, struct try *try)
{
	struct datagram *t = (struct datagram *)transport;
	struct port *p;

	if (try->tcp)
		return t->stream->ops->submit(t->stream, try);
	if (t->n_open >= OPEN_MAX_TRIES)
		return false;
	p = t->port[try->server * t->ports_a_server + t->turn++ / PORT_PACKETS % t->ports_a_server];
	do {
		try->id = transport_random_id();
	} while (t->by_id[try->id]);
	try->damaged = false;
	link_try(p, try);
	p->out_len[p->n_out] =
		(uint16_t)message_build(p->out[p->n_out], try->question, try->id, try->edns);
	if (++p->n_out == BATCH)
		send_out(t, p);
	return true;
}

static void datagram_drop(struct transport *transport, struct try *try)
{
	struct datagram *t = (struct datagram *)transport;

	if (try->tcp)
		t->stream->ops->drop(t->stream, try);
	else if (try->open)
		unlink_try(try);
}

static void datagram_flush(struct transport *transport)
{
	struct datagram *t = (struct datagram *)transport;

	for (unsigned i = 0; i < t->n_ports; i++)
		if (t->port[i]->n_out)
			send_out(t, t->port[i]);
}

/* ---- receiving ---- */

static void on_readable(evutil_socket_t fd, short what, void *user)
{
	(void)fd;
	(void)what;
	((struct port *)user)->readable = true;
}

/* Read the next batch of a port that has some; false: nothing is left anywhere. */
static bool fill(struct datagram *t)
{
	for (unsigned i = 0; i < t->n_ports; i++) {
		struct port *p = t->port[i];

		while (p->readable) {
			int n = recvmmsg(p->fd, t->in, BATCH, MSG_DONTWAIT, NULL);

			if (n < 0 && errno == EINTR)
				continue;
			if (n < 0 && errno == ECONNREFUSED) {
				p->refused = true; /* and answers may lie behind it */
				continue;
			}
			if (n < BATCH)
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
			unlink_try(p->open);
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
		try = t->by_id[m[0] << 8 | m[1]];
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

	for (unsigned i = 0; i < t->n_ports; i++) {
		event_free(t->port[i]->event);
		(void)close(t->port[i]->fd);
		mem_free(t->port[i]);
	}
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

static struct port *open_port(struct datagram *t, struct event_base *base,
			      const struct server *server, uint8_t index)
{
	struct port *p = mem_zero(1, sizeof(*p));
	struct sockaddr_storage address;
	unsigned len = transport_address(server, &address);
	int big = BUFFER;

	if (!p)
		return NULL;
	p->owner = t;
	p->server = index;
	p->fd = socket(address.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (p->fd < 0)
		goto fail;
	/* Before connect, so that no answer meets the small default. */
	(void)setsockopt(p->fd, SOL_SOCKET, SO_RCVBUF, &big, sizeof(big));
	(void)setsockopt(p->fd, SOL_SOCKET, SO_SNDBUF, &big, sizeof(big));
	/* No route now: packets are lost until there is one. */
	(void)connect(p->fd, (struct sockaddr *)&address, len);
	p->event = event_new(base, p->fd, EV_READ | EV_PERSIST, on_readable, p);
	if (!p->event)
		goto fail;
	if (event_add(p->event, NULL) == 0)
		return p;
	event_free(p->event);
fail:
	if (p->fd >= 0)
		(void)close(p->fd);
	mem_free(p);
	return NULL;
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
	t->ports_a_server = servers->n * PORTS <= SOCKETS ? PORTS : SOCKETS / servers->n;
	for (unsigned i = 0; i < BATCH; i++) {
		t->iov[i] = (struct iovec){ t->buffer[i], DATAGRAM };
		t->in[i].msg_hdr = (struct msghdr){ .msg_iov = &t->iov[i], .msg_iovlen = 1 };
	}
	for (unsigned i = 0; i < servers->n * t->ports_a_server; i++) {
		unsigned server = i / t->ports_a_server;

		t->port[i] = open_port(t, base, &servers->server[server], (uint8_t)server);
		if (!t->port[i]) {
			(void)why_set(why, WHY_INTERNAL, "no socket for %s: %s",
				      servers->server[server].text, strerror(errno));
			goto fail;
		}
		t->n_ports++;
	}
	return &t->transport;
fail:
	datagram_free(&t->transport);
	return NULL;
}
