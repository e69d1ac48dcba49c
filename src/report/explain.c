/* SPDX-License-Identifier: MIT */
#include <fcrdns/explain.h>

#include <fcrdns/receiver.h>
#include <fcrdns/text.h>

#include "wrap.h"

#include <string.h>

enum {
	INDENT = 2,
	WORDS_MAX = 1 << 14
};

/* ---- for people ---- */

static void put_paragraph(unsigned width, unsigned indent, const char *lead, const char *words,
			  struct text *out)
{
	struct wrap w;

	if (!words || !*words)
		return;
	wrap_begin(&w, out, width, indent, lead);
	wrap_str(&w, words);
	wrap_end(&w);
}

static void put_pattern(unsigned width, const char *lead, enum finding_code code,
			void (*say)(enum finding_code, struct text *), struct text *out)
{
	struct text words;

	text_init(&words, WORDS_MAX);
	say(code, &words);
	put_paragraph(width, INDENT + 2, lead, text_cstr(&words), out);
	text_done(&words);
}

static void put_receiver(const struct receiver *v, unsigned width, struct text *out)
{
	struct text words;

	text_init(&words, WORDS_MAX);
	text_printf(&words, "%s: %s%s%s%s (%s; %s)", v->name, v->does, v->reply ? " with " : "",
		    v->reply ? v->reply : "", v->family_len ? " for IPv6" : "", v->date, v->source);
	put_paragraph(width, INDENT + 4, "    ", text_cstr(&words), out);
	text_done(&words);
}

static void put_receivers(enum finding_code code, unsigned width, struct text *out)
{
	unsigned what = receiver_what_of(code);
	const struct receiver *v;
	size_t n;

	v = receiver_list(&n);
	if (!what)
		return;
	text_lit(out, "  receivers documented, at the time given, to act on it:\n");
	for (size_t i = 0; i < n; i++)
		if (v[i].when & what)
			put_receiver(&v[i], width, out);
}

void explain_text(enum finding_code code, unsigned width, struct text *out)
{
	text_printf(out, "%s  (%s)  %s\n", finding_code_text(code),
		    severity_finding_text(finding_base(code)), finding_headline(code));
	put_paragraph(width, INDENT, "  ", finding_about(code), out);
	put_pattern(width, "  says: ", code, finding_message_pattern, out);
	put_pattern(width, "  fix: ", code, finding_fix_pattern, out);
	put_paragraph(width, INDENT + 2, "  reacts: ", finding_reacts(code), out);
	put_receivers(code, width, out);
}

void explain_list(unsigned width, struct text *out)
{
	for (unsigned i = 0; i < N_FINDINGS; i++) {
		enum finding_code code = (enum finding_code)i;
		struct wrap w;

		wrap_begin(&w, out, width, INDENT + 2, "");
		wrap_word(&w, "", finding_code_text(code), " ");
		wrap_word(&w, "(", severity_finding_text(finding_base(code)), ") ");
		wrap_str(&w, finding_headline(code));
		wrap_end(&w);
	}
}

/* ---- for man(7) ---- */

static void put_roff(const char *words, struct text *out)
{
	for (const char *c = words; *c; c++) {
		if (*c == '\\')
			text_lit(out, "\\e");
		else if (*c == '-')
			text_lit(out, "\\-");
		else
			text_char(out, *c);
		/* A line that begins with one of these would be a request. */
		if (c[0] == '\n' && (c[1] == '.' || c[1] == '\''))
			text_lit(out, "\\&");
	}
	text_char(out, '\n');
}

static void put_tagged(const char *tag, const char *words, struct text *out)
{
	if (!words || !*words)
		return;
	text_printf(out, ".TP\n%s\n", tag);
	put_roff(words, out);
}

static void put_tagged_pattern(const char *tag, enum finding_code code,
			       void (*say)(enum finding_code, struct text *), struct text *out)
{
	struct text words;

	text_init(&words, WORDS_MAX);
	say(code, &words);
	put_tagged(tag, text_cstr(&words), out);
	text_done(&words);
}

void explain_man(enum finding_code code, struct text *out)
{
	text_printf(out, ".SS %s\n.RI ( %s ):\n", finding_code_text(code),
		    severity_finding_text(finding_base(code)));
	put_roff(finding_headline(code), out);
	text_lit(out, ".PP\n");
	put_roff(finding_about(code), out);
	put_tagged_pattern("Says", code, finding_message_pattern, out);
	put_tagged_pattern("Fix", code, finding_fix_pattern, out);
	put_tagged("Reacts", finding_reacts(code), out);
}
