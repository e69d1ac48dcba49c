# SPDX-License-Identifier: MIT
"""Holds the strict server against real clients: what Alibaba's and Huawei's own libraries and Hetzner's
own command send is accepted, and nothing of it with one octet changed. TAP. Everything on loopback.
check_clients.py DIRECTORY: where package.json's clients and, if at all, hcloud are unpacked."""
import copy
import json
import os
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)
import server  # noqa: E402
import worlds  # noqa: E402

directory = os.path.abspath(sys.argv[1])
count = failed = 0


def ok(title, good, *notes):
    global count, failed
    count += 1
    failed += not good
    print("%s %d - %s" % ("ok" if good else "not ok", count, title))
    for note in [] if good else notes:
        print("# %s" % str(note).replace("\n", "\n# "))


def run(*command, env=None):
    done = subprocess.run(command, cwd=directory, env={**os.environ, **(env or {})}, capture_output=True, text=True,
                          timeout=60, check=False)
    return done.returncode, done.stdout.strip(), done.stderr


class Watch:
    """Keeps the requests as they were received."""

    def __init__(self, world):
        self.world, self.seen = world, []

    def handle(self, request):
        self.seen.append(request)
        return self.world.handle(request)

    def violate(self, what):
        self.world.violate(what)


def flips(request, signed):
    """The request with one octet changed, at every place that the signature covers."""
    def changed(text, i):
        return text[:i] + ("0" if text[i] != "0" else "1") + text[i + 1:]
    for i in range(1, len(request.target)):
        if request.target[i] not in "/?&=%" and request.target[i - 1] != "%" and request.target[i - 2:i - 1] != "%":
            yield server.Request(request.method, changed(request.target, i), request.headers, request.body)
    for at, (name, value) in enumerate(request.headers):
        start = value.find("Signature=") + 10 if name == "authorization" else 0
        for i in range(start, len(value)) if name in signed or name == "authorization" else ():
            if value[i] != " ":
                headers = list(request.headers)
                headers[at] = (name, changed(value, i))
                yield server.Request(request.method, request.target, headers, request.body)
    for i in range(len(request.body)):
        body = bytearray(request.body)
        body[i] ^= 1
        yield server.Request(request.method, request.target, request.headers, bytes(body))


def judge_flips(title, world, request):
    signed = next(v for n, v in request.headers if n == "authorization").split("SignedHeaders=")[1].split(",")[0].split(";")
    taken, n = [], 0
    for changed in flips(request, signed):
        judge = copy.copy(world.judge)
        judge.nonces = set()
        n += 1
        if not judge.fault(changed):
            taken.append("%s %s %r" % (changed.method, changed.target, changed.headers))
    judge = copy.copy(world.judge)
    judge.nonces = set()
    ok("%s: as it was it is accepted, and none of %d with one octet changed" % (title, n),
       not judge.fault(request) and n > 100 and not taken, *taken[:3])


def alibaba(token):
    world = worlds.Alibaba(token=token)
    world.page_max = [100]
    watch = Watch(world)
    with server.Server(watch) as served:
        args = [served.url, world.key.id, world.key.secret] + ([token] if token else [])
        status, out, err = run("node", os.path.join(here, "clients", "alibaba.js"), *args)
    title = "@alicloud/vpc20160428%s" % (" with STS" if token else "")
    wanted = [e["IpAddress"] for e in world.eips if e["RegionId"] == "cn-hangzhou"]
    ok("%s lists the addresses" % title, status == 0 and json.loads(out or "0") == wanted and not world.violations,
       out, err, world.violations)
    for request in watch.seen[:1]:
        judge_flips(title, world, request)
        ok("%s: the same nonce again is refused" % title, (world.judge.fault(request) or [""])[0] == "SignatureNonceUsed")


def huawei():
    key = "/v2/reverse/floatingips/ap-southeast-1:c5504932-bf23-4171-b655-000000000001"
    calls = [("a list with a limit", "GET", "/v2/reverse/floatingips", '{"limit":"500"}', "", "200"),
             ("addresses of all enterprise projects", "GET", "/v1/%s/publicips" % worlds.PROJECT,
              '{"limit":"10","enterprise_project_id":"all_granted_eps"}', "", "200"),
             ("a PTR is set", "PATCH", key, "{}", '{"ptrdname":"mail.example.com.","ttl":300}', "202"),
             ("a PTR is unset", "PATCH", key, "{}", '{"ptrdname":null}', "202")]
    world = worlds.Huawei()
    world.allows_writes = True
    watch = Watch(world)
    with server.Server(watch) as served:
        for title, method, path, query, body, wanted in calls:
            n = len(world.violations)
            _, out, err = run("node", os.path.join(here, "clients", "huawei.js"), served.url, world.key.id, world.key.secret,
                              method, path, query, body)
            title = "@huaweicloud/huaweicloud-sdk-core, %s" % title
            ok(title, out == wanted and len(world.violations) == n, out, err, world.violations)
            judge_flips(title, world, watch.seen[-1])


def hetzner():
    program = os.path.join(directory, "usr", "bin", "hcloud")
    world = worlds.Hetzner()
    world.page_max, world.tolerated = [50], {"sort", "ID"}
    with server.Server(world) as served:
        env = {"HOME": directory, **world.settings(served.url)}
        status, out, err = run(program, "primary-ip", "list", "-o", "json", env=env)
        got = [i["ip"] for i in json.loads(out)] if status == 0 and out else []
        ok("hcloud lists the primary addresses", got == [i["ip"].split("/")[0] for i in world.items["primary_ips"]] and not world.violations,
           out, err, world.violations)
        world.allows_writes = True
        status, out, err = run(program, "primary-ip", "set-rdns", "--ip", "192.0.2.2", "--hostname", "new.example.com", "1", env=env)
        ok("hcloud sets a PTR", status == 0 and world.items["primary_ips"][1]["dns_ptr"][0]["dns_ptr"] == "new.example.com"
           and not world.violations, out, err, world.violations)
        status, out, err = run(program, "primary-ip", "list", env={**env, "HCLOUD_TOKEN": world.TOKEN[:-1] + "x"})
        ok("hcloud is refused with another token", status != 0 and "unable to authenticate" in err, out, err)


alibaba(None)
alibaba("CAISexampleststoken+/=")
huawei()
hetzner()
print("1..%d" % count)
sys.exit(1 if failed else 0)
