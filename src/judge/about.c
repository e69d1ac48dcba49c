/* SPDX-License-Identifier: MIT */
#include "judge.h"

/*
 * What is said at length of each finding, by the command explain and in fcrdns-findings(7): what it
 * means and why it matters. Whole sentences, no signs, plain ASCII without quotation marks.
 */

#define REVERSE_ZONE                                                                              \
	"The reverse zone, where the PTR record stands, is run by whoever gave you the address: " \
	"a provider, or the owner of the network. "

#define NO_HOST_NAME                                                                            \
	"A PTR record has to point to the name of a host (RFC 1035 section 3.5), which has "    \
	"letters, digits and hyphens only (RFC 952, RFC 1123 section 2.1). Mail servers treat " \
	"another name like none: nothing can confirm it. "

#define FOR_NOW                                                                                  \
	"This says nothing about whether there is a record: it is a temporary error (RFC 8601 "  \
	"section 2.7.3), and the address is undecided, not wrong. A mail server that meets the " \
	"same error puts the mail off, and some refuse it outright. "

#define FORWARD                                                                                \
	"The name that the PTR record gives must have the address in an A (IPv4) or AAAA "     \
	"(IPv6) record; otherwise anybody could claim any name. This check is called forward-" \
	"confirmed reverse DNS, or iprev (RFC 8601 section 3). "

#define SET_HELO                                                                                \
	"The name is set in the mail server: by smtp_helo_name or else myhostname in Postfix, " \
	"helo_data in Exim, helo behind relay in OpenSMTPD, confDOMAIN_NAME in Sendmail. "

#define THERE "What to do about it at this provider stands in the record. "

#define CLASS "A class of the command stale, which compares what an account holds with the DNS. "

