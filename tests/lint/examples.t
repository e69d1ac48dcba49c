#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The examples for engines that run a scan on many machines: what Kubernetes' API server would refuse
(batch/v1, as its reference has it), exit codes against the man page, options against the program. TAP."""
import glob
import os
import re
import subprocess

import yaml

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
PROGRAM = os.environ.get("FCRDNS_CHECK", "build/release/fcrdns-check")
tests = 0


def ok(title, *bad):
    """Passes when nothing is BAD."""
    global tests
    tests += 1
    bad = [b for b in bad if b]
    print("%s %d - %s" % ("not ok" if bad else "ok", tests, title))
    for b in bad:
        print("# %s" % b)


def text(name):
    with open(name) as f:
        return f.read()


def unknown(where, thing, *known):
    """Fields that the API server does not know under these names: it would refuse a strict request."""
    return ["%s: %s" % (where, key) for key in thing if key not in known]


page = text("data/fcrdns-check.1.in")
status = re.search(r"^\.SH EXIT STATUS\n(.*?)^\.SH ", page, re.M | re.S).group(1)
# The tags of its list: the line after each .TP.
codes = {int(c) for tag in re.findall(r"^\.TP\n(.*)$", status, re.M) for c in re.findall(r"\d+", tag)}
ok("the man page has exit codes", not {0, 1, 75} <= codes and sorted(codes))

RESULTS, USELESS, INTERRUPTED = {0, 1, 75}, [64, 66, 78], [130, 143]


def rules_of(spec, container):
    """The policy's action for each exit code, and what is wrong with it."""
    action, bad = {}, []
    for rule in spec["podFailurePolicy"]["rules"]:
        bad += unknown("rule", rule, "action", "onExitCodes", "onPodConditions")
        if ("onExitCodes" in rule) == ("onPodConditions" in rule):
            bad.append("a rule has one of onExitCodes and onPodConditions")
        if rule["action"] not in ("FailJob", "FailIndex", "Ignore", "Count"):
            bad.append("no action: %s" % rule["action"])
        for condition in rule.get("onPodConditions", []):
            bad += unknown("condition", condition, "type", "status")
            if condition.get("status") not in ("True", "False", "Unknown"):
                bad.append("status is a string: %r" % condition.get("status"))
        if "onExitCodes" in rule:
            on = rule["onExitCodes"]
            bad += unknown("onExitCodes", on, "containerName", "operator", "values")
            if on["containerName"] != container:
                bad.append("no container: %s" % on["containerName"])
            if on["operator"] != "In" or on["values"] != sorted(set(on["values"])) or 0 in on["values"]:
                bad.append("values: In, in order, each once, not 0: %s" % on)
            for code in on["values"]:
                action.setdefault(code, rule["action"])
    return action, bad


def job(name):
    """The spec and the one container of a Job that the API server would take."""
    documents = list(yaml.safe_load_all(text(name)))
    ok("%s is one Job of batch/v1" % name, len(documents) != 1 and "documents: %d" % len(documents),
       documents[0].get("apiVersion") != "batch/v1" and "apiVersion", documents[0].get("kind") != "Job" and "kind",
       not re.fullmatch(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", documents[0]["metadata"]["name"]) and "name")
    spec = documents[0]["spec"]
    pod = spec["template"]["spec"]
    container = pod["containers"][0]
    bad = unknown("Job", documents[0], "apiVersion", "kind", "metadata", "spec")
    bad += unknown("spec", spec, "completionMode", "completions", "parallelism", "backoffLimit",
                   "backoffLimitPerIndex", "podFailurePolicy", "template")
    bad += unknown("pod", pod, "restartPolicy", "securityContext", "containers", "volumes")
    bad += unknown("container", container, "name", "image", "workingDir", "command", "args", "resources",
                   "securityContext", "volumeMounts")
    bad += ["not a string: %r" % a for a in container["command"] + container.get("args", [])
            if not isinstance(a, str)]
    ok("%s has fields that batch/v1 knows" % name, *bad)
    # The API server takes a podFailurePolicy with Never only.
    ok("%s: pods are not restarted in place" % name, pod["restartPolicy"] != "Never" and pod["restartPolicy"])
    mounts = {m["name"]: m["mountPath"] for m in container["volumeMounts"]}
    claims = {v["name"] for v in pod["volumes"] if v["persistentVolumeClaim"]["claimName"]}
    ok("%s works in a volume that outlives the pod" % name,
       [n for n in mounts if mounts[n] == container["workingDir"]] != list(claims) and (mounts, claims))
    action, bad = rules_of(spec, container["name"])
    ok("%s has rules that batch/v1 knows" % name, *bad)
    ok("%s handles exit codes that the man page has" % name, *[c for c in action if c not in codes])
    ok("%s gives up where no other try can help" % name,
       sorted(c for c in action if action[c] == "FailJob") != USELESS and action)
    ok("%s takes no result for a failure" % name, RESULTS & set(action))
    return spec, container, action


def options(words):
    """Long options and what follows them."""
    return {w: words[i + 1] if i + 1 < len(words) else "" for i, w in enumerate(words) if re.match("--?[a-z]", w)}


spec, scan, action = job("data/examples/fcrdns-scan-job.yaml")
ok("the scan is an Indexed Job with retries for each index",
   spec["completionMode"] != "Indexed" and spec["completionMode"],
   # Which the API server wants for an Indexed Job's limit: both are whole numbers.
   not (spec["completions"] >= spec["parallelism"] >= 1) and "completions, parallelism",
   not isinstance(spec.get("backoffLimitPerIndex"), int) and "backoffLimitPerIndex")
ok("what was interrupted goes on", sorted(c for c in action if action[c] == "Ignore") != INTERRUPTED and action)
given = options(scan["args"])
ok("there are as many shards as indexes", given["--shards"] != str(spec["completions"]) and given)
ok("each index has a file of its own", "$(JOB_COMPLETION_INDEX)" not in given["-o"] and given["-o"])
spec, merge, _ = job("data/examples/fcrdns-merge-job.yaml")

command = re.compile(r"^exec (fcrdns-check (?:.*\\\n)*.*)", re.M)
lines = {"scan-job.yaml": " ".join(scan["args"]),
         **{name: command.search(text(name)).group(1) for name in glob.glob("data/examples/*.sbatch")}}
help_text = subprocess.run([PROGRAM, "--help"], stdout=subprocess.PIPE, check=True).stdout.decode()
known = set(re.findall(r"--[a-z-]+", help_text))
ok("the program has the options of all of them",
   *["%s: %s" % (n, o) for n in lines for o in re.findall(r"--[a-z-]+", lines[n]) if o not in known])
ok("scans are resumed, and end with 0 where they are whole",
   *[n for n in lines if "merge" not in n and not ("--resume" in lines[n] and "--fail-on never" in lines[n])])
print("1..%d" % tests)
