/* SPDX-License-Identifier: MIT */
#include "gist.h"

#include <fcrdns/text.h>

#include "held.h"

/* The finding that the first line is about, where it tells what is wrong. */
static const struct finding *what_is_wrong(const struct record *r)
{
	const struct finding *f = held_finding(r);

	if (f)
		return f;
	f = record_headline(r);
	return f && f->severity >= SEVERITY_UNDECIDED ? f : NULL;
}

/* ---- the word ---- */

/* Of a holding it is told how that and the DNS fit together. */
static enum gist_word word_for_holding(const struct record *r)
{
	switch (r->severity) {
	case SEVERITY_FAIL:
		return GIST_FAIL;
	case SEVERITY_UNDECIDED:
		return GIST_UNDECIDED;
	case SEVERITY_WARN:
		return GIST_WARN;
	case SEVERITY_OK:
	default:
		return GIST_OK;
	}
}

/* By severity, but an iprev result stays what it is where its finding is ignored. */
enum gist_word gist_word_of(const struct record *r)
{
	const struct finding *f = what_is_wrong(r);

	if (r->stale.class > STALE_HELD_OK)
		return word_for_holding(r);
	if (r->target->beside)
		return GIST_SKIPPED;
	if (!r->target->has_address && (!f || f->code == FINDING_INVALID_ADDRESS))
		return GIST_INVALID;
	if (r->severity == SEVERITY_FAIL)
		return GIST_FAIL;
	if (r->severity == SEVERITY_UNDECIDED || r->iprev == IPREV_TEMPERROR)
		return GIST_UNDECIDED;
	if (r->iprev == IPREV_FAIL || r->iprev == IPREV_PERMERROR)
		return GIST_FAIL;
	return r->iprev == IPREV_PASS ? GIST_PASS : GIST_SKIPPED;
}

const char *gist_word_text(enum gist_word word)
{
	static const char *const texts[] = { "PASS", "FAIL",	"UNDECIDED", "WARN",
					     "OK",   "SKIPPED", "INVALID" };

	return texts[word];
}

const struct finding *gist_headline(const struct record *r, enum gist_word word)
{
	if (word == GIST_FAIL || word == GIST_UNDECIDED || word == GIST_INVALID || held_finding(r))
		return what_is_wrong(r);
	return NULL;
}

/* ---- a few words more ---- */

const char *gist_subject(const struct record *r)
{
	if (r->target->has_address)
		return r->address;
	return r->target->input ? r->target->input : "?";
}

static void put_pass(const struct record *r, struct text *out)
{
	if (!r->n_confirmed) {
		text_lit(out, "its name leads back to it");
		return;
	}
	name_put(r->confirmed[0], out);
	if (r->n_confirmed == 1)
		text_lit(out, " leads back to it");
	else if (r->n_confirmed == 2)
		text_lit(out, " and 1 more name lead back to it");
	else
		text_printf(out, " and %u more names lead back to it", r->n_confirmed - 1);
}

static void put_skipped(const struct record *r, struct text *out)
{
	const char *kind = r->target->has_address ? ip_special(&r->target->address) : NULL;

	text_lit(out, "not asked");
	if (kind)
		text_printf(out, " (%s)", kind);
}

void gist_put_words(const struct record *r, enum gist_word word, struct text *out)
{
	const struct finding *f = what_is_wrong(r);

	if (word == GIST_PASS)
		put_pass(r, out);
	else if (r->target->error && !r->target->has_address)
		text_str(out, r->target->error);
	else if (word == GIST_SKIPPED)
		put_skipped(r, out);
	else
		text_str(out,
			 f ? finding_headline(f->code) : "what is wrong is ignored, as asked for");
}

/* ---- what to do ---- */

bool gist_is_wanted(const struct finding *f)
{
	return (f->code >= FINDING_HELO_MISMATCH && f->code <= FINDING_HELO_MATCH) ||
	       finding_is_asked_for(f);
}

/* Who has said which name the address should have need not be told to look for one. */
static const struct finding *to_mend(const struct record *r, const struct finding *headline)
{
	const struct finding *f = NULL;

	for (unsigned i = 0; i < r->n_findings; i++)
		if (r->findings[i].code == FINDING_EXPECT_MISMATCH &&
		    r->findings[i].severity == headline->severity)
			f = &r->findings[i];
	for (unsigned i = 0; f && i < r->n_names; i++)
		if (name_equal(&r->names[i].candidate->name, &f->name))
			return headline; /* it has that name, which lacks something else */
	return f ? f : headline;
}

/* Several names that are left over are one thing to do. */
static const struct finding *to_clear_up(const struct record *r)
{
	for (unsigned i = 0; i < r->n_findings; i++)
		if (r->findings[i].code == FINDING_PTR_MULTIPLE &&
		    r->findings[i].severity == SEVERITY_WARN && r->findings[i].number > 2)
			return &r->findings[i];
	return NULL;
}

static bool put_fix_of(const struct finding *f, const struct record *r, struct text *out)
{
	size_t before = out->len;

	finding_fix(f, r, out);
	return out->len > before;
}

const struct finding *gist_put_fix(const struct record *r, const struct finding *headline,
				   struct text *out)
{
	headline = headline ? to_mend(r, headline) : to_clear_up(r);
	if (headline && put_fix_of(headline, r, out))
		return headline;
	for (int s = SEVERITY_FAIL; s >= SEVERITY_WARN; s--)
		for (unsigned i = 0; i < r->n_findings; i++)
			if (r->findings[i].severity == (enum severity)s &&
			    put_fix_of(&r->findings[i], r, out))
				return &r->findings[i];
	for (unsigned i = 0; i < r->n_findings; i++)
		if (gist_is_wanted(&r->findings[i]) && put_fix_of(&r->findings[i], r, out))
			return &r->findings[i];
	return NULL;
}

void gist_put_but(const struct finding *f, struct text *out)
{
	if (f->code == FINDING_PTR_MULTIPLE || f->code == FINDING_PTR_LIMIT_EXCEEDED) {
		text_lit(out, ", but it has too many names");
		return;
	}
	switch (finding_base(f->code)) {
	case SEVERITY_FAIL:
		text_lit(out, ", but another of its names does not");
		return;
	case SEVERITY_UNDECIDED:
		text_lit(out, ", but whether another of its names does is not known");
		return;
	case SEVERITY_WARN:
	case SEVERITY_OK:
	default:
		text_printf(out, ", but %s", finding_headline(f->code));
		return;
	}
}
