/* SPDX-License-Identifier: MIT */
#include "operand.h"

#include <fcrdns/limits.h>
#include <fcrdns/source.h>
#include <fcrdns/target.h>
#include <fcrdns/why.h>

#include "list.h"
#include "word.h"

static bool accept_exact(const struct source_conf *conf, struct why *why)
{
	for (size_t i = 0; i < conf->n_exact; i++) {
		struct word w = word_of(conf->exact[i]);
		char text[LIMIT_SHOWN];
		struct ip ip;

		if (!ip_parse(&ip, w.text, w.len))
			return why_set(
				why, WHY_USAGE,
				"-x wants an IPv4 or IPv6 address and nothing else, not '%s'",
				word_shown(&w, text));
	}
	return true;
}

static bool too_many(const struct block *b, uint64_t max, struct why *why)
{
	char n[BLOCK_COUNT_MAX];

	return why_set(why, WHY_USAGE, "stands for %s addresses, more than --max-addresses %llu",
		       block_count_text(b, n), (unsigned long long)max);
}

bool operand_block(struct block *ret, const struct word *w, uint64_t max, struct why *why)
{
	if (!block_parse(ret, w->text, w->len, why))
		return false;
	return block_is_one(ret) || block_count(ret) <= max ? true : too_many(ret, max, why);
}

static bool accept_domains(const char *option, const char *const *domains, size_t n,
			   struct why *why)
{
	for (size_t i = 0; i < n; i++) {
		struct word w = word_of(domains[i]);
		uint8_t buf[NAME_MAX_OCTETS];
		char text[LIMIT_SHOWN];
		struct name name;

		if (!domain_parse(&name, buf, w.text, w.len))
			return why_set(why, WHY_USAGE, "%s wants a domain, not '%s'", option,
				       word_shown(&w, text));
	}
	return true;
}

static bool accept_operands(struct operands *ret, const struct source_conf *conf, struct why *why)
{
	uint64_t max = conf->max_addresses, sum = 0;

	ret->are_single = true;
	for (size_t i = 0; i < conf->n_operands; i++) {
		struct word w = word_of(conf->operands[i]);
		uint8_t buf[NAME_MAX_OCTETS];
		struct name name;
		struct why reason;
		struct block b;

		ret->n_places++;
		if (host_parse(&name, buf, w.text, w.len))
			continue;
		if (!operand_block(&b, &w, max, &reason)) {
			const char *hint = conf->names_lists && list_is_there(w.text)
						   ? "; the targets in a file are read with -l"
						   : "";
			char text[LIMIT_SHOWN];

			return why_set(why, WHY_USAGE, "'%s' %s%s", word_shown(&w, text),
				       reason.text, hint);
		}
		if (block_is_one(&b))
			continue;
		ret->are_single = false;
		sum += block_count(&b);
		ret->n_places += block_count(&b) - 1;
	}
	return sum <= max || why_set(why, WHY_USAGE,
				     "the blocks and ranges together stand for %llu addresses, "
				     "more than --max-addresses %llu",
				     (unsigned long long)sum, (unsigned long long)max);
}

bool operands_accept(struct operands *ret, const struct source_conf *conf, struct why *why)
{
	*ret = (struct operands){ .n_places = conf->n_exact + conf->n_mx_domains +
					      conf->n_spf_domains };
	return accept_exact(conf, why) && accept_operands(ret, conf, why) &&
	       accept_domains("-d", conf->mx_domains, conf->n_mx_domains, why) &&
	       accept_domains("--spf", conf->spf_domains, conf->n_spf_domains, why);
}
