/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "../../src/exporter/web_config.h"
#include "certs.h"

#include <fcrdns/why.h>

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* s3cret and other, cost 4. */
#define HASH_ANN "$2y$04$abcdefghijklmnopqrstuuLZYjhNQAOdpbzt4WxWlUHjv1wsyH5DG"
#define HASH_BOB "$2b$04$zyxwvutsrqponmlkjihgfeoEG75ieRiMxivbt62jo80oWmRUDHZ.e"

static char folder[64];
static struct why why;

static const char *path(const char *name)
{
	static char out[128];

	(void)snprintf(out, sizeof(out), "%s/%s", folder, name);
	return out;
}

static void put(const char *name, const void *octets, size_t n)
{
	FILE *f = fopen(path(name), "we");

	assert_non_null(f);
	assert_int_equal(fwrite(octets, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path(name), 0600), 0);
}

static void put_cert(const char *name, const char *key_name, bool is_rsa)
{
	gnutls_datum_t cert, key;

	make_cert(is_rsa, &cert, &key);
	put(name, cert.data, cert.size);
	put(key_name, key.data, key.size);
	gnutls_free(cert.data);
	gnutls_free(key.data);
}

/* What each name of a file is in the texts below. */
static int begin(void **state)
{
	(void)state;
	(void)snprintf(folder, sizeof(folder), "/tmp/webconfig.XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	put_cert("cert.pem", "key.pem", false);
	put_cert("other.pem", "other-key.pem", false);
	put("text.pem", "no certificate\n", 15);
	put("nul.pem", "a\0b", 3);
	return mkfifo(path("fifo"), 0600);
}

static int end(void **state)
{
	static const char *const all[] = { "cert.pem",	    "key.pem",	   "other.pem",
					   "other-key.pem", "text.pem",	   "nul.pem",
					   "fifo",	    "web.yml",	   "exporter.crt",
					   "exporter.key",  "clients.crt", "clients.key" };

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		(void)unlink(path(all[i]));
	return rmdir(folder);
}

static struct web_config *read_text(const char *text)
{
	struct web_config *c = NULL;

	why = (struct why){ 0 };
	row("%s", text);
	if (web_config_read(path("web.yml"), text, strlen(text), &c, &why))
		return c;
	row("%s", why.text);
	return NULL;
}

#define TLS(more) "tls_server_config: {cert_file: cert.pem, key_file: key.pem" more "}\n"

static void nothing_is_asked_for_by_an_empty_file(void **state)
{
	static const char *const rows[] = { "",
					    "# nothing\n",
					    "basic_auth_users: {}\n",
					    "basic_auth_users:\ntls_server_config:\nrate_limit:\n",
					    "http_server_config:\n",
					    "http_server_config: {headers: , http2: true}\n" };

	(void)state;
	for (size_t i = 0; i <= sizeof(rows) / sizeof(rows[0]); i++) {
		struct web_config *c = NULL;

		if (i)
			c = read_text(rows[i - 1]);
		else
			assert_true(web_config_load(NULL, &c, &why));
		assert_non_null(c);
		assert_null(c->cert_pem);
		assert_false(web_config_has_users(c) || c->n_headers || c->n_warnings ||
			     c->rate_interval_ms || *c->priorities);
		assert_false(web_auth_check(c, "", ""));
		web_config_free(c);
	}
	web_config_free(NULL);
}

static void what_is_asked_for_is_there(void **state)
{
	static const char text[] =
		"tls_server_config:\n  cert_file: cert.pem\n  key_file: key.pem\n"
		"  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: other.pem\n"
		"http_server_config:\n  http2: false\n  headers:\n"
		"    X-Frame-Options: sameorigin\n    X-XSS-Protection: ''\n"
		"    Content-Security-Policy: default-src 'none'\n"
		"rate_limit: {interval: 10ms, burst: 20}\n"
		"basic_auth_users:\n  ann: " HASH_ANN "\n  bob: " HASH_BOB "\n";
	struct web_config *c = NULL;

	(void)state;
	put("web.yml", text, sizeof(text) - 1);
	assert_true(web_config_load(path("web.yml"), &c, &why));
	assert_memory_equal(c->cert_pem, "-----BEGIN CERT", 15);
	assert_non_null(strstr(c->key_pem, "PRIVATE KEY"));
	assert_memory_equal(c->client_ca_pem, "-----BEGIN CERT", 15);
	assert_int_equal(c->client, WEB_CLIENT_VERIFY);
	assert_int_equal(c->n_headers, 2);
	assert_string_equal(c->headers[0].name, "X-Frame-Options");
	assert_string_equal(c->headers[0].value, "sameorigin");
	assert_string_equal(c->headers[1].value, "default-src 'none'");
	assert_int_equal(c->rate_interval_ms, 10);
	assert_int_equal(c->rate_burst, 20);
	assert_int_equal(c->n_warnings, 0);
	assert_true(web_config_has_users(c));
	web_config_free(c);
	/* Others may look, and more. */
	assert_int_equal(chmod(path("web.yml"), 0666), 0);
	assert_int_equal(chmod(path("key.pem"), 0644), 0);
	assert_true(web_config_load(path("web.yml"), &c, &why));
	assert_int_equal(c->n_warnings, 2);
	assert_non_null(strstr(c->warnings[0], "/key.pem is a key that everybody on this machine "
					       "can read: chmod o= it"));
	assert_non_null(strstr(c->warnings[1], "can be written by everybody on this machine"));
	web_config_free(c);
	assert_int_equal(chmod(path("key.pem"), 0640), 0);
	c = read_text(TLS(""));
	assert_non_null(c);
	assert_int_equal(c->n_warnings, 0);
	assert_int_equal(c->client, WEB_CLIENT_NONE);
	web_config_free(c);
}

static void who_knows_the_password_may_enter(void **state)
{
	static const struct {
		const char *user, *password;
		bool may;
	} rows[] = {
		{ "ann", "s3cret", true },  { "bob", "other", true }, { "ann", "other", false },
		{ "bob", "s3cret", false }, { "ann", "", false },     { "", "s3cret", false },
		{ "Ann", "s3cret", false }, { "x", "s3cret", false }, { "x", "other", false },
		{ "y", "s3cret", false },   { "z", "s3cret", false }, { "ann", HASH_ANN, false },
	};
	struct web_config *c =
		read_text("basic_auth_users: {ann: " HASH_ANN ", bob: " HASH_BOB "}\n");
	static char text[600];

	(void)state;
	assert_non_null(c);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		row("%s %s", rows[i].user, rows[i].password);
		assert_int_equal(web_auth_check(c, rows[i].user, rows[i].password), rows[i].may);
	}
	/* More than crypt takes. */
	memset(text, 'x', sizeof(text) - 1);
	assert_false(web_auth_check(c, "ann", text));
	web_config_free(c);
}

