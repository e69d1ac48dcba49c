/* SPDX-License-Identifier: MIT */
#include "inventory_line.h"

#include "block.h"
#include "word.h"

#include <fcrdns/arena.h>
#include <fcrdns/jsonline.h>
#include <fcrdns/limits.h>
#include <fcrdns/text.h>

#include <string.h>

static const char no_memory[] = "there is no memory for it";

/* Sent back to the provider as it is, or compared with what is: nothing of it may be changed. */
static bool is_plain_text(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < '!' || text[i] > '~' || text[i] == '"' || text[i] == '\\')
			return false;
	return len <= LIMIT_HOLDING_TEXT;
}

static const char *put_id(const char **ret, const char *text, size_t len, struct arena *arena)
{
	if (!is_plain_text(text, len))
		return "one of its ids is too long, or holds a blank or what is no plain ASCII";
	*ret = arena_string(arena, text, len);
	return *ret ? NULL : no_memory;
}

/* For people. What is printable ASCII was escaped already by whoever wrote it. */
static const char *put_label(const char **ret, const char *text, size_t len, struct arena *arena)
{
	char shown[LIMIT_HOLDING_TEXT + 1];
	bool is_shown = len <= LIMIT_HOLDING_TEXT;

	for (size_t i = 0; i < len; i++)
		is_shown &= text[i] >= ' ' && text[i] <= '~';
	if (!is_shown) {
		text = text_shown(shown, sizeof(shown), text, len);
		len = strlen(text);
	}
	*ret = arena_string(arena, text, len);
	return *ret ? NULL : no_memory;
}

static const char *put_address(struct ip *ret, const char *text, size_t len)
{
	if (!ip_parse(ret, text, len))
		return "it is no address";
	(void)ip_unmap(ret);
	return NULL;
}

/* What a provider has set can be any name of the DNS; what people wish is that of a host. */
static const char *put_ptr(struct name *ret, bool is_wish, const char *text, size_t len,
			   struct arena *arena)
{
	uint8_t buf[NAME_MAX_OCTETS];
	struct name name;

	if (!(is_wish ? domain_parse : name_parse)(&name, buf, text, len))
		return "its PTR name is no name";
	*ret = (struct name){ arena_copy(arena, name.wire, name.len), name.len };
	return ret->wire ? NULL : no_memory;
}

/* ---- columns ---- */

static const char *put_column(struct holding *h, unsigned column, const char *text, size_t len,
			      struct arena *arena)
{
	if (column && len == 1 && *text == '-')
		return NULL;
	switch (column) {
	case 0:
		return put_address(&h->address, text, len);
	case 1:
		return put_id(&h->provider, text, len, arena);
	case 2:
		return put_id(&h->region, text, len, arena);
	case 3:
		return put_id(&h->id, text, len, arena);
	case 4:
		return put_ptr(&h->ptr, true, text, len, arena);
	default:
		return "it has more than five columns";
	}
}

static const char *parse_columns(struct holding *h, const char *p, const char *end,
				 struct arena *arena)
{
	const char *fault = NULL;

	for (unsigned column = 0; p < end && *p != '#' && !fault; column++) {
		size_t len = word_column(p, end);

		fault = put_column(h, column, p, len, arena);
		p += len;
		while (p < end && word_ends(*p))
			p++;
	}
	return fault;
}

/* ---- JSON ---- */

enum member {
	ADDRESS,
	PROVIDER,
	ACCOUNT,
	REGION,
	ID,
	LABEL,
	BOUND,
	PTR,
	PTR_STATE,
	TTL,
	COMPLETE,
	ADDRESSES,
	REGIONS,
	ALL_REGIONS,
	SCHEMA,
	MEMBERS
};

/* The key, and which kinds of values it may have. */
static const struct {
	const char *key;
	unsigned kinds;
} members[MEMBERS] = {
	[ADDRESS] = { "address", 1 << JSONLINE_TEXT },
	[PROVIDER] = { "provider", 1 << JSONLINE_TEXT },
	[ACCOUNT] = { "account", 1 << JSONLINE_TEXT },
	[REGION] = { "region", 1 << JSONLINE_TEXT },
	[ID] = { "id", 1 << JSONLINE_TEXT },
	[LABEL] = { "label", 1 << JSONLINE_TEXT },
	[BOUND] = { "bound", 1 << JSONLINE_TRUE | 1 << JSONLINE_FALSE },
	[PTR] = { "ptr", 1 << JSONLINE_TEXT },
	[PTR_STATE] = { "ptr_state", 1 << JSONLINE_TEXT },
	[TTL] = { "ttl", 1 << JSONLINE_NUMBER },
	[COMPLETE] = { "complete", 1 << JSONLINE_TRUE | 1 << JSONLINE_FALSE },
	[ADDRESSES] = { "addresses", 1 << JSONLINE_NUMBER },
	[REGIONS] = { "regions", 1 << JSONLINE_HOLDER },
	[ALL_REGIONS] = { "all_regions", 1 << JSONLINE_TRUE | 1 << JSONLINE_FALSE },
	[SCHEMA] = { "schema", 1 << JSONLINE_TEXT },
};

static enum member member_of(const char *key)
{
	unsigned m = 0;

