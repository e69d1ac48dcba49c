/* SPDX-License-Identifier: MIT */
#include <fcrdns/report.h>

#include "json.h"
#include "wrap.h"

#include <fcrdns/preflight.h>
#include <fcrdns/provider.h>

#include <stdio.h>

enum {
	INDENT = 13 /* behind the longest state */
};

static const char *const headlines[] = {
	[PREFLIGHT_OK] = "ACCEPTED: nothing speaks against it",
	[PREFLIGHT_ADVICE] = "ACCEPTED: nothing speaks against it",
	[PREFLIGHT_UNDECIDED] = "UNDECIDED: not all could be looked at",
	[PREFLIGHT_REFUSED] = "REFUSED: see what is refused below",
};

static void put_item(const struct preflight_item *item, unsigned width, struct text *out)
{
	char lead[INDENT + 1];
	struct wrap w;

	(void)snprintf(lead, sizeof(lead), "  %-11s", preflight_state_text(item->state));
	wrap_begin(&w, out, width, INDENT, lead);
	wrap_str(&w, item->message);
	wrap_end(&w);
	if (!item->fix)
		return;
	wrap_begin(&w, out, width, INDENT, "             ");
	wrap_str(&w, "fix:");
	wrap_str(&w, item->fix);
	wrap_end(&w);
}

void report_preflight_text(const struct preflight *p, unsigned width, struct text *out)
{
	struct wrap w;

	wrap_begin(&w, out, width, 2, "");
	wrap_str(&w, p->record->address);
	wrap_str(&w, "->");
	wrap_name(&w, "", p->wish->name, "");
	wrap_str(&w, "at");
	wrap_str(&w, p->wish->provider->name);
	wrap_end(&w);
	wrap_begin(&w, out, width, 2, "");
	wrap_str(&w, headlines[p->state]);
	wrap_end(&w);
	/* What stops it comes first. */
	for (int s = PREFLIGHT_REFUSED; s >= PREFLIGHT_OK; s--)
		for (unsigned i = 0; i < p->n_items; i++)
			if ((int)p->items[i].state == s)
				put_item(&p->items[i], width, out);
}

void report_preflight_json(const struct preflight *p, struct text *out)
{
	text_lit(out, "{\"schema\":\"fcrdns-check-preflight/1\",\"address\":");
	json_str(out, p->record->address);
	text_lit(out, ",\"name\":");
	json_name(out, p->wish->name);
	text_lit(out, ",\"provider\":");
	json_str(out, p->wish->provider->id);
	text_lit(out, ",\"accepted\":");
	text_str(out, p->state == PREFLIGHT_REFUSED	? "false"
		      : p->state == PREFLIGHT_UNDECIDED ? "null"
							: "true");
	text_lit(out, ",\"ttl\":");
	if (p->wish->has_ttl)
		text_uint(out, p->wish->ttl_s);
	else
		text_lit(out, "null");
	text_lit(out, ",\"items\":[");
	for (unsigned i = 0; i < p->n_items; i++) {
		const struct preflight_item *item = &p->items[i];

		text_str(out, i ? ",{\"code\":" : "{\"code\":");
		json_str(out, item->code);
		text_lit(out, ",\"state\":");
		json_str(out, preflight_state_text(item->state));
		text_lit(out, ",\"message\":");
		json_str(out, item->message);
		if (item->fix) {
			text_lit(out, ",\"fix\":");
			json_str(out, item->fix);
		}
		text_char(out, '}');
	}
	text_lit(out, "]}\n");
}
