/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/page.h>
#include <fcrdns/record.h>

#include <openssl/evp.h>

#include "tags.h"
#include "world.h"

static const char *const servers[] = { "192.0.2.53:53" };
static const struct page_look look_of = { .version = "1.0",
					  .base = "",
					  .target = "9.9.9.9",
					  .command = "fcrdns-check -v 9.9.9.9",
					  .note = "Asked as of module default.",
					  .servers = servers,
					  .n_servers = 1,
					  .has_check = true };

static void tags_are_sound(const char *page)
{
	const char *fault = tags_fault(page);

	if (fault)
		fail_msg("a fault at: %.200s", fault);
}

static const char *page(struct world *w, const struct page_look *look)
{
	w->out.len = 0;
	report_page(w->record, look, &w->out);
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

/* One stands before the other, each once looked for behind the one before. */
static void in_order(const char *text, const char *const parts[], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *found = strstr(text, parts[i]);

		if (!found)
			fail_msg("%s\nis not, or not in this place, in\n%s", parts[i], text);
		text = found + strlen(parts[i]);
	}
}

/* A browser takes the style for ours by this. */
static void the_policy_names_the_style(void **state)
{
	unsigned char digest[32], base64[64];
	char policy[128];
	struct world w;
	const char *begin, *end;

	(void)state;
	world_init(&w);
	report_front_page(&look_of, &w.out);
	begin = strstr(text_cstr(&w.out), "<style>");
	end = strstr(text_cstr(&w.out), "</style>");
	assert_true(begin && end);
	begin += strlen("<style>");
	assert_int_equal(EVP_Digest(begin, (size_t)(end - begin), digest, NULL, EVP_sha256(), NULL),
			 1);
	assert_int_equal(EVP_EncodeBlock(base64, digest, sizeof(digest)), 44);
	(void)snprintf(policy, sizeof(policy), "style-src 'sha256-%s'", (const char *)base64);
	has(page_csp(), policy);
	has(text_cstr(&w.out), policy);
	has(page_csp(), "default-src 'none'");
	has(page_csp(), "frame-ancestors 'none'");
	lacks(page_csp(), "unsafe");
	world_done(&w);
}

static void the_verdict_is_first_and_the_form_last(void **state)
{
	static const char *const parts[] = {
		"<html lang=\"en\">",
		"<title>FAIL 9.9.9.9: the PTR name points to another address</title>",
		"<h1><b class=\"bad\"><span aria-hidden=\"true\">&#10008; </span>FAIL</b> 9.9.9.9: "
		"the PTR name points to another address</h1>",
		"not forward-confirmed",
		"<li><span class=\"k\">address</span> <span class=\"n\">9.9.9.9</span></li>",
		"<li><span class=\"k\">PTR name</span> <span class=\"n\">old.isp.com</span></li>",
		"<li class=\"bad\"><span class=\"k\">which leads to</span> "
		"<span class=\"n\">9.9.9.8</span> <b>",
		"another address</b></li>",
		"<h2>What to do</h2>\n<p class=\"fix\">",
		"<h2>What was found",
		"(<code>fwd_mismatch</code>)<br>Who reacts: Gmail",
		"<h2>What mail servers",
		"<tr><th scope=\"row\">Exim, verify = reverse_host_lookup</th>",
		"<summary>Receivers documented to act on this</summary>",
		"<li><b>Gmail</b>: ",
		"<summary>Queries (2)</summary>",
		"<code>9.9.9.9.in-addr.arpa PTR</code> <b>NOERROR</b>, TTL 300, 192.0.2.53:53 UDP, "
		"1.00 ms</li>",
		"Asked as of module default.",
		"<code>fcrdns-check -v 9.9.9.9</code>",
		"<form method=\"get\" action=\"/check\">",
		"value=\"9.9.9.9\"",
		"href=\"/api/v1/check?target=9.9.9.9\"",
		"fcrdns-exporter 1.0",
	};
	struct world w;

	(void)state;
	world_init(&w);
	world_judge(&w, "9.9.9.9", "PTR old.isp.com; A old.isp.com 9.9.9.8;");
	in_order(page(&w, &look_of), parts, sizeof(parts) / sizeof(parts[0]));
	world_done(&w);
}

