/* SPDX-License-Identifier: MIT */
#include <fcrdns/nagios.h>

#include <fcrdns/limits.h>
#include <fcrdns/record.h>

#include "said.h"

/*
 * The lines after the first: a monitor shows them to who opens the service, as "long output".
 */

enum {
	DETAIL_MAX = NAGIOS_DETAIL_MAX / 2, /* octets of one address */
	ALL_TRIES = 3			    /* how often -v stands there for them */
};

static void put_millis(uint64_t us, struct text *out)
{
	text_printf(out, "%llu.%02llu ms", (unsigned long long)(us / 1000),
		    (unsigned long long)(us % 1000 / 10));
}

static const char *server_of(const struct nagios_conf *conf, unsigned server)
{
	return server < conf->n_servers ? conf->servers[server] : "?";
}

static void end_line(struct text *out, size_t at)
{
	nagios_tame(out, at);
	text_char(out, '\n');
}

static void put_tries(const struct nagios_conf *conf, const struct answer *a, struct text *out)
{
	for (unsigned i = 0; i < a->n_notes; i++) {
		const struct try_note *n = &a->notes[i];
		const struct answer told = { .status = n->status, .rcode = n->rcode };
		size_t at = out->len;
		char rcode[16];

		text_printf(out, "    try %u of %s over %s: %s after ", i + 1,
			    server_of(conf, n->server), n->tcp ? "TCP" : "UDP",
			    answer_rcode_text(&told, rcode));
		put_millis(n->took_us, out);
		end_line(out, at);
	}
}

static void put_edes(const struct answer *a, struct text *out)
{
	for (unsigned i = 0; i < a->n_edes; i++) {
		char shown[LIMIT_EDE_OCTETS + 4];
		size_t at = out->len;

		text_printf(out, "    extended error %u: %s", a->edes[i].code,
			    text_shown(shown, sizeof(shown), a->edes[i].text, a->edes[i].len));
		end_line(out, at);
	}
}

static void put_query(const struct nagios_conf *conf, const struct record *r, const struct ask *ask,
		      struct text *out)
{
	const struct answer *a = &ask->answer;
	char rcode[16], type[12];
	size_t at = out->len;

	text_lit(out, "  asked ");
	name_put(&ask->question.name, out);
	text_printf(out, " %s of %s: %s", type_text(ask->question.type, type),
		    server_of(conf, a->server), answer_rcode_text(a, rcode));
	if (a->status == ANSWER_NODATA)
		text_lit(out, " (no records)");
	if (r->has_timing && answer_has_ttl(a))
		text_printf(out, ", TTL %u", a->ttl_s);
	if (r->has_timing && a->n_tries) {
		text_lit(out, ", ");
		put_millis(a->took_us, out);
	}
	end_line(out, at);
	if (conf->verbose < ALL_TRIES)
		return;
	put_edes(a, out);
	put_tries(conf, a, out);
}

static void put_fix(const struct finding *f, const struct record *r, struct text *out)
{
	static const char lead[] = "    fix: ";
	size_t at = out->len;

	text_str(out, lead);
	finding_put_fix(f, r, out);
	if (out->len < at + sizeof(lead))
		out->len = at;
	else
		end_line(out, at);
}

static void put_findings(const struct nagios_conf *conf, const struct record *r, struct text *out)
{
	for (unsigned i = 0; i < r->n_findings; i++) {
		const struct finding *f = &r->findings[i];
		size_t at = out->len;

		if (f->severity == SEVERITY_OK && conf->verbose < ALL_TRIES)
			continue;
		text_printf(out, "  %s %s: ", severity_finding_text(f->severity),
			    finding_name(f));
		finding_put_message(f, r, out);
		end_line(out, at);
		put_fix(f, r, out);
	}
}

/* Whole lines only. */
static void bound(struct text *out, size_t at)
{
	static const char more[] = "  ...\n";

	if (out->failed || out->len - at <= DETAIL_MAX)
		return;
	out->len = at + DETAIL_MAX - (sizeof(more) - 1);
	while (out->data[out->len - 1] != '\n')
		out->len--;
	text_str(out, more);
}

void nagios_put_detail(const struct nagios_conf *conf, const struct record *r, struct text *out)
{
	size_t at = out->len;

	nagios_put_subject(r, out);
	end_line(out, at);
	put_findings(conf, r, out);
	for (const struct ask *ask = r->check ? r->check->first : NULL; ask; ask = ask->next)
		if (ask->told)
			put_query(conf, r, ask, out);
	bound(out, at);
}
