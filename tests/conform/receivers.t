#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""The table of src/judge/receiver.c against data/receivers.json, row by row. Speaks TAP."""
import json
import os
import shlex
import subprocess
import tempfile

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))

DUMP = """#include <fcrdns/receiver.h>
#include <fcrdns/record.h>
#include <stdio.h>
static void text(const char *name, const char *s)
{
	printf(s ? ",\\"%s\\":\\"%s\\"" : ",\\"%s\\":null", name, s);
}
int main(void)
{
	size_t n;
	const struct receiver *v = receiver_list(&n);
	for (size_t i = 0; i < n; i++, v++) {
		printf("{\\"when\\":[");
		for (unsigned w = 0, any = 0; w <= RECEIVER_HELO_INVALID; w++)
			if (v->when & 1u << w)
				printf(any++ ? ",\\"%s\\"" : "\\"%s\\"", receiver_when_text((enum receiver_when)w));
		printf("]");
		text("receiver", v->name);
		text("family", v->family_len ? "ipv6" : NULL);
		text("reply", v->reply);
		text("does", v->does);
		text("source", v->source);
		text("date", v->date);
		puts("}");
	}
}
"""


def table():
    with tempfile.TemporaryDirectory() as folder:
        source, program = folder + "/dump.c", folder + "/dump"
        with open(source, "w", encoding="ascii") as out:
            out.write(DUMP)
        cc = shlex.split(os.environ.get("CC") or "cc")
        subprocess.run(cc + ["-std=c11", "-Iinclude", "-D_GNU_SOURCE", "-o", program, source,
                             "src/judge/receiver.c"], check=True)
        lines = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in lines.splitlines()]


with open("data/receivers.json", encoding="ascii") as file:
    want = json.load(file)
got = table()
print("1..4")
print("ok 1 - every receiver" if got == want else "not ok 1 - every receiver")
for a, b in zip(got, want):
    if a != b:
        print(f"# table {a}\n# file  {b}")
names = [row["receiver"].lower() for row in want]
print("ok 2 - by their names" if names == sorted(names) else "not ok 2 - by their names")
bare = [row["receiver"] for row in want if not (row["source"] and row["date"] and row["when"])]
print("not ok 3 - " + ", ".join(bare) if bare else "ok 3 - each has a source and a date")


# The last of two definitions would win, and records of the first not be valid.
twice = []


def note_twice(pairs):
    keys = [key for key, _ in pairs]
    twice.extend(key for key in set(keys) if keys.count(key) > 1)
    return dict(pairs)


with open("data/record.schema.json", encoding="ascii") as file:
    json.load(file, object_pairs_hook=note_twice)
print("not ok 4 - twice in the schema: " + ", ".join(twice) if twice else "ok 4 - the schema defines each field once")
