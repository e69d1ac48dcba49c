/* SPDX-License-Identifier: MIT */
#include "origin.h"

#include <fcrdns/authority.h>
#include <fcrdns/servers.h>
#include <fcrdns/why.h>

#include <stdio.h>

enum {
	SILENT_MOST = 8
};

static struct resolver *make(const struct authority_conf *conf, const struct ip *ip)
{
	char address[IP_TEXT_MAX], text[IP_TEXT_MAX + 16];
	struct resolver_conf child = *conf->child;
	struct servers_conf how = { .resolver = text };
	struct why why;

	(void)snprintf(text, sizeof(text), ip->len == 4 ? "%s:%u" : "[%s]:%u", ip_text(ip, address),
		       conf->port ? conf->port : 53);
	child.servers = (struct servers){ .n = 0 };
	if (!servers_load(&child.servers, &how, &why))
		return NULL;
	child.no_recursion = true;
	child.patient = true;
	return resolver_new(&child, &why);
}

struct origin *origin_take(struct origins *all, const struct ip *ip)
{
	struct origin *oldest = NULL;

	for (unsigned i = 0; i < ORIGINS; i++) {
		struct origin *o = &all->origin[i];

		if (o->ip.len && ip_equal(&o->ip, ip)) {
			o->n_users++;
			o->used = ++all->used;
			return o;
		}
		if (!o->n_users && (!oldest || o->used < oldest->used))
			oldest = o;
	}
	if (!oldest)
		return NULL;
	resolver_free(oldest->resolver);
	*oldest = (struct origin){ .ip = *ip, .n_users = 1, .used = ++all->used };
	oldest->resolver = make(all->conf, ip);
	return oldest;
}

void origin_give_back(struct origin *o)
{
	o->n_users--;
}

void origins_done(struct origins *all)
{
	for (unsigned i = 0; i < ORIGINS; i++)
		resolver_free(all->origin[i].resolver);
}

bool origin_is_dead(const struct origin *o)
{
	return !o->resolver || (o->n_silent >= SILENT_MOST && !resolver_stat(o->resolver)->heard);
}
