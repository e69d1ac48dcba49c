/* SPDX-License-Identifier: MIT */
#include "holdings.h"

#include "doubt.h"
#include "ending.h"
#include "holdings_files.h"

#include <fcrdns/arena.h>
#include <fcrdns/authority.h>
#include <fcrdns/inventory.h>
#include <fcrdns/limits.h>
#include <fcrdns/record.h>
#include <fcrdns/source.h>
#include <fcrdns/why.h>

#include <stdlib.h>
#include <string.h>

static bool no_memory(struct why *why)
{
	return why_set(why, WHY_INTERNAL, "out of memory");
}

/* ---- opening ---- */

static bool read_files(struct holdings *h, struct why *why)
{
	size_t n = h->conf.inventories->n;

	h->files = mem_zero(n + 1, sizeof(*h->files));
	if (!h->files)
		return no_memory(why);
	for (size_t i = 0; i < n; i++) {
		if (!inventory_read(h->conf.inventories->text[i], &stop_signal, &h->files[i], why))
			return false;
		h->n_files++;
	}
	return true;
}

static bool open_jobs(struct holdings *h, struct why *why)
{
	size_t n = h->conf.providers->n;

	h->jobs = mem_zero(n + 1, sizeof(*h->jobs));
	if (!h->jobs)
		return no_memory(why);
	for (size_t i = 0; i < n; i++) {
		h->n_jobs++;
		if (!job_open(&h->jobs[i], h->conf.providers->text[i], &h->job_options, why))
			return false;
	}
	return true;
}

bool holdings_open(struct holdings *h, const struct holdings_conf *conf, int64_t now_s,
		   struct why *why)
{
	bool is_read_only = !conf->providers->n && !conf->inventories->n;

	*h = (struct holdings){ .conf = *conf, .now_s = now_s };
	arena_init(&h->arena, SIZE_MAX);
	job_options_begin(&h->job_options);
	h->job_options.cacert = conf->cacert;
	h->job_options.proxy = conf->proxy;
	h->job_options.verbose = conf->verbose;
	if (!open_jobs(h, why) || !read_files(h, why))
		return false;
	h->ledger = ledger_open(conf->ledger, is_read_only ? LEDGER_READ : LEDGER_MAKE, why);
	return h->ledger != NULL;
}

void holdings_close(struct holdings *h)
{
	for (size_t i = 0; i < h->n_jobs; i++)
		job_close(&h->jobs[i]);
	for (size_t i = 0; i < h->n_files; i++)
		inventory_done(&h->files[i]);
	mem_free(h->released);
	arena_done(&h->arena);
	mem_free(h->jobs);
	mem_free(h->files);
	ledger_walk_free(h->walk);
	ledger_free(h->ledger);
	*h = (struct holdings){ 0 };
}

/* ---- into the ledger ---- */

bool holdings_take_account(struct holdings *h, struct ledger_account *account,
			   const struct doubt_told *told, bool *ret_has_gap, struct why *why)
{
	struct why doubt = { 0 };

	if (!doubt_account(h->ledger, account, told, h->conf.all_given_back, &doubt, why))
		return false;
	/* Nor shall what is there be taken for the account's the next time. */
	if (doubt.code) {
		if (account->is_complete)
			(void)complain(&doubt);
		*ret_has_gap = true;
		account->is_complete = false;
		return ledger_take(h->ledger, account, NULL, 0, why);
	}
	if (!ledger_take(h->ledger, account, told->holdings, told->n, why) ||
	    (account->is_complete && !doubt_regions(h->ledger, account, told, &doubt, why)))
		return false;
	if (doubt.code)
		(void)complain(&doubt);
	*ret_has_gap |= doubt.code != WHY_NONE;
	return true;
}

static bool take_cloud(struct holdings *h, struct job *j, bool *ret_has_gap, struct why *why)
{
	const struct cloud_wish wish = { .job = CLOUD_INVENTORY };
	struct why fault = { 0 };
	bool is_complete = job_run(j, &wish, false, NULL, &fault) && j->result.is_complete;
	struct ledger_account account = {
		.provider = j->id,
		.account = j->result.account,
		.is_users_word = j->result.account_variable != NULL,
		/* The settings may name one as well: what is elsewhere is not given back. */
		.region = j->result.region ? j->result.region : j->region,
		.asked = j->result.regions,
		.n_asked = j->result.n_regions,
		.is_complete = is_complete,
		.now_s = h->now_s,
		.grace_s = h->conf.grace_s,
	};

	if (stop_signal)
		return why_set(why, WHY_TEMPORARY, "interrupted");
	if (!is_complete && !fault.code)
		(void)why_set(&fault, WHY_TEMPORARY, "%s did not tell all of its addresses", j->id);
	if (!is_complete)
		(void)complain(&fault);
	*ret_has_gap |= !is_complete;
	return holdings_take_account(h, &account,
				     &(struct doubt_told){
					     .holdings = j->result.holdings,
					     .n = j->result.n_holdings,
					     .account_variable = j->result.account_variable,
				     },
				     ret_has_gap, why);
}

