/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLOUD_HUAWEI_ACCOUNT_H
#define FCRDNS_CLOUD_HUAWEI_ACCOUNT_H

/*
 * huawei_account: what an account at Huawei Cloud or Open Telekom Cloud holds, read from the two
 * lists of its addresses and of its PTR records.
 */

#include "keystone.h"
#include "session.h"
#include "sign.h"

enum {
	PROJECTS_MAX = 64
};

enum huawei_step {
	HUAWEI_LOGIN, /* OTC only */
	HUAWEI_EIPS,
	HUAWEI_PTRS, /* of each enterprise project */
	HUAWEI_CHANGE,
	HUAWEI_SHOW
};

struct huawei {
	bool is_otc;
	struct sign_key key;	  /* Huawei */
	struct keystone keystone; /* OTC */
	const char *vpc, *dns, *region, *project;
	enum huawei_step step, after_login;
	bool waits;
	const char *marker; /* NULL for the first page */
	uint64_t total, n_seen;
	unsigned n_reads, n_pages; /* n_pages: of addresses */
	/* Huawei's enterprise projects that addresses were seen of; the first is the default one.
	 */
	const char *projects[PROJECTS_MAX];
	unsigned n_projects, project_at;
};

/* A page of either list. */
void huawei_tell_eips(struct cloud *c, const struct json *answer);
void huawei_tell_ptrs(struct cloud *c, const struct json *answer);

/* What the API says of the PTR of `h`; false: the session has ended, and `h` is as it was. */
bool huawei_take_ptr(struct cloud *c, const struct json *ptr, struct holding *h);
/* A record's id is "region:id of the address". */
bool huawei_ids_match(const struct huawei *h, const char *key, const char *id);

#endif
