/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>
#include <fcrdns/source.h>
#include <fcrdns/why.h>

#include <poll.h>
#include <string.h>
#include <unistd.h>

static const char *const standard_input[] = { "-" };
static const struct source_conf conf = { .lists = standard_input,
					 .n_lists = 1,
					 .max_addresses = 256 };

/* A source whose list is a pipe; *ret_writer feeds it. */
static struct source *piped(int *ret_writer)
{
	struct why why;
	struct source *s;
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	close(ends[0]);
	s = source_new(&conf, &why);
	assert_non_null(s);
	*ret_writer = ends[1];
	return s;
}

static void feed(int fd, const char *octets, size_t n)
{
	assert_int_equal(write(fd, octets, n), n);
}

/* One line for all targets: address or !error, then (input) and [tag]. */
static enum source_got tell(struct source *s, char *out, size_t size)
{
	struct arena arena;
	struct target t;
	struct why why;
	enum source_got got;
	size_t at = 0;

	arena_init(&arena, LIMIT_ARENA);
	*out = '\0';
	while ((got = source_next(s, &t, &arena, &why)) == SOURCE_TARGET) {
		char text[IP_TEXT_MAX];

		at += (size_t)snprintf(out + at, size - at, "%s%s", at ? " " : "",
				       t.has_address ? ip_text(&t.address, text) : "!");
		assert_int_equal(t.has_address, !t.error);
		if (t.error)
			at += (size_t)snprintf(out + at, size - at, "%s", t.error);
		if (t.input)
			at += (size_t)snprintf(out + at, size - at, "(%s)", t.input);
		if (t.tag)
			at += (size_t)snprintf(out + at, size - at, "[%s]", t.tag);
		assert_true(at < size);
		arena_reset(&arena);
	}
	if (got == SOURCE_FAILED)
		snprintf(out, size, "%d %s", why.code, why.text);
	arena_done(&arena);
	return got;
}

/* What the list of these octets gives. */
static const char *told(const char *octets, size_t n)
{
	static char out[8192];
	int writer;
	struct source *s = piped(&writer);

	feed(writer, octets, n);
	close(writer);
	assert_int_not_equal(tell(s, out, sizeof(out)), SOURCE_WAIT);
	source_free(s);
	return out;
}

#define NO_TARGET "!it is no address, reverse name, block, range or host name"

