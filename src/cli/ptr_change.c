/* SPDX-License-Identifier: MIT */
#include "ptr_change.h"

#include "ending.h"
#include "ptr_dns.h"
#include "ptr_record.h"

#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <stdio.h>
#include <string.h>

enum {
	REQUEST_CEILING = 1 << 17
};

/* ---- what is there ---- */

static const char *copy(struct arena *a, const char *s)
{
	const char *own = s ? arena_string(a, s, strlen(s)) : NULL;

	return own ? own : "";
}

static struct name copy_name(struct arena *a, const struct name *n)
{
	const uint8_t *own = n->len ? arena_copy(a, n->wire, n->len) : NULL;

	return (struct name){ own, own ? n->len : 0 };
}

/* What the session holds lives until the next one. */
static void keep(struct ptr_change *c, const struct holding *h)
{
	c->holding = *h;
	c->holding.provider = copy(&c->arena, h->provider);
	c->holding.account = copy(&c->arena, h->account);
	c->holding.region = copy(&c->arena, h->region);
	c->holding.id = copy(&c->arena, h->id);
	c->holding.label = copy(&c->arena, h->label);
	c->holding.ptr = copy_name(&c->arena, &h->ptr);
	c->holding.description = h->description ? copy(&c->arena, h->description) : NULL;
	c->holding.known_ptr = copy_name(&c->arena, &h->known_ptr);
}

static const char *address_text(const struct ptr_change *c)
{
	static char text[IP_TEXT_MAX];

	return ip_text(&c->address, text);
}

/* The next one of this address behind `after`, or from the first on. */
static const struct holding *held(const struct ptr_change *c, const struct holding *after)
{
	const struct holding *all = c->job.result.holdings;

	for (size_t i = after ? (size_t)(after - all) + 1 : 0; i < c->job.result.n_holdings; i++)
		if (ip_equal(&all[i].address, &c->address))
			return &all[i];
	return NULL;
}

/* Networks of two regions, or two of one, may have the same address. */
static bool is_alone(const struct ptr_change *c, const struct holding *h, struct why *why)
{
	const struct holding *other = held(c, h);

	if (!other)
		return true;
	if (!strcmp(h->region, other->region))
		return why_set(why, WHY_USAGE,
			       "the account holds %s twice, as %.100s and as %.100s: nobody can "
			       "tell which is meant, so nothing is changed",
			       address_text(c), h->id, other->id);
	return why_set(why, WHY_USAGE,
		       "the account holds %s in the regions %.64s and %.64s: say which is meant by "
		       "--provider %s:REGION",
		       address_text(c), h->region, other->region, c->job.id);
}

static bool not_held(struct ptr_change *c, bool is_complete, const struct why *fault,
		     struct why *why)
{
	const struct holding *all = c->job.result.holdings;

	if (!is_complete && fault->code) {
		*why = *fault;
		return false;
	}
	if (!is_complete)
		return why_set(why, WHY_TEMPORARY,
			       "%s did not tell all of its addresses, and %s is not among those "
			       "that it told",
			       c->job.id, address_text(c));
	if (c->sets)
		return why_set(
			why, WHY_USAGE,
			"%s is none of the %zu addresses that the account%s%.100s at %s holds",
			address_text(c), c->job.result.n_holdings,
			*c->job.result.account ? " " : "", c->job.result.account, c->job.id);
	for (size_t i = 0; c->o->id && all && i < c->job.result.n_holdings; i++)
		if (!strcmp(all[i].id, c->o->id))
			return why_set(why, WHY_USAGE,
				       "%s is the id of another address that the account holds "
				       "now: nothing is changed",
				       c->o->id);
	c->is_released = true;
	return ptr_record_find(c, why);
}

/* The address in an inventory of now; or, to be unset, as it once was. */
static bool find(struct ptr_change *c, struct why *why)
{
	struct cloud_wish wish = { .job = CLOUD_INVENTORY };
	struct why fault = { 0 };
	bool ok = job_run(&c->job, &wish, false, NULL, &fault);
	const struct holding *h = held(c, NULL);

	if (stop_signal)
		return false;
	if (!h)
		return not_held(c, ok && c->job.result.is_complete, &fault, why);
	if (!is_alone(c, h, why))
		return false;
	keep(c, h);
	if (c->o->id && *c->holding.id && strcmp(c->o->id, c->holding.id) != 0)
		return why_set(why, WHY_USAGE, "%s is held now, and its id is %s: leave --id out",
			       address_text(c), c->holding.id);
	return ptr_record_take(c, why);
}

