/* SPDX-License-Identifier: MIT */
#include "reply.h"

#include "web_config.h"

#include <microhttpd.h>
#include <strings.h>

enum {
	BODY_MAX = 4 << 20
};

static const char *const types[] = {
	[REPLY_PLAIN] = "text/plain; charset=utf-8",
	[REPLY_METRICS] = "text/plain; version=0.0.4; charset=utf-8",
	[REPLY_OPENMETRICS] = "application/openmetrics-text; version=1.0.0; charset=utf-8",
	[REPLY_HTML] = "text/html; charset=utf-8",
	[REPLY_JSON] = "application/json",
};

static const char *const always[][2] = {
	{ "X-Content-Type-Options", "nosniff" }, { "Referrer-Policy", "no-referrer" },
	{ "X-Frame-Options", "DENY" },		 { "Cross-Origin-Resource-Policy", "same-origin" },
	{ "Cache-Control", "no-store" },
};

void reply_init(struct reply *r)
{
	*r = (struct reply){ .status = 200 };
	text_init(&r->body, BODY_MAX);
}

void reply_done(struct reply *r)
{
	text_done(&r->body);
}

void reply_words(struct reply *r, unsigned status, const char *words)
{
	r->status = status;
	r->type = REPLY_PLAIN;
	r->csp = NULL;
	r->body.len = 0;
	text_str(&r->body, words);
	text_char(&r->body, '\n');
}

static bool add(struct MHD_Response *response, const char *name, const char *value)
{
	return MHD_add_response_header(response, name, value) == MHD_YES;
}

/* One of ours that the configuration has not its own of. */
static bool add_own(struct MHD_Response *response, const struct web_config *web, const char *name,
		    const char *value)
{
	for (unsigned i = 0; i < web->n_headers; i++)
		if (strcasecmp(web->headers[i].name, name) == 0)
			return true;
	return add(response, name, value);
}

static bool add_headers(const struct reply *r, const struct web_config *web,
			struct MHD_Response *response)
{
	bool ok = add(response, MHD_HTTP_HEADER_CONTENT_TYPE, types[r->type]) &&
		  add_own(response, web, "Content-Security-Policy",
			  r->csp ? r->csp : "default-src 'none'; frame-ancestors 'none'");

	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		ok = ok && add_own(response, web, always[i][0], always[i][1]);
	for (unsigned i = 0; i < web->n_headers; i++)
		ok = ok && add(response, web->headers[i].name, web->headers[i].value);
	if (r->status == MHD_HTTP_METHOD_NOT_ALLOWED && r->allow)
		ok = ok && add(response, MHD_HTTP_HEADER_ALLOW, r->allow);
	if (r->status == MHD_HTTP_UNAUTHORIZED)
		ok = ok && add(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE,
			       "Basic realm=\"fcrdns-exporter\", charset=\"UTF-8\"");
	if (r->status == MHD_HTTP_SERVICE_UNAVAILABLE || r->status == MHD_HTTP_TOO_MANY_REQUESTS)
		ok = ok && add(response, MHD_HTTP_HEADER_RETRY_AFTER, "1");
	if (r->closes)
		ok = ok && add(response, MHD_HTTP_HEADER_CONNECTION, "close");
	return ok;
}

bool reply_send(const struct reply *r, const struct web_config *web,
		struct MHD_Connection *connection)
{
	struct MHD_Response *response;
	bool ok;

	if (r->body.failed)
		return false;
	response = MHD_create_response_from_buffer(r->body.len, r->body.len ? r->body.data : NULL,
						   MHD_RESPMEM_MUST_COPY);
	if (!response)
		return false;
	ok = add_headers(r, web, response) &&
	     MHD_queue_response(connection, r->status, response) == MHD_YES;
	MHD_destroy_response(response);
	return ok;
}
