/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_NET_PORT_H
#define FCRDNS_NET_PORT_H

/*
 * port: one connected UDP socket of the datagram transport, and the packets that will leave it
 * together: equal lengths as one UDP_SEGMENT message, all messages in one sendmmsg, plain messages
 * where the kernel refuses segments.
 */

#include <fcrdns/message.h>

#include <stdbool.h>
#include <stdint.h>

struct event;
struct event_base;
struct server;
struct try;

enum {
	PORT_BATCH = 64
};

struct port {
	struct event *event;
	int fd;
	bool readable, refused;
	struct try *open; /* tries that an answer may come for */
	unsigned n_out;
	uint16_t out_len[PORT_BATCH];
	uint8_t out[PORT_BATCH][MESSAGE_QUERY_MAX];
};

/* NULL with errno: no socket, or no memory. */
struct port *port_new(struct event_base *base, const struct server *server);
void port_free(struct port *p);

/* All that was gathered. A message that cannot leave is a packet that got lost: its try times out
 * like any other. *segments: the kernel takes UDP_SEGMENT; cleared where it does not. */
void port_send(struct port *p, bool *segments);

#endif
