#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""The decision procedure, written a second time, against the real binary on many made-up worlds.

  model.t [--bin PATH] [--seed N] [--addresses N]

A world has addresses with some PTR names each, and a name one way or another of leading back,
elsewhere, nowhere or failing.  The model knows no DNS, only those ways and RFC 8601 section 2.7.3:
verdict, confirmed names, severity, and what Postfix would say of them.  Speaks TAP; the seed makes
the world, so that what fails can be run again.
"""
import argparse
import concurrent.futures
import ipaddress
import json
import os
import random
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "evil"))
from evil_dns import Server                      # noqa: E402

HANG_S = 200
TOGETHER = 5                                     # addresses of one run
AGAIN = ("servfail", "refused", "notimp", "timeout", "tc_no_tcp", "alias_servfail")  # to the C library
DAMAGED = ("formerr", "garbage")                 # as temporary, but not to it
BACK = ("ok", "alias", "many", "other_fails", "truncate")
NOT_BACK = ("elsewhere", "nxdomain", "nodata", "family", "mapped", "alias_elsewhere", "alias_nowhere",
            "alias_circle")
NO_HOST = (".", "93.184.216.34.", "12345.", "1.2.3.", "*.w%d.example.com.", "a\\000b%d.example.com.",
           "a\\.b%d.example.com.", "-x%d.example.com.", "x-.h%d.example.com.", "a b%d.example.com.",
           "m\u00fc%d.example.com.", "a/b%d.example.com.")
NO_PTR = ("nxdomain", "nodata", "alias_nowhere", "alias_circle")
COUNTS = (1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 8, 11, 13)


class Maker:
    """A world, and what the model says of each address of it: in `wanted`, by address."""

    def __init__(self, seed, n, limit):
        self.rnd, self.limit = random.Random(seed), limit
        self.world, self.wanted = [], {}
        for i in range(n):
            self.address(i)

    def entry(self, name, rtype, **more):
        self.world.append({"name": name, "type": rtype, **more})

    def address(self, i):
        six = self.rnd.random() < 0.3
        ip = ipaddress.ip_address("2606:2800:1::" if six else "93.184.0.0") + i + 1
        self.own, self.other = ("AAAA", "A") if six else ("A", "AAAA")
        self.elsewhere = ipaddress.ip_address("2606:2800:2::1" if six else "93.185.0.1")
        self.foreign = "93.185.0.2" if six else "2606:2800:2::2"
        reverse = ip.reverse_pointer + "."
        if self.rnd.random() < 0.12:
            self.wanted[str(ip)] = self.without_ptr(reverse, i)
        else:
            self.wanted[str(ip)] = self.with_ptr(str(ip), reverse, i)

    def fails_or_not(self, name, rtype, way, alias):
        """What can be so at a reverse name and at any other."""
        if way == "nodata":
            self.entry(name, "TXT", answers=["x"])
        elif way == "alias_nowhere":
            self.entry(name, "CNAME", answers=[alias])
        elif way == "alias_circle":
            self.entry(name, rtype, rrs=[[name, "CNAME", alias], [alias, "CNAME", name]])
        elif way != "nxdomain":
            self.entry(name, rtype, fault=way)

    def without_ptr(self, reverse, i):
        way = self.rnd.choice(NO_PTR + AGAIN[:-1] + DAMAGED)
        self.fails_or_not(reverse, "PTR", way, "gone%d.example.net." % i)
        says = "450" if way in AGAIN else "550"
        return {"ways": [way], "iprev": "permerror" if way in NO_PTR else "temperror", "confirmed": [],
                "postfix": says, "postfix_reverse": says, "order_dependent": False}

    def host(self, name, ip, way):
        alias, rtype = "alias-" + name, self.own
        if way == "ok" or way == "other_fails":
            self.entry(name, rtype, answers=[ip])
            if way == "other_fails":
                self.entry(name, self.other, fault="servfail")
        elif way == "many":
            self.entry(name, rtype, answers=[str(self.elsewhere + k) for k in range(40)] + [ip])
        elif way == "truncate":
            self.entry(name, rtype, answers=[ip], fault="truncate")
        elif way == "elsewhere":
            self.entry(name, rtype, answers=[str(self.elsewhere)])
        elif way == "family":
            self.entry(name, self.other, answers=[self.foreign])
        elif way == "mapped":
            self.entry(name, "AAAA", answers=["::ffff:" + (ip if rtype == "A" else "93.184.0.1")])
        elif way in ("alias", "alias_elsewhere", "alias_servfail"):
            self.entry(name, "CNAME", answers=[alias])
            if way == "alias_servfail":
                self.entry(alias, rtype, fault="servfail")
            else:
                self.entry(alias, rtype, answers=[str(self.elsewhere)] + [ip] * (way == "alias"))
        else:
            self.fails_or_not(name, rtype, way, alias)

    def with_ptr(self, ip, reverse, i):
        way_of, records = {}, []
        for k in range(self.rnd.choice(COUNTS)):
            if self.rnd.random() < 0.18:
                name = self.rnd.choice(NO_HOST)
                name, way = name % k if "%" in name else name, "no_host"
            else:
                name = "n%d-%d.example.com." % (i, k)
                way = self.rnd.choice(BACK + NOT_BACK + AGAIN + DAMAGED)
                self.host(name, ip, way)
            way_of[name] = way
            records.append(name)
            if self.rnd.random() < 0.1:          # twice, and where it can be in capitals
                again = name.upper() if name.isascii() and "\\" not in name else name
                records.insert(self.rnd.randrange(len(records) + 1), again)
        if self.rnd.random() < 0.3:
            self.rnd.shuffle(records)
        at = reverse
        if self.rnd.random() < 0.15:             # RFC 2317
            at = "z%d.example.net." % i
            self.entry(reverse, "CNAME", answers=[at])
        self.entry(at, "PTR", answers=records)
        ways = [way_of[name] for name in dict.fromkeys(r.lower() for r in records)]
        names = list(dict.fromkeys(r.lower() for r in records))
        return self.judge(names, ways)

    def judge(self, names, ways):
        hosts = [k for k, way in enumerate(ways) if way != "no_host"]
        asked = hosts[:self.limit]
        confirmed = sorted(names[k].rstrip(".") for k in asked if ways[k] in BACK)
        iprev = "pass" if confirmed else \
            "temperror" if any(ways[k] in AGAIN + DAMAGED for k in asked) else "fail"

        def postfix(k):
            """(client, reverse) where this one is the first, or None: it may be anything."""
            if ways[k] == "no_host":
                return "550", "550"
            if k not in asked:
                return None
            return "ok" if ways[k] in BACK else "450" if ways[k] in AGAIN else "550", "ok"

        said = {"ways": ways, "iprev": iprev, "confirmed": confirmed}
        first = postfix(0)
        if first:
            said["postfix"], said["postfix_reverse"] = first
        if any(postfix(k) != first or not first for k in range(1, len(ways))):
            said["order_dependent"] = True       # others look at more than Postfix does
        elif len(ways) == 1:
            said["order_dependent"] = False
        return said


SEVERITIES = {"pass": ("ok", "warn"), "fail": ("fail",), "permerror": ("fail",), "temperror": ("undecided",)}


def differences(rec, want):
    mta, out = rec["mta"], []
    have = {"iprev": rec["iprev"], "confirmed": rec["confirmed"], "postfix": mta["postfix"],
            "postfix_reverse": mta["postfix_reverse"], "order_dependent": mta.get("order_dependent", False)}
    for key, value in want.items():
        if key != "ways" and have[key] != value:
            out.append("%s is %s, not %s" % (key, have[key], value))
    if rec["severity"] not in SEVERITIES[want["iprev"]]:
        out.append("severity is %s" % rec["severity"])
    return out


def run(a, server, transport, limit, part):
    p = subprocess.run([a.bin, "-r", "127.0.0.1:%d" % server.port, "-j", "--transport", transport, "--ptr-limit",
                        str(limit), "--timeout", "1", "--retries", "1", "--deadline", "8"] + part,
                       stdin=subprocess.DEVNULL, capture_output=True, timeout=HANG_S)
    return [json.loads(line) for line in p.stdout.splitlines()]


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--bin", default=os.environ.get("FCRDNS_CHECK", "build/release/fcrdns-check"))
    ap.add_argument("--seed", type=int, default=2317)
    ap.add_argument("--addresses", type=int, default=150)
    a = ap.parse_args()
    runs = [(t, limit) for limit in (10, 3) for t in ("cares", "datagram")]
    print("1..%d" % len(runs))
    for n, (transport, limit) in enumerate(runs, 1):
        made, server = Maker(a.seed + limit, a.addresses, limit), Server()
        server.set(made.world)
        todo, wrong = list(made.wanted), []
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            parts = [todo[i:i + TOGETHER] for i in range(0, len(todo), TOGETHER)]
            recs = [r for p in pool.map(lambda part: run(a, server, transport, limit, part), parts) for r in p]
        server.stop()
        if [r["address"] for r in recs] != todo:
            wrong.append("the records are not those of the addresses")
        for rec in recs:
            want = made.wanted[rec["address"]]
            wrong += ["%s: %s: %s" % (rec["address"], d, " ".join(want["ways"])) for d in differences(rec, want)]
        print("%s %d - %s, limit %d: %d addresses are as the model says" % (
            "not ok" if wrong else "ok", n, transport, limit, len(todo)))
        for line in wrong[:20]:
            print("# " + line)
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
