#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""Users, TLS, client certificates and headers of the web configuration. It speaks TAP."""
import base64
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import bed                                       # noqa: E402
from bed import Exporter, has, ok, same          # noqa: E402

# bcrypt of "secret" at cost 5, of "slow" at cost 10.
SECRET = "$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a"
SLOW = "$2b$10$abcdefghijklmnopqrstuuTL3rBAB2FTLNnpGNZhAYflp5RzALnWK"

folder = bed.Folder()


def basic(user, password):
    return ("Authorization", "Basic " + base64.b64encode(("%s:%s" % (user, password)).encode()).decode())


def openssl(*args):
    subprocess.run(["openssl", *args], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder.path)


def stopping():
    """SIGTERM while passwords are being checked, which takes longer than the end may."""
    w = folder.file("stopping.yml", "basic_auth_users:\n  alice: '%s'\n" % SLOW.replace("$10$", "$16$"))
    x = Exporter("--web.config.file", w)
    got = []
    threads = [threading.Thread(target=lambda i=i: got.append(x.ask("/metrics", headers=[basic("alice", "x%d" % i)]).status))
               for i in range(4)]
    before = x.fds()
    for t in threads:
        t.start()
    bed.wait_for(lambda: x.fds() >= before + 4)
    same("SIGTERM while passwords are checked: 0", x.stop(), 0)
    for t in threads:
        t.join()
    ok("nobody comes in by that", set(got) <= {401, 503, None} and len(got) == 4, got)


def checkers(x):
    return subprocess.run(["pgrep", "-P", str(x.process.pid)], stdout=subprocess.PIPE, text=True).stdout.split()


def waiting(x, known, n):
    return bed.wait_for(lambda: x.ask("/metrics", headers=[known]).value("fcrdns_exporter_passwords_waiting") == n)


def crowds():
    """One client tries many passwords; another one brings a right one that is not known yet."""
    w = folder.file("crowds.yml", "basic_auth_users:\n  prom: '%s'\n  slow: '%s'\n" % (SECRET, SLOW))
    x = Exporter("--web.config.file", w)
    known = basic("prom", "secret")
    same("a right one is known", x.ask("/metrics", headers=[known]).status, 200)
    child = int(checkers(x)[0])
    os.kill(child, signal.SIGSTOP)
    got = []
    threads = [threading.Thread(target=lambda i=i: got.append(
        x.ask("/metrics", headers=[basic("slow", "x%d" % i)], source="127.0.0.2").status)) for i in range(60)]
    for t in threads:
        t.start()
    bed.wait_for(lambda: len(got) == 36)
    ok("one address may have three quarters of the places", waiting(x, known, 24) and got == [503] * 36, got)
    a = x.ask("/metrics", headers=[known])
    same("which is counted", a.value('fcrdns_exporter_http_requests_refused_total{reason="share"}'), 36.0)
    wrong_ones = []
    other = threading.Thread(target=lambda: (
        wrong_ones.append(x.ask("/metrics", headers=[basic("slow", "slow")]).status), wrong_ones.append(len(got) - 36)))
    other.start()
    waiting(x, known, 25)
    os.kill(child, signal.SIGCONT)
    other.join()
    same("another address comes in", wrong_ones[0], 200)
    ok("and its turn is before those who wait already", wrong_ones[1] < 12, wrong_ones)
    for t in threads:
        t.join()
    same("none of them comes in", sorted(got), [401] * 24 + [503] * 36)
    same("the end: 0", x.stop(), 0)


def hanging():
    """The process that checks passwords does nothing any more; a reload meanwhile."""
    conf = "basic_auth_users:\n  prom: '%s'\n  slow: '%s'\n"
    w = folder.file("hanging.yml", conf % (SECRET, SLOW))
    x = Exporter("--web.config.file", w)
    known = basic("prom", "secret")
    same("a right one", x.ask("/metrics", headers=[known]).status, 200)
    first = checkers(x)
    # Another user's hash is no longer the same.
    folder.file("hanging.yml", conf % (SECRET, SLOW.replace("TL3r", "TL3s")))
    x.signal(signal.SIGHUP)
    bed.wait_for(lambda: "reloaded" in x.said())
    bed.wait_for(lambda: len(checkers(x)) == 1 and checkers(x) != first)
    second = checkers(x)
    os.kill(int(second[0]), signal.SIGSTOP)
    same("a reload forgets none whose hash is the same", x.ask("/metrics", headers=[known]).status, 200)
    got = {}
    threads = [threading.Thread(target=lambda i=i: got.update({i: x.ask("/metrics", headers=[basic("prom", "x%d" % i)]).status}))
               for i in range(2)]
    for n, t in enumerate(threads):
        t.start()
        waiting(x, known, n + 1)
    for t in threads:
        t.join()
    same("who asked a process that hangs is told so, who waits behind is not", got, {0: 503, 1: 401})
    ok("another one took its place", len(checkers(x)) == 1 and checkers(x) != second, checkers(x))
    same("which is counted", x.ask("/metrics", headers=[known]).value("fcrdns_exporter_passwords_unchecked_total"), 1.0)
    # Who waits while a reload comes is asked by the new rules.
    third = checkers(x)
    os.kill(int(third[0]), signal.SIGSTOP)
    late = []
    t = threading.Thread(target=lambda: late.append(x.ask("/metrics", headers=[basic("slow", "slow")]).status))
    t.start()
    waiting(x, known, 1)
    folder.file("hanging.yml", conf % (SECRET, SLOW))
    x.signal(signal.SIGHUP)
    t.join()
    same("who waits while a reload comes is judged by what it says", late, [200])
    same("the end: 0", x.stop(), 0)


