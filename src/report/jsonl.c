/* SPDX-License-Identifier: MIT */
#include <fcrdns/report.h>

#include <fcrdns/generic.h>
#include <fcrdns/limits.h>
#include <fcrdns/record.h>

#include "asked_json.h"
#include "held.h"
#include "json.h"
#include "jsonpiece.h"
#include "said.h"
#include "source_json.h"

/*
 * One JSON object a record, one record a line: data/record.schema.json. Long lists are written
 * by this, so it appends constants and values and formats nothing.
 */

enum {
	VALUES_SHOWN = 16,  /* TXT values of an ownership record */
	VALUE_SHOWN = 1024, /* octets of one, as shown */
	EDE_SHOWN = 4 * LIMIT_EDE_OCTETS + 4
};

#define key(out, name) text_lit((out), ",\"" name "\":")

static void put_rcode(const struct answer *a, struct text *out)
{
	char rcode[16];

	if (a->status == ANSWER_OK && !a->rcode) {
		text_lit(out, "\"rcode\":\"NOERROR\"");
		return;
	}
	/* A constant of ours: no need to look for what must be escaped. */
	text_lit(out, "\"rcode\":\"");
	text_str(out, answer_rcode_text(a, rcode));
	text_char(out, '"');
}

static void put_ttl(const struct report_look *look, const struct answer *a, struct text *out)
{
	if (look->no_timing || !answer_has_ttl(a))
		return;
	key(out, "ttl");
	text_uint(out, a->ttl_s);
}

static void put_edes(const struct answer *a, struct text *out)
{
	char shown[EDE_SHOWN];

	if (!a->n_edes)
		return;
	key(out, "ede");
	for (unsigned i = 0; i < a->n_edes; i++) {
		text_str(out, i ? ",{\"code\":" : "[{\"code\":");
		text_uint(out, a->edes[i].code);
		if (a->edes[i].len)
			json_member(
				out, "text",
				text_shown(shown, sizeof(shown), a->edes[i].text, a->edes[i].len));
		text_char(out, '}');
	}
	text_char(out, ']');
}

/* A name that may be one of the record's PTR names, stand above it, or be the reverse name. */
static void put_inside(const struct name *name, const struct record *r, struct text *out)
{
	const char *text = record_text_of(r, name);

	if (text)
		text_put(out, text, name->len - 2U);
	else
		json_name_inside(out, name);
}

static void put_finding(const struct finding *f, const struct record *r, struct text *out)
{
	size_t before, at;

	put_piece(out, piece_of_finding(f->code, f->severity));
	at = out->len;
	if (!finding_put_message(f, r, out))
		json_escape(out, at);
	before = out->len;
	text_lit(out, "\",\"fix\":\"");
	at = out->len;
	if (!finding_put_fix(f, r, out))
		json_escape(out, at);
	if (out->len == at) /* the quotation mark still to come ends the message then */
		out->len = before;
	if (!f->name.len) {
		text_lit(out, "\"}");
		return;
	}
	text_lit(out, "\",\"name\":\"");
	put_inside(&f->name, r, out);
	text_lit(out, "\"}");
}

static void put_ptr(const struct report_look *look, const struct check *c, struct text *out)
{
	const struct answer *a = &c->ptr->answer;

	key(out, "ptr");
	text_char(out, '{');
	put_rcode(a, out);
	put_ttl(look, a, out);
	for (unsigned i = 0; i < a->n_chain; i++) {
		text_str(out, i ? "," : ",\"cname\":[");
		json_name(out, &a->chain[i]);
	}
	if (a->n_chain)
		text_char(out, ']');
	if (!look->no_timing && a->n_tries) {
		key(out, "tries");
		text_uint(out, a->n_tries);
		if (a->server < look->n_servers)
			json_member(out, "server", look->servers[a->server]);
	}
	if (a->truncated || a->status == ANSWER_TRUNCATED)
		text_lit(out, ",\"truncated\":true");
	if (c->policy->trust_ad && !answer_is_temporary(a)) {
		key(out, "authenticated");
		json_bool(out, a->authenticated);
	}
	put_edes(a, out);
	text_char(out, '}');
}

