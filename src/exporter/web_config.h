/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_WEB_CONFIG_H
#define FCRDNS_EXPORTER_WEB_CONFIG_H

/*
 * web_config: the file of --web.config.file, by the keys that all exporters of Prometheus share
 * (exporter-toolkit): TLS, who may enter, and headers of answers.
 *
 * Read whole, with the files that it names; what is secret is wiped when it is freed. What we
 * cannot do is refused, never passed over: a file that asks for more protection than there is must
 * not start a server. Every mistake is one sentence that names the file, the line, the key and the
 * rule.
 */

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct web_user;
struct why;

enum {
	WEB_PRIORITIES_MAX = 1024,
	WEB_HEADERS_MAX = 8,
	WEB_WARNINGS_MAX = 4,
	WEB_HASH_MAX = 61 /* of bcrypt, with its NUL */
};

/* Go's tls.ClientAuthType. */
enum web_client {
	WEB_CLIENT_NONE,
	WEB_CLIENT_REQUEST,	    /* asked for, and not looked at */
	WEB_CLIENT_REQUIRE,	    /* one has to be there, whoever signed it */
	WEB_CLIENT_VERIFY_IF_GIVEN, /* by client_ca_pem */
	WEB_CLIENT_VERIFY	    /* has to be there, and is verified */
};

struct web_config {
	/* TLS; cert_pem NULL: there is none. NUL-ended texts of files. */
	char *cert_pem, *key_pem;
	char *client_ca_pem; /* NULL: none given */
	enum web_client client;
	char priorities[WEB_PRIORITIES_MAX]; /* GnuTLS's: versions, ciphers, groups */

	/* Headers of every answer, besides or instead of ours. */
	struct {
		const char *name, *value;
	} headers[WEB_HEADERS_MAX];
	unsigned n_headers;

	/* Requests taken: one an interval, and so many at once. interval 0: no limit. */
	unsigned rate_interval_ms, rate_burst;

	struct web_user *users;	      /* n_users of them */
	unsigned n_users, users_cost; /* the highest of theirs */
	uint64_t seed;

	/* What is no mistake, and yet to be told. Safe to print. */
	char warnings[WEB_WARNINGS_MAX][2 * LIMIT_SHOWN];
	unsigned n_warnings;

	struct arena texts;
};

/* False with one sentence. `file` NULL: nothing is asked for. */
bool web_config_load(const char *file, struct web_config **ret, struct why *why);
/* The same of text that is there already; `file` is what its paths are relative to. */
bool web_config_read(const char *file, const char *octets, size_t n, struct web_config **ret,
		     struct why *why);
void web_config_free(struct web_config *c);

/* Basic authentication is asked for. */
bool web_config_has_users(const struct web_config *c);

/*
 * May that user enter with that password? Takes tens of milliseconds and more (bcrypt), as long for
 * a user that is not there. Nothing of the password stays in memory but the caller's own.
 */
bool web_auth_check(const struct web_config *c, const char *user, const char *password);
/* What that takes at the very most, even on a slow machine that has much else to do. */
unsigned web_auth_longest_ms(const struct web_config *c);
/* That user's, NUL-filled; empty for one that is not there. */
void web_auth_hash(const struct web_config *c, const char *user, char out[static WEB_HASH_MAX]);

#endif
