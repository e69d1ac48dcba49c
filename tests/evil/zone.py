# SPDX-License-Identifier: MIT
"""The data of a scenario: what the (fictitious) resolver would answer if it were an honest one."""
from dnswire import arpa, key, name, rr, show, typenum

MAX_CHASE = 128


class Zone:
    """The records that the (fictitious) resolver knows."""

    def __init__(self, spec):
        self.rrs, self.names = {}, set()
        self.auto = spec.get("auto")
        for ip, names in spec.get("ptr", {}).items():
            ttl = 300
            if isinstance(names, dict):
                ttl, names = names.get("ttl", 300), names["names"]
            for n in names if isinstance(names, list) else [names]:
                self.add(arpa(ip), "PTR", n, ttl)
        for item in spec.get("rr", []):
            self.add(item[0], item[1], item[2], *(item[3:4] or [300]))

    def add(self, owner, rtype, data, ttl=300):
        k = key(owner)
        self.rrs.setdefault((k, typenum(rtype)), []).append(
            rr(owner, rtype, data, ttl))
        if rtype == "CNAME":
            self.rrs.setdefault((k, "cname"), []).append(key(data))
        if rtype == "DNAME":
            self.rrs.setdefault((k, "dname"), []).append(data)
        while len(k) > 1:                      # parents exist (empty non-terminals)
            self.names.add(k)
            k = k[1 + k[0]:]

    # ---- generated data, for load runs -------------------------------------
    def generated(self, q):
        """``auto``: a deterministic verdict for every address in a prefix.

        The last octet modulo 10 picks it: 0-4 pass, 5 NXDOMAIN, 6 forward
        mismatch, 7 SERVFAIL, 8 two PTRs (second confirms), 9 NODATA.
        """
        suffix = self.auto.get("suffix", "auto.test.")
        low = show(q.qname)
        if low.endswith(".in-addr.arpa") and q.qtype == 12:
            octs = low[:-len(".in-addr.arpa")].split(".")[::-1]
            if len(octs) != 4:
                return None
            kind = int(octs[3]) % 10
            host = "h-" + "-".join(octs) + "." + suffix
            if kind == 5:
                return 3, []
            if kind == 7:
                return 2, []
            if kind == 9:
                return 0, []
            out = [rr(q.qname, "PTR", host)]
            if kind == 8:
                out.insert(0, rr(q.qname, "PTR", "other." + suffix))
            return 0, out
        if low.endswith("." + suffix.rstrip(".")):
            first = low.split(".")[0]
            if first.startswith("h-") and q.qtype == 1:
                octs = first[2:].split("-")
                if int(octs[3]) % 10 == 6:
                    octs[0] = "192"
                return 0, [rr(q.qname, "A", ".".join(octs))]
            return 0, []
        return None

    def lookup(self, q, chase=True):
        """(rcode, [answer rr bytes]) for a query."""
        if self.auto:
            found = self.generated(q)
            if found is not None:
                return found
        answers, cur, seen = [], q.qname.lower(), 0
        while True:
            hit = self.rrs.get((cur, q.qtype))
            if hit:
                return 0, answers + hit
            cn = self.rrs.get((cur, "cname"))
            if cn and q.qtype != 5:
                answers += self.rrs[(cur, 5)]
                seen += 1
                if not chase or seen >= MAX_CHASE:
                    return 0, answers
                cur = cn[0]
                continue
            dn = self.find_dname(cur)
            if dn:
                owner, target = dn
                answers += self.rrs[(owner, 39)]
                new = cur[:len(cur) - len(owner)] + name(target)
                if len(new) > 255:
                    return 6, answers
                answers.append(rr(cur, "CNAME", new))
                seen += 1
                if not chase or seen >= MAX_CHASE:
                    return 0, answers
                cur = new.lower()
                continue
            if cur in self.names:
                return 0, answers
            return 3, answers

    def find_dname(self, cur):
        k = cur
        while len(k) > 1:
            k = k[1 + k[0]:]
            if (k, "dname") in self.rrs:
                return k, self.rrs[(k, "dname")][0]
        return None
