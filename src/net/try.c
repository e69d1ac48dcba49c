/* SPDX-License-Identifier: MIT */
#include "lookup.h"

#include <fcrdns/message.h>

#include <string.h>

enum {
	DEAD_US = 1000 * 1000,
	RCODE_BADVERS = 16
};

unsigned try_slots(const struct resolver *r, const struct lookup *l)
{
	return l->n_tries < r->max_tries ? l->n_tries : r->max_tries;
}

struct try *try_last(const struct resolver *r, struct lookup *l)
{
	return l->n_tries ? &l->tries[(l->n_tries - 1U) % r->max_tries] : NULL;
}

bool try_give_up(struct resolver *r, struct lookup *l, const struct try *but)
{
	for (unsigned i = 0; i < try_slots(r, l); i++)
		if (l->tries[i].open && &l->tries[i] != but) {
			r->transport->ops->drop(r->transport, &l->tries[i]);
			return true;
		}
	return false;
}

/* ---- servers ---- */

static uint8_t next_server(const struct resolver *r, const struct lookup *l)
{
	return (uint8_t)((l->last_server + 1U) % r->conf.servers.n);
}

static bool is_asked(const struct resolver *r, const struct lookup *l, unsigned server)
{
	for (unsigned i = 0; i < l->n_tries && i < r->max_tries; i++)
		if (l->tries[i].server == server)
			return true;
	return false;
}

/* ---- tries ---- */

static void add_note(struct resolver *r, struct lookup *l, const struct try *t,
		     const struct answer *a)
{
	if (l->notes && l->n_notes < LIMIT_TRY_NOTES)
		l->notes[l->n_notes++] = (struct try_note){
			.at_us = span_us(l->asked_us, t->sent_us),
			.took_us = span_us(t->sent_us, r->now_us),
			.rcode = a->rcode,
			.server = t->server,
			.status = (uint8_t)a->status,
			.tcp = t->tcp,
			.edns = t->edns,
		};
}

/* What is known when nothing more will come. */
static void end_with_failure(struct resolver *r, struct lookup *l)
{
	struct answer a = l->failure;
	const struct answer silence = { .status = ANSWER_TIMEOUT };

	for (unsigned i = 0; i < try_slots(r, l); i++) {
		if (l->tries[i].damaged && !l->heard)
			a = (struct answer){ .status = ANSWER_MALFORMED,
					     .server = l->tries[i].server };
		if (l->tries[i].open)
			add_note(r, l, &l->tries[i], &silence);
	}
	/* A port may be closed for a moment; closed over all the tries of a question, and
	 * never heard before, it is nobody's. */
	if (a.status == ANSWER_CONNREFUSED && health_all_refused(r->server, r->conf.servers.n)) {
		r->stat.is_dead = true;
		r->dead_until_us = r->now_us + DEAD_US;
	}
	if (l->truncated)
		a = (struct answer){ .status = ANSWER_TRUNCATED, .server = a.server };
	a.truncated = l->truncated;
	r->answer = a;
	lookup_end(r, l);
}

/* Early tries listen on for a late answer only as long as nobody else needs their place. */
static bool reclaim(struct resolver *r)
{
	for (unsigned level = LEVELS; level-- > 1;)
		for (struct lookup *l = r->level[level].head; l; l = l->next)
			if (try_give_up(r, l, try_last(r, l)))
				return true;
	return false;
}

/* False: all places are taken, and nothing was sent. */
static bool try_post(struct resolver *r, struct lookup *l, uint8_t server, bool edns)
{
	struct try *t = &l->tries[l->n_tries % r->max_tries];
	unsigned level;

	if (l->n_tries >= r->max_tries && t->open)
		r->transport->ops->drop(r->transport, t); /* the oldest makes place */
	*t = (struct try){
		.lookup = l,
		.question = &l->question,
		.sent_us = r->now_us,
		.server = server,
		.tcp = l->tcp,
		.edns = edns,
	};
	wait_stop(r, l);
	l->last_server = server;
	while (!r->transport->ops->submit(r->transport, t))
		if (!try_give_up(r, l, NULL) && !reclaim(r))
			return false;
	l->n_tries++;
	if (l->tcp)
		l->n_tcp++;
	else
		l->n_udp++;
	r->stat.packets++;
	r->stat.tcp += l->tcp;
	r->stat.retries += l->n_tries > 1;
	level = l->tcp ? TCP_LEVEL : (l->n_udp ? l->n_udp - 1U : 0U);
	wait_start(r, l, level < TCP_LEVEL || l->tcp ? level : TCP_LEVEL - 1U);
	return true;
}

/* For a place it waits: that is no verdict, and no try. */
static void post(struct resolver *r, struct lookup *l, uint8_t server, bool edns)
{
	if (!try_post(r, l, server, edns))
		wait_for_room(r, l, false);
}

static bool may_try(const struct resolver *r, const struct lookup *l)
{
	if (l->tcp)
		return l->n_tcp < TCP_TRIES;
	return l->n_udp <= r->conf.retries;
}

/* The last packet goes without EDNS where all before it met silence: some boxes drop OPT. */
static bool with_edns(const struct resolver *r, const struct lookup *l)
{
	bool met_silence = l->failure.status == ANSWER_TIMEOUT && !l->heard && !l->tcp;

	return !l->no_edns && !(l->n_udp == r->conf.retries && l->n_udp >= 2 && met_silence);
}

static void post_next(struct resolver *r, struct lookup *l)
{
	uint8_t server = l->n_tries ? next_server(r, l)
				    : health_first(r->server, r->conf.servers.n, r->now_us);

	post(r, l, server, with_edns(r, l));
}

