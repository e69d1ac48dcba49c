/* SPDX-License-Identifier: MIT */
#include "transport.h"

#include <fcrdns/servers.h>

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

unsigned transport_address(const struct server *server, struct sockaddr_storage *ret)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	struct sockaddr_in four = { .sin_family = AF_INET };

	memset(ret, 0, sizeof(*ret));
	if (server->family_len == 4) {
		four.sin_port = htons(server->port);
		memcpy(&four.sin_addr, server->octet, 4);
		memcpy(ret, &four, sizeof(four));
		return sizeof(four);
	}
	six.sin6_port = htons(server->port);
	six.sin6_scope_id = server->scope;
	memcpy(&six.sin6_addr, server->octet, 16);
	memcpy(ret, &six, sizeof(six));
	return sizeof(six);
}

static uint16_t block[256];
static unsigned left;

bool transport_random_ready(void)
{
	size_t have = 0;

	while (!left && have < sizeof(block)) {
		ssize_t n = getrandom((char *)block + have, sizeof(block) - have, 0);

		if (n > 0)
			have += (size_t)n;
		else if (n < 0 && errno != EINTR)
			return false;
	}
	if (!left)
		left = sizeof(block) / sizeof(block[0]);
	return true;
}

uint16_t transport_random_id(void)
{
	while (!transport_random_ready())
		continue; /* it was, when the resolver was made */
	return block[--left];
}
