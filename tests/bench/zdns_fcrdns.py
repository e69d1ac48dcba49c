#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""FCrDNS with zdns: a PTR pass over the IPs, an A and an AAAA pass over the names, joined here.

usage: zdns_fcrdns.py ZDNS IP PORT LIST WORKDIR [THREADS]   (result to stdout as expected.tsv)
zdns itself is not part of this kit; give the path of a binary.
"""
import ipaddress
import json
import os
import subprocess
import sys

zdns, ip, port, lst, work = sys.argv[1:6]
threads = sys.argv[6] if len(sys.argv) > 6 else "500"
os.makedirs(work, exist_ok=True)


def ask(rtype, names):
    src, dst = os.path.join(work, rtype + ".in"), os.path.join(work, rtype + ".out")
    with open(src, "w") as f:
        f.write("\n".join(names) + "\n")
    with open(src) as i, open(dst, "w") as o:
        subprocess.run([zdns, rtype, "--name-servers=%s:%s" % (ip, port), "--threads", threads],
                       check=True, stdin=i, stdout=o, stderr=subprocess.DEVNULL)
    with open(dst) as f:
        for line in f:
            r = json.loads(line)
            yield r["name"], [a["answer"].rstrip(".") for a in (r.get("data") or {}).get("answers") or () if a["type"] == rtype]


ips = open(lst).read().split()
names = dict(ask("PTR", ips))
addr = {}
for rtype, v6 in (("A", False), ("AAAA", True)):
    todo = dict.fromkeys(n for a in ips if (":" in a) == v6 for n in names.get(a, ()))
    for n, got in ask(rtype, todo):
        addr[n, v6] = {str(ipaddress.ip_address(x)) for x in got} if v6 else set(got)
for a in ips:
    sets = [addr.get((n, ":" in a), ()) for n in names.get(a, ())]
    good = sum(a in s for s in sets)
    v = "noptr" if not sets else "confirmed" if good else "mismatch" if any(sets) else "nxtarget"
    print(a, v, len(sets), good, sep="\t")
