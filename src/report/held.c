/* SPDX-License-Identifier: MIT */
#include "held.h"

#include <fcrdns/holding.h>
#include <fcrdns/record.h>

#include "json.h"
#include "said.h"

const struct finding *held_finding(const struct record *r)
{
	if (r->stale.class == STALE_NONE || r->stale.class == STALE_HELD_OK)
		return NULL;
	for (unsigned i = 0; i < r->n_findings; i++)
		if (finding_is_of_stale(&r->findings[i]))
			return &r->findings[i];
	return NULL;
}

int64_t held_age_s(const struct record *r)
{
	const struct holding *h = r->target->holding;

	if (!h || !h->released_s || !r->check)
		return -1;
	return r->check->policy->now_s > h->released_s ? r->check->policy->now_s - h->released_s
						       : 0;
}

static void put_text(const char *key, const char *value, struct text *out)
{
	if (!value || !*value)
		return;
	text_lit(out, ",\"");
	text_str(out, key);
	text_lit(out, "\":");
	json_str(out, value);
}

static void put_time(const char *key, int64_t unix_s, struct text *out)
{
	if (!unix_s)
		return;
	text_lit(out, ",\"");
	text_str(out, key);
	text_lit(out, "\":\"");
	said_time(unix_s, out);
	text_char(out, '"');
}

static void put_name(const char *key, const struct name *name, struct text *out)
{
	if (!name->len)
		return;
	text_lit(out, ",\"");
	text_str(out, key);
	text_lit(out, "\":");
	json_name(out, name);
}

static const char *source_text(enum at_source s)
{
	switch (s) {
	case SOURCE_HAS:
		return "has";
	case SOURCE_LACKS:
		return "lacks";
	case SOURCE_UNKNOWN:
	case SOURCE_DIFFERS:
	case SOURCE_INSIDE:
		return "unknown";
	case SOURCE_UNASKED:
	default:
		return NULL;
	}
}

void held_json(const struct report_look *look, const struct record *r, struct text *out)
{
	const struct holding *h = r->target->holding;

	if (!h || r->stale.class == STALE_NONE)
		return;
	text_lit(out, ",\"stale\":{\"class\":\"");
	text_str(out, stale_class_text(r->stale.class));
	text_char(out, '"');
	put_text("provider", h->provider, out);
	put_text("account", h->account, out);
	put_text("region", h->region, out);
	put_text("id", h->id, out);
	put_text("label", h->label, out);
	put_name("ptr", &h->ptr, out);
	put_name("known_ptr", &h->known_ptr, out);
	put_text("source", source_text(h->at_source), out);
	put_name("source_ptr", &h->source_ptr, out);
	put_time("first_seen", h->first_seen_s, out);
	put_time("last_seen", h->last_seen_s, out);
	put_time("absent_since", h->absent_since_s, out);
	put_time("released_at", h->released_s, out);
	if (!look->no_timing) {
		put_time("expected_gone_at", r->stale.expected_gone_s, out);
		if (held_age_s(r) >= 0) {
			text_lit(out, ",\"age_s\":");
			text_uint(out, (uint64_t)held_age_s(r));
		}
	}
	text_char(out, '}');
}
