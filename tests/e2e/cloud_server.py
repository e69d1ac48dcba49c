# SPDX-License-Identifier: MIT
"""The account at Hetzner of tests/cloud/worlds.py, for whole runs.

cloud_server.py FOLDER    writes its settings to FOLDER/settings, each request to FOLDER/log

Over HTTPS as well: FOLDER/https has that URL, FOLDER/ca.pem is who vouches for it.

A line in FOLDER/faults, "MATCH TIMES HOW", breaks so many of the answers to what has MATCH in it:
HOW is a way of server.py, or a status. FOLDER/gone
has the address of a primary IP that was given back; with FOLDER/many there are 1200 more of them. While there is
FOLDER/project, the token is another project's, which holds the addresses in it. Ends with its parent.
"""
import os
import ssl
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cloud"))
import server  # noqa: E402
import worlds  # noqa: E402

parent = os.getppid()
os.chdir(sys.argv[1])


class World(worlds.Hetzner):
    seen = None

    def handle(self, request):
        self.take_faults()
        if os.path.exists("many") and len(self.items["primary_ips"]) < 1200:
            for i in range(1200):
                self.hold("primary_ips", 5000 + i, "198.18.%d.%d" % (i // 250, i % 250 + 1), "host%d.example.com" % i)
        if os.path.exists("gone"):
            with open("gone", encoding="ascii") as lines:
                gone = lines.read().split()
            self.items["primary_ips"] = [i for i in self.items["primary_ips"] if i["ip"] not in gone]
        own = self.items
        if os.path.exists("project"):
            self.items = {kind: [] for kind in own}
            with open("project", encoding="ascii") as lines:
                for i, address in enumerate(lines.read().split()):
                    self.hold("primary_ips", 9000 + i, address, "other%d.example.com" % i)
        with open("log", "a", encoding="ascii") as out:
            out.write(str(request) + "\n")
        response = super().handle(request)
        self.items = own
        with open("wrong", "w", encoding="ascii") as out:
            out.writelines(line + "\n" for line in self.violations)
        return response

    def take_faults(self):
        now = os.stat("faults").st_mtime_ns if os.path.exists("faults") else None
        if now == self.seen:
            return
        self.seen, self.faults = now, []
        if not now:
            return
        with open("faults", encoding="ascii") as lines:
            for match, times, how in map(str.split, lines):
                make = server.sent(how.replace("-", " "))
                if how.isdigit():
                    make = server.fixed(int(how), {"error": {"code": "unauthorized", "message": "x"}})
                self.faults.append(server.Fault(match, make, int(times)))


world = World()
world.allows_writes = True
for i, name in ((10, "old.example.net"), (11, "mail.example.com"), (77, None)):
    world.hold("primary_ips", 100 + i, "192.0.2.%d" % i, name)


def openssl(*args):
    subprocess.run(["openssl", *args], check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
        "-subj", "/CN=ca", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "ca.key", "-out", "ca.pem")
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain("ca.pem", "ca.key")


class Tls(server.Server):
    def serve(self, connection):
        try:
            super().serve(tls.wrap_socket(connection, server_side=True))
        except OSError:
            pass


over_tls = Tls(world)
with open("https", "w", encoding="ascii") as out:
    out.write("https://127.0.0.1:%d/v1\n" % over_tls.port)
with server.Server(world) as served:
    with open("settings.new", "w", encoding="ascii") as out:
        for name, value in world.settings(served.url).items():
            out.write("%s=%s\n" % (name, value))
    os.rename("settings.new", "settings")
    while os.getppid() == parent:
        time.sleep(0.1)
