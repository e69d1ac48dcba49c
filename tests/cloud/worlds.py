# SPDX-License-Identifier: MIT
"""What the strict server serves: accounts at four clouds, as their documents describe the APIs. Each
is strict about what it is asked: what no client should send is refused and noted."""
import ipaddress
import json
import re

import signing
from server import Response

PROJECT = "0123456789abcdef0123456789abcdef"
NAME = re.compile(r"(?=.{1,254}\Z)([A-Za-z0-9_]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*\.?\Z")


class World:
    """`allows_writes`: else a method that writes is a violation. `faults`: see server.Fault."""

    def __init__(self):
        self.violations, self.log, self.faults = [], [], []
        self.allows_writes = False
        self.polls = 1          # how often a change is still on its way
        self.ends_in_error = False
        self.page_max = [3]     # sizes of the pages, in turn, whatever more was asked for
        self.between_pages = None  # called with the number of the page
        self.n_pages = 0
        self.repeats_marker = False
        self.foreign_next = None   # where `next` links point to

    def violate(self, what):
        self.violations.append(what)

    def handle(self, request):
        self.log.append(str(request))
        self.look_at(request)
        for fault in self.faults:
            if fault.takes(request):
                return fault.make(self, request)
        return self.answer(request)

    def look_at(self, request):
        """What no client should ever do, whatever it is told."""
        if request.method not in ("GET", "HEAD") and not self.is_login(request) and not self.allows_writes:
            self.violate("%s in read mode" % request)
        if len([1 for name, _ in request.headers if name == "host"]) != 1:
            self.violate("%s without one Host" % request)
        for name, value in request.headers:
            if any(ord(c) < 32 or ord(c) > 126 for c in value):
                self.violate("%s: control characters in %s" % (request, name))
        for secret in self.secrets():
            if secret in request.target:
                self.violate("%s: a secret in the URL" % request)

    def is_login(self, request):
        return False

    def secrets(self):
        return []

    def page_of(self, items, start, limit):
        size = min(limit, self.page_max[self.n_pages % len(self.page_max)])
        page = items[start:start + size]
        self.n_pages += 1
        if self.between_pages:
            self.between_pages(self.n_pages)
        return page

    @staticmethod
    def whole(value, low, high):
        """The number, or None."""
        return int(value) if value and re.fullmatch(r"[0-9]{1,9}", value) and low <= int(value) <= high else None


