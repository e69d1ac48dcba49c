/* SPDX-License-Identifier: MIT */
/*
 * Octets that stand for a DNS world: a check is driven through it, judged and written in
 * several formats. An answer depends on its question only, so the same world told in another order,
 * and with both families asked at once, must give the same record.
 */
#include <fcrdns/arena.h>
#include <fcrdns/check.h>
#include <fcrdns/holding.h>
#include <fcrdns/limits.h>
#include <fcrdns/page.h>
#include <fcrdns/probe.h>
#include <fcrdns/record.h>
#include <fcrdns/report.h>
#include <fcrdns/text.h>

#include "../unit/json_sound.h"
#include "../unit/tags.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	RECORDS_MAX = 40, /* of one answer */
	CHAIN_MAX = 5,
	OUT_MAX = 1 << 22,
	HEAD = 8 /* octets before the world: the wishes */
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool truth)
{
	if (!truth)
		abort();
}

/* The octets from some place on, without end. */
struct bytes {
	const uint8_t *data;
	size_t size, at;
};

static unsigned take(struct bytes *b)
{
	unsigned v = b->data[b->at % b->size];

	/* The second time round it is not the same again: worlds of few octets are small, not
	 * regular. */
	v ^= (unsigned)(b->at / b->size * 37) & 255;
	b->at++;
	return v;
}

static const char *const names[] = {
	"mail.example.com",
	"b.example.com",
	"example.com",
	"mail.other.org",
	"x.y.z.isp.net",
	"9-9-9-9.dynamic.isp.net",
	"host9.9.9.9.dsl.isp.net",
	"alidnsptrcheck.example.com",
	"alidnsptrcheck.mail.example.com",
	"alidnsptrcheck.example.com.example.com",
	".",
	"com",
	"192.0.2.1",
	"42",
	"*.example.com",
	"a_b.example.com",
	"-a.example.com",
	"a-.example.com",
	"xn--mnchen-3ya.de",
	"localhost",
	"a.local",
	"9.9.9.9.in-addr.arpa",
	"a\\.b.\\000\\\"\\\\.com",
	"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz.abcdefghijklmnop.com",
};

enum {
	N_NAMES = sizeof(names) / sizeof(names[0])
};

static struct name name_of(struct bytes *b, struct arena *arena)
{
	uint8_t *buf = arena_get(arena, NAME_MAX_OCTETS);
	struct name name = { 0 };
	unsigned pick = take(b);

	need(buf != NULL);
	if (pick < 200) {
		const char *text = names[pick % N_NAMES];

		need(name_parse(&name, buf, text, strlen(text)));
		return name;
	}
	/* Labels of any octets, lower case as the parser of messages leaves them. */
	name = (struct name){ buf, 0 };
	for (unsigned left = pick % 4; left--;) {
		unsigned n = take(b) % (pick < 250 ? 8 : 63) + 1;

		buf[name.len++] = (uint8_t)n;
		while (n--) {
			unsigned c = take(b);

			buf[name.len++] = (uint8_t)(c >= 'A' && c <= 'Z' ? c + 32 : c);
		}
	}
	buf[name.len++] = 0;
	return name;
}

static struct ip ip_of(struct bytes *b, uint16_t type, const struct ip *target)
{
	struct ip ip = { .len = type == TYPE_A ? 4 : 16 };
	unsigned pick = take(b);

	if (pick < 80 && target->len == ip.len)
		return *target;
	if (pick < 100 && target->len == 4 && type == TYPE_AAAA) {
		ip.octet[10] = ip.octet[11] = 0xff;
		memcpy(ip.octet + 12, target->octet, 4);
		return ip;
	}
	for (unsigned i = 0; i < ip.len; i++)
		ip.octet[i] = (uint8_t)take(b);
	return ip;
}

