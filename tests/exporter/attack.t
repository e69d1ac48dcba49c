#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""The exporter under attack: meanwhile /metrics keeps answering, memory stays bounded, no descriptor is lost.

PROBES is how many probes are asked for one after the other (5,000; `make check-exporter` asks 100,000). It speaks TAP.
"""
import os
import random
import re
import signal
import socket
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import bed                                       # noqa: E402
from bed import Exporter, has, note, ok, same    # noqa: E402

PROBES = int(os.environ.get("PROBES", "5000"))
# Under AddressSanitizer freed memory is kept for a while, and all of it is more.
RSS_KIB = 800 << 10 if bed.SANITIZED else 64 << 10
ANSWER_S = 60                                    # only stops a hang

folder = bed.Folder()
names = bed.NameServers(folder)
relay = bed.Relay(names.resolver)
silent = bed.Relay(names.resolver)
silent.set("silent")
modules = folder.file("modules.yml", """modules:
  default:
    resolvers: ["%s"]
    timeout: 5s
  relayed:
    resolvers: ["%s"]
    timeout: 4s
  silent:
    resolvers: ["%s"]
    timeout: 1s
""" % (names.resolver, relay.address, silent.address))
x = Exporter("--config.file", modules, "--web.enable-ui")
slowest = 0.0


def metrics(title):
    """It answers; how long that took is told, and judged by whoever reads it."""
    global slowest
    begin = time.monotonic()
    a = x.ask("/metrics")
    took = time.monotonic() - begin
    slowest = max(slowest, took)
    ok("/metrics answers " + title, a.status == 200 and took < ANSWER_S, a.line, took)
    return a


def settle():
    """All that was open has been closed; only this one asks."""
    bed.wait_for(lambda: x.metric("fcrdns_exporter_http_connections") == 1 and
                 x.metric("fcrdns_exporter_probes_in_flight") == 0, 30)


def one(path="/probe?target=192.0.2.10", **more):
    return x.ask(path, **more)


def slowloris():
    some = [x.connect("127.0.0.%d" % (2 + i % 4)) for i in range(400)]
    for s in some:
        s.sendall(b"GET /metrics HTTP/1.1\r\nHost: a\r\n")
    metrics("while 400 clients send a head slowly")
    end = time.monotonic() + 9
    while time.monotonic() < end:
        for s in some:
            try:
                s.sendall(b"X-a: b\r\n")
            except OSError:
                pass
        time.sleep(1)
    metrics("still")
    gone = bed.wait_for(lambda: all(is_closed(s) for s in some), 30)
    ok("a head that is not complete in time ends its connection", gone)
    same("and that is counted", x.metric('fcrdns_exporter_http_connections_cut_total{reason="overdue"}'), 400.0)
    for s in some:
        s.close()


def is_closed(s):
    s.setblocking(False)
    try:
        return s.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        s.settimeout(bed.HANG_S)


def idle():
    before = x.rss()
    some = []
    for i in range(1000):
        some.append(x.connect("127.0.0.%d" % (2 + i % 2)))
    metrics("while 1,000 connections say nothing")
    some += [x.connect() for _ in range(1000)]   # also from the address that asks
    metrics("while 2,000 do")
    ok("there are no more of them than may be", x.metric("fcrdns_exporter_http_connections") <= 1024)
    note("resident: %d KiB before, %d KiB with them" % (before, x.rss()))
    for s in some:
        s.close()


HOSTILE = [
    b"", b"\r\n" * 10000, b"\0" * 1000, b"\xff" * 100000, b"GET", b"GET /metrics", b"GET /metrics HTTP/9.9\r\nHost: a\r\n\r\n",
    b"GET /metrics HTTP/1.1\r\n" + b"A: b\r\n" * 20000 + b"\r\n", b"G" * 100000 + b" / HTTP/1.1\r\n\r\n",
    b"GET /" + b"a" * 1000000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /probe?" + b"&" * 7000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /probe?target=" + b"%41" * 2600 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"POST /-/reload HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
    b"POST /-/reload HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    b"POST /-/reload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
    b"POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
    b"GET /metrics HTTP/1.1\r\nHost: a\r\n folded: yes\r\n\r\n", b"GET /metrics HTTP/1.1\nHost: a\n\n",
    b"GET http://evil.example/check?target=192.0.2.1 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"r" * 500,
    b"GET /metrics HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET /check?target=%1b%5b2J HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", b"GET /metrics\r\n\r\n", b"GET  /metrics  HTTP/1.1\r\nHost: a\r\n\r\n",
]


def send(octets):
    """What comes back when we say no more; where the server is patient we are not."""
    got = b""
    try:
        with x.connect() as s:
            s.settimeout(0.3)
            try:
                s.sendall(octets)
                s.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            while True:
                part = s.recv(65536)
                if not part:
                    return got
                got += part
    except OSError:
        return got


def malformed():
    got = [send(h) for h in HOSTILE]
    ok("no answer to a hostile request has control octets", not any(re.search(rb"[\0-\x08\x0b\x0c\x0e-\x1f\x7f]", g) for g in got), got)
    random.seed(7)
    valid = b"GET /probe?target=192.0.2.10&module=default HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/plain;q=0.5\r\nConnection: close\r\n\r\n"
    for _ in range(200):
        b = bytearray(valid)
        for _ in range(random.randint(1, 8)):
            b[random.randrange(len(b))] = random.randrange(256)
        send(bytes(b[:random.randint(1, len(b))]))
    metrics("after huge and malformed requests")


def flood(n):
    """N probes of a resolver that is silent, on connections of their own, 1,000 at once; no answer is read before."""
    statuses = {}
    for begin in range(0, n, 1000):
        some = []
        for i in range(begin, begin + 1000):
            s = x.connect("127.0.0.%d" % (2 + i % 5))
            s.sendall(b"GET /probe?target=10.1.%d.%d&module=silent HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % (i // 250, i % 250))
            some.append(s)
        if begin == 0:
            a = metrics("while 1,000 probes are asked for at once")
            ok("those in wait are bounded", a.value("fcrdns_exporter_requests_waiting") <= 512)
            same("another address has its probe", one(source="127.0.0.9").value("probe_success"), 1.0)
        for s in some:
            status = bed.read_all(s)[9:12].decode("latin-1")
            statuses[status] = statuses.get(status, 0) + 1
            s.close()
    note("of %d probes: %s" % (n, statuses))
    ok("each is answered: beyond the bound with 503, the others with what came of it",
       set(statuses) <= {"200", "503"} and statuses["200"] >= 512, statuses)
    metrics("after them")


def resolver_gone():
    same("a resolver that is there", one("/probe?target=192.0.2.10&module=relayed").value("probe_success"), 1.0)
    relay.set("gone")
    a = one("/probe?target=192.0.2.10&module=relayed")
    same("gone: the probe is undecided", (a.status, a.value('probe_fcrdns_iprev{result="temperror"}')), (200, 1.0))
    metrics("while the resolver is gone")
    for _ in range(50):
        one("/probe?target=192.0.2.10&module=relayed")
    relay.set("open")
    back = bed.wait_for(lambda: one("/probe?target=192.0.2.10&module=relayed").value("probe_success") == 1.0, 30)
    ok("back: the next ones succeed", back)
    relay.set("silent")
    a = one("/probe?target=192.0.2.11&module=relayed", headers=[("X-Prometheus-Scrape-Timeout-Seconds", "1.5")])
    same("silent: undecided in the scrape's time", (a.value('probe_fcrdns_iprev{result="temperror"}'), a.value("probe_timeout_seconds")), (1.0, 1.0))
    relay.set("open")
    ok("and back again", bed.wait_for(lambda: one("/probe?target=192.0.2.11&module=relayed").value('probe_fcrdns_iprev{result="fail"}') == 1.0, 30))


def reload_under_load():
    stop = threading.Event()
    bad = []

    def client(k):
        while not stop.is_set():
            a = one("/probe?target=192.0.2.%d&module=relayed" % (10 + k))
            if a.status != 200:
                bad.append(a.line)

    threads = [threading.Thread(target=client, args=(k,)) for k in range(8)]
    for t in threads:
        t.start()
    for _ in range(40):
        if x.ask("/-/reload", "POST").status != 200:
            bad.append("reload")
        x.signal(signal.SIGHUP)
    metrics("under load and reloads")
    stop.set()
    for t in threads:
        t.join()
    same("no probe fails for a reload", bad, [])


def many(n):
    """N probes over a few connections that stay."""
    for_warmth = 200
    fds = rss = None

    def client(count):
        request = b"".join(b"GET /probe?target=192.0.2.%d HTTP/1.1\r\nHost: a\r\n\r\n" % (10 + i) for i in range(5))
        with x.connect() as s:
            reader = s.makefile("rb")
            for _ in range(count // 5):
                s.sendall(request)
                for _ in range(5):
                    if b" 200 " not in reader.readline():
                        raise SystemExit("Bail out! a probe was not answered")
                    length = 0
                    while True:
                        line = reader.readline()
                        if line == b"\r\n":
                            break
                        if line.lower().startswith(b"content-length:"):
                            length = int(line.split(b":")[1])
                    reader.read(length)

    for count in (for_warmth, n):
        threads = [threading.Thread(target=client, args=(count // 4,)) for _ in range(4)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        settle()
        if fds is None:
            fds, rss = x.fds(), x.rss()
    now = x.fds()
    ok("after %d probes no descriptor is lost" % n, now <= fds + 2, "%d before, %d after" % (fds, now))
    note("resident: %d KiB before, %d KiB after" % (rss, x.rss()))
    ok("nor is memory", x.rss() <= rss * 1.25 + 4096, "%d KiB before, %d KiB after" % (rss, x.rss()))


try:
    one()
    settle()
    fds = x.fds()
    slowloris()
    idle()
    malformed()
    flood(10000)
    resolver_gone()
    reload_under_load()
    many(PROBES)
    settle()
    time.sleep(0.5)
    now = x.fds()
    ok("after all of it the descriptors are those of before", now <= fds + 3, "%d before, %d after" % (fds, now))
    ok("memory was bounded", x.rss() < RSS_KIB, "%d KiB" % x.rss())
    note("resident at the end: %d KiB; the slowest /metrics took %.3f s" % (x.rss(), slowest))
    threads = [threading.Thread(target=lambda: send(b"GET /probe?target=10.9.9.9&module=silent HTTP/1.1\r\nHost: a\r\n\r\n")) for _ in range(50)]
    for t in threads:
        t.start()
    time.sleep(0.2)
    same("SIGTERM under load: 0", x.stop(), 0)
    for t in threads:
        t.join()
    ok("no sanitizer has anything to say", "Sanitizer" not in x.said() and "runtime error" not in x.said(), x.said()[-3000:])
finally:
    x.stop()
    relay.close()
    silent.close()
    names.close()
    folder.close()
bed.done()