class Floating(World):
    """Elastic addresses and their PTRs: Open Telekom Cloud and Huawei Cloud."""
    READS = {"publicips": {"limit", "marker"}, "ptrs": {"limit", "marker", "offset", "tags", "status"}}

    def __init__(self, n=7, region="eu-de"):
        super().__init__()
        self.region, self.eips, self.ptrs, self.markers = region, [], {}, set()
        self.shows_default = False  # of an address without a PTR: the name that unset restores
        for i in range(n):
            self.hold(i)

    def hold(self, i, **more):
        eip = {"id": "c5504932-bf23-4171-b655-%012x" % i, "status": "DOWN" if i % 3 == 2 else "ACTIVE",
               "type": "5_bgp", "public_ip_address": "198.51.100.%d" % (i + 1), "create_time": "2026-01-01 00:00:00",
               "tenant_id": PROJECT, "bandwidth_size": 5, "enterprise_project_id": "0", "ip_version": 4}
        if eip["status"] == "ACTIVE":
            eip.update(private_ip_address="10.0.0.%d" % (i + 1), port_id="f588ccfa-8750-4d7c-bf5d-%012x" % i)
        eip.update(more)
        self.eips.append(eip)
        return eip

    def default_name(self, eip):
        return "ecs-%s.reverse.open-telekom-cloud.com." % eip["public_ip_address"].replace(".", "-")

    def name(self, eip, name, ttl=300, **more):
        key = "%s:%s" % (self.region, eip["id"])
        self.ptrs[key] = {"id": key, "ptrdname": name, "description": "", "ttl": ttl, "status": "ACTIVE",
                          "action": "NONE", "address": eip["public_ip_address"], "enterprise_project_id":
                          eip["enterprise_project_id"], "left": 0,
                          "links": {"self": "https://dns.example/v2/reverse/floatingips/" + key}, **more}

    def answer(self, request):
        wrong = self.unauthorised(request)
        if wrong:
            return wrong
        if request.header("x-project-id") != PROJECT:
            self.violate("%s does not say which project" % request)
        if request.path == "/v1/%s/publicips" % PROJECT and request.method == "GET":
            return self.list_eips(request)
        if request.path == "/v2/reverse/floatingips" and request.method == "GET":
            return self.list_ptrs(request)
        match = re.fullmatch(r"/v2/reverse/floatingips/([A-Za-z0-9._-]{1,100}:[0-9a-f-]{36})", request.path)
        if match and request.method == "GET":
            return self.show(match.group(1))
        if match and request.method == "PATCH":
            return self.patch(match.group(1), request)
        self.violate("%s is no request of this API" % request)
        return self.error(404, "DNS.0003", "The API does not exist")

    def error(self, status, code, message):
        return Response(status, {"code": code, "message": message, "request_id": "0"})

    def parameters(self, request, known):
        names = [name for name, _ in request.query]
        if len(names) != len(set(names)) or not set(names) <= known:
            self.violate("%s: parameters" % request)
            return self.error(400, "DNS.0004", "parameters")
        return None

    def start_of(self, request, items, high):
        """(start, limit, error)"""
        limit = self.whole(request.parameter("limit", str(high)), 0, high)
        marker = request.parameter("marker")
        if limit is None:
            self.violate("%s: limit" % request)
            return 0, 0, self.error(400, "VPC.0101", "limit is invalid")
        if marker is None:
            return 0, limit, None
        at = [i for i, item in enumerate(items) if item["id"] == marker]
        if marker not in self.markers or not at:
            self.violate("%s: a marker that was not handed out" % request)
            return 0, limit, self.error(400, "VPC.0101", "marker is invalid")
        return at[0] + 1, limit, None

    def page(self, request, items, high):
        start, limit, error = self.start_of(request, items, high)
        page = [] if error else self.page_of(items, 0 if self.repeats_marker else start, limit)
        if page:
            self.markers.add(page[-1]["id"])
        return page, error

    def list_eips(self, request):
        wrong = self.parameters(request, self.READS["publicips"])
        page, error = self.page(request, self.eips, 2000)
        return wrong or error or Response(200, {"publicips": page})

    def list_ptrs(self, request):
        wrong = self.parameters(request, self.READS["ptrs"])
        project = request.parameter("enterprise_project_id", "0")
        items = [p for p in self.ptrs.values() if p["enterprise_project_id"] == project]
        page, error = self.page(request, items, 500)
        links = {"self": "https://dns.example/v2/reverse/floatingips"}
        if len(page) < len(items):
            links["next"] = (self.foreign_next or "https://dns.example/v2/zones") + "?marker=next"
        return wrong or error or Response(200, {"links": links, "metadata": {"total_count": len(items)},
                                                "floatingips": [self.public(p) for p in page]})

    def public(self, ptr):
        return {k: v for k, v in ptr.items() if k != "left"}

    def eip_of(self, key):
        region, _, id = key.partition(":")
        return next((e for e in self.eips if e["id"] == id), None) if region == self.region else None

    def show(self, key):
        eip, ptr = self.eip_of(key), self.ptrs.get(key)
        if not eip:
            return self.error(404, "DNS.0502", "The EIP does not exist.")
        if ptr and ptr["left"] > 0:
            ptr["left"] -= 1
        elif ptr and ptr["status"].startswith("PENDING"):
            if self.ends_in_error:
                ptr["status"] = "ERROR"
            elif ptr["action"] == "DELETE":
                del self.ptrs[key]
                ptr = None
            else:
                ptr.update(status="ACTIVE", action="NONE")
        if ptr:
            return Response(200, self.public(ptr))
        if self.shows_default:
            return Response(200, {"id": key, "ptrdname": self.default_name(eip), "description": None, "ttl": None,
                                  "address": eip["public_ip_address"], "status": "ACTIVE", "action": "NONE"})
        return self.error(404, "DNS.0507", "The PTR record does not exist.")

    def patch(self, key, request):
        eip = self.eip_of(key)
        if not eip:
            return self.error(404, "DNS.0502", "The EIP does not exist.")
        body, error = self.body_of(request)
        if error:
            return error
        if body["ptrdname"] is None:
            ptr = self.ptrs.get(key)
            if not ptr:
                return self.error(404, "DNS.0507", "The PTR record does not exist.")
            ptr.update(status="PENDING_DELETE", action="DELETE", left=self.polls)
            return Response(202, b"null")
        action = "UPDATE" if key in self.ptrs else "CREATE"
        self.name(eip, body["ptrdname"].lower().rstrip(".") + ".", body.get("ttl", 300), status="PENDING_" + action,
                  action=action, left=self.polls)
        self.ptrs[key]["description"] = body.get("description", "")
        return Response(202, self.public(self.ptrs[key]))

    def body_of(self, request):
        def bad(code, message):
            self.violate("%s %r: %s" % (request, request.body, message))
            return None, self.error(400, code, message)
        if (request.header("content-type") or "").split(";")[0] != "application/json":
            return bad("DNS.0004", "Content-Type")
        try:
            body = json.loads(request.body)
        except ValueError:
            return bad("DNS.0004", "no JSON")
        if not isinstance(body, dict) or "ptrdname" not in body or not set(body) <= {"ptrdname", "ttl", "description", "tags"}:
            return bad("DNS.0004", "does not match the schema")
        name, ttl = body["ptrdname"], body.get("ttl", 300)
        if name is not None and (not isinstance(name, str) or not NAME.match(name) or "null" in name):
            return bad("DNS.0505", "The domain name is invalid.")
        if type(ttl) is not int or not 1 <= ttl <= 2147483647:
            return bad("DNS.0506", "The TTL is invalid.")
        if not isinstance(body.get("description", ""), str) or len(body.get("description", "")) > 255:
            return bad("DNS.0508", "The description is invalid.")
        return body, None


