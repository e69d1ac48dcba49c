/* SPDX-License-Identifier: MIT */
#include <fcrdns/report.h>

#include <fcrdns/nagios.h>
#include <fcrdns/record.h>
#include <fcrdns/text.h>

#include <stddef.h>

/*
 * A line of a local check of Checkmk for each record: the state, the name of the service, its
 * metrics, and what is said.
 */

static void put_metrics(const struct record *r, struct text *out)
{
	const struct check *c = r->check;
	size_t at = out->len;

	if (r->has_timing && c)
		text_printf(out, "time=%llu.%06llu", (unsigned long long)(r->duration_us / 1000000),
			    (unsigned long long)(r->duration_us % 1000000));
	if (c && c->ptr && c->ptr->told && !answer_is_temporary(&c->ptr->answer))
		text_printf(out, "%sptr_records=%u", out->len > at ? "|" : "",
			    c->ptr->answer.n_total);
	if (c && r->iprev != IPREV_TEMPERROR && r->iprev != IPREV_NONE)
		text_printf(out, "%sconfirmed=%u", out->len > at ? "|" : "", r->n_confirmed);
	if (out->len == at)
		text_char(out, '-');
}

static void put_record(const struct report_look *look, const struct record *r, struct text *out)
{
	const struct nagios_conf *conf = look->nagios->conf;
	size_t at;

	text_uint(out, (uint64_t)nagios_state_of(conf, r));
	text_lit(out, " \"FCrDNS ");
	at = out->len;
	nagios_put_subject(r, out);
	for (; !out->failed && at < out->len; at++)
		if (out->data[at] == '"')
			out->data[at] = '/';
	text_lit(out, "\" ");
	put_metrics(r, out);
	text_char(out, ' ');
	nagios_put_words(conf, r, out);
	text_char(out, '\n');
}

const struct report_format report_checkmk = { .name = "checkmk", .record = put_record };
