/* SPDX-License-Identifier: MIT */
#include <fcrdns/nagios.h>

#include <fcrdns/record.h>

#include <string.h>

enum {
	WORDS_MAX = 1500, /* octets of what is said of one address */
};

const char *nagios_state_text(enum nagios_state s)
{
	static const char *const texts[] = { "OK", "WARNING", "CRITICAL", "UNKNOWN" };

	return texts[s];
}

bool nagios_is_worse(enum nagios_state s, enum nagios_state than)
{
	static const unsigned rank[] = { 0, 2, 3, 1 };

	return rank[s] > rank[than];
}

enum nagios_state nagios_worse_of(enum nagios_state a, enum nagios_state b)
{
	return nagios_is_worse(b, a) ? b : a;
}

static bool is_expired(const struct record *r)
{
	return r->severity == SEVERITY_UNDECIDED &&
	       (r->check ? r->check->expired : r->target->expired);
}

/* Of its findings but that one, whose state the user chooses. */
static enum severity severity_without(const struct record *r, enum finding_code code)
{
	enum severity worst = SEVERITY_OK;

	for (unsigned i = 0; i < r->n_findings; i++)
		if (r->findings[i].code != code && r->findings[i].severity > worst)
			worst = r->findings[i].severity;
	return worst;
}

static const struct finding *finding_of(const struct record *r, enum finding_code code)
{
	for (unsigned i = 0; i < r->n_findings; i++)
		if (r->findings[i].code == code)
			return &r->findings[i];
	return NULL;
}

static enum nagios_state state_of_severity(const struct nagios_conf *conf, const struct record *r,
					   enum severity severity)
{
	switch (severity) {
	case SEVERITY_OK:
		return NAGIOS_OK;
	case SEVERITY_WARN:
		return NAGIOS_WARNING;
	case SEVERITY_UNDECIDED:
		return is_expired(r) ? conf->expired : conf->temperror;
	case SEVERITY_FAIL:
	default:
		return NAGIOS_CRITICAL;
	}
}

static enum nagios_state state_of_findings(const struct nagios_conf *conf, const struct record *r)
{
	if (r->severity > SEVERITY_WARN || !finding_of(r, FINDING_GENERIC_NAME))
		return state_of_severity(conf, r, r->severity);
	return nagios_worse_of(
		state_of_severity(conf, r, severity_without(r, FINDING_GENERIC_NAME)),
		conf->generic);
}

static enum nagios_state state_of_time(const struct nagios_conf *conf, const struct record *r)
{
	if (!r->has_timing || !r->check)
		return NAGIOS_OK;
	if (range_alerts(&conf->crit, (int64_t)r->duration_us))
		return NAGIOS_CRITICAL;
	return range_alerts(&conf->warn, (int64_t)r->duration_us) ? NAGIOS_WARNING : NAGIOS_OK;
}

enum nagios_state nagios_state_of(const struct nagios_conf *conf, const struct record *r)
{
	return nagios_worse_of(state_of_findings(conf, r), state_of_time(conf, r));
}

/* What a shell or a web page would take for its own, and some monitors cut out; the arrow of a path
 * stays. */
static bool is_odd(const struct text *out, size_t at, size_t i)
{
	char c = out->data[i];

	if (c == '>')
		return i == at || out->data[i - 1] != '-';
	return c < ' ' || c > '~' || strchr("|<`$&", c);
}

/* A name holds none of these; texts of other records and what a user gave may. */
void nagios_tame(struct text *out, size_t at)
{
	for (size_t i = at; !out->failed && i < out->len; i++)
		if (is_odd(out, at, i))
			out->data[i] = '/';
}

static void put_seconds(uint64_t us, struct text *out)
{
	uint64_t ms = (us + 500) / 1000;

	text_uint(out, ms / 1000);
	text_char(out, '.');
	text_char(out, (char)('0' + ms / 100 % 10));
	text_char(out, (char)('0' + ms / 10 % 10));
	text_char(out, (char)('0' + ms % 10));
}

void nagios_put_subject(const struct record *r, struct text *out)
{
	char name[NAME_TEXT_MAX];
	bool is_name = r->target->kind != TARGET_ADDRESS && r->target->name.len;

	if (r->address_len)
		text_put(out, r->address, r->address_len);
	else if (is_name)
		text_put(out, name, name_text(&r->target->name, name));
	else
		text_str(out, r->target->input ? r->target->input : "?");
}

/* "192.0.2.10 -> mail.example.com -> 192.0.2.10" */
static void put_path(const struct record *r, struct text *out)
{
	char name[NAME_TEXT_MAX];

	nagios_put_subject(r, out);
	if (!r->n_confirmed)
		return;
	text_lit(out, " -> ");
	text_put(out, name, name_text(r->confirmed[0], name));
	text_lit(out, " -> ");
	nagios_put_subject(r, out);
}

