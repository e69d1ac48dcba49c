/* SPDX-License-Identifier: MIT */
#include "outline.h"

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>
#include <fcrdns/text.h>

#include <stdio.h>
#include <string.h>

/* Before the texts. */
struct head {
	uint64_t index, part;
	uint8_t has_part, is_undecided, is_cut, iprev, severity;
};

struct outlining {
	struct arena *arena;
	char **items;
	unsigned n;
	bool is_full;
};

/* ---- what a finding is about ---- */

static bool is_between(enum finding_code code, enum finding_code first, enum finding_code last)
{
	return code >= first && code <= last;
}

/* It comes and goes with time, or is about who was asked. */
static bool is_of_the_run(enum finding_code code)
{
	switch ((int)code) {
	case FINDING_RDNS_SLOW:
	case FINDING_TTL_LOW:
	case FINDING_TTL_HIGH:
	case FINDING_ANSWER_STALE:
	case FINDING_RESOLVER_LOCAL:
		return true;
	default:
		return false;
	}
}

/* It says that nothing is known for now. */
static bool is_temporary(enum finding_code code)
{
	switch ((int)code) {
	case FINDING_OUT_OF_RESOURCES:
	case FINDING_UNKNOWN:
	case FINDING_OWNERSHIP_TEMPERROR:
	case FINDING_DNSBL_REFUSED:
	case FINDING_DNSBL_BROKEN:
	case FINDING_DNSBL_UNDECIDED:
	case FINDING_DEEP_UNDECIDED:
		return true;
	default:
		return is_between(code, FINDING_PTR_TIMEOUT, FINDING_PTR_TRUNCATED_NO_TCP) ||
		       is_between(code, FINDING_FWD_TIMEOUT, FINDING_FWD_MALFORMED);
	}
}

static void put_subject(enum finding_code code, const char *about, char ret[static SUBJECT_MAX])
{
	const char *kind = NULL;
	bool has_name = false;

	if (is_between(code, FINDING_FWD_MISMATCH, FINDING_PTR_UNCONFIRMED) ||
	    code == FINDING_DNSSEC_BOGUS) {
		kind = "fwd ";
		has_name = true;
	} else if (is_between(code, FINDING_OWNERSHIP_MISMATCH, FINDING_OWNERSHIP_TEMPERROR)) {
		kind = "ownership";
	} else if (is_between(code, FINDING_DNSBL_LISTED, FINDING_DNSBL_UNDECIDED)) {
		kind = "dnsbl ";
		has_name = true;
	} else if (is_between(code, FINDING_DUAL_STACK_TWIN, FINDING_DEEP_UNDECIDED)) {
		kind = "deep";
	} else if (is_between(code, FINDING_HELO_MISMATCH, FINDING_HELO_MATCH)) {
		kind = "helo";
	}
	(void)snprintf(ret, SUBJECT_MAX, "%s%.*s", kind ? kind : "", NAME_TEXT_MAX,
		       has_name ? about : "");
}

bool finding_subject(const char *text, const char *about, char ret[static SUBJECT_MAX])
{
	enum finding_code code;

	*ret = '\0';
	if (!finding_code_parse(&code, text, strlen(text)))
		return true; /* of a newer version */
	if (is_of_the_run(code) || is_temporary(code))
		return false;
	put_subject(code, about, ret);
	return true;
}

/* ---- items ---- */

static size_t key_len(const char *item)
{
	return strcspn(item, "\t");
}

int item_order(const char *a, const char *b)
{
	size_t n_a = key_len(a), n_b = key_len(b);
	int order = memcmp(a, b, n_a < n_b ? n_a : n_b);

	if (order)
		return order;
	return n_a < n_b ? -1 : n_a > n_b;
}

/* By insertion: hardly any is out of order, and there are few. */
static bool add(struct outlining *o, const char *octets, size_t n)
{
	char *item = arena_string(o->arena, octets, n);
	unsigned at = o->n;

	if (o->n == OUTLINE_ITEMS) {
		o->is_full = true;
		return false;
	}
	if (!item)
		return false;
	for (; at && item_order(o->items[at - 1], item) > 0; at--)
		o->items[at] = o->items[at - 1];
	o->items[at] = item;
	o->n++;
	return true;
}

static bool add_text(struct outlining *o, struct text *item)
{
	bool ok = !item->failed && add(o, item->data, item->len);

	if (item->failed)
		o->is_full = true;
	text_done(item);
	return ok;
}

static bool add_named(struct outlining *o, char kind, const char *what, const struct name *name)
{
	struct text item;

	text_init(&item, OUTLINE_OCTETS_MAX);
	text_char(&item, kind);
	text_str(&item, what);
	if (name->len)
		name_put(name, &item);
	return add_text(o, &item);
}

/* ---- names ---- */

