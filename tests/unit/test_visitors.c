/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "../../src/exporter/visitors.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	MOST = 6,
	MOST_OF_ONE = 4
};

/* A connection: what visitors may cut, and the client's end of it. */
struct line {
	int fd[2];
	struct visitor *visitor;
};

static struct visitors visitors;
static uint64_t now_ms;

static struct line comes(const char *address)
{
	struct line l;
	struct ip ip;

	assert_true(ip_parse(&ip, address, strlen(address)));
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, l.fd), 0);
	l.visitor = visitor_new(&visitors, &ip, l.fd[0], now_ms++);
	return l;
}

static void leaves(struct line *l)
{
	visitor_free(&visitors, l->visitor);
	assert_int_equal(close(l->fd[0]), 0);
	assert_int_equal(close(l->fd[1]), 0);
}

static bool is_cut(const struct line *l)
{
	char c;

	return recv(l->fd[1], &c, 1, MSG_DONTWAIT) == 0;
}

static void begin(void)
{
	visitors = (struct visitors){ .most = MOST, .most_of_one = MOST_OF_ONE };
}

static void nothing_is_left(void)
{
	assert_int_equal(visitors.n, 0);
	for (unsigned i = 0; i < CLIENT_BUCKETS; i++)
		assert_null(visitors.clients.bucket[i]);
}

/* Those of one client beyond its share cut its own oldest. */
static void share_is_of(const char *const addresses[MOST_OF_ONE + 1], bool is_one)
{
	struct line l[MOST_OF_ONE + 1];

	begin();
	for (unsigned i = 0; i <= MOST_OF_ONE; i++) {
		l[i] = comes(addresses[i]);
		assert_non_null(l[i].visitor);
	}
	assert_int_equal(is_cut(&l[0]), is_one);
	assert_int_equal(visitors.n, is_one ? MOST_OF_ONE : MOST_OF_ONE + 1);
	assert_int_equal(visitors.n_crowded, is_one);
	for (unsigned i = 0; i <= MOST_OF_ONE; i++)
		leaves(&l[i]);
	nothing_is_left();
}

static void one_address_has_a_share(void **state)
{
	static const char *const same[] = { "192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.1",
					    "192.0.2.1" };
	static const char *const others[] = { "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4",
					      "192.0.2.5" };

	(void)state;
	share_is_of(same, true);
	share_is_of(others, false);
}

static void of_ipv6_a_64_has_it(void **state)
{
	static const char *const same[] = { "2001:db8:0:1::1", "2001:db8:0:1::2",
					    "2001:db8:0:1:ffff::", "2001:db8:0:1:0:8000::",
					    "2001:db8:0:1:1234:5678:9abc:def0" };
	static const char *const others[] = { "2001:db8:0:1::1", "2001:db8:0:2::1",
					      "2001:db8:0:3::1", "2001:db8:0:1::2",
					      "2001:db8:1:1::1" };

	(void)state;
	share_is_of(same, true);
	share_is_of(others, false);
}

static void who_is_answered_is_not_cut(void **state)
{
	struct line l[MOST + 2];

	(void)state;
	begin();
	for (unsigned i = 0; i < MOST; i++) {
		l[i] = comes(i < 3 ? "192.0.2.1" : "192.0.2.2");
		visitor_set(&visitors, l[i].visitor, VISITOR_BUSY, now_ms);
	}
	l[MOST] = comes("192.0.2.3");
	assert_null(l[MOST].visitor);
	visitor_set(&visitors, l[4].visitor, VISITOR_IDLE, now_ms);
	l[MOST + 1] = comes("192.0.2.3");
	assert_non_null(l[MOST + 1].visitor);
	for (unsigned i = 0; i < MOST; i++)
		assert_int_equal(is_cut(&l[i]), i == 4);
	assert_int_equal(visitors.n, MOST);
	assert_int_equal(visitors.n_crowded, 2);
	for (unsigned i = 0; i < MOST + 2; i++)
		leaves(&l[i]);
	nothing_is_left();
}

TESTS(one_address_has_a_share, of_ipv6_a_64_has_it, who_is_answered_is_not_cut)
