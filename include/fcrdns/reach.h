/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_REACH_H
#define FCRDNS_REACH_H

/*
 * reach: which name servers of zones may be asked.
 *
 * Whoever holds a zone says where its servers are. Nobody shall make us send packets into a network
 * that he cannot reach himself: those at private, loopback and other special-purpose addresses are
 * asked only where the caller allows it. Pure.
 */

#include <fcrdns/ip.h>

#include <stdbool.h>

/* Beside those at ordinary addresses: */
enum reach {
	REACH_PUBLIC,	/* none */
	REACH_LOOPBACK, /* those of this machine: the resolver is on it, too */
	REACH_INSIDE	/* all */
};

bool reach_has(enum reach reach, const struct ip *ip);

#endif
