#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""What plugins and exporters say in the same eight situations: the table of the README, measured.
   compare.py            print it
   compare.py --check    TAP: is README.md's the same?
All of them ask the hostile server of tests/evil, in a network of their own: check_dns has no option for
another port than 53, which is somebody else's on most machines. That takes root, or user namespaces."""
import fcntl
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
UNPACKED = os.path.join(TOP, "build", "monitoring")
RUN = os.path.join(UNPACKED, "run")
PLUGINS = os.path.join(UNPACKED, "usr", "lib", "nagios", "plugins")
OURS = os.environ.get("CHECK_FCRDNS", os.path.join(TOP, "build", "release", "check_fcrdns"))
BLACKBOX = "127.0.0.1:9115"
HANG_S = 60


def reverse(address):
    return ".".join(reversed(address.split("."))) + ".in-addr.arpa"


# What is so, the address, its PTR records, addresses of names, and rules of the server.
SITUATIONS = [
    ("the name leads back", "192.0.2.10", ["mail.example.com."], {"mail.example.com.": "192.0.2.10"}, []),
    ("no PTR record", "192.0.2.77", [], {}, []),
    ("the name has another address", "192.0.2.11", ["old.example.com."], {"old.example.com.": "192.0.2.99"}, []),
    ("the name is gone", "192.0.2.12", ["gone.example.com."], {}, []),
    ("SERVFAIL for the PTR record", "192.0.2.13", ["mx.example.com."], {"mx.example.com.": "192.0.2.13"},
     [{"name": reverse("192.0.2.13"), "do": {"rcode": "SERVFAIL"}}]),
    ("no answer for the name", "192.0.2.14", ["silent.example.com."], {},
     [{"name": "silent.example.com.", "do": {"drop": True}}]),
    ("two PTR records, one leads back", "192.0.2.15", ["gone.example.com.", "two.example.com."],
     {"two.example.com.": "192.0.2.15"}, []),
    ("a PTR record made to deceive", "192.0.2.16", ["a|b$(id)\x1b[2J.example.com."], {}, []),
]


def apart():
    """Begins again in a network of its own, where only the loopback is, and that is up."""
    if "FCRDNS_APART" not in os.environ:
        os.environ["FCRDNS_APART"] = "1"
        words = ["unshare", "--net"] + ([] if os.getuid() == 0 else ["--map-root-user"])
        os.execvp(words[0], words + [sys.executable, "-B", os.path.abspath(__file__)] + sys.argv[1:])
    with socket.socket() as s:
        fcntl.ioctl(s, 0x8914, struct.pack("16sH14x", b"lo", 0x1 | 0x40))      # SIOCSIFFLAGS, up and running


def wait_for(condition):
    for _ in range(HANG_S * 10):
        try:
            if condition():
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit("compare.py: it hangs")


def scenario():
    return {"title": "situations", "inputs": [], "zone": {
        "ptr": {address: ptrs for _, address, ptrs, _, _ in SITUATIONS if ptrs},
        "rr": [[name, "A", a] for _, _, _, names, _ in SITUATIONS for name, a in names.items()]},
        "rules": [rule for *_, rules in SITUATIONS for rule in rules]}


def modules():
    """A module of blackbox_exporter is one question, so that each address needs its own."""
    return {"modules": {address: {"prober": "dns", "timeout": "5s", "dns": {
        "query_name": reverse(address), "query_type": "PTR", "preferred_ip_protocol": "ip4"}}
        for _, address, *_ in SITUATIONS}}


def plugin(*command):
    p = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=HANG_S)
    state = ["OK", "WARNING", "CRITICAL", "UNKNOWN"][p.returncode] if p.returncode < 4 else "?"
    return state, p.stdout.decode("utf-8", "replace")


def blackbox(address):
    url = "http://%s/probe?module=%s&target=127.0.0.1:53" % (BLACKBOX, address)
    with urllib.request.urlopen(url, timeout=HANG_S) as f:
        return re.search(r"^probe_success (\d)", f.read().decode(), re.M).group(1)


def words(line):
    """What ours says, without what differs from run to run."""
    text = line.split(" - ", 1)[1].split("|")[0].strip()
    return re.sub(r" \(server [^)]*\)| in \d tries", "", text).replace("`", "")


def rows():
    for title, address, *_ in SITUATIONS:
        dns, _ = plugin(RUN, os.path.join(PLUGINS, "check_dns"), "-H", address, "-s", "127.0.0.1", "-t", "15")
        dig, _ = plugin(RUN, os.path.join(PLUGINS, "check_dig"), "-H", "127.0.0.1", "-T", "PTR", "-l", reverse(address),
                        "-t", "15")
        ours, line = plugin(OURS, "-H", address, "-s", "127.0.0.1")
        yield title, dns, dig, blackbox(address), ours, words(line)


def table():
    yield "| the reverse DNS of an address | check_dns | check_dig | blackbox_exporter, dns | check_fcrdns | and says |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for title, dns, dig, probe, ours, said in rows():
        yield "| %s | %s | %s | %s | %s | %s |" % (title, dns, dig, probe, ours, said)


def measure():
    apart()
    started = []
    folder = tempfile.mkdtemp()
    try:
        for name, content in ("scenario.json", scenario()), ("blackbox.yml", modules()):
            with open(os.path.join(folder, name), "w") as f:
                json.dump(content, f)
        started.append(subprocess.Popen([sys.executable, "-B", os.path.join(TOP, "tests", "evil", "evil_dns.py"),
                                         "--scenario", os.path.join(folder, "scenario.json"), "--port", "53"],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL))
        if not started[0].stdout.readline().startswith(b"READY"):
            raise SystemExit("compare.py: the hostile server did not start")
        started.append(subprocess.Popen([RUN, "prometheus-blackbox-exporter", "--web.listen-address", BLACKBOX,
                                         "--config.file", os.path.join(folder, "blackbox.yml")],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        wait_for(lambda: urllib.request.urlopen("http://%s/-/healthy" % BLACKBOX, timeout=5))
        return list(table())
    finally:
        for p in started:
            p.terminate()
            p.wait()
        shutil.rmtree(folder)


def main():
    lines = measure()
    if sys.argv[1:] != ["--check"]:
        print("\n".join(lines))
        return
    with open(os.path.join(TOP, "README.md")) as f:
        readme = [line.rstrip("\n") for line in f]
    print("1..%d" % len(lines))
    for i, line in enumerate(lines):
        print("%s %d - %s" % ("ok" if line in readme else "not ok", i + 1, line.split("|")[1].strip()))
        if line not in readme:
            print("# README.md lacks: %s" % line)


main()
