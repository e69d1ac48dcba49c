/* SPDX-License-Identifier: MIT */
#include "source_words.h"

#include <fcrdns/limits.h>
#include <fcrdns/record.h>
#include <fcrdns/text.h>
#include <fcrdns/traced.h>

#include "said.h"
#include "wrap.h"

#include <stdio.h>

enum {
	VALUES_SHOWN = 3,
	REASON_MAX = 2048
};

static void put_subject(struct wrap *w, const struct trace_look *look)
{
	const struct question *q = &look->seen->question;
	char type[12];

	wrap_word(w, "the ", type_text(q->type, type), " record");
	if (q->type == TYPE_PTR)
		return;
	wrap_name(w, q->type == TYPE_TXT ? "at " : "of ", &q->name, "");
}

static void put_value(struct wrap *w, const struct answer *a, uint16_t type, unsigned i,
		      const char *after)
{
	char ip[IP_TEXT_MAX], shown[LIMIT_SHOWN], end[8];

	if (type == TYPE_PTR) {
		wrap_name(w, "", &a->ptrs[i], after);
	} else if (type == TYPE_TXT) {
		text_shown(shown, sizeof(shown), (const char *)a->txts[i].octets, a->txts[i].len);
		(void)snprintf(end, sizeof(end), "\"%s", after);
		wrap_word(w, "\"", shown, end);
	} else {
		wrap_word(w, "", ip_text(&a->ips[i], ip), after);
	}
}

static void put_values(struct wrap *w, const struct answer *a, uint16_t type, const char *after)
{
	unsigned n = a->n_records < VALUES_SHOWN ? a->n_records : VALUES_SHOWN;

	for (unsigned i = 0; i < n; i++)
		put_value(w, a, type, i, i + 1 < n ? "," : n < a->n_records ? "" : after);
	if (n < a->n_records)
		wrap_number(w, "and ", a->n_records - n, "");
	if (n < a->n_records)
		wrap_word(w, "", "more", after);
}

static void put_ttl(struct wrap *w, const struct report_look *how, const struct answer *a)
{
	if (!how->no_timing && answer_has_ttl(a))
		wrap_number(w, "(TTL ", a->ttl_s, ")");
}

static void put_forgetting(struct wrap *w, const struct report_look *how,
			   const struct traced *traced, bool had_any)
{
	wrap_str(w, "- your resolver");
	if (!traced->is_forgetful || how->no_timing) {
		wrap_str(w,
			 had_any ? "still repeats the old one" : "still says that there is none");
		return;
	}
	wrap_str(w, had_any ? "forgets the old one in" : "forgets that there was none in");
	wrap_number(w, "", traced->forgets_s, " s");
}

static void put_changed(struct wrap *w, const struct report_look *how,
			const struct trace_look *look, const struct traced *traced)
{
	bool has = traced->source->status == ANSWER_OK;
	bool had = look->seen->answer.status == ANSWER_OK;

	put_subject(w, look);
	if (has && traced->source->n_records) {
		wrap_str(w, had ? "has changed at the source to" : "is new at the source:");
		put_values(w, traced->source, look->seen->question.type, "");
		put_ttl(w, how, traced->source);
	} else {
		wrap_str(w, had ? "is gone at the source" : "has changed at the source");
	}
	put_forgetting(w, how, traced, had);
}

static void put_same(struct wrap *w, const struct report_look *how, const struct record *r,
		     const struct trace_look *look, const struct traced *traced)
{
	bool is_well = r->severity < SEVERITY_UNDECIDED;

	put_subject(w, look);
	if (traced->source->status != ANSWER_OK)
		wrap_str(w, "is not at the source either");
	else
		wrap_str(w,
			 is_well ? "is the same at the source" : "has not changed at the source");
	put_ttl(w, how, traced->source);
}

static void put_unheard(struct wrap *w, const struct report_look *how,
			const struct trace_look *look, const struct traced *traced)
{
	char rcode[16];

	put_subject(w, look);
	if (traced->source->status == ANSWER_OK && traced->source->n_records) {
		wrap_str(w, "at the source is");
		put_values(w, traced->source, look->seen->question.type, "");
		put_ttl(w, how, traced->source);
	} else {
		wrap_str(w, "is not at the source");
	}
	wrap_str(w, "- your resolver gives no answer");
	wrap_word(w, "(", answer_rcode_text(&look->seen->answer, rcode), ")");
}

