/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_NET_CARES_H
#define FCRDNS_NET_CARES_H

/*
 * c-ares behind a fence: one question a channel, and a hook at its sockets.
 *
 * The hook (ares_set_socket_functions) sends our packet with our id in place of the one that
 * c-ares would send (1.34 changes the id and adds a cookie), and looks at what comes before c-ares
 * does. A datagram that does not answer the question is skipped, so that it does not end the wait
 * (1.34 fails every question of a channel at one malformed answer and stalls on an empty one; 1.18
 * cuts answers at 512 octets). c-ares itself is asked a question of one letter and, when our answer
 * came, given a bare NOERROR to that; the octets received go to the resolver. So both versions put
 * the same octets on the wire and hand over the same octets, and c-ares never parses what a
 * stranger wrote, be it an answer or a name to ask for (1.34 refuses names that it finds too long
 * to print, and spends nine tenths of its time with parsing and writing).
 *
 * A channel that ended well is used again, some hundred times (each has a source port of its own);
 * after anything else it is thrown away, from the loop and never inside a callback: ares_destroy in
 * a callback crashes. TCP is always a channel of its own, used once.
 */

/* c-ares 1.34 calls ares_send and ares_set_socket_functions deprecated; 1.18 has nothing else. */
#define CARES_NO_DEPRECATED
#include "transport.h"

#include <fcrdns/limits.h>
#include <fcrdns/message.h>

#include <ares.h>
#include <event2/event_struct.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	SOCKETS = 2 /* of one channel: c-ares may open one before it closes the other */
};

struct socket_event {
	struct event event;
	struct channel *channel;
	int fd; /* -1: free */
};

struct channel {
	struct cares *owner;
	ares_channel ares;
	struct channel *next; /* in `idle` or `ended` */
	struct try *try;
	struct socket_event socket[SOCKETS];
	uint8_t server;
	bool tcp;
	bool over;   /* c-ares has called back, or must not matter any more */
	bool queued; /* in `ended` */
	bool clean;  /* c-ares called back with success */
	uint8_t library_id[2];
	struct sockaddr_in6 library_server; /* what c-ares believes to talk to; large enough */
	ares_socklen_t library_server_len;
	uint16_t answers;
	uint16_t query_len;
	uint8_t query[MESSAGE_QUERY_MAX];
	uint8_t *octets; /* the answer, or what came of a TCP stream */
	size_t len, room;
	size_t answer_at, answer_len; /* within octets */
};

struct cares {
	struct transport transport;
	struct event_base *base;
	const struct servers *servers;
	struct channel *idle[LIMIT_SERVERS], **idle_last[LIMIT_SERVERS];
	struct channel *ended, **ended_last;
	struct channel *delivered; /* its octets are the caller's until the next call */
	unsigned n_channels, max_channels;
	bool trouble; /* this machine had no descriptor, port or memory for a packet */
	uint8_t datagram[65536];
};

/* The question that c-ares believes to ask: the address of "x". */
enum {
	CARES_QUESTION = MESSAGE_HEADER + 3 + 4
};
extern const uint8_t cares_question[CARES_QUESTION];

/* What stands between c-ares and its sockets; the user pointer is the channel. */
extern const struct ares_socket_functions cares_hooks;

#endif
