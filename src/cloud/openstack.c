/* SPDX-License-Identifier: MIT */
#include "openstack.h"

#include "json.h"
#include "percent.h"

#include <string.h>

enum {
	READS_MAX = 3, /* of one list that changes while it is read */
	PAGES_MAX = 2000,
	DESCRIPTION_MAX = 160, /* Designate 15 */
	PAUSE_FIRST_MS = 500,
	PAUSE_MAX_MS = 5000
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
	if (w->description && strlen(w->description) > DESCRIPTION_MAX)
		return why_set(why, WHY_USAGE, "openstack: a description has %d characters at most",
			       DESCRIPTION_MAX);
	return true;
}

static bool begin(struct cloud *c, struct why *why)
{
	struct openstack *o = c->state;
	const char *url = session_get(c, "OS_AUTH_URL");

	if (!url)
		return why_set(why, WHY_USAGE,
			       "openstack: OS_AUTH_URL is not set, nor OS_CLOUD, which names a "
			       "cloud of clouds.yaml");
	return open_job(c, why) && keystone_open(&o->keystone, c, auth_url(c, url), why);
}

/* ---- ask ---- */

static const struct openstack_region *here(const struct openstack *o)
{
	return &o->regions[o->region];
}

static enum cloud_want ask_list(struct cloud *c, const char *base, const char *path)
{
	const struct openstack *o = c->state;

	session_ask(c, "GET", base);
	text_str(&c->url, path);
	/* An administrator would see every project. */
	percent_put_pair(&c->url, '?', "project_id", c->account);
	text_str(&c->url, "&limit=500");
	if (o->marker)
		percent_put_pair(&c->url, '&', "marker", o->marker);
	return session_asked(c);
}

/* Leaving out the TTL or the description would set them back, so that all is said each time. */
static enum cloud_want ask_change(struct cloud *c)
{
	const struct cloud_wish *w = c->wish;
	const struct openstack_region *r = openstack_region_of(c, w->holding->id);
	struct text *body = &c->body;

	session_ask(c, "PATCH", r->dns);
	text_printf(&c->url, "/reverse/floatingips/%s", w->holding->id);
	text_str(body, "{\"ptrdname\":");
	if (w->job == CLOUD_UNSET) {
		text_str(body, "null}");
	} else {
		text_char(body, '"');
		name_put(&w->ptr, body);
		text_str(body, ".\"");
		if (w->has_ttl)
			text_printf(body, ",\"ttl\":%u", w->ttl_s);
		if (w->description) {
			text_str(body, ",\"description\":");
			json_put_string(body, w->description);
		}
		text_char(body, '}');
	}
	c->request.writes = true;
	return session_asked(c);
}

static enum cloud_want next(struct cloud *c)
{
	struct openstack *o = c->state;
	const struct openstack_region *r = here(o);

	if (o->waits) {
		o->waits = false;
		return CLOUD_PAUSE;
	}
	switch (o->step) {
	case OPENSTACK_LOGIN:
		return keystone_ask(&o->keystone, c);
	case OPENSTACK_FLOATING:
		return ask_list(c, r->network, "/floatingips");
	case OPENSTACK_NETWORKS:
		session_ask(c, "GET", r->network);
		text_str(&c->url, "/networks?router:external=true&fields=id&limit=500");
		if (o->marker)
			percent_put_pair(&c->url, '&', "marker", o->marker);
		return session_asked(c);
	case OPENSTACK_PORTS:
		return ask_list(c, r->network, "/ports");
	case OPENSTACK_PTRS:
		session_ask(c, "GET", r->dns);
		text_str(&c->url, "/reverse/floatingips");
		return session_asked(c);
	case OPENSTACK_AGAIN:
		session_ask(c, "GET", r->network);
		text_str(&c->url, "/floatingips?fields=id&limit=1");
		return session_asked(c);
	case OPENSTACK_CHANGE:
		return ask_change(c);
	case OPENSTACK_SHOW:
		session_ask(c, "GET", openstack_region_of(c, c->wish->holding->id)->dns);
		text_printf(&c->url, "/reverse/floatingips/%s", c->wish->holding->id);
		return session_asked(c);
	}
	return CLOUD_END;
}

