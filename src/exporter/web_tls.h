/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_WEB_TLS_H
#define FCRDNS_EXPORTER_WEB_TLS_H

/*
 * web_tls: how GnuTLS is told what the web configuration says in Go's words, and whether it takes
 * the certificates.
 */

#include <stdbool.h>

struct opt_texts;
struct setting;
struct web_config;
struct web_draft;
struct why;

/* Sets c->priorities. False with one sentence. */
bool web_tls_priorities(struct web_config *c, const struct web_draft *d, struct why *why);

/* The certificate, its key and the CA of clients are what they should be. `cert`, `key`, `ca` are
 * for sentences about them. */
bool web_tls_check(const struct web_config *c, const struct setting *cert,
		   const struct setting *key, const struct setting *ca, struct why *why);

#endif
