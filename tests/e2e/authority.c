/* SPDX-License-Identifier: MIT */
/* authority RESOLVER PORT ADDRESS...: what the sources say of the PTR record of each address. */
#include <fcrdns/arena.h>
#include <fcrdns/authority.h>
#include <fcrdns/text.h>
#include <fcrdns/tracer.h>
#include <fcrdns/why.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MANY = 70000
};

static struct holding holdings[MANY];
static struct holding *pointers[MANY];

static void print(const struct holding *h)
{
	static const char *const words[] = { "unasked", "has",	   "lacks",
					     "unknown", "differs", "inside" };
	struct text line;

	text_init(&line, 4096);
	ip_put(&h->address, &line);
	text_printf(&line, " %s", words[h->at_source]);
	if (h->at_source == SOURCE_HAS) {
		text_char(&line, ' ');
		name_put(&h->source_ptr, &line);
		text_printf(&line, " %u", h->source_ttl_s);
	}
	(void)puts(text_cstr(&line));
	text_done(&line);
}

/* ADDRESS, or a block as A.B.C.* or A.B.*.*, of which only a sum is printed. */
static size_t read_all(char *argv[], int n, bool *ret_sum)
{
	size_t count = 0;

	for (int i = 0; i < n; i++) {
		unsigned a, b, c = 0;
		unsigned many = strstr(argv[i], "*.*") ? 65536 : 256;

		if (!strchr(argv[i], '*')) {
			if (count == MANY ||
			    !ip_parse(&holdings[count++].address, argv[i], strlen(argv[i])))
				exit(64);
			continue;
		}
		if (sscanf(argv[i], "%u.%u.%u", &a, &b, &c) < 2 || count + many > MANY)
			exit(64);
		*ret_sum = true;
		for (unsigned k = 0; k < many; k++)
			holdings[count++].address = (struct ip){
				4, { (uint8_t)a, (uint8_t)b, (uint8_t)(c + (k >> 8)), (uint8_t)k }
			};
	}
	return count;
}

int main(int argc, char *argv[])
{
	struct resolver_conf conf = {
		.first_wait_ms = 400, .timeout_ms = 2000, .retries = 2, .patient = true
	};
	struct servers_conf servers = { .resolver = argc > 3 ? argv[1] : NULL };
	struct authority_conf how = { .child = &conf };
	struct resolver_conf child;
	struct arena arena;
	struct why why = { 0 };
	unsigned sum[6] = { 0 };
	bool is_sum = false;
	size_t n;

	if (argc < 4 || !servers_load(&conf.servers, &servers, &why))
		return 64;
	child = conf;
	n = read_all(argv + 3, argc - 3, &is_sum);
	for (size_t i = 0; i < n; i++)
		pointers[i] = &holdings[i];
	arena_init(&arena, (size_t)1 << 30);
	how.child = &child;
	how.reach = tracer_reach(&conf.servers, false);
	how.port = (unsigned)strtoul(argv[2], NULL, 10);
	how.resolver = resolver_new(&conf, &why);
	if (!how.resolver || !authority_ask(&how, pointers, n, &arena, &why)) {
		fprintf(stderr, "%s\n", why.text);
		return 71;
	}
	for (size_t i = 0; i < n; i++) {
		sum[holdings[i].at_source]++;
		if (!is_sum)
			print(&holdings[i]);
	}
	if (is_sum)
		printf("unasked %u has %u lacks %u unknown %u\n", sum[0], sum[1], sum[2],
		       sum[3] + sum[4] + sum[5]);
	resolver_free(how.resolver);
	arena_done(&arena);
	return 0;
}
