/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_VISITORS_H
#define FCRDNS_EXPORTER_VISITORS_H

/*
 * visitors: the connections there are, how many of each client, and how long each may stay as it
 * is.
 *
 * Where there are too many, the one goes that has waited longest for its own client, not the one
 * that comes: so a thousand idle connections keep nobody out. A connection whose request is being
 * answered is never cut for others.
 */

#include "client.h"

#include <stdbool.h>
#include <stdint.h>

enum visitor_state {
	VISITOR_COMING,	 /* its first request is not complete */
	VISITOR_BUSY,	 /* we work on it */
	VISITOR_LEAVING, /* the answer is on its way */
	VISITOR_IDLE	 /* between requests */
};

struct visitor {
	struct visitor *prev, *next; /* by the time of its state; BUSY ones are in no list */
	struct visitor *peer_next;   /* of its client */
	struct client *client;
	struct ip ip;
	int fd;
	enum visitor_state state;
	void *visit;		   /* its request, or NULL */
	bool is_cut, is_certified; /* its client's certificate was found right */
	bool is_last;		   /* its next answer ends it: the TLS it came by is no more */
	bool is_outdated;	   /* and it may ask for nothing, either */
	uint64_t since_ms;
};

struct visitor_list {
	struct visitor *first, *last;
};

struct visitors {
	struct visitor_list list[VISITOR_IDLE + 1]; /* by state */
	struct clients clients;
	unsigned n, most, most_of_one; /* client */
	uint64_t n_crowded, n_overdue;
};

/* NULL: there is no place and none can be made, or no memory. */
struct visitor *visitor_new(struct visitors *all, const struct ip *ip, int fd, uint64_t now_ms);
void visitor_free(struct visitors *all, struct visitor *v);
void visitor_set(struct visitors *all, struct visitor *v, enum visitor_state state,
		 uint64_t now_ms);

/* Cuts those whose time is over. */
void visitors_turn(struct visitors *all, uint64_t now_ms);
/* They came by another TLS than there is now: those between requests are cut, the others go after
 * their answer. `are_outdated`: by other rules about who may come in, too. */
void visitors_outdate(struct visitors *all, bool are_outdated);
/* Cuts all that wait for nothing. */
void visitors_close_idle(struct visitors *all);

#endif
