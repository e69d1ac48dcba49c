/* SPDX-License-Identifier: MIT */
#include "visit.h"

#include "answers.h"
#include "client_cert.h"
#include "listener.h"
#include "web_config.h"

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>

#include <string.h>
#include <strings.h>

static struct visitor *visitor_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

/* What MHD_get_connection_info returns is overwritten by its next call (1.0). */
static bool peer_of(struct ip *ret, struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

	return info && listener_peer(ret, info->client_addr);
}

static int fd_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);

	return info ? info->connect_fd : -1;
}

const char *visit_header(const struct visit *v, const char *name)
{
	return MHD_lookup_connection_value(v->connection, MHD_HEADER_KIND, name);
}

static void *session_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);

	return info ? info->tls_session : NULL;
}

void *visit_session(const struct visit *v)
{
	return session_of(v->connection);
}

void visit_refuse(struct visit *v, unsigned status, enum metrics_refusal why, const char *words)
{
	v->exporter->metrics.refusals[why]++;
	v->state = VISIT_READY;
	answer_fault(&v->reply, v->exporter, &v->request, status, words);
}

void visit_refuse_stopping(struct visit *v)
{
	visit_refuse(v, 503, REFUSAL_CROWDED, "the exporter is stopping");
}

/* ---- life ---- */

/* libmicrohttpd tells no end of a request that never came to visit_on_request: then the next one,
 * or the end of the connection, finds it still there. */
static void visit_free(struct visit *v)
{
	if (!v)
		return;
	probe_leave(&v->exporter->probes, &v->asker);
	verifier_leave(&v->at_verifier);
	if (v->visitor)
		v->visitor->visit = NULL;
	reply_done(&v->reply);
	mem_free(v);
}

/* The parameters are read from our copy. libmicrohttpd would read them as well, for nobody, and a
 * connection whose memory ends there hangs without an answer (0.9.75). The text is its own, in
 * which it writes right after this, and it goes by the NUL (0.9.75 to 1.0). */
static void hide_parameters(const char *uri)
{
	char *query = strchr(uri, '?');

	if (query && query[1])
		query[1] = '\0';
}

void *visit_on_uri(void *exporter, const char *uri, struct MHD_Connection *connection)
{
	struct exporter *s = exporter;
	size_t n = strlen(uri);
	bool is_too_long = n > LIMIT_HTTP_URL;
	struct visitor *visitor = visitor_of(connection);
	struct visit *v;

	if (!visitor)
		return NULL;
	visit_free(visitor->visit);
	if (is_too_long)
		n = 0;
	v = mem_zero(1, sizeof(*v) + n + 1);
	if (!v)
		return NULL;
	v->exporter = s;
	v->connection = connection;
	v->visitor = visitor;
	visitor->visit = v;
	v->is_too_long = is_too_long;
	memcpy(v->uri, uri, n);
	hide_parameters(uri);
	reply_init(&v->reply);
	if (visitor->state == VISITOR_IDLE)
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
	if (v->visitor)
		visitor_set(&s->visitors, v->visitor, VISITOR_IDLE, s->now_ms);
	visit_free(v);
}

void visit_on_connection(void *exporter, struct MHD_Connection *connection, void **visitor,
			 enum MHD_ConnectionNotificationCode code)
{
	struct exporter *s = exporter;
	struct ip ip;
	int fd;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		if (*visitor)
			visit_free(((struct visitor *)*visitor)->visit);
		visitor_free(&s->visitors, *visitor);
		*visitor = NULL;
		return;
	}
	fd = fd_of(connection);
	*visitor = fd >= 0 && peer_of(&ip, connection)
			   ? visitor_new(&s->visitors, &ip, fd, s->now_ms)
			   : NULL;
	if (session_of(connection))
		client_cert_demand(s->web->client, session_of(connection),
				   &s->metrics.refusals[REFUSAL_AUTH]);
	if (!*visitor && fd >= 0)
		listener_cut(fd);
}

/* ---- turns ---- */

struct head {
	unsigned n_hosts;
	bool has_body;
};

static enum MHD_Result look_at(void *head, enum MHD_ValueKind kind, const char *name,
			       const char *value)
{
	struct head *h = head;

	(void)kind;
	h->n_hosts += !strcasecmp(name, MHD_HTTP_HEADER_HOST);
	h->has_body |= !strcasecmp(name, MHD_HTTP_HEADER_TRANSFER_ENCODING) ||
		       (!strcasecmp(name, MHD_HTTP_HEADER_CONTENT_LENGTH) &&
			(!value || strspn(value, "0") != strlen(value)));
	return MHD_YES;
}

static void begin(struct visit *v, const char *method)
{
	struct exporter *s = v->exporter;
	struct head head = { 0 };

	/* All of them: of headers that are there twice libmicrohttpd knows the first one, and
	 * whoever stands before us perhaps the other (RFC 9112 sections 3.2 and 6.3). */
	(void)MHD_get_connection_values(v->connection, MHD_HEADER_KIND, look_at, &head);
	s->metrics.requests++;
	visitor_set(&s->visitors, v->visitor, VISITOR_BUSY, s->now_ms);
	request_parse(&v->request, method, v->uri);
	v->state = VISIT_ASKED;
	v->reply.closes = true;
	if (v->is_too_long)
		visit_refuse(v, 414, REFUSAL_BAD_REQUEST, "the request line is too long");
	else if (head.has_body) /* what stands in it is never read as a request */
		visit_refuse(v, 413, REFUSAL_BAD_REQUEST, "a request has no body here");
	else if (head.n_hosts > 1)
		visit_refuse(v, 400, REFUSAL_BAD_REQUEST, "a request has one Host");
	else
		v->reply.closes = false;
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
	if (!v || !v->visitor || v->visitor->is_cut)
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
		visit_admit(v);
	if (v->state == VISIT_ADMITTED)
		visit_route(v);
	if (v->state == VISIT_WAITING)
		return MHD_YES;
	if (s->is_stopping || v->visitor->is_last)
		v->reply.closes = true;
	visitor_set(&s->visitors, v->visitor, VISITOR_LEAVING, s->now_ms);
	return reply_send(&v->reply, s->web, connection) ? MHD_YES : MHD_NO;
}