static struct txt txt_of(struct bytes *b, struct arena *arena)
{
	static const char *const values[] = { "value",	 "\"value\"", " value", "VALUE",  "val",
					      "value x", "other",     "",	"va\nlue" };
	const char *value = values[take(b) % (sizeof(values) / sizeof(values[0]))];
	struct txt txt = { .len = (uint16_t)strlen(value) };

	if (take(b) < 200) {
		txt.octets = arena_copy(arena, value, txt.len);
	} else {
		uint8_t *octets;

		txt.len = (uint16_t)(take(b) * 16 + 16);
		octets = arena_get(arena, txt.len);
		for (unsigned i = 0; i < txt.len; i++)
			octets[i] = (uint8_t)take(b);
		txt.octets = octets;
		txt.cut = take(b) & 1;
	}
	return txt;
}

static void add_records(struct answer *a, struct bytes *b, uint16_t type, const struct ip *target,
			struct arena *arena)
{
	unsigned pick = take(b), n = pick < 200 ? pick % 4 + 1 : pick % RECORDS_MAX + 1;
	struct name *ptrs = arena_get(arena, n * sizeof(*ptrs));
	struct ip *ips = arena_get(arena, n * sizeof(*ips));
	struct txt *txts = arena_get(arena, n * sizeof(*txts));

	a->n_total = n;
	for (unsigned i = 0; i < n; i++)
		if (type == TYPE_PTR) {
			struct name name = name_of(b, arena);
			bool is_new = true;

			for (unsigned k = 0; k < a->n_records; k++)
				is_new &= !name_equal(&ptrs[k], &name);
			if (is_new)
				ptrs[a->n_records++] = name;
			else
				a->n_same++;
		} else if (type == TYPE_TXT) {
			txts[a->n_records++] = txt_of(b, arena);
		} else if (type == TYPE_A || type == TYPE_AAAA) {
			ips[a->n_records++] = ip_of(b, type, target);
		}
	if (type == TYPE_PTR)
		a->ptrs = ptrs;
	else if (type == TYPE_TXT)
		a->txts = txts;
	else
		a->ips = ips;
}

static void add_edes(struct answer *a, struct bytes *b, struct arena *arena)
{
	struct ede *edes;

	a->n_edes = take(b) % (LIMIT_EDES + 1);
	a->edes = edes = arena_zero(arena, LIMIT_EDES * sizeof(*edes));
	for (unsigned i = 0; i < a->n_edes; i++) {
		char *text;

		edes[i].code = (uint16_t)(take(b) % 40);
		edes[i].len = (uint16_t)(take(b) % (LIMIT_EDE_OCTETS + 1));
		edes[i].text = text = arena_get(arena, LIMIT_EDE_OCTETS);
		for (unsigned k = 0; k < edes[i].len; k++)
			text[k] = (char)take(b);
	}
}

/* What the world answers to `q`. */
static struct answer answer_of(const uint8_t *data, size_t size, const struct question *q,
			       const struct ip *target, struct arena *arena)
{
	struct bytes b = { data, size, (name_hash(&q->name) ^ q->type * 31U) % size };
	struct answer a = { .n_tries = 1, .ttl_s = 300 };
	unsigned pick = take(&b);

	if (q->type == TYPE_PTR)
		b.at = 0;
	a.status = pick < 160 ? ANSWER_OK : (enum answer_status)(pick % (ANSWER_TRUNCATED + 1));
	if (a.status == ANSWER_OTHER)
		a.rcode = (uint16_t)(take(&b) * 5 + 6);
	else if (a.status >= ANSWER_NXDOMAIN && a.status <= ANSWER_REFUSED)
		a.rcode = (uint16_t[]){ 3, 1, 2, 4, 5 }[a.status - ANSWER_NXDOMAIN];
	pick = take(&b);
	a.authenticated = pick & 1;
	a.truncated = pick & 2;
	if (a.status == ANSWER_NODATA || a.status == ANSWER_NXDOMAIN)
		a.has_soa = pick & 4;
	if (a.status <= ANSWER_NXDOMAIN && (pick & 0x18) == 0x18) {
		struct name *chain = arena_get(arena, CHAIN_MAX * sizeof(*chain));

		a.n_chain = pick % CHAIN_MAX + 1;
		for (unsigned i = 0; i < a.n_chain; i++)
			chain[i] = name_of(&b, arena);
		a.chain = chain;
		a.loops = a.status == ANSWER_NODATA && !a.has_soa && (pick & 0x20);
	}
	if (a.status == ANSWER_OK)
		add_records(&a, &b, q->type, target, arena);
	if ((pick & 0xc0) == 0xc0)
		add_edes(&a, &b, arena);
	return a;
}

