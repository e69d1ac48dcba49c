# SPDX-License-Identifier: MIT
"""Signed requests, judged from the octets that were received: Huawei's SDK-HMAC-SHA256 and
Alibaba's ACS3-HMAC-SHA256. Shares no code with the program that is tested."""
import calendar
import hashlib
import hmac
import json
import os
import re
import time
import urllib.parse

UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
CLOCK_S = 15 * 60


def encoded(octets):
    return "".join(chr(o) if o in UNRESERVED else "%%%02X" % o for o in octets)


def again(text):
    return encoded(urllib.parse.unquote_to_bytes(text))


def canonical(method, target, headers, signed, body_hash, ends_in_slash):
    path, _, query = target.partition("?")
    path = "/".join(again(part) for part in path.split("/")) or "/"
    if ends_in_slash and not path.endswith("/"):
        path += "/"
    pairs = []
    for pair in query.split("&") if query else []:
        name, _, value = pair.partition("=")
        pairs.append((again(name), again(value)))
    lines = [method, path, "&".join("%s=%s" % pair for pair in sorted(pairs))]
    lines += ["%s:%s" % (name, headers[name].strip()) for name in signed]
    return "\n".join(lines + ["", ";".join(signed), body_hash])


def signature(algorithm, secret, text, date=None):
    lines = [algorithm] + ([date] if date else [])
    lines.append(hashlib.sha256(text.encode()).hexdigest())
    return hmac.new(secret.encode(), "\n".join(lines).encode(), hashlib.sha256).hexdigest()


class Key:
    def __init__(self, id, secret, token=None):
        self.id, self.secret, self.token = id, secret, token


class Judge:
    """`fault(request)` is None, or (code, message) of what is wrong with its signature."""

    def __init__(self, key, now=time.time):
        self.key, self.now, self.nonces = key, now, set()

    def headers(self, request, signed):
        found = {}
        for name, value in request.headers:
            if name in found and name in signed:
                return None, "the header %s is there twice" % name
            found[name] = value
        missing = [name for name in signed if name not in found]
        if missing:
            return None, "signed, but not there: %s" % " ".join(missing)
        if list(signed) != sorted(set(signed)):
            return None, "signed headers are not in order: %s" % ";".join(signed)
        return found, None

    def is_late(self, text, form):
        try:
            return abs(calendar.timegm(time.strptime(text, form)) - self.now()) > CLOCK_S
        except ValueError:
            return True


class Huawei(Judge):
    FORM = re.compile(r"SDK-HMAC-SHA256 Access=([^\s,]+), SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})\Z")

    def fault(self, request):
        match = self.FORM.match(request.header("authorization") or "")
        if not match:
            return "APIGW.0301", "Incorrect IAM authentication information: no such Authorization"
        id, signed, given = match.group(1), match.group(2).split(";"), match.group(3)
        headers, wrong = self.headers(request, signed)
        if wrong:
            return "APIGW.0301", wrong
        if "host" not in signed or "x-sdk-date" not in signed:
            return "APIGW.0301", "host and x-sdk-date have to be signed"
        if self.is_late(headers["x-sdk-date"], "%Y%m%dT%H%M%SZ"):
            return "APIGW.0301", "Incorrect IAM authentication information: x-sdk-date is expired"
        if id != self.key.id:
            return "APIGW.0301", "Incorrect IAM authentication information: no such access key"
        if self.key.token and headers.get("x-security-token") != self.key.token:
            return "APIGW.0301", "Incorrect IAM authentication information: security token"
        text = canonical(request.method, request.target, headers, signed,
                         hashlib.sha256(request.body).hexdigest(), True)
        if not hmac.compare_digest(given, signature("SDK-HMAC-SHA256", self.key.secret, text, headers["x-sdk-date"])):
            return "APIGW.0301", "Incorrect IAM authentication information: verify aksk signature fail"
        return None


class Alibaba(Judge):
    FORM = re.compile(r"ACS3-HMAC-SHA256 Credential=([^\s,]+),SignedHeaders=([a-z0-9;-]+),Signature=([0-9a-f]{64})\Z")
    NEEDED = ("host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version")

    def fault(self, request):
        match = self.FORM.match(request.header("authorization") or "")
        if not match:
            return "MissingAuthorization", "there is no Authorization of the form wanted"
        id, signed, given = match.group(1), match.group(2).split(";"), match.group(3)
        headers, wrong = self.headers(request, signed)
        if wrong:
            return "SignatureDoesNotMatch", wrong
        unsigned = [n for n in self.NEEDED if n not in signed]
        unsigned += [n for n in headers if n.startswith("x-acs-") and n not in signed]
        if unsigned:
            return "SignatureDoesNotMatch", "not signed: %s" % " ".join(unsigned)
        if id != self.key.id:
            return "InvalidAccessKeyId.NotFound", "Specified access key is not found."
        if self.is_late(headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ"):
            return "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired."
        if (headers.get("x-acs-security-token") or None) != self.key.token:
            return "InvalidSecurityToken.Malformed", "The specified SecurityToken is malformed."
        if headers["x-acs-content-sha256"] != hashlib.sha256(request.body).hexdigest():
            return "SignatureDoesNotMatch", "the digest is not that of the body"
        text = canonical(request.method, request.target, headers, signed, headers["x-acs-content-sha256"], False)
        if not hmac.compare_digest(given, signature("ACS3-HMAC-SHA256", self.key.secret, text)):
            return "SignatureDoesNotMatch", "Specified signature does not match our calculation."
        if headers["x-acs-signature-nonce"] in self.nonces:
            return "SignatureNonceUsed", "Specified signature nonce was used already."
        self.nonces.add(headers["x-acs-signature-nonce"])
        return None


def vectors():
    """(name, expected, computed) of each published vector."""
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "signing_vectors.json"), encoding="utf-8") as file:
        rows = json.load(file)["rows"]
    for row in rows:
        url = urllib.parse.urlsplit(row["url"])
        body_hash = hashlib.sha256(row["body"].encode()).hexdigest()
        headers = {name.lower(): value for name, value in row["headers"]}
        moment = time.gmtime(row["now_s"])
        if url.netloc:
            headers["host"] = url.netloc
        huawei = row["scheme"] == "huawei"
        date = time.strftime("%Y%m%dT%H%M%SZ" if huawei else "%Y-%m-%dT%H:%M:%SZ", moment)
        if huawei:
            headers["x-sdk-date"] = date
        else:
            headers.update({"x-acs-date": date, "x-acs-signature-nonce": row["nonce"],
                            "x-acs-content-sha256": body_hash})
        target = (url.path or "/") + ("?" + url.query if url.query else "")
        text = canonical(row["method"], target, headers, sorted(headers), body_hash, huawei)
        made = signature("SDK-HMAC-SHA256" if huawei else "ACS3-HMAC-SHA256", row["key"]["secret"], text,
                         date if huawei else None)
        yield row["name"], row["signature"], made
