/* SPDX-License-Identifier: MIT */
#include "checker.h"

#include "loop.h"
#include "web_config.h"

#include <fcrdns/why.h>

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

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
		struct checker_question q;
		ssize_t n = recv(3, &q, sizeof(q), 0);
		bool yes;

		if (n < 0 && errno == EINTR)
			continue;
		if (n != (ssize_t)sizeof(q))
			_exit(0);
		yes = web_auth_check(web, q.user, q.password);
		explicit_bzero(&q, sizeof(q));
		if (send(3, &yes, sizeof(yes), MSG_NOSIGNAL) != (ssize_t)sizeof(yes))
			_exit(0);
	}
}

bool checker_start(struct checker *c, const struct web_config *web, struct loop *loop,
		   struct why *why)
{
	int fd[2];

	*c = (struct checker){ .fd = -1 };
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fd) != 0)
		return why_set(why, WHY_INTERNAL, "no socket to check passwords: %s",
			       strerror(errno));
	c->pid = fork();
	if (c->pid == 0)
		work(web, fd[1]);
	if (c->pid < 0) {
		(void)why_set(why, WHY_INTERNAL, "no process to check passwords: %s",
			      strerror(errno));
		c->pid = 0;
		(void)close(fd[0]);
		(void)close(fd[1]);
		return false;
	}
	(void)close(fd[1]);
	c->fd = fd[0];
	c->watch = loop_watch(loop, c->fd, &c->ready);
	if (c->watch)
		return true;
	checker_end(c);
	return why_set(why, WHY_INTERNAL, "no memory to check passwords");
}

void checker_end(struct checker *c)
{
	if (!c->pid)
		return;
	watch_free(c->watch);
	(void)close(c->fd);
	(void)kill(c->pid, SIGKILL); /* it may be busy, or worse */
	(void)waitpid(c->pid, NULL, 0);
	*c = (struct checker){ .fd = -1 };
}

bool checker_ask(struct checker *c, const struct checker_question *q)
{
	return send(c->fd, q, sizeof(*q), MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)sizeof(*q);
}

enum checker_says checker_look(struct checker *c)
{
	bool yes = false;
	ssize_t n;

	if (!c->pid || !c->ready)
		return CHECKER_NOTHING;
	c->ready = false;
	n = recv(c->fd, &yes, sizeof(yes), MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return CHECKER_NOTHING;
	return n != (ssize_t)sizeof(yes) ? CHECKER_GONE : yes ? CHECKER_YES : CHECKER_NO;
}
