/* SPDX-License-Identifier: MIT */
#include <fcrdns/probe.h>

#include <fcrdns/record.h>
#include <fcrdns/text.h>

#include "said.h"

#include <string.h>

/*
 * The names of the metrics follow blackbox_exporter's, so that dashboards and rules made for it fit
 * here as well.
 */

enum {
	MICRO = 1000000
};

/* ---- one metric ---- */

struct metric {
	const char *name, *help;
	const char *unit; /* at the end of the name, or NULL */
};

static void put_head(const struct probe_look *look, const struct metric *m, struct text *out)
{
	text_printf(out, "# HELP %s %s\n# TYPE %s gauge\n", m->name, m->help, m->name);
	if (look->openmetrics && m->unit)
		text_printf(out, "# UNIT %s %s\n", m->name, m->unit);
}

static void put_uint(const struct metric *m, uint64_t v, struct text *out)
{
	text_str(out, m->name);
	text_char(out, ' ');
	text_uint(out, v);
	text_char(out, '\n');
}

/* `value` is a word of ours. */
static void put_label(const struct metric *m, const char *label, const char *value,
		      struct text *out)
{
	text_printf(out, "%s{%s=\"%s\"} ", m->name, label, value);
}

static void put_seconds(uint64_t us, struct text *out)
{
	unsigned rest = (unsigned)(us % MICRO);

	text_uint(out, us / MICRO);
	if (rest)
		text_char(out, '.');
	for (unsigned digit = MICRO / 10; rest; digit /= 10) {
		text_char(out, (char)('0' + rest / digit));
		rest %= digit;
	}
	text_char(out, '\n');
}

static void put_time(const struct probe_look *look, const struct metric *m, uint64_t us,
		     struct text *out)
{
	put_head(look, m, out);
	text_str(out, m->name);
	text_char(out, ' ');
	put_seconds(us, out);
}

/* ---- phases ---- */

static void make_longer(int64_t *phase_us, const struct answer *a)
{
	if (*phase_us < (int64_t)a->took_us)
		*phase_us = a->took_us;
}

struct probe_phases probe_phases_of(const struct record *r)
{
	struct probe_phases p = { PROBE_NOT_ASKED, PROBE_NOT_ASKED, PROBE_NOT_ASKED };

	for (const struct ask *a = r->check ? r->check->first : NULL; a; a = a->next) {
		if (!a->told)
			continue;
		if (a->question.type == TYPE_PTR)
			make_longer(&p.ptr_us, &a->answer);
		else if (a->question.type == TYPE_TXT)
			make_longer(&p.txt_us, &a->answer);
		else
			make_longer(&p.forward_us, &a->answer);
	}
	return p;
}

/* None comes or goes from probe to probe: one that was not needed took no time. */
static void put_phases(const struct probe_look *look, struct text *out)
{
	static const struct metric m = {
		"probe_fcrdns_phase_duration_seconds",
		"How long each phase of the check took, 0 for one that was not needed.", "seconds"
	};
	const struct {
		const char *name;
		int64_t us;
	} phase_of[] = { { "ptr", look->phases.ptr_us },
			 { "forward", look->phases.forward_us },
			 { "txt", look->phases.txt_us } };

	put_head(look, &m, out);
	for (size_t i = 0; i < sizeof(phase_of) / sizeof(phase_of[0]); i++) {
		put_label(&m, "phase", phase_of[i].name, out);
		put_seconds(phase_of[i].us < 0 ? 0 : (uint64_t)phase_of[i].us, out);
	}
}

/* ---- the verdict ---- */

static void put_success(const struct probe_look *look, const struct record *r, struct text *out)
{
	static const struct metric success = { "probe_success",
					       "Whether the reverse DNS of the address is as it "
					       "should be (1) or not, or cannot be "
					       "decided (0).",
					       NULL };
	static const struct metric duration = { "probe_duration_seconds",
						"How long the probe took.", "seconds" };
	static const struct metric timeout = { "probe_timeout_seconds",
					       "The longest time that the probe might have taken.",
					       "seconds" };
	enum severity most = look->fail_on_warn ? SEVERITY_OK : SEVERITY_WARN;

	put_head(look, &success, out);
	put_uint(&success, r->severity <= most, out);
	put_time(look, &duration, look->duration_us, out);
	put_time(look, &timeout, look->timeout_us, out);
}

static void put_iprev(const struct probe_look *look, const struct record *r, struct text *out)
{
	static const struct metric m = { "probe_fcrdns_iprev",
					 "The iprev result of RFC 8601: 1 for the one reached, "
					 "none where nothing was asked.",
					 NULL };
	static const enum iprev in_order[] = { IPREV_PASS, IPREV_FAIL, IPREV_TEMPERROR,
					       IPREV_PERMERROR, IPREV_NONE };

	put_head(look, &m, out);
	for (size_t i = 0; i < sizeof(in_order) / sizeof(in_order[0]); i++) {
		const char *result = iprev_text(in_order[i]);

		put_label(&m, "result", result ? result : "none", out);
		text_str(out, r->iprev == in_order[i] ? "1\n" : "0\n");
	}
}

