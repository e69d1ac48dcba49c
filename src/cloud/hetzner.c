/* SPDX-License-Identifier: MIT */
#include "hetzner.h"

#include "json.h"
#include "pages.h"
#include "session.h"

#include <fcrdns/limits.h>

#include <stdio.h>
#include <string.h>

/*
 * Hetzner Cloud: a bearer token, pages by number. An id of ours is "KIND/NUMBER", as in the path.
 * The API does not tell which project a token is of; HCLOUD_CONTEXT, the name that hcloud has for
 * it, keeps the addresses of several apart.
 */

static const char *const kinds[] = { "primary_ips", "floating_ips", "servers", "load_balancers" };
static const char *const singular[] = { "primary_ip", "floating_ip", "server", "load_balancer" };

enum {
	N_KINDS = sizeof(kinds) / sizeof(kinds[0])
};

enum step {
	STEP_LIST,
	STEP_CHANGE,
	STEP_ACTION, /* until it has succeeded */
	STEP_SHOW
};

struct hetzner {
	const char *base, *authorization;
	enum step step;
	bool waits;
	unsigned kind;
	uint64_t page, action;
	struct pages pages;
};

/* It becomes an id, which has no blanks. */
static const char *name_of_context(struct cloud *c, const char *context)
{
	char name[LIMIT_SHOWN];

	(void)snprintf(name, sizeof(name), "%s", session_shown(c, context));
	for (char *p = name; *p; p++)
		if (*p == ' ')
			*p = '_';
	return session_keep(c, name);
}

static bool begin(struct cloud *c, struct why *why)
{
	struct hetzner *h = c->state;
	const char *context = session_get(c, "HCLOUD_CONTEXT"), *token;

	if (!session_key(c, "HCLOUD_TOKEN", &token, why))
		return false;
	if (c->wish->region)
		return why_set(why, WHY_USAGE, "hetzner has no regions: write --provider hetzner");
	h->base = session_endpoint(c, "HCLOUD_ENDPOINT");
	if (!h->base)
		h->base = "https://api.hetzner.cloud/v1";
	h->authorization = session_printf(c, "Bearer %s", token);
	h->page = 1;
	c->account = name_of_context(c, context);
	if (c->wish->job == CLOUD_INVENTORY)
		return true;
	h->step = c->wish->job == CLOUD_SHOW ? STEP_SHOW : STEP_CHANGE;
	for (h->kind = 0; h->kind < N_KINDS; h->kind++) {
		const char *id = c->wish->holding->id;
		size_t n = strlen(kinds[h->kind]);

		if (!strncmp(id, kinds[h->kind], n) && id[n] == '/' && id[n + 1] &&
		    strspn(id + n + 1, "0123456789") == strlen(id + n + 1))
			return true;
	}
	return why_set(why, WHY_USAGE, "hetzner: '%s' is no id of an address there",
		       c->wish->holding->id);
}

static void put_change(struct cloud *c)
{
	char address[IP_TEXT_MAX];

	text_printf(&c->url, "%s/actions/change_dns_ptr", c->wish->holding->id);
	text_printf(&c->body,
		    "{\"ip\":\"%s\",\"dns_ptr\":", ip_text(&c->wish->holding->address, address));
	if (c->wish->job == CLOUD_SET) {
		json_put_name(&c->body, &c->wish->ptr, false);
		text_char(&c->body, '}');
	} else {
		text_str(&c->body, "null}");
	}
	c->request.writes = true;
}

static enum cloud_want next(struct cloud *c)
{
	struct hetzner *h = c->state;

	if (h->waits) {
		h->waits = false;
		return CLOUD_PAUSE;
	}
	session_ask(c, h->step == STEP_CHANGE ? "POST" : "GET", h->base);
	text_char(&c->url, '/');
	switch (h->step) {
	case STEP_LIST:
		text_str(&c->url, kinds[h->kind]);
		text_str(&c->url, "?page=");
		text_uint(&c->url, h->page);
		text_str(&c->url, "&per_page=50");
		break;
	case STEP_CHANGE:
		put_change(c);
		break;
	case STEP_ACTION:
		text_str(&c->url, "actions/");
		text_uint(&c->url, h->action);
		break;
	case STEP_SHOW:
		text_str(&c->url, c->wish->holding->id);
		break;
	}
	return session_asked(c);
}

static bool sign(struct cloud *c, struct http_request *r, int64_t now_s)
{
	const struct hetzner *h = c->state;

	(void)now_s;
	return http_add(r, "Authorization", h->authorization, true);
}

static enum cloud_verdict verdict(const struct cloud *c, const struct http_response *r,
				  int64_t now_s, unsigned *ret_after_s)
{
	const char *reset = http_header(r, "ratelimit-reset");
	enum cloud_verdict v = session_verdict(r, now_s, ret_after_s);

	(void)c;
	if (r->outcome == HTTP_ANSWERED && (r->status == 409 || r->status == 423))
		return CLOUD_RETRY; /* something else is being done with it */
	if (v == CLOUD_RETRY && !*ret_after_s && reset)
		*ret_after_s = session_seconds_until(reset, now_s);
	return v;
}

