#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""Peak memory of a list: a long one takes what a short one takes, also where its server stalls.

usage: memory.py [--count N] [--times T] [--options ...] [--tap]

The first row is the first N addresses of gen.py's list, the others all N x T of them: as they are, and with a server
that stands still for a while, three times. Of a peak that is more than 12 MiB, or a tenth above the first row's, the
row says so, and the exit status is 1. A peak is no speed: a busy machine changes little of it.
"""
import argparse
import os
import shlex
import signal
import subprocess
import sys
import threading

import bed

MOST_KIB = 12 * 1024
MOST_RATIO, MOST_BRIEF = 1.10, 1.15              # the first row of a brief run is too short to meet anything
STALLS_S = (0.3, 0.6, 1.2)                       # far below an address's own time
BRIEF_S = (0.3, 0.3, 0.3)                        # no packet is sent again meanwhile, and the pace stays
BETWEEN_S = 0.7


def family(pid):
    """The process and those below it."""
    below = open("/proc/%d/task/%d/children" % (pid, pid)).read().split()
    return [pid] + [p for child in below for p in family(int(child))]


class Stalls:
    """Stands the server still until it is left; always left running."""

    def __init__(self, b, lengths):
        self.lengths = lengths
        self.pids = family(int(open(os.path.join(b.data, "nsd.runpid")).read()))
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.n = 0

    def say(self, what):
        for pid in self.pids:
            os.kill(pid, what)

    def run(self):
        for length in self.lengths:
            if self.over.wait(BETWEEN_S):
                return
            self.say(signal.SIGSTOP)
            self.over.wait(length)
            self.say(signal.SIGCONT)
            self.n += 1

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


def head(b, n):
    path = os.path.join(b.work, "head.txt")
    with open(b.ips) as whole, open(path, "w") as out:
        out.writelines(line for _, line in zip(range(n), whole))
    return path


def peak(program, runner, port, ips, out, options):
    """Peak RSS in KiB of a whole run."""
    words = [program, "-r", "127.0.0.1:%d" % port, "--no-timing", "-j", "-l", ips, "-o", out] + options
    for path in (out, out + ".state"):
        if os.path.exists(path):
            os.remove(path)
    subprocess.run([runner, "0", out + ".note"] + words, check=True)
    _, _, _, rss, status = open(out + ".note").read().split()
    if os.waitstatus_to_exitcode(int(status)) not in (0, 1):
        sys.exit("memory.py: the list was not checked: exit %d" % os.waitstatus_to_exitcode(int(status)))
    return int(rss)


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--count", type=int, default=100000)
    ap.add_argument("--times", type=int, default=10)
    ap.add_argument("--options", default="", help="more options for fcrdns-check")
    ap.add_argument("--tap", action="store_true", help="a line of TAP a row")
    a = ap.parse_args()
    program = bed.checker() or sys.exit("memory.py: no fcrdns-check: build it or set FCRDNS_CHECK")
    b = bed.Bed(a.count * a.times)
    runner, out = bed.compile_c("run1", b.work), os.path.join(b.work, "memory.jsonl")
    rows = (("short", head(b, a.count), False), ("long", b.ips, False), ("long, its server stalls", b.ips, True))
    first, bad = None, 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))       # so that the server is stopped
    b.serve("start", "nsd")
    try:
        print("1..%d" % len(rows) if a.tap else "%-26s %10s %9s %7s" % ("row", "addresses", "peak MiB", "ratio"))
        for number, (name, ips, stalls) in enumerate(rows, 1):
            if stalls:
                with Stalls(b, BRIEF_S if a.tap else STALLS_S) as met:
                    rss = peak(program, runner, b.ports["nsd"], ips, out, shlex.split(a.options))
                name += " %d times" % met.n
            else:
                rss = peak(program, runner, b.ports["nsd"], ips, out, shlex.split(a.options))
            first = first or rss
            wrong = rss > MOST_KIB or rss > first * (MOST_BRIEF if a.tap else MOST_RATIO)
            bad += wrong
            if a.tap:
                print("# %.1f MiB\n%s %d - %s: the memory is bounded" % (rss / 1024, "not ok" if wrong else "ok", number, name))
            else:
                n = a.count * a.times if number > 1 else a.count
                print("%-26s %10d %9.2f %7.2f%s" % (name, n, rss / 1024, rss / first, "  too much" if wrong else ""))
            sys.stdout.flush()
    finally:
        b.serve("stop", "nsd")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
