#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""Measure FCrDNS tools side by side: one command, same IP list, same server, one table.

usage: bench.py [--count N] [--rounds R] [--config auth|cached] [--only NAME,...] [--dir DIR] [--json FILE]

Each round runs every tool once, in turn, so a drift of the machine hits all alike. Client on core 0, servers on
core 1. Figures are medians over the rounds; "ratio" is the median of (tool CPU / CPU of the row "mmsg" in the same
round), "/massdns" the same to the row "massdns-bare". CPU seconds are user+sys of the client and its children,
scaled to 100,000 IPs. RSS is the largest process.
Configurations:  auth    client -> nsd (one process) with the generated zones
                 cached  client -> unbound (one thread, warmed by one full pass) -> nsd
The rows fcrdns-check, fcrdns-check/cares and fcrdns-check/datagram are $FCRDNS_CHECK, else build/release/fcrdns-check.
Tools that are not installed are skipped. Binaries outside PATH: MASSDNS=, ZDNS=, GOFCR=, NSD=, UNBOUND= in the
environment, the last two with a wrapper if need be (NSD="build/root/run nsd").
EXTRA='name=command with {ip} {port} {list}' (repeat with ;;) adds further tools that print expected.tsv lines or
fcrdns-check's JSON lines.
"""
import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys

import bed
from bed import kit as k

ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("--count", type=int, default=100000)
ap.add_argument("--rounds", type=int, default=3)
ap.add_argument("--config", choices=("auth", "cached"), default="auth")
ap.add_argument("--only", default="")
ap.add_argument("--dir", default=bed.BUILD)
ap.add_argument("--json")
ap.add_argument("--window", default="2000")
args = ap.parse_args()
lab = bed.Bed(args.count, args.dir)
work, data, ips = lab.work, lab.data, lab.ips
fcr, run1 = bed.compile_c("fcr", work, "-lcares", "-lresolv"), bed.compile_c("run1", work)
serving = "nsd" if args.config == "auth" else "unbound"
port = str(lab.ports[serving])


def sample(n):
    path = os.path.join(work, "ips%d.txt" % n)
    with open(ips) as src, open(path, "w") as dst:
        for _, line in zip(range(n), src):
            dst.write(line)
    return path


names = os.path.join(work, "names")
os.makedirs(names, exist_ok=True)
for src, typ, out in (("ptrq.txt", "PTR", "ptr"), ("fwdq.txt", "A", "a"), ("fwdq.txt", "AAAA", "aaaa")):
    with open(os.path.join(data, src)) as i, open(os.path.join(names, out), "w") as o:
        o.writelines(l.split()[0] + "\n" for l in i if l.split()[1] == typ)
with open(os.path.join(work, "res"), "w") as f:
    f.write("127.0.0.1:%s\n" % port)
with open(os.path.join(names, "all"), "w") as o:
    for src in ("ptrq.txt", "fwdq.txt"):
        o.write(open(os.path.join(data, src)).read())

massdns, zdns, gofcr = (os.environ.get(v) or shutil.which(v.lower()) for v in ("MASSDNS", "ZDNS", "GOFCR"))
dnspy = next((p for p in ("/usr/bin/python3", sys.executable) if subprocess.run(
    [p, "-c", "import dns"], stderr=subprocess.DEVNULL).returncode == 0), None)
T = []  # name, argv, number of IPs, kind of check (full, yes/no, none), stdin, environment


def tool(name, argv, n=None, check="full", stdin=None, env=None):
    if argv[0] and not (args.only and name not in args.only.split(",")):
        T.append((name, argv, n or args.count, check, stdin, env))


program = bed.checker()
if program:
    for suffix, more in (("", []), ("/cares", ["--transport", "cares"]), ("/datagram", ["--transport", "datagram"])):
        tool("fcrdns-check" + suffix, [program, *more, "-r", "127.0.0.1:" + port, "-l", ips, "-j", "--no-timing",
                                         "-o", "{out}"])
else:
    print("bench.py: no fcrdns-check: set FCRDNS_CHECK or build it", file=sys.stderr)
for t in ("mmsg", "mmsg-gso", "raw", "query", "send", "query-batch", "send-batch", "query-gso", "send-gso"):
    tool(t, [fcr, "-t", t, "-p", port, "-w", args.window, ips])
for t in ("send-batch", "send-gso", "send-lean"):
    tool(t + " -m", [fcr, "-t", t, "-m", "-p", port, "-w", args.window, ips])
if massdns:
    md = [massdns, "-q", "--root", "-r", os.path.join(work, "res"), "-o", "Sn", "-s", args.window]
    passes = " && ".join("%s -t %s -w %s %s 2>/dev/null" % (" ".join(md), t, os.path.join(work, "md." + t), os.path.join(names, t.lower()))
                         for t in ("PTR", "A", "AAAA"))
    tool("massdns-bare", ["sh", "-c", passes], check="none")
    tool("massdns+join", [sys.executable, k("massdns_fcrdns.py"), massdns, "127.0.0.1", port, ips, os.path.join(work, "md"), "-s", args.window])
if lab.adns and args.config == "auth":            # it asks port 53 only, where nsd listens
    tool("adnsresfilter", [shutil.which("adnsresfilter"), "-w", "-a", "--config", "nameserver 127.0.0.2"], check="yes/no", stdin=ips)
tool("dnsperf", [shutil.which("dnsperf"), "-s", "127.0.0.1", "-p", port, "-d", os.path.join(names, "all"), "-n", "1", "-c", "4", "-q", "1000", "-T", "1"], check="none")
tool("go-miekg", [gofcr, "127.0.0.1:" + port, ips, "500"], env={"GOMAXPROCS": "1"})
tool("zdns+join", [sys.executable, k("zdns_fcrdns.py"), zdns, "127.0.0.1", port, ips, os.path.join(work, "zd")] if zdns else [None], env={"GOMAXPROCS": "1"})
tool("node", [shutil.which("node"), k("node_fcrdns.mjs"), "127.0.0.1:" + port, ips, "1000"])
tool("dnspython", [dnspy, k("py_fcrdns.py"), "127.0.0.1", port, sample(10000), "100"], n=10000)
for t in ("dig", "host"):
    tool(t + "-loop", [shutil.which(t) and "sh", k("dig_loop.sh"), t, "127.0.0.1", port, sample(200)], n=200)
if shutil.which("dig"):
    with open(os.path.join(work, "digf"), "w") as o:
        for src in ("ptrq.txt", "fwdq.txt"):
            o.writelines(l for _, l in zip(range(5000), open(os.path.join(data, src))))
    tool("dig-f", ["dig", "@127.0.0.1", "-p", port, "+short", "-f", os.path.join(work, "digf")], n=5000, check="none")
for x in filter(None, os.environ.get("EXTRA", "").split(";;")):
    n, cmd = x.split("=", 1)
    tool(n, cmd.format(ip="127.0.0.1", port=port, list=ips).split())


def one(name, argv, n, check, stdin, env):
    dst = os.path.join(work, name.replace("/", "-") + ".out")
    stdout = dst if "{out}" not in argv else dst + ".stdout"
    argv = [dst if a == "{out}" else a for a in argv]
    if os.path.exists(dst):                      # a tool that fails must not live on the last round's result
        os.remove(dst)
    cpu0, figures = lab.serve("cpu", serving), os.path.join(work, "figures")
    with open(stdin or "/dev/null") as i, open(stdout, "w") as o, open(dst + ".err", "w") as e:
        subprocess.run([run1, "0", figures, *argv], stdin=i, stdout=o, stderr=e, env={**os.environ, **(env or {})}, check=True)
    wall, user, system, rss, status = (float(x) for x in open(figures).read().split())
    os.remove(figures)
    srv = lab.serve("cpu", serving) - cpu0
    if not os.path.exists(dst):
        open(dst, "w").close()
    right = ""
    if check == "full":
        p = subprocess.run([sys.executable, k("check.py"), lab.expected, dst] + (["--head"] if n < args.count else []),
                           capture_output=True, text=True)
        right = p.stdout.split("(")[1].split(")")[0].strip() if "(" in p.stdout else "?"
        if n == args.count and not p.stdout.startswith(str(n)) and p.returncode == 0:
            right = "short"
    elif check == "yes/no":  # adnsresfilter: a name is printed where the IP is confirmed
        want = {l.split("\t")[0]: l.split("\t")[1] == "confirmed" for l in open(lab.expected)}
        ok = sum(want.get(l.strip().rpartition("[")[2].rstrip("]")) == ("[" in l) for l in open(dst))
        right = "%.3f %%" % (100 * ok / len(want))
    s = 1e5 / n
    return {"wall": wall, "ips": n / wall, "user": user * s, "sys": system * s, "cpu": (user + system) * s,
            "rss": rss / 1024, "server": srv * s, "right": right, "rc": int(status)}


rows = {t[0]: [] for t in T}
signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # still stops the servers
lab.serve("start", "nsd")
try:
    if args.config == "cached":
        lab.serve("start", "unbound")
    # one pass that is not counted: fills the resolver's cache, or the pages of a server that has just started
    subprocess.run([fcr, "-t", "mmsg", "-p", port, "-w", "200", ips], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    for r in range(args.rounds):
        for t in T:
            rows[t[0]].append(one(*t))
            print(r, t[0], {x: round(y, 2) if isinstance(y, float) else y for x, y in rows[t[0]][-1].items()}, "load %.1f" % os.getloadavg()[0],
                  file=sys.stderr, flush=True)
finally:
    lab.serve("stop", "unbound")
    lab.serve("stop", "nsd")

print("%d IPs, %s, %d rounds, window %s, client core 0, server core 1" % (args.count, args.config, args.rounds, args.window))
print("%-21s %10s %9s %8s %7s %7s %8s %8s %8s %10s" % ("tool", "correct", "IPs/s", "cpu/100k", "user", "sys", "ratio", "/massdns",
                                                        "RSS MiB", "server cpu"))


def ratio(rs, base):
    """Median of the CPU against another row's of the same round."""
    pairs = list(zip(rs, rows.get(base, [])))
    return "%.2f" % statistics.median(x["cpu"] / b["cpu"] for x, b in pairs) if pairs else "-"


for name, rs in rows.items():
    if rs and rs[0]["right"] in ("0.000 %", "?"):  # speed without one right result is no speed
        print("%-21s %10s (exit %d, see %s.out.err)" % (name, "failed", rs[0]["rc"] >> 8, os.path.join(work, name.replace("/", "-"))))
    elif rs:
        m = lambda f: statistics.median(x[f] for x in rs)
        print("%-21s %10s %9.0f %8.2f %7.2f %7.2f %8s %8s %8.1f %10.2f" % (
            name, min(x["right"] for x in rs), m("ips"), m("cpu"), m("user"), m("sys"), ratio(rs, "mmsg"), ratio(rs, "massdns-bare"),
            m("rss"), m("server")))
if args.json:
    json.dump(rows, open(args.json, "w"), indent=1)
