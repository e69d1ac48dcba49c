/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_TAGS_H
#define FCRDNS_TAGS_H

/*
 * tags: what must hold of each page. Its tags are nested and ended, its attributes quoted, it is
 * printable ASCII, it has no script and no style but the one, and names nothing outside of itself.
 */

#include <stdbool.h>
#include <string.h>

enum {
	TAGS_DEEP = 32,
	TAG_MAX = 16
};

static inline bool tag_is_void(const char *name)
{
	static const char *const voids[] = { "meta", "link", "br", "input", "!DOCTYPE" };

	for (size_t i = 0; i < sizeof(voids) / sizeof(voids[0]); i++)
		if (strcmp(name, voids[i]) == 0)
			return true;
	return false;
}

/* The attributes up to '>', which it returns a pointer to. */
static inline const char *tag_attributes(const char *p)
{
	while (*p == ' ') {
		p += 1 + strspn(p + 1, "abcdefghijklmnopqrstuvwxyzT-");
		if (*p != '=')
			continue;
		assert_int_equal(p[1], '"');
		p = strchr(p + 2, '"');
		assert_non_null(p);
		p++;
	}
	if (*p != '>')
		fail_msg("this is no end of a tag: %.40s", p);
	return p;
}

static inline void tags_are_sound(const char *page)
{
	static const char *const never[] = { "<script", "style=", "http:", "https://",
					     "src=\"",	" on",	  "url(",  "@import" };
	char open[TAGS_DEEP][TAG_MAX];
	unsigned depth = 0;

	for (const char *p = page; *p; p++)
		if (*p != '\n')
			assert_in_range(*p, 0x20, 0x7e);
	for (const char *p = strchr(page, '<'); p; p = strchr(p, '<')) {
		bool ends = p[1] == '/';
		size_t n = strcspn(p + 1 + ends, " >");
		char name[TAG_MAX];

		assert_in_range(n, 1, TAG_MAX - 1);
		memcpy(name, p + 1 + ends, n);
		name[n] = '\0';
		for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
			size_t whole = strcspn(p, ">");
			const char *found = strstr(p, never[i]);

			if (found && (size_t)(found - p) < whole && strncmp(p, "<meta", 5) != 0)
				fail_msg("%s is in %.*s>", never[i], (int)whole, p);
		}
		p = tag_attributes(p + 1 + ends + n);
		if (ends) {
			assert_true(depth > 0);
			assert_string_equal(open[--depth], name);
		} else if (!tag_is_void(name)) {
			assert_true(depth < TAGS_DEEP);
			memcpy(open[depth++], name, n + 1);
		}
		if (strcmp(name, "style") == 0 && !ends)
			p = strstr(p, "</style>");
	}
	assert_int_equal(depth, 0);
}

#endif
