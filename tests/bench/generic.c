/* SPDX-License-Identifier: MIT */
/* How long the classifier of names takes for one: generic FILE, whose lines are ADDRESS\tNAME\t...
 */
#include <fcrdns/generic.h>
#include <fcrdns/ip.h>
#include <fcrdns/suffix.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	NAMES_MAX = 10000,
	ROUNDS = 200,
	TURNS = 5
};

struct one {
	struct ip ip;
	char text[NAME_TEXT_MAX];
	size_t len;
	uint8_t wire[NAME_MAX_OCTETS];
	struct name name, domain;
};

static bool read_one(struct one *o, const struct suffix_list *suffixes, char *line)
{
	const char *address = strtok(line, "\t\n"), *text = strtok(NULL, "\t\n");

	if (!address || !text || !ip_parse(&o->ip, address, strlen(address)) ||
	    !name_parse(&o->name, o->wire, text, strlen(text)))
		return false;
	(void)suffix_root_domain(suffixes, &o->name, &o->domain);
	o->len = name_text(&o->name, o->text);
	return true;
}

static double now_s(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char *argv[])
{
	static struct one all[NAMES_MAX];
	struct suffix_list *suffixes = suffix_list_new(NULL, NULL);
	FILE *f = argc > 1 ? fopen(argv[1], "r") : NULL;
	unsigned yes = 0;
	double best = 0;
	char line[1024];
	size_t n = 0;

	if (!suffixes || !f)
		return 1;
	while (n < NAMES_MAX && fgets(line, sizeof(line), f))
		n += read_one(&all[n], suffixes, line);
	(void)fclose(f);
	for (unsigned turn = 0; n && turn < TURNS; turn++) {
		double begin = now_s(), took;

		yes = 0;
		for (unsigned round = 0; round < ROUNDS; round++)
			for (size_t i = 0; i < n; i++) {
				struct generic looks;

				yes += generic_of(NULL, &all[i].ip, all[i].text, all[i].len,
						  &all[i].domain, &looks) == GENERIC_YES;
			}
		took = (now_s() - begin) * 1e9 / (double)(ROUNDS * n);
		best = turn && best < took ? best : took;
	}
	printf("%zu names, %u generic: %.0f ns of CPU time a name (best of %d)\n", n, yes / ROUNDS,
	       best, TURNS);
	suffix_list_free(suffixes);
	return 0;
}