/* A server said no, or is not there: the next one at once, or the same one after a pause. */
static void after_failure(struct resolver *r, struct lookup *l, const struct try *t)
{
	uint8_t next = next_server(r, l);

	if (t != try_last(r, l))
		return; /* an early try; a later one is on its way */
	if (may_try(r, l)) {
		if (!is_asked(r, l, next)) {
			post(r, l, next, with_edns(r, l));
			return;
		}
		return; /* the wait of this try is the pause */
	}
	for (unsigned i = 0; i < try_slots(r, l); i++)
		if (l->tries[i].open)
			return; /* an earlier try may still be answered */
	end_with_failure(r, l);
}

bool lookup_is_dead(const struct resolver *r)
{
	return r->now_us < r->dead_until_us;
}

void lookup_on_refused(struct resolver *r, struct try *t)
{
	struct lookup *l = t->lookup;
	const struct answer refused = { .status = ANSWER_CONNREFUSED, .server = t->server };

	add_note(r, l, t, &refused);
	if (l->failure.status == ANSWER_TIMEOUT) /* what a server said tells more */
		l->failure = refused;
	if (!t->tcp || r->conf.tcp) {
		r->stat.refused++;
		r->server[t->server].refused = true;
		health_on_failure(&r->server[t->server], r->now_us);
	}
	after_failure(r, l, t);
}

static bool speaks_no_edns(const struct answer *a)
{
	return a->status == ANSWER_FORMERR || a->status == ANSWER_NOTIMP ||
	       (a->status == ANSWER_OTHER && a->rcode == RCODE_BADVERS);
}

static void keep_failure(struct lookup *l, const struct answer *a)
{
	l->failure = *a;
	l->failure.edes = NULL;
	l->failure.n_edes = 0;
	if (a->n_edes && !l->edes)
		l->edes = mem_zero(1, sizeof(*l->edes));
	if (!a->n_edes || !l->edes)
		return;
	for (unsigned i = 0; i < a->n_edes; i++) {
		memcpy(l->edes->text[i], a->edes[i].text, a->edes[i].len);
		l->edes->ede[i] = a->edes[i];
		l->edes->ede[i].text = l->edes->text[i];
	}
	l->failure.edes = l->edes->ede;
	l->failure.n_edes = a->n_edes;
}

void lookup_on_answer(struct resolver *r, struct try *t, const uint8_t *wire, size_t len)
{
	struct lookup *l = t->lookup;
	struct answer a;
	enum message_fit fit;

	arena_reset(&r->arena);
	fit = message_parse(wire, len, &l->question, t->id, &r->arena, &a);
	if (fit != MESSAGE_FITS || r->arena.failed) {
		r->stat.damaged++;
		t->damaged |= fit == MESSAGE_DAMAGED;
		if (t->open)
			return; /* no answer, then: the right one may still come */
		if (!l->heard)
			l->failure =
				(struct answer){ .status = ANSWER_MALFORMED, .server = t->server };
		after_failure(r, l, t);
		return;
	}
	if (t->open)
		r->transport->ops->drop(r->transport, t);
	r->stat.answers++;
	r->stat.heard = true;
	r->heard_us = r->now_us;
	pace_on_answer(&r->pace, r->now_us);
	r->stat.is_dead = false;
	r->dead_until_us = 0;
	health_on_answer(&r->server[t->server]);
	a.server = t->server;
	a.tcp = t->tcp;
	add_note(r, l, t, &a);
	if (!answer_is_temporary(&a)) {
		a.truncated = l->truncated;
		r->answer = a;
		lookup_end(r, l);
		return;
	}
	if (a.status == ANSWER_TRUNCATED && !t->tcp) {
		if (l->tcp)
			return; /* a second cut answer; TCP is on its way */
		l->truncated = true;
		l->tcp = true;
		post(r, l, t->server, !l->no_edns);
		return;
	}
	l->heard = true;
	keep_failure(l, &a);
	if (t->edns && !l->no_edns && speaks_no_edns(&a)) {
		l->no_edns = true;
		if (!l->tcp)
			l->n_udp--; /* the same try once more */
		post(r, l, t->server, false);
		return;
	}
	after_failure(r, l, t);
}

/*
 * In a list, silence where others have been answered is loss rather than absence: go on until the
 * address's deadline.
 */
static bool is_worth_more(const struct resolver *r, const struct lookup *l)
{
	return r->conf.patient && !l->tcp && !l->heard && r->heard_us > l->asked_us;
}

void lookup_on_silence(struct resolver *r, struct lookup *l)
{
	const struct try *t = try_last(r, l);

	wait_stop(r, l);
	if (!t)
		return; /* it waits for nothing before its first packet */
	if (t->open) {
		health_on_failure(&r->server[t->server], r->now_us);
		pace_on_silence(&r->pace, r->now_us);
	}
	if (may_try(r, l) || is_worth_more(r, l))
		post_next(r, l);
	else
		end_with_failure(r, l);
}

void lookup_on_dead(struct resolver *r, struct lookup *l)
{
	wait_stop(r, l);
	l->failure.status = ANSWER_CONNREFUSED;
	end_with_failure(r, l);
}

void lookup_start(struct resolver *r, struct lookup *l)
{
	if (r->blocked.head) /* first come, first served */
		wait_for_room(r, l, false);
	else
		post_next(r, l);
}

bool lookup_unblock(struct resolver *r, struct lookup *l)
{
	uint8_t server =
		l->n_tries ? l->last_server : health_first(r->server, r->conf.servers.n, r->now_us);

	wait_stop(r, l);
	if (try_post(r, l, server, l->tcp ? !l->no_edns : with_edns(r, l)))
		return true;
	wait_for_room(r, l, true);
	return false;
}
