/* SPDX-License-Identifier: MIT */
#include "openstack.h"

#include "json.h"

#include <string.h>

/* Some clouds write the version into their catalog and some do not: it is cut off, then put. */
static const char *with_version(struct cloud *c, const char *url, const char *version)
{
	static const char *const known[] = { "/v2.0", "/v2" };
	size_t n = strlen(url);

	while (n && url[n - 1] == '/')
		n--;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size_t len = strlen(known[i]);

		if (n <= len || strncmp(url + n - len, known[i], len) != 0)
			continue;
		n -= len;
		break;
	}
	return session_printf(c, "%.*s%s", (int)n, url, version);
}

static struct openstack_region *region_named(struct cloud *c, const char *name)
{
	struct openstack *o = c->state;

	for (unsigned i = 0; i < o->n_regions; i++)
		if (!strcmp(o->regions[i].name, name))
			return &o->regions[i];
	if (o->n_regions == OPENSTACK_REGIONS_MAX) {
		(void)session_fail(c, WHY_LIMIT, "openstack: the catalog has more than %d regions",
				   OPENSTACK_REGIONS_MAX);
		return NULL;
	}
	o->regions[o->n_regions] = (struct openstack_region){ .name = name };
	return &o->regions[o->n_regions++];
}

/* A region's name becomes a part of ids: Designate's rule for them. */
static bool is_region_name(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_");

	return n && n <= 100 && !s[n];
}

static bool take_endpoint(struct cloud *c, const struct json *endpoint, bool is_dns)
{
	const char *interface = session_get(c, "OS_INTERFACE"), *wanted = c->region;
	const char *its = json_text(json_at(endpoint, "interface"));
	const char *name = json_text(json_at(endpoint, "region_id"));
	const char *url = json_text(json_at(endpoint, "url")), *kept;
	struct openstack_region *region;

	interface = interface ? interface : "public";
	/* clouds.yaml also has the older words: publicURL. */
	if (!its || strncmp(its, interface, strlen(its)) != 0 ||
	    (interface[strlen(its)] && strcmp(interface + strlen(its), "URL") != 0))
		return true;
	name = name ? name : json_text(json_at(endpoint, "region"));
	if (wanted && name && strcmp(wanted, name) != 0)
		return true;
	if (!name || !is_region_name(name) || !session_id(c, url, &kept))
		return session_fail(c, WHY_DATA,
				    "openstack: the catalog has an entry without sound region or "
				    "URL");
	region = region_named(c, session_keep(c, name));
	if (!region)
		return false;
	if (is_dns)
		region->dns = with_version(c, kept, "/v2");
	else
		region->network = with_version(c, kept, "/v2.0");
	return !c->has_ended;
}

/* The kinds of service that matter, whatever they are called. */
static bool take_service(struct cloud *c, const struct json *service)
{
	const char *type = json_text(json_at(service, "type"));
	const struct json *endpoints = json_at(service, "endpoints");
	bool is_dns = type && !strcmp(type, "dns");

	if (!type || (!is_dns && strcmp(type, "network") != 0))
		return true;
	if (!json_is_list(endpoints))
		return session_fail(c, WHY_DATA, "openstack: the catalog makes no sense");
	for (size_t i = 0; i < json_count(endpoints); i++)
		if (!take_endpoint(c, json_item(endpoints, i), is_dns))
			return false;
	return true;
}

/* A catalog comes in any order; of several regions that one Neutron serves the first has its
 * addresses, which shall be the same one the next time. */
static void sort_regions(struct openstack *o)
{
	for (unsigned i = 1; i < o->n_regions; i++) {
		const struct openstack_region r = o->regions[i];
		unsigned at = i;

		for (; at && strcmp(o->regions[at - 1].name, r.name) > 0; at--)
			o->regions[at] = o->regions[at - 1];
		o->regions[at] = r;
	}
}

/* A region without Neutron has no addresses; its Designate may serve another one. */
static void note_asked(struct cloud *c)
{
	struct openstack *o = c->state;

	c->regions = o->asked;
	c->n_regions = 0;
	for (unsigned i = 0; i < o->n_regions; i++)
		if (o->regions[i].network)
			o->asked[c->n_regions++] = o->regions[i].name;
}

bool openstack_read_catalog(struct cloud *c, const struct json *token)
{
	const struct json *catalog = json_at(token, "catalog");
	struct openstack *o = c->state;
	const char *wanted = c->region;

	o->n_regions = 0;
	if (!json_is_list(catalog))
		return session_fail(c, WHY_DATA, "openstack: the token came without a catalog");
	for (size_t i = 0; i < json_count(catalog); i++)
		if (!take_service(c, json_item(catalog, i)))
			return false;
	sort_regions(o);
	note_asked(c);
	if (!c->n_regions)
		return session_fail(c, WHY_USAGE, "openstack: there is no network service%s%.100s",
				    wanted ? " in the region " : " in the catalog",
				    wanted ? session_shown(c, wanted) : "");
	return true;
}

const struct openstack_region *openstack_region_in(const struct cloud *c, const char *id)
{
	const struct openstack *o = c->state;
	size_t len = strcspn(id, ":");

	for (unsigned i = 0; i < o->n_regions; i++)
		if (strlen(o->regions[i].name) == len && !strncmp(o->regions[i].name, id, len))
			return &o->regions[i];
	return NULL;
}

const struct openstack_region *openstack_region_of(const struct cloud *c, const char *id)
{
	const struct openstack *o = c->state;
	const struct openstack_region *own = openstack_region_in(c, id), *other = NULL;
	bool differs = false;

	for (unsigned i = 0; i < o->n_regions; i++) {
		const struct openstack_region *r = &o->regions[i];

		if (!r->dns)
			continue;
		differs |= other && strcmp(other->dns, r->dns) != 0;
		other = r;
	}
	if (!own || own->dns)
		return own;
	return differs ? NULL : other;
}
