/* SPDX-License-Identifier: MIT */
#include "visit.h"

#include "answers.h"
#include "listener.h"
#include "modules.h"
#include "setup.h"

#include <fcrdns/target.h>
#include <fcrdns/why.h>

#include <stdio.h>

/* route: what is asked for, and whether it may be. */

enum {
	BEFORE_END_MS = 500 /* of the scrape's own time, for the way back */
};

/* The time there is: the scrape's own, where it says so, and the module's. */
static bool limit_of(const struct visit *v, const struct module *m, unsigned *ret_ms)
{
	const char *seconds = visit_header(v, "X-Prometheus-Scrape-Timeout-Seconds");
	unsigned ms = m->timeout_ms, own;

	if (seconds) {
		if (!request_timeout_ms(&own, seconds))
			return false;
		own = own > 2 * BEFORE_END_MS ? own - BEFORE_END_MS : own / 2;
		ms = own < ms ? own : ms;
	}
	*ret_ms = ms > PROBE_LIMIT_LEAST_MS ? ms : PROBE_LIMIT_LEAST_MS;
	return true;
}

static void tell(struct probe_asker *asker, const struct probe_result *result)
{
	struct visit *v = (struct visit *)asker;

	if (result->record)
		answer_result(&v->reply, v->exporter, &v->request, result, v->openmetrics);
	else
		visit_refuse_stopping(v);
	v->state = VISIT_READY;
	v->exporter->resumed = true;
	MHD_resume_connection(v->connection);
}

static void begin_probe(struct visit *v, const struct module *m, const struct target *target,
			unsigned limit_ms)
{
	struct exporter *s = v->exporter;
	struct why why = { 0 };

	/* Nobody may be left suspended at the end. */
	if (s->is_stopping) {
		visit_refuse_stopping(v);
		return;
	}
	v->asker.tell = tell;
	v->asker.client = v->visitor->client;
	switch (probe_begin(&s->probes, s->setup, m, target, limit_ms, s->now_ms, &v->asker,
			    &why)) {
	case PROBE_BEGUN:
		v->state = VISIT_WAITING;
		MHD_suspend_connection(v->connection);
		return;
	case PROBE_CROWDED:
		visit_refuse(v, 503, REFUSAL_CROWDED,
			     "too many requests wait for a probe (--probe.max-in-flight)");
		return;
	case PROBE_SHARE_TAKEN:
		visit_refuse(v, 503, REFUSAL_SHARE,
			     "too many requests of this address wait for a probe "
			     "(--probe.max-in-flight)");
		return;
	case PROBE_NO_MEMORY:
		break;
	}
	visit_refuse(v, 503, REFUSAL_CROWDED,
		     *why.text ? why.text : "there is no memory for a probe");
}

static void probe(struct visit *v)
{
	struct request *r = &v->request;
	struct exporter *s = v->exporter;
	char words[REQUEST_FAULT_MAX];
	struct why why = { 0 };
	const struct module *m;
	struct target target;
	unsigned limit_ms;

	if (!r->has_target || !*r->target) {
		visit_refuse(
			v, 400, REFUSAL_BAD_REQUEST,
			"the parameter target is missing: an address, as in ?target=192.0.2.1");
		return;
	}
	m = modules_find(s->setup->modules, r->has_module ? r->module : NULL);
	if (!m) {
		s->metrics.module_unknown++;
		(void)snprintf(words, sizeof(words), "there is no module '%s'",
			       answer_shown(r->module));
		visit_refuse(v, 400, REFUSAL_BAD_REQUEST, words);
		return;
	}
	if (!limit_of(v, m, &limit_ms)) {
		visit_refuse(
			v, 400, REFUSAL_BAD_REQUEST,
			"X-Prometheus-Scrape-Timeout-Seconds wants a positive number of seconds");
		return;
	}
	if (!probe_target(&target, r->target, &why)) {
		visit_refuse(v, 400, REFUSAL_BAD_REQUEST, why.text);
		return;
	}
	if (!guard_allows(&s->guard, &target.address)) {
		visit_refuse(v, 403, REFUSAL_FORBIDDEN,
			     "that target is in none of the networks of --probe.allow");
		return;
	}
	begin_probe(v, m, &target, limit_ms);
}

static void reload(struct visit *v)
{
	struct exporter *s = v->exporter;
	struct why why = { 0 };

	if (s->is_stopping) {
		visit_refuse_stopping(v);
		return;
	}
	if (!s->verifier && !ip_is_loopback(&v->visitor->ip)) {
		visit_refuse(v, 403, REFUSAL_FORBIDDEN,
			     "a reload may be asked for on this machine, or with a password");
		return;
	}
	if (!exporter_reload(s, &why)) {
		reply_words(&v->reply, 500, why.text);
		return;
	}
	reply_words(&v->reply, 200, "reloaded");
}

/* What a browser could be made to ask for by somebody else's page. */
static bool is_for_browsers(enum request_what what)
{
	return what == REQUEST_FRONT || what == REQUEST_CHECK || what == REQUEST_API ||
	       what == REQUEST_RELOAD;
}

static bool may_browse(struct visit *v)
{
	const char *host = visit_header(v, MHD_HTTP_HEADER_HOST);
	const char *origin = visit_header(v, MHD_HTTP_HEADER_ORIGIN);

	if (!is_for_browsers(v->request.what))
		return true;
	if (!guard_knows_host(&v->exporter->guard, host)) {
		visit_refuse(v, 403, REFUSAL_FORBIDDEN,
			     "this server is not known by that name (--web.host)");
		return false;
	}
	if (origin && !guard_is_own_origin(origin, host, visit_session(v) != NULL)) {
		visit_refuse(v, 403, REFUSAL_FORBIDDEN, "another site's page may not ask for this");
		return false;
	}
	return true;
}

void visit_route(struct visit *v)
{
	struct exporter *s = v->exporter;
	struct request *r = &v->request;

	v->openmetrics = request_wants_openmetrics(visit_header(v, MHD_HTTP_HEADER_ACCEPT));
	if (r->status) {
		v->reply.allow = r->allow;
		visit_refuse(v, r->status, REFUSAL_BAD_REQUEST, r->fault);
		return;
	}
	if (!may_browse(v))
		return;
	v->state = VISIT_READY;
	switch (r->what) {
	case REQUEST_NOTHING:
		break;
	case REQUEST_FRONT:
		answer_front(&v->reply, s);
		return;
	case REQUEST_METRICS:
		answer_metrics(&v->reply, s, v->openmetrics);
		return;
	case REQUEST_HEALTHY:
	case REQUEST_READY:
		reply_words(&v->reply, s->is_stopping ? 503 : 200,
			    s->is_stopping ? "the exporter is stopping" : "OK");
		return;
	case REQUEST_RELOAD:
		reload(v);
		return;
	case REQUEST_CHECK:
		if (!answer_has_page(s)) {
			visit_refuse(v, 404, REFUSAL_BAD_REQUEST,
				     "the page is not served without --web.enable-ui");
			return;
		}
		probe(v);
		return;
	case REQUEST_PROBE:
	case REQUEST_API:
		probe(v);
		return;
	}
}
