/* SPDX-License-Identifier: MIT */
#include "lookup.h"

#include <fcrdns/message.h>

#include <string.h>

/* outcome: what a try teaches, and what is done next. */

enum {
	DEAD_US = 1000 * 1000,
	/* A server that pushes back does so in spells: what failed in one of them proves little,
	 * however often. */
	PUSHED_US = 5 * 1000 * 1000,
	FORGETS = 512,		    /* so slowly does one slow answer count less */
	AWAY_US = 60 * 1000 * 1000, /* a machine that is started anew; longer, and it is gone */
	RCODE_BADVERS = 16
};

/* ---- servers ---- */

static uint8_t first_server(const struct resolver *r)
{
	unsigned n = r->conf.servers.n;

	return r->conf.patient ? health_roomiest(r->server, n, r->now_us)
			       : health_first(r->server, n, r->now_us);
}

static uint8_t next_server(const struct resolver *r, const struct lookup *l)
{
	unsigned n = r->conf.servers.n;

	if (r->conf.patient)
		return health_next(r->server, n, l->last_server, r->now_us);
	return (uint8_t)((l->last_server + 1U) % n);
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

/* Nothing more will come. */
static void end_with_failure(struct resolver *r, struct lookup *l)
{
	const struct answer silence = { .status = ANSWER_TIMEOUT };

	for (unsigned i = 0; i < try_slots(r, l); i++)
		if (l->tries[i].open)
			add_note(r, l, &l->tries[i], &silence);
	r->answer = failure_told(r, l);
	/* A port may be closed for a moment; closed over all the tries of a question, and
	 * never heard before, it is nobody's. */
	if (r->answer.status == ANSWER_CONNREFUSED &&
	    health_all_refused(r->server, r->conf.servers.n)) {
		r->stat.is_dead = true;
		r->dead_until_us = r->now_us + DEAD_US;
	}
	lookup_end(r, l);
}

static bool may_try(const struct resolver *r, const struct lookup *l)
{
	if (l->tcp)
		return l->n_tcp < TCP_TRIES;
	return l->n_udp <= r->conf.retries;
}

/* One of the servers that failed lets others' failures pass. */
static bool met_pushing_back(const struct resolver *r, const struct lookup *l)
{
	for (unsigned i = 0; i < try_slots(r, l); i++)
		if (l->tries[i].failed &&
		    pace_pushes_back(&r->server[l->tries[i].server].pace, r->now_us))
			return true;
	return false;
}

/* Its server is away: it answered a while ago, and now nobody listens there. */
static bool met_absence(const struct resolver *r, const struct lookup *l)
{
	return r->stat.heard && r->now_us - r->heard_us < AWAY_US && l->has_failure &&
	       l->failure.status == ANSWER_CONNREFUSED;
}

/*
 * In a list, go on until the address's deadline where what was met says nothing about the question:
 * silence where others have been answered is loss rather than absence, a closed port that was open
 * is a server that is started anew, and a failure is a server's pushing back where others' failures
 * have passed.
 */
static bool is_worth_more(const struct resolver *r, const struct lookup *l)
{
	if (!r->conf.patient)
		return false;
	if (!l->heard)
		return !l->tcp && (r->heard_us > l->asked_us || met_absence(r, l));
	if (!l->n_failed)
		return false;
	if (l->n_failed <= r->conf.retries && r->heard_us > l->asked_us)
		return true; /* the other tries were lost */
	return met_pushing_back(r, l) &&
	       (l->proof < PACE_PROVEN || r->now_us - l->asked_us < l->held_us + PUSHED_US);
}

/* What it waits for at least before silence is believed, however quickly it was asked again. */
static bool is_early(const struct resolver *r, const struct lookup *l)
{
	uint64_t least_us = l->held_us;

	if (!r->conf.patient || l->tcp)
		return false;
	for (unsigned i = 0; i <= r->conf.retries; i++)
		least_us += r->wait_us[i];
	return r->now_us - l->asked_us < least_us;
}

static bool met_silence(struct lookup *l)
{
	return failure_of(l)->status == ANSWER_TIMEOUT && !l->heard && !l->tcp;
}

/* One packet goes without EDNS where all before it met silence: some boxes drop OPT. */
static bool with_edns(const struct resolver *r, struct lookup *l)
{
	if (l->no_edns)
		return false;
	if (l->n_udp < 2 || l->n_udp < r->conf.retries || l->is_plain || !met_silence(l))
		return true;
	if (r->conf.patient && r->now_us - l->asked_us < l->held_us + r->wait_us[0] + r->wait_us[1])
		return true; /* so soon, it is loss rather */
	l->is_plain = true;
	return false;
}

static void post_next(struct resolver *r, struct lookup *l)
{
	uint8_t server = l->n_tries ? next_server(r, l) : first_server(r);

	try_post(r, l, server, l->tcp ? !l->no_edns : with_edns(r, l));
}

/* Its place in the server's window is kept. Where the server pushes back, its pace is what gives it
 * rest. */
static void pause_a_while(struct resolver *r, struct lookup *l, const struct health *h)
{
	unsigned level = pace_pushes_back(&h->pace, r->now_us) ? 0 : l->n_udp - 1U;

	wait_stop(r, l);
	wait_start(r, l, PAUSE_LEVEL + (level < TCP_LEVEL ? level : TCP_LEVEL - 1U));
}

/* A server said no, or is not there: the next one at once, or the same one after a pause. */
static void after_failure(struct resolver *r, struct lookup *l, const struct try *t)
{
	uint8_t next = next_server(r, l);

	if (t != try_last(r, l) || l->blocked)
		return; /* an early try; a later one is on its way */
	if (may_try(r, l) || is_worth_more(r, l)) {
		if (!is_asked(r, l, next))
			try_post(r, l, next, with_edns(r, l));
		else if (t->failed && r->conf.patient)
			pause_a_while(r, l, &r->server[t->server]);
		return; /* else the wait of this try is the pause */
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
	if (failure_of(l)->status == ANSWER_TIMEOUT) /* what a server said tells more */
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

/* A failure may take long because others did not answer its server, and TCP has more round trips.
 */
static void learn_delay(struct resolver *r, const struct try *t, uint64_t took_us)
{
	struct health *h = &r->server[t->server];
	uint64_t wait_us;

	if (t->failed || t->tcp)
		return;
	delay_on_answer(&h->delay, took_us, h->n_out, r->now_us);
	wait_us = delay_wait_us(&h->delay);
	pace_set_patience(&h->pace, wait_us > r->wait_us[0] ? wait_us : r->wait_us[0]);
}

/* What an answer says about its server, and one that came at last about those before it. */
static void learn(struct resolver *r, struct lookup *l, struct try *t, const struct answer *a)
{
	struct health *h = &r->server[t->server];
	uint64_t took_us;

	t->failed = a->status == ANSWER_SERVFAIL || a->status == ANSWER_REFUSED;
	health_on_answer(h, !t->failed || !r->conf.patient, r->now_us);
	if (!r->conf.patient)
		return;
	took_us = r->now_us - t->sent_us;
	r->mean_us += took_us - r->mean_us / MEAN_PARTS;
	if (t->failed)
		lookup_note_slow(r, l);
	if (took_us > r->slowest_us)
		r->slowest_us = took_us;
	else
		r->slowest_us -= (r->slowest_us - took_us) / FORGETS;
	learn_delay(r, t, took_us);
	if (t->moot)
		pace_on_told(&h->pace, t->slice);
	t->moot = false;
	pace_on_answer(&h->pace, t->slice, t->failed, r->now_us);
	if (!t->number)
		pace_on_first(&h->pace, t->failed);
	if (l->n_failed && !l->is_repeated && t->number > l->failed_try) {
		l->is_repeated = true;
		pace_on_second(&r->server[l->failed_server].pace, l->failed_slice, t->failed,
			       r->now_us);
	}
	if (t->failed) {
		if (!l->n_failed++) {
			l->failed_server = t->server;
			l->failed_try = t->number;
			l->failed_slice = t->slice;
		}
		l->proof += pace_proof(&h->pace);
		return;
	}
	/* Others could not answer what this one can. */
	for (unsigned i = 0; l->n_failed && i < try_slots(r, l); i++)
		if (l->tries[i].failed && l->tries[i].server != t->server)
			health_on_failure(&r->server[l->tries[i].server], r->now_us);
}

/* For packets that left after the one that was answered: nobody knows whether they were lost. */
static void stop_listening(struct resolver *r, struct lookup *l, const struct try *answered)
{
	for (unsigned i = 0; answered->number + 1U < l->n_tries && i < try_slots(r, l); i++) {
		struct try *t = &l->tries[i];

		if (t->open && t->number > answered->number)
			try_is_moot(r, t);
	}
}

void lookup_on_answer(struct resolver *r, struct try *t, const uint8_t *wire, size_t len)
{
	struct lookup *l = t->lookup;
	struct answer *a = &r->answer; /* nobody reads the last one any more */
	enum message_fit fit;

	arena_reset(&r->arena);
	fit = message_parse(wire, len, &l->question, t->id, &r->arena, a);
	if (fit != MESSAGE_FITS || r->arena.failed) {
		r->stat.damaged++;
		t->damaged |= fit == MESSAGE_DAMAGED;
		if (t->open)
			return; /* no answer, then: the right one may still come */
		if (!l->heard)
			*failure_of(l) = (struct answer){ .status = ANSWER_MALFORMED,
							  .server = t->server,
							  .tcp = t->tcp };
		after_failure(r, l, t);
		return;
	}
	if (t->open)
		r->transport->ops->drop(r->transport, t);
	r->stat.answers++;
	r->stat.heard = true;
	r->heard_us = r->now_us;
	r->stat.is_dead = false;
	r->dead_until_us = 0;
	learn(r, l, t, a);
	a->server = t->server;
	a->tcp = t->tcp;
	add_note(r, l, t, a);
	if (!answer_is_temporary(a)) {
		stop_listening(r, l, t);
		a->truncated = l->truncated;
		known_keep(r->known, &l->question, l->hash, a, wire, len, r->now_us);
		lookup_end(r, l);
		return;
	}
	if (a->status == ANSWER_TRUNCATED && !t->tcp) {
		if (l->tcp)
			return; /* a second cut answer; TCP is on its way */
		l->truncated = true;
		l->tcp = true;
		try_post(r, l, t->server, !l->no_edns);
		return;
	}
	l->heard = true;
	failure_keep(l, a);
	if (t->edns && !l->no_edns && speaks_no_edns(a)) {
		l->no_edns = true;
		if (!l->tcp)
			l->n_udp--; /* the same try once more */
		try_post(r, l, t->server, false);
		return;
	}
	after_failure(r, l, t);
}

void lookup_on_silence(struct resolver *r, struct lookup *l)
{
	const struct try *t = try_last(r, l);

	if (wait_on(r, l))
		return;
	wait_stop(r, l);
	if (!t)
		return; /* it waits for nothing before its first packet */
	lookup_note_slow(r, l);
	if (t->open && r->conf.patient)
		health_on_silence(&r->server[t->server], t->sent_us, r->now_us);
	else if (t->open)
		health_on_failure(&r->server[t->server], r->now_us);
	if (may_try(r, l) || is_worth_more(r, l) || (!l->heard && is_early(r, l)))
		post_next(r, l);
	else
		end_with_failure(r, l);
}

void lookup_on_dead(struct resolver *r, struct lookup *l)
{
	wait_stop(r, l);
	failure_of(l)->status = ANSWER_CONNREFUSED;
	end_with_failure(r, l);
}

void lookup_start(struct resolver *r, struct lookup *l)
{
	if (known_has(r->known, &l->question, l->hash, r->now_us))
		wait_found(r, l);
	else
		post_next(r, l);
}

void lookup_on_found(struct resolver *r, struct lookup *l)
{
	wait_stop(r, l);
	arena_reset(&r->arena);
	if (!known_answer(r->known, &l->question, l->hash, r->now_us, &r->arena, &r->answer)) {
		post_next(r, l);
		return;
	}
	r->stat.shared++;
	lookup_end(r, l);
}
