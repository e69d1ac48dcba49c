#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compare a tool's verdicts with the ground truth: check.py expected.tsv result [--head]

A result is either lines like expected.tsv (ip, verdict, number of PTR names, number of confirmed names; any order)
or fcrdns-check's JSON lines (pass: confirmed; permerror: noptr; fail: mismatch when a name has addresses, else nxtarget).
With --head only the addresses in the result count. Prints "right/total (share)" and the first differences; exits 0 only
if every address is there once and right.
"""
import json
import sys


def rows(path):
    for line in open(path):
        if line.startswith("{"):
            r = json.loads(line)
            verdict = {"pass": "confirmed", "permerror": "noptr"}.get(r["iprev"], str(r["iprev"]))
            if verdict == "fail":
                verdict = "mismatch" if any(n.get("addresses") for n in r["names"]) else "nxtarget"
            yield r["address"], (verdict, str(len(r["names"])), str(len(r["confirmed"])))
        else:
            f = line.rstrip("\n").split("\t")
            if len(f) > 1:
                yield f[0], tuple(f[1:4])


files = [a for a in sys.argv[1:] if not a.startswith("--")]
want, got, twice = dict(rows(files[0])), {}, 0
for address, row in rows(files[1]):
    twice += address in got
    got[address] = row
extra = len(got.keys() - want.keys()) + twice
if "--head" in sys.argv:
    want = {k: v for k, v in want.items() if k in got}
bad = [(k, v, got.get(k)) for k, v in want.items() if got.get(k) != v]
print("%d/%d correct (%.3f %%), %d extra or twice" % (len(want) - len(bad), len(want), 100 * (1 - len(bad) / max(1, len(want))), extra))
for b in bad[:5]:
    print("  want %s got %s: %s" % (b[1], b[2], b[0]))
sys.exit(bool(bad or extra))
