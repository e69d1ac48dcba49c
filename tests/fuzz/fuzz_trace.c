/* SPDX-License-Identifier: MIT */
/*
 * Octets that stand for a DNS world with the servers of its zones: a check that asks all it can
 * (--deep, lists, an expected name) and the trace of it are driven through it, judged and written.
 * An answer depends on its question and who is asked only, so the same world told in another order
 * must give the same record.
 */
#include <fcrdns/arena.h>
#include <fcrdns/check.h>
#include <fcrdns/limits.h>
#include <fcrdns/page.h>
#include <fcrdns/record.h>
#include <fcrdns/report.h>
#include <fcrdns/text.h>
#include <fcrdns/trace.h>
#include <fcrdns/traced.h>

#include "../unit/json_sound.h"
#include "../unit/tags.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	RECORDS_MAX = 5,
	CHAIN_MAX = 3,
	OPEN_MAX = LIMIT_QUESTIONS + 1,
	OUT_MAX = 1 << 22,
	HEAD = 3 /* octets before the world: the wishes */
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool truth)
{
	if (!truth)
		abort();
}

static const char *const names[] = {
	"mail.example.com",
	"b.example.com",
	"example.com",
	"mail.other.org",
	"other.org",
	"ns1.example.com",
	"ns2.isp.net",
	"isp.net",
	"9.9.in-addr.arpa",
	"0-63.9.9.9.in-addr.arpa",
	".",
	"com",
	"a\\.b.\\000.example.com",
	"-a.example.com",
	"localhost",
	"9.9.9.9.bl.example",
};

static const char *const texts[] = {
	"v=spf1 a mx -all",
	"v=spf1 include:other.org ~all",
	"v=spf1 ip4:9.9.9.0/24 -all",
	"v=spf1 redirect=_spf.other.org",
	"v=spf1 exists:%{i}.other.org ?all",
	"v=spf1",
	"listed",
	"value",
	"va\nl\"ue",
};

static const char *const addresses[] = {
	"9.9.9.9", "192.0.2.1", "127.0.0.2", "10.0.0.1", "198.51.100.53", "8.8.8.8",
};

static const char *const addresses6[] = { "2620:fe::9", "2001:db8::1", "::1", "2001:4860::8" };

enum {
	N_NAMES = sizeof(names) / sizeof(names[0]),
	N_TEXTS = sizeof(texts) / sizeof(texts[0]),
	N_ADDRESSES = sizeof(addresses) / sizeof(addresses[0]),
	N_ADDRESSES6 = sizeof(addresses6) / sizeof(addresses6[0])
};

/* The octets from some place on, without end. */
struct bytes {
	const uint8_t *data;
	size_t size, at;
};

static unsigned take(struct bytes *b)
{
	unsigned v = b->data[b->at % b->size] ^ ((unsigned)(b->at / b->size * 37) & 255);

	b->at++;
	return v;
}

static struct name name_of(struct bytes *b, struct arena *arena)
{
	const char *text = names[take(b) % N_NAMES];
	uint8_t *buf = arena_get(arena, NAME_MAX_OCTETS);
	struct name name;

	need(buf && name_parse(&name, buf, text, strlen(text)));
	return name;
}

static struct ip ip_of(struct bytes *b, uint16_t type)
{
	unsigned pick = take(b);
	const char *text =
		type == TYPE_A ? addresses[pick % N_ADDRESSES] : addresses6[pick % N_ADDRESSES6];
	struct ip ip;

	need(ip_parse(&ip, text, strlen(text)));
	return ip;
}

/* Distinct ones, as the parser of messages tells them. */
static void add_names(struct answer *a, struct bytes *b, unsigned n, struct arena *arena)
{
	struct name *ptrs = arena_get(arena, n * sizeof(*ptrs));

	for (unsigned i = 0; i < n; i++) {
		struct name name = name_of(b, arena);
		bool is_new = true;

		for (unsigned k = 0; k < a->n_records; k++)
			is_new &= !name_equal(&ptrs[k], &name);
		if (is_new)
			ptrs[a->n_records++] = name;
		else
			a->n_same++;
	}
	a->ptrs = ptrs;
}

static void add_records(struct answer *a, struct bytes *b, uint16_t type, struct arena *arena)
{
	unsigned n = take(b) % RECORDS_MAX + 1;
	struct ip *ips = arena_get(arena, n * sizeof(*ips));
	struct txt *txts = arena_get(arena, n * sizeof(*txts));
	struct mx *mxs = arena_get(arena, n * sizeof(*mxs));

	a->n_total = n;
	if (type == TYPE_PTR || type == TYPE_NS) {
		add_names(a, b, n, arena);
		return;
	}
	a->n_records = n;
	for (unsigned i = 0; i < n; i++)
		if (type == TYPE_TXT) {
			const char *text = texts[take(b) % N_TEXTS];

			txts[i] = (struct txt){ .len = (uint16_t)strlen(text),
						.octets = (const uint8_t *)text };
		} else if (type == TYPE_MX) {
			mxs[i] = (struct mx){ (uint16_t)(take(b) % 3), name_of(b, arena) };
		} else {
			ips[i] = ip_of(b, type);
		}
	if (type == TYPE_TXT)
		a->txts = txts;
	else if (type == TYPE_MX)
		a->mxs = mxs;
	else
		a->ips = ips;
}

