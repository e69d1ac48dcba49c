/* SPDX-License-Identifier: MIT */
#include <fcrdns/change.h>

#include "outline.h"

#include <string.h>

const char *change_class_text(enum change_class c)
{
	static const char *const texts[N_CHANGES] = { "same",	   "worse", "better", "changed",
						      "undecided", "new",   "gone" };

	return texts[c];
}

static const char *next(const struct outline *o, const char *item)
{
	item += strlen(item) + 1;
	return item < o->end ? item : NULL;
}

static const char *first(const struct outline *o)
{
	return o && o->items < o->end ? o->items : NULL;
}

static bool has(const struct outline *o, char kind, const char *rest)
{
	for (const char *item = first(o); item; item = next(o, item))
		if (*item == kind && strcmp(item + 1, rest) == 0)
			return true;
	return false;
}

static bool is_doubtful(const struct outline *old, const struct outline *new, const char *subject)
{
	return *subject && (has(old, ITEM_DOUBT, subject) || has(new, ITEM_DOUBT, subject));
}

/* ---- findings ---- */

struct finding_item {
	char code[64], about[NAME_TEXT_MAX];
	enum severity severity;
};

/* "Fcode name\tdigit" */
static void split(const char *item, struct finding_item *ret)
{
	size_t n_code = strcspn(++item, " "), n_about;
	const char *about = item + n_code + 1;

	if (n_code >= sizeof(ret->code))
		n_code = sizeof(ret->code) - 1;
	memcpy(ret->code, item, n_code);
	ret->code[n_code] = '\0';
	n_about = strcspn(about, "\t");
	ret->severity = (enum severity)(about[n_about + 1] - '0');
	if (n_about >= sizeof(ret->about))
		n_about = sizeof(ret->about) - 1;
	memcpy(ret->about, about, n_about);
	ret->about[n_about] = '\0';
}

static bool counts(const struct outline *old, const struct outline *new,
		   const struct finding_item *f)
{
	char subject[SUBJECT_MAX];

	return finding_subject(f->code, f->about, subject) && !is_doubtful(old, new, subject);
}

/* The worst of its findings that can be compared with the other's. */
static enum severity worst_of(const struct outline *o, const struct outline *other)
{
	enum severity worst = SEVERITY_OK;

	for (const char *item = first(o); item; item = next(o, item)) {
		struct finding_item f;

		if (*item != ITEM_FINDING)
			continue;
		split(item, &f);
		if (f.severity > worst && counts(o, other, &f))
			worst = f.severity;
	}
	return worst;
}

/* ---- differences ---- */

typedef void tell_fn(void *user, const struct change_part *part);

static void tell_finding(const struct outline *old, const struct outline *new, const char *item,
			 bool is_new, tell_fn *tell, void *user)
{
	struct finding_item f;

	split(item, &f);
	if (counts(old, new, &f))
		tell(user, &(struct change_part){ .kind = CHANGE_OF_FINDING,
						  .was = is_new ? NULL : f.code,
						  .is = is_new ? f.code : NULL,
						  .about = f.about });
}

/* An item that only one of them has. */
static void tell_one(const struct outline *old, const struct outline *new, const char *item,
		     bool is_new, tell_fn *tell, void *user)
{
	if (*item == ITEM_FINDING)
		tell_finding(old, new, item, is_new, tell, user);
	else if (*item == ITEM_NAME && !old->is_cut && !new->is_cut)
		tell(user, &(struct change_part){ .kind = CHANGE_OF_NAME,
						  .was = is_new ? NULL : item + 1,
						  .is = is_new ? item + 1 : NULL,
						  .about = "" });
}

/* Of a name that both have looked up. */
static void tell_both(const char *was, const char *is, tell_fn *tell, void *user)
{
	size_t n = strcspn(was, "\t");
	char name[NAME_TEXT_MAX];

	if (*was != ITEM_ADDRESSES || strcmp(was + n, is + n) == 0 || n > sizeof(name))
		return;
	memcpy(name, was + 1, n - 1);
	name[n - 1] = '\0';
	tell(user, &(struct change_part){ .kind = CHANGE_OF_ADDRESS,
					  .was = was + n + 1,
					  .is = is + n + 1,
					  .about = name });
}

void change_each(const struct outline *old, const struct outline *new, tell_fn *tell, void *user)
{
	const char *was = first(old), *is = first(new);

	if (!old || !new || old->is_undecided || new->is_undecided)
		return;
	while (was || is) {
		int order = !was ? 1 : !is ? -1 : item_order(was, is);

		if (order < 0)
			tell_one(old, new, was, false, tell, user);
		else if (order > 0)
			tell_one(old, new, is, true, tell, user);
		else
			tell_both(was, is, tell, user);
		was = order <= 0 ? next(old, was) : was;
		is = order >= 0 ? next(new, is) : is;
	}
}

/* ---- all of it ---- */

static void count(void *user, const struct change_part *part)
{
	unsigned *n = user;

	(void)part;
	++*n;
}

/* Of something that the other one knows. */
static bool doubts(const struct outline *o, const struct outline *other)
{
	for (const char *item = first(o); item; item = next(o, item))
		if (*item == ITEM_DOUBT && !has(other, ITEM_DOUBT, item + 1))
			return true;
	return false;
}

static enum change_class class_of(const struct change *c, const struct outline *old,
				  const struct outline *new)
{
	bool passed = old->iprev == IPREV_PASS, passes = new->iprev == IPREV_PASS;
	unsigned n = 0;

	if (c->before != c->after)
		return c->after > c->before ? CHANGE_WORSE : CHANGE_BETTER;
	if (passed != passes)
		return passed ? CHANGE_WORSE : CHANGE_BETTER;
	change_each(old, new, count, &n);
	if (n || old->iprev != new->iprev)
		return CHANGE_OTHER;
	return c->has_doubt ? CHANGE_UNDECIDED : CHANGE_NONE;
}

struct change change_of(const struct outline *old, const struct outline *new)
{
	struct change c = { .before = old ? old->severity : SEVERITY_OK,
			    .after = new ? new->severity : SEVERITY_OK };

	if (!old || !new) {
		c.class = old ? CHANGE_GONE : CHANGE_NEW;
		return c;
	}
	if (old->is_undecided || new->is_undecided) {
		c.class = CHANGE_UNDECIDED;
		return c;
	}
	c.before = worst_of(old, new);
	c.after = worst_of(new, old);
	c.has_doubt = doubts(old, new) || doubts(new, old);
	c.class = class_of(&c, old, new);
	return c;
}
