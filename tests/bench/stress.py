#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Verdicts and speed of a list where packets get lost and where the server has a limit.

usage: stress.py [--count N] [--only WORD] [--rate QPS] [--servers N] [--options ...] [--tap]

A row is one run of fcrdns-check over gen.py's list, through delay.c in front of NSD. Every verdict is compared with the
ground truth (check.py), and all octets with a run where nothing goes wrong. In "queue" the limit is how many are served,
one after the other, and nothing is lost; in "slow queue" a sixteenth of it. Exits 0 only if both are right in all rows;
how fast it was never counts. In the rows "broken" 30 % of the addresses lie in zones that the server refuses for good.
"""
import argparse
import os
import shlex
import signal
import subprocess
import sys
import time

import bed

ROWS = (  # name, loss per mille, what happens over the limit, whether there are broken zones
    ("calm", 0, None, False), ("lost 2 %", 20, None, False), ("lost 10 %", 100, None, False),
    ("lost 30 %", 300, None, False), ("limit drop", 0, "drop", False), ("limit servfail", 0, "servfail", False),
    ("limit refused", 0, "refused", False), ("limit servfail, lost 10 %", 100, "servfail", False),
    ("broken", 0, None, True), ("broken, limit servfail", 0, "servfail", True), ("queue", 0, "queue", False),
    ("slow queue", 0, "queue", False))
SLOW = 16


class Proxy:
    def __init__(self, binary, server, loss, over, rate):
        self.port = bed.free_port()
        words = [binary, str(self.port), str(server), "0", str(loss)] + ([over, str(rate)] if over else [])
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        time.sleep(0.2)

    def stop(self):
        """Questions that came, were lost, were over the limit; seconds."""
        self.process.send_signal(signal.SIGTERM)
        out = self.process.communicate()[0].split()
        return [int(x) for x in out[:3]] + [float(out[3])]


def check_list(program, runner, ports, ips, out, options):
    """Seconds, peak RSS in KiB, exit status. The runner is small, so that its memory is not counted for the program's."""
    words = [program, "-r", ",".join("127.0.0.1:%d" % p for p in ports), "--no-timing", "-j", "-l", ips] + options
    note = out + ".note"
    with open(out, "wb") as f:
        subprocess.run([runner, "0", note] + words, stdout=f)
    wall, _, _, rss, status = open(note).read().split()
    return float(wall), float(rss), os.waitstatus_to_exitcode(int(status))


def with_broken(b):
    """The same list with addresses of zones that nobody serves: three in ten."""
    path, n = os.path.join(b.work, "broken.txt"), 0
    with open(path, "w") as out:
        for i, line in enumerate(open(b.ips)):
            out.write(line)
            if i % 7 < 3:
                out.write("100.%d.%d.%d\n" % (n >> 16, n >> 8 & 255, n & 255))
                n += 1
    return path


def known_only(path):
    """What was said about the addresses of the work load, without their places in the list."""
    for line in open(path, "rb"):
        if b'"address":"100.' not in line:
            yield line[line.index(b'"address"'):]


def temporary(path):
    return sum(b'"iprev":"temperror"' in line for line in open(path, "rb"))


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--count", type=int, default=20000)
    ap.add_argument("--only", default="", help="rows whose name has this in it")
    ap.add_argument("--rate", type=int, default=5000, help="questions a second that the limit lets through")
    ap.add_argument("--servers", type=int, default=1, help="proxies, each with a limit of its own")
    ap.add_argument("--tap", action="store_true", help="a line of TAP a row")
    ap.add_argument("--options", default="", help="more options for fcrdns-check")
    a = ap.parse_args()
    program = bed.checker() or sys.exit("stress.py: no fcrdns-check: build it or set FCRDNS_CHECK")
    b = bed.Bed(a.count)
    delay, runner = bed.compile_c("delay", b.work), bed.compile_c("run1", b.work)
    calm = os.path.join(b.work, "calm.jsonl")
    rows = [r for r in ROWS if a.only in r[0]]
    bad, broken = 0, with_broken(b)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))       # so that the server is stopped
    b.serve("start", "nsd")
    try:
        check_list(program, runner, [b.ports["nsd"]], b.ips, calm, [])
        print("1..%d" % len(rows) if a.tap else "%-26s %9s %9s %8s %8s %8s %9s %8s  %s" % (
            "row", "IPs/s", "passed/s", "of limit", "packets", "again", "temperror", "RSS MiB", "verdicts"))
        for number, (name, loss, over, is_broken) in enumerate(rows, 1):
            rate = a.rate // SLOW if name == "slow queue" else a.rate
            proxies = [Proxy(delay, b.ports["nsd"], loss, over, rate) for _ in range(a.servers)]
            out, ips = os.path.join(b.work, "stress.jsonl"), broken if is_broken else b.ips
            took, rss, status = check_list(program, runner, [p.port for p in proxies], ips, out, shlex.split(a.options))
            seen = [p.stop() for p in proxies]
            came, lost, limited = (sum(s[k] for s in seen) for k in range(3))
            passed = (came - lost - limited) / max(0.001, max(s[3] for s in seen))
            known = out + ".known"
            with open(known, "wb") as f:
                f.writelines(b"{" + line for line in known_only(out))
            right = subprocess.run([sys.executable, bed.kit("check.py"), b.expected, known], capture_output=True, text=True)
            same = list(known_only(out)) == list(known_only(calm))
            wrong = right.returncode != 0 or not same or status not in (0, 1)
            bad += wrong
            verdicts = right.stdout.split("\n")[0] + ("" if same else ", other octets")
            if a.tap:
                print("%s %d - %s: every verdict is right%s" % ("not ok" if wrong else "ok", number, name,
                                                               "\n# " + verdicts if wrong else ""))
            else:
                print("%-26s %9.0f %9.0f %8s %8d %8d %9d %8.1f  %s" % (
                    name, a.count / took, passed, "%.0f %%" % (100 * passed / rate / a.servers) if over else "-", came,
                    lost + limited, temporary(out), rss / 1024, verdicts))
            sys.stdout.flush()
    finally:
        b.serve("stop", "nsd")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
