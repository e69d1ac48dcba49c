/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_MODULES_YAML_H
#define FCRDNS_EXPORTER_MODULES_YAML_H

/*
 * modules_yaml: the file of modules as it is written: its keys and their texts, before they mean
 * anything.
 */

#include "setting.h"

#include <fcrdns/optparse.h>

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct why;

enum draft_key {
	DRAFT_RESOLVERS,
	DRAFT_CACERT,
	DRAFT_TIMEOUT,
	DRAFT_STRICT,
	DRAFT_EXPECT,
	DRAFT_HELO,
	DRAFT_OWNERSHIP,
	DRAFT_IGNORE,
	DRAFT_PTR_LIMIT,
	DRAFT_PTR_INFO,
	DRAFT_FAIL_ON,
	DRAFT_KEYS
};

/* One module. A value is one text or more; line 0: the key is not there. */
struct draft {
	const char *name;
	unsigned line;
	struct {
		unsigned line;
		struct opt_texts texts;
	} key[DRAFT_KEYS];
	const char *ownership_domain, *ownership_value; /* of a mapping */
};

struct drafts {
	const char *file;    /* safe to print */
	struct arena *texts; /* the caller's */
	struct draft *draft;
	unsigned n;
};

/* False with one sentence; drafts_done in any case. */
bool drafts_read(struct drafts *ret, struct arena *texts, const char *file, const char *octets,
		 size_t n, struct why *why);
void drafts_done(struct drafts *d);

/* A key of a module, for sentences about it. */
void draft_setting(struct setting *ret, const struct drafts *d, const struct draft *m,
		   enum draft_key key);

#endif
