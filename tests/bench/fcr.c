/* SPDX-License-Identifier: MIT */
/*
 * fcr: bulk FCrDNS measuring prototype. One state machine, several transports:
 *
 *   raw          own UDP, one sendto and one recvfrom a packet
 *   mmsg         own UDP, sendmmsg/recvmmsg batches ("the physical limit")
 *   query        c-ares, ares_query, its own send/recv
 *   send         c-ares, ares_send of a packet built here, its own send/recv
 *   query-batch  c-ares, ares_query; ares_set_socket_functions routes into such batches
 *   send-batch   c-ares, ares_send, same batches
 *   mmsg-gso, query-gso, send-gso
 *                as mmsg, query-batch, send-batch, but each batch is ordered by packet length and
 *                equal lengths leave as one UDP_SEGMENT (GSO) message, so the kernel walks its
 *                stack once for each length
 *   send-lean    as send-gso, but c-ares is given QDCOUNT 0 in the query and in the answer, so it
 *                does not expand and compare the names of each answer; the question is checked
 *                here, before c-ares sees the packet
 *
 * usage: fcr -t TRANSPORT [-s IP] [-p PORT] [-w WINDOW] [-c CHANNELS] [-b BATCH] [-z PAUSE_US]
 *            [-P own|ns] [-m] [-T FIRST_TIMEOUT_MS] LIST
 *
 * Prints ip, verdict, number of PTR names, number confirmed (as expected.tsv); counters go to
 * stderr. A measuring tool, not a product: IDs are not random in raw and mmsg, no TCP fallback.
 */
#define _GNU_SOURCE
#include <ares.h>
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum {
	MAXNAMES = 8,
	NAMESPACE = 600,
	MAXBATCH = 256,
	PKT = 1500,
	MAXCHAN = 64,
	TRIES = 5
};

struct slot {
	uint8_t fam, nnames, cur, good, addrs, fwd, tries, busy;
	uint16_t id, qlen, off[MAXNAMES], len[MAXNAMES];
	const uint8_t *q; /* wire name of the query in flight */
	uint8_t ip[16], rev[80], names[NAMESPACE];
	char text[48];
	uint64_t sent;
	int next, prev; /* timeout order (raw, mmsg) */
};

static struct slot *slots;
static int *freelist, nfree, window = 2000, nchan = 1, batch = 64, pause_us, timeout_ms = 1000;
static bool use_ares, use_query, batched, gso, lean, nsparse;
static struct slot *byid[65536];
static FILE *list;
static bool eof;
static unsigned long n_ip, n_sent, n_recv, n_stray, n_timeout, n_sys_send, n_sys_recv, n_wait;
static struct sockaddr_in server = { .sin_family = AF_INET };
static int epfd;

static uint64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* ---- batches: packets queued for sendmmsg, and a stock filled by recvmmsg; one pair for each
 * socket */
struct io {
	int fd, nout, nin, pos;
	bool ready;
	struct mmsghdr out[MAXBATCH], in[MAXBATCH];
	struct iovec oiov[MAXBATCH], iiov[MAXBATCH];
	uint8_t obuf[MAXBATCH][512], ibuf[MAXBATCH][PKT];
};
static struct io *ios[MAXCHAN];
static int nio;

static struct io *io_new(int fd)
{
	struct io *io = calloc(1, sizeof *io);
	io->fd = fd;
	for (int i = 0; i < MAXBATCH; i++) {
		io->oiov[i].iov_base = io->obuf[i];
		io->out[i].msg_hdr.msg_iov = &io->oiov[i];
		io->out[i].msg_hdr.msg_iovlen = 1;
		io->iiov[i].iov_base = io->ibuf[i];
		io->iiov[i].iov_len = PKT;
		io->in[i].msg_hdr.msg_iov = &io->iiov[i];
		io->in[i].msg_hdr.msg_iovlen = 1;
	}
	return ios[nio++] = io;
}

