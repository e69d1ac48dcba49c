/* SPDX-License-Identifier: MIT */
#include <fcrdns/http.h>

#include <string.h>

const char *http_header(const struct http_response *r, const char *name)
{
	for (unsigned i = 0; i < r->n_headers; i++)
		if (!strcmp(r->headers[i].name, name))
			return r->headers[i].value;
	return NULL;
}

bool http_add(struct http_request *r, const char *name, const char *value, bool is_secret)
{
	if (r->n_headers == HTTP_HEADERS_MAX)
		return false;
	r->headers[r->n_headers++] =
		(struct http_header){ .name = name, .value = value, .is_secret = is_secret };
	return true;
}
