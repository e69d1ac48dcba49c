/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_MODULES_H
#define FCRDNS_EXPORTER_MODULES_H

/*
 * modules: the file of --config.file, which says by what names probes may be asked for, and what
 * each of them asks and judges.
 *
 * Read whole and once; a value afterwards. Every mistake in it is one sentence that names the
 * file, the line, the key and the rule. Without a file there is one module, `default`, as there is
 * with a file that does not change it.
 */

#include <fcrdns/limits.h>
#include <fcrdns/servers.h>
#include <fcrdns/wish.h>

#include <stdbool.h>
#include <stddef.h>

struct generic_words;
struct modules;
struct suffix_list;
struct why;

enum {
	MODULE_NAME_MAX = 64, /* octets: letters, digits, '.', '_' and '-' */
	MODULE_TIMEOUT_MS = 20000
};

struct module {
	const char *name;
	struct wish wish; /* lacks what modules_complete adds */
	struct servers servers;
	unsigned timeout_ms; /* of a probe, at most */
	bool fail_on_warn;   /* a probe with a warning is no success */
	bool ptr_info;	     /* names from DNS may become label values */
};

/* NULL with one sentence; `file` NULL: only what is built in. The servers of resolv.conf are read
 * for those that name none. */
struct modules *modules_load(const char *file, struct why *why);
/* The same of text that is there already; no file but the one of a `resolvers: @FILE` is read. */
struct modules *modules_read(const char *shown, const char *octets, size_t n, struct why *why);
void modules_free(struct modules *m);

/* The last step before probes; `suffixes` and `words` are used until modules_free. */
void modules_complete(struct modules *m, const struct suffix_list *suffixes,
		      const struct generic_words *words);

/* NULL: there is none of that name; a NULL name is `default`. */
const struct module *modules_find(const struct modules *m, const char *name);
unsigned modules_n(const struct modules *m);
const struct module *modules_at(const struct modules *m, unsigned i); /* in the file's order */

#endif
