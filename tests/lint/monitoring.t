#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The files for monitoring servers against the programs: options that they have. TAP. Whether the servers
take these files is what tests/monitoring asks them."""
import os
import re
import subprocess

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
PLUGIN = os.environ.get("CHECK_FCRDNS", "build/release/check_fcrdns")
tests = 0


def ok(title, *bad):
    """Passes when nothing is BAD."""
    global tests
    tests += 1
    bad = [b for b in bad if b]
    print("%s %d - %s" % ("not ok" if bad else "ok", tests, title))
    for b in bad:
        print("# %s" % b)


def text(name):
    with open(name) as f:
        return f.read()


help_text = subprocess.run([PLUGIN, "--help"], stdout=subprocess.PIPE).stdout.decode()
# Each option by the spelling that the files use: its letter, else its name.
spellings = [re.findall(r"(?<![\w-])--?[\w-]+", line) for line in re.findall(r"^ +(-.*?)(?:  |$)", help_text, re.M)]
known = {s for row in spellings for s in row}
ok("the plugin has options", len(known) < 20 and sorted(known))

given = re.findall(r'^    "(-[\w-]+)" = \{', text("data/icinga2/fcrdns.conf"), re.M)
ok("Icinga's command has no option that the plugin lacks", *[g for g in given if g not in known and g != "-vv"])
ok("and lacks none", *[row for row in spellings if not set(row) & set(given + ["--help", "--version"])])
ok("each argument says what it is", len(given) != len(re.findall(r"^      description = ",
                                                               text("data/icinga2/fcrdns.conf"), re.M)))
lines = re.sub(r"(?m)^#.*\n", "", text("data/nagios/fcrdns.cfg"))
ok("Nagios' commands have no option that the plugin lacks",
   *[o for line in re.findall(r"command_line +(.*)", lines) for o in re.findall(r" (-[\w-]+)", line) if o not in known])
ok("both wait for four checks in turn",
   "max_check_attempts = 4" not in text("data/icinga2/fcrdns.conf"), not re.search(r"max_check_attempts +4\n", lines))
print("1..%d" % tests)
