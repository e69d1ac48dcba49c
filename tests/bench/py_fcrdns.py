#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""FCrDNS as many users write it in Python: dnspython with asyncio. usage: py_fcrdns.py IP PORT LIST [CONCURRENCY]"""
import asyncio
import sys

import dns.asyncresolver
import dns.resolver
import dns.reversename

ip, port, lst = sys.argv[1:4]
conc = int(sys.argv[4]) if len(sys.argv) > 4 else 100
res = dns.asyncresolver.Resolver(configure=False)
res.nameservers, res.port, res.cache, res.lifetime = [ip], int(port), None, 20
NONE = (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer)


async def ask(name, rtype):
    try:
        return [r.to_text() for r in await res.resolve(name, rtype)]
    except NONE:
        return []


async def worker(it):
    for a in it:
        try:
            names = await ask(dns.reversename.from_address(a), "PTR")
            sets = [await ask(n, "AAAA" if ":" in a else "A") for n in names]
            good = sum(a in s for s in sets)
            v = "noptr" if not names else "confirmed" if good else "mismatch" if any(sets) else "nxtarget"
            print(a, v, len(names), good, sep="\t")
        except Exception:
            print(a, "error", 0, 0, sep="\t")


async def main():
    it = iter(open(lst).read().split())
    await asyncio.gather(*(worker(it) for _ in range(conc)))


asyncio.run(main())
