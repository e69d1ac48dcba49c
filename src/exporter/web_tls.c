/* SPDX-License-Identifier: MIT */
#include "web_tls.h"

#include "web_config.h"
#include "web_config_yaml.h"

#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdint.h>
#include <string.h>

enum tls_version {
	TLS10,
	TLS11,
	TLS12,
	TLS13
};

/* Go's names of what it does not call insecure. In TLS 1.3 a suite names no key exchange. */
static const struct {
	const char *name, *exchange, *cipher, *mac;
} suites[] = {
	{ "TLS_AES_128_GCM_SHA256", NULL, "AES-128-GCM", "AEAD" },
	{ "TLS_AES_256_GCM_SHA384", NULL, "AES-256-GCM", "AEAD" },
	{ "TLS_CHACHA20_POLY1305_SHA256", NULL, "CHACHA20-POLY1305", "AEAD" },
	{ "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE-ECDSA", "AES-128-GCM", "AEAD" },
	{ "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA", "AES-128-GCM", "AEAD" },
	{ "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDHE-ECDSA", "AES-256-GCM", "AEAD" },
	{ "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "ECDHE-RSA", "AES-256-GCM", "AEAD" },
	{ "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-ECDSA", "CHACHA20-POLY1305",
	  "AEAD" },
	{ "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-RSA", "CHACHA20-POLY1305", "AEAD" },
	{ "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "ECDHE-ECDSA", "AES-128-CBC", "SHA1" },
	{ "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "ECDHE-RSA", "AES-128-CBC", "SHA1" },
	{ "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "ECDHE-ECDSA", "AES-256-CBC", "SHA1" },
	{ "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "ECDHE-RSA", "AES-256-CBC", "SHA1" },
};

enum {
	SUITES = sizeof(suites) / sizeof(suites[0])
};

static bool same(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

/* GnuTLS takes exchanges, ciphers and MACs, and offers each with each: would it offer suite `t`
 * when those that `has` marks are wanted? Their ciphers serve TLS 1.3 as well, as all of Go's do
 * whatever is chosen. */
static bool would_offer(const bool has[static SUITES], unsigned t)
{
	bool exchange = false, cipher = false;

	for (unsigned i = 0; i < SUITES; i++) {
		exchange |= has[i] && same(suites[i].exchange, suites[t].exchange);
		cipher |= has[i] && same(suites[i].cipher, suites[t].cipher);
	}
	return exchange && cipher;
}

static void put_part(struct text *out, const char *part)
{
	char mark[64] = ":+";

	/* Each once. */
	memcpy(mark + 2, part, strlen(part) + 1);
	if (!strstr(text_cstr(out), mark))
		text_str(out, mark);
}

static bool choose_suites(bool has[static SUITES], const struct web_draft *d, struct why *why)
{
	const struct opt_texts *t = &d->key[WEB_CIPHER_SUITES].texts;
	struct setting s;

	(void)web_draft_text(d, WEB_CIPHER_SUITES, &s);
	for (size_t i = 0; i < t->n; i++) {
		unsigned at = 0;

		while (at < SUITES && strcmp(suites[at].name, t->text[i]) != 0)
			at++;
		if (at == SUITES)
			return setting_wants(&s,
					     "names such as TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
					     t->text[i], why);
		has[at] = true;
	}
	for (unsigned i = 0; i < SUITES; i++)
		if (!has[i] && would_offer(has, i))
			return setting_refuse(&s, why,
					      "%s: GnuTLS, which is told ciphers and ways of key "
					      "exchange apart, would offer %s as well: name it, "
					      "too, or choose others",
					      s.key, suites[i].name);
	return true;
}

/* ---- versions ---- */

static bool choose_version(unsigned *ret, const struct web_draft *d, enum web_key key,
			   struct why *why)
{
	static const char *const names[] = { "TLS10", "TLS11", "TLS12", "TLS13", NULL };
	struct setting s;
	const char *text = web_draft_text(d, key, &s);

	return !text || setting_choice(ret, &s, text, names, why);
}

/* Suites are of TLS 1.3, or of all the versions before. */
static bool fit_versions(unsigned *min, unsigned *max, const bool has[static SUITES],
			 const struct web_draft *d, struct why *why)
{
	bool new = false, old = false;
	struct setting s;

	for (unsigned i = 0; i < SUITES; i++) {
		new |= has[i] && !strcmp(suites[i].mac, "AEAD");
		old |= has[i] && suites[i].exchange;
	}
	if (new && !old)
		*min = TLS13;
	if (old && !new &&*max == TLS13)
		*max = TLS12;
	(void)web_draft_text(d, new || old ? WEB_CIPHER_SUITES : WEB_MIN_VERSION, &s);
	if (*min <= *max)
		return true;
	if (new || old)
		return setting_refuse(&s, why, "%s has none for the versions of TLS that are left",
				      s.key);
	return setting_refuse(&s, why, "%s is above max_version", s.key);
}

static void put_versions(struct text *out, unsigned min, unsigned max)
{
	static const char *const names[] = { "VERS-TLS1.0", "VERS-TLS1.1", "VERS-TLS1.2",
					     "VERS-TLS1.3" };

	for (unsigned i = max + 1; i-- > min;)
		put_part(out, names[i]);
}

static bool put_curves(struct text *out, const struct web_draft *d, struct why *why)
{
	static const char *const names[] = { "X25519", "CurveP256", "CurveP384", "CurveP521",
					     NULL };
	static const char *const groups[] = { "GROUP-X25519", "GROUP-SECP256R1", "GROUP-SECP384R1",
					      "GROUP-SECP521R1" };
	const struct opt_texts *t = &d->key[WEB_CURVES].texts;
	struct setting s;
	unsigned at = 0;

	(void)web_draft_text(d, WEB_CURVES, &s);
	for (size_t i = 0; i < t->n; i++) {
		if (!setting_choice(&at, &s, t->text[i], names, why))
			return false;
		put_part(out, groups[at]);
	}
	if (!t->n)
		text_str(out, ":+GROUP-ALL");
	return true;
}

static bool put_all(struct text *out, const struct web_draft *d, struct why *why)
{
	bool has[SUITES] = { false }, prefer = true;
	unsigned min = TLS12, max = TLS13;
	struct setting s;
	const char *text;

	if (!choose_version(&min, d, WEB_MIN_VERSION, why) ||
	    !choose_version(&max, d, WEB_MAX_VERSION, why) || !choose_suites(has, d, why))
		return false;
	/* An older version alone is asked for by max_version. */
	if (!d->key[WEB_MIN_VERSION].texts.n && max < min)
		min = max;
	if (!fit_versions(&min, &max, has, d, why))
		return false;
	text = web_draft_text(d, WEB_PREFER_SERVER, &s);
	if (text && !setting_bool(&prefer, &s, text, why))
		return false;
	if (d->key[WEB_CIPHER_SUITES].texts.n) {
		text_str(out, "NONE:+CTYPE-X509:+COMP-NULL:+SIGN-ALL");
		for (unsigned i = 0; i < SUITES; i++) {
			if (!has[i])
				continue;
			if (suites[i].exchange)
				put_part(out, suites[i].exchange);
			put_part(out, suites[i].cipher);
			put_part(out, suites[i].mac);
		}
	} else {
		/* Go's, too: no key exchange that cannot keep what was recorded. */
		text_str(out, "NORMAL:-VERS-ALL:-GROUP-ALL:-RSA:-DHE-RSA");
	}
	put_versions(out, min, max);
	if (!put_curves(out, d, why))
		return false;
	if (prefer)
		text_str(out, ":%SERVER_PRECEDENCE");
	return true;
}

bool web_tls_priorities(struct web_config *c, const struct web_draft *d, struct why *why)
{
	struct text out;
	bool ok;

	text_init(&out, sizeof(c->priorities) - 1);
	ok = put_all(&out, d, why);
	if (ok && out.failed)
		ok = why_set(why, WHY_INTERNAL, "out of memory");
	if (ok)
		memcpy(c->priorities, text_cstr(&out), out.len + 1);
	text_done(&out);
	return ok;
}

/* ---- certificates ---- */

static gnutls_datum_t datum(const char *pem)
{
	return (gnutls_datum_t){ .data = (unsigned char *)(uintptr_t)pem,
				 .size = (unsigned)strlen(pem) };
}

static bool check_pair(gnutls_certificate_credentials_t to, const struct web_config *c,
		       const struct setting *cert, const struct setting *key, struct why *why)
{
	const gnutls_datum_t cert_pem = datum(c->cert_pem), key_pem = datum(c->key_pem);
	gnutls_x509_privkey_t alone = NULL;
	int n;

	/* Whose fault it is has to be found out: GnuTLS says it of the pair. */
	n = gnutls_x509_privkey_init(&alone);
	if (n >= 0)
		n = gnutls_x509_privkey_import2(alone, &key_pem, GNUTLS_X509_FMT_PEM, NULL, 0);
	gnutls_x509_privkey_deinit(alone);
	if (n < 0)
		return setting_refuse(key, why, "%s holds no key that can be used: %s", key->key,
				      gnutls_strerror(n));
	n = gnutls_certificate_set_x509_key_mem(to, &cert_pem, &key_pem, GNUTLS_X509_FMT_PEM);
	return n >= 0 || setting_refuse(cert, why, "%s cannot be used with that key: %s", cert->key,
					gnutls_strerror(n));
}

bool web_tls_check(const struct web_config *c, const struct setting *cert,
		   const struct setting *key, const struct setting *ca, struct why *why)
{
	gnutls_certificate_credentials_t to;
	gnutls_priority_t priorities;
	const char *at = NULL;
	bool ok;
	int n;

	if (gnutls_certificate_allocate_credentials(&to) < 0)
		return why_set(why, WHY_INTERNAL, "out of memory");
	ok = check_pair(to, c, cert, key, why);
	if (ok && c->client_ca_pem) {
		const gnutls_datum_t pem = datum(c->client_ca_pem);

		n = gnutls_certificate_set_x509_trust_mem(to, &pem, GNUTLS_X509_FMT_PEM);
		if (n <= 0)
			ok = setting_refuse(ca, why, "%s holds no certificate that can be used: %s",
					    ca->key,
					    n ? gnutls_strerror(n) : "there is none in it");
	}
	gnutls_certificate_free_credentials(to);
	if (!ok)
		return false;
	n = gnutls_priority_init(&priorities, c->priorities, &at);
	if (n < 0)
		return setting_refuse(cert, why, "GnuTLS takes no priorities %s: %s", c->priorities,
				      gnutls_strerror(n));
	gnutls_priority_deinit(priorities);
	return true;
}
