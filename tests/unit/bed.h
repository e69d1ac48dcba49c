/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_BED_H
#define FCRDNS_BED_H

/*
 * bed: scripted DNS servers on loopback and a resolver that asks them, in one thread. bed_turn lets
 * the resolver run, then serves what came. The resolver's clock is the bed's, which goes on with
 * each turn and by nothing else: a machine that stops us, for however long, makes nobody wait.
 *
 * A server's script is a list of words, one for each packet that comes, the last one for all that
 * follow; a slash begins the script of its TCP side. Words joined by + are several replies:
 *
 *   ok nodata nxdomain servfail refused formerr notimp badvers tc big   to the question
 *   address    ok with an A record
 *   bare       FORMERR without a question section
 *   ede        SERVFAIL with an Extended DNS Error
 *   damaged empty wrongid wrongname wrongport echo   what is no answer
 *   drop       nothing
 *   hold       an ok that is kept back; release sends it after its own reply
 *   half reset close   TCP only
 *   shut       no socket at all: the port is closed (the whole script)
 *
 * What came is logged: the server's number, u or t, e with and p without OPT: "0ue 1ue".
 */

#include <fcrdns/arena.h>
#include <fcrdns/message.h>
#include <fcrdns/resolver.h>
#include <fcrdns/why.h>

#include <netinet/in.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "packet.h"

static uint64_t bed_us = 1000000;

static inline int bed_clock(clockid_t id, struct timespec *ret)
{
	(void)id;
	ret->tv_sec = (time_t)(bed_us / 1000000);
	ret->tv_nsec = (long)(bed_us % 1000000) * 1000;
	return 0;
}

#define clock_gettime bed_clock
/* NOLINTNEXTLINE(bugprone-suspicious-include): instead of the library's, with the bed's clock */
#include "../../src/net/turn.c"
#undef clock_gettime

enum {
	BED_SERVERS = 20,
	BED_STREAMS = 8,
	BED_PACKETS = 4096,
	BED_TURN_MS = 2,
	BED_TURNS = 3000, /* far above any sum of waits */
	BED_FIRST_MS = 15,
	BED_WAIT_MS = 30
};

struct bed_server {
	int udp, tcp;
	uint16_t port;
	const char *udp_at, *tcp_at; /* the next word of the script */
	uint8_t held[512];
	size_t held_len;
	struct sockaddr_storage held_to;
};

struct bed_stream {
	int fd;
	unsigned server;
};

struct bed {
	struct bed_server server[BED_SERVERS];
	struct bed_stream stream[BED_STREAMS];
	unsigned n_servers, n_packets;
	uint16_t id[BED_PACKETS], from_port[BED_PACKETS]; /* of what came over UDP */
	uint8_t last[MESSAGE_QUERY_MAX + 8];		  /* the last packet */
	size_t last_len;
	char log[4096];
	struct resolver *resolver;
	struct resolver_conf conf;
	struct packet packet;
};

static inline uint16_t bed_bind(int *udp, int *tcp, int family)
{
	for (;;) {
		struct sockaddr_storage a = { .ss_family = (sa_family_t)family };
		struct sockaddr_in *four = (struct sockaddr_in *)&a;
		struct sockaddr_in6 *six = (struct sockaddr_in6 *)&a;
		socklen_t len = family == AF_INET ? sizeof(*four) : sizeof(*six);

		*udp = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		*tcp = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		assert_true(*udp >= 0 && *tcp >= 0);
		if (family == AF_INET)
			four->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		else
			six->sin6_addr = in6addr_loopback;
		if (bind(*udp, (struct sockaddr *)&a, len))
			return 0; /* no such family here */
		assert_int_equal(getsockname(*udp, (struct sockaddr *)&a, &len), 0);
		if (bind(*tcp, (struct sockaddr *)&a, len) == 0 && listen(*tcp, 64) == 0)
			return ntohs(four->sin_port); /* the port is at the same place in both */
		(void)close(*udp);
		(void)close(*tcp);
	}
}

