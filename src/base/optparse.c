/* SPDX-License-Identifier: MIT */
#include <fcrdns/optparse.h>

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <getopt.h>
#include <string.h>
#include <strings.h>

enum {
	OPT_LIMIT = 128,
	LONG_ONLY = 256,
	HELP_MAX = 200,
	CALLED_MAX = 80
};

bool opt_texts_add(struct opt_texts *t, const char *text)
{
	if (t->n == t->size) {
		size_t size = t->size ? 2 * t->size : 8;
		const char **grown = mem_resize(t->text, size * sizeof(*grown));

		if (!grown)
			return false;
		t->text = grown;
		t->size = size;
	}
	t->text[t->n++] = text;
	return true;
}

void opt_texts_done(struct opt_texts *t)
{
	mem_free(t->text);
	*t = (struct opt_texts){ 0 };
}

static bool takes_value(const struct opt *o)
{
	switch (o->kind) {
	case OPT_GROUP:
	case OPT_FLAG:
	case OPT_COUNT:
	case OPT_SET:
	case OPT_UNUSED:
		return false;
	case OPT_UINT:
	case OPT_MILLIS:
	case OPT_TEXT:
	case OPT_TEXTS:
	case OPT_CHOICE:
		break;
	}
	return true;
}

const char *opt_value(const struct opt *o, char out[static OPT_VALUE_MAX])
{
	size_t at = 0;

	if (o->kind != OPT_CHOICE)
		return o->arg;
	for (unsigned i = 0; o->choice[i] && at < OPT_VALUE_MAX; i++)
		at += (size_t)snprintf(out + at, OPT_VALUE_MAX - at, "%s%s", i ? "|" : "",
				       o->choice[i]);
	return out;
}

