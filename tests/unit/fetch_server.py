# SPDX-License-Identifier: MIT
"""HTTP servers on loopback that answer in ways that a path names.

fetch_server.py FOLDER

Makes in FOLDER: ca.pem; "ports" with the ports of: good TLS, a certificate for another host, one
that is expired, one that signed itself, HTTP/2, plain HTTP, a proxy; and "log", a line a request. Ends with
its parent.
"""
import os
import socket
import ssl
import subprocess
import sys
import threading
import time

folder = sys.argv[1]
parent = os.getppid()
os.chdir(folder)
lock = threading.Lock()
BIG = 9 << 20
SLOW_S = 30


def openssl(*args):
    subprocess.run(["openssl", *args], check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def write(path, text):
    with open(path, "w", encoding="ascii") as out:
        out.write(text)


def certificates():
    for name in ("ca", "server"):
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256",
                "-out", name + ".key")
    openssl("req", "-x509", "-new", "-key", "ca.key", "-days", "2", "-subj", "/CN=ca",
            "-out", "ca.pem")
    openssl("req", "-x509", "-new", "-key", "server.key", "-days", "2", "-subj", "/CN=self",
            "-addext", "subjectAltName=IP:127.0.0.1", "-out", "self.pem")
    openssl("req", "-new", "-key", "server.key", "-subj", "/CN=lab", "-out", "csr")
    for name, san in (("good", "IP:127.0.0.1,DNS:localhost"), ("other", "DNS:other.example")):
        write("ext", "subjectAltName=" + san)
        openssl("x509", "-req", "-in", "csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                "-set_serial", "1", "-days", "2", "-extfile", "ext", "-out", name + ".pem")
    write("index", "")
    write("serial", "02\n")
    write("conf", "[ca]\ndefault_ca=d\n[d]\ndatabase=index\nserial=serial\nnew_certs_dir=.\n"
          "default_md=sha256\npolicy=p\nx509_extensions=x\n[p]\ncommonName=supplied\n"
          "[x]\nsubjectAltName=IP:127.0.0.1\n")
    openssl("ca", "-batch", "-config", "conf", "-in", "csr", "-cert", "ca.pem",
            "-keyfile", "ca.key", "-startdate", "20200101000000Z", "-enddate", "20200201000000Z",
            "-notext", "-out", "expired.pem")


def log(line):
    with lock, open("log", "a", encoding="ascii", errors="backslashreplace") as out:
        out.write(line + "\n")


def whole(body=b"hello", status=b"200 OK", more=b"", version=b"1.1"):
    return (b"HTTP/%s %s\r\nContent-Length: %d\r\n%s\r\n" % (version, status, len(body), more)
            + body)


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
# What is sent; then the connection stays, or is closed where the name is among CLOSED.
ANSWERS = {
    "ok": whole(more=b"X-Answer:  two words \r\nX-Empty:\r\nx-answer: second\r\n"),
    "empty": whole(b"", b"204 No Content"),
    "busy": whole(b"{}", b"429 Too Many Requests"),
    "later": whole(b"{}", b"429 Too Many Requests", b"Retry-After: 1\r\n"),
    "muchlater": whole(b"{}", b"503 Service Unavailable", b"Retry-After: 86400\r\n"),
    "denied": whole(b"{}", b"401 Unauthorized"),
    "error": whole(b"{}", b"503 Service Unavailable", b"Retry-After: 60\r\n"),
    "redirect": whole(b"", b"302 Found", b"Location: /ok\r\n"),
    "permanent": whole(b"", b"308 Permanent Redirect", b"Location: /ok\r\n"),
    "short": b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
    "cutchunk": CHUNKED + b"a\r\nhello",
    "nolastchunk": CHUNKED + b"5\r\nhello\r\n",
    "chunked": CHUNKED + b"5\r\nhello\r\n0\r\nRetry-After: 5\r\nX-Late: 1\r\n\r\n",
    "emptychunked": CHUNKED + b"0\r\nX-Late: 1\r\n\r\n",
    "close": b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello",
    "old": b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nhello",
    "http09": b"hello",
    "nothing": b"",
    "cuthead": b"HTTP/1.1 200 OK\r\nContent-Le",
    "nul": whole(more=b"X-A: a\0b\r\n"),
    "escape": whole(more=b"X-A: a\33[31mb\r\n"),
    "delete": whole(more=b"X-A: a\177b\r\n"),
    "high": whole(more=b"X-A: caf\303\251\r\n"),
    "tab": whole(more=b"X-A: a\tb\r\n"),
    "noname": whole(more=b": b\r\n"),
    "space": whole(more=b"X A: b\r\n"),
    "nocolon": whole(more=b"X-A\r\n"),
    "bigline": whole(more=b"X-A: " + b"a" * 70000 + b"\r\n"),
    "bighead": whole(more=b"".join(b"X-%d: %s\r\n" % (i, b"a" * 1000) for i in range(90))),
    "token": whole(more=b"X-Subject-Token: " + b"t" * 20000 + b"\r\n"),
    "many": whole(more=b"".join(b"X-%d: a\r\n" % i for i in range(300))),
    "full": whole(more=b"".join(b"X-%d: a\r\n" % i for i in range(255))),
    "continue": b"HTTP/1.1 100 Continue\r\nX-First: 1\r\n\r\n"
                b"HTTP/1.1 103 Early Hints\r\nX-Second: 2\r\n\r\n" + whole(more=b"X-Third: 3\r\n"),
    "octets": whole(bytes(range(256))),
    "large": whole(b"a" * (8 << 20)),
    "big": whole(b"a" * BIG),
    "bignumber": b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nhello",
    "twolengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "gzip": whole(b"\x1f\x8bno", more=b"Content-Encoding: gzip\r\n"),
}
CLOSED = ("short", "cutchunk", "nolastchunk", "close", "old", "http09", "nothing", "cuthead", "nocolon",
          "twolengths")


def read_request(conn):
    head = b""
    while b"\r\n\r\n" not in head:
        piece = conn.recv(65536)
        if not piece:
            return None
        head += piece
    head, body = head.split(b"\r\n\r\n", 1)
    lines = head.decode("latin-1").split("\r\n")
    length = [l.split(":")[1] for l in lines if l.lower().startswith("content-length:")]
    while length and len(body) < int(length[0]):
        body += conn.recv(65536)
    return lines, body


counts = {}


def so_often(name):
    """Of a name such as busy2-x or denied1-x: what stands before the number, for so many times."""
    kind = name.rstrip("abcdefghijklmnopqrstuvwxyz-").rstrip("0123456789")
    times = int(name[len(kind):].split("-")[0])
    with lock:
        counts[name] = counts.get(name, 0) + 1
        return kind if counts[name] <= times else "ok"


def serve(conn):
    while True:
        request = read_request(conn)
        if not request:
            return
        lines, body = request
        log("|".join([str(conn.fileno())] + lines + [body.decode("latin-1")]))
        name = lines[0].split()[1].split("?")[0].strip("/")
        if name == "silent":
            time.sleep(SLOW_S)
        elif name == "stalledhead":
            conn.sendall(b"HTTP/1.1 200 OK\r\nX-A: ")
            time.sleep(SLOW_S)
        elif name == "slowhead":
            for octet in whole():
                conn.sendall(bytes([octet]))
                time.sleep(1)
        elif name == "slow":
            conn.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            for _ in range(1000):
                conn.sendall(b"a")
                time.sleep(0.1)
        elif name == "endless":
            conn.sendall(CHUNKED)
            while True:
                conn.sendall(b"1000\r\n" + b"a" * 4096 + b"\r\n")
        elif name == "endlesshead":
            conn.sendall(b"HTTP/1.1 200 OK\r\n")
            while True:
                conn.sendall(b"X-A: b\r\n")
        elif name == "continues":
            while True:
                conn.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        else:
            if "-" in name:
                name = so_often(name)
            conn.sendall(ANSWERS[name])
            if name in CLOSED:
                # TLS is told as well: what ends without that was cut, and newer libcurls say so.
                if isinstance(conn, ssl.SSLSocket):
                    conn.settimeout(5)
                    conn.unwrap()
                return


def frame(kind, flags, stream, payload=b""):
    return (len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big")
            + payload)


def serve_h2(conn):
    """HTTP/2 without reading what is asked: stream 1 is answered, 3 is reset, 5 gets no end."""
    def exactly(n):
        out = b""
        while len(out) < n:
            piece = conn.recv(n - len(out))
            if not piece:
                raise OSError
            out += piece
        return out
    exactly(24)
    conn.sendall(frame(4, 0, 0))
    while True:
        head = exactly(9)
        exactly(int.from_bytes(head[:3], "big"))
        kind, flags, stream = head[3], head[4], int.from_bytes(head[5:], "big")
        if kind == 4 and not flags & 1:
            conn.sendall(frame(4, 1, 0))
        if kind != 1:
            continue
        log("HTTP/2 stream %d" % stream)
        # :status 200 of the static table, and a literal
        conn.sendall(frame(1, 4, stream, b"\x88\x00\x03x-a\x03two"))
        if stream == 1:
            conn.sendall(frame(0, 1, stream, b"hello"))
        elif stream == 3:
            conn.sendall(frame(0, 0, stream, b"hel") + frame(3, 0, stream, b"\0\0\0\2"))
        else:
            conn.sendall(frame(0, 0, stream, b"hel"))
            return


def pump(source, sink):
    try:
        while octets := source.recv(65536):
            sink.sendall(octets)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def proxy(conn):
    lines, _ = read_request(conn)
    log("PROXY " + "|".join(lines))
    if "refused" in lines[0]:
        conn.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        return
    port = int(lines[0].split()[1].rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port)) as server:
        conn.sendall(b"HTTP/1.1 200 Established\r\nX-Proxy: 1\r\n\r\n")
        threading.Thread(target=pump, args=(server, conn), daemon=True).start()
        pump(conn, server)


def guarded(handler, conn, context):
    try:
        if context:
            conn = context.wrap_socket(conn, server_side=True)
        with conn:
            handler(conn)
    except (OSError, ValueError, KeyError):
        pass


def listen(handler, context):
    listener = socket.create_server(("127.0.0.1", 0))

    def accept():
        while True:
            conn = listener.accept()[0]
            threading.Thread(target=guarded, args=(handler, conn, context), daemon=True).start()
    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


certificates()
write("log", "")
found = []
for name in ("good", "other", "expired", "self"):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(name + ".pem", "server.key")
    found.append(listen(serve, tls))
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain("good.pem", "server.key")
tls.set_alpn_protocols(["h2"])
found.append(listen(serve_h2, tls))
found.append(listen(serve, None))
found.append(listen(proxy, None))
write("ports.new", " ".join(map(str, found)) + "\n")
os.rename("ports.new", "ports")
while os.getppid() == parent:
    time.sleep(0.2)
