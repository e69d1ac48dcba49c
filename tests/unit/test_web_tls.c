/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "../../src/exporter/web_config.h"
#include "certs.h"

#include <fcrdns/why.h>

#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* [0]: ECDSA, [1]: RSA. */
static gnutls_certificate_credentials_t certs[2], none;
static char folder[64], priorities[WEB_PRIORITIES_MAX];

static void put(const char *name, const gnutls_datum_t *octets)
{
	char path[128];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "we");
	assert_non_null(f);
	assert_int_equal(fwrite(octets->data, 1, octets->size, f), octets->size);
	assert_int_equal(fclose(f), 0);
}

static int begin(void **state)
{
	(void)state;
	(void)snprintf(folder, sizeof(folder), "/tmp/webtls.XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	for (int i = 0; i < 2; i++) {
		gnutls_datum_t cert, key;

		make_cert(i, &cert, &key);
		put("cert.pem", &cert);
		put("key.pem", &key);
		assert_int_equal(gnutls_certificate_allocate_credentials(&certs[i]), 0);
		assert_true(gnutls_certificate_set_x509_key_mem(certs[i], &cert, &key,
								GNUTLS_X509_FMT_PEM) >= 0);
		gnutls_free(cert.data);
		gnutls_free(key.data);
	}
	return gnutls_certificate_allocate_credentials(&none);
}

static int end(void **state)
{
	char path[128];

	(void)state;
	for (int i = 0; i < 2; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", folder, i ? "key.pem" : "cert.pem");
		(void)unlink(path);
		gnutls_certificate_free_credentials(certs[i]);
	}
	gnutls_certificate_free_credentials(none);
	return rmdir(folder);
}

static void learn_priorities(const char *keys)
{
	char text[1024], file[128];
	struct web_config *c = NULL;
	struct why why;

	(void)snprintf(file, sizeof(file), "%s/web.yml", folder);
	(void)snprintf(text, sizeof(text),
		       "tls_server_config: {cert_file: cert.pem, key_file: key.pem%s}\n", keys);
	if (!web_config_read(file, text, strlen(text), &c, &why))
		fail_msg("%s: %s", text, why.text);
	memcpy(priorities, c->priorities, sizeof(priorities));
	web_config_free(c);
}

static gnutls_session_t begin_session(unsigned kind, int fd, const char *how,
				      gnutls_certificate_credentials_t cert)
{
	gnutls_session_t s;

	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(gnutls_init(&s, kind | GNUTLS_NONBLOCK), 0);
	assert_int_equal(gnutls_priority_set_direct(s, how, NULL), 0);
	assert_int_equal(gnutls_credentials_set(s, GNUTLS_CRD_CERTIFICATE, cert), 0);
	gnutls_transport_set_int(s, fd);
	return s;
}

/* 1 shaken, 0 not yet, -1 never. */
static int shake(gnutls_session_t s)
{
	int n = gnutls_handshake(s);

	return n == 0 ? 1 : gnutls_error_is_fatal(n) ? -1 : 0;
}

/* What a client with these priorities gets, as GnuTLS describes it; empty: nothing. */
static void meet(char *out, size_t size, const char *client_priorities, bool is_rsa)
{
	int fd[2], client_done = 0, server_done = 0;
	gnutls_session_t server, client;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd), 0);
	server = begin_session(GNUTLS_SERVER, fd[0], priorities, certs[is_rsa]);
	client = begin_session(GNUTLS_CLIENT, fd[1], client_priorities, none);
	for (int i = 0; i < 20 && client_done >= 0 && server_done >= 0; i++) {
		if (!client_done)
			client_done = shake(client);
		if (!server_done)
			server_done = shake(server);
	}
	*out = '\0';
	if (client_done == 1 && server_done == 1) {
		char *text = gnutls_session_get_desc(server);

		(void)snprintf(out, size, "%s", text);
		gnutls_free(text);
	}
	gnutls_deinit(client);
	gnutls_deinit(server);
	(void)close(fd[0]);
	(void)close(fd[1]);
}

static void what_is_chosen_is_what_clients_get(void **state)
{
	static const char any[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%COMPAT",
			  only12[] = "NORMAL:-VERS-ALL:+VERS-TLS1.2";
	static const char only11[] = "NORMAL:-VERS-ALL:+VERS-TLS1.1:%COMPAT";
	static const char cbc[] = "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CBC";
	static const struct {
		const char *keys, *client;
		bool is_rsa;
		const char *gets; /* a beginning and an end, around a '*' */
	} rows[] = {
		{ "", any, false, "(TLS1.3)*AES-256-GCM)" },
		{ "", only12, false, "(TLS1.2)*AES-256-GCM)" },
		{ "", only12, true, "(TLS1.2)-(ECDHE-*AES-256-GCM)" },
		{ "", only11, false, "" },
		{ "", "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA", true, "" },
		{ ", max_version: TLS12", any, false, "(TLS1.2)*" },
		{ ", min_version: TLS13", any, false, "(TLS1.3)*" },
		{ ", min_version: TLS13", only12, false, "" },
		{ ", max_version: TLS11", any, false, "" },
		{ ", cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]", only12, false,
		  "(TLS1.2)*AES-128-GCM)" },
		{ ", cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]", any, false,
		  "(TLS1.3)*AES-128-GCM)" },
		{ ", cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]", only12, true, "" },
		{ ", cipher_suites: [TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256]", only12, true,
		  "(TLS1.2)*CHACHA20-POLY1305)" },
		{ ", cipher_suites: [TLS_AES_256_GCM_SHA384]", any, false,
		  "(TLS1.3)*AES-256-GCM)" },
		{ ", cipher_suites: [TLS_AES_256_GCM_SHA384]", any, true, "(TLS1.3)*AES-256-GCM)" },
		{ ", cipher_suites: [TLS_AES_256_GCM_SHA384]", only12, false, "" },
		{ ", cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA]", any, true,
		  "(TLS1.2)*AES-128-CBC)-(SHA1)" },
		{ ", cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA]", cbc, true,
		  "(TLS1.2)*AES-128-CBC)-(SHA1)" },
		{ ", cipher_suites: [TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA]", cbc, true, "" },
		{ ", curve_preferences: [CurveP384]", any, false, "(TLS1.3)-(ECDHE-SECP384R1)*" },
		{ ", curve_preferences: [CurveP384]", "NORMAL:-GROUP-ALL:+GROUP-X25519", false,
		  "" },
	};
	char got[256];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *star = strchr(rows[i].gets, '*');
		size_t n = star ? (size_t)(star - rows[i].gets) : 0;

		learn_priorities(rows[i].keys);
		meet(got, sizeof(got), rows[i].client, rows[i].is_rsa);
		row("%s\n#   %s\n#   %s", rows[i].keys, priorities, got);
		if (!star) {
			assert_string_equal(got, "");
			continue;
		}
		assert_true(strlen(got) >= n + strlen(star + 1));
		assert_memory_equal(got, rows[i].gets, n);
		assert_string_equal(got + strlen(got) - strlen(star + 1), star + 1);
	}
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test_setup_teardown(what_is_chosen_is_what_clients_get, begin, end),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