def certificate(name, ca=None, usage="serverAuth"):
    """NAME.pem and NAME.key; signed by a CA, or one itself."""
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", name + ".key",
            "-out", name + ".csr", "-subj", "/CN=" + name)
    ext = folder.file(name + ".ext", "basicConstraints=critical,CA:%s\n" % ("FALSE" if ca else "TRUE") +
                      ("extendedKeyUsage=%s\nsubjectAltName=IP:127.0.0.1\n" % usage if ca else "keyUsage=critical,keyCertSign\n"))
    sign = ["-CA", ca + ".pem", "-CAkey", ca + ".key", "-CAcreateserial"] if ca else ["-signkey", name + ".key"]
    openssl("x509", "-req", "-in", name + ".csr", "-out", name + ".pem", "-days", "2", "-extfile", ext, *sign)
    os.chmod(os.path.join(folder.path, name + ".key"), 0o600)


def path(name):
    return os.path.join(folder.path, name)


def client_context(client):
    context = ssl.create_default_context(cafile=path("ca.pem"))
    if client:
        context.load_cert_chain(path(client + ".pem"), path(client + ".key"))
    return context


def ask_tls(x, what="/metrics", client=None, headers=(), method="GET", **versions):
    context = client_context(client)
    for k, v in versions.items():
        setattr(context, k, v)
    lines = ["%s %s HTTP/1.1" % (method, what), "Host: " + x.authority, "Connection: close", *["%s: %s" % h for h in headers]]
    with socket.create_connection((x.host, x.port), timeout=bed.HANG_S) as plain:
        with context.wrap_socket(plain, server_hostname="127.0.0.1") as s:
            s.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            return bed.Answer(bed.read_all(s))


def subject(x):
    with socket.create_connection((x.host, x.port), timeout=bed.HANG_S) as plain:
        with ssl.create_default_context(cafile=path("ca.pem")).wrap_socket(plain, server_hostname="127.0.0.1") as s:
            return dict(p[0] for p in s.getpeercert()["subject"])["commonName"]


