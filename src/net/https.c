/* SPDX-License-Identifier: MIT */
#include "https.h"

#include "url.h"

#include <fcrdns/servers.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

bool https_server(struct server *ret, const char *text, size_t len, const struct servers_conf *conf,
		  struct why *why)
{
	struct url url;

	if (!url_parse(&url, text, len, why))
		return false;
	if (conf->port)
		return why_set(why, WHY_USAGE,
			       "-p is not for https: write the port into the URL, as in "
			       "https://dns.example:8443/dns-query");
	*ret = (struct server){ .family_len = url.family_len };
	memcpy(ret->text, url.text, sizeof(ret->text));
	return true;
}

bool https_can_read(const char *path, struct why *why)
{
	char shown[LIMIT_SHOWN];
	FILE *f = fopen(path, "re");
	bool ok = f && (getc(f) != EOF || !ferror(f)); /* a directory can be opened */

	if (!ok)
		(void)why_set(why, WHY_NOINPUT, "cannot read %s: %s",
			      text_shown(shown, sizeof(shown), path, strlen(path)),
			      strerror(errno));
	if (f)
		(void)fclose(f);
	return ok;
}

bool https_means(struct servers *all, const struct servers_conf *conf, struct why *why)
{
	struct url proxy;

	if (!all->is_https && (conf->cacert || conf->proxy))
		return why_set(why, WHY_USAGE,
			       "%s is for resolvers asked over https: give one with -r https://URL",
			       conf->cacert ? "--cacert" : "--proxy");
	if (!all->is_https)
		return true;
	all->family = conf->family;
	all->trust_ad = true; /* nobody on the way could set it */
	if (conf->cacert && !https_can_read(conf->cacert, why))
		return false;
	all->cacert = conf->cacert;
	if (!conf->proxy)
		return true;
	if (!url_proxy_parse(&proxy, conf->proxy, strlen(conf->proxy), why))
		return false;
	memcpy(all->proxy, proxy.text, sizeof(all->proxy));
	return true;
}
