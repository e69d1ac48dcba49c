/* SPDX-License-Identifier: MIT */
#include "jsonpiece.h"

/* clang-format off */
#define BEGIN(code, severity) \
	PIECE("{\"code\":\"" #code "\",\"severity\":\"" severity "\",\"message\":\"")
/* clang-format on */

const struct piece *piece_of_finding(enum finding_code code, enum severity s)
{
	static const struct piece piece_of[N_FINDINGS][SEVERITY_FAIL + 1] = {
#define X(upper, lower)                                     \
	{ [SEVERITY_OK] = BEGIN(lower, "info"),             \
	  [SEVERITY_WARN] = BEGIN(lower, "warn"),           \
	  [SEVERITY_UNDECIDED] = BEGIN(lower, "undecided"), \
	  [SEVERITY_FAIL] = BEGIN(lower, "fail") },
		FINDING_CODES(X)
#undef X
	};

	return &piece_of[code][s];
}

const struct piece *piece_of_iprev(enum iprev i)
{
#define IPREV(value) PIECE(",\"iprev\":" value ",\"severity\":\"")
	static const struct piece piece_of[] = {
		[IPREV_NONE] = IPREV("null"),
		[IPREV_PASS] = IPREV("\"pass\""),
		[IPREV_FAIL] = IPREV("\"fail\""),
		[IPREV_TEMPERROR] = IPREV("\"temperror\""),
		[IPREV_PERMERROR] = IPREV("\"permerror\""),
	};

	return &piece_of[i];
}

const struct piece *piece_of_severity(enum severity s)
{
#define SEVERITY(value) PIECE(value "\",\"confirmed\":[")
	static const struct piece piece_of[] = {
		[SEVERITY_OK] = SEVERITY("ok"),
		[SEVERITY_WARN] = SEVERITY("warn"),
		[SEVERITY_UNDECIDED] = SEVERITY("undecided"),
		[SEVERITY_FAIL] = SEVERITY("fail"),
	};

	return &piece_of[s];
}

const struct piece *piece_of_confirmed(enum tristate t)
{
#define CONFIRMED(value) PIECE("\",\"confirmed\":" value)
	static const struct piece piece_of[] = {
		[NO] = CONFIRMED("false"),
		[YES] = CONFIRMED("true"),
		[UNDECIDED] = CONFIRMED("null"),
	};

	return &piece_of[t];
}

/* In the order of the fields of struct mta. */
#define REPLIES(p, r, e, o, s)                                                              \
	PIECE(",\"mta\":{\"postfix\":\"" p "\",\"postfix_reverse\":\"" r "\",\"exim\":\"" e \
	      "\",\"opensmtpd\":\"" o "\",\"sendmail\":\"" s "\",\"order_dependent\":false}")

const struct piece *piece_of_mta(const struct mta *m)
{
	static const struct piece right = REPLIES("ok", "ok", "ok", "ok", "ok");
	static const struct piece nameless = REPLIES("550", "550", "550", "550", "550");
	static const struct piece elsewhere = REPLIES("550", "ok", "550", "550", "451");

	if (m->order_dependent || m->postfix != m->exim || m->exim != m->opensmtpd)
		return NULL;
	if (m->postfix == MTA_OK && m->postfix_reverse == MTA_OK && m->sendmail == MTA_OK)
		return &right;
	if (m->postfix != MTA_550)
		return NULL;
	if (m->postfix_reverse == MTA_550 && m->sendmail == MTA_550)
		return &nameless;
	return m->postfix_reverse == MTA_OK && m->sendmail == MTA_451 ? &elsewhere : NULL;
}
