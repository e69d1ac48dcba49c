/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLOUD_KEYSTONE_H
#define FCRDNS_CLOUD_KEYSTONE_H

/*
 * keystone: a token of OpenStack's identity service (v3) for one project, got with name and
 * password or with an application credential. Its variables are the OS_* ones.
 */

#include <fcrdns/cloud.h>

/* The variables of those that log in with it, for their lists. */
#define KEYSTONE_VARIABLES                                                                        \
	"OS_AUTH_URL", "OS_AUTH_TYPE", "OS_USERNAME", "OS_USER_ID", "OS_PASSWORD",                \
		"OS_USER_DOMAIN_NAME", "OS_USER_DOMAIN_ID", "OS_DOMAIN_NAME", "OS_DOMAIN_ID",     \
		"OS_PROJECT_NAME", "OS_PROJECT_ID", "OS_TENANT_NAME", "OS_TENANT_ID",             \
		"OS_PROJECT_DOMAIN_NAME", "OS_PROJECT_DOMAIN_ID", "OS_APPLICATION_CREDENTIAL_ID", \
		"OS_APPLICATION_CREDENTIAL_NAME", "OS_APPLICATION_CREDENTIAL_SECRET",             \
		"OS_REGION_NAME"

struct json;

struct keystone {
	const char *base; /* ends in /v3 */
	const char *user, *user_id, *password, *domain, *domain_id;
	const char *project_name, *project_id, *project_domain, *project_domain_id;
	const char *credential, *credential_id, *secret; /* application credential; its name */
	const char *token, *project;			 /* once told; project: its id */
};

/* False with one sentence: a variable is missing. */
bool keystone_open(struct keystone *k, struct cloud *c, const char *base, struct why *why);
enum cloud_want keystone_ask(const struct keystone *k, struct cloud *c);
/* False: the session has ended with the reason. `look` is shown the token's object; may be NULL. */
bool keystone_tell(struct keystone *k, struct cloud *c, const struct http_response *r,
		   bool (*look)(struct cloud *c, const struct json *token));
bool keystone_sign(const struct keystone *k, struct http_request *r);

#endif