static void io_flush_gso(struct io *io)
{
	static struct iovec iov[MAXBATCH];
	static struct mmsghdr mm[MAXBATCH];
	static union {
		char b[CMSG_SPACE(sizeof(uint16_t))];
		struct cmsghdr h;
	} ctl[MAXBATCH];
	int head[512], link[MAXBATCH], lens[512], nlens = 0, nmsg = 0, k = 0;
	for (int i = io->nout; i--;) { /* chain the packets of each length */
		int l = (int)io->oiov[i].iov_len, j = 0;
		while (j < nlens && lens[j] != l)
			j++;
		if (j == nlens) {
			lens[nlens++] = l;
			head[j] = -1;
		}
		link[i] = head[j];
		head[j] = i;
	}
	for (int j = 0; j < nlens; j++) {
		struct msghdr *h = &mm[nmsg].msg_hdr;
		memset(h, 0, sizeof *h);
		h->msg_iov = &iov[k];
		for (int i = head[j]; i >= 0; i = link[i]) {
			if (h->msg_iovlen == 64) {
				h = &mm[++nmsg].msg_hdr;
				memset(h, 0, sizeof *h);
				h->msg_iov = &iov[k];
			}
			iov[k++] = io->oiov[i];
			h->msg_iovlen++;
			if (h->msg_iovlen == 2) {
				h->msg_control = &ctl[nmsg];
				h->msg_controllen = sizeof ctl[nmsg].b;
				struct cmsghdr *c = CMSG_FIRSTHDR(h);
				c->cmsg_level = SOL_UDP;
				c->cmsg_type = UDP_SEGMENT;
				c->cmsg_len = CMSG_LEN(sizeof(uint16_t));
				*(uint16_t *)CMSG_DATA(c) = (uint16_t)lens[j];
			}
		}
		nmsg++;
	}
	for (int done = 0; done < nmsg;) {
		n_sys_send++;
		int r = sendmmsg(io->fd, mm + done, (unsigned)(nmsg - done), MSG_DONTWAIT);
		if (r > 0) {
			done += r;
			continue;
		}
		if (errno == EAGAIN || errno == ENOBUFS) {
			struct pollfd p = { io->fd, POLLOUT, 0 };
			poll(&p, 1, 10);
			continue;
		}
		if (errno == ECONNREFUSED || errno == EINTR)
			continue;
		perror("sendmmsg");
		exit(1);
	}
	io->nout = 0;
}

static void io_flush(struct io *io)
{
	if (gso) {
		io_flush_gso(io);
		return;
	}
	for (int done = 0; done < io->nout;) {
		n_sys_send++;
		int k = sendmmsg(io->fd, io->out + done, (unsigned)(io->nout - done), MSG_DONTWAIT);
		if (k > 0) {
			done += k;
			continue;
		}
		if (errno == EAGAIN || errno == ENOBUFS) {
			struct pollfd p = { io->fd, POLLOUT, 0 };
			poll(&p, 1, 10);
			continue;
		}
		if (errno == ECONNREFUSED || errno == EINTR)
			continue;
		perror("sendmmsg");
		exit(1);
	}
	io->nout = 0;
}

static void io_put(struct io *io, const void *p, size_t n)
{
	memcpy(io->obuf[io->nout], p, n);
	if (lean)
		io->obuf[io->nout][5] = 1;
	io->oiov[io->nout].iov_len = n;
	if (++io->nout == batch)
		io_flush(io);
}

static int io_fill(struct io *io)
{
	n_sys_recv++;
	int k = recvmmsg(io->fd, io->in, (unsigned)batch, MSG_DONTWAIT, NULL);
	io->pos = 0;
	return io->nin = k < 0 ? 0 : k;
}

static int udp_socket(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), big = 4 << 20;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &big, sizeof big);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &big, sizeof big);
	return fd;
}

