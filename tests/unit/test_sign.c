/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "../../src/cloud/digest.h"
#include "../../src/cloud/percent.h"
#include "../../src/cloud/sign.h"

#include <fcrdns/arena.h>
#include <fcrdns/http.h>
#include <fcrdns/text.h>

#include <jansson.h>
#include <string.h>

static const char *text_of(const json_t *row, const char *key)
{
	return json_string_value(json_object_get(row, key));
}

static void each_published_vector(const json_t *row)
{
	bool is_alibaba = !strcmp(text_of(row, "scheme"), "alibaba");
	enum sign_scheme scheme = is_alibaba ? SIGN_ALIBABA : SIGN_HUAWEI;
	const json_t *key = json_object_get(row, "key"), *headers = json_object_get(row, "headers");
	const struct sign_key k = { .id = text_of(key, "id"), .secret = text_of(key, "secret") };
	struct http_request r = { .method = text_of(row, "method"),
				  .url = text_of(row, "url"),
				  .body = text_of(row, "body"),
				  .body_len = strlen(text_of(row, "body")) };
	struct arena arena;
	struct text canonical, names;
	const char *authorization;
	char end[128];

	row("%s", text_of(row, "name"));
	arena_init(&arena, 1 << 20);
	text_init(&canonical, 1 << 16);
	text_init(&names, 1 << 16);
	for (size_t i = 0; i < json_array_size(headers); i++) {
		const json_t *h = json_array_get(headers, i);

		assert_true(http_add(&r, json_string_value(json_array_get(h, 0)),
				     json_string_value(json_array_get(h, 1)), false));
	}
	assert_true(sign_request(&r, scheme, &k, json_integer_value(json_object_get(row, "now_s")),
				 text_of(row, "nonce"), &arena));
	authorization = r.headers[--r.n_headers].value;
	assert_true(sign_canonical(&r, scheme, &canonical, &names));
	if (text_of(row, "canonical"))
		assert_string_equal(text_cstr(&canonical), text_of(row, "canonical"));
	(void)snprintf(end, sizeof(end), "Signature=%s", text_of(row, "signature"));
	assert_string_equal(strstr(authorization, "Signature="), end);
	text_done(&canonical);
	text_done(&names);
	arena_done(&arena);
}

static void published_vectors_come_out(void **state)
{
	json_error_t error;
	json_t *all = json_load_file("tests/cloud/signing_vectors.json", 0, &error);
	const json_t *rows = json_object_get(all, "rows");

	(void)state;
	assert_true(json_array_size(rows) >= 5);
	for (size_t i = 0; i < json_array_size(rows); i++)
		each_published_vector(json_array_get(rows, i));
	json_decref(all);
}

