/* SPDX-License-Identifier: MIT */
#include <fcrdns/report.h>

#include <fcrdns/change.h>
#include <fcrdns/text.h>

#include "json.h"

#include <string.h>

#define key(out, name) text_lit((out), ",\"" name "\":")

static void put_side(const struct outline *o, struct text *out)
{
	if (!o) {
		text_lit(out, "null");
		return;
	}
	text_lit(out, "{\"index\":");
	text_uint(out, o->index);
	if (o->has_part) {
		key(out, "part");
		text_uint(out, o->part);
	}
	key(out, "iprev");
	if (o->iprev == IPREV_NONE)
		text_lit(out, "null");
	else
		json_str(out, iprev_text(o->iprev));
	json_member(out, "severity", severity_text(o->severity));
	text_char(out, '}');
}

/* One of the lists: the parts of a kind that were gained, or those that were lost. */
struct list {
	enum change_kind kind;
	bool is_gained;
	struct text *out;
	bool any;
};

static void put_words(const char *words, struct text *out)
{
	bool any = false;

	text_char(out, '[');
	while (*words) {
		size_t n = strcspn(words, " ");

		text_str(out, any ? "," : "");
		json_string(out, words, n);
		any = true;
		words += n + (words[n] == ' ');
	}
	text_char(out, ']');
}

static void tell(void *user, const struct change_part *part)
{
	struct list *l = user;

	if (part->kind != l->kind)
		return;
	if (part->kind != CHANGE_OF_ADDRESS && !part->is == l->is_gained)
		return;
	text_str(l->out, l->any ? "," : "");
	l->any = true;
	switch (part->kind) {
	case CHANGE_OF_NAME:
		json_str(l->out, part->is ? part->is : part->was);
		break;
	case CHANGE_OF_ADDRESS:
		text_lit(l->out, "{\"name\":");
		json_str(l->out, part->about);
		key(l->out, "old");
		put_words(part->was, l->out);
		key(l->out, "new");
		put_words(part->is, l->out);
		text_char(l->out, '}');
		break;
	case CHANGE_OF_FINDING:
		text_lit(l->out, "{\"code\":");
		json_str(l->out, part->is ? part->is : part->was);
		if (*part->about)
			json_member(l->out, "name", part->about);
		text_char(l->out, '}');
		break;
	}
}

static void put_list(const char *name, enum change_kind kind, bool is_gained,
		     const struct outline *old, const struct outline *new, struct text *out)
{
	struct list l = { .kind = kind, .is_gained = is_gained, .out = out };

	text_printf(out, ",\"%s\":[", name);
	change_each(old, new, tell, &l);
	text_char(out, ']');
}

void report_change_json(const struct change *c, const struct outline *old,
			const struct outline *new, struct text *out)
{
	const struct outline *any = new ? new : old;

	text_lit(out, "{\"schema\":\"fcrdns-diff/1\",\"change\":");
	json_str(out, change_class_text(c->class));
	if (*any->input)
		json_member(out, "input", any->input);
	if (*any->tag)
		json_member(out, "tag", any->tag);
	key(out, "address");
	if (*any->address)
		json_str(out, any->address);
	else
		text_lit(out, "null");
	key(out, "old");
	put_side(old, out);
	key(out, "new");
	put_side(new, out);
	key(out, "partly_undecided");
	json_bool(out, c->has_doubt);
	put_list("names_gained", CHANGE_OF_NAME, true, old, new, out);
	put_list("names_lost", CHANGE_OF_NAME, false, old, new, out);
	put_list("addresses", CHANGE_OF_ADDRESS, true, old, new, out);
	put_list("findings_gained", CHANGE_OF_FINDING, true, old, new, out);
	put_list("findings_lost", CHANGE_OF_FINDING, false, old, new, out);
	text_lit(out, "}\n");
}
