/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_NET_LOOKUP_H
#define FCRDNS_NET_LOOKUP_H

/*
 * A look-up is one question in flight, whoever asked it. Each packet sent for it is a try; all
 * tries stay open until the look-up ends, so that a late answer to an early one is taken. What a
 * try teaches decides the next: silence, SERVFAIL and REFUSED another server or a pause, a cut
 * answer TCP, a server that does not know EDNS the same packet without it.
 */

#include <fcrdns/resolver.h>

#include "bucket.h"
#include "health.h"
#include "known.h"
#include "transport.h"

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>

#include <stdbool.h>
#include <stdint.h>

struct event;
struct event_base;

enum {
	MEAN_PARTS = 1024,
	LOOKUP_NAME = 80, /* octets of a name that needs no memory of its own; ip6.arpa has 74 */
	BUCKETS = 4096,
	LEVELS = LIMIT_TRIES + 1, /* waits by number of the try; the last is TCP's */
	TCP_LEVEL = LEVELS - 1,
	PAUSE_LEVEL = LEVELS, /* from here on pauses after a failure */
	LISTS = 2 * LEVELS,
	TCP_TRIES = 2,
	PLAIN_TRIES = 1, /* one more packet, without EDNS */
	QUEUES = LIMIT_SERVERS +
		 1, /* of those that wait for room: one a server; the last is TCP's */
	TCP_QUEUE = QUEUES - 1
};

/* Why a server failed, in its own words: kept over later tries. */
struct kept_edes {
	struct ede ede[LIMIT_EDES];
	char text[LIMIT_EDES][LIMIT_EDE_OCTETS];
};

struct lookup {
	struct lookup *hash_next;
	struct lookup *prev, *next; /* in a list of waits, or of those that wait for room */
	struct waiter *waiters;
	struct question question;
	uint64_t asked_us, due_us;
	uint32_t hash;
	uint8_t level;
	bool timed;   /* in a list of waits */
	bool blocked; /* in a queue for room */
	bool found;   /* in the list of those whose answer is known */
	bool ended;
	bool no_edns, tcp, truncated;
	bool is_slow;	  /* it has met silence or a failure */
	bool has_failure; /* else it is silence */
	bool heard;	  /* a packet with an rcode came */
	bool is_plain;	  /* one packet went without EDNS for silence */
	bool to_edns;	  /* how it will be sent, while blocked */
	bool is_repeated; /* after its first failure it was answered again */
	uint8_t last_server, to_server, queue;
	uint8_t failed_server;	       /* which failed first */
	uint64_t held_us, blocked_us;  /* how long it has waited to be sent; since when it does */
	unsigned n_failed, failed_try; /* SERVFAIL and REFUSED; the number of the first such try */
	uint32_t failed_slice;
	unsigned proof; /* that they are the question's own fault, see pace_proof */
	uint8_t n_tcp;
	unsigned n_tries, n_udp; /* packets sent; n_udp without the EDNS fall-back */
	unsigned n_notes;
	/* From here on not cleared for each question. */
	struct answer failure;	/* if has_failure: the last usable reason why there is no answer */
	struct try_note *notes; /* room for LIMIT_TRY_NOTES, or NULL */
	struct kept_edes *edes; /* what failure.edes points to, or NULL */
	uint8_t *long_name; /* room for any name, or NULL: for one that does not fit in `name` */
	uint8_t name[LOOKUP_NAME];
	struct try tries[]; /* the latest max_tries of them, in a circle */
};

struct wait_list {
	struct lookup *head, *tail;
};

struct resolver {
	struct resolver_conf conf;
	struct event_base *base;
	struct event *alarm; /* NULL where the loop is the caller's */
	struct transport *transport;
	uint64_t now_us;	/* runs while this process does */
	uint64_t clock_us;	/* the system's clock when now_us was set */
	uint64_t turn_us;	/* when the last turn looked for answers */
	uint64_t starved_us;	/* since when nothing is on its way for want of room; 0: not so */
	uint64_t heard_us;	/* the last answer from anybody */
	uint64_t slowest_us;	/* how long the slowest answers of late took */
	uint64_t mean_us;	/* how long they take, in 1024ths; of the last thousand or so */
	uint64_t dead_until_us; /* nobody was there: questions end at once until then */
	unsigned max_tries, n_open, n_slow; /* n_slow: of those open, see lookup.is_slow */
	struct wait_list level[LISTS], queue[QUEUES], found;
	unsigned n_queued, queue_turn;
	uint64_t wait_us[LEVELS];
	struct lookup *bucket[BUCKETS];
	struct lookup *spare;	/* ended look-ups, kept for the next ones */
	unsigned n_made;	/* look-ups in memory */
	struct lookup *current; /* ended, its waiters are being told */
	struct answer answer;
	struct arena arena; /* what `answer` points to */
	struct health server[LIMIT_SERVERS];
	struct bucket limit;   /* what the user allows over all servers */
	struct known *known;   /* answers of before, or NULL */
	bool is_short_of_room; /* the transport took no packet lately */
	struct resolver_stat stat;
};