	while (m < MEMBERS && strcmp(members[m].key, key) != 0)
		m++;
	return (enum member)m;
}

/* Counted before they are put, since the arena gives no list that grows. */
static const char *put_regions(struct inventory_line *l, const struct jsonline *holder,
			       struct arena *arena)
{
	const char **regions, *fault = NULL;
	struct jsonline j;
	size_t n = 0;

	jsonline_begin(&j, holder->holder, holder->holder_len);
	while (jsonline_item(&j))
		n++;
	regions = arena_zero(arena, (n + 1) * sizeof(*regions));
	if (!regions)
		return no_memory;
	l->has_regions = true;
	l->regions = regions;
	jsonline_begin(&j, holder->holder, holder->holder_len);
	while (!fault && jsonline_item(&j)) {
		if (j.kind != JSONLINE_TEXT)
			return "its \"regions\" are no texts";
		fault = put_id(&regions[l->n_regions++], j.text, j.len, arena);
	}
	return fault ? fault : j.fault;
}

static const char *put_member(struct inventory_line *l, enum member m, const struct jsonline *j,
			      struct arena *arena)
{
	struct holding *h = &l->holding;

	switch (m) {
	case ADDRESS:
		return put_address(&h->address, j->text, j->len);
	case PROVIDER:
		return put_id(&h->provider, j->text, j->len, arena);
	case ACCOUNT:
		return put_id(&h->account, j->text, j->len, arena);
	case REGION:
		return put_id(&h->region, j->text, j->len, arena);
	case ID:
		return put_id(&h->id, j->text, j->len, arena);
	case LABEL:
		return put_label(&h->label, j->text, j->len, arena);
	case BOUND:
		h->is_bound = j->kind == JSONLINE_TRUE;
		return NULL;
	case PTR:
		return put_ptr(&h->ptr, false, j->text, j->len, arena);
	case PTR_STATE:
		return ptr_state_parse(&h->ptr_state, j->text) ? NULL : "its \"ptr_state\" is none";
	case TTL:
		/* RFC 2181 section 8. */
		if (!j->is_uint || j->uint > INT32_MAX)
			return "its \"ttl\" is none";
		h->has_ttl = true;
		h->ttl_s = (uint32_t)j->uint;
		return NULL;
	case COMPLETE: /* what the command inventory writes at the end of one with a gap */
		l->is_end = j->kind == JSONLINE_TRUE;
		return l->is_end ? NULL : "it says that it is not complete";
	case ADDRESSES:
		l->has_count = j->is_uint;
		l->count = j->uint;
		return l->has_count ? NULL : "its \"addresses\" is no number of them";
	case REGIONS:
		return put_regions(l, j, arena);
	case ALL_REGIONS:
		l->all_regions = j->kind == JSONLINE_TRUE;
		return NULL;
	case SCHEMA:
		/* Those have addresses that nobody says to be held. */
		return strncmp(j->text, "fcrdns-inventory/", 17) == 0
			       ? NULL
			       : "it is a record of something else than an inventory";
	case MEMBERS:
		break;
	}
	return NULL; /* of a later version */
}

static const char *parse_json(struct inventory_line *l, const char *line, size_t len,
			      struct arena *arena)
{
	const struct holding *h = &l->holding;
	unsigned seen = 0;
	struct jsonline j;
	const char *fault = NULL;
	bool is_set;

	jsonline_begin(&j, line, len);
	while (!fault && jsonline_next(&j)) {
		enum member m = member_of(j.key);

		if (m == MEMBERS)
			continue;
		if (seen & 1U << m)
			return "it says the same thing twice";
		seen |= 1U << m;
		if (j.kind == JSONLINE_NULL && m != ADDRESS)
			continue;
		if (!(members[m].kinds & 1U << j.kind))
			return "a value in it is of another kind than it should be";
		fault = put_member(l, m, &j, arena);
	}
	if (fault || j.fault)
		return fault ? fault : j.fault;
	if (l->is_end) {
		l->is_named = seen & 1U << PROVIDER && seen & 1U << ACCOUNT;
		if (l->has_regions && !l->n_regions && !l->all_regions)
			return "it is about no region";
		return seen & 1U << ADDRESS ? "it is an address and the end at once" : NULL;
	}
	if (!(seen & 1U << ADDRESS))
		return "it has no \"address\"";
	/* Without a state the name is what is expected. */
	is_set = h->ptr_state == PTR_ACTIVE || h->ptr_state == PTR_PENDING ||
		 h->ptr_state == PTR_ERROR;
	if (is_set ? !h->ptr.len : h->ptr_state == PTR_NONE && h->ptr.len)
		return "its \"ptr\" and its \"ptr_state\" do not fit together";
	return NULL;
}

const char *inventory_line_parse(struct inventory_line *ret, const char *line, size_t len,
				 struct arena *arena)
{
	*ret = (struct inventory_line){
		.is_json = *line == '{',
		.holding = { .provider = "",
			     .account = "",
			     .region = "",
			     .id = "",
			     .label = "",
			     /* A file without that column says nothing of it. */
			     .is_bound = true },
	};
	if (memchr(line, '\0', len))
		return "it holds a NUL octet";
	return ret->is_json ? parse_json(ret, line, len, arena)
			    : parse_columns(&ret->holding, line, line + len, arena);
}