class Otc(Floating):
    """Open Telekom Cloud: a Keystone token that one logs in for."""
    USER, PASSWORD, DOMAIN = "otc-user", "pass-word-of-otc", "OTC-EU-DE-00000000001000000001"

    def __init__(self, n=7):
        super().__init__(n)
        self.tokens, self.n_logins, self.token_lasts = {}, 0, 1 << 30
        self.wrong_project = False
        self.catalogue = None  # a base URL: the catalogue has its dns and vpc services

    def is_login(self, request):
        return request.method == "POST" and request.path == "/v3/auth/tokens"

    def secrets(self):
        return [self.PASSWORD, *self.tokens]

    def settings(self, url):
        return {"OS_USERNAME": self.USER, "OS_PASSWORD": self.PASSWORD, "OS_USER_DOMAIN_NAME": self.DOMAIN,
                "OS_PROJECT_NAME": "eu-de", "OS_REGION_NAME": self.region, "FCRDNS_OTC_ENDPOINT": url}

    def answer(self, request):
        return self.login(request) if self.is_login(request) else super().answer(request)

    def login(self, request):
        try:
            body = json.loads(request.body)
            auth = body["auth"]
            user = auth["identity"]["password"]["user"]
            good = (auth["identity"]["methods"] == ["password"] and user["name"] == self.USER
                    and user["password"] == self.PASSWORD and user["domain"] == {"name": self.DOMAIN}
                    and auth["scope"]["project"]["name"] == "eu-de")
        except (ValueError, KeyError, TypeError):
            self.violate("%s: no log-in" % request)
            return Response(400, {"error": {"code": 400, "message": "schema", "title": "Bad Request"}})
        if not good:
            return Response(401, {"error": {"code": 401, "message": "The username or password is wrong.",
                                            "title": "Unauthorized"}})
        self.n_logins += 1
        token = "MIItoken-%d-%s" % (self.n_logins, "x" * 300)
        self.tokens[token] = self.token_lasts
        catalog = []
        for type in ("dns", "vpc") if self.catalogue else ():
            catalog.append({"type": type, "name": type, "id": type, "endpoints": [
                {"interface": "public", "region": "*", "region_id": "*", "id": type, "url": self.catalogue}]})
        return Response(201, {"token": {
            "expires_at": "2037-01-01T00:00:00.000000Z", "issued_at": "2026-01-01T00:00:00.000000Z",
            "methods": ["password"], "user": {"name": self.USER, "id": "u", "domain": {"name": self.DOMAIN, "id": "d"}},
            "project": {"id": PROJECT, "name": "eu-de", "domain": {"name": self.DOMAIN, "id": "d"}},
            "roles": [], "catalog": catalog}}, [("X-Subject-Token", token)])

    def unauthorised(self, request):
        token = request.header("x-auth-token")
        if self.tokens.get(token, 0) <= 0:
            return self.error(401, "APIGW.0301" if token else "DNS.0005", "Incorrect IAM authentication information")
        self.tokens[token] -= 1
        if self.wrong_project:
            return self.error(403, "DNS.0030", "The project does not match the token")
        return None


