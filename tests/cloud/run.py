# SPDX-License-Identifier: MIT
"""The real program against the strict server: each scenario is an account at a cloud, what goes wrong on the way, and how
the program has to end. TAP. run.py [WORD...]: only the scenarios whose title holds one of the words."""
import concurrent.futures
import ipaddress
import json
import os
import subprocess
import sys
import tempfile
import time

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)
import openstack  # noqa: E402
import signing  # noqa: E402
import worlds  # noqa: E402
from server import Fault, Response, Server, Trap, changed, fixed, retry_at, sent  # noqa: E402

PROGRAM = os.path.abspath(os.environ.get("FCRDNS_CHECK_CLOUD", "build/release/test/fcrdns-check-cloud"))
DEADLINE = "25"  # seconds that a job may take
LIMIT_S = 120    # when a run counts as hung
WELL, USAGE, TEMPORARY, DENIED = 0, 64, 75, 77

WORKERS = 20     # most of a run is waiting

wanted_words = sys.argv[1:]
scenarios = []   # functions without arguments, each giving (title, faults, notes)


def add(title, function, *args, **kwargs):
    if not wanted_words or any(word in title for word in wanted_words):
        scenarios.append(lambda: (title, *function(*args, **kwargs)))


def run(world, *args):
    with Server(world) as served:
        env = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", **world.settings(served.url)}
        return subprocess.run([PROGRAM, *args], env=env, capture_output=True, timeout=LIMIT_S, check=False)


# What the accounts hold, as the program has to tell it: address -> (id, name or None, bound).

def truth_floating(world):
    held = {}
    for eip in (e for e in world.eips if e["public_ip_address"]):
        ptr = world.ptrs.get("%s:%s" % (world.region, eip["id"]))
        held[eip["public_ip_address"]] = (eip["id"], ptr and ptr.get("ptrdname", "").rstrip("."), bool(eip.get("port_id")))
    return held


def truth_alibaba(world):
    held = {e["IpAddress"]: (e["AllocationId"], None, bool(e["InstanceId"])) for e in world.eips}
    for machine in world.instances:
        for address in machine["PublicIpAddress"]["IpAddress"]:
            held[address] = (machine["InstanceId"], None, True)
    return held


def truth_hetzner(world):
    held = {}
    for kind, owner in (("primary_ips", "assignee_id"), ("floating_ips", "server")):
        for item in world.items[kind]:
            for pair in item["dns_ptr"]:
                name = pair["dns_ptr"] if "your-server.de" not in pair["dns_ptr"] else None
                held[pair["ip"]] = ("%s/%d" % (kind, item["id"]), name, item[owner] is not None)
            first = str(ipaddress.ip_network(item["ip"])[1]) if "/" in item["ip"] else item["ip"]
            held.setdefault(first, ("%s/%d" % (kind, item["id"]), None, item[owner] is not None))
    return held


def truth_openstack(world):
    """By their ids: two regions may have the same address."""
    held = {}
    for fip in (f for f in world.fips if f["id"] not in world.hidden):
        region = min(name for name, at in world.neutrons.items() if at == fip["at"])
        record = world.records.get(fip["floating_ip_address"])
        held[fip["floating_ip_address"]] = ("%s:%s" % (region, fip["id"]), record and record["ptrdname"].rstrip("."),
                                            fip["port_id"] is not None)
    return held


KINDS = {
    "openstack": (openstack.OpenStack, truth_openstack, "openstack"),
    "otc": (worlds.Otc, truth_floating, "otc"),
    "huawei": (worlds.Huawei, truth_floating, "huawei:ap-southeast-1"),
    "alibaba": (worlds.Alibaba, truth_alibaba, "alibaba"),
    "hetzner": (worlds.Hetzner, truth_hetzner, "hetzner"),
}
LIST = {"openstack": "floatingips?project", "otc": "publicips", "huawei": "publicips", "alibaba": "PageNumber", "hetzner": "primary_ips"}


def filled(kind, **more):
    world = KINDS[kind][0](**more)
    if kind == "openstack":
        world.name(world.fips[0], "mail.example.com.")
        world.name(world.fips[3], "www.example.com.", ttl=600)
    if kind in ("otc", "huawei"):
        world.name(world.eips[0], "mail.example.com.")
        world.name(world.eips[3], "www.example.com.", 600)
    if kind == "alibaba":
        world.instance(1, ["203.0.113.201", "203.0.113.202"])
    return world


def found(output):
    rows, whole, ends = {}, True, 0
    for line in output.decode("ascii").splitlines():
        row = json.loads(line)
        if "complete" in row:
            ends += 1
            whole &= row["complete"] and row["addresses"] == len(rows)
        else:
            rows[row["address"]] = (row["id"], row["ptr"], row["bound"])
    return rows, whole and ends == 1


def inventory(title, kind, world, status=WELL, says=None, violations=False, check=None, trap=None, deadline=DEADLINE):
    """`status`: one, or several of which each will do."""
    add("%s: %s" % (kind, title), judge_inventory, kind, world, status, says, violations, check, trap, deadline)


def judge_inventory(kind, world, status, says, violations, check, trap, deadline):
    begin = time.monotonic()
    try:
        done = run(world, "inventory", "--provider", KINDS[kind][2], "--deadline", deadline)
    except subprocess.TimeoutExpired:
        return ["it hangs"], []
    seconds = time.monotonic() - begin
    said = done.stderr.decode("utf-8", "replace")
    faults = []
    try:
        rows, whole = found(done.stdout)
    except ValueError as error:
        rows, whole = {}, None
        faults.append("output: %s" % error)
    allowed = status if isinstance(status, tuple) else (status,)
    if done.returncode not in allowed:
        faults.append("exit status %d instead of %s" % (done.returncode, allowed))
    if (done.returncode == WELL) != whole:
        faults.append("whole is %s" % whole)
    if done.returncode == WELL and rows != KINDS[kind][1](world):
        faults.append("told %s\nheld %s" % (sorted(rows.items()), sorted(KINDS[kind][1](world).items())))
    if done.returncode != WELL and len(said.strip().splitlines()) != 1:
        faults.append("it does not say one sentence")
    if says and says not in said:
        faults.append("it does not say: %s" % says)
    if bool(world.violations) != violations:
        faults.append("violations: %s" % world.violations)
    if any(secret in said or secret.encode() in done.stdout for secret in world.secrets()):
        faults.append("a secret is shown")
    if any(ord(c) < 32 and c != "\n" or ord(c) > 126 for c in said):
        faults.append("control characters on standard error")
    if trap and trap.visits:
        faults.append("it went where it was lured: %s" % trap.visits)
    if check and not check(world):
        faults.append("the check failed")
    return faults, [said, "%.1f s" % seconds, *world.log[-12:]]


