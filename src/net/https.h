/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_NET_HTTPS_H
#define FCRDNS_NET_HTTPS_H

/*
 * https: the part of servers that is about resolvers asked over HTTPS.
 */

#include <stdbool.h>
#include <stddef.h>

struct server;
struct servers;
struct servers_conf;
struct why;

/* A server named by its URL. False with one sentence. */
bool https_server(struct server *ret, const char *text, size_t len, const struct servers_conf *conf,
		  struct why *why);

/* By what means they are asked: certificates, proxy, family. False with one sentence, also when
 * such means are given where nobody is asked over https. */
bool https_means(struct servers *all, const struct servers_conf *conf, struct why *why);

/* A file of certificates can be read. Said now: libcurl would say it of each connection. False with
 * one sentence (WHY_NOINPUT). */
bool https_can_read(const char *path, struct why *why);

#endif
