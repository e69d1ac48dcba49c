/* SPDX-License-Identifier: MIT */
#include "metrics.h"

#include "version.h"

#include <fcrdns/text.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static const struct {
	uint16_t type;
	const char *name;
} types[METRICS_TYPES] = { { TYPE_PTR, "PTR" }, { TYPE_A, "A" },   { TYPE_AAAA, "AAAA" },
			   { TYPE_TXT, "TXT" }, { TYPE_MX, "MX" }, { 0, "other" } };

static const char *const outcomes[METRICS_OUTCOMES] = {
	[ANSWER_OK] = "noerror",	  [ANSWER_NODATA] = "nodata",
	[ANSWER_NXDOMAIN] = "nxdomain",	  [ANSWER_FORMERR] = "formerr",
	[ANSWER_SERVFAIL] = "servfail",	  [ANSWER_NOTIMP] = "notimp",
	[ANSWER_REFUSED] = "refused",	  [ANSWER_OTHER] = "other",
	[ANSWER_TIMEOUT] = "timeout",	  [ANSWER_CONNREFUSED] = "connrefused",
	[ANSWER_MALFORMED] = "malformed", [ANSWER_TRUNCATED] = "truncated",
};

static const char *const refusals[REFUSALS] = {
	[REFUSAL_BAD_REQUEST] = "bad_request",
	[REFUSAL_AUTH] = "auth",
	[REFUSAL_FORBIDDEN] = "forbidden",
	[REFUSAL_CROWDED] = "crowded",
	[REFUSAL_SHARE] = "share",
};

void metrics_note(struct metrics *m, const struct record *r)
{
	m->probes[r->iprev]++;
	for (const struct ask *a = r->check ? r->check->first : NULL; a; a = a->next) {
		unsigned t = 0;

		/* What had no answer yet when it could change nothing any more, does not count. */
		if (!a->taken || (!a->told && !r->check->expired))
			continue;
		while (t < METRICS_TYPES - 1 && types[t].type != a->sent.type)
			t++;
		m->queries[t][a->told ? a->answer.status : ANSWER_TIMEOUT]++;
	}
}

/* ---- writing ---- */

struct page {
	struct text *out;
	bool openmetrics;
	const char *name; /* of the family */
	bool is_counter;
};

/* OpenMetrics names a counter without _total, and its sample with it. */
static void family(struct page *p, const char *name, bool is_counter, const char *help)
{
	const char *tail = is_counter && !p->openmetrics ? "_total" : "";

	p->name = name;
	p->is_counter = is_counter;
	text_printf(p->out, "# HELP %s%s %s\n# TYPE %s%s %s\n", name, tail, help, name, tail,
		    is_counter ? "counter" : "gauge");
}

static void sample_name(const struct page *p)
{
	text_str(p->out, p->name);
	if (p->is_counter)
		text_lit(p->out, "_total");
}

static void sample(const struct page *p, uint64_t value)
{
	sample_name(p);
	text_char(p->out, ' ');
	text_uint(p->out, value);
	text_char(p->out, '\n');
}

static void labelled(const struct page *p, const char *label, const char *is, uint64_t value)
{
	sample_name(p);
	text_printf(p->out, "{%s=\"%s\"} ", label, is);
	text_uint(p->out, value);
	text_char(p->out, '\n');
}

static void seconds(const struct page *p, uint64_t us)
{
	sample_name(p);
	text_printf(p->out, " %llu.%06llu\n", (unsigned long long)(us / 1000000),
		    (unsigned long long)(us % 1000000));
}

/* ---- the process, as Prometheus' client libraries tell it ---- */

static unsigned open_fds(void)
{
	DIR *d = opendir("/proc/self/fd");
	unsigned n = 0;

	if (!d)
		return 0;
	while (readdir(d))
		n++;
	(void)closedir(d);
	return n > 3 ? n - 3 : 0; /* without ".", ".." and this one */
}