def users():
    w = folder.file("users.yml", "basic_auth_users:\n  prom: '%s'\n  slow: '%s'\n" % (SECRET, SLOW))
    m = folder.file("modules.yml", "modules:\n  default:\n    resolvers: ['127.0.0.1:9']\n")
    x = Exporter("--config.file", m, "--web.config.file", w, "--web.enable-ui")
    for p in ("/metrics", "/-/healthy", "/probe?target=192.0.2.1", "/", "/check?target=192.0.2.1"):
        a = x.ask(p)
        same("%s without a password: 401" % p, a.status, 401)
        has("%s: asks for one" % p, a.headers.get("www-authenticate", ""), 'Basic realm="fcrdns-exporter"')
    for title, header in (
            ("a wrong password", basic("prom", "secret!")), ("an empty one", basic("prom", "")),
            ("another user's", basic("slow", "secret")), ("an unknown user", basic("nobody", "secret")),
            ("a very long one", basic("prom", "s" * 300)), ("a very long user", basic("p" * 300, "secret")),
            ("no base64", ("Authorization", "Basic ??")), ("no colon", ("Authorization", "Basic cHJvbQ==")),
            ("a NUL", ("Authorization", "Basic " + base64.b64encode(b"prom:secret\0").decode())),
            ("another scheme", ("Authorization", "Bearer secret"))):
        same(title + ": 401", x.ask("/metrics", headers=[header]).status, 401)
    same("the right one: 200", x.ask("/metrics", headers=[basic("prom", "secret")]).status, 200)
    same("and again, remembered", x.ask("/metrics", headers=[basic("prom", "secret")]).status, 200)
    same("a wrong one after it: 401", x.ask("/metrics", headers=[basic("prom", "secreT")]).status, 401)
    same("a reload with a password", x.ask("/-/reload", "POST", headers=[basic("prom", "secret")]).status, 200)
    same("is not one without", x.ask("/-/reload", "POST").status, 401)
    # Many wrong ones wait, and the right one that is known does not wait for them.
    same("the right one is known", x.ask("/metrics", headers=[basic("prom", "secret")]).status, 200)
    got = []
    threads = [threading.Thread(target=lambda i=i: got.append(x.ask("/metrics", headers=[basic("slow", "x%d" % i)]).status))
               for i in range(60)]
    for t in threads:
        t.start()
    same("it is served while wrong ones wait", x.ask("/metrics", headers=[basic("prom", "secret")]).status, 200)
    for t in threads:
        t.join()
    ok("none of these comes in, and beyond a bound they are turned away", set(got) <= {401, 503}, got)
    children = subprocess.run(["pgrep", "-P", str(x.process.pid)], stdout=subprocess.PIPE, text=True).stdout.split()
    same("one process checks passwords", len(children), 1)
    os.kill(int(children[0]), signal.SIGKILL)
    bed.wait_for(lambda: x.ask("/metrics", headers=[basic("slow", "y")]).status == 401)
    same("when it is killed another one does", x.ask("/metrics", headers=[basic("slow", "z")]).status, 401)
    folder.file("users.yml", "basic_auth_users:\n  prom: '%s'\n" % SECRET.replace("OQiy", "OQix"))
    x.signal(signal.SIGHUP)
    bed.wait_for(lambda: "reloaded" in x.said())
    same("after a reload the old password is none", x.ask("/metrics", headers=[basic("prom", "secret")]).status, 401)
    folder.file("users.yml", "basic_auth_users:\n  prom: 'secret'\n")
    x.signal(signal.SIGHUP)
    ok("a hash that is none is refused, and not told",
       bed.wait_for(lambda: "stay in force" in x.said()) and "'secret'" not in x.said(), x.said())
    same("what there was stays in force", x.ask("/metrics").status, 401)
    same("the end: 0", x.stop(), 0)
    ok("and the process has ended, too",
       not subprocess.run(["pgrep", "-P", str(x.process.pid)], stdout=subprocess.PIPE, text=True).stdout)