static void a_list_is_read_as_told(void **state)
{
#define ROW(list, want)                      \
	{                                    \
		list, sizeof(list) - 1, want \
	}
	static const struct {
		const char *list;
		size_t len;
		const char *want;
	} row_of[] = {
		ROW("", ""),
		ROW("\n\n", ""),
		ROW("192.0.2.1\n192.0.2.2\n", "192.0.2.1 192.0.2.2"),
		ROW("192.0.2.1\n192.0.2.2", "192.0.2.1 192.0.2.2"),
		ROW("192.0.2.1\r\n192.0.2.2\r\n", "192.0.2.1 192.0.2.2"),
		ROW("192.0.2.1\r", "192.0.2.1"),
		ROW(" \t192.0.2.1 \t\r\n", "192.0.2.1"),
		ROW("# a\n  # b\n192.0.2.1 # c\n192.0.2.2\t#d", "192.0.2.1 192.0.2.2"),
		ROW("192.0.2.1#c\n", NO_TARGET "(192.0.2.1#c)"),
		ROW("#\0\n192.0.2.1\n", "192.0.2.1"),
		ROW("\xef\xbb\xbf"
		    "192.0.2.1\n",
		    "192.0.2.1"),
		ROW("\xef\xbb\xbf", ""),
		ROW("\xef\xbb\xbf# x\n192.0.2.1", "192.0.2.1"),
		ROW("192.0.2.1\n\xef\xbb\xbf"
		    "192.0.2.2\n",
		    "192.0.2.1 " NO_TARGET "(\\239\\187\\191192.0.2.2)"),
		ROW("192.0.2.1 web-1\n2001:db8::1\tb\\c\n",
		    "192.0.2.1[web-1] 2001:db8::1[b\\092c]"),
		ROW("192.0.2.1 a b # c\n192.0.2.2 a#b #c\n", "192.0.2.1[a] 192.0.2.2[a#b]"),
		ROW("192.0.2.1 \x1b[31m\xff\n", "192.0.2.1[\\027[31m\\255]"),
		ROW("{\"address\":\"192.0.2.1\"}\n{ \"address\" : \"2001:DB8::1\", \"label\":"
		    "\"a b\\u00e9\" }\n",
		    "192.0.2.1 2001:db8::1(2001:DB8::1)[a b\\195\\169]"),
		ROW("{\"label\":\"l\",\"address\":\"192.0.2.1\",\"tag\":\"t\",\"ptr\":{\"rcode\":[]"
		    "}}\n"
		    "{\"tag\":\"\",\"label\":\"l\",\"address\":\"192.0.2.1\"}\n"
		    "{\"tag\":\"t\",\"label\":\"l\",\"address\":\"::ffff:192.0.2.1\",\"ttl\":null}"
		    "\n",
		    "192.0.2.1[t] 192.0.2.1[l] 192.0.2.1(::ffff:192.0.2.1)[t]"),
		ROW("{\"address\":\"192.0.2.1\"}\n{ \"complete\" : true, \"addresses\":1 "
		    "}\n192.0.2.2\n",
		    "192.0.2.1 192.0.2.2"),
		ROW("{\"complete\":false}",
		    "!it is JSON without an \"address\"({\"complete\":false})"),
		ROW("{\"address\":\"192.0.2.1\"",
		    "!it begins as JSON and is none: a comma is missing"
		    "({\"address\":\"192.0.2.1\")"),
		ROW("{\"id\":\"1\"}", "!it is JSON without an \"address\"({\"id\":\"1\"})"),
		ROW("{\"address\":null}\n{\"address\":\"a.example\"}",
		    "!it is JSON whose \"address\" is none({\"address\":null}) "
		    "!it is JSON whose \"address\" is none({\"address\":\"a.example\"})"),
		ROW("{\"address\":\"192.0.2.1\",\"address\":\"192.0.2.2\"}",
		    "!it is JSON that says the same thing twice"
		    "({\"address\":\"192.0.2.1\",\"address\":\"192.0.2.2\"})"),
		ROW("192.0.2.0/31 net\n",
		    "192.0.2.0(192.0.2.0/31)[net] 192.0.2.1(192.0.2.0/31)[net]"),
		ROW("1.2.0.192.in-addr.arpa. x\n", "192.0.2.1(1.2.0.192.in-addr.arpa.)[x]"),
		ROW("::ffff:192.0.2.1\n", "192.0.2.1(::ffff:192.0.2.1)"),
		ROW("no!sense x\n", NO_TARGET "(no!sense)[x]"),
		ROW("192.0.2.1\0\n192.0.2.2\n", "!it holds a NUL octet(192.0.2.1\\000) 192.0.2.2"),
		ROW("\0\0\n192.0.2.2\n", "!it holds a NUL octet(\\000\\000) 192.0.2.2"),
		ROW("192.0.2.1 a\0b\n", "!it stands in a line with a NUL octet(192.0.2.1)"),
		ROW("192.0.2.1\r192.0.2.2\n", NO_TARGET "(192.0.2.1\\013192.0.2.2)"),
		ROW("192.0.2.1 - 192.0.2.9\n",
		    "!it begins a range; write it without white space(192.0.2.1)"),
		ROW("192.0.2.1 -192.0.2.9\n192.0.2.2 -\n192.0.2.3 -x\n",
		    "!it begins a range; write it without white space(192.0.2.1) 192.0.2.2[-] "
		    "192.0.2.3[-x]"),
		ROW("192.0.2.0 /24\n192.0.2.0\t/ 24 net\n192.0.2.2 /\n192.0.2.3 /24x\n",
		    "!it begins a block; write it without white space(192.0.2.0) !it begins a "
		    "block; write it without white space(192.0.2.0) 192.0.2.2[/] 192.0.2.3[/24x]"),
		ROW("192.0.2.0/23\n", "!it stands for 512 addresses, more than --max-addresses "
				      "256(192.0.2.0/23)"),
		ROW("192.0.2.1/24\n", "!it has host bits set; the block is "
				      "192.0.2.0/24(192.0.2.1/24)"),
		ROW("\xff\xfe"
		    "1\0\n\0",
		    "2 cannot read the list on standard input: it is UTF-16; give "
		    "it as UTF-8"),
		ROW("\xfe\xff\0"
		    "1\0\n",
		    "2 cannot read the list on standard input: it is UTF-16; give "
		    "it as UTF-8"),
		ROW("\x1f\x8b\x08\0\n", "2 cannot read the list on standard input: it is compressed "
					 "(gzip); give what zcat makes of it"),
		ROW("\xff\n", NO_TARGET "(\\255)"),
	};

	(void)state;
	assert_int_equal(WHY_NOINPUT, 2);
	for (size_t i = 0; i < sizeof(row_of) / sizeof(row_of[0]); i++) {
		row("%s", row_of[i].want);
		assert_string_equal(told(row_of[i].list, row_of[i].len), row_of[i].want);
	}
}

