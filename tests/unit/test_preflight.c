/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "world.h"

#include <fcrdns/preflight.h>
#include <fcrdns/provider.h>

#define A4   "A mail.example.com 192.0.32.1;"
#define A6   "AAAA mail.example.com 2001:500:88::1;"
#define TOLD "PTR mail.example.com;"

/* `want`: the state, then each item that is not ok; what is always said of a provider is left out.
 */
static const struct row {
	const char *sentence, *provider, *rows, *want;
	const char *address, *name, *owned, *description; /* NULL: 192.0.32.1, mail.example.com */
	long ttl;					  /* 0: none; -1: one of 0 */
	unsigned n_tags;
	enum preflight_held held;
	enum ptr_state state;
} row_of[] = {
	{ "all is well", "openstack", A4, "ok", .held = PREFLIGHT_HELD },
	{ "nobody asked whether it is ours", "openstack", A4, "advice held=advice",
	  .held = PREFLIGHT_UNASKED },
	{ "it is not ours", "openstack", A4, "refused held=refused", .held = PREFLIGHT_NOT_HELD },
	{ "the inventory failed", "openstack", A4, "undecided held=undecided",
	  .held = PREFLIGHT_HELD_UNKNOWN },
	{ "a change is on its way", "openstack", A4, "undecided state=undecided",
	  .held = PREFLIGHT_HELD, .state = PTR_PENDING },
	{ "a change failed", "openstack", A4, "advice state=advice", .held = PREFLIGHT_HELD,
	  .state = PTR_ERROR },
	{ "IPv6 where it is allowed", "hetzner", A6, "ok", .address = "2001:500:88::1",
	  .held = PREFLIGHT_HELD },
	{ "IPv6 where it is not", "openstack", A6, "refused family=refused",
	  .address = "2001:500:88::1", .held = PREFLIGHT_HELD },
	{ "a wildcard", "openstack", A4, "refused name=refused", .name = "*.example.com",
	  .held = PREFLIGHT_HELD },
	{ "an octet outside ASCII", "openstack", A4, "refused name=refused",
	  .name = "m\xc3\xa4il.example.com", .held = PREFLIGHT_HELD },
	{ "an A-label", "openstack", "A xn--mil-ela.example.com 192.0.32.1;", "ok",
	  .name = "xn--mil-ela.example.com", .held = PREFLIGHT_HELD },
	{ "a hyphen at an end", "openstack", A4, "refused name=refused",
	  .name = "mail-.example.com", .held = PREFLIGHT_HELD },
	{ "a hyphen within", "openstack", "A ma-il.example.com 192.0.32.1;", "ok",
	  .name = "ma-il.example.com", .held = PREFLIGHT_HELD },
	{ "an underscore where it is allowed", "openstack", "A m_x.example.com 192.0.32.1;",
	  "advice name=advice", .name = "m_x.example.com", .held = PREFLIGHT_HELD },
	{ "an underscore where it is not", "digitalocean", "A m_x.example.com 192.0.32.1;",
	  "refused name=refused", .name = "m_x.example.com", .held = PREFLIGHT_HELD },
	{ "digits only", "openstack", A4, "refused name=refused", .name = "12.34",
	  .held = PREFLIGHT_HELD },
	{ "one label", "openstack", "A mail 192.0.32.1;", "advice name=advice", .name = "mail",
	  .held = PREFLIGHT_HELD },
	{ "a name with the address in it", "openstack", "A 192-0-32-1.dyn.example.com 192.0.32.1;",
	  "advice generic=advice", .name = "192-0-32-1.dyn.example.com", .held = PREFLIGHT_HELD },
	{ "the smallest TTL", "alibaba", A4 "TXT alidnsptrcheck.example.com ali-1;", "ok",
	  .owned = "ali-1", .ttl = 1, .held = PREFLIGHT_HELD },
	{ "a TTL of 0", "alibaba", A4 "TXT alidnsptrcheck.example.com ali-1;",
	  "refused ttl=refused", .owned = "ali-1", .ttl = -1, .held = PREFLIGHT_HELD },
	{ "the largest TTL", "alibaba", A4 "TXT alidnsptrcheck.example.com ali-1;", "ok",
	  .owned = "ali-1", .ttl = 86400, .held = PREFLIGHT_HELD },
	{ "one more", "alibaba", A4 "TXT alidnsptrcheck.example.com ali-1;", "refused ttl=refused",
	  .owned = "ali-1", .ttl = 86401, .held = PREFLIGHT_HELD },
	{ "a TTL where there is none", "hetzner", A4, "refused ttl=refused", .ttl = 300,
	  .held = PREFLIGHT_HELD },
	{ "a description where there is none", "hetzner", A4, "refused description=refused",
	  .description = "x", .held = PREFLIGHT_HELD },
	{ "a description", "openstack", A4, "ok", .description = "x", .held = PREFLIGHT_HELD },
	{ "as many tags as there may be", "otc", A4, "ok", .n_tags = 20, .held = PREFLIGHT_HELD },
	{ "a tag too many", "otc", A4, "refused tags=refused", .n_tags = 21,
	  .held = PREFLIGHT_HELD },
	{ "tags where there are none", "hetzner", A4, "refused tags=refused", .n_tags = 1,
	  .held = PREFLIGHT_HELD },
	{ "the name leads elsewhere", "openstack", "A mail.example.com 192.0.32.2;",
	  "refused forward=refused", .held = PREFLIGHT_HELD },
	{ "the name does not exist", "aws", "", "refused forward=refused", .held = PREFLIGHT_HELD },
	{ "the name cannot be looked up for now", "aws", "A mail.example.com servfail;",
	  "undecided forward=undecided", .held = PREFLIGHT_HELD },
	{ "the value is not given", "alibaba", A4, "undecided ownership=undecided",
	  .held = PREFLIGHT_HELD },
	{ "the value is not there", "alibaba", A4, "refused ownership=refused", .owned = "ali-1",
	  .held = PREFLIGHT_HELD },
	{ "it cannot be looked up for now", "alibaba", A4 "TXT alidnsptrcheck.example.com timeout;",
	  "undecided ownership=undecided", .owned = "ali-1", .held = PREFLIGHT_HELD },
	{ "the name is there already", "openstack", A4 TOLD, "ok", .held = PREFLIGHT_HELD },
	{ "another name is there", "openstack", A4 "PTR old.example.com;", "ok",
	  .held = PREFLIGHT_HELD },
	{ "another name, remembered for a day", "openstack", A4 "PTR ttl=86400 old.example.com;",
	  "advice propagation=advice", .held = PREFLIGHT_HELD },
	{ "several names are there", "openstack", A4 "PTR a.example.com b.example.com;",
	  "advice current=advice", .held = PREFLIGHT_HELD },
	{ "what is there cannot be looked up", "openstack", A4 "PTR servfail;",
	  "advice current=advice", .held = PREFLIGHT_HELD },
};