static void put_process(struct page *p, const struct metrics *m)
{
	FILE *f = fopen("/proc/self/statm", "re");
	struct rusage usage = { 0 };
	struct rlimit files = { 0 };
	char line[128];
	long page = sysconf(_SC_PAGESIZE);

	if (f && fgets(line, sizeof(line), f)) {
		char *rest;
		unsigned long long size = strtoull(line, &rest, 10);
		unsigned long long resident = strtoull(rest, NULL, 10);

		family(p, "process_resident_memory_bytes", false, "Resident memory size in bytes.");
		sample(p, resident * (unsigned long long)page);
		family(p, "process_virtual_memory_bytes", false, "Virtual memory size in bytes.");
		sample(p, size * (unsigned long long)page);
	}
	if (f)
		(void)fclose(f);
	(void)getrusage(RUSAGE_SELF, &usage);
	family(p, "process_cpu_seconds", true, "User and system CPU time spent in seconds.");
	seconds(p, (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 +
			   (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec));
	family(p, "process_start_time_seconds", false, "Unix time of the start of the process.");
	sample(p, m->started_s);
	family(p, "process_open_fds", false, "Number of open file descriptors.");
	sample(p, open_fds());
	(void)getrlimit(RLIMIT_NOFILE, &files);
	family(p, "process_max_fds", false, "Maximum number of open file descriptors.");
	sample(p, files.rlim_cur);
}

static void put_probes(struct page *p, const struct metrics *m, const struct metrics_now *now)
{
	family(p, "fcrdns_exporter_probes_in_flight", false, "Probes running now.");
	sample(p, now->n_probes);
	family(p, "fcrdns_exporter_requests_waiting", false, "Requests that wait for a probe now.");
	sample(p, now->n_asking);
	family(p, "fcrdns_exporter_probes", true, "Probes that ended, by their RFC 8601 result.");
	for (unsigned i = 0; i <= IPREV_PERMERROR; i++)
		labelled(p, "iprev", iprev_text(i) ? iprev_text(i) : "none", m->probes[i]);
	family(p, "fcrdns_exporter_probes_shared", true,
	       "Requests that were answered by the probe of another.");
	sample(p, now->n_shared);
	family(p, "fcrdns_exporter_dns_queries", true,
	       "DNS questions of probes, by record type and outcome.");
	for (unsigned t = 0; t < METRICS_TYPES; t++)
		for (unsigned o = 0; o < METRICS_OUTCOMES; o++) {
			sample_name(p);
			text_printf(p->out, "{qtype=\"%s\",outcome=\"%s\"} ", types[t].name,
				    outcomes[o]);
			text_uint(p->out, m->queries[t][o]);
			text_char(p->out, '\n');
		}
	family(p, "fcrdns_exporter_dns_packets_sent", true, "DNS packets sent.");
	sample(p, now->packets);
	family(p, "fcrdns_exporter_dns_packets_received", true, "DNS answers received.");
	sample(p, now->answers);
}

static void put_server(struct page *p, const struct metrics *m, const struct metrics_now *now)
{
	family(p, "fcrdns_exporter_http_requests", true, "Requests.");
	sample(p, m->requests);
	family(p, "fcrdns_exporter_http_requests_refused", true, "Requests refused, by reason.");
	for (unsigned i = 0; i < REFUSALS; i++)
		labelled(p, "reason", refusals[i], m->refusals[i]);
	family(p, "fcrdns_exporter_http_connections", false, "Connections open now.");
	sample(p, now->n_connections);
	family(p, "fcrdns_exporter_http_connections_cut", true,
	       "Connections ended by the exporter, by reason.");
	labelled(p, "reason", "crowded", now->n_crowded);
	labelled(p, "reason", "overdue", now->n_overdue);
	family(p, "fcrdns_exporter_passwords_waiting", false,
	       "Passwords that wait to be checked now.");
	sample(p, now->n_passwords);
	family(p, "fcrdns_exporter_passwords_unchecked", true,
	       "Passwords whose check hung or died, and was given up.");
	sample(p, now->n_unchecked);
}

void metrics_put(const struct metrics *m, const struct metrics_now *now, bool openmetrics,
		 struct text *out)
{
	struct page p = { .out = out, .openmetrics = openmetrics };

	family(&p, "fcrdns_exporter_build_info", false,
	       "Version of the running exporter and of its libraries.");
	text_printf(out,
		    "fcrdns_exporter_build_info{version=\"%s\",cares=\"%s\",microhttpd=\"%s\"} 1\n",
		    FCRDNS_VERSION, version_cares(), version_microhttpd());
	family(&p, "fcrdns_exporter_config_last_reload_successful", false,
	       "Whether the last configuration reload succeeded.");
	sample(&p, m->is_reloaded);
	family(&p, "fcrdns_exporter_config_last_reload_success_timestamp_seconds", false,
	       "Unix time of the last successful configuration reload.");
	sample(&p, m->reloaded_s);
	family(&p, "fcrdns_exporter_module_unknown", true,
	       "Probes that named a module the configuration does not have.");
	sample(&p, m->module_unknown);
	put_probes(&p, m, now);
	put_server(&p, m, now);
	put_process(&p, m);
	if (openmetrics)
		text_lit(out, "# EOF\n");
}
