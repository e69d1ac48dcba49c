/* SPDX-License-Identifier: MIT */
#include <fcrdns/nagios.h>

#include <fcrdns/arena.h>
#include <fcrdns/record.h>
#include <fcrdns/report.h>

#include <string.h>

enum {
	PIECE_CEILING = 1 << 16
};

void nagios_init(struct nagios *n, const struct nagios_conf *conf)
{
	*n = (struct nagios){ .conf = conf };
	text_init(&n->worst.words, PIECE_CEILING);
}

static void kept_done(struct nagios_kept *k)
{
	text_done(&k->words);
	text_done(&k->perfdata);
	text_done(&k->detail);
}

void nagios_done(struct nagios *n)
{
	for (unsigned i = 0; i < n->n_kept; i++)
		kept_done(&n->kept[i]);
	mem_free(n->kept);
	kept_done(&n->worst);
}

static bool comes_before(const struct nagios_kept *a, const struct nagios_kept *b)
{
	return a->index != b->index ? a->index < b->index : a->part < b->part;
}

/* A place for it among those that are kept, or NULL. */
static struct nagios_kept *place_of(struct nagios *n, const struct nagios_kept *k)
{
	unsigned at = n->n_kept;

	while (at && comes_before(k, &n->kept[at - 1]))
		at--;
	if (at == NAGIOS_KEPT)
		return NULL;
	if (!n->kept && !(n->kept = mem_zero(NAGIOS_KEPT, sizeof(*n->kept)))) {
		n->failed = true;
		return NULL;
	}
	if (n->n_kept == NAGIOS_KEPT)
		kept_done(&n->kept[--n->n_kept]);
	memmove(&n->kept[at + 1], &n->kept[at], (n->n_kept - at) * sizeof(*n->kept));
	n->n_kept++;
	return &n->kept[at];
}

static void note_worst(struct nagios *n, const struct nagios_kept *k, const struct record *r)
{
	bool is_same = n->n > 1 && k->state == n->worst.state;

	if (n->n > 1 && !nagios_is_worse(k->state, n->worst.state) &&
	    !(is_same && comes_before(k, &n->worst)))
		return;
	n->worst.state = k->state;
	n->worst.index = k->index;
	n->worst.part = k->part;
	n->worst.words.len = 0;
	nagios_put_words(n->conf, r, &n->worst.words);
	n->failed |= n->worst.words.failed;
}

void nagios_add(struct nagios *n, const struct record *r)
{
	struct nagios_kept k = { .index = r->target->index,
				 .part = r->target->part,
				 .state = nagios_state_of(n->conf, r) };
	struct nagios_kept *place;

	if (r->target->has_address)
		(void)ip_text(&r->target->address, k.address);
	n->n++;
	n->n_by_state[k.state]++;
	note_worst(n, &k, r);
	place = place_of(n, &k);
	if (!place)
		return;
	text_init(&k.words, PIECE_CEILING);
	text_init(&k.perfdata, PIECE_CEILING);
	text_init(&k.detail, PIECE_CEILING);
	if (n->conf->verbose)
		nagios_put_words(n->conf, r, &k.words);
	if (n->conf->verbose > 1)
		nagios_put_detail(n->conf, r, &k.detail);
	/* Both kinds of labels: whether it is the only one is known later. */
	nagios_put_perfdata(n->conf, r, "", &k.perfdata);
	text_char(&k.perfdata, '\0');
	nagios_put_perfdata(n->conf, r, r->address, &k.perfdata);
	n->failed |= k.words.failed || k.perfdata.failed || k.detail.failed;
	*place = k;
}

enum nagios_state nagios_state(const struct nagios *n, bool unfinished)
{
	enum nagios_state s = n->n ? n->worst.state : NAGIOS_UNKNOWN;

	if (n->failed)
		return nagios_worse_of(s, NAGIOS_UNKNOWN);
	if (unfinished)
		return n->n ? nagios_worse_of(s, n->conf->expired) : n->conf->expired;
	return s;
}

/* ---- the line ---- */

/* What is told of all: of an address that is kept more than once its worst record, the first of
 * those. Looked for when all are here, as they come in any order. */
struct told {
	uint64_t n, n_by_state[NAGIOS_UNKNOWN + 1];
	bool again[NAGIOS_KEPT]; /* of those kept: another one tells it */
};