bool holdings_take(struct holdings *h, bool *ret_has_gap, struct why *why)
{
	*ret_has_gap = false;
	for (size_t i = 0; i < h->n_jobs; i++)
		if (!take_cloud(h, &h->jobs[i], ret_has_gap, why))
			return false;
	return holdings_take_files(h, ret_has_gap, why);
}

/* ---- the source of what was given back ---- */

static bool keep_released(struct holdings *h, const struct holding *from, struct why *why)
{
	if (h->n_released == h->room) {
		size_t room = h->room ? h->room * 2 : 64;
		struct holding **list = mem_resize(h->released, room * sizeof(struct holding *));

		if (!list)
			return no_memory(why);
		h->released = list;
		h->room = room;
	}
	h->released[h->n_released] = arena_copy(&h->arena, from, sizeof(*from));
	return h->released[h->n_released++] || no_memory(why);
}

/* Texts of those that are held are dropped at once. */
static bool collect_released(struct holdings *h, struct ledger_walk *walk, struct why *why)
{
	struct arena texts;
	bool is_end = false, ok = true;

	arena_init(&texts, LIMIT_ARENA);
	while (ok && !stop_signal) {
		struct holding one;

		arena_reset(&texts);
		ok = ledger_walk_next(walk, &one, &texts, &is_end, why);
		if (!ok || is_end)
			break;
		if (!one.released_s || one.is_unknown)
			continue;
		one.provider = one.account = one.region = one.id = one.label = "";
		one.ptr.wire = arena_copy(&h->arena, one.ptr.wire, one.ptr.len);
		one.known_ptr.wire = arena_copy(&h->arena, one.known_ptr.wire, one.known_ptr.len);
		ok = keep_released(h, &one, why);
	}
	arena_done(&texts);
	return ok;
}

static int compare_rows(const void *a, const void *b)
{
	const struct holding *const *x = a, *const *y = b;

	return (*x)->row < (*y)->row ? -1 : (*x)->row > (*y)->row;
}

bool holdings_ask_source(struct holdings *h, const struct authority_conf *conf, struct why *why)
{
	struct ledger_walk *walk = ledger_walk_new(h->ledger, why);
	bool ok = walk && collect_released(h, walk, why) &&
		  authority_ask(conf, h->released, h->n_released, &h->arena, why);

	ledger_walk_free(walk);
	if (ok && h->n_released)
		qsort(h->released, h->n_released, sizeof(struct holding *), compare_rows);
	return ok;
}

static void add_source(const struct holdings *h, struct holding *to)
{
	struct holding **found = NULL;

	if (h->n_released)
		found = bsearch(&to, h->released, h->n_released, sizeof(struct holding *),
				compare_rows);
	if (!found)
		return;
	to->at_source = (*found)->at_source;
	to->source_ptr = (*found)->source_ptr;
	to->source_ttl_s = (*found)->source_ttl_s;
}

/* ---- and out of it ---- */

static enum source_got feed(void *user, struct target *ret, struct arena *arena, struct why *why)
{
	struct holdings *h = user;
	struct holding holding;
	bool is_end = false;

	if (!ledger_walk_next(h->walk, &holding, arena, &is_end, why))
		return SOURCE_FAILED;
	if (is_end)
		return SOURCE_END;
	add_source(h, &holding);
	*ret = (struct target){ .has_address = true, .address = holding.address };
	ret->holding = arena_copy(arena, &holding, sizeof(holding));
	if (ret->holding)
		return SOURCE_TARGET;
	(void)no_memory(why);
	return SOURCE_FAILED;
}

bool holdings_walk(struct holdings *h, struct source_conf *source, struct why *why)
{
	h->walk = ledger_walk_new(h->ledger, why);
	source->feed = feed;
	source->feed_user = h;
	return h->walk != NULL;
}

bool holdings_note(struct holdings *h, const struct record *r, struct why *why)
{
	return ledger_note(h->ledger, r->target->holding->row, h->now_s, r->stale.class, r, why);
}

bool holdings_settle(struct holdings *h, struct why *why)
{
	return ledger_settle(h->ledger, why);
}
