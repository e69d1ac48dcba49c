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

extern const char *const transport_names[], *const format_names[], *const status_names[],
									   *const when_names[];

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
		  "packet is still taken. What is not answered when the last wait is over is a " \
		  "temporary error: after 0.4 seconds with --retries 0, whatever stands here.", \
	  .kind = OPT_MILLIS, .min = 50, .max = 60000, AT(timeout_ms) }, \
	{ "retries", "N", "packets sent again for one question (2)", .kind = OPT_UINT, .min = 0, \
	  .max = LIMIT_TRIES - 1, AT(retries) }, \
	{ "rate", "N", "packets a second to all resolvers together, at most", \
	  .more = "Repetitions count. Waiting for its turn costs no address its --deadline.", \
	  .kind = OPT_UINT, .min = 1, .max = 1000000, AT(rate) }, \
	{ "rate-per-server", "N", "packets a second to each resolver, at most", .kind = OPT_UINT, \
	  .min = 1, .max = 1000000, AT(rate_per_server) }

#define ROW_PSL(AT) \
	{ "psl", "FILE", "use this public suffix list instead of the system's", .kind = OPT_TEXT, \
	  AT(psl) }

/* How many at a time, and how long. */
#define ROW_CONCURRENCY(AT) \
	{ "concurrency", "N", "addresses in work at a time, at most", \
	  .more = "Below that it adapts to what the resolvers can answer.", .letter = 'P', \
	  .kind = OPT_UINT, .min = 1, .max = 10000, AT(concurrency) }

#define ROW_DEADLINE(AT) \
	{ "deadline", "SECONDS", "the longest time for one address (20)", \
	  .more = "What is not answered then counts as a temporary error.", .kind = OPT_MILLIS, \
	  .min = 100, .max = 3600000, AT(deadline_ms) }

/* What is written where, and what is told meanwhile. */
#define ROWS_OUTPUT(AT) \
	{ "output", "FILE", "write there instead of to standard output", \
	  .more = "The file is made beside its name and renamed when it is complete. A name that " \
		  "ends in .gz is compressed.", \
	  .letter = 'o', .kind = OPT_TEXT, AT(output) }, \
	{ "format", NULL, "for people, for programs, or for monitors (text)", \
	  .more = "\"jsonl\" is a JSON record a line, \"csv\" a table. \"prom\" is the sums for " \
		  "the textfile collector of node_exporter. \"html\" is a page for a browser. " \
		  "\"nagios\" is one line about all, and the exit status is a plugin's. " \
		  "\"checkmk\" is a line of a local check for each address, \"authres\" a " \
		  "header field Authentication-Results (RFC 8601).", \
	  .choice = format_names, \
	  .kind = OPT_CHOICE, AT(format) }, \
	{ .help = "the same as --format jsonl", \
	  .letter = 'j', \
	  .kind = OPT_SET, \
	  .min = FORMAT_JSONL, \
	  AT(format) }, \
	{ "unordered", NULL, "write records as they are finished, not in the order of the input", \
	  .kind = OPT_FLAG, AT(unordered) }, \
	{ "no-timing", NULL, "leave out what differs from run to run: times, tries, TTLs, servers", \
	  .kind = OPT_FLAG, AT(no_timing) }, \
	{ "color", NULL, "colour the text (auto: on a terminal)", \
	  .more = "\"auto\" respects NO_COLOR and TERM=dumb. Colour never carries meaning alone.", \
	  .choice = when_names, .kind = OPT_CHOICE, AT(color) }, \
	{ "quiet", NULL, "leave out the addresses where all is well", .letter = 'q', \
	  .kind = OPT_FLAG, AT(quiet) }, \
	{ "verbose", NULL, "tell every query, what mail servers would reply, and who acts on what", \
	  .letter = 'v', .kind = OPT_COUNT, AT(verbose) }, \
	{ "status", NULL, "how a scan stands, on standard error (auto)", \
	  .more = "\"auto\" is one line for a list: each second on a terminal that the records do " \
		  "not go to, else every 30 seconds. \"json\" is one object each second.", \
	  .choice = status_names, .kind = OPT_CHOICE, AT(status) }, \
	{ "summary", "FILE", "write the sums of the scan there, as JSON", .kind = OPT_TEXT, \
	  AT(summary) }

/* What decides the exit status. */
#define ROW_FAIL_ON(AT) \
	{ "fail-on", NULL, "the severity from which on the exit status is 1 (fail)", \
	  .choice = fail_on_names, .kind = OPT_CHOICE, AT(fail_on) }

#define ROW_IGNORE(AT) \
	{ "ignore", "CODE[,..]", "leave these findings out; the iprev result stays", \
	  .kind = OPT_TEXTS, AT(ignore) }

/* clang-format on */

#endif