class Huawei(Floating):
    """Huawei Cloud: each request signed."""
    READS = {"publicips": Floating.READS["publicips"] | {"enterprise_project_id"},
             "ptrs": Floating.READS["ptrs"] | {"enterprise_project_id"}}

    def __init__(self, n=7, region="ap-southeast-1", token=None):
        super().__init__(n, region)
        self.key = signing.Key("HUAWEIACCESSKEY", "the-secret-of-huawei", token)
        self.judge = signing.Huawei(self.key)

    def secrets(self):
        return [self.key.secret] + [self.key.token] * bool(self.key.token)

    def settings(self, url):
        settings = {"HUAWEICLOUD_SDK_AK": self.key.id, "HUAWEICLOUD_SDK_SK": self.key.secret,
                    "HUAWEICLOUD_SDK_PROJECT_ID": PROJECT, "FCRDNS_HUAWEI_ENDPOINT": url}
        if self.key.token:
            settings["HUAWEICLOUD_SDK_SECURITY_TOKEN"] = self.key.token
        return settings

    def default_name(self, eip):
        return "ecs-%s.compute.hwclouds-dns.com." % eip["public_ip_address"].replace(".", "-")

    def list_eips(self, request):
        if request.parameter("enterprise_project_id") != "all_granted_eps":
            self.violate("%s does not ask for all enterprise projects" % request)
        return super().list_eips(request)

    def unauthorised(self, request):
        fault = self.judge.fault(request)
        if not fault:
            return None
        self.violate("%s: %s" % (request, fault[1]))
        return Response(401, {"error_code": fault[0], "error_msg": fault[1], "request_id": "0"})


