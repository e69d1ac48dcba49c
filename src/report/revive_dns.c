/* SPDX-License-Identifier: MIT */
#include "revive_dns.h"

#include <fcrdns/arena.h>
#include <fcrdns/jsondoc.h>

#include <string.h>

bool revive_refuse(struct reviver *v, const char *fault)
{
	if (!v->fault)
		v->fault = fault;
	return false;
}

void *revive_room(struct reviver *v, size_t n, size_t size)
{
	return arena_zero(v->arena, n * size);
}

bool revive_name(struct reviver *v, const char *text, struct name *ret)
{
	uint8_t wire[NAME_MAX_OCTETS];
	struct name name;

	*ret = (struct name){ 0 };
	if (!text)
		return true;
	if (!name_parse(&name, wire, text, strlen(text)))
		return revive_refuse(v, "it has a name that is none");
	name.wire = arena_copy(v->arena, wire, name.len);
	if (!name.wire)
		return false;
	*ret = name;
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

const char *revive_shown(struct reviver *v, const char *text, size_t *ret_len)
{
	char *out = revive_room(v, strlen(text) + 1, 1);
	size_t n = 0;

	while (out && *text) {
		if (*text == '\\' && is_digit(text[1]) && is_digit(text[2]) && is_digit(text[3])) {
			out[n++] = (char)((text[1] - '0') * 100 + (text[2] - '0') * 10 + text[3] -
					  '0');
			text += 4;
		} else {
			out[n++] = *text++;
		}
	}
	*ret_len = n;
	return out;
}

/* ---- answers ---- */

/* NOERROR is NODATA as long as no records are known. */
static bool read_answer(struct reviver *v, const struct jsondoc *d, struct answer *a)
{
	size_t n = jsondoc_count(d, "ede"), len;
	const char *rcode = jsondoc_text(d, "rcode");
	bool truncated = false;
	uint64_t number;
	struct ede *edes;

	if (!rcode)
		return revive_refuse(v, "a look-up has no rcode");
	answer_rcode_parse(a, rcode);
	if (jsondoc_bool(d, "truncated", &truncated) && truncated) {
		a->truncated = true;
		if (a->status == ANSWER_TIMEOUT)
			a->status = ANSWER_TRUNCATED;
	}
	if (jsondoc_uint(d, "ttl", &number) && number <= UINT32_MAX) {
		a->has_soa = true;
		a->ttl_s = (uint32_t)number;
	}
	if (!n)
		return true;
	a->edes = edes = revive_room(v, n, sizeof(*edes));
	if (!edes)
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct jsondoc *one = jsondoc_object_at(d, "ede", i);
		const char *text = one ? jsondoc_text(one, "text") : NULL;

		if (!one || !jsondoc_uint(one, "code", &number) || number > UINT16_MAX)
			return revive_refuse(v, "an extended error has no code");
		edes[i].code = (uint16_t)number;
		if (!text)
			continue;
		edes[i].text = revive_shown(v, text, &len);
		if (!edes[i].text)
			return false;
		edes[i].len = (uint16_t)(len > UINT16_MAX ? UINT16_MAX : len);
	}
	a->n_edes = (unsigned)n;
	return true;
}

static bool read_chain(struct reviver *v, const struct jsondoc *d, struct answer *a)
{
	size_t n = jsondoc_count(d, "cname");
	struct name *chain;

	if (!n)
		return true;
	a->chain = chain = revive_room(v, n, sizeof(*chain));
	if (!chain)
		return false;
	for (size_t i = 0; i < n; i++) {
		const char *text = jsondoc_text_at(d, "cname", i);

		if (!text)
			return revive_refuse(v, "an alias is no text");
		if (!revive_name(v, text, &chain[i]))
			return false;
	}
	a->n_chain = (unsigned)n;
	return true;
}

bool revive_ptr(struct reviver *v)
{
	const struct jsondoc *d = jsondoc_object(v->doc, "ptr");
	struct check *c = &v->ret->check;
	struct ask *ask;
	uint64_t tries;
	size_t n = jsondoc_count(v->doc, "names");

	if (!d)
		return true;
	c->ptr = ask = revive_room(v, 1, sizeof(*ask));
	if (!ask || !read_answer(v, d, &ask->answer) || !read_chain(v, d, &ask->answer))
		return false;
	ask->told = true;
	if (ask->answer.status == ANSWER_NODATA && n)
		ask->answer.status = ANSWER_OK;
	ask->answer.n_total = ask->answer.n_records = (unsigned)n;
	if (jsondoc_uint(d, "tries", &tries) && tries <= UINT8_MAX)
		ask->answer.n_tries = (uint8_t)tries;
	v->ret->server = jsondoc_text(d, "server");
	return true;
}

/* ---- names ---- */

/* Of the other family where the own one has none. */
static bool read_addresses(struct reviver *v, const struct jsondoc *d, struct candidate *c)
{
	size_t n = jsondoc_count(d, "addresses");
	struct answer *a = &c->own->answer;
	struct ip *ips;

	if (!n)
		return true;
	ips = revive_room(v, n, sizeof(*ips));
	if (!ips)
		return false;
	for (size_t i = 0; i < n; i++) {
		const char *text = jsondoc_text_at(d, "addresses", i);

		if (!text || !ip_parse(&ips[i], text, strlen(text)))
			return revive_refuse(v, "it has an address that is none");
	}
	if (a->status != ANSWER_NODATA)
		return revive_refuse(v, "a look-up that failed has addresses");
	if (ips[0].len != v->ret->target.address.len) {
		c->other = revive_room(v, 1, sizeof(*c->other));
		if (!c->other)
			return false;
		c->other->told = true;
		a = &c->other->answer;
	}
	a->status = ANSWER_OK;
	a->ips = ips;
	a->n_records = a->n_total = (unsigned)n;
	return true;
}

