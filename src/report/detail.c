/* SPDX-License-Identifier: MIT */
#include "people.h"

#include <fcrdns/generic.h>
#include <fcrdns/limits.h>
#include <fcrdns/receiver.h>
#include <fcrdns/record.h>
#include <fcrdns/text.h>

#include "said.h"
#include "wrap.h"

#include <stdio.h>
#include <string.h>

enum {
	QUERY_INDENT = 9,
	LOOKS_MAX = 1000 /* octets of a line of reasons */
};

static void put_given(const struct report_look *look, const char *lead, const char *what,
		      struct text *out)
{
	struct wrap w;

	if (!what)
		return;
	wrap_begin(&w, out, look_width(look), PEOPLE_INDENT, lead);
	wrap_str(&w, what);
	wrap_end(&w);
}

/* ---- generic names ---- */

static void put_tenths(int tenths, struct text *out)
{
	unsigned size = (unsigned)(tenths < 0 ? -tenths : tenths);

	text_printf(out, "%s%u.%u", tenths < 0 ? "-" : "+", size / 10, size % 10);
}

/* Why a name looks generic, a line a reason with its points. */
static void put_looks(const struct report_look *look, const struct record_name *n, struct text *out)
{
	const struct generic *g = n->looks;
	struct wrap w;

	wrap_begin(&w, out, look_width(look), PEOPLE_INDENT, "  ");
	wrap_name(&w, "", &n->candidate->name, "");
	wrap_str(&w, g->class == GENERIC_YES ? "looks generic, for these points:"
					     : "may look generic, for these points:");
	wrap_end(&w);
	for (unsigned i = 0; i < g->n_reasons; i++) {
		struct text line;

		text_init(&line, LOOKS_MAX);
		put_tenths(g->reason[i].tenths, &line);
		text_char(&line, ' ');
		generic_reason_put(&g->reason[i], &line);
		put_given(look, "    ", text_cstr(&line), out);
		text_done(&line);
	}
}

/* ---- predicted replies ---- */

static const char *reply_words(enum mta_reply r)
{
	switch (r) {
	case MTA_OK:
		return "ok ";
	case MTA_450:
	case MTA_451:
	case MTA_550:
		return mta_reply_text(r);
	}
	return "?";
}

void people_replies(const struct mta *m, struct people_reply ret[static PEOPLE_REPLIES])
{
	const struct people_reply all[PEOPLE_REPLIES] = {
		{ m->postfix, "Postfix, reject_unknown_client_hostname" },
		{ m->postfix_reverse, "Postfix, reject_unknown_reverse_client_hostname" },
		{ m->exim, "Exim, verify = reverse_host_lookup" },
		{ m->opensmtpd, "OpenSMTPD, filter ... fcrdns" },
		{ m->sendmail, "Sendmail, FEATURE(require_rdns)" },
	};

	memcpy(ret, all, sizeof(all));
}

const char *people_reply_note(const struct mta *m)
{
	if (m->postfix != MTA_550 && m->postfix_reverse != MTA_550)
		return NULL;
	return "Postfix says 550 with unknown_client_reject_code = 550; a stock Postfix says 450 "
	       "(try again later) instead";
}

const char people_order_note[] = "another order of the PTR records would change this";

static void put_mta(const struct report_look *look, const struct mta *m, struct text *out)
{
	struct people_reply all[PEOPLE_REPLIES];
	struct wrap w;

	people_replies(m, all);
	put_given(look, "  ",
		  "mail servers with this check switched on are predicted to say:", out);
	for (unsigned i = 0; i < PEOPLE_REPLIES; i++) {
		wrap_begin(&w, out, look_width(look), QUERY_INDENT, "    ");
		wrap_word(&w, reply_words(all[i].reply), " ", "");
		wrap_str(&w, all[i].server);
		wrap_end(&w);
	}
	put_given(look, "    ", people_reply_note(m), out);
	if (m->order_dependent)
		put_given(look, "    ", people_order_note, out);
}

/* ---- receivers ---- */

static void put_receivers(const struct report_look *look, const struct record *r, struct text *out)
{
	unsigned what = receiver_what(r);
	const struct receiver *v;
	size_t n;
	bool any = false;

	v = receiver_list(&n);
	for (size_t i = 0; what && i < n; i++) {
		struct wrap w;

		if (!receiver_acts(&v[i], what, r->target->address.len))
			continue;
		if (!any)
			put_given(look, "  ",
				  "receivers documented, at the time given, to act on this:", out);
		any = true;
		wrap_begin(&w, out, look_width(look), PEOPLE_INDENT, "    ");
		wrap_word(&w, "", v[i].name, ":");
		wrap_str(&w, v[i].does);
		if (v[i].reply)
			wrap_word(&w, "with ", v[i].reply, "");
		wrap_word(&w, "(", v[i].date, ")");
		wrap_end(&w);
	}
}

