/* SPDX-License-Identifier: MIT */
#include "command.h"

#include "ending.h"

#include <fcrdns/explain.h>
#include <fcrdns/limits.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <stdio.h>
#include <string.h>

enum {
	WIDTH = 80,
	PAGES_MAX = 1 << 20
};

struct explain_options {
	struct command_common common;
	bool manual;
};

static const struct opt table[] = {
	{ "print-manual", NULL, "print the section of fcrdns-findings(7)", .kind = OPT_FLAG,
	  .hidden = true, .into = offsetof(struct explain_options, manual) },
	COMMAND_ROWS,
};

static bool put_page(const char *word, bool is_manual, struct text *out, struct why *why)
{
	char shown[LIMIT_SHOWN];
	enum finding_code code;

	if (!finding_code_parse(&code, word, strlen(word)))
		return why_set(why, WHY_USAGE,
			       "there is no finding '%s': fcrdns-check explain lists all",
			       text_shown(shown, sizeof(shown), word, strlen(word)));
	if (is_manual)
		explain_man(code, out);
	else
		explain_text(code, WIDTH, out);
	return true;
}

static bool put_pages(const struct explain_options *o, char *const *words, int n, struct text *out,
		      struct why *why)
{
	if (!n && o->manual)
		for (unsigned i = 0; i < N_FINDINGS; i++)
			explain_man((enum finding_code)i, out);
	else if (!n)
		explain_list(WIDTH, out);
	for (int i = 0; i < n; i++) {
		if (i && !o->manual)
			text_char(out, '\n');
		if (!put_page(words[i], o->manual, out, why))
			return false;
	}
	return !out->failed || why_set(why, WHY_INTERNAL, "out of memory");
}

static int run(void *given, char *const *operands, int n)
{
	struct text out;
	struct why why = { 0 };
	int status;

	text_init(&out, PAGES_MAX);
	if (put_pages(given, operands, n, &out, &why)) {
		fputs(text_cstr(&out), stdout);
		status = ending_printed();
	} else {
		status = complain(&why);
	}
	text_done(&out);
	return status;
}

const struct command command_explain = {
	.name = "explain",
	.summary = "tell what a finding means, and what to do",
	.usage = "Usage: fcrdns-check explain [CODE...]\n"
		 "Tells what a finding means, who acts on it, and what to do about it; without\n"
		 "CODE, which findings there are. fcrdns-findings(7) has all of it.\n",
	.closing =
		"\n"
		"Exit status: 0, 64 there is no such finding, 74 the output cannot be written.\n",
	.table = table,
	.n_rows = sizeof(table) / sizeof(table[0]),
	.size = sizeof(struct explain_options),
	.run = run,
};
