/* SPDX-License-Identifier: MIT */
#include "huawei_account.h"

#include "json.h"

#include <string.h>

enum {
	READS_MAX = 3, /* of one list that changes while it is read */
	PAGES_MAX = 2000
};

/* An enterprise project whose PTRs have to be asked for, too. */
static bool note_project(struct cloud *c, const struct json *eip)
{
	struct huawei *h = c->state;
	const char *project = json_text(json_at(eip, "enterprise_project_id"));

	if (h->is_otc || !project || !*project || !strcmp(project, "0"))
		return true;
	for (unsigned i = 1; i < h->n_projects; i++)
		if (!strcmp(h->projects[i], project))
			return true;
	if (h->n_projects == PROJECTS_MAX)
		return session_fail(c, WHY_LIMIT, "huawei: more than %d enterprise projects",
				    PROJECTS_MAX);
	return session_id(c, project, &h->projects[h->n_projects++]) ||
	       session_fail(c, WHY_DATA, "huawei: an enterprise project has no sound id");
}

static bool take_address(struct cloud *c, struct holding h, const struct json *address)
{
	const char *text = json_text(address);

	if (!address || json_is_none(address) || (text && !*text))
		return true;
	if (!text || !ip_parse(&h.address, text, strlen(text)))
		return session_fail(c, WHY_DATA, "%s, %s: '%s' has no address", c->provider->id,
				    h.region, h.id);
	return session_held(c, &h.address) || session_hold(c, &h);
}

static bool take_eip(struct cloud *c, const struct json *eip, bool *ret_is_new)
{
	const struct huawei *h = c->state;
	const char *port = json_text(json_at(eip, "port_id"));
	const char *status = json_text(json_at(eip, "status"));
	struct holding held = { .provider = c->provider->id,
				.account = c->account,
				.region = h->region };

	if (!session_id(c, json_text(json_at(eip, "id")), &held.id) || !status)
		return session_fail(c, WHY_DATA, "%s, %s: an address has no id or no status",
				    c->provider->id, h->region);
	/* One that is being made has no address yet, and is held by nobody. */
	*ret_is_new |= !session_with_id(c, held.id);
	held.label = session_shown(c, json_text(json_at(eip, "alias")));
	held.is_bound = (port && *port) || !strcmp(status, "ACTIVE") || !strcmp(status, "ELB") ||
			!strcmp(status, "VPN");
	if (held.is_bound && !json_text(json_at(eip, "public_ip_address")) &&
	    !json_text(json_at(eip, "public_ipv6_address")))
		return session_fail(c, WHY_DATA, "%s, %s: '%s' has no address", c->provider->id,
				    h->region, held.id);
	return take_address(c, held, json_at(eip, "public_ip_address")) &&
	       take_address(c, held, json_at(eip, "public_ipv6_address")) && note_project(c, eip);
}

/* False: there is none, or it led here. */
static bool keep_marker(struct cloud *c, const struct json *list)
{
	struct huawei *h = c->state;
	const char *before = h->marker;

	return session_id(c, json_text(json_at(json_item(list, json_count(list) - 1), "id")),
			  &h->marker) &&
	       (!before || strcmp(before, h->marker) != 0);
}

void huawei_tell_eips(struct cloud *c, const struct json *answer)
{
	struct huawei *h = c->state;
	const struct json *list = json_at(answer, "publicips");
	bool is_new = false;

	if (!json_is_list(list)) {
		(void)session_fail(c, WHY_DATA, "%s, %s: the answer holds no list of addresses",
				   c->provider->id, h->region);
		return;
	}
	/* A page that is short may only be what the server likes: the end is an empty one. */
	if (!json_count(list)) {
		h->step = HUAWEI_PTRS;
		h->marker = NULL;
		return;
	}
	for (size_t i = 0; i < json_count(list); i++)
		if (!take_eip(c, json_item(list, i), &is_new))
			return;
	if (!is_new || ++h->n_pages > PAGES_MAX || !keep_marker(c, list))
		(void)session_fail(c, WHY_DATA, "%s, %s: the pages of addresses go round",
				   c->provider->id, h->region);
}

/* "ecs-192-0-2-1." and whatever follows: the name that unset restores. */
static bool name_is_default(const struct holding *h)
{
	const uint8_t *o = h->address.octet;
	char got[NAME_TEXT_MAX];
	struct text t;
	bool is_default;

	text_init(&t, 100);
	text_printf(&t, "ecs-%u-%u-%u-%u.", o[0], o[1], o[2], o[3]);
	(void)name_text(&h->ptr, got);
	is_default = !strncmp(got, text_cstr(&t), t.len);
	text_done(&t);
	return is_default;
}

static enum ptr_state state_of(const char *status)
{
	static const char *const failed[] = { "ERROR", "FREEZE", "ILLEGAL", "POLICE", "DISABLE" };

	if (!strcmp(status, "ACTIVE"))
		return PTR_ACTIVE;
	if (!strncmp(status, "PENDING", 7))
		return PTR_PENDING;
	for (unsigned i = 0; i < sizeof(failed) / sizeof(failed[0]); i++)
		if (!strcmp(status, failed[i]))
			return PTR_ERROR;
	return PTR_PENDING; /* a word of the future: not there yet, as far as we know */
}

