/* SPDX-License-Identifier: MIT */
#include "visit.h"

#include "answers.h"
#include "client_cert.h"
#include "listener.h"
#include "modules.h"
#include "reply.h"
#include "request.h"
#include "exporter.h"
#include "setup.h"
#include "verifier.h"
#include "web_config.h"

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>
#include <fcrdns/target.h>
#include <fcrdns/why.h>

#include <stdio.h>
#include <string.h>

enum {
	BEFORE_END_MS = 500 /* of the scrape's own time, for the way back */
};

enum visit_state {
	VISIT_NEW,
	VISIT_ASKED,
	VISIT_ADMITTED, /* the client may ask for it */
	VISIT_WAITING,	/* suspended */
	VISIT_READY	/* its reply is made */
};

struct visit {
	struct probe_asker asker; /* first */
	struct verifier_asker at_verifier;
	struct exporter *exporter;
	struct MHD_Connection *connection;
	struct visitor *visitor;
	enum visit_state state;
	bool is_too_long, openmetrics;
	struct request request;
	struct reply reply;
	char uri[]; /* as in the request line */
};

static struct visitor *visitor_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

static const char *header(const struct visit *v, const char *name)
{
	return MHD_lookup_connection_value(v->connection, MHD_HEADER_KIND, name);
}

/* ---- life ---- */

void *visit_on_uri(void *exporter, const char *uri, struct MHD_Connection *connection)
{
	struct exporter *s = exporter;
	size_t n = strlen(uri);
	bool is_too_long = n > LIMIT_HTTP_URL;
	struct visitor *visitor = visitor_of(connection);
	struct visit *v;

	if (is_too_long)
		n = 0;
	v = mem_zero(1, sizeof(*v) + n + 1);
	if (!v)
		return NULL;
	v->exporter = s;
	v->connection = connection;
	v->visitor = visitor;
	v->is_too_long = is_too_long;
	memcpy(v->uri, uri, n);
	reply_init(&v->reply);
	if (visitor && visitor->state == VISITOR_IDLE)
		visitor_set(&s->visitors, visitor, VISITOR_COMING, s->now_ms);
	return v;
}

void visit_on_end(void *exporter, struct MHD_Connection *connection, void **visit,
		  enum MHD_RequestTerminationCode code)
{
	struct exporter *s = exporter;
	struct visit *v = *visit;

	(void)connection;
	(void)code;
	if (!v)
		return;
	*visit = NULL;
	probe_leave(&s->probes, &v->asker);
	verifier_leave(&v->at_verifier);
	if (v->visitor)
		visitor_set(&s->visitors, v->visitor, VISITOR_IDLE, s->now_ms);
	reply_done(&v->reply);
	mem_free(v);
}

void visit_on_connection(void *exporter, struct MHD_Connection *connection, void **visitor,
			 enum MHD_ConnectionNotificationCode code)
{
	struct exporter *s = exporter;
	const union MHD_ConnectionInfo *address, *fd;
	struct ip ip;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		visitor_free(&s->visitors, *visitor);
		*visitor = NULL;
		return;
	}
	*visitor = NULL;
	address = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	if (address && fd && listener_peer(&ip, address->client_addr))
		*visitor = visitor_new(&s->visitors, &ip, fd->connect_fd, s->now_ms);
	if (!*visitor && fd)
		listener_cut(fd->connect_fd);
}

/* ---- what is asked for ---- */

static void refuse(struct visit *v, unsigned status, enum metrics_refusal why, const char *words)
{
	v->exporter->metrics.refusals[why]++;
	v->state = VISIT_READY;
	answer_fault(&v->reply, v->exporter, &v->request, status, words);
}

/* A body is nothing that anybody needs to send; what stands in it is never read as a request. */
static bool has_body(const struct visit *v)
{
	const char *length = header(v, MHD_HTTP_HEADER_CONTENT_LENGTH);

	return header(v, MHD_HTTP_HEADER_TRANSFER_ENCODING) ||
	       (length && strspn(length, "0") != strlen(length));
}

/* The time there is: the scrape's own, where it says so, and the module's. */
static bool limit_of(const struct visit *v, const struct module *m, unsigned *ret_ms)
{
	const char *seconds = header(v, "X-Prometheus-Scrape-Timeout-Seconds");
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
		refuse(v, 503, REFUSAL_CROWDED, "the exporter is stopping");
	v->state = VISIT_READY;
	v->exporter->resumed = true;
	MHD_resume_connection(v->connection);
}

