#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""The table of src/judge/provider.c against data/providers.json, field by field, and that against its own facts. Speaks TAP."""
import json
import os
import re
import shlex
import subprocess
import tempfile

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))

FLAGS = """has_session sets_ptr has_ptr_api read_may_write ipv4 ipv6 wildcard underscore dot_required idn has_ttl
    wants_ownership unset_gives_default releases_clean""".split()
NUMBERS = "names_max ttl_min_s ttl_max_s ttl_default_s description_max tags_max".split()
TEXTS = "name note source console inventory_command set_command unset_command stale_command stale_words".split()
TEMPLATES = TEXTS[3:]

DUMP = """#include <fcrdns/provider.h>
#include <stdio.h>
static const char *const forward[] = { "free", "advised", "required" };
static void text(const char *name, const char *s)
{
	printf(",\\"%s\\":", name);
	if (!s) {
		printf("null");
		return;
	}
	putchar('"');
	for (; *s; s++)
		printf(*s == '"' || *s == 92 ? "%c%c" : "%.0s%c", 92, *s);
	putchar('"');
}
int main(void)
{
	size_t n;
	const struct provider *p = provider_list(&n);
	for (size_t i = 0; i < n; i++, p++) {
		printf("{\\"id\\":\\"%s\\",\\"forward\\":\\"%s\\"", p->id, forward[p->forward]);
"""
DUMP = DUMP.replace('printf(*s == \'"\' || *s == 92 ? "%c%c" : "%.0s%c", 92, *s);',
                    'if (*s == \'"\' || *s == 92) { putchar(92); putchar(*s); } else { putchar(*s); }')
for f in FLAGS:
    DUMP += f'\t\tprintf(",\\"{f}\\":%s", p->{f} ? "true" : "false");\n'
for f in NUMBERS:
    DUMP += f'\t\tprintf(",\\"{f}\\":%lu", (unsigned long)p->{f});\n'
for f in TEXTS:
    DUMP += f'\t\ttext("{f}", p->{f});\n'
DUMP += '\t\tputs("}");\n\t}\n}\n'


def table():
    with tempfile.TemporaryDirectory() as folder:
        source, program = folder + "/dump.c", folder + "/dump"
        with open(source, "w", encoding="ascii") as out:
            out.write(DUMP)
        cc = shlex.split(os.environ.get("CC") or "cc")
        subprocess.run(cc + ["-std=c11", "-Iinclude", "-D_GNU_SOURCE", "-o", program, source,
                             "src/judge/provider.c"], check=True)
        lines = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in lines.splitlines()]


def facts(p, t):
    """Where the facts contradict what is made of them."""
    c = p.get("constraints", {})
    value = {k: v["v"] for k, v in c.items()}
    ipv6 = value.get("ipv6")
    if isinstance(ipv6, dict):
        if t["ipv6"] != bool(ipv6["allowed"]):
            yield "ipv6"
    if t["ipv4"] is not True:
        yield "ipv4"
    ttl = value.get("ttl")
    if t["has_ttl"] != (ttl is not None):
        yield "has_ttl"
    if ttl:
        ttl = ttl.get("debian12_designate15", ttl)
        if (t["ttl_min_s"], t["ttl_max_s"]) != (ttl["min"], ttl["max"]):
            yield "ttl range"
        if isinstance(ttl.get("default"), int) and ttl["default"] != t["ttl_default_s"]:
            yield "ttl default"
    if value.get("description_max", 0) != t["description_max"]:
        yield "description_max"
    if bool(value.get("wildcard")) != t["wildcard"]:
        yield "wildcard"
    if bool(value.get("trailing_dot_required")) != t["dot_required"]:
        yield "dot_required"
    forward = value.get("forward_must_exist")
    want = {True: "required", False: "free", None: "advised"}
    if isinstance(forward, str):
        want = {forward: "advised" if "recommended" in forward else "required"}
    if t["forward"] != want[forward]:
        yield "forward"
    if t["wants_ownership"] != ("TXT" in str(value.get("ownership_proof"))):
        yield "wants_ownership"
    if value.get("one_ptr_per_ip") is True and t["names_max"] != 1:
        yield "names_max"
    if value.get("default_restored_on_unset") and not t["unset_gives_default"]:
        yield "unset_gives_default"
    exists = p.get("ptr_api", {}).get("v", {"exists": True})["exists"]
    if t["has_ptr_api"] != exists:
        yield "has_ptr_api"
    if t["releases_clean"] != ("release refused" in str(p.get("release"))):
        yield "releases_clean"


def signs(t):
    """What a template cannot mean."""
    for k in TEMPLATES:
        s = t[k] or ""
        for sign in re.findall("%(.?)", s):
            if sign not in set("aikrnNpt") or not sign:
                yield f"{k}: %{sign}"
        # What %n and %t stand for is not there yet when an inventory is asked for.
        if k == "inventory_command" and re.search("%[^r]", s):
            yield f"{k}: a sign that is not known there"
        if re.search(r"[^\x20-\x7e]", s):
            yield f"{k}: not ASCII"
    if not t["inventory_command"] or not t["console"] or not t["source"]:
        yield "something is missing"
    if not t["stale_command"] and not t["stale_words"]:
        yield "nothing to do about a stale PTR"


def inventory(t):
    """The jq part must run, and its line must have the five columns."""
    command = t["inventory_command"]
    if " | jq -r " not in command:
        yield "no jq"
    elif f" {t['id']} " not in command:
        yield "the provider is not the second column"


number = 0


def ok(title, bad):
    global number
    number += 1
    print("not ok" if bad else "ok", number, "-", title)
    for line in bad:
        print("#", line)


with open("data/providers.json", encoding="utf-8") as file:
    providers = sorted(json.load(file)["providers"], key=lambda p: p["id"])
compiled = table()
ok("both know the same providers", [] if [p["id"] for p in providers] == [t["id"] for t in compiled]
   else [str([t["id"] for t in compiled])])
for p, t in zip(providers, compiled):
    want = p["table"]
    keys = set(want) | set(t) - {"id"}
    ok(f"{p['id']}: the table is as in providers.json",
       [f"{k}: {t.get(k)!r}, not {want.get(k)!r}" for k in sorted(keys) if t.get(k) != want.get(k)])
    ok(f"{p['id']}: the table is what the facts say", list(facts(p, t)))
    ok(f"{p['id']}: the templates can be filled in", list(signs(t)) + list(inventory(t)))
with_session = [t["id"] for t in compiled if t["has_session"]]
ok("those with a session of ours", [] if with_session == ["alibaba", "hetzner", "huawei", "openstack", "otc"]
   else with_session)
print(f"1..{number}")
