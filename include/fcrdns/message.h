/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_MESSAGE_H
#define FCRDNS_MESSAGE_H

/*
 * message: DNS packets. Builds our questions and holds the one parser that
 * decides what is an answer (RFC 1035 section 4, RFC 6891).
 *
 * Pure, bounded and order-free: the records of a message may stand in any
 * order, the CNAME chain is followed from the asked name only, records of a
 * foreign owner or class are not seen. One structural fault anywhere makes the
 * whole message damaged: half of a broken message is nobody's answer.
 */

#include <fcrdns/answer.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum {
	MESSAGE_QUERY_MAX = 12 + 255 + 4 + 11,
	MESSAGE_UDP_SIZE = 1232, /* what our OPT offers (DNS flag day 2020) */
	MESSAGE_HEADER = 12
};

enum message_flag {
	MESSAGE_EDNS = 1 << 0, /* with an OPT record of MESSAGE_UDP_SIZE octets */
	MESSAGE_NO_RD = 1 << 1 /* to a server that is asked for what it has itself */
};

/*
 * The packet of a question: RD and AD set (AD asks for the AD bit in the answer, RFC 6840 section
 * 5.7), DO clear; CD follows the question; `flags` are of enum message_flag. Returns its length.
 */
size_t message_build(uint8_t out[static MESSAGE_QUERY_MAX], const struct question *question,
		     uint16_t id, unsigned flags);

enum message_fit {
	MESSAGE_FITS,	/* an answer to the question, whatever it says */
	MESSAGE_STRAY,	/* not an answer to it: id, QR, opcode or question differ */
	MESSAGE_DAMAGED /* says that it is, but cannot be read */
};

/*
 * Read `len` octets as the answer to `question` asked with `id`. With TC set only header and
 * question are read and the status is ANSWER_TRUNCATED. An error answer without a question section
 * (some servers send those) fits if it has no records either.
 * `ret` (may be NULL: only judge the fit) is complete on MESSAGE_FITS and untouched otherwise; what
 * it points to lives in `arena`, and arena->failed tells when that was too small.
 */
enum message_fit message_parse(const uint8_t *wire, size_t len, const struct question *question,
			       uint16_t id, struct arena *arena, struct answer *ret);

#endif