static bool no_sense(struct cloud *c, const struct holding *h, const char *what)
{
	return session_fail(c, WHY_DATA, "%s, %s: the %s of '%s' makes no sense", c->provider->id,
			    h->region, what, h->id);
}

bool huawei_take_ptr(struct cloud *c, const struct json *ptr, struct holding *h)
{
	const struct json *name = json_at(ptr, "ptrdname"), *ttl = json_at(ptr, "ttl");
	const char *status = json_text(json_at(ptr, "status"));
	struct holding now = *h;
	uint64_t seconds;

	/* Some addresses have several names: the first stands for them. */
	if (!name && json_is_list(json_at(ptr, "ptrdnames"))) {
		name = json_item(json_at(ptr, "ptrdnames"), 0);
		ptr = name ? ptr : NULL;
	}
	now.ptr_state = PTR_NONE;
	now.ptr.len = 0;
	now.has_ttl = false;
	if (ptr && !json_is_none(name) && !(json_text(name) && !*json_text(name))) {
		if (!status || !session_name(c, json_text(name), &now.ptr))
			return no_sense(c, h, "PTR record");
		now.ptr_state = name_is_default(&now) ? PTR_NONE : state_of(status);
	}
	if (now.ptr_state == PTR_NONE) {
		now.ptr.len = 0;
	} else if (ttl && !json_is_none(ttl)) {
		if (!json_uint(ttl, &seconds) || seconds > INT32_MAX)
			return no_sense(c, h, "TTL");
		now.has_ttl = true;
		now.ttl_s = (uint32_t)seconds;
	}
	*h = now;
	return true;
}

bool huawei_ids_match(const struct huawei *h, const char *key, const char *id)
{
	size_t n = strlen(h->region);

	return key && !strncmp(key, h->region, n) && key[n] == ':' && !strcmp(key + n + 1, id);
}

static bool merge_ptr(struct cloud *c, const struct json *ptr)
{
	const struct huawei *h = c->state;
	const char *key = json_text(json_at(ptr, "id"));
	size_t n = strlen(h->region);
	struct holding *held = NULL;

	if (!key)
		return session_fail(c, WHY_DATA, "%s, %s: a PTR record has no id", c->provider->id,
				    h->region);
	if (!strncmp(key, h->region, n) && key[n] == ':')
		held = session_with_id(c, key + n + 1);
	/* Else of another region, or of an address that is not held (any more). */
	return !held || held->address.len != 4 || huawei_take_ptr(c, ptr, held);
}

/* What is in none of the lists has no PTR of the customer's. */
static void finish_ptrs(struct cloud *c)
{
	for (size_t i = 0; i < c->n_holdings; i++)
		if (c->holdings[i].address.len == 4 && c->holdings[i].ptr_state == PTR_UNTOLD)
			c->holdings[i].ptr_state = PTR_NONE;
	session_complete(c);
}

static void read_again(struct cloud *c)
{
	struct huawei *h = c->state;

	for (size_t i = 0; i < c->n_holdings; i++) {
		c->holdings[i].ptr_state = PTR_UNTOLD;
		c->holdings[i].ptr.len = 0;
		c->holdings[i].has_ttl = false;
	}
	h->project_at = 0;
	if (++h->n_reads == READS_MAX)
		(void)session_fail(c, WHY_TEMPORARY,
				   "%s, %s: the list of PTR records changed each time it was read",
				   c->provider->id, h->region);
}

/* A list of PTRs has been read to its end, or changed on the way. */
static void finish_list(struct cloud *c)
{
	struct huawei *h = c->state;

	if (h->n_seen == h->total) {
		if (++h->project_at == h->n_projects)
			finish_ptrs(c);
	} else {
		read_again(c);
	}
	h->marker = NULL;
	h->n_seen = 0;
}

void huawei_tell_ptrs(struct cloud *c, const struct json *answer)
{
	struct huawei *h = c->state;
	const struct json *list = json_at(answer, "floatingips");
	uint64_t total;

	if (!json_is_list(list) ||
	    !json_uint(json_at(json_at(answer, "metadata"), "total_count"), &total)) {
		(void)session_fail(c, WHY_DATA, "%s, %s: the answer holds no list of PTR records",
				   c->provider->id, h->region);
		return;
	}
	for (size_t i = 0; i < json_count(list); i++)
		if (!merge_ptr(c, json_item(list, i)))
			return;
	if (!h->marker)
		h->total = total;
	h->n_seen += json_count(list);
	if (total != h->total)
		h->n_seen = h->total + 1;
	/* Also on the last page: were it one that was told before, the sum would agree all the
	 * same. */
	if (json_count(list) && !keep_marker(c, list))
		(void)session_fail(c, WHY_DATA, "%s, %s: the pages of PTR records go round",
				   c->provider->id, h->region);
	else if (!json_count(list) || h->n_seen >= h->total)
		finish_list(c);
}
