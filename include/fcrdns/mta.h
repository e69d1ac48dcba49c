/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_MTA_H
#define FCRDNS_MTA_H

/*
 * mta: what mail servers are predicted to answer; a pure function of the evidence.
 *
 * From runs of Postfix 3.7, OpenSMTPD 6.8 and Exim 4.96 against a scripted DNS, and from
 * Sendmail's source. They differ from RFC 8601 and from each other, mostly on failures.
 */

#include <fcrdns/record.h>

struct mta mta_of(const struct check *c);

#endif
