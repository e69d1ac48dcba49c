/* SPDX-License-Identifier: MIT */
#include <fcrdns/receiver.h>

#include <fcrdns/record.h>

#define WHEN(what) (1U << RECEIVER_##what)

/* data/receivers.json, row by row. */
static const struct receiver all[] = {
	{ .name = "Apple iCloud",
	  .when = WHEN(NO_PTR),
	  .does = "ask for reverse DNS in the sender's domain",
	  .source = "Apple: postmaster information (support.apple.com/102322)",
	  .date = "2026-11" },
	{ .name = "Comcast",
	  .when = WHEN(NO_PTR),
	  .does = "refuse",
	  .reply = "554",
	  .source = "Comcast: postmaster.comcast.net",
	  .date = "2026-11" },
	{ .name = "Comcast",
	  .when = WHEN(TEMPORARY),
	  .does = "put mail off",
	  .reply = "421",
	  .source = "Comcast: postmaster.comcast.net",
	  .date = "2026-11" },
	{ .name = "Cox",
	  .when = WHEN(NO_PTR),
	  .does = "refuse",
	  .reply = "554 CXDNS",
	  .source = "bounces collected by Sisimai",
	  .date = "2026-11" },
	{ .name = "Cox",
	  .when = WHEN(TEMPORARY),
	  .does = "put mail off",
	  .reply = "421",
	  .source = "bounces collected by Sisimai",
	  .date = "2026-11" },
	{ .name = "Forpsi and Aruba",
	  .when = WHEN(NO_PTR),
	  .does = "refuse",
	  .reply = "554",
	  .source = "support.forpsi.com",
	  .date = "2026-11" },
	{ .name = "freenet",
	  .when = WHEN(NO_PTR) | WHEN(UNCONFIRMED),
	  .does = "refuse",
	  .reply = "550",
	  .source = "bounces: Inconsistent/Missing DNS PTR record (RFC 1912 2.1)",
	  .date = "2026-11" },
	{ .name = "Gmail",
	  .when = WHEN(NO_PTR) | WHEN(UNCONFIRMED),
	  .does = "refuse",
	  .reply = "550 5.7.25",
	  .source = "Google: email sender guidelines and SMTP error reference "
		    "(support.google.com/a/answer/3726730, /mail/answer/14229414)",
	  .date = "2026-03" },
	{ .name = "Gmail",
	  .when = WHEN(NO_PTR) | WHEN(UNCONFIRMED),
	  .does = "slow mail down",
	  .reply = "451 4.7.23 or 421 4.7.0",
	  .source = "Google: email sender guidelines and SMTP error reference "
		    "(support.google.com/a/answer/3726730, /mail/answer/14229414)",
	  .date = "2026-03" },
	{ .name = "Gmail",
	  .when = WHEN(NO_PTR) | WHEN(UNCONFIRMED),
	  .family_len = 16,
	  .does = "refuse",
	  .reply = "550 5.7.1 (IPv6AuthError)",
	  .source = "Google: email sender guidelines and SMTP error reference "
		    "(support.google.com/a/answer/3726730, /mail/answer/14229414)",
	  .date = "2026-02" },
	{ .name = "GMX, web.de and mail.com",
	  .when = WHEN(NO_PTR) | WHEN(UNCONFIRMED),
	  .does = "refuse (the exact rule is not published)",
	  .reply = "554 Bad DNS PTR resource record",
	  .source = "postmaster.web.de and postmaster.gmx.net; bounces of 2022",
	  .date = "2022" },
	{ .name = "GMX, web.de and mail.com",
	  .when = WHEN(HELO_MISMATCH),
	  .does = "ask that the PTR name be the name in HELO",
	  .source = "postmaster.web.de and postmaster.gmx.net; bounces of 2022",
	  .date = "2022" },
	{ .name = "GoDaddy",
	  .when = WHEN(NO_PTR) | WHEN(TEMPORARY),
	  .does = "put mail off",
	  .reply = "421 IB108",
	  .source = "bounces collected by Sisimai",
	  .date = "2026-11" },
	{ .name = "mail.ru",
	  .when = WHEN(GENERIC),
	  .does = "refuse",
	  .reply = "550",
	  .source = "bounces collected by Sisimai",
	  .date = "2026-11" },
	{ .name = "Microsoft 365",
	  .when = WHEN(NO_PTR),
	  .family_len = 16,
	  .does = "refuse",
	  .reply = "550 5.7.25",
	  .source = "Microsoft: sending over IPv6 needs reverse DNS (T. Zink, 2015; bounces "
		    "collected by Sisimai)",
	  .date = "2015" },
	{ .name = "Orange",
	  .when = WHEN(NO_PTR) | WHEN(UNCONFIRMED),
	  .does = "refuse",
	  .reply = "code 107",
	  .source = "Orange: postmaster.orange.fr",
	  .date = "2026-06" },
	{ .name = "Orange",
	  .when = WHEN(HELO_UNRESOLVED) | WHEN(HELO_INVALID),
	  .does = "refuse",
	  .reply = "codes 20x",
	  .source = "Orange: postmaster.orange.fr",
	  .date = "2026-06" },
	{ .name = "Outlook.com",
	  .when = WHEN(NO_PTR),
	  .does = "require valid reverse DNS records",
	  .source = "Microsoft: Outlook.com postmaster policies "
		    "(sendersupport.olc.protection.outlook.com)",
	  .date = "2026-11" },
	{ .name = "RU-CENTER",
	  .when = WHEN(UNCONFIRMED) | WHEN(GENERIC),
	  .does = "put mail off",
	  .reply = "451",
	  .source = "nic.ru: help pages",
	  .date = "2026-11" },
	{ .name = "Spectrum",
	  .when = WHEN(NO_PTR) | WHEN(UNCONFIRMED),
	  .does = "refuse",
	  .reply = "codes 1100 to 1150",
	  .source = "bounces collected by Sisimai",
	  .date = "2026-11" },
	{ .name = "T-Online",
	  .when = WHEN(NO_PTR) | WHEN(UNCONFIRMED),
	  .does = "refuse senders whose operator the name does not show",
	  .reply = "554",
	  .source = "T-Online: postmaster.t-online.de, section 4.1",
	  .date = "2026-11" },
	{ .name = "T-Online",
	  .when = WHEN(GENERIC),
	  .does = "refuse dial-up names",
	  .reply = "554 (DIAL)",
	  .source = "T-Online: postmaster.t-online.de, section 4.1",
	  .date = "2026-11" },
	{ .name = "Yahoo and AOL",
	  .when = WHEN(NO_PTR) | WHEN(UNCONFIRMED),
	  .does = "require a name that leads back",
	  .source = "Yahoo: sender best practices and FAQ (senders.yahooinc.com)",
	  .date = "2026-02" },
	{ .name = "Yahoo and AOL",
	  .when = WHEN(GENERIC),
	  .does = "require a name that is not generic and reflects the sender's domain",
	  .source = "Yahoo: sender best practices and FAQ (senders.yahooinc.com)",
	  .date = "2026-02" },
};