/* The word at *at, its length; *at moves on unless it is the last. */
static inline size_t bed_word(const char **at, const char **ret)
{
	size_t n = strcspn(*at, " /;");

	*ret = *at;
	if ((*at)[n] == ' ')
		*at += n + 1;
	return n;
}

static inline bool bed_is(const char *word, size_t n, const char *want)
{
	return n == strlen(want) && memcmp(word, want, n) == 0;
}

/* Our question with its header made an answer's. */
static inline void bed_reply_begin(struct bed *b, const uint8_t *in, unsigned rcode)
{
	struct packet *p = &b->packet;
	size_t n = MESSAGE_HEADER;

	while (in[n])
		n += in[n] + 1U;
	n += 5;
	memcpy(p->m, in, n);
	p->len = n;
	p->m[2] = 0x81;
	p->m[3] = (uint8_t)(0x80 | (rcode & 0x0f));
	memset(p->m + 6, 0, 6);
}

/* What `word` says, in b->packet; false: nothing is sent. */
static inline bool bed_reply(struct bed *b, const char *word, size_t n, const uint8_t *in)
{
	static const struct {
		const char *word;
		unsigned rcode;
	} rcodes[] = { { "nxdomain", 3 }, { "servfail", 2 }, { "refused", 5 },
		       { "formerr", 1 },  { "notimp", 4 },   { "ede", 2 } };
	static const uint8_t target[] = "\4mail\7example\3com", ede[] = "\0\17\0\6\0\26down";
	struct packet *p = &b->packet;

	bed_reply_begin(b, in, 0);
	for (size_t i = 0; i < sizeof(rcodes) / sizeof(rcodes[0]); i++)
		if (bed_is(word, n, rcodes[i].word))
			p->m[3] |= (uint8_t)rcodes[i].rcode;
	if (bed_is(word, n, "ok") || bed_is(word, n, "hold") || bed_is(word, n, "wrongport")) {
		packet_add(p, NULL, TYPE_PTR, 300, target, sizeof(target));
	} else if (bed_is(word, n, "address")) {
		packet_add_ip(p, NULL, 300, "192.0.2.1");
	} else if (bed_is(word, n, "badvers")) {
		packet_add_opt(p, 1, NULL, 0);
	} else if (bed_is(word, n, "ede")) {
		packet_add_opt(p, 0, ede, sizeof(ede) - 1);
	} else if (bed_is(word, n, "tc")) {
		p->m[2] |= 2;
	} else if (bed_is(word, n, "bare")) {
		p->len = MESSAGE_HEADER;
		p->m[3] |= 1;
		packet_count(p, 4, 0);
	} else if (bed_is(word, n, "damaged")) {
		packet_count(p, SECTION_ANSWER, 1);
	} else if (bed_is(word, n, "big")) {
		packet_add(p, NULL, TYPE_PTR, 300, target, sizeof(target));
		packet_rr(p, SECTION_ADDITIONAL, ".", TYPE_TXT, CLASS_IN, 0, 1400);
		memset(p->m + p->len, 0, 1400);
		p->len += 1400;
	} else if (bed_is(word, n, "wrongid")) {
		p->m[0] ^= 1;
	} else if (bed_is(word, n, "wrongname")) {
		p->m[MESSAGE_HEADER + 1] ^= 1;
	} else if (bed_is(word, n, "echo")) {
		p->m[2] = 1;
	} else if (bed_is(word, n, "empty")) {
		p->len = 0;
	} else if (bed_is(word, n, "drop")) {
		return false;
	}
	return true;
}

static inline void bed_note(struct bed *b, unsigned server, char kind, const uint8_t *in,
			    size_t len)
{
	size_t at = strlen(b->log);

	memcpy(b->last, in, len < sizeof(b->last) ? len : sizeof(b->last));
	b->last_len = len;
	if (at + 8 < sizeof(b->log))
		(void)snprintf(b->log + at, 8, "%s%u%c%c", at ? " " : "", server % 10, kind,
			       in[11] ? 'e' : 'p');
}

