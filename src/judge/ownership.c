/* SPDX-License-Identifier: MIT */
#include <fcrdns/ownership.h>

#include <fcrdns/arena.h>
#include <fcrdns/check.h>

#include "judge.h"

#include <string.h>

const char *ownership_status_text(enum ownership_status s)
{
	switch (s) {
	case OWNERSHIP_VERIFIED:
		return "verified";
	case OWNERSHIP_MISMATCH:
		return "mismatch";
	case OWNERSHIP_TEMPERROR:
		return "temperror";
	case OWNERSHIP_MISSING:
	case OWNERSHIP_NOT_ASKED:
	default:
		return "missing";
	}
}

const char *ownership_hint_text(enum ownership_hint h)
{
	static const char *const text_of[] = {
		[HINT_VALUE_QUOTED] = "value_quoted",
		[HINT_VALUE_SPACE] = "value_space",
		[HINT_VALUE_CASE] = "value_case",
		[HINT_VALUE_CUT] = "value_cut",
		[HINT_VALUE_EXTRA] = "value_extra",
		[HINT_VALUE_SEVERAL] = "value_several",
		[HINT_OLD_VALUE] = "old_value",
		[HINT_WRONG_OWNER] = "wrong_owner",
		[HINT_DOUBLED_NAME] = "doubled_name",
		[HINT_NEGATIVE_CACHED] = "negative_cached",
		[HINT_DOMAIN_UNCLEAR] = "domain_unclear",
	};

	return text_of[h];
}

/* ---- values that are nearly right ---- */

enum {
	PASS_QUOTES = 1 << 0,
	PASS_SPACE = 1 << 1,
	PASS_CASE = 1 << 2,
	CUT_MIN = 4 /* a shorter piece says nothing */
};

struct octets {
	const uint8_t *p;
	size_t len;
};

/* Length of the quotation mark at `p` (ASCII, with a backslash too, or the typographic ones that
 * word processors make), 0 for none. */
static size_t quote_at(const uint8_t *p, size_t len)
{
	if (*p == '"' || *p == '\'' || *p == '`')
		return 1;
	if (len > 1 && *p == '\\' && p[1] == '"')
		return 2;
	if (len > 1 && p[0] == 0xc2 && (p[1] == 0xab || p[1] == 0xbb))
		return 2;
	return len > 2 && p[0] == 0xe2 && p[1] == 0x80 && p[2] >= 0x98 && p[2] <= 0x9f ? 3 : 0;
}

/* The same for white space, visible or not: no-break, U+2000 to U+200F, byte order mark. */
static size_t space_at(const uint8_t *p, size_t len)
{
	if (*p == ' ' || (*p >= 9 && *p <= 13))
		return 1;
	if (len > 1 && p[0] == 0xc2 && p[1] == 0xa0)
		return 2;
	if (len > 2 && p[0] == 0xe2 && p[1] == 0x80 && p[2] <= 0x8f)
		return 3;
	return len > 2 && p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf ? 3 : 0;
}

/* The next octet that counts, or -1 at the end. */
static int next_octet(struct octets *o, unsigned passing)
{
	while (o->len) {
		size_t skip = passing & PASS_QUOTES ? quote_at(o->p, o->len) : 0;
		uint8_t c;

		if (!skip && passing & PASS_SPACE)
			skip = space_at(o->p, o->len);
		if (skip) {
			o->p += skip;
			o->len -= skip;
			continue;
		}
		c = *o->p++;
		o->len--;
		return passing & PASS_CASE && c >= 'A' && c <= 'Z' ? c + 32 : c;
	}
	return -1;
}

static bool is_like(struct octets a, struct octets b, unsigned passing)
{
	for (;;) {
		int x = next_octet(&a, passing);

		if (x != next_octet(&b, passing))
			return false;
		if (x < 0)
			return true;
	}
}

static bool is_piece(struct octets part, struct octets whole)
{
	return part.len >= CUT_MIN && part.len < whole.len &&
	       (memcmp(part.p, whole.p, part.len) == 0 ||
		memcmp(part.p, whole.p + whole.len - part.len, part.len) == 0);
}

/* How `value`, which is not the right one, differs from it; HINT_NONE for altogether. */
static enum ownership_hint difference(const struct txt *value, struct octets right)
{
	static const struct {
		unsigned passing;
		enum ownership_hint hint;
	} row_of[] = {
		{ PASS_QUOTES, HINT_VALUE_QUOTED },
		{ PASS_SPACE, HINT_VALUE_SPACE },
		{ PASS_CASE, HINT_VALUE_CASE },
		{ PASS_QUOTES | PASS_SPACE, HINT_VALUE_QUOTED },
		{ PASS_QUOTES | PASS_CASE, HINT_VALUE_QUOTED },
		{ PASS_SPACE | PASS_CASE, HINT_VALUE_SPACE },
		{ PASS_QUOTES | PASS_SPACE | PASS_CASE, HINT_VALUE_QUOTED },
	};
	struct octets have = { value->octets, value->len };

