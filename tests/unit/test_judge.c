/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "world.h"

static const struct {
	const char *sentence, *address, *rows, *verdict;
	const char *expect, *helo;
	bool strict, skip, local;
	unsigned limit;
	const char *ignore;
} row_of[] = {
	/* ---- the reverse look-up ---- */
	{ "one name that leads back passes without a word", "192.0.32.1",
	  "PTR mail.example.com; A mail.example.com 192.0.32.1;",
	  .verdict = "pass ok mail.example.com" },
	{ "and so over IPv6", "2001:500:88::1",
	  "PTR mail.example.com; AAAA mail.example.com 2001:500:88::2 2001:500:88::1;",
	  .verdict = "pass ok mail.example.com" },
	{ "an error of the other family does not count", "192.0.32.1",
	  "PTR mail.example.com; A mail.example.com 192.0.32.1; AAAA mail.example.com servfail;",
	  .verdict = "pass ok mail.example.com" },
	{ "no reverse name", "192.0.32.1", "", .verdict = "permerror fail | fail ptr_nxdomain" },
	{ "a reverse name without PTR", "192.0.32.1", "PTR -;",
	  .verdict = "permerror fail | fail ptr_nodata" },
	{ "silence decides nothing", "192.0.32.1", "PTR timeout;",
	  .verdict = "temperror undecided | undecided ptr_timeout" },
	{ "nor does nobody listening", "192.0.32.1", "PTR connrefused;",
	  .verdict = "temperror undecided | undecided ptr_timeout" },
	{ "SERVFAIL is not 'no PTR'", "192.0.32.1", "PTR servfail;",
	  .verdict = "temperror undecided | undecided ptr_servfail" },
	{ "another rcode counts as a failing server", "192.0.32.1", "PTR other;",
	  .verdict = "temperror undecided | undecided ptr_servfail" },
	{ "REFUSED", "192.0.32.1", "PTR refused;",
	  .verdict = "temperror undecided | undecided ptr_refused" },
	{ "NOTIMP", "192.0.32.1", "PTR notimp;",
	  .verdict = "temperror undecided | undecided ptr_notimp" },
	{ "FORMERR", "192.0.32.1", "PTR formerr;",
	  .verdict = "temperror undecided | undecided ptr_formerr" },
	{ "a damaged answer", "192.0.32.1", "PTR malformed;",
	  .verdict = "temperror undecided | undecided ptr_malformed" },
	{ "a cut answer without TCP", "192.0.32.1", "PTR truncated;",
	  .verdict = "temperror undecided | undecided ptr_truncated_no_tcp" },
	{ "a CNAME at the reverse name is information", "192.0.32.1",
	  "PTR via=1.0-63.32.0.192.in-addr.arpa mail.example.com; A mail.example.com 192.0.32.1;",
	  .verdict = "pass ok mail.example.com | info ptr_cname" },
	{ "one that leads nowhere is as good as no PTR", "192.0.32.1",
	  "PTR via=1.0-63.32.0.192.in-addr.arpa nxdomain;",
	  .verdict = "permerror fail | fail ptr_cname_dangling" },
	{ "also when the name is there without a PTR", "192.0.32.1", "PTR via=host.example.com -;",
	  .verdict = "permerror fail | fail ptr_cname_dangling" },
	{ "a circle names nobody", "192.0.32.1", "PTR via=x.example.com loops nosoa;",
	  .verdict = "permerror fail | fail ptr_nodata" },
	{ "a broken child zone is undecided", "192.0.32.1", "PTR via=x.example.com servfail;",
	  .verdict = "temperror undecided | undecided ptr_servfail, info ptr_cname" },

	/* ---- targets that are no host names ---- */
	{ "the root", "192.0.32.1", "PTR .;", .verdict = "fail fail | fail target_root" },
	{ "an address as target", "192.0.32.1", "PTR 192.0.32.1;",
	  .verdict = "fail fail | fail target_ip_literal" },
	{ "an IPv6 one", "2001:500:88::1", "PTR 2001:500:88::1;",
	  .verdict = "fail fail | fail target_ip_literal, fail target_bad_char" },
	{ "digits only", "192.0.32.1", "PTR 321;", .verdict = "fail fail | fail target_numeric" },
	{ "many of them are reported by the first eight", "192.0.32.1",
	  "PTR 1.1 2.2 3.3 4.4 5.5 6.6 7.7 8.8 9.9 10.10 a-.11;",
	  .verdict =
		  "fail fail | fail target_numeric, fail target_numeric, fail target_numeric, fail "
		  "target_numeric, fail target_numeric, fail target_numeric, fail target_numeric, "
		  "fail target_numeric, fail target_bad_hyphen, warn ptr_multiple, info "
		  "limit_reached" },
	{ "a star", "192.0.32.1", "PTR *.example.com;",
	  .verdict = "fail fail | fail target_wildcard, fail target_bad_char" },
	{ "octets outside ASCII", "192.0.32.1", "PTR m\\195\\188ller.example.com;",
	  .verdict = "fail fail | fail target_non_ascii, fail target_bad_char" },
	{ "a hyphen at a label's end", "192.0.32.1", "PTR a-.example.com;",
	  .verdict = "fail fail | fail target_bad_hyphen" },
	{ "a dropped name beside a good one does no more than warn", "192.0.32.1",
	  "PTR . mail.example.com; A mail.example.com 192.0.32.1;",
	  .verdict = "pass warn mail.example.com | warn target_root, warn ptr_multiple" },
	{ "a forgotten final dot explains the failure", "192.0.32.1",
	  "PTR mail.example.com.32.0.192.in-addr.arpa;",
	  .verdict = "fail fail | fail target_arpa, fail fwd_nxdomain" },
	{ "an underscore warns", "192.0.32.1", "PTR a_b.example.com; A a_b.example.com 192.0.32.1;",
	  .verdict = "pass warn a_b.example.com | warn target_underscore" },
	{ "an A-label warns", "192.0.32.1",
	  "PTR xn--mller-kva.example.com; A xn--mller-kva.example.com 192.0.32.1;",
	  .verdict = "pass warn xn--mller-kva.example.com | warn target_idn" },
	{ "a single label warns", "192.0.32.1", "PTR ai; A ai 192.0.32.1;",
	  .verdict = "pass warn ai | warn target_single_label" },
	{ "a name of no public zone", "192.0.32.1", "PTR server.local;",
	  .verdict = "fail fail | fail fwd_nxdomain, warn target_special_tld" },
	{ "a long name is information", "192.0.32.1",
	  "PTR aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee.aaaaaaaaaa.example.com;"
	  "A aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee.aaaaaaaaaa.example.com 192.0.32.1;",
	  .verdict = "pass ok "
		     "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee.aaaaaaaaaa.example.com"
		     " | info target_long" },

	/* ---- the names' addresses ---- */
	{ "another address", "192.0.32.1", "PTR mail.example.com; A mail.example.com 192.0.32.2;",
	  .verdict = "fail fail | fail fwd_mismatch" },
	{ "a name that does not exist", "192.0.32.1", "PTR mail.example.com;",
	  .verdict = "fail fail | fail fwd_nxdomain" },
	{ "a name without addresses", "192.0.32.1",
	  "PTR mail.example.com; A mail.example.com -; AAAA mail.example.com -;",
	  .verdict = "fail fail | fail fwd_nodata" },
	{ "failure of the other family leaves the answer of this one", "192.0.32.1",
	  "PTR mail.example.com; A mail.example.com -; AAAA mail.example.com servfail;",
	  .verdict = "fail fail | fail fwd_nodata" },
	{ "addresses of the other family only", "192.0.32.1",
	  "PTR mail.example.com; A mail.example.com -; AAAA mail.example.com 2001:500:88::1;",
	  .verdict = "fail fail | fail fwd_other_family_only" },
	{ "a mapped address is no A record", "192.0.32.1",
	  "PTR mail.example.com; A mail.example.com -; AAAA mail.example.com ::ffff:192.0.32.1;",
	  .verdict = "fail fail | fail fwd_other_family_only, fail fwd_mapped_v6" },
	{ "a forward CNAME is information", "192.0.32.1",
	  "PTR mail.example.com; A mail.example.com via=h.example.net 192.0.32.1;",
	  .verdict = "pass ok mail.example.com | info fwd_cname" },
	{ "and stays beside a mismatch", "192.0.32.1",
	  "PTR mail.example.com; A mail.example.com via=h.example.net 192.0.32.2;",
	  .verdict = "fail fail | fail fwd_mismatch, info fwd_cname" },
	{ "one that leads nowhere", "192.0.32.1",
	  "PTR mail.example.com; A mail.example.com via=h.example.net nxdomain;",
	  .verdict = "fail fail | fail fwd_cname_dangling" },
	{ "a forward circle", "192.0.32.1",
	  "PTR mail.example.com; A mail.example.com via=h.example.net loops nosoa;",
	  .verdict = "fail fail | fail fwd_nodata" },
	{ "forward silence", "192.0.32.1", "PTR mail.example.com; A mail.example.com timeout;",
	  .verdict = "temperror undecided | undecided fwd_timeout" },
	{ "forward SERVFAIL", "192.0.32.1", "PTR mail.example.com; A mail.example.com servfail;",
	  .verdict = "temperror undecided | undecided fwd_servfail" },
	{ "forward REFUSED", "192.0.32.1", "PTR mail.example.com; A mail.example.com refused;",
	  .verdict = "temperror undecided | undecided fwd_refused" },
	{ "forward NOTIMP", "192.0.32.1", "PTR mail.example.com; A mail.example.com notimp;",
	  .verdict = "temperror undecided | undecided fwd_notimp" },
	{ "forward FORMERR", "192.0.32.1", "PTR mail.example.com; A mail.example.com formerr;",
	  .verdict = "temperror undecided | undecided fwd_formerr" },
	{ "forward damage", "192.0.32.1", "PTR mail.example.com; A mail.example.com malformed;",
	  .verdict = "temperror undecided | undecided fwd_malformed" },

	/* ---- several names ---- */
	{ "two good names are information", "192.0.32.1",
	  "PTR b.example.com a.example.com; A a.example.com 192.0.32.1; A b.example.com "
	  "192.0.32.1;",
	  .verdict = "pass ok a.example.com b.example.com | info ptr_multiple" },
	{ "names are sorted by their text, not by their wire form", "192.0.32.1",
	  "PTR ab.example.com a-c.example.com a.example.com; A a.example.com 192.0.32.1;"
	  "A ab.example.com 192.0.32.1; A a-c.example.com 192.0.32.1;",
	  .verdict = "pass ok a-c.example.com a.example.com ab.example.com | info ptr_multiple" },
	{ "one good name is enough, a dead one warns", "192.0.32.1",
	  "PTR a.example.com b.example.com; A b.example.com 192.0.32.1;",
	  .verdict = "pass warn b.example.com | warn fwd_nxdomain, warn ptr_multiple" },
	{ "one good name wins over another's silence", "192.0.32.1",
	  "PTR a.example.com b.example.com; A a.example.com timeout; A b.example.com 192.0.32.1;",
	  .verdict = "pass warn b.example.com | warn fwd_timeout, warn ptr_multiple" },
	{ "a mismatch beside a failing look-up does not decide", "192.0.32.1",
	  "PTR a.example.com b.example.com; A a.example.com 192.0.32.2; A b.example.com servfail;",
	  .verdict = "temperror undecided | warn fwd_mismatch, undecided fwd_servfail, warn "
		     "ptr_multiple" },
	{ "names in two domains", "192.0.32.1",
	  "PTR a.example.com a.example.net; A a.example.com 192.0.32.1; A a.example.net "
	  "192.0.32.1;",
	  .verdict =
		  "pass ok a.example.com a.example.net | info ptr_multiple, info ptr_multidomain" },
	{ "a repeated name is one name", "192.0.32.1",
	  "PTR a.example.com A.example.com; A a.example.com 192.0.32.1;",
	  .verdict = "pass ok a.example.com | info ptr_duplicate" },
	{ "a name over the limit is not looked at", "192.0.32.1",
	  "PTR a.example.com b.example.com; A b.example.com 192.0.32.1;",
	  .verdict = "fail fail | fail fwd_nxdomain, warn ptr_limit_exceeded, warn ptr_multiple",
	  .limit = 1 },
	{ "dropped names do not use up the limit", "192.0.32.1",
	  "PTR 1.2.3 b.example.com; A b.example.com 192.0.32.1;",
	  .verdict = "pass warn b.example.com | warn target_numeric, warn ptr_multiple",
	  .limit = 1 },

	/* ---- --strict ---- */
	{ "strict: every name has to confirm, the verdict stays", "192.0.32.1",
	  "PTR a.example.com b.example.com; A b.example.com 192.0.32.1;",
	  .verdict = "pass fail b.example.com | warn fwd_nxdomain, fail ptr_unconfirmed, warn "
		     "ptr_multiple",
	  .strict = true },
	{ "strict: a failing look-up leaves it undecided", "192.0.32.1",
	  "PTR a.example.com b.example.com; A a.example.com timeout; A b.example.com 192.0.32.1;",
	  .verdict = "pass undecided b.example.com | undecided fwd_timeout, warn ptr_multiple",
	  .strict = true },
	{ "strict does not make a temperror a failure", "192.0.32.1",
	  "PTR a.example.com b.example.com; A a.example.com 192.0.32.2; A b.example.com timeout;",
	  .verdict = "temperror undecided | warn fwd_mismatch, undecided fwd_timeout, warn "
		     "ptr_unconfirmed, "
		     "warn ptr_multiple",
	  .strict = true },

	/* ---- --expect ---- */
	{ "the expected name is confirmed", "192.0.32.1",
	  "PTR a.example.com; A a.example.com 192.0.32.1;", .verdict = "pass ok a.example.com",
	  .expect = "A.example.com" },
	{ "another name is confirmed", "192.0.32.1",
	  "PTR a.example.com; A a.example.com 192.0.32.1;",
	  .verdict = "pass fail a.example.com | fail expect_mismatch", .expect = "b.example.com" },
	{ "no PTR, so not the expected one either", "192.0.32.1", "",
	  .verdict = "permerror fail | fail ptr_nxdomain, fail expect_mismatch",
	  .expect = "b.example.com" },
	{ "nothing is said of it while the PTR is unknown", "192.0.32.1", "PTR timeout;",
	  .verdict = "temperror undecided | undecided ptr_timeout", .expect = "b.example.com" },
	{ "nor while its own addresses are", "192.0.32.1",
	  "PTR a.example.com b.example.com; A a.example.com 192.0.32.1; A b.example.com servfail;",
	  .verdict = "pass undecided a.example.com | undecided fwd_servfail, warn ptr_multiple",
	  .expect = "b.example.com" },
	{ "while another name's are is all the same", "192.0.32.1",
	  "PTR a.example.com b.example.com; A a.example.com servfail; A b.example.com 192.0.32.1;",
	  .verdict = "pass warn b.example.com | warn fwd_servfail, warn ptr_multiple",
	  .expect = "b.example.com" },
	{ "a name over the limit is not the one expected", "192.0.32.1",
	  "PTR a.example.com b.example.com; A a.example.com 192.0.32.1; A b.example.com "
	  "192.0.32.1;",
	  .verdict =
		  "pass fail a.example.com | fail expect_mismatch, info ptr_limit_exceeded, info "
		  "ptr_multiple",
	  .expect = "b.example.com", .limit = 1 },

	/* ---- --ignore ---- */
	{ "an ignored finding does not count, the verdict stays", "192.0.32.1", "",
	  .verdict = "permerror ok", .ignore = "ptr_nxdomain" },

	/* ---- address and resolver ---- */
	{ "a special-purpose address is judged like any other", "10.0.0.1", "",
	  .verdict = "permerror fail | fail ptr_nxdomain, info special_purpose" },
	{ "or skipped on request", "10.0.0.1", "", .verdict = "none ok | info special_purpose",
	  .skip = true },
	{ "skipping touches no ordinary address", "192.0.32.1",
	  "PTR a.example.com; A a.example.com 192.0.32.1;", .verdict = "pass ok a.example.com",
	  .skip = true },
	{ "a mapped address is the IPv4 host", "::ffff:192.0.32.1",
	  "PTR a.example.com; A a.example.com 192.0.32.1;",
	  .verdict = "pass ok a.example.com | info v4_mapped_input" },
	{ "a resolver that makes up answers warns", "192.0.32.1",
	  "PTR a.example.com; A a.example.com 192.0.32.1;",
	  .verdict = "pass warn a.example.com | warn resolver_local", .local = true },
	{ "an expired answer warns", "192.0.32.1",
	  "PTR a.example.com ede=3; A a.example.com 192.0.32.1 ede=22;",
	  .verdict = "pass warn a.example.com | warn answer_stale" },
	{ "a resolver says that DNSSEC is why it fails", "192.0.32.1", "PTR servfail ede=7;",
	  .verdict = "temperror undecided | undecided ptr_servfail, warn dnssec_bogus" },
	{ "or that nobody is reached", "192.0.32.1", "PTR servfail ede=22;",
	  .verdict = "temperror undecided | undecided ptr_servfail" },
	{ "an answer is one whatever else it says", "192.0.32.1",
	  "PTR a.example.com ede=6; A a.example.com 192.0.32.1;",
	  .verdict = "pass ok a.example.com" },
	{ "a name made of the address warns", "192.0.32.1",
	  "PTR c-192-0-32-1.isp.example.com; A c-192-0-32-1.isp.example.com 192.0.32.1;",
	  .verdict = "pass warn c-192-0-32-1.isp.example.com | warn generic_name" },

	/* ---- HELO ---- */
	{ "HELO is the confirmed name", "192.0.32.1",
	  "PTR a.example.com; A a.example.com 192.0.32.1;",
	  .verdict = "pass ok a.example.com | info helo_match", .helo = "a.example.com" },
	{ "HELO that does not exist", "192.0.32.1",
	  "PTR a.example.com; A a.example.com 192.0.32.1;",
	  .verdict = "pass warn a.example.com | info helo_mismatch, warn helo_unresolved",
	  .helo = "b.example.com" },
	{ "HELO that leads elsewhere", "192.0.32.1",
	  "PTR a.example.com; A a.example.com 192.0.32.1; A b.example.com 192.0.32.2;",
	  .verdict = "pass ok a.example.com | info helo_mismatch, info helo_resolves_elsewhere",
	  .helo = "b.example.com" },
	{ "HELO with an MX only is not unresolved", "192.0.32.1",
	  "PTR a.example.com; A a.example.com 192.0.32.1; A b.example.com -; AAAA b.example.com -;"
	  "MX b.example.com ad;",
	  .verdict = "pass ok a.example.com | info helo_mismatch, info helo_resolves_elsewhere",
	  .helo = "b.example.com" },
	{ "a HELO look-up that fails says nothing about where it leads", "192.0.32.1",
	  "PTR a.example.com; A a.example.com 192.0.32.1; A b.example.com servfail;",
	  .verdict = "pass ok a.example.com | info helo_mismatch", .helo = "b.example.com" },
	{ "the client's address in brackets is allowed", "192.0.32.1",
	  "PTR a.example.com; A a.example.com 192.0.32.1;",
	  .verdict = "pass ok a.example.com | info helo_literal", .helo = "[192.0.32.1]" },
	{ "a bare address is not", "192.0.32.1", "PTR a.example.com; A a.example.com 192.0.32.1;",
	  .verdict = "pass warn a.example.com | warn helo_literal, warn helo_not_fqdn",
	  .helo = "192.0.32.1" },
	{ "another host's address", "192.0.32.1", "PTR a.example.com; A a.example.com 192.0.32.1;",
	  .verdict = "pass warn a.example.com | info helo_resolves_elsewhere, warn helo_literal",
	  .helo = "[192.0.32.2]" },
	{ "a HELO name that is a circle of CNAMEs leads nowhere", "192.0.32.1",
	  "PTR a.example.com; A a.example.com 192.0.32.1; A b.example.com via=x.example.com loops "
	  "nosoa;",
	  .verdict = "pass warn a.example.com | info helo_mismatch, warn helo_unresolved",
	  .helo = "b.example.com" },
	{ "a name over the limit is not the one in HELO", "192.0.32.1",
	  "PTR a.example.com b.example.com; A a.example.com 192.0.32.1; A b.example.com "
	  "192.0.32.1;",
	  .verdict = "pass ok a.example.com | info ptr_limit_exceeded, info ptr_multiple, info "
		     "helo_mismatch",
	  .helo = "b.example.com", .limit = 1 },
	{ "a single label", "192.0.32.1", "PTR a.example.com; A a.example.com 192.0.32.1;",
	  .verdict = "pass warn a.example.com | info helo_mismatch, warn helo_unresolved, warn "
		     "helo_not_fqdn",
	  .helo = "mail" },
	{ "no name at all", "192.0.32.1", "PTR a.example.com; A a.example.com 192.0.32.1;",
	  .verdict = "pass warn a.example.com | warn helo_not_fqdn", .helo = "a..b" },
};

