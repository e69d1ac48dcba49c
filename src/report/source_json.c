/* SPDX-License-Identifier: MIT */
#include "source_json.h"

#include <fcrdns/limits.h>
#include <fcrdns/record.h>
#include <fcrdns/report.h>
#include <fcrdns/traced.h>

#include "json.h"
#include "said.h"

enum {
	VALUES_SHOWN = 16,
	VALUE_SHOWN = 1024, /* octets of one, as shown */
	REASON_MAX = 2048
};

static void put_member(struct text *out, const char *name, const char *value)
{
	text_printf(out, "%s\"%s\":", out->len && out->data[out->len - 1] == '{' ? "" : ",", name);
	json_str(out, value);
}

static void put_name(struct text *out, const char *name, const struct name *value)
{
	text_printf(out, "%s\"%s\":", out->len && out->data[out->len - 1] == '{' ? "" : ",", name);
	json_name(out, value);
}

static void put_value(const struct answer *a, uint16_t type, unsigned i, struct text *out)
{
	char shown[VALUE_SHOWN], ip[IP_TEXT_MAX];

	if (type == TYPE_PTR)
		json_name(out, &a->ptrs[i]);
	else if (type == TYPE_TXT)
		json_str(out, text_shown(shown, sizeof(shown), (const char *)a->txts[i].octets,
					 a->txts[i].len));
	else
		json_str(out, ip_text(&a->ips[i], ip));
}

static void put_answer(const struct report_look *how, const struct answer *a, uint16_t type,
		       struct text *out)
{
	char rcode[16];

	put_member(out, "rcode", answer_rcode_text(a, rcode));
	if (a->n_chain)
		put_name(out, "cname", trace_link(a));
	else if (a->status == ANSWER_OK) {
		text_lit(out, ",\"values\":[");
		for (unsigned i = 0; i < a->n_records && i < VALUES_SHOWN; i++) {
			if (i)
				text_char(out, ',');
			put_value(a, type, i, out);
		}
		text_char(out, ']');
	}
	if (!how->no_timing && answer_has_ttl(a))
		text_printf(out, ",\"ttl\":%u", a->ttl_s);
}

static void put_server(const struct report_look *how, const struct trace_step *s,
		       const struct trace_server *server, struct text *out)
{
	const struct answer *a = &server->ask.answer;
	char ip[IP_TEXT_MAX], type[12];

	text_char(out, '{');
	put_name(out, "zone", &s->cut.zone);
	put_name(out, "server", &server->host);
	if (server->ip.len)
		put_member(out, "address", ip_text(&server->ip, ip));
	put_name(out, "name", &s->owner);
	put_member(out, "type", type_text(server->ask.question.type, type));
	put_member(out, "state", server_use_text(server_use_of(server)));
	if (server->ask.told)
		put_answer(how, a, server->ask.question.type, out);
	text_char(out, '}');
}

static void put_look(const struct report_look *how, const struct trace *t,
		     const struct trace_look *look, const struct traced *traced, struct text *out)
{
	const struct question *q = &look->seen->question;
	struct text reason;
	char type[12];

	text_char(out, '{');
	put_name(out, "name", &q->name);
	put_member(out, "type", type_text(q->type, type));
	put_member(out, "result", trace_result_text(traced->result));
	if (traced->step->cut.found)
		put_name(out, "zone", &traced->step->cut.zone);
	if (traced->source)
		put_answer(how, traced->source, q->type, out);
	if (traced->is_forgetful && !how->no_timing)
		text_printf(out, ",\"forgets_in_s\":%u", traced->forgets_s);
	if (traced->result == TRACE_UNKNOWN) {
		text_init(&reason, REASON_MAX);
		traced_put_reason(t, traced, &reason);
		put_member(out, "because", text_cstr(&reason));
		text_done(&reason);
	}
	text_char(out, '}');
}

void source_json(const struct report_look *how, const struct record *r, struct text *out)
{
	const struct trace *t = r->check ? r->check->trace : NULL;
	bool any = false;

	if (!t || !t->n_looks)
		return;
	text_lit(out, ",\"trace\":{\"lookups\":[");
	for (unsigned i = 0; i < t->n_looks; i++) {
		struct traced traced = traced_of(t, &t->looks[i], &r->target->address);

		if (i)
			text_char(out, ',');
		put_look(how, t, &t->looks[i], &traced, out);
	}
	text_lit(out, "]},\"authoritative\":[");
	for (unsigned i = 0; i < t->n_looks; i++)
		for (const struct trace_step *s = t->looks[i].first; s; s = s->next)
			for (unsigned k = 0; k < s->n_servers; k++) {
				if (any)
					text_char(out, ',');
				any = true;
				put_server(how, s, &s->servers[k], out);
			}
	text_char(out, ']');
}
