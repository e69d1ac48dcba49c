/* SPDX-License-Identifier: MIT */
#include <fcrdns/report.h>

#include "json.h"

#include <fcrdns/holding.h>

static void put(struct text *out, const char *key, const char *value)
{
	text_lit(out, ",\"");
	text_str(out, key);
	text_lit(out, "\":");
	json_str(out, value);
}

void report_holding(const struct holding *h, struct text *out)
{
	char address[IP_TEXT_MAX];

	text_lit(out, "{\"address\":");
	json_str(out, ip_text(&h->address, address));
	put(out, "provider", h->provider);
	put(out, "account", h->account);
	put(out, "region", h->region);
	put(out, "id", h->id);
	put(out, "label", h->label);
	text_lit(out, ",\"bound\":");
	json_bool(out, h->is_bound);
	text_lit(out, ",\"ptr\":");
	if (h->ptr.len)
		json_name(out, &h->ptr);
	else
		text_lit(out, "null");
	put(out, "ptr_state", ptr_state_text(h->ptr_state));
	text_lit(out, ",\"ttl\":");
	if (h->has_ttl)
		text_uint(out, h->ttl_s);
	else
		text_lit(out, "null");
	text_lit(out, "}\n");
}