static bool has_finding(const struct record *r, enum finding_code code)
{
	for (unsigned i = 0; i < r->n_findings; i++)
		if (r->findings[i].code == code)
			return true;
	return false;
}

static void put_findings(const struct probe_look *look, const struct record *r, struct text *out)
{
	static const struct metric m = { "probe_fcrdns_finding",
					 "Whether the address has this finding (1) or not (0).",
					 NULL };

	put_head(look, &m, out);
	for (unsigned code = 0; code < N_FINDINGS; code++) {
		put_label(&m, "code", finding_code_text((enum finding_code)code), out);
		text_str(out, has_finding(r, (enum finding_code)code) ? "1\n" : "0\n");
	}
}

/* The answer to the PTR question where there is a usable one. */
static const struct answer *ptr_answer(const struct record *r)
{
	const struct ask *ptr = r->check ? r->check->ptr : NULL;

	return ptr && ptr->told && !answer_is_temporary(&ptr->answer) ? &ptr->answer : NULL;
}

static void put_numbers(const struct probe_look *look, const struct record *r, struct text *out)
{
	static const struct metric records = {
		"probe_fcrdns_ptr_records",
		"PTR records of the address; no sample while that is not known.", NULL
	};
	static const struct metric confirmed = {
		"probe_fcrdns_confirmed_names",
		"PTR names that lead back to the address; no sample while that is not known.", NULL
	};
	static const struct metric ttl = { "probe_fcrdns_ptr_ttl_seconds",
					   "For how long the answer about the PTR records holds; "
					   "no sample while there is none.",
					   "seconds" };
	const struct answer *a = ptr_answer(r);

	put_head(look, &records, out);
	if (a)
		put_uint(&records, a->status == ANSWER_OK ? a->n_total : 0, out);
	put_head(look, &confirmed, out);
	if (a && r->iprev != IPREV_TEMPERROR)
		put_uint(&confirmed, r->n_confirmed, out);
	put_head(look, &ttl, out);
	if (a && answer_has_ttl(a))
		put_uint(&ttl, a->ttl_s, out);
}

/* ---- names ---- */

/* A name as a label value before its escapes: not longer than the bound. */
static void shown_name(const struct name *name, char out[static NAME_TEXT_MAX])
{
	static const char more[] = "...";

	if (name_text(name, out) > PROBE_NAME_MAX)
		memcpy(out + PROBE_NAME_MAX - strlen(more), more, sizeof(more));
}

/*
 * The next one behind `after` by its text: of many names the same ones are shown in each probe,
 * however the servers turn them, and none is there twice, which no scrape would take.
 */
static bool next_name(const struct record *r, const char *after, char ret[static NAME_TEXT_MAX])
{
	char text[NAME_TEXT_MAX];
	bool any = false;

	for (unsigned i = 0; i < r->n_names; i++) {
		shown_name(&r->names[i].candidate->name, text);
		if (strcmp(text, after) <= 0 || (any && strcmp(text, ret) >= 0))
			continue;
		memcpy(ret, text, strlen(text) + 1);
		any = true;
	}
	return any;
}

static void put_names(const struct probe_look *look, const struct record *r, struct text *out)
{
	char before[NAME_TEXT_MAX] = "", name[NAME_TEXT_MAX];

	/* OpenMetrics has a type for it, whose name is without the ending. */
	text_printf(out,
		    "# HELP probe_fcrdns_ptr%s The names that the PTR records hold, the first %d.\n"
		    "# TYPE probe_fcrdns_ptr%s\n",
		    look->openmetrics ? "" : "_info", PROBE_NAMES,
		    look->openmetrics ? " info" : "_info gauge");
	for (unsigned n = 0; n < PROBE_NAMES && next_name(r, before, name); n++) {
		text_lit(out, "probe_fcrdns_ptr_info{name=\"");
		for (const char *p = name; *p; p++) {
			if (*p == '\\' || *p == '"')
				text_char(out, '\\');
			text_char(out, *p);
		}
		text_lit(out, "\"} 1\n");
		memcpy(before, name, strlen(name) + 1);
	}
}

void report_probe(const struct record *r, const struct probe_look *look, struct text *out)
{
	put_success(look, r, out);
	put_iprev(look, r, out);
	put_findings(look, r, out);
	put_numbers(look, r, out);
	put_phases(look, out);
	if (look->ptr_info)
		put_names(look, r, out);
	if (look->openmetrics)
		text_lit(out, "# EOF\n");
}
