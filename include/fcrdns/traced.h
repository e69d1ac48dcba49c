/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_TRACED_H
#define FCRDNS_TRACED_H

/*
 * traced: what a trace says about one look-up: whether the source has what the resolver still
 * repeats. Pure: a function of the trace, which it points into.
 */

#include <fcrdns/trace.h>

#include <stdbool.h>
#include <stdint.h>

struct text;

enum trace_result {
	TRACE_SAME,    /* the source has what the resolver says */
	TRACE_CHANGED, /* something else: the resolver repeats what it heard before */
	TRACE_DIFFERS, /* the servers of the zone do not agree */
	TRACE_UNHEARD, /* the source has an answer, and the resolver none */
	TRACE_UNKNOWN  /* no server of the zone gave an answer of its own */
};

/* As in the JSON: same changed differs unheard unknown. */
const char *trace_result_text(enum trace_result r);

struct traced {
	enum trace_result result;
	const struct trace_step *step; /* the one that decided it; its zone may not be known */
	const struct answer *source;   /* what the servers there agree on; NULL: they do not */
	bool is_alias;		       /* ... and it is a CNAME where the resolver has none or
					* another */
	bool is_forgetful;	       /* TRACE_CHANGED: it is known when the resolver forgets */
	uint32_t forgets_s;	       /* ... in so many seconds, when it answered last */
};

struct traced traced_of(const struct trace *t, const struct trace_look *look,
			const struct ip *address);

/* What one server of a step is good for. */
enum server_use {
	USE_GOOD,
	USE_LAME,	 /* it answers, but not for the zone */
	USE_SILENT,	 /* it does not answer, or cannot be reached from here */
	USE_ADDRESSLESS, /* as enum trace_server_state */
	USE_UNRESOLVED,
	USE_UNHEARD,
	USE_SPECIAL
};

/* As in the JSON: good lame silent addressless unresolved not_asked. */
const char *server_use_text(enum server_use use);
enum server_use server_use_of(const struct trace_server *s);

/* Why a look-up is TRACE_UNKNOWN: a clause, plain ASCII. */
void traced_put_reason(const struct trace *t, const struct traced *traced, struct text *out);

#endif
