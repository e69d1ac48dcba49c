/* SPDX-License-Identifier: MIT */
#include "judge.h"

/*
 * The words of every finding. Signs of the templates: see judge.h. A headline and a message have
 * no final stop, a fix has one and says who does what. "reacts" repeats what receivers publish and
 * what mail servers were seen to do; nobody's present behaviour is promised.
 */

#define HELO_NAME_WORDS "the name your mail server says in HELO"

#define REACTS_NO_PTR                                                                             \
	"Gmail, Yahoo, Outlook.com, Apple, Comcast, GMX and web.de, Orange, freenet, GoDaddy, "   \
	"Cox and Spectrum are documented to require a PTR record or to refuse mail without one; " \
	"Postfix, Exim, Sendmail and OpenSMTPD do so where the check is switched on"

#define REACTS_UNCONFIRMED                                                                        \
	"Gmail, Orange, Spectrum, freenet and T-Online are documented to require that the PTR "   \
	"name leads back to the address; Postfix, Exim, Sendmail and OpenSMTPD refuse where the " \
	"check is switched on"

#define REACTS_TEMPORARY                                                                          \
	"Comcast, Cox and GoDaddy are documented to put mail off while reverse DNS fails, as "    \
	"Postfix, Exim and Sendmail do where the check is switched on; OpenSMTPD and Haraka may " \
	"refuse it outright"

#define REACTS_NOT_A_HOST \
	"Postfix takes such a name for no name at all and refuses where the check is switched on"

#define OR_HAVE_IT_DONE                                                                           \
	", or have whoever runs the reverse zone do it; that name needs the %R record %a at its " \
	"DNS "                                                                                    \
	"host."

#define FIX_SET_PTR                                                                    \
	"at your provider, set the PTR record (reverse DNS) of %a to " HELO_NAME_WORDS \
		OR_HAVE_IT_DONE

#define FIX_REPLACE_PTR                                                                   \
	"at your provider, change the PTR record (reverse DNS) of %a to " HELO_NAME_WORDS \
		OR_HAVE_IT_DONE

#define FIX_REVERSE_SERVERS                                                                   \
	"check again later; if that does not help, tell your provider, who owns the reverse " \
	"zone, that the servers for %r fail."

#define FIX_FORWARD_SERVERS \
	"check again later; if that does not help, tell the DNS host of %n that its servers fail."

#define FIX_GIVE_ADDRESS                                                                   \
	"give %n the %R record %a at its DNS host, or have the PTR of %a changed at your " \
	"provider "                                                                        \
	"to a name that has it."

