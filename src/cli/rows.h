/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_ROWS_H
#define FCRDNS_CLI_ROWS_H

/*
 * rows: rows of the option table that commands with a table of their own share. AT(field) says
 * where a field of struct options is in the struct that the table fills.
 */

#include "options.h"

#include <fcrdns/limits.h>
#include <fcrdns/servers.h>

extern const char *const transport_names[];

/* clang-format off */

/* Which resolvers are asked, and by what means. */
#define ROWS_WHO(AT) \
	{ .kind = OPT_GROUP, .help = "Who to ask" }, \
	{ "resolver", "ADDR[:PORT][,..]", \
	  "ask these resolvers, not those of resolv.conf; https://URL over HTTPS", \
	  .more = "An IPv6 address with a port stands in brackets. @FILE reads them from a file: " \
		  "one a line, or resolv.conf's syntax. The operand @ADDR is the same. A URL such " \
		  "as https://dns.example/dns-query is asked over HTTPS (RFC 8484); without a " \
		  "path it means /dns-query. --tcp and --transport mean nothing to it.", \
	  .letter = 'r', .kind = OPT_TEXTS, AT(resolvers) }, \
	{ "cacert", "FILE", "trust these certificates (PEM) for https, not the system's", \
	  .kind = OPT_TEXT, AT(cacert) }, \
	{ "proxy", "URL", "reach who is asked over https through this proxy", \
	  .more = "http://HOST:PORT, or https, socks5, socks5h (which leaves names to the proxy). " \
		  "http_proxy and the like in the environment have no effect.", \
	  .kind = OPT_TEXT, AT(proxy) }, \
	{ "port", "PORT", "the resolvers' port where none is given (53)", .letter = 'p', \
	  .kind = OPT_UINT, .min = 1, .max = 65535, AT(port) }, \
	{ .help = "ask resolvers over IPv4 only", \
	  .letter = '4', \
	  .kind = OPT_SET, \
	  .min = SERVERS_IPV4, \
	  AT(family) }, \
	{ .help = "ask resolvers over IPv6 only", \
	  .letter = '6', \
	  .kind = OPT_SET, \
	  .min = SERVERS_IPV6, \
	  AT(family) }, \
	{ "tcp", NULL, "ask over TCP from the start", .kind = OPT_FLAG, AT(tcp) }, \
	{ "transport", NULL, "how packets are sent (auto)", .choice = transport_names, \
	  .kind = OPT_CHOICE, AT(transport) }

/* How often, and how fast. */
#define ROWS_TRIES(AT) \
	{ "timeout", "SECONDS", "the longest wait for the answer to one packet (2)", \
	  .more = "The first wait is 0.4 seconds and doubles up to it; an answer to an earlier " \
		  "packet is still taken.", \
	  .kind = OPT_MILLIS, .min = 50, .max = 60000, AT(timeout_ms) }, \
	{ "retries", "N", "packets sent again for one question (2)", .kind = OPT_UINT, .min = 0, \
	  .max = LIMIT_TRIES - 1, AT(retries) }, \
	{ "rate", "N", "packets a second to all resolvers together, at most", \
	  .more = "Repetitions count. Waiting for its turn costs no address its --deadline.", \
	  .kind = OPT_UINT, .min = 1, .max = 1000000, AT(rate) }, \
	{ "rate-per-server", "N", "packets a second to each resolver, at most", .kind = OPT_UINT, \
	  .min = 1, .max = 1000000, AT(rate_per_server) }

/* clang-format on */

#endif
