# SPDX-License-Identifier: MIT
"""An HTTPS server on loopback that answers DNS questions in ways that a path names, and a proxy.

doh_server.py CERTIFICATE KEY LOG PORTS-FILE    two ports, of the server and of the proxy

Its world is one where 192.0.2.10 passes: a wrong answer that is believed is a pass. LOG gets a
line for each request, and for each connection through the proxy. When the file "stall" appears,
connections of the proxy that are older stay open and silent. As long as there is a file "hold",
the proxy passes nothing on, and says nothing to those that come. Ends with its parent.
"""
import http.server
import os
import select
import socket
import ssl
import struct
import sys
import threading
import time

certificate, key, log_path, ports_path = sys.argv[1:5]
parent = os.getppid()
HOST = b"\4mail\7example\3com\0"
TYPE = "application/dns-message"
SLOW_S = 30
lock = threading.Lock()


def log(line):
    with lock, open(log_path, "a", encoding="ascii", errors="backslashreplace") as out:
        out.write(line + "\n")


def answer(query, flags=0x8180, ident=None, name=None):
    end = query.index(b"\0", 12) + 1
    asked = query[12:end]
    qtype = struct.unpack("!H", query[end:end + 2])[0]
    data = {12: HOST, 1: bytes([192, 0, 2, 10])}.get(qtype)
    head = struct.pack("!HHHHHH", struct.unpack("!H", query[:2])[0] if ident is None else ident,
                       flags, 1, 1 if data and not flags & 0x200 else 0, 0, 0)
    out = head + (name or asked) + query[end:end + 4]
    if data and not flags & 0x200:
        out += struct.pack("!HHHIH", 0xC00C, qtype, 1, 300, len(data)) + data
    return out


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, body, status=200, kind=TYPE, **more):
        self.send_response_only(status)
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in more.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        log("GET " + self.path)
        self.reply(b"")

    def do_POST(self):
        query = self.rfile.read(int(self.headers["Content-Length"]))
        log("POST %s id %d: %s" % (self.path, struct.unpack("!H", query[:2])[0],
                                   ", ".join("%s=%s" % pair for pair in self.headers.items()
                                             if pair[0] not in ("Host", "Content-Length"))))
        good = answer(query)
        name = self.path.strip("/")
        if name.startswith("status"):
            self.reply(good, int(name[6:]))
        elif name.startswith("redirect"):
            self.reply(b"", int(name[8:]), Location="/ok")
        elif name == "cookie":
            self.reply(good, **{"Set-Cookie": "a=b; Path=/"})
        elif name == "parameter":
            self.reply(good, kind="Application/DNS-Message; charset=utf-8")
        elif name == "type":
            self.reply(good, kind="text/html\33[0m")
        elif name == "longertype":
            self.reply(good, kind=TYPE + "x")
        elif name == "notype":
            self.reply(good, kind=None)
        elif name == "empty":
            self.reply(b"")
        elif name == "big":
            self.reply(good + bytes(70000))
        elif name == "whole64k":
            self.reply(good + bytes(65535 - len(good)))
        elif name == "endless":
            self.send_response_only(200)
            self.send_header("Content-Type", TYPE)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for _ in range(1000):
                self.wfile.write(b"1000\r\n" + bytes(4096) + b"\r\n")
        elif name == "headers":
            self.reply(good, **{"X-%d" % i: "x" * 1000 for i in range(90)})
        elif name == "slow":
            self.send_response_only(200)
            self.send_header("Content-Type", TYPE)
            self.send_header("Content-Length", str(len(good)))
            self.end_headers()
            for octet in good:
                self.wfile.write(bytes([octet]))
                time.sleep(SLOW_S / len(good))
        elif name == "silent":
            time.sleep(SLOW_S)
        elif name == "half":
            self.send_response_only(200)
            self.send_header("Content-Type", TYPE)
            self.send_header("Content-Length", str(len(good)))
            self.end_headers()
            self.wfile.write(good[:-1])
            self.close_connection = True
        elif name == "close":
            self.close_connection = True
        elif name == "http09":
            self.wfile.write(good)
            self.close_connection = True
        elif name == "id":
            self.reply(answer(query, ident=1))
        elif name == "question":
            self.reply(answer(query, name=b"\5other\7example\0"))
        elif name == "echo":
            self.reply(query)
        elif name == "garbage":
            self.reply(b"\xff" * 300)
        elif name == "short":
            self.reply(good[:11])
        elif name == "cut":
            self.reply(answer(query, flags=0x8380))
        else:
            self.reply(good)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        pass


def hold():
    while os.path.exists("hold"):
        time.sleep(0.02)


def pump(one, other):
    is_old = not os.path.exists("stall")
    while True:
        for source in select.select([one, other], [], [])[0]:
            octets = source.recv(65536)
            if not octets:
                return
            if is_old and os.path.exists("stall"):
                continue
            hold()
            (other if source is one else one).sendall(octets)


def tunnel(client):
    with client:
        head = b""
        while b"\r\n\r\n" not in head:
            head += client.recv(4096)
        log("PROXY " + head.split(b"\r\n")[0].decode("ascii"))
        verb, target = head.split()[:2]
        host, port = target.decode("ascii").rsplit(":", 1)
        if verb != b"CONNECT" or host not in ("127.0.0.1", "proxied.example"):
            client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        hold()
        with socket.create_connection(("127.0.0.1", int(port))) as server:
            client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            try:
                pump(client, server)
            except OSError:
                pass


def proxy(listener):
    while True:
        threading.Thread(target=tunnel, args=(listener.accept()[0],), daemon=True).start()


server = Server(("127.0.0.1", 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
listener = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=server.serve_forever, daemon=True).start()
threading.Thread(target=proxy, args=(listener,), daemon=True).start()
with open(ports_path + ".new", "w", encoding="ascii") as out:
    out.write("%d %d\n" % (server.server_address[1], listener.getsockname()[1]))
os.rename(ports_path + ".new", ports_path)
while os.getppid() == parent:
    time.sleep(0.2)
