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

/* The attributes up to '>', which it returns a pointer to; NULL: they are not as they should be. */
static inline const char *tag_attributes(const char *p)
{
	while (p && *p == ' ') {
		p += 1 + strspn(p + 1, "abcdefghijklmnopqrstuvwxyzT-");
		if (*p != '=')
			continue;
		if (p[1] != '"' || !(p = strchr(p + 2, '"')))
			return NULL;
		p++;
	}
	return p && *p == '>' ? p : NULL;
}

/* A tag of `n` octets has something that none may have. */
static inline bool tag_is_loud(const char *tag, size_t n)
{
	static const char *const never[] = {
		"<script", " style=", " src=", " on", "http:", "https:"
	};

	if (strncmp(tag, "<meta", 5) == 0)
		return false;
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		if (memmem(tag, n, never[i], strlen(never[i])))
			return true;
	return false;
}

/* Where the first fault is, or NULL. */
static inline const char *tags_fault(const char *page)
{
	char open[TAGS_DEEP][TAG_MAX];
	unsigned depth = 0;

	for (const char *p = page; *p; p++)
		if (*p != '\n' && (*p < 0x20 || *p > 0x7e))
			return p;
	for (const char *p = strchr(page, '<'); p; p = strchr(p, '<')) {
		bool ends = p[1] == '/';
		const char *name = p + 1 + ends, *end;
		size_t n = strcspn(name, " >");
		char own[TAG_MAX];

		if (!n || n >= TAG_MAX || !(end = tag_attributes(name + n)) ||
		    tag_is_loud(p, (size_t)(end - p)))
			return p;
		memcpy(own, name, n);
		own[n] = '\0';
		if (ends && (!depth || strcmp(open[--depth], own) != 0))
			return p;
		if (!ends && !tag_is_void(own)) {
			if (depth == TAGS_DEEP)
				return p;
			memcpy(open[depth++], own, n + 1);
		}
		p = !ends && strcmp(own, "style") == 0 ? strstr(p, "</style>") : end;
	}
	return depth ? page : NULL;
}

#endif
