# SPDX-License-Identifier: MIT
"""Runs the *.case files beside it, a few at a time, and speaks TAP: cases.py PROGRAM RESOLVER RESOLVER-FILE SECONDS

What a case is stands in cases.t. After SECONDS a program counts as one that hangs.
"""
import difflib
import glob
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
AT_ONCE = 4                                      # some wait for servers that are silent


class Case:
    """One file. Octets stay octets: surrogateescape."""

    def __init__(self, path, words):
        with open(path, encoding="utf-8", errors="surrogateescape", newline="") as f:
            head, _, self.out = f.read().partition("\nout:")
        self.name = os.path.basename(path)
        self.fields = {}
        for line in head.split("\n"):
            key, colon, value = line.partition(":")
            if colon and not line.startswith("#"):
                self.fields.setdefault(key, []).append(value.lstrip(" "))
        self.title = head.split("\n")[0].lstrip("# ")
        self.run = filled(self.field("run"), {word: quoted(value) for word, value in words.items()})
        self.err = ["fcrdns-check: %s\n" % filled(line, words) for line in self.fields.get("err", [])]
        self.out = filled(self.out.partition("\n")[2], words)

    def field(self, key):
        return self.fields.get(key, [""])[0]

    def why(self, program, seconds):
        """What is not as it should be, as lines; none: the case holds."""
        env = dict(os.environ)
        env.update(setting.split("=", 1) for setting in self.fields.get("env", []))
        name = self.field("in")
        with open(os.path.join(HERE, name) if name else os.devnull, "rb") as given:
            # The arguments come from our own files, and want a shell's quoting.
            p = subprocess.run(["sh", "-c", 'eval "exec timeout $1 \\"\\$2\\" $3"', "sh", seconds, program, self.run],
                               stdin=given, capture_output=True, env=env, check=False)
        got = p.stdout
        if self.field("mask"):
            got = subprocess.run(["sed", "-e", self.field("mask")], input=got, stdout=subprocess.PIPE, check=True).stdout
        lines = []
        if str(p.returncode) != self.field("exit"):
            lines.append("exit: want %s, got %d" % (self.field("exit"), p.returncode))
        lines += difference(self.out, got, "")
        lines += difference("".join(self.err), p.stderr, " on standard error")
        return ["%s: %s" % (self.name, self.run)] + lines if lines else []


def filled(text, words):
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def difference(want, got, where):
    got = got.decode("utf-8", "surrogateescape")
    if want == got:
        return []
    return [line.rstrip("\n") for line in difflib.unified_diff(
        want.splitlines(True), got.splitlines(True), "want" + where, "got" + where)]


def quoted(path):
    """For a shell, between the double quotes that a case puts around it."""
    return re.sub(r'([\\"$`])', r"\\\1", path)


def main():
    program, resolver, resolver_file, seconds = sys.argv[1:]
    words = {"@RESOLVER@": resolver, "@PORT@": resolver.rpartition(":")[2], "@RESOLVER_FILE@": resolver_file,
             "@HERE@": HERE}
    cases = [Case(path, words) for path in sorted(glob.glob(os.path.join(HERE, "*.case")))]
    with ThreadPoolExecutor(AT_ONCE) as lanes:
        for n, (case, why) in enumerate(zip(cases, lanes.map(lambda c: c.why(program, seconds), cases)), 1):
            print("%s %d - %s" % ("not ok" if why else "ok", n, case.title), flush=True)
            for line in why:
                print(("# " + line).encode("utf-8", "backslashreplace").decode())
    print("1..%d" % len(cases))


main()
