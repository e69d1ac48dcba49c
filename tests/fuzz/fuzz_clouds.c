/* SPDX-License-Identifier: MIT */
/* A clouds.yaml in which a cloud "c" is looked for: what is taken of it are known settings and no
 * control characters, twice the same; a secret is not taken from a file that others can read. */
#include "../../src/account/clouds_yaml.c" /* NOLINT(bugprone-suspicious-include): without files */

#include <fcrdns/account.h>
#include <fcrdns/arena.h>

#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool truth)
{
	if (!truth)
		abort();
}

static void need_clean(const char *text)
{
	for (; *text; text++)
		need((unsigned char)*text >= ' ' && *text != 127);
}

static bool is_secret(const char *name)
{
	return strstr(name, "PASSWORD") || strstr(name, "SECRET");
}

static struct account_settings *take(const uint8_t *data, size_t size, mode_t mode, bool *ret_ok)
{
	struct account_settings *s = mem_zero(1, sizeof(*s));
	char *octets = malloc(size + 1);
	const struct whole_file file = { .shown = "clouds.yaml",
					 .octets = octets,
					 .n = size,
					 .mode = S_IFREG | mode,
					 .owner = geteuid() };
	struct reading r = { .settings = s, .cloud = "c" };
	struct why why = { 0 };

	need(s && octets);
	memcpy(octets, data, size);
	octets[size] = '\0';
	*ret_ok = take_file(&r, &file, &why);
	need(*ret_ok == (why.code == WHY_NONE) && *ret_ok == !why.text[0]);
	need_clean(why.text);
	free(octets);
	need(r.is_there || !s->n);
	for (unsigned i = 0; i < s->n; i++) {
		need(!strncmp(s->set[i].name, "OS_", 3) && *s->set[i].value);
		need_clean(s->set[i].value);
		need(!*ret_ok || !is_secret(s->set[i].name) || !(mode & 077));
		for (unsigned k = 0; k < i; k++)
			need(strcmp(s->set[k].name, s->set[i].name) != 0);
	}
	return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool ok, again, open;
	struct account_settings *s, *t, *u;

	if (size > LIMIT_SETTINGS)
		return 0;
	s = take(data, size, 0600, &ok);
	t = take(data, size, 0600, &again);
	u = take(data, size, 0644, &open);
	need(ok == again && s->n == t->n && (ok || !open));
	for (unsigned i = 0; i < s->n; i++)
		need(!strcmp(s->set[i].name, t->set[i].name) &&
		     !strcmp(s->set[i].value, t->set[i].value));
	account_settings_free(s);
	account_settings_free(t);
	account_settings_free(u);
	return 0;
}