static const char *const about[N_FINDINGS] = {
	[FINDING_INVALID_ADDRESS] =
		"The line or operand is neither an address, a reverse name, a block, a range nor "
		"a name that can be looked up. It is counted, and gets a record of its own, so "
		"that nothing of a list is lost without a word.",
	[FINDING_TARGET_UNRESOLVED] =
		"A host name, a domain's MX hosts or an SPF record were given to be checked, and "
		"led to no address, now or ever, or not to all that they stand for: the message "
		"says which.",
	[FINDING_OUT_OF_RESOURCES] =
		"The program bounds what it keeps for one address, so that a stranger's zone "
		"cannot use up the memory of a scan. The bound was reached before all answers "
		"were in, so nothing is decided.",

	[FINDING_HELD_OK] = CLASS "The account holds the address, and its PTR leads back to it.",
	[FINDING_HELD_PENDING] =
		CLASS "The PTR was changed a short time ago, and the DNS has the former state "
		      "still.",
	[FINDING_HELD_DRIFT] =
		CLASS "The DNS has had something else than what was set, for longer than the "
		      "change takes, or the name does not lead back any more. " THERE,
	[FINDING_HELD_INHERITED] =
		CLASS "The address came with a PTR under a domain that is not yours: the earlier "
		      "holder's, which clouds do not remove. Until it is replaced, your mail "
		      "goes out under a stranger's name. " THERE,
	[FINDING_HELD_DEFAULT] =
		CLASS "Nobody has set a PTR; the provider's automatic name is there, which "
		      "receivers take for a machine that sends no mail. " THERE,
	[FINDING_HELD_MISSING] = CLASS "The address is held and has no PTR record at all. " THERE,
	[FINDING_RELEASED_EXPIRING] =
		CLASS "The address was given back and the PTR removed; caches may have it until "
		      "its TTL is over.",
	[FINDING_RELEASED_STALE] =
		CLASS "The address was given back, and its PTR still carries your name: whoever "
		      "gets it next can send mail under it, and you may be blamed. " THERE,
	[FINDING_RELEASED_DANGLING] = CLASS
	"The address was given back, and a name of yours still leads to it: "
	"whoever gets it next is reached under that name, and confirmed by it. " THERE,
	[FINDING_RELEASED_CLEAN] =
		CLASS "The address was given back, and neither PTR nor name is left.",
	[FINDING_REASSIGNED] =
		CLASS "The address was given back, and has somebody else's name by now.",
	[FINDING_UNKNOWN] =
		CLASS "The inventory was not complete, or the DNS gave no usable answer: nothing "
		      "is concluded from that.",

	[FINDING_PTR_NXDOMAIN] =
		"The reverse name of the address does not exist (RFC 1035 section 3.5), so that "
		"nobody can tell whose it is. This is the most frequent reason for mail to be "
		"refused. " REVERSE_ZONE "It has to be set there, not in your own zone.",
	[FINDING_PTR_NODATA] =
		"The reverse name exists, or names below it do, but it has no PTR record: often "
		"a record was deleted, or one of another type was made. " REVERSE_ZONE,
	[FINDING_PTR_CNAME_DANGLING] =
		"Parts of a network are often handed to a customer by CNAME records (RFC 2317). "
		"This one leads to a name without a PTR record.",
	[FINDING_PTR_TIMEOUT] =
		"No server answered the question for the PTR record in time. " FOR_NOW REVERSE_ZONE,
	[FINDING_PTR_SERVFAIL] =
		"The resolver could not get the PTR record: the servers of the reverse zone do "
		"not answer, are not set up for it (lame), or their signatures do not "
		"verify. " FOR_NOW,
	[FINDING_PTR_REFUSED] =
		"The resolver, or a server it asked, does not want to answer. " FOR_NOW,
	[FINDING_PTR_NOTIMP] = "The server says that it does not support the question. " FOR_NOW,
	[FINDING_PTR_FORMERR] = "The server says that it cannot read the question. " FOR_NOW,
	[FINDING_PTR_MALFORMED] = "What came back is no answer that can be read safely, so none of "
				  "it is used. " FOR_NOW,
	[FINDING_PTR_TRUNCATED_NO_TCP] =
		"The answer is too long for a UDP packet, and asking again over TCP gave "
		"nothing: TCP port 53 is blocked, often by a firewall (RFC 7766). " FOR_NOW,

	[FINDING_TARGET_ROOT] =
		"The PTR record points to the root of the DNS, a single dot: a way to say that "
		"there is no name. " NO_HOST_NAME,
	[FINDING_TARGET_IP_LITERAL] =
		"The PTR record holds the text of an address. " NO_HOST_NAME
		"Some programs hand such a text to a function that parses it as the address "
		"itself, and are fooled.",
	[FINDING_TARGET_NUMERIC] = "The PTR record holds a name of digits only. " NO_HOST_NAME,
	[FINDING_TARGET_WILDCARD] = "A star in a PTR record is just a star: it stands for any name "
				    "only on the left side of a record. " NO_HOST_NAME,
	[FINDING_TARGET_NON_ASCII] =
		"A name with letters outside ASCII, such as umlauts, stands in the DNS in another "
		"form, which begins with xn-- (RFC 5890). " NO_HOST_NAME,
	[FINDING_TARGET_BAD_CHAR] =
		"The PTR name holds a character that host names do not have. " NO_HOST_NAME,
	[FINDING_TARGET_BAD_HYPHEN] = "No part of a host name between two dots begins or ends with "
				      "a hyphen. " NO_HOST_NAME,
	[FINDING_TARGET_ARPA] =
		"In a zone file a name without a final dot gets the zone's own name behind it: "
		"mail.example.com becomes mail.example.com.2.0.192.in-addr.arpa. Nearly always "
		"that is what has happened.",

	[FINDING_FWD_MISMATCH] =
		FORWARD "Here the name has other addresses only: the record was left "
			"by an earlier holder, or the host has moved.",
	[FINDING_FWD_NXDOMAIN] =
		FORWARD "Here the name does not exist: a misspelling, or a host or "
			"domain that is gone. If the domain is free, anybody can "
			"register it and be you.",
	[FINDING_FWD_NODATA] = FORWARD "Here the name exists and has no address.",
	[FINDING_FWD_OTHER_FAMILY_ONLY] = FORWARD
	"Here the name has addresses of the other kind only. A mail server compares "
	"like with like: for an IPv6 address, AAAA records only.",
	[FINDING_FWD_MAPPED_V6] =
		FORWARD "Here the IPv4 address stands in an AAAA record, in its IPv6-mapped form "
			"(RFC 4291 section 2.5.5.2), which is for programs and not for the DNS.",
	[FINDING_FWD_CNAME_DANGLING] =
		FORWARD "Here the name is an alias (CNAME), and what it leads to has no address.",
	[FINDING_FWD_TIMEOUT] =
		"No server answered the question for the address of the PTR name in time. " FOR_NOW,
	[FINDING_FWD_SERVFAIL] =
		"The resolver could not get the address of the PTR name: the servers of its zone "
		"do not answer, are not set up for it (lame), or their signatures do not "
		"verify. " FOR_NOW,
	[FINDING_FWD_REFUSED] =
		"The resolver, or a server it asked, does not want to answer the question for "
		"the address of the PTR name. " FOR_NOW,
	[FINDING_FWD_NOTIMP] =
		"The server says that it does not support the question for the address of the "
		"PTR name. " FOR_NOW,
	[FINDING_FWD_FORMERR] =
		"The server says that it cannot read the question for the address of the PTR "
		"name. " FOR_NOW,
	[FINDING_FWD_MALFORMED] =
		"What came back about the address of the PTR name is no answer that can be read "
		"safely, so none of it is used. " FOR_NOW,

	[FINDING_EXPECT_MISMATCH] =
		"You said with --expect (check_fcrdns: -a) which name the address should have, "
		"and it is not among those that lead back to it.",
	[FINDING_PTR_UNCONFIRMED] =
		"You asked with --strict that each PTR name leads back to the address, and this "
		"one does not. One that does is enough for the verdict (RFC 8601 section 3), but "
		"a mail server that looks at this one only sees a failure.",
	[FINDING_OWNERSHIP_MISMATCH] =
		"Before it sets a PTR, Alibaba Cloud wants a TXT record at alidnsptrcheck under "
		"the root domain, which proves that the domain is yours. There is one, with "
		"another value than the one given; the message says what is different.",
	[FINDING_OWNERSHIP_MISSING] =
		"Before it sets a PTR, Alibaba Cloud wants a TXT record at alidnsptrcheck under "
		"the root domain, which proves that the domain is yours. It is not there; where "
		"it stands in a wrong place, the message says so.",
	[FINDING_OWNERSHIP_TEMPERROR] =
		"The question for the ownership record had no usable answer, so nothing is said "
		"about it. Ask again before you press Verify: a failure may be remembered.",

	[FINDING_DNSBL_LISTED] =
		"A DNS blocklist (RFC 5782) has the address. Who keeps the list says why, and how "
		"to be removed; which receivers ask it is their own choice. It was asked because "
		"of --dnsbl.",
	[FINDING_DNSBL_REFUSED] =
		"The list answered 127.255.255.x or 127.0.0.1, by which lists tell a resolver that "
		"they do not serve it: public resolvers, those that ask too much, or a mistyped "
		"name. That is neither a listing nor its opposite.",
	[FINDING_DNSBL_BROKEN] =
		"Every blocklist has 127.0.0.2 as an entry to be tried by, and none has 127.0.0.1 "
		"(RFC 5782 section 5; for IPv6 addresses the same behind ::ffff:). Both are asked "
		"for with each list. One that lacks the first lists nobody, whatever it is asked: "
		"a mistyped name, a list that was given up, or one that does not serve the "
		"resolver. One that has the second lists everybody, as a name does that was sold "
		"to somebody else. What it says of the address is worth nothing.",
	[FINDING_DNSBL_UNDECIDED] =
		"There was no answer, also where the list's test entry was asked for, or one "
		"outside "
		"127.0.0.0/8, which is made up by a resolver or a server that answers for names "
		"that do not exist, and lists nobody. Or the list has IPv4 addresses only, and "
		"the address is an IPv6 one.",
	[FINDING_DUAL_STACK_TWIN] =
		"The mail server may send over IPv4 and over IPv6, and receivers look at each "
		"address by itself: the one without such reverse DNS has mail refused that passes "
		"from the other. It was looked for because of --deep.",
	[FINDING_SPF_NOT_COVERING] =
		"A receiver may check the SPF record of the name in HELO (RFC 7208 section 2.3), "
		"and has nothing else to check where a message has no sender, as a bounce. Names "
		"without such a record are not told. It is the record of the name given with "
		"--helo, or else of those that lead back; what depends on the message is not "
		"guessed. It was looked for because of --deep.",
	[FINDING_MX_NULL] =
		"Who refuses mail for its reverse DNS wants to be able to write to whoever runs "
		"the server. A null MX (RFC 7505) says that the domain takes no mail at all. It "
		"was looked for because of --deep.",
	[FINDING_MX_MISSING] =
		"Mail to a domain goes to its MX hosts, or to its own address where it has none "
		"(RFC 5321 section 5.1). This one has neither. It was looked for because of "
		"--deep.",
	[FINDING_SITE_MISSING] =
		"Some receivers want to see who runs a mail server, by a page of the domain of its "
		"name. Neither that nor www below it has an address. Nobody looked at a page: only "
		"the DNS was asked, because of --deep.",
	[FINDING_DEEP_UNDECIDED] =
		"One of the questions of --deep had no usable answer, or there was no more room "
		"for them. The verdict does not depend on it.",
	[FINDING_DNSSEC_BOGUS] =
		"A resolver that checks DNSSEC answers SERVFAIL where signatures are missing, "
		"wrong, or have run out. It may say so (Extended DNS Errors 6 to 12). If it says "
		"nothing, or also that it reaches no server, --deep asks for the answer as it is, "
		"which a server that is dead does not give either, and then, whether the failure "
		"has passed, once more, for another record of the name and, where that is "
		"sound, for all of them: a resolver may remember a failure for some seconds. No "
		"address is taken from these answers.",
	[FINDING_RDNS_SLOW] =
		"A mail server asks while the sender waits. Where the answer takes seconds, some "
		"give up, and some keep the sender waiting so long that it hangs up. The resolver "
		"may have it in its cache the next time.",
	[FINDING_PTR_LIMIT_EXCEEDED] =
		"RFC 8601 section 3 wants a limit on the names that are looked up, since a "
		"stranger chooses how many there are. Names beyond it do not count, here as at "
		"receivers.",
	[FINDING_PTR_MULTIPLE] =
		"Several PTR records are allowed, and their order changes from answer to answer. "
		"Mail servers that look at the first one only see one name now and another one "
		"the next time; if one of them does not lead back, mail is refused at random.",
	[FINDING_PTR_MULTIDOMAIN] =
		"The names belong to domains of different owners, so that it is not clear whose "
		"mail this is.",
	[FINDING_PTR_DUPLICATE] =
		"The same record more than once: a set of records has no duplicates (RFC 2181 "
		"section 5), so the server is unusual. Harmless for mail.",
	[FINDING_GENERIC_NAME] =
		"The name is made of the address, or of words that providers use for lines of "
		"their customers. Such a machine is not expected to send mail by itself, so "
		"receivers refuse it or count it as a sign of spam. The record says what the "
		"name was recognised by.",
	[FINDING_HELO_MISMATCH] =
		"What the mail server says of itself is not among the names that lead back to "
		"the address. RFC 5321 section 4.1.4 forbids to refuse mail for that alone; some "
		"receivers want it nevertheless. " SET_HELO,
	[FINDING_HELO_UNRESOLVED] =
		"The name in HELO has neither address nor MX record, so nobody can tell whose it "
		"is (RFC 5321 section 2.3.5 wants one that resolves). " SET_HELO,
	[FINDING_HELO_RESOLVES_ELSEWHERE] =
		"The name in HELO has addresses, but not the one that the mail comes from: usual "
		"for clusters behind one name, and a sign that some receivers count. " SET_HELO,
	[FINDING_HELO_LITERAL] =
		"RFC 5321 section 4.1.3 allows an address in brackets for a host that has no "
		"name. A mail server has one; a bare address without brackets is wrong in any "
		"case. " SET_HELO,
	[FINDING_HELO_NOT_FQDN] =
		"RFC 5321 section 2.3.5 wants the full name of a host. localhost, a single word "
		"or a name that the public DNS does not have are the marks of a machine that was "
		"never set up to send mail. " SET_HELO,
	[FINDING_HELO_MATCH] =
		"The name in HELO is one that leads back to the address, as it should be.",
	[FINDING_TARGET_SPECIAL_TLD] =
		"Names under local, localhost, invalid, test, internal and some others are not "
		"served by the public DNS (RFC 6761), so that nobody else can confirm them.",
	[FINDING_TARGET_SINGLE_LABEL] =
		"A name without a dot is nobody's: no domain stands behind it. Often the domain "
		"was forgotten when the PTR was set.",
	[FINDING_TARGET_UNDERSCORE] =
		"The underscore is no character of host names (RFC 1123 section 2.1). Most mail "
		"servers pass over that; Exim does not from 4.97 on.",
	[FINDING_TARGET_IDN] =
		"The name is right, and its ASCII form (RFC 5890) leads back; some filters take "
		"such names for an attempt to look like another one.",
	[FINDING_TARGET_LONG] =
		"A name may have 253 characters. Programs that keep it where Linux keeps the "
		"host's own name, 64 characters, cut it off and look up another one.",
	[FINDING_PTR_CNAME] =
		"The reverse name is an alias into a zone of the customer's, as RFC 2317 "
		"describes it for parts of a network. This is as it should be.",
	[FINDING_FWD_CNAME] =
		"A PTR record should point to a host's own name and not to an alias (RFC 2181 "
		"section 10.2). Nearly all mail servers follow it.",
	[FINDING_TTL_LOW] =
		"Records of addresses that change often have short TTLs, and receivers count "
		"that as a sign. It is told only where an authoritative server says the TTL: a "
		"cache counts down.",
	[FINDING_TTL_HIGH] =
		"Caches keep the record for days, so that a wrong one stays in the world for as "
		"long after it was put right.",
	[FINDING_ANSWER_STALE] =
		"The resolver could not reach the servers and gave an answer whose time is over "
		"(RFC 8767; Extended DNS Errors 3 and 19). Other resolvers may have none.",
	[FINDING_NS_LAME] =
		"A resolver asks any of a zone's servers. One that does not serve the zone, does "
		"not answer or has no address costs it time, and if no other answers, there is no "
		"record for it. The servers are asked with --trace only, and nothing is said of "
		"them where none of a zone's can be reached from here.",
	[FINDING_NS_DISAGREE] =
		"The servers of a zone should hold the same (RFC 1034 section 4.3.5). While they "
		"do not, it depends on chance what a mail server sees. For some minutes after a "
		"change that is normal; later it means that one of them does not get the zone any "
		"more. The servers are asked with --trace only.",
	[FINDING_RESOLVER_LOCAL] =
		"systemd-resolved and the resolver inside of Docker answer questions about this "
		"machine's own names and addresses by themselves. Nobody else sees these "
		"answers.",
	[FINDING_LIMIT_REACHED] =
		"The program bounds what it keeps of an answer, and says so where something was "
		"left out. The verdict follows from what was kept.",
	[FINDING_SPECIAL_PURPOSE] =
		"The address is of a block that is not routed on the internet (RFC 6890): "
		"private, documentation, loopback and so on. It is judged like any other unless "
		"--special skip is given.",
	[FINDING_V4_MAPPED_INPUT] =
		"The IPv4 address was given in its IPv6-mapped form, ::ffff:192.0.2.1, and is "
		"checked as the IPv4 address that it is.",
};

const char *finding_about(enum finding_code code)
{
	return about[code];
}
