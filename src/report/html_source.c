/* SPDX-License-Identifier: MIT */
#include "html.h"

#include <fcrdns/record.h>
#include <fcrdns/text.h>
#include <fcrdns/traced.h>

#include "source_words.h"
#include "wrap.h"

#include <limits.h>

/* What the zones' own servers say: an item a look-up, with who was asked. */

static size_t begin(struct wrap *w, struct text *out)
{
	size_t at = out->len;

	wrap_begin(w, out, UINT_MAX, 0, "");
	return at;
}

/* Without the end of the line. */
static void end_raw(struct wrap *w)
{
	struct text *out = w->out;

	wrap_end(w);
	if (!out->failed && out->len && out->data[out->len - 1] == '\n')
		out->len--;
}

static void end(struct wrap *w, size_t at)
{
	end_raw(w);
	html_escape(w->out, at);
}

static enum html_sign sign_of(enum trace_result r)
{
	switch (r) {
	case TRACE_CHANGED:
	case TRACE_DIFFERS:
	case TRACE_UNHEARD:
		return HTML_WARN;
	case TRACE_UNKNOWN:
		return HTML_DOUBT;
	case TRACE_SAME:
		break;
	}
	return HTML_PLAIN;
}

static void put_step(const struct report_look *how, const struct trace_step *s, bool each,
		     struct text *out)
{
	struct wrap w;
	size_t at;

	text_lit(out, "<br>");
	at = begin(&w, out);
	source_servers(&w, s);
	end(&w, at);
	for (unsigned i = 0; each && i < s->n_servers; i++) {
		text_lit(out, "<br>");
		at = begin(&w, out);
		source_server(&w, how, &s->servers[i]);
		end(&w, at);
	}
}

void html_source(const struct report_look *how, const struct record *r, char level, bool is_whole,
		 struct text *out)
{
	const struct trace *t = r->check ? r->check->trace : NULL;

	if (!t || !t->n_looks)
		return;
	text_printf(out, "<h%c>What the zones' own servers say</h%c>\n<ul class=\"found\">\n",
		    level, level);
	for (unsigned i = 0; i < t->n_looks; i++) {
		const struct trace_look *look = &t->looks[i];
		struct traced traced = traced_of(t, look, &r->target->address);
		struct wrap w;
		size_t at;

		html_item(out, sign_of(traced.result));
		html_mark(out, sign_of(traced.result));
		at = begin(&w, out);
		source_sentence(&w, how, r, look, &traced);
		end(&w, at);
		for (const struct trace_step *s = look->first; s; s = s->next)
			if (s->chosen && s->n_servers)
				put_step(how, s,
					 is_whole || (s == traced.step &&
						      traced.result == TRACE_DIFFERS),
					 out);
		text_lit(out, "</li>\n");
	}
	text_lit(out, "</ul>\n");
}

bool html_wait(const struct report_look *how, const struct record *r, struct text *out)
{
	struct source_wait wait;
	struct wrap w;

	if (!source_is_to_come(r, &wait))
		return false;
	(void)begin(&w, out);
	source_put_wait(&w, how, &wait);
	end_raw(&w);
	return true;
}
