# SPDX-License-Identifier: MIT
"""What every measurement needs: the work load, the servers on free ports, the small C tools."""
import os
import shlex
import shutil
import socket
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, "..", "..")
BUILD = os.path.normpath(os.path.join(TOP, "build", "bench"))
sys.dont_write_bytecode = True                   # the source tree stays as it is
import gen                                       # noqa: E402


def kit(name):
    return os.path.join(HERE, name)


def checker():
    """The program under test, or None: $FCRDNS_CHECK, else the release build."""
    path = os.environ.get("FCRDNS_CHECK") or os.path.normpath(os.path.join(TOP, "build", "release", "fcrdns-check"))
    path = shutil.which(path)
    return path and os.path.abspath(path)


def server_commands():
    """NSD and UNBOUND for serve.sh: the environment's, else PATH's, else those unpacked in build/root."""
    unpacked = os.path.normpath(os.path.join(TOP, "build", "root", "run"))
    for variable, program in (("NSD", "nsd"), ("UNBOUND", "unbound")):
        if variable in os.environ or shutil.which(program):
            continue
        if os.path.exists(unpacked):
            os.environ[variable] = "%s %s" % (shlex.quote(unpacked), program)


def free_port():
    """A port that is free for UDP and TCP now."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as u, socket.socket() as t:
            u.bind(("127.0.0.1", 0))
            try:
                t.bind(("127.0.0.1", u.getsockname()[1]))
                return u.getsockname()[1]
            except OSError:
                continue


def adns_possible():
    """adns asks port 53 only: it takes part where it is installed and 127.0.0.2@53 can be bound."""
    if not (shutil.which("adnsresfilter") or shutil.which("adnshost")):
        return False
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.bind(("127.0.0.2", 53))
        return True
    except OSError:
        return False


def compile_c(name, work, *libs):
    out = os.path.join(work, name)
    # fcr.c measures the calls that c-ares 1.34 calls deprecated, since they are what both versions have.
    subprocess.run([os.environ.get("CC", "cc"), "-O2", "-g", "-Wno-deprecated-declarations", "-o", out, kit(name + ".c"), *libs],
                   check=True)
    return out


class Bed:
    """The work load of COUNT addresses in DIR/COUNT, with configurations for fresh ports."""

    def __init__(self, count, directory=BUILD):
        server_commands()
        self.count = count
        self.work = os.path.abspath(os.path.join(directory, str(count)))
        self.data = os.path.join(self.work, "data")
        os.makedirs(self.work, exist_ok=True)
        if not os.path.exists(os.path.join(self.data, "expected.tsv")):
            half = self.data + ".part"           # an interrupted run leaves no half work load
            subprocess.run([sys.executable, kit("gen.py"), "--count", str(count), "--out", half], check=True)
            os.rename(half, self.data)
        self.ips = os.path.join(self.data, "ips.txt")
        self.expected = os.path.join(self.data, "expected.tsv")
        self.adns = adns_possible()
        self.ports = {"nsd": free_port(), "unbound": free_port()}
        gen.configs(self.data, self.ports["nsd"], self.ports["unbound"], self.adns)

    def serve(self, verb, what):
        """serve.sh; for "cpu" the seconds that the server has used."""
        p = subprocess.run([kit("serve.sh"), verb, what, self.data, "1"], check=True,
                           stdout=subprocess.PIPE if verb == "cpu" else None)
        return float(p.stdout) if verb == "cpu" else None
