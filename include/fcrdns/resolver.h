/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_RESOLVER_H
#define FCRDNS_RESOLVER_H

/*
 * resolver: questions to answers over the network.
 *
 * Owns the retries, the choice of servers, the fall-backs (without EDNS, TCP after TC) and
 * the sharing of look-ups in flight; the packets themselves go through a transport. One
 * thread; nothing is delivered from inside resolver_ask, answers are queued and taken by
 * resolver_take. Every question asked ends with exactly one answer unless it is dropped.
 */

#include <fcrdns/answer.h>
#include <fcrdns/servers.h>

#include <stdbool.h>
#include <stdint.h>

struct event_base;
struct resolver;
struct why;

enum resolver_transport {
	TRANSPORT_AUTO, /* datagram for a list, else c-ares; both give the same answers */
	TRANSPORT_CARES,
	TRANSPORT_DATAGRAM
};

struct resolver_conf {
	struct servers servers;
	enum resolver_transport transport;
	unsigned first_wait_ms; /* of the first try; doubles up to timeout_ms */
	unsigned timeout_ms;
	unsigned retries;		/* packets sent again, at most LIMIT_TRIES - 1 */
	unsigned rate, rate_per_server; /* packets a second; 0: no limit */
	bool tcp;			/* TCP from the start */
	bool no_recursion;		/* the servers are asked for what they have themselves */
	bool patient; /* a list: spread over the servers, asked only as hard as they can take; go on
		       * after `retries` while the servers answer others */
	bool notes;   /* keep a note of each try in the answers */
	/* A libevent loop of the caller's, who sleeps in it between resolver_begin_sleep and
	 * resolver_end_sleep instead of calling resolver_run; borrowed until resolver_free, made
	 * without locks. NULL: one of its own. */
	struct event_base *base;
};

/* One asker of one question; the asker's memory, filled by resolver_ask. */
struct waiter {
	struct waiter *next, *prev;
	struct lookup *lookup; /* NULL when nothing is open */
	void *owner;	       /* the asker's */
};

/* False with one sentence when the loop or the transport cannot be made. */
struct resolver *resolver_new(const struct resolver_conf *conf, struct why *why);
void resolver_free(struct resolver *r);

/* Questions that may be open at once by now: what the transport can carry, and what the servers
 * have been seen to take. */
unsigned resolver_window(const struct resolver *r);

/* The same for who has more of them: 0 while enough wait to be sent. */
unsigned resolver_capacity(const struct resolver *r);

/* Take the memory for as many questions as a list can have open at once, so that no stall takes
 * more later. Returns for how many targets that is, at most `most`; 0: it is no list. */
unsigned resolver_reserve(struct resolver *r, unsigned most);

/* Ask; `question` is copied, `w` must stay until answered or dropped. False: out of memory. */
bool resolver_ask(struct resolver *r, const struct question *question, struct waiter *w);

/* The waiter does not want its answer any more. Harmless when nothing is open. */
void resolver_drop(struct resolver *r, struct waiter *w);

/* The question has no packet on its way because all places are taken: local congestion, which
 * must not become a verdict. */
bool resolver_is_queued(const struct waiter *w);

/* How long it has waited for that, and for its turn in a rate, so far. */
uint64_t resolver_held_us(const struct resolver *r, const struct waiter *w);

/* Packets sent so far for a question that is open. */
unsigned resolver_tries(const struct waiter *w);

/* Why a question that is open has no answer so far: ANSWER_TIMEOUT where nobody has said anything.
 * What *ret points to is valid as long as the question is open. False: it is not. */
bool resolver_so_far(const struct resolver *r, const struct waiter *w, struct answer *ret);

/* The server, by index, to which the latest of them went; 0 before there is one. */
unsigned resolver_server(const struct waiter *w);

/* One turn: sends, waits for at most `wait_ms` (-1: as long as something is open), reads, times
 * out. */
void resolver_run(struct resolver *r, int wait_ms);

/* The same in parts, where the loop is the caller's: sends; then the loop may sleep for so many
 * microseconds, UINT64_MAX where nothing is open; then it is told how long that sleep was to be at
 * most. Whatever else the loop finds to do is done after that, so that it has the right time. */
uint64_t resolver_begin_sleep(struct resolver *r);
void resolver_end_sleep(struct resolver *r, uint64_t most_us);

/* The next answer, or NULL. *ret_answer is valid until the next call of resolver_take or _run. */
struct waiter *resolver_take(struct resolver *r, const struct answer **ret_answer);

/* The time that all waits are measured by, in microseconds. It is set in each turn, and stands
 * while this process is stopped or its output blocked. */
uint64_t resolver_now_us(const struct resolver *r);

struct resolver_stat {
	uint64_t packets, answers, retries, tcp, shared, refused, damaged;
	bool heard;	 /* some server has answered something */
	bool is_starved; /* for seconds, not even one packet could be sent: no sockets, no memory */
	bool is_dead;	 /* all servers refused all tries of a question, and none ever answered */
	const char *reason; /* why the last one refused, where that is known; may be empty */
};
const struct resolver_stat *resolver_stat(const struct resolver *r);

#endif
