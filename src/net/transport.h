/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_NET_TRANSPORT_H
#define FCRDNS_NET_TRANSPORT_H

/*
 * transport: one packet to one server, and what comes back: an answer or a refusal.
 *
 * The small interface between resolver and network, so that what carries the
 * packets can change with the c-ares version and the length of the list. A transport
 * knows no retries and no waits: silence is the resolver's business. It delivers by
 * queue only; nothing is called back.
 *
 * What it hands over are the octets received, for the resolver's message_parse to judge. A try that
 * is still open at its event can get another packet, so that one which is no answer to
 * its question does not end the wait; the resolver ends it by drop.
 */

#include <fcrdns/answer.h>
#include <fcrdns/limits.h>
#include <fcrdns/message.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct servers;
struct transport;
struct why;

/* One packet on its way. The resolver's memory; it stays until an event came for it or it was
 * dropped. */
struct
try {
	/* The resolver's. */
	struct lookup *lookup;
	const struct question *question;
	uint64_t sent_us;
	uint32_t slice; /* with whom it was sent, see pace.h */
	unsigned number; /* packets sent before it for its look-up */
	uint8_t server;
	bool failed; /* answered with SERVFAIL or REFUSED */
	bool moot;   /* silence would say nothing about its server */
	bool tcp, edns, no_recursion;
	bool open; /* submitted, and neither event nor drop since */

	/* The transport's. */
	bool damaged; /* a packet came that says it is the answer and cannot be read */
	uint16_t id;
	void *slot;
	struct try *prev, *next, *id_next;
};

/* Its packet; returns the length. */
static inline size_t try_build(uint8_t out[static MESSAGE_QUERY_MAX], const struct try *t)
{
	return message_build(out, t->question, t->id,
			     (t->edns ? MESSAGE_EDNS : 0U) |
				     (t->no_recursion ? MESSAGE_NO_RD : 0U));
}

enum {
	TRANSPORT_REASON = LIMIT_URL + LIMIT_SHOWN
};

enum transport_kind {
	TRANSPORT_ANSWER,
	TRANSPORT_REFUSED /* nobody listens there, no route, or the stream broke */
};

struct transport_event {
	enum transport_kind kind;
	struct try *try;
	const uint8_t *wire; /* ANSWER: valid until the next call of `next` */
	size_t len;
};

struct transport_ops {
	/* Packets that can be on their way at once. */
	unsigned (*capacity)(const struct transport *t);
	/* False: no room now, try again when something has ended. */
	bool (*submit)(struct transport *t, struct try *try);
	void (*drop)(struct transport *t, struct try *try);
	/* The next event since the last turn of the loop; false: none left. */
	bool (*next)(struct transport *t, struct transport_event *ret);
	/* Called before the loop sleeps: what was gathered leaves now. */
	void (*flush)(struct transport *t);
	void (*free)(struct transport *t);
};

/* Each transport's struct begins with this. */
struct transport {
	const struct transport_ops *ops;
	/* Why the last try was refused, where more is known than that nobody listens: words without
	 * control characters, else empty. */
	char reason[TRANSPORT_REASON];
};

/* UDP of our own, TCP through c-ares (datagram.c). */
struct transport *transport_datagram(struct event_base *base, const struct servers *servers,
				     struct why *why);

/* c-ares, fenced (cares.c). `servers` is borrowed until the transport is freed. */
struct transport *transport_cares(struct event_base *base, const struct servers *servers,
				  struct why *why);

/* DNS over HTTPS through libcurl (doh.c). `servers` is borrowed, too. Here `tcp` changes nothing: a
 * cut answer is asked for again where it came from. A connection on which many tries met silence
 * for `patience_ms` is left for a new one. */
struct transport *transport_doh(struct event_base *base, const struct servers *servers,
				unsigned patience_ms, struct why *why);

/* The server's address for connect(2). Returns its length. */
struct server;
struct sockaddr_storage;
unsigned transport_address(const struct server *server, struct sockaddr_storage *ret);

/* A query id nobody can guess (RFC 5452), from getrandom(2) in blocks. */
uint16_t transport_random_id(void);
/* False: the system gives no random numbers, see errno. */
bool transport_random_ready(void);

#endif
