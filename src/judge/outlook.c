/* SPDX-License-Identifier: MIT */
#include <fcrdns/outlook.h>

#include <fcrdns/text.h>
#include <fcrdns/traced.h>

#include <limits.h>

static bool is_confirmed(const struct record *r, const struct name *name)
{
	for (unsigned i = 0; i < r->n_confirmed; i++)
		if (name_equal(r->confirmed[i], name))
			return true;
	return false;
}

/* A name that does not lead back beside one that does is nobody's concern here. */
static bool counts(const struct record *r, const struct trace_look *look)
{
	const struct question *q = &look->seen->question;

	return (q->type != TYPE_A && q->type != TYPE_AAAA) || !r->n_confirmed ||
	       is_confirmed(r, &q->name) || name_equal(&q->name, &r->check->policy->expect);
}

static unsigned within(uint64_t s, unsigned most)
{
	return s < OUTLOOK_LEAST_S ? OUTLOOK_LEAST_S : s > most ? most : (unsigned)s;
}

/* How often a source is asked that has something else than is wanted. */
static unsigned pace(const struct answer *source)
{
	return within(source && source->status == ANSWER_OK ? source->ttl_s : OUTLOOK_MOST_S,
		      OUTLOOK_MOST_S);
}

/* The source has a PTR record, and not the one that is wanted: somebody may mend it any time. */
static bool is_unwanted(const struct record *r, const struct trace_look *look,
			const struct traced *t)
{
	const struct name *wanted = &r->check->policy->expect;

	if (!wanted->len || look->seen->question.type != TYPE_PTR || !t->source)
		return false;
	for (unsigned i = 0; i < t->source->n_records; i++)
		if (name_equal(&t->source->ptrs[i], wanted))
			return false;
	return true;
}

static unsigned again_of(const struct record *r, const struct trace_look *look,
			 const struct traced *t)
{
	switch (t->result) {
	case TRACE_CHANGED: /* a cache that says N s keeps it until they are over */
		if (!t->is_forgetful || is_unwanted(r, look, t))
			return pace(t->source);
		return within((uint64_t)t->forgets_s + 1, UINT_MAX);
	case TRACE_SAME:
		return pace(t->source);
	case TRACE_DIFFERS:
	case TRACE_UNHEARD:
		return OUTLOOK_FAULT_S;
	case TRACE_UNKNOWN:
		break;
	}
	return OUTLOOK_MOST_S;
}

static void put_subject(const struct trace_look *look, struct text *out)
{
	char type[12];

	text_printf(out, "the %s record", type_text(look->seen->question.type, type));
	if (look->seen->question.type == TYPE_PTR)
		return;
	text_lit(out, " of ");
	name_put(&look->seen->question.name, out);
}

static void put_reason(const struct trace *t, const struct trace_look *look,
		       const struct traced *traced, struct text *out)
{
	put_subject(look, out);
	switch (traced->result) {
	case TRACE_CHANGED:
		text_lit(out, " has changed at the source, and the resolver ");
		if (traced->is_forgetful)
			text_printf(out, "forgets what was there in %u s", traced->forgets_s);
		else
			text_lit(out, "still repeats what was there");
		break;
	case TRACE_DIFFERS:
		text_lit(out, " is not the same at all servers of ");
		name_put(&traced->step->cut.zone, out);
		break;
	case TRACE_UNHEARD:
		text_lit(out, " is not answered by the resolver, but at the source");
		break;
	case TRACE_UNKNOWN:
		text_lit(out, " is not known at the source: ");
		traced_put_reason(t, traced, out);
		break;
	case TRACE_SAME:
		text_lit(out, " has not changed at the source");
		break;
	}
}

/* Nothing that was asked of the source explains it: what the finding says. */
static void put_finding(const struct record *r, struct text *out)
{
	const struct finding *f = record_headline(r);
	const struct trace *t = r->check ? r->check->trace : NULL;

	if (f)
		text_str(out, finding_headline(f->code));
	else if (t && t->skipped)
		text_printf(out, "not traced: one of more than %d addresses", LIMIT_TRACED);
	else
		text_lit(out, "it cannot be decided");
	if (t && t->n_looks)
		text_lit(out, "; it has not changed at the source");
}

struct outlook outlook_of(const struct record *r, enum severity least, struct text *words)
{
	const struct trace *t = r->check ? r->check->trace : NULL;
	bool is_bad = r->severity >= least || r->severity == SEVERITY_UNDECIDED;
	unsigned off_s = UINT_MAX, same_s = r->target->for_now ? OUTLOOK_FAULT_S : OUTLOOK_MOST_S;
	bool is_told = false;

	for (unsigned i = 0; t && i < t->n_looks; i++) {
		const struct trace_look *look = &t->looks[i];
		struct traced traced = traced_of(t, look, &r->target->address);
		unsigned *least_s = traced.result == TRACE_SAME ? &same_s : &off_s;

		if (!counts(r, look))
			continue;
		if (again_of(r, look, &traced) < *least_s)
			*least_s = again_of(r, look, &traced);
		if (traced.result == TRACE_SAME || is_told)
			continue;
		put_reason(t, look, &traced, words);
		is_told = true;
	}
	if (!is_told && !is_bad && ((t && t->n_looks) || !r->check || r->check->skipped))
		return (struct outlook){ .is_well = true };
	if (!is_told)
		put_finding(r, words);
	return (struct outlook){ .again_s = is_told ? off_s : same_s };
}