static void begin_probe(struct visit *v, const struct module *m, const struct target *target,
			unsigned limit_ms)
{
	struct exporter *s = v->exporter;
	struct why why = { 0 };

	v->asker.tell = tell;
	switch (probe_begin(&s->probes, s->setup, m, target, limit_ms, s->now_ms, &v->asker,
			    &why)) {
	case PROBE_BEGUN:
		v->state = VISIT_WAITING;
		MHD_suspend_connection(v->connection);
		return;
	case PROBE_CROWDED:
		refuse(v, 503, REFUSAL_CROWDED,
		       "too many requests wait for a probe (--probe.max-in-flight)");
		return;
	case PROBE_NO_MEMORY:
		break;
	}
	refuse(v, 503, REFUSAL_CROWDED, *why.text ? why.text : "there is no memory for a probe");
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
		refuse(v, 400, REFUSAL_BAD_REQUEST,
		       "the parameter target is missing: an address, as in ?target=192.0.2.1");
		return;
	}
	m = modules_find(s->setup->modules, r->has_module ? r->module : NULL);
	if (!m) {
		s->metrics.module_unknown++;
		(void)snprintf(words, sizeof(words), "there is no module '%s'",
			       answer_shown(r->module));
		refuse(v, 400, REFUSAL_BAD_REQUEST, words);
		return;
	}
	if (!limit_of(v, m, &limit_ms)) {
		refuse(v, 400, REFUSAL_BAD_REQUEST,
		       "X-Prometheus-Scrape-Timeout-Seconds wants a positive number of seconds");
		return;
	}
	if (!probe_target(&target, r->target, &why)) {
		refuse(v, 400, REFUSAL_BAD_REQUEST, why.text);
		return;
	}
	if (!guard_allows(&s->guard, &target.address)) {
		refuse(v, 403, REFUSAL_FORBIDDEN,
		       "that target is in none of the networks of --probe.allow");
		return;
	}
	begin_probe(v, m, &target, limit_ms);
}

static void reload(struct visit *v)
{
	struct exporter *s = v->exporter;
	struct why why = { 0 };

	if (!s->verifier && !ip_is_loopback(&v->visitor->ip)) {
		refuse(v, 403, REFUSAL_FORBIDDEN,
		       "a reload may be asked for on this machine, or with a password");
		return;
	}
	if (!exporter_reload(s, &why)) {
		reply_words(&v->reply, 500, why.text);
		return;
	}
	reply_words(&v->reply, 200, "reloaded");
}

/* NULL: no TLS. */
static void *session_of(const struct visit *v)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(v->connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);

	return info ? info->tls_session : NULL;
}

/* What a browser could be made to ask for by somebody else's page. */
static bool is_for_browsers(enum request_what what)
{
	return what == REQUEST_FRONT || what == REQUEST_CHECK || what == REQUEST_API ||
	       what == REQUEST_RELOAD;
}

static bool may_browse(struct visit *v)
{
	const char *host = header(v, MHD_HTTP_HEADER_HOST);
	const char *origin = header(v, MHD_HTTP_HEADER_ORIGIN);

	if (!is_for_browsers(v->request.what))
		return true;
	if (!guard_knows_host(&v->exporter->guard, host)) {
		refuse(v, 403, REFUSAL_FORBIDDEN,
		       "this server is not known by that name (--web.host)");
		return false;
	}
	if (origin && !guard_is_own_origin(origin, host, session_of(v) != NULL)) {
		refuse(v, 403, REFUSAL_FORBIDDEN, "another site's page may not ask for this");
		return false;
	}
	return true;
}

