/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/bounce.h>

#include <stdlib.h>
#include <string.h>

/* "550 5.7.25 what address address", or "-" */
static const char *said(const char *octets, size_t n)
{
	static char out[1024];
	char ip[IP_TEXT_MAX];
	struct bounce b;
	size_t at = 0;

	assert_true(bounce_read(&b, octets, n));
	if (!b.what)
		return "-";
	at += (size_t)snprintf(out, sizeof(out), "%s/%s", b.reply, b.enhanced);
	for (unsigned w = 0; w <= RECEIVER_HELO_INVALID; w++)
		if (b.what & 1U << w)
			at += (size_t)snprintf(out + at, sizeof(out) - at, " %s",
					       receiver_when_text((enum receiver_when)w));
	for (size_t i = 0; i < b.n_addresses; i++)
		at += (size_t)snprintf(out + at, sizeof(out) - at, " %s",
				       ip_text(&b.addresses[i], ip));
	return out;
}

#define BOTH " no_ptr unconfirmed"

static void refusals_for_reverse_dns_are_known(void **state)
{
	static const struct {
		const char *text, *said;
	} rows[] = {
		{ "550-5.7.25 [192.0.2.1] The IP address sending this message does not have a\r\n"
		  "550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not\r\n"
		  "550 5.7.25 point to the sending IP.\r\n",
		  "550/5.7.25" BOTH " 192.0.2.1" },
		{ "Nov 27 01:02:03 mx postfix/smtp[812]: 4B7: to=<a@example.net>, "
		  "relay=mx.example.net[198.51.100.7]:25, dsn=4.7.25, status=deferred (host "
		  "mx.example.net[198.51.100.7] said: 450 4.7.25 Client host rejected: cannot "
		  "find your hostname, [192.0.2.1] (in reply to RCPT TO command))",
		  "450/4.7.25" BOTH " 192.0.2.1" },
		{ "450 4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.1]",
		  "450/4.7.1 no_ptr 192.0.2.1" },
		{ "<<< 550 5.7.1 Fix reverse DNS for 192.0.2.1", "550/5.7.1 no_ptr 192.0.2.1" },
		{ "451 4.1.8 Possibly forged hostname for 192.0.2.1",
		  "451/4.1.8 unconfirmed 192.0.2.1" },
		{ "Remote-MTA: dns; mx.example.net (198.51.100.7)\n"
		  "Diagnostic-Code: smtp; 550 Inconsistent/Missing DNS PTR record\n"
		  "  (RFC 1912 2.1) (192.0.2.1)\n",
		  "550/" BOTH " 192.0.2.1" },
		{ "550 5.7.25 Service unavailable, sending IPv6 address [2001:db8::1] must have "
		  "reverse DNS record.",
		  "550/5.7.25" BOTH " 2001:db8::1" },
		{ "550-5.7.25 [IPv6:2001:DB8::1] has no PTR", "550/5.7.25" BOTH " 2001:db8::1" },
		{ "421 Reverse DNS for this IP failed. IB108", "421/ temporary" },
		{ "550 do not accept mail from hosts with dynamic IP or generic DNS PTR-records "
		  "192.0.2.1.",
		  "550/ generic 192.0.2.1" },
		{ "host mx [198.51.100.7]: 554 5.7.1 no reverse dns: 192.0.2.1\n\nand\n\n"
		  "550 5.7.1 no PTR for 192.0.2.2; 550 5.7.1 no PTR for 192.0.2.1",
		  "554/5.7.1 no_ptr 192.0.2.1 192.0.2.2" },
		{ "554-Transaction failed\n554-Reject due to policy restrictions.\n"
		  "554 Bad DNS PTR resource record. For explanation visit "
		  "https://postmaster.example/c=rdns&i=ip&v=192.0.2.1&r=1",
		  "554/" BOTH " 192.0.2.1" },
		{ "554-gmx.net (mxgmx115) Nemesis ESMTP Service not available\r\n554-No SMTP service\r\n"
		  "554-Bad DNS PTR resource record.\r\n554 For explanation visit "
		  "https://www.gmx.example/mail/rules?i=ip&v=192.0.2.1&r=1\r\n",
		  "554/" BOTH " 192.0.2.1" },
		{ "(host mx-ha03.example[198.51.100.8] refused to talk to me: 554-mx.example (mxweb112) "
		  "Nemesis 554-No SMTP service 554-Bad DNS PTR resource record. 554 For explanation "
		  "visit https://postmaster.example/case?c=rdns&i=ip&v=192.0.2.1&r=1)",
		  "554/" BOTH " 192.0.2.1" },
		{ "Remote Server returned '550-5.7.25 [192.0.2.1] The IP address sending this message "
		  "does not have a 550-5.7.25 PTR record setup'",
		  "550/5.7.25" BOTH " 192.0.2.1" },
		{ "Diagnostic-Code: smtp;550 5.7.1 rejected - no rDNS (192.0.2.1)",
		  "550/5.7.1 no_ptr 192.0.2.1" },
		{ "421 bizsmtp Temporarily rejected. Reverse DNS for 192.0.2.1 failed. IB108",
		  "421/ temporary 192.0.2.1" },
		{ "451 4.1.8 Client IP address 192.0.2.1 does not resolve",
		  "451/4.1.8 temporary 192.0.2.1" },
		{ "450 4.7.1 Relaying temporarily denied. Cannot resolve PTR record for 192.0.2.1",
		  "450/4.7.1 temporary 192.0.2.1" },
		{ "550 5.7.1 Relaying denied. IP name possibly forged [192.0.2.1]",
		  "550/5.7.1 unconfirmed 192.0.2.1" },
		{ "550 inconsistent or no DNS PTR record for 192.0.2.1 (see RFC 1912 2.1)",
		  "550/" BOTH " 192.0.2.1" },
		{ "H=(a.example) [192.0.2.1] rejected RCPT <b@c.example>: host lookup failed (failed to "
		  "find host name from IP address)",
		  "/ no_ptr 192.0.2.1" },
		{ "H=(a.example) [192.0.2.1] rejected: host lookup failed (192.0.2.1 does not match any "
		  "IP address for b.example)",
		  "/ unconfirmed 192.0.2.1" },
		{ "554 5.7.1 Client host [192.0.2.1] blocked using noptr.spamrats.com",
		  "554/5.7.1 no_ptr 192.0.2.1" },
		{ "554 IP=192.0.2.1 - Dialup/transient IP not allowed. Use a mailgateway. (DIAL)",
		  "554/ generic 192.0.2.1" },
		{ "550 Domain a.example mismatches client IP 192.0.2.1",
		  "550/ unconfirmed 192.0.2.1" },
		{ "550 Sender IP reverse lookup rejected [192.0.2.1]", "550/" BOTH " 192.0.2.1" },
		{ "550 5.7.1 cannot find =\nyour reverse hostna=\r\nme, [192.0.2.1]",
		  "550/5.7.1 no_ptr 192.0.2.1" },
		{ "it says cannot find your hostname, [::ffff:192.0.2.1]", "/" BOTH " 192.0.2.1" },
		{ "CANNOT\tFIND\nYOUR   HOSTNAME", "/" BOTH },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		row("%s", rows[i].text);
		assert_string_equal(said(rows[i].text, strlen(rows[i].text)), rows[i].said);
	}
}