static void add_chain(struct answer *a, struct bytes *b, struct arena *arena)
{
	struct name *chain = arena_get(arena, CHAIN_MAX * sizeof(*chain));

	a->n_chain = take(b) % CHAIN_MAX + 1;
	for (unsigned i = 0; i < a->n_chain; i++)
		chain[i] = name_of(b, arena);
	a->chain = chain;
}

/* What the resolver answers to `q`, or the server at that address. */
static struct answer answer_of(struct bytes world, const struct question *q,
			       const struct ip *server, struct arena *arena)
{
	struct answer a = { .n_tries = 1, .took_us = 1000 };
	unsigned pick;

	world.at = name_hash(&q->name) ^ q->type * 31U ^ q->again * 131U ^ q->unchecked * 137U;
	for (unsigned i = 0; server && i < server->len; i++)
		world.at = world.at * 33 + server->octet[i];
	world.at %= world.size;
	pick = take(&world);
	a.status = pick < 150 ? ANSWER_OK : (enum answer_status)(pick % (ANSWER_TRUNCATED + 1));
	if (q->type == TYPE_NS && pick % 8 > 4)
		a.status = ANSWER_NODATA;
	if (q->type == TYPE_CNAME && a.status == ANSWER_OK)
		a.status = ANSWER_NODATA; /* its record is the chain */
	if (a.status == ANSWER_OTHER)
		a.rcode = (uint16_t)(take(&world) * 5 + 6);
	else if (a.status >= ANSWER_NXDOMAIN && a.status <= ANSWER_REFUSED)
		a.rcode = (uint16_t[]){ 3, 1, 2, 4, 5 }[a.status - ANSWER_NXDOMAIN];
	pick = take(&world);
	a.ttl_s = pick * 60U;
	a.authoritative = server ? pick % 8 != 0 : pick % 8 == 0;
	a.authenticated = pick % 16 == 5;
	a.has_soa = (a.status == ANSWER_NODATA || a.status == ANSWER_NXDOMAIN) && pick % 4;
	if (a.status <= ANSWER_NXDOMAIN && (q->type == TYPE_CNAME || pick % 8 == 3))
		add_chain(&a, &world, arena);
	if (a.status == ANSWER_OK)
		add_records(&a, &world, q->type, arena);
	return a;
}

struct wishes {
	struct target target;
	struct policy policy;
	struct name lists[2];
	enum reach reach;
	unsigned order;
	uint8_t expect[NAME_MAX_OCTETS], helo[NAME_MAX_OCTETS], list[2][NAME_MAX_OCTETS];
};

static bool last_two(const void *list, const struct name *name, struct name *ret)
{
	unsigned n = name_labels(name);

	(void)list;
	if (n < 2)
		return false;
	*ret = name_parent(name, n - 2);
	return true;
}

static void set_name(struct name *ret, uint8_t buf[static NAME_MAX_OCTETS], const char *text)
{
	need(name_parse(ret, buf, text, strlen(text)));
}

static void set_wishes(struct wishes *w, const uint8_t *data)
{
	const char *ip = data[0] & 1 ? "2620:fe::9" : "9.9.9.9";
	struct policy *p = &w->policy;

	memset(w, 0, sizeof(*w));
	need(ip_parse(&w->target.address, ip, strlen(ip)));
	w->target.has_address = true;
	p->root_domain = last_two;
	p->ptr_limit = LIMIT_PTR_NAMES;
	p->deep = !(data[0] & 2);
	p->ownership = data[0] & 4;
	p->ownership_value = "value";
	p->ownership_len = 5;
	p->ownership_host = "alidnsptrcheck";
	p->trust_ad = data[0] & 8;
	if (data[0] & 16)
		set_name(&p->expect, w->expect, names[data[1] % N_NAMES]);
	if (data[0] & 32) {
		p->helo.kind = HELO_NAME;
		p->helo.text = "mail.example.com";
		set_name(&p->helo.name, w->helo, p->helo.text);
	}
	set_name(&w->lists[0], w->list[0], "bl.example");
	set_name(&w->lists[1], w->list[1], "other.org");
	p->dnsbls = w->lists;
	p->n_dnsbls = data[0] >> 6 & 1 ? 2 : 0;
	w->reach = (enum reach)(data[1] % (REACH_INSIDE + 1));
	w->order = data[2];
}

