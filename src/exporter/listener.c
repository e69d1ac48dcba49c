/* SPDX-License-Identifier: MIT */
#include "listener.h"

#include <fcrdns/limits.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	BACKLOG = 1024
};

struct place {
	struct sockaddr_storage address;
	socklen_t len;
	bool both; /* families */
};

static bool port_parse(uint16_t *ret, const char *text)
{
	unsigned v = 0;

	if (!*text || strspn(text, "0123456789") != strlen(text) || strlen(text) > 5)
		return false;
	for (; *text; text++)
		v = v * 10 + (unsigned)(*text - '0');
	if (v > 65535)
		return false;
	*ret = (uint16_t)v;
	return true;
}

static bool place_parse(struct place *ret, const char *text, struct why *why)
{
	struct sockaddr_in *four = (struct sockaddr_in *)&ret->address;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)&ret->address;
	const char *colon = strrchr(text, ':');
	size_t n = colon ? (size_t)(colon - text) : 0;
	struct ip ip = { .len = 16 };
	char shown[LIMIT_SHOWN];
	uint16_t port = 0;
	bool ok = colon && port_parse(&port, colon + 1);

	*ret = (struct place){ .both = !n };
	if (n > 1 && text[0] == '[' && text[n - 1] == ']')
		ok = ok && ip_parse(&ip, text + 1, n - 2) && ip.len == 16;
	else if (n)
		ok = ok && ip_parse(&ip, text, n) && ip.len == 4;
	if (!ok)
		return why_set(why, WHY_USAGE,
			       "--web.listen-address wants ADDRESS:PORT such as 127.0.0.1:9964, "
			       "[::1]:9964 or :9964, not '%s'",
			       text_shown(shown, sizeof(shown), text, strlen(text)));
	if (ip.len == 4) {
		four->sin_family = AF_INET;
		four->sin_port = htons(port);
		memcpy(&four->sin_addr, ip.octet, 4);
		ret->len = sizeof(*four);
	} else {
		six->sin6_family = AF_INET6;
		six->sin6_port = htons(port);
		memcpy(&six->sin6_addr, ip.octet, 16);
		ret->len = sizeof(*six);
	}
	return true;
}

bool listener_check(const char *address, struct why *why)
{
	struct place place;

	return place_parse(&place, address, why);
}

static int open_at(const struct place *p)
{
	int fd = socket(p->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int on = 1, only = !p->both, error;

	if (fd < 0)
		return -1;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (p->address.ss_family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof(only));
	if (bind(fd, (const struct sockaddr *)&p->address, p->len) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	error = errno;
	(void)close(fd);
	errno = error;
	return -1;
}

int listener_open(const char *address, char shown[static LISTENER_TEXT_MAX], struct why *why)
{
	struct place place;
	struct ip ip = { 0 };
	char text[IP_TEXT_MAX];
	bool is_six;
	uint16_t port;
	int fd;

	if (!place_parse(&place, address, why))
		return -1;
	fd = open_at(&place);
	if (fd < 0 && place.both && errno == EAFNOSUPPORT) {
		/* A machine without IPv6. */
		struct sockaddr_in four = {
			.sin_family = AF_INET,
			.sin_port = ((struct sockaddr_in6 *)&place.address)->sin6_port
		};

		memcpy(&place.address, &four, sizeof(four));
		place.len = sizeof(four);
		fd = open_at(&place);
	}
	if (fd < 0) {
		(void)why_set(why, WHY_INTERNAL, "cannot listen on %s: %s", address,
			      strerror(errno));
		return -1;
	}
	(void)getsockname(fd, (struct sockaddr *)&place.address, &place.len);
	is_six = place.address.ss_family == AF_INET6;
	/* The port is at the same place in both. */
	port = ntohs(((struct sockaddr_in *)&place.address)->sin_port);
	ip.len = is_six ? 16 : 4;
	memcpy(ip.octet,
	       is_six ? (void *)&((struct sockaddr_in6 *)&place.address)->sin6_addr
		      : (void *)&((struct sockaddr_in *)&place.address)->sin_addr,
	       ip.len);
	(void)snprintf(shown, LISTENER_TEXT_MAX, is_six ? "[%s]:%u" : "%s:%u", ip_text(&ip, text),
		       port);
	return fd;
}

bool listener_peer(struct ip *ret, const struct sockaddr *address)
{
	struct ip ip = { 0 };

	if (address->sa_family == AF_INET) {
		ip.len = 4;
		memcpy(ip.octet, &((const struct sockaddr_in *)(const void *)address)->sin_addr, 4);
	} else if (address->sa_family == AF_INET6) {
		ip.len = 16;
		memcpy(ip.octet, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr,
		       16);
		(void)ip_unmap(&ip);
	} else {
		return false;
	}
	*ret = ip;
	return true;
}

bool ip_is_loopback(const struct ip *ip)
{
	static const uint8_t six[16] = { [15] = 1 };

	return ip->len == 4 ? ip->octet[0] == 127 : memcmp(ip->octet, six, 16) == 0;
}

void listener_cut(int fd)
{
	(void)shutdown(fd, SHUT_RDWR);
}
