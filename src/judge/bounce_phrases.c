/* SPDX-License-Identifier: MIT */
#include "bounce_phrases.h"

#include <fcrdns/receiver.h>

#define NO_PTR	    (1U << RECEIVER_NO_PTR)
#define UNCONFIRMED (1U << RECEIVER_UNCONFIRMED)
#define TEMPORARY   (1U << RECEIVER_TEMPORARY)
#define GENERIC	    (1U << RECEIVER_GENERIC)
#define IN_REPLY    BOUNCE_IN_REPLY

static const struct bounce_phrase phrases[] = {
	{ "does not have a ptr", NO_PTR },
	{ "doesn't have a ptr", NO_PTR },
	{ "must have a ptr", NO_PTR },
	{ "no ptr", NO_PTR },
	{ "no dns ptr", NO_PTR },
	{ "inconsistent or no dns ptr", NO_PTR | UNCONFIRMED },
	{ "no valid ptr", NO_PTR | UNCONFIRMED },
	{ "missing ptr", NO_PTR },
	{ "missing dns ptr", NO_PTR | UNCONFIRMED },
	{ "without ptr", NO_PTR },
	{ "without a ptr", NO_PTR },
	{ "ptr record not found", NO_PTR },
	{ "ptr record is missing", NO_PTR },
	{ "ptr record setup", NO_PTR },
	{ "bad dns ptr resource record", NO_PTR | UNCONFIRMED },
	{ "c=rdns", NO_PTR | UNCONFIRMED | IN_REPLY }, /* in the link of GMX, web.de and others */
	{ "cannot resolve ptr record", TEMPORARY },
	{ "ptr record does not", UNCONFIRMED },
	{ "ptr does not", UNCONFIRMED },
	{ "infonorecords", NO_PTR | IN_REPLY },
	{ "cannot find your reverse hostname", NO_PTR },
	{ "cannot find your hostname", NO_PTR | UNCONFIRMED },
	{ "failed to find host name from ip address", NO_PTR },
	{ "does not match any ip address for", UNCONFIRMED },
	{ "unresolvable relay host name", NO_PTR | UNCONFIRMED },
	{ "ip name lookup failed", NO_PTR | UNCONFIRMED },
	{ "no reverse dns", NO_PTR },
	{ "no rdns", NO_PTR },
	{ "no dns reverse", NO_PTR },
	{ "no reverse hostname", NO_PTR },
	{ "no reverse lookup", NO_PTR },
	{ "no reverse look-up", NO_PTR },
	{ "missing reverse dns", NO_PTR },
	{ "lacks reverse dns", NO_PTR },
	{ "lack of reverse dns", NO_PTR },
	{ "without reverse dns", NO_PTR },
	{ "must have reverse dns", NO_PTR },
	{ "must have a reverse dns", NO_PTR },
	{ "reverse dns required", NO_PTR },
	{ "reverse dns is required", NO_PTR },
	{ "requires reverse dns", NO_PTR },
	{ "does not have reverse dns", NO_PTR },
	{ "does not have a reverse dns", NO_PTR },
	{ "does not have a valid reverse dns", NO_PTR | UNCONFIRMED },
	{ "valid reverse dns", NO_PTR | UNCONFIRMED },
	{ "invalid reverse dns", NO_PTR | UNCONFIRMED },
	{ "invalid rdns", NO_PTR | UNCONFIRMED | IN_REPLY },
	{ "fix reverse dns", NO_PTR },
	{ "fix your reverse dns", NO_PTR },
	{ "cxdns", NO_PTR },
	{ "dns:nr", TEMPORARY },
	{ "ipv6autherror", NO_PTR | UNCONFIRMED },
	{ "possibly forged hostname", UNCONFIRMED },
	{ "ip name possibly forged", UNCONFIRMED },
	{ "domain * mismatches client ip", UNCONFIRMED },
	{ "unverifyable sending ips", NO_PTR | UNCONFIRMED },
	{ "reverse dns does not match", UNCONFIRMED },
	{ "reverse dns mismatch", UNCONFIRMED },
	{ "rdns mismatch", UNCONFIRMED },
	{ "reverse dns validation", NO_PTR | UNCONFIRMED },
	{ "forward-confirmed", UNCONFIRMED | IN_REPLY },
	{ "forward confirmed", UNCONFIRMED | IN_REPLY },
	{ "fcrdns", UNCONFIRMED | IN_REPLY },
	{ "full circle", UNCONFIRMED | IN_REPLY },
	{ "reverse dns failure", TEMPORARY },
	{ "reverse dns failed", NO_PTR | UNCONFIRMED },
	{ "reverse lookup rejected", NO_PTR | UNCONFIRMED },
	{ "reverse dns lookup for host * failed permanently", NO_PTR | UNCONFIRMED },
	{ "reverse dns lookup failed", TEMPORARY },
	{ "reverse dns for this ip failed", TEMPORARY },
	{ "reverse dns for * failed", TEMPORARY },
	{ "ib108", TEMPORARY | IN_REPLY },
	{ "client ip address * does not resolve", TEMPORARY },
	{ "dns lookup failure: * try again later", TEMPORARY },
	{ "dns check failure", TEMPORARY },
	{ "generic dns ptr", GENERIC },
	{ "custom reverse dns", GENERIC | IN_REPLY },
	{ "generic ptr", GENERIC },
	{ "generic reverse", GENERIC },
	{ "generic rdns", GENERIC },
	{ "dynamic ptr", GENERIC },
	{ "dynamic reverse", GENERIC },
	{ "rtr:rd", GENERIC },
	{ "rtr:bb", GENERIC },
	{ "dialup/transient ip", GENERIC | IN_REPLY },
	{ "noptr.spamrats.com", NO_PTR | IN_REPLY },
	{ "dyna.spamrats.com", GENERIC | IN_REPLY },
};

/* RFC 7372 and Google's own. Not 7.26, several checks failed: that stands for SPF and DKIM as
 * well. */
static const struct bounce_phrase codes[] = {
	{ ".7.25", NO_PTR | UNCONFIRMED },
	{ ".7.23", NO_PTR | UNCONFIRMED },
};

const struct bounce_phrase *bounce_phrases(size_t *ret_n)
{
	*ret_n = sizeof(phrases) / sizeof(phrases[0]);
	return phrases;
}

const struct bounce_phrase *bounce_codes(size_t *ret_n)
{
	*ret_n = sizeof(codes) / sizeof(codes[0]);
	return codes;
}