/* Which of `n` that are open is told next. */
static unsigned turn(bool backwards, unsigned n)
{
	return backwards ? n - 1 : 0;
}

static void drive(struct check *c, bool backwards, const struct bytes *world, struct arena *words)
{
	struct ask *open[OPEN_MAX], *ask;
	unsigned n = 0, asked = 0;

	while (!check_is_done(c) || (backwards && n)) {
		struct answer a;
		unsigned at;

		while ((ask = check_next(c)) != NULL) {
			need(++asked <= LIMIT_QUESTIONS * (LIMIT_CHASES + 1U) && n < OPEN_MAX);
			open[n++] = ask;
		}
		if (check_is_done(c) && !(backwards && n))
			return;
		need(n > 0);
		at = turn(backwards, n--);
		ask = open[at];
		memmove(open + at, open + at + 1, (n - at) * sizeof(open[0]));
		a = answer_of(*world, &ask->sent, NULL, words);
		check_tell(c, ask, &a);
		arena_reset(words);
	}
}

static void follow(struct trace *t, bool backwards, unsigned expire_after,
		   const struct bytes *world, struct arena *words)
{
	struct trace_question open[OPEN_MAX];
	unsigned n = 0, told = 0;

	for (;;) {
		struct trace_question q;
		struct answer a;
		unsigned at;

		while (trace_next(t, &open[n])) {
			need(!open[n].server || reach_has(t->reach, open[n].server));
			need(++n < OPEN_MAX);
		}
		if (trace_is_done(t))
			return;
		need(n > 0);
		if (expire_after && ++told == expire_after) {
			trace_expire(t);
			need(trace_is_done(t) && !trace_next(t, &q));
			return;
		}
		at = turn(backwards, n--);
		q = open[at];
		memmove(open + at, open + at + 1, (n - at) * sizeof(open[0]));
		a = answer_of(*world, &q.ask->sent, q.server, words);
		trace_tell(t, &q, &a);
		arena_reset(words);
	}
}

static void need_printable(const struct text *t)
{
	need(!t->failed && t->len && t->data[t->len - 1] == '\n');
	for (size_t i = 0; i < t->len; i++)
		need(t->data[i] == '\n' || (t->data[i] >= 0x20 && t->data[i] < 0x7f));
}

static void write_out(const struct record *r, struct text *json)
{
	const struct report_look look = { .no_timing = true, .verbose = true, .width = 80 };
	struct text out;

	report_jsonl.record(&look, r, json);
	need(!json->failed && json_line_is_sound(json->data, json->len));
	text_init(&out, OUT_MAX);
	report_text.record(&look, r, &out);
	need_printable(&out);
	out.len = 0;
	report_html.record(&look, r, &out);
	need_printable(&out);
	need(!tags_fault(text_cstr(&out)));
	text_done(&out);
}

static void go(const struct wishes *w, bool backwards, unsigned expire_after, size_t ceiling,
	       const struct bytes *world, struct text *json)
{
	struct record spare = { 0 };
	struct arena arena, traced, words;
	struct policy policy = w->policy;
	struct check check;
	struct trace trace;

	policy.no_timing = true;
	policy.eager = backwards;
	arena_init(&arena, LIMIT_ARENA);
	arena_init(&traced, ceiling);
	arena_init(&words, LIMIT_ARENA);
	check_init(&check, &arena, &w->target, &policy);
	drive(&check, backwards, world, &words);
	trace_init(&trace, &traced, &check, w->reach);
	follow(&trace, backwards, expire_after, world, &words);
	check.trace = &trace;
	write_out(record_of(&check, &spare), json);
	arena_done(&words);
	arena_done(&traced);
	arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes world = { data + HEAD, size - HEAD, 0 };
	struct text forth, back, other;
	struct wishes w;

	if (size <= HEAD)
		return 0;
	set_wishes(&w, data);
	text_init(&forth, OUT_MAX);
	text_init(&back, OUT_MAX);
	text_init(&other, OUT_MAX);
	go(&w, false, 0, LIMIT_ARENA, &world, &forth);
	go(&w, true, 0, LIMIT_ARENA, &world, &back);
	if (forth.len != back.len || memcmp(forth.data, back.data, forth.len) != 0) {
		(void)fwrite(forth.data, 1, forth.len, stderr);
		(void)fwrite(back.data, 1, back.len, stderr);
		abort();
	}
	/* With too little memory or time anything may come out, but it is a record. */
	go(&w, w.order & 1, w.order >> 3, w.order & 2 ? (size_t)w.order * 64 : LIMIT_ARENA, &world,
	   &other);
	text_done(&forth);
	text_done(&back);
	text_done(&other);
	return 0;
}
