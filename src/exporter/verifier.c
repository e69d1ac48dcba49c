/* SPDX-License-Identifier: MIT */
#include "verifier.h"

#include "checker.h"
#include "client.h"
#include "web_config.h"

#include <fcrdns/arena.h>
#include <fcrdns/why.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>
#include <sys/random.h>

enum {
	WAITING_MAX = 32, /* different ones, and all who ask for one of them */
	KNOWN_MAX = 64,
	DIGEST = 32
};

/* One that the process was asked or will be. */
struct waiting {
	uint64_t number; /* in the order of coming; 0: free */
	uint8_t digest[DIGEST];
	struct checker_question question;
	struct client *client; /* of one of the askers: it takes a place of its share */
	struct verifier_asker *askers;
};

struct verifier {
	const struct web_config *web;
	struct loop *loop;
	struct checker checker;
	struct waiting *asked; /* NULL: the process has nothing to do */
	uint64_t asked_ms;
	uint64_t number, turns, n_replaced;
	struct waiting waiting[WAITING_MAX];
	unsigned n_waiting;
	uint8_t key[DIGEST];
	uint8_t known[KNOWN_MAX][DIGEST];
	unsigned n_known, next_known;
};

/* ---- what was accepted ---- */

/* With the hash that it was checked against: where a reload changes that, it is another question.
 */
static bool digest_of(const struct verifier *v, const struct checker_question *q,
		      uint8_t out[static DIGEST])
{
	struct {
		struct checker_question question;
		char hash[WEB_HASH_MAX];
	} all;
	bool ok;

	memset(&all, 0, sizeof(all));
	all.question = *q;
	web_auth_hash(v->web, q->user, all.hash);
	ok = gnutls_hmac_fast(GNUTLS_MAC_SHA256, v->key, sizeof(v->key), &all, sizeof(all), out) ==
	     0;
	explicit_bzero(&all, sizeof(all));
	return ok;
}

static bool is_known(const struct verifier *v, const uint8_t digest[static DIGEST])
{
	bool found = false;

	for (unsigned i = 0; i < v->n_known; i++)
		found |= gnutls_memcmp(v->known[i], digest, DIGEST) == 0;
	return found;
}

static void remember(struct verifier *v, const uint8_t digest[static DIGEST])
{
	memcpy(v->known[v->next_known], digest, DIGEST);
	v->next_known = (v->next_known + 1) % KNOWN_MAX;
	if (v->n_known < KNOWN_MAX)
		v->n_known++;
}

/* ---- who waits ---- */

static void charge(struct waiting *w, struct client *c)
{
	if (w->client)
		w->client->n_passwords--;
	w->client = c;
	if (c)
		c->n_passwords++;
}

static void drop(struct verifier *v, struct waiting *w)
{
	charge(w, NULL);
	explicit_bzero(w, sizeof(*w));
	v->n_waiting--;
	if (v->asked == w)
		v->asked = NULL;
}

static void tell(struct verifier *v, struct waiting *w, enum verifier_says says)
{
	struct verifier_asker *a, *askers = w->askers;

	drop(v, w);
	while ((a = askers) != NULL) {
		askers = a->next;
		a->verifier = NULL;
		a->tell(a, says);
	}
}

static void tell_all(struct verifier *v, enum verifier_says says)
{
	for (unsigned i = 0; i < WAITING_MAX; i++)
		if (v->waiting[i].number)
			tell(v, &v->waiting[i], says);
}

static void add_asker(struct verifier *v, struct waiting *w, struct verifier_asker *a)
{
	a->verifier = v;
	a->next = w->askers;
	w->askers = a;
}

void verifier_leave(struct verifier_asker *asker)
{
	struct verifier *v = asker->verifier;

	for (unsigned i = 0; v && i < WAITING_MAX; i++) {
		struct waiting *w = &v->waiting[i];

		for (struct verifier_asker **at = &w->askers; *at; at = &(*at)->next) {
			if (*at != asker)
				continue;
			*at = asker->next;
			asker->verifier = NULL;
			charge(w, w->askers ? w->askers->client : NULL);
			if (!w->askers && v->asked != w)
				drop(v, w);
			return;
		}
	}
}

/* ---- turns ---- */

static bool is_before(const struct waiting *a, const struct waiting *b)
{
	if (a->client->password_turn != b->client->password_turn)
		return a->client->password_turn < b->client->password_turn;
	return a->number < b->number;
}

/* One that has none in wait stands behind all that do, but for the one whose turn was last: else
 * who comes from ever new addresses would always go first. */
static void come_in(const struct verifier *v, struct client *c)
{
	if (c->password_turn != v->turns)
		c->password_turn = v->turns ? v->turns - 1 : 0;
}

/* The oldest one of the client whose last turn is longest ago. */
static struct waiting *next_of(struct verifier *v)
{
	struct waiting *found = NULL;

	for (unsigned i = 0; i < WAITING_MAX; i++) {
		struct waiting *w = &v->waiting[i];

		if (w->number && (!found || is_before(w, found)))
			found = w;
	}
	return found;
}

/* A process that takes no question is seen to be gone at the next turn. */
static void go_on(struct verifier *v, uint64_t now_ms)
{
	struct waiting *w = v->asked ? NULL : next_of(v);

	if (!w || !checker_ask(&v->checker, &w->question))
		return;
	w->client->password_turn = ++v->turns;
	v->asked = w;
	v->asked_ms = now_ms;
}

static bool has_process(struct verifier *v, struct why *why)
{
	return v->checker.pid || checker_start(&v->checker, v->web, v->loop, why);
}