static void ignore(struct policy *p, const char *code)
{
	enum finding_code c = N_FINDINGS;

	if (!code)
		return;
	assert_true(finding_code_parse(&c, code, strlen(code)));
	p->ignore[c / 64] |= UINT64_C(1) << (c % 64);
}

static void the_record_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++)
		for (int eager = 0; eager < 2; eager++) {
			struct world w;

			row("%s", row_of[i].sentence);
			world_init(&w);
			w.policy.eager = eager;
			w.policy.strict = row_of[i].strict;
			w.policy.special_skip = row_of[i].skip;
			w.policy.resolver_is_local = row_of[i].local;
			if (row_of[i].limit)
				w.policy.ptr_limit = row_of[i].limit;
			world_expect(&w, row_of[i].expect);
			world_helo(&w, row_of[i].helo);
			ignore(&w.policy, row_of[i].ignore);
			(void)world_judge(&w, row_of[i].address, row_of[i].rows);
			assert_string_equal(world_verdict(&w), row_of[i].verdict);
			world_done(&w);
		}
}

static void one_of_several_expected_names_is_enough(void **state)
{
	static const struct {
		const char *also, *rows, *verdict;
	} expected_of[] = {
		{ "a.isp.com", "PTR a.isp.com; A a.isp.com 192.0.32.1;", "pass ok a.isp.com" },
		{ "c.isp.com", "PTR a.isp.com; A a.isp.com 192.0.32.1;",
		  "pass fail a.isp.com | fail expect_mismatch" },
		{ "c.isp.com",
		  "PTR a.isp.com c.isp.com; A a.isp.com 192.0.32.1; A c.isp.com servfail;",
		  "pass undecided a.isp.com | undecided fwd_servfail, warn ptr_multiple" },
		{ "c.isp.com",
		  "PTR b.isp.com c.isp.com; A b.isp.com 192.0.32.1; A c.isp.com servfail;",
		  "pass warn b.isp.com | warn fwd_servfail, warn ptr_multiple" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(expected_of) / sizeof(expected_of[0]); i++) {
		uint8_t buf[NAME_MAX_OCTETS];
		struct name also = { 0 };
		struct world w;

		world_init(&w);
		row("%s", expected_of[i].rows);
		world_expect(&w, "b.isp.com");
		assert_true(
			name_parse(&also, buf, expected_of[i].also, strlen(expected_of[i].also)));
		w.policy.also_expected = &also;
		w.policy.n_also_expected = 1;
		(void)world_judge(&w, "192.0.32.1", expected_of[i].rows);
		assert_string_equal(world_verdict(&w), expected_of[i].verdict);
		world_done(&w);
	}
}

static void a_mismatch_names_all_that_were_expected(void **state)
{
	static const struct {
		const char *also[5], *rows, *message, *fix;
	} case_of[] = {
		{ { "c.isp.com" },
		  "PTR a.isp.com; A a.isp.com 192.0.32.1;",
		  "none of b.isp.com and c.isp.com is among the confirmed names of 192.0.32.1",
		  "set the PTR of 192.0.32.1 to one of b.isp.com and c.isp.com at your provider, "
		  "and see that this name has the A record 192.0.32.1." },
		{ { "c.isp.com", "d.isp.com", "e.isp.com", "f.isp.com" },
		  "PTR a.isp.com; A a.isp.com 192.0.32.1;",
		  "none of b.isp.com, c.isp.com, d.isp.com and 2 more is among the confirmed names "
		  "of 192.0.32.1",
		  NULL },
		{ { "c.isp.com" },
		  "PTR c.isp.com; A c.isp.com 192.0.32.9;",
		  "none of b.isp.com and c.isp.com is among the confirmed names of 192.0.32.1",
		  "give c.isp.com the A record 192.0.32.1 at its DNS host." },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(case_of) / sizeof(case_of[0]); i++) {
		uint8_t buf[5][NAME_MAX_OCTETS];
		struct name also[5];
		const struct finding *f;
		struct world w;
		unsigned n = 0;

		world_init(&w);
		row("%s", case_of[i].message);
		world_expect(&w, "b.isp.com");
		for (; n < 5 && case_of[i].also[n]; n++)
			assert_true(name_parse(&also[n], buf[n], case_of[i].also[n],
					       strlen(case_of[i].also[n])));
		w.policy.also_expected = also;
		w.policy.n_also_expected = n;
		f = record_headline(world_judge(&w, "192.0.32.1", case_of[i].rows));
		while (f && f->code != FINDING_EXPECT_MISMATCH)
			f++;
		assert_non_null(f);
		finding_message(f, w.record, &w.out);
		assert_string_equal(text_cstr(&w.out), case_of[i].message);
		w.out.len = 0;
		finding_fix(f, w.record, &w.out);
		if (case_of[i].fix)
			assert_string_equal(text_cstr(&w.out), case_of[i].fix);
		world_done(&w);
	}
}

TESTS(the_record_says, a_mismatch_names_all_that_were_expected,
      one_of_several_expected_names_is_enough)
