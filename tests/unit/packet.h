/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_PACKET_H
#define FCRDNS_PACKET_H

/* packet: DNS answers made by hand, right or wrong, for the tests of the parser. */

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>
#include <fcrdns/message.h>

#include <stdlib.h>
#include <string.h>

enum {
	PACKET_ID = 0x1234,
	CLASS_IN = 1,
	CLASS_CH = 3,
	SECTION_ANSWER = 6, /* where its count stands */
	SECTION_AUTHORITY = 8,
	SECTION_ADDITIONAL = 10
};

struct packet {
	struct question question;
	uint8_t name[NAME_MAX_OCTETS];
	size_t len;
	uint8_t m[1 << 17];
};

static inline void packet_u16(struct packet *p, unsigned v)
{
	p->m[p->len++] = (uint8_t)(v >> 8);
	p->m[p->len++] = (uint8_t)v;
}

static inline void packet_octets(struct packet *p, const void *octets, size_t n)
{
	if (n)
		memcpy(p->m + p->len, octets, n);
	p->len += n;
}

static inline void packet_name(struct packet *p, const char *text)
{
	uint8_t buf[NAME_MAX_OCTETS];
	struct name name = { 0 };

	if (!name_parse(&name, buf, text, strlen(text)))
		abort();
	packet_octets(p, name.wire, name.len);
}

static inline void packet_count(struct packet *p, size_t section, unsigned n)
{
	p->m[section] = (uint8_t)(n >> 8);
	p->m[section + 1] = (uint8_t)n;
}

/* NOERROR without records, to the question of `text`. */
static inline void packet_begin(struct packet *p, const char *text, uint16_t type)
{
	if (!name_parse(&p->question.name, p->name, text, strlen(text)))
		abort();
	p->question.type = type;
	p->len = message_build(p->m, &p->question, PACKET_ID, false);
	p->m[2] = 0x81; /* QR, RD */
	p->m[3] = 0x80; /* RA */
}

/* All of a record up to its RDATA; `owner` NULL is a pointer to the question. */
static inline void packet_rr(struct packet *p, size_t section, const char *owner, unsigned type,
			     unsigned class, uint32_t ttl_s, unsigned rdlen)
{
	packet_count(p, section, (unsigned)(p->m[section] << 8 | p->m[section + 1]) + 1);
	if (owner)
		packet_name(p, owner);
	else
		packet_u16(p, 0xc00c);
	packet_u16(p, type);
	packet_u16(p, class);
	packet_u16(p, ttl_s >> 16);
	packet_u16(p, ttl_s & 0xffff);
	packet_u16(p, rdlen);
}

/* A record of the answer section, class IN. */
static inline void packet_add(struct packet *p, const char *owner, unsigned type, uint32_t ttl_s,
			      const void *rdata, size_t n)
{
	packet_rr(p, SECTION_ANSWER, owner, type, CLASS_IN, ttl_s, (unsigned)n);
	packet_octets(p, rdata, n);
}

static inline void packet_add_name(struct packet *p, const char *owner, unsigned type,
				   uint32_t ttl_s, const char *target)
{
	uint8_t buf[NAME_MAX_OCTETS];
	struct name name = { 0 };

	if (!name_parse(&name, buf, target, strlen(target)))
		abort();
	packet_add(p, owner, type, ttl_s, name.wire, name.len);
}

static inline void packet_add_ip(struct packet *p, const char *owner, uint32_t ttl_s,
				 const char *text)
{
	struct ip ip = { 0 };

	if (!ip_parse(&ip, text, strlen(text)))
		abort();
	packet_add(p, owner, ip.len == 4 ? TYPE_A : TYPE_AAAA, ttl_s, ip.octet, ip.len);
}

/* The SOA of a negative answer. */
static inline void packet_add_soa(struct packet *p, const char *owner, uint32_t ttl_s,
				  uint32_t minimum_s)
{
	static const uint8_t rdata[2 + 16] = { 0, 0, 0, 0, 0, 1 };

	packet_rr(p, SECTION_AUTHORITY, owner, TYPE_SOA, CLASS_IN, ttl_s, sizeof(rdata) + 4);
	packet_octets(p, rdata, sizeof(rdata));
	packet_u16(p, minimum_s >> 16);
	packet_u16(p, minimum_s & 0xffff);
}

static inline void packet_add_opt(struct packet *p, unsigned upper_rcode, const void *options,
				  size_t n)
{
	packet_rr(p, SECTION_ADDITIONAL, ".", TYPE_OPT, MESSAGE_UDP_SIZE, upper_rcode << 24,
		  (unsigned)n);
	packet_octets(p, options, n);
}

#endif
