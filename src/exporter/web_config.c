/* SPDX-License-Identifier: MIT */
#include "web_config.h"

#include "web_auth.h"
#include "web_config_yaml.h"
#include "web_tls.h"

#include <fcrdns/text.h>
#include <fcrdns/why.h>
#include <fcrdns/wholefile.h>

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum {
	TEXTS_MAX = 4 * LIMIT_CONFIG,
	INTERVAL_MOST_MS = 3600000,
	BURST_MAX = 1000000
};

static void warn(struct web_config *c, const char *shown, const char *what)
{
	if (c->n_warnings < WEB_WARNINGS_MAX)
		(void)snprintf(c->warnings[c->n_warnings++], sizeof(c->warnings[0]), "%s %s", shown,
			       what);
}

/* ---- files ---- */

/* A relative path begins where the file stands. */
static bool path_of(char out[static PATH_MAX], const char *file, const char *name)
{
	const char *slash = strrchr(file, '/');
	size_t folder = *name == '/' || !slash ? 0 : (size_t)(slash - file) + 1;

	return snprintf(out, PATH_MAX, "%.*s%s", (int)folder, file, name) < PATH_MAX;
}

/* The text of the file that a key names; NULL for one that is not there. */
static bool read_named(char **ret, struct setting *s, struct web_config *c,
		       const struct web_draft *d, const char *from, enum web_key key,
		       struct why *why)
{
	const char *name = web_draft_text(d, key, s);
	char path[PATH_MAX];
	struct whole_file f;
	struct why fault;

	if (!name)
		return true;
	if (!*name || !path_of(path, from, name))
		return setting_wants(s, "the path of a file", name, why);
	if (!whole_file_read(&f, path, LIMIT_CONFIG, NULL, &fault))
		return setting_refuse(s, why, "%s: %s", s->key, fault.text);
	if (strlen(f.octets) != f.n) {
		whole_file_drop(&f);
		return setting_refuse(s, why, "%s: %s is no PEM file", s->key, f.shown);
	}
	if (key == WEB_KEY_FILE && f.mode & S_IROTH)
		warn(c, f.shown, "is a key that everybody on this machine can read: chmod o= it");
	*ret = f.octets;
	return true;
}

static void drop_text(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	mem_free(text);
}

/* ---- TLS ---- */

static bool make_client(struct web_config *c, const struct web_draft *d, const struct setting *ca,
			struct why *why)
{
	static const char *const names[] = { "NoClientCert",
					     "RequestClientCert",
					     "RequireAnyClientCert",
					     "VerifyClientCertIfGiven",
					     "RequireAndVerifyClientCert",
					     NULL };
	unsigned choice = WEB_CLIENT_NONE;
	struct setting s;
	const char *text = web_draft_text(d, WEB_CLIENT_AUTH_TYPE, &s);

	if (text && *text && !setting_choice(&choice, &s, text, names, why))
		return false;
	c->client = (enum web_client)choice;
	if (c->client >= WEB_CLIENT_VERIFY_IF_GIVEN && !c->client_ca_pem)
		return setting_refuse(&s, why, "%s is %s, which wants client_ca_file as well",
				      s.key, text);
	if (c->client < WEB_CLIENT_VERIFY_IF_GIVEN && c->client_ca_pem)
		return setting_refuse(ca, why,
				      "%s is there, but client_auth_type asks for no certificate "
				      "that it verifies",
				      ca->key);
	return true;
}

static bool make_tls(struct web_config *c, const struct web_draft *d, const char *from,
		     struct why *why)
{
	const struct setting section = { .file = d->file, .line = d->tls_line };
	struct setting cert, key, ca;

	if (!d->has_tls)
		return true;
	if (!read_named(&c->cert_pem, &cert, c, d, from, WEB_CERT_FILE, why) ||
	    !read_named(&c->key_pem, &key, c, d, from, WEB_KEY_FILE, why) ||
	    !read_named(&c->client_ca_pem, &ca, c, d, from, WEB_CLIENT_CA_FILE, why))
		return false;
	if (!c->cert_pem || !c->key_pem)
		return setting_refuse(&section, why, "tls_server_config has no %s",
				      c->cert_pem ? "key_file" : "cert_file");
	return make_client(c, d, &ca, why) && web_tls_priorities(c, d, why) &&
	       web_tls_check(c, &cert, &key, &ca, why);
}

/* ---- the rest ---- */