static const char *judged(struct world *w, const struct row *row, struct preflight *p,
			  struct preflight_wish *wish, struct holding *h)
{
	const char *address = row->address ? row->address : "192.0.32.1";
	enum preflight_state worst = PREFLIGHT_OK;

	world_expect(w, row->name ? row->name : "mail.example.com");
	world_owned(w, row->owned, NULL);
	world_judge(w, address, row->rows);
	*h = (struct holding){ .address = w->target.address, .ptr_state = row->state };
	*wish = (struct preflight_wish){
		.provider = provider_of(row->provider),
		.name = &w->policy.expect,
		.has_ttl = row->ttl != 0,
		.ttl_s = row->ttl > 0 ? (uint32_t)row->ttl : 0,
		.description = row->description,
		.n_tags = row->n_tags,
		.held = row->held,
		.holding = row->held == PREFLIGHT_HELD ? h : NULL,
	};
	preflight_of(p, w->record, wish);
	w->out.len = 0;
	for (unsigned i = 0; i < p->n_items; i++) {
		const struct preflight_item *item = &p->items[i];

		assert_true(*item->message != '\0');
		if (item->state == PREFLIGHT_OK || strcmp(item->code, "note") == 0)
			continue;
		worst = item->state > worst ? item->state : worst;
		text_printf(&w->out, " %s=%s", item->code, preflight_state_text(item->state));
	}
	assert_true(p->state == worst || (worst == PREFLIGHT_OK && p->state == PREFLIGHT_ADVICE));
	return text_cstr(&w->out);
}

static void each_rule_and_its_near_miss(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct preflight p;
		struct preflight_wish wish;
		struct holding h;
		struct world w;
		const char *said, *want = row_of[i].want + strcspn(row_of[i].want, " ");

		row("%s", row_of[i].sentence);
		world_init(&w);
		said = judged(&w, &row_of[i], &p, &wish, &h);
		if (strcmp(said, want) != 0)
			fail_msg("%s: '%s', not '%s'", row_of[i].sentence, said, want);
		if (strncmp(row_of[i].want, "ok", 2) != 0)
			assert_memory_equal(preflight_state_text(p.state), row_of[i].want,
					    strlen(preflight_state_text(p.state)));
		world_done(&w);
	}
}

static void a_description_is_measured_against_its_bound(void **state)
{
	char long_one[162];

	(void)state;
	memset(long_one, 'x', sizeof(long_one));
	long_one[161] = '\0';
	for (unsigned n = 160; n <= 161; n++) {
		struct row row = { "", "openstack", A4, "", .held = PREFLIGHT_HELD };
		struct preflight p;
		struct preflight_wish wish;
		struct holding h;
		struct world w;

		long_one[n] = '\0';
		row.description = long_one;
		world_init(&w);
		assert_string_equal(judged(&w, &row, &p, &wish, &h),
				    n == 160 ? "" : " description=refused");
		world_done(&w);
		long_one[n] = 'x';
	}
}

static void time_is_left_out_where_it_must_not_show(void **state)
{
	struct row row = { "", "openstack", A4 "PTR ttl=86400 old.example.com;", "",
			   .held = PREFLIGHT_HELD };
	struct preflight p;
	struct preflight_wish wish;
	struct holding h;
	struct world w;

	(void)state;
	world_init(&w);
	w.policy.no_timing = true;
	assert_string_equal(judged(&w, &row, &p, &wish, &h), "");
	world_done(&w);
}

TESTS(each_rule_and_its_near_miss, a_description_is_measured_against_its_bound,
      time_is_left_out_where_it_must_not_show)
