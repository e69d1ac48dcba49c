/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_WEB_CONFIG_YAML_H
#define FCRDNS_EXPORTER_WEB_CONFIG_YAML_H

/*
 * web_config_yaml: the web configuration as it is written: its keys and their texts, before they
 * mean anything.
 */

#include "setting.h"

#include <fcrdns/optparse.h>

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct why;

enum web_key {
	WEB_CERT_FILE,
	WEB_KEY_FILE,
	WEB_CLIENT_AUTH_TYPE,
	WEB_CLIENT_CA_FILE,
	WEB_MIN_VERSION,
	WEB_MAX_VERSION,
	WEB_CIPHER_SUITES,
	WEB_PREFER_SERVER,
	WEB_CURVES,
	WEB_HTTP2,
	WEB_RATE_INTERVAL,
	WEB_RATE_BURST,
	WEB_KEYS
};

/* A key of the file's own choice: a user, a header. */
struct web_pair {
	const char *name, *value; /* NULL: null */
	unsigned line;
};

struct web_pairs {
	struct web_pair *pair;
	unsigned n;
};

struct web_draft {
	const char *file;    /* safe to print */
	struct arena *texts; /* the caller's */
	bool has_tls;
	unsigned tls_line;
	struct {
		unsigned line; /* 0: it is not there */
		struct opt_texts texts;
	} key[WEB_KEYS];
	struct web_pairs users, headers;
};

/* False with one sentence; web_draft_done in any case. */
bool web_draft_read(struct web_draft *ret, struct arena *texts, const char *file,
		    const char *octets, size_t n, struct why *why);
void web_draft_done(struct web_draft *d);

/* The only text of a key, or NULL; *ret is for sentences about it. */
const char *web_draft_text(const struct web_draft *d, enum web_key key, struct setting *ret);

#endif