static bool sign(struct cloud *c, struct http_request *r, int64_t now_s)
{
	const struct openstack *o = c->state;

	(void)now_s;
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

/* ---- the steps of an inventory ---- */

static void begin_list(struct cloud *c, enum openstack_step step)
{
	struct openstack *o = c->state;

	o->step = step;
	o->marker = o->first = NULL;
	o->n_before = c->n_holdings;
	o->n_pages = 0;
	o->n_reads = 0;
}

static void forget_ptrs(struct cloud *c)
{
	for (size_t i = 0; i < c->n_holdings; i++) {
		c->holdings[i].ptr_state = PTR_UNTOLD;
		c->holdings[i].ptr.len = 0;
		c->holdings[i].has_ttl = false;
	}
}

/* To the first region from `at` on that has what the step asks, or to the end of the step. */
static bool find_region(struct cloud *c, unsigned at, bool dns)
{
	struct openstack *o = c->state;

	for (o->region = at; o->region < o->n_regions; o->region++)
		if (dns ? here(o)->dns : here(o)->network)
			return true;
	return false;
}

/* A Designate may serve several regions by one URL. */
static bool is_asked_already(const struct openstack *o)
{
	for (unsigned i = 0; i < o->region; i++)
		if (o->regions[i].dns && !strcmp(o->regions[i].dns, here(o)->dns))
			return true;
	return false;
}

static void begin_again(struct cloud *c)
{
	struct openstack *o = c->state;

	(void)find_region(c, 0, false);
	o->step = OPENSTACK_AGAIN;
}

static void begin_ptrs(struct cloud *c, unsigned at)
{
	struct openstack *o = c->state;

	while (find_region(c, at, true) && is_asked_already(o))
		at = o->region + 1;
	if (o->region < o->n_regions)
		o->step = OPENSTACK_PTRS;
	else
		begin_again(c);
}

/* A page was read; false: there are no more. `ids` are those of its first and last entry. */
static bool has_more(struct cloud *c, const struct json *answer, const struct json *list,
		     const char *links)
{
	struct openstack *o = c->state;
	size_t n = json_count(list);
	const char *first = json_text(json_at(json_item(list, 0), "id"));
	const char *last = n ? json_text(json_at(json_item(list, n - 1), "id")) : NULL;
	bool goes_round = o->marker && first && o->first && !strcmp(first, o->first);

	if (goes_round) {
		/* The marker is gone, and an unknown one means the first page. */
		c->n_holdings = o->n_before;
		o->marker = o->first = NULL;
		if (++o->n_reads < READS_MAX)
			return true;
		return session_fail(c, WHY_TEMPORARY,
				    "openstack, %s: the list changed each time it was read",
				    here(o)->name);
	}
	if (!o->marker && first)
		o->first = session_keep(c, first);
	/* The next page is asked for by its marker and not by the URL that is told. */
	if (!n || !json_count(json_at(answer, links)))
		return false;
	if (++o->n_pages > PAGES_MAX)
		return session_fail(c, WHY_LIMIT, "openstack, %s: more than %d pages",
				    here(o)->name, PAGES_MAX);
	return session_id(c, last, &o->marker) ||
	       session_fail(c, WHY_DATA, "openstack, %s: an entry without id", here(o)->name);
}

/* Links of the last page lead back only. */
static bool leads_on(const struct json *answer, const char *links)
{
	const struct json *list = json_at(answer, links);

	for (size_t i = 0; i < json_count(list); i++) {
		const char *rel = json_text(json_at(json_item(list, i), "rel"));

		if (rel && !strcmp(rel, "next"))
			return true;
	}
	return false;
}

static const struct json *list_in(struct cloud *c, const struct json *answer, const char *what)
{
	const struct openstack *o = c->state;
	const struct json *list = json_at(answer, what);

	if (json_is_list(list))
		return list;
	(void)session_fail(c, WHY_DATA, "openstack, %s: the answer holds no list of %s",
			   here(o)->name, what);
	return NULL;
}

static bool take_network(struct cloud *c, const struct json *network)
{
	struct openstack *o = c->state;

	if (o->n_outside == OPENSTACK_NETWORKS_MAX)
		return session_fail(c, WHY_LIMIT, "openstack, %s: more than %d external networks",
				    here(o)->name, OPENSTACK_NETWORKS_MAX);
	if (session_id(c, json_text(json_at(network, "id")), &o->outside[o->n_outside])) {
		o->n_outside++;
		return true;
	}
	return session_fail(c, WHY_DATA, "openstack, %s: a network without id", here(o)->name);
}

static void end_list(struct cloud *c)
{
	struct openstack *o = c->state;

	if (o->step == OPENSTACK_FLOATING) {
		o->n_outside = 0;
		begin_list(c, OPENSTACK_NETWORKS);
	} else if (o->step == OPENSTACK_NETWORKS && o->n_outside) {
		begin_list(c, OPENSTACK_PORTS);
	} else if (find_region(c, o->region + 1, false)) {
		begin_list(c, OPENSTACK_FLOATING);
	} else {
		begin_ptrs(c, 0);
	}
}

static void tell_list(struct cloud *c, const struct json *answer)
{
	static const struct {
		const char *what, *links;
		bool (*take)(struct cloud *, const struct json *);
	} list_of[] = {
		[OPENSTACK_FLOATING] = { "floatingips", "floatingips_links",
					 openstack_take_floating },
		[OPENSTACK_NETWORKS] = { "networks", "networks_links", take_network },
		[OPENSTACK_PORTS] = { "ports", "ports_links", openstack_take_port },
	};
	struct openstack *o = c->state;
	const char *links = list_of[o->step].links;
	const struct json *list = list_in(c, answer, list_of[o->step].what);

	if (!list)
		return;
	for (size_t i = 0; i < json_count(list); i++)
		if (!list_of[o->step].take(c, json_item(list, i)))
			return;
	if (!leads_on(answer, links) || !has_more(c, answer, list, links))
		if (!c->has_ended)
			end_list(c);
}

/* One that Designate knows and Neutron did not tell: it came between the two, or will be seen
 * next time. One that Designate does not know stays untold. */
static bool merge_ptr(struct cloud *c, const struct json *item)
{
	const char *id = json_text(json_at(item, "id"));
	struct holding *h = id ? session_with_id(c, id) : NULL;

	if (!id || (h && !openstack_read_ptr(c, item, h)))
		return session_fail(c, WHY_DATA,
				    "openstack: a PTR record of Designate's makes no "
				    "sense");
	return true;
}

static void tell_ptrs(struct cloud *c, const struct http_response *r)
{
	struct openstack *o = c->state;
	struct json *answer;
	const struct json *list;

	/* One IPv6 address among the floating IPs is enough for status 500; Neutron's list stands
	 * all the same, and the PTRs are not told. */
	if (r->outcome == HTTP_ANSWERED && r->status >= 500) {
		begin_ptrs(c, o->region + 1);
		return;
	}
	answer = session_answer(c, r);
	list = answer ? list_in(c, answer, "floatingips") : NULL;
	for (size_t i = 0; list && i < json_count(list); i++)
		if (!merge_ptr(c, json_item(list, i)))
			break;
	json_free(answer);
	if (!c->has_ended)
		begin_ptrs(c, o->region + 1);
}

/* ---- one address ---- */

static void tell_show(struct cloud *c, const struct http_response *r)
{
	struct openstack *o = c->state;
	struct holding h = *c->wish->holding;
	struct json *answer;

	/* The list of a former owner has it no more, and neither has this: it was taken back. */
	if (c->wish->job == CLOUD_UNSET && o->is_changed && r->outcome == HTTP_ANSWERED &&
	    r->status == 404) {
		h.ptr_state = PTR_NONE;
		h.ptr.len = 0;
		if (session_hold(c, &h))
			session_complete(c);
		return;
	}
	answer = session_answer(c, r);
	if (!answer)
		return;
	if (!openstack_read_ptr(c, answer, &h)) {
		(void)session_fail(c, WHY_DATA, "openstack: the PTR record of %s makes no sense",
				   h.id);
	} else if (h.ptr_state == PTR_PENDING && c->wish->job != CLOUD_SHOW) {
		o->waits = true;
		c->pause_ms = 2 * c->pause_ms > PAUSE_MAX_MS ? PAUSE_MAX_MS : 2 * c->pause_ms;
	} else if (h.ptr_state == PTR_ERROR && c->wish->job != CLOUD_SHOW) {
		(void)session_fail(c, WHY_TEMPORARY,
				   "openstack: Designate took the change, but could not bring it "
				   "to its DNS servers (status ERROR)");
	} else if (session_hold(c, &h)) {
		if (c->wish->job == CLOUD_SHOW)
			session_complete(c);
		else
			session_confirm(c);
	}
	json_free(answer);
}

/* 202 proves nothing: what was asked for is looked at. */
static void tell_change(struct cloud *c, const struct http_response *r)
{
	struct openstack *o = c->state;

	if (c->wish->job == CLOUD_UNSET && r->outcome == HTTP_ANSWERED && r->status == 404) {
		(void)session_fail(c, WHY_USAGE,
				   "openstack: no PTR was set by the id %s; if this project got "
				   "the address back, set a name by its new id first, then unset "
				   "it",
				   c->wish->holding->id);
		return;
	}
	if (!session_is_good(c, r))
		return;
	o->is_changed = true;
	o->step = OPENSTACK_SHOW;
	c->pause_ms = PAUSE_FIRST_MS;
}

/* ---- tell ---- */

static bool look_at_token(struct cloud *c, const struct json *token)
{
	struct openstack *o = c->state;

	c->account = o->keystone.project;
	return openstack_read_catalog(c, token);
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
	case OPENSTACK_FLOATING:
		if (!o->n_before && !o->marker && !c->n_holdings)
			(void)find_region(c, 0, false);
		break;
	case OPENSTACK_CHANGE:
	case OPENSTACK_SHOW:
		if (!openstack_region_of(c, c->wish->holding->id))
			(void)session_fail(c, WHY_USAGE,
					   "openstack: there is no DNS service (Designate) in the "
					   "catalog, so no PTR can be set");
		break;
	case OPENSTACK_AGAIN:
		/* While the PTRs were told the token may have been dead, and Designate may have
		 * seen no addresses: once more. */
		forget_ptrs(c);
		begin_ptrs(c, 0);
		break;
	case OPENSTACK_LOGIN:
	case OPENSTACK_NETWORKS:
	case OPENSTACK_PORTS:
	case OPENSTACK_PTRS:
		break;
	}
}

