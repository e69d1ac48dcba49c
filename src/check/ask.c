/* SPDX-License-Identifier: MIT */
#include "ask.h"

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>

#include <string.h>

/* `told` continues the chain that `before` left unfinished: one answer to the first question. */
static bool join_chain(const struct name *asked, const struct answer *before, struct answer *told,
		       struct arena *arena)
{
	unsigned n = before->n_chain + told->n_chain;
	struct name *chain = arena_get(arena, n * sizeof(*chain));

	if (!chain)
		return false;
	memcpy(chain, before->chain, before->n_chain * sizeof(*chain));
	if (told->n_chain)
		memcpy(chain + before->n_chain, told->chain, told->n_chain * sizeof(*chain));
	for (unsigned i = before->n_chain; i < n; i++)
		for (unsigned k = 0; k <= i; k++)
			if (name_equal(&chain[i], k < i ? &chain[k] : asked))
				told->loops = true;
	if (told->status <= ANSWER_NODATA && before->ttl_s < told->ttl_s)
		told->ttl_s = before->ttl_s;
	told->n_tries = (uint8_t)(told->n_tries + before->n_tries);
	told->took_us += before->took_us;
	told->truncated |= before->truncated;
	told->authenticated &= before->authenticated;
	told->authoritative &= before->authoritative;
	told->chain = chain;
	told->n_chain = n;
	return true;
}

/* A resolver gave the CNAME and left the rest to us: neither records nor an SOA that denies them.
 */
static bool is_unfinished(const struct answer *a)
{
	return a->status == ANSWER_NODATA && a->n_chain && !a->loops && !a->has_soa;
}

enum ask_told ask_tell(struct ask *ask, const struct answer *answer, struct arena *arena)
{
	struct answer before = ask->answer;
	bool unfinished;

	if (!answer_copy(&ask->answer, answer, ask->question.type, arena))
		return ASK_FAILED;
	if (ask->n_chases && !join_chain(&ask->question.name, &before, &ask->answer, arena))
		return ASK_FAILED;
	unfinished = is_unfinished(answer) && !ask->answer.loops;
	if (unfinished && ask->n_chases < LIMIT_CHASES) {
		ask->n_chases++;
		ask->sent.name = ask->answer.chain[ask->answer.n_chain - 1];
		ask->taken = false;
		return ASK_AGAIN;
	}
	/* Still CNAMEs after all those steps: nobody can say what is at the end. */
	if (unfinished)
		ask->answer.status = ANSWER_MALFORMED;
	ask->told = true;
	return ASK_ANSWERED;
}

void ask_expire(struct ask *ask)
{
	if (ask->told)
		return;
	ask->answer = (struct answer){ .status = ANSWER_TIMEOUT,
				       .n_tries = ask->answer.n_tries,
				       .server = ask->answer.server };
	ask->told = true;
}
