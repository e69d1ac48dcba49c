/* SPDX-License-Identifier: MIT */
#include <fcrdns/overview.h>

#include <fcrdns/report.h>
#include <fcrdns/text.h>

#include "json.h"
#include "people.h"
#include "said.h"
#include "wrap.h"

#include <inttypes.h>
#include <string.h>

enum {
	NETWORKS_SHOWN = 10,
	FAILURES_LEAST = 2, /* one alone says nothing of its network */
	WORDS_MAX = 1 << 14
};

static uint64_t n_of(const struct overview_code *c)
{
	uint64_t n = 0;

	for (unsigned s = SEVERITY_OK; s <= SEVERITY_FAIL; s++)
		n += c->by_severity[s];
	return n;
}

/* ---- how many ---- */

static void put_time(const struct overview *o, struct text *out)
{
	if (!o->latest_s)
		return;
	text_lit(out, ", checked ");
	said_time(o->earliest_s, out);
	if (o->latest_s == o->earliest_s)
		return;
	text_lit(out, " to ");
	said_time(o->latest_s, out);
}

static void put_colour(const struct report_look *look, enum severity s, const char *words,
		       struct text *out)
{
	static const char *const colour_of[] = { "\033[1;32m", "\033[1;33m", "\033[1;33m",
						 "\033[1;31m" };

	if (look->colour)
		text_printf(out, "%s%s\033[0m", colour_of[s], words);
	else
		text_str(out, words);
}

/* Tenths of a percent, cut: what is not all is never 100.0. */
static void put_share(uint64_t n, uint64_t of, struct text *out)
{
	unsigned tenths = (unsigned)((double)n * 1000 / (double)of);

	if (n == of)
		tenths = 1000;
	else if (tenths > 999)
		tenths = 999;
	text_printf(out, "%10" PRIu64 "  %3u.%u %%  ", n, tenths / 10, tenths % 10);
}

static void put_severities(const struct report_look *look, const struct tally *t, struct text *out)
{
	static const char *const meaning_of[] = { "all is well", "works, but not as it should",
						  "nothing is known for now: check again later",
						  "mail will be refused, or what was asked for is "
						  "not there" };
	static const enum severity order[] = { SEVERITY_OK, SEVERITY_WARN, SEVERITY_UNDECIDED,
					       SEVERITY_FAIL };

	for (unsigned i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		enum severity s = order[i];
		char word[16];
		struct text padded;

		if (!t->by_severity[s])
			continue;
		put_share(t->by_severity[s], t->records, out);
		text_init(&padded, sizeof(word));
		text_printf(&padded, "%-9s", severity_text(s));
		put_colour(look, s, text_cstr(&padded), out);
		text_done(&padded);
		text_printf(out, "  %s\n", meaning_of[s]);
	}
}

static void put_iprevs(const struct tally *t, struct text *out)
{
	bool any = false;

	text_lit(out, "\niprev:");
	for (enum iprev i = IPREV_NONE; i <= IPREV_PERMERROR; i++) {
		if (!t->by_iprev[i])
			continue;
		text_printf(out, "%s %s %" PRIu64, any ? "," : "",
			    i == IPREV_NONE ? "none" : iprev_text(i), t->by_iprev[i]);
		any = true;
	}
	text_char(out, '\n');
}

static void put_classes(const struct tally *t, struct text *out)
{
	bool any = false;

	for (unsigned c = STALE_NONE + 1; c < N_STALE; c++) {
		if (!t->by_stale[c])
			continue;
		text_printf(out, "%s %s %" PRIu64,
			    any ? "," : "holdings:", stale_class_text((enum stale_class)c),
			    t->by_stale[c]);
		any = true;
	}
	if (any)
		text_char(out, '\n');
}

/* ---- what was found ---- */

static bool comes_before(const struct overview_code *a, const struct overview_code *b)
{
	if (a->severity != b->severity)
		return a->severity > b->severity;
	return n_of(a) > n_of(b);
}

