/* SPDX-License-Identifier: MIT */
#include "session.h"

#include "json.h"

#include <stdio.h>
#include <string.h>

static bool is_good(const struct http_response *r)
{
	return r->outcome == HTTP_ANSWERED && r->status >= 200 && r->status < 300;
}

/* With `Connection: close` a body that was cut short looks whole: only its end is missing. */
static bool is_cut(const struct http_response *r)
{
	char fault[JSON_FAULT_MAX];
	struct json *j = json_parse(r->body, r->body_len, fault);

	json_free(j);
	return !j;
}

enum cloud_verdict session_verdict(const struct http_response *r, int64_t now_s,
				   unsigned *ret_after_s)
{
	*ret_after_s = 0;
	if (r->outcome == HTTP_BROKEN || r->outcome == HTTP_LATE)
		return CLOUD_RETRY;
	if (r->outcome != HTTP_ANSWERED)
		return CLOUD_TELL;
	if (r->status == 408 || r->status == 429 || r->status >= 500) {
		*ret_after_s = http_retry_after_s(r, now_s);
		return CLOUD_RETRY;
	}
	return is_good(r) && r->body_len && is_cut(r) ? CLOUD_RETRY : CLOUD_TELL;
}

unsigned session_seconds_until(const char *unix_s, int64_t now_s)
{
	int64_t then = 0;

	for (unsigned i = 0; unix_s[i]; i++) {
		if (unix_s[i] < '0' || unix_s[i] > '9' || i > 11)
			return 0;
		then = 10 * then + (unix_s[i] - '0');
	}
	if (then <= now_s)
		return 0;
	return then - now_s > 86400 ? 86400 : (unsigned)(then - now_s);
}

/* Each provider has a shape or five of its own for code and message. */
static const struct {
	const char *within, *code, *message;
} shapes[] = {
	{ NULL, "Code", "Message" },	       { NULL, "error_code", "error_msg" },
	{ NULL, "code", "message" },	       { "error", "code", "message" },
	{ "NeutronError", "type", "message" },
};

static bool find(const struct json *answer, const char **ret_code, const char **ret_message)
{
	for (unsigned i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		const struct json *in = answer;

		if (shapes[i].within)
			in = json_at(in, shapes[i].within);
		*ret_code = json_text(json_at(in, shapes[i].code));
		*ret_message = json_text(json_at(in, shapes[i].message));
		if (*ret_code || *ret_message)
			return true;
	}
	return false;
}

bool session_code(const struct http_response *r, char ret[static SESSION_CODE_MAX])
{
	char fault[JSON_FAULT_MAX];
	struct json *j = json_parse(r->body, r->body_len, fault);
	const char *code = NULL, *message;

	if (find(j, &code, &message) && code)
		(void)text_shown(ret, SESSION_CODE_MAX, code, strlen(code));
	json_free(j);
	return code != NULL;
}

enum why_code session_why_of(unsigned status)
{
	if (status == 401 || status == 403)
		return WHY_DENIED;
	if (status == 404 || status == 409 || status == 412 || status == 422)
		return WHY_USAGE;
	if (status == 408 || status == 429 || status >= 500)
		return WHY_TEMPORARY;
	return WHY_DATA;
}

static enum why_code why_of_outcome(enum http_outcome outcome)
{
	if (outcome == HTTP_OVERSIZE)
		return WHY_LIMIT;
	if (outcome == HTTP_UNTRUSTED)
		return WHY_DENIED;
	return outcome == HTTP_REFUSED ? WHY_USAGE : WHY_TEMPORARY;
}

/* The host of what was asked, without its path. */
static void put_host(struct text *out, const char *url)
{
	const char *host = strstr(url, "://");

	host = host ? host + 3 : url;
	text_put(out, host, strcspn(host, "/?"));
}

/* What a stranger says, as far as it can be repeated. */
static void repeat(const struct cloud *c, const char *said, char *out, size_t size)
{
	if (said && session_has_secret(c, said))
		said = "what it says repeats a secret of ours";
	if (said)
		(void)text_shown(out, size, said, strlen(said));
}

static bool fail_status(struct cloud *c, const struct http_response *r)
{
	char fault[JSON_FAULT_MAX], shown_code[SESSION_CODE_MAX] = "", shown[160] = "";
	struct json *j = json_parse(r->body, r->body_len, fault);
	const char *code = NULL, *message = NULL;
	enum why_code why;
	struct text host;

	text_init(&host, 300);
	put_host(&host, c->request.url);
	if (find(j, &code, &message))
		repeat(c, code, shown_code, sizeof(shown_code));
	repeat(c, message, shown, sizeof(shown));
	why = c->provider->why_of ? c->provider->why_of(r->status, shown_code)
				  : session_why_of(r->status);
	(void)session_fail(c, why, "%s: %s answered with status %u%s%s%s%s", c->provider->id,
			   text_cstr(&host), r->status, *shown_code ? ", " : "", shown_code,
			   *shown ? ": " : "", shown);
	text_done(&host);
	json_free(j);
	return false;
}

/* A URL that may not be asked is told as it is: it came from a variable, or from a catalog. */
static bool fail_outcome(struct cloud *c, const struct http_response *r)
{
	char shown[160];
	struct text host;

	text_init(&host, 300);
	put_host(&host, c->request.url);
	if (r->outcome == HTTP_REFUSED)
		(void)http_url_shown(c->request.url, shown, sizeof(shown));
	else
		(void)text_shown(shown, sizeof(shown), text_cstr(&host), host.len);
	text_done(&host);
	return session_fail(c, why_of_outcome(r->outcome), "%s: %s: %s", c->provider->id, shown,
			    r->because ? r->because : "there was no answer");
}

bool session_is_good(struct cloud *c, const struct http_response *r)
{
	if (r->outcome != HTTP_ANSWERED)
		return fail_outcome(c, r);
	return is_good(r) || fail_status(c, r);
}

struct json *session_answer(struct cloud *c, const struct http_response *r)
{
	char fault[JSON_FAULT_MAX];
	struct json *j;

	if (!session_is_good(c, r))
		return NULL;
	if (!r->body_len) {
		(void)session_fail(c, WHY_DATA, "%s: an answer makes no sense: it is empty",
				   c->provider->id);
		return NULL;
	}
	j = json_parse(r->body, r->body_len, fault);
	if (json_is_map(j))
		return j;
	if (!j && session_has_secret(c, fault))
		(void)snprintf(fault, sizeof(fault), "it is no JSON");
	(void)session_fail(c, WHY_DATA, "%s: an answer makes no sense: %s", c->provider->id,
			   j ? "it is no JSON object" : fault);
	json_free(j);
	return NULL;
}
