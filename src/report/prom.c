/* SPDX-License-Identifier: MIT */
#include <fcrdns/report.h>

#include <fcrdns/finding.h>
#include <fcrdns/tally.h>
#include <fcrdns/text.h>

/*
 * The sums of a scan as the textfile collector of node_exporter reads them. Nothing in it comes
 * from the DNS. All series are always there, so that none appears or ends from scan to scan.
 */

static void put_head(const char *name, const char *help, struct text *out)
{
	text_printf(out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static void put_one(const char *name, const char *label, const char *value, uint64_t v,
		    struct text *out)
{
	text_printf(out, "%s{%s=\"%s\"} ", name, label, value);
	text_uint(out, v);
	text_char(out, '\n');
}

static void put_addresses(const struct tally *t, struct text *out)
{
	static const char name[] = "fcrdns_scan_addresses";
	uint64_t invalid = t->by_finding[FINDING_INVALID_ADDRESS];

	put_head(name, "Addresses checked in the last completed scan, by iprev result.", out);
	for (enum iprev i = IPREV_PASS; i <= IPREV_PERMERROR; i++)
		put_one(name, "iprev", iprev_text(i), t->by_iprev[i], out);
	put_one(name, "iprev", "none", t->by_iprev[IPREV_NONE] - invalid, out);
	put_one(name, "iprev", "invalid", invalid, out);
}

static void put_findings(const struct tally *t, struct text *out)
{
	static const char name[] = "fcrdns_scan_findings";

	put_head(name, "Addresses with a finding in the last completed scan, by code.", out);
	for (unsigned code = 0; code < N_FINDINGS; code++)
		put_one(name, "code", finding_code_text((enum finding_code)code),
			t->by_finding[code], out);
}

static void put_stale(const struct tally *t, struct text *out)
{
	static const char name[] = "fcrdns_scan_stale";

	put_head(name, "Addresses held or given back, by class, in the last completed scan.", out);
	for (unsigned class = STALE_NONE + 1; class < N_STALE; class ++)
		put_one(name, "class", stale_class_text((enum stale_class) class),
			t->by_stale[class], out);
}

static void put_end(const struct report_look *look, const struct report_sum *sum, struct text *out)
{
	put_addresses(sum->tally, out);
	put_findings(sum->tally, out);
	if (look->holdings)
		put_stale(sum->tally, out);
	if (look->no_timing)
		return;
	put_head("fcrdns_scan_duration_seconds", "Wall time of the last completed scan.", out);
	text_printf(out, "fcrdns_scan_duration_seconds %llu.%03llu\n",
		    (unsigned long long)(sum->elapsed_ms / 1000),
		    (unsigned long long)(sum->elapsed_ms % 1000));
	put_head("fcrdns_scan_last_completion_timestamp_seconds",
		 "Unix time at which the last scan completed.", out);
	text_printf(out, "fcrdns_scan_last_completion_timestamp_seconds %lld\n",
		    (long long)sum->ended_at_s);
}

static void put_record(const struct report_look *look, const struct record *r, struct text *out)
{
	(void)look;
	(void)r;
	(void)out;
}

const struct report_format report_prom = { .name = "prom", .record = put_record, .end = put_end };
