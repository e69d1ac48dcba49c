/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_LISTENER_H
#define FCRDNS_EXPORTER_LISTENER_H

/*
 * listener: sockets: the one that connections come to, and what is known of each that came. With
 * libmicrohttpd's own, all that the exporter does with sockets.
 */

#include <fcrdns/ip.h>

#include <stdbool.h>

struct sockaddr;
struct why;

enum {
	LISTENER_TEXT_MAX = 64
};

/* "127.0.0.1:9964", "[::1]:9964"; ":9964" is all addresses of both families. The socket, listening,
 * or -1 with one sentence. `shown` becomes the address with the port that it has now. */
int listener_open(const char *address, char shown[static LISTENER_TEXT_MAX], struct why *why);
/* The same without a socket: can it be one? */
bool listener_check(const char *address, struct why *why);

/* An IPv4-mapped address is the IPv4 one. False: no internet address. */
bool listener_peer(struct ip *ret, const struct sockaddr *address);
bool ip_is_loopback(const struct ip *ip);

/* Ends a connection that somebody else owns and will close. */
void listener_cut(int fd);

#endif
