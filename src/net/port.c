/* SPDX-License-Identifier: MIT */
#include "port.h"

#include "transport.h"

#include <fcrdns/arena.h>
#include <fcrdns/servers.h>

#include <errno.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	BUFFER = 4 << 20, /* the kernel may grant less */
	SEND_WAIT_MS = 10
};

/* One message for each length, or for each packet where the kernel refuses segments. */
struct outgoing {
	unsigned n;
	struct mmsghdr message[PORT_BATCH];
	struct iovec iov[PORT_BATCH];
	union {
		char octets[CMSG_SPACE(sizeof(uint16_t))];
		struct cmsghdr header;
	} control[PORT_BATCH];
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

static void gather(struct port *p, struct outgoing *o, bool segments)
{
	bool taken[PORT_BATCH] = { false };
	unsigned k = 0;

	o->n = 0;
	for (unsigned i = 0; i < p->n_out; i++) {
		struct msghdr *h;

		if (taken[i])
			continue;
		h = &o->message[o->n++].msg_hdr;
		*h = (struct msghdr){ .msg_iov = &o->iov[k], .msg_iovlen = 1 };
		o->iov[k++] = (struct iovec){ p->out[i], p->out_len[i] };
		for (unsigned j = i + 1; segments && j < p->n_out; j++) {
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

void port_send(struct port *p, bool *segments)
{
	struct outgoing o;
	unsigned at = 0;

	gather(p, &o, *segments);
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
		} else if (*segments && at == 0 &&
			   (errno == EIO || errno == EINVAL || errno == EOPNOTSUPP ||
			    errno == EMSGSIZE)) {
			*segments = false;
			gather(p, &o, *segments);
		} else if (errno != EINTR) {
			at++;
		}
	}
	p->n_out = 0;
}

static void on_readable(evutil_socket_t fd, short what, void *user)
{
	(void)fd;
	(void)what;
	((struct port *)user)->readable = true;
}

struct port *port_new(struct event_base *base, const struct server *server)
{
	struct port *p = mem_zero(1, sizeof(*p));
	struct sockaddr_storage address;
	unsigned len = transport_address(server, &address);
	int big = BUFFER;

	if (!p)
		return NULL;
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

void port_free(struct port *p)
{
	if (!p)
		return;
	event_free(p->event);
	(void)close(p->fd);
	mem_free(p);
}
