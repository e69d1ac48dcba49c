/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "world.h"

/* mail.example.com has 192.0.32.1, and its SPF record is the first TXT row. */
#define WORLD                                                                             \
	"PTR mail.example.com; A mail.example.com 192.0.32.1; A example.com 192.0.32.80;" \
	"A none.example.com -; MX example.com 10:mail.example.com 20:mx.other.com;"       \
	"A mx.other.com 192.0.32.9; A there.example.com 127.0.0.2;"                       \
	"TXT good.other.com v=spf1~ip4:192.0.32.1~-all;"                                  \
	"TXT bad.other.com v=spf1~ip4:192.0.32.9~-all;"                                   \
	"TXT faulty.other.com v=spf1~nonsense; TXT fails.other.com servfail;"             \
	"TXT loop.other.com v=spf1~include:loop.other.com;"                               \
	"TXT macro.other.com v=spf1~exists:%{i}.x.com~-all;"                              \
	"A fails.other.com servfail;"                                                     \
	"MX many.other.com 10:v1.x.com 20:v2.x.com 30:v3.x.com 40:mail.example.com;"      \
	"MX none.other.com 10:v1.x.com 20:v2.x.com 30:v3.x.com 40:mx.other.com;"          \
	"MX shaky.other.com 10:fails.other.com 20:mail.example.com;"

static const struct {
	const char *record;
	enum spf_result result;
} row_of[] = {
	{ "v=spf1", SPF_NEUTRAL },
	{ "v=spf1~-all", SPF_FAIL },
	{ "v=spf1~~all", SPF_PASS },
	{ "V=SPF1~ALL", SPF_PASS },
	{ "v=spf1~ip4:192.0.32.0/24~-all", SPF_PASS },
	{ "v=spf1~ip4:192.0.33.0/24~-all", SPF_FAIL },
	{ "v=spf1~ip6:2001:500::/16~?all", SPF_NEUTRAL },
	{ "v=spf1~-ip4:192.0.32.1~+all", SPF_FAIL },
	{ "v=spf1~a~-all", SPF_PASS },
	{ "v=spf1~a:mx.other.com~-all", SPF_FAIL },
	{ "v=spf1~a:mx.other.com/24~-all", SPF_PASS },
	{ "v=spf1~mx:example.com~-all", SPF_PASS },
	{ "v=spf1~mx~-all", SPF_FAIL },
	/* One host that matches is enough, whatever stands before it: their order changes. */
	{ "v=spf1~mx:many.other.com~-all", SPF_PASS },
	{ "v=spf1~mx:none.other.com~-all", SPF_PERMERROR },
	{ "v=spf1~mx:shaky.other.com~-all", SPF_PASS },
	{ "v=spf1~ptr~-all", SPF_PASS },
	{ "v=spf1~ptr:example.com~-all", SPF_PASS },
	{ "v=spf1~ptr:other.com~-all", SPF_FAIL },
	{ "v=spf1~exists:there.example.com~-all", SPF_PASS },
	{ "v=spf1~exists:gone.example.com~-all", SPF_FAIL },
	{ "v=spf1~include:good.other.com~-all", SPF_PASS },
	{ "v=spf1~include:bad.other.com~-all", SPF_FAIL },
	{ "v=spf1~-include:good.other.com~+all", SPF_FAIL },
	{ "v=spf1~include:gone.other.com~-all", SPF_PERMERROR },
	{ "v=spf1~include:faulty.other.com~+all", SPF_PERMERROR },
	{ "v=spf1~include:fails.other.com~+all", SPF_TEMPERROR },
	{ "v=spf1~include:loop.other.com~-all", SPF_PERMERROR },
	{ "v=spf1~redirect=good.other.com", SPF_PASS },
	{ "v=spf1~redirect=bad.other.com", SPF_FAIL },
	{ "v=spf1~redirect=gone.other.com", SPF_PERMERROR },
	{ "v=spf1~redirect=bad.other.com~all", SPF_PASS },
	{ "v=spf1~redirect=a.com~redirect=b.com", SPF_PERMERROR },
	{ "v=spf1~a:fails.other.com~+all", SPF_TEMPERROR },
	{ "v=spf1~ip4:192.0.32.1~a:fails.other.com", SPF_PASS },
	{ "v=spf1~ip4:192.0.32.1~nonsense", SPF_PERMERROR },

	/* ---- limits: what stands behind the term that matches is not counted ---- */
	{ "v=spf1~a:1.x.com~a:2.x.com~-all", SPF_FAIL },
	{ "v=spf1~a:1.x.com~a:2.x.com~a:3.x.com~+all", SPF_PERMERROR },
	{ "v=spf1~a~a:1.x.com~a:2.x.com~a:3.x.com~-all", SPF_PASS },
	{ "v=spf1~ptr:a.com~ptr:a.com~ptr:a.com~ptr:a.com~ptr:a.com~ptr:a.com~ptr:a.com~ptr:a.com"
	  "~ptr:a.com~a~-all",
	  SPF_PASS },
	{ "v=spf1~ptr:a.com~ptr:a.com~ptr:a.com~ptr:a.com~ptr:a.com~ptr:a.com~ptr:a.com~ptr:a.com"
	  "~ptr:a.com~ptr:a.com~a~-all",
	  SPF_PERMERROR },

	/* ---- what depends on the message ---- */
	{ "v=spf1~exists:%{i}.x.com~-all", SPF_UNTOLD },
	{ "v=spf1~exists:%{i}.x.com~+all", SPF_PASS },
	{ "v=spf1~-exists:%{i}.x.com~+all", SPF_UNTOLD },
	{ "v=spf1~a~-exists:%{i}.x.com~-all", SPF_PASS },
	{ "v=spf1~include:macro.other.com~-all", SPF_UNTOLD },
	{ "v=spf1~-include:macro.other.com~+all", SPF_UNTOLD },
	{ "v=spf1~redirect=%{d}", SPF_UNTOLD },
};

static void a_record_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		char rows[2048];
		struct world w;

		row("%s", row_of[i].record);
		world_init(&w);
		w.policy.deep = true;
		(void)snprintf(rows, sizeof(rows), "TXT mail.example.com %s;%s", row_of[i].record,
			       WORLD);
		(void)world_judge(&w, "192.0.32.1", rows);
		assert_int_equal(w.check.deep->n_senders, 1);
		assert_int_equal(w.check.deep->senders[0].result, row_of[i].result);
		assert_int_equal(w.record->severity, SEVERITY_OK);
		world_done(&w);
	}
}

static void several_records_are_a_fault(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	w.policy.deep = true;
	(void)world_judge(&w, "192.0.32.1", "TXT mail.example.com v=spf1~a v=spf1~mx;" WORLD);
	assert_string_equal(world_verdict(&w), "pass ok mail.example.com | info spf_not_covering");
	assert_string_equal(w.record->findings[0].detail, "there are several SPF records");
	world_done(&w);
}

static void the_helo_name_stands_for_the_others(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	w.policy.deep = true;
	world_helo(&w, "bad.other.com");
	(void)world_judge(&w, "192.0.32.1",
			  "TXT mail.example.com v=spf1~-all; A bad.other.com 192.0.32.1;" WORLD);
	assert_int_equal(w.check.deep->n_senders, 1);
	assert_int_equal(w.check.deep->senders[0].result, SPF_FAIL);
	world_done(&w);
}

TESTS(a_record_says, several_records_are_a_fault, the_helo_name_stands_for_the_others)