/* The places of those that were found, the worst first; how many. */
static unsigned sort_codes(const struct overview *o, unsigned ret[static OVERVIEW_CODES])
{
	unsigned n = 0;

	for (unsigned i = 0; i < OVERVIEW_CODES; i++) {
		unsigned at = n;

		if (!n_of(&o->code[i]))
			continue;
		for (; at && comes_before(&o->code[i], &o->code[ret[at - 1]]); at--)
			ret[at] = ret[at - 1];
		ret[at] = i;
		n++;
	}
	return n;
}

static void put_lines(const struct report_look *look, const char *lead, const char *words,
		      struct text *out)
{
	struct wrap w;

	if (!words || !*words)
		return;
	wrap_begin(&w, out, look_width(look), PEOPLE_INDENT, lead);
	wrap_str(&w, words);
	wrap_end(&w);
}

static void put_numbers(const struct report_look *look, const struct overview_code *c,
			struct text *out)
{
	bool any = false;

	for (int s = SEVERITY_FAIL; s >= SEVERITY_OK; s--) {
		if (!c->by_severity[s])
			continue;
		text_str(out, any ? ", " : "  ");
		put_colour(look, (enum severity)s, severity_finding_text((enum severity)s), out);
		text_printf(out, " %" PRIu64, c->by_severity[s]);
		any = true;
	}
	text_char(out, '\n');
}

static void put_examples(const struct report_look *look, const struct overview_code *c,
			 struct text *out)
{
	struct wrap w;
	bool has_more = c->by_severity[c->severity] > c->n_examples;

	wrap_begin(&w, out, look_width(look), PEOPLE_INDENT, "  at: ");
	for (unsigned i = 0; i < c->n_examples; i++)
		wrap_word(&w, "", c->examples[i], has_more || i + 1 < c->n_examples ? "," : "");
	if (has_more)
		wrap_str(&w, "...");
	wrap_end(&w);
}

/* What is information needs nobody to act. */
static void put_code(const struct overview *o, const struct report_look *look, unsigned i,
		     struct text *out)
{
	const struct overview_code *c = &o->code[i];
	enum finding_code code = (enum finding_code)i;
	struct text fix;

	text_str(out, overview_code_text(o, i));
	put_numbers(look, c, out);
	put_lines(look, "  ", finding_headline(i < FINDING_FOREIGN ? code : FINDING_FOREIGN), out);
	if (c->severity == SEVERITY_OK && !look->verbose)
		return;
	put_examples(look, c, out);
	if (i >= FINDING_FOREIGN)
		return;
	text_init(&fix, WORDS_MAX);
	finding_fix_pattern(code, &fix);
	put_lines(look, "  fix: ", text_cstr(&fix), out);
	text_done(&fix);
	if (look->verbose)
		put_lines(look, "  reacts: ", finding_reacts(code), out);
}

static void put_codes(const struct overview *o, const struct report_look *look, struct text *out)
{
	unsigned place[OVERVIEW_CODES], n = sort_codes(o, place);

	if (n)
		text_lit(out, "\nFindings, the worst first, and how many have them\n");
	for (unsigned i = 0; i < n; i++) {
		text_char(out, '\n');
		put_code(o, look, place[i], out);
	}
	if (o->n_foreign_left_out)
		text_printf(out,
			    "\nand %" PRIu64 " more findings that only a newer version knows\n",
			    o->n_foreign_left_out);
}

/* ---- networks ---- */

static bool is_worse(const struct overview_network *a, const struct overview_network *b)
{
	if (a->n_fail != b->n_fail)
		return a->n_fail > b->n_fail;
	return ip_compare(&a->net, &b->net) < 0;
}

static void put_network(const struct overview *o, const struct overview_network *n,
			struct text *out)
{
	char ip[IP_TEXT_MAX], net[IP_TEXT_MAX + 4];
	struct text words;

