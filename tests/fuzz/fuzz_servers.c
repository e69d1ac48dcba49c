/* SPDX-License-Identifier: MIT */
/*
 * Whom to ask, in the user's words or a file's: the first octet says whether the rest is -r's
 * words, a file of servers or a resolv.conf, and which family is wanted. Each server that is taken
 * is read again as itself.
 */
#include <fcrdns/servers.h>
#include <fcrdns/why.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	WORDS_MAX = 4096
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool truth)
{
	if (!truth)
		abort();
}

static void need_printable(const char *s)
{
	for (; *s; s++)
		need(*s >= ' ' && *s <= '~');
}

static void need_again(const struct server *s, bool is_https)
{
	const struct servers_conf conf = { .resolver = s->text };
	struct servers again;
	struct why why;

	need(servers_load(&again, &conf, &why) && again.n == 1);
	need(again.is_https == is_https && !strcmp(again.server[0].text, s->text));
	need(again.server[0].port == s->port && again.server[0].scope == s->scope &&
	     again.server[0].family_len == s->family_len &&
	     !memcmp(again.server[0].octet, s->octet, s->family_len));
}

static void need_sound(const struct servers *all, enum servers_family family)
{
	need(all->n > 0 && all->n <= LIMIT_SERVERS);
	for (unsigned i = 0; i < all->n; i++) {
		const struct server *s = &all->server[i];

		need(all->texts[i] == s->text && *s->text && (s->port || all->is_https));
		need_printable(s->text);
		need(s->family_len == 4 || s->family_len == 16 || all->is_https);
		if (!all->is_https)
			need((family != SERVERS_IPV4 || s->family_len == 4) &&
			     (family != SERVERS_IPV6 || s->family_len == 16));
		for (unsigned k = 0; k < i; k++)
			need(strcmp(all->server[k].text, s->text) != 0);
		need_again(s, all->is_https);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct servers_conf conf = { .resolv_conf = "/nonexistent",
				     .upstream_conf = "/nonexistent" };
	char at[64], path[80], words[WORDS_MAX + 1] = "";
	struct why why = { 0 };
	struct servers all;
	bool ok;
	int fd;

	if (size < 1 || size > WORDS_MAX)
		return 0;
	fd = memfd_create("servers", MFD_CLOEXEC);
	need(fd >= 0 && write(fd, data + 1, size - 1) == (ssize_t)(size - 1));
	(void)snprintf(at, sizeof(at), "/proc/self/fd/%d", fd);
	(void)snprintf(path, sizeof(path), "@%s", at);
	memcpy(words, data + 1, size - 1);
	conf.family = (enum servers_family)((data[0] >> 2) % 3);
	if (data[0] % 4 == 0)
		conf.resolver = words;
	else if (data[0] % 4 == 1)
		conf.resolver = path;
	else
		*(data[0] % 4 == 2 ? &conf.resolv_conf : &conf.upstream_conf) = at;
	ok = servers_load(&all, &conf, &why);
	(void)close(fd);
	need(ok || why.text[0]);
	need_printable(why.text);
	if (ok)
		need_sound(&all, conf.family);
	return 0;
}
