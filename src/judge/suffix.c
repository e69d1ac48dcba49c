/* SPDX-License-Identifier: MIT */
#include <fcrdns/suffix.h>

#include <fcrdns/arena.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <libpsl.h>

#include <errno.h>
#include <string.h>

enum {
	/* A rule of the ICANN section stands at most so many labels below the next one above it:
	 * bo.telemark.no is one, telemark.no is not, no is. */
	RULE_STEP = 2,
	LABELS_MAX = 127,
	MEMOS = 4096,	  /* answers remembered: the domains in a long list are some hundred */
	MEMO_OCTETS = 46, /* of a name remembered */
	SHOWN = 100
};

/* An earlier answer: a look-up costs some thousand instructions, and hosts share their domains. */
struct memo {
	uint8_t len; /* 0: nothing yet */
	bool is_suffix;
	uint8_t name[MEMO_OCTETS];
};

struct suffix_list {
	psl_ctx_t *own;	      /* freed with the list */
	const psl_ctx_t *psl; /* the same, or the library's */
	struct memo *memos;   /* by the name's hash */
};

struct suffix_list *suffix_list_new(const char *file, struct why *why)
{
	struct suffix_list *l = mem_zero(1, sizeof(*l));
	char shown[SHOWN];

	if (l)
		l->memos = mem_zero(MEMOS, sizeof(*l->memos));
	if (!l || !l->memos) {
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
	mem_free(l->memos);
	mem_free(l);
}

/* The text of `name`, and where in it (and in the wire form: the length octets become the dots
 * before their labels) each label begins. Returns their number, 0 when an octet is none of a host
 * name. */
static unsigned host_text(const struct name *name, char out[static NAME_TEXT_MAX],
			  uint8_t at[static LABELS_MAX])
{
	unsigned n = 0;

	/* An octet of no host name is escaped and makes the text longer. */
	if (name->len < 2 || name_text(name, out) != name->len - 2U)
		return 0;
	for (const uint8_t *p = name->wire; *p; p += 1 + *p)
		at[n++] = (uint8_t)(p - name->wire);
	return n;
}

static bool is_suffix(const struct suffix_list *l, const char *text)
{
	return psl_is_public_suffix2(l->psl, text, PSL_TYPE_ICANN);
}

/* The same for what stands above hosts. */
static bool is_suffix_above(const struct suffix_list *l, const struct name *name, const char *text)
{
	struct memo *m = &l->memos[name_hash(name) % MEMOS];

	if (name->len > MEMO_OCTETS)
		return is_suffix(l, text);
	if (m->len != name->len || memcmp(m->name, name->wire, name->len) != 0) {
		m->is_suffix = is_suffix(l, text);
		m->len = name->len;
		memcpy(m->name, name->wire, name->len);
	}
	return m->is_suffix;
}

bool suffix_root_domain(const void *list, const struct name *name, struct name *ret)
{
	const struct suffix_list *l = list;
	char text[NAME_TEXT_MAX];
	uint8_t at[LABELS_MAX];
	unsigned n, suffix = 1; /* labels; a top-level name is one, known to the list or not */

	if (!l)
		return false;
	n = host_text(name, text, at);
	for (unsigned labels = 2; labels <= n && labels <= suffix + RULE_STEP; labels++) {
		unsigned start = at[n - labels];
		struct name tail = { name->wire + start, (uint8_t)(name->len - start) };

		if (labels < n ? is_suffix_above(l, &tail, text + start) : is_suffix(l, text))
			suffix = labels;
	}
	if (suffix >= n)
		return false;
	*ret = (struct name){ name->wire + at[n - suffix - 1],
			      (uint8_t)(name->len - at[n - suffix - 1]) };
	return true;
}