static bool renew(struct cloud *c)
{
	struct openstack *o = c->state;

	if (o->step != OPENSTACK_LOGIN)
		o->after_login = o->step;
	o->step = OPENSTACK_LOGIN;
	return true;
}

static void tell(struct cloud *c, const struct http_response *r)
{
	struct openstack *o = c->state;
	struct json *answer;

	switch (o->step) {
	case OPENSTACK_LOGIN:
		tell_login(c, r);
		break;
	case OPENSTACK_PTRS:
		tell_ptrs(c, r);
		break;
	case OPENSTACK_CHANGE:
		tell_change(c, r);
		break;
	case OPENSTACK_SHOW:
		tell_show(c, r);
		break;
	case OPENSTACK_FLOATING:
	case OPENSTACK_NETWORKS:
	case OPENSTACK_PORTS:
		answer = session_answer(c, r);
		if (answer)
			tell_list(c, answer);
		json_free(answer);
		break;
	case OPENSTACK_AGAIN:
		answer = session_answer(c, r);
		if (answer && list_in(c, answer, "floatingips")) {
			if (!find_region(c, o->region + 1, false))
				session_complete(c);
		}
		json_free(answer);
		break;
	}
}

static const char *const variables[] = {
	"OS_AUTH_URL",
	"OS_AUTH_TYPE",
	"OS_USERNAME",
	"OS_USER_ID",
	"OS_PASSWORD",
	"OS_USER_DOMAIN_NAME",
	"OS_USER_DOMAIN_ID",
	"OS_DOMAIN_NAME",
	"OS_DOMAIN_ID",
	"OS_PROJECT_NAME",
	"OS_PROJECT_ID",
	"OS_TENANT_NAME",
	"OS_TENANT_ID",
	"OS_PROJECT_DOMAIN_NAME",
	"OS_PROJECT_DOMAIN_ID",
	"OS_APPLICATION_CREDENTIAL_ID",
	"OS_APPLICATION_CREDENTIAL_NAME",
	"OS_APPLICATION_CREDENTIAL_SECRET",
	"OS_REGION_NAME",
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
