/* SPDX-License-Identifier: MIT */
#include <fcrdns/revive.h>

#include <fcrdns/arena.h>
#include <fcrdns/date.h>
#include <fcrdns/holding.h>
#include <fcrdns/jsondoc.h>
#include <fcrdns/recorded.h>

#include "revive_dns.h"

#include <string.h>

static const double DURATION_MOST_MS = 1e12;

/* ---- the target ---- */

static bool read_target(struct reviver *v, const struct recorded_line *line)
{
	struct revived *ret = v->ret;
	struct target *t = &ret->target;
	const char *address = jsondoc_text(v->doc, "address");

	t->index = line->index;
	t->has_part = line->has_part;
	t->part = line->part;
	t->input = jsondoc_text(v->doc, "input");
	t->tag = jsondoc_text(v->doc, "tag");
	t->error = jsondoc_text(v->doc, "error");
	ret->record.target = t;
	if (!address)
		return jsondoc_is_null(v->doc, "address") ||
		       revive_refuse(v, "its address is neither text nor null");
	if (!ip_parse(&t->address, address, strlen(address)))
		return revive_refuse(v, "its address is none");
	t->has_address = true;
	ret->record.address_len = (uint8_t)strlen(ip_text(&t->address, ret->record.address));
	ret->record.check = &ret->check;
	ret->check.target = t;
	ret->check.policy = &ret->policy;
	ret->check.arena = v->arena;
	return revive_name(v, jsondoc_text(v->doc, "reverse_name"), &ret->check.reverse);
}

/* Of a line without an address, what its finding says. */
static void judge_target(struct revived *ret)
{
	const struct record *r = &ret->record;
	const struct finding *f = r->n_findings ? &r->findings[0] : NULL;

	if (ret->target.has_address || !f)
		return;
	ret->target.for_now = f->severity == SEVERITY_UNDECIDED;
	ret->target.beside = f->code == FINDING_TARGET_UNRESOLVED && f->severity == SEVERITY_OK;
}

/* ---- the verdict ---- */

static bool read_iprev(struct reviver *v)
{
	const char *text = jsondoc_text(v->doc, "iprev");

	if (jsondoc_is_null(v->doc, "iprev"))
		return true;
	for (enum iprev i = IPREV_PASS; text && i <= IPREV_PERMERROR; i++)
		if (strcmp(text, iprev_text(i)) == 0) {
			v->ret->record.iprev = i;
			return true;
		}
	return revive_refuse(v, "its iprev is none of pass, fail, temperror, permerror, null");
}

static bool read_severity(const struct jsondoc *d, enum severity *ret)
{
	const char *text = jsondoc_text(d, "severity");

	for (enum severity s = SEVERITY_OK; text && s <= SEVERITY_FAIL; s++)
		if (strcmp(text, severity_finding_text(s)) == 0) {
			*ret = s;
			return true;
		}
	return false;
}

/* What only the judge knows and a line does not tell by itself. */
static void complete(const struct reviver *v, struct finding *f)
{
	if (f->code == FINDING_SPECIAL_PURPOSE && v->ret->target.has_address)
		f->detail = ip_special(&v->ret->target.address);
	if (f->code == FINDING_PTR_MULTIPLE)
		f->number = (unsigned)jsondoc_count(v->doc, "names");
}

static bool read_finding(struct reviver *v, const struct jsondoc *d, struct finding *f)
{
	const char *code = jsondoc_text(d, "code"), *message = jsondoc_text(d, "message");
	const char *fix = jsondoc_text(d, "fix"), *name = jsondoc_text(d, "name");
	struct finding_told *told = revive_room(v, 1, sizeof(*told));

	if (!told)
		return false;
	*f = (struct finding){ .told = told };
	*told = (struct finding_told){ .message = message ? message : "", .fix = fix ? fix : "" };
	if (!code || !*code)
		return revive_refuse(v, "a finding has no code");
	if (!finding_code_parse(&f->code, code, strlen(code))) {
		f->code = FINDING_FOREIGN;
		told->code = code;
	}
	if (!read_severity(d, &f->severity))
		return revive_refuse(v, "the severity of a finding is none of info, warn, "
					"undecided, fail");
	complete(v, f);
	return revive_name(v, name && *name ? name : NULL, &f->name);
}

static bool is_ignored(const uint64_t ignore[static 2], const struct finding *f)
{
	return f->code != FINDING_FOREIGN && ignore[f->code / 64] >> f->code % 64 & 1;
}

static bool read_findings(struct reviver *v, const uint64_t ignore[static 2])
{
	struct revived *ret = v->ret;
	struct record *r = &ret->record;
	enum severity worst = SEVERITY_OK;

	if (!jsondoc_is_array(v->doc, "findings"))
		return revive_refuse(v, "its findings are no array");
	ret->n_findings = jsondoc_count(v->doc, "findings");
	r->findings = revive_room(v, ret->n_findings, sizeof(*r->findings));
	ret->dropped = revive_room(v, ret->n_findings, 1);
	if (!r->findings || !ret->dropped)
		return false;
	for (size_t i = 0; i < ret->n_findings; i++) {
		const struct jsondoc *one = jsondoc_object_at(v->doc, "findings", i);
		struct finding *f = &r->findings[r->n_findings];

		if (!one)
			return revive_refuse(v, "a finding is no object");
		if (!read_finding(v, one, f))
			return false;
		ret->dropped[i] = is_ignored(ignore, f);
		ret->n_dropped += ret->dropped[i];
		if (ret->dropped[i])
			continue;
		worst = f->severity > worst ? f->severity : worst;
		r->n_findings++;
	}
	if (ret->n_dropped)
		r->severity = worst;
	return true;
}

