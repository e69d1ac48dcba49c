/* SPDX-License-Identifier: MIT */
#include <fcrdns/servers.h>

#include <fcrdns/ip.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include "https.h"
#include "url.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RESOLV_CONF	    "/etc/resolv.conf"
#define SYSTEMD_RESOLV_CONF "/run/systemd/resolve/resolv.conf"

enum {
	DNS_PORT = 53,
	LINE_MAX_OCTETS = 512
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool parse_port(const char *text, size_t len, uint16_t *ret)
{
	unsigned v = 0;

	if (!len || len > 5)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		v = v * 10 + (unsigned)(text[i] - '0');
	}
	if (!v || v > 65535)
		return false;
	*ret = (uint16_t)v;
	return true;
}

/* fe80::1%eth0: the scope is an interface's name or number. */
static bool parse_address(struct server *s, const char *text, size_t len)
{
	const char *zone = memchr(text, '%', len);
	size_t n = zone ? (size_t)(zone - text) : len;
	struct ip ip;

	if (!ip_parse(&ip, text, n))
		return false;
	if (zone) {
		char name[IF_NAMESIZE];
		size_t zlen = len - n - 1;
		char *end;
		unsigned long number;

		if (ip.len != 16 || !zlen || zlen >= sizeof(name))
			return false;
		memcpy(name, zone + 1, zlen);
		name[zlen] = '\0';
		s->scope = if_nametoindex(name);
		if (!s->scope) {
			number = strtoul(name, &end, 10);
			if (*end || !number || number > UINT32_MAX)
				return false;
			s->scope = (uint32_t)number;
		}
	}
	s->family_len = ip.len;
	memcpy(s->octet, ip.octet, ip.len);
	return true;
}

/* ADDR, ADDR:PORT (IPv4), [ADDR], [ADDR]:PORT, and an IPv6 address without brackets. */
static bool parse_server(struct server *ret, const char *text, size_t len, unsigned port)
{
	struct server s = { .port = (uint16_t)(port ? port : DNS_PORT) };
	const char *colon;
	char address[IP_TEXT_MAX];
	struct ip ip = { 0 };

	if (len && text[0] == '[') {
		const char *close = memchr(text, ']', len);
		size_t rest;

		if (!close || !parse_address(&s, text + 1, (size_t)(close - text - 1)))
			return false;
		rest = len - (size_t)(close - text) - 1;
		if (rest && (close[1] != ':' || !parse_port(close + 2, rest - 1, &s.port)))
			return false;
	} else if (!parse_address(&s, text, len)) {
		colon = memchr(text, ':', len);
		if (!colon || !parse_address(&s, text, (size_t)(colon - text)) ||
		    !parse_port(colon + 1, len - (size_t)(colon - text) - 1, &s.port))
			return false;
	}
	ip.len = s.family_len;
	memcpy(ip.octet, s.octet, s.family_len);
	(void)ip_text(&ip, address);
	if (s.family_len == 4)
		(void)snprintf(s.text, sizeof(s.text), "%s:%u", address, s.port);
	else if (s.scope)
		(void)snprintf(s.text, sizeof(s.text), "[%s%%%u]:%u", address, s.scope, s.port);
	else
		(void)snprintf(s.text, sizeof(s.text), "[%s]:%u", address, s.port);
	*ret = s;
	return true;
}

static bool same_server(const struct server *a, const struct server *b)
{
	return strcmp(a->text, b->text) == 0;
}

/* Another family and a second copy are passed over; what is over the limit is counted. */
static void add(struct servers *all, const struct server *s, const struct servers_conf *conf)
{
	if ((conf->family == SERVERS_IPV4 && s->family_len == 16) ||
	    (conf->family == SERVERS_IPV6 && s->family_len == 4))
		return;
	for (unsigned i = 0; i < all->n; i++)
		if (same_server(&all->server[i], s))
			return;
	if (all->n == LIMIT_SERVERS)
		all->n_over++;
	else
		all->server[all->n++] = *s;
}