static void other_texts_are_not(void **state)
{
	static const char *const rows[] = {
		"",
		"550 5.1.1 <a@example.net>: Recipient address rejected: User unknown",
		"550-5.7.26 blocked because the sender is unauthenticated: SPF or DKIM [192.0.2.1]",
		"550 5.1.1 user unknown\r\n\r\nX-Haraka-FCrDNS: a [192.0.2.1] forward-confirmed",
		"550 5.7.1 [192.0.2.1] blocked using zen.example",
		"Received: from a (a [192.0.2.25.7.25]) id 15.7.25",
		"version 5.7.25.1 and 10.5.7.25",
		"anoptr",
		"552 5.2.2 mailbox full",
		"Client IP address 192.0.2.1 and what else does not resolve",
		"553 5.1.8 Domain of sender address a@b.example does not resolve",
		"see https://noptr.spamrats.com for more, and c=3Drdns",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		row("%s", rows[i]);
		assert_string_equal(said(rows[i], strlen(rows[i])), "-");
	}
}

static void a_text_may_be_cut_anywhere(void **state)
{
	static const char whole[] = "550-5.7.25 [2001:db8::1] no ptr =\n550 5.7.25 =\r\n192.0.2.1";

	(void)state;
	for (size_t n = 0; n < sizeof(whole); n++) {
		char *part = malloc(n + 1);

		assert_non_null(part);
		memcpy(part, whole, n);
		(void)said(part, n);
		free(part);
	}
}

static void addresses_are_bounded(void **state)
{
	char text[4000];
	struct bounce b;
	size_t at = 0;

	(void)state;
	for (unsigned i = 0; i < 60; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "550 no ptr 192.0.2.%u\n\n",
				       i);
	assert_true(bounce_read(&b, text, at));
	assert_int_equal(b.n_addresses, BOUNCE_ADDRESSES);
}

TESTS(refusals_for_reverse_dns_are_known, other_texts_are_not, a_text_may_be_cut_anywhere,
      addresses_are_bounded)
