/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_TEST_CERTS_H
#define FCRDNS_TEST_CERTS_H

/*
 * certs: a key and a certificate that it signs itself, as PEM texts.
 */

#include <gnutls/x509.h>

#include <stdbool.h>
#include <time.h>

static inline void make_cert(bool is_rsa, gnutls_datum_t *ret_cert, gnutls_datum_t *ret_key)
{
	gnutls_pk_algorithm_t kind = is_rsa ? GNUTLS_PK_RSA : GNUTLS_PK_ECDSA;
	unsigned bits = is_rsa ? 2048 : GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1);
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t cert;

	assert_int_equal(gnutls_x509_privkey_init(&key), 0);
	assert_int_equal(gnutls_x509_privkey_generate(key, kind, bits, 0), 0);
	assert_int_equal(gnutls_x509_crt_init(&cert), 0);
	assert_int_equal(gnutls_x509_crt_set_version(cert, 3), 0);
	assert_int_equal(gnutls_x509_crt_set_serial(cert, "\1", 1), 0);
	assert_int_equal(gnutls_x509_crt_set_dn(cert, "CN=localhost", NULL), 0);
	assert_int_equal(gnutls_x509_crt_set_activation_time(cert, time(NULL) - 86400), 0);
	assert_int_equal(gnutls_x509_crt_set_expiration_time(cert, time(NULL) + 864000), 0);
	assert_int_equal(gnutls_x509_crt_set_key(cert, key), 0);
	assert_int_equal(gnutls_x509_crt_sign2(cert, cert, key, GNUTLS_DIG_SHA256, 0), 0);
	assert_int_equal(gnutls_x509_crt_export2(cert, GNUTLS_X509_FMT_PEM, ret_cert), 0);
	assert_int_equal(gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, ret_key), 0);
	gnutls_x509_crt_deinit(cert);
	gnutls_x509_privkey_deinit(key);
}

#endif