static bool is_loopback(const struct server *s)
{
	static const uint8_t one[16] = { [15] = 1 };

	return s->family_len == 4 ? s->octet[0] == 127 : memcmp(s->octet, one, 16) == 0;
}

/* systemd-resolved's and Docker's: they answer names of their own machine from its files. */
static bool is_stub(const struct server *s)
{
	static const uint8_t stub[][4] = { { 127, 0, 0, 53 },
					   { 127, 0, 0, 54 },
					   { 127, 0, 0, 11 } };

	for (size_t i = 0; s->family_len == 4 && i < sizeof(stub) / sizeof(stub[0]); i++)
		if (memcmp(s->octet, stub[i], 4) == 0)
			return true;
	return false;
}

static size_t word_at(const char *line, size_t *at)
{
	size_t n = 0;

	while (line[*at] && is_space(line[*at]))
		++*at;
	while (line[*at + n] && !is_space(line[*at + n]))
		n++;
	return n;
}

static bool word_is(const char *word, size_t n, const char *want)
{
	return n == strlen(want) && memcmp(word, want, n) == 0;
}

static void read_options(struct servers *all, const char *line, size_t at)
{
	size_t n;

	while ((n = word_at(line, &at)) > 0) {
		if (word_is(line + at, n, "trust-ad"))
			all->trust_ad = true;
		else if (word_is(line + at, n, "use-vc"))
			all->use_vc = true;
		at += n;
	}
}

/*
 * resolv.conf(5): nameserver lines and two options; anything else is for libc. With `bare`, a
 * line may also be just a server, and a line that is neither is an error.
 */
static bool read_line(struct servers *all, const char *line, bool bare,
		      const struct servers_conf *conf)
{
	size_t at = 0, n = word_at(line, &at);
	struct server s;

	if (!n || line[at] == '#' || line[at] == ';')
		return true;
	if (word_is(line + at, n, "nameserver")) {
		at += n;
		n = word_at(line, &at);
		if (parse_server(&s, line + at, n, conf->port))
			add(all, &s, conf);
		return true;
	}
	if (word_is(line + at, n, "options")) {
		read_options(all, line, at + n);
		return true;
	}
	if (word_is(line + at, n, "search") || word_is(line + at, n, "domain") ||
	    word_is(line + at, n, "sortlist"))
		return true;
	if (!bare)
		return true;
	if (!parse_server(&s, line + at, n, conf->port))
		return false;
	add(all, &s, conf);
	return true;
}

static bool cannot_read(const char *path, struct why *why)
{
	char shown[LIMIT_SHOWN];

	return why_set(why, WHY_NOINPUT, "cannot read %s: %s",
		       text_shown(shown, sizeof(shown), path, strlen(path)), strerror(errno));
}

static bool read_file(struct servers *all, const char *path, bool bare,
		      const struct servers_conf *conf, struct why *why)
{
	char line[LINE_MAX_OCTETS], shown[LIMIT_SHOWN];
	FILE *f = fopen(path, "re");
	bool ok = true;
	int c;

	if (!f)
		return cannot_read(path, why);
	while (ok && fgets(line, sizeof(line), f)) {
		/* The rest of a long line is no line. */
		if (strlen(line) == sizeof(line) - 1 && !strchr(line, '\n'))
			while ((c = getc(f)) != EOF && c != '\n')
				continue;
		ok = read_line(all, line, bare, conf);
		if (!ok) {
			char name[LIMIT_SHOWN / 2];

			line[strcspn(line, "\r\n")] = '\0';
			(void)why_set(why, WHY_DATA, "%s: '%s' is no server address",
				      text_shown(name, sizeof(name), path, strlen(path)),
				      text_shown(shown, sizeof(shown) / 2, line, strlen(line)));
		}
	}
	if (ok && ferror(f)) /* a directory can be opened */
		ok = cannot_read(path, why);
	(void)fclose(f);
	if (ok && bare && !all->n && conf->family == SERVERS_ANY)
		ok = why_set(why, WHY_DATA, "%s names no DNS server",
			     text_shown(shown, sizeof(shown), path, strlen(path)));
	return ok;
}

