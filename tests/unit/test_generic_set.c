/* SPDX-License-Identifier: MIT */
/* How often the classifier is right on a set of labelled names, tests/unit/generic.tsv. */
#include "test.h"

#include <fcrdns/generic.h>
#include <fcrdns/limits.h>
#include <fcrdns/suffix.h>
#include <fcrdns/why.h>

#include <string.h>

enum {
	ROWS_MIN = 900,
	PER_MILLE = 1000,
};

struct score {
	unsigned n, right, alarms, mail_alarms, missed;
};

static void count(struct score *s, const struct generic_words *words,
		  const struct suffix_list *suffixes, char *line)
{
	char *address = strtok_r(line, "\t\n", &line), *text = strtok_r(NULL, "\t\n", &line);
	char *label = strtok_r(NULL, "\t\n", &line), shown[NAME_TEXT_MAX];
	uint8_t wire[NAME_MAX_OCTETS];
	struct name name, domain = { 0 };
	struct generic looks;
	struct ip ip;
	bool is_generic, said;

	assert_non_null(label);
	row("%s %s", address, text);
	assert_true(ip_parse(&ip, address, strlen(address)));
	assert_true(name_parse(&name, wire, text, strlen(text)));
	(void)suffix_root_domain(suffixes, &name, &domain);
	is_generic = !strncmp(label, "generic", 7) || !strcmp(label, "cloud-default");
	said = generic_of(words, &ip, shown, name_text(&name, shown), &domain, &looks) ==
	       GENERIC_YES;
	s->n++;
	s->right += said && is_generic;
	s->alarms += said && !is_generic;
	s->mail_alarms += said && !strcmp(label, "mail");
	s->missed += !said && is_generic;
}

static struct score score_of(const struct generic_words *words)
{
	struct suffix_list *suffixes = suffix_list_new(NULL, NULL);
	FILE *f = fopen("tests/unit/generic.tsv", "r");
	struct score s = { 0 };
	char line[1024];

	assert_non_null(suffixes);
	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		if (*line != '#')
			count(&s, words, suffixes, line);
	(void)fclose(f);
	suffix_list_free(suffixes);
	assert_true(s.n > ROWS_MIN);
	if (getenv("VERBOSE"))
		printf("# %u names, %u right, %u alarms, %u missed\n", s.n, s.right, s.alarms,
		       s.missed);
	return s;
}

static void need(const struct score *s, unsigned precision, unsigned recall)
{
	assert_true(s->mail_alarms <= 1);
	assert_true(s->right * PER_MILLE >= (s->right + s->alarms) * precision);
	assert_true(s->right * PER_MILLE >= (s->right + s->missed) * recall);
}

static void hardly_a_name_is_wrong(void **state)
{
	struct score s = score_of(NULL);

	(void)state;
	need(&s, 997, 930);
}

/* Without the names of providers in the file: what is new is told, too. */
static void hardly_one_is_without_suffixes(void **state)
{
	FILE *f = fopen("data/generic.words", "r");
	char *octets = malloc(LIMIT_WORDS + 1), line[1024];
	struct generic_words *words;
	struct score s;
	size_t n = 0;

	(void)state;
	assert_non_null(f);
	assert_non_null(octets);
	while (fgets(line, sizeof(line), f))
		if (strncmp(line, "cloud", 5) != 0 && strncmp(line, "isp", 3) != 0 &&
		    strncmp(line, "sender", 6) != 0) {
			memcpy(octets + n, line, strlen(line));
			n += strlen(line);
		}
	(void)fclose(f);
	words = generic_words_new(octets, n, "W", NULL);
	assert_non_null(words);
	s = score_of(words);
	need(&s, 997, 900);
	generic_words_free(words);
	free(octets);
}

TESTS(hardly_a_name_is_wrong, hardly_one_is_without_suffixes)
