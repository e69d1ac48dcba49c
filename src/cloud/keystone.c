/* SPDX-License-Identifier: MIT */
#include "keystone.h"

#include "json.h"
#include "session.h"

#include <string.h>

static const char *either(const struct cloud *c, const char *a, const char *b)
{
	const char *value = session_get(c, a);

	return value ? value : session_get(c, b);
}

bool keystone_open(struct keystone *k, struct cloud *c, const char *base, struct why *why)
{
	*k = (struct keystone){
		.base = base,
		.user = session_get(c, "OS_USERNAME"),
		.user_id = session_get(c, "OS_USER_ID"),
		.password = session_get(c, "OS_PASSWORD"),
		.domain = either(c, "OS_USER_DOMAIN_NAME", "OS_DOMAIN_NAME"),
		.domain_id = either(c, "OS_USER_DOMAIN_ID", "OS_DOMAIN_ID"),
		.project_name = either(c, "OS_PROJECT_NAME", "OS_TENANT_NAME"),
		.project_id = either(c, "OS_PROJECT_ID", "OS_TENANT_ID"),
	};
	if (!k->user && !k->user_id)
		return why_set(why, WHY_USAGE, "%s: OS_USERNAME is not set", c->provider->id);
	if (!k->password)
		return why_set(why, WHY_USAGE, "%s: OS_PASSWORD is not set", c->provider->id);
	if ((!k->user_id || !k->project_id) && !k->domain && !k->domain_id)
		return why_set(why, WHY_USAGE, "%s: OS_USER_DOMAIN_NAME is not set",
			       c->provider->id);
	if (!k->project_name && !k->project_id)
		return why_set(why, WHY_USAGE, "%s: OS_PROJECT_NAME is not set", c->provider->id);
	return true;
}

static void put_member(struct text *out, const char *name, const char *value)
{
	json_put_string(out, name);
	text_char(out, ':');
	json_put_string(out, value);
}

static void put_domain(struct text *out, const struct keystone *k)
{
	text_str(out, ",\"domain\":{");
	if (k->domain_id)
		put_member(out, "id", k->domain_id);
	else
		put_member(out, "name", k->domain ? k->domain : "");
	text_char(out, '}');
}

enum cloud_want keystone_ask(const struct keystone *k, struct cloud *c)
{
	struct text *body = &c->body;

	session_ask(c, "POST", k->base);
	text_str(&c->url, "/auth/tokens");
	text_str(body,
		 "{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{");
	if (k->user_id)
		put_member(body, "id", k->user_id);
	else
		put_member(body, "name", k->user);
	if (!k->user_id)
		put_domain(body, k);
	text_char(body, ',');
	put_member(body, "password", k->password);
	text_str(body, "}}},\"scope\":{\"project\":{");
	if (k->project_id)
		put_member(body, "id", k->project_id);
	else
		put_member(body, "name", k->project_name);
	if (!k->project_id)
		put_domain(body, k);
	text_str(body, "}}}}");
	c->request.body_is_secret = true;
	return session_asked(c);
}

bool keystone_tell(struct keystone *k, struct cloud *c, const struct http_response *r)
{
	struct json *answer = session_answer(c, r);
	const struct json *project = json_at(json_at(json_at(answer, "token"), "project"), "id");
	const char *token = answer ? http_header(r, "x-subject-token") : NULL;
	bool is_good = answer && token && session_id(c, token, &k->token) &&
		       session_id(c, json_text(project), &k->project);

	json_free(answer);
	if (answer && !is_good)
		(void)session_fail(c, WHY_DATA,
				   "%s: the log-in was answered without a token for a "
				   "project",
				   c->provider->id);
	return is_good;
}

bool keystone_sign(const struct keystone *k, struct http_request *r)
{
	return http_add(r, "X-Auth-Token", k->token, true);
}