/* The wishes, from the first octets. */
struct wishes {
	struct target target;
	struct holding holding;
	struct name own;
	uint8_t own_octets[NAME_MAX_OCTETS], ptr[NAME_MAX_OCTETS], known[NAME_MAX_OCTETS],
		source[NAME_MAX_OCTETS];
	struct policy policy;
	struct report_look look;
	unsigned order;
	size_t ceiling;
	uint8_t expect[NAME_MAX_OCTETS], helo[NAME_MAX_OCTETS], domain[NAME_MAX_OCTETS];
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

enum {
	NOW = 1000000
};

/* The address of an account, held or given back. */
static void set_holding(struct wishes *w, const uint8_t *data)
{
	static const char *const providers[] = { "openstack", "hetzner", "alibaba", "" };
	struct holding *h = &w->holding;

	h->address = w->target.address;
	h->provider = providers[data[3] & 3];
	h->account = "";
	h->region = data[3] & 4 ? "R" : "";
	h->id = data[3] & 8 ? "a/1" : "";
	h->label = "";
	h->ptr_state = (enum ptr_state)(data[4] % (PTR_ERROR + 1));
	if (h->ptr_state >= PTR_ACTIVE)
		set_name(&h->ptr, w->ptr, names[data[4] / 8 % N_NAMES]);
	if (data[3] & 16)
		set_name(&h->known_ptr, w->known, names[data[4] % N_NAMES]);
	h->first_seen_s = h->last_seen_s = 1000;
	h->absent_since_s = data[3] & 32 ? NOW - data[5] * 60 : 0;
	h->released_s = data[3] & 64 ? h->absent_since_s : 0;
	h->ptr_seen_s = data[6] * 3900;
	h->is_unknown = data[6] == 255;
	h->reappeared = data[6] & 1;
	h->at_source = (enum at_source)(data[6] / 2 % (SOURCE_INSIDE + 1));
	if (h->at_source == SOURCE_HAS)
		set_name(&h->source_ptr, w->source, names[data[5] % N_NAMES]);
	set_name(&w->own, w->own_octets, "example.com");
	w->policy.own_domains = &w->own;
	w->policy.n_own_domains = 1;
	w->policy.now_s = NOW;
	w->target.holding = h;
}

static void set_wishes(struct wishes *w, const uint8_t *data)
{
	static const char *const addresses[] = { "9.9.9.9",    "192.0.2.1",   "10.0.0.1",
						 "2620:fe::9", "2001:db8::1", "255.255.255.255" };
	static const char *const helos[] = { "mail.example.com", "b.example.com", "com",
					     "localhost" };
	const char *ip = addresses[data[0] % (sizeof(addresses) / sizeof(addresses[0]))];
	struct policy *p = &w->policy;

	memset(w, 0, sizeof(*w));
	need(ip_parse(&w->target.address, ip, strlen(ip)));
	w->target.has_address = true;
	w->target.mapped = data[0] & 0x80 && w->target.address.len == 4;
	p->root_domain = last_two;
	p->ptr_limit = data[1] & 0x80 ? data[1] % LIMIT_PTR_NAMES_MAX + 1U : LIMIT_PTR_NAMES;
	p->special_skip = data[2] & 1;
	p->strict = data[2] & 2;
	p->resolver_is_local = data[2] & 4;
	p->trust_ad = data[2] & 8;
	p->no_timing = true;
	p->ownership = data[2] & 16;
	p->ownership_value = "value";
	p->ownership_len = 5;
	p->ownership_host = "alidnsptrcheck";
	if (data[2] & 32)
		set_name(&p->ownership_domain, w->domain, "example.com");
	if (data[2] & 64)
		set_name(&p->expect, w->expect, names[data[3] % N_NAMES]);
	if (data[2] & 128) {
		p->helo.kind = (enum helo_kind)(data[4] % (HELO_OTHER + 1));
		p->helo.text = helos[data[4] / 4 % 4];
		p->helo.brackets = data[4] & 0x80;
		p->helo.literal = w->target.address;
		if (p->helo.kind == HELO_NAME)
			set_name(&p->helo.name, w->helo, p->helo.text);
	}
	p->ignore[0] = data[5] & 1 ? data[6] : 0;
	w->look.width = data[5];
	w->order = data[6];
	if (data[1] & 0x40)
		set_holding(w, data);
	w->ceiling = data[7] < 64 ? data[7] * 128U : LIMIT_ARENA;
}

/* One way through the world: the record of it as JSON in `json`. */
struct way {
	bool eager, backwards, verbose;
	size_t ceiling;
	unsigned expire_after; /* answers; 0: never */
};

static void drive(struct check *c, const struct way *way, const uint8_t *data, size_t size,
		  struct arena *words)
{
	struct ask *open[LIMIT_QUESTIONS + 1], *ask;
	unsigned n = 0, told = 0, asked = 0;