/* ---- names */
static int rev_name(struct slot *s)
{
	static const char hex[] = "0123456789abcdef";
	uint8_t *p = s->rev;
	if (s->fam == 4) {
		for (int i = 3; i >= 0; i--) {
			unsigned v = s->ip[i];
			uint8_t *n = p++;
			if (v >= 100)
				*p++ = (uint8_t)('0' + v / 100);
			if (v >= 10)
				*p++ = (uint8_t)('0' + v / 10 % 10);
			*p++ = (uint8_t)('0' + v % 10);
			*n = (uint8_t)(p - n - 1);
		}
		memcpy(p, "\7in-addr\4arpa", 14);
		return (int)(p + 14 - s->rev);
	}
	for (int i = 15; i >= 0; i--) {
		*p++ = 1;
		*p++ = (uint8_t)hex[s->ip[i] & 15];
		*p++ = 1;
		*p++ = (uint8_t)hex[s->ip[i] >> 4];
	}
	memcpy(p, "\3ip6\4arpa", 10);
	return (int)(p + 10 - s->rev);
}

static void wire_text(const uint8_t *w, char *t)
{ /* plain host names only */
	while (*w) {
		memcpy(t, w + 1, *w);
		t += *w;
		w += *w + 1;
		*t++ = '.';
	}
	t[-1] = 0;
}

static int expand(const uint8_t *m, int len, int at, uint8_t *out, int room)
{ /* to wire form; -1 if bad */
	int n = 0, hops = 0;
	for (;;) {
		if (at >= len)
			return -1;
		uint8_t c = m[at];
		if (c >= 192) {
			if (at + 1 >= len || ++hops > 60)
				return -1;
			at = (c & 63) << 8 | m[at + 1];
			continue;
		}
		if (c > 63 || n + c + 1 > room || n + c + 1 > 255 || at + c >= len)
			return -1;
		memcpy(out + n, m + at, (size_t)c + 1);
		n += c + 1;
		if (!c)
			return n;
		at += c + 1;
	}
}

static int skip(const uint8_t *m, int len, int at)
{
	while (at < len) {
		uint8_t c = m[at];
		if (c >= 192)
			return at + 2;
		if (!c)
			return at + 1;
		at += c + 1;
	}
	return -1;
}

static bool same_question(const struct slot *s, const uint8_t *m, int len)
{
	if (len < 12 + s->qlen + 4 || m[4] || m[5] != 1)
		return false;
	for (int i = 0; i < s->qlen; i++) {
		uint8_t a = m[12 + i], b = s->q[i];
		if (a != b && ((a | 32) != (b | 32) || (a | 32) < 'a' || (a | 32) > 'z'))
			return false;
	}
	return true;
}

/* ---- the FCrDNS state machine */
static void submit(struct slot *s);

static void finish(struct slot *s)
{
	static const char *const word[] = { "noptr", "nxtarget", "mismatch", "confirmed", "error" };
	int v = !s->nnames ? 0 : s->good ? 3 : s->addrs ? 2 : 1;
	static char out[1 << 16];
	static size_t used;
	size_t n = strlen(s->text), w = strlen(word[s->busy == 2 ? (v = 4) : v]);
	if (used + 100 > sizeof out || !s->busy) {
		fwrite_unlocked(out, 1, used, stdout);
		used = 0;
		if (!s->busy)
			return;
	}
	memcpy(out + used, s->text, n);
	used += n;
	out[used++] = '\t';
	memcpy(out + used, word[v], w);
	used += w;
	out[used++] = '\t';
	out[used++] = (char)('0' + s->nnames);
	out[used++] = '\t';
	out[used++] = (char)('0' + s->good);
	out[used++] = '\n';
	s->busy = 0;
	n_ip++;
	freelist[nfree++] = (int)(s - slots);
}

