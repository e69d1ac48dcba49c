/* SPDX-License-Identifier: MIT */
#include <fcrdns/report.h>

#include <fcrdns/history.h>
#include <fcrdns/holding.h>

#include "json.h"
#include "said.h"

static void put_key(struct text *out, const char *key)
{
	text_lit(out, ",\"");
	text_str(out, key);
	text_lit(out, "\":");
}

static void put_text(struct text *out, const char *key, const char *value)
{
	put_key(out, key);
	json_str(out, value);
}

static void put_time(struct text *out, const char *key, int64_t unix_s)
{
	put_key(out, key);
	if (!unix_s) {
		text_lit(out, "null");
		return;
	}
	text_char(out, '"');
	said_time(unix_s, out);
	text_char(out, '"');
}

static void put_name(struct text *out, const char *key, const struct name *name)
{
	put_key(out, key);
	if (name->len)
		json_name(out, name);
	else
		text_lit(out, "null");
}

static void put_seconds(struct text *out, const char *key, bool has, uint32_t s)
{
	put_key(out, key);
	if (has)
		text_uint(out, s);
	else
		text_lit(out, "null");
}

/* Empty texts are what there is not. */
static void put_or_null(struct text *out, const char *key, const char *value)
{
	if (*value)
		put_text(out, key, value);
	else {
		put_key(out, key);
		text_lit(out, "null");
	}
}

static void put_holding(const struct holding *h, struct text *out)
{
	char address[IP_TEXT_MAX];

	put_text(out, "address", ip_text(&h->address, address));
	put_text(out, "provider", h->provider);
	put_text(out, "account", h->account);
	put_text(out, "region", h->region);
	put_text(out, "id", h->id);
	put_text(out, "label", h->label);
	put_key(out, "bound");
	json_bool(out, h->is_bound);
	put_name(out, "ptr", &h->ptr);
	put_text(out, "ptr_state", ptr_state_text(h->ptr_state));
	put_seconds(out, "ttl", h->has_ttl, h->ttl_s);
	put_time(out, "first_seen", h->first_seen_s);
	put_time(out, "last_seen", h->last_seen_s);
	put_time(out, "absent_since", h->absent_since_s);
	put_time(out, "released", h->released_s);
	put_time(out, "ptr_seen", h->ptr_seen_s);
	put_name(out, "known_ptr", &h->known_ptr);
	put_seconds(out, "known_ttl", h->known_ttl_s != 0, h->known_ttl_s);
}

static void put_event(const struct history_event *e, struct text *out)
{
	text_lit(out, "{\"at\":\"");
	said_time(e->at_s, out);
	text_char(out, '"');
	put_text(out, "what", e->what);
	put_or_null(out, "iprev", e->iprev);
	put_or_null(out, "ptr", e->ptr);
	text_char(out, '}');
}

void report_ledger_line(const struct holding *h, const struct history *history, struct text *out)
{
	text_lit(out, "{\"schema\":\"fcrdns-ledger/1\",\"row\":");
	text_uint(out, (uint64_t)h->row);
	put_holding(h, out);
	put_time(out, "checked", history->checked_s);
	put_or_null(out, "class", history->class);
	put_or_null(out, "iprev", history->iprev);
	put_or_null(out, "dns_ptr", history->ptr);
	text_lit(out, ",\"events\":[");
	for (size_t i = 0; i < history->n_events; i++) {
		if (i)
			text_char(out, ',');
		put_event(&history->events[i], out);
	}
	text_lit(out, "]}\n");
}
