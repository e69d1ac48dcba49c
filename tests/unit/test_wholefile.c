/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/why.h>
#include <fcrdns/wholefile.h>

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static const char *path(const char *name)
{
	static char out[128];

	(void)snprintf(out, sizeof(out), "%s/%s", folder, name);
	return out;
}

static void put(const char *name, const char *octets, size_t n)
{
	FILE *f = fopen(path(name), "we");

	assert_non_null(f);
	assert_int_equal(fwrite(octets, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static int begin(void **state)
{
	(void)state;
	(void)snprintf(folder, sizeof(folder), "/tmp/wholefile.XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int end(void **state)
{
	static const char *const all[] = { "file", "link", "fifo", "empty" };

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		(void)unlink(path(all[i]));
	return rmdir(folder);
}

/* The path in front of `says` is the folder's. */
static void refuses(const char *name, const char *before, const char *says)
{
	struct whole_file f;
	struct why why = { 0 };
	char want[300];

	row("%s", name);
	(void)snprintf(want, sizeof(want), "%s%s%s", before, path(name), says);
	assert_false(whole_file_read(&f, path(name), 8, NULL, &why));
	assert_string_equal(why.text, want);
	assert_null(f.octets);
}

static void a_file_is_read_whole(void **state)
{
	struct whole_file f;
	struct why why = { 0 };
	bool there = false;

	(void)state;
	put("file",
	    "12345\0"
	    "78",
	    8);
	put("empty", "", 0);
	assert_int_equal(chmod(path("file"), 0640), 0);
	assert_int_equal(symlink("file", path("link")), 0);
	assert_true(whole_file_read(&f, path("link"), 8, &there, &why));
	assert_true(there);
	assert_int_equal(f.n, 8);
	assert_memory_equal(f.octets,
			    "12345\0"
			    "78",
			    9);
	assert_int_equal(f.mode & 0777, 0640);
	assert_int_equal(f.owner, geteuid());
	whole_file_drop(&f);
	whole_file_drop(&f);
	assert_true(whole_file_read(&f, path("empty"), 8, NULL, &why));
	assert_int_equal(f.n, 0);
	assert_string_equal(f.octets, "");
	whole_file_drop(&f);
}

static void what_is_no_such_file_is_refused(void **state)
{
	struct whole_file f;
	struct why why = { 0 };
	bool there = true;

	(void)state;
	put("file", "123456789", 9);
	assert_int_equal(mkfifo(path("fifo"), 0600), 0);
	refuses("file", "", " is longer than 8 octets");
	refuses("fifo", "", " is no file");
	refuses("", "", " is no file");
	refuses("none", "cannot read ", ": No such file or directory");
	assert_true(whole_file_read(&f, path("none"), 8, &there, &why));
	assert_false(there);
	assert_true(whole_file_read(&f, path("file/none"), 8, &there, &why));
	assert_false(there);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test_setup_teardown(a_file_is_read_whole, begin, end),
		cmocka_unit_test_setup_teardown(what_is_no_such_file_is_refused, begin, end),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