static void take_ptr(struct slot *s, const uint8_t *m, int len)
{
	int room = NAMESPACE, used = 0;
	if (nsparse) {
		ns_msg h;
		ns_rr rr;
		if (ns_initparse(m, len, &h) < 0)
			return;
		for (int i = 0; i < ns_msg_count(h, ns_s_an); i++) {
			if (ns_parserr(&h, ns_s_an, i, &rr) < 0)
				return;
			if (ns_rr_type(rr) != ns_t_ptr || s->nnames == MAXNAMES)
				continue;
			int n = ns_name_unpack(m, m + len, ns_rr_rdata(rr), s->names + used,
					       (size_t)(room - used));
			if (n < 0)
				return;
			uint8_t *w = s->names + used;
			while (*w)
				w += *w + 1;
			int l = (int)(w + 1 - (s->names + used));
			s->off[s->nnames] = (uint16_t)used;
			s->len[s->nnames++] = (uint16_t)l;
			used += l;
		}
		return;
	}
	int at = skip(m, len, 12) + 4, an = m[6] << 8 | m[7];
	while (an-- > 0 && (at = skip(m, len, at)) > 0 && at + 10 <= len) {
		int type = m[at] << 8 | m[at + 1], rdl = m[at + 8] << 8 | m[at + 9];
		at += 10;
		if (at + rdl > len)
			return;
		if (type == 12 && s->nnames < MAXNAMES) {
			int l = expand(m, len, at, s->names + used, room - used);
			if (l > 1) {
				s->off[s->nnames] = (uint16_t)used;
				s->len[s->nnames++] = (uint16_t)l;
				used += l;
			}
		}
		at += rdl;
	}
}

static void take_addr(struct slot *s, const uint8_t *m, int len)
{
	int want = s->fam == 4 ? 1 : 28, size = s->fam == 4 ? 4 : 16;
	bool hit = false;
	if (nsparse) {
		ns_msg h;
		ns_rr rr;
		if (ns_initparse(m, len, &h) < 0)
			return;
		for (int i = 0; i < ns_msg_count(h, ns_s_an); i++) {
			if (ns_parserr(&h, ns_s_an, i, &rr) < 0)
				break;
			if ((int)ns_rr_type(rr) != want || ns_rr_rdlen(rr) != size)
				continue;
			s->addrs = 1;
			if (!memcmp(ns_rr_rdata(rr), s->ip, (size_t)size))
				hit = true;
		}
		s->good += hit;
		return;
	}
	int at = skip(m, len, 12) + 4, an = m[6] << 8 | m[7];
	while (an-- > 0 && (at = skip(m, len, at)) > 0 && at + 10 <= len) {
		int type = m[at] << 8 | m[at + 1], rdl = m[at + 8] << 8 | m[at + 9];
		at += 10;
		if (at + rdl > len)
			break;
		if (type == want && rdl == size) {
			s->addrs = 1;
			if (!memcmp(m + at, s->ip, (size_t)size))
				hit = true;
		}
		at += rdl;
	}
	s->good += hit;
}

static void answer(struct slot *s, const uint8_t *m, int len)
{
	if (len < 12 || ((m[3] & 15) != 0 && (m[3] & 15) != 3)) {
		s->busy = 2;
		finish(s);
		return;
	}
	if (!s->fwd) {
		take_ptr(s, m, len);
		s->fwd = 1;
		s->cur = 0;
	} else {
		take_addr(s, m, len);
		s->cur++;
	}
	if (s->cur >= s->nnames) {
		finish(s);
		return;
	}
	s->q = s->names + s->off[s->cur];
	s->qlen = s->len[s->cur];
	submit(s);
}

static void feed(void)
{
	while (nfree && !eof) {
		struct slot *s = &slots[freelist[nfree - 1]];
		if (!fgets_unlocked(s->text, sizeof s->text, list)) {
			eof = true;
			return;
		}
		s->text[strcspn(s->text, "\n")] = 0;
		s->fam = strchr(s->text, ':') ? 6 : 4;
		if (inet_pton(s->fam == 4 ? AF_INET : AF_INET6, s->text, s->ip) != 1)
			continue;
		nfree--;
		s->busy = 1;
		s->fwd = s->nnames = s->cur = s->good = s->addrs = 0;
		s->q = s->rev;
		s->qlen = (uint16_t)rev_name(s);
		submit(s);
	}
}

