/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SUNK_H
#define FCRDNS_SUNK_H

/* sunk: a folder of its own for each test of the sink, and what is done with files there. */

#include <fcrdns/sink.h>
#include <fcrdns/text.h>
#include <fcrdns/why.h>

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define test(f) cmocka_unit_test_setup_teardown(f, make_dir, remove_dir)

static char dir[64];

/* A path in the test's own folder; two at a time. */
static inline const char *path_of(const char *name)
{
	static char buf[2][400];
	static int turn;

	turn = !turn;
	(void)snprintf(buf[turn], sizeof(buf[turn]), "%s/%s", dir, name);
	return buf[turn];
}

static inline int make_dir(void **state)
{
	(void)state;
	(void)strcpy(dir, "/tmp/test_sink.XXXXXX");
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);
	return mkdtemp(dir) ? 0 : -1;
}

static inline int remove_dir(void **state)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	(void)state;
	while (d && (e = readdir(d)) != NULL)
		if (e->d_name[0] != '.')
			(void)unlink(path_of(e->d_name));
	if (d)
		closedir(d);
	return rmdir(dir);
}

static inline unsigned files_in_dir(void)
{
	DIR *d = opendir(dir);
	unsigned n = 0;
	struct dirent *e;

	while ((e = readdir(d)) != NULL)
		n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	closedir(d);
	return n;
}

static inline void write_file(const char *path, const char *content)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(content, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static inline void holds(const char *path, const char *want)
{
	char got[256] = "";
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	got[fread(got, 1, sizeof(got) - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(got, want);
}

static inline bool exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

static inline struct sink *opened(const char *path)
{
	struct why why = { 0 };
	struct sink *s = sink_new(path, &why);

	if (!s)
		fail_msg("%s", why.text);
	return s;
}

static inline bool put(struct sink *s, const char *octets, size_t n, struct why *why)
{
	return sink_put(s, octets, n, why);
}

static inline void put_str(struct sink *s, const char *text)
{
	assert_true(put(s, text, strlen(text), NULL));
}

static inline void finish(struct sink *s)
{
	struct why why = { 0 };

	if (!sink_close(s, &why))
		fail_msg("%s", why.text);
	sink_free(s);
}

/* A descriptor of ours by the name that a shell gives it. */
static inline const char *name_of(int fd)
{
	static char name[32];

	(void)snprintf(name, sizeof(name), "/dev/fd/%d", fd);
	return name;
}

#endif