static void digests_are_those_of_the_standards(void **state)
{
	uint8_t digest[DIGEST_OCTETS];
	char hex[DIGEST_HEX_MAX];

	(void)state;
	assert_true(digest_sha256("abc", 3, digest)); /* FIPS 180-4 */
	assert_string_equal(digest_hex(digest, hex),
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_true(digest_sha256("", 0, digest));
	assert_string_equal(digest_hex(digest, hex),
			    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	/* RFC 4231, test case 2 */
	assert_true(digest_hmac("Jefe", "what do ya want for nothing?", 28, digest));
	assert_string_equal(digest_hex(digest, hex),
			    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static const struct {
	const char *given, *want, *again;
} parts[] = {
	{ "", "", "" },
	{ "aZ09-._~", "aZ09-._~", "aZ09-._~" },
	{ "eu-de:1", "eu-de%3A1", "eu-de%3A1" },
	{ "a b+c*d", "a%20b%2Bc%2Ad", "a%20b%2Bc%2Ad" },
	{ "100%", "100%25", "100%25" },
	{ "%7e%2f", "%257e%252f", "~%2F" },
	{ "%g1%1", "%25g1%251", "%25g1%251" },
	{ "\344\270\200\177", "%E4%B8%80%7F", "%E4%B8%80%7F" },
};

static void octets_are_encoded_in_one_way(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct text t;

		row("%s", parts[i].given);
		text_init(&t, 1000);
		percent_put(&t, parts[i].given, strlen(parts[i].given));
		assert_string_equal(text_cstr(&t), parts[i].want);
		t.len = 0;
		percent_put_again(&t, parts[i].given, strlen(parts[i].given));
		assert_string_equal(text_cstr(&t), parts[i].again);
		text_done(&t);
	}
}

static const struct {
	const char *url, *want; /* path and query of the canonical form */
} urls[] = {
	{ "https://h", "/\n\n" },
	{ "https://h?b=2&a=1", "/\na=1&b=2\n" },
	{ "https://h/a:b/c%3ad", "/a%3Ab/c%3Ad/\n\n" },
	{ "https://h/a/?x", "/a/\nx=\n" },
	/* by name first: "a-b" is behind "a", although '-' is before '=' */
	{ "https://h/?a-b=1&a=2&a=1&&z=%e4#f", "/\na=1&a=2&a-b=1&z=%E4\n" },
	{ "https://h/a//b", "/a//b/\n\n" },
};

static void paths_and_queries_have_one_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		const struct http_request r = { .method = "GET", .url = urls[i].url };
		struct text t, names;
		char want[256];

		row("%s", urls[i].url);
		text_init(&t, 1000);
		text_init(&names, 1000);
		assert_true(sign_canonical(&r, SIGN_HUAWEI, &t, &names));
		(void)snprintf(want, sizeof(want), "GET\n%shost:h\n\nhost\n", urls[i].want);
		text_cstr(&t);
		assert_int_equal(strncmp(t.data, want, strlen(want)), 0);
		text_done(&t);
		text_done(&names);
	}
}

static void tokens_and_all_they_need_are_signed(void **state)
{
	const struct sign_key key = { "ID", "secret", "the token" };
	struct arena arena;
	struct http_request r = { .method = "GET", .url = "https://H.example:8443/" };

	(void)state;
	arena_init(&arena, 1 << 20);
	(void)http_add(&r, "Accept", "application/json", false);
	(void)http_add(&r, "x-acs-action", "DescribeRegions", false);
	assert_true(sign_request(&r, SIGN_ALIBABA, &key, 1698315752, "n", &arena));
	assert_non_null(strstr(r.headers[r.n_headers - 1].value,
			       "ACS3-HMAC-SHA256 Credential=ID,SignedHeaders=host;x-acs-action;"
			       "x-acs-content-sha256;x-acs-date;x-acs-security-token;"
			       "x-acs-signature-nonce,Signature="));
	assert_true(r.headers[r.n_headers - 1].is_secret);
	r.n_headers = 1;
	assert_true(sign_request(&r, SIGN_HUAWEI, &key, 1698315752, NULL, &arena));
	assert_non_null(strstr(r.headers[r.n_headers - 1].value,
			       "SDK-HMAC-SHA256 Access=ID, SignedHeaders=accept;host;x-sdk-date;"
			       "x-security-token, Signature="));
	for (unsigned i = 0; i < r.n_headers; i++)
		if (!strcmp(r.headers[i].name, "X-Security-Token"))
			assert_true(r.headers[i].is_secret);
	arena_done(&arena);
}

static void too_much_is_refused(void **state)
{
	const struct sign_key key = { "ID", "secret", NULL };
	struct http_request r = { .method = "GET" };
	struct arena arena;
	struct text url;

	(void)state;
	arena_init(&arena, 1 << 20);
	text_init(&url, 1 << 16);
	text_str(&url, "https://h/?a=");
	for (unsigned i = 0; i < 31; i++)
		text_str(&url, "&b=");
	r.url = text_cstr(&url);
	assert_true(sign_request(&r, SIGN_HUAWEI, &key, 0, NULL, &arena));
	text_str(&url, "&b=");
	r.url = text_cstr(&url);
	r.n_headers = 0;
	assert_false(sign_request(&r, SIGN_HUAWEI, &key, 0, NULL, &arena));
	r.url = "https://h/";
	r.n_headers = 0;
	while (http_add(&r, "a", "b", false))
		;
	assert_false(sign_request(&r, SIGN_HUAWEI, &key, 0, NULL, &arena));
	r.n_headers = 0;
	arena_done(&arena);
	arena_init(&arena, 40);
	assert_false(sign_request(&r, SIGN_HUAWEI, &key, 0, NULL, &arena));
	arena_done(&arena);
	text_done(&url);
}

TESTS(published_vectors_come_out, digests_are_those_of_the_standards, octets_are_encoded_in_one_way,
      paths_and_queries_have_one_form, tokens_and_all_they_need_are_signed, too_much_is_refused)