/* The one that it was asked may be what ended it: that one is not asked again. */
static void replace(struct verifier *v)
{
	checker_end(&v->checker);
	if (!v->asked)
		return;
	v->n_replaced++;
	tell(v, v->asked, VERIFIER_FAILED);
}

void verifier_turn(struct verifier *v, uint64_t now_ms)
{
	enum checker_says says = checker_look(&v->checker);

	if (says == CHECKER_GONE || (says == CHECKER_NOTHING && v->asked &&
				     now_ms - v->asked_ms >= web_auth_longest_ms(v->web))) {
		replace(v);
	} else if (says != CHECKER_NOTHING && v->asked) {
		if (says == CHECKER_YES)
			remember(v, v->asked->digest);
		tell(v, v->asked, says == CHECKER_YES ? VERIFIER_YES : VERIFIER_NO);
	}
	if (!v->n_waiting)
		return;
	if (has_process(v, NULL))
		go_on(v, now_ms);
	else
		tell_all(v, VERIFIER_FAILED);
}

static struct waiting *find(struct verifier *v, const uint8_t digest[static DIGEST])
{
	for (unsigned i = 0; i < WAITING_MAX; i++)
		if (v->waiting[i].number && memcmp(v->waiting[i].digest, digest, DIGEST) == 0)
			return &v->waiting[i];
	return NULL;
}

static struct waiting *free_place(struct verifier *v)
{
	struct waiting *w = v->waiting;

	while (w->number)
		w++;
	v->n_waiting++;
	return w;
}

static enum verifier_says ask(struct verifier *v, const struct checker_question *q, uint64_t now_ms,
			      struct verifier_asker *asker)
{
	uint8_t digest[DIGEST];
	struct waiting *w;

	if (!digest_of(v, q, digest))
		return VERIFIER_FAILED;
	if (is_known(v, digest))
		return VERIFIER_YES;
	w = find(v, digest);
	if (w) {
		if (!w->client) /* all who asked have left */
			charge(w, asker->client);
		add_asker(v, w, asker);
		return VERIFIER_LATER;
	}
	if (v->n_waiting == WAITING_MAX)
		return VERIFIER_CROWDED;
	if (!client_may_have(asker->client->n_passwords, WAITING_MAX - v->n_waiting))
		return VERIFIER_SHARE_TAKEN;
	if (!has_process(v, NULL))
		return VERIFIER_FAILED;
	if (!asker->client->n_passwords)
		come_in(v, asker->client);
	w = free_place(v);
	w->number = ++v->number;
	w->question = *q;
	memcpy(w->digest, digest, DIGEST);
	charge(w, asker->client);
	add_asker(v, w, asker);
	go_on(v, now_ms);
	return VERIFIER_LATER;
}

enum verifier_says verifier_ask(struct verifier *v, const char *user, const char *password,
				uint64_t now_ms, struct verifier_asker *asker)
{
	struct checker_question q;
	enum verifier_says says;

	memset(&q, 0, sizeof(q)); /* all of it is sent */
	memcpy(q.user, user, strnlen(user, REQUEST_USER_MAX));
	memcpy(q.password, password, strnlen(password, REQUEST_PASSWORD_MAX));
	says = ask(v, &q, now_ms, asker);
	explicit_bzero(&q, sizeof(q));
	return says;
}

/* ---- life ---- */

struct verifier *verifier_new(const struct web_config *web, struct loop *loop, struct why *why)
{
	struct verifier *v = mem_zero(1, sizeof(*v));

	if (!v) {
		(void)why_set(why, WHY_INTERNAL, "out of memory");
		return NULL;
	}
	v->web = web;
	v->loop = loop;
	if (getrandom(v->key, sizeof(v->key), 0) != (ssize_t)sizeof(v->key))
		(void)why_set(why, WHY_INTERNAL, "the system gives no random numbers");
	else if (has_process(v, why))
		return v;
	verifier_free(v);
	return NULL;
}

void verifier_give_up(struct verifier *v)
{
	checker_end(&v->checker);
	tell_all(v, VERIFIER_FAILED);
}

void verifier_free(struct verifier *v)
{
	if (!v)
		return;
	verifier_give_up(v);
	explicit_bzero(v, sizeof(*v));
	mem_free(v);
}

void verifier_inherit(struct verifier *v, struct verifier *old, uint64_t now_ms)
{
	memcpy(v->key, old->key, sizeof(v->key));
	memcpy(v->known, old->known, sizeof(v->known));
	v->n_known = old->n_known;
	v->next_known = old->next_known;
	v->number = old->number;
	v->turns = old->turns;
	v->n_replaced = old->n_replaced;
	memcpy(v->waiting, old->waiting, sizeof(v->waiting));
	v->n_waiting = old->n_waiting;
	explicit_bzero(old->waiting, sizeof(old->waiting));
	old->n_waiting = 0;
	old->asked = NULL;
	for (unsigned i = 0; i < WAITING_MAX; i++) {
		struct waiting *w = &v->waiting[i];

		for (struct verifier_asker *a = w->askers; a; a = a->next)
			a->verifier = v;
		if (w->number && (!w->askers || !digest_of(v, &w->question, w->digest)))
			tell(v, w, VERIFIER_FAILED);
	}
	go_on(v, now_ms);
}

unsigned verifier_n_waiting(const struct verifier *v)
{
	return v ? v->n_waiting : 0;
}

uint64_t verifier_n_replaced(const struct verifier *v)
{
	return v ? v->n_replaced : 0;
}
