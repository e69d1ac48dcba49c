/* SPDX-License-Identifier: MIT */
#include "gather.h"

#include "ask.h"

#include <fcrdns/arena.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool gather_refuse(struct gather *g, const char *format, ...)
{
	va_list args;

	if (g->is_permanent)
		return false;
	g->is_permanent = true;
	va_start(args, format);
	(void)vsnprintf(g->permanent, sizeof(g->permanent), format, args);
	va_end(args);
	return false;
}

void gather_note(struct gather *g, const char *format, ...)
{
	struct expand *e = g->e;
	char text[LIMIT_CLAUSE];
	const char **notes;
	va_list args;

	if (g->pass != PASS_COLLECT)
		return;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	for (unsigned i = 0; i < e->n_notes; i++)
		if (strcmp(e->notes[i], text) == 0)
			return;
	/* A few at most: a row that is copied each time will do. */
	notes = arena_get(e->arena, (e->n_notes + 1) * sizeof(*notes));
	if (notes) {
		if (e->n_notes)
			memcpy(notes, e->notes, e->n_notes * sizeof(*notes));
		notes[e->n_notes] = arena_string(e->arena, text, strlen(text));
		e->notes = notes;
	}
	if (e->arena->failed)
		e->failed = true;
	else
		e->n_notes++;
}

static void note_failure(struct gather *g, const struct ask *ask)
{
	char type[12], rcode[16], name[NAME_TEXT_MAX];

	if (g->is_temporary)
		return;
	g->is_temporary = true;
	(void)name_text(&ask->question.name, name);
	(void)snprintf(g->temporary, sizeof(g->temporary), "the %s look-up of %.200s failed (%s)",
		       type_text(ask->question.type, type), name,
		       answer_rcode_text(&ask->answer, rcode));
}

/* The question's place; the same question is asked once. */
static struct ask *ask_for(struct expand *e, const struct name *name, uint16_t type)
{
	const struct question q = { .name = *name, .type = type };
	struct ask *ask;

	for (ask = e->first; ask; ask = ask->next)
		if (question_equal(&ask->question, &q))
			return ask;
	ask = e->n_asks < LIMIT_QUESTIONS ? arena_zero(e->arena, sizeof(*ask)) : NULL;
	if (!ask) {
		e->failed = true;
		return NULL;
	}
	ask->question = q;
	ask->question.name.wire = arena_copy(e->arena, name->wire, name->len);
	if (!ask->question.name.wire) {
		e->failed = true;
		return NULL;
	}
	ask->sent = ask->question;
	*e->last = ask;
	e->last = &ask->next;
	e->n_asks++;
	return ask;
}

enum lookup gather_answer(struct gather *g, const struct name *name, uint16_t type,
			  const struct answer **ret)
{
	struct ask *ask = ask_for(g->e, name, type);

	if (!ask || !ask->told) {
		g->missing = true;
		return LOOKUP_MISSING;
	}
	*ret = &ask->answer;
	if (answer_is_temporary(&ask->answer)) {
		note_failure(g, ask);
		return LOOKUP_FAILED;
	}
	return ask->answer.status == ANSWER_OK ? LOOKUP_FOUND : LOOKUP_NOTHING;
}

enum lookup gather_host(struct gather *g, struct ranges *to, const struct name *name,
			unsigned bits4, unsigned bits6)
{
	static const uint16_t types[2] = { TYPE_A, TYPE_AAAA };
	static const unsigned lens[2] = { 4, 16 };
	enum lookup got[2] = { LOOKUP_NOTHING, LOOKUP_NOTHING };

	for (unsigned t = 0; t < 2; t++) {
		const struct answer *a = NULL;

		if (g->e->only_len && g->e->only_len != lens[t])
			continue;
		got[t] = gather_answer(g, name, types[t], &a);
		if (got[t] != LOOKUP_FOUND || g->pass != PASS_COLLECT)
			continue;
		for (unsigned i = 0; i < a->n_records; i++)
			if (!gather_block(g, to, &a->ips[i], t ? bits6 : bits4))
				return LOOKUP_FOUND;
	}
	if (got[0] == LOOKUP_MISSING || got[1] == LOOKUP_MISSING)
		return LOOKUP_MISSING;
	if (got[0] == LOOKUP_FOUND || got[1] == LOOKUP_FOUND)
		return LOOKUP_FOUND;
	return got[0] == LOOKUP_FAILED ? got[0] : got[1];
}

