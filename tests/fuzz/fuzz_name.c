/* SPDX-License-Identifier: MIT */
/* A name as text: what is read comes back from its own canonical text, and nothing else is in it.
 */
#include <fcrdns/ip.h>
#include <fcrdns/name.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool truth)
{
	if (!truth)
		abort();
}

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

/* Letters, digits, '-', '_', '.' between labels, and \DDD. */
static void need_text(const char *text, size_t n)
{
	need(n < NAME_TEXT_MAX && strlen(text) == n && n > 0);
	for (size_t i = 0; i < n; i++)
		if (text[i] == '\\') {
			need(i + 3 < n);
			for (unsigned k = 1; k <= 3; k++)
				need(text[i + k] >= '0' && text[i + k] <= '9');
			i += 3;
		} else {
			need(is_plain(text[i]));
		}
}

static void need_wire(const struct name *name)
{
	unsigned at = 0, labels = 0;

	for (; name->wire[at]; labels++) {
		need(name->wire[at] <= 63);
		for (unsigned i = 1; i <= name->wire[at]; i++)
			need(name->wire[at + i] < 'A' || name->wire[at + i] > 'Z');
		at += 1U + name->wire[at];
		need(at < name->len);
	}
	need(at + 1 == name->len && name_labels(name) == labels);
	need(name_is_root(name) == (labels == 0));
}

static void need_family(const struct name *name)
{
	unsigned n = name_labels(name);

	for (unsigned i = 0; i <= n + 1; i++) {
		struct name parent = name_parent(name, i);

		need(name_labels(&parent) == (i < n ? n - i : 0));
		need(name_is_under(name, &parent));
		need(name_is_under(&parent, name) == (i == 0 || n == 0));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t buf[NAME_MAX_OCTETS], again[NAME_MAX_OCTETS], longer[NAME_MAX_OCTETS];
	char *exact = malloc(size ? size : 1), text[NAME_TEXT_MAX];
	struct name name = { NULL, 77 }, back = { 0 }, below = { 0 };
	struct ip ip;
	size_t n;

	need(exact != NULL);
	if (size)
		memcpy(exact, data, size);
	if (!name_parse(&name, buf, exact, size)) {
		need(name.len == 77);
		free(exact);
		return 0;
	}
	free(exact);
	need_wire(&name);
	n = name_text(&name, text);
	need_text(text, n);
	need(name_parse(&back, again, text, n) && name_equal(&name, &back));
	need(name_hash(&name) == name_hash(&back));
	need_family(&name);
	if (name_prefix(&below, longer, "label", &name)) {
		need_wire(&below);
		need(name_is_under(&below, &name) && below.len == name.len + 6);
	} else {
		need(name.len > NAME_MAX_OCTETS - 6);
	}
	need((host_faults(&name) & HOST_ROOT) == (name_is_root(&name) ? HOST_ROOT : 0));
	if (ip_of_reverse(&ip, &name)) {
		uint8_t wire[IP_WIRE_MAX];

		back = ip_reverse(&ip, wire);
		need(name_equal(&back, &name));
	}
	return 0;
}
