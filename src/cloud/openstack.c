/* SPDX-License-Identifier: MIT */
#include "openstack.h"

#include "json.h"

#include <string.h>

enum {
	DESCRIPTION_MAX = 160 /* Designate 15 */
};

/* ---- begin ---- */

/* Whatever version it has: v2.0 is gone, and some write none. */
static const char *auth_url(struct cloud *c, const char *url)
{
	size_t n = strlen(url);

	while (n && url[n - 1] == '/')
		n--;
	if (n > 3 && !strncmp(url + n - 3, "/v3", 3))
		n -= 3;
	else if (n > 5 && !strncmp(url + n - 5, "/v2.0", 5))
		n -= 5;
	return session_printf(c, "%.*s/v3", (int)n, url);
}

/* "Region:uuid", Designate's rule for what stands in the path. */
static bool is_key(const char *id)
{
	size_t region = strcspn(id, ":");

	return region && region <= 100 && id[region] == ':' && strlen(id + region + 1) == 36 &&
	       strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:") ==
		       strlen(id);
}

/* Of UTF-8. */
static size_t n_characters(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static bool open_job(struct cloud *c, struct why *why)
{
	const struct cloud_wish *w = c->wish;
	struct openstack *o = c->state;

	if (w->job == CLOUD_INVENTORY) {
		o->after_login = OPENSTACK_FLOATING;
		return true;
	}
	o->after_login = w->job == CLOUD_SHOW ? OPENSTACK_SHOW : OPENSTACK_CHANGE;
	if (w->holding->address.len != 4)
		return why_set(why, WHY_USAGE,
			       "openstack: Designate has no PTR records for IPv6 addresses");
	if (!is_key(w->holding->id))
		return why_set(why, WHY_USAGE,
			       "openstack: a PTR is set by the id of a floating IP, "
			       "REGION:UUID, and this address has none");
	if (w->description && n_characters(w->description) > DESCRIPTION_MAX)
		return why_set(why, WHY_USAGE, "openstack: a description has %d characters at most",
			       DESCRIPTION_MAX);
	return session_can_describe(c, why);
}

static bool begin(struct cloud *c, struct why *why)
{
	struct openstack *o = c->state;
	const char *url = session_get(c, "OS_AUTH_URL");

	if (!url)
		return why_set(why, WHY_USAGE,
			       "openstack: OS_AUTH_URL is not set, nor OS_CLOUD, which names a "
			       "cloud of clouds.yaml");
	c->region = c->wish->region ? c->wish->region : session_get(c, "OS_REGION_NAME");
	return open_job(c, why) && keystone_open(&o->keystone, c, auth_url(c, url), why);
}

/* ---- ask ---- */

static enum cloud_want next(struct cloud *c)
{
	struct openstack *o = c->state;

	if (o->waits) {
		o->waits = false;
		return CLOUD_PAUSE;
	}
	switch (o->step) {
	case OPENSTACK_LOGIN:
		return keystone_ask(&o->keystone, c);
	case OPENSTACK_FLOATING:
	case OPENSTACK_NETWORKS:
	case OPENSTACK_PORTS:
	case OPENSTACK_PTRS:
	case OPENSTACK_AGAIN:
		return openstack_ask_list(c);
	case OPENSTACK_CHANGE:
	case OPENSTACK_SHOW:
		return openstack_ask_ptr(c);
	}
	return CLOUD_END;
}

static bool sign(struct cloud *c, struct http_request *r, int64_t now_s)
{
	struct openstack *o = c->state;

	(void)now_s;
	o->n_sent += o->step == OPENSTACK_CHANGE;
	return o->step == OPENSTACK_LOGIN || keystone_sign(&o->keystone, r);
}

static enum cloud_verdict verdict(const struct cloud *c, const struct http_response *r,
				  int64_t now_s, unsigned *ret_after_s)
{
	const struct openstack *o = c->state;

	if (r->outcome == HTTP_ANSWERED && r->status == 401 && o->step != OPENSTACK_LOGIN)
		return CLOUD_RENEW;
	return session_verdict(r, now_s, ret_after_s);
}

/* ---- tell ---- */

static bool look_at_token(struct cloud *c, const struct json *token)
{
	struct openstack *o = c->state;

	c->account = o->keystone.project;
	return openstack_read_catalog(c, token) && openstack_begin_lists(c);
}

/* In Keystone's own shape: a URL that is not Keystone's is answered with status 404 as well. */
static bool is_unknown(const struct http_response *r)
{
	char fault[JSON_FAULT_MAX];
	struct json *j = NULL;
	bool is_its_own;

	if (r->outcome == HTTP_ANSWERED && r->status == 404)
		j = json_parse(r->body, r->body_len, fault);
	is_its_own = json_text(json_at(json_at(j, "error"), "message")) != NULL;
	json_free(j);
	return is_its_own;
}

static void tell_login(struct cloud *c, const struct http_response *r)
{
	struct openstack *o = c->state;

	if (o->keystone.secret && is_unknown(r)) {
		(void)session_fail(c, WHY_DENIED,
				   "openstack: the application credential is not known there (any "
				   "more)");
		return;
	}
	/* A token that was renewed leads to the same places. */
	if (!keystone_tell(&o->keystone, c, r, o->n_regions ? NULL : look_at_token))
		return;
	o->step = o->after_login;
	switch (o->after_login) {
	case OPENSTACK_CHANGE:
	case OPENSTACK_SHOW:
		if (!openstack_region_of(c, c->wish->holding->id))
			(void)session_fail(c, WHY_USAGE,
					   "openstack: the catalog has no DNS service (Designate) "
					   "for the region of %s, so its PTR cannot be changed",
					   c->wish->holding->id);
		break;
	case OPENSTACK_AGAIN:
		/* While the PTRs were told the token may have been dead, and Designate may have
		 * seen no addresses: once more. */
		openstack_read_ptrs_again(c);
		break;
	case OPENSTACK_LOGIN:
	case OPENSTACK_FLOATING:
	case OPENSTACK_NETWORKS:
	case OPENSTACK_PORTS:
	case OPENSTACK_PTRS:
		break;
	}
}

static bool renew(struct cloud *c)
{
	struct openstack *o = c->state;

	o->n_sent -= o->step == OPENSTACK_CHANGE; /* it was refused */
	if (o->step != OPENSTACK_LOGIN)
		o->after_login = o->step;
	o->step = OPENSTACK_LOGIN;
	return true;
}

static void tell(struct cloud *c, const struct http_response *r)
{
	struct openstack *o = c->state;

	switch (o->step) {
	case OPENSTACK_LOGIN:
		tell_login(c, r);
		break;
	case OPENSTACK_FLOATING:
	case OPENSTACK_NETWORKS:
	case OPENSTACK_PORTS:
	case OPENSTACK_PTRS:
	case OPENSTACK_AGAIN:
		openstack_tell_list(c, r);
		break;
	case OPENSTACK_CHANGE:
	case OPENSTACK_SHOW:
		openstack_tell_ptr(c, r);
		break;
	}
}

static const char *const variables[] = {
	KEYSTONE_VARIABLES,
	"OS_INTERFACE",
	"OS_CACERT",
	NULL,
};

const struct cloud_provider cloud_openstack = {
	.id = "openstack",
	.variables = variables,
	.state_size = sizeof(struct openstack),
	.open = begin,
	.next = next,
	.sign = sign,
	.verdict = verdict,
	.renew = renew,
	.tell = tell,
};