/* ---- ranges ---- */

bool gather_range(struct gather *g, struct ranges *to, const struct ip_range *range)
{
	unsigned room = to->room ? to->room * 2 : 16;
	struct ip_range *list;

	if (to->n == LIMIT_RANGES)
		return gather_refuse(g, "it stands for more than %d blocks", LIMIT_RANGES);
	if (to->n == to->room) {
		list = arena_get(g->e->arena, room * sizeof(*list));
		if (!list) {
			g->e->failed = true;
			return false;
		}
		if (to->n)
			memcpy(list, to->list, to->n * sizeof(*list));
		to->list = list;
		to->room = room;
	}
	to->list[to->n] = *range;
	/* A mapped address is the IPv4 address: mail over IPv4 is judged by that (RFC 7208
	 * section 5). */
	if (ip_unmap(&to->list[to->n].first) != ip_unmap(&to->list[to->n].last))
		to->list[to->n] = *range;
	to->n++;
	return true;
}

bool gather_block(struct gather *g, struct ranges *to, const struct ip *ip, unsigned bits)
{
	struct ip_range range = { *ip, *ip };

	for (unsigned i = 0; i < ip->len; i++) {
		unsigned net = bits > 8 * i ? bits - 8 * i : 0;
		unsigned host = 0xffU >> (net < 8 ? net : 8);

		range.first.octet[i] = (uint8_t)(ip->octet[i] & ~host);
		range.last.octet[i] = (uint8_t)(ip->octet[i] | host);
	}
	return gather_range(g, to, &range);
}

void gather_move(struct ip *ip, bool up)
{
	for (unsigned i = ip->len; i-- > 0;) {
		ip->octet[i] = (uint8_t)(ip->octet[i] + (up ? 1 : -1));
		if (ip->octet[i] != (up ? 0 : 255))
			return;
	}
}

static bool is_apart(const struct ip_range *a, const struct ip_range *b)
{
	return a->first.len != b->first.len || ip_compare(&a->last, &b->first) < 0 ||
	       ip_compare(&b->last, &a->first) < 0;
}

/* from->list[at] without `away`: nothing, one or two pieces. False when it is gone: another one
 * stands there now. */
static bool cut_out(struct gather *g, struct ranges *from, unsigned at, const struct ip_range *away)
{
	struct ip_range low = from->list[at], high = low;
	bool has_low = ip_compare(&low.first, &away->first) < 0;
	bool has_high = ip_compare(&high.last, &away->last) > 0;

	if (has_low) {
		low.last = away->first;
		gather_move(&low.last, false);
		from->list[at] = low;
	}
	if (has_high) {
		high.first = away->last;
		gather_move(&high.first, true);
		if (has_low)
			return gather_range(g, from, &high);
		from->list[at] = high;
	}
	if (!has_low && !has_high)
		from->list[at] = from->list[--from->n];
	return has_low || has_high;
}

bool gather_subtract(struct gather *g, struct ranges *from, unsigned first,
		     const struct ranges *away, unsigned away_first)
{
	for (unsigned k = away_first; k < away->n; k++)
		for (unsigned i = first; i < from->n;) {
			if (is_apart(&from->list[i], &away->list[k]) ||
			    cut_out(g, from, i, &away->list[k]))
				i++;
			if (g->is_permanent || g->e->failed)
				return false;
		}
	return true;
}
