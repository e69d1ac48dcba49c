/* SPDX-License-Identifier: MIT */
#include "visit.h"

#include "client_cert.h"
#include "web_config.h"

#include <string.h>

/* admission: whether this client may ask at all: how often, with which certificate, as which user.
 */

/* One request an interval, and some at once: as a clock that each of them sets forward. */
static bool is_in_rate(struct exporter *s)
{
	uint64_t interval = s->web->rate_interval_ms, burst = s->web->rate_burst;

	if (!interval)
		return true;
	if (s->rate_ms < s->now_ms)
		s->rate_ms = s->now_ms;
	if (s->rate_ms - s->now_ms > interval * (burst ? burst - 1 : 0))
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
		visit_refuse(v, 401, REFUSAL_AUTH, "this needs a user and the right password");
		return;
	case VERIFIER_LATER:
		v->state = VISIT_WAITING;
		MHD_suspend_connection(v->connection);
		return;
	case VERIFIER_CROWDED:
		visit_refuse(v, 503, REFUSAL_CROWDED, "too many passwords are being checked");
		return;
	case VERIFIER_SHARE_TAKEN:
		visit_refuse(v, 503, REFUSAL_SHARE,
			     "too many passwords of this address are being checked");
		return;
	case VERIFIER_FAILED:
		if (v->exporter->is_stopping) {
			visit_refuse_stopping(v);
			return;
		}
		visit_refuse(v, 503, REFUSAL_CROWDED, "the password could not be checked");
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
	const char *given = visit_header(v, MHD_HTTP_HEADER_AUTHORIZATION);
	char user[REQUEST_USER_MAX + 1], password[REQUEST_PASSWORD_MAX + 1];

	if (v->exporter->is_stopping) {
		visit_refuse_stopping(v);
		return;
	}
	if (!given || !request_credentials(given, user, password)) {
		take_verdict(v, VERIFIER_NO);
		return;
	}
	v->at_verifier.tell = on_verified;
	v->at_verifier.client = v->visitor->client;
	take_verdict(v, verifier_ask(v->exporter->verifier, user, password, v->exporter->now_ms,
				     &v->at_verifier));
	explicit_bzero(password, sizeof(password));
}

static bool has_right_cert(struct visit *v)
{
	enum web_client wanted = v->exporter->web->client;

	if (wanted != WEB_CLIENT_NONE && !v->visitor->is_certified)
		v->visitor->is_certified = client_cert_is_right(wanted, visit_session(v));
	return wanted == WEB_CLIENT_NONE || v->visitor->is_certified;
}

void visit_admit(struct visit *v)
{
	struct exporter *s = v->exporter;

	if (v->visitor->is_outdated) {
		visit_refuse(v, 403, REFUSAL_AUTH,
			     "the rules of who may come in have changed: connect anew");
	} else if (!is_in_rate(s)) {
		visit_refuse(v, 429, REFUSAL_CROWDED, "too many requests (rate_limit)");
	} else if (!has_right_cert(v)) {
		v->reply.closes = true;
		visit_refuse(v, 403, REFUSAL_AUTH,
			     "this needs a client certificate that is accepted");
	} else if (s->verifier) {
		verify(v);
	} else {
		v->state = VISIT_ADMITTED;
	}
}
