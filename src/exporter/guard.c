/* SPDX-License-Identifier: MIT */
#include "guard.h"

#include "request.h"

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <string.h>
#include <strings.h>

enum {
	NETWORKS_MAX = 10000,
	MAPPED_BITS = 96 /* before the IPv4 address */
};

static bool bits_parse(unsigned *ret, const char *text, size_t n, unsigned most)
{
	unsigned v = 0;

	if (!n || n > 3 || (n > 1 && text[0] == '0'))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		v = v * 10 + (unsigned)(text[i] - '0');
	}
	if (v > most)
		return false;
	*ret = v;
	return true;
}

/* An address, or address/bits without host bits. */
static bool network_parse(struct network *ret, const char *text, size_t n)
{
	const char *slash = memchr(text, '/', n);
	size_t len = slash ? (size_t)(slash - text) : n;
	struct network net;

	if (!ip_parse(&net.ip, text, len))
		return false;
	net.bits = net.ip.len * 8U;
	if (slash && !bits_parse(&net.bits, slash + 1, n - len - 1, net.bits))
		return false;
	for (unsigned i = net.bits; i < net.ip.len * 8U; i++)
		if (net.ip.octet[i / 8] & (0x80U >> i % 8))
			return false;
	/* Targets are never IPv4-mapped: a network of such addresses is one of IPv4. */
	if (net.bits >= MAPPED_BITS && ip_unmap(&net.ip))
		net.bits -= MAPPED_BITS;
	*ret = net;
	return true;
}

static bool add_network(struct guard *g, const char *text, size_t n, struct why *why)
{
	char shown[LIMIT_SHOWN];
	struct network net, *more;

	if (!network_parse(&net, text, n))
		return why_set(why, WHY_USAGE,
			       "--probe.allow wants networks such as 192.0.2.0/24, without host "
			       "bits, not '%s'",
			       text_shown(shown, sizeof(shown), text, n));
	if (g->n_networks == NETWORKS_MAX)
		return why_set(why, WHY_USAGE, "--probe.allow takes at most %d networks",
			       NETWORKS_MAX);
	more = mem_resize(g->networks, (g->n_networks + 1) * sizeof(*more));
	if (!more)
		return why_set(why, WHY_INTERNAL, "out of memory");
	g->networks = more;
	more[g->n_networks++] = net;
	return true;
}

bool guard_init(struct guard *ret, const struct opt_texts *allow, const struct opt_texts *hosts,
		struct why *why)
{
	*ret = (struct guard){ .hosts = hosts };
	for (size_t i = 0; i < allow->n; i++) {
		const char *at = allow->text[i];

		for (;;) {
			size_t n = strcspn(at, ",");

			/* An empty list is given where a variable has nothing in it: any. */
			if ((n || at[n] || at != allow->text[i]) && !add_network(ret, at, n, why))
				return false;
			if (!at[n])
				break;
			at += n + 1;
		}
	}
	return true;
}

void guard_done(struct guard *g)
{
	mem_free(g->networks);
	g->networks = NULL;
}

bool guard_allows(const struct guard *g, const struct ip *target)
{
	for (size_t i = 0; i < g->n_networks; i++)
		if (ip_within(target, &g->networks[i].ip, g->networks[i].bits))
			return true;
	return !g->n_networks;
}

static bool is_address(const char *host)
{
	size_t n = strlen(host);
	struct ip ip;

	if (n > 2 && host[0] == '[' && host[n - 1] == ']')
		return ip_parse(&ip, host + 1, n - 2) && ip.len == 16;
	return ip_parse(&ip, host, n) && ip.len == 4;
}

bool guard_knows_host(const struct guard *g, const char *header)
{
	char host[256];
	size_t n;

	if (!header || !request_host(host, header))
		return false;
	n = strlen(host);
	if (n > 1 && host[n - 1] == '.')
		host[n - 1] = '\0';
	if (strcmp(host, "localhost") == 0 || is_address(host))
		return true;
	for (size_t i = 0; i < g->hosts->n; i++)
		if (strcasecmp(host, g->hosts->text[i]) == 0)
			return true;
	return false;
}

bool guard_is_own_origin(const char *origin, const char *host, bool is_tls)
{
	const char *scheme = is_tls ? "https://" : "http://";
	size_t n = strlen(scheme);

	return host && strncasecmp(origin, scheme, n) == 0 && strcasecmp(origin + n, host) == 0;
}
