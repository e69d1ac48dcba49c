/* SPDX-License-Identifier: MIT */
#include <fcrdns/report.h>

#include <fcrdns/change.h>
#include <fcrdns/text.h>

#include "people.h"
#include "wrap.h"

#include <string.h>

static const char *iprev_words(enum iprev i)
{
	return i == IPREV_NONE ? "none" : iprev_text(i);
}

static const char *word_of(enum change_class c)
{
	static const char *const words[N_CHANGES] = { "SAME",	   "WORSE", "BETTER", "CHANGED",
						      "UNDECIDED", "NEW",   "GONE" };

	return words[c];
}

static const char *colour_of(const struct change *c)
{
	switch (c->class) {
	case CHANGE_WORSE:
		return "\033[1;31m";
	case CHANGE_BETTER:
		return "\033[1;32m";
	case CHANGE_UNDECIDED:
		return "\033[1;33m";
	case CHANGE_NONE:
	case CHANGE_OTHER:
	case CHANGE_NEW:
	case CHANGE_GONE:
	case N_CHANGES:
	default:
		return "\033[1;36m";
	}
}

/* A block or a range says nothing more about one of its addresses. */
static bool is_name(const char *input)
{
	struct ip ip;

	return *input && !strchr(input, '/') && !ip_parse(&ip, input, strcspn(input, "-"));
}

/* ---- the first line ---- */

/* Of one that is new or gone. */
static void put_one(const char *verb, const struct outline *o, struct text *out)
{
	text_printf(out, "%s %s (iprev %s)", verb, severity_text(o->severity),
		    iprev_words(o->iprev));
}

static void put_doubt(const struct outline *old, const struct outline *new, struct text *out)
{
	text_lit(out, "cannot be compared: ");
	if (old->is_undecided && new->is_undecided)
		text_lit(out, "it was undecided, and is");
	else if (old->is_undecided)
		text_lit(out, "it was undecided");
	else if (new->is_undecided)
		text_lit(out, "it is undecided now");
	else
		text_lit(out, "a part of it is undecided");
}

static void put_both(const struct change *c, const struct outline *old, const struct outline *new,
		     struct text *out)
{
	if (old->iprev != new->iprev)
		text_printf(out, "iprev was %s, is %s", iprev_words(old->iprev),
			    iprev_words(new->iprev));
	else if (c->before != c->after)
		text_printf(out, "was %s, is %s", severity_text(c->before),
			    severity_text(c->after));
	else
		text_printf(out, "%s as before (iprev %s)", severity_text(c->after),
			    iprev_words(new->iprev));
	if (c->has_doubt)
		text_lit(out, "; a part of it cannot be compared");
}

static void put_words(const struct change *c, const struct outline *old, const struct outline *new,
		      struct text *out)
{
	if (!old)
		put_one("is", new, out);
	else if (!new)
		put_one("was", old, out);
	else if (c->class == CHANGE_UNDECIDED)
		put_doubt(old, new, out);
	else
		put_both(c, old, new, out);
}

static void put_first_line(const struct report_look *look, const struct change *c,
			   const struct outline *old, const struct outline *new, struct text *out)
{
	const struct outline *any = new ? new : old;
	struct text words;
	struct wrap w;

	text_init(&words, OUTLINE_OCTETS_MAX);
	put_words(c, old, new, &words);
	wrap_begin(&w, out, look_width(look), PEOPLE_INDENT, "");
	wrap_word(&w, "", *any->address ? any->address : *any->input ? any->input : "?", " ");
	if (look->colour) {
		text_char(out, ' ');
		text_str(out, colour_of(c));
		text_str(out, word_of(c->class));
		text_lit(out, "\033[0m ");
		/* What is not seen takes no room in the line. */
		w.line_at += strlen(colour_of(c)) + strlen("\033[0m");
	} else {
		wrap_word(&w, "", word_of(c->class), " ");
	}
	wrap_str(&w, text_cstr(&words));
	if (*any->address && is_name(any->input))
		wrap_word(&w, "[", any->input, "]");
	if (*any->tag)
		wrap_word(&w, "[", any->tag, "]");
	wrap_end(&w);
	text_done(&words);
}

/* ---- what differs ---- */

struct telling {
	const struct report_look *look;
	struct text *out;
};

static void put_addresses(struct wrap *w, const char *addresses)
{
	if (*addresses)
		wrap_str(w, addresses);
	else
		wrap_str(w, "(no address)");
}

static void tell(void *user, const struct change_part *part)
{
	const struct telling *t = user;
	struct wrap w;

	if (part->kind == CHANGE_OF_ADDRESS) {
		wrap_begin(&w, t->out, look_width(t->look), PEOPLE_INDENT, "  ");
		wrap_word(&w, "", part->about, ":");
		put_addresses(&w, part->was);
		wrap_str(&w, "->");
		put_addresses(&w, part->is);
		wrap_end(&w);
		return;
	}
	wrap_begin(&w, t->out, look_width(t->look), PEOPLE_INDENT, part->is ? "  + " : "  - ");
	wrap_str(&w, part->kind == CHANGE_OF_NAME ? "PTR name" : "finding");
	wrap_word(&w, "", part->is ? part->is : part->was, "");
	if (*part->about)
		wrap_word(&w, "(", part->about, ")");
	wrap_end(&w);
}

void report_change_text(const struct report_look *look, const struct change *c,
			const struct outline *old, const struct outline *new, struct text *out)
{
	struct telling t = { look, out };

	put_first_line(look, c, old, new, out);
	change_each(old, new, tell, &t);
}