static bool add_addresses(struct outlining *o, const struct name *name, const struct answer *a)
{
	unsigned n = a->status == ANSWER_OK ? a->n_records : 0;
	struct ip *sorted = arena_get(o->arena, n * sizeof(*sorted));
	struct text item;

	if (!sorted)
		return false;
	if (n >= LIMIT_ADDRESSES_SHOWN)
		return add_named(o, ITEM_CUT, "", name);
	for (unsigned i = 0; i < n; i++) {
		unsigned at = i;

		for (; at && ip_compare(&sorted[at - 1], &a->ips[i]) > 0; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = a->ips[i];
	}
	text_init(&item, OUTLINE_OCTETS_MAX);
	text_char(&item, ITEM_ADDRESSES);
	name_put(name, &item);
	text_char(&item, '\t');
	for (unsigned i = 0; i < n; i++) {
		text_str(&item, i ? " " : "");
		ip_put(&sorted[i], &item);
	}
	return add_text(o, &item);
}

static const struct answer *addresses_of(const struct candidate *c)
{
	const struct answer *own = &c->own->answer;

	if (own->status == ANSWER_NODATA && c->other && c->other->told)
		return &c->other->answer;
	return own;
}

static bool add_name(struct outlining *o, const struct candidate *c)
{
	if (!add_named(o, ITEM_NAME, "", &c->name))
		return false;
	if (!c->own || !c->own->told)
		return true;
	if (answer_is_temporary(&c->own->answer))
		return add_named(o, ITEM_DOUBT, "fwd ", &c->name);
	return add_addresses(o, &c->name, addresses_of(c));
}

/* ---- findings ---- */

static bool add_finding(struct outlining *o, const struct finding *f)
{
	char about[NAME_TEXT_MAX] = "", subject[SUBJECT_MAX];
	struct text item;

	if (f->name.len)
		(void)name_text(&f->name, about);
	if (f->code != FINDING_FOREIGN && is_temporary(f->code)) {
		put_subject(f->code, about, subject);
		return !*subject || add_named(o, ITEM_DOUBT, subject, &(struct name){ 0 });
	}
	if (!finding_subject(finding_name(f), about, subject))
		return true;
	text_init(&item, OUTLINE_OCTETS_MAX);
	text_printf(&item, "%c%s %s\t%c", ITEM_FINDING, finding_name(f), about,
		    '0' + (int)f->severity);
	return add_text(o, &item);
}

static bool is_undecided(const struct record *r)
{
	if (r->iprev == IPREV_TEMPERROR || r->stale.class == STALE_UNKNOWN ||
	    (!r->target->has_address && r->severity == SEVERITY_UNDECIDED))
		return true;
	for (unsigned i = 0; i < r->n_findings; i++)
		if (r->findings[i].code == FINDING_OUT_OF_RESOURCES ||
		    (r->findings[i].code == FINDING_FOREIGN &&
		     r->findings[i].severity == SEVERITY_UNDECIDED))
			return true;
	return false;
}

/* ---- an outline ---- */

static bool add_all(struct outlining *o, const struct record *r)
{
	for (unsigned i = 0; i < r->n_names; i++)
		if (!add_name(o, r->names[i].candidate))
			return false;
	for (unsigned i = 0; i < r->n_findings; i++)
		if (!add_finding(o, &r->findings[i]))
			return false;
	return !r->has_helo ||
	       (r->helo_matches_ptr != UNDECIDED && r->helo_resolves_to_ip != UNDECIDED) ||
	       add_named(o, ITEM_DOUBT, "helo", &(struct name){ 0 });
}

static void put_given(const char *text, struct text *out)
{
	if (text)
		text_str(out, text);
	text_char(out, '\0');
}

bool outline_of(const struct record *r, struct arena *arena, struct text *out)
{
	const struct target *t = r->target;
	const struct head head = { .index = t->index,
				   .part = t->part,
				   .has_part = t->has_part,
				   .is_undecided = is_undecided(r),
				   .is_cut = r->n_names >= LIMIT_NAMES_SHOWN,
				   .iprev = (uint8_t)r->iprev,
				   .severity = (uint8_t)r->severity };
	struct outlining o = { .arena = arena };

	o.items = arena_get(arena, OUTLINE_ITEMS * sizeof(*o.items));
	if (!o.items || !add_all(&o, r))
		return false;
	text_put(out, (const char *)&head, sizeof(head));
	put_given(t->has_address ? r->address : "", out);
	put_given(t->input, out);
	put_given(t->tag, out);
	for (unsigned i = 0; i < o.n; i++)
		put_given(o.items[i], out);
	return !out->failed;
}

static const char *behind(const char *text)
{
	return text + strlen(text) + 1;
}

struct outline outline_read(const char *octets, size_t n)
{
	struct outline ret = { .address = octets + sizeof(struct head), .end = octets + n };
	struct head head;

	memcpy(&head, octets, sizeof(head));
	ret.index = head.index;
	ret.part = head.part;
	ret.has_part = head.has_part;
	ret.is_undecided = head.is_undecided;
	ret.is_cut = head.is_cut;
	ret.iprev = (enum iprev)head.iprev;
	ret.severity = (enum severity)head.severity;
	ret.input = behind(ret.address);
	ret.tag = behind(ret.input);
	ret.items = behind(ret.tag);
	return ret;
}
