# SPDX-License-Identifier: MIT
"""Small DNS wire encoder that is *able to write wrong messages*.

Nothing here validates: labels may be too long, names may exceed 255 octets,
counts may lie.  That is the point; the checker under test has to cope.
Text conventions (used in every scenario file):

* A name is a string.  Labels are split on unescaped dots.  ``\\DDD`` (decimal)
  and ``\\c`` escapes work as in zone files.  A JSON ``\\u00XX`` below 0x100 is
  one raw octet; anything above is written as UTF-8.
* A name may also be ``{"hex": "0161..."}``: raw wire bytes, used untouched.
"""
import ipaddress
import struct

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16,
         "AAAA": 28, "SRV": 33, "DNAME": 39, "OPT": 41, "RRSIG": 46, "HTTPS": 65,
         "ANY": 255}
RTYPES = {v: k for k, v in TYPES.items()}
RCODES = {"NOERROR": 0, "FORMERR": 1, "SERVFAIL": 2, "NXDOMAIN": 3, "NOTIMP": 4,
          "REFUSED": 5, "YXDOMAIN": 6, "NOTAUTH": 9, "RCODE15": 15}


def octets(text):
    """Text to bytes: code points below 256 are octets, others UTF-8."""
    if isinstance(text, dict):
        return bytes.fromhex(text["hex"])
    out = bytearray()
    for ch in text:
        if ord(ch) < 256:
            out.append(ord(ch))
        else:
            out += ch.encode("utf-8")
    return bytes(out)


def split_labels(text):
    """Presentation form to a list of label octet strings (no root label)."""
    raw, labels, cur, i = octets(text), [], bytearray(), 0
    while i < len(raw):
        c = raw[i]
        if c == 0x5C and i + 1 < len(raw):                      # backslash
            if raw[i + 1:i + 4].isdigit() and len(raw[i + 1:i + 4]) == 3:
                cur.append(int(raw[i + 1:i + 4]) & 255)
                i += 4
                continue
            cur.append(raw[i + 1])
            i += 2
            continue
        if c == 0x2E:                                           # dot
            labels.append(bytes(cur))
            cur = bytearray()
        else:
            cur.append(c)
        i += 1
    if cur:
        labels.append(bytes(cur))
    return [l for l in labels if l]


def name(text):
    """Any name to wire form, without compression."""
    if isinstance(text, dict):
        return bytes.fromhex(text["hex"])
    return b"".join(bytes([len(l) & 255]) + l for l in split_labels(text)) + b"\0"


def key(text):
    """Canonical dictionary key of a name (lower-cased wire form)."""
    return name(text).lower()


def read_name(msg, pos):
    """Read an (uncompressed or compressed) name: returns (wire, next_pos)."""
    out, end, hops = bytearray(), None, 0
    while True:
        n = msg[pos]
        if n & 0xC0 == 0xC0:
            if end is None:
                end = pos + 2
            pos = (n & 0x3F) << 8 | msg[pos + 1]
            hops += 1
            if hops > 40:
                raise ValueError("loop")
            continue
        out += msg[pos:pos + n + 1]
        pos += n + 1
        if n == 0:
            return bytes(out), (end if end is not None else pos)


def show(wire):
    """Wire name to readable lower-case text for the statistics."""
    out, i = [], 0
    while i < len(wire) and wire[i]:
        lab = wire[i + 1:i + 1 + wire[i]]
        out.append("".join(chr(c) if 0x21 <= c < 0x7F and c not in b'.\\"' else
                           "\\%03d" % c for c in lab.lower()))
        i += 1 + wire[i]
    return ".".join(out) or "."


def arpa(ip):
    return ipaddress.ip_address(ip).reverse_pointer + "."


def typenum(t):
    if isinstance(t, int):
        return t
    return TYPES[t] if t in TYPES else int(t[4:])


def rdata(rtype, data):
    """RDATA bytes for a scenario value; ``{"hex": ..}`` is always raw."""
    if isinstance(data, dict) and "hex" in data:
        return bytes.fromhex(data["hex"])
    if rtype in ("A", "AAAA"):
        return ipaddress.ip_address(data).packed
    if rtype in ("PTR", "CNAME", "DNAME", "NS"):
        return name(data)
    if rtype == "MX":
        return struct.pack("!H", data[0]) + name(data[1])
    if rtype == "TXT":
        items = data if isinstance(data, list) else [data]
        return b"".join(bytes([len(octets(s)) & 255]) + octets(s) for s in items)
    if rtype == "SOA":
        return name("ns.invalid.") + name("hostmaster.invalid.") + struct.pack(
            "!5I", 1, 3600, 600, 86400, 60)
    return octets(data)


def rr(owner, rtype, data, ttl=300, rclass=1, rdlen=None):
    rd = rdata(rtype, data) if not isinstance(data, (bytes, bytearray)) else bytes(data)
    own = owner if isinstance(owner, (bytes, bytearray)) else name(owner)
    n = len(rd) if rdlen is None else rdlen
    return bytes(own) + struct.pack("!HHIH", typenum(rtype), rclass,
                                    ttl & 0xFFFFFFFF, n & 0xFFFF) + rd


def header(qid, flags, qd, an, ns, ar):
    return struct.pack("!6H", qid, flags & 0xFFFF, qd & 0xFFFF, an & 0xFFFF,
                       ns & 0xFFFF, ar & 0xFFFF)


class Query:
    """The parts of a received query that a reply needs."""

    def __init__(self, msg):
        self.msg = msg
        self.id, self.flags, qd, _, _, ar = struct.unpack("!6H", msg[:12])
        self.extra = ar
        self.qname, pos = read_name(msg, 12)
        self.qtype, self.qclass = struct.unpack("!HH", msg[pos:pos + 4])
        self.question = msg[12:pos + 4]
        self.edns, self.size, self.cookie = False, 512, None
        pos += 4
        for _ in range(ar):
            _, pos = read_name(msg, pos)
            t, c, _ttl, n = struct.unpack("!HHIH", msg[pos:pos + 10])
            body = msg[pos + 10:pos + 10 + n]
            pos += 10 + n
            if t == 41:
                self.edns, self.size = True, max(512, c)
                i = 0
                while i + 4 <= len(body):
                    code, ln = struct.unpack("!HH", body[i:i + 4])
                    if code == 10:
                        self.cookie = body[i + 4:i + 4 + ln]
                    i += 4 + ln

    @property
    def tname(self):
        return RTYPES.get(self.qtype, "TYPE%d" % self.qtype)
