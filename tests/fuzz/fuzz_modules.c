/* SPDX-License-Identifier: MIT */
/* The file of modules: what is read is within its bounds and can be looked up; what is not is one
 * sentence. */
#include "../../src/exporter/modules.h"

#include <fcrdns/why.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool truth)
{
	if (!truth)
		abort();
}

static void need_printable(const char *text)
{
	need(*text);
	for (; *text; text++)
		need(*text >= ' ' && *text <= '~');
}

static void look_at(const struct modules *all, const struct module *m)
{
	const struct policy *p = &m->wish.policy;

	need(modules_find(all, m->name) == m);
	need_printable(m->name);
	need(strlen(m->name) <= MODULE_NAME_MAX);
	need(m->timeout_ms >= 100 && m->timeout_ms <= 3600000);
	need(p->ptr_limit >= 1 && p->ptr_limit <= LIMIT_PTR_NAMES_MAX);
	need(m->servers.n >= 1 && m->servers.n <= LIMIT_SERVERS);
	need(p->n_also_expected < WISH_EXPECTS && (p->expect.len || !p->n_also_expected));
	need(p->ownership == (p->ownership_len > 0) && p->ownership_len <= LIMIT_TXT_OCTETS);
	need(p->ownership || !p->ownership_domain.len);
	need(p->root_domain != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct why why = { 0 };
	struct modules *all;

	/* Files of this machine are none of its business. */
	if (size > 1 << 16 || memchr(data, '@', size))
		return 0;
	all = modules_read("file", (const char *)data, size, &why);
	if (!all) {
		need(why.code != WHY_NONE);
		need_printable(why.text);
		return 0;
	}
	modules_complete(all, NULL, NULL);
	need(modules_n(all) >= 1 && modules_n(all) <= LIMIT_MODULES + 1);
	need(modules_find(all, NULL) != NULL);
	for (unsigned i = 0; i < modules_n(all); i++)
		look_at(all, modules_at(all, i));
	modules_free(all);
	return 0;
}
