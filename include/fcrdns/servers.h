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
 *
 * Servers are asked over plain DNS, or all of them over HTTPS (RFC 8484): one that is asked in the
 * clear beside one that is not would tell a listener the same questions, and could forge.
 */

#include <fcrdns/limits.h>

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct why;

enum {
	SERVER_TEXT_MAX = LIMIT_URL + 1
};

struct server {
	uint8_t family_len; /* 4 or 16; 0: the host of a URL is a name */
	uint8_t octet[16];
	uint32_t scope; /* interface index of a link-local address */
	uint16_t port;
	char text[SERVER_TEXT_MAX]; /* 192.0.2.1:53, [2001:db8::1]:53, https://dns.example/q */
};

enum servers_family {
	SERVERS_ANY,
	SERVERS_IPV4,
	SERVERS_IPV6
};

struct servers {
	struct server server[LIMIT_SERVERS];
	const char *texts[LIMIT_SERVERS]; /* the same texts, for reports */
	unsigned n, n_over;		  /* n_over: found, but more than LIMIT_SERVERS */
	bool is_local;			  /* a stub is all there is */
	bool trust_ad; /* its AD bit may be believed: resolv.conf's trust-ad, all on loopback, https
			*/
	bool use_vc;   /* resolv.conf asks for TCP */
	bool is_https; /* their texts are URLs */

	/* What libcurl is told; only for https. */
	enum servers_family family;
	const char *cacert; /* the caller's, of servers_conf; NULL: the system's certificates */
	char proxy[LIMIT_URL + 1]; /* empty: none */
};

struct servers_conf {
	const char *resolver; /* -r: ADDR[:PORT][,...], URL[,...] or @FILE; NULL: resolv.conf */
	unsigned port;	      /* where none is given; 0: 53 */
	enum servers_family family;
	const char *cacert, *proxy;		 /* for https; NULL: not given */
	const char *resolv_conf, *upstream_conf; /* NULL: /etc/resolv.conf, systemd's file */
};

/* False with one sentence when there is no usable server, or the user names more than
 * LIMIT_SERVERS. Of resolv.conf the first ones are taken, as every resolver library does. */
bool servers_load(struct servers *ret, const struct servers_conf *conf, struct why *why);

#endif
