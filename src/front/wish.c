/* SPDX-License-Identifier: MIT */
#include <fcrdns/wish.h>

#include <fcrdns/finding.h>
#include <fcrdns/ip.h>
#include <fcrdns/optparse.h>
#include <fcrdns/suffix.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool is_host_name(const struct name *name)
{
	return !(host_faults(name) & HOST_UNUSABLE);
}

static bool refuse(const char *option, const char *rule, const char *text, size_t len,
		   struct why *why)
{
	char shown[LIMIT_SHOWN];

	return why_set(why, WHY_USAGE, "%s wants %s, not '%s'", option, rule,
		       text_shown(shown, sizeof(shown), text, len));
}

/* The keys of a file have the options' names, without dashes. */
static const char *called(const struct wanted *wanted, const char *option)
{
	return wanted->is_file ? option + 2 : option;
}

/* What is wanted in its place: who writes a name in letters of their own is told the form. */
static const char *host_rule(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return "a host name in ASCII (xn--...)";
	return "a host name";
}

static bool wish_expect(struct wish *w, const struct wanted *wanted, struct why *why)
{
	const char *option =
		wanted->expect_option ? wanted->expect_option : called(wanted, "--expect");
	struct policy *p = &w->policy;

	if (wanted->n_expects > WISH_EXPECTS)
		return why_set(why, WHY_USAGE, "%s may be given %d times at most", option,
			       WISH_EXPECTS);
	for (size_t i = 0; i < wanted->n_expects; i++) {
		const char *text = wanted->expects[i];

		if (!name_parse(&w->expects[i], w->expect[i], text, strlen(text)) ||
		    !is_host_name(&w->expects[i]))
			return refuse(option, host_rule(text), text, strlen(text), why);
	}
	if (wanted->n_expects) {
		p->expect = w->expects[0];
		p->also_expected = w->expects + 1;
		p->n_also_expected = (unsigned)wanted->n_expects - 1;
	}
	return true;
}

/* An address in brackets, RFC 5321 section 4.1.3: IPv6 with the tag, IPv4 without. */
static bool literal_parse(struct ip *ret, const char *text, size_t len)
{
	static const char tag[] = "IPv6:";
	bool is_tagged = len >= sizeof(tag) - 1 && !strncasecmp(text, tag, sizeof(tag) - 1);
	size_t skip = is_tagged ? sizeof(tag) - 1 : 0;
	struct ip ip;

	if (!ip_parse(&ip, text + skip, len - skip) || is_tagged != (ip.len == 16))
		return false;
	*ret = ip;
	return true;
}

bool helo_parse(struct helo *ret, uint8_t buf[static NAME_MAX_OCTETS],
		char shown[static LIMIT_SHOWN], const char *text)
{
	size_t len = strlen(text);
	struct helo helo = { .kind = HELO_OTHER };
	struct name name;

	if (!len)
		return false;
	helo.text = text_shown(shown, LIMIT_SHOWN, text, len);
	helo.brackets = len > 1 && text[0] == '[' && text[len - 1] == ']' &&
			literal_parse(&helo.literal, text + 1, len - 2);
	if (helo.brackets || ip_parse(&helo.literal, text, len)) {
		helo.kind = HELO_LITERAL;
	} else if (!strchr(text, '\\') && name_parse(&name, buf, text, len) &&
		   is_host_name(&name)) {
		helo.kind = HELO_NAME;
		helo.name = name;
	}
	*ret = helo;
	return true;
}

static bool wish_ownership(struct wish *w, const struct wanted *o, struct why *why)
{
	struct policy *p = &w->policy;
	const char *value = o->ownership, *host = o->ownership_host, *equals;
	uint8_t buf[NAME_MAX_OCTETS];
	struct name name;

	if (!name_parse(&name, buf, host, strlen(host)) || name_is_root(&name))
		return refuse(called(o, "--ownership-host"), "one or more labels", host,
			      strlen(host), why);
	p->ownership_host = host;
	if (!value)
		return true;
	equals = strchr(value, '=');
	if (equals == value) {
		value++;
	} else if (equals && name_parse(&name, w->domain, value, (size_t)(equals - value)) &&
		   name_labels(&name) > 1 && is_host_name(&name)) {
		p->ownership_domain = name;
		value = equals + 1;
	}
	p->ownership = true;
	p->ownership_value = value;
	p->ownership_len = strlen(value);
	if (p->ownership_len && p->ownership_len <= LIMIT_TXT_OCTETS)
		return true;
	return why_set(why, WHY_USAGE, "%s wants a value of 1 to %d octets",
		       called(o, "--ownership"), LIMIT_TXT_OCTETS);
}

