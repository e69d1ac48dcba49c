/* SPDX-License-Identifier: MIT */
#include "openstack.h"

#include "json.h"
#include "percent.h"

#include <assert.h>
#include <string.h>

/* The lists of an inventory: region by region what Neutron holds, then what Designate says of it,
 * then whether the token still held. */

enum {
	READS_MAX = 3, /* of one list that changes while it is read */
	PAGES_MAX = 2000,
	MARKER_MAX = 255
};

static const struct openstack_region *here(const struct openstack *o)
{
	return &o->regions[o->region];
}

static enum cloud_want ask_page(struct cloud *c, const char *base, const char *path)
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

enum cloud_want openstack_ask_list(struct cloud *c)
{
	struct openstack *o = c->state;
	const struct openstack_region *r = here(o);

	if (o->step == OPENSTACK_FLOATING)
		return ask_page(c, r->network, "/floatingips");
	if (o->step == OPENSTACK_PORTS)
		return ask_page(c, r->network, "/ports");
	session_ask(c, "GET", o->step == OPENSTACK_PTRS ? r->dns : r->network);
	if (o->step == OPENSTACK_PTRS) {
		text_str(&c->url, "/reverse/floatingips");
	} else if (o->step == OPENSTACK_AGAIN) {
		text_str(&c->url, "/floatingips?fields=id&limit=1");
	} else {
		text_str(&c->url, "/networks?router:external=true&fields=id&limit=500");
		if (o->marker)
			percent_put_pair(&c->url, '&', "marker", o->marker);
	}
	return session_asked(c);
}

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

static const char *url_of(const struct openstack_region *r, bool dns)
{
	return dns ? r->dns : r->network;
}

/* One that serves several regions by one URL would tell each of them the same. */
static bool is_asked_already(const struct openstack *o, bool dns)
{
	const char *url = url_of(here(o), dns);

	for (unsigned i = 0; i < o->region; i++)
		if (url_of(&o->regions[i], dns) && !strcmp(url_of(&o->regions[i], dns), url))
			return true;
	return false;
}

/* To the first region from `at` on that has what the step asks, or to the end of the step. */
static bool find_region(struct cloud *c, unsigned at, bool dns)
{
	struct openstack *o = c->state;

	for (o->region = at; o->region < o->n_regions; o->region++)
		if (url_of(here(o), dns) && !is_asked_already(o, dns))
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

	if (find_region(c, at, true))
		o->step = OPENSTACK_PTRS;
	else
		begin_again(c);
}

/* Where the list goes on, or NULL: links of the last page lead back only. */
static const char *next_link(const struct json *answer, const char *links)
{
	const struct json *list = json_at(answer, links);

	for (size_t i = 0; i < json_count(list); i++) {
		const char *rel = json_text(json_at(json_item(list, i), "rel"));
		const char *href = json_text(json_at(json_item(list, i), "href"));

		if (rel && !strcmp(rel, "next"))
			return href ? href : "";
	}
	return NULL;
}

/* The marker in a link; false: it has none like those that are ids. */
static bool marker_in(struct cloud *c, const char *href, const char **ret)
{
	const char *at = strchr(href, '?');

	while (at && strncmp(at + 1, "marker=", 7) != 0)
		at = strchr(at + 1, '&');
	if (at) {
		size_t n = strspn(at + 8, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					  "0123456789-._~");

		if (!n || n > MARKER_MAX || (at[8 + n] && at[8 + n] != '&'))
			return false;
		*ret = session_printf(c, "%.*s", (int)n, at + 8);
	}
	return at != NULL;
}

/* The next page is asked for by its marker and not by the URL that is told: the last id of this
 * one, or, where nothing of it may be seen, what stands in the link. */
static bool find_marker(struct cloud *c, const char *href, const char *last)
{
	struct openstack *o = c->state;
	const char *marker = NULL;

	if (last ? !session_id(c, last, &marker) : !marker_in(c, href, &marker))
		return session_fail(c, WHY_DATA,
				    last ? "openstack, %s: an entry without id"
					 : "openstack, %s: an empty page leads on to nowhere",
				    here(o)->name);
	if (!last && o->marker && !strcmp(o->marker, marker))
		return session_fail(c, WHY_DATA, "openstack, %s: an empty page leads on to itself",
				    here(o)->name);
	o->marker = marker;
	return true;
}

/* A page was read; false: there are no more, or the session has ended. */
static bool has_more(struct cloud *c, const struct json *answer, const struct json *list,
		     const char *links)
{
	const char *href = next_link(answer, links);
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
	if (!href)
		return false;
	if (++o->n_pages > PAGES_MAX)
		return session_fail(c, WHY_LIMIT, "openstack, %s: more than %d pages",
				    here(o)->name, PAGES_MAX);
	return find_marker(c, href, last);
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

static void tell_page(struct cloud *c, const struct json *answer)
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
	bool (*const take)(struct cloud *, const struct json *) = list_of[o->step].take;
	const struct json *list = list_in(c, answer, list_of[o->step].what);

	assert(take); /* other steps are told by others */
	if (!list)
		return;
	for (size_t i = 0; i < json_count(list); i++)
		if (!take(c, json_item(list, i)))
			return;
	if (!has_more(c, answer, list, links) && !c->has_ended)
		end_list(c);
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
		if (!openstack_merge_ptr(c, json_item(list, i)))
			break;
	json_free(answer);
	if (!c->has_ended)
		begin_ptrs(c, o->region + 1);
}

static void tell_again(struct cloud *c, const struct json *answer)
{
	struct openstack *o = c->state;

	if (list_in(c, answer, "floatingips") && !find_region(c, o->region + 1, false))
		session_complete(c);
}

bool openstack_begin_lists(struct cloud *c)
{
	return find_region(c, 0, false);
}

void openstack_read_ptrs_again(struct cloud *c)
{
	forget_ptrs(c);
	begin_ptrs(c, 0);
}

void openstack_tell_list(struct cloud *c, const struct http_response *r)
{
	const struct openstack *o = c->state;
	struct json *answer;

	if (o->step == OPENSTACK_PTRS) {
		tell_ptrs(c, r);
		return;
	}
	answer = session_answer(c, r);
	if (answer && o->step == OPENSTACK_AGAIN)
		tell_again(c, answer);
	else if (answer)
		tell_page(c, answer);
	json_free(answer);
}
