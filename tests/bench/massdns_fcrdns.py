#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""FCrDNS with massdns: a PTR pass, an A pass and an AAAA pass, joined here.

usage: massdns_fcrdns.py MASSDNS IP PORT LIST WORKDIR [massdns options]   (result to stdout as expected.tsv)
massdns itself is not part of this kit; give the path of a binary.
"""
import ipaddress
import os
import subprocess
import sys

massdns, ip, port, lst, work = sys.argv[1:6]
opts = sys.argv[6:]
os.makedirs(work, exist_ok=True)
res = os.path.join(work, "resolvers.txt")
open(res, "w").write("%s:%s\n" % (ip, port))


def rev(a):
    if ":" not in a:
        return ".".join(reversed(a.split("."))) + ".in-addr.arpa"
    return ".".join(reversed("%032x" % int(ipaddress.IPv6Address(a)))) + ".ip6.arpa"


def ask(rtype, names, tag):
    src, dst = os.path.join(work, tag + ".in"), os.path.join(work, tag + ".out")
    with open(src, "w") as f:
        f.write("\n".join(names) + "\n")
    subprocess.run([massdns, "-q", "--root", "-r", res, "-t", rtype, "-o", "Sn", "-w", dst, *opts, src],
                   check=True, stderr=subprocess.DEVNULL)
    with open(dst) as f:
        for line in f:
            yield line.split()


ips = open(lst).read().split()
ptr, alias = {}, {}
for f in ask("PTR", map(rev, ips), "ptr"):
    (ptr.setdefault(f[0], []) if f[1] == "PTR" else alias.setdefault(f[0], [])).append(f[2])
names = {a: [n for o in [rev(a) + "."] + alias.get(rev(a) + ".", []) for n in ptr.get(o, [])] for a in ips}
addr = {}
for rtype, fam6 in (("A", False), ("AAAA", True)):
    todo = {n: None for a in ips if (":" in a) == fam6 for n in names[a]}
    for f in ask(rtype, todo, rtype):
        if f[1] == rtype:
            addr.setdefault((f[0], fam6), set()).add(str(ipaddress.ip_address(f[2])) if fam6 else f[2])
out = []
for a in ips:
    sets = [addr.get((n, ":" in a), ()) for n in names[a]]
    good = sum(a in s for s in sets)
    v = "noptr" if not sets else "confirmed" if good else "mismatch" if any(sets) else "nxtarget"
    out.append("%s\t%s\t%d\t%d\n" % (a, v, len(sets), good))
sys.stdout.write("".join(out))