static void each_outcome_has_its_words(void **state)
{
	static const struct {
		const char *rows, *parts[4];
	} row_of[] = {
		{ "PTR a.isp.com; A a.isp.com 9.9.9.9 9.9.9.8;",
		  { "PASS</b> 9.9.9.9: a.isp.com leads back to it",
		    "is forward-confirmed: ", "and 1 more</span>", "back at the address" } },
		{ "PTR nxdomain;",
		  { "FAIL</b>", "is not forward-confirmed.", ">none</span>", "no PTR record" } },
		{ "PTR timeout;",
		  { "UNDECIDED</b>", "cannot be decided for now", "? </span>no answer",
		    ">not known</span>" } },
		{ "PTR a.isp.com; A a.isp.com servfail ede=22:<b>;",
		  { "UNDECIDED</b>", ">not known</span>", "? </span>SERVFAIL</b>",
		    "extended error 22: &lt;b&gt;" } },
		{ "PTR a.isp.com; A a.isp.com -; AAAA a.isp.com 2620:fe::1;",
		  { "FAIL</b>", "2620:fe::1</span>", "no IPv4 address", "FAIL" } },
		{ "PTR a.isp.com via=x.isp.com; A a.isp.com via=y.isp.com 9.9.9.9;",
		  { "PASS</b>", "alias (CNAME) for</span> <span class=\"n\">x.isp.com<",
		    "alias (CNAME) for</span> <span class=\"n\">y.isp.com<", "class=\"path\"" } },
		{ "PTR - loops via=a via=b via=c via=d via=e;",
		  { "FAIL</b>", ">e <span class=\"k\">behind 2 more</span></span></li>",
		    "in a circle", "class=\"path\"" } },
		{ "PTR a.isp.com *.isp.com; A a.isp.com 9.9.9.9;",
		  { "PASS</b>", "\\042.isp.com", "not a host name", "What to do" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct world w;

		row("%s", row_of[i].rows);
		world_init(&w);
		world_judge(&w, "9.9.9.9", row_of[i].rows);
		for (size_t k = 0; k < 4; k++)
			has(page(&w, &look_of), row_of[i].parts[k]);
		world_done(&w);
	}
}

static void many_names_are_bounded(void **state)
{
	char rows[1024] = "PTR", *p = rows + 3;
	struct world w;

	(void)state;
	for (int i = 0; i < 14; i++)
		p += snprintf(p, 24, " n%d.isp.com", i);
	(void)snprintf(p, 40, "; A n13.isp.com 9.9.9.9;");
	world_init(&w);
	w.policy.ptr_limit = 20;
	world_judge(&w, "9.9.9.9", rows);
	has(page(&w, &look_of), ">n13.isp.com<");
	has(page(&w, &look_of), "<p>and 4 more names</p>");
	world_done(&w);
}

/* Names are presentation form anyway; all the rest is a stranger's word. */
static void nothing_gets_through_unescaped(void **state)
{
	static const char evil[] = "\"><script>alert('x')</script>\033[31m\342\200\256&amp;";
	struct page_look look = look_of;
	struct world w;
	const char *text;

	(void)state;
	look.version = look.base = look.target = look.module = look.note = look.command = evil;
	world_init(&w);
	world_owned(&w, "v=1", "isp.com");
	world_judge(&w, "9.9.9.9",
		    "PTR <script>.isp.com a\\200\\226b.isp.com; A a.isp.com servfail ede=0:<i>;"
		    "TXT alidnsptrcheck.isp.com <script>alert(1)</script> \"'&;");
	text = page(&w, &look);
	lacks(text, "<script");
	lacks(text, "<i>");
	has(text, "\\060script\\062.isp.com");
	has(text, "&lt;script&gt;alert(1)&lt;/script&gt;</code>, <code>&quot;&#39;&amp;</code>");
	has(text,
	    "target=%22%3E%3Cscript%3Ealert%28%27x%27%29%3C%2Fscript%3E%1B%5B31m%E2%80%AE%26amp"
	    "%3B&amp;module=%22");
	w.record = NULL;
	look.error = evil;
	lacks(page(&w, &look), "<script");
	w.out.len = 0;
	report_front_page(&look, &w.out);
	tags_are_sound(text_cstr(&w.out));
	lacks(text_cstr(&w.out), "<script");
	w.out.len = 0;
	look.error = NULL;
	report_page_begin(&look, &w.out);
	report_page_end(&look, &w.out);
	tags_are_sound(text_cstr(&w.out));
	lacks(text_cstr(&w.out), "<script");
	world_done(&w);
}

static void a_bad_target_is_one_sentence_and_the_form(void **state)
{
	struct page_look look = look_of;
	struct world w;

	(void)state;
	look.error = "'192.0.2' is no address and no host name";
	look.target = "192.0.2";
	look.command = look.note = NULL;
	world_init(&w);
	w.record = NULL;
	has(page(&w, &look),
	    "<h1>This cannot be checked</h1>\n"
	    "<p role=\"alert\">&#39;192.0.2&#39; is no address and no host name</p>\n"
	    "</main>");
	has(page(&w, &look), "value=\"192.0.2\"");
	lacks(page(&w, &look), "/api/");
	world_done(&w);
}

static void a_name_has_a_part_for_each_of_its_addresses(void **state)
{
	static const char *const parts[] = { "<h1>Reverse DNS of mail.isp.com</h1>",
					     "<h2><b class=\"good\">",
					     "<h3>What was found",
					     "<h2><b class=\"good\">",
					     "</main>",
					     "</html>" };
	struct page_look look = look_of;
	struct world w;

	(void)state;
	look.target = "mail.isp.com";
	world_init(&w);
	world_judge(&w, "9.9.9.9", "PTR a.isp.com b.isp.com; A a.isp.com 9.9.9.9;");
	report_page_begin(&look, &w.out);
	report_page_record(w.record, &look, &w.out);
	report_page_record(w.record, &look, &w.out);
	report_page_end(&look, &w.out);
	tags_are_sound(text_cstr(&w.out));
	in_order(text_cstr(&w.out), parts, sizeof(parts) / sizeof(parts[0]));
	world_done(&w);
}

static void the_front_has_a_form_where_there_is_a_page(void **state)
{
	struct page_look look = { .version = "1.0", .base = "/dns" };
	struct world w;

	(void)state;
	world_init(&w);
	report_front_page(&look, &w.out);
	tags_are_sound(text_cstr(&w.out));
	lacks(text_cstr(&w.out), "<form");
	has(text_cstr(&w.out), "href=\"/dns/metrics\"");
	w.out.len = 0;
	look.has_check = true;
	report_front_page(&look, &w.out);
	has(text_cstr(&w.out), "action=\"/dns/check\"");
	world_done(&w);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(the_policy_names_the_style),
		cmocka_unit_test(the_verdict_is_first_and_the_form_last),
		cmocka_unit_test(each_outcome_has_its_words),
		cmocka_unit_test(many_names_are_bounded),
		cmocka_unit_test(nothing_gets_through_unescaped),
		cmocka_unit_test(a_bad_target_is_one_sentence_and_the_form),
		cmocka_unit_test(a_name_has_a_part_for_each_of_its_addresses),
		cmocka_unit_test(the_front_has_a_form_where_there_is_a_page),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