static void put_addresses(const struct answer *a, struct text *out)
{
	unsigned n = a->status == ANSWER_OK ? a->n_records : 0;

	text_lit(out, ",\"addresses\":[");
	for (unsigned i = 0; i < n && i < LIMIT_ADDRESSES_SHOWN; i++) {
		text_str(out, i ? ",\"" : "\"");
		ip_put(&a->ips[i], out);
		text_char(out, '"');
	}
	text_char(out, ']');
}

/* Words of ours, and letters of the name. */
static void put_generic(const struct generic *g, struct text *out)
{
	key(out, "generic");
	text_lit(out, "{\"class\":");
	text_str(out, g->class == GENERIC_YES ? "\"yes\"" : "\"maybe\"");
	text_lit(out, ",\"score\":");
	text_uint(out, (unsigned)g->tenths / 10); /* of one that is generic it is above 0 */
	text_char(out, '.');
	text_uint(out, (unsigned)g->tenths % 10);
	text_lit(out, ",\"because\":[");
	for (unsigned i = 0; i < g->n_reasons; i++) {
		text_str(out, i ? ",\"" : "\"");
		generic_reason_put(&g->reason[i], out);
		text_char(out, '"');
	}
	text_lit(out, "]}");
}

static void put_name(const struct report_look *look, const struct record_name *n,
		     const struct record *r, struct text *out)
{
	const struct candidate *c = n->candidate;

	text_lit(out, "{\"name\":\"");
	put_inside(&c->name, r, out);
	put_piece(out, piece_of_confirmed(n->confirmed));
	if (c->own && c->own->told) {
		text_char(out, ',');
		put_rcode(&c->own->answer, out);
		put_addresses(answer_of_addresses(c), out);
		put_ttl(look, &c->own->answer, out);
		if (r->check->policy->trust_ad && c->own->answer.authenticated &&
		    !answer_is_temporary(&c->own->answer))
			text_lit(out, ",\"authenticated\":true");
	}
	if (c->domain.len) {
		text_lit(out, ",\"domain\":\"");
		put_inside(&c->domain, r, out);
		text_char(out, '"');
	}
	if (n->looks)
		put_generic(n->looks, out);
	if (c->own && c->own->told)
		put_edes(&c->own->answer, out);
	text_char(out, '}');
}

static void put_values(const struct answer *a, struct text *out)
{
	unsigned n = a->status == ANSWER_OK ? a->n_records : 0;
	char shown[VALUE_SHOWN];

	text_lit(out, ",\"values\":[");
	for (unsigned i = 0; i < n && i < VALUES_SHOWN; i++) {
		if (i)
			text_char(out, ',');
		json_str(out, text_shown(shown, sizeof(shown), (const char *)a->txts[i].octets,
					 a->txts[i].len));
	}
	text_char(out, ']');
}

static void put_ownership(const struct ownership *o, struct text *out)
{
	const char *hint = ownership_hint_text(o->hint);

	key(out, "ownership");
	text_lit(out, "{\"owner_name\":");
	json_name(out, &o->owner_name);
	json_member(out, "status", ownership_status_text(o->status));
	if (o->txt && o->txt->told) {
		text_char(out, ',');
		put_rcode(&o->txt->answer, out);
		put_values(&o->txt->answer, out);
	}
	if (hint)
		json_member(out, "hint", hint);
	text_char(out, '}');
}

static void put_helo(const struct record *r, struct text *out)
{
	key(out, "helo");
	text_lit(out, "{\"name\":");
	json_str(out, r->check && r->check->policy->helo.text ? r->check->policy->helo.text : "");
	key(out, "matches_ptr");
	json_maybe(out, r->helo_matches_ptr != UNDECIDED, r->helo_matches_ptr == YES);
	key(out, "resolves_to_ip");
	json_maybe(out, r->helo_resolves_to_ip != UNDECIDED, r->helo_resolves_to_ip == YES);
	text_char(out, '}');
}

