#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""How soon a list is at its speed again after its server stood still many times.

usage: stalls.py [--count N] [--stops N] [--length S] [--between S] [--seconds N] [--options ...]

Stops NSD and lets it go on (SIGSTOP, SIGCONT), and says how many addresses were done in each second: before the first
stop and after the last one. The list is ended when that is known. The exit status says nothing about the speed.
"""
import argparse
import os
import shlex
import signal
import subprocess
import sys
import time

import bed
import memory


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--count", type=int, default=1000000)
    ap.add_argument("--stops", type=int, default=20)
    ap.add_argument("--length", type=float, default=0.6, help="seconds of one stop")
    ap.add_argument("--between", type=float, default=0.7, help="seconds between two")
    ap.add_argument("--seconds", type=int, default=8, help="how long it is watched after the last one")
    ap.add_argument("--options", default="", help="more options for fcrdns-check")
    a = ap.parse_args()
    program = bed.checker() or sys.exit("stalls.py: no fcrdns-check: build it or set FCRDNS_CHECK")
    b = bed.Bed(a.count)
    out = os.path.join(b.work, "stalls.jsonl")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))       # so that the server is stopped
    b.serve("start", "nsd")
    words = [program, "-r", "127.0.0.1:%d" % b.ports["nsd"], "--no-timing", "--unordered", "-j", "-l", b.ips]
    pids, p = memory.family(int(open(os.path.join(b.data, "nsd.runpid")).read())), None

    def in_a_second():
        """Octets that a second brings: the output leaves in blocks, and its records are of much the same length."""
        was = os.path.getsize(out)
        time.sleep(1)
        return os.path.getsize(out) - was

    def say(what):
        for pid in pids:
            os.kill(pid, what)

    try:
        with open(out, "wb") as f:
            p = subprocess.Popen(words + shlex.split(a.options), stdout=f, stderr=subprocess.DEVNULL)
        time.sleep(1)
        octets = in_a_second()
        text = open(out, "rb").read()
        record = len(text) / max(1, text.count(b"\n"))
        print("%-22s %9.0f addresses/s" % ("before", octets / record))
        for _ in range(a.stops):
            say(signal.SIGSTOP)
            time.sleep(a.length)
            say(signal.SIGCONT)
            time.sleep(a.between)
        for second in range(1, a.seconds + 1):
            octets = in_a_second()
            if p.poll() is not None:
                break
            print("%-22s %9.0f addresses/s" % ("after, second %d" % second, octets / record))
            sys.stdout.flush()
    finally:
        say(signal.SIGCONT)
        if p:
            p.kill()
            p.wait()
        b.serve("stop", "nsd")
        if os.path.exists(out):
            os.remove(out)


if __name__ == "__main__":
    main()