static const struct finding_words words_of[N_FINDINGS + 1] = {
	[FINDING_INVALID_ADDRESS] = { SEVERITY_FAIL, "not an address", "this line is no target: %d",
				      "give an IPv4 or IPv6 address, a reverse name, a CIDR block, "
				      "a range or a host name.",
				      NULL },
	[FINDING_TARGET_UNRESOLVED] = { SEVERITY_FAIL, "the name has no address",
					"the target %w: %d",
					"check the spelling, or give the name its address records "
					"at its DNS host.",
					NULL },
	[FINDING_OUT_OF_RESOURCES] = { SEVERITY_UNDECIDED, "not enough memory to decide",
				       "the answers for this address needed more memory or "
				       "questions than the program allows itself",
				       "look at the answers for its reverse name and its PTR names "
				       "with "
				       "dig: they are unusually large, which whoever runs those "
				       "zones "
				       "can mend.",
				       NULL },

	[FINDING_PTR_NXDOMAIN] = { SEVERITY_FAIL, "the address has no PTR record",
				   "%n does not exist: %a has no PTR record", FIX_SET_PTR,
				   REACTS_NO_PTR },
	[FINDING_PTR_NODATA] = { SEVERITY_FAIL, "the address has no PTR record",
				 "%n has no PTR record%e", FIX_SET_PTR, REACTS_NO_PTR },
	[FINDING_PTR_CNAME_DANGLING] = { SEVERITY_FAIL,
					 "the reverse name is an alias that leads nowhere",
					 "%r is a CNAME that leads to %n, where there is no PTR "
					 "record",
					 "have a PTR record made at %n, by whoever runs that zone "
					 "(often you: RFC 2317), or have "
					 "your provider replace the CNAME with a PTR record.",
					 REACTS_NO_PTR },
	[FINDING_PTR_TIMEOUT] = { SEVERITY_UNDECIDED,
				  "no answer to the question for the PTR record",
				  "no answer for %n%t%e",
				  "check again later or with another resolver (-r); if that does "
				  "not help, tell your provider, who "
				  "owns the reverse zone, that the servers for %r do not answer.",
				  REACTS_TEMPORARY },
	[FINDING_PTR_SERVFAIL] = { SEVERITY_UNDECIDED, "the resolver cannot get the PTR record",
				   "the resolver cannot get the PTR record of %n%e",
				   FIX_REVERSE_SERVERS, REACTS_TEMPORARY },
	[FINDING_PTR_REFUSED] = { SEVERITY_UNDECIDED, "the question for the PTR record is refused",
				  "the PTR query for %n was refused%e",
				  "use a resolver that serves you (-r); if others refuse as well, "
				  "tell your provider, who owns the reverse zone, that the servers "
				  "for %r refuse.",
				  REACTS_TEMPORARY },
	[FINDING_PTR_NOTIMP] = { SEVERITY_UNDECIDED,
				 "the server does not answer questions for PTR records",
				 "the server answered the PTR query for %n with NOTIMP%e",
				 FIX_REVERSE_SERVERS, REACTS_TEMPORARY },
	[FINDING_PTR_FORMERR] = { SEVERITY_UNDECIDED,
				  "the server does not understand the question for the PTR record",
				  "the server answered the PTR query for %n with FORMERR%e",
				  FIX_REVERSE_SERVERS, REACTS_TEMPORARY },
	[FINDING_PTR_MALFORMED] = { SEVERITY_UNDECIDED,
				    "the answer about the PTR record is damaged",
				    "the answer for %n cannot be read%e", FIX_REVERSE_SERVERS,
				    REACTS_TEMPORARY },
	[FINDING_PTR_TRUNCATED_NO_TCP] = { SEVERITY_UNDECIDED,
					   "the answer about the PTR record is cut short",
					   "the answer for %n did not come whole%e",
					   "open TCP port 53 to the resolver in your firewall, or "
					   "use another resolver (-r); if the address has many PTR "
					   "records, have all but one removed at your provider.",
					   REACTS_TEMPORARY },

	[FINDING_TARGET_ROOT] = { SEVERITY_FAIL,
				  "the PTR record points to the root, which is no name",
				  "the PTR record of %a points to the root (%q.%q), which is no "
				  "host name",
				  FIX_REPLACE_PTR, REACTS_NOT_A_HOST },
	[FINDING_TARGET_IP_LITERAL] = { SEVERITY_FAIL,
					"the PTR record holds an address instead of a name",
					"the PTR record of %a points to %n, an address and no host "
					"name",
					FIX_REPLACE_PTR, REACTS_NOT_A_HOST },
	[FINDING_TARGET_NUMERIC] = { SEVERITY_FAIL, "the PTR record holds digits only",
				     "the PTR record of %a points to %n, which has digits only and "
				     "is no host name",
				     FIX_REPLACE_PTR, REACTS_NOT_A_HOST },
	[FINDING_TARGET_WILDCARD] = { SEVERITY_FAIL, "the PTR record points to a wildcard",
				      "the PTR record of %a points to %n, which has a star, as no "
				      "host name has",
				      FIX_REPLACE_PTR, REACTS_NOT_A_HOST },
	[FINDING_TARGET_NON_ASCII] = { SEVERITY_FAIL, "the PTR name has characters outside ASCII",
				       "the PTR name %n has characters outside ASCII",
				       "have the PTR of %a changed to the ASCII form of the name "
				       "(xn--...), at your provider or "
				       "by the owner of the reverse zone.",
				       REACTS_NOT_A_HOST },
	[FINDING_TARGET_BAD_CHAR] = { SEVERITY_FAIL,
				      "the PTR name has characters that no host name may have",
				      "the PTR name %n has characters other than letters, digits "
				      "and hyphens",
				      FIX_REPLACE_PTR, REACTS_NOT_A_HOST },
	[FINDING_TARGET_BAD_HYPHEN] = { SEVERITY_FAIL,
					"a part of the PTR name begins or ends with a hyphen",
					"a part of the PTR name %n begins or ends with a hyphen "
					"(RFC 1123 forbids it)",
					FIX_REPLACE_PTR, REACTS_NOT_A_HOST },
	[FINDING_TARGET_ARPA] = { SEVERITY_WARN,
				  "the PTR name is under arpa: a forgotten final dot?",
				  "the PTR name %n is under arpa, as when the final dot is missing "
				  "in a zone file",
				  "ask your provider, or whoever runs the reverse zone, to write "
				  "the name in the PTR record with a final dot.",
				  "Haraka counts such a name as invalid" },

	[FINDING_FWD_MISMATCH] = { SEVERITY_FAIL, "the PTR name points to another address",
				   "PTR %n resolves to %i, not to %a",
				   "if %a is yours, set its PTR at your provider "
				   "to " HELO_NAME_WORDS "; if you were just "
				   "given it, the record was left by an earlier holder.",
				   REACTS_UNCONFIRMED },
	[FINDING_FWD_NXDOMAIN] = { SEVERITY_FAIL, "the PTR name does not exist",
				   "the PTR name %n does not exist", FIX_GIVE_ADDRESS,
				   REACTS_UNCONFIRMED },
	[FINDING_FWD_NODATA] = { SEVERITY_FAIL, "the PTR name has no address",
				 "the PTR name %n has no %R record%e", FIX_GIVE_ADDRESS,
				 REACTS_UNCONFIRMED },
	[FINDING_FWD_OTHER_FAMILY_ONLY] = { SEVERITY_FAIL,
					    "the PTR name has no address of the same kind (IPv4 or "
					    "IPv6)",
					    "PTR %n has %G addresses, but no %F address and so not "
					    "%a",
					    FIX_GIVE_ADDRESS, REACTS_UNCONFIRMED },
	[FINDING_FWD_MAPPED_V6] = { SEVERITY_FAIL,
				    "the PTR name has an IPv4-mapped address as its AAAA record",
				    "PTR %n has an IPv4-mapped address (::ffff:a.b.c.d) in an AAAA "
				    "record, which is no A record",
				    "at the DNS host of %n, replace that AAAA record with the A "
				    "record %a.",
				    "Exim accepts it; Postfix and others do not" },
	[FINDING_FWD_CNAME_DANGLING] = { SEVERITY_FAIL,
					 "the PTR name is an alias that leads nowhere",
					 "PTR %n is a CNAME that leads to a name without %R record",
					 "at the DNS host of %n, replace the CNAME with the %R "
					 "record %a, or give the name it leads "
					 "to that record.",
					 REACTS_UNCONFIRMED },
	[FINDING_FWD_TIMEOUT] = { SEVERITY_UNDECIDED,
				  "no answer to the question for the PTR name's address",
				  "no answer for the %R record of %n%t%e",
				  "check again later or with another resolver (-r); if that does "
				  "not help, tell the DNS host of %n "
				  "that its servers do not answer.",
				  REACTS_TEMPORARY },
	[FINDING_FWD_SERVFAIL] = { SEVERITY_UNDECIDED,
				   "the resolver cannot get the address of the PTR name",
				   "the resolver cannot get the %R record of %n%e",
				   FIX_FORWARD_SERVERS, REACTS_TEMPORARY },
	[FINDING_FWD_REFUSED] = { SEVERITY_UNDECIDED,
				  "the question for the PTR name's address is refused",
				  "the query for the %R record of %n was refused%e",
				  "use a resolver that serves you (-r); if others refuse as well, "
				  "tell the DNS host of %n that its servers refuse.",
				  REACTS_TEMPORARY },
	[FINDING_FWD_NOTIMP] = { SEVERITY_UNDECIDED,
				 "the server does not answer questions for the PTR name's address",
				 "the server answered the query for the %R record of %n with "
				 "NOTIMP%e",
				 FIX_FORWARD_SERVERS, REACTS_TEMPORARY },
	[FINDING_FWD_FORMERR] = { SEVERITY_UNDECIDED,
				  "the server does not understand the question for the PTR name's "
				  "address",
				  "the server answered the query for the %R record of %n with "
				  "FORMERR%e",
				  FIX_FORWARD_SERVERS, REACTS_TEMPORARY },
	[FINDING_FWD_MALFORMED] = { SEVERITY_UNDECIDED,
				    "the answer about the PTR name's address is damaged",
				    "the answer for the %R record of %n cannot be read%e",
				    FIX_FORWARD_SERVERS, REACTS_TEMPORARY },

	/* Message and fix of these are written by stale_words.c and stale_fix.c: they follow the
	 * reason and the provider. */
	[FINDING_HELD_OK] = { SEVERITY_OK, "the PTR is as it should be",
			      "the address is held, and its PTR leads back to it", NULL, NULL },
	[FINDING_HELD_PENDING] = { SEVERITY_WARN, "its PTR is being changed",
				   "the PTR of the address is being changed", NULL, NULL },
	[FINDING_HELD_DRIFT] = { SEVERITY_FAIL,
				 "the PTR is not what it was set to, or does not lead back",
				 "the PTR of the address is not what it was set to, or does not "
				 "lead back",
				 NULL, NULL },
	[FINDING_HELD_INHERITED] = { SEVERITY_FAIL, "its PTR was left by an earlier holder",
				     "the PTR of the address was left by an earlier holder", NULL,
				     NULL },
	[FINDING_HELD_DEFAULT] = { SEVERITY_WARN, "its PTR is the provider's default name",
				   "the PTR of the address is the provider's default name", NULL,
				   NULL },
	[FINDING_HELD_MISSING] = { SEVERITY_WARN, "the address has no PTR record",
				   "the address is held and has no PTR record", NULL, NULL },
	[FINDING_RELEASED_EXPIRING] = { SEVERITY_OK, "given back; caches may still have its PTR",
					"the address was given back, and caches may still have its "
					"PTR",
					NULL, NULL },
	[FINDING_RELEASED_STALE] = { SEVERITY_FAIL, "given back, but its PTR is still your name",
				     "the address was given back, but its PTR is still your name",
				     NULL, NULL },
	[FINDING_RELEASED_DANGLING] = { SEVERITY_FAIL,
					"given back, but your name still leads to it",
					"the address was given back, but a name of yours still "
					"leads to it",
					NULL, NULL },
	[FINDING_RELEASED_CLEAN] = { SEVERITY_OK, "given back, and nothing is left",
				     "the address was given back, and nothing is left", NULL,
				     NULL },
	[FINDING_REASSIGNED] = { SEVERITY_OK, "given back; somebody else's name is there now",
				 "the address was given back, and somebody else's name is there "
				 "now",
				 NULL, NULL },
	[FINDING_UNKNOWN] = { SEVERITY_UNDECIDED, "what became of the address cannot be told",
			      "what became of the address cannot be told", NULL, NULL },

	[FINDING_EXPECT_MISMATCH] = { SEVERITY_FAIL, "the expected name is not confirmed",
				      "%n is not among the confirmed names of %a",
				      "set the PTR of %a to %n at your provider%p.", NULL },
	[FINDING_PTR_UNCONFIRMED] = { SEVERITY_FAIL, "a PTR name does not lead back to the address",
				      "PTR %n does not lead back to %a, and every name has to "
				      "(--strict)",
				      "have the PTR record %n of %a removed at your provider, or "
				      "give %n the %R record %a at its DNS "
				      "host.",
				      REACTS_UNCONFIRMED },
	/* Message and fix of these three are written by ownership_words.c: they follow the hint. */
	[FINDING_OWNERSHIP_MISMATCH] = { SEVERITY_FAIL, "the ownership record holds another value",
					 "the TXT record does not hold the ownership value", NULL,
					 NULL },
	[FINDING_OWNERSHIP_MISSING] = { SEVERITY_FAIL, "the ownership record is missing",
					"there is no TXT record with the ownership value", NULL,
					NULL },
	[FINDING_OWNERSHIP_TEMPERROR] = { SEVERITY_UNDECIDED,
					  "no usable answer about the ownership record",
					  "no usable answer about the ownership record", NULL,
					  NULL },

	[FINDING_DNSSEC_BOGUS] = { SEVERITY_WARN, "DNSSEC is why the look-up fails",
				   "the resolver passes on no answer for %n since its DNSSEC "
				   "signatures do not hold: %d",
				   "tell whoever runs the zone of %n (of a reverse zone your "
				   "provider) that it has to be signed anew, or its DS record "
				   "removed from the zone above.",
				   "mail servers whose resolver checks DNSSEC put mail off as at "
				   "any "
				   "failure; the others see the name" },
	[FINDING_RDNS_SLOW] = { SEVERITY_WARN, "the answer about the PTR record comes slowly",
				"the answer for %n took %u ms; mail servers may not wait so long",
				"look again a few times; if it stays so, tell your provider, who "
				"owns the reverse zone, that the servers for %r are slow.",
				"OpenSMTPD keeps the sender waiting meanwhile; Haraka gives up "
				"after some time" },
	[FINDING_PTR_LIMIT_EXCEEDED] = { SEVERITY_WARN, "more PTR names than are evaluated",
					 "PTR names beyond the first %u were not evaluated (RFC "
					 "8601 wants a limit; --ptr-limit)",
					 "have all PTR records of %a but one removed at your "
					 "provider.",
					 "receivers are required by RFC 8601 to look at a limited "
					 "number only" },
	[FINDING_PTR_MULTIPLE] = { SEVERITY_OK, "several PTR records", "%a has %u PTR names",
				   "keep one PTR record, the one with " HELO_NAME_WORDS
				   ", and have the others removed at "
				   "your provider.",
				   "Postfix, OpenSMTPD and rspamd look at one of them, whichever "
				   "comes first; Alibaba Cloud "
				   "allows one" },
	[FINDING_PTR_MULTIDOMAIN] = { SEVERITY_OK, "PTR names in several domains",
				      "the PTR names of %a belong to %u different domains",
				      "keep one PTR record, in the domain you send mail for.",
				      "Haraka counts it against the sender" },
	[FINDING_PTR_DUPLICATE] = { SEVERITY_OK, "a PTR record given more than once",
				    "PTR records repeat a name that is there already: %u too many",
				    NULL, NULL },
	[FINDING_GENERIC_NAME] = { SEVERITY_WARN, "the PTR name looks automatically made",
				   "PTR %n looks like the default name of a dynamic or unassigned "
				   "address: %d",
				   "have the PTR of %a set at your provider to a name in your own "
				   "domain, " HELO_NAME_WORDS ".",
				   "mail.ru is documented to refuse generic names and Yahoo to "
				   "want names that reflect your "
				   "domain; rspamd and SpamAssassin add points for them" },
	[FINDING_HELO_MISMATCH] = { SEVERITY_OK, "the HELO name is not a confirmed PTR name",
				    "the HELO name %h is not among the confirmed names of %a",
				    "let the mail server say its PTR name in HELO, or have the PTR "
				    "of %a set to %h at your "
				    "provider.",
				    "GMX and web.de are documented to want the PTR name in HELO" },
	[FINDING_HELO_UNRESOLVED] = { SEVERITY_WARN, "the HELO name has no address",
				      "the HELO name %h has neither address nor MX",
				      "give %h the %R record %a at its DNS host, or change the "
				      "name your mail server says.",
				      "Postfix refuses where reject_unknown_helo_hostname is set; "
				      "Orange is documented to "
				      "refuse" },
	[FINDING_HELO_RESOLVES_ELSEWHERE] = { SEVERITY_OK,
					      "the HELO name does not lead to the address",
					      "HELO %h does not lead to %a",
					      "give %h the %R record %a at its DNS host, or change "
					      "the name your mail server says.",
					      "rspamd adds points; Exim refuses where verify = "
					      "helo is set" },
	[FINDING_HELO_LITERAL] = { SEVERITY_WARN, "HELO gives an address instead of a name",
				   "HELO gives the address %h instead of a name",
				   "let the mail server say a host name in HELO, the one in the "
				   "PTR record.",
				   "rspamd adds points for a bare address; many sites refuse it" },
	[FINDING_HELO_NOT_FQDN] = { SEVERITY_WARN, "the HELO name is not a full host name",
				    "%h in HELO is not a full host name of the public DNS",
				    "let the mail server say its full host name in HELO, the one "
				    "in the PTR record.",
				    "Orange is documented to refuse; rspamd and SpamAssassin add "
				    "points" },
	[FINDING_HELO_MATCH] = { SEVERITY_OK, "the HELO name is a confirmed PTR name",
				 "the HELO name %h is a confirmed name of %a", NULL, NULL },
	[FINDING_TARGET_SPECIAL_TLD] = { SEVERITY_WARN,
					 "the PTR name ends in a name that the public DNS does not "
					 "serve",
					 "PTR %n ends in a special-use name (RFC 6761) that the "
					 "public DNS does not serve",
					 FIX_REPLACE_PTR,
					 "Haraka counts such a name as invalid; SpamAssassin adds "
					 "points for localhost" },
	[FINDING_TARGET_SINGLE_LABEL] = { SEVERITY_WARN, "the PTR name has no domain",
					  "PTR %n is a single word, without a domain",
					  FIX_REPLACE_PTR, "Haraka counts such a name as invalid" },
	[FINDING_TARGET_UNDERSCORE] = { SEVERITY_WARN, "the PTR name has an underscore",
					"PTR %n has an underscore, which is no character of host "
					"names (RFC 1123)",
					FIX_REPLACE_PTR, "Exim from 4.97 on ignores such a name" },
	[FINDING_TARGET_IDN] = { SEVERITY_WARN, "the PTR name is internationalised",
				 "PTR %n has a part that begins with xn-- and stands for letters "
				 "outside ASCII (RFC 5890)",
				 "if you can, have the PTR of %a changed at your provider to a "
				 "plain ASCII name.",
				 NULL },
	[FINDING_TARGET_LONG] = { SEVERITY_OK, "the PTR name is long",
				  "PTR %n has more than 64 characters",
				  "if you can, have the PTR of %a changed at your provider to a "
				  "shorter name.",
				  "OpenSMTPD on Linux cuts it off at 64 and then refuses" },
	[FINDING_PTR_CNAME] = { SEVERITY_OK, "the reverse name is an alias",
				"%r is a CNAME that leads to %n (a delegation as in RFC 2317)",
				NULL, NULL },
	[FINDING_FWD_CNAME] = { SEVERITY_OK, "the PTR name is an alias",
				"PTR %n is an alias (CNAME), not a host's own name",
				"if you can, have the PTR point to the name the CNAME leads to "
				"(RFC 2181 section 10.2).",
				NULL },
	[FINDING_TTL_LOW] = { SEVERITY_OK, "a short TTL, as where addresses often change",
			      "the %d record of %n has a TTL of %u seconds, as short as where "
			      "addresses often change",
			      "once the record is to stay, have its TTL set to 3600 seconds or "
			      "more by whoever runs that zone.",
			      "Comcast is documented to block addresses whose reverse DNS changes "
			      "often" },
	[FINDING_TTL_HIGH] = { SEVERITY_OK, "a long TTL: changes are seen late",
			       "the %d record of %n has a TTL of %u seconds or more: a change is "
			       "seen only after that",
			       "before you change the record, have its TTL set to 3600 seconds by "
			       "whoever runs that zone, and wait until the old one has run out.",
			       NULL },
	[FINDING_ANSWER_STALE] = { SEVERITY_WARN, "the answer is out of date",
				   "the resolver gave an expired answer for %n from its cache, "
				   "because the servers of the "
				   "zone could not be reached",
				   "check again later; if that does not help, tell the DNS host of "
				   "that zone "
				   "that its servers fail.",
				   NULL },
	[FINDING_NS_LAME] = { SEVERITY_WARN, "a name server of the zone does not serve it",
			      "the name server %n of %d",
			      "tell whoever runs that zone (of a reverse zone your provider) to "
			      "make "
			      "%n serve it, or to take it out of the NS records.",
			      NULL },
	[FINDING_NS_DISAGREE] = { SEVERITY_WARN, "the name servers of the zone do not agree",
				  "the name servers of %n do not agree on %d",
				  "if the zone was changed a moment ago, wait; else tell whoever "
				  "runs %n that its servers hold different contents.",
				  NULL },
	[FINDING_RESOLVER_LOCAL] = { SEVERITY_WARN, "the local resolver may make up answers",
				     "the resolver is a local stub that makes up answers for this "
				     "machine's own names and "
				     "addresses",
				     "name a real resolver with -r ADDRESS.", NULL },
	[FINDING_LIMIT_REACHED] = { SEVERITY_OK, "more in an answer than is kept",
				    "%n: only the first %u %d", NULL, NULL },
	[FINDING_SPECIAL_PURPOSE] = { SEVERITY_OK, "a special-purpose address",
				      "%a is a special-purpose address (%d), from which no mail is "
				      "sent on the internet",
				      NULL, NULL },
	[FINDING_V4_MAPPED_INPUT] = { SEVERITY_OK, "given as an IPv4-mapped IPv6 address",
				      "given as an IPv4-mapped IPv6 address, checked as %a", NULL,
				      NULL },
	[FINDING_FOREIGN] = { SEVERITY_OK, "something that a newer version knows of", NULL, NULL,
			      NULL },
};

const struct finding_words *finding_words_of(enum finding_code code)
{
	const struct finding_words *asked = asked_words_of(code);

	return asked ? asked : &words_of[code];
}