static inline void bed_serve_udp(struct bed *b, unsigned i)
{
	struct bed_server *s = &b->server[i];
	struct sockaddr_storage from;
	socklen_t from_len = sizeof(from);
	uint8_t in[2048];
	ssize_t len;

	while (s->udp >= 0 && (len = recvfrom(s->udp, in, sizeof(in), 0, (struct sockaddr *)&from,
					      &from_len)) > 0) {
		const char *word, *part;
		size_t n = bed_word(&s->udp_at, &word), k;

		bed_note(b, i, 'u', in, (size_t)len);
		if (b->n_packets < BED_PACKETS) {
			b->id[b->n_packets] = (uint16_t)(in[0] << 8 | in[1]);
			b->from_port[b->n_packets++] =
				ntohs(((struct sockaddr_in *)&from)->sin_port);
		}
		for (part = word; part < word + n; part += k + 1) {
			int out = s->udp;

			k = strcspn(part, "+ /;");
			if (bed_is(part, k, "release")) {
				(void)sendto(s->udp, s->held, s->held_len, 0,
					     (struct sockaddr *)&s->held_to, from_len);
				continue;
			}
			if (!bed_reply(b, part, k, in))
				continue;
			if (bed_is(part, k, "hold")) {
				assert_true(b->packet.len <= sizeof(s->held));
				memcpy(s->held, b->packet.m, b->packet.len);
				s->held_len = b->packet.len;
				s->held_to = from;
				continue;
			}
			if (bed_is(part, k, "wrongport"))
				out = socket(from.ss_family, SOCK_DGRAM, 0);
			(void)sendto(out, b->packet.m, b->packet.len, 0, (struct sockaddr *)&from,
				     from_len);
			if (out != s->udp)
				(void)close(out);
		}
		from_len = sizeof(from);
	}
}

