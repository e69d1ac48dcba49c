/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_VISIT_H
#define FCRDNS_EXPORTER_VISIT_H

/*
 * visit: one request from its first line until its answer has left: what libmicrohttpd calls us
 * with, in the order of its calls. One that has to wait is suspended meanwhile.
 */

#include "exporter.h"
#include "reply.h"
#include "request.h"
#include "verifier.h"

#include <microhttpd.h>
#include <stddef.h>

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

/* `exporter` is the struct exporter; see microhttpd.h for the rest. */
void *visit_on_uri(void *exporter, const char *uri, struct MHD_Connection *connection);
enum MHD_Result visit_on_request(void *exporter, struct MHD_Connection *connection, const char *url,
				 const char *method, const char *version, const char *upload,
				 size_t *upload_size, void **visit);
void visit_on_end(void *exporter, struct MHD_Connection *connection, void **visit,
		  enum MHD_RequestTerminationCode code);
void visit_on_connection(void *exporter, struct MHD_Connection *connection, void **visitor,
			 enum MHD_ConnectionNotificationCode code);

/* A header of the request, or NULL; GnuTLS's session, or NULL. */
const char *visit_header(const struct visit *v, const char *name);
void *visit_session(const struct visit *v);
/* Its reply is this. */
void visit_refuse(struct visit *v, unsigned status, enum metrics_refusal why, const char *words);
void visit_refuse_stopping(struct visit *v);

/* May this client ask (admission.c)? Then what it asks for (route.c). Each ends in another state:
 * waiting or ready. */
void visit_admit(struct visit *v);
void visit_route(struct visit *v);

#endif
