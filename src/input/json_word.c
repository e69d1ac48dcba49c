/* SPDX-License-Identifier: MIT */
#include "json_word.h"

#include <fcrdns/jsonline.h>

#include <stdio.h>
#include <string.h>

enum {
	ADDRESS = 1,
	TAG = 2,
	LABEL = 4
};

static unsigned member_of(const char *key)
{
	return !strcmp(key, "address") ? ADDRESS
	       : !strcmp(key, "tag")   ? TAG
	       : !strcmp(key, "label") ? LABEL
				       : 0;
}

static void take(struct json_word *w, unsigned member, unsigned seen, const struct jsonline *j)
{
	if (member == ADDRESS) {
		if (j->len < sizeof(w->address))
			memcpy(w->address, j->text, j->len + 1);
	} else if (j->len && (member == TAG || !(seen & TAG) || !w->tag_len)) {
		w->tag_len = j->len < sizeof(w->tag) ? j->len : sizeof(w->tag);
		memcpy(w->tag, j->text, w->tag_len);
	}
}

/* NULL, or a predicate. */
static const char *read_members(struct json_word *w, struct jsonline *j)
{
	unsigned seen = 0;
	struct ip ip;

	while (jsonline_next(j)) {
		unsigned member = member_of(j->key);

		if (seen & member)
			return "is JSON that says the same thing twice";
		if (member && j->kind == JSONLINE_TEXT)
			take(w, member, seen, j);
		seen |= member;
	}
	if (j->fault) {
		(void)snprintf(w->fault, sizeof(w->fault), "begins as JSON and is none: %s",
			       j->fault);
		return w->fault;
	}
	if (!(seen & ADDRESS))
		return "is JSON without an \"address\"";
	return ip_parse(&ip, w->address, strlen(w->address)) ? NULL
							     : "is JSON whose \"address\" is none";
}

bool json_word_is_end(const char *line, size_t len)
{
	struct jsonline j;

	jsonline_begin(&j, line, len);
	return jsonline_next(&j) && !strcmp(j.key, "complete") && j.kind == JSONLINE_TRUE;
}

const char *json_word_of(struct json_word *j, struct word *ret, const char *line, size_t len)
{
	struct jsonline reader;
	const char *fault;

	j->address[0] = '\0';
	j->tag_len = 0;
	jsonline_begin(&reader, line, len);
	fault = read_members(j, &reader);
	*ret = (struct word){ .text = line, .len = len };
	if (fault)
		return fault;
	*ret = (struct word){ j->address, strlen(j->address), j->tag, j->tag_len };
	return NULL;
}