static inline void bed_serve_stream(struct bed *b, struct bed_stream *t)
{
	struct bed_server *s = &b->server[t->server];
	struct linger at_once = { 1, 0 };
	uint8_t in[2048], frame[2];
	ssize_t len = recv(t->fd, in, sizeof(in), MSG_DONTWAIT);
	const char *word;
	size_t n;

	if (len < 0)
		return;
	if (len > 2 + MESSAGE_HEADER) {
		bool half, closes;

		bed_note(b, t->server, 't', in + 2, (size_t)len - 2);
		n = bed_word(&s->tcp_at, &word);
		half = bed_is(word, n, "half");
		closes = bed_is(word, n, "close") || bed_is(word, n, "reset");
		for (const char *part = half ? "ok" : word, *end = part + (half ? 2 : n);
		     !closes && part < end; part += strcspn(part, "+ /;") + 1) {
			if (!bed_reply(b, part, strcspn(part, "+ /;"), in + 2))
				continue;
			frame[0] = (uint8_t)(b->packet.len >> 8);
			frame[1] = (uint8_t)b->packet.len;
			(void)send(t->fd, frame, 2, MSG_NOSIGNAL | MSG_MORE);
			(void)send(t->fd, b->packet.m, b->packet.len / (half ? 2 : 1),
				   MSG_NOSIGNAL);
		}
		if (!closes)
			return;
		if (bed_is(word, n, "reset"))
			(void)setsockopt(t->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	}
	(void)close(t->fd);
	t->fd = -1;
}

static inline void bed_serve(struct bed *b)
{
	for (unsigned i = 0; i < b->n_servers; i++) {
		bed_serve_udp(b, i);
		for (unsigned k = 0; b->server[i].tcp >= 0 && k < BED_STREAMS; k++)
			if (b->stream[k].fd < 0) {
				b->stream[k].server = i;
				b->stream[k].fd = accept(b->server[i].tcp, NULL, NULL);
			}
	}
	for (unsigned k = 0; k < BED_STREAMS; k++)
		if (b->stream[k].fd >= 0)
			bed_serve_stream(b, &b->stream[k]);
}

/* Servers by their scripts, with ; between them. */
static inline bool bed_servers(struct bed *b, const char *scripts, int family)
{
	char list[BED_SERVERS * 24] = "";
	struct servers_conf conf = { .resolver = list };
	struct why why = { 0 };

	memset(b, 0, sizeof(*b));
	for (unsigned k = 0; k < BED_STREAMS; k++)
		b->stream[k].fd = -1;
	for (const char *at = scripts; *at;) {
		struct bed_server *s = &b->server[b->n_servers];
		size_t n = strcspn(at, ";"), used = strlen(list);
		const char *tcp = memchr(at, '/', n);

		s->port = bed_bind(&s->udp, &s->tcp, family);
		if (!s->port)
			return false;
		if (bed_is(at, n, "shut")) {
			(void)close(s->udp);
			s->udp = -1;
		}
		if (!tcp) {
			(void)close(s->tcp);
			s->tcp = -1;
		}
		s->udp_at = at;
		s->tcp_at = tcp ? tcp + 1 : "";
		(void)snprintf(list + used, sizeof(list) - used, "%s%s:%u", used ? "," : "",
			       family == AF_INET ? "127.0.0.1" : "[::1]", s->port);
		b->n_servers++;
		at += n + (at[n] == ';');
	}
	assert_true(servers_load(&b->conf.servers, &conf, &why));
	b->conf.first_wait_ms = BED_FIRST_MS;
	b->conf.timeout_ms = BED_WAIT_MS;
	b->conf.retries = 2;
	return true;
}

static inline void bed_start(struct bed *b)
{
	struct why why = { 0 };

	b->resolver = resolver_new(&b->conf, &why);
	if (!b->resolver)
		fail_msg("%s", why.text);
}

static inline void bed_stop(struct bed *b)
{
	resolver_free(b->resolver);
	for (unsigned i = 0; i < b->n_servers; i++) {
		if (b->server[i].udp >= 0)
			(void)close(b->server[i].udp);
		if (b->server[i].tcp >= 0)
			(void)close(b->server[i].tcp);
	}
	for (unsigned k = 0; k < BED_STREAMS; k++)
		if (b->stream[k].fd >= 0)
			(void)close(b->stream[k].fd);
}

static inline void bed_pass(unsigned ms)
{
	bed_us += (uint64_t)ms * 1000;
}

/* The servers are in this process, but not under the limit that is tested. */
static inline void bed_turn(struct bed *b)
{
	struct rlimit few, many;

	bed_pass(BED_TURN_MS);
	resolver_run(b->resolver, 1); /* so that the kernel, too, comes to its turn */
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &few), 0);
	many = few;
	many.rlim_cur = few.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &many), 0);
	bed_serve(b);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
}

/* The next answer; fails when none comes. */
static inline struct waiter *bed_wait(struct bed *b, const struct answer **ret)
{
	struct waiter *w;

	for (unsigned i = 0; i < BED_TURNS; i++) {
		w = resolver_take(b->resolver, ret);
		if (w)
			return w;
		bed_turn(b);
	}
	fail_msg("no answer: the resolver hangs; log %s", b->log);
	return NULL;
}

/* The n-th question of a family of them; `wire` is its memory. */
static inline struct question bed_question(uint8_t wire[static NAME_MAX_OCTETS], unsigned n)
{
	struct question q = { .type = TYPE_PTR };
	char text[64];

	(void)snprintf(text, sizeof(text), "%u.%u.0.192.in-addr.arpa", n % 256, n / 256);
	assert_true(name_parse(&q.name, wire, text, strlen(text)));
	return q;
}

#endif