static void each_mistake_is_a_sentence(void **state)
{
	static const char *const rows[][2] = {
		{ "[]\n", "1: it is a list, and has to be a mapping" },
		{ "x", "1: it holds no mapping" },
		{ "tls: {}\n", "1: there is no key tls: there are tls_server_config, "
			       "http_server_config, basic_auth_users and rate_limit" },
		{ "tls: x\n", "1: there is no key tls: there are tls_server_config, "
			      "http_server_config, basic_auth_users and rate_limit" },
		{ "tls_server_config: x\n", "1: tls_server_config wants a mapping" },
		{ "tls_server_config: []\n", "1: tls_server_config wants a mapping, not a list" },
		{ "tls_server_config: {}\n", "1: tls_server_config has no cert_file" },
		{ "tls_server_config: {key_file: key.pem}\n",
		  "1: tls_server_config has no cert_file" },
		{ "tls_server_config:\n  cert_file: cert.pem\n",
		  "2: tls_server_config has no key_file" },
		{ TLS(", certfile: x"),
		  "1: there is no key tls_server_config.certfile: there are cert_file, key_file, "
		  "client_auth_type, client_ca_file, min_version, max_version, cipher_suites, "
		  "prefer_server_cipher_suites, curve_preferences" },
		{ TLS(", cert: x"),
		  "1: texts of certificates are not read: name a file by cert_file" },
		{ TLS(", key: x"), "1: texts of keys are not read: name a file by key_file" },
		{ TLS(", client_ca: x"),
		  "1: texts of certificates are not read: name a file by client_ca_file" },
		{ TLS(", client_allowed_sans: [x]"),
		  "1: clients are told apart by client_ca_file alone, there is no "
		  "client_allowed_sans" },
		{ TLS(", key_file: x"), "1: a key that is there twice" },
		{ TLS(", client_auth_type: Any"),
		  "1: tls_server_config.client_auth_type wants one of NoClientCert, "
		  "RequestClientCert, RequireAnyClientCert, VerifyClientCertIfGiven, "
		  "RequireAndVerifyClientCert, not 'Any'" },
		{ TLS(", client_auth_type: VerifyClientCertIfGiven"),
		  "1: tls_server_config.client_auth_type is VerifyClientCertIfGiven, which wants "
		  "client_ca_file as well" },
		{ TLS(", client_ca_file: other.pem"),
		  "1: tls_server_config.client_ca_file is there, but client_auth_type asks for no "
		  "certificate that it verifies" },
		{ TLS(", client_auth_type: VerifyClientCertIfGiven, client_ca_file: text.pem"),
		  "1: tls_server_config.client_ca_file holds no certificate that can be used: "
		  "there is none in it" },
		{ TLS(", min_version: TLS14"), "1: tls_server_config.min_version wants one of "
					       "TLS10, TLS11, TLS12, TLS13, not 'TLS14'" },
		{ TLS(", min_version: TLS13, max_version: TLS12"),
		  "1: tls_server_config.min_version is above max_version" },
		{ TLS(", cipher_suites: TLS_AES_128_GCM_SHA256"),
		  "1: tls_server_config.cipher_suites wants a list, not "
		  "'TLS_AES_128_GCM_SHA256'" },
		{ TLS(", cipher_suites: {a: b}"),
		  "1: tls_server_config.cipher_suites wants a list" },
		{ TLS(", cipher_suites: [RC4]"),
		  "1: tls_server_config.cipher_suites wants names such as "
		  "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, not 'RC4'" },
		{ TLS(", cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, "
		      "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]"),
		  "1: tls_server_config.cipher_suites: GnuTLS, which is told ciphers and ways of "
		  "key exchange apart, would offer TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 as "
		  "well: name it, too, or choose others" },
		{ TLS(", max_version: TLS12, cipher_suites: [TLS_AES_128_GCM_SHA256]"),
		  "1: tls_server_config.cipher_suites has none for the versions of TLS that are "
		  "left" },
		{ TLS(", min_version: TLS13, cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA]"),
		  "1: tls_server_config.cipher_suites has none for the versions of TLS that are "
		  "left" },
		{ TLS(", curve_preferences: [P256]"),
		  "1: tls_server_config.curve_preferences wants one of X25519, CurveP256, "
		  "CurveP384, CurveP521, not 'P256'" },
		{ TLS(", prefer_server_cipher_suites: 2"),
		  "1: tls_server_config.prefer_server_cipher_suites wants true or false, not '2'" },
		/* @ stands for the folder, * for what GnuTLS says. */
		{ "tls_server_config: {cert_file: none.pem, key_file: key.pem}\n",
		  "1: tls_server_config.cert_file: cannot read @/none.pem: No such file or "
		  "directory" },
		{ "tls_server_config: {cert_file: fifo, key_file: key.pem}\n",
		  "1: tls_server_config.cert_file: @/fifo is no file" },
		{ "tls_server_config: {cert_file: ., key_file: key.pem}\n",
		  "1: tls_server_config.cert_file: @/. is no file" },
		{ "tls_server_config: {cert_file: /dev/zero, key_file: key.pem}\n",
		  "1: tls_server_config.cert_file: /dev/zero is no file" },
		{ "tls_server_config: {cert_file: nul.pem, key_file: key.pem}\n",
		  "1: tls_server_config.cert_file: @/nul.pem is no PEM file" },
		{ "tls_server_config: {cert_file: '', key_file: key.pem}\n",
		  "1: tls_server_config.cert_file wants the path of a file, not ''" },
		{ "tls_server_config: {cert_file: [cert.pem], key_file: key.pem}\n",
		  "1: tls_server_config.cert_file wants one text" },
		{ "tls_server_config: {cert_file: cert.pem, key_file: text.pem}\n",
		  "1: tls_server_config.key_file holds no key that can be used: *" },
		{ "tls_server_config: {cert_file: text.pem, key_file: key.pem}\n",
		  "1: tls_server_config.cert_file cannot be used with that key: *" },
		{ "tls_server_config: {cert_file: other.pem, key_file: key.pem}\n",
		  "1: tls_server_config.cert_file cannot be used with that key: *" },
		{ "http_server_config: {http2: x}\n",
		  "1: http_server_config.http2 wants true or false, not 'x'" },
		{ "http_server_config: {http3: x}\n",
		  "1: there is no key http_server_config.http3: there are http2, headers" },
		{ "http_server_config: {headers: [x]}\n",
		  "1: http_server_config.headers wants a mapping, not a list" },
		{ "http_server_config: {headers: x}\n",
		  "1: http_server_config.headers wants a mapping" },
		{ "http_server_config: {headers: {Server: x}}\n",
		  "1: there is no key http_server_config.headers.Server: there are "
		  "X-Frame-Options, X-Content-Type-Options, X-XSS-Protection, "
		  "Strict-Transport-Security and Content-Security-Policy" },
		{ "http_server_config: {headers: {X-Frame-Options: allow}}\n",
		  "1: http_server_config.headers.X-Frame-Options wants one of deny, sameorigin, "
		  "not 'allow'" },
		{ "http_server_config: {headers: {X-XSS-Protection: \"\xc3\xa9\"}}\n",
		  "1: http_server_config.headers.X-XSS-Protection wants printable ASCII, not "
		  "'\\195\\169'" },
		{ "http_server_config: {headers: {X-XSS-Protection: \"1\\r\\nSet-Cookie: a\"}}\n",
		  "1: a value with a control character" },
		{ "rate_limit: {interval: fast}\n",
		  "1: rate_limit.interval wants a duration such as 5s or 1m30s, from 0s to 1h, "
		  "not 'fast'" },
		{ "rate_limit: {burst: 0}\n",
		  "1: rate_limit.burst wants a number from 1 to 1000000, not '0'" },
		{ "rate_limit: {every: 1s}\n",
		  "1: there is no key rate_limit.every: there are interval, burst" },
		{ "basic_auth_users: [ann]\n", "1: basic_auth_users wants a mapping, not a list" },
		{ "basic_auth_users: ann\n", "1: basic_auth_users wants a mapping" },
		{ "basic_auth_users: {ann: [x]}\n", "1: basic_auth_users.ann wants a text" },
		{ "basic_auth_users: {ann: }\n",
		  "1: basic_auth_users.ann wants a hash of bcrypt, as "
		  "htpasswd -B makes it" },
		{ "basic_auth_users: {ann: s3cret}\n",
		  "1: basic_auth_users.ann wants a hash of bcrypt, as htpasswd -B makes it" },
		{ "basic_auth_users: {ann: " HASH_ANN "x}\n",
		  "1: basic_auth_users.ann wants a hash of bcrypt, as htpasswd -B makes it" },
		{ "basic_auth_users:\n"
		  "  ann: $2x$04$abcdefghijklmnopqrstuuLZYjhNQAOdpbzt4WxWlUHjv1wsyH5DG\n",
		  "2: basic_auth_users.ann wants a hash of bcrypt, as htpasswd -B makes it" },
		{ "basic_auth_users:\n"
		  "  ann: $2y$17$abcdefghijklmnopqrstuuLZYjhNQAOdpbzt4WxWlUHjv1wsyH5DG\n",
		  "2: basic_auth_users.ann has a hash of cost 17, which would keep us busy for "
		  "too long: at most 16" },
		{ "basic_auth_users: {'a:b': " HASH_ANN "}\n",
		  "1: basic_auth_users.a:b: the name of a user cannot hold a ':'" },
		{ "basic_auth_users: {ann: " HASH_ANN ", ann: " HASH_BOB "}\n",
		  "1: a key that is there twice" },
		{ "basic_auth_users: {ann: &a " HASH_ANN ", bob: *a}\n",
		  "1: aliases (*) are not read, write out what they stand for" },
		{ "basic_auth_users: {ann: !!binary x}\n", "1: tags (!) are not read" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *at = strchr(rows[i][1], '@');
		size_t before = at ? (size_t)(at - rows[i][1]) : strlen(rows[i][1]);
		char want[500];

		(void)snprintf(want, sizeof(want), "%s, line %.*s%s%s", path("web.yml"),
			       (int)before, rows[i][1], at ? folder : "", at ? at + 1 : "");
		want[sizeof(why.text) - 1] = '\0';
		assert_null(read_text(rows[i][0]));
		if (want[strlen(want) - 1] == '*') {
			want[strlen(want) - 1] = '\0';
			assert_true(strlen(why.text) > strlen(want));
			why.text[strlen(want)] = '\0';
		}
		assert_string_equal(why.text, want);
	}
}

static void there_is_a_bound_on_users(void **state)
{
	static char text[(LIMIT_WEB_USERS + 2) * 80];
	struct web_config *c;
	size_t at = 0;

	(void)state;
	at += (size_t)snprintf(text, sizeof(text), "basic_auth_users:\n");
	for (unsigned i = 0; i < LIMIT_WEB_USERS; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, " u%u: " HASH_ANN "\n", i);
	c = read_text(text);
	assert_non_null(c);
	assert_true(web_auth_check(c, "u255", "s3cret"));
	web_config_free(c);
	(void)snprintf(text + at, sizeof(text) - at, " more: " HASH_ANN "\n");
	assert_null(read_text(text));
	assert_non_null(strstr(why.text, "line 258: basic_auth_users.more is one more than the 256 "
					 "that are read"));
}

/* From the top of the sources, where tests run; also with what it has behind '#'. */
static void the_shipped_file_is_right(void **state)
{
	static const char file[] = "data/examples/web-config.yml";
	struct web_config *c = NULL;
	char line[256], text[4096];
	FILE *in = fopen(file, "re");
	size_t at = 0;

	(void)state;
	assert_non_null(in);
	if (!web_config_load(file, &c, &why))
		fail_msg("%s", why.text);
	assert_null(c->cert_pem);
	assert_int_equal(c->n_headers, 2);
	assert_true(web_auth_check(c, "prometheus", "change me"));
	assert_false(web_auth_check(c, "prometheus", "change it"));
	assert_int_equal(c->n_warnings, 0);
	web_config_free(c);
	put_cert("exporter.crt", "exporter.key", false);
	put_cert("clients.crt", "clients.key", false);
	while (fgets(line, sizeof(line), in)) {
		bool is_key = !strncmp(line, "# tls_", 6) || !strncmp(line, "#   c", 5) ||
			      !strncmp(line, "#   k", 5) || !strncmp(line, "#   m", 5);

		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s", line + (is_key ? 2 : 0));
	}
	assert_int_equal(fclose(in), 0);
	c = read_text(text);
	if (!c)
		fail_msg("%s", why.text);
	assert_int_equal(c->client, WEB_CLIENT_VERIFY);
	assert_non_null(c->client_ca_pem);
	web_config_free(c);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test_setup_teardown(nothing_is_asked_for_by_an_empty_file, begin, end),
		cmocka_unit_test_setup_teardown(what_is_asked_for_is_there, begin, end),
		cmocka_unit_test_setup_teardown(who_knows_the_password_may_enter, begin, end),
		cmocka_unit_test_setup_teardown(each_mistake_is_a_sentence, begin, end),
		cmocka_unit_test_setup_teardown(there_is_a_bound_on_users, begin, end),
		cmocka_unit_test_setup_teardown(the_shipped_file_is_right, begin, end),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
