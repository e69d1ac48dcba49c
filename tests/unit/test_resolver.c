/* SPDX-License-Identifier: MIT */
/* What the resolver makes of each way a server can answer, fail or lie: packets and outcome. */
#include "test.h"

#include "bed.h"

struct way {
	const char *scripts, *log;
	enum answer_status status;
};

static const struct way ways[] = {
	/* One packet does. */
	{ "ok", "0ue", ANSWER_OK },
	{ "nodata", "0ue", ANSWER_NODATA },
	{ "nxdomain", "0ue", ANSWER_NXDOMAIN },
	/* One server: silence, failure and a closed port are tried again after a wait. */
	{ "drop ok", "0ue 0ue", ANSWER_OK },
	{ "drop drop ok", "0ue 0ue 0up", ANSWER_OK }, /* the last one without OPT */
	{ "drop", "0ue 0ue 0up", ANSWER_TIMEOUT },
	{ "servfail ok", "0ue 0ue", ANSWER_OK },
	{ "servfail", "0ue 0ue 0ue", ANSWER_SERVFAIL }, /* it speaks EDNS: OPT stays */
	{ "refused", "0ue 0ue 0ue", ANSWER_REFUSED },
	{ "servfail drop", "0ue 0ue 0ue", ANSWER_SERVFAIL },
	{ "shut", "", ANSWER_CONNREFUSED },
	/* Several: the next one at once, in the user's order. */
	{ "servfail;ok", "0ue 1ue", ANSWER_OK },
	{ "refused;ok", "0ue 1ue", ANSWER_OK },
	{ "drop;ok", "0ue 1ue", ANSWER_OK },
	{ "shut;ok", "1ue", ANSWER_OK },
	{ "shut;shut;ok", "2ue", ANSWER_OK },
	{ "servfail;refused;ok", "0ue 1ue 2ue", ANSWER_OK },
	{ "servfail;drop", "0ue 1ue 0ue", ANSWER_SERVFAIL },
	{ "shut;drop", "1ue", ANSWER_CONNREFUSED },
	{ "shut;servfail", "1ue", ANSWER_SERVFAIL },
	{ "servfail;shut", "0ue 0ue", ANSWER_SERVFAIL }, /* what was heard says more */
	{ "damaged;shut", "0ue 0ue", ANSWER_MALFORMED },
	/* Servers that do not know EDNS: the same try once more, without it. */
	{ "formerr ok", "0ue 0up", ANSWER_OK },
	{ "notimp ok", "0ue 0up", ANSWER_OK },
	{ "badvers ok", "0ue 0up", ANSWER_OK },
	{ "bare ok", "0ue 0up", ANSWER_OK },
	{ "formerr", "0ue 0up 0up 0up", ANSWER_FORMERR },
	{ "formerr servfail ok", "0ue 0up 0up", ANSWER_OK },
	{ "formerr;ok", "0ue 0up 1up", ANSWER_OK },
	{ "formerr drop ok", "0ue 0up 0up", ANSWER_OK },
	/* TC leads to TCP, at the same server. */
	{ "tc/ok", "0ue 0te", ANSWER_OK },
	{ "tc/nxdomain", "0ue 0te", ANSWER_NXDOMAIN },
	{ "formerr tc/ok", "0ue 0up 0tp", ANSWER_OK },
	{ "tc/formerr ok", "0ue 0te 0tp", ANSWER_OK },
	{ "tc", "0ue", ANSWER_TRUNCATED },
	{ "tc/half", "0ue 0te 0te", ANSWER_TRUNCATED },
	{ "tc/reset", "0ue 0te 0te", ANSWER_TRUNCATED },
	{ "tc/close ok", "0ue 0te 0te", ANSWER_OK },
	{ "tc/reset ok", "0ue 0te 0te", ANSWER_OK },
	{ "tc/drop", "0ue 0te 0te", ANSWER_TRUNCATED },
	{ "tc/tc", "0ue 0te 0te", ANSWER_TRUNCATED },
	{ "tc/damaged", "0ue 0te 0te", ANSWER_MALFORMED }, /* TCP goes, so it is not that */
	{ "tc/servfail", "0ue 0te 0te", ANSWER_SERVFAIL },
	{ "tc/servfail drop", "0ue 0te 0te", ANSWER_SERVFAIL },
	{ "tc/notimp", "0ue 0te 0tp", ANSWER_NOTIMP },
	{ "damaged tc/drop", "0ue 0ue 0te 0te", ANSWER_TRUNCATED },
	{ "tc/wrongid", "0ue 0te 0te", ANSWER_TRUNCATED },
	{ "tc/damaged+ok", "0ue 0te", ANSWER_OK },
	{ "tc;ok/ok", "0ue 1te", ANSWER_OK }, /* refused there, so the next server */
	/* An answer to an earlier try is taken. */
	{ "hold drop+release", "0ue 0ue", ANSWER_OK },
	{ "hold drop drop+release", "0ue 0ue 0up", ANSWER_OK },
	{ "hold servfail+release", "0ue 0ue", ANSWER_OK },
	/* What is no answer does not end the wait. */
	{ "damaged+ok", "0ue", ANSWER_OK },
	{ "empty+ok", "0ue", ANSWER_OK },
	{ "wrongid+ok", "0ue", ANSWER_OK },
	{ "wrongname+ok", "0ue", ANSWER_OK },
	{ "wrongport+ok", "0ue", ANSWER_OK },
	{ "echo+ok", "0ue", ANSWER_OK },
	{ "big+ok", "0ue", ANSWER_OK },
	{ "damaged+wrongid+empty+big+ok", "0ue", ANSWER_OK },
	{ "ok+ok", "0ue", ANSWER_OK },
	{ "damaged", "0ue 0ue 0up", ANSWER_MALFORMED },
	{ "big", "0ue 0ue 0up", ANSWER_MALFORMED },
	{ "wrongid", "0ue 0ue 0up", ANSWER_TIMEOUT },
	{ "wrongname", "0ue 0ue 0up", ANSWER_TIMEOUT },
	{ "wrongport", "0ue 0ue 0up", ANSWER_TIMEOUT },
	{ "echo", "0ue 0ue 0up", ANSWER_TIMEOUT },
	{ "empty", "0ue 0ue 0up", ANSWER_TIMEOUT },
};

