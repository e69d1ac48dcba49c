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

static bool wants(const struct cloud *c, const char *variable, struct why *why)
{
	return why_set(why, WHY_USAGE, "%s: %s is not set", c->provider->id, variable);
}

/* Bound to its user and its project: neither has to be named, and a scope would be refused. */
static bool open_credential(struct keystone *k, const struct cloud *c, struct why *why)
{
	k->credential = session_get(c, "OS_APPLICATION_CREDENTIAL_NAME");
	k->credential_id = session_get(c, "OS_APPLICATION_CREDENTIAL_ID");
	k->secret = session_get(c, "OS_APPLICATION_CREDENTIAL_SECRET");
	if (!k->credential && !k->credential_id)
		return wants(c, "OS_APPLICATION_CREDENTIAL_ID", why);
	if (!k->secret)
		return wants(c, "OS_APPLICATION_CREDENTIAL_SECRET", why);
	if (k->credential_id || k->user_id)
		return true;
	if (!k->user)
		return wants(c, "OS_USERNAME", why);
	return k->domain || k->domain_id || wants(c, "OS_USER_DOMAIN_NAME", why);
}

static bool open_password(struct keystone *k, const struct cloud *c, struct why *why)
{
	k->password = session_get(c, "OS_PASSWORD");
	if (!k->user && !k->user_id)
		return wants(c, "OS_USERNAME", why);
	if (!k->password)
		return wants(c, "OS_PASSWORD", why);
	if (!k->user_id && !k->domain && !k->domain_id)
		return wants(c, "OS_USER_DOMAIN_NAME", why);
	if (!k->project_name && !k->project_id)
		return wants(c, "OS_PROJECT_NAME", why);
	return k->project_id || k->project_domain || k->project_domain_id ||
	       wants(c, "OS_PROJECT_DOMAIN_NAME", why);
}

/* False: it is a way to log in that is not spoken; what is there is not tried in its stead. */
static bool find_way(const struct cloud *c, bool *ret_is_credential, struct why *why)
{
	const char *type = session_get(c, "OS_AUTH_TYPE");
	char shown[64];

	*ret_is_credential = type ? !strcmp(type, "v3applicationcredential")
				  : session_get(c, "OS_APPLICATION_CREDENTIAL_ID") ||
					     session_get(c, "OS_APPLICATION_CREDENTIAL_NAME");
	if (!type || *ret_is_credential || !strcmp(type, "password") || !strcmp(type, "v3password"))
		return true;
	return why_set(why, WHY_USAGE,
		       "%s: OS_AUTH_TYPE (auth_type of clouds.yaml) is '%s', and only password and "
		       "v3applicationcredential are ways to log in here",
		       c->provider->id, text_shown(shown, sizeof(shown), type, strlen(type)));
}

bool keystone_open(struct keystone *k, struct cloud *c, const char *base, struct why *why)
{
	bool is_credential;

	*k = (struct keystone){
		.base = base,
		.user = session_get(c, "OS_USERNAME"),
		.user_id = session_get(c, "OS_USER_ID"),
		.domain = either(c, "OS_USER_DOMAIN_NAME", "OS_DOMAIN_NAME"),
		.domain_id = either(c, "OS_USER_DOMAIN_ID", "OS_DOMAIN_ID"),
		.project_name = either(c, "OS_PROJECT_NAME", "OS_TENANT_NAME"),
		.project_id = either(c, "OS_PROJECT_ID", "OS_TENANT_ID"),
		.project_domain = either(c, "OS_PROJECT_DOMAIN_NAME", "OS_DOMAIN_NAME"),
		.project_domain_id = either(c, "OS_PROJECT_DOMAIN_ID", "OS_DOMAIN_ID"),
	};
	/* Most accounts have both in one domain, and name it once. */
	if (!k->project_domain && !k->project_domain_id) {
		k->project_domain = k->domain;
		k->project_domain_id = k->domain_id;
	}
	if (!find_way(c, &is_credential, why))
		return false;
	return is_credential ? open_credential(k, c, why) : open_password(k, c, why);
}

static void put_member(struct text *out, const char *name, const char *value)
{
	json_put_string(out, name);
	text_char(out, ':');
	json_put_string(out, value);
}

/* A name means something within a domain only. */
static void put_who(struct text *out, const char *id, const char *name, const char *domain_id,
		    const char *domain)
{
	if (id) {
		put_member(out, "id", id);
		return;
	}
	put_member(out, "name", name);
	text_str(out, ",\"domain\":{");
	put_member(out, domain_id ? "id" : "name", domain_id ? domain_id : domain);
	text_char(out, '}');
}

static void put_password(struct text *body, const struct keystone *k)
{
	text_str(body, "\"password\"],\"password\":{\"user\":{");
	put_who(body, k->user_id, k->user, k->domain_id, k->domain);
	text_char(body, ',');
	put_member(body, "password", k->password);
	text_str(body, "}}},\"scope\":{\"project\":{");
	put_who(body, k->project_id, k->project_name, k->project_domain_id, k->project_domain);
	text_str(body, "}}}}");
}

static void put_credential(struct text *body, const struct keystone *k)
{
	text_str(body, "\"application_credential\"],\"application_credential\":{");
	if (k->credential_id) {
		put_member(body, "id", k->credential_id);
	} else {
		put_member(body, "name", k->credential);
		text_str(body, ",\"user\":{");
		put_who(body, k->user_id, k->user, k->domain_id, k->domain);
		text_char(body, '}');
	}
	text_char(body, ',');
	put_member(body, "secret", k->secret);
	text_str(body, "}}}}");
}

enum cloud_want keystone_ask(const struct keystone *k, struct cloud *c)
{
	session_ask(c, "POST", k->base);
	text_str(&c->url, "/auth/tokens");
	text_str(&c->body, "{\"auth\":{\"identity\":{\"methods\":[");
	if (k->secret)
		put_credential(&c->body, k);
	else
		put_password(&c->body, k);
	c->request.body_is_secret = true;
	return session_asked(c);
}

bool keystone_tell(struct keystone *k, struct cloud *c, const struct http_response *r,
		   bool (*look)(struct cloud *c, const struct json *token))
{
	struct json *answer = session_answer(c, r);
	const struct json *project = json_at(json_at(json_at(answer, "token"), "project"), "id");
	const char *token = answer ? http_header(r, "x-subject-token") : NULL;
	bool is_good = answer && token && session_id(c, token, &k->token) &&
		       session_id(c, json_text(project), &k->project);

	if (answer && !is_good)
		(void)session_fail(c, WHY_DATA,
				   "%s: the log-in was answered without a token for a "
				   "project",
				   c->provider->id);
	if (is_good)
		c->token = k->token;
	if (is_good && look)
		is_good = look(c, json_at(answer, "token"));
	json_free(answer);
	return is_good;
}

bool keystone_sign(const struct keystone *k, struct http_request *r)
{
	return http_add(r, "X-Auth-Token", k->token, true);
}
