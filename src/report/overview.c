/* SPDX-License-Identifier: MIT */
#include <fcrdns/overview.h>

#include <fcrdns/text.h>

#include "gist.h"

#include <string.h>

/* ---- networks ---- */

static struct ip network_of(const struct ip *ip)
{
	struct ip net = *ip;
	unsigned kept = ip->len == 4 ? 3 : 8; /* octets */

	memset(net.octet + kept, 0, sizeof(net.octet) - kept);
	return net;
}

static uint32_t bucket_of(const struct ip *net)
{
	uint32_t h = 2166136261U; /* FNV-1a */

	for (unsigned i = 0; i < 8; i++)
		h = (h ^ net->octet[i]) * 16777619U;
	return (h ^ h >> 15) % OVERVIEW_BUCKETS;
}

static void link_in(struct overview *o, uint32_t i)
{
	uint32_t *bucket = &o->bucket[bucket_of(&o->network[i].net)];

	o->network[i].next = *bucket;
	*bucket = i;
}

/* Those with the fewest failures, until a quarter of the places is free. */
static void give_up(struct overview *o)
{
	uint64_t least = 0;

	while (o->n_networks > OVERVIEW_NETWORKS / 4 * 3) {
		uint32_t n = 0;

		for (uint32_t i = 1; i <= o->n_networks; i++)
			if (o->network[i].n_fail > least)
				o->network[++n] = o->network[i];
		o->n_networks = n;
		least = 2 * least + 1;
	}
	memset(o->bucket, 0, sizeof(o->bucket));
	for (uint32_t i = 1; i <= o->n_networks; i++)
		link_in(o, i);
	o->has_given_up = true;
}

static void add_network(struct overview *o, const struct record *r)
{
	struct ip net = network_of(&r->target->address);
	uint32_t i = o->bucket[bucket_of(&net)];

	while (i && !ip_equal(&o->network[i].net, &net))
		i = o->network[i].next;
	if (!i) {
		if (o->n_networks == OVERVIEW_NETWORKS)
			give_up(o);
		i = ++o->n_networks;
		o->network[i] = (struct overview_network){ .net = net };
		link_in(o, i);
	}
	o->network[i].n++;
	o->network[i].n_fail += r->severity == SEVERITY_FAIL;
}

/* ---- findings ---- */

const char *overview_code_text(const struct overview *o, unsigned i)
{
	return i < FINDING_FOREIGN ? finding_code_text((enum finding_code)i)
				   : o->foreign[i - FINDING_FOREIGN];
}

/* A place for its code; OVERVIEW_CODES: there is none left. */
static unsigned place_of(struct overview *o, const struct finding *f)
{
	char shown[OVERVIEW_CODE_MAX];
	unsigned i = 0;

	if (f->code != FINDING_FOREIGN)
		return f->code;
	text_shown(shown, sizeof(shown), finding_name(f), strlen(finding_name(f)));
	while (i < o->n_foreign && strcmp(o->foreign[i], shown) != 0)
		i++;
	if (i == OVERVIEW_FOREIGN) {
		o->n_foreign_left_out++;
		return OVERVIEW_CODES;
	}
	if (i == o->n_foreign)
		memcpy(o->foreign[o->n_foreign++], shown, sizeof(shown));
	return FINDING_FOREIGN + i;
}

static void add_example(struct overview_code *c, enum severity severity, const struct record *r)
{
	const char *subject = gist_subject(r);

	if (!c->n_examples || severity > c->severity) {
		c->severity = severity;
		c->n_examples = 0;
	}
	if (severity == c->severity && c->n_examples < OVERVIEW_EXAMPLES)
		text_shown(c->examples[c->n_examples++], OVERVIEW_SUBJECT_MAX, subject,
			   strlen(subject));
}

/* Each code once, however many of the names have it. */
static void add_findings(struct overview *o, const struct record *r)
{
	uint8_t worst[OVERVIEW_CODES] = { 0 }; /* and 1 more: its severity */

	for (unsigned i = 0; i < r->n_findings; i++) {
		const struct finding *f = &r->findings[i];
		unsigned at = place_of(o, f);

		if (at < OVERVIEW_CODES && worst[at] < f->severity + 1U)
			worst[at] = (uint8_t)(f->severity + 1U);
	}
	for (unsigned i = 0; r->n_findings && i < OVERVIEW_CODES; i++) {
		if (!worst[i])
			continue;
		o->code[i].by_severity[worst[i] - 1]++;
		add_example(&o->code[i], (enum severity)(worst[i] - 1), r);
	}
}

/* ---- all of it ---- */

static void add_time(struct overview *o, const struct record *r)
{
	if (!r->has_timing)
		return;
	o->queries += r->queries;
	o->has_queries = true;
	if (!o->earliest_s || r->checked_at_s < o->earliest_s)
		o->earliest_s = r->checked_at_s;
	if (r->checked_at_s > o->latest_s)
		o->latest_s = r->checked_at_s;
}

void overview_add(struct overview *o, const struct record *r)
{
	const struct stamp stamp = stamp_of(r);

	tally_add(&o->tally, &stamp);
	/* The parts of a name are one place. */
	o->places += !o->has_place || r->target->index != o->last_index || !r->target->has_part;
	o->has_place = true;
	o->last_index = r->target->index;
	add_time(o, r);
	add_findings(o, r);
	if (r->target->has_address)
		add_network(o, r);
}