static void a_pipe_without_data_is_waited_for(void **state)
{
	char out[256];
	int writer;
	struct source *s = piped(&writer);
	struct pollfd p;

	(void)state;
	assert_int_equal(tell(s, out, sizeof(out)), SOURCE_WAIT);
	p = (struct pollfd){ source_fd(s), POLLIN, 0 };
	assert_int_equal(poll(&p, 1, 0), 0);
	feed(writer, "192.0.", 6);
	assert_int_equal(tell(s, out, sizeof(out)), SOURCE_WAIT);
	assert_string_equal(out, "");
	feed(writer, "2.1\n192.0.2.2", 13);
	assert_int_equal(tell(s, out, sizeof(out)), SOURCE_WAIT);
	assert_string_equal(out, "192.0.2.1");
	close(writer);
	assert_int_equal(tell(s, out, sizeof(out)), SOURCE_END);
	assert_string_equal(out, "192.0.2.2");
	assert_int_equal(tell(s, out, sizeof(out)), SOURCE_END);
	source_free(s);
}

/* A line of `n` octets 'x' behind `first`, between two targets. */
static const char *told_between(const char *first, size_t n, const char *line_end)
{
	static char out[8192];
	char list[16384];
	size_t at = (size_t)snprintf(list, sizeof(list), "192.0.2.1\n%s", first);

	memset(list + at, 'x', n);
	at += n;
	at += (size_t)snprintf(list + at, sizeof(list) - at, "%s192.0.2.2", line_end);
	return strcpy(out, told(list, at));
}

static void a_long_line_is_one_invalid_target(void **state)
{
	static const char too_long[] = "192.0.2.1 !it begins a line of more than 4096 octets(x";
	static const char just_not[] =
		"192.0.2.1 !it is no address, reverse name, block, range or host name(x";

	(void)state;
	assert_int_equal(strncmp(told_between("", LIMIT_LINE, "\n"), just_not, strlen(just_not)),
			 0);
	assert_int_equal(strncmp(told_between("", LIMIT_LINE, "\r\n"), just_not, strlen(just_not)),
			 0);
	assert_int_equal(strncmp(told_between("  ", LIMIT_LINE, "\n"), just_not, strlen(just_not)),
			 0);
	assert_int_equal(
		strncmp(told_between("", LIMIT_LINE + 1, "\n"), too_long, strlen(too_long)), 0);
	assert_int_equal(
		strncmp(told_between("", 3 * LIMIT_LINE, "\n"), too_long, strlen(too_long)), 0);
	assert_string_equal(told_between("#", 3 * LIMIT_LINE, "\n"), "192.0.2.1 192.0.2.2");
	assert_string_equal(told_between("192.0.2.3 ", LIMIT_LINE - 10, "\n") +
				    strlen("192.0.2.1 192.0.2.3[") + LIMIT_TAG - 3,
			    "...] 192.0.2.2");
	assert_string_equal(told_between("192.0.2.3 #", 3 * LIMIT_LINE, "\n"),
			    "192.0.2.1 !it begins a line of more than 4096 octets(192.0.2.3) "
			    "192.0.2.2");
}

static void an_endless_line_takes_turns(void **state)
{
	static char block[65536], out[1024];
	int writer;
	struct source *s = piped(&writer);

	(void)state;
	memset(block, 'x', sizeof(block));
	for (unsigned i = 0; i < 64; i++) {
		feed(writer, block, sizeof(block));
		assert_int_equal(tell(s, out, sizeof(out)), SOURCE_WAIT);
		assert_int_equal(*out != '\0', i == 0);
	}
	feed(writer, "\n192.0.2.2\n", 11);
	close(writer);
	assert_int_equal(tell(s, out, sizeof(out)), SOURCE_END);
	assert_string_equal(out, "192.0.2.2");
	source_free(s);
}

static void a_stream_without_targets_takes_turns(void **state)
{
	struct source_conf zeros = conf;
	const char *path = "/dev/zero";
	struct why why;
	struct source *s;
	char out[1024];

	(void)state;
	zeros.lists = &path;
	s = source_new(&zeros, &why);
	assert_non_null(s);
	assert_int_equal(tell(s, out, sizeof(out)), SOURCE_WAIT);
	assert_memory_equal(out, "!it begins a line", 17);
	assert_int_equal(source_fd(s), -1);
	assert_int_equal(tell(s, out, sizeof(out)), SOURCE_WAIT);
	assert_string_equal(out, "");
	source_free(s);
}

static void a_source_can_be_freed_at_any_time(void **state)
{
	struct arena arena;
	struct target t;
	struct why why;
	int writer;
	struct source *s = piped(&writer);

	(void)state;
	source_free(NULL);
	feed(writer, "192.0.2.0/24 a\n", 15);
	arena_init(&arena, 8);
	assert_int_equal(source_next(s, &t, &arena, &why), SOURCE_TARGET);
	assert_true(arena.failed);
	arena_done(&arena);
	close(writer);
	source_free(s);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_list_is_read_as_told),
		cmocka_unit_test(a_pipe_without_data_is_waited_for),
		cmocka_unit_test(a_long_line_is_one_invalid_target),
		cmocka_unit_test(an_endless_line_takes_turns),
		cmocka_unit_test(a_stream_without_targets_takes_turns),
		cmocka_unit_test(a_source_can_be_freed_at_any_time),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
