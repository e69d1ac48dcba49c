/* SPDX-License-Identifier: MIT */
#include "ptr_dns.h"

#include "ending.h"
#include "status.h"

#include <fcrdns/answer.h>
#include <fcrdns/resolver.h>
#include <fcrdns/why.h>

#include <poll.h>

enum {
	TURN_MS = 200,
	FIRST_PAUSE_MS = 1000,
	PAUSE_MAX_MS = 15000
};

bool ptr_dns_open(struct ptr_dns *d, const struct options *o, struct why *why)
{
	struct servers_conf conf;

	if (!wish_servers(&conf, &d->wish, o, why) || !servers_load(&d->servers, &conf, why))
		return false;
	wish_resolver(&d->conf, o, &d->servers);
	return true;
}

static void judge(const struct answer *a, const struct name *name, struct ptr_dns_look *ret)
{
	bool has_name = false;

	ret->ttl_s = a->ttl_s;
	if (answer_is_temporary(a) || a->loops || (a->n_chain && a->status != ANSWER_OK)) {
		ret->seen = SEEN_UNKNOWN;
		return;
	}
	if (a->status != ANSWER_OK) {
		ret->seen = SEEN_NONE;
		return;
	}
	for (unsigned i = 0; i < a->n_records; i++) {
		if (name_equal(&a->ptrs[i], name))
			has_name = true;
		else if (!ret->other[0])
			(void)name_text(&a->ptrs[i], ret->other);
	}
	ret->seen = has_name ? SEEN_NAME : SEEN_OTHER;
	ret->is_alone = has_name && !ret->other[0];
}

/* A resolver of its own for each look: it remembers what it was told. */
bool ptr_dns_look(const struct ptr_dns *d, const struct ip *address, const struct name *name,
		  struct ptr_dns_look *ret, struct why *why)
{
	uint8_t wire[IP_WIRE_MAX];
	const struct question question = { .name = ip_reverse(address, wire), .type = TYPE_PTR };
	struct resolver *r = resolver_new(&d->conf, why);
	const struct answer *answer;
	struct waiter waiter = { 0 };

	*ret = (struct ptr_dns_look){ .seen = SEEN_UNKNOWN };
	if (!r)
		return false;
	if (!resolver_ask(r, &question, &waiter)) {
		resolver_free(r);
		return why_set(why, WHY_INTERNAL, "out of memory");
	}
	while (!stop_signal) {
		resolver_run(r, TURN_MS);
		if (resolver_take(r, &answer)) {
			judge(answer, name, ret);
			break;
		}
	}
	resolver_drop(r, &waiter);
	resolver_free(r);
	return true;
}

bool ptr_dns_is(const struct ptr_dns_look *look, bool wants_name)
{
	if (wants_name)
		return look->seen == SEEN_NAME;
	return look->seen == SEEN_OTHER || look->seen == SEEN_NONE;
}

static void pause_ms(uint64_t ms)
{
	for (uint64_t end = status_clock_ms() + ms, now; !stop_signal;) {
		now = status_clock_ms();
		if (now >= end)
			return;
		(void)poll(NULL, 0, end - now < TURN_MS ? (int)(end - now) : TURN_MS);
	}
}

bool ptr_dns_wait(const struct ptr_dns *d, const struct ip *address, const struct name *name,
		  bool wants_name, unsigned wait_ms, struct ptr_dns_look *ret, struct why *why)
{
	uint64_t end = status_clock_ms() + wait_ms, pause = FIRST_PAUSE_MS;

	for (;;) {
		uint64_t now;

		if (!ptr_dns_look(d, address, name, ret, why))
			return false;
		now = status_clock_ms();
		if (ptr_dns_is(ret, wants_name) || stop_signal || now >= end)
			return true;
		pause_ms(end - now < pause ? end - now : pause);
		pause = pause * 2 < PAUSE_MAX_MS ? pause * 2 : PAUSE_MAX_MS;
	}
}
