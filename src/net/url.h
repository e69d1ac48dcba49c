/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_NET_URL_H
#define FCRDNS_NET_URL_H

/*
 * url: the URL of a DoH resolver (RFC 8484), or of a proxy, as the user wrote it, made strict and
 * canonical before libcurl sees it. Pure.
 *
 * A strict subset of RFC 3986: no user information, no fragment, no character that a URL may not
 * hold. A host is a name of letters, digits, hyphens and underscores, an IPv4 address of four
 * decimal numbers or an IPv6 address in brackets: nothing that libcurl's own reader, which takes
 * 0x7f.1 and 2130706433 for addresses, could understand in another way.
 */

#include <fcrdns/limits.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct why;

enum {
	URL_ORIGIN_MAX = 280
};

struct url {
	char text[LIMIT_URL + 1]; /* scheme and host in lower case, without the usual port */
	uint8_t family_len;	  /* 4 or 16 when the host is an address, else 0 */
};

/* It has a scheme, so it is meant as one, good or bad. */
bool url_is_meant(const char *text, size_t len);

/*
 * https://HOST[:PORT][/PATH][?QUERY]. Where there is no path at all, /dns-query is meant, as other
 * programs have it (RFC 8484 itself knows no default); a path that is there, be it only "/", is
 * obeyed. A template's {?dns} at the end is left out: it is for GET. False with one sentence.
 */
bool url_parse(struct url *ret, const char *text, size_t len, struct why *why);

/* [SCHEME://]HOST[:PORT] of a proxy: http (also where none is given), https, socks5, socks5h. */
bool url_proxy_parse(struct url *ret, const char *text, size_t len, struct why *why);

/* Whom a URL asks: RFC 6454. */
struct url_origin {
	char text[URL_ORIGIN_MAX]; /* scheme://host:port, in lower case */
	char host[URL_ORIGIN_MAX]; /* with the brackets of an IPv6 address */
	uint8_t family_len;	   /* as above */
	bool is_https;
};

/* http:// or https:// with all of RFC 3986's rules that are obeyed above. NULL, or what is wrong:
 * one clause. */
const char *url_origin_parse(struct url_origin *ret, const char *text, size_t len);

#endif
