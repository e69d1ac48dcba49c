/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLOUD_OPENSTACK_H
#define FCRDNS_CLOUD_OPENSTACK_H

/*
 * openstack: Keystone, Neutron and Designate, of Xloud and every other cloud made with them.
 *
 * What an account holds is told by Neutron. Designate's list of PTRs proves nothing by itself: a
 * Neutron that failed, or a token that died while Designate still believed in it, makes it short
 * or empty with status 200.
 */

#include "session.h"

#include "keystone.h"

enum {
	OPENSTACK_REGIONS_MAX = 32,
	OPENSTACK_NETWORKS_MAX = 256
};

/* Where a region is asked; URLs end in their version. */
struct openstack_region {
	const char *name;
	const char *network; /* Neutron */
	const char *dns;     /* Designate; NULL: it has none */
};

enum openstack_step {
	OPENSTACK_LOGIN,
	OPENSTACK_FLOATING, /* floating IPs, page by page */
	OPENSTACK_NETWORKS, /* those that lead outside */
	OPENSTACK_PORTS,    /* addresses attached to them directly */
	OPENSTACK_PTRS,
	OPENSTACK_AGAIN, /* does the token still hold? */
	OPENSTACK_CHANGE,
	OPENSTACK_SHOW
};

struct openstack {
	struct keystone keystone;
	struct openstack_region regions[OPENSTACK_REGIONS_MAX]; /* in the order of their names */
	unsigned n_regions, region;
	const char *asked[OPENSTACK_REGIONS_MAX]; /* names of those with Neutron */
	enum openstack_step step, after_login;
	bool is_changed; /* the change was taken; what is shown now is compared with it */
	bool is_lost;	 /* or seems to have been, by an attempt without an answer */
	unsigned n_sent; /* attempts to change that may have been taken */
	bool waits;
	/* Of the list that is read: */
	const char *marker, *first; /* last id of the page before, first one of the first page */
	size_t n_before;	    /* holdings before it */
	unsigned n_pages, n_reads;
	const char *outside[OPENSTACK_NETWORKS_MAX]; /* ids of networks that lead outside */
	size_t n_outside;
};

extern const struct cloud_provider cloud_openstack;

/* The regions of a token's catalog, or the one that is wished for. False: the session has ended. */
bool openstack_read_catalog(struct cloud *c, const struct json *token);
/* The one whose name an id ("Region:uuid") begins with, or NULL. */
const struct openstack_region *openstack_region_in(const struct cloud *c, const char *id);
/* Who has the Designate for this id: its own region, or, where that has none, the
 * only other one. NULL: there is none, or no such region. */
const struct openstack_region *openstack_region_of(const struct cloud *c, const char *id);

/* The lists of an inventory, from the first region on; false: no region has any. */
bool openstack_begin_lists(struct cloud *c);
enum cloud_want openstack_ask_list(struct cloud *c);
void openstack_tell_list(struct cloud *c, const struct http_response *r);
/* What Designate said so far is forgotten. */
void openstack_read_ptrs_again(struct cloud *c);

/* The change that is wished for, and the look at it. */
enum cloud_want openstack_ask_ptr(struct cloud *c);
void openstack_tell_ptr(struct cloud *c, const struct http_response *r);

/* One floating IP of Neutron's, one port. False: the session has ended. */
bool openstack_take_floating(struct cloud *c, const struct json *fip);
bool openstack_take_port(struct cloud *c, const struct json *port);
/* An entry of Designate's list. False: the session has ended. */
bool openstack_merge_ptr(struct cloud *c, const struct json *item);
/* What Designate says of one; sets the PTR of `h`. False: it makes no sense. */
bool openstack_read_ptr(struct cloud *c, const struct json *item, struct holding *h);

#endif
