#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""Ends a scan at each of its system calls, goes on with --resume, and compares the octets. TAP.

strace(1) kills the program (-9) as it enters the Nth call of a kind, for every N that an unbroken
run has, or lets that call fail. Whatever happened, FILE is not there or is what an unbroken run
makes, and a second run makes it so. kills.py does the same at random moments of a longer scan.
"""
import collections
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

from run import Server

CALLS = "openat flock pwrite64 write fdatasync fsync ftruncate rename renameat renameat2".split()
WRITES = "pwrite64 write fdatasync fsync".split()
KILL, FULL, BREAK = ("signal=KILL", CALLS), ("error=ENOSPC", WRITES), ("error=EINTR", WRITES)
KINDS = [  # the file, its options, and what happens to it
    ("jsonl", ["-j"], [KILL, FULL, BREAK]),
    ("csv.gz", ["--format", "csv"], [KILL]),
    ("shard.txt", ["--shards", "2", "--shard", "1", "--seed", "5"], [KILL]),
]
HANG_S = 120
JOBS = 24                     # they wait for answers most of the time
TRACED = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")  # it cannot look for them under strace


class Scan:
    def __init__(self, base, name, options):
        self.name = name
        self.command = base + options
        self.code = self.run("whole." + name).returncode
        self.want = open("whole." + name, "rb").read()
        counts = collections.Counter()
        self.trace("counted." + name, "trace=" + ",".join("?" + c for c in CALLS))
        for line in open("counted.%s.trace" % name):
            counts[re.match(r"(?:\d+ +)?(\w*)", line).group(1)] += 1
        self.counts = {c: counts[c] for c in CALLS if counts[c]}

    def run(self, out):
        return subprocess.run(self.command + ["-o", out, "--resume"], stderr=subprocess.PIPE, timeout=HANG_S)

    def trace(self, out, *expressions):
        strace = ["strace", "-f", "-qq", "-o", out + ".trace"] + [w for e in expressions for w in ("-e", e)]
        return subprocess.run(strace + self.command + ["-o", out, "--resume"], stderr=subprocess.PIPE,
                              timeout=HANG_S, env=TRACED)

    def fault(self, call, n, how):
        """What is wrong after call N met that, or None."""
        out = "%s.%d.%s.%s" % (call, n, how.replace("=", "-"), self.name)
        first = self.trace(out, "trace=" + call, "inject=%s:%s:when=%d" % (call, how, n))
        is_there = os.path.exists(out)
        if is_there and open(out, "rb").read() != self.want:
            return "%s: a file that is not whole" % out
        if how == "error=EINTR" and first.returncode != self.code:
            return "%s: exit %d, %s" % (out, first.returncode, first.stderr)
        if how == "error=ENOSPC" and first.returncode != self.code and not first.stderr:
            return "%s: exit %d and not a word" % (out, first.returncode)
        if first.returncode == self.code and not is_there:
            return "%s: no file" % out
        last = self.run(out)
        if last.returncode != self.code:
            return "%s: then exit %d, %s" % (out, last.returncode, last.stderr)
        if open(out, "rb").read() != self.want:
            return "%s: the octets differ" % out
        if os.path.exists(out + ".part"):
            return "%s: the part is still there" % out
        return None

    def sweep(self, pool, how, calls):
        jobs = [(c, n) for c in calls for n in range(1, self.counts.get(c, 0) + 1)]
        faults = [f for f in pool.map(lambda j: self.fault(*j, how), jobs) if f]
        return len(jobs), faults


def scans(base, pool):
    number = 0
    for name, options, ways in KINDS:
        scan = Scan(base, name, options)
        for how, calls in ways:
            n, faults = scan.sweep(pool, how, calls)
            number += 1
            good = n and not faults
            print("%s %d - %s: the same after %s at each of %d calls" % ("ok" if good else "not ok", number, name, how, n))
            print("# %s" % scan.counts)
            for f in faults:
                print("#", f)
            sys.stdout.flush()
    return number


def main():
    binary = os.path.abspath(os.environ.get("FCRDNS_CHECK", "build/release/fcrdns-check"))
    if not shutil.which("strace") or subprocess.run(["strace", "-o", "/dev/null", "true"]).returncode:
        print("1..0 # SKIP strace is not there, or may not trace")
        return
    with tempfile.TemporaryDirectory() as tmp:
        os.chdir(tmp)
        with open("list", "w") as f:
            for i in range(20):  # those that are asked for only once
                f.write("10.0.%d.%d\n" % (i // 4, i % 4 + 1))
            f.write("10.9.1.0/30 block\nno target\n")
        with open("zone.json", "w") as f:  # slow, so that there are points to go on from
            json.dump({"zone": {"auto": {"suffix": "auto.test."}}, "server": {"latency_ms": [60, 80]}}, f)
        server = Server("zone.json", tmp, False)
        base = [binary, "-r", "127.0.0.1:%d" % server.port, "--no-timing", "-P", "2", "-l", "list"]
        try:
            with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
                print("1..%d" % scans(base, pool))
        finally:
            server.stop()
            os.chdir("/")


if __name__ == "__main__":
    sys.exit(main())