/* What the API has as its PTR now, where the inventory did not tell. */
static bool show(struct ptr_change *c, struct why *why)
{
	struct cloud_wish wish = { .job = CLOUD_SHOW, .holding = &c->holding };

	if (c->holding.ptr_state != PTR_UNTOLD)
		return true;
	if (!job_run(&c->job, &wish, false, NULL, why))
		return false;
	if (c->job.result.n_holdings) {
		struct holding told = c->job.result.holdings[0];

		c->holding.ptr_state = told.ptr_state;
		c->holding.ptr = copy_name(&c->arena, &told.ptr);
		c->holding.has_ttl = told.has_ttl;
		c->holding.ttl_s = told.ttl_s;
		c->holding.description =
			told.description ? copy(&c->arena, told.description) : NULL;
	}
	return true;
}

static const char *name_or_none(const struct name *n, char out[static NAME_TEXT_MAX])
{
	if (!n->len)
		return "none";
	(void)name_text(n, out);
	return out;
}

/* Another administrator may have been here since. */
static bool is_as_expected(const struct ptr_change *c, const struct name *now, struct why *why)
{
	char is[NAME_TEXT_MAX], wanted[NAME_TEXT_MAX];

	if (!c->expects || (c->expect.len ? now->len && name_equal(now, &c->expect) : !now->len))
		return true;
	return why_set(why, WHY_MISFIT,
		       "the PTR of %s is %.100s, not %.100s as --expect-current says: nothing is "
		       "changed",
		       address_text(c), name_or_none(now, is), name_or_none(&c->expect, wanted));
}

static bool look_at_api(struct ptr_change *c, struct why *why)
{
	if (!show(c, why))
		return false;
	if (c->holding.ptr_state == PTR_UNTOLD && c->expects)
		return why_set(why, WHY_USAGE,
			       "%s does not tell the PTR of %s, so that --expect-current cannot be "
			       "kept",
			       c->job.id, address_text(c));
	c->old = c->holding.ptr;
	return is_as_expected(c, &c->old, why);
}

/* Given back: its PTR may be somebody else's by now. Ours is told by its name alone. */
static bool look_at_dns(struct ptr_change *c, bool *ret_is_gone, struct why *why)
{
	struct ptr_dns_look look;
	char old[NAME_TEXT_MAX];

	c->old = c->expect.len ? c->expect : c->holding.known_ptr;
	if (!c->old.len)
		return why_set(why, WHY_USAGE,
			       "%s was given back, so that its PTR may be somebody else's: say by "
			       "--expect-current NAME which name of yours is to go",
			       address_text(c));
	if (!ptr_dns_look(c->dns, &c->address, &c->old, &look, why))
		return false;
	*ret_is_gone = look.seen == SEEN_NONE;
	if (look.seen == SEEN_NONE)
		return true;
	if (look.seen == SEEN_NAME && look.is_alone)
		return is_as_expected(c, &c->old, why);
	if (look.seen == SEEN_UNKNOWN)
		return why_set(why, WHY_TEMPORARY,
			       "the DNS gives no answer for %s, so that nobody knows whose PTR "
			       "would be deleted: nothing is changed",
			       address_text(c));
	(void)name_text(&c->old, old);
	return why_set(why, WHY_MISFIT,
		       "the PTR of %s is %.100s, not %.100s: it seems to be somebody else's, and "
		       "nothing is changed",
		       address_text(c), look.other, old);
}

/* ---- the change ---- */

static struct cloud_wish wish_of(const struct ptr_change *c)
{
	return (struct cloud_wish){
		.job = c->sets ? CLOUD_SET : CLOUD_UNSET,
		.holding = &c->holding,
		.ptr = c->name,
		.has_ttl = c->sets && c->o->ttl_s,
		.ttl_s = c->o->ttl_s,
		.description = c->sets ? c->o->description : NULL,
	};
}

static bool is_so(const struct ptr_change *c)
{
	const struct holding *h = &c->holding;

	if (c->is_released)
		return false;
	if (!c->sets)
		return h->ptr_state == PTR_NONE;
	return h->ptr_state == PTR_ACTIVE && name_equal(&h->ptr, &c->name) &&
	       (!c->o->ttl_s || (h->has_ttl && h->ttl_s == c->o->ttl_s)) && !c->o->description;
}

static bool dry_run(struct ptr_change *c, struct why *why)
{
	struct cloud_wish wish = wish_of(c);
	char now[NAME_TEXT_MAX];
	struct text shown;
	bool ok;

	text_init(&shown, REQUEST_CEILING);
	ok = job_run(&c->job, &wish, false, &shown, why);
	if (ok && !shown.len)
		ok = why_set(why, WHY_USAGE, "%s would be asked for nothing", c->job.id);
	if (ok) {
		printf("%s", text_cstr(&shown));
		fprintf(stderr,
			"fcrdns-check: the PTR of %s is %s; nothing is changed, --yes "
			"sends this\n",
			address_text(c), name_or_none(&c->old, now));
	}
	text_done(&shown);
	return ok;
}

