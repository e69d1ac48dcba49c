/* SPDX-License-Identifier: MIT */
#include "html.h"

#include <fcrdns/limits.h>
#include <fcrdns/record.h>
#include <fcrdns/text.h>

#include "people.h"
#include "said.h"

/* Every query of a record, folded: what -v adds to the text. */

static const char *means_of(const char *server, bool tcp)
{
	return people_is_https(server) ? "HTTPS" : tcp ? "TCP" : "UDP";
}

static void put_server(const struct report_look *look, unsigned index, bool tcp, struct text *out)
{
	const char *server = people_server(look, index);

	html_str(out, server);
	text_char(out, ' ');
	text_str(out, means_of(server, tcp));
}

static void put_tries(const struct report_look *look, const struct answer *a, struct text *out)
{
	text_lit(out, "<ol>");
	for (unsigned i = 0; i < a->n_notes; i++) {
		const struct try_note *n = &a->notes[i];
		const struct answer told = { .status = n->status, .rcode = n->rcode };
		char field[PEOPLE_FIELD_MAX], rcode[16];

		text_printf(out, "<li>at %s: ", people_millis(n->at_us, field));
		put_server(look, n->server, n->tcp, out);
		text_printf(out, "%s, %s after %s</li>", n->edns ? "" : " without EDNS",
			    answer_rcode_text(&told, rcode), people_millis(n->took_us, field));
	}
	text_lit(out, "</ol>");
}

static void put_edes(const struct answer *a, struct text *out)
{
	for (unsigned i = 0; i < a->n_edes; i++) {
		char shown[LIMIT_EDE_OCTETS + 4];

		text_printf(out, "<br>extended error %u", a->edes[i].code);
		if (!a->edes[i].len)
			continue;
		text_lit(out, ": ");
		html_str(out, text_shown(shown, sizeof(shown), a->edes[i].text, a->edes[i].len));
	}
}

static void put_query(const struct report_look *look, const struct ask *ask, struct text *out)
{
	const struct answer *a = &ask->answer;
	char field[PEOPLE_FIELD_MAX], rcode[16], type[12];

	text_lit(out, "<li><code>");
	html_name(out, &ask->question.name);
	text_printf(out, " %s</code> <b>%s</b>", type_text(ask->question.type, type),
		    answer_rcode_text(a, rcode));
	if (a->status == ANSWER_NODATA)
		text_lit(out, " (no records)");
	if (!look->no_timing) {
		if (answer_has_ttl(a))
			text_printf(out, ", TTL %u", a->ttl_s);
		if (a->n_tries) {
			text_lit(out, ", ");
			put_server(look, a->server, a->tcp, out);
			text_printf(out, ", %s", people_millis(a->took_us, field));
		}
	}
	put_edes(a, out);
	if (!look->no_timing && a->n_notes > 1)
		put_tries(look, a, out);
	text_lit(out, "</li>\n");
}

static unsigned n_told(const struct check *c)
{
	unsigned n = 0;

	for (const struct ask *ask = c->first; ask; ask = ask->next)
		n += ask->told;
	return n;
}

void html_queries(const struct report_look *look, const struct record *r, struct text *out)
{
	char field[PEOPLE_FIELD_MAX];

	if (!r->check || !n_told(r->check))
		return;
	text_printf(out, "<details>\n<summary>Queries (%u)</summary>\n<ol class=\"queries\">\n",
		    n_told(r->check));
	for (const struct ask *ask = r->check->first; ask; ask = ask->next)
		if (ask->told)
			put_query(look, ask, out);
	text_lit(out, "</ol>\n");
	if (r->has_timing && !look->no_timing)
		text_printf(out, "<p>%u packet%s, %s in all</p>\n", r->queries,
			    r->queries == 1 ? "" : "s", people_millis(r->duration_us, field));
	text_lit(out, "</details>\n");
}
