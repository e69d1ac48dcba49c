#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""shards.py SCAN N SEED DIR [KEY=VALUE...] - divide the JSON lines of SCAN among N shards.

Makes DIR/0.jsonl ... with their .state, as N runs would. KEY=VALUE (JSON) changes or adds a key of
a state; `I:KEY=VALUE` that of shard I alone.
"""
import json
import os
import sys

MASK = (1 << 64) - 1


def mixed(x):
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ x >> 30) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ x >> 27) * 0x94D049BB133111EB) & MASK
    return x ^ x >> 31


def shard_of(index, n, seed):
    turn = mixed(seed ^ mixed(index // n)) % n if seed else 0
    return (index % n + turn) % n


def fnv(octets):
    h = 0xCBF29CE484222325
    for c in octets:
        h = (h ^ c) * 0x100000001B3 & MASK
    return h


def compact(d):
    return json.dumps(d, separators=(",", ":"))


def slot(d):
    text = compact(d)
    return ("%s %016x" % (text, fnv(text.encode()))).ljust(4095) + "\n"


def main():
    scan, n, seed, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    lines, places = [[] for _ in range(n)], 0
    for line in open(scan):
        index = json.loads(line)["index"]
        lines[shard_of(index, n, seed)].append(line)
        places = index + 1
    os.makedirs(folder, exist_ok=True)
    for i, own in enumerate(lines):
        text = "".join(own)
        head = {"schema": "fcrdns-state/1", "scan": "0123456789abcdef", "shards": n, "shard": i,
                "seed": seed, "format": "jsonl", "quiet": False, "unordered": False,
                "version": "1"}
        point = {"n": 12, "octets": len(text), "index": places, "complete": True, "places": places}
        for word in sys.argv[5:]:
            key, value = word.split("=", 1)
            whose, _, key = key.rpartition(":")
            if whose in ("", str(i)):
                (head if key in head else point)[key] = json.loads(value)
        with open("%s/%d.jsonl" % (folder, i), "w") as f:
            f.write(text)
        with open("%s/%d.jsonl.state" % (folder, i), "w") as f:
            f.write(compact(head) + "\n" + slot(point) + slot(dict(point, n=11, complete=False)))


if __name__ == "__main__":
    main()