def with_fault(kind, make, times=1, after=0, match=None, **more):
    world = filled(kind, **more)
    world.faults.append(Fault(match or LIST[kind], make, times, after))
    return world


def broken(value):
    """`value` put at the place of the first list of the answer."""
    def change(body):
        for key, inner in body.items():
            if isinstance(inner, list):
                body[key] = value
                return body
            if isinstance(inner, dict) and key == "EipAddresses":
                body[key] = {"EipAddress": value}
                return body
        return value
    return changed(change)


def first_entry(**more):
    """The first entry of the first list with these members."""
    def change(body):
        lists = [v for v in body.values() if isinstance(v, list)]
        lists = lists or [v for inner in body.values() if isinstance(inner, dict) for v in inner.values() if isinstance(v, list)]
        if lists and lists[0]:
            lists[0][0].update(more)
        return body
    return changed(change)


THROTTLES = [
    ("429 with Retry-After in seconds", fixed(429, {"code": "x"}, [("Retry-After", "1")]), KINDS),
    ("429 with Retry-After as a date", retry_at(429, 2), KINDS),
    ("503 with Retry-After", fixed(503, {"code": "x"}, [("Retry-After", "1")]), KINDS),
    ("400 Throttling.User", fixed(400, {"Code": "Throttling.User", "Message": "m"}), ("alibaba",)),
    ("403 DNS.0014", fixed(403, {"code": "DNS.0014", "message": "flow control"}), ("otc", "huawei")),
    ("409 that passes", fixed(409, {"code": "DNS.0021", "message": "m"}), ("otc", "huawei")),
    ("500", fixed(500, {"message": "m"}), KINDS),
    ("502 with HTML", fixed(502, b"<html><body>Bad Gateway</body></html>", [("Content-Type", "text/html")]), KINDS),
    ("no answer at all", fixed(how="nothing"), KINDS),
    ("a body shorter than its length", sent("cut length"), KINDS),
    ("a chunked body cut short", sent("cut chunked"), KINDS),
    ("a body without length cut short", sent("cut close"), KINDS),
    ("a good status with half of the JSON", changed(lambda body: json.dumps(body).encode()[:-9]), KINDS),
]

NONSENSE = [
    ("200 with {}", fixed(200, {}), ("whole",)),
    ("200 with a list", fixed(200, []), ()),
    ("200 with null", fixed(200, b"null"), ()),
    ("a number where a list has to be", broken(7), ()),
    ("null where a list has to be", broken(None), ()),
    ("a list of texts", broken(["a", "b"]), ()),
    ("a list of lists", broken([[]]), ()),
    ("the same key twice", changed(lambda body: json.dumps(body).encode()[:-1] + b"," + json.dumps(body).encode()[1:]), ()),
    ("very deep nesting", fixed(200, b'{"a":' * 100000), ()),
    ("an octet that is no UTF-8", changed(lambda body: json.dumps(body).encode().replace(b'"id"', b'"\xff\xfe"', 1)
                                          .replace(b"EipAddress", b"\xffipAddress", 1)), ()),
    ("a NUL in a text", changed(lambda body: json.dumps(body).encode().replace(b'": "', b'": "\\u0000', 1)), ()),
    ("a number that is too big", changed(lambda body: json.dumps(body).encode()[:-1] + b',"n":1e999999}'), ()),
]


def each_cloud(kind):
    inventory("all addresses are told, and nothing is written", kind, filled(kind))
    world = filled(kind)
    world.page_max = [1, 3, 2] if kind in ("otc", "huawei") else [2]
    inventory("pages of other sizes", kind, world)
    world = filled(kind)
    world.page_max = [500]
    inventory("one page holds it all", kind, world)
    empty = KINDS[kind][0](n=0) if kind != "hetzner" else worlds.Hetzner()
    if kind == "hetzner":
        empty.items = {k: [] for k in empty.KINDS}
    inventory("an account that holds nothing is complete", kind, empty)
    for title, make, kinds in THROTTLES:
        if kind in kinds:
            inventory("%s, once" % title, kind, with_fault(kind, make))
            inventory("%s, in the middle" % title, kind, with_fault(kind, make, after=1))
    inventory("500 for ever is temporary", kind, with_fault(kind, fixed(500, {}), 1000), TEMPORARY, deadline="4")
    inventory("cut short for ever is temporary", kind, with_fault(kind, sent("cut close"), 1000), TEMPORARY, deadline="4")
    for title, make, _ in NONSENSE:
        inventory("%s is not an empty list" % title, kind, with_fault(kind, make, 1000), TEMPORARY, deadline="4")
    inventory("64 MiB are not read", kind, with_fault(kind, fixed(200, b" " * (64 << 20)), 1000), TEMPORARY, deadline="8")
    inventory("a body without end is left", kind, with_fault(kind, sent("endless"), 1000), TEMPORARY, deadline="8")
    inventory("headers that stall", kind, with_fault(kind, sent("stalled"), 1000), TEMPORARY, deadline="3")
    inventory("a body that drips", kind, with_fault(kind, sent("slow"), 1000), TEMPORARY, deadline="3")
    lured(kind)
    echoed(kind)


def lured(kind):
    for status in (301, 302, 307, 308):
        trap = Trap()
        inventory("a redirect with %d is not followed" % status, kind,
                  with_fault(kind, fixed(status, b"", [("Location", trap.url + "/v1/steal")]), 1000),
                  (TEMPORARY, DENIED), trap=trap, deadline="4")