	for (;;) {
		struct answer a;

		while ((ask = check_next(c)) != NULL) {
			need(++asked <= LIMIT_QUESTIONS * (LIMIT_CHASES + 1U) &&
			     n < LIMIT_QUESTIONS);
			open[n++] = ask;
		}
		if (check_is_done(c) && (!way->backwards || !n))
			return; /* one way drops what is open, the other waits for it */
		need(n > 0);
		if (way->expire_after && ++told == way->expire_after) {
			check_expire(c);
			need(check_is_done(c) && !check_next(c));
			return;
		}
		ask = open[way->backwards ? n - 1 : 0];
		if (!way->backwards)
			memmove(open, open + 1, (n - 1) * sizeof(open[0]));
		n--;
		a = answer_of(data, size, &ask->sent, &c->target->address, words);
		check_tell(c, ask, &a);
		arena_reset(words);
	}
}

/* Nothing quiet is said of what was given back while the DNS does not answer. */
static void need_sense_of_holding(const struct record *r)
{
	const struct holding *h = r->target->holding;
	bool is_quiet = r->stale.class == STALE_RELEASED_CLEAN ||
			r->stale.class == STALE_REASSIGNED ||
			r->stale.class == STALE_RELEASED_EXPIRING;

	need((r->stale.class != STALE_NONE) == (h != NULL));
	if (!h)
		return;
	if (h->is_unknown)
		need(r->stale.class == STALE_UNKNOWN);
	if (is_quiet) {
		need(h->released_s && r->severity == SEVERITY_OK);
		for (unsigned i = 0; i < r->check->n_known; i++)
			need(!answer_is_temporary(&r->check->known[i]->answer));
		if (h->at_source != SOURCE_HAS)
			need(r->iprev != IPREV_NONE &&
			     !answer_is_temporary(&r->check->ptr->answer));
	}
	if (r->stale.class == STALE_RELEASED_DANGLING || r->stale.class == STALE_RELEASED_STALE)
		need(h->released_s &&
		     (r->severity == SEVERITY_FAIL || r->check->policy->ignore[0]));
}

static void need_sense(const struct record *r)
{
	enum severity worst = SEVERITY_OK;

	need((r->iprev == IPREV_PASS) == (r->n_confirmed > 0));
	for (unsigned i = 0; i < r->n_findings; i++)
		if (r->findings[i].severity > worst)
			worst = r->findings[i].severity;
	need(r->severity == worst);
	need_sense_of_holding(r);
	if (r->stale.class != STALE_NONE)
		return;
	if (worst > SEVERITY_OK)
		need(record_headline(r) != NULL && record_headline(r)->severity == worst);
	if (r->check->policy->ignore[0])
		return; /* an iprev result without the finding that explains it */
	if (r->iprev == IPREV_FAIL || r->iprev == IPREV_PERMERROR)
		need(r->severity == SEVERITY_FAIL);
	if (r->iprev == IPREV_TEMPERROR)
		need(r->severity >= SEVERITY_UNDECIDED);
}

static void need_printable(const struct text *t)
{
	need(!t->failed && t->len && t->data[t->len - 1] == '\n');
	for (size_t i = 0; i < t->len; i++)
		need(t->data[i] == '\n' || (t->data[i] >= 0x20 && t->data[i] < 0x7f));
}

static void need_pages(const struct record *r, const struct report_look *look, struct text *out)
{
	const struct page_look page = { .version = "1", .base = "", .target = "<'\"&" };

	report_html.record(look, r, out);
	need_printable(out);
	need(!tags_fault(text_cstr(out)));
	out->len = 0;
	report_page(r, &page, out);
	need_printable(out);
	need(!tags_fault(text_cstr(out)));
	out->len = 0;
}

static void need_probe(const struct record *r, bool is_open, struct text *out)
{
	const struct probe_look look = { .phases = probe_phases_of(r),
					 .ptr_info = true,
					 .openmetrics = is_open };

	report_probe(r, &look, out);
	need_printable(out);
	out->len = 0;
}

static void go(const struct wishes *w, const struct way *way, const uint8_t *data, size_t size,
	       struct text *json)
{
	struct policy policy = w->policy;
	struct report_look look = w->look;
	struct record spare;
	const struct record *r;
	struct arena arena, words;
	struct check check;
	struct text text;

