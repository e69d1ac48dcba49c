/* SPDX-License-Identifier: MIT */
#include <fcrdns/optparse.h>

#include <string.h>

enum {
	HELP_LEFT = 28, /* column where the help begins */
	HELP_WIDTH = 79
};

static bool is_shown(const struct opt *o)
{
	return !o->hidden && o->kind != OPT_GROUP;
}

/* `text` in lines that begin at HELP_LEFT; the first one continues what stands at `column`. */
static void put_wrapped(const char *text, size_t column, FILE *out)
{
	if (column + 2 > HELP_LEFT) {
		fputc('\n', out);
		column = 0;
	}
	fprintf(out, "%*s", (int)(HELP_LEFT - column), "");
	column = HELP_LEFT;
	while (*text) {
		size_t n = strcspn(text, " ");

		if (column > HELP_LEFT && column + 1 + n > HELP_WIDTH) {
			fprintf(out, "\n%*s", HELP_LEFT, "");
			column = HELP_LEFT;
		} else if (column > HELP_LEFT) {
			fputc(' ', out);
			column++;
		}
		fwrite(text, 1, n, out);
		column += n;
		text += n;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

static void help_row(const struct opt *o, FILE *out)
{
	char left[OPT_VALUE_MAX + 80], value[OPT_VALUE_MAX], letter[8] = "    ";
	const char *v = opt_value(o, value);
	int n;

	if (o->letter)
		(void)snprintf(letter, sizeof(letter), "-%c%s", o->letter, o->name ? ", " : "");
	n = snprintf(left, sizeof(left), "  %s%s%s%s%s", letter, o->name ? "--" : "",
		     o->name ? o->name : "", v ? " " : "", v ? v : "");
	fputs(left, out);
	put_wrapped(o->help, n > 0 ? (size_t)n : 0, out);
}

/* Text for troff: a '-' is a minus, a line does not begin with a control character. */
static void put_roff(const char *text, FILE *out)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", out);
	for (; *text; text++)
		switch (*text) {
		case '-':
			fputs("\\-", out);
			break;
		case '\\':
			fputs("\\e", out);
			break;
		default:
			fputc(*text, out);
		}
}

static void man_row(const struct opt *o, FILE *out)
{
	char value[OPT_VALUE_MAX], first[2] = { o->help[0] };
	const char *v = opt_value(o, value);

	fputs(".TP\n", out);
	if (o->letter)
		fprintf(out, "\\fB\\-%c\\fR%s", o->letter, o->name ? ", " : "");
	if (o->name) {
		fputs("\\fB\\-\\-", out);
		put_roff(o->name, out);
		fputs("\\fR", out);
	}
	if (v) {
		fputs(o->choice ? " \\fB" : " \\fI", out);
		put_roff(v, out);
		fputs("\\fR", out);
	}
	fputc('\n', out);
	if (first[0] >= 'a' && first[0] <= 'z')
		first[0] = (char)(first[0] - 'a' + 'A');
	put_roff(first, out);
	put_roff(o->help + 1, out);
	fputs(".\n", out);
	if (o->more) {
		put_roff(o->more, out);
		fputc('\n', out);
	}
}

static void completion_words(const struct opt *table, size_t n, FILE *out)
{
	fputs("\twords='", out);
	for (size_t i = 0, some = 0; i < n; i++) {
		if (!is_shown(&table[i]))
			continue;
		if (table[i].name)
			fprintf(out, "%s--%s", some++ ? " " : "", table[i].name);
		else
			fprintf(out, "%s-%c", some++ ? " " : "", table[i].letter);
	}
	fputs("'\n", out);
}

static void completion_case(const struct opt *o, FILE *out)
{
	char value[OPT_VALUE_MAX];
	const char *v = opt_value(o, value);

	if (!v)
		return;
	fputc('\t', out);
	if (o->letter)
		fprintf(out, "-%c%s", o->letter, o->name ? " | " : "");
	if (o->name)
		fprintf(out, "--%s", o->name);
	fputs(") words='", out);
	for (unsigned i = 0; o->choice && o->choice[i]; i++)
		fprintf(out, "%s%s", i ? " " : "", o->choice[i]);
	fprintf(out, "' kind=%s ;;\n", o->choice ? "word" : !strcmp(v, "FILE") ? "file" : "none");
}

void opt_print(const struct opt *table, size_t n, enum opt_page page, FILE *out)
{
	if (page == OPT_PAGE_COMPLETION) {
		completion_words(table, n, out);
		fputs("\tcase $prev in\n", out);
	}
	for (size_t i = 0; i < n; i++) {
		const struct opt *o = &table[i];

		if (o->kind == OPT_GROUP && page == OPT_PAGE_HELP)
			fprintf(out, "\n%s\n", o->help);
		if (o->kind == OPT_GROUP && page == OPT_PAGE_MAN)
			fprintf(out, ".SS %s\n", o->help);
		if (!is_shown(o))
			continue;
		switch (page) {
		case OPT_PAGE_HELP:
			help_row(o, out);
			break;
		case OPT_PAGE_MAN:
			man_row(o, out);
			break;
		case OPT_PAGE_COMPLETION:
			completion_case(o, out);
			break;
		}
	}
	if (page == OPT_PAGE_COMPLETION)
		fputs("\tesac\n", out);
}
