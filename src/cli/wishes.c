/* SPDX-License-Identifier: MIT */
#include "wishes.h"

#include <fcrdns/hash.h>
#include <fcrdns/shard.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
	WIDTH_MIN = 40,
	WIDTH_USUAL = 80,
	WIDTH_MAX = 100
};

static bool refuse(const char *option, const char *rule, const char *text, size_t len,
		   struct why *why)
{
	char shown[LIMIT_SHOWN];

	return why_set(why, WHY_USAGE, "%s wants %s, not '%s'", option, rule,
		       text_shown(shown, sizeof(shown), text, len));
}

/* ---- what is judged ---- */

bool wish_policy(struct wish *ret, const struct options *o, struct why *why)
{
	const struct wanted wanted = {
		.expects = &o->expect,
		.n_expects = o->expect != NULL,
		.helo = o->helo,
		.ownership = o->ownership,
		.ownership_host = o->ownership_host,
		.ignore = &o->ignore,
		.dnsbls = &o->dnsbls,
		.ptr_limit = o->ptr_limit,
		.special_skip = o->special == SPECIAL_SKIP,
		.strict = o->strict,
		.deep = o->deep,
		.no_timing = o->no_timing,
	};

	return wish_make(ret, &wanted, why);
}

/* ---- part of a list ---- */

