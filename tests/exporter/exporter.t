#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""The exporter as its users meet it, before the real NSD and Unbound. It speaks TAP."""
import fcntl
import html
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import bed                                       # noqa: E402
from bed import Exporter, has, ok, same          # noqa: E402

CHECK = os.environ.get("FCRDNS_CHECK") or os.path.join(bed.TOP, "build", "release", "fcrdns-check")

folder = bed.Folder()
names = bed.NameServers(folder)
silent = bed.Relay(names.resolver)
silent.set("silent")
relay = bed.Relay(names.resolver)

MODULES = """modules:
  default:
    resolvers: ["%s"]
    timeout: 5s
  strict:
    resolvers: ["%s"]
    strict: true
  expecting:
    resolvers: ["%s"]
    expect: [other.example.com]
  warned:
    resolvers: ["%s"]
    fail_on: warn
  silent:
    resolvers: ["%s"]
    timeout: 1500ms
  relayed:
    resolvers: ["%s"]
    timeout: 10s
  asked:
    resolvers: ["%s"]
    strict: true
    expect: [gone.example.com, two.example.com]
    helo: two.example.com
    ownership: {value: "it's=$(not there)"}
    ignore: [ptr_multiple]
""" % (names.resolver, names.resolver, names.resolver, names.resolver, silent.address, relay.address, names.resolver)


def verdicts(x):
    rows = [
        ("192.0.2.10", "default", "pass", 1, None),
        ("2001:db8::10", "default", "pass", 1, None),
        ("192.0.2.11", "default", "fail", 0, "fwd_mismatch"),
        ("192.0.2.13", "default", "fail", 0, "fwd_nxdomain"),
        ("192.0.2.77", "default", "permerror", 0, "ptr_nxdomain"),
        ("192.0.2.40", "default", "temperror", 0, None),
        ("203.0.113.5", "silent", "temperror", 0, "ptr_timeout"),
        ("192.0.2.10", "expecting", "pass", 0, "expect_mismatch"),
        ("192.0.2.12", "default", "pass", 1, None),
        ("192.0.2.12", "warned", "pass", 0, None),
        ("192.0.2.10", "warned", "pass", 1, None),
        ("192.0.2.12", "strict", "pass", 0, "ptr_unconfirmed"),
    ]
    for target, module, iprev, success, finding in rows:
        a = x.ask("/probe?target=%s&module=%s" % (target, module))
        title = "%s in module %s: " % (target, module)
        same(title + "200 whatever the verdict", a.status, 200)
        same(title + "iprev is " + iprev, a.value('probe_fcrdns_iprev{result="%s"}' % iprev), 1.0)
        same(title + "probe_success", a.value("probe_success"), float(success))
        if finding:
            same(title + finding, a.value('probe_fcrdns_finding{code="%s"}' % finding), 1.0)
    a = x.ask("/probe?target=192.0.2.10")
    same("the format is 0.0.4", a.headers["content-type"], "text/plain; version=0.0.4; charset=utf-8")
    same("the time limit is the module's", a.value("probe_timeout_seconds"), 5.0)
    a = x.ask("/probe?target=192.0.2.10", headers=[("X-Prometheus-Scrape-Timeout-Seconds", "3.0")])
    same("or the scrape's less half a second", a.value("probe_timeout_seconds"), 2.5)
    a = x.ask("/probe?target=192.0.2.10", headers=[("X-Prometheus-Scrape-Timeout-Seconds", "1000")])
    same("whichever is shorter", a.value("probe_timeout_seconds"), 5.0)
    a = x.ask("/probe?target=192.0.2.10", headers=[("Accept", "application/openmetrics-text;version=1.0.0,*/*;q=0.1")])
    has("OpenMetrics where Accept asks", a.headers["content-type"] + a.body, "openmetrics-text", "# EOF\n")
    for spelling in ("10.2.0.192.in-addr.arpa", "::ffff:192.0.2.10", "192.0.2.10%2F32"):
        a = x.ask("/probe?target=" + spelling)
        same("one address in another spelling: " + spelling, (a.status, a.value("probe_success")), (200, 1.0))
    a = x.ask("/probe?target=192.0.2.10&module=")
    same("an empty module is the default one", (a.status, a.value("probe_success")), (200, 1.0))
    a = x.ask("/probe?target=192.0.2.11&debug=true")
    has("debug tells the check", a.body, "fwd_mismatch", "query: 11.2.0.192.in-addr.arpa PTR", "probe_success 0")


