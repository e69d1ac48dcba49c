/* SPDX-License-Identifier: MIT */
#include <fcrdns/generic_file.h>

#include <fcrdns/wholefile.h>

bool generic_file_load(struct generic_words **ret, const char *path, struct why *why)
{
	struct whole_file file = { .octets = NULL };

	*ret = NULL;
	if (!path)
		return true;
	if (!whole_file_read(&file, path, LIMIT_WORDS, NULL, why))
		return false;
	*ret = generic_words_new(file.octets, file.n, file.shown, why);
	whole_file_drop(&file);
	return *ret != NULL;
}