/* Well, but not because anything was looked at. */
static void put_unasked(const struct record *r, struct text *out)
{
	const char *kind = r->target->has_address ? ip_special(&r->target->address) : NULL;

	if (r->iprev != IPREV_NONE)
		return;
	if (r->target->error && !r->target->has_address)
		text_printf(out, ": %s", r->target->error);
	else if (kind)
		text_printf(out, ": not asked (%s)", kind);
}

static bool is_to_blame(const struct check *c, const struct ask *a)
{
	return a->told && check_counts(c, a) && answer_is_temporary(&a->answer);
}

/* The server whose silence or error it was. */
static void put_server(const struct nagios_conf *conf, const struct record *r, struct text *out)
{
	const struct ask *a = r->check ? r->check->first : NULL;
	unsigned server = r->target->has_server ? r->target->server : conf->n_servers;

	while (a && !is_to_blame(r->check, a))
		a = a->next;
	if (a)
		server = a->answer.server;
	if (server < conf->n_servers)
		text_printf(out, " (server %s)", conf->servers[server]);
}

static void put_more(const struct record *r, const struct finding *said, struct text *out)
{
	for (unsigned i = 0; i < r->n_findings; i++) {
		const struct finding *f = &r->findings[i];

		if (f == said || f->severity == SEVERITY_OK)
			continue;
		text_lit(out, "; ");
		finding_put_message(f, r, out);
	}
}

static void put_time(const struct nagios_conf *conf, const struct record *r, struct text *out)
{
	enum nagios_state state = state_of_time(conf, r);

	if (state == NAGIOS_OK)
		return;
	text_lit(out, ", took ");
	put_seconds(r->duration_us, out);
	text_printf(out, " s (range %s)",
		    state == NAGIOS_CRITICAL ? conf->crit.text : conf->warn.text);
}

void nagios_put_words(const struct nagios_conf *conf, const struct record *r, struct text *out)
{
	const struct finding *f = record_headline(r);
	size_t at = out->len;

	/* A skipped address has a headline that is no fault. */
	if (!f || f->severity == SEVERITY_OK) {
		put_path(r, out);
		put_unasked(r, out);
	} else if (r->severity == SEVERITY_WARN) {
		put_path(r, out);
		text_lit(out, ": ");
		finding_put_message(f, r, out);
	} else {
		nagios_put_subject(r, out);
		text_lit(out, ": ");
		if (r->severity == SEVERITY_UNDECIDED)
			text_str(out, is_expired(r) ? "time-out, " : "cannot decide, ");
		if (!r->check && r->target->error)
			text_str(out, r->target->error);
		else
			finding_put_message(f, r, out);
		if (r->severity == SEVERITY_UNDECIDED)
			put_server(conf, r, out);
	}
	put_time(conf, r, out);
	if (conf->verbose)
		put_more(r, f, out);
	if (!out->failed && out->len - at > WORDS_MAX) {
		out->len = at + WORDS_MAX;
		text_lit(out, "...");
	}
	nagios_tame(out, at);
}

static void put_number(const char *prefix, const char *name, bool is_known, unsigned v,
		       struct text *out)
{
	if (*prefix)
		text_printf(out, "'%s %s'=", prefix, name);
	else
		text_printf(out, "%s=", name);
	if (!is_known) {
		text_char(out, 'U');
		return;
	}
	text_uint(out, v);
	text_lit(out, ";;;0");
}

void nagios_put_perfdata(const struct nagios_conf *conf, const struct record *r, const char *prefix,
			 struct text *out)
{
	const struct check *c = r->check;
	bool has_ptr = c && c->ptr && c->ptr->told && !answer_is_temporary(&c->ptr->answer);

	if (!c)
		return;
	if (r->has_timing) {
		if (*prefix)
			text_printf(out, "'%s time'=", prefix);
		else
			text_lit(out, "time=");
		put_seconds(r->duration_us, out);
		text_printf(out, "s;%s;%s;0;", conf->warn.text ? conf->warn.text : "",
			    conf->crit.text ? conf->crit.text : "");
		if (conf->limit_us && conf->limit_us % 1000000 == 0)
			text_uint(out, conf->limit_us / 1000000);
		else if (conf->limit_us)
			put_seconds(conf->limit_us, out);
		text_char(out, ' ');
	}
	put_number(prefix, "ptr_records", has_ptr, has_ptr ? c->ptr->answer.n_total : 0, out);
	text_char(out, ' ');
	put_number(prefix, "confirmed", has_ptr && r->iprev != IPREV_TEMPERROR, r->n_confirmed,
		   out);
}