static void put_unknown(struct wrap *w, const struct trace *t, const struct trace_look *look,
			const struct traced *traced)
{
	struct text reason;

	text_init(&reason, REASON_MAX);
	traced_put_reason(t, traced, &reason);
	put_subject(w, look);
	wrap_str(w, "is not known at the source:");
	wrap_words(w, text_cstr(&reason), reason.len);
	text_done(&reason);
}

void source_sentence(struct wrap *w, const struct report_look *how, const struct record *r,
		     const struct trace_look *look, const struct traced *traced)
{
	switch (traced->result) {
	case TRACE_SAME:
		put_same(w, how, r, look, traced);
		break;
	case TRACE_CHANGED:
		put_changed(w, how, look, traced);
		break;
	case TRACE_DIFFERS:
		wrap_str(w, "the servers of");
		wrap_name(w, "", &traced->step->cut.zone, "");
		wrap_str(w, "do not agree on");
		put_subject(w, look);
		break;
	case TRACE_UNHEARD:
		put_unheard(w, how, look, traced);
		break;
	case TRACE_UNKNOWN:
		put_unknown(w, r->check->trace, look, traced);
		break;
	}
}

/* ---- who was asked ---- */

/* What is wrong with a server, or NULL. */
static const char *flaw_of(const struct trace_server *s, char rcode[static 16])
{
	const struct answer *a = &s->ask.answer;

	switch (server_use_of(s)) {
	case USE_GOOD:
		return NULL;
	case USE_LAME:
		return answer_is_temporary(a) && a->rcode ? answer_rcode_text(a, rcode)
							  : "not authoritative";
	case USE_SILENT:
		return "no answer";
	case USE_ADDRESSLESS:
		return "no address";
	case USE_UNRESOLVED:
		return "address not found for now";
	case USE_UNHEARD:
		return "not heard in time";
	case USE_SPECIAL:
		return "not asked";
	}
	return "?";
}

void source_servers(struct wrap *w, const struct trace_step *s)
{
	wrap_name(w, "", &s->cut.zone, ":");
	for (unsigned i = 0; i < s->n_servers; i++) {
		const char *comma = i + 1 < s->n_servers || s->cut.n_more ? "," : "";
		char rcode[16], end[64];
		const char *flaw = flaw_of(&s->servers[i], rcode);

		if (flaw)
			(void)snprintf(end, sizeof(end), " (%s)%s", flaw, comma);
		wrap_name(w, "", &s->servers[i].host, flaw ? end : comma);
	}
	if (s->cut.n_more) {
		wrap_number(w, "and ", s->cut.n_more, "");
		wrap_str(w, "more, not asked");
	}
}

void source_server(struct wrap *w, const struct report_look *how, const struct trace_server *server)
{
	const struct answer *a = &server->ask.answer;
	char ip[IP_TEXT_MAX], rcode[16];
	const char *flaw = flaw_of(server, rcode);

	wrap_name(w, "", &server->host, server->ip.len ? "" : ":");
	if (server->ip.len)
		wrap_word(w, "", ip_text(&server->ip, ip), ":");
	if (flaw)
		wrap_str(w, flaw);
	else if (trace_link(a))
		wrap_name(w, "CNAME ", trace_link(a), "");
	else if (a->status == ANSWER_OK)
		put_values(w, a, server->ask.question.type, "");
	else
		wrap_str(w, answer_lack(a, "no such record", rcode));
	if (!flaw)
		put_ttl(w, how, a);
}

/* ---- what to do ---- */

/* The longest wait is what counts: all that changed must be heard. */
bool source_is_to_come(const struct record *r, struct source_wait *ret)
{
	const struct trace *t = r->check ? r->check->trace : NULL;
	bool any = false;

	*ret = (struct source_wait){ .is_known = true };
	for (unsigned i = 0; t && i < t->n_looks; i++) {
		struct traced traced = traced_of(t, &t->looks[i], &r->target->address);

		if (traced.result != TRACE_CHANGED)
			continue;
		any = true;
		ret->is_known &= traced.is_forgetful;
		if (traced.forgets_s > ret->longest_s)
			ret->longest_s = traced.forgets_s;
	}
	return any;
}

void source_put_wait(struct wrap *w, const struct report_look *how, const struct source_wait *wait)
{
	wrap_str(w, "if what is at the source now is right, wait and check again");
	if (wait->is_known && !how->no_timing)
		wrap_number(w, "in ", wait->longest_s + 1, " s");
	wrap_str(w, "(--wait does that); other resolvers may still have the old answer, too.");
}
