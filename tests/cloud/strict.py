# SPDX-License-Identifier: MIT
"""strict.py otc|huawei|alibaba|hetzner: the strict server by hand. Prints the settings that lead a client to it, one
NAME=value a line; serves until its standard input ends; then prints what was asked, and what was wrong (exit 1)."""
import sys

import server
import worlds

if len(sys.argv) != 2 or sys.argv[1] not in worlds.WORLDS:
    sys.exit(__doc__)
world = worlds.WORLDS[sys.argv[1]]()
world.allows_writes = True
with server.Server(world) as served:
    for name, value in world.settings(served.url).items():
        print("%s=%s" % (name, value))
    sys.stdout.flush()
    sys.stdin.read()
for line in world.log:
    print(line)
for line in world.violations:
    print("WRONG: %s" % line)
sys.exit(1 if world.violations else 0)
