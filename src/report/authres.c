/* SPDX-License-Identifier: MIT */
#include <fcrdns/report.h>

#include <fcrdns/record.h>
#include <fcrdns/text.h>

#include <string.h>

/*
 * A header field a record, for milters: RFC 8601 section 2.2, the method iprev of section 2.7.3.
 * In one line, which a mail server folds as it likes.
 */

enum {
	WORDS_MAX = 1 << 16, /* of a message */
	REASON_MAX = 400     /* octets of it: RFC 5322 section 2.1.1 allows 998 a line */
};

/* What is in quotation marks, or in a comment. */
static void put_escaped(const char *octets, size_t n, const char *special, struct text *out)
{
	for (size_t i = 0; i < n; i++) {
		char c = octets[i];

		if (strchr(special, c))
			text_char(out, '\\');
		text_char(out, (char)(c >= ' ' && c <= '~' ? c : '?'));
	}
}

static void put_reason(const struct record *r, struct text *out)
{
	const struct finding *f = record_headline(r);
	struct text words;

	if (!f)
		return;
	text_init(&words, WORDS_MAX);
	finding_message(f, r, &words);
	if (words.len && !words.failed) {
		size_t n = words.len > REASON_MAX ? REASON_MAX : words.len;

		text_lit(out, " reason=\"");
		put_escaped(words.data, n, "\"\\", out);
		if (n < words.len)
			text_lit(out, "...");
		text_char(out, '"');
	}
	text_done(&words);
}

/* A colon is not allowed in a word that stands bare (RFC 2045 section 5.1). */
static void put_address(const struct record *r, struct text *out)
{
	const char *quote = r->target->address.len == 16 ? "\"" : "";

	text_printf(out, " policy.iprev=%s%s%s", quote, r->address, quote);
}

static void put_record(const struct report_look *look, const struct record *r, struct text *out)
{
	const char *iprev = iprev_text(r->iprev);
	char name[NAME_TEXT_MAX];

	text_printf(out, "Authentication-Results: %s; ", look->authserv_id);
	if (!iprev || !r->target->has_address) {
		/* Section 2.2: there is no result. */
		text_lit(out, "none\n");
		return;
	}
	text_printf(out, "iprev=%s", iprev);
	if (r->iprev != IPREV_PASS)
		put_reason(r, out);
	put_address(r, out);
	if (r->n_confirmed) {
		(void)name_text(r->confirmed[0], name);
		text_lit(out, " (");
		put_escaped(name, strlen(name), "()\\", out);
		text_char(out, ')');
	}
	text_char(out, '\n');
}

const struct report_format report_authres = { .name = "authres", .record = put_record };