/* ---- queries ---- */

const char *people_millis(uint64_t us, char out[static PEOPLE_FIELD_MAX])
{
	(void)snprintf(out, PEOPLE_FIELD_MAX, "%llu.%02llu ms", (unsigned long long)(us / 1000),
		       (unsigned long long)(us % 1000 / 10));
	return out;
}

const char *people_server(const struct report_look *look, unsigned server)
{
	return server < look->n_servers ? look->servers[server] : "?";
}

bool people_is_https(const char *server)
{
	return strncmp(server, "https:", 6) == 0;
}

static void put_tries(const struct report_look *look, const struct answer *a, struct text *out)
{
	for (unsigned i = 0; i < a->n_notes; i++) {
		const struct try_note *n = &a->notes[i];
		const struct answer told = { .status = n->status, .rcode = n->rcode };
		char field[PEOPLE_FIELD_MAX], rcode[16];
		struct wrap w;

		wrap_begin(&w, out, look_width(look), QUERY_INDENT + 2, "         ");
		wrap_number(&w, "try ", i + 1, "");
		wrap_word(&w, "at ", people_millis(n->at_us, field), ":");
		wrap_word(&w, "", people_server(look, n->server), "");
		wrap_str(&w, people_is_https(people_server(look, n->server)) ? "HTTPS"
			     : n->tcp					     ? "TCP"
									     : "UDP");
		if (!n->edns)
			wrap_str(&w, "without EDNS");
		wrap_str(&w, answer_rcode_text(&told, rcode));
		wrap_word(&w, "after ", people_millis(n->took_us, field), "");
		wrap_end(&w);
	}
}

static void put_edes(const struct report_look *look, const struct answer *a, struct text *out)
{
	for (unsigned i = 0; i < a->n_edes; i++) {
		char shown[LIMIT_EDE_OCTETS + 4];
		struct wrap w;

		wrap_begin(&w, out, look_width(look), QUERY_INDENT + 2, "         ");
		wrap_number(&w, "extended error ", a->edes[i].code, a->edes[i].len ? ":" : "");
		if (a->edes[i].len)
			wrap_str(&w,
				 text_shown(shown, sizeof(shown), a->edes[i].text, a->edes[i].len));
		wrap_end(&w);
	}
}

static void put_query(const struct report_look *look, const struct record *r, const struct ask *ask,
		      struct text *out)
{
	const struct answer *a = &ask->answer;
	char field[PEOPLE_FIELD_MAX], rcode[16], type[12];
	struct wrap w;

	wrap_begin(&w, out, look_width(look), QUERY_INDENT + 2, "  query: ");
	wrap_name(&w, "", &ask->question.name, "");
	wrap_word(&w, "", type_text(ask->question.type, type), " ");
	if (ask->question.unchecked)
		wrap_word(&w, "", "CD", " ");
	if (!look->no_timing && a->n_tries)
		wrap_word(&w, "", people_server(look, a->server),
			  a->tcp && !people_is_https(people_server(look, a->server)) ? " TCP "
										     : " ");
	wrap_word(&w, "", answer_rcode_text(a, rcode), " ");
	if (a->status == ANSWER_NODATA)
		wrap_word(&w, "", "(no records)", " ");
	if (r->check->policy->trust_ad && a->authenticated && !answer_is_temporary(a))
		wrap_word(&w, "", "DNSSEC", " ");
	if (!look->no_timing) {
		if (answer_has_ttl(a))
			wrap_number(&w, "TTL ", a->ttl_s, " ");
		if (a->n_tries)
			wrap_word(&w, "", people_millis(a->took_us, field), "");
	}
	wrap_end(&w);
	put_edes(look, a, out);
	if (!look->no_timing && a->n_notes > 1)
		put_tries(look, a, out);
}

void people_detail(const struct report_look *look, const struct record *r, struct text *out)
{
	put_given(look, "  input: ", r->target->input, out);
	put_given(look, "  tag: ", r->target->tag, out);
	for (unsigned i = 0; i < r->n_names; i++)
		if (r->names[i].looks)
			put_looks(look, &r->names[i], out);
	if (r->has_mta)
		put_mta(look, &r->mta, out);
	put_receivers(look, r, out);
	if (!r->check)
		return;
	for (const struct ask *ask = r->check->first; ask; ask = ask->next)
		if (ask->told)
			put_query(look, r, ask, out);
	if (r->has_timing && !look->no_timing) {
		char field[PEOPLE_FIELD_MAX];

		text_lit(out, "  sent: ");
		text_uint(out, r->queries);
		text_str(out, r->queries == 1 ? " packet, " : " packets, ");
		text_str(out, people_millis(r->duration_us, field));
		text_lit(out, " in all\n");
	}
}
