/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_REQUEST_H
#define FCRDNS_EXPORTER_REQUEST_H

/*
 * request: what a client asks for: method, path and parameters, bounded and decoded, and the few
 * headers that change the answer. Pure: all of it comes from a stranger.
 */

#include <stdbool.h>
#include <stddef.h>

enum {
	REQUEST_TARGET_MAX = 255, /* octets, decoded */
	REQUEST_MODULE_MAX = 64,
	REQUEST_PARAMETERS = 32, /* more of them is a bad request */
	REQUEST_FAULT_MAX = 400,
	REQUEST_USER_MAX = 128,
	REQUEST_PASSWORD_MAX = 256
};

enum request_what {
	REQUEST_NOTHING, /* no such path */
	REQUEST_FRONT,
	REQUEST_PROBE,
	REQUEST_METRICS,
	REQUEST_HEALTHY,
	REQUEST_READY,
	REQUEST_RELOAD,
	REQUEST_CHECK,
	REQUEST_API
};

struct request {
	enum request_what what;
	unsigned
		status; /* 0: can be answered; else the answer is this one, and `fault` its words */
	const char *allow; /* with 405: the methods there are */
	bool has_target, has_module, has_debug;
	bool debug;
	char target[REQUEST_TARGET_MAX + 1], module[REQUEST_MODULE_MAX + 1];
	char fault[REQUEST_FAULT_MAX]; /* safe to print */
};

/* `uri` as it stands in the request line, the query behind it. */
void request_parse(struct request *ret, const char *method, const char *uri);

/* Accept asks for OpenMetrics at least as much as for plain text; NULL: no such header. */
bool request_wants_openmetrics(const char *accept);

/* The seconds of X-Prometheus-Scrape-Timeout-Seconds, a millisecond to an hour; false: it is no
 * positive number. */
bool request_timeout_ms(unsigned *ret, const char *seconds);

/* The host of a Host header, without port, lower case, in brackets as it may be. False: it cannot
 * be read. */
bool request_host(char out[static 256], const char *header);

/* "Basic ..." (RFC 7617). False: it is not that, or longer than a user and a password are here. */
bool request_credentials(const char *header, char user[static REQUEST_USER_MAX + 1],
			 char password[static REQUEST_PASSWORD_MAX + 1]);

#endif