def tls():
    certificate("ca")
    certificate("server", "ca")
    certificate("second", "ca")
    certificate("client", "ca", "clientAuth")
    certificate("otherca")
    certificate("stranger", "otherca", "clientAuth")
    conf = "tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n"
    w = folder.file("tls.yml", conf)
    x = Exporter("--web.config.file", w)
    same("TLS", ask_tls(x).status, 200)
    same("its certificate", subject(x), "server")
    ok("without TLS there is no answer", not x.raw(b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n").startswith(b"HTTP/1.1 200"))
    try:
        ask_tls(x, maximum_version=ssl.TLSVersion.TLSv1_1)
        ok("TLS 1.1 is refused", False)
    except (ssl.SSLError, OSError):
        ok("TLS 1.1 is refused", True)
    folder.file("tls.yml", conf.replace(": server", ": second"))
    x.signal(signal.SIGHUP)
    ok("a reload takes another certificate", bed.wait_for(lambda: subject(x) == "second"), x.said())
    folder.file("tls.yml", conf)
    same("also when a request asks for it", ask_tls(x, "/-/reload", method="POST").status, 200)
    same("who comes in then meets the new one", subject(x), "server")
    same("and is served", ask_tls(x).status, 200)
    folder.file("tls.yml", conf.replace(": server", ": second"))
    same("more than once", ask_tls(x, "/-/reload", method="POST").status, 200)
    same("and meets the newest", subject(x), "second")
    folder.file("tls.yml", conf.replace("server.key", "ca.key"))
    x.signal(signal.SIGHUP)
    ok("a key that does not fit is refused", bed.wait_for(lambda: "stay in force" in x.said()), x.said())
    same("and what there was stays", subject(x), "second")
    folder.file("tls.yml", conf + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.pem\n")
    x.signal(signal.SIGHUP)
    bed.wait_for(lambda: x.said().count("reloaded") == 2)
    handshakes(x, None, "alert (certificate required|handshake failure)")
    handshakes(x, "stranger", "alert bad certificate")
    handshakes(x, "second", "alert bad certificate")
    a = ask_tls(x, client="client")
    same("with the right one it is served", a.status, 200)
    same("handshakes that failed are counted", a.value('fcrdns_exporter_http_requests_refused_total{reason="auth"}'), 6.0)
    same("and have left nothing", a.value("fcrdns_exporter_http_connections"), 1.0)
    for kind, rows in (("RequestClientCert", {None: 200, "stranger": 200}), ("RequireAnyClientCert", {None: None, "stranger": 200}),
                         ("VerifyClientCertIfGiven", {None: 200, "stranger": None, "client": 200})):
        folder.file("tls.yml", conf + "  client_auth_type: %s\n" % kind + ("  client_ca_file: ca.pem\n" if "Verify" in kind else ""))
        count = x.said().count("reloaded")
        x.signal(signal.SIGHUP)
        bed.wait_for(lambda: x.said().count("reloaded") > count)
        for client, wanted in rows.items():
            same("%s, %s" % (kind, client or "no certificate"), status(x, client), wanted)
    same("the end: 0", x.stop(), 0)


def status(x, client):
    """Of an answer; None: none came."""
    try:
        return ask_tls(x, client=client).status
    except OSError:
        return None


def handshakes(x, client, alert):
    """In TLS 1.3 a client hears of it when it reads; it asks for nothing, so that no reset can overtake the alert."""
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = client_context(client)
        context.maximum_version = version
        said = ""
        with socket.create_connection((x.host, x.port), timeout=bed.HANG_S) as plain:
            try:
                with context.wrap_socket(plain, server_hostname="127.0.0.1") as s:
                    s.recv(1)
            except OSError as e:
                said = str(e)
        ok("%s: a client with %s does not get past the handshake" % (version.name, "the certificate of " + client if client else "none"),
           re.search(alert, said), said)


def keeping():
    """A connection that is kept while the CA of clients changes under it."""
    conf = ("tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n"
            "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: %s.pem\n")
    x = Exporter("--web.config.file", folder.file("keeping.yml", conf % "ca"))
    context = ssl.create_default_context(cafile=path("ca.pem"))
    context.load_cert_chain(path("client.pem"), path("client.key"))
    ask = b"GET /-/healthy HTTP/1.1\r\nHost: localhost\r\n\r\n"

    def enter():
        s = context.wrap_socket(socket.create_connection((x.host, x.port), timeout=bed.HANG_S), server_hostname="127.0.0.1")
        s.sendall(ask)
        got = b""
        while not got.endswith(b"OK\n"):
            got += s.recv(65536)
        same("with the right certificate it is served", got[:12], b"HTTP/1.1 200")
        return s

    idle, begun = enter(), enter()
    begun.sendall(ask[:20])
    folder.file("keeping.yml", conf % "otherca")
    x.signal(signal.SIGHUP)
    bed.wait_for(lambda: "reloaded" in x.said())
    ok("one that is kept ends with a reload of another CA", not rest(idle))
    try:
        begun.sendall(ask[20:])
    except OSError:
        pass
    got = rest(begun)
    ok("one that has begun to ask is refused, and ends", got == b"" or got.startswith(b"HTTP/1.1 403"), got)
    same("the old certificate is not accepted", status(x, "client"), None)
    same("the new one is", ask_tls(x, client="stranger").status, 200)
    for s in (idle, begun):
        s.close()
    same("the end: 0", x.stop(), 0)


def rest(s):
    try:
        return bed.read_all(s)
    except (ssl.SSLError, OSError):
        return b""


def headers():
    w = folder.file("headers.yml", "http_server_config:\n  headers:\n    X-Frame-Options: sameorigin\n"
                    "    Strict-Transport-Security: max-age=3600\n")
    x = Exporter("--web.config.file", w)
    a = x.ask("/-/healthy")
    same("a header of the configuration", a.headers.get("strict-transport-security"), "max-age=3600")
    same("in place of ours", a.headers.get("x-frame-options"), "sameorigin")
    same("which others are", a.headers.get("x-content-type-options"), "nosniff")
    same("the end: 0", x.stop(), 0)


def rates():
    w = folder.file("rate.yml", "rate_limit:\n  interval: 1h\n  burst: 3\n")
    x = Exporter("--web.config.file", w)
    same("a rate limit", [x.ask("/-/healthy").status for _ in range(5)], [200, 200, 200, 429, 429])
    folder.file("rate.yml", "rate_limit:\n  interval: 1s\n  burst: 50\n")
    x.signal(signal.SIGHUP)
    bed.wait_for(lambda: "reloaded" in x.said())
    same("what was used up of the old one does not count in a new one", x.ask("/-/healthy").status, 200)
    same("the end: 0", x.stop(), 0)


try:
    users()
    stopping()
    crowds()
    hanging()
    tls()
    keeping()
    headers()
    rates()
finally:
    folder.close()
bed.done()
