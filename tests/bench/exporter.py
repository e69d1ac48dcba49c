#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""fcrdns-exporter beside blackbox_exporter on this machine, in turns: requests a second, the 99th percentile and
the CPU of a request, for /metrics and for /probe.

usage: exporter.py [--seconds S] [--rounds N] [--connections N,...] [--addresses N]

NSD serves the work load on loopback. A probe of ours is of another address each time, which is two or three questions;
a probe of blackbox_exporter is one question for one and the same PTR record, as its modules want it.
Needs tests/lab/fetch.sh servers and monitoring. $FCRDNS_EXPORTER names another program than the release build.
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import tempfile
import time
import urllib.request

import bed

UNPACKED = os.path.normpath(os.path.join(bed.TOP, "build", "monitoring", "run"))
LOAD = os.path.join(bed.TOP, "tests", "lab", "load.sh")
TICK = os.sysconf("SC_CLK_TCK")
SCRIPT = """local all, at = {}, 0
for line in io.lines("%s") do all[#all + 1] = "/probe?target=" .. line end
function request() at = at %% #all + 1; return wrk.format("GET", all[at]) end
"""


def cpu_s(pid):
    """Of a process so far, with those of its children that have ended."""
    with open("/proc/%d/stat" % pid) as f:
        return sum(int(n) for n in f.read().rpartition(")")[2].split()[11:15]) / TICK


def rss_mib(pid):
    with open("/proc/%d/status" % pid) as f:
        return int(re.search(r"VmHWM:\s+(\d+)", f.read()).group(1)) / 1024


def get(url):
    with urllib.request.urlopen(url, timeout=30) as f:
        return f.read().decode()


def metric(text, name):
    return sum(float(v) for v in re.findall(r"^%s(?:\{[^}]*\})? (\S+)$" % name, text, re.M))


def begin(command, port):
    """A server, once it answers."""
    p = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(300):
        try:
            get("http://127.0.0.1:%d/-/healthy" % port)
            return p
        except OSError:
            time.sleep(0.1)
    raise SystemExit("exporter.py: %s does not answer" % command[0])


def blow(url, script, connections, seconds, pid):
    """One run of wrk: requests a second, p99 in ms, CPU in microseconds a request, what was not 200."""
    before = cpu_s(pid)
    out = subprocess.run([UNPACKED, "wrk", "-t1", "-c%d" % connections, "-d%d" % seconds, "--latency", "--timeout", "10s"]
                         + (["-s", script] if script else []) + [url], stdout=subprocess.PIPE, check=True).stdout.decode()
    used = cpu_s(pid) - before
    count, unit = int(re.search(r"(\d+) requests in", out).group(1)), {"us": 1e-3, "ms": 1, "s": 1e3}
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", out)
    bad = sum(int(n) for n in re.findall(r"Non-2xx or 3xx responses: (\d+)", out))
    bad += sum(int(n) for line in re.findall(r"Socket errors: (.*)", out) for n in re.findall(r"\d+", line))
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)), float(p99.group(1)) * unit[p99.group(2)], \
        1e6 * used / max(count, 1), bad


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--seconds", type=int, default=5)
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--connections", default="1,16,64")
    ap.add_argument("--addresses", type=int, default=6000)
    a = ap.parse_args()
    exporter = os.environ.get("FCRDNS_EXPORTER") or os.path.join(bed.TOP, "build", "release", "fcrdns-exporter")
    started = []
    with tempfile.TemporaryDirectory() as work:
        load = os.path.join(work, "load")
        subprocess.run([LOAD, "start", load, str(a.addresses), "0"], check=True)
        try:
            with open(os.path.join(load, "authoritative")) as f:
                server = f.read().strip()
            with open(os.path.join(load, "list")) as f:
                first = f.readline().strip()
            script = os.path.join(work, "probe.lua")
            with open(script, "w") as f:
                f.write(SCRIPT % os.path.join(load, "list"))
            with open(os.path.join(work, "modules.yml"), "w") as f:
                json.dump({"modules": {"default": {"resolvers": [server]}}}, f)
            with open(os.path.join(work, "blackbox.yml"), "w") as f:
                json.dump({"modules": {"ptr": {"prober": "dns", "timeout": "5s", "dns": {
                    "query_name": ".".join(reversed(first.split("."))) + ".in-addr.arpa", "query_type": "PTR",
                    "preferred_ip_protocol": "ip4"}}}}, f)
            mine, other = bed.free_port(), bed.free_port()
            started.append(begin([exporter, "--web.listen-address=127.0.0.1:%d" % mine,
                                  "--config.file=" + os.path.join(work, "modules.yml")], mine))
            # run becomes the program, so that its pid is the one that is measured.
            started.append(begin([UNPACKED, "prometheus-blackbox-exporter", "--web.listen-address=127.0.0.1:%d" % other,
                                  "--config.file=" + os.path.join(work, "blackbox.yml")], other))
            rows = [("/metrics", "http://127.0.0.1:%d/metrics", None, "http://127.0.0.1:%d/metrics"),
                    ("/probe", "http://127.0.0.1:%d/probe?target=" + first, script,
                     "http://127.0.0.1:%%d/probe?module=ptr&target=%s" % server)]
            if metric(get(rows[1][1] % mine), "probe_duration_seconds") <= 0 or \
                    metric(get(rows[1][3] % other), "probe_success") != 1:
                raise SystemExit("exporter.py: a probe says nothing")
            print("| path | connections | program | requests/s | p99 ms | CPU µs a request | not 200 |\n"
                  "| --- | --- | --- | --- | --- | --- | --- |")
            for path, ours, lua, theirs in rows:
                for connections in map(int, a.connections.split(",")):
                    runs = {"fcrdns-exporter": [], "blackbox_exporter": []}
                    for _ in range(a.rounds):
                        runs["fcrdns-exporter"].append(blow(ours % mine, lua, connections, a.seconds, started[0].pid))
                        runs["blackbox_exporter"].append(blow(theirs % other, None, connections, a.seconds, started[1].pid))
                    costs = []
                    for name, all_runs in runs.items():
                        rate, p99, cpu, bad = (statistics.median(r[i] for r in all_runs) for i in range(4))
                        print("| %s | %d | %s | %.0f | %.2f | %.0f | %d |" % (path, connections, name, rate, p99, cpu, bad),
                              flush=True)
                        costs.append(cpu)
                    print("| | | CPU, ratio | | | %.2f | |" % (costs[0] / max(costs[1], 1)), flush=True)
            end = get("http://127.0.0.1:%d/metrics" % mine)
            print("\n%.0f probes of ours in %.0f packets, and %.0f requests that shared a probe; "
                  "at most %.0f MiB of ours and %.0f MiB of the other"
                  % tuple([metric(end, "fcrdns_exporter_" + name + "_total")
                           for name in ("probes", "dns_packets_sent", "probes_shared")]
                          + [rss_mib(p.pid) for p in started]))
        finally:
            for p in started:
                p.terminate()
                p.wait()
            subprocess.run([LOAD, "stop", load], check=False)


main()