def echoed(kind):
    """An error that repeats what was sent, as a stranger's proxy or a server's proof of the signature do."""
    def make(world, request):
        said = " ".join("%s: %s" % h for h in request.headers) + " " + request.body.decode() + " " + " ".join(world.secrets())
        return Response(400, {"code": "x", "message": said})

    inventory("an error that repeats a secret is not repeated", kind, with_fault(kind, make, 9), TEMPORARY, "repeats a secret of ours")
    inventory("nor is what it says of a log-in", kind, with_fault(kind, make, 9, match=" "), TEMPORARY, "repeats a secret of ours")


def floating(kind):
    trap = Trap()
    world = filled(kind)
    world.page_max, world.foreign_next = [1], trap.url
    inventory("links to elsewhere are not followed", kind, world, trap=trap)
    world = filled(kind)
    world.repeats_marker = True
    inventory("pages that go round end", kind, world, TEMPORARY, "go round")
    world = filled(kind, n=4)
    world.page_max, world.eips = [2], world.eips[:4]
    world.name(world.eips[1], "two.example.com.")
    world.name(world.eips[2], "three.example.com.")

    def first_again(world, request):
        request.query = [(k, v) for k, v in request.query if k != "marker"]
        return world.answer(request)
    world.faults.append(Fault("reverse/floatingips?limit=500&marker", first_again, 1000))
    inventory("pages of PTR records that go round are not the end of them", kind, world, TEMPORARY, "go round")
    world = filled(kind)
    for i in (50, 51, 52, 53):
        world.hold(i, status="PENDING_CREATE", public_ip_address=None, port_id=None)
    inventory("addresses that are being made have none yet", kind, world)
    world = filled(kind)
    world.between_pages = lambda n, world=world: n == 1 and world.hold(40)
    inventory("an address that is got while pages are read is told", kind, world)
    world = filled(kind)
    world.page_max = [1]
    world.faults.append(Fault("reverse", changed(lambda body: {**body, "metadata": {"total_count": 3}}), 1))
    inventory("a list that disagrees with its own count is read again", kind, world)
    world = filled(kind)
    world.faults.append(Fault("reverse", changed(lambda body: {**body, "metadata": {"total_count": 9}}), 1000))
    inventory("a list that never agrees with its count is not believed", kind, world, TEMPORARY, "changed each time")
    world = filled(kind)
    world.hold(51, public_ip_address=None)
    inventory("an address in use that is not told is a fault", kind, world, TEMPORARY, "has no address")
    world = filled(kind)
    del world.ptrs["%s:%s" % (world.region, world.eips[0]["id"])]["ptrdname"]
    inventory("a PTR record without a name is not one that was not set", kind, world, TEMPORARY, "makes no sense")
    inventory("a TTL that is none", kind, with_fault(kind, first_entry(ttl=2 ** 62), match="reverse", times=9), TEMPORARY, "TTL")
    inventory("a name that is none", kind, with_fault(kind, first_entry(ptrdname="a..b"), match="reverse", times=9), TEMPORARY)
    inventory("no right to it", kind, with_fault(kind, fixed(403, {"code": "VPC.0010", "message": "no \u001b[2J right"}), 9), DENIED,
              "VPC.0010")


def stack():
    trap = Trap()
    world = filled("openstack")
    world.page_max, world.foreign_next = [1], trap.url
    inventory("links to elsewhere are not followed", "openstack", world, trap=trap)
    world = filled("openstack")
    world.repeats_marker = True
    inventory("pages that go round end", "openstack", world, TEMPORARY, "changed each time")
    world = filled("openstack")
    world.neutrons = world.designates = {"RegionTwo": "/one", "RegionOne": "/one"}
    inventory("two regions of one service are asked once", "openstack", world,
              check=lambda w: sum("networks" in line for line in w.log) == 1)
    world = filled("openstack")
    world.page_max, world.hidden = [1], {openstack.UUID % 20, openstack.UUID % 21}
    for i in (20, 21, 22):
        world.hold(i)
    world.fips.sort(key=lambda fip: fip["id"] not in world.hidden)  # the first two pages are empty
    inventory("an empty page that leads on is not the end", "openstack", world)
    world = filled("openstack")
    world.settings = lambda url: {**openstack.OpenStack.settings(world, url), "OS_PASSWORD": "wrong"}
    inventory("a wrong password", "openstack", world, DENIED, "401", check=lambda w: len(w.log) == 1)
    world = filled("openstack")
    world.neutrons = world.designates = {"RegionOne": "/one", "Region Two": "/two"}
    world.settings = lambda url: {**openstack.OpenStack.settings(world, url), "OS_REGION_NAME": "RegionOne"}
    inventory("a region that is not asked may be called anything", "openstack", world)


def otc():
    floating("otc")
    world = filled("otc")
    world.token_lasts = 3
    inventory("a token that expires on the way is got anew", "otc", world, check=lambda w: w.n_logins > 1)
    world = filled("otc")
    world.token_lasts = 0
    inventory("a token that is never taken", "otc", world, DENIED)
    world = filled("otc")
    world.settings = lambda url: {**worlds.Otc.settings(world, url), "OS_PASSWORD": "wrong"}
    inventory("a wrong password", "otc", world, DENIED, "401", check=lambda w: len(w.log) == 1)
    world = filled("otc")
    world.wrong_project = True
    inventory("a token of another project", "otc", world, DENIED, "DNS.0030")


def huawei():
    floating("huawei")
    world = filled("huawei", token="a-security-token+/=")
    inventory("a temporary key", "huawei", world)
    world = filled("huawei")
    world.hold(50, enterprise_project_id="7f3a1c55-0000-4000-8000-000000000001")
    world.name(world.eips[-1], "ep.example.com.")
    inventory("PTR records of other enterprise projects", "huawei", world)
    wrong_secret("huawei", filled("huawei"), "HUAWEICLOUD_SDK_SK")
    wrong_clock("huawei")


def wrong_clock(kind):
    """It is the server's that is put back or forward."""
    world = filled(kind)
    world.judge.now = lambda: time.time() - 20 * 60
    inventory("a clock that is 20 minutes fast", kind, world, DENIED, "expired", violations=True)
    world = filled(kind)
    world.judge.now = lambda: time.time() + 10 * 60
    inventory("a clock that is 10 minutes slow", kind, world)


