/* SPDX-License-Identifier: MIT */
#include "run.h"

#include "ending.h"
#include "monitored.h"
#include "output.h"
#include "waiting.h"
#include "wishes.h"

#include <fcrdns/generic_file.h>
#include <fcrdns/pump.h>
#include <fcrdns/resolver.h>
#include <fcrdns/sink.h>
#include <fcrdns/source.h>
#include <fcrdns/suffix.h>
#include <fcrdns/why.h>

int run(const struct options *o)
{
	bool is_spotless;

	return run_and_tell(o, &is_spotless);
}

int run_and_tell(const struct options *o, bool *ret_spotless)
{
	static const struct report_format *const formats[] = { &report_text,	&report_jsonl,
							       &report_csv,	&report_prom,
							       &report_html,	&report_nagios,
							       &report_checkmk, &report_authres };
	const bool is_plugin = o->format == FORMAT_NAGIOS;
	static struct wish wish;
	char authserv_id[AUTHSERV_ID_MAX];
	struct suffix_list *suffixes = NULL;
	struct generic_words *words = NULL;
	struct source_conf source_conf = wish_source(o);
	struct output out = { 0 };
	struct servers_conf servers_conf;
	struct servers servers;
	struct resolver_conf resolver_conf;
	struct monitored monitored = { 0 };
	struct waiting waiting;
	struct report_look look;
	struct pump_conf conf = {
		.format = formats[o->format],
		.look = &look,
		.policy = &wish.policy,
		.concurrency = o->concurrency,
		.deadline_ms = o->deadline_ms,
		.max_addresses = o->max_addresses,
		.quiet = o->quiet && !is_plugin,
		.unordered = o->unordered,
		.stop = &stop_signal,
	};
	struct why why = { 0 };
	int status;

	*ret_spotless = false;
	/* What is wrong with the command line is said before anything is opened. */
	if (!monitored_fits(o, &why) || !wish_policy(&wish, o, &why) ||
	    !wish_authserv_id(o, authserv_id, &why) ||
	    !wish_servers(&servers_conf, &wish, o, &why) ||
	    !wish_shard(&source_conf.shard, o, &why) ||
	    !(conf.source = source_new(&source_conf, &why)) ||
	    !waiting_fits(o, conf.source, &why) || !servers_load(&servers, &servers_conf, &why) ||
	    !(suffixes = suffix_list_new(o->psl, &why)) ||
	    !generic_file_load(&words, o->generic_words, &why) ||
	    !output_open(&out, o, &source_conf, conf.format->name, &why))
		goto failed;
	if (out.begin == JOURNAL_NAMELESS) {
		status = output_finish(&out, o, &source_conf.shard);
		goto out;
	}
	source_go_to(conf.source, out.point.next);
	conf.sink = out.sink;
	conf.journal = out.journal;
	conf.begin = out.point.next;
	conf.is_begun = out.point.octets > 0;
	wish_resolver(&resolver_conf, o, &servers);
	resolver_conf.patient = !source_is_short(conf.source);
	conf.resolver = resolver_new(&resolver_conf, &why);
	if (!conf.resolver ||
	    !waiting_begin(&waiting, o, &source_conf, &resolver_conf, &conf, &why))
		goto failed;
	out.waiting = &waiting;
	wish_complete(&wish, &servers, suffixes, source_is_short(conf.source));
	wish.policy.generic_words = words;
	look = wish_look(o, &servers, sink_is_terminal(conf.sink));
	look.authserv_id = authserv_id;
	look.few = source_is_short(conf.source);
	monitored_begin(&monitored, o, &servers, &look);
	ending_catch_signals();
	status = output_drive(&conf, &out, o, &servers, &source_conf.shard, false);
	*ret_spotless = out.is_spotless;
	if (is_plugin)
		status = monitored_status(&monitored, status);
	goto out;
failed:
	status = is_plugin ? monitored_complain(why.text) : complain(&why);
out:
	monitored_done(&monitored);
	waiting_done(&conf);
	resolver_free(conf.resolver);
	output_done(&out);
	suffix_list_free(suffixes);
	generic_words_free(words);
	source_free(conf.source);
	return status;
}