const struct receiver *receiver_list(size_t *ret_n)
{
	*ret_n = sizeof(all) / sizeof(all[0]);
	return all;
}

static unsigned of_verdict(const struct record *r)
{
	switch (r->iprev) {
	case IPREV_PERMERROR:
		return WHEN(NO_PTR);
	case IPREV_TEMPERROR:
		return WHEN(TEMPORARY);
	case IPREV_FAIL:
		/* A PTR that names no host is like none; RFC 1912 section 2.1. */
		return r->check && r->check->n_usable ? WHEN(UNCONFIRMED) : WHEN(NO_PTR);
	case IPREV_NONE:
	case IPREV_PASS:
		break;
	}
	return 0;
}

/* Those that do not follow from the verdict. */
static unsigned of_code(enum finding_code code)
{
	if (code == FINDING_GENERIC_NAME)
		return WHEN(GENERIC);
	if (code == FINDING_HELO_MISMATCH)
		return WHEN(HELO_MISMATCH);
	if (code == FINDING_HELO_UNRESOLVED)
		return WHEN(HELO_UNRESOLVED);
	if (code == FINDING_HELO_LITERAL || code == FINDING_HELO_NOT_FQDN)
		return WHEN(HELO_INVALID);
	return 0;
}

unsigned receiver_what(const struct record *r)
{
	unsigned what = of_verdict(r);

	for (unsigned i = 0; i < r->n_findings; i++)
		if (r->findings[i].code != FINDING_GENERIC_NAME ||
		    r->findings[i].severity != SEVERITY_OK)
			what |= of_code(r->findings[i].code);
	return what;
}

unsigned receiver_what_of(enum finding_code code)
{
	if (code >= FINDING_PTR_NXDOMAIN && code <= FINDING_PTR_CNAME_DANGLING)
		return WHEN(NO_PTR);
	if (code >= FINDING_TARGET_ROOT && code <= FINDING_TARGET_BAD_HYPHEN)
		return WHEN(NO_PTR);
	if (code >= FINDING_FWD_MISMATCH && code <= FINDING_FWD_CNAME_DANGLING)
		return WHEN(UNCONFIRMED);
	if ((code >= FINDING_PTR_TIMEOUT && code <= FINDING_PTR_TRUNCATED_NO_TCP) ||
	    (code >= FINDING_FWD_TIMEOUT && code <= FINDING_FWD_MALFORMED))
		return WHEN(TEMPORARY);
	return of_code(code);
}

const struct finding *receiver_finding(const struct receiver *v, const struct record *r)
{
	unsigned acts_on = receiver_what(r) & v->when;

	for (unsigned i = 0; i < r->n_findings; i++)
		if (receiver_what_of(r->findings[i].code) & acts_on)
			return &r->findings[i];
	return NULL;
}

bool receiver_acts(const struct receiver *v, unsigned what, unsigned address_len)
{
	return (v->when & what) && (!v->family_len || v->family_len == address_len);
}

const char *receiver_when_text(enum receiver_when w)
{
	static const char *const text[] = { "no_ptr",	   "unconfirmed",   "temporary",
					    "generic",	   "helo_mismatch", "helo_unresolved",
					    "helo_invalid" };

	return text[w];
}
