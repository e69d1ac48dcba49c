/* SPDX-License-Identifier: MIT */
/*
 * delay LISTEN_PORT SERVER_PORT ONE_WAY_MS [LOSS_PER_MILLE [drop|servfail|refused|queue RATE]]: a
 * UDP proxy on 127.0.0.1 that holds each packet for the given time in each direction, may lose some
 * questions (the same ones in each run), and lets RATE questions a second through: the others are
 * dropped or answered with that failure (a token bucket of 20 ms), or all wait in a queue, of which
 * RATE a second get through. One upstream socket for each
 * client address. For seeing how many round trips a tool has on its critical path, what a window
 * is worth, and whether a tool finds a server's limit. At SIGTERM it says what it has seen:
 * questions that came, that were lost, that were over the limit, and the seconds between the first
 * and the last of them.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	RING = 1 << 17,
	CLIENTS = 4096,
	PKT = 1500
};
struct pkt {
	uint64_t due;
	int client;
	uint16_t len;
	uint8_t up, data[PKT];
};
static struct pkt *ring;
static unsigned head, tail;
static struct {
	struct sockaddr_in a;
	int fd;
} cl[CLIENTS];
static int ncl, loss, over, queues; /* over the limit: 0 drop, else the rcode */
static uint64_t gap, token, began, ended, came, lost, limited;
static volatile sig_atomic_t stop;

static void on_stop(int n)
{
	(void)n;
	stop = 1;
}

static uint64_t us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}
static int drop(void)
{
	static uint32_t x = 88172645u;
	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return (int)(x % 1000) < loss;
}

/* Whether the bucket has a token for this one. */
static int passes(uint64_t now)
{
	if (!gap)
		return 1;
	if (token + 20000000 < now * 1000)
		token = now * 1000 - 20000000;
	if (token + gap > now * 1000 && !queues)
		return 0;
	token += gap;
	return 1;
}

int main(int argc, char **argv)
{
	if (argc < 4)
		return 2;
	uint64_t hold = (uint64_t)(atof(argv[3]) * 1000);
	loss = argc > 4 ? atoi(argv[4]) : 0;
	if (argc > 6) {
		queues = !strcmp(argv[5], "queue");
		over = !strcmp(argv[5], "servfail") ? 2 : !strcmp(argv[5], "refused") ? 5 : 0;
		gap = 1000000000 / (uint64_t)atoi(argv[6]);
	}
	signal(SIGTERM, on_stop);
	struct sockaddr_in l = { .sin_family = AF_INET,
				 .sin_port = htons((uint16_t)atoi(argv[1])),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) },
			   s = l;
	s.sin_port = htons((uint16_t)atoi(argv[2]));
	int big = 4 << 20, lfd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0),
	    ep = epoll_create1(0);
	setsockopt(lfd, SOL_SOCKET, SO_RCVBUF, &big, sizeof big);
	if (bind(lfd, (struct sockaddr *)&l, sizeof l)) {
		perror("bind");
		return 1;
	}
	struct epoll_event ev = { .events = EPOLLIN, .data.fd = -1 }, got[64];
	epoll_ctl(ep, EPOLL_CTL_ADD, lfd, &ev);
	ring = malloc(sizeof *ring * RING);
	while (!stop) {
		int64_t left = head == tail ? 1000000 : (int64_t)(ring[tail % RING].due - us());
		struct timespec wait = { left > 0 ? left / 1000000 : 0,
					 left > 0 ? left % 1000000 * 1000 : 0 };
		int n = epoll_pwait2(ep, got, 64, &wait, NULL);
		for (int i = 0; i < n; i++) {
			for (int c = got[i].data.fd, k = 0; k < 256 && head - tail < RING; k++) {
				struct pkt *p = &ring[head % RING];
				struct sockaddr_in from;
				socklen_t fl = sizeof from;
				ssize_t r = c < 0 ? recvfrom(lfd, p->data, PKT, 0,
							     (struct sockaddr *)&from, &fl)
						  : recv(cl[c].fd, p->data, PKT, 0);
				if (r < 0)
					break;
				int who = c;
				if (c < 0) {
					for (who = ncl - 1;
					     who >= 0 && memcmp(&cl[who].a, &from, sizeof from);
					     who--)
						;
					if (who < 0) {
						if (ncl == CLIENTS) {
							for (int j = 0; j < ncl; j++)
								close(cl[j].fd);
							ncl = 0;
						} /* forget all: fine for a test */
						who = ncl++;
						cl[who].a = from;
						cl[who].fd = socket(AF_INET,
								    SOCK_DGRAM | SOCK_NONBLOCK, 0);
						setsockopt(cl[who].fd, SOL_SOCKET, SO_RCVBUF, &big,
							   sizeof big);
						connect(cl[who].fd, (struct sockaddr *)&s,
							sizeof s);
						struct epoll_event e = { .events = EPOLLIN,
									 .data.fd = who };
						epoll_ctl(ep, EPOLL_CTL_ADD, cl[who].fd, &e);
					}
				}
				p->up = c < 0;
				if (p->up) {
					ended = us();
					began = came++ ? began : ended;
					if (loss && drop()) {
						lost++;
						continue;
					}
					if (!passes(ended)) {
						limited++;
						if (!over || r < 12)
							continue;
						p->data[2] |= 0x80; /* QR; RA and the rcode */
						p->data[3] = (uint8_t)(0x80 | over);
						p->up = 0;
					}
				}
				p->due = (queues ? token / 1000 : us()) + hold;
				if (queues && !p->up) { /* not behind those that wait */
					sendto(lfd, p->data, (size_t)r, 0,
					       (struct sockaddr *)&cl[who].a, sizeof l);
					continue;
				}
				p->client = who;
				p->len = (uint16_t)r;
				head++;
			}
		}
		for (uint64_t t = us(); head != tail && ring[tail % RING].due <= t; tail++) {
			struct pkt *p = &ring[tail % RING];
			if (p->up)
				send(cl[p->client].fd, p->data, p->len, 0);
			else
				sendto(lfd, p->data, p->len, 0, (struct sockaddr *)&cl[p->client].a,
				       sizeof l);
		}
	}
	printf("%llu %llu %llu %.3f\n", (unsigned long long)came, (unsigned long long)lost,
	       (unsigned long long)limited, (double)(ended - began) / 1e6);
	return 0;
}