/* The name that an IPv4 address has when none is set; IPv6 ones have none then. */
static bool name_is_default(const struct holding *h)
{
	char want[80], got[NAME_TEXT_MAX];
	const uint8_t *o = h->address.octet;
	struct text t;
	bool is_default;

	if (h->address.len != 4)
		return false;
	text_init(&t, sizeof(want));
	text_printf(&t, "static.%u.%u.%u.%u.clients.your-server.de", o[3], o[2], o[1], o[0]);
	(void)name_text(&h->ptr, got);
	is_default = !strcmp(text_cstr(&t), got);
	text_done(&t);
	return is_default;
}

/* One address and its PTR; null for both is nothing held, which has to be said. */
static bool take(struct cloud *c, struct holding h, const struct json *ip, const struct json *ptr)
{
	if (json_is_none(ip))
		return true;
	if (!json_text(ip) || !ip_parse(&h.address, json_text(ip), strlen(json_text(ip))))
		return session_fail(c, WHY_DATA, "hetzner: %s told of no address", h.id);
	if (session_held(c, &h.address))
		return true; /* a server's are primary ones as well, which came first */
	h.ptr_state = PTR_NONE;
	if (!json_is_none(ptr)) {
		if (!session_name(c, json_text(ptr), &h.ptr))
			return session_fail(c, WHY_DATA, "hetzner: %s told of no PTR name", h.id);
		h.ptr_state = name_is_default(&h) ? PTR_NONE : PTR_ACTIVE;
		if (h.ptr_state == PTR_NONE)
			h.ptr.len = 0;
	}
	return session_hold(c, &h);
}

/* What a list has of the PTRs of one address, or of addresses of one network. */
static bool take_pairs(struct cloud *c, const struct holding *h, const struct ip *of, unsigned bits,
		       const struct json *pairs)
{
	for (size_t i = 0; i < json_count(pairs); i++) {
		const struct json *pair = json_item(pairs, i);
		const char *ip = json_text(json_at(pair, "ip"));
		struct ip address;

		if (!ip || !ip_parse(&address, ip, strlen(ip)) || address.len != of->len ||
		    !ip_within(&address, of, bits))
			return session_fail(c, WHY_DATA, "hetzner: %s told of no address", h->id);
		if (!take(c, *h, json_at(pair, "ip"), json_at(pair, "dns_ptr")))
			return false;
	}
	return true;
}

/* An address, or a /64, which is held as a whole: named are the addresses of it that have a PTR,
 * and the first, which is the one that a server is given. */
static bool take_whole(struct cloud *c, struct holding h, const char *ip, const struct json *pairs)
{
	const char *slash = strchr(ip, '/');
	size_t n = slash ? (size_t)(slash - ip) : strlen(ip);

	if (!ip_parse(&h.address, ip, n) || (slash && h.address.len != 16))
		return session_fail(c, WHY_DATA, "hetzner: %s told of no %s", h.id,
				    slash ? "network" : "address");
	if (!take_pairs(c, &h, &h.address, slash ? 64 : 8 * h.address.len, pairs))
		return false;
	if (slash)
		h.address.octet[15] |= 1;
	h.ptr_state = PTR_NONE;
	return session_held(c, &h.address) || session_hold(c, &h);
}

static bool take_addresses(struct cloud *c, const struct holding *h, const struct json *from)
{
	const char *ip = json_text(json_at(from, "ip"));
	const struct json *ptr = json_at(from, "dns_ptr");

	if (!json_is_list(ptr))
		return take(c, *h, json_at(from, "ip"), ptr);
	return ip ? take_whole(c, *h, ip, ptr)
		  : session_fail(c, WHY_DATA, "hetzner: %s told of no address", h->id);
}

/* One that has none of this kind says so. */
static bool take_public(struct cloud *c, const struct holding *h, const struct json *public)
{
	if (json_is_none(public))
		return true;
	return json_is_map(public)
		       ? take_addresses(c, h, public)
		       : session_fail(c, WHY_DATA, "hetzner: %s told of no address", h->id);
}

static bool take_entry(struct cloud *c, unsigned kind, const struct json *entry)
{
	const struct json *net = json_at(entry, "public_net");
	const char *const owner = kind == 0 ? "assignee_id" : "server";
	struct holding h = { .provider = "hetzner", .account = c->account, .region = "" };
	struct hetzner *state = c->state;
	uint64_t number, unused;

	if (!json_uint(json_at(entry, "id"), &number))
		return session_fail(c, WHY_DATA, "hetzner: an entry of %s has no id", kinds[kind]);
	h.id = session_printf(c, "%s/%llu", kinds[kind], (unsigned long long)number);
	pages_see(&state->pages, h.id);
	h.label = session_shown(c, json_text(json_at(entry, "name")));
	h.is_bound = kind > 1 || json_uint(json_at(entry, owner), &unused);
	if (kind < 2)
		return take_addresses(c, &h, entry);
	if (!json_is_map(net))
		return session_fail(c, WHY_DATA, "hetzner: %s has no public_net", h.id);
	return take_public(c, &h, json_at(net, "ipv4")) && take_public(c, &h, json_at(net, "ipv6"));
}

