/* SPDX-License-Identifier: MIT */
#include "judge.h"

/* The words of what is looked for only where a user asks for it, as in words.c. */

#define FIRST FINDING_DNSBL_LISTED
#define LAST  FINDING_DEEP_UNDECIDED

static const struct finding_words words_of[LAST - FIRST + 1] = {
	/* NOLINTNEXTLINE(misc-redundant-expression): the first less the first */
	[FINDING_DNSBL_LISTED -
	 FIRST] = { SEVERITY_WARN, "the address is on a blocklist", "%a is listed by %n (%d)",
		    "ask the operator of %n why, end what caused it, and have %a removed there.",
		    "most mail servers ask such lists, each its own choice of them; T-Online and "
		    "GMX are "
		    "documented to refuse listed addresses" },
	[FINDING_DNSBL_REFUSED -
		FIRST] = { SEVERITY_WARN, "a blocklist does not answer this resolver",
			   "%n does not serve who asked (%d): whether %a is listed is not known",
			   "ask through a resolver of your own (-r), as many lists do not serve "
			   "public or busy "
			   "ones, or get access from the operator of the list.",
			   NULL },
	[FINDING_DNSBL_BROKEN -
		FIRST] = { SEVERITY_WARN, "a blocklist does not work as one",
			   "%n does not work as a blocklist (%d): whether %a is listed is not "
			   "known",
			   "check the spelling of %n; if it is right, ask through a resolver of "
			   "your own (-r), and where that does not help leave the list out: it "
			   "was given up.",
			   NULL },
	[FINDING_DNSBL_UNDECIDED - FIRST] = { SEVERITY_OK,
					      "whether a blocklist has the address is not known",
					      "whether %n lists %a is not known: %d",
					      "check again later; if that does not help, see "
					      "whether the list still exists, and "
					      "that the resolver makes up no answers.",
					      NULL },
	[FINDING_DUAL_STACK_TWIN -
		FIRST] = { SEVERITY_WARN, "another address of the name has no such reverse DNS",
			   "%n has the %G address %d as well, whose reverse DNS does not lead back",
			   "at your provider, set the PTR record of %d to %n as well; if no mail "
			   "is sent from "
			   "it, let the mail server use %F only.",
			   "Gmail, Microsoft 365 and freenet are documented to refuse mail over "
			   "IPv6 without "
			   "reverse DNS, whatever that of the IPv4 address is" },
	[FINDING_SPF_NOT_COVERING -
		FIRST] = { SEVERITY_OK, "the SPF record of the name does not cover the address",
			   "the SPF record of %n does not let %a send: %d",
			   "at the DNS host of %n, add %a to its SPF record (the TXT record that "
			   "begins with v=spf1), behind ip4: or ip6: as it is.",
			   "receivers may check the SPF record of the HELO name (RFC 7208), and do "
			   "so for "
			   "messages without a sender, such as bounces; rspamd adds points" },
	[FINDING_MX_NULL - FIRST] = { SEVERITY_OK,
				      "the domain of the name says that it takes no mail",
				      "%n, the domain of a name of %a, says that it takes no mail "
				      "(null MX, RFC 7505)",
				      "give %n an MX record at its DNS host that takes mail, at "
				      "least for postmaster.",
				      "SPFBL is documented to want a postmaster who answers; "
				      "T-Online wants to be able to "
				      "reach who runs the mail server" },
	[FINDING_MX_MISSING - FIRST] = { SEVERITY_OK, "the domain of the name takes no mail",
					 "%n, the domain of a name of %a, has neither an MX record "
					 "nor an address",
					 "give %n an MX record at its DNS host, so that its "
					 "postmaster can be written to.",
					 "SPFBL is documented to want a postmaster who answers, "
					 "and Orange an MX record or an "
					 "address" },
	[FINDING_SITE_MISSING - FIRST] = { SEVERITY_OK, "the domain of the name has no website",
					   "neither %n, the domain of a name of %a, nor www below "
					   "it has an address",
					   "give %n an address at its DNS host, with a page that "
					   "says who runs the mail server.",
					   "T-Online is documented to want a website that says who "
					   "runs the mail server" },
	[FINDING_DEEP_UNDECIDED - FIRST] = { SEVERITY_OK, "not all that was asked for is known",
					     "of %n it is not known for now %d",
					     "check again later; -v shows which query failed.",
					     NULL },
};

const struct finding_words *asked_words_of(enum finding_code code)
{
	return code >= FIRST && code <= LAST ? &words_of[code - FIRST] : NULL;
}
