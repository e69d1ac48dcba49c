/* SPDX-License-Identifier: MIT */
#include <fcrdns/trace.h>

#include "ask.h"

#include <fcrdns/arena.h>

#include <string.h>

/* ---- which look-ups ---- */

static bool has(const struct trace *t, const struct ask *seen)
{
	for (unsigned i = 0; i < t->n_looks; i++)
		if (question_equal(&t->looks[i].seen->question, &seen->question))
			return true;
	return false;
}

static struct trace_step *step_begin(struct trace *t, const struct name *owner)
{
	struct trace_step *s = arena_zero(t->arena, sizeof(*s));
	const uint8_t *copy = arena_copy(t->arena, owner->wire, owner->len);

	if (!s || !copy) {
		t->failed = true;
		return NULL;
	}
	s->owner = (struct name){ copy, owner->len };
	zonecut_init(&s->cut, t->arena, &s->owner, true);
	return s;
}

static void add(struct trace *t, const struct ask *seen)
{
	struct trace_look *look = &t->looks[t->n_looks];

	if (!seen || !seen->told || t->n_looks == LIMIT_TRACE_LOOKS || has(t, seen))
		return;
	*look = (struct trace_look){ .seen = seen, .n_steps = 1 };
	look->first = look->last = step_begin(t, &seen->question.name);
	if (look->first)
		t->n_looks++;
}

static void add_names(struct trace *t, const struct check *c, bool that_lead_back)
{
	unsigned n = 0;

	for (unsigned i = 0; i < c->n_candidates && n < LIMIT_TRACE_NAMES; i++) {
		const struct ask *own = c->candidates[i].own;

		if (!own || ask_lists(own, &c->target->address) != that_lead_back)
			continue;
		add(t, own);
		n++;
	}
}

/* ---- one step ---- */

static bool may_ask(const struct trace *t, const struct ip *ip)
{
	return reach_has(t->reach, ip);
}

/* The least address of `a` that may be asked, or else the least: not the order of the answer, which
 * changes. NULL: there is none. */
static const struct ip *pick(const struct trace *t, const struct answer *a)
{
	const struct ip *best = NULL;

	if (a->status != ANSWER_OK)
		return NULL;
	for (unsigned i = 0; i < a->n_records; i++) {
		const struct ip *ip = &a->ips[i];

		if (!best || may_ask(t, ip) > may_ask(t, best) ||
		    (may_ask(t, ip) == may_ask(t, best) && ip_compare(ip, best) < 0))
			best = ip;
	}
	return best;
}

static void choose(struct trace *t, const struct trace_look *look, struct trace_step *s,
		   const struct zone_host *h)
{
	struct trace_server *server = &s->servers[s->n_servers++];
	const struct ip *four = pick(t, &h->a->answer), *six = pick(t, &h->aaaa->answer);
	const struct ip *ip = four && (may_ask(t, four) || !six || !may_ask(t, six)) ? four : six;

	server->host = h->name;
	server->ask.question =
		(struct question){ s->owner, look->seen->question.type, false, false };
	server->ask.sent = server->ask.question;
	if (ip) {
		server->ip = *ip;
		server->state = may_ask(t, ip) ? SERVER_ASKED : SERVER_SPECIAL;
		if (six && ip != six && may_ask(t, six))
			server->second = *six;
	} else {
		server->state =
			answer_is_temporary(&h->a->answer) || answer_is_temporary(&h->aaaa->answer)
				? SERVER_UNRESOLVED
				: SERVER_ADDRESSLESS;
	}
}

static void choose_all(struct trace *t, const struct trace_look *look, struct trace_step *s)
{
	for (unsigned i = 0; i < s->cut.n_hosts; i++)
		choose(t, look, s, &s->cut.hosts[i]);
}

int trace_place(const struct ask *seen, const struct name *owner)
{
	if (name_equal(&seen->question.name, owner))
		return 0;
	for (unsigned i = 0; i < seen->answer.n_chain; i++)
		if (name_equal(&seen->answer.chain[i], owner))
			return (int)i + 1;
	return -1;
}

/* With CNAMEs on the way the answer says for how long the first of its parts is kept, not which. */
static void ask_cached(const struct trace_look *look, struct trace_step *s)
{
	const struct answer *seen = &look->seen->answer;
	int place = trace_place(look->seen, &s->owner);

	if (answer_is_temporary(seen) || !seen->n_chain || place < 0)
		return;
	s->cached.question = (struct question){
		.name = s->owner,
		.type = place < (int)seen->n_chain ? TYPE_CNAME : look->seen->question.type,
	};
	s->cached.sent = s->cached.question;
}

static bool step_is_told(const struct trace_step *s)
{
	for (unsigned i = 0; i < s->n_servers; i++)
		if (s->servers[i].state == SERVER_ASKED && !s->servers[i].ask.told)
			return false;
	return !s->cached.question.type || s->cached.told;
}

const struct name *trace_link(const struct answer *a)
{
	return a->n_chain ? &a->chain[0] : NULL;
}

