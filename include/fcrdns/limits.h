/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_LIMITS_H
#define FCRDNS_LIMITS_H

/*
 * limits: every bound on what a stranger controls, in one place.
 *
 * Reaching one is a finding or an error that names it, never silence. The
 * finding is `limit_reached` unless a line says otherwise.
 */

enum {
	/* One message. */
	LIMIT_HOPS = 127,      /* compression pointers of a name: a label each at most */
	LIMIT_CNAMES = 32,     /* steps of a CNAME chain; over it the answer is damaged */
	LIMIT_READS = 16384,   /* of records, along the chain of one answer; over it damaged, too */
	LIMIT_PTRS_KEPT = 128, /* distinct PTR targets kept; all are counted */
	LIMIT_TXTS_KEPT = 256, /* TXT records kept; all are counted */
	LIMIT_MXS_KEPT = 128,  /* MX records kept; all are counted */
	LIMIT_TXT_OCTETS = 4096,  /* of one TXT record; a longer one is kept cut and marked */
	LIMIT_EDES = 4,		  /* Extended DNS Errors kept */
	LIMIT_EDE_OCTETS = 200,	  /* of one EDE's text */
	LIMIT_TCP_OCTETS = 65535, /* a TCP answer: the protocol's own bound */
	LIMIT_TCP_STREAM = 2 * (2 + 65535), /* octets read from one TCP connection */
	LIMIT_HTTP_HEADERS =
		16384, /* octets around one answer over HTTPS, which is as long as TCP's */

	/* One response of a cloud. Over them it is HTTP_OVERSIZE. */
	LIMIT_HTTP_HEAD = 1 << 16, /* octets of status lines and headers; some tokens have 16 KiB */
	LIMIT_HTTP_LINES = 256,	   /* header lines */
	LIMIT_HTTP_BODY = 8 << 20, /* octets */
	LIMIT_HTTP_URL = 8192,	   /* octets of a URL that is asked */

	/* One address. */
	LIMIT_PTR_NAMES = 10,	   /* names evaluated, RFC 8601 section 3; --ptr-limit */
	LIMIT_PTR_NAMES_MAX = 100, /* ... at most */
	LIMIT_QUESTIONS = 600,	   /* questions of one check: more than all options ask */
	LIMIT_CHASES = 16,	   /* CNAMEs followed by asking, where a resolver does not */
	LIMIT_DNSBLS = 16,	   /* lists of --dnsbl */
	LIMIT_DNSBL_ZONE = 191,	   /* octets of one's zone: the labels of an address stand before */
	LIMIT_DNSBL_CODES = 8,	   /* answers of one list that are told; more is nothing new */
	LIMIT_DEEP_NAMES = 3,	   /* names that lead back which --deep looks at */
	LIMIT_TWINS = 4,	   /* ... addresses of the other family of each, */
	LIMIT_TWIN_NAMES = 3,	   /* ... and PTR names of each of those */
	LIMIT_DEEP_QUESTIONS =
		150, /* of --deep; over them, or with more memory in use than this, */
	LIMIT_DEEP_ARENA = 1 << 18, /* it asks nothing more; finding deep_undecided */
	LIMIT_ADDRESSES_SHOWN = 32,
	LIMIT_NAMES_SHOWN = 32,
	LIMIT_SAME_FINDINGS = 8,   /* of one code about PTR names that are no host names */
	LIMIT_DEEP_KEPT = 1 << 19, /* nor keeps what is answered: the rest is the verdict's */
	LIMIT_ARENA = 1 << 20,	   /* octets of memory; finding out_of_resources */

	/* One name that is a target. Reaching one is its target_unresolved. */
	LIMIT_SPF_TERMS = 10, /* that look something up, RFC 7208 section 4.6.4 */
	LIMIT_SPF_VOIDS = 2,  /* look-ups that find nothing, the same */
	LIMIT_SPF_MXS = 10,   /* hosts of one mx term, the same */
	LIMIT_RANGES = 8192,  /* blocks of one name */
	LIMIT_CLAUSE = 400,   /* octets of why it has no addresses */

	/* The servers of one zone, whose answers are the source. Reaching one is "not known". */
	LIMIT_CUT_STEPS = 48,	   /* labels that a walk from a name up to its zone passes */
	LIMIT_ZONE_HOSTS = 8,	   /* names of its servers looked up, the first in order */
	LIMIT_ZONE_ADDRESSES = 16, /* different ones of each looked at, the least */
	LIMIT_ZONE_SERVERS = 3,	   /* of them asked, each for all */
	LIMIT_ZONE_MEMO = 65536,   /* names remembered with the zone that they are in */

	/* What --trace asks about one address, past which the rest is "not known". */
	LIMIT_TRACE_LOOKS = 6,	     /* look-ups followed to their source, */
	LIMIT_TRACE_NAMES = 3,	     /* of which addresses of PTR names, */
	LIMIT_TRACE_STEPS = 4,	     /* each over so many zones by CNAME */
	LIMIT_TRACE_QUESTIONS = 300, /* to resolver and servers together */
	LIMIT_TRACED = 64,	     /* addresses of one run */
	LIMIT_HELD = 64 << 20,	     /* octets of records that --wait may not write after all */

	/* One question. */
	LIMIT_TRIES = 11,     /* --retries 10 and the first */
	LIMIT_TRY_NOTES = 24, /* what -v shows of them */
	LIMIT_SERVERS = 16,

	/* One account of a cloud. Reaching one ends the session. */
	LIMIT_HOLDINGS = 100000,
	LIMIT_CLOUD_ARENA = 64 << 20, /* octets of memory for what is kept of the answers */

	/* Input. */
	LIMIT_LINE = 4096, /* octets of a list line; longer is no target */
	LIMIT_SHOWN = 200, /* octets of bad input that a message repeats */
	LIMIT_TAG = 255,
	LIMIT_INVENTORY = 1 << 20, /* addresses of an inventory; more is refused */
	LIMIT_HOLDING_TEXT = 512,  /* octets of an id, a label or an account; the same */
	LIMIT_EVENTS = 1000,	   /* of one address that the ledger keeps; the oldest go first */
	LIMIT_URL = 255,	   /* octets of a resolver's URL */
	LIMIT_PROVIDER = 32,	   /* octets of the id of a provider */
	LIMIT_SETTINGS = 1 << 18,  /* octets of a file of settings such as clouds.yaml */
	LIMIT_CONFIG = 1 << 20,	   /* octets of a file of the exporter's, or one that it names */
	LIMIT_MODULES = 256,
	LIMIT_WEB_USERS = 256,
	LIMIT_WORDS = 65535,	  /* octets of a file of words for generic names */
	LIMIT_RECORDED = 4 << 20, /* octets of a recorded line; more is refused */
};

#endif