static bool read_name(struct reviver *v, const struct jsondoc *d, struct candidate *c,
		      struct record_name *n)
{
	const struct jsondoc *generic = jsondoc_object(d, "generic");
	const char *text = jsondoc_text(d, "name");
	const char *class = generic ? jsondoc_text(generic, "class") : NULL;
	bool confirmed;

	if (!text)
		return revive_refuse(v, "a name has no text");
	if (!revive_name(v, text, &c->name) ||
	    !revive_name(v, jsondoc_text(d, "domain"), &c->domain))
		return false;
	n->candidate = c;
	n->confirmed = !jsondoc_bool(d, "confirmed", &confirmed) ? UNDECIDED : confirmed ? YES : NO;
	if (class)
		n->generic = strcmp(class, "yes") == 0 ? GENERIC_YES : GENERIC_MAYBE;
	c->faults = host_faults(&c->name);
	v->ret->check.n_usable += !(c->faults & HOST_UNUSABLE);
	if (!jsondoc_has(d, "rcode"))
		return true;
	c->evaluated = true;
	c->own = revive_room(v, 1, sizeof(*c->own));
	if (!c->own || !read_answer(v, d, &c->own->answer))
		return false;
	c->own->told = true;
	v->ret->check.n_evaluated++;
	return read_addresses(v, d, c);
}

bool revive_names(struct reviver *v)
{
	struct check *c = &v->ret->check;
	struct record *r = &v->ret->record;
	size_t n = jsondoc_count(v->doc, "names");

	if (!jsondoc_is_array(v->doc, "names"))
		return revive_refuse(v, "its names are no array");
	c->candidates = revive_room(v, n, sizeof(*c->candidates));
	r->names = revive_room(v, n, sizeof(*r->names));
	if (!c->candidates || !r->names)
		return false;
	c->n_candidates = r->n_names = (unsigned)n;
	for (size_t i = 0; i < n; i++) {
		const struct jsondoc *one = jsondoc_object_at(v->doc, "names", i);

		if (!one)
			return revive_refuse(v, "one of its names is no object");
		if (!read_name(v, one, &c->candidates[i], &r->names[i]))
			return false;
	}
	return true;
}

bool revive_confirmed(struct reviver *v)
{
	struct record *r = &v->ret->record;
	size_t n = jsondoc_count(v->doc, "confirmed");
	struct name *names;

	if (!jsondoc_is_array(v->doc, "confirmed"))
		return revive_refuse(v, "its confirmed names are no array");
	names = revive_room(v, n, sizeof(*names));
	r->confirmed = revive_room(v, n, sizeof(*r->confirmed));
	if (!names || !r->confirmed)
		return false;
	for (size_t i = 0; i < n; i++) {
		const char *text = jsondoc_text_at(v->doc, "confirmed", i);

		if (!text)
			return revive_refuse(v, "one of its confirmed names is no text");
		if (!revive_name(v, text, &names[i]))
			return false;
		r->confirmed[i] = &names[i];
	}
	r->n_confirmed = (unsigned)n;
	return true;
}

/* ---- ownership ---- */

static bool read_values(struct reviver *v, const struct jsondoc *d, struct answer *a)
{
	size_t n = jsondoc_count(d, "values"), len;
	struct txt *txts;

	if (!n || a->status != ANSWER_NODATA)
		return true;
	a->txts = txts = revive_room(v, n, sizeof(*txts));
	if (!txts)
		return false;
	for (size_t i = 0; i < n; i++) {
		const char *text = jsondoc_text_at(d, "values", i);

		if (!text)
			return revive_refuse(v, "a TXT value is no text");
		txts[i].octets = (const uint8_t *)revive_shown(v, text, &len);
		if (!txts[i].octets)
			return false;
		txts[i].len = (uint16_t)(len > UINT16_MAX ? UINT16_MAX : len);
	}
	a->n_records = a->n_total = (unsigned)n;
	a->status = ANSWER_OK;
	return true;
}

bool revive_ownership(struct reviver *v)
{
	const struct jsondoc *d = jsondoc_object(v->doc, "ownership");
	struct ownership *o = &v->ret->record.ownership;
	const char *status, *owner;
	struct ask *ask;

	if (!d)
		return true;
	status = jsondoc_text(d, "status");
	owner = jsondoc_text(d, "owner_name");
	for (enum ownership_status s = OWNERSHIP_VERIFIED; status && s <= OWNERSHIP_TEMPERROR; s++)
		if (strcmp(status, ownership_status_text(s)) == 0)
			o->status = s;
	if (o->status == OWNERSHIP_NOT_ASKED)
		return revive_refuse(v, "its ownership has no status that is known");
	if (owner && *owner && !revive_name(v, owner, &o->owner_name))
		return false;
	if (!jsondoc_has(d, "rcode"))
		return true;
	o->txt = ask = revive_room(v, 1, sizeof(*ask));
	if (!ask || !read_answer(v, d, &ask->answer) || !read_values(v, d, &ask->answer))
		return false;
	ask->told = true;
	return true;
}
