#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Verdicts and speed of a list where packets get lost and where the server has a limit.

usage: stress.py [--count N] [--only WORD] [--rate QPS] [--servers N] [--options ...]

A row is one run of fcrdns-check over gen.py's list, through delay.c in front of NSD. Every verdict is compared with the
ground truth (check.py), and all octets with a run where nothing goes wrong. Exits 0 only if both are right in all rows.
"""
import argparse
import os
import shlex
import signal
import subprocess
import sys
import time

import bed

ROWS = (  # name, loss per mille, what happens over the limit
    ("calm", 0, None), ("lost 2 %", 20, None), ("lost 10 %", 100, None), ("lost 30 %", 300, None),
    ("limit drop", 0, "drop"), ("limit servfail", 0, "servfail"), ("limit refused", 0, "refused"),
    ("limit servfail, lost 10 %", 100, "servfail"))


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


def check_list(program, ports, ips, out, options):
    """Seconds, peak RSS in KiB, exit status."""
    words = [program, "-r", ",".join("127.0.0.1:%d" % p for p in ports), "--no-timing", "-j", "-l", ips] + options
    start = time.monotonic()
    with open(out, "wb") as f:
        p = subprocess.Popen(words, stdout=f)
        _, status, usage = os.wait4(p.pid, 0)
    return time.monotonic() - start, usage.ru_maxrss, os.waitstatus_to_exitcode(status)


def temporary(path):
    return sum(b'"iprev":"temperror"' in line for line in open(path, "rb"))


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--count", type=int, default=20000)
    ap.add_argument("--only", default="", help="rows whose name has this in it")
    ap.add_argument("--rate", type=int, default=5000, help="questions a second that the limit lets through")
    ap.add_argument("--servers", type=int, default=1, help="proxies, each with a limit of its own")
    ap.add_argument("--options", default="", help="more options for fcrdns-check")
    a = ap.parse_args()
    program = bed.checker() or sys.exit("stress.py: no fcrdns-check: build it or set FCRDNS_CHECK")
    b = bed.Bed(a.count)
    delay = bed.compile_c("delay", b.work)
    calm = os.path.join(b.work, "calm.jsonl")
    bad = 0
    b.serve("start", "nsd")
    try:
        check_list(program, [b.ports["nsd"]], b.ips, calm, [])
        print("%-26s %9s %9s %8s %8s %8s %9s %8s  %s" % ("row", "IPs/s", "passed/s", "of limit", "packets", "again",
                                                        "temperror", "RSS MiB", "verdicts"))
        for name, loss, over in ROWS:
            if a.only not in name:
                continue
            proxies = [Proxy(delay, b.ports["nsd"], loss, over, a.rate) for _ in range(a.servers)]
            out = os.path.join(b.work, "stress.jsonl")
            took, rss, status = check_list(program, [p.port for p in proxies], b.ips, out, shlex.split(a.options))
            seen = [p.stop() for p in proxies]
            came, lost, limited = (sum(s[k] for s in seen) for k in range(3))
            passed = (came - lost - limited) / max(0.001, max(s[3] for s in seen))
            right = subprocess.run([sys.executable, bed.kit("check.py"), b.expected, out], capture_output=True, text=True)
            same = open(out, "rb").read() == open(calm, "rb").read()
            wrong = right.returncode != 0 or not same or status not in (0, 1)
            bad += wrong
            print("%-26s %9.0f %9.0f %8s %8d %8d %9d %8.1f  %s%s" % (
                name, a.count / took, passed, "%.0f %%" % (100 * passed / a.rate / a.servers) if over else "-", came,
                lost + limited, temporary(out), rss / 1024, right.stdout.split("\n")[0],
                "" if same else ", other octets"))
            sys.stdout.flush()
    finally:
        b.serve("stop", "nsd")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
