# SPDX-License-Identifier: MIT
"""The DNS world of one conformance case, answered without any malice but that of the case.

A world is a list of ``{name, type, answers[]?, rcode?, fault?, ttl?, aa?, rrs?}``; names
are in presentation form with ``\\DDD`` escapes, ``aa`` sets that bit.  A question (name, type) is answered by

 1. the entry with exactly that name and type, else an entry of type ``ANY`` there;
 2. else a CNAME entry at the name, followed inside the world: 17 hops at most, and a
    loop is SERVFAIL with an empty answer, as a recursive resolver gives it;
 3. else NODATA if the name or anything below it exists, else NXDOMAIN.

``fault``: timeout (silence), servfail, refused, notimp, formerr, garbage (counts lie and
the packet is cut), truncate (TC over UDP, whole over TCP), tc_no_tcp (TC over UDP,
silence over TCP).  ``rrs`` is an answer section written out: ``[[owner, type, data]]``.
An answer above 1200 octets (512 without EDNS) goes out over UDP empty with TC.

Replies hold no OPT and no authority section: nothing that a case does not name.
"""
import ipaddress
import struct

from dnswire import RCODES, RTYPES, TYPES, header, split_labels

FAULT_RCODES = ("servfail", "refused", "formerr", "notimp")
HOPS = 17


def labels(text):
    """Labels of a presentation name; what is no escape is written as UTF-8."""
    return split_labels(text.encode("utf-8").decode("latin-1"))


def wire(text):
    """A legal wire name, or ValueError: a case never means an illegal one by accident."""
    out = b""
    for lab in labels(text):
        if len(lab) > 63:
            raise ValueError("label too long: %r" % lab)
        out += bytes([len(lab)]) + lab
    out += b"\0"
    if len(out) > 255:
        raise ValueError("name too long: %s" % text)
    return out


def key(text):
    return tuple(lab.lower() for lab in labels(text))


def rdata(rtype, data):
    if rtype in ("A", "AAAA"):
        return ipaddress.ip_address(data).packed
    if rtype in ("PTR", "CNAME", "NS", "DNAME"):
        return wire(data)
    if rtype == "TXT":
        raw = data.encode("utf-8")
        parts = [raw[i:i + 255] for i in range(0, len(raw), 255)] or [b""]
        return b"".join(bytes([len(p)]) + p for p in parts)
    if rtype == "MX":
        preference, host = data.split(None, 1)
        return struct.pack("!H", int(preference)) + wire(host)
    if rtype == "SOA":
        f = data.split()
        return wire(f[0]) + wire(f[1]) + struct.pack("!5I", *map(int, f[2:7]))
    raise ValueError("no data format for type %s" % rtype)


def asked(qname):
    """A wire name as text that wire() reads back octet for octet."""
    out, i = [], 0
    while qname[i]:
        lab = qname[i + 1:i + 1 + qname[i]]
        out.append("".join(chr(c) if chr(c).isascii() and (chr(c).isalnum() or c in b"-_/*")
                           else "\\%03d" % c for c in lab))
        i += 1 + qname[i]
    return ".".join(out) + "."


class World:
    def __init__(self, entries):
        self.entries, self.names = {}, {()}
        for entry in entries:
            k = key(entry["name"])
            self.entries.setdefault(k, {})[entry["type"].upper()] = entry
            if entry.get("rcode") != "NXDOMAIN":
                self.names.update(k[i:] for i in range(len(k)))

    def resolve(self, qname, qtype):
        """(rcode, [(owner, type, ttl, rdata)], fault) for a question in text."""
        answers, seen, owner, k = [], set(), qname, key(qname)
        for _ in range(HOPS):
            here = self.entries.get(k, {})
            hit = here.get(qtype) or here.get("ANY")
            if hit is not None:
                fault, ttl = hit.get("fault"), hit.get("ttl", 3600)
                if fault and fault not in ("truncate", "tc_no_tcp"):
                    return None, answers, fault
                if "rrs" in hit:
                    answers += [(o, t, ttl, rdata(t, d)) for o, t, d in hit["rrs"]]
                else:
                    answers += [(owner, qtype, ttl, rdata(qtype, d)) for d in hit.get("answers", [])]
                return RCODES[hit.get("rcode", "NOERROR")], answers, fault
            alias = here.get("CNAME")
            if alias is None:
                return (0 if k in self.names else 3), answers, None
            if alias.get("fault"):
                return None, answers, alias["fault"]
            target = alias["answers"][0]
            answers.append((owner, "CNAME", alias.get("ttl", 3600), wire(target)))
            if k in seen:
                break
            seen.add(k)
            owner, k = target, key(target)
        return RCODES["SERVFAIL"], [], None

    def reply(self, q, via):
        """The reply to a dnswire.Query, or None for silence."""
        qname = asked(q.qname)
        rcode, answers, fault = self.resolve(qname, RTYPES.get(q.qtype, str(q.qtype)))

        here = self.entries.get(key(qname), {}).get(RTYPES.get(q.qtype, ""), {})
        aa = 0x0400 if here.get("aa") else 0

        def message(code, records=(), tc=0):
            return header(q.id, 0x8180 | aa | q.flags & 0x0100 | tc | code, 1, len(records), 0, 0) + \
                q.question + b"".join(records)

        if fault == "timeout" or (fault == "tc_no_tcp" and via == "tcp"):
            return None
        if fault in FAULT_RCODES:
            return message(RCODES[fault.upper()])
        if fault == "garbage":
            return header(q.id, 0x8180, 1, 5, 0, 0) + q.question + b"\xc0\x0c\x00"
        if fault in ("truncate", "tc_no_tcp") and via == "udp":
            return message(rcode, tc=0x0200)
        records = []
        for owner, rtype, ttl, data in answers:
            name = b"\xc0\x0c" if key(owner) == key(qname) else wire(owner)
            records.append(name + struct.pack("!HHIH", TYPES[rtype], 1, ttl, len(data)) + data)
        whole = message(rcode, records)
        if via == "udp" and len(whole) > (1200 if q.extra else 512):
            return message(rcode, tc=0x0200)
        return whole
