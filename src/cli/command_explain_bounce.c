/* SPDX-License-Identifier: MIT */
#include "command.h"

#include "ending.h"
#include "options.h"
#include "run.h"

#include <fcrdns/arena.h>
#include <fcrdns/bounce.h>
#include <fcrdns/why.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
	"Usage: fcrdns-check explain-bounce [options] < FILE\n"
	"Reads an SMTP reply, lines of a log or a bounce on standard input. If it is a\n"
	"refusal for reverse DNS, says so and checks the address that it is about, now.\n"
	"The options are those of a check: fcrdns-check --help.\n"
	"\n"
	"Exit status: that of the check, or 65 where nothing of the kind is found.\n";

static bool read_all(char *octets, size_t *ret_n, struct why *why)
{
	size_t n = 0;

	while (n < BOUNCE_TEXT_MAX) {
		ssize_t got = read(STDIN_FILENO, octets + n, BOUNCE_TEXT_MAX - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return why_set(why, WHY_NOINPUT, "cannot read standard input: %s",
				       strerror(errno));
		if (got == 0)
			break;
		n += (size_t)got;
	}
	*ret_n = n;
	return true;
}

static bool recognise(struct bounce *ret, struct why *why)
{
	char *octets = mem_zero(1, BOUNCE_TEXT_MAX);
	size_t n = 0;
	bool ok = octets && read_all(octets, &n, why);

	if (!octets || (ok && !bounce_read(ret, octets, n)))
		ok = why_set(why, WHY_INTERNAL, "out of memory");
	mem_free(octets);
	if (ok && !ret->what)
		return why_set(why, WHY_DATA,
			       "standard input has no refusal for reverse DNS that is known");
	return ok;
}

static void tell(const struct bounce *b)
{
	const char *gap = b->reply[0] && b->enhanced[0] ? " " : "";

	fprintf(stderr, "fcrdns-check: a refusal for reverse DNS%s%s%s%s: %s\n",
		b->reply[0] || b->enhanced[0] ? ", " : "", b->reply, gap, b->enhanced,
		bounce_words(b));
}

/* The addresses become operands. */
static int check(struct options *o, const struct bounce *b)
{
	char text[BOUNCE_ADDRESSES][IP_TEXT_MAX];
	struct why why = { 0 };
	bool is_spotless = false;
	int status;

	for (size_t i = 0; i < b->n_addresses; i++)
		if (!opt_texts_add(&o->operands, ip_text(&b->addresses[i], text[i]))) {
			(void)why_set(&why, WHY_INTERNAL, "out of memory");
			return complain(&why);
		}
	status = run_and_tell(o, &is_spotless);
	if (status == EXIT_WELL && o->fail_on == FAIL_ON_FAIL)
		fputs(is_spotless ? "fcrdns-check: all is well now: send the mail again; where it "
				    "is refused still, the receiver's resolver remembers how it "
				    "was, for the TTL at most\n"
				  : "fcrdns-check: no address fails now, but see what is said of it "
				    "before the mail is sent again: that may be why it was "
				    "refused\n",
		      stderr);
	return status;
}

static int whole(int argc, char *argv[])
{
	struct options o;
	struct bounce b = { 0 };
	struct why why = { 0 };
	int status;

	if (!options_parse_alone(&o, argc, argv, &why) || (!o.help && !recognise(&b, &why))) {
		status = complain(&why);
	} else if (o.help) {
		fputs(usage, stdout);
		status = ending_printed();
	} else {
		tell(&b);
		(void)(b.n_addresses ||
		       why_set(&why, WHY_DATA,
			       "it does not say which address was refused: check the one that "
			       "your mail server sends from"));
		status = b.n_addresses ? check(&o, &b) : complain(&why);
	}
	options_done(&o);
	return status;
}

const struct command command_explain_bounce = {
	.name = "explain-bounce",
	.summary = "is a bounce about reverse DNS? check its address",
	.whole = whole,
};
