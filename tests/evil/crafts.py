# SPDX-License-Identifier: MIT
"""Hand-made malformed replies.  Each function: (Query, args) -> reply bytes.

The names are what scenario files put in ``"craft"``.  Every reply carries the
right query id and (unless the craft is about the question) the right question,
so only the intended defect is under test.
"""
import struct

from dnswire import header, name, rr

OK = 0x8180            # QR RD RA
PTR_OWNER = b"\xc0\x0c"  # pointer to the question name at offset 12


def _msg(q, answers, an=None, qd=1, ns=0, ar=0, flags=OK, tail=b"", question=None):
    body = b"".join(answers)
    return header(q.id, flags, qd, len(answers) if an is None else an, ns, ar) + (
        q.question if question is None else question) + body + tail


def _answer(q, a):
    """A fitting answer for the question: what would be right if the message around it were."""
    data = a.get("target", "192.0.2.1" if q.tname == "A" else "2001:db8::1" if q.tname == "AAAA" else "mail.example.com.")
    return rr(PTR_OWNER, q.tname, data)


def comp_loop(q, a):
    """RDATA name is a pointer to itself."""
    at = 12 + len(q.question) + 12
    return _msg(q, [rr(PTR_OWNER, a.get("rtype", "PTR"), struct.pack("!H", 0xC000 | at))])


def comp_pingpong(q, a):
    """Two pointers that point at each other."""
    at = 12 + len(q.question) + 12
    return _msg(q, [rr(PTR_OWNER, "PTR", struct.pack("!HH", 0xC000 | at + 2, 0xC000 | at))])


def comp_owner_loop(q, a):
    """Owner name of the first answer points at itself."""
    at = 12 + len(q.question)
    return _msg(q, [struct.pack("!H", 0xC000 | at) + _answer(q, a)[2:]])


def comp_forward(q, a):
    """RDATA pointer goes forward to a name later in the message."""
    at = 12 + len(q.question) + 12 + 2
    return _msg(q, [rr(PTR_OWNER, "PTR", struct.pack("!H", 0xC000 | at))],
                tail=name(a.get("target", "mail.example.com.")))


def comp_past_end(q, a):
    return _msg(q, [rr(PTR_OWNER, "PTR", b"\xff\xff")])


def comp_header(q, a):
    """RDATA pointer into the message header."""
    return _msg(q, [rr(PTR_OWNER, "PTR", b"\xc0\x00")])


def comp_cut(q, a):
    """Pointer whose second octet is beyond the end."""
    return _msg(q, [rr(PTR_OWNER, "PTR", b"\xc0")])


def comp_chain(q, a):
    """A chain of N backward pointers ending in a valid name."""
    n = a.get("n", 120)
    base = 12 + len(q.question) + 12
    target = name(a.get("target", "mail.example.com."))
    rd = bytearray(target)
    prev = base
    for _ in range(n):
        here = base + len(rd)
        rd += struct.pack("!H", 0xC000 | prev)
        prev = here
    first = rr(PTR_OWNER, 16, bytes(rd))      # TXT-typed carrier RR
    return _msg(q, [first, rr(PTR_OWNER, "PTR", struct.pack("!H", 0xC000 | prev))])


def label_long(q, a):
    """Label length octet 0x40..0x7F (reserved 01 type)."""
    return _msg(q, [rr(PTR_OWNER, "PTR", b"\x50" + b"a" * 80 + b"\x03com\0")])


def label_reserved(q, a):
    """Label length octet with the reserved 10 bits."""
    return _msg(q, [rr(PTR_OWNER, "PTR", b"\x84mail\x03com\0")])


def name_long(q, a):
    """A name of N octets made of legal 63-octet labels."""
    n = a.get("n", 300)
    rd = bytearray()
    while len(rd) < n:
        rd += b"\x3f" + b"a" * 63
    return _msg(q, [rr(PTR_OWNER, "PTR", bytes(rd) + b"\x03com\0")])


def name_255(q, a):
    """A name of exactly 255 octets: legal, must be handled."""
    rd = b"\x3f" + b"a" * 63 + b"\x3f" + b"b" * 63 + b"\x3f" + b"c" * 63 + b"\x3d" + b"d" * 61 + b"\0"
    assert len(rd) == 255
    return _msg(q, [rr(PTR_OWNER, "PTR", rd)])


def name_128_labels(q, a):
    """127 one-octet labels (255 octets)."""
    return _msg(q, [rr(PTR_OWNER, "PTR", b"\x01a" * 127 + b"\0")])


def name_unterminated(q, a):
    return _msg(q, [rr(PTR_OWNER, "PTR", b"\x04mail\x07example\x03com")])


def rdlen_over(q, a):
    return _msg(q, [rr(PTR_OWNER, "PTR", "mail.example.com.", rdlen=600)])


def rdlen_max(q, a):
    return _msg(q, [rr(PTR_OWNER, "PTR", "mail.example.com.", rdlen=65535)])