static int build(const struct slot *s, unsigned id, uint8_t *p)
{
	static const uint8_t head[10] = { 1, 0, 0, 1, 0, 0, 0, 0, 0, 0 };
	int type = !s->fwd ? 12 : s->fam == 4 ? 1 : 28;
	p[0] = (uint8_t)(id >> 8);
	p[1] = (uint8_t)id;
	memcpy(p + 2, head, 10);
	memcpy(p + 12, s->q, s->qlen);
	p += 12 + s->qlen;
	p[0] = 0;
	p[1] = (uint8_t)type;
	p[2] = 0;
	p[3] = 1;
	return 12 + s->qlen + 4;
}

/* ---- own transport; timeouts in a list by time of sending (all waits are equal) */
static int thead = -1, ttail = -1;
static void t_del(int i)
{
	struct slot *s = &slots[i];
	if (s->prev >= 0)
		slots[s->prev].next = s->next;
	else
		thead = s->next;
	if (s->next >= 0)
		slots[s->next].prev = s->prev;
	else
		ttail = s->prev;
}
static void t_add(int i, uint64_t now)
{
	struct slot *s = &slots[i];
	s->sent = now;
	s->next = -1;
	s->prev = ttail;
	if (ttail >= 0)
		slots[ttail].next = i;
	else
		thead = i;
	ttail = i;
}
static uint64_t loop_now;
static void own_send(struct slot *s)
{
	int i = (int)(s - slots);
	struct io *io = ios[i % nio];
	n_sent++;
	t_add(i, loop_now);
	if (batched) {
		io->oiov[io->nout].iov_len = (size_t)build(s, (unsigned)i, io->obuf[io->nout]);
		if (++io->nout == batch)
			io_flush(io);
	} else {
		uint8_t p[512];
		int n = build(s, (unsigned)i, p);
		n_sys_send++;
		while (send(io->fd, p, (size_t)n, 0) < 0 && (errno == EAGAIN || errno == ENOBUFS)) {
			struct pollfd q = { io->fd, POLLOUT, 0 };
			poll(&q, 1, 10);
		}
	}
}

static void own_packet(const uint8_t *m, int len)
{
	if (len < 12) {
		n_stray++;
		return;
	}
	unsigned id = (unsigned)(m[0] << 8 | m[1]);
	struct slot *s = &slots[id];
	if (id >= (unsigned)window || !s->busy || !same_question(s, m, len)) {
		n_stray++;
		return;
	}
	n_recv++;
	t_del((int)id);
	s->tries = 0;
	answer(s, m, len);
}

static void own_loop(void)
{
	uint8_t buf[PKT];
	struct epoll_event ev[MAXCHAN];
	for (int i = 0; i < nchan; i++) {
		struct io *io = io_new(udp_socket());
		if (connect(io->fd, (struct sockaddr *)&server, sizeof server) < 0) {
			perror("connect");
			exit(1);
		}
		struct epoll_event e = { .events = EPOLLIN, .data.ptr = io };
		epoll_ctl(epfd, EPOLL_CTL_ADD, io->fd, &e);
	}
	loop_now = now_ms();
	feed();
	while (nfree < window || !eof) {
		if (batched)
			for (int i = 0; i < nio; i++)
				if (ios[i]->nout)
					io_flush(ios[i]);
		n_wait++;
		int k = epoll_wait(epfd, ev, MAXCHAN, 100);
		if (pause_us && k > 0) {
			struct timespec t = { 0, pause_us * 1000L };
			nanosleep(&t, NULL);
		}
		loop_now = now_ms();
		for (int e = 0; e < k; e++) {
			struct io *io = ev[e].data.ptr;
			if (batched) {
				do {
					io_fill(io);
					for (int i = 0; i < io->nin; i++)
						own_packet(io->ibuf[i], (int)io->in[i].msg_len);
				} while (io->nin == batch);
			} else {
				for (;;) {
					n_sys_recv++;
					ssize_t r = recv(io->fd, buf, sizeof buf, 0);
					if (r < 0)
						break;
					own_packet(buf, (int)r);
				}
			}
		}
		while (thead >= 0 && loop_now - slots[thead].sent > (unsigned)timeout_ms) {
			struct slot *s = &slots[thead];
			t_del(thead);
			n_timeout++;
			if (++s->tries >= TRIES) {
				s->tries = 0;
				s->busy = 2;
				finish(s);
			} else
				own_send(s);
		}
		feed();
	}
}