	memset(&spare, 0, sizeof(spare));
	policy.eager = way->eager;
	look.no_timing = true;
	look.verbose = way->verbose;
	arena_init(&arena, way->ceiling);
	arena_init(&words, LIMIT_ARENA);
	text_init(&text, OUT_MAX);
	check_init(&check, &arena, &w->target, &policy);
	drive(&check, way, data, size, &words);
	r = record_of(&check, &spare);
	need_sense(r);
	look.verbose = true; /* what it says more is to be the same */
	report_jsonl.record(&look, r, json);
	look.verbose = way->verbose;
	need(!json->failed && json_line_is_sound(json->data, json->len));
	report_text.record(&look, r, &text);
	need_printable(&text);
	text.len = 0;
	if (!way->backwards)
		need_pages(r, &look, &text);
	need_probe(r, way->verbose, &text);
	text_done(&text);
	arena_done(&words);
	arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text forth, back, other;
	struct wishes w;

	if (size <= HEAD)
		return 0;
	set_wishes(&w, data);
	data += HEAD;
	size -= HEAD;
	text_init(&forth, OUT_MAX);
	text_init(&back, OUT_MAX);
	text_init(&other, OUT_MAX);
	go(&w, &(struct way){ .ceiling = LIMIT_ARENA, .verbose = true }, data, size, &forth);
	go(&w, &(struct way){ .ceiling = LIMIT_ARENA, .backwards = true, .eager = true }, data,
	   size, &back);
	if (forth.len != back.len || memcmp(forth.data, back.data, forth.len) != 0) {
		(void)fwrite(forth.data, 1, forth.len, stderr);
		(void)fwrite(back.data, 1, back.len, stderr);
		abort();
	}
	/* With too little memory or time anything may come out, but it is a record. */
	go(&w,
	   &(struct way){ .ceiling = w.ceiling,
			  .verbose = w.order & 1,
			  .backwards = w.order & 2,
			  .expire_after = w.order >> 2 },
	   data, size, &other);
	text_done(&forth);
	text_done(&back);
	text_done(&other);
	return 0;
}
