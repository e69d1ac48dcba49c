/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/holding.h>
#include <fcrdns/report.h>
#include <fcrdns/tally.h>

#include "tags.h"
#include "traced_world.h"

static void tags_are_sound(const char *page)
{
	const char *fault = tags_fault(page);

	if (fault)
		fail_msg("a fault at: %.200s", fault);
}

/* The list of one record, and its sums. */
static const char *list_of(struct world *w, const struct report_look *look)
{
	const struct stamp stamp = stamp_of(w->record);
	struct tally tally = { 0 };
	const struct report_sum sum = { .tally = &tally, .ended_at_s = 1700000000 };

	tally_add(&tally, &stamp);
	w->out.len = 0;
	report_html.begin(look, &w->out);
	report_html.record(look, w->record, &w->out);
	report_html.end(look, &sum, &w->out);
	assert_false(w->out.failed);
	tags_are_sound(text_cstr(&w->out));
	return text_cstr(&w->out);
}

static void has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("%s\nis not in\n%s", part, text);
}

static void lacks(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("%s\nis in\n%s", part, text);
}

static void a_row_has_the_verdict_and_folds_the_rest(void **state)
{
	struct report_look look = { 0 };
	const char *text;
	struct world w;

	(void)state;
	world_init(&w);
	world_judge(&w, "9.9.9.9", "PTR old.isp.com; A old.isp.com 9.9.9.8;");
	w.target.input = "009.9.9.9";
	w.target.tag = "<b>";
	text = list_of(&w, &look);
	has(text,
	    "<tr><th scope=\"row\">9.9.9.9 <span class=\"k\">given as 009.9.9.9</span> "
	    "<span class=\"k\">&lt;b&gt;</span></th>"
	    "<td class=\"word bad\"><b><span aria-hidden=\"true\">&#10008; </span>FAIL</b></td>"
	    "<td class=\"what\">the PTR name points to another address<details><summary>");
	has(text, "Details<span class=\"hid\"> of 9.9.9.9</span></summary>");
	has(text, "<p>1 target, finished 2023-11-14T22:13:20Z</p>");
	has(text, "1</b> fail</li>");
	has(text, "<code>fwd_mismatch</code></th><td class=\"num\">1</td>");
	lacks(text, "Queries");
	lacks(text, "Gmail");
	lacks(text, "where all is well");

	look = (struct report_look){ .few = true, .verbose = true, .no_timing = true };
	text = list_of(&w, &look);
	has(text, "<details open><summary>Details");
	has(text, "<summary>Queries (2)</summary>");
	has(text, "<p>1 target</p>");
	lacks(text, "TTL");
	world_done(&w);
}

static void a_line_that_is_no_target_is_repeated(void **state)
{
	const struct target bad = { .input = "<script>", .error = "this is no address" };
	const struct report_look look = { 0 };
	struct world w;

	(void)state;
	world_init(&w);
	w.record = record_of_invalid(&bad, &w.policy, &w.spare);
	has(list_of(&w, &look), "<th scope=\"row\">&lt;script&gt;</th>");
	has(list_of(&w, &look), "INVALID</b></td><td class=\"what\">this is no address<details>");
	world_done(&w);
}

static void a_holding_is_named(void **state)
{
	const struct holding holding = { .provider = "hetzner",
					 .id = "4711",
					 .label = "mail <1>",
					 .account = "",
					 .region = "",
					 .released_s = 1 };
	const struct report_look look = { .holdings = true };
	struct world w;

	(void)state;
	world_init(&w);
	w.policy.now_s = 1000000;
	w.target.holding = &holding;
	world_judge(&w, "9.9.9.9", "PTR nxdomain;");
	has(list_of(&w, &look),
	    "<span class=\"k\">of hetzner</span> <span class=\"k\">4711</span> "
	    "<span class=\"k\">mail &lt;1&gt;</span></th><td class=\"word good\">");
	world_done(&w);
}

/* Whatever stands in the DNS. */
static void no_octet_gets_through(void **state)
{
	const struct report_look look = { .verbose = true };

	(void)state;
	for (unsigned octet = 0; octet < 256; octet++) {
		char rows[128];
		struct world w;

		world_init(&w);
		(void)snprintf(rows, sizeof(rows), "PTR a\\%03ub.isp.com; ", octet);
		world_judge(&w, "9.9.9.9", rows);
		(void)list_of(&w, &look);
		world_done(&w);
	}
}

#define ZONES                                                                            \
	"NS 32.0.192.in-addr.arpa a.ns.net b.ns.net; NS example.com a.ns.net b.ns.net; " \
	"A a.ns.net 192.0.32.2; AAAA a.ns.net -; A b.ns.net 192.0.32.3; AAAA b.ns.net -; "

static void what_the_source_says_is_told(void **state)
{
	const struct report_look look = { .no_timing = true };
	struct traced_world t;
	const char *page;

	(void)state;
	traced_init(&t);
	world_ask(&t.w, "192.0.32.1", ZONES "PTR old.example.com; A old.example.com 192.0.32.7;");
	traced_ask(&t, REACH_PUBLIC, ZONES,
		   "192.0.32.2 PTR aa new\\060.example.com;"
		   "192.0.32.3 PTR aa new\\060.example.com;"
		   "192.0.32.2 A old.example.com aa 192.0.32.7;"
		   "192.0.32.3 A old.example.com aa 192.0.32.1;");
	t.w.record = record_of(&t.w.check, &t.w.spare);
	page = list_of(&t.w, &look);
	has(page, "<h2>What the zones' own servers say</h2>\n<ul class=\"found\">\n"
		  "<li class=\"doubt\"><span aria-hidden=\"true\">! </span>the PTR record has "
		  "changed at the source to new\\060.example.com - your resolver still repeats the "
		  "old one<br>32.0.192.in-addr.arpa: a.ns.net, b.ns.net</li>\n");
	has(page, "the servers of example.com do not agree on the A record of old.example.com"
		  "<br>example.com: a.ns.net, b.ns.net<br>a.ns.net 192.0.32.2: 192.0.32.7"
		  "<br>b.ns.net 192.0.32.3: 192.0.32.1</li>\n");
	has(page, "<p class=\"fix\">if what is at the source now is right, wait and check again "
		  "(--wait does that); other resolvers may still have the old answer, too.</p>");
	traced_done(&t);
}

static void without_a_trace_nothing_is_said_of_it(void **state)
{
	const struct report_look look = { .few = true, .verbose = true };
	struct world w;

	(void)state;
	world_init(&w);
	world_judge(&w, "9.9.9.9", "PTR nxdomain;");
	lacks(list_of(&w, &look), "own servers");
	world_done(&w);
}

TESTS(a_row_has_the_verdict_and_folds_the_rest, a_line_that_is_no_target_is_repeated,
      a_holding_is_named, no_octet_gets_through, what_the_source_says_is_told,
      without_a_trace_nothing_is_said_of_it)
