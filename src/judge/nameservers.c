/* SPDX-License-Identifier: MIT */
#include "judge.h"

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>
#include <fcrdns/text.h>
#include <fcrdns/traced.h>

/*
 * Servers of zones that do not serve them. Where none of a zone's servers can be reached it is more
 * likely us, and where all of them speak without authority, somebody who answers in their place:
 * then nothing is said about them.
 */

enum {
	DETAIL_MAX = NAME_TEXT_MAX + 100
};

static bool is_known(const struct findings *l, enum finding_code code, const struct name *about)
{
	for (unsigned i = 0; i < l->n; i++)
		if (l->list[i].code == code && name_equal(&l->list[i].name, about))
			return true;
	return false;
}

static void add(struct findings *l, enum finding_code code, const struct name *about,
		struct text *detail)
{
	const char *copy = arena_string(l->arena, text_cstr(detail), detail->len);

	if (copy && !is_known(l, code, about))
		findings_add(l, &(struct finding){ .code = code,
						   .severity = finding_words_of(code)->base,
						   .name = *about,
						   .detail = copy });
}

static const char *fault_of(const struct trace_step *s, unsigned i, bool is_heard, unsigned n_good,
			    char out[static 16])
{
	const struct trace_server *server = &s->servers[i];
	const struct answer *a = &server->ask.answer;

	switch (server_use_of(server)) {
	case USE_LAME:
		if (!n_good && (is_heard || !answer_is_temporary(a)))
			return NULL;
		if (!answer_is_temporary(a) || a->rcode == 0)
			return "without authority";
		return answer_rcode_text(a, out);
	case USE_SILENT: /* with IPv6 alone it may be us who cannot reach it */
		return n_good && (server->ip.len == 4 || server->is_second) ? "" : NULL;
	case USE_ADDRESSLESS:
		return "";
	case USE_GOOD:
	case USE_UNRESOLVED:
	case USE_UNHEARD: /* our own time was over */
	case USE_SPECIAL:
		break;
	}
	return NULL;
}

static void note_servers(struct findings *l, const struct trace_step *s, bool is_heard)
{
	unsigned n_good = 0;
	struct text words;

	for (unsigned i = 0; i < s->n_servers; i++)
		n_good += server_use_of(&s->servers[i]) == USE_GOOD;
	for (unsigned i = 0; i < s->n_servers; i++) {
		char rcode[16];
		const char *fault = fault_of(s, i, is_heard, n_good, rcode);

		if (!fault)
			continue;
		text_init(&words, DETAIL_MAX);
		name_put(&s->cut.zone, &words);
		if (*fault)
			text_printf(&words, " answers %s: it does not serve that zone", fault);
		else
			text_str(&words,
				 s->servers[i].ip.len ? " does not answer" : " has no address");
		add(l, FINDING_NS_LAME, &s->servers[i].host, &words);
		text_done(&words);
	}
}

static void note_disagreement(struct findings *l, const struct trace_look *look,
			      const struct trace_step *s)
{
	char type[12];
	struct text words;

	text_init(&words, DETAIL_MAX);
	text_printf(&words, "the %s record of ", type_text(look->seen->question.type, type));
	name_put(&s->owner, &words);
	add(l, FINDING_NS_DISAGREE, &s->cut.zone, &words);
	text_done(&words);
}

static void note_limit(struct findings *l, const struct trace_step *s)
{
	if (s->cut.n_more && !is_known(l, FINDING_LIMIT_REACHED, &s->cut.zone))
		findings_limit(l, &s->cut.zone, s->cut.n_hosts,
			       "of its name servers, by name, are asked");
}

void findings_of_trace(struct findings *l, const struct record *r)
{
	const struct trace *t = r->check->trace;

	if (!t)
		return;
	if (t->skipped)
		findings_limit(l, &r->check->reverse, LIMIT_TRACED, "addresses are traced");
	for (unsigned i = 0; i < t->n_looks; i++) {
		const struct trace_look *look = &t->looks[i];
		struct traced traced = traced_of(t, look, &r->target->address);

		for (const struct trace_step *s = look->first; s; s = s->next)
			if (s->chosen) {
				note_servers(l, s, !answer_is_temporary(&look->seen->answer));
				note_limit(l, s);
			}
		if (traced.result == TRACE_DIFFERS)
			note_disagreement(l, look, traced.step);
	}
}
