/* SPDX-License-Identifier: MIT */
#include "answers.h"

#include "command.h"
#include "modules.h"
#include "options.h"
#include "reply.h"
#include "request.h"
#include "exporter.h"
#include "setup.h"
#include "verifier.h"

#include <fcrdns/limits.h>
#include <fcrdns/page.h>
#include <fcrdns/probe.h>
#include <fcrdns/report.h>
#include <fcrdns/target.h>

#include <string.h>

enum {
	WIDTH = 100,
	COMMAND_MAX = 1 << 16
};

bool answer_has_page(const struct exporter *s)
{
	return s->options->enable_ui;
}

const char *answer_shown(const char *text)
{
	static char shown[LIMIT_SHOWN];

	return text_shown(shown, sizeof(shown), text, strlen(text));
}

static struct page_look look_of(const struct exporter *s)
{
	return (struct page_look){ .version = FCRDNS_VERSION,
				   .base = "",
				   .has_check = answer_has_page(s) };
}

static void as_page(struct reply *r)
{
	r->type = REPLY_HTML;
	r->csp = page_csp();
}

void answer_front(struct reply *ret, const struct exporter *s)
{
	const struct page_look look = look_of(s);

	as_page(ret);
	report_front_page(&look, &ret->body);
}

void answer_metrics(struct reply *ret, const struct exporter *s, bool openmetrics)
{
	struct metrics_now now = { .n_probes = s->probes.n,
				   .n_asking = s->probes.n_asking,
				   .n_begun = s->probes.n_begun,
				   .n_shared = s->probes.n_shared,
				   .n_connections = s->visitors.n,
				   .n_crowded = s->visitors.n_crowded,
				   .n_overdue = s->visitors.n_overdue,
				   .n_passwords = verifier_n_waiting(s->verifier),
				   .n_unchecked = verifier_n_replaced(s->verifier) };

	for (const struct setup *one = s->setup; one; one = one->next) {
		uint64_t packets, answers;

		engines_count(&one->engines, &packets, &answers);
		now.packets += packets;
		now.answers += answers;
	}
	ret->type = openmetrics ? REPLY_OPENMETRICS : REPLY_METRICS;
	metrics_put(&s->metrics, &now, openmetrics, &ret->body);
}

/* ---- a record ---- */

static void put_page(struct reply *ret, const struct exporter *s, const struct request *r,
		     const struct probe_result *result)
{
	struct page_look look = look_of(s);
	struct text command;

	text_init(&command, COMMAND_MAX);
	command_put(result->record, result->module, s->options->generic_words, &command);
	look.target = r->target;
	look.module = r->has_module ? r->module : NULL;
	look.command = text_cstr(&command);
	look.servers = result->module->servers.texts;
	look.n_servers = result->module->servers.n;
	as_page(ret);
	report_page(result->record, &look, &ret->body);
	text_done(&command);
}

static void put_probe(struct reply *ret, const struct probe_result *result, bool openmetrics)
{
	const struct probe_look look = {
		.duration_us = result->duration_us,
		.timeout_us = result->limit_us,
		.phases = probe_phases_of(result->record),
		.ptr_info = result->module->ptr_info,
		.fail_on_warn = result->module->fail_on_warn,
		.openmetrics = openmetrics,
	};

	report_probe(result->record, &look, &ret->body);
}

static void put_debug(struct reply *ret, const struct request *r, const struct probe_result *result,
		      const struct report_look *look)
{
	struct text *out = &ret->body;

	text_printf(out, "Target %s, module %s, at most %llu ms.\n\n", answer_shown(r->target),
		    result->module->name, (unsigned long long)(result->limit_us / 1000));
	report_text.record(look, result->record, out);
	text_lit(out, "\nMetrics that would have been returned:\n");
	put_probe(ret, result, false);
}

void answer_result(struct reply *ret, const struct exporter *s, const struct request *r,
		   const struct probe_result *result, bool openmetrics)
{
	const struct report_look look = { .verbose = true,
					  .width = WIDTH,
					  .servers = result->module->servers.texts,
					  .n_servers = result->module->servers.n };

	if (r->what == REQUEST_CHECK) {
		put_page(ret, s, r, result);
	} else if (r->what == REQUEST_API) {
		ret->type = REPLY_JSON;
		report_jsonl.record(&look, result->record, &ret->body);
	} else if (r->debug) {
		put_debug(ret, r, result, &look);
	} else {
		ret->type = openmetrics ? REPLY_OPENMETRICS : REPLY_METRICS;
		put_probe(ret, result, openmetrics);
	}
}

/* ---- none ---- */

/* Printable ASCII becomes a string of JSON. */
static void put_quoted(struct text *out, const char *words)
{
	text_char(out, '"');
	for (; *words; words++) {
		if (*words == '"' || *words == '\\')
			text_char(out, '\\');
		text_char(out, *words);
	}
	text_char(out, '"');
}

void answer_fault(struct reply *ret, const struct exporter *s, const struct request *r,
		  unsigned status, const char *words)
{
	if (r->what == REQUEST_CHECK && answer_has_page(s)) {
		struct page_look look = look_of(s);

		look.target = r->has_target ? r->target : NULL;
		look.module = r->has_module ? r->module : NULL;
		look.error = words;
		as_page(ret);
		ret->status = status;
		report_page(NULL, &look, &ret->body);
	} else if (r->what == REQUEST_API) {
		ret->status = status;
		ret->type = REPLY_JSON;
		text_lit(&ret->body, "{\"error\":");
		put_quoted(&ret->body, words);
		text_lit(&ret->body, "}\n");
	} else {
		reply_words(ret, status, words);
	}
}
