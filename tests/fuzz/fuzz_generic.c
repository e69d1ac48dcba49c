/* SPDX-License-Identifier: MIT */
/* A file of words and a name judged by it: "WORDS\n\nADDRESS NAME". What is read is said again, and
 * the built-in words judge the same name, too. */
#include <fcrdns/generic.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool truth)
{
	if (!truth)
		abort();
}

static void judge(const struct generic_words *words, const struct ip *ip, const struct name *name)
{
	char text[NAME_TEXT_MAX];
	size_t n = name_text(name, text);

	if (n + 2 != name->len) /* escapes */
		return;
	for (unsigned labels = 0; labels <= name_labels(name); labels++) {
		struct name domain = name_parent(name, labels);
		struct generic g, again;
		int sum = 0;

		need(generic_of(words, ip, text, n, &domain, &g) == g.class);
		need(generic_of(words, ip, text, n, &domain, &again) == g.class);
		need(g.tenths == again.tenths && g.n_reasons == again.n_reasons);
		need(g.n_reasons <= GENERIC_REASONS);
		need(g.class == GENERIC_NO || (g.n_reasons && g.reason[0].tenths > 0));
		for (unsigned i = 0; i < g.n_reasons; i++) {
			struct text out;

			sum += g.reason[i].tenths;
			need(!i || g.reason[i].tenths <= g.reason[i - 1].tenths);
			text_init(&out, 4096);
			generic_reason_put(&g.reason[i], &out);
			need(!out.failed && !memchr(out.data, '"', out.len) &&
			     !memchr(out.data, '\\', out.len));
			text_done(&out);
		}
		need(g.n_reasons == GENERIC_REASONS || sum == g.tenths);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *at = (const char *)data, *end = at + size;
	const char *gap = size ? memmem(data, size, "\n\n", 2) : NULL;
	const char *line = gap ? gap + 2 : at, *space;
	struct generic_words *words = NULL;
	uint8_t wire[NAME_MAX_OCTETS];
	struct name name;
	struct why why;
	struct ip ip;

	if (gap)
		words = generic_words_new(at, (size_t)(gap - at), "W", &why);
	space = line < end ? memchr(line, ' ', (size_t)(end - line)) : NULL;
	if (space && ip_parse(&ip, line, (size_t)(space - line)) &&
	    name_parse(&name, wire, space + 1, (size_t)(end - space - 1)) && name.len > 1) {
		judge(NULL, &ip, &name);
		if (words)
			judge(words, &ip, &name);
	}
	generic_words_free(words);
	return 0;
}