static void put_mta(const struct mta *m, struct text *out)
{
	const struct piece *all = piece_of_mta(m);

	if (all) {
		put_piece(out, all);
		return;
	}
	text_lit(out, ",\"mta\":{\"postfix\":\"");
	text_str(out, mta_reply_text(m->postfix));
	text_lit(out, "\",\"postfix_reverse\":\"");
	text_str(out, mta_reply_text(m->postfix_reverse));
	text_lit(out, "\",\"exim\":\"");
	text_str(out, mta_reply_text(m->exim));
	text_lit(out, "\",\"opensmtpd\":\"");
	text_str(out, mta_reply_text(m->opensmtpd));
	text_lit(out, "\",\"sendmail\":\"");
	text_str(out, mta_reply_text(m->sendmail));
	text_lit(out, "\",\"order_dependent\":");
	json_bool(out, m->order_dependent);
	text_char(out, '}');
}

static void put_target(const struct record *r, struct text *out)
{
	const struct target *t = r->target;

	text_uint(out, t->index);
	if (t->has_part) {
		key(out, "part");
		text_uint(out, t->part);
	}
	if (t->input)
		json_member(out, "input", t->input);
	if (t->tag)
		json_member(out, "tag", t->tag);
	if (t->has_address) {
		text_lit(out, ",\"address\":\"");
		text_put(out, r->address, r->address_len);
		text_char(out, '"');
	} else {
		text_lit(out, ",\"address\":null");
	}
	if (t->error)
		json_member(out, "error", t->error);
	if (r->check && r->check->reverse.len) {
		text_lit(out, ",\"reverse_name\":\"");
		put_inside(&r->check->reverse, r, out);
		text_char(out, '"');
	}
}

static void put_verdict(const struct record *r, struct text *out)
{
	put_piece(out, piece_of_iprev(r->iprev));
	put_piece(out, piece_of_severity(r->severity));
	for (unsigned i = 0; i < r->n_confirmed; i++) {
		text_str(out, i ? ",\"" : "\"");
		put_inside(r->confirmed[i], r, out);
		text_char(out, '"');
	}
	text_lit(out, "],\"findings\":[");
	for (unsigned i = 0; i < r->n_findings; i++) {
		if (i)
			text_char(out, ',');
		put_finding(&r->findings[i], r, out);
	}
	text_char(out, ']');
}

static void put_record(const struct report_look *look, const struct record *r, struct text *out)
{
	text_lit(out, "{\"schema\":\"fcrdns-check/1\",\"index\":");
	put_target(r, out);
	put_verdict(r, out);
	if (r->check && r->check->ptr && r->check->ptr->told)
		put_ptr(look, r->check, out);
	text_lit(out, ",\"names\":[");
	for (unsigned i = 0; i < r->n_names && i < LIMIT_NAMES_SHOWN; i++) {
		if (i)
			text_char(out, ',');
		put_name(look, &r->names[i], r, out);
	}
	text_char(out, ']');
	if (r->ownership.status != OWNERSHIP_NOT_ASKED)
		put_ownership(&r->ownership, out);
	if (r->has_helo)
		put_helo(r, out);
	asked_json_listings(r, out);
	if (r->has_mta)
		put_mta(&r->mta, out);
	if (look->verbose)
		asked_json_receivers(r, out);
	source_json(look, r, out);
	held_json(look, r, out);
	if (r->has_timing && !look->no_timing) {
		key(out, "checked_at");
		text_char(out, '"');
		said_time(r->checked_at_s, out);
		text_char(out, '"');
		key(out, "duration_ms");
		text_millis(out, r->duration_us);
		key(out, "queries");
		text_uint(out, r->queries);
	}
	text_lit(out, "}\n");
}

const struct report_format report_jsonl = { .name = "jsonl", .record = put_record };