/* ---- predictions ---- */

static bool read_reply(const struct jsondoc *d, const char *server, enum mta_reply *ret)
{
	const char *text = jsondoc_text(d, server);

	for (enum mta_reply r = MTA_OK; text && r <= MTA_550; r++)
		if (strcmp(text, mta_reply_text(r)) == 0) {
			*ret = r;
			return true;
		}
	return false;
}

static bool read_mta(struct reviver *v)
{
	const struct jsondoc *d = jsondoc_object(v->doc, "mta");
	struct mta *m = &v->ret->record.mta;

	if (!d)
		return true;
	if (!read_reply(d, "postfix", &m->postfix) ||
	    !read_reply(d, "postfix_reverse", &m->postfix_reverse) ||
	    !read_reply(d, "exim", &m->exim) || !read_reply(d, "opensmtpd", &m->opensmtpd) ||
	    !read_reply(d, "sendmail", &m->sendmail))
		return revive_refuse(v, "a predicted reply is none of ok, 450, 451, 550");
	(void)jsondoc_bool(d, "order_dependent", &m->order_dependent);
	v->ret->record.has_mta = true;
	return true;
}

static enum tristate read_maybe(const struct jsondoc *d, const char *key)
{
	bool b;

	return !jsondoc_bool(d, key, &b) ? UNDECIDED : b ? YES : NO;
}

static void read_helo(struct reviver *v)
{
	const struct jsondoc *d = jsondoc_object(v->doc, "helo");
	struct record *r = &v->ret->record;

	if (!d)
		return;
	r->has_helo = true;
	v->ret->policy.helo.text = jsondoc_text(d, "name");
	r->helo_matches_ptr = read_maybe(d, "matches_ptr");
	r->helo_resolves_to_ip = read_maybe(d, "resolves_to_ip");
}

/* ---- the holding ---- */

static const char *given(const struct jsondoc *d, const char *key)
{
	const char *text = jsondoc_text(d, key);

	return text ? text : "";
}

static int64_t moment(const struct jsondoc *d, const char *key)
{
	const char *text = jsondoc_text(d, key);
	int64_t ret;

	return text && date_parse(&ret, text) ? ret : 0;
}

static bool read_holding(struct reviver *v)
{
	const struct jsondoc *d = jsondoc_object(v->doc, "stale");
	struct revived *ret = v->ret;
	const char *class = d ? jsondoc_text(d, "class") : NULL;
	struct holding *h;
	uint64_t age_s;

	if (!class || !stale_class_parse(&ret->record.stale.class, class, strlen(class)))
		return true; /* a class that a newer version knows is told by its finding */
	h = revive_room(v, 1, sizeof(*h));
	if (!h)
		return false;
	ret->target.holding = h;
	h->address = ret->target.address;
	h->provider = given(d, "provider");
	h->account = given(d, "account");
	h->region = given(d, "region");
	h->id = given(d, "id");
	h->label = given(d, "label");
	h->first_seen_s = moment(d, "first_seen");
	h->last_seen_s = moment(d, "last_seen");
	h->absent_since_s = moment(d, "absent_since");
	h->released_s = moment(d, "released_at");
	ret->record.stale.expected_gone_s = moment(d, "expected_gone_at");
	ret->policy.now_s = h->released_s;
	if (jsondoc_uint(d, "age_s", &age_s) && age_s < UINT32_MAX)
		ret->policy.now_s += (int64_t)age_s;
	return revive_name(v, jsondoc_text(d, "ptr"), &h->ptr) &&
	       revive_name(v, jsondoc_text(d, "known_ptr"), &h->known_ptr);
}

/* ---- time ---- */

static bool read_timing(struct reviver *v)
{
	struct record *r = &v->ret->record;
	const char *at = jsondoc_text(v->doc, "checked_at");
	uint64_t queries = 0;
	double ms = 0;

	if (!at)
		return true;
	if (!date_parse(&r->checked_at_s, at))
		return revive_refuse(v, "the time it was checked at is none");
	if (jsondoc_number(v->doc, "duration_ms", &ms) && !(ms >= 0 && ms <= DURATION_MOST_MS))
		return revive_refuse(v, "its duration is none");
	(void)jsondoc_uint(v->doc, "queries", &queries);
	r->has_timing = true;
	r->duration_us = (uint64_t)(ms * 1000 + 0.5);
	r->queries = queries > UINT32_MAX ? UINT32_MAX : (unsigned)queries;
	return true;
}

bool revive(struct revived *ret, const struct recorded_line *line, const uint64_t ignore[static 2],
	    struct arena *arena, const char **ret_fault)
{
	struct reviver v = { .ret = ret, .doc = line->doc, .arena = arena };

	*ret = (struct revived){ .record = { .severity = line->severity } };
	*ret_fault = NULL;
	if (read_target(&v, line) && read_iprev(&v) && read_findings(&v, ignore) &&
	    revive_confirmed(&v) && revive_names(&v) && revive_ptr(&v) && revive_ownership(&v) &&
	    read_mta(&v) && read_holding(&v) && read_timing(&v)) {
		read_helo(&v);
		judge_target(ret);
		if (ret->check.ptr && answer_is_temporary(&ret->check.ptr->answer))
			ret->target.has_server = ret->server != NULL;
		return true;
	}
	*ret_fault = v.fault;
	return false;
}
