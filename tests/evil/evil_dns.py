#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""evil_dns.py - a scenario-driven, badly behaved DNS server for loopback.

    evil_dns.py --scenario FILE [--port N] [--v6] [--stats FILE] [--seed N]

It prints ``READY <port>`` and serves UDP and TCP on 127.0.0.1 (and [::1] with
--v6) until SIGTERM/SIGINT, then writes its statistics.  It answers as a
recursive resolver would.  See README.md for the scenario language.

``Server`` is the same server inside the calling process, for the conformance
cases: ``s = Server(); s.set(case["dns"]); ... s.log ...; s.stop()``.
"""
import argparse
import asyncio
import fnmatch
import json
import random
import signal
import socket
import struct
import sys
import threading
import time

import crafts
import scenario
from dnswire import RCODES, RTYPES, Query, header, name, rr, show, typenum
from world import World, asked
from zone import Zone

BURST = 64                                        # datagrams read before others get a turn


class Rule:
    """One ``rules`` entry: a match and what to do."""

    def __init__(self, spec):
        self.spec, self.do, self.hits, self.total = spec, spec.get("do", {}), {}, 0
        pat = spec.get("name", "*")
        if pat != "*" and not any(c in pat for c in "*?["):
            pat = show(name(pat))
        self.pat, self.type, self.via = pat.lower(), spec.get("type", "*"), spec.get("via", "*")

    def match(self, q, via):
        if self.via not in ("*", via) or self.type not in ("*", q.tname):
            return False
        if "edns" in self.spec and bool(self.spec["edns"]) != q.edns:
            return False
        low = show(q.qname)
        if not fnmatch.fnmatchcase(low, self.pat):
            return False
        n = self.hits.get((low, q.qtype), 0)
        self.hits[(low, q.qtype)] = n + 1
        self.total += 1
        if n >= self.spec.get("first", 1 << 60) or n < self.spec.get("after", 0):
            return False
        if "every" in self.spec and (self.total - 1) % self.spec["every"]:
            return False
        return True


class Evil:
    def __init__(self, spec, seed):
        self.spec, self.opt = spec, spec.get("server", {})
        zone = spec.get("zone", {})
        self.zone = World(zone["cases"]) if "cases" in zone else Zone(zone)
        self.log = []                             # the cases mode's: (name, type, over TCP)
        self.rules = [Rule(r) for r in spec.get("rules", [])]
        self.rng = random.Random(self.opt.get("seed", seed))
        self.stats = {"udp": 0, "tcp": 0, "tcp_conns": 0, "lost": 0, "limited": 0,
                      "bad": 0, "by": {}, "peers": 0, "ids": 0, "max_qps": 0}
        self.peers, self.ids = set(), set()
        self.window, self.count, self.blocked_until, self.outages = [], 0, 0.0, 0
        self.held, self.sweep = [], {}
        self.udp, self.tcp_servers, self.alt, self.alt2 = [], [], None, None
        self.port, self.v6 = 0, False

    # ---- building ----------------------------------------------------------
    def note(self, q, via, peer):
        self.count += 1
        self.stats[via] += 1
        if len(self.stats["by"]) < 5000:
            k = "%s/%s" % (show(q.qname), q.tname)
            self.stats["by"][k] = self.stats["by"].get(k, 0) + 1
        if isinstance(self.zone, World):
            self.log.append((asked(q.qname), RTYPES.get(q.qtype, str(q.qtype)), via == "tcp"))
        self.peers.add(peer)
        self.ids.add(q.id)

    def opt_rr(self, q):
        mode = self.opt.get("edns", "normal")
        if not q.edns or mode in ("ignore", "formerr"):
            return b"", 0
        data = b""
        if mode in ("cookie", "badcookie") and q.cookie:
            data = struct.pack("!HH", 10, 16) + q.cookie[:8] + b"SERVCOOK"
        ext = {"badvers": 1 << 24, "badcookie": 1 << 24}.get(mode, 0)
        return b"\0" + struct.pack("!HHIH", 41, 1232, ext, len(data)) + data, 1

    def case(self, question, do):
        mode = do.get("case", self.opt.get("case", "echo"))
        if mode == "echo":
            return question
        body, tail = question[:-4], question[-4:]
        if mode == "lower":
            return body.lower() + tail
        if mode == "upper":
            return body.upper() + tail
        return body.swapcase() + tail

    def build(self, q, do, via):
        """The reply bytes for one query under one action, or None to drop."""
        if do.get("drop"):
            return None
        if isinstance(self.zone, World):
            return self.zone.reply(q, via)
        if "garbage" in do:
            n = do["garbage"]
            return bytes(self.rng.getrandbits(8) for _ in range(n))
        if "garbage_body" in do:
            return header(q.id, 0x8180, 1, 1, 0, 0) + q.question + bytes(
                self.rng.getrandbits(8) for _ in range(do["garbage_body"]))
        if "raw" in do:
            return struct.pack("!H", q.id) + bytes.fromhex(do["raw"])
        if "craft" in do:
            msg = crafts.TABLE[do["craft"]](q, do)
            return self.finish(msg, q, do, via)
        if "answers" in do:
            rcode, ans = RCODES.get(do.get("rcode", 0), do.get("rcode", 0)), []
            for owner, rtype, data, *rest in do["answers"]:
                own = q.qname if owner == "@" else owner
                ans.append(rr(own, rtype, data, *(rest or [300])))
        elif "many" in do:                       # N generated PTRs
            m = do["many"]
            rcode, ans = 0, []
            for i in range(m["n"]):
                ans.append(rr(b"\xc0\x0c", "PTR", m.get("fmt", "h%d.many.test.") % i))
            for extra in m.get("plus", []):
                ans.append(rr(b"\xc0\x0c", "PTR", extra))
        elif "rcode" in do:
            rcode, ans = RCODES.get(do["rcode"], do["rcode"]), []
        else:
            rcode, ans = self.zone.lookup(q, do.get("chase", self.opt.get("chase", True)))
        mode = self.opt.get("edns", "normal")
        if q.edns and mode == "formerr":
            rcode, ans = 1, []
        if q.edns and mode in ("badvers", "badcookie"):
            rcode, ans = (7 if mode == "badcookie" else 0), []
        flags = 0x8180 | rcode
        auth, ns = b"", 0
        if not ans and rcode in (0, 3) and not do.get("no_soa"):
            auth, ns = rr(b"\0", "SOA", "x", 60), 1
        if do.get("referral"):
            auth, ns = rr("example.", "NS", "ns1.example."), 1
        if "authority" in do:
            auth, ns = self.section(q, do["authority"])
        more, n_more = self.section(q, do.get("additional", []))
        optb, ar = self.opt_rr(q)
        if "opt" in do:                              # {"hex": "..."}: the OPT record, written out
            optb, ar = bytes.fromhex(do["opt"]["hex"]), do["opt"].get("n", 1)
        question = self.case(q.question, do)
        body = b"".join(ans)
        msg = header(q.id, flags, 1, len(ans), ns, n_more + ar) + question + body + auth + more + optb
        return self.finish(msg, q, do, via)

    @staticmethod
    def section(q, items):
        """(octets, count) of records written as in ``answers``."""
        out = [rr(q.qname if owner == "@" else owner, rtype, data, *(rest or [300]))
               for owner, rtype, data, *rest in items]
        return b"".join(out), len(out)

    def finish(self, msg, q, do, via):
        """Apply transforms that any reply may have."""
        limit = do.get("max_udp", self.opt.get("max_udp", q.size))
        m = bytearray(msg)
        if via == "udp" and (do.get("tc") or len(m) > limit):
            if do.get("tc") != "partial":        # empty truncated reply
                optb, ar = self.opt_rr(q)
                m = bytearray(header(q.id, 0x8380, 1, 0, 0, ar) + q.question + optb)
            else:
                m[2] |= 2
        if "set_rcode" in do:
            m[3] = (m[3] & 0xF0) | do["set_rcode"]
        if do.get("tc_always"):
            m[2] |= 2
        if do.get("id") == "xor":
            m[0] ^= 0x5A
            m[1] ^= 0xA5
        elif isinstance(do.get("id"), int):
            m[0:2] = struct.pack("!H", do["id"])
        if "question" in do:
            end = 12 + len(q.question)
            m[12:end] = name(do["question"]) + q.question[-4:]
        if "qtype" in do:
            m[12 + len(q.question) - 4:12 + len(q.question) - 2] = struct.pack("!H", typenum(do["qtype"]))
        if "qclass" in do:
            m[12 + len(q.question) - 2:12 + len(q.question)] = struct.pack("!H", do["qclass"])
        if "qr" in do and not do["qr"]:
            m[2] &= 0x7F
        if "opcode" in do:
            m[2] = (m[2] & 0x87) | (do["opcode"] & 15) << 3
        if "counts" in do:
            m[4:12] = struct.pack("!4H", *do["counts"])
        if "append" in do:
            m += b"\xA5" * do["append"]
        if "truncate_at" in do:
            n = do["truncate_at"]
            if n == "sweep":
                k = (q.qname, q.qtype)
                n = self.sweep.get(k, 0)
                self.sweep[k] = n + 1
            m = m[:n]
        return bytes(m)

    # ---- choosing ----------------------------------------------------------
    def choose(self, q, via):
        for r in self.rules:
            if r.match(q, via):
                return r.do
        return {}

    def gate(self, q):
        """Server-wide faults.  None: go on; a dict: use it as the action."""
        now = time.monotonic()
        out = self.opt.get("outage")
        if out:
            if now < self.blocked_until:
                self.stats["lost"] += 1
                return {"drop": True}
            if self.count >= out["after_queries"] * (self.outages + 1) and \
                    self.outages < out.get("times", 1):
                self.outages += 1
                self.blocked_until = now + out["for_ms"] / 1000
                if out.get("mode") == "close":
                    self.close_udp(out["for_ms"] / 1000)
                return {"drop": True}
        lim = self.opt.get("rate")
        if lim:
            while self.window and self.window[0] < now - 1:
                self.window.pop(0)
            if len(self.window) >= lim["qps"]:
                self.stats["limited"] += 1
                act = lim.get("action", "drop")
                return {"drop": True} if act == "drop" else {"rcode": act}
            self.window.append(now)
        if self.opt.get("loss") and self.rng.random() < self.opt["loss"]:
            self.stats["lost"] += 1
            return {"drop": True}
        return None

    # ---- UDP ---------------------------------------------------------------
    def udp_ready(self, sock):
        for _ in range(BURST):
            try:
                data, addr = sock.recvfrom(65535)
            except OSError:
                return
            self.udp_query(sock, data, addr)

    def udp_query(self, sock, data, addr):
        try:
            q = Query(data)
        except (IndexError, ValueError, struct.error):
            self.stats["bad"] += 1
            return
        self.note(q, "udp", addr[:2])
        do = self.gate(q) or self.choose(q, "udp")
        for early in do.get("before", []):
            self.deliver(sock, addr, q, {**early})
        self.deliver(sock, addr, q, do)

    def deliver(self, sock, addr, q, do):
        try:
            msg = self.build(q, do, "udp")
        except Exception as e:                       # a scenario error must be loud
            print("evil_dns: %s: %r" % (show(q.qname), e), file=sys.stderr)
            return
        if msg is None:
            return
        lo, hi = self.opt.get("latency_ms", [0, 0])
        delay = do.get("delay_ms", 0) + (self.rng.uniform(lo, hi) if hi else 0)
        copies = 1 + do.get("dup", 0)
        loop = asyncio.get_running_loop()

        def go():
            for _ in range(copies):
                self.send(sock, addr, msg, do)
        if do.get("late"):                           # a second, later reply
            later = self.build(q, do["late"], "udp")
            if later is not None:
                loop.call_later(do["late"].get("delay_ms", 3000) / 1000,
                                self.send, sock, addr, later, do["late"])
        hold = self.opt.get("reorder")
        if hold:
            self.held.append(go)
            if len(self.held) == 1:
                loop.call_later(0.03, self.flush)
            if len(self.held) >= hold:
                self.flush()
        elif delay:
            loop.call_later(delay / 1000, go)
        else:
            go()

    def flush(self):
        held, self.held = self.held, []
        for go in reversed(held):
            go()

    def send(self, sock, addr, msg, do):
        """Straight to the socket: asyncio's datagram transport drops empty datagrams."""
        if do.get("from") == "other_port":
            sock = self.alt
        elif do.get("from") == "other_addr":
            sock = self.alt2
        if sock.fileno() < 0:                        # closed by an outage meanwhile
            return
        try:
            sock.sendto(msg, addr)
        except OSError as e:
            print("evil_dns: send: %s" % e, file=sys.stderr)

    def close_udp(self, seconds):
        """Really close the sockets, so the client sees ICMP 'refused'."""
        loop = asyncio.get_running_loop()
        hosts = []
        for s in self.udp:
            hosts.append(s.getsockname()[0])
            loop.remove_reader(s)
            s.close()
        self.udp = []
        loop.call_later(seconds, self.reopen_udp, hosts, 50)

    def reopen_udp(self, hosts, tries):
        try:
            socks = [self.bind(h, socket.SOCK_DGRAM, self.port) for h in hosts]
        except OSError:                              # someone else holds the port just now
            if not tries:
                raise
            asyncio.get_running_loop().call_later(0.05, self.reopen_udp, hosts, tries - 1)
            return
        self.serve_udp(socks)

    def serve_udp(self, socks):
        self.udp = socks
        for s in socks:
            asyncio.get_running_loop().add_reader(s, self.udp_ready, s)

    # ---- TCP ---------------------------------------------------------------
    async def tcp_conn(self, rd, wr):
        self.stats["tcp_conns"] += 1
        peer = wr.get_extra_info("peername")[:2]
        try:
            mode = self.opt.get("tcp", "on")
            if mode == "rst":
                wr.transport.get_extra_info("socket").setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            while True:
                ln = struct.unpack("!H", await asyncio.wait_for(rd.readexactly(2), 30))[0]
                data = await asyncio.wait_for(rd.readexactly(ln), 30)
                q = Query(data)
                self.note(q, "tcp", peer)
                do = self.choose(q, "tcp")
                if isinstance(self.zone, World):  # silence keeps the connection open
                    msg = self.build(q, do, "tcp")
                    if msg is not None:
                        wr.write(struct.pack("!H", len(msg)) + msg)
                        await wr.drain()
                    continue
                if not await self.tcp_reply(wr, q, do):
                    return
                if self.opt.get("tcp") == "one_shot":
                    return
        except (asyncio.IncompleteReadError, asyncio.TimeoutError, ConnectionError,
                ValueError, IndexError, struct.error):
            pass
        finally:
            wr.close()

    async def tcp_reply(self, wr, q, do):
        """Send one TCP reply the asked-for way; False closes the connection."""
        how = do.get("tcp", "ok")
        if do.get("delay_ms"):
            await asyncio.sleep(do["delay_ms"] / 1000)
        if how == "hang" or do.get("drop"):
            await asyncio.sleep(do.get("hang_s", 30))
            return False
        if how == "close":
            return False
        if how == "rst":
            wr.transport.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        msg = self.build(q, do, "tcp")
        if msg is None:
            return False
        msg = msg[:65535]
        frame = struct.pack("!H", len(msg)) + msg
        if how == "half":
            wr.write(frame[:len(frame) // 2])
            await wr.drain()
            await asyncio.sleep(do.get("hang_s", 30))
            return False
        if how == "half_close":
            wr.write(frame[:len(frame) // 2])
            await wr.drain()
            return False
        if how == "len_only":
            wr.write(frame[:1])
            await wr.drain()
            await asyncio.sleep(do.get("hang_s", 30))
            return False
        if how == "onebyte":
            step = do.get("step_ms", 5) / 1000
            for i in range(len(frame)):
                wr.write(frame[i:i + 1])
                await wr.drain()
                await asyncio.sleep(step)
            return True
        if how == "zero_len":
            frame = b"\0\0" + frame
        if how == "len_more":
            wr.write(struct.pack("!H", min(65535, len(msg) + 500)) + msg)
            await wr.drain()
            return False
        if how == "len_less":
            frame = struct.pack("!H", max(1, len(msg) - 7)) + msg
        if how == "garbage":
            frame = bytes(self.rng.getrandbits(8) for _ in range(2000))
        if how == "flood":                       # endless valid-looking frames
            for _ in range(2000):
                wr.write(frame[:2] + b"\xff\xff" + frame[4:])
                await wr.drain()
            return False
        if how == "two":
            other = bytearray(msg)
            other[0] ^= 255
            frame = struct.pack("!H", len(other)) + bytes(other) + frame
        wr.write(frame)
        await wr.drain()
        return True

    # ---- life --------------------------------------------------------------
    def bind(self, host, kind, port):
        s = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, kind)
        try:
            if ":" in host:
                s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            if kind == socket.SOCK_DGRAM:
                # No SO_REUSEADDR here: two servers would share a port without a word.
                s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
            else:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            s.setblocking(False)
            s.bind((host, port))
        except OSError:
            s.close()
            raise
        return s

    def claim(self, port, v6):
        """Every socket of one port, all or none: (UDP, other address, TCP)."""
        hosts = ["127.0.0.1"] + (["::1"] if v6 else [])
        taken = []
        try:
            for h in hosts:
                taken.append(self.bind(h, socket.SOCK_DGRAM, port))
                port = port or taken[0].getsockname()[1]
            taken.append(self.bind("127.0.0.2", socket.SOCK_DGRAM, port))
            for h in hosts if self.opt.get("tcp", "on") != "off" else []:
                taken.append(self.bind(h, socket.SOCK_STREAM, port))
        except OSError:
            for s in taken:
                s.close()
            raise
        self.port = port
        n = len(hosts)
        return taken[:n], taken[n], taken[n + 1:]

    async def start(self, port=0, v6=False):
        self.v6 = v6
        for attempt in range(100):
            try:
                udp, self.alt2, tcp = self.claim(port, v6)
                break
            except OSError:                       # free for UDP, taken for TCP: draw again
                if port or attempt == 99:
                    raise
        self.alt = self.bind("127.0.0.1", socket.SOCK_DGRAM, 0)
        for s in tcp:
            self.tcp_servers.append(await asyncio.start_server(self.tcp_conn, sock=s))
        self.serve_udp(udp)

    async def run(self, port, v6):
        await self.start(port, v6)
        print("READY %d" % self.port, flush=True)
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for s in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(s, stop.set)
        await stop.wait()

    def dump(self, path):
        self.stats["peers"], self.stats["ids"] = len(self.peers), len(self.ids)
        self.stats["total"] = self.stats["udp"] + self.stats["tcp"]
        with open(path, "w") as f:
            json.dump(self.stats, f)


class Server:
    """The cases mode in this process: one world at a time, on a free port of its own."""

    def __init__(self, port=0):
        self.evil = Evil({"zone": {"cases": []}}, 1)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self.evil.start(port), self.loop).result()
        except OSError:
            self.halt()
            raise
        self.port = self.evil.port

    @property
    def log(self):
        return self.evil.log

    def set(self, entries):
        """Another world.  What an earlier program still had in flight is read and forgotten."""
        asyncio.run_coroutine_threadsafe(self.swap(World(entries)), self.loop).result()

    async def swap(self, world):
        for s in self.evil.udp:
            while True:
                try:
                    s.recvfrom(65535)
                except OSError:
                    break
        self.evil.zone, self.evil.log = world, []

    def stop(self):
        asyncio.run_coroutine_threadsafe(self.close(), self.loop).result()
        self.halt()

    def halt(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def close(self):
        for s in self.evil.udp:
            self.loop.remove_reader(s)
        for s in self.evil.udp + [self.evil.alt, self.evil.alt2]:
            s.close()
        for t in self.evil.tcp_servers:
            t.close()
        others = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
        for t in others:                          # connections that are still open
            t.cancel()
        await asyncio.gather(*others, return_exceptions=True)


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--scenario", required=True)
    ap.add_argument("--port", type=int, default=0)
    ap.add_argument("--v6", action="store_true", help="also listen on [::1]")
    ap.add_argument("--stats", help="write counters here at the end")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--which", type=int, default=0, help="the N-th of the scenario's servers")
    a = ap.parse_args()
    srv = Evil(scenario.server(scenario.load(a.scenario), a.which), a.seed)
    try:
        asyncio.run(srv.run(a.port, a.v6))
    finally:
        if a.stats:
            srv.dump(a.stats)


if __name__ == "__main__":
    main()
