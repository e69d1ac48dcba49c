/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/mta.h>

#include "world.h"

/* Replies: Postfix, Postfix for the reverse name only, Exim, OpenSMTPD, Sendmail; "order" where
 * another order of the PTR records changes one. */
static const struct {
	const char *sentence, *rows, *replies;
} row_of[] = {
	{ "one good name", "PTR a.example.com; A a.example.com 192.0.32.1;", "ok ok ok ok ok" },
	{ "no PTR", "", "550 550 550 550 550" },
	{ "a reverse name without PTR", "PTR -;", "550 550 550 550 550" },
	{ "silence: OpenSMTPD holds its banner", "PTR timeout;", "450 450 451 451 451" },
	{ "SERVFAIL: OpenSMTPD rejects", "PTR servfail;", "450 450 451 550 451" },
	{ "REFUSED", "PTR refused;", "450 450 451 550 451" },
	{ "NOTIMP", "PTR notimp;", "450 450 451 550 451" },
	{ "FORMERR: the C library calls it permanent", "PTR formerr;", "550 550 451 550 550" },
	{ "damage as well", "PTR malformed;", "550 550 451 550 550" },
	{ "a cut answer without TCP", "PTR truncated;", "450 450 451 550 451" },
	{ "a CNAME to nothing", "PTR via=x.example.com nxdomain;", "550 550 550 550 550" },
	{ "a CNAME to a name without PTR: Exim defers", "PTR via=x.example.com -;",
	  "550 550 451 550 550" },
	{ "another address: Sendmail defers a forged name",
	  "PTR a.example.com; A a.example.com 192.0.32.2;", "550 ok 550 550 451" },
	{ "a name that does not exist", "PTR a.example.com;", "550 ok 550 550 451" },
	{ "forward silence: OpenSMTPD rejects", "PTR a.example.com; A a.example.com timeout;",
	  "450 ok 451 550 451" },
	{ "forward SERVFAIL", "PTR a.example.com; A a.example.com servfail;",
	  "450 ok 451 550 451" },
	{ "forward REFUSED", "PTR a.example.com; A a.example.com refused;", "450 ok 451 550 451" },
	{ "forward NOTIMP", "PTR a.example.com; A a.example.com notimp;", "450 ok 451 550 451" },
	{ "forward FORMERR", "PTR a.example.com; A a.example.com formerr;", "550 ok 451 550 451" },
	{ "forward damage", "PTR a.example.com; A a.example.com malformed;", "550 ok 451 550 451" },
	{ "the other family fails: Exim asks both",
	  "PTR a.example.com; A a.example.com -; AAAA a.example.com servfail;",
	  "550 ok 451 550 451" },
	{ "a mapped address: Exim takes it",
	  "PTR a.example.com; A a.example.com -; AAAA a.example.com ::ffff:192.0.32.1;",
	  "550 ok ok 550 451" },
	{ "the root is no name", "PTR .;", "550 550 550 550 550" },
	{ "an address as target: OpenSMTPD believes it", "PTR 192.0.32.1;", "550 550 550 ok 550" },
	{ "but not another one", "PTR 192.0.32.2;", "550 550 550 550 550" },
	{ "digits only", "PTR 321;", "550 550 550 550 451" },
	{ "a name over 64 characters: OpenSMTPD cuts it",
	  "PTR aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee.aaaaaaaaaa.example.com;"
	  "A aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee.aaaaaaaaaa.example.com 192.0.32.1;",
	  "ok ok ok 550 ok" },
	{ "two good names: the order is all the same",
	  "PTR a.example.com b.example.com; A a.example.com 192.0.32.1; A b.example.com "
	  "192.0.32.1;",
	  "ok ok ok ok ok" },
	{ "two dead ones as well", "PTR a.example.com b.example.com;", "550 ok 550 550 451" },
	{ "the first is dead", "PTR a.example.com b.example.com; A b.example.com 192.0.32.1;",
	  "550 ok ok 550 451 order" },
	{ "the second is dead", "PTR a.example.com b.example.com; A a.example.com 192.0.32.1;",
	  "ok ok ok ok ok order" },
	{ "the first is no name", "PTR . b.example.com; A b.example.com 192.0.32.1;",
	  "550 550 ok 550 550 order" },
	{ "dead for now or for ever", "PTR a.example.com b.example.com; A b.example.com servfail;",
	  "550 ok 451 550 451 order" },
	{ "Exim defers though one name confirms",
	  "PTR a.example.com b.example.com; A a.example.com 192.0.32.1; A b.example.com timeout;",
	  "ok ok 451 ok ok order" },
	{ "the other family of a name with addresses says nothing, whoever asks for it",
	  "PTR a.example.com example.com; A a.example.com 192.0.32.1; A example.com 192.0.32.2;"
	  "AAAA example.com servfail; MX example.com -;",
	  "ok ok ok ok ok order" },
	{ "a name over the limit may give any reply",
	  "PTR a.example.com b.example.com c.example.com; A a.example.com 192.0.32.1;"
	  "A b.example.com 192.0.32.1; A c.example.com 192.0.32.1;",
	  "ok ok ok ok ok order" },
};

/* The same whether one address is asked about or a list, and whatever else is asked. */
static void servers_are_predicted_to_answer(void **state)
{
	(void)state;
	for (size_t i = 0; i < 4 * sizeof(row_of) / sizeof(row_of[0]); i++) {
		struct world w;
		struct mta m;
		unsigned way = i % 4;

		row("%s", row_of[i / 4].sentence);
		world_init(&w);
		w.policy.ptr_limit = 2;
		w.policy.eager = way & 1;
		w.policy.deep = way & 2;
		world_ask(&w, "192.0.32.1", row_of[i / 4].rows);
		m = mta_of(&w.check);
		text_printf(&w.out, "%s %s %s %s %s%s", mta_reply_text(m.postfix),
			    mta_reply_text(m.postfix_reverse), mta_reply_text(m.exim),
			    mta_reply_text(m.opensmtpd), mta_reply_text(m.sendmail),
			    m.order_dependent ? " order" : "");
		assert_string_equal(text_cstr(&w.out), row_of[i / 4].replies);
		world_done(&w);
	}
}

TESTS(servers_are_predicted_to_answer)