def rdlen_short(q, a):
    """RDLENGTH ends inside the PTR name."""
    return _msg(q, [rr(PTR_OWNER, "PTR", "mail.example.com.", rdlen=5)])


def rdlen_zero(q, a):
    return _msg(q, [rr(PTR_OWNER, "PTR", b"")])


def ancount_lie(q, a):
    return _msg(q, [_answer(q, a)], an=a.get("n", 65535))


def all_counts_lie(q, a):
    return _msg(q, [_answer(q, a)], qd=1, an=65535, ns=65535, ar=65535)


def ancount_short(q, a):
    """ANCOUNT says 0 while an answer follows."""
    return _msg(q, [_answer(q, a)], an=0)


def qd2(q, a):
    return _msg(q, [_answer(q, a)], qd=2, question=q.question * 2)


def qd0(q, a):
    """No question section at all (some servers do this on errors)."""
    return header(q.id, 0x8180 | a.get("rcode", 0), 0, 0, 0, 0)


def qd0_data(q, a):
    """No question section, and an answer all the same: it could belong to any question."""
    return header(q.id, 0x8180, 0, 1, 0, 0) + q.qname + _answer(q, a)[2:]


def header_only(q, a):
    """Header that claims one question, then nothing."""
    return header(q.id, 0x8180 | a.get("rcode", 0), 1, 0, 0, 0)


def echo(q, a):
    """The query itself comes back (QR=0)."""
    return q.msg


def class_ch(q, a):
    return _msg(q, [rr(PTR_OWNER, "PTR", "mail.example.com.", rclass=3)])


def type_mismatch(q, a):
    """An A record with the PTR question's owner name."""
    return _msg(q, [rr(PTR_OWNER, "A", "192.0.2.1")])


def a_rdlen(q, a):
    """A/AAAA record whose RDATA is N octets."""
    n = a.get("n", 3)
    return _msg(q, [rr(PTR_OWNER, q.qtype, bytes([192, 0, 2, 1] * 8)[:n])])


def wrong_owner(q, a):
    """Answer whose owner is another name (not asked for)."""
    return _msg(q, [rr(a.get("owner", "victim.example."), q.tname, a["data"])])


def txt_over(q, a):
    """TXT character-string longer than its RDATA."""
    return _msg(q, [rr(PTR_OWNER, "TXT", b"\xff" + b"short")])


def txt_empty_rdata(q, a):
    return _msg(q, [rr(PTR_OWNER, "TXT", b"")])


def opt_twice(q, a):
    opt = b"\0" + struct.pack("!HHIH", 41, 1232, 0, 0)
    return _msg(q, [_answer(q, a)], ar=2, tail=opt * 2)


def opt_bad(q, a):
    """OPT whose option length runs past its RDATA."""
    opt = b"\0" + struct.pack("!HHIH", 41, 1232, 0, 4) + b"\0\x0a\xff\xff"
    return _msg(q, [_answer(q, a)], ar=1, tail=opt)


def trailing(q, a):
    """A valid reply followed by junk."""
    return _msg(q, [_answer(q, a)], tail=b"\xAA" * 200)


def name_control(q, a):
    """A legal name of 3 x 63 octets of 0x01: four times as long in presentation form."""
    return _msg(q, [rr(PTR_OWNER, "PTR", (b"\x3f" + b"\x01" * 63) * 3 + b"\0")])


def label_nul(q, a):
    """One-octet label NUL between a trusted name and the attacker's zone."""
    rd = b"".join(bytes([len(x)]) + x for x in (b"mail", b"bank", b"example", b"\0", b"evil", b"test")) + b"\0"
    return _msg(q, [rr(PTR_OWNER, "PTR", rd)])


def many_a(q, a):
    """N addresses of which the last is right; over UDP the server makes it TC."""
    own = _answer(q, a)
    return _msg(q, [rr(PTR_OWNER, "A", struct.pack("!I", 0x0A000000 + i)) for i in range(a.get("n", 100))] + [own])


def same_ptr(q, a):
    """The same PTR N times."""
    return _msg(q, [_answer(q, a)] * a.get("n", 100))


def comp_bomb(q, a):
    """Up to 64 KiB: long shared name, thousands of RRs that point at it."""
    rds = bytearray()
    labels = a.get("labels", 250)
    carrier = b"\x3f" + b"x" * 63
    rds = carrier * labels + b"\0"
    at = 12 + len(q.question) + 12
    out = [rr(PTR_OWNER, 16, bytes(rds)[:60000])]
    size = len(out[0])
    while size < 64000:
        one = rr(PTR_OWNER, "PTR", struct.pack("!H", 0xC000 | at))
        out.append(one)
        size += len(one)
    return _msg(q, out)[:65535]


TABLE = {k: v for k, v in globals().items()
         if callable(v) and not k.startswith("_") and k not in ("header", "name", "rr")}
