/* SPDX-License-Identifier: MIT */
#include "web_auth.h"

#include "web_config.h"
#include "web_config_yaml.h"

#include <fcrdns/arena.h>
#include <fcrdns/hash.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <crypt.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

enum {
	HASH_OCTETS = WEB_HASH_MAX - 1, /* $2b$10$, 22 of salt, 31 of hash */
	COST_AT = 4,
	SALT_AT = 7,
	COST_MIN = 4,
	COST_MAX = 16,	     /* some seconds; it doubles with each */
	LEAST_MS = 10 * 1000 /* however little there is to do */
};

struct web_user {
	const char *name, *hash;
};

static bool is_bcrypt(const char *hash, unsigned *ret_cost)
{
	static const char may[] =
		"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

	if (strlen(hash) != HASH_OCTETS || strncmp(hash, "$2", 2) != 0 || !strchr("aby", hash[2]) ||
	    hash[3] != '$' || hash[COST_AT] < '0' || hash[COST_AT] > '9' ||
	    hash[COST_AT + 1] < '0' || hash[COST_AT + 1] > '9' || hash[SALT_AT - 1] != '$' ||
	    strspn(hash + SALT_AT, may) != HASH_OCTETS - SALT_AT)
		return false;
	*ret_cost = (unsigned)(hash[COST_AT] - '0') * 10 + (unsigned)(hash[COST_AT + 1] - '0');
	return *ret_cost >= COST_MIN;
}

static bool make_user(struct web_user *ret, unsigned *highest, const struct web_draft *d,
		      const struct web_pair *p, struct why *why)
{
	struct setting s = { .file = d->file, .line = p->line };
	char shown[SETTING_KEY_MAX / 2];
	unsigned cost = 0;

	(void)snprintf(s.key, sizeof(s.key), "basic_auth_users.%s",
		       text_shown(shown, sizeof(shown), p->name, strlen(p->name)));
	if (strchr(p->name, ':'))
		return setting_refuse(&s, why, "%s: the name of a user cannot hold a ':'", s.key);
	if (!p->value || !is_bcrypt(p->value, &cost))
		return setting_wants(&s, "a hash of bcrypt, as htpasswd -B makes it", NULL, why);
	if (cost > COST_MAX)
		return setting_refuse(&s, why,
				      "%s has a hash of cost %u, which would keep us busy for too "
				      "long: at most %d",
				      s.key, cost, COST_MAX);
	if (cost > *highest)
		*highest = cost;
	*ret = (struct web_user){ .name = p->name, .hash = p->value };
	return true;
}

bool web_auth_make(struct web_config *c, const struct web_draft *d, struct why *why)
{
	unsigned n = d->users.n;

	if (!n)
		return true;
	c->users = arena_zero(&c->texts, n * sizeof(*c->users));
	if (!c->users)
		return why_set(why, WHY_INTERNAL, "out of memory");
	if (getrandom(&c->seed, sizeof(c->seed), 0) != (ssize_t)sizeof(c->seed))
		return why_set(why, WHY_INTERNAL, "no random numbers: %s", strerror(errno));
	for (; c->n_users < n; c->n_users++)
		if (!make_user(&c->users[c->n_users], &c->users_cost, d, &d->users.pair[c->n_users],
			       why))
			return false;
	return true;
}

bool web_config_has_users(const struct web_config *c)
{
	return c->n_users > 0;
}

/* For a name that is not there one of those that are: always the same, so that it looks like a user
 * with that cost, and nobody can tell whose. */
static const struct web_user *find(const struct web_config *c, const char *name, bool *ret_there)
{
	uint64_t seed = hash_octets(HASH_BEGIN, &c->seed, sizeof(c->seed));
	const struct web_user *found =
		&c->users[(hash_octets(seed, name, strlen(name)) >> 32) % c->n_users];

	*ret_there = false;
	for (unsigned i = 0; i < c->n_users; i++)
		if (!strcmp(c->users[i].name, name)) {
			found = &c->users[i];
			*ret_there = true;
		}
	return found;
}

/* All octets are looked at, wherever the first difference is. */
static bool same_hash(const char *a, const char *b)
{
	unsigned char differs = 0;

	if (strlen(a) != HASH_OCTETS)
		return false;
	for (size_t i = 0; i < HASH_OCTETS; i++)
		differs |= (unsigned char)(a[i] ^ b[i]);
	return !differs;
}

bool web_auth_check(const struct web_config *c, const char *user, const char *password)
{
	struct crypt_data *work;
	const struct web_user *u;
	const char *got;
	bool there, ok;

	if (!c->n_users)
		return false;
	work = mem_zero(1, sizeof(*work));
	if (!work)
		return false;
	u = find(c, user, &there);
	got = crypt_r(password, u->hash, work);
	ok = got && same_hash(got, u->hash) && there;
	explicit_bzero(work, sizeof(*work));
	mem_free(work);
	return ok;
}

/* Each step of the cost doubles it: 2^16 of them take some seconds, and a millisecond for each is
 * more than ten times that. */
unsigned web_auth_longest_ms(const struct web_config *c)
{
	return LEAST_MS + (1U << c->users_cost);
}

void web_auth_hash(const struct web_config *c, const char *user, char out[static WEB_HASH_MAX])
{
	memset(out, 0, WEB_HASH_MAX);
	for (unsigned i = 0; i < c->n_users; i++)
		if (!strcmp(c->users[i].name, user))
			memcpy(out, c->users[i].hash, HASH_OCTETS);
}