class Alibaba(World):
    """Alibaba Cloud: RPC calls signed with V3."""
    CALLS = {("GetCallerIdentity", "2015-04-01"): set(), ("DescribeRegions", "2014-05-26"): set(),
             ("DescribeEipAddresses", "2016-04-28"): {"RegionId", "PageNumber", "PageSize"},
             ("DescribeInstances", "2014-05-26"): {"RegionId", "MaxResults", "NextToken"}}

    def __init__(self, n=7, regions=("cn-hangzhou", "eu-central-1"), token=None):
        super().__init__()
        self.key = signing.Key("LTAIexampleid", "the-secret-of-alibaba", token)
        self.judge = signing.Alibaba(self.key)
        self.regions, self.eips, self.instances, self.tokens = list(regions), [], [], {}
        self.refusal_status = 400
        for i in range(n):
            self.hold(i)

    def secrets(self):
        return [self.key.secret] + [self.key.token] * bool(self.key.token)

    def settings(self, url):
        settings = {"ALIBABA_CLOUD_ACCESS_KEY_ID": self.key.id, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": self.key.secret,
                    "FCRDNS_ALIBABA_ENDPOINT": url}
        if self.key.token:
            settings["ALIBABA_CLOUD_SECURITY_TOKEN"] = self.key.token
        return settings

    def hold(self, i, region=None):
        region = region or self.regions[i % len(self.regions)]
        bound = i % 3 != 2
        eip = {"IpAddress": "203.0.113.%d" % (i + 1), "AllocationId": "eip-2zeerraiwb7ujx%04d" % i, "RegionId": region,
               "Status": "InUse" if bound else "Available", "InstanceId": "i-bp67acfmxazb4p%04d" % i if bound else "",
               "InstanceType": "EcsInstance" if bound else "", "Name": "name %d" % i, "BusinessStatus": "Normal",
               "ExpiredTime": "", "Bandwidth": "5", "ChargeType": "PostPaid"}
        self.eips.append(eip)
        if bound:
            self.instances.append({"InstanceId": eip["InstanceId"], "Status": "Running", "RegionId": region,
                                   "InstanceName": "web", "PublicIpAddress": {"IpAddress": []},
                                   "EipAddress": {"IpAddress": eip["IpAddress"], "AllocationId": eip["AllocationId"]}})
        return eip

    def instance(self, i, addresses, region=None):
        self.instances.append({"InstanceId": "i-static%04d" % i, "Status": "Stopped", "InstanceName": "st",
                               "RegionId": region or self.regions[0], "PublicIpAddress": {"IpAddress": addresses},
                               "EipAddress": {"IpAddress": "", "AllocationId": ""}})

    def error(self, status, code, message):
        return Response(status, {"RequestId": "473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E", "HostId": "ecs.aliyuncs.com",
                                 "Code": code, "Message": message, "Recommend": "https://api.alibabacloud.com"})

    def is_login(self, request):
        return True  # Alibaba's own client sends POST: it is the action that reads or writes

    def look_at(self, request):
        super().look_at(request)
        action = request.header("x-acs-action") or ""
        if not action.startswith(("Describe", "Get")):
            self.violate("%s: action %s in read mode" % (request, action))
        self.log[-1] += " " + action

    def answer(self, request):
        fault = self.judge.fault(request)
        if fault:
            self.violate("%s: %s" % (request, fault[1]))
            return self.error(self.refusal_status, *fault)
        if request.path != "/":
            self.violate("%s is no path of this API" % request)
        call = (request.header("x-acs-action"), request.header("x-acs-version"))
        names = [name for name, _ in request.query]
        if call not in self.CALLS:
            self.violate("%s: %s" % (request, call))
            return self.error(404, "InvalidAction.NotFound", "Specified api is not found")
        if len(names) != len(set(names)) or not set(names) <= self.CALLS[call]:
            self.violate("%s: parameters" % request)
            return self.error(400, "InvalidParameter", "parameters")
        if call[0] == "GetCallerIdentity":
            return Response(200, {"AccountId": "1234567890123456", "Arn": "acs:ram::1234567890123456:user/x", "UserId": "2",
                                  "IdentityType": "RAMUser", "PrincipalId": "2", "RequestId": "0"})
        if call[0] == "DescribeRegions":
            return Response(200, {"RequestId": "0", "Regions": {"Region": [
                {"RegionId": r, "LocalName": r, "RegionEndpoint": "ecs.%s.aliyuncs.com" % r} for r in self.regions]}})
        region = request.parameter("RegionId")
        if region not in self.regions:
            self.violate("%s: region" % request)
            return self.error(404, "InvalidRegionId.NotFound", "The specified RegionId does not exist.")
        if call[0] == "DescribeEipAddresses":
            return self.list_eips(request, [e for e in self.eips if e["RegionId"] == region])
        return self.list_instances(request, [i for i in self.instances if i["RegionId"] == region])

    def list_eips(self, request, items):
        number = self.whole(request.parameter("PageNumber", "1"), 1, 1000000)
        size = self.whole(request.parameter("PageSize", "10"), 1, 100)
        if number is None or size is None:
            self.violate("%s: page" % request)
            return self.error(400, "InvalidParameter", "page")
        size = min(size, self.page_max[0])
        page = items[(number - 1) * size:number * size]
        self.n_pages += 1
        if self.between_pages:
            self.between_pages(self.n_pages)
        return Response(200, {"RequestId": "0", "TotalCount": len(items), "PageNumber": number, "PageSize": size,
                              "EipAddresses": {"EipAddress": page}})

    def list_instances(self, request, items):
        size, token = self.whole(request.parameter("MaxResults", "10"), 1, 100), request.parameter("NextToken")
        if size is None or (token is not None and token not in self.tokens):
            self.violate("%s: a token that was not handed out" % request)
            return self.error(400, "InvalidParameter", "NextToken")
        start = self.tokens.get(token, 0)
        page = self.page_of(items, start, size)
        next = ""
        if start + len(page) < len(items):
            next = token if self.repeats_marker and token else "caeba0bbb2be03f84eb48b699f0a4883+/=%d" % (start + len(page))
            self.tokens.setdefault(next, start + len(page))
        return Response(200, {"RequestId": "0", "TotalCount": len(items), "PageNumber": 1, "PageSize": size,
                              "NextToken": next, "Instances": {"Instance": page}})


