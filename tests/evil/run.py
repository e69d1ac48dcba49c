#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""run.py - run the hostile scenarios against a checker binary.

    run.py --bin ./fcrdns-check [--profile FILE] [--args TEMPLATE] [--only GLOB]
           [--transport NAME] [--jobs N] [--valgrind] [--scale X] [--report FILE] [--tap] [-v]

For each scenario it starts evil_dns.py on a free loopback port, runs the binary
(once per output format), checks the scenario's properties, and at the end prints
``N passed, N failed, N skipped`` (or TAP).  It exits 0 only if nothing failed.

TEMPLATE words may hold {bin} {server} {host} {port} {format} {inputs} {file}
{domain} {value}.  The profile (JSON) holds one template per kind of run; --args
overrides the template ``single``.
"""
import argparse
import concurrent.futures
import fnmatch
import glob
import json
import os
import resource
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True                   # the source tree stays as it is
import props                                     # noqa: E402
import scenario                                  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
PROFILE = json.load(open(os.path.join(HERE, "profile.json"), encoding="utf-8"))
PRINT = threading.Lock()


class Server:
    """evil_dns.py as a child process."""

    def __init__(self, path, tmp, v6, which=0):
        self.stats_file = os.path.join(tmp, "stats%d.json" % which)
        self.p = subprocess.Popen(
            [sys.executable, "-B", os.path.join(HERE, "evil_dns.py"), "--scenario", path,
             "--stats", self.stats_file, "--which", str(which)] + (["--v6"] if v6 else []),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        line = self.p.stdout.readline().decode().split()
        if len(line) != 2 or line[0] != "READY":
            raise RuntimeError("evil_dns did not start: %s" % self.p.stderr.read().decode()[-500:])
        self.port = int(line[1])

    def stop(self):
        self.p.terminate()
        try:
            _, err = self.p.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            self.p.kill()
            _, err = self.p.communicate()
        stats = json.load(open(self.stats_file)) if os.path.exists(self.stats_file) else {}
        if err.strip():
            stats["server_error"] = err.decode("latin-1")[-400:]
        return stats


def add_up(stats):
    """The counters of several servers as if they were one."""
    total = {}
    for st in stats:
        for k, v in st.items():
            if isinstance(v, dict):
                mine = total.setdefault(k, {})
                for name, n in v.items():
                    mine[name] = mine.get(name, 0) + n
            else:
                total[k] = total[k] + v if k in total else v
    return total


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as s:
            s.bind(("::1", 0))
        return True
    except OSError:
        return False


def fill(template, words):
    out = []
    for w in shlex.split(template):
        if w == "{inputs}":
            out += words["inputs"]
        else:
            out.append(w.format(**{k: v for k, v in words.items() if k != "inputs"}))
    return out


def high_water(pid):
    """Peak resident MiB of a live process."""
    try:
        with open("/proc/%d/status" % pid) as f:
            for line in f:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0


def execute(cmd, limit, tmp, tag, stdin=None, env=None, mem_mb=None):
    """Run one command: (rc or None if it hung, stdout, stderr, seconds, rss_mb)."""
    o, e = os.path.join(tmp, tag + ".out"), os.path.join(tmp, tag + ".err")

    def limits():
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (256 << 20, 256 << 20))
        if mem_mb:
            resource.setrlimit(resource.RLIMIT_AS, (mem_mb << 20, mem_mb << 20))
    with open(o, "wb") as fo, open(e, "wb") as fe:
        start = time.monotonic()
        p = subprocess.Popen(cmd, stdout=fo, stderr=fe, stdin=stdin or subprocess.DEVNULL,
                             preexec_fn=limits, env=env)
        rc, rss = None, 0
        while True:
            pid, status, ru = os.wait4(p.pid, os.WNOHANG)
            if pid:
                rc = os.waitstatus_to_exitcode(status)
                # Linux keeps the peak over fork and exec, so a small one may be this process's own.
                if ru.ru_maxrss / 1024 > high_water(os.getpid()):
                    rss = max(rss, ru.ru_maxrss / 1024)
                break
            rss = max(rss, high_water(p.pid))
            if time.monotonic() - start > limit:
                os.killpg(p.pid, signal.SIGKILL)
                os.wait4(p.pid, 0)
                break
            time.sleep(0.005)
        p.returncode = rc if rc is not None else -9
        took = time.monotonic() - start
    return rc, open(o, "rb").read(), open(e, "rb").read(), took, rss


def find(doc, ips, profile, keys):
    """Map ip -> [class...] from any JSON shape that has an ip and a class key."""
    found, wanted = {}, set(ips)

    def value(d):
        for k in keys:
            v = d.get(k)
            if isinstance(v, str):
                return v
            if isinstance(v, dict):
                got = value(v) or v.get("state") or v.get("value")
                if isinstance(got, str):
                    return got
        return None

    def walk(d, ip):
        if isinstance(d, dict):
            mine = ip
            for k in profile["ip_keys"]:
                if isinstance(d.get(k), str) and d[k] in wanted:
                    mine = d[k]
                    break
            for k, v in d.items():                     # {"192.0.2.1": {...}}
                if k in wanted and isinstance(v, (dict, list)):
                    walk(v, k)
            got = value(d) if mine else None
            if got is not None:
                got = got.lower()
                found.setdefault(mine, []).append(profile.get("class_map", {}).get(got, got))
                return
            for k, v in d.items():
                if k not in wanted:
                    walk(v, mine)
        elif isinstance(d, list):
            for v in d:
                walk(v, ip)
    for x in doc:
        walk(x, ips[0] if len(ips) == 1 else None)
    return found


def check(spec, fmt, profile, schema, rc, out, err, rss, limit, valgrind):
    """All per-run properties: a list of (property, reason)."""
    ex, bad = spec.get("expect", {}), []

    def need(prop, reason):
        if reason:
            bad.append(("%s[%s]" % (prop, fmt), reason))
    if rc is None:
        return [("terminates[%s]" % fmt, "still running after %.0f s" % limit)]
    need("no_crash", props.crash(rc, err, valgrind))
    if not spec.get("dirty_ok"):
        need("stdout_clean", props.clean(out, b"\n\r" if fmt == "csv" else b"\n"))
        need("stderr_clean", props.clean(err.replace(b"\t", b" ")))
    if "exit_not" in ex and rc in ex["exit_not"]:
        need("exit_not", str(rc))
    if not out.strip():
        if not ex.get("may_be_silent"):
            need("output", "nothing on stdout (exit %s, stderr %r)" % (rc, err[-120:]))
        return bad
    ips = list(ex.get("iprev", {})) or spec.get("inputs", [])
    if "max_rss_mb" in ex and rss > ex["max_rss_mb"] and not valgrind:
        need("max_rss", "%.0f MiB > %d" % (rss, ex["max_rss_mb"]))
    if "max_stdout" in ex and len(out) > ex["max_stdout"]:
        need("max_stdout", "%d bytes" % len(out))
    if "exit" in ex and rc not in ex["exit"]:
        need("exit", "%d not in %s" % (rc, ex["exit"]))
    for s in ex.get("stdout_not", []):
        if s.encode() in out:
            need("stdout_not", s)
    if fmt == "json":
        try:
            docs = props.load_json(out)
        except ValueError as e:
            need("json_ok", str(e)[:200])
            return bad
        need("json_strings_clean", props.json_strings_clean(docs))
        need("schema", props.records_ok(docs, schema))
        got = find(docs, ips, profile, profile["class_keys"])
        for ip, allowed in ex.get("iprev", {}).items():
            have = got.get(ip, [])
            if not have:
                need("reported", "no verdict for %s" % ip)
            elif len(have) > 1 and not (ex.get("dups_ok") and len(set(have)) == 1):
                need("reported_once", "%s has %d verdicts" % (ip, len(have)))
            elif have[0] not in allowed:
                need("iprev", "%s is %s, want %s" % (ip, have[0], "|".join(allowed)))
        if "pass_rate" in ex:                            # load scenarios
            good = sum(1 for v in got.values() if v == ["pass"])
            if good < ex["pass_rate"] * len(spec["inputs"]):
                need("pass_rate", "%d of %d pass" % (good, len(spec["inputs"])))
        if "ownership" in ex:
            own = find(docs, ips, profile, profile["ownership_keys"])
            have = [v for l in own.values() for v in l]
            if not have or not set(have) <= set(ex["ownership"]):
                need("ownership", "%s, want %s" % (have, "|".join(ex["ownership"])))
        for code in ex.get("findings", []):
            if not any(f.get("code") == code for d in docs for f in d.get("findings", [])):
                need("findings", "no %s" % code)
        if "n_records" in ex and len(docs) != ex["n_records"]:
            need("n_records", "%d, want %d" % (len(docs), ex["n_records"]))
    elif fmt == "csv":
        try:
            need("csv_ok", props.csv_ok(out, None if "input_hex" in spec else len(set(ips))))
        except Exception as e:
            need("csv_ok", repr(e))
    elif fmt == "prometheus":
        need("prometheus_ok", props.prometheus_ok(out))
    elif fmt == "nagios":
        need("nagios_ok", props.nagios_ok(out, rc))
    elif fmt == "checkmk":
        need("checkmk_ok", props.checkmk_ok(out, len(set(ips))))
    elif fmt == "plugin":
        need("plugin_ok", props.plugin_ok(out, rc))
    return bad


def one(path, a, profile, schema):
    """Run one scenario: (name, title, failures, info)."""
    sid = os.path.basename(path)[:-5]
    try:
        spec = scenario.load(path)
        return (sid, spec.get("title", "")) + verdict(path, spec, sid, a, profile, schema)
    except Exception as e:                       # the harness itself: named, never lost
        return sid, "", [("harness", repr(e))], ""


def verdict(path, spec, sid, a, profile, schema):
    ex = spec.get("expect", {})
    kind = spec.get("kind", "single")
    if not profile.get(kind):
        return None, "no command template for kind %r" % kind
    if spec.get("v6") and not has_ipv6():
        return None, "no IPv6 on the loopback"
    fails, info = [], []
    fmts = spec.get("formats", ["json"])
    if "all" in fmts:
        fmts = ["json", "text", "csv", "prometheus", "nagios", "checkmk", "plugin"]
    with tempfile.TemporaryDirectory(prefix="evil-") as tmp:
        for fmt in fmts:
            # The plugin is a program of its own, which reads no lists.
            if fmt not in profile["formats"] or (fmt == "plugin" and (kind != "single" or not a.plugin)):
                continue
            limit = ex.get("max_seconds", 20) * a.scale * (10 if a.valgrind else 1)
            repeat = spec.get("repeat", 1)
            servers = []
            try:
                for which in range(scenario.n_servers(spec)):
                    servers.append(Server(path, tmp, spec.get("v6", False), which))
                host = "[::1]" if spec.get("v6") else "127.0.0.1"
                words = {"bin": a.bin, "plugin": a.plugin, "host": host, "port": str(servers[0].port),
                         "server": ",".join("%s:%d" % (host, s.port) for s in servers),
                         "format": profile["formats"][fmt],
                         "inputs": spec.get("inputs", []), "file": os.path.join(tmp, "in.txt"),
                         "domain": spec.get("domain", ""), "value": spec.get("value", "")}
                with open(words["file"], "wb") as f:
                    if "input_hex" in spec:
                        f.write(bytes.fromhex(spec["input_hex"]))
                    else:
                        f.write("".join(i + "\n" for i in spec.get("inputs", [])).encode())
                for n in range(repeat):
                    tpl = a.args if a.args and kind == "single" else profile["plugin" if fmt == "plugin" else kind]
                    cmd = fill(tpl, words)
                    if a.transport and fmt != "plugin":
                        cmd[1:1] = ["--transport", a.transport]
                    if a.valgrind:
                        cmd = ["valgrind", "-q", "--error-exitcode=97", "--leak-check=full",
                               "--errors-for-leak-kinds=definite"] + cmd
                    env = dict(os.environ, **{k: v.replace("{here}", HERE) for k, v in spec.get("env", {}).items()})
                    rc, out, err, took, rss = execute(cmd, limit, tmp, "%s%d" % (fmt, n), env=env)
                    fails += check(spec, fmt, profile, schema, rc, out, err, rss, limit, a.valgrind)
                    info.append("%s %.1fs rc=%s %.0fMiB" % (fmt, took, rc, rss))
                    if a.verbose:
                        with PRINT:
                            print("--- %s %s\n$ %s\n%s%s" % (sid, fmt, " ".join(cmd),
                                  out[:1500].decode("latin-1").encode("unicode_escape").decode().replace("\\n", "\n"),
                                  err[:500].decode("latin-1").encode("unicode_escape").decode()))
                    if fails and repeat > 1:
                        break
            finally:
                st = add_up([s.stop() for s in servers])
            if st.get("server_error"):
                fails.append(("harness", st["server_error"]))
            total = st.get("total", 0)
            info.append("%d queries, %d peers" % (total, st.get("peers", 0)))
            if fmt != "json":
                continue
            if total > ex.get("max_queries", 1 << 60):
                fails.append(("max_queries", "%d > %d" % (total, ex["max_queries"])))
            if total < ex.get("min_queries", 0):
                fails.append(("min_queries", "%d" % total))
            if st.get("tcp_conns", 0) < ex.get("min_tcp", 0):
                fails.append(("min_tcp", "%d TCP connections" % st.get("tcp_conns", 0)))
            if st.get("peers", 0) < ex.get("min_peers", 0):
                fails.append(("min_peers", "%d source ports" % st.get("peers", 0)))
            for pat in ex.get("never_query", []):
                for k in st.get("by", {}):
                    if fnmatch.fnmatchcase(k, pat):
                        fails.append(("never_query", k))
    return fails, "; ".join(info)


def report(a, n, sid, title, fails, info):
    """One scenario on stdout, as TAP or for people."""
    if a.tap:
        print("%s %d - %s: %s%s" % ("not ok" if fails else "ok", n, sid, title.replace("#", ""),
                                    " # SKIP " + info if fails is None else ""))
        if fails:
            print("# " + info)
        for prop, why in fails or []:
            print("# %s: %s" % (prop, why.replace("\n", " ")))
    else:
        print("%s %-34s %s" % ("SKIP" if fails is None else "FAIL" if fails else "ok  ", sid, info))
        for prop, why in fails or []:
            print("       %s: %s" % (prop, why))
    sys.stdout.flush()


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--bin", default=os.environ.get("FCRDNS_CHECK"), help="default: $FCRDNS_CHECK")
    ap.add_argument("--plugin", default=os.environ.get("CHECK_FCRDNS"), help="default: $CHECK_FCRDNS; without it it is left out")
    ap.add_argument("--args", help="template for single runs")
    ap.add_argument("--profile", help="JSON file that overrides parts of profile.json")
    ap.add_argument("--scenarios", default=os.path.join(HERE, "scenarios"))
    ap.add_argument("--only", default="*", help="a glob over the scenarios' names")
    ap.add_argument("--transport", default=os.environ.get("FCRDNS_TRANSPORT"), help="passed on; default: $FCRDNS_TRANSPORT")
    ap.add_argument("--jobs", type=int, default=6, help="scenarios at a time (most of them wait)")
    ap.add_argument("--scale", type=float, default=1.0, help="multiply the time limits")
    ap.add_argument("--valgrind", action="store_true")
    ap.add_argument("--report", help="write results as JSON")
    ap.add_argument("--tap", action="store_true")
    ap.add_argument("-v", "--verbose", action="store_true")
    a = ap.parse_args()
    if not a.bin:
        ap.error("no binary: give --bin or set FCRDNS_CHECK")
    a.bin = os.path.abspath(a.bin) if os.path.sep in a.bin or os.path.exists(a.bin) else a.bin
    try:
        schema = props.Schema()
    except props.Missing as e:
        print("Bail out! %s" % e if a.tap else "run.py: %s" % e, file=sys.stdout if a.tap else sys.stderr)
        return 2
    profile = dict(PROFILE)
    if a.profile:
        with open(a.profile, encoding="utf-8") as f:
            profile.update(json.load(f))
    paths = [p for p in sorted(glob.glob(os.path.join(a.scenarios, "*.json")))
             if fnmatch.fnmatch(os.path.basename(p)[:-5], a.only)]
    ok = failed = skipped = 0
    results = []
    if a.tap:
        print("1..%d" % len(paths))
    with concurrent.futures.ThreadPoolExecutor(a.jobs) as pool:
        for n, (sid, title, fails, info) in enumerate(pool.map(lambda p: one(p, a, profile, schema), paths), 1):
            skipped += fails is None
            failed += bool(fails)
            ok += fails == []
            with PRINT:
                report(a, n, sid, title, fails, info)
            results.append({"id": sid, "failures": fails, "info": info})
    if a.report:
        with open(a.report, "w", encoding="utf-8") as f:
            json.dump(results, f, indent=1)
    if not a.tap:
        print("%d passed, %d failed, %d skipped" % (ok, failed, skipped))
    return 1 if failed or not ok else 0


if __name__ == "__main__":
    sys.exit(main())
