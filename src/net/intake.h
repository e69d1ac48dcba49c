/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_NET_INTAKE_H
#define FCRDNS_NET_INTAKE_H

/*
 * intake: one HTTP response as it comes, line by line and piece by piece, within its bounds. Pure.
 *
 * Of several heads (1xx before the final one) the last counts; trailers do not.
 */

#include <fcrdns/http.h>
#include <fcrdns/limits.h>

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct intake {
	struct arena *arena; /* where the texts of headers are put */
	struct http_header headers[LIMIT_HTTP_LINES];
	unsigned n_headers;
	size_t head_octets;
	bool has_head; /* whole */
	char *body;    /* len octets, room for more */
	size_t len, room;
	const char *damage;   /* what is wrong with it, or NULL */
	bool is_big, is_full; /* more than may be; more than there is memory for */
};

void intake_begin(struct intake *in, struct arena *arena);
/* One line of a head, with its end. False: enough. */
bool intake_line(struct intake *in, const char *line, size_t n);
bool intake_body(struct intake *in, const char *octets, size_t n);
/* Headers and body to `ret`, in the arena. False: no memory. */
bool intake_end(const struct intake *in, struct http_response *ret);
/* Wiped, and free for the next one. */
void intake_done(struct intake *in);

#endif
