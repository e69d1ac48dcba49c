/* SPDX-License-Identifier: MIT */
#include <fcrdns/splice.h>

#include <fcrdns/text.h>

#include <stdbool.h>
#include <string.h>

/* Where we are in a text that is known to be JSON. */
struct place {
	const char *at, *end;
};

static void skip_blanks(struct place *p)
{
	while (p->at < p->end && strchr(" \t\r\n", *p->at))
		p->at++;
}

/* Behind a string whose quotation mark stands here. */
static void skip_string(struct place *p)
{
	for (p->at++; p->at < p->end && *p->at != '"'; p->at++)
		p->at += *p->at == '\\';
	if (p->at < p->end)
		p->at++;
	else
		p->at = p->end;
}

static void skip_value(struct place *p)
{
	unsigned depth = 0;

	do {
		char c = *p->at;

		if (c == '"') {
			skip_string(p);
			if (!depth)
				return;
			continue;
		}
		if (!depth && (c == ',' || c == ']' || c == '}'))
			return;
		depth += c == '[' || c == '{';
		depth -= c == ']' || c == '}';
		p->at++;
		if (!depth && (c == ']' || c == '}'))
			return;
	} while (p->at < p->end);
}

/* `p` stands at the array. */
static void put_rest(struct place *p, const uint8_t *dropped, size_t n_findings, struct text *out)
{
	bool any = false;

	if (*p->at != '[') {
		const char *from = p->at;

		skip_value(p);
		text_put(out, from, (size_t)(p->at - from));
		return;
	}
	p->at++;
	text_char(out, '[');
	for (size_t i = 0; i < n_findings && p->at < p->end; i++) {
		const char *from;

		skip_blanks(p);
		from = p->at;
		skip_value(p);
		if (!dropped[i]) {
			text_str(out, any ? "," : "");
			text_put(out, from, (size_t)(p->at - from));
			any = true;
		}
		skip_blanks(p);
		if (p->at < p->end && *p->at == ',')
			p->at++;
	}
	skip_blanks(p);
	if (p->at < p->end)
		p->at++;
	text_char(out, ']');
}

static bool is_key(const char *from, const char *end, const char *key)
{
	size_t n = strlen(key);

	return (size_t)(end - from) == n + 2 && memcmp(from + 1, key, n) == 0;
}

void splice_findings(const char *line, size_t n, const uint8_t *dropped, size_t n_findings,
		     enum severity severity, struct text *out)
{
	struct place p = { .at = line, .end = line + n };
	const char *from = line;

	skip_blanks(&p);
	while (p.at < p.end && *p.at != '}') {
		const char *key, *key_end;

		p.at++; /* the brace, or a comma */
		skip_blanks(&p);
		key = p.at;
		if (p.at == p.end || *key != '"')
			break;
		skip_string(&p);
		key_end = p.at;
		skip_blanks(&p);
		p.at += p.at < p.end; /* the colon */
		skip_blanks(&p);
		if (p.at == p.end)
			break;
		if (is_key(key, key_end, "findings")) {
			text_put(out, from, (size_t)(p.at - from));
			put_rest(&p, dropped, n_findings, out);
			from = p.at;
		} else if (is_key(key, key_end, "severity")) {
			text_put(out, from, (size_t)(p.at - from));
			text_printf(out, "\"%s\"", severity_text(severity));
			skip_value(&p);
			from = p.at;
		} else {
			skip_value(&p);
		}
		skip_blanks(&p);
	}
	text_put(out, from, (size_t)(p.end - from));
}
