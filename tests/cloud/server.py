# SPDX-License-Identifier: MIT
"""An HTTP server on loopback that is strict about what it is asked and can fail in every way that
a network can. What is served is a world (worlds.py); what was wrong stands in its `violations`."""
import email.utils
import json
import socket
import threading
import time
import urllib.parse

HEAD_MAX, BODY_MAX, IDLE_S = 64 * 1024, 1 << 20, 20


class Request:
    def __init__(self, method, target, headers, body):
        self.method, self.target, self.headers, self.body = method, target, headers, body
        self.path, _, query = target.partition("?")
        self.query = urllib.parse.parse_qsl(query, keep_blank_values=True)

    def header(self, name):
        found = [value for n, value in self.headers if n == name]
        return found[0] if len(found) == 1 else None

    def parameter(self, name, default=None):
        return dict(self.query).get(name, default)

    def __str__(self):
        return "%s %s" % (self.method, self.target)


class Response:
    """`how`: whole, or one of the ways in which the sending goes wrong."""

    def __init__(self, status=200, body=b"", headers=(), how="whole"):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        self.status, self.body, self.headers, self.how = status, body, list(headers), how


class Fault:
    """The first `times` requests that `match` (a part of "METHOD target") get `make(world, request)`."""

    def __init__(self, match, make, times=1, after=0):
        self.match, self.make, self.left, self.after = match, make, times, after

    def takes(self, request):
        if self.left <= 0 or self.match not in str(request):
            return False
        if self.after > 0:
            self.after -= 1
            return False
        self.left -= 1
        return True


def fixed(status=200, body=b"", headers=(), how="whole"):
    return lambda world, request: Response(status, body, headers, how)


def retry_at(status, seconds):
    """Retry-After as a date."""
    return lambda world, request: Response(
        status, {"message": "slow down"}, [("Retry-After", email.utils.formatdate(time.time() + seconds, usegmt=True))])


def changed(change, how="whole"):
    """The right response, with its decoded body (or, for bytes in, the octets) changed."""
    def make(world, request):
        response = world.answer(request)
        body = change(json.loads(response.body))
        response.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        response.how = how
        return response
    return make


def sent(how):
    """The right response, sent in a wrong way."""
    def make(world, request):
        response = world.answer(request)
        response.how = how
        return response
    return make


class Server:
    """Serves `world` on 127.0.0.1 and a free port, from threads that end with the program."""

    def __init__(self, world):
        self.world, self.lock = world, threading.Lock()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.url = "http://127.0.0.1:%d" % self.port
        self.is_open = True
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while self.is_open:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def close(self):
        self.is_open = False
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def serve(self, connection):
        connection.settimeout(IDLE_S)
        with connection:
            buffer = b""
            try:
                while self.is_open:
                    request, buffer = self.read(connection, buffer)
                    if not request:
                        return
                    with self.lock:
                        response = self.world.handle(request)
                    if not self.send(connection, response):
                        return
            except (OSError, ValueError) as error:
                if isinstance(error, ValueError):
                    self.world.violate("a request that cannot be read: %s" % error)

    def read(self, connection, buffer):
        while b"\r\n\r\n" not in buffer:
            more = connection.recv(65536)
            if not more:
                if buffer:
                    raise ValueError("cut short")
                return None, b""
            buffer += more
            if len(buffer) > HEAD_MAX:
                raise ValueError("its head is too long")
        head, _, buffer = buffer.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        method, target, version = lines[0].split(" ")
        if version != "HTTP/1.1" or not target.startswith("/"):
            raise ValueError("line %r" % lines[0])
        headers = []
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            if not colon or name != name.strip():
                raise ValueError("header %r" % line)
            headers.append((name.lower(), value.strip()))
        length = int(dict(headers).get("content-length", 0))
        if length > BODY_MAX or "transfer-encoding" in dict(headers):
            raise ValueError("no length, or too long")
        if "expect" in dict(headers):
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        while len(buffer) < length:
            more = connection.recv(65536)
            if not more:
                raise ValueError("its body is cut short")
            buffer += more
        return Request(method, target, headers, buffer[:length]), buffer[length:]

    def send(self, connection, response):
        """False: the connection is to be closed."""
        head = "HTTP/1.1 %d X\r\n" % response.status
        for name, value in [("Content-Type", "application/json"), *response.headers]:
            head += "%s: %s\r\n" % (name, value)
        head, body, how = head.encode("latin-1"), response.body, response.how
        if how == "nothing":
            return False
        if how == "stalled":
            connection.sendall(head)
            self.wait(IDLE_S)
            return False
        if how == "cut chunked":
            connection.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(body) + body[:len(body) // 2])
            return False
        if how == "cut close":
            connection.sendall(head + b"Connection: close\r\n\r\n" + body[:len(body) // 2])
            return False
        if how == "endless":
            connection.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n")
            piece = b" " * 65536
            while self.is_open:
                connection.sendall(b"%x\r\n" % len(piece) + piece + b"\r\n")
            return False
        connection.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body))
        if how == "cut length":
            connection.sendall(body[:len(body) // 2])
            return False
        if how == "slow":
            for i in range(len(body)):
                connection.sendall(body[i:i + 1])
                self.wait(0.3)
            return False
        connection.sendall(body)
        return True

    def wait(self, seconds):
        end = time.monotonic() + seconds
        while self.is_open and time.monotonic() < end:
            time.sleep(0.05)


class Trap:
    """A port that nobody may come to: redirects and `next` links point at it."""

    def __init__(self):
        self.visits = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self.socket.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(2)
                try:
                    self.visits.append(connection.recv(65536).decode("latin-1"))
                except OSError:
                    self.visits.append("")

    def close(self):
        self.socket.close()
