/* SPDX-License-Identifier: MIT */
#include <fcrdns/report.h>

#include <fcrdns/history.h>
#include <fcrdns/holding.h>

#include <stdio.h>
#include <string.h>

#include "said.h"
#include "wrap.h"

enum {
	DAY_MAX = 16,
	INDENT = 4
};

/* People count in days; export has the seconds. */
static const char *day_of(int64_t unix_s, char out[static DAY_MAX])
{
	struct text text;

	text_init(&text, 64);
	said_time(unix_s, &text);
	(void)snprintf(out, DAY_MAX, "%.10s", text_cstr(&text));
	text_done(&text);
	return out;
}

static void put_state(const struct holding *h, unsigned width, struct text *out)
{
	char lead[IP_TEXT_MAX + 8], a[DAY_MAX], b[DAY_MAX], c[DAY_MAX];
	struct wrap w;

	(void)ip_text(&h->address, lead);
	(void)snprintf(lead + strlen(lead), 8, "  ");
	wrap_begin(&w, out, width, INDENT, lead);
	if (h->released_s) {
		wrap_word(&w, "RELEASED on ", day_of(h->released_s, a), ",");
		wrap_word(&w, "seen from ", day_of(h->first_seen_s, b), "");
		wrap_word(&w, "to ", day_of(h->last_seen_s, c), "");
	} else if (h->absent_since_s) {
		wrap_word(&w, "ABSENT since ", day_of(h->absent_since_s, a), ",");
		wrap_word(&w, "seen from ", day_of(h->first_seen_s, b), "");
		wrap_word(&w, "to ", day_of(h->last_seen_s, c), "");
	} else {
		wrap_word(&w, "HELD since ", day_of(h->first_seen_s, a), ",");
		wrap_word(&w, "last seen on ", day_of(h->last_seen_s, b),
			  h->is_bound ? "" : ", bound to no machine");
	}
	wrap_end(&w);
}

static void put_part(struct wrap *w, const char *what, const char *value, bool *has)
{
	if (!*value)
		return;
	if (*has)
		text_char(w->out, ',');
	wrap_word(w, what, value, "");
	*has = true;
}

static void put_owner(const struct holding *h, unsigned width, struct text *out)
{
	bool has = false;
	struct wrap w;

	if (!*h->provider && !*h->account && !*h->region && !*h->id && !*h->label)
		return;
	wrap_begin(&w, out, width, INDENT, "  ");
	put_part(&w, "", h->provider, &has);
	put_part(&w, "account ", h->account, &has);
	put_part(&w, "region ", h->region, &has);
	put_part(&w, "id ", h->id, &has);
	put_part(&w, "label ", h->label, &has);
	wrap_end(&w);
}

static void put_ptr(const struct holding *h, unsigned width, struct text *out)
{
	char ttl[32];
	struct wrap w;

	if (!h->known_ptr.len)
		return;
	(void)snprintf(ttl, sizeof(ttl), "%lu s", (unsigned long)h->known_ttl_s);
	wrap_begin(&w, out, width, INDENT, "  ");
	wrap_name(&w, "our PTR was last ", &h->known_ptr, h->known_ttl_s ? "," : "");
	if (h->known_ttl_s)
		wrap_word(&w, "TTL ", ttl, "");
	wrap_end(&w);
}

/* When it became what it is. */
static int64_t since(const struct history *history)
{
	for (size_t i = history->n_events; i > 0; i--)
		if (!strcmp(history->events[i - 1].what, history->class))
			return history->events[i - 1].at_s;
	return history->checked_s;
}

static void put_verdict(const struct history *history, unsigned width, struct text *out)
{
	char a[DAY_MAX], b[DAY_MAX];
	struct wrap w;

	wrap_begin(&w, out, width, INDENT, "  ");
	if (!history->checked_s) {
		wrap_str(&w, "its PTR was never looked at");
	} else {
		wrap_word(&w, "", *history->class ? history->class : "no verdict", "");
		wrap_word(&w, "since ", day_of(since(history), a), ",");
		wrap_word(&w, "last looked at on ", day_of(history->checked_s, b),
			  *history->ptr ? ":" : "");
		if (*history->ptr)
			wrap_word(&w, "PTR ", history->ptr, "");
	}
	wrap_end(&w);
}

void report_ledger_text(const struct holding *h, const struct history *history, unsigned width,
			struct text *out)
{
	put_state(h, width, out);
	put_owner(h, width, out);
	put_ptr(h, width, out);
	put_verdict(history, width, out);
}
