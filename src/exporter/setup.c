/* SPDX-License-Identifier: MIT */
#include "setup.h"

#include "modules.h"
#include "options.h"

#include <fcrdns/arena.h>
#include <fcrdns/generic_file.h>
#include <fcrdns/why.h>

#include <stddef.h>

struct setup *setup_new(const struct options *o, const struct suffix_list *suffixes,
			struct loop *loop, uint64_t now_ms, struct why *why)
{
	struct setup *s = mem_zero(1, sizeof(*s));
	bool ok;

	if (!s) {
		(void)why_set(why, WHY_INTERNAL, "no memory for the modules");
		return NULL;
	}
	engines_init(&s->engines, loop);
	ok = generic_file_load(&s->words, o->generic_words, why) &&
	     (s->modules = modules_load(o->config_file, why)) != NULL;
	if (ok)
		modules_complete(s->modules, suffixes, s->words);
	for (unsigned i = 0; ok && i < modules_n(s->modules); i++)
		ok = engines_of(&s->engines, &modules_at(s->modules, i)->servers, now_ms, why) !=
		     NULL;
	if (ok)
		return s;
	setup_free(s);
	return NULL;
}

void setup_free(struct setup *s)
{
	if (!s)
		return;
	engines_done(&s->engines);
	modules_free(s->modules);
	generic_words_free(s->words);
	mem_free(s);
}

void setup_forget(struct setup *s)
{
	struct setup **at = &s->next, *old;

	while ((old = *at) != NULL) {
		if (old->n_probes) {
			at = &old->next;
			continue;
		}
		*at = old->next;
		engines_done(&old->engines);
		s->engines.packets += old->engines.packets;
		s->engines.answers += old->engines.answers;
		setup_free(old);
	}
}
