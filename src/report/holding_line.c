/* SPDX-License-Identifier: MIT */
#include <fcrdns/report.h>

#include "json.h"

#include <fcrdns/holding.h>

void report_holding(const struct holding *h, struct text *out)
{
	char address[IP_TEXT_MAX];

	text_lit(out, "{\"address\":");
	json_str(out, ip_text(&h->address, address));
	json_member(out, "provider", h->provider);
	json_member(out, "account", h->account);
	json_member(out, "region", h->region);
	json_member(out, "id", h->id);
	json_member(out, "label", h->label);
	text_lit(out, ",\"bound\":");
	json_bool(out, h->is_bound);
	text_lit(out, ",\"ptr\":");
	if (h->ptr.len)
		json_name(out, &h->ptr);
	else
		text_lit(out, "null");
	json_member(out, "ptr_state", ptr_state_text(h->ptr_state));
	text_lit(out, ",\"ttl\":");
	if (h->has_ttl)
		text_uint(out, h->ttl_s);
	else
		text_lit(out, "null");
	text_lit(out, "}\n");
}
