/* SPDX-License-Identifier: MIT */
/*
 * The octets of an inventory: what is taken is sound, and reads back the same from what is written
 * of it.
 */
#include <fcrdns/inventory.h>
#include <fcrdns/limits.h>
#include <fcrdns/report.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	INPUT_MAX = 60000,
	SAID_MAX = 1 << 24
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool truth)
{
	if (!truth)
		abort();
}

static void need_printable(const char *s, bool is_label)
{
	need(strlen(s) <= LIMIT_HOLDING_TEXT);
	for (; *s; s++)
		need(*s >= (is_label ? ' ' : '!') && *s <= '~' &&
		     (is_label || (*s != '"' && *s != '\\')));
}

static void need_sound(const struct holding *h)
{
	struct ip ip = h->address;

	need((ip.len == 4 || ip.len == 16) && !ip_unmap(&ip));
	need_printable(h->provider, false);
	need_printable(h->account, false);
	need_printable(h->region, false);
	need_printable(h->id, false);
	need_printable(h->label, true);
	need(h->ptr_state <= PTR_ERROR);
}

static bool take(const void *octets, size_t n, struct inventory *ret)
{
	int fd = memfd_create("inventory", MFD_CLOEXEC);
	struct why why = { 0 };
	bool ok;

	need(fd >= 0 && write(fd, octets, n) == (ssize_t)n && lseek(fd, 0, SEEK_SET) == 0);
	need(dup2(fd, STDIN_FILENO) == STDIN_FILENO);
	ok = inventory_read("-", NULL, ret, &why);
	need(ok == (ret->n_covers > 0) && ok == (why.code == WHY_NONE));
	need(ok || !ret->n);
	for (const char *s = why.text; *s; s++)
		need(*s >= ' ' && *s <= '~');
	(void)close(fd);
	return ok;
}

/* What is told is a part of something: else what is not there would never be missed, or be missed
 * where nobody looked. */
static bool is_covered(const struct inventory *i, const struct holding *h)
{
	for (size_t at = 0; at < i->n_covers; at++) {
		const struct inventory_cover *c = &i->covers[at];
		bool is_there = !c->n_regions;

		if (strcmp(c->provider, h->provider) != 0 || strcmp(c->account, h->account) != 0)
			continue;
		for (size_t k = 0; k < c->n_regions; k++)
			is_there |= !strcmp(c->regions[k], h->region);
		if (is_there)
			return true;
	}
	return false;
}

static void put_all(const struct inventory *i, struct text *out)
{
	for (size_t at = 0; at < i->n; at++) {
		need_sound(&i->holdings[at]);
		need(is_covered(i, &i->holdings[at]));
		report_holding(&i->holdings[at], out);
	}
	text_printf(out, "{\"complete\":true,\"addresses\":%zu}\n", i->n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct inventory first, second;
	struct text said, again;

	if (size > INPUT_MAX || !take(data, size, &first))
		return 0;
	if (!first.n) { /* the end of an account that has nothing any more */
		inventory_done(&first);
		return 0;
	}
	text_init(&said, SAID_MAX);
	text_init(&again, SAID_MAX);
	put_all(&first, &said);
	need(!said.failed && take(said.data, said.len, &second));
	put_all(&second, &again);
	need(strcmp(text_cstr(&said), text_cstr(&again)) == 0);
	text_done(&said);
	text_done(&again);
	inventory_done(&first);
	inventory_done(&second);
	return 0;
}
