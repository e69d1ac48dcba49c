#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Asks a Prometheus.
   prom.py query SERVER EXPR    its result, a line each: label=value,... without the name, and the value
   prom.py all SERVER FILE      every expression of a Grafana dashboard: what is wrong with them
   prom.py rules FILE           the same expressions as a file of rules"""
import json
import re
import sys
import urllib.error
import urllib.parse
import urllib.request


def ask(server, path, **parameters):
    url = "http://%s/api/v1/%s?%s" % (server, path, urllib.parse.urlencode(parameters))
    try:
        with urllib.request.urlopen(url, timeout=20) as f:
            return json.load(f)
    except urllib.error.HTTPError as e:
        return json.load(e)


def expressions(name):
    """Of each panel: its title, and the expression as Grafana would send it."""
    with open(name) as f:
        dashboard = json.load(f)
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            expr = target["expr"].replace("$__rate_interval", "5m")
            for variable in dashboard["templating"]["list"]:
                expr = expr.replace("$" + variable["name"], variable.get("allValue", ""))
            yield panel["title"], expr


def main(verb, *args):
    if verb == "query":
        answer = ask(args[0], "query", query=args[1])
        for one in answer["data"]["result"]:
            labels = ",".join("%s=%s" % i for i in sorted(one["metric"].items()) if i[0] != "__name__")
            print(labels, one["value"][1])
    elif verb == "all":
        known = set(ask(args[0], "label/__name__/values")["data"])
        for title, expr in expressions(args[1]):
            answer = ask(args[0], "query", query=expr)
            if answer["status"] != "success":
                print("%s: %s" % (title, answer["error"]))
            for metric in re.findall(r"\b(?:probe|fcrdns|process|node)_\w+", expr):
                if metric not in known:
                    print("%s: nobody has a metric %s" % (title, metric))
            if not answer["data"]["result"]:
                print("%s: nothing: %s" % (title, expr))
    else:
        rules = [{"record": "dashboard:expression:%d" % i, "expr": expr}
                 for i, (_, expr) in enumerate(expressions(args[0]))]
        print(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))


main(*sys.argv[1:])