	if (!value->cut)
		for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++)
			if (is_like(have, right, row_of[i].passing))
				return row_of[i].hint;
	if (is_piece(have, right))
		return HINT_VALUE_CUT;
	if (right.len && memmem(have.p, have.len, right.p, right.len))
		return HINT_VALUE_EXTRA;
	return HINT_NONE;
}

/* The first value that is nearly right decides. */
static void explain_values(struct ownership *o, struct octets right)
{
	const struct answer *a = &o->txt->answer;

	for (unsigned i = 0; i < a->n_records && o->hint == HINT_NONE; i++) {
		o->hint = difference(&a->txts[i], right);
		if (o->hint != HINT_NONE)
			o->value = &a->txts[i];
	}
}

/* ---- where ---- */

static bool has_value(const struct check *c, const struct owner *at)
{
	return at->txt && at->txt->told &&
	       answer_has_text(&at->txt->answer, c->policy->ownership_value,
			       c->policy->ownership_len);
}

static bool explain_place(struct ownership *o, const struct check *c)
{
	if (has_value(c, &c->at_host)) {
		o->hint = HINT_WRONG_OWNER;
		o->found_at = c->at_host.name;
	} else if (has_value(c, &c->doubled)) {
		o->hint = HINT_DOUBLED_NAME;
		o->found_at = c->doubled.name;
	}
	return o->hint != HINT_NONE;
}

static struct ownership judge_owner(const struct check *c, const struct owner *at)
{
	const struct policy *p = c->policy;
	struct octets right = { (const uint8_t *)p->ownership_value, p->ownership_len };
	struct ownership o = { .owner_name = at->name, .domain = at->domain, .txt = at->txt };
	const struct answer *a = &at->txt->answer;

	if (ask_is_temporary(at->txt)) {
		o.status = OWNERSHIP_TEMPERROR;
		return o;
	}
	if (has_value(c, at)) {
		o.status = OWNERSHIP_VERIFIED;
		return o;
	}
	if (!p->no_timing && (a->status == ANSWER_OK || a->has_soa))
		o.wait_s = a->ttl_s;
	o.status = a->status == ANSWER_OK ? OWNERSHIP_MISMATCH : OWNERSHIP_MISSING;
	if (o.status == OWNERSHIP_MISMATCH)
		explain_values(&o, right);
	if (o.hint != HINT_NONE || explain_place(&o, c))
		return o;
	if (o.status == OWNERSHIP_MISSING) {
		o.hint = a->has_soa ? HINT_NEGATIVE_CACHED : HINT_NONE;
	} else {
		o.hint = a->n_total > 1 ? HINT_VALUE_SEVERAL : HINT_OLD_VALUE;
		o.value = a->n_records ? &a->txts[0] : NULL;
	}
	return o;
}

/* Nothing is confirmed, but might be when the reverse or forward look-ups work again. */
static bool domain_may_come(const struct check *c)
{
	bool may = ask_is_temporary(c->ptr);

	for (unsigned i = 0; i < c->n_candidates; i++) {
		const struct candidate *one = &c->candidates[i];

		if (ask_lists(one->own, &c->target->address))
			return false;
		may |= one->evaluated && ask_is_temporary(one->own);
	}
	return may;
}

/* The user or an option names the domain. */
static bool is_told(const struct policy *p)
{
	return p->ownership_domain.len || p->expect.len || p->helo.kind == HELO_NAME;
}

/* Never verified, wherever the value stands: whose domain it proves is anybody's guess. */
static struct ownership judge_unclear(const struct check *c)
{
	return (struct ownership){ .status = !is_told(c->policy) && domain_may_come(c)
						     ? OWNERSHIP_TEMPERROR
						     : OWNERSHIP_MISSING,
				   .hint = HINT_DOMAIN_UNCLEAR };
}

struct ownership ownership_of(const struct check *c, const struct name *domain, bool is_unclear)
{
	if (!c->policy->ownership || c->skipped || c->failed)
		return (struct ownership){ .status = OWNERSHIP_NOT_ASKED };
	if (is_told(c->policy))
		return c->n_owners ? judge_owner(c, &c->owners[0]) : judge_unclear(c);
	for (unsigned i = 0; !is_unclear && domain && i < c->n_owners; i++)
		if (name_equal(&c->owners[i].domain, domain))
			return judge_owner(c, &c->owners[i]);
	return judge_unclear(c);
}
