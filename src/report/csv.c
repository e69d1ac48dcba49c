/* SPDX-License-Identifier: MIT */
#include <fcrdns/report.h>

#include <fcrdns/holding.h>
#include <fcrdns/limits.h>
#include <fcrdns/record.h>
#include <fcrdns/text.h>

#include "cell.h"
#include "held.h"
#include "said.h"

#include <string.h>

/*
 * A table for spreadsheets and scripts, RFC 4180: a header, then one row a record, always with all
 * columns. A column that has the name of a field of the JSON record holds the same.
 */

static void put_given(const char *given, struct text *out)
{
	if (given)
		text_str(out, given);
}

static void put_name(const struct name *name, struct text *out)
{
	char buf[NAME_TEXT_MAX];

	text_put(out, buf, name_text(name, buf));
}

#define COLUMN(name) static void put_##name(const struct record *r, struct text *out)

COLUMN(index)
{
	text_uint(out, r->target->index);
}

COLUMN(part)
{
	if (r->target->has_part)
		text_uint(out, r->target->part);
}

COLUMN(input)
{
	put_given(r->target->input, out);
}

COLUMN(tag)
{
	put_given(r->target->tag, out);
}

COLUMN(address)
{
	char ip[IP_TEXT_MAX];

	if (r->target->has_address)
		text_str(out, ip_text(&r->target->address, ip));
}

COLUMN(iprev)
{
	put_given(iprev_text(r->iprev), out);
}

COLUMN(severity)
{
	text_str(out, severity_text(r->severity));
}

COLUMN(finding)
{
	const struct finding *f = record_headline(r);

	if (f)
		text_str(out, finding_name(f));
}

COLUMN(message)
{
	const struct finding *f = record_headline(r);

	if (f)
		finding_message(f, r, out);
}

COLUMN(fix)
{
	const struct finding *f = record_headline(r);

	if (f)
		finding_fix(f, r, out);
}

/* Each code once: those of one code stand together. */
COLUMN(findings)
{
	struct cell_list l = cell_list_of(out);

	for (unsigned i = 0; i < r->n_findings; i++) {
		const char *code = finding_name(&r->findings[i]);

		if (!i || strcmp(code, finding_name(&r->findings[i - 1])) != 0)
			cell_list_add(&l, code, strlen(code));
	}
}

static const struct answer *ptr_of(const struct record *r)
{
	return r->check && r->check->ptr && r->check->ptr->told ? &r->check->ptr->answer : NULL;
}

COLUMN(ptr_rcode)
{
	char rcode[16];

	if (ptr_of(r))
		text_str(out, answer_rcode_text(ptr_of(r), rcode));
}

COLUMN(ptr_names)
{
	struct cell_list l = cell_list_of(out);

	for (unsigned i = 0; i < r->n_names; i++)
		cell_list_add_name(&l, &r->names[i].candidate->name);
}

COLUMN(confirmed)
{
	struct cell_list l = cell_list_of(out);

	for (unsigned i = 0; i < r->n_confirmed; i++)
		cell_list_add_name(&l, r->confirmed[i]);
}

/* Where the names lead, each address once; of names with a number that nobody reads only some. */
COLUMN(addresses)
{
	struct ip seen[LIMIT_NAMES_SHOWN + 1];
	struct cell_list l = cell_list_of(out);
	unsigned n = 0;

	for (unsigned i = 0; i < r->n_names; i++) {
		const struct candidate *c = r->names[i].candidate;
		const struct answer *a = c->own && c->own->told ? answer_of_addresses(c) : NULL;

		for (unsigned k = 0; a && a->status == ANSWER_OK && k < a->n_records; k++) {
			char ip[IP_TEXT_MAX];
			unsigned same = 0;

			while (same < n && !ip_equal(&seen[same], &a->ips[k]))
				same++;
			if (same < n)
				continue;
			(void)ip_text(&a->ips[k], ip);
			cell_list_add(&l, ip, strlen(ip));
			if (l.full)
				return;
			seen[n++] = a->ips[k];
		}
	}
}

COLUMN(ownership)
{
	if (r->ownership.status != OWNERSHIP_NOT_ASKED)
		text_str(out, ownership_status_text(r->ownership.status));
}

COLUMN(ownership_name)
{
	if (r->ownership.status != OWNERSHIP_NOT_ASKED)
		put_name(&r->ownership.owner_name, out);
}

static void put_reply(const struct record *r, enum mta_reply reply, struct text *out)
{
	if (r->has_mta)
		text_str(out, mta_reply_text(reply));
}

COLUMN(postfix)
{
	put_reply(r, r->mta.postfix, out);
}

COLUMN(postfix_reverse)
{
	put_reply(r, r->mta.postfix_reverse, out);
}

COLUMN(exim)
{
	put_reply(r, r->mta.exim, out);
}

COLUMN(opensmtpd)
{
	put_reply(r, r->mta.opensmtpd, out);
}

COLUMN(sendmail)
{
	put_reply(r, r->mta.sendmail, out);
}

