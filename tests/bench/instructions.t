#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""User instructions an address of a bulk check, counted by callgrind against the figure in instructions.max.

Instructions and not seconds: they hardly differ from run to run or from machine to machine. Counted is all
between the begin and the end of the pump, so that the start of a process does not weigh on a short list; the
vector code of the C library that a processor may lack is switched off. The figure is for the compiler and the
libraries of one release; with others, or with other flags, the count is only told. It speaks TAP.
instructions.t --write sets the figure to what is counted now and a tenth.
"""
import os
import platform
import re
import subprocess
import sys

import bed

COUNT = 2000
HANG_S = 600                                     # only stops a hang
FIGURE = bed.kit("instructions.max")
# callgrind knows AVX2; a processor below it has none. glibc's names, for 2.36.
BASELINE = "glibc.cpu.hwcaps=-AVX2,-AVX_Fast_Unaligned_Load,-ERMS,-FSRM,-SSE4_1,-SSE4_2,-SSSE3,-BMI2"


def counted(program, lab):
    """Instructions an address, and the records written."""
    records, counts = os.path.join(lab.work, "instructions.jsonl"), os.path.join(lab.work, "instructions.callgrind")
    for path in (records, counts):
        if os.path.exists(path):
            os.remove(path)
    p = subprocess.run(["valgrind", "--tool=callgrind", "--toggle-collect=pump_run", "--callgrind-out-file=" + counts,
                        program, "--transport", "datagram", "-r", "127.0.0.1:%d" % lab.ports["nsd"], "-l", lab.ips,
                        "-j", "--no-timing", "-o", records],
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=HANG_S,
                       env={**os.environ, "GLIBC_TUNABLES": BASELINE})
    if p.returncode != 1:                        # 1: whole, and some addresses fail
        raise SystemExit("Bail out! exit %d\n%s" % (p.returncode, re.sub("(?m)^", "# ", p.stderr)))
    total = re.search(r"(?m)^(?:totals|summary): (\d+)", open(counts).read())
    return int(total.group(1)) / COUNT, records


def others(program):
    """Why the figure does not hold here, or None."""
    release = dict(l.rstrip("\n").split("=", 1) for l in open("/etc/os-release") if "=" in l)
    if platform.machine() != "x86_64":
        return "the figure is for x86_64"
    if (release.get("ID"), release.get("VERSION_ID", "").strip('"')) != ("debian", "12"):
        return "the figure is for Debian 12"
    flags = os.path.join(os.path.dirname(program), "flags")
    flags = open(flags).read() if os.path.exists(flags) else ""
    if re.findall(r"(?<!\S)-O\S*", flags) != ["-O2"]:
        return "the figure is for -O2"
    compiler = subprocess.run([flags.split()[0], "--version"], stdout=subprocess.PIPE, text=True).stdout
    return None if re.match(r"\S*(gcc|cc)\S* \(Debian 12\.", compiler) else "the figure is for gcc of Debian 12"


def main():
    program, lab = bed.checker(), bed.Bed(COUNT)
    if not program:
        raise SystemExit("Bail out! no fcrdns-check: set FCRDNS_CHECK or build it")
    lab.serve("start", "nsd")
    try:
        count, records = counted(program, lab)
    finally:
        lab.serve("stop", "nsd")
    if sys.argv[1:] == ["--write"]:
        with open(FIGURE, "w") as f:
            f.write("%d\n" % (count * 1.1))
        return
    right = subprocess.run([sys.executable, bed.kit("check.py"), lab.expected, records],
                           stdout=subprocess.PIPE, text=True)
    print("1..2\n%sok 1 - every address of the list is right" % ("not " if right.returncode else ""))
    most, other = int(open(FIGURE).read()), others(program)
    print("# %.0f user instructions an address, at most %d" % (count, most))
    print("%sok 2 - an address costs no more instructions than it may%s" % (
        "not " if count > most and not other else "", " (informational: %s)" % other if other else ""))


if __name__ == "__main__":
    main()