/* At OpenStack a PTR that was set when the address had another id is not to be unset before it was
 * set anew: as it was, should the unset then fail. */
static bool unset_by_set(struct ptr_change *c, struct why *why)
{
	struct cloud_wish set = { .job = CLOUD_SET,
				  .holding = &c->holding,
				  .ptr = c->old,
				  .has_ttl = c->holding.has_ttl,
				  .ttl_s = c->holding.ttl_s,
				  .description = c->holding.description };
	struct cloud_wish unset = wish_of(c);

	fprintf(stderr,
		"fcrdns-check: %s knows the PTR of %s from another id: it is set anew, "
		"then unset\n",
		c->job.id, address_text(c));
	return job_run(&c->job, &set, true, NULL, why) && job_run(&c->job, &unset, true, NULL, why);
}

static bool change(struct ptr_change *c, struct why *why)
{
	struct cloud_wish wish = wish_of(c);

	if (job_run(&c->job, &wish, true, NULL, why))
		return true;
	if (!stop_signal && !c->sets && !c->is_released && c->old.len && why->code == WHY_USAGE &&
	    !strcmp(c->job.id, "openstack") && unset_by_set(c, why))
		return true;
	if (c->job.result.write == WRITE_NONE)
		return false;
	fprintf(stderr,
		"fcrdns-check: %swhether the change was made is not known: without --yes the "
		"same tells what is there\n",
		c->job.result.write == WRITE_TAKEN ? "the request was taken, but " : "");
	/* That nothing is allowed, or not there, would say that nothing was changed. */
	why->code = WHY_TEMPORARY;
	return false;
}

/* ---- the end ---- */

static bool confirm(struct ptr_change *c, int *ret_status, struct why *why)
{
	const struct name *name = c->sets ? &c->name : &c->old;
	struct ptr_dns_look look;
	char text[NAME_TEXT_MAX];

	*ret_status = EXIT_WELL;
	if (!c->o->wait_ms || !name->len)
		return true;
	if (!ptr_dns_wait(c->dns, &c->address, name, c->sets, c->o->wait_ms, &look, why))
		return false;
	(void)name_text(name, text);
	if (ptr_dns_is(&look, c->sets)) {
		printf("%s  the DNS has %s%s\n", address_text(c), c->sets ? "" : "no more ", text);
		return true;
	}
	*ret_status = EXIT_TEMPORARY;
	if (stop_signal)
		return true;
	if (look.seen == SEEN_UNKNOWN)
		fprintf(stderr, "fcrdns-check: the DNS gives no answer for %s\n", address_text(c));
	else
		fprintf(stderr,
			"fcrdns-check: the DNS does not have it yet, its PTR is %s for %u s more "
			"where it is remembered: look again by fcrdns-check %s\n",
			look.seen == SEEN_NONE	  ? "none"
			: look.seen == SEEN_OTHER ? look.other
						  : text,
			look.ttl_s, address_text(c));
	return true;
}

static void tell_done(const struct ptr_change *c)
{
	char text[NAME_TEXT_MAX];

	if (c->sets)
		printf("%s  its PTR is set to %s\n", address_text(c), name_or_none(&c->name, text));
	else
		printf("%s  its PTR %s is unset\n", address_text(c),
		       c->old.len ? name_or_none(&c->old, text) : "record");
	(void)fflush(stdout);
}

static bool run(struct ptr_change *c, int *ret_status, struct why *why)
{
	bool is_gone = false;

	*ret_status = EXIT_WELL;
	if (!find(c, why) ||
	    !(c->is_released ? look_at_dns(c, &is_gone, why) : look_at_api(c, why)))
		return false;
	if (is_gone || is_so(c)) {
		printf("%s  %s\n", address_text(c),
		       c->sets ? "its PTR is set already" : "it has no PTR to be unset");
		return !c->sets || confirm(c, ret_status, why);
	}
	if (!c->o->yes)
		return dry_run(c, why);
	if (!change(c, why))
		return false;
	tell_done(c);
	return ptr_record_note(c, why) && confirm(c, ret_status, why);
}

int ptr_change_run(struct ptr_change *c)
{
	struct why why = { 0 };
	int status, printed;
	bool ok = run(c, &status, &why);

	if (stop_signal) {
		fputs("fcrdns-check: interrupted\n", stderr);
		return EXIT_SIGNAL + stop_signal;
	}
	if (!ok)
		return complain(&why);
	printed = ending_printed();
	return printed ? printed : status;
}
