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

enum {
	DATAGRAMS_A_TURN = 64 /* then others have their turn: a flood must not hold the loop */
};

const uint8_t cares_question[CARES_QUESTION] = {
	[2] = 1, [5] = 1, [12] = 1, [13] = 'x', [16] = TYPE_A, [18] = 1
};

/* This machine has no more of something: that passes, and says nothing about a server. */
static bool is_trouble(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM ||
	       error == EAGAIN; /* connect: no free port */
}

static ares_socket_t hook_socket(int domain, int type, int protocol, void *user)
{
	struct channel *c = user;
	int fd = socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);

	c->owner->trouble |= fd < 0 && is_trouble(errno);
	return fd;
}

static int hook_close(ares_socket_t fd, void *user)
{
	(void)user;
	return close(fd);
}

/* To the server that is meant, which c-ares has not been told. */
static int hook_connect(ares_socket_t fd, const struct sockaddr *address, ares_socklen_t len,
			void *user)
{
	struct channel *c = user;
	struct sockaddr_storage own;
	unsigned own_len = transport_address(&c->owner->servers->server[c->server], &own);

	int status;

	c->library_server_len = len < sizeof(c->library_server) ? len : sizeof(c->library_server);
	memcpy(&c->library_server, address, c->library_server_len);
	status = connect(fd, (struct sockaddr *)&own, own_len);
	c->owner->trouble |= status < 0 && is_trouble(errno);
	return status;
}

static bool keep(struct channel *c, const uint8_t *octets, size_t n)
{
	if (c->len + n > c->room) {
		size_t room = c->len + n < 512 ? 512 : c->len + n;
		uint8_t *more = mem_resize(c->octets, room);

		if (!more)
			return false; /* as if it had been lost on the way */
		c->octets = more;
		c->room = room;
	}
	memcpy(c->octets + c->len, octets, n);
	c->len += n;
	return true;
}

/* A bare answer to the library's own question. */
static ares_ssize_t give_library(const struct channel *c, uint8_t *out, size_t room,
				 struct sockaddr *from, ares_socklen_t *from_len)
{
	if (room < CARES_QUESTION)
		return 0;
	memcpy(out, cares_question, CARES_QUESTION);
	memcpy(out, c->library_id, 2);
	out[2] |= 0x80; /* QR */
	out[3] = 0x80;	/* RA, NOERROR */
	if (from && from_len) {
		if (c->library_server_len < *from_len)
			*from_len = c->library_server_len;
		memcpy(from, &c->library_server, *from_len);
	}
	return CARES_QUESTION;
}

/* c-ares would end the question for what only says "not now". */
static ssize_t receive(struct channel *c, ares_socket_t fd)
{
	ssize_t n = recv(fd, c->owner->datagram, sizeof(c->owner->datagram), 0);

	if (n < 0 && (errno == EINTR || is_trouble(errno)))
		errno = EAGAIN;
	return n;
}

static ares_ssize_t receive_datagram(struct channel *c, ares_socket_t fd, void *out, size_t room,
				     struct sockaddr *from, ares_socklen_t *from_len)
{
	const uint8_t *in = c->owner->datagram;

	for (unsigned i = 0; i < DATAGRAMS_A_TURN; i++) {
		ssize_t n = receive(c, fd);

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
		if (!keep(c, in, (size_t)n))
			continue;
		c->answer_at = 0;
		c->answer_len = c->len;
		return give_library(c, out, room, from, from_len);
	}
	errno = EAGAIN;
	return -1;
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
	ssize_t n = receive(c, fd);

	if (n <= 0)
		return n;
	if (c->try && !c->answer_len) {
		if (c->len + (size_t)n > LIMIT_TCP_STREAM ||
		    !keep(c, c->owner->datagram, (size_t)n))
			return 0; /* a flood, or a hole in the stream: end the connection */
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
	sent = sendmsg(fd, &message, MSG_NOSIGNAL);
	if (sent < 0 && errno == EINTR)
		errno = EAGAIN;
	if (sent < 0 && !c->tcp && is_trouble(errno)) {
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