static bool wish_ignore(struct policy *p, const struct wanted *wanted, const char *codes,
			struct why *why)
{
	for (;;) {
		size_t n = strcspn(codes, ",");
		enum finding_code code;

		if (!finding_code_parse(&code, codes, n))
			return refuse(called(wanted, "--ignore"),
				      "codes of findings such as ptr_multiple", codes, n, why);
		p->ignore[code / 64] |= (uint64_t)1 << code % 64;
		if (!codes[n])
			return true;
		codes += n + 1;
	}
}

static bool wish_dnsbl(struct wish *w, const char *text, size_t len, struct why *why)
{
	struct policy *p = &w->policy;
	struct name *name;

	if (p->n_dnsbls == LIMIT_DNSBLS)
		return why_set(why, WHY_USAGE, "--dnsbl takes %d lists at most", LIMIT_DNSBLS);
	name = &w->dnsbls[p->n_dnsbls];
	if (!name_parse(name, w->dnsbl[p->n_dnsbls], text, len) || !is_host_name(name))
		return refuse("--dnsbl", "the zones of blocklists", text, len, why);
	if (name->len > LIMIT_DNSBL_ZONE)
		return refuse("--dnsbl", "zones that leave room for an address before them", text,
			      len, why);
	for (unsigned i = 0; i < p->n_dnsbls; i++)
		if (name_equal(&w->dnsbls[i], name))
			return true;
	p->n_dnsbls++;
	return true;
}

static bool wish_dnsbls(struct wish *w, const char *zones, struct why *why)
{
	for (;;) {
		size_t n = strcspn(zones, ",");

		if (!wish_dnsbl(w, zones, n, why))
			return false;
		if (!zones[n])
			return true;
		zones += n + 1;
	}
}

bool wish_make(struct wish *ret, const struct wanted *wanted, struct why *why)
{
	struct policy *p = &ret->policy;

	*p = (struct policy){
		.ptr_limit = wanted->ptr_limit,
		.special_skip = wanted->special_skip,
		.strict = wanted->strict,
		.deep = wanted->deep,
		.no_timing = wanted->no_timing,
	};
	if (!wish_expect(ret, wanted, why) || !wish_ownership(ret, wanted, why))
		return false;
	if (wanted->helo && !helo_parse(&p->helo, ret->helo, ret->helo_text, wanted->helo))
		return why_set(why, WHY_USAGE, "%s wants a name or an address in brackets",
			       called(wanted, "--helo"));
	for (size_t i = 0; wanted->ignore && i < wanted->ignore->n; i++)
		if (!wish_ignore(p, wanted, wanted->ignore->text[i], why))
			return false;
	p->dnsbls = ret->dnsbls;
	for (size_t i = 0; wanted->dnsbls && i < wanted->dnsbls->n; i++)
		if (!wish_dnsbls(ret, wanted->dnsbls->text[i], why))
			return false;
	return true;
}

bool wish_ask(struct servers_conf *ret, struct wish *w, const struct opt_texts *resolvers,
	      const char *options, struct why *why)
{
	size_t at = 0;

	for (size_t i = 0; i < resolvers->n; i++) {
		const char *text = resolvers->text[i];

		if (!*text)
			return why_set(why, WHY_USAGE,
				       "%s must have the address of a resolver, or @FILE", options);
		if (!strcmp(text, "@"))
			return why_set(why, WHY_USAGE, "@FILE wants the name of a file, not ''");
		if (*text == '@' && resolvers->n > 1)
			return why_set(why, WHY_USAGE,
				       "a file of resolvers cannot be mixed with other resolvers");
		at += (size_t)snprintf(w->resolver + at, sizeof(w->resolver) - at, "%s%s",
				       i ? "," : "", text);
		if (at >= sizeof(w->resolver))
			return why_set(why, WHY_USAGE, "there are too many resolvers, at most %d",
				       LIMIT_SERVERS);
	}
	if (resolvers->n)
		ret->resolver = w->resolver;
	return true;
}

void wish_complete(struct wish *w, const struct servers *servers,
		   const struct suffix_list *suffixes, bool eager)
{
	w->policy.eager = eager;
	w->policy.resolver_is_local = servers->is_local;
	w->policy.resolver_is_https = servers->is_https;
	w->policy.trust_ad = servers->trust_ad;
	w->policy.root_domain = suffix_root_domain;
	w->policy.suffix_list = suffixes;
}