class Hetzner(World):
    """Hetzner Cloud: a bearer token."""
    KINDS = ("primary_ips", "floating_ips", "servers", "load_balancers")
    TOKEN = "LRK9DAWQ1ZAEFSrCNEEzLCUwhYX1U3g7wMg4dTlkkDC96fyDuyJ39nVbVjCKSDfj"

    def __init__(self):
        super().__init__()
        self.items = {kind: [] for kind in self.KINDS}
        self.actions, self.readonly = {}, False
        self.tolerated = set()  # what the real API does not mind, and a real client sends
        for i in range(4):
            self.hold("primary_ips", i, "192.0.2.%d" % (i + 1), "mail%d.example.com" % i)
        self.hold("primary_ips", 9, "2001:db8:1::/64", "six.example.com")
        self.hold("floating_ips", 1, "192.0.2.65", "float.example.com")

    def settings(self, url):
        return {"HCLOUD_TOKEN": self.TOKEN, "HCLOUD_ENDPOINT": url + "/v1"}

    def secrets(self):
        return [self.TOKEN]

    def default_name(self, ip):
        return "static.%s.clients.your-server.de" % ".".join(reversed(ip.split(".")))

    def hold(self, kind, id, ip, name=None):
        six = ":" in ip
        pairs = [{"ip": ip.replace("/64", "1"), "dns_ptr": name}] if six and name else []
        if not six:
            pairs = [{"ip": ip, "dns_ptr": name or self.default_name(ip)}]
        item = {"id": id, "name": "%s-%d" % (kind, id), "created": "2026-01-01T00:00:00Z", "labels": {}}
        if kind in ("primary_ips", "floating_ips"):
            item.update(ip=ip, type="ipv6" if six else "ipv4", dns_ptr=pairs, blocked=False)
            item["assignee_id" if kind == "primary_ips" else "server"] = 17 if id % 2 else None
        elif kind == "servers":
            item["public_net"] = {"ipv4": None if six else {"ip": ip, "id": None, "dns_ptr": pairs[0]["dns_ptr"], "blocked": False},
                                  "ipv6": {"ip": ip, "id": None, "dns_ptr": pairs, "blocked": False} if six else None,
                                  "floating_ips": []}
        else:
            item["public_net"] = {"enabled": True, "ipv4": {"ip": ip, "dns_ptr": pairs[0]["dns_ptr"]},
                                  "ipv6": {"ip": None, "dns_ptr": None}}
        self.items[kind].append(item)
        return item

    def error(self, status, code, message, headers=()):
        return Response(status, {"error": {"code": code, "message": message, "details": None}}, headers)

    def answer(self, request):
        if request.header("authorization") != "Bearer " + self.TOKEN:
            return self.error(401, "unauthorized", "unable to authenticate")
        match = re.fullmatch(r"/v1/([a-z_]+)(?:/([0-9]{1,16})(/actions/change_dns_ptr)?)?", request.path)
        kind, id, action = match.groups() if match else (None, None, None)
        if kind == "actions" and id and request.method == "GET":
            return self.action(int(id))
        if kind == "actions" and request.parameter("id") and request.method == "GET":  # so asks hcloud
            answer = json.loads(self.action(int(request.parameter("id"))).body)
            return Response(200, {"actions": [answer["action"]], "meta": {"pagination": {"page": 1, "next_page": None}}})
        if kind not in self.KINDS or (request.method == "POST") != bool(action):
            self.violate("%s is no request of this API" % request)
            return self.error(404, "not_found", "no such path")
        if not id:
            return self.list(request, kind)
        item = next((i for i in self.items[kind] if i["id"] == int(id)), None)
        if not item:
            return self.error(404, "not_found", "%s with ID '%s' not found" % (kind, id))
        return self.change(request, kind, item) if action else Response(200, {kind[:-1]: item})

    def list(self, request, kind):
        if not set(name for name, _ in request.query) <= {"page", "per_page"} | self.tolerated:
            self.violate("%s: parameters" % request)
        number = self.whole(request.parameter("page", "1"), 1, 1000000)
        size = self.whole(request.parameter("per_page", "25"), 1, 50)
        if number is None or size is None:
            self.violate("%s: page" % request)
            return self.error(400, "invalid_input", "page")
        size, items = min(size, self.page_max[0]), self.items[kind]
        last = max(1, -(-len(items) // size))
        page = items[(number - 1) * size:number * size]
        self.n_pages += 1
        if self.between_pages:
            self.between_pages(self.n_pages)
        following = number if self.repeats_marker else number + 1
        return Response(200, {kind: page, "meta": {"pagination": {
            "page": number, "per_page": size, "previous_page": number - 1 or None, "last_page": last,
            "next_page": following if number < last else None, "total_entries": len(items)}}},
            [("RateLimit-Limit", "3600"), ("RateLimit-Remaining", "3599"), ("RateLimit-Reset", "1")])

    def change(self, request, kind, item):
        try:
            body = json.loads(request.body)
            ip = ipaddress.ip_address(body["ip"])
            name = body["dns_ptr"]
        except (ValueError, KeyError, TypeError):
            self.violate("%s %r" % (request, request.body))
            return self.error(422, "invalid_input", "invalid input in field 'ip'")
        if set(body) - self.tolerated != {"ip", "dns_ptr"} or (name is not None and (not isinstance(name, str) or not NAME.match(name) or name == "null")):
            self.violate("%s %r" % (request, request.body))
            return self.error(422, "invalid_input", "invalid input in field 'dns_ptr'")
        if self.readonly:
            return self.error(403, "token_readonly", "the token is only allowed to perform GET requests")
        if ip not in ipaddress.ip_network(item["ip"]):
            return self.error(404, "not_found", "ip not found")
        id = 1000 + len(self.actions)
        self.actions[id] = {"item": item, "ip": str(ip), "name": name, "left": self.polls}
        return Response(201, {"action": self.shown(id, "running")})

    def shown(self, id, status):
        failed = {"code": "action_failed", "message": "Action failed"} if status == "error" else None
        return {"id": id, "command": "change_dns_ptr", "status": status, "progress": 100 if status == "success" else 0,
                "started": "2026-01-01T00:00:00Z", "finished": None, "resources": [], "error": failed}

    def action(self, id):
        if id not in self.actions:
            self.violate("an action that was not handed out")
            return self.error(404, "not_found", "action not found")
        action = self.actions[id]
        if action["left"] > 0:
            action["left"] -= 1
            return Response(200, {"action": self.shown(id, "running")})
        if self.ends_in_error:
            return Response(200, {"action": self.shown(id, "error")})
        pairs = [p for p in action["item"]["dns_ptr"] if p["ip"] != action["ip"]]
        if action["name"] or ":" not in action["ip"]:
            pairs.append({"ip": action["ip"], "dns_ptr": action["name"] or self.default_name(action["ip"])})
        action["item"]["dns_ptr"] = pairs
        return Response(200, {"action": self.shown(id, "success")})


WORLDS = {"otc": Otc, "huawei": Huawei, "alibaba": Alibaba, "hetzner": Hetzner}