/* A number of an environment variable: 0 not there, 1 there, -1 no number. */
static int environment(const char *name, unsigned long *ret)
{
	const char *text = getenv(name);
	char *end;

	if (!text || !*text)
		return 0;
	errno = 0;
	*ret = strtoul(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && !errno ? 1 : -1;
}

static bool shard_of_environment(unsigned long *ret, unsigned long *ret_n, struct why *why)
{
	static const char *const indexes[] = { "SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX",
					       "AWS_BATCH_JOB_ARRAY_INDEX" };
	unsigned long least = 0, n = 0;

	for (size_t i = 0; i < sizeof(indexes) / sizeof(indexes[0]); i++) {
		int got = environment(indexes[i], ret);

		if (got < 0)
			return why_set(why, WHY_USAGE, "--shard auto: %s is no number", indexes[i]);
		if (!got)
			continue;
		if (i == 0 && (environment("SLURM_ARRAY_TASK_MIN", &least) < 0 || least > *ret ||
			       environment("SLURM_ARRAY_TASK_COUNT", &n) < 0))
			return why_set(why, WHY_USAGE,
				       "--shard auto: SLURM_ARRAY_TASK_MIN or _COUNT does not fit "
				       "to SLURM_ARRAY_TASK_ID");
		*ret -= least;
		*ret_n = n;
		return true;
	}
	return why_set(why, WHY_USAGE,
		       "--shard auto: none of SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX and "
		       "AWS_BATCH_JOB_ARRAY_INDEX is set");
}

bool wish_shard(struct shard *ret, const struct options *o, struct why *why)
{
	unsigned long i = 0, n = 0;

	*ret = (struct shard){ .n = o->shards ? o->shards : 1, .seed = o->seed };
	if (!o->shard)
		return !o->shards || o->shards == 1 ||
		       why_set(why, WHY_USAGE, "--shards wants --shard as well: which of them?");
	if (strcmp(o->shard, "auto") == 0) {
		if (!shard_of_environment(&i, &n, why))
			return false;
		if (n && o->shards && n != o->shards)
			return why_set(why, WHY_USAGE,
				       "SLURM_ARRAY_TASK_COUNT is %lu and --shards is %u: to run a "
				       "part of the array again give --shard its number",
				       n, o->shards);
		ret->n = n && n <= SHARDS_MAX ? (uint32_t)n : ret->n;
		if (!n && !o->shards)
			return why_set(why, WHY_USAGE,
				       "--shard wants --shards as well: of how many?");
	} else {
		char *end;

		errno = 0;
		i = strtoul(o->shard, &end, 10);
		if (*o->shard < '0' || *o->shard > '9' || *end || errno)
			return refuse("--shard", "a number from 0, or auto", o->shard,
				      strlen(o->shard), why);
		if (!o->shards)
			return why_set(why, WHY_USAGE,
				       "--shard wants --shards as well: of how many?");
	}
	if (i >= ret->n || n > SHARDS_MAX)
		return why_set(why, WHY_USAGE,
			       "shard %lu is not one of %u: they are counted from 0", i, ret->n);
	ret->i = (uint32_t)i;
	return true;
}

static uint64_t add_text(uint64_t hash, const char *text)
{
	/* With its end, and told from none. */
	return text ? hash_octets(hash, text, strlen(text) + 1) : hash_octets(hash, "\377", 1);
}

uint64_t wish_digest(const struct options *o)
{
	const char *const texts[] = {
		FCRDNS_VERSION,	   o->expect, o->helo,	      o->ownership,
		o->ownership_host, o->psl,    o->authserv_id, o->generic_words
	};
	/* What --resume writes is a file: only "always" gives it colour. */
	bool colour = o->format == FORMAT_TEXT && o->color == WHEN_ALWAYS;
	char numbers[128];
	uint64_t hash;

	(void)snprintf(numbers, sizeof(numbers), "%u %u %u %u %u %d %d %d %d %d", o->format,
		       o->ptr_limit, o->special, o->max_addresses, o->verbose, o->no_timing,
		       o->quiet, o->strict, colour, o->deep);
	hash = add_text(HASH_BEGIN, numbers);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		hash = add_text(hash, texts[i]);
	for (size_t i = 0; i < o->ignore.n; i++)
		hash = add_text(hash, o->ignore.text[i]);
	for (size_t i = 0; i < o->dnsbls.n; i++)
		hash = add_text(add_text(hash, "dnsbl"), o->dnsbls.text[i]);
	return o->trace ? add_text(hash, o->trace_inside ? "trace inside" : "trace") : hash;
}

struct source_conf wish_source(const struct options *o)
{
	return (struct source_conf){
		.exact = o->exact.text,
		.n_exact = o->exact.n,
		.operands = o->operands.text,
		.n_operands = o->operands.n,
		.names_lists = true,
		.mx_domains = o->mx_domains.text,
		.n_mx_domains = o->mx_domains.n,
		.spf_domains = o->spf_domains.text,
		.n_spf_domains = o->spf_domains.n,
		.lists = o->lists.text,
		.n_lists = o->lists.n,
		.max_addresses = o->max_addresses,
	};
}

bool wish_servers(struct servers_conf *ret, struct wish *w, const struct options *o,
		  struct why *why)
{
	*ret = (struct servers_conf){
		.port = o->port, .family = o->family, .cacert = o->cacert, .proxy = o->proxy
	};
	return wish_ask(ret, w, &o->resolvers, "-r and @", why);
}

void wish_resolver(struct resolver_conf *ret, const struct options *o,
		   const struct servers *servers)
{
	*ret = (struct resolver_conf){
		.servers = *servers,
		.transport = o->transport,
		.first_wait_ms =
			o->timeout_ms < WISH_FIRST_WAIT_MS ? o->timeout_ms : WISH_FIRST_WAIT_MS,
		.timeout_ms = o->timeout_ms,
		.retries = o->retries,
		.rate = o->rate,
		.rate_per_server = o->rate_per_server,
		.tcp = o->tcp || servers->use_vc,
		.notes = o->verbose > 0,
	};
}

/* A word of RFC 2045 section 5.1, of which only what names of hosts have is used anywhere. */
static bool is_authserv_id(const char *text)
{
	size_t n =
		strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._");

	return n && !text[n];
}

bool wish_authserv_id(const struct options *o, char ret[static AUTHSERV_ID_MAX], struct why *why)
{
	const char *id = o->authserv_id;

	if (id && (!is_authserv_id(id) || strlen(id) >= AUTHSERV_ID_MAX))
		return refuse("--authserv-id", "a host name", id, strlen(id), why);
	if (id)
		(void)snprintf(ret, AUTHSERV_ID_MAX, "%s", id);
	else if (gethostname(ret, AUTHSERV_ID_MAX) != 0 || !memchr(ret, '\0', AUTHSERV_ID_MAX) ||
		 !is_authserv_id(ret))
		(void)snprintf(ret, AUTHSERV_ID_MAX, "localhost");
	return true;
}

static bool wants_colour(const struct options *o, bool is_terminal)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (o->format != FORMAT_TEXT || o->color == WHEN_NEVER)
		return false;
	if (o->color == WHEN_ALWAYS)
		return true;
	return is_terminal && !(no && *no) && term && *term && strcmp(term, "dumb") != 0;
}

static unsigned width(bool is_terminal)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size = { 0 };
	unsigned long n = 0;

	if (!is_terminal)
		return WIDTH_USUAL;
	if (columns)
		n = strtoul(columns, NULL, 10);
	if (!n && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		n = size.ws_col;
	if (!n)
		return WIDTH_USUAL;
	return n < WIDTH_MIN ? WIDTH_MIN : n > WIDTH_MAX ? WIDTH_MAX : (unsigned)n;
}

struct report_look wish_look(const struct options *o, const struct servers *servers,
			     bool is_terminal)
{
	return (struct report_look){
		.colour = wants_colour(o, is_terminal),
		.verbose = o->verbose > 0,
		.no_timing = o->no_timing,
		.width = width(is_terminal),
		.servers = servers->texts,
		.n_servers = servers->n,
	};
}
