/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLOUD_SESSION_H
#define FCRDNS_CLOUD_SESSION_H

/*
 * session: what the files of the providers share: the state of a session, how it asks and ends, and
 * how answers are read.
 */

#include "held.h"

#include <fcrdns/arena.h>
#include <fcrdns/cloud.h>
#include <fcrdns/ip.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

struct json;

enum {
	SESSION_CODE_MAX = 80 /* of a provider's word for an error, NUL included */
};

/* A provider is one of these, and a line of the table in cloud.c. */
struct cloud_provider {
	const char *id;
	const char *const *variables; /* NULL-ended */
	const char *account_variable; /* see cloud_result */
	size_t state_size;
	/* Reads settings and wish; false with one sentence. */
	bool (*open)(struct cloud *c, struct why *why);
	/* Makes the request that the state wants, between session_ask and session_asked. */
	enum cloud_want (*next)(struct cloud *c);
	bool (*sign)(struct cloud *c, struct http_request *r, int64_t now_s);
	enum cloud_verdict (*verdict)(const struct cloud *c, const struct http_response *r,
				      int64_t now_s, unsigned *ret_after_s);
	/* What an answer means that is not good; NULL: session_why_of. */
	enum why_code (*why_of)(unsigned status, const char *code);
	bool (*renew)(struct cloud *c); /* NULL: there is nothing that could be renewed */
	void (*tell)(struct cloud *c, const struct http_response *r);
};

struct cloud {
	const struct cloud_provider *provider;
	const struct cloud_settings *settings;
	const struct cloud_wish *wish;
	void *state; /* of the provider, cleared at first */
	uint8_t random[16];
	struct arena arena;   /* lives as long as the session */
	struct arena attempt; /* until the next cloud_sign */
	struct http_request request;
	struct text url, body;
	struct holding *holdings;
	size_t n_holdings, room;
	struct held by_address, by_id;
	const char *account;
	const char *token;  /* that the provider gave for the time of the session, or NULL */
	const char *region; /* the only one that is asked about; NULL: all */
	const char *const *regions; /* what that comes to, once it is known */
	size_t n_regions;
	unsigned pause_ms;
	bool has_ended, is_complete;
	struct why why;
};

/* Settings. */
const char *session_get(const struct cloud *c, const char *name); /* NULL: not set, or empty */
/* One that has to be there, and printable without spaces, commas, quotes and
 * backslashes: it stands in a header. */
bool session_key(const struct cloud *c, const char *name, const char **ret, struct why *why);
/* The same of one that need not be there; then *ret stays. */
bool session_key_if_set(const struct cloud *c, const char *name, const char **ret, struct why *why);
/* A URL that is asked instead of the real hosts, without slashes at its end; NULL: none. */
const char *session_endpoint(struct cloud *c, const char *name);
/* False: the description that is wished for is no text. */
bool session_can_describe(const struct cloud *c, struct why *why);
bool session_is_label(const char *s); /* a-z, 0-9 and '-', up to 63 */

/* Asking: the URL begins with `base`; the provider appends to c->url and c->body. */
void session_ask(struct cloud *c, const char *method, const char *base);
enum cloud_want session_asked(struct cloud *c);

/* Texts that live as long as the session. */
const char *session_printf(struct cloud *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
const char *session_keep(struct cloud *c, const char *s);
const char *session_shown(struct cloud *c, const char *s); /* of a stranger; "" for NULL */
/* It repeats a key, a password or a token of ours: an error may, as a proof of what was sent. */
bool session_has_secret(const struct cloud *c, const char *s);
/* One that is sent back: false for what is no short printable text without blanks and quotes. */
bool session_id(struct cloud *c, const char *s, const char **ret);
bool session_name(struct cloud *c, const char *s, struct name *ret);

/* Holdings. */
bool session_hold(struct cloud *c, const struct holding *h); /* false: the session has ended */
const struct holding *session_held(const struct cloud *c, const struct ip *address);
struct holding *session_with_id(struct cloud *c, const char *id);
/* It is found by this id from now on. False: the session has ended. */
bool session_rename(struct cloud *c, struct holding *h, const char *id);

/* Endings. A fault returns false. */
void session_complete(struct cloud *c);
bool session_fail(struct cloud *c, enum why_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* After a look at the one address that the wish is of, which is the one holding: complete when it
 * shows what was wished for. */
void session_confirm(struct cloud *c);

/* Answers. */
/* No answer, 408, 429, 5xx, and a good status with a body that is no JSON: again. */
enum cloud_verdict session_verdict(const struct http_response *r, int64_t now_s,
				   unsigned *ret_after_s);
unsigned session_seconds_until(const char *unix_s, int64_t now_s);
/* The provider's word for an error, in any of the shapes that are known. */
bool session_code(const struct http_response *r, char ret[static SESSION_CODE_MAX]);
enum why_code session_why_of(unsigned status);
/* False: the session has ended with what was answered. */
bool session_is_good(struct cloud *c, const struct http_response *r);
/* The object of a good answer, for json_free; NULL: the session has ended. */
struct json *session_answer(struct cloud *c, const struct http_response *r);

#endif
