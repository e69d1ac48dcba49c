/* SPDX-License-Identifier: MIT */
#include "openstack.h"

#include "json.h"

#include <string.h>

enum {
	UUID_LEN = 36
};

static bool is_uuid(const char *s)
{
	return s && strlen(s) == UUID_LEN && strspn(s, "0123456789abcdefABCDEF-") == UUID_LEN;
}

static const struct openstack_region *region_now(const struct cloud *c)
{
	const struct openstack *o = c->state;

	return &o->regions[o->region];
}

static struct holding holding_here(const struct cloud *c)
{
	return (struct holding){ .provider = "openstack",
				 .account = c->account,
				 .region = region_now(c)->name };
}

/* The filter by project is Neutron's, and an administrator's token sees all without it: what is
 * somebody else's nevertheless is a fault, not a holding. */
static bool is_own(const struct cloud *c, const struct json *item)
{
	const char *project = json_text(json_at(item, "project_id"));

	project = project ? project : json_text(json_at(item, "tenant_id"));
	return !project || !strcmp(project, c->account);
}

bool openstack_take_floating(struct cloud *c, const struct json *fip)
{
	const char *uuid = json_text(json_at(fip, "id"));
	const char *address = json_text(json_at(fip, "floating_ip_address"));
	const struct json *port = json_at(fip, "port_id");
	struct holding h = holding_here(c);
	const struct holding *known;

	if (!is_uuid(uuid) || !address || !ip_parse(&h.address, address, strlen(address)) ||
	    !port || (!json_is_none(port) && !json_text(port)) || !is_own(c, fip))
		return session_fail(c, WHY_DATA,
				    "openstack, %s: a floating IP without sound id, address or "
				    "port, or of another project",
				    h.region);
	h.id = session_printf(c, "%s:%s", h.region, uuid);
	h.label = session_shown(c, json_text(json_at(fip, "description")));
	h.is_bound = !json_is_none(port);
	/* An address that came or went between two pages moves the others. */
	known = session_with_id(c, h.id);
	if (known && !ip_equal(&known->address, &h.address))
		return session_fail(c, WHY_DATA,
				    "openstack, %s: the floating IP %s has two addresses", h.region,
				    h.id);
	return known || session_hold(c, &h);
}

static bool is_outside(const struct openstack *o, const char *network)
{
	for (size_t i = 0; network && i < o->n_outside; i++)
		if (!strcmp(o->outside[i], network))
			return true;
	return false;
}

/* A port of the project on a network that leads outside: its addresses are public without being
 * floating IPs, and the reverse API does not cover them. */
bool openstack_take_port(struct cloud *c, const struct json *port)
{
	const struct openstack *o = c->state;
	const char *uuid = json_text(json_at(port, "id"));
	const char *owner = json_text(json_at(port, "device_owner"));
	const struct json *fixed = json_at(port, "fixed_ips");
	const char *device = json_text(json_at(port, "device_id"));
	struct holding h = holding_here(c);

	if (!is_uuid(uuid) || !json_is_list(fixed) || !is_own(c, port))
		return session_fail(c, WHY_DATA,
				    "openstack, %s: a port without sound id or addresses, or of "
				    "another project",
				    h.region);
	h.id = session_printf(c, "port/%s", uuid);
	if (!is_outside(o, json_text(json_at(port, "network_id"))) ||
	    (owner && !strcmp(owner, "network:floatingip")))
		return !c->has_ended;
	h.label = session_shown(c, json_text(json_at(port, "name")));
	h.is_bound = device && *device;
	for (size_t i = 0; i < json_count(fixed); i++) {
		const char *address = json_text(json_at(json_item(fixed, i), "ip_address"));

		if (!address || !ip_parse(&h.address, address, strlen(address)))
			return session_fail(c, WHY_DATA, "openstack, %s: a port without addresses",
					    h.region);
		if (!session_held(c, &h.address) && !session_hold(c, &h))
			return false;
	}
	return true;
}

static enum ptr_state state_of(const char *status)
{
	if (!strcmp(status, "ACTIVE"))
		return PTR_ACTIVE;
	return strcmp(status, "ERROR") ? PTR_PENDING : PTR_ERROR;
}

/* The name is the wish, not what the DNS has: while BIND was down it showed the new one. */
bool openstack_read_ptr(struct cloud *c, const struct json *item, struct holding *h)
{
	const struct json *name = json_at(item, "ptrdname"), *ttl = json_at(item, "ttl");
	const char *status = json_text(json_at(item, "status"));
	uint64_t seconds;

	if (!name || !status || (!json_is_none(name) && !json_text(name)))
		return false;
	h->ptr = (struct name){ 0 };
	h->has_ttl = false;
	h->description = NULL;
	if (json_is_none(name)) {
		h->ptr_state = PTR_NONE;
		return true;
	}
	if (!session_name(c, json_text(name), &h->ptr))
		return false;
	h->ptr_state = state_of(status);
	if (json_text(json_at(item, "description")))
		h->description = session_keep(c, json_text(json_at(item, "description")));
	if (!ttl || json_is_none(ttl))
		return true;
	if (!json_uint(ttl, &seconds) || seconds > INT32_MAX)
		return false;
	h->has_ttl = true;
	h->ttl_s = (uint32_t)seconds;
	return true;
}

/* One Neutron may serve several regions. Which of them stands in the ids of a PTR is Designate's to
 * say, and it may know the floating IP under each of them. */
static struct holding *under_another_region(struct cloud *c, const char *id)
{
	const struct openstack *o = c->state;
	const struct openstack_region *own = openstack_region_in(c, id);
	struct holding *h = NULL;

	for (unsigned i = 0; own && own->network && !h && i < o->n_regions; i++) {
		const struct openstack_region *r = &o->regions[i];

		if (r != own && r->network && !strcmp(r->network, own->network))
			h = session_with_id(
				c, session_printf(c, "%s%s", r->name, id + strlen(own->name)));
	}
	return h;
}

/* Of two entries that with a name is the one that matters, and to be changed by its id; else that
 * of the first region, in whatever order they come. */
static bool is_better(const struct json *item, const char *region, const struct holding *than)
{
	if (than->ptr_state == PTR_UNTOLD)
		return true;
	return than->ptr_state == PTR_NONE &&
	       (json_text(json_at(item, "ptrdname")) || strcmp(region, than->region) < 0);
}

static bool take_other_region(struct cloud *c, const struct json *item, const char *id)
{
	struct holding *h = under_another_region(c, id);
	const char *region;

	if (!h)
		return true;
	region = openstack_region_in(c, id)->name;
	if (!is_better(item, region, h))
		return true;
	h->region = region;
	return session_rename(c, h, session_keep(c, id)) && openstack_read_ptr(c, item, h);
}

/* One that Designate knows and Neutron did not tell: it came between the two, or will be seen
 * next time. One that Designate does not know stays untold. */
bool openstack_merge_ptr(struct cloud *c, const struct json *item)
{
	const char *id = json_text(json_at(item, "id"));
	struct holding *h = id ? session_with_id(c, id) : NULL;

	if (id && (h ? openstack_read_ptr(c, item, h) : take_other_region(c, item, id)))
		return true;
	return session_fail(c, WHY_DATA, "openstack: a PTR record of Designate's makes no sense");
}
