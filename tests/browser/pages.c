/* SPDX-License-Identifier: MIT */
#include <fcrdns/page.h>

#include "../unit/world.h"

/*
 * Writes the pages that a browser is shown, a file each, into the folder named by the argument, and
 * the policy to be sent beside them.
 */

#define TEN "0123456789"
#define L63 TEN TEN TEN TEN TEN TEN "abc"

static const char *folder;

static void write_file(const char *name, const char *octets, size_t n)
{
	char path[4096];
	FILE *out;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	out = fopen(path, "w");
	if (!out || fwrite(octets, 1, n, out) != n || fclose(out) != 0) {
		perror(path);
		exit(1);
	}
}

static struct page_look look_of(const char *target)
{
	static const char *const servers[] = { "192.0.2.53:53" };

	return (struct page_look){ .version = "1.0",
				   .base = "",
				   .target = target,
				   .command = "fcrdns-check -v 198.51.100.25",
				   .note = "Asked as module default says.",
				   .servers = servers,
				   .n_servers = 1,
				   .has_check = true };
}

static void judge(struct world *w, const char *target, const char *rows)
{
	struct record *r = &w->spare;

	world_init(w);
	(void)world_judge(w, target, rows);
	r->has_timing = true;
	r->duration_us = 12345;
	r->queries = 3;
}

static void write_check(const char *name, const char *target, const char *rows)
{
	const struct page_look look = look_of(target);
	struct world w;

	judge(&w, target, rows);
	report_page(w.record, &look, &w.out);
	write_file(name, w.out.data, w.out.len);
	world_done(&w);
}

static void write_bad(void)
{
	struct page_look look = look_of("198.51.100.300");
	struct text out;

	look.error = "'198.51.100.300' is no address: a number is over 255";
	look.command = look.note = NULL;
	text_init(&out, 1 << 20);
	report_page(NULL, &look, &out);
	write_file("bad.html", out.data, out.len);
	out.len = 0;
	look.target = NULL;
	report_front_page(&look, &out);
	write_file("front.html", out.data, out.len);
	text_done(&out);
}

/* A host with two addresses. */
static void write_host(void)
{
	struct page_look look = look_of("mail.isp.com");
	struct text out;
	struct world w;

	text_init(&out, 1 << 20);
	report_page_begin(&look, &out);
	judge(&w, "198.51.100.25", "PTR mail.isp.com; A mail.isp.com 198.51.100.25;");
	report_page_record(w.record, &look, &out);
	world_done(&w);
	judge(&w, "2620:fe::25", "PTR nxdomain;");
	report_page_record(w.record, &look, &out);
	world_done(&w);
	report_page_end(&look, &out);
	write_file("host.html", out.data, out.len);
	text_done(&out);
}

int main(int argc, char *argv[])
{
	if (argc != 2)
		return 64;
	folder = argv[1];
	write_check("pass.html", "198.51.100.25",
		    "PTR mail.isp.com; A mail.isp.com 198.51.100.25;");
	write_check("mismatch.html", "198.51.100.25", "PTR old.isp.com; A old.isp.com 192.0.2.99;");
	write_check("none.html", "2620:fe:1111:2222:3333:4444:5555:6666", "PTR nxdomain;");
	write_check("temperror.html", "198.51.100.25",
		    "PTR mail.isp.com; A mail.isp.com servfail ede=22:No~Reachable~Authority;");
	write_check("hostile.html", "198.51.100.25",
		    "PTR " L63 "." L63 "." L63 "." TEN TEN TEN TEN TEN TEN
		    " \\060script\\062alert\\040\\041\\060\\047script\\062.isp.com"
		    " \\226\\128\\174\\027\\010\\000.isp.com;"
		    "A " L63 "." L63 "." L63 "." TEN TEN TEN TEN TEN TEN " -;");
	write_check(
		"several.html", "198.51.100.25",
		"PTR a.isp.com via=25.0-63.100.51.198.in-addr.arpa b.isp.com c.isp.com d.isp.org;"
		"A a.isp.com 198.51.100.25; A b.isp.com 192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4;"
		"A c.isp.com via=x.isp.com via=y.isp.com 198.51.100.25 192.0.2.9;"
		"A d.isp.org timeout;");
	write_bad();
	write_host();
	write_file("policy", page_csp(), strlen(page_csp()));
	return 0;
}