static const struct way tcp_ways[] = {
	{ "drop/ok", "0te", ANSWER_OK },
	{ "drop/reset ok", "0te 0te", ANSWER_OK },
	{ "drop/formerr ok", "0te 0tp", ANSWER_OK },
	{ "drop", "", ANSWER_CONNREFUSED },
	{ "drop/tc", "0te 0te", ANSWER_TRUNCATED },
};

/* As the row says? */
static bool goes(const struct way *way, enum resolver_transport transport, int family, bool tcp)
{
	static struct bed b;
	const struct answer *a;
	struct waiter w = { .owner = &b };
	uint8_t wire[NAME_MAX_OCTETS];
	struct question q = bed_question(wire, 1);
	bool ok;

	if (!bed_servers(&b, way->scripts, family))
		return true;
	b.conf.transport = transport;
	b.conf.tcp = tcp;
	bed_start(&b);
	assert_true(resolver_ask(b.resolver, &q, &w));
	assert_ptr_equal(bed_wait(&b, &a), &w);
	ok = a->status == way->status && strcmp(b.log, way->log) == 0 &&
	     (a->status != ANSWER_OK || a->n_records == 1);
	if (!ok)
		print_message("# %s: status %d, packets %s\n", way->scripts, (int)a->status, b.log);
	bed_stop(&b);
	return ok;
}

static unsigned run_ways(const struct way *all, size_t n, enum resolver_transport transport,
			 int family, bool tcp)
{
	unsigned bad = 0;

	for (size_t i = 0; i < n; i++) {
		row("%s", all[i].scripts);
		bad += !goes(&all[i], transport, family, tcp);
	}
	return bad;
}

#define RUN(table, transport, family, tcp) \
	assert_int_equal(                  \
		run_ways(table, sizeof(table) / sizeof(table[0]), transport, family, tcp), 0)

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void test_ways(void **state)
{
	(void)state;
	assert_int_equal(run_ways(ways, COUNT(ways), TRANSPORT_CARES, AF_INET, false), 0);
}

static void test_ways_v6(void **state)
{
	(void)state;
	assert_int_equal(run_ways(ways, 16, TRANSPORT_CARES, AF_INET6, false), 0);
}

static void test_ways_datagram(void **state)
{
	(void)state;
	assert_int_equal(run_ways(ways, COUNT(ways), TRANSPORT_DATAGRAM, AF_INET, false), 0);
}

static void test_ways_tcp(void **state)
{
	(void)state;
	assert_int_equal(run_ways(tcp_ways, COUNT(tcp_ways), TRANSPORT_CARES, AF_INET, true), 0);
	assert_int_equal(run_ways(tcp_ways, COUNT(tcp_ways), TRANSPORT_DATAGRAM, AF_INET, true), 0);
	assert_int_equal(run_ways(tcp_ways, COUNT(tcp_ways), TRANSPORT_CARES, AF_INET6, true), 0);
}

TESTS(test_ways, test_ways_v6, test_ways_datagram, test_ways_tcp)
