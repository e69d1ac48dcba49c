/* SPDX-License-Identifier: MIT */
#include "cares.h"

#include <fcrdns/arena.h>
#include <fcrdns/servers.h>

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static ares_socket_t hook_socket(int domain, int type, int protocol, void *user)
{
	struct channel *c = user;
	int fd = socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);

	if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM))
		c->owner->out_of_descriptors = true;
	return fd;
}

static int hook_close(ares_socket_t fd, void *user)
{
	(void)user;
	return close(fd);
}

/* Our own address of the server: c-ares drops the scope of a link-local one. */
static int hook_connect(ares_socket_t fd, const struct sockaddr *address, ares_socklen_t len,
			void *user)
{
	struct channel *c = user;
	struct sockaddr_storage own;
	unsigned own_len = transport_address(&c->owner->servers->server[c->server], &own);

	(void)address;
	(void)len;
	return connect(fd, (struct sockaddr *)&own, own_len);
}

static void keep(struct channel *c, const uint8_t *octets, size_t n)
{
	if (c->len + n > c->room) {
		size_t room = c->len + n < 512 ? 512 : c->len + n;
		uint8_t *more = mem_resize(c->octets, room);

		if (!more)
			return; /* as if it had been lost on the way */
		c->octets = more;
		c->room = room;
	}
	memcpy(c->octets + c->len, octets, n);
	c->len += n;
}

/* A bare answer to the library's own question: header and question, nothing of a stranger's. */
static ares_ssize_t give_library(const struct channel *c, uint8_t *out, size_t room,
				 struct sockaddr *from, ares_socklen_t *from_len)
{
	size_t n = MESSAGE_HEADER + c->try->question->name.len + 4U;
	struct sockaddr_storage own;

	if (room < n)
		return 0;
	memcpy(out, c->query, n);
	memcpy(out, c->library_id, 2);
	out[2] |= 0x80; /* QR */
	out[3] = 0x80;	/* RA, NOERROR */
	memset(out + 6, 0, 6);
	if (from && from_len) {
		unsigned own_len = transport_address(&c->owner->servers->server[c->server], &own);

		if (own_len < *from_len)
			*from_len = own_len;
		memcpy(from, &own, *from_len);
	}
	return (ares_ssize_t)n;
}

static ares_ssize_t receive_datagram(struct channel *c, ares_socket_t fd, void *out, size_t room,
				     struct sockaddr *from, ares_socklen_t *from_len)
{
	uint8_t *in = c->owner->datagram;

	for (;;) {
		ssize_t n = recv(fd, in, sizeof(c->owner->datagram), 0);

		if (n < 0)
			return -1;
		if (c->answer_len || !c->try)
			continue;	    /* a second copy, or an answer nobody waits for */
		if (n > MESSAGE_UDP_SIZE) { /* more than we said that we can take */
			c->try->damaged = true;
			continue;
		}
		switch (message_parse(in, (size_t)n, c->try->question, c->try->id, NULL, NULL)) {
		case MESSAGE_STRAY:
			continue;
		case MESSAGE_DAMAGED:
			c->try->damaged = true;
			continue;
		case MESSAGE_FITS:
			break;
		}
		c->len = 0;
		keep(c, in, (size_t)n);
		if (!c->len)
			continue;
		c->answer_at = 0;
		c->answer_len = c->len;
		return give_library(c, out, room, from, from_len);
	}
}

/* Look for the answer among the messages of the stream (RFC 7766: each behind its length). */
static void search_stream(struct channel *c)
{
	while (!c->answer_len && c->len - c->answer_at >= 2) {
		const uint8_t *p = c->octets + c->answer_at;
		size_t n = (size_t)(p[0] << 8 | p[1]);

		if (c->len - c->answer_at - 2 < n)
			return;
		c->answer_at += 2;
		switch (message_parse(p + 2, n, c->try->question, c->try->id, NULL, NULL)) {
		case MESSAGE_FITS:
			c->answer_len = n;
			return;
		case MESSAGE_DAMAGED:
			c->try->damaged = true;
			break;
		case MESSAGE_STRAY:
			break;
		}
		c->answer_at += n;
	}
}

/* The stream is ours: c-ares sees its end, but none of its octets (1.34 would re-write them). */
static ares_ssize_t receive_stream(struct channel *c, ares_socket_t fd)
{
	uint8_t *in = c->owner->datagram;
	ssize_t n = recv(fd, in, sizeof(c->owner->datagram), 0);

	if (n <= 0)
		return n;
	if (c->try && !c->answer_len) {
		if (c->len + (size_t)n > LIMIT_TCP_STREAM)
			return 0; /* a flood: end the connection */
		keep(c, in, (size_t)n);
		search_stream(c);
	}
	errno = EAGAIN;
	return -1;
}

static ares_ssize_t hook_receive(ares_socket_t fd, void *out, size_t room, int flags,
				 struct sockaddr *from, ares_socklen_t *from_len, void *user)
{
	struct channel *c = user;

	(void)flags;
	return c->tcp ? receive_stream(c, fd) : receive_datagram(c, fd, out, room, from, from_len);
}

/* Send our own packet; c-ares hears that all of its own has left. */
static ares_ssize_t hook_send(ares_socket_t fd, const struct iovec *v, int n, void *user)
{
	struct channel *c = user;
	uint8_t frame[2] = { (uint8_t)(c->query_len >> 8), (uint8_t)c->query_len };
	struct iovec own[2] = { { frame, sizeof(frame) }, { c->query, c->query_len } };
	struct msghdr message = { .msg_iov = own + !c->tcp, .msg_iovlen = c->tcp ? 2 : 1 };
	size_t want = c->query_len + (c->tcp ? sizeof(frame) : 0U), theirs = 0;
	ssize_t sent;

	for (int i = 0; i < n; i++)
		theirs += v[i].iov_len;
	if (!c->tcp && n > 0 && v[0].iov_len >= 2)
		memcpy(c->library_id, v[0].iov_base, 2);
	do {
		sent = sendmsg(fd, &message, MSG_NOSIGNAL);
	} while (sent < 0 && errno == EINTR);
	if (sent < 0 && !c->tcp && (errno == EAGAIN || errno == ENOBUFS)) {
		/* c-ares would count a full buffer as a failed server: wait, or let the packet
		 * be one of those that get lost. */
		struct pollfd p = { fd, POLLOUT, 0 };

		(void)poll(&p, 1, 10);
		(void)sendmsg(fd, &message, MSG_NOSIGNAL);
		return (ares_ssize_t)theirs;
	}
	if (sent >= 0 && (size_t)sent < want) {
		errno = ECONNRESET; /* a question fits any send buffer */
		return -1;
	}
	return sent < 0 ? -1 : (ares_ssize_t)theirs;
}

const struct ares_socket_functions cares_hooks = { hook_socket, hook_close, hook_connect,
						   hook_receive, hook_send };