/* ---- c-ares */
/* -m: its small blocks from free lists by size (ares_library_init_mem); single-threaded */
enum {
	CLASS = 64,
	NCLASS = 16
};
struct blk {
	size_t cls;
	struct blk *next;
};
static struct blk *pool[NCLASS + 1];
static void *p_malloc(size_t n)
{
	size_t c = (n + CLASS - 1) / CLASS;
	if (c > NCLASS)
		c = 0;
	struct blk *b = c ? pool[c] : NULL;
	if (b)
		pool[c] = b->next;
	else if (!(b = malloc(16 + (c ? c * CLASS : n))))
		return NULL;
	b->cls = c ? c : n << 8;
	return (char *)b + 16;
}
static void p_free(void *p)
{
	if (!p)
		return;
	struct blk *b = (struct blk *)((char *)p - 16);
	if (b->cls > NCLASS) {
		free(b);
		return;
	}
	b->next = pool[b->cls];
	pool[b->cls] = b;
}
static void *p_realloc(void *p, size_t n)
{
	void *q = p_malloc(n);
	if (!p || !q)
		return q;
	struct blk *b = (struct blk *)((char *)p - 16);
	size_t had = b->cls > NCLASS ? b->cls >> 8 : b->cls * CLASS;
	memcpy(q, p, had < n ? had : n);
	p_free(p);
	return q;
}
static bool pooled;

static ares_channel chans[MAXCHAN];
static struct io *fd_io[4096];

static void on_ares(void *arg, int status, int timeouts, unsigned char *m, int len)
{
	struct slot *s = arg;
	n_timeout += (unsigned)timeouts;
	if (status == ARES_EDESTRUCTION)
		return;
	if (lean)
		byid[s->id] = NULL;
	n_recv++;
	answer(s, m, m ? len : 0);
}

static uint32_t rnd(void)
{
	static uint32_t x = 2463534242u;
	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return x;
}

static void ares_submit(struct slot *s)
{
	ares_channel ch = chans[(int)(s - slots) % nchan];
	n_sent++;
	if (use_query) {
		char name[1100];
		wire_text(s->q, name);
		ares_query(ch, name, 1, !s->fwd ? 12 : s->fam == 4 ? 1 : 28, on_ares, s);
	} else {
		uint8_t p[512];
		unsigned id = rnd() >> 16;
		if (lean) {
			while (byid[id])
				id = rnd() >> 16;
			byid[s->id = (uint16_t)id] = s;
		}
		int n = build(s, id, p);
		if (lean)
			p[5] = 0;
		ares_send(ch, p, n, on_ares, s);
	}
}