/* What a message calls the option. */
static const char *called(const struct opt *o, char out[static CALLED_MAX])
{
	if (o->name)
		(void)snprintf(out, CALLED_MAX, "--%s", o->name);
	else
		(void)snprintf(out, CALLED_MAX, "-%c", o->letter);
	return out;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits only: strtoul would take white space and signs. Far too large values stay too large. */
static const char *digits(const char *text, unsigned long long *ret)
{
	unsigned long long v = 0;

	for (; is_digit(*text); text++)
		v = v < 1000000000000 ? v * 10 + (unsigned)(*text - '0') : v;
	*ret = v;
	return text;
}

static bool store_uint(const struct opt *o, unsigned *field, const char *text, struct why *why)
{
	char shown[LIMIT_SHOWN], name[CALLED_MAX];
	unsigned long long v;
	const char *end = digits(text, &v);

	if (end == text || *end || v < o->min || v > o->max)
		return why_set(why, WHY_USAGE, "%s wants a number from %u to %u, not '%s'",
			       called(o, name), o->min, o->max,
			       text_shown(shown, sizeof(shown), text, strlen(text)));
	*field = (unsigned)v;
	return true;
}

static bool parse_millis(const char *text, unsigned long long *ret)
{
	static const struct {
		const char *unit;
		unsigned ms;
	} unit_of[] = {
		{ "", 1000 }, { "s", 1000 }, { "ms", 1 }, { "m", 60000 }, { "h", 3600000 }
	};
	unsigned long long whole, part = 0, scale = 1;
	const char *end = digits(text, &whole), *dot = end;

	if (*end == '.') {
		for (end++; is_digit(*end); end++)
			if (scale < 1000000) {
				part = part * 10 + (unsigned)(*end - '0');
				scale *= 10;
			}
		if (end == dot + 1)
			return false;
	}
	if (dot == text)
		return false;
	for (size_t i = 0; i < sizeof(unit_of) / sizeof(unit_of[0]); i++)
		if (!strcmp(end, unit_of[i].unit)) {
			*ret = whole * unit_of[i].ms + part * unit_of[i].ms / scale;
			return true;
		}
	return false;
}

static bool store_millis(const struct opt *o, unsigned *field, const char *text, struct why *why)
{
	char shown[LIMIT_SHOWN], name[CALLED_MAX];
	unsigned long long v;

	if (!parse_millis(text, &v) || v < o->min || v > o->max)
		return why_set(why, WHY_USAGE, "%s wants %g to %g seconds, not '%s'",
			       called(o, name), o->min / 1000.0, o->max / 1000.0,
			       text_shown(shown, sizeof(shown), text, strlen(text)));
	*field = (unsigned)v;
	return true;
}

static bool is_choice(const struct opt *o, unsigned i, const char *text)
{
	const char number[] = { (char)('0' + i), '\0' };

	return !strcmp(o->choice[i], text) ||
	       (o->by_number && (!strcasecmp(o->choice[i], text) || !strcmp(number, text)));
}

static bool store_choice(const struct opt *o, unsigned *field, const char *text, struct why *why)
{
	char shown[LIMIT_SHOWN], name[CALLED_MAX], value[OPT_VALUE_MAX];

	for (unsigned i = 0; o->choice[i]; i++)
		if (is_choice(o, i, text)) {
			*field = i;
			return true;
		}
	return why_set(why, WHY_USAGE, "%s wants %s, not '%s'", called(o, name),
		       opt_value(o, value), text_shown(shown, sizeof(shown), text, strlen(text)));
}

/* No file has an empty name, and what the system says of one names nothing: where it comes from a
 * variable that is not set, this tells which option it was. */
static bool is_nameable(const struct opt *o, const char *text, struct why *why)
{
	char name[CALLED_MAX];

	return *text || strcmp(o->arg, "FILE") != 0 ||
	       why_set(why, WHY_USAGE, "%s wants the name of a file, not ''", called(o, name));
}

static bool store(const struct opt *o, void *options, const char *text, struct why *why)
{
	void *field = (char *)options + o->into;

	switch (o->kind) {
	case OPT_GROUP:
		break;
	case OPT_UNUSED:
		return why_set(why, WHY_USAGE, "-%c is not used here: %s", o->letter, o->help);
	case OPT_FLAG:
		*(bool *)field = true;
		break;
	case OPT_COUNT:
		*(unsigned *)field += 1;
		break;
	case OPT_SET:
		*(unsigned *)field = o->min;
		break;
	case OPT_TEXT:
		*(const char **)field = text;
		return is_nameable(o, text, why);
	case OPT_TEXTS:
		if (!opt_texts_add(field, text))
			return why_set(why, WHY_INTERNAL, "out of memory");
		return is_nameable(o, text, why);
	case OPT_UINT:
		return store_uint(o, field, text, why);
	case OPT_MILLIS:
		return store_millis(o, field, text, why);
	case OPT_CHOICE:
		return store_choice(o, field, text, why);
	}
	return true;
}

/* getopt_long said no to `arg`, which stands in argv: say why. */
static bool refuse_long(const struct opt *table, size_t n, const char *arg, struct why *why)
{
	char shown[LIMIT_SHOWN], list[HELP_MAX] = "";
	size_t len = strcspn(arg, "="), n_like = 0, at = 0;
	const struct opt *like = NULL;

	for (size_t i = 0; i < n; i++) {
		if (!table[i].name || strncmp(table[i].name, arg, len) != 0)
			continue;
		like = &table[i];
		if (table[i].name[len] == '\0') {
			n_like = 1;
			break;
		}
		if (!table[i].hidden && at < sizeof(list))
			at += (size_t)snprintf(list + at, sizeof(list) - at, "%s--%s",
					       n_like++ ? ", " : "", table[i].name);
	}
	text_shown(shown, sizeof(shown), arg, len);
	if (n_like > 1)
		return why_set(why, WHY_USAGE, "--%s is not clear: %s", shown, list);
	if (like && arg[len] == '=')
		return why_set(why, WHY_USAGE, "--%s takes no value", like->name);
	return why_set(why, WHY_USAGE, "there is no option --%s (--help lists them)", shown);
}

static const struct opt *by_letter(const struct opt *table, size_t n, int c)
{
	for (size_t i = 0; i < n; i++)
		if (table[i].letter && table[i].letter == c)
			return &table[i];
	return NULL;
}

/* The option that getopt_long means by `c`, or NULL with the reason. */
static const struct opt *find(const struct opt *table, size_t n, int c, const char *arg,
			      struct why *why)
{
	char name[CALLED_MAX], value[OPT_VALUE_MAX];
	const struct opt *o;

	if (c >= LONG_ONLY)
		return &table[c - LONG_ONLY];
	if (c == '?' && (!optopt || optopt >= LONG_ONLY)) {
		(void)refuse_long(table, n, arg + 2, why);
		return NULL;
	}
	if (c == ':' && optopt >= LONG_ONLY)
		o = &table[optopt - LONG_ONLY];
	else
		o = by_letter(table, n, c == ':' || c == '?' ? optopt : c);
	if (!o) {
		char letter = (char)optopt, shown[8];

		(void)why_set(why, WHY_USAGE, "there is no option -%s (--help lists them)",
			      text_shown(shown, sizeof(shown), &letter, 1));
	} else if (c == ':') {
		(void)why_set(why, WHY_USAGE, "%s wants a value: %s", called(o, name),
			      opt_value(o, value));
		return NULL;
	}
	return o;
}

int opt_parse(const struct opt *table, size_t n, void *options, int argc, char *argv[],
	      struct why *why)
{
	struct option longs[OPT_LIMIT + 1] = { 0 };
	char shorts[2 * OPT_LIMIT + 2] = ":";
	size_t n_longs = 0, n_shorts = 1;
	int c;

	for (size_t i = 0; i < n && i < OPT_LIMIT; i++) {
		int has_arg = takes_value(&table[i]) ? required_argument : no_argument;

		if (table[i].name)
			longs[n_longs++] =
				(struct option){ table[i].name, has_arg, NULL, LONG_ONLY + (int)i };
		if (table[i].letter) {
			shorts[n_shorts++] = table[i].letter;
			if (has_arg == required_argument)
				shorts[n_shorts++] = ':';
		}
	}
	opterr = 0;
	optind = 0;
	while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		const struct opt *o = find(table, n, c, argv[optind - 1], why);

		if (!o || !store(o, options, optarg, why))
			return -1;
	}
	return optind;
}

const char *opt_table_fault(const struct opt *table, size_t n)
{
	if (n > OPT_LIMIT)
		return "too many options";
	for (size_t i = 0; i < n; i++) {
		const struct opt *o = &table[i];

		if (!o->help || !*o->help || strlen(o->help) > HELP_MAX)
			return "an option has no help, or too much";
		if (o->help[strlen(o->help) - 1] == '.')
			return "help ends with a full stop";
		if (o->kind == OPT_GROUP)
			continue;
		if ((!o->name && !o->letter) ||
		    (o->arg != NULL) != (takes_value(o) && o->kind != OPT_CHOICE))
			return "name or argument missing";
		if (o->kind == OPT_UNUSED && (o->name || !o->hidden))
			return "an unused letter has a name or is shown";
		if ((o->kind == OPT_CHOICE) != (o->choice != NULL) ||
		    ((o->kind == OPT_UINT || o->kind == OPT_MILLIS) && o->max <= o->min))
			return "limits missing";
		for (size_t k = 0; k < i; k++)
			if ((o->name && table[k].name && !strcmp(table[k].name, o->name)) ||
			    (o->letter && table[k].letter == o->letter))
				return "a name is used twice";
	}
	return NULL;
}
