/* SPDX-License-Identifier: MIT */
#include "head.h"

#include <fcrdns/http.h>
#include <fcrdns/limits.h>
#include <fcrdns/text.h>

#include <string.h>
#include <strings.h>

static bool add_line(const struct curl *c, struct curl_slist **lines, const char *name,
		     const char *value)
{
	struct curl_slist *longer;
	struct text line;

	text_init(&line, LIMIT_HTTP_HEAD);
	(void)text_grow(&line, strlen(name) + (value ? strlen(value) : 0) + 2); /* one copy */
	text_str(&line, name);
	/* "Name:" would take a header of libcurl's away, "Name;" is an empty one. */
	text_str(&line, !value ? ":" : *value ? ": " : ";");
	text_str(&line, value ? value : "");
	longer = line.failed ? NULL : c->slist_append(*lines, text_cstr(&line));
	if (line.data)
		explicit_bzero(line.data, line.size);
	text_done(&line);
	if (longer)
		*lines = longer;
	return longer != NULL;
}

bool head_lines(const struct curl *c, struct curl_slist **lines, const struct http_request *r)
{
	bool has_type = false;

	for (unsigned i = 0; i < r->n_headers; i++) {
		has_type |= strcasecmp(r->headers[i].name, "content-type") == 0;
		if (!add_line(c, lines, r->headers[i].name, r->headers[i].value))
			return false;
	}
	return add_line(c, lines, "Expect", NULL) &&
	       (has_type || add_line(c, lines, "Content-Type", NULL));
}

void head_free(const struct curl *c, struct curl_slist *lines)
{
	for (struct curl_slist *l = lines; l; l = l->next)
		explicit_bzero(l->data, strlen(l->data));
	c->slist_free_all(lines);
}