/* Waiting: for an answer or in a pause until due (all waits of a level are equal, or nearly so, and
 * its list is ordered by their begin), for room and for its turn in the server's pace, or just to
 * be told what is known. A look-up is in one list at most. */
void wait_start(struct resolver *r, struct lookup *l, unsigned level);
void wait_for_room(struct resolver *r, struct lookup *l, bool first);
void wait_found(struct resolver *r, struct lookup *l);
void wait_stop(struct resolver *r, struct lookup *l);
/* Its wait is over, but its server takes longer than that of late. True: it goes on. */
bool wait_on(struct resolver *r, struct lookup *l);

/* The time of each turn (turn.c): from now on, and up to now. */
void turn_init(struct resolver *r);
void turn_advance(struct resolver *r);
/* Questions wait for a place, and no packet is on its way whose end would give one? */
void turn_note_starvation(struct resolver *r);

/* It has met silence or a failure: it waits long, and that is not its server's speed. */
void lookup_note_slow(struct resolver *r, struct lookup *l);

uint32_t lookup_hash(const struct question *q);
/* A new look-up of `q`, linked into its bucket; NULL: out of memory. */
struct lookup *lookup_new(struct resolver *r, const struct question *q, uint32_t hash);
/* That many are in memory from now on, in work or not, as far as there is memory. */
void lookup_reserve(struct resolver *r, unsigned n);
/* The one in flight for `q`, or NULL. */
struct lookup *lookup_find(struct resolver *r, const struct question *q, uint32_t hash);
/* It is over: no longer found by new questions, its tries are dropped. */
void lookup_end(struct resolver *r, struct lookup *l);
/* Keep its memory for the next one. */
void lookup_keep(struct resolver *r, struct lookup *l);
void lookup_free(struct lookup *l);

/* The tries of a look-up whose slots are still known, and the latest of them or NULL. */
unsigned try_slots(const struct resolver *r, const struct lookup *l);
struct try *try_last(const struct resolver *r, struct lookup *l);
/* If it is not answered, that says nothing about its server. */
void try_is_moot(struct resolver *r, struct try *t);
/* Drop one, other than `but`, that still listens; false: there is none. */
bool try_give_up(struct resolver *r, struct lookup *l, const struct try *but);

/* Send its next packet; it waits where all places are taken, or for its turn in the server's pace:
 * that is no verdict, and no try. */
void try_post(struct resolver *r, struct lookup *l, uint8_t server, bool edns);

/* Why it has no answer (failure.c): so far, to be written; kept from what a server said; and as it
 * is told. */
struct answer *failure_of(struct lookup *l);
void failure_keep(struct lookup *l, const struct answer *a);
struct answer failure_told(const struct resolver *r, struct lookup *l);

/* What happened to it (outcome.c). Each may send the next packet, or end it with r->answer filled.
 */
void lookup_start(struct resolver *r, struct lookup *l);
void lookup_on_answer(struct resolver *r, struct try *t, const uint8_t *wire, size_t len);
void lookup_on_refused(struct resolver *r, struct try *t);
void lookup_on_silence(struct resolver *r, struct lookup *l); /* its wait is over */
void lookup_on_dead(struct resolver *r, struct lookup *l);    /* nobody listens anywhere */
/* Its answer is known, or was when it was asked. */
void lookup_on_found(struct resolver *r, struct lookup *l);
/* Its packet may leave now; false: not yet. */
bool lookup_unblock(struct resolver *r, struct lookup *l);

/* Time between two moments, as far as a note has room for it. */
static inline uint32_t span_us(uint64_t from, uint64_t to)
{
	return to - from < UINT32_MAX ? (uint32_t)(to - from) : UINT32_MAX;
}

/* Nobody listened a moment ago, and nobody ever did. */
bool lookup_is_dead(const struct resolver *r);

#endif
