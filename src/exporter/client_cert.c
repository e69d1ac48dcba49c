/* SPDX-License-Identifier: MIT */
#include "client_cert.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

static bool is_there(gnutls_session_t session)
{
	unsigned n = 0;

	return gnutls_certificate_get_peers(session, &n) != NULL && n > 0;
}

/* By the CA of the configuration, in its time, and for clients. */
static bool is_verified(gnutls_session_t session)
{
	gnutls_typed_vdata_st purpose = {
		.type = GNUTLS_DT_KEY_PURPOSE_OID,
		.data = (unsigned char *)(uintptr_t)GNUTLS_KP_TLS_WWW_CLIENT
	};
	unsigned status = 1;

	return gnutls_certificate_verify_peers(session, &purpose, 1, &status) == 0 && status == 0;
}

bool client_cert_is_right(enum web_client wanted, void *session)
{
	switch (wanted) {
	case WEB_CLIENT_NONE:
	case WEB_CLIENT_REQUEST:
		return true;
	case WEB_CLIENT_REQUIRE:
		return session && is_there(session);
	case WEB_CLIENT_VERIFY_IF_GIVEN:
		return session && (!is_there(session) || is_verified(session));
	case WEB_CLIENT_VERIFY:
		return session && is_there(session) && is_verified(session);
	}
	return false;
}

/* ---- in the handshake ---- */

/* What RFC 8446 section 6.2 and before it RFC 5246 section 7.2.2 have for that. */
static gnutls_alert_description_t alert_of(gnutls_session_t session)
{
	if (is_there(session))
		return GNUTLS_A_BAD_CERTIFICATE;
	return gnutls_protocol_get_version(session) == GNUTLS_TLS1_3 ? GNUTLS_A_CERTIFICATE_REQUIRED
								     : GNUTLS_A_HANDSHAKE_FAILURE;
}

/* libmicrohttpd only hangs up, so that the client would not be told why. */
static int judge(enum web_client wanted, gnutls_session_t session)
{
	uint64_t *n_refused = gnutls_db_get_ptr(session);

	if (client_cert_is_right(wanted, session))
		return 0;
	(*n_refused)++;
	(void)gnutls_alert_send(session, GNUTLS_AL_FATAL, alert_of(session));
	return GNUTLS_E_CERTIFICATE_ERROR;
}

static int on_require(gnutls_session_t session)
{
	return judge(WEB_CLIENT_REQUIRE, session);
}

static int on_verify_if_given(gnutls_session_t session)
{
	return judge(WEB_CLIENT_VERIFY_IF_GIVEN, session);
}

static int on_verify(gnutls_session_t session)
{
	return judge(WEB_CLIENT_VERIFY, session);
}

/* GnuTLS has one pointer a session for its user, which is libmicrohttpd's; that of a database of
 * sessions is left, since there is none. */
void client_cert_demand(enum web_client wanted, void *session, uint64_t *n_refused)
{
	static gnutls_certificate_verify_function *const judges[] = {
		[WEB_CLIENT_REQUIRE] = on_require,
		[WEB_CLIENT_VERIFY_IF_GIVEN] = on_verify_if_given,
		[WEB_CLIENT_VERIFY] = on_verify,
	};

	gnutls_db_set_ptr(session, n_refused);
	gnutls_session_set_verify_function(session, judges[wanted]);
}