static void route(struct visit *v)
{
	struct exporter *s = v->exporter;
	struct request *r = &v->request;

	v->openmetrics = request_wants_openmetrics(header(v, MHD_HTTP_HEADER_ACCEPT));
	if (r->status) {
		v->reply.allow = r->allow;
		refuse(v, r->status, REFUSAL_BAD_REQUEST, r->fault);
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
			refuse(v, 404, REFUSAL_BAD_REQUEST,
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

/* ---- who asks ---- */

/* One request an interval, and some at once: as a clock that each of them sets forward. */
static bool is_in_rate(struct exporter *s)
{
	uint64_t interval = s->web->rate_interval_ms, burst = s->web->rate_burst;

	if (!interval)
		return true;
	if (s->rate_ms < s->now_ms)
		s->rate_ms = s->now_ms;
	if (s->rate_ms - s->now_ms >= interval * (burst ? burst : 1))
		return false;
	s->rate_ms += interval;
	return true;
}

static void take_verdict(struct visit *v, enum verifier_says says)
{
	switch (says) {
	case VERIFIER_YES:
		v->state = VISIT_ADMITTED;
		return;
	case VERIFIER_NO:
		refuse(v, 401, REFUSAL_AUTH, "this needs a user and the right password");
		return;
	case VERIFIER_LATER:
		v->state = VISIT_WAITING;
		MHD_suspend_connection(v->connection);
		return;
	case VERIFIER_CROWDED:
		refuse(v, 503, REFUSAL_CROWDED, "too many passwords are being checked");
		return;
	}
}

static void on_verified(struct verifier_asker *asker, enum verifier_says says)
{
	struct visit *v = (struct visit *)((char *)asker - offsetof(struct visit, at_verifier));

	take_verdict(v, says);
	v->exporter->resumed = true;
	MHD_resume_connection(v->connection);
}

static void verify(struct visit *v)
{
	const char *given = header(v, MHD_HTTP_HEADER_AUTHORIZATION);
	char user[REQUEST_USER_MAX + 1], password[REQUEST_PASSWORD_MAX + 1];

	if (!given || !request_credentials(given, user, password)) {
		take_verdict(v, VERIFIER_NO);
		return;
	}
	v->at_verifier.tell = on_verified;
	take_verdict(v, verifier_ask(v->exporter->verifier, user, password, &v->at_verifier));
	explicit_bzero(password, sizeof(password));
}

static bool has_right_cert(struct visit *v)
{
	enum web_client wanted = v->exporter->web->client;

	if (wanted != WEB_CLIENT_NONE && !v->visitor->is_certified)
		v->visitor->is_certified = client_cert_is_right(wanted, session_of(v));
	return wanted == WEB_CLIENT_NONE || v->visitor->is_certified;
}

static void admit(struct visit *v)
{
	struct exporter *s = v->exporter;

	if (!is_in_rate(s)) {
		refuse(v, 429, REFUSAL_CROWDED, "too many requests (rate_limit)");
	} else if (!has_right_cert(v)) {
		v->reply.closes = true;
		refuse(v, 403, REFUSAL_AUTH, "this needs a client certificate that is accepted");
	} else if (s->verifier) {
		verify(v);
	} else {
		v->state = VISIT_ADMITTED;
	}
}

/* ---- turns ---- */

static void begin(struct visit *v, const char *method)
{
	struct exporter *s = v->exporter;

	s->metrics.requests++;
	visitor_set(&s->visitors, v->visitor, VISITOR_BUSY, s->now_ms);
	request_parse(&v->request, method, v->uri);
	v->state = VISIT_ASKED;
	v->reply.closes = true;
	if (v->is_too_long)
		refuse(v, 414, REFUSAL_BAD_REQUEST, "the request line is too long");
	else if (has_body(v))
		refuse(v, 413, REFUSAL_BAD_REQUEST, "a request has no body here");
	else
		v->reply.closes = s->is_stopping;
}

enum MHD_Result visit_on_request(void *exporter, struct MHD_Connection *connection, const char *url,
				 const char *method, const char *version, const char *upload,
				 size_t *upload_size, void **visit)
{
	struct exporter *s = exporter;
	struct visit *v = *visit;

	(void)url;
	(void)version;
	(void)upload;
	if (!v || !v->visitor)
		return MHD_NO;
	*upload_size = 0;
	if (v->state == VISIT_NEW) {
		begin(v, method);
		/* An answer in the first call would mean that a body is not read, and cost the
		 * connection (0.9.75: of every request). */
		if (v->state == VISIT_ASKED)
			return MHD_YES;
	}
	if (v->state == VISIT_ASKED)
		admit(v);
	if (v->state == VISIT_ADMITTED)
		route(v);
	if (v->state == VISIT_WAITING)
		return MHD_YES;
	visitor_set(&s->visitors, v->visitor, VISITOR_LEAVING, s->now_ms);
	return reply_send(&v->reply, s->web, connection) ? MHD_YES : MHD_NO;
}
