#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""fault_tools.py - small helpers of faults.t.

  gen N                     N addresses of 10.0.0.0/8 to stdout, in order
  garbage N                 the same, mixed with long, binary and broken lines
  auto FILE                 write the scenario that answers for those addresses
  verify LIST OUT [--allow-temp] [--partial]
                            every address of LIST once in OUT, with the right verdict
  lines OUT                 every line of OUT is one whole JSON document
  slowread BYTES MS         copy stdin to stdout at BYTES per MS milliseconds
  peak PID                  print VmHWM of PID in KiB until it ends (last value)
Exit status 0 means good; a reason is printed otherwise.
"""
import json
import os
import random
import sys
import time

from run import PROFILE, find

WANT = {5: "permerror", 6: "fail", 7: "temperror", 9: "permerror"}


def addresses(n):
    for i in range(n):
        yield "10.%d.%d.%d" % (i // 62500 % 250, i // 250 % 250, i % 250 + 1)


def want(ip):
    return WANT.get(int(ip.split(".")[3]) % 10, "pass")


def gen(n):
    out = sys.stdout
    for ip in addresses(int(n)):
        out.write(ip + "\n")


def garbage(n):
    out, rng = sys.stdout.buffer, random.Random(4)
    out.write(b"\xef\xbb\xbf")
    for i, ip in enumerate(addresses(int(n))):
        k = i % 50
        if k == 7:
            out.write(bytes(rng.getrandbits(8) for _ in range(60)).replace(b"\n", b".").replace(b"\r", b".") + b"\n")
        elif k == 17:
            out.write(b"=cmd()|'/x'!A1\n\x1b[31m\n1.2.3.4\x005\n")
        elif k == 27:
            out.write("10.0.0.1\n".encode("utf-16-le").replace(b"\n\0", b"\0") + b"\n")
        elif i % 100000 == 33:
            out.write(b"8" * (1 << 20) + b"\n")
        out.write(ip.encode() + (b"\r\n" if i % 3 else b"\n"))


def auto(path, **server):
    json.dump({"zone": {"auto": {"suffix": "auto.test."}}, "server": server}, open(path, "w"))


def read_docs(path):
    """(ip -> [class]), damaged lines"""
    got, damaged = {}, 0
    with open(path, "rb") as f:
        for line in f:
            if not line.strip():
                continue
            try:
                doc = json.loads(line)
            except ValueError:
                damaged += 1
                continue
            ip = next((doc[k] for k in PROFILE["ip_keys"] if isinstance(doc.get(k), str)), None)
            if ip is None:
                continue
            for c in find([doc], [ip], PROFILE, PROFILE["class_keys"]).get(ip, ["?"]):
                got.setdefault(ip, []).append(c)
    return got, damaged


def verify(listing, out, *flags):
    ips = [l.strip() for l in open(listing) if l.strip()]
    got, damaged = read_docs(out)
    lost = [i for i in ips if i not in got]
    twice = [i for i, c in got.items() if len(c) > 1]
    alien = [i for i in got if i not in set(ips)]
    allow = {"temperror"} if "--allow-temp" in flags else set()
    wrong = [i for i, c in got.items() if c[0] != want(i) and c[0] not in allow]
    if "--partial" in flags:
        lost = []
    print("listed %d, reported %d, lost %d, twice %d, wrong %d, alien %d, damaged lines %d" % (
        len(ips), len(got), len(lost), len(twice), len(wrong), len(alien), damaged))
    for word, l in (("lost", lost), ("twice", twice), ("wrong", wrong), ("alien", alien)):
        if l:
            print("  %s: %s" % (word, " ".join(l[:5])))
    return bool(lost or twice or wrong or alien or damaged)


def lines(out):
    got, damaged = read_docs(out)
    print("%d verdicts, %d damaged lines" % (len(got), damaged))
    return bool(damaged) or not got


def slowread(n, ms):
    while True:
        d = os.read(0, int(n))
        if not d:
            return 0
        os.write(1, d)
        time.sleep(int(ms) / 1000)


def peak(pid):
    last = 0
    while True:
        try:
            with open("/proc/%s/status" % pid) as f:
                text = f.read()
            if "VmHWM" not in text:
                break
            last = int(text.split("VmHWM:")[1].split()[0])
        except OSError:
            break
        time.sleep(0.1)
    print(last)
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in ("gen", "garbage", "auto", "verify", "lines", "slowread", "peak"):
        sys.exit(__doc__)
    sys.exit(globals()[sys.argv[1]](*sys.argv[2:]))
