/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_REPLY_H
#define FCRDNS_EXPORTER_REPLY_H

/*
 * reply: the answer to a request: status, body, and the headers that each has.
 */

#include <fcrdns/text.h>

#include <stdbool.h>

struct MHD_Connection;
struct web_config;

enum reply_type {
	REPLY_PLAIN,
	REPLY_METRICS,
	REPLY_OPENMETRICS,
	REPLY_HTML,
	REPLY_JSON
};

struct reply {
	unsigned status;
	enum reply_type type;
	struct text body;
	const char *csp;   /* NULL: nothing is allowed */
	const char *allow; /* with 405 */
	bool closes;	   /* the connection ends with it */
};

void reply_init(struct reply *r);
void reply_done(struct reply *r);

/* A sentence as the whole body. */
void reply_words(struct reply *r, unsigned status, const char *words);
/* Handed over to the connection, with the headers of the web configuration; false: it cannot be
 * answered. */
bool reply_send(const struct reply *r, const struct web_config *web,
		struct MHD_Connection *connection);

#endif
