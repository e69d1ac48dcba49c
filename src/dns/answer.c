/* SPDX-License-Identifier: MIT */
#include <fcrdns/answer.h>

#include <fcrdns/arena.h>

#include <stdio.h>
#include <string.h>

/* IANA DNS RCODEs; gaps are unassigned. */
static const char *const rcode_of[] = {
	"NOERROR",  "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP",   "REFUSED",
	"YXDOMAIN", "YXRRSET", "NXRRSET",  "NOTAUTH",  "NOTZONE",  "DSOTYPENI",
	NULL,	    NULL,      NULL,	   NULL,       "BADVERS",  "BADKEY",
	"BADTIME",  "BADMODE", "BADNAME",  "BADALG",   "BADTRUNC", "BADCOOKIE",
};

const char *answer_rcode_text(const struct answer *a, char out[static 16])
{
	const char *text;

	switch (a->status) {
	case ANSWER_TIMEOUT:
	case ANSWER_TRUNCATED:
		text = "TIMEOUT";
		break;
	case ANSWER_CONNREFUSED:
		text = "CONNREFUSED";
		break;
	case ANSWER_MALFORMED:
		text = "BADRESP";
		break;
	case ANSWER_REFUSED: /* a referral's NOERROR would read as an answer */
		text = "REFUSED";
		break;
	case ANSWER_OK:
	case ANSWER_NODATA:
	case ANSWER_NXDOMAIN:
	case ANSWER_FORMERR:
	case ANSWER_SERVFAIL:
	case ANSWER_NOTIMP:
	case ANSWER_OTHER:
	default:
		text = a->rcode < sizeof(rcode_of) / sizeof(rcode_of[0]) ? rcode_of[a->rcode]
									 : NULL;
	}
	if (text)
		return text;
	(void)snprintf(out, 16, "RCODE%u", a->rcode);
	return out;
}

static uint16_t rcode_parse(const char *text)
{
	static const char number[] = "RCODE";
	uint32_t n = 0;

	for (uint16_t i = 0; i < sizeof(rcode_of) / sizeof(rcode_of[0]); i++)
		if (rcode_of[i] && !strcmp(rcode_of[i], text))
			return i;
	if (strncmp(text, number, sizeof(number) - 1) != 0)
		return UINT16_MAX;
	text += sizeof(number) - 1;
	while (*text >= '0' && *text <= '9' && n < UINT16_MAX)
		n = 10 * n + (uint32_t)(*text++ - '0');
	return *text || n > UINT16_MAX ? UINT16_MAX : (uint16_t)n;
}

void answer_rcode_parse(struct answer *ret, const char *text)
{
	static const enum answer_status status_of[] = { ANSWER_NODATA,	 ANSWER_FORMERR,
							ANSWER_SERVFAIL, ANSWER_NXDOMAIN,
							ANSWER_NOTIMP,	 ANSWER_REFUSED };

	ret->rcode = 0;
	if (!strcmp(text, "TIMEOUT")) {
		ret->status = ANSWER_TIMEOUT;
	} else if (!strcmp(text, "CONNREFUSED")) {
		ret->status = ANSWER_CONNREFUSED;
	} else if (!strcmp(text, "BADRESP")) {
		ret->status = ANSWER_MALFORMED;
	} else {
		ret->rcode = rcode_parse(text);
		ret->status = ret->rcode < sizeof(status_of) / sizeof(status_of[0])
				      ? status_of[ret->rcode]
				      : ANSWER_OTHER;
	}
}

const char *type_text(uint16_t type, char out[static 12])
{
	static const struct {
		uint16_t type;
		const char *text;
	} row_of[] = { { TYPE_A, "A" },		{ TYPE_NS, "NS" },   { TYPE_AAAA, "AAAA" },
		       { TYPE_PTR, "PTR" },	{ TYPE_TXT, "TXT" }, { TYPE_MX, "MX" },
		       { TYPE_CNAME, "CNAME" }, { TYPE_SOA, "SOA" }, { TYPE_ANY, "ANY" } };

	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++)
		if (row_of[i].type == type)
			return strcpy(out, row_of[i].text);
	(void)snprintf(out, 12, "TYPE%u", type); /* RFC 3597 */
	return out;
}

bool question_equal(const struct question *a, const struct question *b)
{
	return a->type == b->type && a->unchecked == b->unchecked && a->again == b->again &&
	       name_equal(&a->name, &b->name);
}

static const struct name *copy_names(const struct name *from, unsigned n, struct arena *arena)
{
	struct name *to = arena_copy(arena, from, n * sizeof(*from));

	for (unsigned i = 0; to && i < n; i++) {
		to[i].wire = arena_copy(arena, from[i].wire, from[i].len);
		if (!to[i].wire)
			return NULL;
	}
	return to;
}

static const struct txt *copy_txts(const struct txt *from, unsigned n, struct arena *arena)
{
	struct txt *to = arena_copy(arena, from, n * sizeof(*from));

	for (unsigned i = 0; to && i < n; i++) {
		to[i].octets = arena_copy(arena, from[i].octets, from[i].len);
		if (!to[i].octets)
			return NULL;
	}
	return to;
}

static const struct mx *copy_mxs(const struct mx *from, unsigned n, struct arena *arena)
{
	struct mx *to = arena_copy(arena, from, n * sizeof(*from));

	for (unsigned i = 0; to && i < n; i++) {
		to[i].host.wire = arena_copy(arena, from[i].host.wire, from[i].host.len);
		if (!to[i].host.wire)
			return NULL;
	}
	return to;
}

static const struct ede *copy_edes(const struct ede *from, unsigned n, struct arena *arena)
{
	struct ede *to = arena_copy(arena, from, n * sizeof(*from));

	for (unsigned i = 0; to && i < n; i++) {
		to[i].text = arena_copy(arena, from[i].text, from[i].len);
		if (!to[i].text)
			return NULL;
	}
	return to;
}

bool answer_copy(struct answer *ret, const struct answer *from, uint16_t type, struct arena *arena)
{
	struct answer a = *from;

	if (a.n_chain)
		a.chain = copy_names(a.chain, a.n_chain, arena);
	if (a.n_records && (type == TYPE_PTR || type == TYPE_NS))
		a.ptrs = copy_names(a.ptrs, a.n_records, arena);
	else if (a.n_records && type == TYPE_TXT)
		a.txts = copy_txts(a.txts, a.n_records, arena);
	else if (a.n_records && type == TYPE_MX)
		a.mxs = copy_mxs(a.mxs, a.n_records, arena);
	else if (a.n_records)
		a.ips = arena_copy(arena, a.ips, a.n_records * sizeof(*a.ips));
	if (a.n_edes)
		a.edes = copy_edes(a.edes, a.n_edes, arena);
	if (a.n_notes)
		a.notes = arena_copy(arena, a.notes, a.n_notes * sizeof(*a.notes));
	if (arena->failed)
		return false;
	*ret = a;
	return true;
}