static ares_socket_t f_socket(int d, int t, int p, void *u)
{
	(void)u;
	if (t != SOCK_DGRAM)
		return socket(d, t | SOCK_NONBLOCK, p);
	int fd = udp_socket();
	fd_io[fd] = io_new(fd);
	return fd;
}
static int f_close(ares_socket_t fd, void *u)
{
	(void)u;
	return close(fd);
}
static int f_connect(ares_socket_t fd, const struct sockaddr *a, ares_socklen_t l, void *u)
{
	(void)u;
	return connect(fd, a, l);
}
static ares_ssize_t f_recv(ares_socket_t fd, void *b, size_t n, int flags, struct sockaddr *a,
			   ares_socklen_t *al, void *u)
{
	(void)u;
	(void)flags;
	struct io *io = fd_io[fd];
	if (!io)
		return recvfrom(fd, b, n, flags, a, al);
	if (io->pos == io->nin && (!io->ready || !io_fill(io))) {
		errno = EAGAIN;
		io->ready = false;
		return -1;
	}
	if (io->nin < batch && io->pos == io->nin - 1)
		io->ready = false; /* a short batch: nothing is left to read */
	int i = io->pos++;
	size_t k = io->in[i].msg_len < n ? io->in[i].msg_len : n;
	if (lean) {
		uint8_t *m = io->ibuf[i];
		struct slot *s = k < 12 ? NULL : byid[m[0] << 8 | m[1]];
		if (!s || !same_question(s, m, (int)k)) {
			n_stray++;
			return f_recv(fd, b, n, flags, a, al, u);
		}
		m[5] = 0;
	}
	memcpy(b, io->ibuf[i], k);
	if (a) {
		memcpy(a, &server, sizeof server);
		*al = sizeof server;
	} /* the socket is connected */
	return (ares_ssize_t)k;
}
static ares_ssize_t f_sendv(ares_socket_t fd, const struct iovec *v, int n, void *u)
{
	(void)u;
	struct io *io = fd_io[fd];
	if (!io || n != 1 || v->iov_len > 512)
		return writev(fd, v, n);
	io_put(io, v->iov_base, v->iov_len);
	return (ares_ssize_t)v->iov_len;
}
static const struct ares_socket_functions funcs = { f_socket, f_close, f_connect, f_recv, f_sendv };

static void on_state(void *u, ares_socket_t fd, int r, int w)
{
	struct epoll_event e = { .events = (r ? (uint32_t)EPOLLIN : 0) |
					   (w ? (uint32_t)EPOLLOUT : 0) };
	e.data.u64 = (uint64_t)(uintptr_t)u << 32 | (uint32_t)fd;
	if (!r && !w) {
		epoll_ctl(epfd, EPOLL_CTL_DEL, fd, NULL);
		return;
	}
	if (epoll_ctl(epfd, EPOLL_CTL_MOD, fd, &e) < 0)
		epoll_ctl(epfd, EPOLL_CTL_ADD, fd, &e);
}

static void ares_loop(void)
{
	struct epoll_event ev[MAXCHAN];
	if (pooled)
		ares_library_init_mem(ARES_LIB_INIT_ALL, p_malloc, p_free, p_realloc);
	else
		ares_library_init(ARES_LIB_INIT_ALL);
	for (int i = 0; i < nchan; i++) {
		struct ares_options o = { .flags = ARES_FLAG_STAYOPEN | ARES_FLAG_NOSEARCH |
						   ARES_FLAG_NOALIASES | ARES_FLAG_NOCHECKRESP,
					  .timeout = timeout_ms,
					  .tries = TRIES,
					  .sock_state_cb = on_state,
					  .sock_state_cb_data = (void *)(uintptr_t)i,
					  .socket_receive_buffer_size = 4 << 20,
					  .socket_send_buffer_size = 4 << 20 };
		int extra = 0;
#ifdef ARES_OPT_QUERY_CACHE /* c-ares from 1.31 on keeps every answer for its TTL unless told not \
			       to */
		o.qcache_max_ttl = 0;
		extra |= ARES_OPT_QUERY_CACHE;
#endif
		int rc = ares_init_options(&chans[i], &o,
					   extra | ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS |
						   ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB |
						   ARES_OPT_SOCK_RCVBUF | ARES_OPT_SOCK_SNDBUF);
		if (rc) {
			fprintf(stderr, "ares_init: %s\n", ares_strerror(rc));
			exit(1);
		}
		char csv[64];
		snprintf(csv, sizeof csv, "%s:%d", inet_ntoa(server.sin_addr),
			 ntohs(server.sin_port));
		ares_set_servers_ports_csv(chans[i], csv);
		if (batched)
			ares_set_socket_functions(chans[i], &funcs, NULL);
	}
	feed();
	uint64_t tick = now_ms();
	while (nfree < window || !eof) {
		for (int i = 0; i < nio; i++)
			if (ios[i]->nout)
				io_flush(ios[i]);
		n_wait++;
		int k = epoll_wait(epfd, ev, MAXCHAN, 100);
		if (pause_us && k > 0) {
			struct timespec t = { 0, pause_us * 1000L };
			nanosleep(&t, NULL);
		}
		for (int e = 0; e < k; e++) {
			int fd = (int)(uint32_t)ev[e].data.u64;
			if (fd_io[fd])
				fd_io[fd]->ready = true;
			do
				ares_process_fd(chans[ev[e].data.u64 >> 32],
						ev[e].events & EPOLLIN ? fd : ARES_SOCKET_BAD,
						ev[e].events & EPOLLOUT ? fd : ARES_SOCKET_BAD);
			while (fd_io[fd] &&
			       fd_io[fd]->pos < fd_io[fd]->nin); /* epoll knows nothing of what
								    recvmmsg took in advance */
		}
		if (now_ms() - tick >= 100) {
			tick = now_ms();
			for (int i = 0; i < nchan; i++)
				ares_process_fd(chans[i], ARES_SOCKET_BAD, ARES_SOCKET_BAD);
		}
		feed();
	}
	for (int i = 0; i < nchan; i++)
		ares_destroy(chans[i]);
}

