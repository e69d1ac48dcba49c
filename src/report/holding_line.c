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

void report_inventory_end(const struct inventory_cover *cover, size_t n, struct text *out)
{
	text_lit(out, "{\"complete\":true,\"provider\":");
	json_str(out, cover->provider);
	json_member(out, "account", cover->account);
	text_lit(out, ",\"regions\":[");
	for (size_t i = 0; i < cover->n_regions; i++) {
		if (i)
			text_char(out, ',');
		json_str(out, cover->regions[i]);
	}
	text_lit(out, "],\"all_regions\":");
	json_bool(out, cover->all_regions);
	text_printf(out, ",\"addresses\":%zu}\n", n);
}

void report_inventory_gap(const char *provider, const char *reason, struct text *out)
{
	text_lit(out, "{\"complete\":false,\"provider\":");
	json_str(out, provider);
	json_member(out, "reason", reason);
	text_lit(out, "}\n");
}
