/* SPDX-License-Identifier: MIT */
#include "people.h"

#include <fcrdns/record.h>
#include <fcrdns/text.h>
#include <fcrdns/traced.h>

#include "source_words.h"
#include "wrap.h"

/* What the zones' own servers say, below the path: one sentence a look-up, then who was asked. */

enum {
	FIX_INDENT = 7
};

static void put_servers(const struct report_look *how, const struct trace_step *s, struct text *out)
{
	struct wrap w;

	wrap_begin(&w, out, look_width(how), PEOPLE_INDENT + 2, "    ");
	source_servers(&w, s);
	wrap_end(&w);
}

static void put_each(const struct report_look *how, const struct trace_step *s, struct text *out)
{
	for (unsigned i = 0; i < s->n_servers; i++) {
		struct wrap w;

		wrap_begin(&w, out, look_width(how), PEOPLE_INDENT + 2, "    ");
		source_server(&w, how, &s->servers[i]);
		wrap_end(&w);
	}
}

void people_source(const struct report_look *how, const struct record *r, struct text *out)
{
	const struct trace *t = r->check ? r->check->trace : NULL;

	for (unsigned i = 0; t && i < t->n_looks; i++) {
		const struct trace_look *look = &t->looks[i];
		struct traced traced = traced_of(t, look, &r->target->address);
		struct wrap w;

		wrap_begin(&w, out, look_width(how), PEOPLE_INDENT, "  source: ");
		source_sentence(&w, how, r, look, &traced);
		wrap_end(&w);
		for (const struct trace_step *s = look->first; s; s = s->next)
			if (s->chosen && s->n_servers) {
				bool parts = s == traced.step && traced.result == TRACE_DIFFERS;

				put_servers(how, s, out);
				if (how->verbose || parts)
					put_each(how, s, out);
			}
	}
}

bool people_wait(const struct report_look *how, const struct record *r, struct text *out)
{
	struct source_wait wait;
	struct wrap w;

	if (!source_is_to_come(r, &wait))
		return false;
	wrap_begin(&w, out, look_width(how), FIX_INDENT, "  fix: ");
	source_put_wait(&w, how, &wait);
	wrap_end(&w);
	return true;
}