static void finish_list(struct cloud *c)
{
	struct hetzner *h = c->state;

	h->page = 1;
	switch (pages_end(&h->pages, c)) {
	case PAGES_WHOLE:
		pages_begin(&h->pages, c);
		if (++h->kind == N_KINDS)
			session_complete(c);
		break;
	case PAGES_AGAIN:
		break;
	case PAGES_NEVER:
		(void)session_fail(c, WHY_TEMPORARY,
				   "hetzner: the list of %s changed each time it was read",
				   kinds[h->kind]);
		break;
	}
}

static void tell_list(struct cloud *c, const struct json *answer)
{
	struct hetzner *h = c->state;
	const struct json *list = json_at(answer, kinds[h->kind]);
	const struct json *pages = json_at(json_at(answer, "meta"), "pagination");
	const struct json *following = json_at(pages, "next_page");
	const struct json *entries = json_at(pages, "total_entries");
	uint64_t total = 0, page = 0;
	bool has_total = json_uint(entries, &total);

	if (!json_is_list(list) || (!has_total && !json_is_none(entries)) || !following ||
	    (!json_is_none(following) && !json_uint(following, &page)) ||
	    (!json_is_none(following) && page <= h->page)) {
		(void)session_fail(c, WHY_DATA, "hetzner: %s was answered with no list of pages",
				   kinds[h->kind]);
		return;
	}
	/* The sum may be null. */
	pages_turn(&h->pages, has_total, total);
	for (size_t i = 0; i < json_count(list); i++)
		if (!take_entry(c, h->kind, json_item(list, i)))
			return;
	if (json_is_none(following) || pages_is_moved(&h->pages))
		finish_list(c);
	else
		h->page = page;
}

static void tell_action(struct cloud *c, const struct json *answer)
{
	struct hetzner *h = c->state;
	const struct json *action = json_at(answer, "action");
	const char *status = json_text(json_at(action, "status"));

	if (!status || !json_uint(json_at(action, "id"), &h->action)) {
		(void)session_fail(c, WHY_DATA, "hetzner: the change was answered with no action");
	} else if (!strcmp(status, "success")) {
		h->step = STEP_SHOW;
	} else if (!strcmp(status, "running")) {
		h->step = STEP_ACTION;
		h->waits = true;
	} else {
		(void)session_fail(
			c, WHY_TEMPORARY, "hetzner: the change failed there: %s",
			session_shown(c, json_text(json_at(json_at(action, "error"), "message"))));
	}
}

static void tell_show(struct cloud *c, const struct json *answer)
{
	struct hetzner *h = c->state;
	const struct holding *of = c->wish->holding, *held;
	struct holding only;
	bool is_there = true;

	if (!take_entry(c, h->kind, json_at(answer, singular[h->kind])))
		return;
	held = session_held(c, &of->address);
	only = held ? *held : *of;
	if (!held) { /* one of a /64 that has no PTR, if it is of that */
		only.ptr_state = PTR_NONE;
		only.ptr.len = 0;
		is_there = c->n_holdings && of->address.len == 16 &&
			   ip_within(&of->address, &c->holdings[c->n_holdings - 1].address, 64);
	}
	if (!is_there) {
		(void)session_fail(c, WHY_USAGE, "hetzner: %s is not that address (any more)",
				   of->id);
		return;
	}
	c->n_holdings = 0;
	if (session_hold(c, &only))
		session_confirm(c);
}

static void tell(struct cloud *c, const struct http_response *r)
{
	struct hetzner *h = c->state;
	struct json *answer = session_answer(c, r);

	if (!answer)
		return;
	switch (h->step) {
	case STEP_LIST:
		tell_list(c, answer);
		break;
	case STEP_CHANGE:
	case STEP_ACTION:
		tell_action(c, answer);
		break;
	case STEP_SHOW:
		tell_show(c, answer);
		break;
	}
	json_free(answer);
}

static const char *const variables[] = { "HCLOUD_TOKEN", "HCLOUD_ENDPOINT", "HCLOUD_CONTEXT",
					 NULL };

const struct cloud_provider cloud_hetzner = {
	.id = "hetzner",
	.variables = variables,
	.account_variable = "HCLOUD_CONTEXT",
	.state_size = sizeof(struct hetzner),
	.open = begin,
	.next = next,
	.sign = sign,
	.verdict = verdict,
	.tell = tell,
};
