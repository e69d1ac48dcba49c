#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""Kills a scan at random moments, goes on with --resume, and compares the octets in the end. TAP.

  kills.py [--kills N] [--seed S] [--addresses N]

Each round ends when a run comes to its end by itself; then the next begins, until N kills (-9) have
hit, spread over the kinds of output. The moments are random but follow from the seed.
"""
import argparse
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time

from run import Server

KINDS = [  # what differs between runs: the file, and options of both
    ("jsonl", ["-j"]),
    ("jsonl.gz", ["-j"]),
    ("txt", []),
    ("csv", ["--format", "csv"]),
    ("shard.jsonl", ["-j", "--shards", "2", "--shard", "1", "--seed", "5"]),
]
HANG_S = 300


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--kills", type=int, default=int(os.environ.get("KILLS", 25)))
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--addresses", type=int, default=4000)
    a = p.parse_args()
    binary = os.path.abspath(os.environ.get("FCRDNS_CHECK", "build/release/fcrdns-check"))
    rng = random.Random(a.seed)
    number = 0

    def ok(good, what):
        nonlocal number
        number += 1
        print("%s %d - %s" % ("ok" if good else "not ok", number, what), flush=True)

    with tempfile.TemporaryDirectory() as tmp:
        os.chdir(tmp)
        with open("list", "w") as f:
            for i in range(a.addresses):
                f.write("10.0.%d.%d\n" % (i // 250, i % 250 + 1))
                if i % 100 == 50:
                    f.write("10.9.%d.0/29 block\nno target %d\n" % (i // 100, i))
        with open("zone.json", "w") as f:
            json.dump({"zone": {"auto": {"suffix": "auto.test."}}, "server": {"latency_ms": [1, 30]}}, f)
        server = Server("zone.json", tmp, False)
        base = [binary, "-r", "127.0.0.1:%d" % server.port, "--no-timing", "--retries", "1", "-l", "list"]
        try:
            run(a, rng, base, ok)
        finally:
            server.stop()
            os.chdir("/")
    print("1..%d" % number)


def run(a, rng, base, ok):
    share = (a.kills + len(KINDS) - 1) // len(KINDS)
    for name, options in KINDS:
        whole, out = "whole." + name, "out." + name
        begin = time.monotonic()
        code = subprocess.run(base + options + ["-o", whole], timeout=HANG_S, stderr=subprocess.PIPE).returncode
        length = time.monotonic() - begin
        want = open(whole, "rb").read()
        kills = rounds = 0
        bad = []
        while kills < share and not bad:
            rounds += 1
            while True:
                p = subprocess.Popen(base + options + ["-o", out, "--resume"], stderr=subprocess.PIPE)
                try:
                    # Mostly soon, so that one round takes many kills.
                    p.wait(rng.random() ** 2 * length if kills < share else HANG_S)
                except subprocess.TimeoutExpired:
                    p.kill()
                p.communicate()
                if p.returncode != -9:
                    break
                kills += 1
            if p.returncode != code:
                bad.append("exit %d, not %d" % (p.returncode, code))
            elif open(out, "rb").read() != want:
                bad.append("the octets differ")
                if name.endswith(".gz") and gzip.open(out).read() == gzip.decompress(want):
                    bad.append("but not what is packed")
            elif os.path.exists(out + ".part"):
                bad.append("the part is still there")
            if name.endswith(".gz") and not bad and not gzip.decompress(want).endswith(b"\n"):
                bad.append("no whole records")
            state = open(out + ".state").read()
            if '"complete":true' not in state:
                bad.append("the state does not say that it is complete")
        ok(not bad, "%s: the same after %d kills in %d rounds%s" % (name, kills, rounds, " ".join([":"] + bad) if bad else ""))


if __name__ == "__main__":
    sys.exit(main())
