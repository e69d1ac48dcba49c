#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""selftest.py - the property checks accept good samples and refuse bad ones, and the server says
what its scenario language promises.

Every check gets samples of both kinds; prints ``N passed, N failed``.  Samples that need a tool
which is not there (a compiler, promtool, valgrind) are left out and named."""
import glob
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import crafts                                    # noqa: E402
import dnswire                                   # noqa: E402
import props                                     # noqa: E402
import scenario                                  # noqa: E402
from evil_dns import Evil, Server                # noqa: E402
from run import HERE, execute, find              # noqa: E402

ANY_SHAPE = {"ip_keys": ["ip", "address"], "class_keys": ["iprev", "verdict"]}
ok = bad = 0


def expect(name, refused, result):
    global ok, bad
    if bool(result) == refused:
        ok += 1
    else:
        bad += 1
        print("FAIL %s: wanted %s, got %r" % (name, "a reason" if refused else "none", result))


def equal(name, have, want):
    expect(name, False, None if have == want else "%r, not %r" % (have, want))


def there(tool):
    if shutil.which(tool):
        return True
    print("left out: what needs %s" % tool)
    return False


J = props.load_json


def raises(f, *a):
    try:
        f(*a)
    except ValueError as e:
        return str(e) or "error"
    return None


expect("clean plain", False, props.clean(b"1.2.3.4 pass mail.example.com\n"))
expect("clean utf8", False, props.clean("caf\u00e9\n".encode()))
for label, s in (("esc", b"\x1b[31m"), ("nul", b"a\0b"), ("del", b"\x7f"), ("cr", b"a\rb"), ("latin1", b"\xe9"),
                 ("c1", "\u009b".encode()), ("bidi", "\u202e".encode()), ("overlong", b"\xc0\x80"), ("surrogate", b"\xed\xa0\x80")):
    expect("clean " + label, True, props.clean(s))
expect("json one", False, raises(J, b'{"ip":"1.2.3.4"}\n'))
expect("json lines", False, raises(J, b'{"a":1}\n{"a":2}\n'))
for label, s in (("nan", b'{"a":NaN}'), ("dup", b'{"a":1,"a":2}'), ("ctl", b'{"a":"\x1b"}'), ("cut", b'{"a":1'), ("empty", b""), ("trail", b'{"a":1}x')):
    expect("json " + label, True, raises(J, s))
expect("json strings", True, props.json_strings_clean(J(b'{"a":["\\u001b[31m"]}')))
expect("json strings ok", False, props.json_strings_clean(J(b'{"a":["\\\\027[31m"]}')))
expect("csv ok", False, props.csv_ok(b'ip,v\n1.2.3.4,"a,b"\n', 1))
for label, s in (("formula", b"ip,v\n1.2.3.4,=1+1\n"), ("at", b"ip,v\n1.2.3.4,@x\n"), ("quoted formula", b'ip,v\n1.2.3.4,"=1,2"\n'),
                 ("width", b"ip,v\n1,2,3\n"), ("newline split", b"ip,v\n1.2.3.4,a\nb\n"), ("none", b"")):
    expect("csv " + label, True, props.csv_ok(s, 1))
expect("csv number", False, props.csv_ok(b"ip,n\n1.2.3.4,-1\n", 1))
PROM = there("promtool")
if PROM:
    expect("prom ok", False, props.prometheus_ok(b'# HELP fcrdns_status x\n# TYPE fcrdns_status gauge\nfcrdns_status{c="d\\\\027"} 1\n'))
for label, s in () if not PROM else (("quote", b'# HELP a x\n# TYPE a gauge\na{c="d"e"} 1\n'), ("newline", b'# HELP a x\n# TYPE a gauge\na{c="d\ne"} 1\n'), ("empty", b"")):
    expect("prom " + label, True, props.prometheus_ok(s))
expect("nagios ok", False, props.nagios_ok(b"FCRDNS OK - 1.2.3.4 pass | time=0.012s;1;5 checked=1\n", 0))
for label, s, rc in (("two bars", b"OK - a|b | t=1s\n", 0), ("no bar", b"OK - a\n", 0), ("lines", b"OK - a | t=1s\nX: 1\n", 0), ("state", b"OK - a | t=1s\n", 2),
                     ("exit", b"OK - a | t=1s\n", 4), ("perf", b"OK - a | t=x y\n", 0), ("html", b"OK - <b> | t=1s\n", 0), ("shell", b"OK - $(id) | t=1s\n", 0), ("word", b"GOOD a | t=1s\n", 0)):
    expect("nagios " + label, True, props.nagios_ok(s, rc))
expect("crash none", False, props.crash(1, b"error: no\n"))
for label, rc, e in (("signal", -11, b""), ("abort", 134, b""), ("asan", 1, b"==1==ERROR: AddressSanitizer: x"), ("ubsan", 0, b"a.c:1: runtime error: x"), ("assert", 1, b"x: Assertion `a' failed.")):
    expect("crash " + label, True, props.crash(rc, e))
for shape in ('{"ip":"1.2.3.4","iprev":"pass"}', '[{"address":"1.2.3.4","result":{"iprev":"PASS"}}]', '{"results":[{"ip":"1.2.3.4","checks":{"iprev":{"state":"pass"}}}]}', '{"1.2.3.4":{"verdict":"pass"}}'):
    got = find(J(shape.encode()), ["1.2.3.4"], ANY_SHAPE, ANY_SHAPE["class_keys"])
    expect("find " + shape[:30], False, None if got == {"1.2.3.4": ["pass"]} else got)
RECORD = {"schema": "fcrdns-check/1", "index": 0, "address": "192.0.2.1", "iprev": "pass", "severity": "ok",
          "confirmed": ["a.example"], "findings": [], "names": [{"name": "a.example", "confirmed": True}],
          "ptr": {"rcode": "NOERROR", "ttl": 300}}
SCHEMA = props.Schema()
expect("schema ok", False, props.records_ok([RECORD] * 3, SCHEMA))
for label, change in (("iprev", {"iprev": "none"}), ("index", {"index": -1}), ("name", {"schema": "other/1"}),
                      ("ttl", {"ptr": {"rcode": "NOERROR", "ttl": 1 << 31}}), ("confirmed", {"confirmed": "a"}),
                      ("code", {"findings": [{"code": "No Code", "severity": "warn", "message": "x"}]})):
    expect("schema " + label, True, props.records_ok([RECORD, {**RECORD, **change}], SCHEMA))
expect("schema lacks", True, props.records_ok([{k: v for k, v in RECORD.items() if k != "names"}], SCHEMA))


# ---- the server ------------------------------------------------------------
def question(name, rtype, edns=True, qid=0x1234):
    opt = b"\0" + struct.pack("!HHIH", 41, 1232, 0, 0) if edns else b""
    return dnswire.header(qid, 0x0100, 1, 0, 0, bool(edns)) + dnswire.name(name) + \
        struct.pack("!HH", dnswire.typenum(rtype), 1) + opt


def ask(server, name, rtype, via="udp", edns=True):
    """(rcode, TC, ANCOUNT, octets) as the server answers on its sockets, or None for silence."""
    kind = socket.SOCK_DGRAM if via == "udp" else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as s:
        s.settimeout(1 if name.startswith("silent") else 10)
        s.connect(("127.0.0.1", server.port))
        q = question(name, rtype, edns)
        s.sendall(q if via == "udp" else struct.pack("!H", len(q)) + q)
        try:
            if via == "udp":
                m = s.recv(65535)
            else:
                with s.makefile("rb") as f:
                    m = f.read(struct.unpack("!H", f.read(2))[0])
        except TimeoutError:
            return None
    return m[3] & 15, bool(m[2] & 2), struct.unpack("!H", m[6:8])[0], len(m)


CHAIN = [{"name": "c%d.x" % i, "type": "CNAME", "answers": ["c%d.x" % (i + 1)]} for i in range(17)]
WORLD = CHAIN + [
    {"name": "c17.x", "type": "A", "answers": ["192.0.2.1"]},
    {"name": "loop.x", "type": "CNAME", "answers": ["loop.x"]},
    {"name": "below.ent.x", "type": "TXT", "answers": ["t"]},
    {"name": "any.x", "type": "ANY", "rcode": "REFUSED"},
    {"name": "gone.x", "type": "ANY", "rcode": "NXDOMAIN"},
    {"name": "silent.x", "type": "A", "fault": "timeout"},
    {"name": "silent-tcp.x", "type": "A", "fault": "tc_no_tcp", "answers": ["192.0.2.1"]},
    {"name": "tc.x", "type": "A", "fault": "truncate", "answers": ["192.0.2.1"]},
    {"name": "garbage.x", "type": "A", "fault": "garbage"},
    {"name": "formerr.x", "type": "A", "fault": "formerr"},
    {"name": "many.x", "type": "PTR", "answers": ["host%02d.example.com" % i for i in range(20)]},
    {"name": "more.x", "type": "PTR", "answers": ["host%02d.example.com" % i for i in range(60)]},
    {"name": "rrs.x", "type": "A", "rrs": [["other.x", "A", "192.0.2.1"], ["rrs.x", "A", "192.0.2.2"]]}]
cases = Server()
cases.set(WORLD)
for what, args, want in (
        ("exact", ("c17.x", "A"), (0, False, 1)), ("letter case", ("C17.X", "A"), (0, False, 1)),
        ("17 hops are one too many", ("c0.x", "A"), (2, False, 0)), ("16 hops", ("c1.x", "A"), (0, False, 17)),
        ("loop", ("loop.x", "A"), (2, False, 0)), ("empty non-terminal", ("ent.x", "A"), (0, False, 0)),
        ("other type", ("c17.x", "AAAA"), (0, False, 0)), ("no such name", ("no.x", "A"), (3, False, 0)),
        ("ANY entry", ("any.x", "TXT"), (5, False, 0)), ("NXDOMAIN entry", ("gone.x", "A"), (3, False, 0)),
        ("timeout", ("silent.x", "A"), None), ("timeout, TCP", ("silent.x", "A", "tcp"), None),
        ("TC, no TCP: UDP", ("silent-tcp.x", "A"), (0, True, 0)), ("TC, no TCP: TCP", ("silent-tcp.x", "A", "tcp"), None),
        ("TC: UDP", ("tc.x", "A"), (0, True, 0)), ("TC: TCP", ("tc.x", "A", "tcp"), (0, False, 1)),
        ("garbage", ("garbage.x", "A"), (0, False, 5)), ("formerr", ("formerr.x", "A"), (1, False, 0)),
        ("over 512 without EDNS", ("many.x", "PTR", "udp", False), (0, True, 0)), ("with EDNS", ("many.x", "PTR"), (0, False, 20)),
        ("over 1200", ("more.x", "PTR"), (0, True, 0)), ("over 1200, TCP", ("more.x", "PTR", "tcp"), (0, False, 60)),
        ("rrs", ("rrs.x", "A"), (0, False, 2))):
    got = ask(cases, *args)
    equal("cases: " + what, got and got[:3], want)
equal("cases: log", cases.log[0], ("c17.x.", "A", False))
cases.set([])
equal("cases: a new log", cases.log, [])
equal("cases: a new world", ask(cases, "c17.x", "A")[:3], (3, False, 0))
cases.stop()

for craft in sorted(crafts.TABLE):
    reply = crafts.TABLE[craft](dnswire.Query(question("1.2.0.192.in-addr.arpa.", "PTR")), {"data": "x.test."})
    expect("craft " + craft, False, None if isinstance(reply, bytes) and len(reply) < 65536 else type(reply))
KEYS = {"title", "inputs", "input_hex", "input_parts", "kind", "formats", "v6", "env", "repeat", "domain", "value", "dirty_ok",
        "zone", "rules", "server", "servers", "expect", "good", "good_delay_ms"}
WANTED = {"iprev", "max_seconds", "max_queries", "min_queries", "min_tcp", "min_peers", "never_query", "max_rss_mb",
          "max_stdout", "pass_rate", "exit", "exit_not", "stdout_not", "ownership", "findings", "n_records",
          "may_be_silent", "dups_ok"}
for path in sorted(glob.glob(os.path.join(HERE, "scenarios", "*.json"))):
    with open(path, encoding="utf-8") as f:
        raw = json.load(f)
    spec = scenario.load(path)
    strange = set(raw) - KEYS | set(spec.get("expect", {})) - WANTED
    for which in range(scenario.n_servers(spec)):
        evil = Evil(scenario.server(spec, which), 1)
        for rule in evil.rules:
            for do in [rule.do, rule.do.get("late", {})] + rule.do.get("before", []):
                if "craft" in do and do["craft"] not in crafts.TABLE:
                    strange.add(do["craft"])
    if "title" not in spec or not spec.get("expect"):
        strange.add("no title or no expectation")
    expect("scenario " + os.path.basename(path), False, strange)

# ---- real processes --------------------------------------------------------
C = r'''#include <stdlib.h>
#include <string.h>
#include <stdio.h>
int main(int c,char**v){ if(v[1][0]=='s'){volatile int*p=0;*p=1;} if(v[1][0]=='a')abort(); if(v[1][0]=='o'){char*p=malloc(4);memset(p,0,(size_t)c+7);printf("%p\n",(void*)p);} if(v[1][0]=='h')for(;;); if(v[1][0]=='m'){char*p=malloc(300<<20);memset(p,1,300<<20);printf("%d\n",p[9]);} return 0;}'''
if there("gcc"):
    with tempfile.TemporaryDirectory() as t:
        open(t + "/x.c", "w").write(C)
        subprocess.run(["gcc", "-O0", "-g", "-o", t + "/x", t + "/x.c"], check=True)
        subprocess.run(["gcc", "-O0", "-g", "-fsanitize=address,undefined", "-o", t + "/xs", t + "/x.c"], check=True)
        for word, prog, refused in (("segv", "x", True), ("abort", "x", True), ("overflow", "xs", True), ("fine", "x", False), ("fine", "xs", False)):
            rc, out, err, took, rss = execute([t + "/" + prog, word], 10, t, "c")
            expect("real %s %s" % (prog, word), refused, props.crash(rc, err))
        rc, out, err, took, rss = execute([t + "/x", "hang"], 1, t, "h")
        expect("hang is seen", True, rc is None)
        rc, out, err, took, rss = execute([t + "/x", "memory"], 10, t, "m")
        expect("memory is measured", True, rss > 290)
        if there("valgrind"):
            rc, out, err, took, rss = execute(["valgrind", "-q", "--error-exitcode=97", t + "/x", "overflow"], 60, t, "v")
            expect("valgrind is seen", True, props.crash(rc, err, True))
print("%d passed, %d failed" % (ok, bad))
sys.exit(bool(bad))