static void find_told(const struct nagios *n, struct told *ret)
{
	*ret = (struct told){ .n = n->n };
	memcpy(ret->n_by_state, n->n_by_state, sizeof(ret->n_by_state));
	for (unsigned i = 1; i < n->n_kept; i++)
		for (unsigned k = 0; k < i; k++) {
			const struct nagios_kept *one = &n->kept[k], *two = &n->kept[i];
			bool second = nagios_is_worse(two->state, one->state);

			if (ret->again[k] || !*one->address ||
			    strcmp(one->address, two->address) != 0)
				continue;
			ret->again[second ? k : i] = true;
			ret->n--;
			ret->n_by_state[second ? one->state : two->state]--;
			break;
		}
}

static void put_counts(const struct told *told, struct text *out)
{
	static const enum nagios_state order[] = { NAGIOS_CRITICAL, NAGIOS_WARNING, NAGIOS_UNKNOWN,
						   NAGIOS_OK };
	bool any = false;

	text_lit(out, " (of ");
	text_uint(out, told->n);
	text_lit(out, " addresses");
	for (unsigned i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		if (!told->n_by_state[order[i]])
			continue;
		text_str(out, any ? ", " : ": ");
		text_uint(out, told->n_by_state[order[i]]);
		text_char(out, ' ');
		text_str(out, nagios_state_text(order[i]));
		any = true;
	}
	text_char(out, ')');
}

static void put_others(const struct nagios *n, const struct told *told, struct text *out)
{
	for (unsigned i = 0; i < n->n_kept; i++) {
		const struct nagios_kept *k = &n->kept[i];
		bool is_said = k->index == n->worst.index && k->part == n->worst.part;

		if (is_said || told->again[i] || k->state == NAGIOS_OK ||
		    out->len + k->words.len > NAGIOS_LINE_MAX / 2)
			continue;
		text_lit(out, "; ");
		text_put(out, k->words.data, k->words.len);
	}
}

/* Whole items only, as many as the line has room for. */
static void put_all_perfdata(const struct nagios *n, const struct told *told, struct text *out)
{
	bool any = false;

	for (unsigned i = 0; i < n->n_kept; i++) {
		const struct text *t = &n->kept[i].perfdata;
		size_t single = t->len ? strlen(t->data) : 0;
		const char *p = told->n == 1 ? t->data : t->data + single + 1;
		size_t len = told->n == 1 ? single : t->len - single - 1;

		if (told->again[i] || !single || out->len + len + 2 > NAGIOS_LINE_MAX)
			continue;
		text_char(out, any ? ' ' : '|');
		text_put(out, p, len);
		any = true;
	}
}

/* Whole addresses only, as many as there is room for, those first that are not OK. */
static void put_all_detail(const struct nagios *n, const struct told *told, struct text *out)
{
	size_t room = NAGIOS_DETAIL_MAX;
	uint64_t left_out = told->n;

	for (unsigned i = 0; i < 2 * n->n_kept; i++) {
		const struct nagios_kept *k = &n->kept[i % n->n_kept];

		if (told->again[i % n->n_kept] || (k->state == NAGIOS_OK) != (i >= n->n_kept) ||
		    k->detail.len > room)
			continue;
		text_put(out, k->detail.data, k->detail.len);
		room -= k->detail.len;
		left_out--;
	}
	if (left_out)
		text_printf(out, "and %llu more\n", (unsigned long long)left_out);
}

void nagios_put_line(const struct nagios *n, bool unfinished, struct text *out)
{
	struct told told;

	find_told(n, &told);
	text_printf(out, "FCRDNS %s - ", nagios_state_text(nagios_state(n, unfinished)));
	if (n->failed)
		text_lit(out, "out of memory");
	else if (!n->n)
		text_str(out, unfinished ? "time-out before anything was known"
					 : "there is no address to check");
	else
		text_put(out, n->worst.words.data, n->worst.words.len);
	if (!n->failed && told.n > 1)
		put_counts(&told, out);
	if (unfinished && n->n)
		text_lit(out, "; time-out before all were done");
	if (!n->failed && n->conf->verbose)
		put_others(n, &told, out);
	if (!n->failed)
		put_all_perfdata(n, &told, out);
	text_char(out, '\n');
	if (!n->failed && n->conf->verbose > 1)
		put_all_detail(n, &told, out);
}

void nagios_put_unknown(const char *sentence, struct text *out)
{
	size_t at;

	text_lit(out, "FCRDNS UNKNOWN - ");
	at = out->len;
	text_str(out, sentence);
	nagios_tame(out, at);
	text_char(out, '\n');
}

/* ---- the format ---- */

static void put_record(const struct report_look *look, const struct record *r, struct text *out)
{
	(void)out;
	nagios_add(look->nagios, r);
}

static void put_end(const struct report_look *look, const struct report_sum *sum, struct text *out)
{
	(void)sum;
	nagios_put_line(look->nagios, false, out);
}

const struct report_format report_nagios = { .name = "nagios",
					     .record = put_record,
					     .end = put_end };