static bool read_list(struct servers *all, const char *list, const struct servers_conf *conf,
		      struct why *why)
{
	bool urls = url_is_meant(list, strcspn(list, ","));
	char shown[LIMIT_SHOWN];

	all->is_https = urls;
	while (*list) {
		size_t n = strcspn(list, ",");
		struct server s;

		if (urls != url_is_meant(list, n))
			return why_set(why, WHY_USAGE,
				       "resolvers asked over https cannot be mixed with others");
		if (urls && !https_server(&s, list, n, conf, why))
			return false;
		if (!urls && !parse_server(&s, list, n, conf->port))
			return why_set(why, WHY_USAGE,
				       "'%s' is no server: give ADDRESS, IPV4:PORT, [IPV6]:PORT, "
				       "https://URL or @FILE",
				       text_shown(shown, sizeof(shown), list, n));
		add(all, &s, conf);
		list += n + (list[n] == ',');
	}
	return true;
}

/* What resolv.conf names, less stubs that make up answers; their upstream servers instead. */
static void read_system(struct servers *all, const struct servers_conf *conf)
{
	const char *path = conf->resolv_conf ? conf->resolv_conf : RESOLV_CONF;
	const char *upstream = conf->upstream_conf ? conf->upstream_conf : SYSTEMD_RESOLV_CONF;
	struct servers found = { 0 }, real = { 0 };
	struct why ignored;
	bool any_stub = false;

	/* resolv.conf(5): no file or no server in it means the local machine. */
	if (!read_file(&found, path, false, conf, &ignored) || !found.n) {
		struct server s;

		if (parse_server(&s, "127.0.0.1", 9, conf->port))
			add(&found, &s, conf);
		if (parse_server(&s, "::1", 3, conf->port) && !found.n)
			add(&found, &s, conf);
	}
	real.trust_ad = found.trust_ad;
	real.use_vc = found.use_vc;
	for (unsigned i = 0; i < found.n; i++) {
		if (is_stub(&found.server[i]))
			any_stub = true;
		else
			add(&real, &found.server[i], conf);
	}
	if (any_stub && !real.n) {
		struct servers above = { 0 };

		if (read_file(&above, upstream, false, conf, &ignored))
			for (unsigned i = 0; i < above.n; i++)
				if (!is_stub(&above.server[i]))
					add(&real, &above.server[i], conf);
		if (!real.n) {
			real = found;
			real.is_local = true;
		}
	}
	*all = real;
}

bool servers_load(struct servers *ret, const struct servers_conf *conf, struct why *why)
{
	struct servers all = { 0 };
	bool ok = true;

	if (!conf->resolver)
		read_system(&all, conf);
	else if (conf->resolver[0] == '@')
		ok = read_file(&all, conf->resolver + 1, true, conf, why);
	else
		ok = read_list(&all, conf->resolver, conf, why);
	if (!ok || !https_means(&all, conf, why))
		return false;
	if (conf->resolver && all.n_over)
		return why_set(why, WHY_USAGE, "%u DNS servers are too many: at most %d are asked",
			       all.n + all.n_over, LIMIT_SERVERS);
	if (!all.n)
		return why_set(
			why, conf->resolver ? WHY_USAGE : WHY_NOINPUT,
			conf->family == SERVERS_ANY
				? "no DNS server to ask: name one with -r ADDRESS"
				: "no DNS server of that address family to ask: name one with "
				  "-r ADDRESS");
	if (!all.trust_ad) { /* RFC 6840 section 5.8's "secure path": the loopback interface */
		all.trust_ad = true;
		for (unsigned i = 0; i < all.n; i++)
			all.trust_ad &= is_loopback(&all.server[i]);
	}
	*ret = all;
	for (unsigned i = 0; i < ret->n; i++)
		ret->texts[i] = ret->server[i].text;
	return true;
}
