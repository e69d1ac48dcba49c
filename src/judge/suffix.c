/* SPDX-License-Identifier: MIT */
#include <fcrdns/suffix.h>

#include <fcrdns/arena.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <libpsl.h>

#include <errno.h>
#include <string.h>

enum {
	SUFFIX_LABELS = 5, /* no rule of the ICANN section is longer (4 in 2026) */
	LABELS_KEPT = SUFFIX_LABELS + 1,
	SHOWN = 100
};

/* The last answer. The next name is likely to be another host of the same parent: then the suffix
 * is the same, unless that name is one itself. */
struct memo {
	uint8_t parent[NAME_MAX_OCTETS];
	uint8_t len;	/* of the parent; 0: nothing yet */
	uint8_t labels; /* of the suffix, which is the parent's end or all of it */
};

struct suffix_list {
	psl_ctx_t *own;	      /* freed with the list */
	const psl_ctx_t *psl; /* the same, or the library's */
	struct memo *memo;
};

struct suffix_list *suffix_list_new(const char *file, struct why *why)
{
	struct suffix_list *l = mem_zero(1, sizeof(*l));
	char shown[SHOWN];

	if (l)
		l->memo = mem_zero(1, sizeof(*l->memo));
	if (!l || !l->memo) {
		suffix_list_free(l);
		(void)why_set(why, WHY_INTERNAL, "no memory for the public suffix list");
		return NULL;
	}
	errno = 0;
	if (file)
		l->own = psl_load_file(file);
	else if (!(l->psl = psl_builtin()))
		l->own = psl_latest(NULL);
	if (l->own)
		l->psl = l->own;
	if (!l->psl) {
		(void)why_set(why, WHY_NOINPUT, "cannot read the public suffix list%s%s%s%s",
			      file ? " " : " of this system",
			      file ? text_shown(shown, sizeof(shown), file, strlen(file)) : "",
			      errno ? ": " : "", errno ? strerror(errno) : "");
		suffix_list_free(l);
		return NULL;
	}
	return l;
}

void suffix_list_free(struct suffix_list *l)
{
	if (!l)
		return;
	psl_free(l->own);
	mem_free(l->memo);
	mem_free(l);
}

/*
 * The text of `name`, and in at[label % LABELS_KEPT] where each of its last labels begins (in the
 * wire form, and in the text as well: the length octets become the dots before their labels).
 * Returns the number of labels, 0 when an octet is none of a host name.
 */
static unsigned host_text(const struct name *name, char out[static NAME_MAX_OCTETS],
			  uint8_t at[static LABELS_KEPT])
{
	unsigned n = 0, i = 0;

	while (name->wire[i]) {
		unsigned end = i + 1 + name->wire[i];

		at[n++ % LABELS_KEPT] = (uint8_t)i;
		for (i++; i < end; i++) {
			uint8_t c = name->wire[i];

			if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' &&
			    c != '_')
				return 0;
			out[i - 1] = (char)c;
		}
		out[i - 1] = '.';
	}
	if (n)
		out[i - 1] = '\0';
	return n;
}

static bool is_suffix(const struct suffix_list *l, const char *text)
{
	return psl_is_public_suffix2(l->psl, text, PSL_TYPE_ICANN);
}

static bool is_remembered(const struct memo *m, const struct name *parent)
{
	return m->len == parent->len && memcmp(m->parent, parent->wire, m->len) == 0;
}

static void remember(struct memo *m, const struct name *parent, unsigned labels)
{
	memcpy(m->parent, parent->wire, parent->len);
	m->len = parent->len;
	m->labels = (uint8_t)labels;
}

bool suffix_root_domain(const void *list, const struct name *name, struct name *ret)
{
	const struct suffix_list *l = list;
	char text[NAME_MAX_OCTETS];
	uint8_t at[LABELS_KEPT];
	struct name parent;
	unsigned n, i, start;

	if (!l || !name->len)
		return false;
	n = host_text(name, text, at);
	if (n < 2)
		return false;
	if (n <= SUFFIX_LABELS && is_suffix(l, text))
		return false;
	parent = name_parent(name, 1);
	if (is_remembered(l->memo, &parent)) {
		i = n - l->memo->labels;
	} else {
		/* The longest suffix counts, and one label less need not be one too: bo.telemark.no
		 * is, telemark.no is not. A top-level name always is, also when the list knows
		 * nothing of it. */
		i = n > SUFFIX_LABELS ? n - SUFFIX_LABELS : 1;
		while (i + 1 < n && !is_suffix(l, text + at[i % LABELS_KEPT]))
			i++;
		remember(l->memo, &parent, n - i);
	}
	start = at[(i - 1) % LABELS_KEPT];
	*ret = (struct name){ name->wire + start, (uint8_t)(name->len - start) };
	return true;
}