/* Where all servers that have an answer of their own lead on to, or NULL. */
static const struct name *next_owner(const struct trace_step *s)
{
	const struct name *link = NULL;

	for (unsigned i = 0; i < s->n_servers; i++) {
		const struct answer *a = &s->servers[i].ask.answer;

		if (!s->servers[i].ask.told || !a->authoritative || answer_is_temporary(a))
			continue;
		if (!trace_link(a) || (link && !name_equal(link, trace_link(a))))
			return NULL;
		link = trace_link(a);
	}
	return link;
}

static bool was_before(const struct trace_look *look, const struct name *owner)
{
	for (const struct trace_step *s = look->first; s; s = s->next)
		if (name_equal(&s->owner, owner))
			return true;
	return false;
}

/* True: what was told leads on to another step. */
static bool take_step(struct trace *t, struct trace_look *look)
{
	struct trace_step *s = look->last;
	const struct name *link;

	if (look->is_done || !zonecut_is_done(&s->cut))
		return false;
	if (!s->chosen) {
		s->chosen = true;
		if (!s->cut.failed)
			choose_all(t, look, s);
		if (s->n_servers)
			ask_cached(look, s);
	}
	if (!step_is_told(s))
		return false;
	link = next_owner(s);
	if (link && look->n_steps < LIMIT_TRACE_STEPS && !was_before(look, link)) {
		s->next = step_begin(t, link);
		look->last = s->next ? s->next : s;
		look->n_steps++;
	}
	look->is_done = !s->next;
	return !look->is_done;
}

/* One that leads to the root, which has no zone below it, is over before anything is asked. */
static void go_on(struct trace *t, struct trace_look *look)
{
	while (take_step(t, look))
		continue;
}

/* ---- ask and tell ---- */

void trace_init(struct trace *t, struct arena *arena, const struct check *c, enum reach reach)
{
	*t = (struct trace){ .arena = arena, .reach = reach };
	if (c->skipped || c->failed)
		return;
	add(t, c->ptr);
	add(t, c->expect);
	add_names(t, c, true);
	/* Of names that do not lead back, only where none does. */
	if (t->n_looks == 1)
		add_names(t, c, false);
	for (unsigned i = 0; i < c->n_owners; i++)
		add(t, c->owners[i].txt);
	for (unsigned i = 0; i < t->n_looks && !t->failed; i++)
		go_on(t, &t->looks[i]); /* that of the root ends before it has begun */
}

static bool take(struct trace_question *ret, struct ask *ask, const struct ip *server)
{
	if (!ask->question.type || ask->taken)
		return false;
	ask->taken = true;
	ret->ask = ask;
	ret->server = server;
	return true;
}

static bool next_of(struct trace_look *look, struct trace_question *ret)
{
	struct trace_step *s = look->last;

	*ret = (struct trace_question){ .look = look, .step = s };
	if (look->is_done)
		return false;
	if (!s->chosen) {
		ret->ask = zonecut_next(&s->cut);
		return ret->ask != NULL;
	}
	for (unsigned i = 0; i < s->n_servers; i++)
		if (s->servers[i].state == SERVER_ASKED &&
		    take(ret, &s->servers[i].ask, &s->servers[i].ip))
			return true;
	return take(ret, &s->cached, NULL);
}

bool trace_next(struct trace *t, struct trace_question *ret)
{
	for (unsigned i = 0; i < t->n_looks && !trace_is_done(t); i++) {
		if (!next_of(&t->looks[i], ret))
			continue;
		if (t->n_asked++ < LIMIT_TRACE_QUESTIONS)
			return true;
		trace_expire(t);
	}
	return false;
}

/* This machine may have no way to addresses of one family. */
static bool goes_to_second(struct trace_step *s, const struct ask *ask, const struct answer *answer)
{
	if (answer->status != ANSWER_TIMEOUT && answer->status != ANSWER_CONNREFUSED)
		return false;
	for (unsigned i = 0; i < s->n_servers; i++) {
		struct trace_server *server = &s->servers[i];

		if (&server->ask != ask || !server->second.len)
			continue;
		server->ip = server->second;
		server->second.len = 0;
		server->is_second = true;
		server->ask.taken = false;
		return true;
	}
	return false;
}

void trace_tell(struct trace *t, const struct trace_question *q, const struct answer *answer)
{
	struct ask *ask = q->ask;

	if (ask->told || q->look->is_done || trace_is_done(t))
		return;
	if (!q->step->chosen)
		zonecut_tell(&q->step->cut, ask, answer);
	else if (q->server && goes_to_second(q->step, ask, answer))
		return;
	else if (answer_copy(&ask->answer, answer, ask->question.type, t->arena))
		ask->told = true;
	t->failed |= t->arena->failed;
	if (!t->failed)
		go_on(t, q->look);
}

void trace_expire(struct trace *t)
{
	t->expired |= !trace_is_done(t);
	for (unsigned i = 0; i < t->n_looks; i++) {
		struct trace_step *s = t->looks[i].last;

		for (unsigned k = 0; k < s->n_servers; k++)
			if (s->servers[k].state == SERVER_ASKED && !s->servers[k].ask.told)
				s->servers[k].state = SERVER_UNHEARD;
		t->looks[i].is_done = true;
	}
}

bool trace_is_done(const struct trace *t)
{
	if (t->failed || t->expired)
		return true;
	for (unsigned i = 0; i < t->n_looks; i++)
		if (!t->looks[i].is_done)
			return false;
	return true;
}
