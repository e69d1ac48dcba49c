# SPDX-License-Identifier: MIT
"""What the exporter's tests have in common: name servers, a relay before them that can fail, the exporter, clients.

Limits on time only stop what hangs. All that is started ends by the pid or the socket that was kept.
"""
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.normpath(os.path.join(HERE, "..", ".."))
PROGRAM = os.environ.get("FCRDNS_EXPORTER") or os.path.join(TOP, "build", "release", "fcrdns-exporter")
SERVERS = os.path.join(TOP, "tests", "lab", "servers.sh")
HANG_S = 120
SANITIZED = "asan" in PROGRAM

count = 0


def ok(title, good, *more):
    global count
    count += 1
    print("%s %d - %s" % ("ok" if good else "not ok", count, title), flush=True)
    if not good:
        for m in more:
            print(re.sub("(?m)^", "# ", str(m)), flush=True)
    return good


def same(title, got, want):
    return ok(title, got == want, "got:  %r" % (got,), "want: %r" % (want,))


def has(title, text, *parts):
    missing = [p for p in parts if p not in text]
    return ok(title, not missing, "missing: %r" % missing, text[:3000])


def note(text):
    print("# " + text, flush=True)


def done():
    print("1..%d" % count, flush=True)


def wait_for(what, seconds=HANG_S):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = what()
        if value:
            return value
        time.sleep(0.02)
    return what()


class Folder:
    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="fcrdns-exporter-")

    def file(self, name, text, mode=0o600):
        path = os.path.join(self.path, name)
        with open(path, "w") as f:
            f.write(text)
        os.chmod(path, mode)
        return path

    def close(self):
        shutil.rmtree(self.path)


class NameServers:
    """NSD and Unbound with the zones of data/demo."""

    def __init__(self, folder):
        self.dir = os.path.join(folder.path, "servers")
        p = subprocess.run([SERVERS, "start", self.dir], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if p.returncode:
            raise SystemExit("Bail out! NSD and Unbound did not start\n" + re.sub("(?m)^", "# ", p.stdout))
        self.resolver = open(os.path.join(self.dir, "resolver")).read().strip()

    def close(self):
        subprocess.run([SERVERS, "stop", self.dir], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Relay:
    """A resolver that passes questions on, holds them until it does again, is silent, or is not there; always at one port."""

    def __init__(self, to):
        host, port = to.rsplit(":", 1)
        self.to = (host, int(port))
        self.mode = "open"
        self.questions = 0
        self.socket = self.bind(0)
        self.port = self.socket.getsockname()[1]
        self.out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.out.bind(("127.0.0.1", 0))
        self.askers = {}
        self.number = 0
        self.held = []
        self.ending = False
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    @staticmethod
    def bind(port):
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        s.bind(("127.0.0.1", port))
        s.settimeout(0.05)
        return s

    @property
    def address(self):
        return "127.0.0.1:%d" % self.port

    def set(self, mode):
        self.mode = mode
        wait_for(lambda: (self.socket is None) == (mode == "gone"))

    def pass_on(self, packet, asker):
        self.number = (self.number + 1) % 65536
        self.askers[self.number] = (packet[:2], asker)
        self.out.sendto(self.number.to_bytes(2, "big") + packet[2:], self.to)

    def run(self):
        import select
        while not self.ending:
            if self.mode == "gone":
                if self.socket:
                    self.socket.close()
                    self.socket = None
                time.sleep(0.02)
                continue
            if not self.socket:
                self.socket = self.bind(self.port)
            while self.mode == "open" and self.held:
                self.pass_on(*self.held.pop(0))
            ready = select.select([self.socket, self.out], [], [], 0.05)[0]
            if self.socket in ready:
                try:
                    packet, asker = self.socket.recvfrom(4096)
                except OSError:
                    continue
                self.questions += 1
                if self.mode == "silent":
                    continue
                if self.mode == "held":
                    self.held.append((packet, asker))
                else:
                    self.pass_on(packet, asker)
            if self.out in ready:
                packet = self.out.recv(4096)
                own, asker = self.askers.pop(int.from_bytes(packet[:2], "big"), (None, None))
                if own and self.socket:
                    try:
                        self.socket.sendto(own + packet[2:], asker)
                    except OSError:
                        pass

    def close(self):
        self.ending = True
        self.thread.join()
        for s in (self.socket, self.out):
            if s:
                s.close()


class Exporter:
    def __init__(self, *args, listen=("127.0.0.1:0",), files=None):
        command = [PROGRAM, *args]
        if files:
            command = ["prlimit", "--nofile=%d:%d" % (files, files), *command]
        for l in listen:
            command += ["--web.listen-address", l]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.lines = []
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()
        if not wait_for(lambda: len(self.addresses()) == len(listen) or self.process.poll() is not None, 30) \
                or self.process.poll() is not None:
            raise SystemExit("Bail out! the exporter did not start: %s" % self.lines)
        host, port = self.addresses()[0].rsplit(":", 1)
        self.host, self.port = host, int(port)
        self.authority = "%s:%d" % (host, self.port)

    def addresses(self):
        return [l.split("listening on: ")[1] for l in self.lines if "listening on: " in l]

    def read(self):
        for line in self.process.stderr:
            self.lines.append(line.rstrip("\n"))

    def said(self):
        return "\n".join(self.lines)

    def connect(self, source="127.0.0.1"):
        s = socket.create_connection((self.host, self.port), timeout=HANG_S, source_address=(source, 0))
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return s

    def raw(self, octets, source="127.0.0.1"):
        """All that comes back until the connection ends."""
        with self.connect(source) as s:
            s.sendall(octets)
            return read_all(s)

    def ask(self, path, method="GET", headers=(), source="127.0.0.1", body=None, host=None):
        lines = ["%s %s HTTP/1.1" % (method, path), "Host: " + (host or self.authority), "Connection: close"]
        lines += ["%s: %s" % h for h in headers]
        if body is not None:
            lines.append("Content-Length: %d" % len(body))
        return Answer(self.raw(("\r\n".join(lines) + "\r\n\r\n" + (body or "")).encode("latin-1"), source))

    def metric(self, name):
        m = re.search(r"(?m)^%s (\S+)$" % re.escape(name), self.ask("/metrics").body)
        return float(m.group(1)) if m else None

    def rss(self):
        m = re.search(r"VmRSS:\s+(\d+) kB", open("/proc/%d/status" % self.process.pid).read())
        return int(m.group(1))

    def fds(self):
        return len(os.listdir("/proc/%d/fd" % self.process.pid))

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return "hangs"


def read_all(s):
    got = b""
    while True:
        try:
            part = s.recv(65536)
        except ConnectionResetError:
            return got
        if not part:
            return got
        got += part


class Answer:
    def __init__(self, octets):
        head, _, body = octets.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.line = lines[0]
        self.status = int(lines[0].split()[1]) if lines[0].startswith("HTTP/1.1 ") else None
        self.headers = {}
        for l in lines[1:]:
            name, _, value = l.partition(":")
            self.headers[name.strip().lower()] = value.strip()
        self.body = body.decode("utf-8", "surrogateescape")

    def value(self, name):
        m = re.search(r"(?m)^%s (\S+)$" % re.escape(name), self.body)
        return float(m.group(1)) if m else None


def run(*args, out=subprocess.PIPE):
    """The program as a command; status, standard output, standard error."""
    p = subprocess.run([PROGRAM, *args], stdout=out, stderr=subprocess.PIPE, text=True, timeout=HANG_S)
    return p.returncode, p.stdout, p.stderr