def wrong_secret(kind, world, variable):
    world.settings = lambda url: {**KINDS[kind][0].settings(world, url), variable: "wrong"}
    inventory("a wrong secret", kind, world, DENIED, violations=True)


def alibaba():
    wrong_clock("alibaba")
    inventory("a temporary key", "alibaba", filled("alibaba", token="CAIS+sts/token=="))
    wrong_secret("alibaba", filled("alibaba"), "ALIBABA_CLOUD_ACCESS_KEY_SECRET")
    world = filled("alibaba")
    world.refusal_status = 403
    wrong_secret("alibaba", world, "ALIBABA_CLOUD_ACCESS_KEY_SECRET")
    world = filled("alibaba")
    world.page_max, world.repeats_marker = [1], True
    inventory("pages of machines that go round end", "alibaba", world, TEMPORARY, "go round")
    world = filled("alibaba")
    world.between_pages = lambda n, world=world: n == 1 and world.hold(40)
    inventory("a list that grows while it is read is read again", "alibaba", world)
    world = filled("alibaba")
    world.between_pages = lambda n, world=world: world.hold(40 + n)
    inventory("a list that never stops growing is not believed", "alibaba", world, TEMPORARY, "changed each time")
    world = filled("alibaba")

    def replace_eip(n, world=world):
        if n == 1:
            gone = world.eips.pop(0)["IpAddress"]
            world.instances = [i for i in world.instances if i["EipAddress"]["IpAddress"] != gone]
            world.hold(40)
    world.between_pages = replace_eip
    inventory("one that goes and one that comes between two pages hide no third one", "alibaba", world)
    inventory("no right to it", "alibaba", with_fault("alibaba", fixed(403, {"Code": "Forbidden.RAM", "Message": "m"}), 9), DENIED)
    inventory("a nonce that was used is not used again", "alibaba",
              with_fault("alibaba", fixed(400, {"Code": "SignatureNonceUsed", "Message": "m"})))


def hetzner():
    world = filled("hetzner")
    world.between_pages = lambda n, world=world: n == 1 and world.hold("primary_ips", 40, "192.0.2.40", "x.example.com")
    inventory("a list that grows while it is read is read again", "hetzner", world)
    world = filled("hetzner")

    def replace_ip(n, world=world):
        if n == 1:
            del world.items["primary_ips"][0]
            world.hold("primary_ips", 41, "192.0.2.41", "x.example.com")
    world.between_pages = replace_ip
    inventory("one that goes and one that comes between two pages hide no third one", "hetzner", world)
    world = filled("hetzner")
    world.between_pages = lambda n, world=world: world.items["primary_ips"].append(world.items["primary_ips"].pop(0))
    inventory("a list in another order each time is not believed", "hetzner", world, TEMPORARY, "changed each time")
    world = filled("hetzner")
    world.items["primary_ips"][1]["dns_ptr"] = []
    inventory("an address is held without any PTR", "hetzner", world)
    world = filled("hetzner")
    world.items["primary_ips"][1]["dns_ptr"][0]["ip"] = "192.0.2.200"
    inventory("a PTR of another address is none of this one", "hetzner", world, TEMPORARY, "primary_ips/1 told of no address")
    for title, public in (("nothing", {}), ("a text", {"ipv4": "192.0.2.90", "ipv6": None}), ("an object without address", {"ipv4": {}, "ipv6": None}),
                          ("no PTR member", {"ipv4": {"ip": "192.0.2.90"}, "ipv6": None})):
        world = filled("hetzner")
        world.hold("servers", 5, "192.0.2.90")["public_net"] = public
        inventory("a server whose address is %s is not one without" % title, "hetzner", world, TEMPORARY, "servers/5 told of no")
    world = filled("hetzner")
    world.hold("servers", 5, "192.0.2.90")["public_net"] = {"ipv4": None, "ipv6": None}
    inventory("a server without public addresses", "hetzner", world)
    world = filled("hetzner")
    world.page_max, world.repeats_marker = [1], True
    inventory("pages that go round end", "hetzner", world, TEMPORARY)
    world = filled("hetzner")
    world.settings = lambda url: {**worlds.Hetzner.settings(world, url), "HCLOUD_TOKEN": "x" * 64}
    inventory("a wrong token", "hetzner", world, DENIED, "unauthorized")
    inventory("429 until RateLimit-Reset", "hetzner",
              with_fault("hetzner", lambda w, r: Response(429, {"error": {"code": "rate_limit_exceeded", "message": "m"}},
                                                          [("RateLimit-Reset", str(int(time.time()) + 1))])))