static void submit(struct slot *s)
{
	if (use_ares)
		ares_submit(s);
	else
		own_send(s);
}

int main(int argc, char **argv)
{
	const char *t = "mmsg", *ip = "127.0.0.1";
	int c, port = 5300;
	while ((c = getopt(argc, argv, "t:s:p:w:c:b:z:P:mT:")) != -1) {
		if (c == 't')
			t = optarg;
		else if (c == 's')
			ip = optarg;
		else if (c == 'p')
			port = atoi(optarg);
		else if (c == 'w')
			window = atoi(optarg);
		else if (c == 'c')
			nchan = atoi(optarg);
		else if (c == 'b')
			batch = atoi(optarg);
		else if (c == 'z')
			pause_us = atoi(optarg);
		else if (c == 'T')
			timeout_ms = atoi(optarg);
		else if (c == 'm')
			pooled = true;
		else if (c == 'P')
			nsparse = !strcmp(optarg, "ns");
		else
			return 2;
	}
	use_query = !strncmp(t, "query", 5);
	use_ares = use_query || !strncmp(t, "send", 4);
	lean = strstr(t, "lean");
	gso = lean || strstr(t, "gso");
	batched = gso || strstr(t, "batch") || !strcmp(t, "mmsg");
	if (optind >= argc || batch > MAXBATCH || nchan > MAXCHAN || (!use_ares && window > 65536))
		return 2;
	server.sin_port = htons((uint16_t)port);
	inet_pton(AF_INET, ip, &server.sin_addr);
	if (!(list = fopen(argv[optind], "r"))) {
		perror(argv[optind]);
		return 1;
	}
	static char obuf[1 << 16];
	setvbuf(stdout, obuf, _IOFBF, sizeof obuf);
	slots = calloc((size_t)window, sizeof *slots);
	freelist = malloc((size_t)window * sizeof *freelist);
	for (int i = window; i--;)
		freelist[nfree++] = i;
	epfd = epoll_create1(EPOLL_CLOEXEC);
	if (use_ares)
		ares_loop();
	else
		own_loop();
	finish(&(struct slot){ .busy = 0 }); /* what is still in the output buffer */
	fflush(stdout);
	fprintf(stderr,
		"ip %lu sent %lu recv %lu stray %lu timeouts %lu waits %lu send-calls %lu "
		"recv-calls %lu\n",
		n_ip, n_sent, n_recv, n_stray, n_timeout, n_wait, n_sys_send, n_sys_recv);
	return 0;
}