static bool make_header(struct web_config *c, const struct web_draft *d, const struct web_pair *p,
			struct why *why)
{
	static const char *const frames[] = { "deny", "sameorigin", NULL };
	static const char *const sniffs[] = { "nosniff", NULL };
	static const struct {
		const char *name;
		const char *const *values;
	} known[] = { { "X-Frame-Options", frames },
		      { "X-Content-Type-Options", sniffs },
		      { "X-XSS-Protection", NULL },
		      { "Strict-Transport-Security", NULL },
		      { "Content-Security-Policy", NULL } };
	struct setting s = { .file = d->file, .line = p->line };
	char shown[SETTING_KEY_MAX / 2];
	unsigned choice;
	size_t at = 0;

	(void)snprintf(s.key, sizeof(s.key), "http_server_config.headers.%s",
		       text_shown(shown, sizeof(shown), p->name, strlen(p->name)));
	while (at < sizeof(known) / sizeof(known[0]) && strcmp(known[at].name, p->name) != 0)
		at++;
	if (at == sizeof(known) / sizeof(known[0]))
		return setting_unknown(&s,
				       "X-Frame-Options, X-Content-Type-Options, X-XSS-Protection, "
				       "Strict-Transport-Security and Content-Security-Policy",
				       why);
	if (!p->value || !*p->value)
		return true;
	for (const char *v = p->value; *v; v++)
		if (*v < ' ' || *v > '~')
			return setting_wants(&s, "printable ASCII", p->value, why);
	if (known[at].values && !setting_choice(&choice, &s, p->value, known[at].values, why))
		return false;
	c->headers[c->n_headers].name = known[at].name;
	c->headers[c->n_headers++].value = p->value;
	return true;
}

static bool make_http(struct web_config *c, const struct web_draft *d, struct why *why)
{
	struct setting s;
	bool http2;
	const char *text = web_draft_text(d, WEB_HTTP2, &s);

	/* What speaks HTTP/2 speaks HTTP/1.1 as well: nothing is lost when it is not there. */
	if (text && !setting_bool(&http2, &s, text, why))
		return false;
	for (unsigned i = 0; i < d->headers.n; i++)
		if (!make_header(c, d, &d->headers.pair[i], why))
			return false;
	text = web_draft_text(d, WEB_RATE_INTERVAL, &s);
	if (text && !setting_duration(&c->rate_interval_ms, &s, text, 0, INTERVAL_MOST_MS, why))
		return false;
	c->rate_burst = 1;
	text = web_draft_text(d, WEB_RATE_BURST, &s);
	return !text || setting_uint(&c->rate_burst, &s, text, 1, BURST_MAX, why);
}

static bool read_into(struct web_config *c, struct web_draft *d, const char *file,
		      const char *shown, const char *octets, size_t n, struct why *why)
{
	return web_draft_read(d, &c->texts, shown, octets, n, why) && make_tls(c, d, file, why) &&
	       make_http(c, d, why) && web_auth_make(c, d, why);
}

bool web_config_read(const char *file, const char *octets, size_t n, struct web_config **ret,
		     struct why *why)
{
	struct web_config *c = mem_zero(1, sizeof(*c));
	char shown[LIMIT_SHOWN];
	struct web_draft d;
	bool ok;

	if (!c)
		return why_set(why, WHY_INTERNAL, "out of memory");
	arena_init(&c->texts, TEXTS_MAX);
	(void)text_shown(shown, sizeof(shown), file, strlen(file));
	ok = read_into(c, &d, file, shown, octets, n, why);
	web_draft_done(&d);
	if (ok)
		*ret = c;
	else
		web_config_free(c);
	return ok;
}

bool web_config_load(const char *file, struct web_config **ret, struct why *why)
{
	struct whole_file whole;
	bool ok;

	if (!file)
		return web_config_read("", "", 0, ret, why);
	if (!whole_file_read(&whole, file, LIMIT_CONFIG, NULL, why))
		return false;
	ok = web_config_read(file, whole.octets, whole.n, ret, why);
	if (ok && whole.mode & S_IWOTH)
		warn(*ret, whole.shown, "can be written by everybody on this machine");
	whole_file_drop(&whole);
	return ok;
}

void web_config_free(struct web_config *c)
{
	if (!c)
		return;
	drop_text(c->cert_pem);
	drop_text(c->key_pem);
	drop_text(c->client_ca_pem);
	arena_wipe(&c->texts);
	arena_done(&c->texts);
	mem_free(c);
}