COLUMN(ptr_ttl)
{
	const struct answer *a = ptr_of(r);

	if (a && answer_has_ttl(a))
		text_uint(out, a->ttl_s);
}

COLUMN(checked_at)
{
	if (r->has_timing)
		said_time(r->checked_at_s, out);
}

COLUMN(duration_ms)
{
	if (r->has_timing)
		text_millis(out, r->duration_us);
}

COLUMN(queries)
{
	if (r->has_timing)
		text_uint(out, r->queries);
}

COLUMN(stale)
{
	put_given(stale_class_text(r->stale.class), out);
}

#define OF_HOLDING(name)                                          \
	COLUMN(name)                                              \
	{                                                         \
		if (r->target->holding)                           \
			put_given(r->target->holding->name, out); \
	}
OF_HOLDING(provider)
OF_HOLDING(account)
OF_HOLDING(region)
OF_HOLDING(id)
OF_HOLDING(label)

static void put_moment(int64_t unix_s, struct text *out)
{
	if (unix_s)
		said_time(unix_s, out);
}

COLUMN(known_ptr)
{
	if (r->target->holding && r->target->holding->known_ptr.len)
		put_name(&r->target->holding->known_ptr, out);
}

COLUMN(first_seen)
{
	put_moment(r->target->holding ? r->target->holding->first_seen_s : 0, out);
}

COLUMN(last_seen)
{
	put_moment(r->target->holding ? r->target->holding->last_seen_s : 0, out);
}

COLUMN(released_at)
{
	put_moment(r->target->holding ? r->target->holding->released_s : 0, out);
}

COLUMN(expected_gone_at)
{
	put_moment(r->stale.expected_gone_s, out);
}

COLUMN(age_s)
{
	if (held_age_s(r) >= 0)
		text_uint(out, (uint64_t)held_age_s(r));
}

/* Scripts rely on this order: a new column comes last of its kind. */
static const struct {
	const char *name;
	void (*put)(const struct record *r, struct text *out);
	bool is_timing;	    /* empty where nothing may differ from run to run */
	bool is_of_holding; /* there only where all records are about holdings */
} column_of[] = {
	{ "index", put_index, false, false },
	{ "part", put_part, false, false },
	{ "input", put_input, false, false },
	{ "tag", put_tag, false, false },
	{ "address", put_address, false, false },
	{ "iprev", put_iprev, false, false },
	{ "severity", put_severity, false, false },
	{ "finding", put_finding, false, false },
	{ "message", put_message, false, false },
	{ "fix", put_fix, false, false },
	{ "findings", put_findings, false, false },
	{ "ptr_rcode", put_ptr_rcode, false, false },
	{ "ptr_names", put_ptr_names, false, false },
	{ "confirmed", put_confirmed, false, false },
	{ "addresses", put_addresses, false, false },
	{ "ownership", put_ownership, false, false },
	{ "ownership_name", put_ownership_name, false, false },
	{ "postfix", put_postfix, false, false },
	{ "postfix_reverse", put_postfix_reverse, false, false },
	{ "exim", put_exim, false, false },
	{ "opensmtpd", put_opensmtpd, false, false },
	{ "sendmail", put_sendmail, false, false },
	{ "ptr_ttl", put_ptr_ttl, true, false },
	{ "checked_at", put_checked_at, true, false },
	{ "duration_ms", put_duration_ms, true, false },
	{ "queries", put_queries, true, false },
	{ "stale", put_stale, false, true },
	{ "provider", put_provider, false, true },
	{ "account", put_account, false, true },
	{ "region", put_region, false, true },
	{ "id", put_id, false, true },
	{ "label", put_label, false, true },
	{ "known_ptr", put_known_ptr, false, true },
	{ "first_seen", put_first_seen, false, true },
	{ "last_seen", put_last_seen, false, true },
	{ "released_at", put_released_at, false, true },
	{ "expected_gone_at", put_expected_gone_at, true, true },
	{ "age_s", put_age_s, true, true },
};

enum {
	N_COLUMNS = sizeof(column_of) / sizeof(column_of[0])
};

static void put_header(const struct report_look *look, struct text *out)
{
	for (unsigned i = 0; i < N_COLUMNS; i++) {
		if (column_of[i].is_of_holding && !look->holdings)
			continue;
		if (i)
			text_char(out, ',');
		text_str(out, column_of[i].name);
	}
	text_lit(out, "\r\n");
}

static void put_record(const struct report_look *look, const struct record *r, struct text *out)
{
	for (unsigned i = 0; i < N_COLUMNS; i++) {
		size_t at;

		if (column_of[i].is_of_holding && !look->holdings)
			continue;
		if (i)
			text_char(out, ',');
		at = out->len;
		if (look->no_timing && column_of[i].is_timing)
			continue;
		column_of[i].put(r, out);
		cell_end(out, at);
	}
	text_lit(out, "\r\n");
}

const struct report_format report_csv = { .name = "csv",
					  .begin = put_header,
					  .record = put_record };