	text_init(&words, sizeof(net));
	text_printf(&words, "%s/%s", ip_text(&n->net, ip), n->net.len == 4 ? "24" : "64");
	text_printf(out, "  %-24s  ", text_cstr(&words));
	text_done(&words);
	if (o->has_given_up)
		text_printf(out, "at least %" PRIu64 " fail\n", n->n_fail);
	else
		text_printf(out, "%" PRIu64 " of %" PRIu64 " fail\n", n->n_fail, n->n);
}

static void put_networks(const struct overview *o, struct text *out)
{
	const struct overview_network *worst[NETWORKS_SHOWN];
	unsigned n = 0;

	for (uint32_t i = 1; i <= o->n_networks; i++) {
		const struct overview_network *one = &o->network[i];
		unsigned at;

		if (one->n_fail < FAILURES_LEAST ||
		    (n == NETWORKS_SHOWN && !is_worse(one, worst[n - 1])))
			continue;
		n -= n == NETWORKS_SHOWN;
		for (at = n++; at && is_worse(one, worst[at - 1]); at--)
			worst[at] = worst[at - 1];
		worst[at] = one;
	}
	if (n)
		text_lit(out, "\nNetworks where the most addresses fail\n\n");
	for (unsigned i = 0; i < n; i++)
		put_network(o, worst[i], out);
}

void overview_put(const struct overview *o, const struct report_look *look, struct text *out)
{
	text_printf(out, "%" PRIu64 " %s", o->tally.records,
		    o->tally.records == 1 ? "record" : "records");
	put_time(o, out);
	text_char(out, '\n');
	if (!o->tally.records)
		return;
	text_char(out, '\n');
	put_severities(look, &o->tally, out);
	put_iprevs(&o->tally, out);
	put_classes(&o->tally, out);
	put_codes(o, look, out);
	put_networks(o, out);
	if (o->tally.records > o->tally.by_severity[SEVERITY_OK])
		text_lit(out, "\nfcrdns-check explain CODE tells what a finding means.\n");
}

/* ---- for scripts ---- */

static void put_sum(const char *key, uint64_t n, bool *any, struct text *out)
{
	text_str(out, *any ? "," : "");
	json_str(out, key);
	text_char(out, ':');
	text_uint(out, n);
	*any = true;
}

void overview_json(const struct overview *o, struct text *out)
{
	const struct tally *t = &o->tally;
	bool any = false;

	text_printf(out,
		    "{\"schema\":\"fcrdns-summary/1\",\"complete\":true,\"records\":%" PRIu64
		    ",\"places\":%" PRIu64 ",\"iprev\":{",
		    t->records, o->places);
	for (enum iprev i = IPREV_NONE; i <= IPREV_PERMERROR; i++)
		put_sum(i == IPREV_NONE ? "none" : iprev_text(i), t->by_iprev[i], &any, out);
	text_lit(out, "},\"severity\":{");
	any = false;
	for (enum severity s = SEVERITY_OK; s <= SEVERITY_FAIL; s++)
		put_sum(severity_text(s), t->by_severity[s], &any, out);
	if (t->by_stale[STALE_NONE] < t->records) {
		text_lit(out, "},\"stale\":{");
		any = false;
		for (unsigned c = STALE_NONE + 1; c < N_STALE; c++)
			put_sum(stale_class_text((enum stale_class)c), t->by_stale[c], &any, out);
	}
	text_lit(out, "},\"findings\":{");
	any = false;
	for (unsigned i = 0; i < OVERVIEW_CODES; i++)
		if (n_of(&o->code[i]))
			put_sum(overview_code_text(o, i), n_of(&o->code[i]), &any, out);
	text_char(out, '}');
	if (o->has_queries)
		text_printf(out, ",\"queries\":%" PRIu64, o->queries);
	text_lit(out, "}\n");
}