def clouds_yaml():
    """Its documented forms, with two regions behind it."""
    whole = """clouds:
  x:
    auth:
      auth_url: %s/v3
      username: fcrdns
      password: pass-word-of-openstack
      user_domain_id: default
      project_name: mail
"""

    def judge(text, status, words, regions, env, secure, provider, at):
        world, faults = openstack.OpenStack(n=1), []
        world.neutrons = {"RegionOne": "/one", "RegionTwo": "/two"}
        with tempfile.TemporaryDirectory() as folder, Server(world) as served:
            world.settings(served.url)
            for name, content in (("clouds.yaml", text % served.url), (at, secure)):
                if content:
                    os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
                    with open(os.path.join(folder, name), "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as out:
                        out.write(content)
            done = subprocess.run([PROGRAM, "inventory", "--provider", provider, "--deadline", DEADLINE], capture_output=True, cwd=folder,
                                  env={"PATH": "/usr/bin:/bin", "HOME": folder, "OS_CLOUD": "x", **env}, timeout=LIMIT_S, check=False)
        said = done.stderr.decode()
        end = json.loads((done.stdout.splitlines() or [b"{}"])[-1])
        if done.returncode != status or end.get("regions") != regions or (words not in said if words else said):
            faults.append("%d %s %s" % (done.returncode, end, said))
        return faults, []

    def form(title, text, status=WELL, words=None, regions=("RegionOne", "RegionTwo"), env=None, secure=None, provider="openstack",
             at="secure.yaml"):
        add("clouds.yaml: %s" % title, judge, text, status, words, list(regions) if status == WELL else None, env or {}, secure, provider,
            at)

    form("as it is", whole)
    form("a URL with a slash", whole.replace("/v3", "/v3/"))
    form("a URL without a version", whole.replace("/v3", ""))
    form("in one line", "clouds: {x: {auth: {auth_url: '%s', username: fcrdns, password: pass-word-of-openstack, user_domain_id: default, "
         "project_name: mail}}}\n")
    without, secret = whole.replace("      password: pass-word-of-openstack\n", ""), \
        "clouds:\n  x:\n    auth:\n      password: pass-word-of-openstack\n"
    form("a password in secure.yaml", without, secure=secret)
    form("which may be elsewhere", without, secure=secret, at=".config/openstack/secure.yaml")
    form("and be called something else", without, secure=secret, at="secrets/of-x", env={"OS_CLIENT_SECURE_FILE": "secrets/of-x"})
    form("a name of it that leads nowhere", whole, 66, "OS_CLIENT_SECURE_FILE is 'no/such', but there is no such file",
         env={"OS_CLIENT_SECURE_FILE": "no/such"})
    form("a name of the whole that leads nowhere", whole, 66, "OS_CLIENT_CONFIG_FILE is 'no/such', but there is no such file",
         env={"OS_CLIENT_CONFIG_FILE": "no/such"})
    form("the older word for a project", whole.replace("project_name", "tenant_name"))
    form("words with hyphens", whole.replace("user_domain_id", "user-domain-id").replace("project_name", "project-name"))
    form("one domain for all", whole.replace("user_domain_id", "domain_id"))
    form("a default domain", whole.replace("user_domain_id", "default_domain_id"))
    form("a region", whole + "    region_name: RegionTwo\n", regions=["RegionTwo"])
    form("a region, and another by --provider", whole + "    region_name: RegionTwo\n", regions=["RegionOne"], provider="openstack:RegionOne")
    form("a list of regions", whole + "    regions:\n    - name: RegionOne\n      values: {auth: {project_name: other}}\n    - RegionTwo\n")
    form("an interface that the catalog has not", whole + "    endpoint_type: internal\n", USAGE, "no network service")
    form("a way to log in", whole + "    auth_type: v3password\n")
    for way in ("v3token", "v3oidcpassword", "none", "v2password"):
        form("another way to log in: %s" % way, whole + "    auth_type: %s\n" % way, USAGE,
             "OS_AUTH_TYPE (auth_type of clouds.yaml) is '%s', and only password and v3applicationcredential" % way)
    form("a profile", whole + "    profile: vexxhost\n", 65, "profiles are not read")
    form("another one's variables are not mixed in", whole, env={"OS_AUTH_URL": "http://127.0.0.1:1/v3", "OS_PASSWORD": "x",
                                                                 "OS_PROJECT_NAME": "y", "OS_USERNAME": "z"})


class Stale:
    """The command stale with an account and a ledger of its own."""

    def __init__(self, world, url, folder, provider="alibaba"):
        self.env = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", **world.settings(url)}
        self.ledger, self.provider = ["--ledger", os.path.join(folder, "ledger")], provider
        self.file = os.path.join(folder, "inventory")

    def program(self, *args, **more):
        return subprocess.run([PROGRAM, *args], env={**self.env, **more}, capture_output=True, timeout=LIMIT_S, check=False)

    def run(self, **more):
        return self.judge("--provider", self.provider, **more)

    def judge(self, *args, **more):
        return self.program("stale", *self.ledger, "--own-domain", "example.com", "--trust-resolver", "-r", "127.0.0.1:9",
                            "--timeout", "0.1", "--retries", "0", *args, **more)

    @staticmethod
    def said(done):
        """Of a run without a resolver, which is said, too."""
        return "".join(line for line in done.stderr.decode().splitlines(True) if "no usable resolver" not in line)

    def from_file(self, change=None, provider=None, **more):
        """The same by an inventory in a file, whose lines `change` has a look at."""
        told = self.program("inventory", "--provider", provider or self.provider, "-o", self.file, **more)
        if told.returncode:
            return told
        if change:
            with open(self.file, encoding="ascii") as file:
                lines = [json.loads(line) for line in file]
            with open(self.file, "w", encoding="ascii") as file:
                file.writelines(json.dumps(line) + "\n" for line in change(lines))
        return self.judge("--inventory", self.file)

    def held(self):
        return self.kept(lambda row: not row["released"])

    def kept(self, which=lambda row: True):
        shown = self.program("ledger", "export", *self.ledger)
        return [row["address"] for row in map(json.loads, shown.stdout.splitlines()) if which(row)]

    def rows(self, **more):
        self.run(**more)
        shown = self.program("ledger", "export", *self.ledger)
        return [json.loads(line) for line in shown.stdout.splitlines()]


def regions():
    """The settings name one region of two, whose addresses were all seen before."""
    def judge():
        world, faults = filled("alibaba"), []
        with tempfile.TemporaryDirectory() as folder, Server(world) as served:
            stale = Stale(world, served.url, folder)
            before = stale.rows()
            world.eips = [e for e in world.eips if e["IpAddress"] != "203.0.113.6"]
            released = [r["address"] for r in stale.rows(ALIBABA_CLOUD_REGION_ID="eu-central-1") if r["released"]]
            if {r["region"] for r in before} != {"cn-hangzhou", "eu-central-1"} or any(r["released"] for r in before):
                faults.append("at first: %s" % before)
            if released != ["203.0.113.6"]:
                faults.append("given back: %s" % released)
        return faults, []

    def judge_gone():
        world, faults = filled("alibaba"), []
        with tempfile.TemporaryDirectory() as folder, Server(world) as served:
            stale = Stale(world, served.url, folder)
            n = len([r for r in stale.rows() if r["region"] == "eu-central-1"])
            world.eips = [e for e in world.eips if e["IpAddress"] != "203.0.113.1"]
            world.instances = [i for i in world.instances if i["EipAddress"]["IpAddress"] != "203.0.113.1"]
            world.regions.remove("eu-central-1")
            done = stale.run()
            said = done.stderr.decode()
            released = [r["address"] for r in stale.rows() if r["released"]]
            if released != ["203.0.113.1"]:
                faults.append("given back: %s" % released)
            if done.returncode != TEMPORARY or said.count("no region 'eu-central-1' any more, where") != 1 \
                    or "has %d addresses" % n not in said:
                faults.append("%d: %s" % (done.returncode, said))
        return faults, []

    add("alibaba: a region of the settings says nothing of the others", judge)
    add("alibaba: what was held in a region that is not there any more is not given back", judge_gone)


def files():
    """An inventory in a file says of which regions it is, and nothing of the others."""
    one, two = "203.0.113.1", "198.51.100.7"

    def two_regions():
        world = openstack.OpenStack(n=2)
        world.neutrons = {"RegionOne": "/one", "RegionTwo": "/two"}
        world.hold(30, "/two", two)
        return world

    def give_back(world, *addresses):
        world.fips = [f for f in world.fips if f["floating_ip_address"] not in addresses]

    def old(lines):
        return [{k: v for k, v in line.items() if k not in ("regions", "all_regions") and (k != "account" or "address" in line)}
                for line in lines]

    def judge(steps):
        """Each: what happens, the file that is made then, the words that are said, and what is held afterwards."""
        world, faults = two_regions(), []
        with tempfile.TemporaryDirectory() as folder, Server(world) as served:
            stale = Stale(world, served.url, folder, "openstack")
            for at, (happens, how, status, words, held) in enumerate(steps):
                happens(world)
                done = stale.from_file(**how)
                said = stale.said(done)
                if done.returncode not in status or (words not in said if words else said.strip()):
                    faults.append("%d: %d: %s" % (at, done.returncode, said))
                if sorted(stale.held()) != sorted(held):
                    faults.append("%d: held %s" % (at, stale.held()))
        return faults, []

    other, judged = "203.0.113.2", (0, 1, 75)
    begin = (lambda w: None, {}, judged, None, [one, other, two])
    add("files: one of a region says nothing of the others", judge, [
        begin, (lambda w: give_back(w, one, two), {"provider": "openstack:RegionOne"}, judged, None, [other, two])])
    add("files: a region of the settings is all that one is of", judge, [
        begin, (lambda w: give_back(w, one, two), {"OS_REGION_NAME": "RegionTwo"}, judged, None, [one, other])])
    add("files: what was in a region that is gone is not given back", judge, [
        begin, (lambda w: (give_back(w, one, two), w.neutrons.pop("RegionTwo")), {}, (TEMPORARY,),
                "the inventory of openstack has no region 'RegionTwo', where the ledger has 1 address of the account: nobody was asked", [other, two])])
    add("files: an account that has nothing any more gave all of it back", judge, [
        begin, (lambda w: give_back(w, one, other, two), {}, judged, None, [])])
    add("files: one that is of no regions gives back in those that it names only", judge, [
        begin, (lambda w: give_back(w, one, two), {"change": old}, (TEMPORARY,), "has no region 'RegionTwo'", [other, two])])
    add("files: one that names them all is believed without", judge, [
        begin, (lambda w: give_back(w, one), {"change": old}, judged, None, [other, two])])
    add("files: an end of another account's", judge, [
        begin, (lambda w: give_back(w, one), {"change": lambda lines: [*lines[:-1], {**lines[-1], "account": "x"}]}, (65,),
                "it is about another account or other regions than a line before it", [one, other, two])])


def names():
    """Hetzner's projects are told apart by a name that is the user's word."""
    def judge(first, then, status, words, accounts):
        world, faults = filled("hetzner"), []
        with tempfile.TemporaryDirectory() as folder, Server(world) as served:
            stale = Stale(world, served.url, folder, "hetzner")
            stale.run(**first)
            n = len(stale.kept())
            world.items["primary_ips"].pop(0)
            for done in (stale.run(**then), stale.from_file(**then)):
                said = stale.said(done)
                if done.returncode not in status or (words not in said if words else said.strip()):
                    faults.append("%d: %s" % (done.returncode, said))
            found = {r["account"] for r in map(json.loads, stale.program("ledger", "export", *stale.ledger).stdout.splitlines())}
            if found != accounts or len(stale.kept()) != n or len(stale.held()) != n - (status != (TEMPORARY,)):
                faults.append("%s: %d of %d held" % (found, len(stale.held()), n))
        return faults, []

    a, b = {"HCLOUD_CONTEXT": "a"}, {"HCLOUD_CONTEXT": "b"}
    add("hetzner: a project without a name gets one", judge, {}, a, (0, 1, 75), None, {"a"})
    add("hetzner: a project that had a name is not another one without", judge, a, {}, (TEMPORARY,),
        "the ledger has 5 addresses of this account of hetzner by the name 'a', not without one: nothing is noted of it; "
        "set HCLOUD_CONTEXT=a as before", {"a"})
    add("hetzner: nor by another name", judge, a, b, (TEMPORARY,), "by the name 'a', not 'b'", {"a"})
    add("hetzner: a name with a blank is one", judge, {"HCLOUD_CONTEXT": "my project"}, {"HCLOUD_CONTEXT": "my project"}, (0, 1, 75),
        None, {"my_project"})


def change(title, kind, world, args, status=WELL, says=None, after=None, violations=False, writes=None, provider=None,
           silent=None):
    """`after`: what the world has to be like then; `writes`: how many requests wrote; `silent`: words that are not said."""
    add("%s: ptr: %s" % (kind, title), judge_change, provider or KINDS[kind][2], world, args, status, says, after, violations, writes,
        silent)


def judge_change(provider, world, args, status, says, after, violations, writes, silent):
    world.allows_writes = "--yes" in args
    try:
        done = run(world, "ptr", *args, "--provider", provider, "--deadline", "15", "--wait", "0")
    except subprocess.TimeoutExpired:
        return ["it hangs"], []
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    faults = []
    if done.returncode != status:
        faults.append("exit status %d instead of %d" % (done.returncode, status))
    if says and says not in said:
        faults.append("it does not say: %s" % says)
    if silent and silent in said:
        faults.append("it says: %s" % silent)
    if after and not after(world):
        faults.append("what is there afterwards is not what was wished for")
    if bool(world.violations) != violations:
        faults.append("violations: %s" % world.violations)
    if any(secret in said for secret in world.secrets()):
        faults.append("a secret is shown")
    n_writes = len([line for line in world.log if line.startswith(("PATCH", "PUT", "DELETE")) or "change_dns_ptr" in line])
    if writes is not None and n_writes != writes:
        faults.append("%d requests wrote instead of %d" % (n_writes, writes))
    return faults, [said, *world.log[-8:]]


def changes_floating(kind):
    def name_at(world):
        ptr = world.ptrs.get("%s:%s" % (world.region, world.eips[0]["id"]))
        return ptr and (ptr["ptrdname"], ptr["ttl"], ptr["status"])
    to_new = ["set", "198.51.100.1", "New.example.com", "--ttl", "600"]
    change("without --yes nothing is written", kind, filled(kind), to_new, says="PATCH", writes=0,
           after=lambda w: name_at(w)[0] == "mail.example.com.")
    world = filled(kind)
    world.polls = 2
    change("a name is set, and believed when it shows", kind, world, [*to_new, "--yes"], writes=1,
           after=lambda w: name_at(w) == ("new.example.com.", 600, "ACTIVE"))
    world = filled(kind)
    world.ends_in_error = True
    change("a change that fails there is no success", kind, world, [*to_new, "--yes"], TEMPORARY, writes=1)
    change("a name is unset", kind, filled(kind), ["unset", "198.51.100.1", "--yes"], writes=1, after=lambda w: name_at(w) is None)
    change("a record that makes no sense in the list is not one that is not set", kind,
           with_fault(kind, first_entry(status=7), match="reverse/floatingips?", times=9), ["unset", "198.51.100.1", "--yes"], writes=1,
           after=lambda w: name_at(w) is None)
    world = filled(kind)
    world.shows_default = True
    change("unset restores the provider's name", kind, world, ["unset", "198.51.100.1", "--yes"], writes=1,
           after=lambda w: name_at(w) is None)
    for title, make in (("409 DNS.0503", fixed(409, {"code": "DNS.0503", "message": "m"})),
                        ("403 DNS.0014", fixed(403, {"code": "DNS.0014", "message": "m"})),
                        ("500", fixed(500, {}))):
        change("%s once" % title, kind, with_fault(kind, make, match="PATCH"), [*to_new, "--yes"], writes=2,
               after=lambda w: name_at(w)[0] == "new.example.com.")
    change("the quota is used up", kind, with_fault(kind, fixed(403, {"code": "DNS.0405", "message": "quota"}), match="PATCH"),
           [*to_new, "--yes"], DENIED, "DNS.0405", writes=1)
    change("202 that does nothing is no success", kind, with_fault(kind, fixed(202, b"null"), match="PATCH"),
           [*to_new, "--yes"], TEMPORARY, writes=1)
    change("an address of somebody else", kind, filled(kind), ["set", "192.0.2.200", "new.example.com", "--yes"], USAGE, writes=0)
    trap = Trap()
    change("a redirect of a change is not followed", kind,
           with_fault(kind, fixed(307, b"", [("Location", trap.url)]), match="PATCH"), [*to_new, "--yes"], 65, writes=1,
           after=lambda w: not trap.visits)


def in_two_regions():
    world = filled("openstack")
    world.neutrons = {"RegionTwo": "/two", "RegionOne": "/one"}
    world.hold(30, "/two", "203.0.113.1")
    return world


def lost(kind, address, write, look):
    """A change whose answer is lost, or that is not to be looked at: nobody shall believe that nothing was changed."""
    refused = fixed(403, {"code": "forbidden", "message": "m"})
    for args in (["set", address, "new.example.com", "--yes"], ["unset", address, "--yes"]):
        world = with_fault(kind, sent("nothing"), match=write)
        world.faults.append(Fault(write, refused, 9))
        change("%s: the answer is lost, then it is refused" % args[0], kind, world, args, TEMPORARY,
               "whether the change was made is not known: without --yes the same tells what is there", writes=2)
        world = with_fault(kind, fixed(500, b""), match=write)
        world.faults.append(Fault(write, refused, 9))
        change("%s: 500, then it is refused" % args[0], kind, world, args, TEMPORARY, "whether the change was made is not known", writes=2)
        change("%s: taken, but not to be looked at" % args[0], kind, with_fault(kind, refused, match=look, times=9), args, TEMPORARY,
               "the request was taken, but whether the change was made is not known", writes=1)
        world = with_fault(kind, fixed(429, {}), match=write)
        world.faults.append(Fault(write, refused, 9))
        change("%s: refused each time" % args[0], kind, world, args, DENIED, silent="whether the change was made", writes=2)


def changes_stack():
    def name_at(world, i=0):
        record = world.records.get(world.fips[i]["floating_ip_address"])
        return record and (record["ptrdname"], record["ttl"], record["status"])
    to_new = ["set", "203.0.113.1", "New.example.com", "--ttl", "600"]
    change("without --yes nothing is written", "openstack", filled("openstack"), to_new, says="PATCH", writes=0,
           after=lambda w: name_at(w)[0] == "mail.example.com.")
    change("a name is set, and believed when it shows", "openstack", filled("openstack"), [*to_new, "--yes"], writes=1,
           after=lambda w: name_at(w) == ("new.example.com.", 600, "ACTIVE"))
    world = filled("openstack")
    world.ends_in_error = True
    change("a change that fails there is no success", "openstack", world, [*to_new, "--yes"], TEMPORARY, writes=1)
    change("a name is unset", "openstack", filled("openstack"), ["unset", "203.0.113.1", "--yes"], writes=1,
           after=lambda w: name_at(w) is None)
    change("202 that does nothing is no success", "openstack", with_fault("openstack", fixed(202, b"null"), match="PATCH"),
           [*to_new, "--yes"], TEMPORARY, writes=1)
    change("an address in two regions wants one to be named", "openstack", in_two_regions(), [*to_new, "--yes"], USAGE,
           "the account holds 203.0.113.1 in the regions RegionOne and RegionTwo: say which is meant by "
           "--provider openstack:REGION", writes=0)
    change("which is then the one", "openstack", in_two_regions(), ["unset", "203.0.113.1", "--yes"], writes=1,
           after=lambda w: name_at(w) is None, provider="openstack:RegionOne")
    world = filled("openstack")
    world.hold(30, address="203.0.113.1")
    change("an address that is held twice in one region", "openstack", world, [*to_new, "--yes"], USAGE, "nothing is changed", writes=0)
    change("an unset whose answer is lost is no fault", "openstack", with_fault("openstack", sent("nothing"), match="PATCH"),
           ["unset", "203.0.113.1", "--yes"], writes=2, after=lambda w: name_at(w) is None)
    world = with_fault("openstack", sent("nothing"), match="PATCH")
    going = {"id": "RegionOne:" + openstack.UUID % 0, "address": "203.0.113.1", "ptrdname": "mail.example.com.", "ttl": None,
             "description": None, "status": "PENDING", "action": "DELETE", "links": {}}
    world.faults.append(Fault("GET /dns/v2/reverse/floatingips/", fixed(200, going), 2))
    change("an unset whose answer is lost is on its way for a while", "openstack", world, ["unset", "203.0.113.1", "--yes"], writes=2,
           after=lambda w: name_at(w) is None)
    world = with_fault("openstack", sent("nothing"), match="PATCH")
    world.name(world.fips[0], "mail.example.com.", id=openstack.UUID % 77)
    change("nor is there one for an earlier id", "openstack", world, ["unset", "203.0.113.1", "--yes"], writes=4,
           after=lambda w: name_at(w) is None)
    world = filled("openstack")
    world.name(world.fips[0], "mail.example.com.", id=openstack.UUID % 77)
    change("a name of an earlier id is set anew, then unset", "openstack", world, ["unset", "203.0.113.1", "--yes"], writes=3,
           says="it is set anew", after=lambda w: name_at(w) is None)
    world = with_fault("openstack", fixed(403, {"code": 403, "type": "forbidden", "message": "m"}), times=9, after=2, match="PATCH")
    world.name(world.fips[0], "mail.example.com.", id=openstack.UUID % 77, ttl=600,
               description='the "mail" ' + 100 * "\u00e9")
    change("which stays as it was, should that fail", "openstack", world, ["unset", "203.0.113.1", "--yes"], DENIED, writes=3,
           after=lambda w: name_at(w) == ("mail.example.com.", 600, "ACTIVE")
           and w.records["203.0.113.1"]["description"] == 'the "mail" ' + 100 * "\u00e9")


def changes_hetzner():
    def names(world):
        return {p["ip"]: p["dns_ptr"] for kind in ("primary_ips", "floating_ips") for i in world.items[kind] for p in i["dns_ptr"]}
    change("without --yes nothing is written", "hetzner", filled("hetzner"), ["set", "192.0.2.1", "new.example.com"], says="POST",
           writes=0, after=lambda w: names(w)["192.0.2.1"] == "mail0.example.com")
    world = filled("hetzner")
    world.polls = 2
    change("a name is set, and believed when it shows", "hetzner", world, ["set", "192.0.2.1", "new.example.com", "--yes"], writes=1,
           after=lambda w: names(w)["192.0.2.1"] == "new.example.com")
    change("an IPv6 address has a name of its own", "hetzner", filled("hetzner"),
           ["set", "2001:db8:1::1", "new.example.com", "--yes"], writes=1,
           after=lambda w: names(w)["2001:db8:1::1"] == "new.example.com")
    change("unset restores the provider's name", "hetzner", filled("hetzner"), ["unset", "192.0.2.65", "--yes"], writes=1,
           after=lambda w: names(w)["192.0.2.65"].endswith("your-server.de"))
    change("unset of an IPv6 address removes it", "hetzner", filled("hetzner"), ["unset", "2001:db8:1::1", "--yes"], writes=1,
           after=lambda w: "2001:db8:1::1" not in names(w))
    world = filled("hetzner")
    world.ends_in_error = True
    change("an action that fails is no success", "hetzner", world, ["set", "192.0.2.1", "new.example.com", "--yes"], TEMPORARY,
           "the change failed there", writes=1)
    world = filled("hetzner")
    world.readonly = True
    change("a token that may only read", "hetzner", world, ["set", "192.0.2.1", "new.example.com", "--yes"], DENIED, "token_readonly",
           writes=1)
    change("423 once", "hetzner", with_fault("hetzner", fixed(423, {"error": {"code": "locked", "message": "m"}}), match="POST"),
           ["set", "192.0.2.1", "new.example.com", "--yes"], writes=2, after=lambda w: names(w)["192.0.2.1"] == "new.example.com")


def changes():
    changes_stack()
    changes_floating("otc")
    changes_floating("huawei")
    changes_hetzner()
    for kind in ("openstack", "otc", "huawei"):
        lost(kind, {"openstack": "203.0.113.1"}.get(kind, "198.51.100.1"), "PATCH", "GET %s/v2/reverse/floatingips/" % ("/dns" if kind == "openstack" else ""))
    lost("hetzner", "192.0.2.1", "change_dns_ptr", "GET /v1/actions/")
    change("there is no API", "alibaba", filled("alibaba"), ["set", "203.0.113.1", "new.example.com", "--yes"], USAGE, "Reverse DNS Lookup",
           writes=0)


def vectors():
    for name, expected, made in signing.vectors():
        add("the server's own signature: %s" % name, lambda a=expected, b=made: ([] if a == b else ["it made %s" % b], []))


def main():
    vectors()
    for kind in KINDS:
        each_cloud(kind)
    stack()
    otc()
    huawei()
    alibaba()
    hetzner()
    clouds_yaml()
    regions()
    files()
    names()
    changes()
    print("1..%d" % len(scenarios))
    n_failed = 0
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        for i, (title, faults, notes) in enumerate(pool.map(lambda scenario: scenario(), scenarios), 1):
            n_failed += bool(faults)
            print("%s %d - %s" % ("not ok" if faults else "ok", i, title))
            for note in [*faults, *notes] if faults else []:
                print("# %s" % str(note)[:2000].replace("\n", "\n# "))
            sys.stdout.flush()
    sys.exit(1 if n_failed else 0)


main()
