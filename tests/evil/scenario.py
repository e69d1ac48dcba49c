# SPDX-License-Identifier: MIT
"""Reading a scenario file: the short forms of the language are written out here.

``good: N``     N addresses from 198.51.100.10 on, which must all pass, around the scenario's own
                inputs: half before them, half after.  ``good_delay_ms`` holds their answers back,
                so that all of them are in flight when a hostile answer arrives.
``input_parts`` the list file as ``[hex, times]`` pairs, where ``input_hex`` would be long.
``servers: []`` one server an item; an item's keys replace those of the scenario (its rules, its
                ``server`` options).  The checker is told all of them, in this order.
"""
import json

GOOD_NET = "198.51.100.%d"
GOOD_FIRST = 10


def load(path):
    with open(path, encoding="utf-8") as f:
        spec = json.load(f)
    if "input_parts" in spec:
        spec["input_hex"] = "".join(part * times for part, times in spec["input_parts"])
    if "good" in spec:
        write_out_good(spec, spec["good"], spec.get("good_delay_ms", 0))
    return spec


def write_out_good(spec, n, delay_ms):
    ips = [GOOD_NET % (GOOD_FIRST + i) for i in range(n)]
    own = spec.get("inputs", [])
    spec["inputs"] = ips[:n // 2] + own + ips[n // 2:]
    zone = spec.setdefault("zone", {})
    ptr, rrs = zone.setdefault("ptr", {}), zone.setdefault("rr", [])
    want = spec.setdefault("expect", {}).setdefault("iprev", {})
    for i, ip in enumerate(ips):
        ptr[ip] = ["m%d.good.test." % i]
        rrs.append(["m%d.good.test." % i, "A", ip])
        want[ip] = ["pass"]
    if delay_ms:
        # Last, so that a rule of the scenario about one of these names comes first.
        for pattern in ("*.100.51.198.in-addr.arpa", "*.good.test"):
            spec.setdefault("rules", []).append({"name": pattern, "do": {"delay_ms": delay_ms}})


def n_servers(spec):
    return len(spec.get("servers", [0]))


def server(spec, which):
    """The scenario as the server number ``which`` sees it."""
    if "servers" not in spec:
        return spec
    return {**spec, **spec["servers"][which]}
