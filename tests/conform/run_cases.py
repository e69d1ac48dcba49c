#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""Run case files against a real fcrdns-check binary and a scripted DNS server on loopback.

  run_cases.py [--bin PATH] [--only PREFIX] [--transport NAME] [--jobs N] [--tap] [-v] [CASES.jsonl...]

A case passes when iprev, the confirmed names, the reasons (a subset of the finding codes), the
predicted replies, the severity and the HELO facts are as expected, a clean pass has no finding of
severity warn or worse, the program did not crash and its record is valid by the schema.  Cases
marked `contested` are run and counted apart.  Prints what differs and a closing line
'N passed, N failed', or TAP with --tap.  Exit 0 only without failures.
"""
import argparse
import concurrent.futures
import glob
import json
import os
import queue
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True                   # the source tree stays as it is
sys.path.insert(0, os.path.join(HERE, "..", "evil"))
import props                                     # noqa: E402
from evil_dns import Server                      # noqa: E402

HANG_S = 30                                      # several times the program's own deadline
LOUD = ("warn", "fail", "undecided")
# Findings that may stand beside a clean pass: they speak of the name or of this machine.
QUIET = ("generic_name", "resolver_local")


def codes(rec):
    return {f["code"] for f in rec.get("findings", [])}


def bare(names):
    return sorted(n.rstrip(".") for n in names)


def differences(case, rec, rc, log):
    """What a record says against what the case expects: a list of sentences."""
    want, out = case["expect"], []
    if want.get("error"):
        if rec is None:
            return [] if rc == 64 else ["expected %s, exit %s, no record" % (want["error"], rc)]
        if want["error"] not in codes(rec) | {rec.get("error")}:
            return ["expected %s, exit %s, record with %s" % (want["error"], rc, sorted(codes(rec)))]
        return []
    if rec is None:
        return ["no record, exit %s" % rc]

    def same(label, have, expected):
        if have != expected:
            out.append("%s %s, want %s" % (label, have, expected))

    mta = rec.get("mta", {})
    same("iprev", rec.get("iprev"), want["iprev"])
    same("confirmed", bare(rec.get("confirmed", [])), bare(want.get("confirmed_names", [])))
    missing = set(want.get("reasons", [])) - codes(rec)
    if missing:
        out.append("findings lack %s (have %s)" % (sorted(missing), sorted(codes(rec))))
    if want.get("skipped") and log:
        out.append("a skipped address was queried: %s" % log[:2])
    extra = set(want.get("absent", [])) & codes(rec)
    if extra:
        out.append("findings have %s" % sorted(extra))
    for k in ("postfix", "postfix_reverse"):
        if want.get(k):
            same("mta." + k, mta.get(k), want[k])
    for k, v in want.get("mta", {}).items():
        same("mta." + k, mta.get(k), v)
    if want.get("severity"):
        same("severity", rec.get("severity"), want["severity"])
    if want.get("postfix_order_dependent") is not None:
        same("mta.order_dependent", mta.get("order_dependent", False), want["postfix_order_dependent"])
    if want["iprev"] == "pass" and not want.get("reasons") and not case.get("options", {}).get("helo"):
        loud = [f["code"] for f in rec.get("findings", [])
                if f.get("severity") in LOUD and f["code"] not in QUIET]
        if loud:
            out.append("a clean pass has findings %s" % loud)
    if want.get("generic") is False and "generic_name" in codes(rec):
        out.append("generic_name on a name that is not")
    if want.get("ownership"):
        have = rec.get("ownership") or {}
        for k, v in want["ownership"].items():
            same("ownership." + k, have.get(k), v)
    if want.get("dnsbl") is not None:
        same("dnsbl", rec.get("dnsbl"), want["dnsbl"])
    have = rec.get("helo") or {}
    for k in ("matches_ptr", "resolves_to_ip"):
        if (want.get("helo") or {}).get(k) is not None:
            same("helo." + k, have.get(k), want["helo"][k])
    return out


def command(a, case, port):
    cmd = [a.bin, "-r", "127.0.0.1:%d" % port, "-j", "--timeout", "1", "--retries", "1", "--deadline", "8"]
    if a.transport:
        cmd += ["--transport", a.transport]
    opt = case.get("options", {})
    for key, option in (("ptr_limit", "--ptr-limit"), ("helo", "--helo"), ("special_purpose", "--special"),
                        ("expect", "--expect"), ("ignore", "--ignore"), ("ownership", "--ownership"),
                        ("dnsbl", "--dnsbl")):
        if key in opt:
            cmd += [option, str(opt[key])]
    cmd += ["--" + flag for flag in ("strict", "deep") if opt.get(flag)]
    return cmd + ["-x", case["ip"]]


def other_octets(a, case, server):
    """The same case through both transports must give the same octets, as one address and as a list."""
    said = []
    for transport in ("cares", "datagram"):
        cmd = command(argparse.Namespace(bin=a.bin, transport=transport), case, server.port)
        for words in (cmd, cmd[:-2] + ["-l", "-"]):
            server.set(case["dns"])
            said.append(subprocess.run(words + ["--no-timing"], input=(case["ip"] + "\n").encode(), capture_output=True,
                                       timeout=HANG_S * a.scale).stdout)
    return ["cares and datagram give other octets for %s: %r and %r" % (what, one, other)
            for what, one, other in (("an address", said[0], said[2]), ("a list", said[1], said[3])) if one != other]


def run(a, case, servers, schema):
    """(case, differences, seconds)"""
    server = servers.get()
    try:
        server.set(case["dns"])
        start, rec, bad = time.monotonic(), None, []
        try:
            p = subprocess.run(command(a, case, server.port), stdin=subprocess.DEVNULL,
                               capture_output=True, timeout=HANG_S * a.scale)
        except subprocess.TimeoutExpired:
            return case, ["no end in %g s" % (HANG_S * a.scale)], time.monotonic() - start
        crash = props.crash(p.returncode, p.stderr)
        if crash:
            bad.append(crash)
        lines = [l for l in p.stdout.split(b"\n") if l.strip()]
        if len(lines) > 1:
            bad.append("%d lines for one address" % len(lines))
        if lines:
            try:
                rec = props.load_json(lines[0])[0]
            except ValueError as e:
                bad.append("not JSON: %s: %r" % (e, lines[0][:80]))
                return case, bad, time.monotonic() - start
            invalid = schema.reason(rec)
            if invalid:
                bad.append("schema: " + invalid)
        bad += differences(case, rec, p.returncode, server.log)
        if a.same and not bad:
            bad += other_octets(a, case, server)
        return case, bad, time.monotonic() - start
    finally:
        servers.put(server)


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--bin", default=os.environ.get("FCRDNS_CHECK"), help="default: $FCRDNS_CHECK")
    ap.add_argument("--only", default="", help="only cases whose id starts so")
    ap.add_argument("--same", action="store_true", help="compare the octets of both transports as well")
    ap.add_argument("--transport", default=os.environ.get("FCRDNS_TRANSPORT"), help="passed on; default: $FCRDNS_TRANSPORT")
    ap.add_argument("--jobs", type=int, default=6, help="cases at a time (most of them wait)")
    ap.add_argument("--scale", type=float, default=1.0, help="multiply the hang limit")
    ap.add_argument("--tap", action="store_true")
    ap.add_argument("-v", action="store_true", help="name the cases that pass as well")
    ap.add_argument("cases", nargs="*", help="default: every cases*.jsonl beside this file")
    a = ap.parse_args()
    if not a.bin:
        ap.error("no binary: give --bin or set FCRDNS_CHECK")
    try:
        schema = props.Schema()
    except props.Missing as e:
        print("Bail out! %s" % e if a.tap else "run_cases.py: %s" % e, file=sys.stdout if a.tap else sys.stderr)
        return 2
    cases = []
    for path in a.cases or sorted(glob.glob(os.path.join(HERE, "cases*.jsonl"))):
        with open(path, encoding="utf-8") as f:
            cases += [c for c in map(json.loads, f) if c["id"].startswith(a.only)]
    servers = queue.SimpleQueue()
    for _ in range(a.jobs):
        servers.put(Server())
    tally = {False: [0, 0], True: [0, 0]}
    if a.tap:
        print("1..%d" % len(cases))
    with concurrent.futures.ThreadPoolExecutor(a.jobs) as pool:
        for n, (case, bad, took) in enumerate(pool.map(lambda c: run(a, c, servers, schema), cases), 1):
            contested = bool(case.get("contested"))
            tally[contested][bool(bad)] += 1
            mark = " (contested)" if contested else ""
            if a.tap:
                print("%s %d - %s%s: %s" % ("not ok" if bad else "ok", n, case["id"], mark,
                                            case["title"].replace("#", "")))
                for why in bad:
                    print("# " + why)
            elif bad or a.v:
                print("%s %s%s: %s (%.1f s)" % ("FAIL" if bad else "ok  ", case["id"], mark,
                                                "; ".join(bad) or case["title"], took))
            sys.stdout.flush()
    for server in [servers.get() for _ in range(a.jobs)]:
        server.stop()
    if not a.tap:
        print("contested: %d passed, %d failed" % tuple(tally[True]))
        print("%d passed, %d failed" % tuple(tally[False]))
    return 1 if tally[False][1] or tally[True][1] or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
