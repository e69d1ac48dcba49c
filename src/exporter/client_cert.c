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
