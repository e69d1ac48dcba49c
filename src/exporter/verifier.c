/* SPDX-License-Identifier: MIT */
#include "verifier.h"

#include "loop.h"
#include "request.h"
#include "web_config.h"

#include <fcrdns/arena.h>
#include <fcrdns/why.h>

#include <errno.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	WAITING_MAX = 32, /* different ones, and all who ask for one of them */
	KNOWN_MAX = 64,
	DIGEST = 32
};

struct question {
	uint32_t number;
	char user[REQUEST_USER_MAX + 1], password[REQUEST_PASSWORD_MAX + 1];
};

struct answer_to {
	uint32_t number;
	bool yes;
};

/* One that the process was asked. */
struct waiting {
	uint32_t number; /* 0: free */
	uint8_t digest[DIGEST];
	struct verifier_asker *askers;
};

struct verifier {
	const struct web_config *web;
	struct loop *loop;
	struct watch *watch;
	pid_t pid;
	int fd; /* -1: there is no process */
	bool ready;
	uint32_t number;
	uint8_t key[DIGEST];
	struct waiting waiting[WAITING_MAX];
	uint8_t known[KNOWN_MAX][DIGEST];
	unsigned n_known, next_known;
};

/* ---- the process ---- */

/* Knows nothing but the users, and ends with the one that asks. */
static void work(const struct web_config *web, int fd)
{
	sigset_t none;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)signal(SIGHUP, SIG_IGN);
	(void)signal(SIGTERM, SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	if (dup2(fd, 3) == 3)
		(void)close_range(4, ~0U, 0);
	for (;;) {
		struct answer_to a = { 0 };
		struct question q;
		ssize_t n = recv(3, &q, sizeof(q), 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n != (ssize_t)sizeof(q))
			_exit(0);
		a.number = q.number;
		a.yes = web_auth_check(web, q.user, q.password);
		explicit_bzero(&q, sizeof(q));
		if (send(3, &a, sizeof(a), MSG_NOSIGNAL) != (ssize_t)sizeof(a))
			_exit(0);
	}
}

static bool start(struct verifier *v, struct why *why)
{
	int fd[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fd) != 0)
		return why_set(why, WHY_INTERNAL, "no socket to check passwords: %s",
			       strerror(errno));
	v->pid = fork();
	if (v->pid == 0)
		work(v->web, fd[1]);
	(void)close(fd[1]);
	if (v->pid > 0 && (v->watch = loop_watch(v->loop, fd[0], &v->ready)) != NULL) {
		v->fd = fd[0];
		return true;
	}
	(void)close(fd[0]);
	if (v->pid > 0)
		(void)waitpid(v->pid, NULL, 0);
	return why_set(why, WHY_INTERNAL, "no process to check passwords: %s", strerror(errno));
}

/* ---- who waits ---- */

static void tell_all(struct waiting *w, enum verifier_says says)
{
	struct verifier_asker *a;

	w->number = 0;
	while ((a = w->askers) != NULL) {
		w->askers = a->next;
		a->verifier = NULL;
		a->tell(a, says);
	}
}

void verifier_give_up(struct verifier *v)
{
	if (v->fd < 0)
		return;
	watch_free(v->watch);
	v->watch = NULL;
	(void)close(v->fd);
	v->fd = -1;
	(void)kill(v->pid, SIGKILL);
	(void)waitpid(v->pid, NULL, 0);
	for (unsigned i = 0; i < WAITING_MAX; i++)
		tell_all(&v->waiting[i], VERIFIER_CROWDED);
}

struct verifier *verifier_new(const struct web_config *web, struct loop *loop, struct why *why)
{
	struct verifier *v = mem_zero(1, sizeof(*v));

	if (!v) {
		(void)why_set(why, WHY_INTERNAL, "out of memory");
		return NULL;
	}
	v->web = web;
	v->loop = loop;
	v->fd = -1;
	if (getrandom(v->key, sizeof(v->key), 0) != (ssize_t)sizeof(v->key))
		(void)why_set(why, WHY_INTERNAL, "the system gives no random numbers");
	else if (start(v, why))
		return v;
	verifier_free(v);
	return NULL;
}

void verifier_free(struct verifier *v)
{
	if (!v)
		return;
	verifier_give_up(v);
	explicit_bzero(v, sizeof(*v));
	mem_free(v);
}

static bool digest_of(const struct verifier *v, const struct question *q,
		      uint8_t out[static DIGEST])
{
	return gnutls_hmac_fast(GNUTLS_MAC_SHA256, v->key, sizeof(v->key), q->user,
				sizeof(q->user) + sizeof(q->password), out) == 0;
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

static struct waiting *place_of(struct verifier *v, const uint8_t digest[static DIGEST])
{
	struct waiting *free = NULL;

	for (unsigned i = 0; i < WAITING_MAX; i++) {
		if (!v->waiting[i].number)
			free = &v->waiting[i];
		else if (memcmp(v->waiting[i].digest, digest, DIGEST) == 0)
			return &v->waiting[i];
	}
	return free;
}

static enum verifier_says ask(struct verifier *v, struct question *q, struct verifier_asker *asker)
{
	uint8_t digest[DIGEST];
	struct waiting *w;

	if (!digest_of(v, q, digest))
		return VERIFIER_CROWDED;
	if (is_known(v, digest))
		return VERIFIER_YES;
	w = place_of(v, digest);
	if (!w || (v->fd < 0 && !start(v, NULL)))
		return VERIFIER_CROWDED;
	if (!w->number) {
		if (++v->number == 0)
			v->number = 1;
		q->number = v->number;
		if (send(v->fd, q, sizeof(*q), MSG_DONTWAIT | MSG_NOSIGNAL) != (ssize_t)sizeof(*q))
			return VERIFIER_CROWDED;
		w->number = q->number;
		memcpy(w->digest, digest, DIGEST);
	}
	asker->verifier = v;
	asker->next = w->askers;
	w->askers = asker;
	return VERIFIER_LATER;
}

enum verifier_says verifier_ask(struct verifier *v, const char *user, const char *password,
				struct verifier_asker *asker)
{
	struct question q;
	enum verifier_says says;

	memset(&q, 0, sizeof(q)); /* with its padding: all of it is sent */
	memcpy(q.user, user, strnlen(user, REQUEST_USER_MAX));
	memcpy(q.password, password, strnlen(password, REQUEST_PASSWORD_MAX));
	says = ask(v, &q, asker);
	explicit_bzero(&q, sizeof(q));
	return says;
}

void verifier_leave(struct verifier_asker *asker)
{
	struct verifier *v = asker->verifier;

	for (unsigned i = 0; v && i < WAITING_MAX; i++)
		for (struct verifier_asker **at = &v->waiting[i].askers; *at; at = &(*at)->next)
			if (*at == asker) {
				*at = asker->next;
				asker->verifier = NULL;
				return;
			}
}

void verifier_turn(struct verifier *v)
{
	struct answer_to a;

	if (!v->ready || v->fd < 0)
		return;
	v->ready = false;
	for (;;) {
		ssize_t n = recv(v->fd, &a, sizeof(a), MSG_DONTWAIT);

		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if (n != (ssize_t)sizeof(a)) {
			verifier_give_up(v); /* it is gone; the next one who asks gets another */
			return;
		}
		for (unsigned i = 0; i < WAITING_MAX; i++)
			if (v->waiting[i].number == a.number) {
				if (a.yes)
					remember(v, v->waiting[i].digest);
				tell_all(&v->waiting[i], a.yes ? VERIFIER_YES : VERIFIER_NO);
			}
	}
}
