# SPDX-License-Identifier: MIT
"""What the strict server serves of OpenStack: Keystone, Neutron and Designate, as the real ones answered (transcripts/). The real
servers run in tests/openstack; this one has regions, and can lose answers."""
import json
import re

from server import Response
from worlds import NAME, PROJECT, World

UUID = "6e5dc3be-8181-444f-b2e2-%012x"


class OpenStack(World):
    USER, PASSWORD = "fcrdns", "pass-word-of-openstack"

    def __init__(self, n=7):
        super().__init__()
        self.url, self.tokens, self.n_logins = None, {}, 0
        self.neutrons = {"RegionOne": "/one"}  # by region; two may share one
        self.designates = {"RegionOne": "/dns"}
        self.fips, self.records = [], {}       # records by address: one who released it can still unset it
        self.hidden, self.markers = set(), set()  # ids that a policy takes out of pages once they are made
        for i in range(n):
            self.hold(i)

    def hold(self, i, at="/one", address=None):
        fip = {"id": UUID % i, "floating_ip_address": address or "203.0.113.%d" % (i + 1), "project_id": PROJECT,
               "port_id": None if i % 3 == 2 else UUID % (1000 + i), "description": "fip %d" % i, "at": at}
        self.fips.append(fip)
        return fip

    def name(self, fip, name, region="RegionOne", ttl=None, description=None, id=None):
        self.records[fip["floating_ip_address"]] = {"key": "%s:%s" % (region, id or fip["id"]), "ptrdname": name, "ttl": ttl,
                                                    "description": description, "status": "ACTIVE", "left": 0}

    def is_login(self, request):
        return request.method == "POST" and request.path == "/v3/auth/tokens"

    def secrets(self):
        return [self.PASSWORD, *self.tokens]

    def settings(self, url):
        self.url = url
        return {"OS_AUTH_URL": url + "/v3", "OS_USERNAME": self.USER, "OS_PASSWORD": self.PASSWORD, "OS_USER_DOMAIN_ID": "default",
                "OS_PROJECT_NAME": "mail"}

    def error(self, status, type, message):
        return Response(status, {"code": status, "type": type, "message": message, "request_id": "req-0"})

    def neutron_error(self, status, type, message):
        return Response(status, {"NeutronError": {"type": type, "message": message, "detail": ""}})

    def answer(self, request):
        if self.is_login(request):
            return self.login(request)
        if request.header("x-auth-token") not in self.tokens:
            return Response(401, {"error": {"code": 401, "message": "The request you have made requires authentication."}})
        for at in set(self.neutrons.values()):
            if request.path.startswith(at + "/v2.0/") and request.method == "GET":
                return self.neutron(request, at, request.path[len(at) + 6:])
        for at in set(self.designates.values()):
            if request.path.startswith(at + "/v2/reverse/floatingips"):
                return self.designate(request, request.path[len(at) + 24:].lstrip("/"))
        self.violate("%s is no request of these APIs" % request)
        return Response(404, b"<html>no such path</html>")

    def login(self, request):
        try:
            auth = json.loads(request.body)["auth"]
            good = auth["identity"]["password"]["user"] == {"name": self.USER, "domain": {"id": "default"}, "password": self.PASSWORD}
        except (ValueError, KeyError, TypeError):
            self.violate("%s: no log-in" % request)
            return Response(400, {"error": {"code": 400, "message": "schema", "title": "Bad Request"}})
        if not good:
            return Response(401, {"error": {"code": 401, "message": "x", "title": "Unauthorized"}})
        self.n_logins += 1
        token = "gAAAA-token-%d-%s" % (self.n_logins, "x" * 100)
        self.tokens[token] = True
        catalog = [{"type": type, "endpoints": [{"interface": "public", "region_id": region, "region": region, "url": self.url + at}
                                                for region, at in of.items()]}
                   for type, of in (("network", self.neutrons), ("dns", self.designates))]
        return Response(201, {"token": {"expires_at": "2037-01-01T00:00:00.000000Z", "catalog": catalog,
                                        "project": {"id": PROJECT, "name": "mail"}}}, [("X-Subject-Token", token)])

    def neutron(self, request, at, what):
        if what == "networks":
            return Response(200, {"networks": []})
        if what != "floatingips":
            self.violate("%s: what?" % request)
            return self.neutron_error(404, "HTTPNotFound", "x")
        if request.parameter("project_id") != PROJECT and request.parameter("fields") != "id":
            self.violate("%s is about every project" % request)
        items, marker = [f for f in self.fips if f["at"] == at], request.parameter("marker")
        start = next((i + 1 for i, f in enumerate(items) if f["id"] == marker), 0)
        if marker and marker not in self.markers:
            self.violate("%s: a marker that was not handed out" % request)
        limit = int(request.parameter("limit", "1000"))
        size = min(limit, self.page_max[0])
        page = self.page_of(items, 0 if self.repeats_marker else start, limit)
        answer = {"floatingips": [{k: v for k, v in f.items() if k != "at"} for f in page if f["id"] not in self.hidden]}
        if len(page) == size:
            self.markers.add(page[-1]["id"])
            answer["floatingips_links"] = [{"rel": "next", "href": "%s?limit=%d&marker=%s" % (
                self.foreign_next or "https://neutron.example/v2.0/floatingips", size, page[-1]["id"])}]
        return Response(200, answer)

    def keys(self):
        """What Designate has to do with, by its id of it."""
        return {"%s:%s" % (region, f["id"]): f for region in self.designates for f in self.fips if f["at"] == self.neutrons.get(region)}

    def shown(self, key, fip):
        record = self.records.get(fip["floating_ip_address"])
        if not record or (record["key"].split(":")[0] != key.split(":")[0]):
            return {"id": key, "address": fip["floating_ip_address"], "ptrdname": None, "description": None, "ttl": None,
                    "status": "INACTIVE", "action": "NONE", "links": {}}
        if record["left"] > 0:
            record["left"] -= 1
        else:
            record["status"] = "ERROR" if self.ends_in_error else "ACTIVE"
        return {"id": key, "address": fip["floating_ip_address"], "action": "NONE", "links": {},
                **{k: record[k] for k in ("ptrdname", "ttl", "description", "status")}}

    def designate(self, request, key):
        keys = self.keys()
        if not key and request.method == "GET":
            return Response(200, {"floatingips": [self.shown(k, f) for k, f in keys.items()], "links": {"self": "x"}})
        if not re.fullmatch(r"[A-Za-z0-9._-]{1,100}:[0-9a-f-]{36}", key) or request.method not in ("GET", "PATCH"):
            self.violate("%s: what?" % request)
            return self.error(400, "bad_request", "x")
        if request.method == "GET":
            return Response(200, self.shown(key, keys[key])) if key in keys else \
                self.error(404, "not_found", "FloatingIP %s is not associated" % key)
        return self.patch(request, key, keys)

    def patch(self, request, key, keys):
        try:
            body = json.loads(request.body)
            good = isinstance(body, dict) and "ptrdname" in body and set(body) <= {"ptrdname", "ttl", "description"}
            name = body["ptrdname"]
            good &= name is None or (NAME.match(name) and name.endswith("."))
            good &= body.get("ttl") is None or (type(body["ttl"]) is int and 1 <= body["ttl"] <= 2147483647)
            good &= body.get("description") is None or len(body["description"]) <= 160
        except (ValueError, TypeError):
            good = False
        if not good:
            self.violate("%s %r" % (request, request.body))
            return self.error(400, "bad_request", "x")
        if name is None:
            address = next((a for a, r in self.records.items() if r["key"] == key), None)
            if not address:
                return self.error(404, "not_found", "No such FloatingIP %s" % key)
            del self.records[address]
            return Response(202, b"null")
        if key not in keys:
            return self.error(404, "not_found", "FloatingIP %s is not associated" % key)
        self.name(keys[key], name.lower(), key.split(":")[0], body.get("ttl"), body.get("description"))
        self.records[keys[key]["floating_ip_address"]].update(status="PENDING", left=self.polls)
        return Response(202, self.shown(key, keys[key]))
