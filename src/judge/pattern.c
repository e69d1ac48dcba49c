/* SPDX-License-Identifier: MIT */
#include "judge.h"

#include <fcrdns/text.h>

#include <string.h>

/* A template told without a record: capitals for what a record would put in. */

static const char *word_of(char sign)
{
	switch (sign) {
	case 'n':
		return "NAME";
	case 'd':
		return "DETAIL";
	case 'u':
		return "NUMBER";
	case 'q':
		return "\"";
	case 'a':
		return "ADDRESS";
	case 'r':
		return "REVERSE-NAME";
	case 'F':
		return "IPv4 or IPv6";
	case 'G':
		return "IPv6 or IPv4";
	case 'R':
		return "A or AAAA";
	case 'i':
		return "OTHER-ADDRESS";
	case 'w':
		return "has no address to check";
	case 'h':
		return "HELO-NAME";
	case 'o':
	case 'x':
		return "EXPECTED-NAME";
	default: /* how often, why, what else: nothing where that is not known */
		return "";
	}
}

static void put(const char *template, struct text *out)
{
	while (template && *template) {
		size_t n = strcspn(template, "%");

		text_put(out, template, n);
		template += n;
		if (!*template)
			return;
		text_str(out, word_of(template[1]));
		template += template[1] ? 2 : 1;
	}
}

void finding_message_pattern(enum finding_code code, struct text *out)
{
	put(finding_words_of(code)->message, out);
}

void finding_fix_pattern(enum finding_code code, struct text *out)
{
	put(finding_words_of(code)->fix, out);
}
