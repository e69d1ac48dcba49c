/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_NET_HEAD_H
#define FCRDNS_NET_HEAD_H

/*
 * head: the header lines of a request as libcurl wants them.
 */

#include "curl.h"

#include <stdbool.h>

struct http_request;

/* Those of `r`, and what keeps libcurl from adding its own. False: out of memory. */
bool head_lines(const struct curl *c, struct curl_slist **lines, const struct http_request *r);
/* Wiped. */
void head_free(const struct curl *c, struct curl_slist *lines);

#endif
