#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""Time of one whole FCrDNS check, from exec to exit, for several ways to make it.

usage: latency.py [--runs N] [--delay MS] [--only NAME,...] [--count N] [--dir DIR]

Starts nsd with the work load of N addresses (10,000) and asks it about one confirmed IPv4 address with one PTR name
and, in a second group of rows, one with three. With --delay each packet is held MS each way, so that one round trip
is twice that. Prints min, median and 95th percentile in ms and the CPU (user+sys) in ms.
"""
import argparse
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import time

import bed

ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("--runs", type=int, default=50)
ap.add_argument("--delay", type=float, default=0)
ap.add_argument("--only", default="")
ap.add_argument("--count", type=int, default=10000)
ap.add_argument("--dir", default=bed.BUILD)
a = ap.parse_args()
lab = bed.Bed(a.count, a.dir)
fcr = bed.compile_c("fcr", lab.work, "-lcares", "-lresolv")
SLOW = ("node", "dnspython")                     # a fifth of the runs says enough of them


def pick():
    """The first confirmed IPv4 addresses with one and with three PTR names."""
    found = {}
    with open(lab.expected) as f:
        for line in f:
            ip, verdict, names, _ = line.split("\t")
            if ":" not in ip and verdict == "confirmed":
                found.setdefault(names, ip)
    return (("one", found["1"]), ("three", found["3"]))


def rows(ip, port):
    listed = os.path.join(lab.work, "one-%s.txt" % ip)
    with open(listed, "w") as f:
        f.write(ip + "\n")
    base = ["-p", port, "-w", "1", listed]
    dig = "dig @127.0.0.1 -p %s +short" % port
    program = bed.checker()
    if program:
        ask = [program, "-r", "127.0.0.1:" + port]
        yield "fcrdns-check", ask + ["-x", ip]
        yield "fcrdns-check -j", ask + ["-j", "-x", ip]
        yield "fcrdns-check list", ask + ["-j", "-l", listed]
    yield "fcr raw", [fcr, "-t", "raw", *base]
    yield "fcr c-ares send", [fcr, "-t", "send", *base]
    yield "fcr c-ares query", [fcr, "-t", "query", *base]
    if shutil.which("dig"):
        yield "dig -x (PTR only)", (dig + " -x " + ip).split()
        yield "sh: dig -x, dig A", ["/bin/sh", "-c", "for n in $(%s -x %s); do %s $n A; done" % (dig, ip, dig)]
    if shutil.which("host"):
        yield "sh: host, host", ["/bin/sh", "-c", "for n in $(host -p %s %s 127.0.0.1 | sed -n 's/.*pointer //p'); "
                                 "do host -p %s -t A $n 127.0.0.1; done" % (port, ip, port)]
    if lab.adns and not a.delay:
        yield "adnshost -i", ["adnshost", "--config", "nameserver 127.0.0.2", "-i" + ip]
    yield "node", ["node", bed.kit("node_fcrdns.mjs"), "127.0.0.1:" + port, listed, "1"]
    yield "dnspython", ["/usr/bin/python3", bed.kit("py_fcrdns.py"), "127.0.0.1", port, listed, "1"]


def measure(exe, argv, runs):
    """([ms], [CPU ms]) of RUNS runs after two that are not counted."""
    null = os.open("/dev/null", os.O_RDWR)
    times, cpu = [], []
    for i in range(runs + 2):
        u0 = resource.getrusage(resource.RUSAGE_CHILDREN)
        t0 = time.perf_counter()
        pid = os.posix_spawn(exe, argv, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, k) for k in (0, 1, 2)])
        os.waitpid(pid, 0)
        t1 = time.perf_counter()
        u1 = resource.getrusage(resource.RUSAGE_CHILDREN)
        if i >= 2:
            times.append((t1 - t0) * 1e3)
            cpu.append((u1.ru_utime + u1.ru_stime - u0.ru_utime - u0.ru_stime) * 1e3)
    os.close(null)
    return sorted(times), cpu


def main():
    port = str(lab.ports["nsd"])
    proxy = None
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # still stops the servers
    lab.serve("start", "nsd")
    try:
        if a.delay:
            front = str(bed.free_port())
            proxy = subprocess.Popen([bed.compile_c("delay", lab.work), front, port, str(a.delay)])
            port = front
            time.sleep(0.2)                      # the proxy says nothing when it is ready
        print("%-20s %-6s %8s %8s %8s %8s" % ("tool", "PTRs", "min ms", "median", "p95", "cpu ms"))
        for tag, ip in pick():
            for name, argv in rows(ip, port):
                exe = shutil.which(argv[0])
                if not exe or (a.only and name not in a.only.split(",")):
                    continue
                t, c = measure(exe, argv, max(5, a.runs // 5) if name in SLOW else a.runs)
                print("%-20s %-6s %8.2f %8.2f %8.2f %8.2f" % (name, tag, t[0], statistics.median(t), t[int(len(t) * .95)],
                                                              statistics.median(c)), flush=True)
    finally:
        if proxy:
            proxy.terminate()
            proxy.wait()
        lab.serve("stop", "nsd")


if __name__ == "__main__":
    main()
