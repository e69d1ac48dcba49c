/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SERVERS_H
#define FCRDNS_SERVERS_H

/*
 * servers: which DNS servers are asked, from options or resolv.conf. Read once, then a value.
 *
 * A local stub that makes up answers for its own machine (systemd-resolved's 127.0.0.53 and
 * .54, Docker's 127.0.0.11) is not believed when it comes from resolv.conf: its upstream servers
 * are asked instead where systemd tells them, else `is_local` is set (finding
 * resolver_local). A server that the user names is obeyed.
 */

#include <fcrdns/limits.h>

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct why;

enum {
	SERVER_TEXT_MAX = 80
};

struct server {
	uint8_t family_len; /* 4 or 16 */
	uint8_t octet[16];
	uint32_t scope; /* interface index of a link-local address */
	uint16_t port;
	char text[SERVER_TEXT_MAX]; /* 192.0.2.1:53, [2001:db8::1]:53 */
};

struct servers {
	struct server server[LIMIT_SERVERS];
	const char *texts[LIMIT_SERVERS]; /* the same texts, for reports */
	unsigned n;
	bool is_local; /* a stub is all there is */
	bool trust_ad; /* its AD bit may be believed: resolv.conf's trust-ad, or all on loopback */
	bool use_vc;   /* resolv.conf asks for TCP */
};

enum servers_family {
	SERVERS_ANY,
	SERVERS_IPV4,
	SERVERS_IPV6
};

struct servers_conf {
	const char *resolver; /* -r: ADDR[:PORT][,...] or @FILE; NULL: resolv.conf */
	unsigned port;	      /* where none is given; 0: 53 */
	enum servers_family family;
	const char *resolv_conf, *upstream_conf; /* NULL: /etc/resolv.conf, systemd's file */
};

/* False with one sentence when there is no usable server. */
bool servers_load(struct servers *ret, const struct servers_conf *conf, struct why *why);

#endif
