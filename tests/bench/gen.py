#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Generate a reproducible FCrDNS work load: zones, an IP list and the ground truth.

usage: gen.py --count N [--seed S] --out DIR

Written into DIR (same N and seed: byte-identical output):
  ips.txt             one address a line, the list every tool is given (IPv4 and 5 % IPv6, mixed)
  expected.tsv        ip, verdict, number of PTR names, number of confirmed names
  rev4.zone rev6.zone fwd.zone   zone files for 10.in-addr.arpa, 8.b.d.0.1.0.0.2.ip6.arpa and test
  ptrq.txt fwdq.txt   the same queries as "NAME TYPE" lines in scan order (for dnsperf)
configs() writes nsd.conf, knot.conf and unbound.conf for the ports of one run, loopback only.

Verdicts: confirmed  at least one PTR name has an address record equal to the IP
          mismatch   no name confirms, at least one name has address records (all different)
          nxtarget   every PTR name has no address record at all (NXDOMAIN)
          noptr      the PTR query itself is NXDOMAIN
"""
import argparse
import ipaddress
import os
import random

MIX = (  # share of the IPs, kind
    (70, "confirmed"),
    (8, "mismatch"),
    (4, "nxtarget"),
    (12, "noptr"),
    (4, "multi"),
    (2, "cname"),  # RFC 2317: the PTR owner is a CNAME into a child name that has the PTR
)
V6_SHARE = 0.05
REV4, REV6, FWD = "10.in-addr.arpa", "8.b.d.0.1.0.0.2.ip6.arpa", "test"
SOA = ("$TTL 3600\n@ SOA ns.test. hostmaster.test. 1 3600 900 604800 60\n@ NS ns.test.\n")


def addresses(rng, count):
    """IPv4 in whole /24 blocks of 10/8 (as provider ranges are), IPv6 scattered in 2001:db8::/32."""
    n6 = int(count * V6_SHARE)
    n4 = count - n6
    blocks = sorted(rng.sample(range(1 << 16), (n4 + 255) // 256))
    v4 = [(10 << 24) | b << 8 | low for b in blocks for low in range(256)][:n4]
    seen6 = set()
    while len(seen6) < n6:
        seen6.add((0x20010DB8 << 96) | rng.getrandbits(20) << 64 | rng.getrandbits(64))
    v6 = sorted(seen6)
    step = max(1, count // max(1, n6))
    out, i6 = [], 0
    for i, a in enumerate(v4):
        out.append((4, a))
        if i6 < n6 and (i + 1) % (step - 1 or 1) == 0:
            out.append((6, v6[i6]))
            i6 += 1
    out.extend((6, a) for a in v6[i6:])
    return out


def configs(out, port, resolver_port, adns=False):
    """Server configurations for the zones in OUT, and NAME.port beside them for serve.sh.

    ``adns``: nsd listens on 127.0.0.2@53 as well, because adns can ask no other port.
    """
    here = os.path.abspath(out)
    path = lambda name: os.path.join(here, name)
    for name, number in (("nsd", port), ("knot", port), ("unbound", resolver_port)):
        with open(path(name + ".port"), "w") as f:
            f.write("%d\n" % number)
    zones = ((REV4, "rev4.zone"), (REV6, "rev6.zone"), (FWD, "fwd.zone"))
    with open(path("nsd.conf"), "w") as f:
        f.write('server:\n  ip-address: 127.0.0.1@%d\n' % port)
        if adns:
            f.write('  ip-address: 127.0.0.2@53\n')
        f.write('  server-count: 1\n  username: ""\n  chroot: ""\n'
                '  database: ""\n  zonesdir: "%s"\n  pidfile: "%s/nsd.pid"\n  xfrdfile: "%s/xfrd.state"\n'
                '  zonelistfile: "%s/zone.list"\n  xfrdir: "%s"\n  logfile: "%s/nsd.log"\n  rrl-ratelimit: 0\n'
                '  receive-buffer-size: 4194304\n  send-buffer-size: 4194304\n'
                'remote-control:\n  control-enable: no\n' % ((here,) * 6))
        for z, zf in zones:
            f.write('zone:\n  name: "%s"\n  zonefile: "%s"\n' % (z, zf))
    with open(path("knot.conf"), "w") as f:
        f.write('server:\n  rundir: "%s/knot"\n  listen: 127.0.0.1@%d\n  udp-workers: 1\n  tcp-workers: 1\n'
                '  background-workers: 1\nlog:\n  - target: "%s/knot.log"\n    any: warning\n'
                'database:\n  storage: "%s/knot"\ntemplate:\n  - id: default\n    storage: "%s"\n'
                '    zonefile-sync: -1\n    zonefile-load: whole\n    journal-content: none\nzone:\n'
                % (here, port, here, here, here))
        for z, zf in zones:
            f.write('  - domain: %s\n    file: "%s"\n' % (z, zf))
    with open(path("unbound.conf"), "w") as f:
        f.write('server:\n  interface: 127.0.0.1@%d\n  port: %d\n  num-threads: 1\n  username: ""\n  chroot: ""\n'
                '  directory: "%s"\n  pidfile: "%s/unbound.pid"\n  logfile: "%s/unbound.log"\n'
                '  do-not-query-localhost: no\n  do-ip6: no\n  local-zone: "test." nodefault\n'
                '  local-zone: "10.in-addr.arpa." nodefault\n'
                '  local-zone: "8.B.D.0.1.0.0.2.ip6.arpa." nodefault\n'
                '  module-config: "iterator"\n  msg-cache-size: 1500m\n  rrset-cache-size: 3000m\n'
                '  outgoing-range: 4000\n  num-queries-per-thread: 4000\n  so-rcvbuf: 4m\n  so-sndbuf: 4m\n'
                '  access-control: 127.0.0.0/8 allow\n  outgoing-interface: 127.0.0.1\n'
                '  cache-min-ttl: 86400\n  cache-max-negative-ttl: 86400\n'
                'remote-control:\n  control-enable: no\nforward-zone:\n  name: "."\n'
                '  forward-addr: 127.0.0.1@%d\n' % (resolver_port, resolver_port, here, here, here, port))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--count", type=int, default=100000)
    ap.add_argument("--seed", type=int, default=2317)
    ap.add_argument("--out", required=True)
    args = ap.parse_args()
    rng = random.Random(args.seed)
    os.makedirs(args.out, exist_ok=True)
    path = lambda name: os.path.join(args.out, name)
    kinds = [k for _, k in MIX]
    weights = [w for w, _ in MIX]

    with open(path("ips.txt"), "w") as ips, open(path("expected.tsv"), "w") as exp, \
            open(path("rev4.zone"), "w") as r4, open(path("rev6.zone"), "w") as r6, \
            open(path("fwd.zone"), "w") as fw, open(path("ptrq.txt"), "w") as pq, \
            open(path("fwdq.txt"), "w") as fq:
        for f in (r4, r6, fw):
            f.write(SOA)
        fw.write("ns A 127.0.0.1\n")
        for fam, num in addresses(rng, args.count):
            if fam == 4:
                text = "10.%d.%d.%d" % (num >> 16 & 255, num >> 8 & 255, num & 255)
                owner = "%d.%d.%d" % (num & 255, num >> 8 & 255, num >> 16 & 255)
                stem, rev, origin, rtype = text.replace(".", "-"), r4, REV4, "A"
                other = lambda: "10.%d.%d.%d" % (rng.randrange(256), rng.randrange(256), num + 7 & 255)
            else:
                text = str(ipaddress.IPv6Address(num))
                owner = ".".join(reversed("%024x" % (num & (1 << 96) - 1)))
                stem, rev, origin, rtype = "%x-%x" % (num >> 64 & 0xFFFFFFFF, num & (1 << 64) - 1), r6, REV6, "AAAA"
                other = lambda: str(ipaddress.IPv6Address((0x20010DB8 << 96) | 1 << 90 | rng.getrandbits(60)))
            kind = rng.choices(kinds, weights)[0]
            site = "isp%d.example.test" % rng.randrange(500)
            ips.write(text + "\n")
            pq.write("%s.%s PTR\n" % (owner, origin))
            if kind == "noptr":
                exp.write("%s\tnoptr\t0\t0\n" % text)
                continue
            if kind == "multi":
                parts = [rng.choice(("confirmed", "confirmed", "mismatch", "nxtarget"))
                         for _ in range(rng.randrange(2, 5))]
            else:
                parts = ["confirmed" if kind == "cname" else kind]
            if kind == "cname":
                first, rest = owner.split(".", 1)
                target = "%s.0-255.%s" % (first, rest)
                rev.write("%s CNAME %s\n" % (owner, target))
                owner = target
            good = 0
            for i, part in enumerate(parts):
                host = "%s%s.%s" % ("host-" if i == 0 else "mx%d-" % i, stem, site)
                rev.write("%s PTR %s.\n" % (owner, host))
                fq.write("%s %s\n" % (host, rtype))
                rel = host[:-5]  # without ".test"
                if part == "nxtarget":
                    continue
                addrs = [other() for _ in range(rng.choice((0, 0, 0, 0, 0, 0, 0, 0, 1, 2)))]
                if part == "confirmed":
                    addrs.insert(rng.randrange(len(addrs) + 1), text)
                    good += 1
                elif not addrs:
                    addrs = [other()]
                for a in addrs:
                    fw.write("%s %s %s\n" % (rel, rtype, a))
            verdict = "confirmed" if good else "mismatch" if "mismatch" in parts else "nxtarget"
            exp.write("%s\t%s\t%d\t%d\n" % (text, verdict, len(parts), good))


if __name__ == "__main__":
    main()