def bad_requests(x):
    rows = [
        ("/probe", 400, "the parameter target is missing"),
        ("/probe?target=", 400, "the parameter target is missing"),
        ("/probe?target=192.0.2.10&module=no", 400, "there is no module 'no'"),
        ("/probe?target=192.0.2.10&module=%22%0a", 400, "module wants printable text"),
        ("/probe?target=example", 400, "'example'"),
        ("/probe?target=mail.example.com", 400, "'mail.example.com' is a host name"),
        ("/probe?target=192.0.2.0/24", 400, "'192.0.2.0/24' stands for many addresses"),
        ("/probe?target=192.0.2.1-192.0.2.2", 400, "stands for many addresses"),
        ("/probe?target=0.0.0.0/0", 400, "'0.0.0.0/0' stands for many addresses"),
        ("/probe?target=::/0", 400, "'::/0' stands for many addresses"),
        ("/probe?target=/dev/null", 400, "no address stands before the '/'\n"),
        ("/probe?target=-", 400, "'-' is no address, reverse name, block, range or host name\n"),
        ("/probe?target=192.0.2.10+192.0.2.11", 400, "has white space in it"),
        ("/probe?target=192.0.2.300", 400, "is no IPv4 address"),
        ("/probe?target=%00", 400, "target wants printable text"),
        ("/probe?target=%zz", 400, "target wants printable text"),
        ("/probe?target=%1", 400, "target wants printable text"),
        ("/probe?target=" + "1" * 300, 400, "target wants at most 255 octets"),
        ("/probe?target=192.0.2.10&target=192.0.2.11", 400, "the parameter target is given twice"),
        ("/probe?target=192.0.2.10&debug=maybe", 400, "debug wants true or false"),
        ("/probe?" + "&".join("a%d" % i for i in range(40)), 400, "too many parameters"),
        ("/probe?target=%3Cscript%3E", 400, "<script>"),
        ("/nothing", 404, "not '/nothing'"),
        ("/probe/", 404, "not '/probe/'"),
        ("/-/reload", 405, "this path wants the method POST, not 'GET'"),
        ("/api/v1/check?target=x", 400, '{"error":'),
    ]
    for path, status, words in rows:
        a = x.ask(path)
        same("%.60s: %d" % (path, status), a.status, status)
        has("%.60s: says why in one line" % path, a.body, words)
        ok("%.60s: and no more" % path, a.body.count("\n") == 1 and "\r" not in a.body, a.body)
    for seconds in ("0", "-1", "x", "1e3", ""):
        a = x.ask("/probe?target=192.0.2.10", headers=[("X-Prometheus-Scrape-Timeout-Seconds", seconds)])
        same("a scrape's time of '%s' is refused" % seconds, a.status, 400)
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"):
        a = x.ask("/metrics", method)
        same("%s is refused with 405" % method, (a.status, a.headers.get("allow")), (405, "GET, HEAD"))
    same("the method that reload wants is told", x.ask("/-/reload").headers.get("allow"), "POST")
    a = x.ask("/metrics", "HEAD")
    same("HEAD has a length and no body", (a.status, a.body, int(a.headers["content-length"]) > 100), (200, "", True))
    a = x.ask("/metrics", body="x")
    same("a body is refused with 413", a.status, 413)
    a = x.ask("/-/reload", "POST", body="GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
    same("also where POST is right", a.status, 413)
    ok("what stood in it is not read as a request", "process_" not in a.body, a.body)
    a = x.ask("/probe?target=192.0.2.10", headers=[("Transfer-Encoding", "chunked")])
    same("so is one of unknown length", a.status, 413)
    for lengths in (0, 5), (5, 0):
        head = "GET /-/healthy HTTP/1.1\r\nHost: a\r\n" + "".join("Content-Length: %d\r\n" % n for n in lengths)
        got = x.raw((head + "\r\nhelloGET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").encode())
        ok("nor is what two lengths leave in doubt: %d, %d" % lengths,
           bed.Answer(got).status in (400, 413) and got.count(b"HTTP/1.1 ") == 1, got)
    got = x.raw(b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
    same("two hosts are refused", bed.Answer(got).status, 400)
    # A line of 8,000 octets has room for more of them than libmicrohttpd has memory for.
    a = x.ask("/probe?target=192.0.2.10" + "&a" * 3900)
    same("more parameters than can be counted", (a.status, a.body), (400, "there are too many parameters\n"))
    a = x.ask("/probe?target=" + "1" * 10000)
    ok("a long request line is refused with 414 or 431", a.status in (414, 431), a.line)
    a = x.ask("/metrics", headers=[("X-Much", "y" * 30000)])
    same("too much head is refused with 431", a.status, 431)
    same("HTTP/1.1 without Host is refused", bed.Answer(x.raw(b"GET /metrics HTTP/1.1\r\n\r\n")).status, 400)


def pages(x):
    a = x.ask("/")
    same("the front page", (a.status, a.headers["content-type"]), (200, "text/html; charset=utf-8"))
    has("has name and form", a.body, "fcrdns-exporter", "<form", "/metrics")
    a = x.ask("/check?target=192.0.2.11")
    same("the page about a target", (a.status, a.headers["content-type"]), (200, "text/html; charset=utf-8"))
    has("shows the path", a.body, "192.0.2.11", "old.example.com", "192.0.2.99", "fcrdns-check")
    ok("has no script", "<script" not in a.body.lower())
    for name, value in (("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer"),
                        ("x-frame-options", "DENY"), ("cache-control", "no-store")):
        same("header " + name, a.headers.get(name), value)
    has("a policy forbids all but the page's own style", a.headers["content-security-policy"],
        "default-src 'none'", "frame-ancestors 'none'")
    a = x.ask("/check?target=%3Cscript%3Ealert(1)%3C/script%3E")
    ok("a hostile target is escaped", a.status == 400 and "<script" not in a.body, a.body)
    a = x.ask("/api/v1/check?target=192.0.2.11")
    record = json.loads(a.body)
    same("the API gives the record", (a.status, a.headers["content-type"], record["schema"], record["iprev"]),
         (200, "application/json", "fcrdns-check/1", "fail"))
    for path in ("/", "/check?target=192.0.2.10", "/api/v1/check?target=192.0.2.10"):
        same("%s: another name is refused" % path, x.ask(path, host="evil.example:80").status, 403)
        for host in ("localhost", "LOCALHOST:1", "[::1]:9964", "192.0.2.1", "exporter.example.com", "Exporter.Example.COM.:80"):
            same("%s: as %s" % (path, host), x.ask(path, host=host).status, 200)
        same("%s: another site's page may not" % path,
             x.ask(path, headers=[("Origin", "http://evil.example")]).status, 403)
        same("%s: nor one without a name" % path, x.ask(path, headers=[("Origin", "null")]).status, 403)
        same("%s: its own may" % path, x.ask(path, headers=[("Origin", "http://" + x.authority)]).status, 200)
    same("a scrape may use any name", x.ask("/probe?target=192.0.2.10", host="monitor.example").status, 200)


def commands_of_pages(x):
    for module in "default", "strict", "expecting", "warned", "asked":
        query = "target=192.0.2.12&module=" + module
        shown = re.search("<code>fcrdns-check -v (.*?)</code>", x.ask("/check?" + query).body)
        p = subprocess.run(["/bin/sh", "-c", '"$0" -j ' + html.unescape(shown.group(1)), CHECK],
                           capture_output=True, text=True, timeout=bed.HANG_S)
        records = [json.loads(t) for t in (x.ask("/api/v1/check?" + query).body, p.stdout)]
        same("module %s: the page's command line finds the same" % module, *(
            (r["iprev"], r["severity"], sorted(f["code"] for f in r["findings"])) for r in records))
        success = x.ask("/probe?" + query).value("probe_success")
        same("module %s: and ends as the probe" % module, p.returncode, 0 if success else 1)


def own_metrics(x):
    a = x.ask("/metrics")
    has("own metrics", a.body, "fcrdns_exporter_build_info{version=", "process_open_fds ",
        "# TYPE fcrdns_exporter_dns_queries_total counter", "fcrdns_exporter_probes_in_flight 0")
    ok("questions are counted by type and outcome",
       a.value('fcrdns_exporter_dns_queries_total{qtype="PTR",outcome="noerror"}') >= 1 and
       a.value('fcrdns_exporter_dns_queries_total{qtype="PTR",outcome="nxdomain"}') >= 1 and
       a.value('fcrdns_exporter_dns_queries_total{qtype="PTR",outcome="timeout"}') >= 1, a.body)
    ok("unknown modules, too", a.value("fcrdns_exporter_module_unknown_total") >= 1)
    a = x.ask("/metrics", headers=[("Accept", "application/openmetrics-text; version=1.0.0")])
    has("OpenMetrics", a.headers["content-type"] + a.body, "openmetrics-text; version=1.0.0",
        "# TYPE fcrdns_exporter_dns_queries counter\n", "# EOF\n")
    for path in ("/-/healthy", "/-/ready"):
        same(path, x.ask(path).status, 200)


def sharing(x):
    relay.set("silent")
    before = relay.questions
    answers = []

    def one():
        answers.append(x.ask("/probe?target=192.0.2.10&module=relayed"))

    threads = [threading.Thread(target=one) for _ in range(20)]
    for t in threads:
        t.start()
    bed.wait_for(lambda: x.metric("fcrdns_exporter_requests_waiting") == 20)
    same("twenty who ask for the same at once wait for one probe",
         (x.metric("fcrdns_exporter_requests_waiting"), x.metric("fcrdns_exporter_probes_in_flight")), (20.0, 1.0))
    relay.set("open")
    for t in threads:
        t.join()
    # On a busy machine the probe has given up by now: then that is what they are told.
    same("and all are told the same", len({a.value("probe_success") for a in answers}), 1)
    ok("of a few questions", relay.questions - before < 20, relay.questions - before)


def reloading(x, path):
    folder.file("modules.yml", MODULES + "  fresh:\n    resolvers: [\"%s\"]\n" % names.resolver)
    same("what is new is not known before", x.ask("/probe?target=192.0.2.10&module=fresh").status, 400)
    same("a reload", x.ask("/-/reload", "POST").status, 200)
    same("makes it known", x.ask("/probe?target=192.0.2.10&module=fresh").status, 200)
    folder.file("modules.yml", "modules: [\n")
    a = x.ask("/-/reload", "POST")
    same("a bad file is refused", a.status, 500)
    has("with the place of the mistake", a.body, "modules.yml")
    same("told by a gauge", x.metric("fcrdns_exporter_config_last_reload_successful"), 0.0)
    same("the old ones stay", x.ask("/probe?target=192.0.2.10&module=fresh").status, 200)
    folder.file("modules.yml", MODULES)
    x.signal(signal.SIGHUP)
    ok("SIGHUP reloads",
       bed.wait_for(lambda: x.metric("fcrdns_exporter_config_last_reload_successful") == 1.0), x.said())
    same("what is gone is not known", x.ask("/probe?target=192.0.2.10&module=fresh").status, 400)
    folder.file("modules.yml", "modules: 7\n")
    x.signal(signal.SIGHUP)
    ok("a bad file is told on standard error",
       bed.wait_for(lambda: any("stay in force" in l and "modules.yml" in l for l in x.lines)), x.said())
    folder.file("modules.yml", MODULES)
    same("a reload from another site's page is refused",
         x.ask("/-/reload", "POST", headers=[("Origin", "http://evil.example")]).status, 403)


def words():
    """Words of one's own for generic names, and another file at a reload."""
    m = folder.file("words-modules.yml", MODULES)
    w = folder.file("generic.words", "line client\nmail cust\n")
    generic = 'probe_fcrdns_finding{code="generic_name"}'
    x = Exporter("--config.file", m)
    same("a name made of the address", x.ask("/probe?target=192.0.2.22").value(generic), 1.0)
    same("the end: 0", x.stop(), 0)
    x = Exporter("--config.file", m, "--generic-words", w)
    same("one's own words decide what that is", x.ask("/probe?target=192.0.2.22").value(generic), 0.0)
    folder.file("generic.words", "line client\nmail mx1\n")
    a = x.ask("/-/reload", "POST")
    same("words that are none are refused at a reload", a.status, 500)
    has("with their line", a.body, "generic.words, line 2")
    same("and what there was stays", x.ask("/probe?target=192.0.2.22").value(generic), 0.0)
    os.remove(w)
    same("so is a file that is gone", x.ask("/-/reload", "POST").status, 500)
    same("and what there was stays again", x.ask("/probe?target=192.0.2.22").value(generic), 0.0)
    folder.file("generic.words", "line cust\n")
    same("others are taken", x.ask("/-/reload", "POST").status, 200)
    same("and decide", x.ask("/probe?target=192.0.2.22").value(generic), 1.0)
    same("the end: 0", x.stop(), 0)
    status, out, err = bed.run("--config.file", m, "--generic-words", "/nonexistent")
    same("words that are not there: 66", (status, err), (66, "fcrdns-exporter: cannot read /nonexistent: No such file or directory\n"))


def commands():
    status, out, err = bed.run("--help")
    has("--help", out, "--web.listen-address", "--config.file", "--probe.allow", "--web.enable-ui")
    same("and nothing else", (status, err), (0, ""))
    status, out, err = bed.run("--version")
    ok("--version", status == 0 and out.startswith("fcrdns-exporter "), out)
    with open("/dev/full", "w", encoding="ascii") as full:
        same("what cannot be written is said", bed.run("--help", out=full)[::2],
             (74, "fcrdns-exporter: cannot write to standard output: No space left on device\n"))
    good = folder.file("good.yml", MODULES)
    bad = folder.file("bad.yml", "modules:\n  default:\n    timeout: soon\n")
    same("--config.check of a good file", bed.run("--config.file", good, "--config.check")[0], 0)
    status, out, err = bed.run("--config.file", bad, "--config.check")
    same("of a bad one: 65", status, 65)
    has("with file, line and key", err, "bad.yml", "line 3", "timeout")
    same("one line", err.count("\n"), 1)
    for args, words in (
            (["--web.listen-address", "here"], "--web.listen-address wants ADDRESS:PORT"),
            (["--web.listen-address", "127.0.0.1:99999"], "--web.listen-address wants ADDRESS:PORT"),
            (["--probe.allow", "192.0.2.1/24"], "--probe.allow wants networks"),
            (["--probe.allow", "192.0.2.0/24,"], "--probe.allow wants networks"),
            (["--probe.max-in-flight", "0"], "--probe.max-in-flight wants a number"),
            (["192.0.2.1"], "'192.0.2.1' is no option"),
            (["--nothing"], "nothing")):
        status, out, err = bed.run(*args)
        same("%s: 64" % args, (status, out), (64, ""))
        has("%s: says why" % args, err, words)
    status, out, err = bed.run("--config.file", os.path.join(folder.path, "none.yml"))
    same("a file that is not there: 66", status, 66)


def limits():
    m = folder.file("limits.yml", MODULES)
    x = Exporter("--config.file", m, "--probe.allow", "192.0.2.0/28,2001:db8::/32", "--probe.allow", "203.0.113.5,::ffff:198.51.100.0/120",
                 "--probe.max-in-flight", "2", "--web.max-connections-per-address", "6")
    for target, status in (("192.0.2.10", 200), ("192.0.2.16", 403), ("2001:db8::10", 200), ("2001:db9::10", 403),
                           ("203.0.113.5", 200), ("203.0.113.6", 403), ("198.51.100.7", 200), ("198.51.101.7", 403),
                           ("::ffff:198.51.100.7", 200), ("::ffff:192.0.2.11", 200)):
        same("--probe.allow: %s" % target, x.ask("/probe?target=%s" % target).status, status)
    same("without --web.enable-ui there is no page", x.ask("/check?target=192.0.2.10").status, 404)
    threads = [threading.Thread(target=x.ask, args=("/probe?target=192.0.2.%d&module=silent" % i,)) for i in (1, 2)]
    for t in threads:
        t.start()
    bed.wait_for(lambda: x.metric("fcrdns_exporter_probes_in_flight") == 2)
    a = x.ask("/probe?target=192.0.2.3")
    same("beyond the probes that may be in flight: 503", (a.status, a.headers.get("retry-after")), (503, "1"))
    for t in threads:
        t.join()
    idle = [x.connect() for _ in range(8)]
    ok("connections of an address: the oldest that is idle goes",
       bed.wait_for(lambda: bed.read_all(idle[0]) == b"" and bed.read_all(idle[1]) == b""))
    same("and the new one is served", x.ask("/metrics").status, 200)
    for s in idle:
        s.close()
    same("an end by SIGTERM: 0", x.stop(), 0)


def shares():
    """One client asks for more than it may have; others come in all the same."""
    x = Exporter("--config.file", folder.file("shares.yml", MODULES), "--probe.max-in-flight", "8")
    got = []

    def one(i, source):
        got.append(x.ask("/probe?target=192.0.2.%d&module=silent" % i, source=source))

    threads = [threading.Thread(target=one, args=(i, "127.0.0.2")) for i in range(20)]
    for t in threads:
        t.start()
    bed.wait_for(lambda: len(got) == 14)
    same("one address may have three quarters of the probes in flight",
         (x.metric("fcrdns_exporter_requests_waiting"), [a.status for a in got]), (6.0, [503] * 14))
    has("beyond that it is told why", got[0].body, "of this address", "--probe.max-in-flight")
    same("which is counted", x.metric('fcrdns_exporter_http_requests_refused_total{reason="share"}'), 14.0)
    same("another address is served", x.ask("/probe?target=192.0.2.10").status, 200)
    second = threading.Thread(target=one, args=(100, "127.0.0.3"))
    second.start()
    bed.wait_for(lambda: x.metric("fcrdns_exporter_requests_waiting") == 7)
    same("also when a second one waits", x.ask("/probe?target=192.0.2.10").status, 200)
    for t in [*threads, second]:
        t.join()
    same("who was in is told", sorted(a.status for a in got), [200] * 7 + [503] * 14)
    same("and the share is free again", x.ask("/probe?target=192.0.2.10", source="127.0.0.2").status, 200)
    same("the end: 0", x.stop(), 0)


def few_files():
    """As many connections as there are descriptors, or more, from many addresses."""
    m = folder.file("few.yml", MODULES)
    x = Exporter("--config.file", m, files=256)
    crowd = []
    for i in range(400):
        crowd.append(x.connect("127.0.0.%d" % (2 + i % 8)))
    a = x.ask("/metrics")
    same("with few descriptors who comes is served", a.status, 200)
    same("a quarter of them are for connections", a.value("fcrdns_exporter_http_connections"), 64.0)
    same("and probes have theirs", x.ask("/probe?target=192.0.2.10").value("probe_success"), 1.0)
    ok("some are kept", x.fds() < 256, x.fds())
    for s in crowd:
        s.close()
    same("an end by SIGTERM with few descriptors: 0", x.stop(), 0)
    x = Exporter("--config.file", m, files=400)
    crowd = [x.connect("127.0.0.%d" % (2 + i % 8)) for i in range(400)]
    same("where there are more 192 are kept", x.metric("fcrdns_exporter_http_connections"), 208.0)
    for s in crowd:
        s.close()
    same("the end: 0", x.stop(), 0)


def early_signals():
    """Signals from somebody who has read no more than that the first of several doors is open."""
    m = folder.file("early.yml", MODULES)
    listen = ["--web.listen-address", "127.0.0.1:0"] * 8
    for number in signal.SIGHUP, signal.SIGTERM:
        for _ in range(5):
            p = subprocess.Popen([bed.PROGRAM, "--config.file", m, *listen], stderr=subprocess.PIPE, text=True)
            line = p.stderr.readline()
            p.send_signal(number)
            if number == signal.SIGHUP:
                while line and "reloaded" not in line:
                    line = p.stderr.readline()
                p.send_signal(signal.SIGTERM)
            p.stderr.read()
            if p.wait(30) or not line:
                break
        same("%s as soon as it listens" % number.name, (p.returncode, line != ""), (0, True))
        p.stderr.close()


def unread():
    """What it says is read no more after the first line."""
    path = folder.file("unread.yml", MODULES)
    ours, its = os.pipe()
    fcntl.fcntl(its, fcntl.F_SETPIPE_SZ, 4096)
    p = subprocess.Popen([bed.PROGRAM, "--config.file", path, "--web.listen-address", "127.0.0.1:0"], stderr=its)
    os.close(its)
    port = int(os.read(ours, 4096).split(b":")[-1])
    folder.file("unread.yml", "modules: {m: {%s: 1}}" % ("o" * 100))

    def answers():
        p.send_signal(signal.SIGHUP)
        with socket.create_connection(("127.0.0.1", port), timeout=20) as s:
            s.sendall(b"GET /-/healthy HTTP/1.0\r\n\r\n")
            try:
                return b" 200 " in bed.read_all(s)
            except socket.timeout:
                return False
    ok("a log that nobody reads stops nothing", all(answers() for _ in range(40)))
    os.close(ours)
    ok("nor does one that is gone", answers())
    p.terminate()
    same("and it ends", p.wait(30), 0)


def stopping():
    m = folder.file("stopping.yml", MODULES.replace("timeout: 1500ms", "timeout: 20s"))
    x = Exporter("--config.file", m)
    answers = []
    t = threading.Thread(target=lambda: answers.append(x.ask("/probe?target=192.0.2.10&module=silent")))
    t.start()
    bed.wait_for(lambda: x.metric("fcrdns_exporter_probes_in_flight") == 1)
    idle = x.connect()
    same("SIGTERM while a probe waits: 0, and in a few seconds", x.stop(), 0)
    t.join()
    same("who waited is answered", answers[0].status, 503)
    same("who did not has an end", bed.read_all(idle), b"")
    idle.close()


def stopping_late():
    """A signal to end comes right after another one that takes a while; a probe in flight has its time all the same."""
    m = folder.file("late.yml", MODULES + "".join("  m%d:\n    resolvers: ['%s']\n" % (i, names.resolver) for i in range(240)) + "# much to read\n" * 10000)
    x = Exporter("--config.file", m)
    relay.set("held")
    answers = []
    t = threading.Thread(target=lambda: answers.append(x.ask("/probe?target=192.0.2.10&module=relayed")))
    t.start()
    bed.wait_for(lambda: relay.held)
    x.signal(signal.SIGSTOP)
    x.signal(signal.SIGHUP)
    x.signal(signal.SIGTERM)
    relay.set("open")
    bed.wait_for(lambda: not relay.held)
    x.signal(signal.SIGCONT)
    t.join()
    same("SIGTERM after a reload that takes a while: a probe has its time", (answers[0].status, answers[0].value("probe_success")), (200, 1.0))
    same("and the end is 0", x.stop(), 0)


def cutting():
    """What a connection has sent is not read any more when it is cut for another one."""
    x = Exporter("--config.file", folder.file("cutting.yml", MODULES), "--web.max-connections-per-address", "1")
    first = x.connect("127.0.0.2")
    bed.wait_for(lambda: x.metric("fcrdns_exporter_http_connections") == 2)
    before = silent.questions
    x.signal(signal.SIGSTOP)
    first.sendall(b"GET /probe?target=192.0.2.99&module=silent HTTP/1.1\r\nHost: a\r\n\r\n")
    second = x.connect("127.0.0.2")
    second.sendall(b"GET /-/healthy HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    x.signal(signal.SIGCONT)
    same("the one that comes is served", bed.read_all(second)[:12], b"HTTP/1.1 200")
    same("the one that was cut has no answer", bed.read_all(first), b"")
    same("and no probe was begun for it", (x.metric("fcrdns_exporter_probes_in_flight"), silent.questions), (0.0, before))
    for s in (first, second):
        s.close()
    same("the end: 0", x.stop(), 0)


def stopping_busy():
    """Clients that ask again as soon as they are answered."""
    m = folder.file("busy.yml", MODULES)
    for turn in range(6):
        x = Exporter("--config.file", m)
        going = True
        answered = []

        def pump(n):
            ask = ("GET /probe?target=192.0.2.%d&module=silent HTTP/1.1\r\nHost: a\r\n"
                   "X-Prometheus-Scrape-Timeout-Seconds: 0.1\r\n\r\n" % n).encode()
            try:
                with x.connect() as s:
                    while going:
                        s.sendall(ask)
                        if not s.recv(65536):
                            return
                        answered.append(n)
            except OSError:
                pass

        threads = [threading.Thread(target=pump, args=(n,)) for n in range(30)]
        for t in threads:
            t.start()
        bed.wait_for(lambda: len(answered) > 100)
        same("SIGTERM while many ask: 0", x.stop(), 0)
        going = False
        for t in threads:
            t.join()


def listeners():
    m = folder.file("listeners.yml", MODULES)
    x = Exporter("--config.file", m, listen=("127.0.0.1:0", "[::1]:0", ":0"))
    for address in x.addresses():
        host, port = address.rsplit(":", 1)
        host = host.strip("[]")
        with socket.create_connection((host if host != "::" else "127.0.0.1", int(port)), timeout=30) as s:
            s.sendall(b"GET /-/healthy HTTP/1.0\r\n\r\n")
            ok("listens on " + address, b" 200 " in bed.read_all(s))
    same("and ends", x.stop(), 0)


path = folder.file("modules.yml", MODULES)
x = Exporter("--config.file", path, "--web.enable-ui", "--web.host", "exporter.example.com")
try:
    verdicts(x)
    bad_requests(x)
    pages(x)
    commands_of_pages(x)
    own_metrics(x)
    sharing(x)
    reloading(x, path)
    same("the end: 0", x.stop(), 0)
    words()
    commands()
    limits()
    shares()
    few_files()
    early_signals()
    unread()
    stopping()
    stopping_late()
    cutting()
    stopping_busy()
    listeners()
finally:
    x.stop()
    silent.close()
    relay.close()
    names.close()
    folder.close()
bed.done()
