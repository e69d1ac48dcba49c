# SPDX-License-Identifier: MIT
"""Property checks on what a checker printed.  Each returns None or a reason."""
import csv
import io
import json
import os
import re
import shutil
import subprocess

SANITIZER = re.compile(
    rb"AddressSanitizer|LeakSanitizer|UndefinedBehaviorSanitizer|MemorySanitizer|ThreadSanitizer"
    rb"|runtime error:|\*\*\* stack smashing|double free|corrupted|free\(\): invalid"
    rb"|Assertion .* failed|Segmentation fault|Traceback \(most recent")
VALGRIND = re.compile(rb"==\d+== (Invalid|Conditional jump|Use of uninit|Syscall param|.*definitely lost: [1-9])")
# C1 controls, line/paragraph separators, bidi overrides and isolates, BOM
SNEAKY = re.compile("[\u0080-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data", "record.schema.json")


class Missing(Exception):
    """Something that the checks cannot do without is not installed."""


class Schema:
    """The record schema, compiled once (a record then costs a fifth of a millisecond)."""

    def __init__(self, path=SCHEMA):
        try:
            from jsonschema import Draft202012Validator
        except ImportError:
            raise Missing("python3-jsonschema is missing: records cannot be validated "
                          "(Debian: apt-get install python3-jsonschema)") from None
        with open(path, encoding="utf-8") as f:
            schema = json.load(f)
        Draft202012Validator.check_schema(schema)
        self.validator = Draft202012Validator(schema)

    def reason(self, record):
        """None for a valid record, else the first thing that is wrong with it."""
        for e in self.validator.iter_errors(record):
            return "/".join(map(str, e.absolute_path)) + ": " + e.message[:160]
        return None


def crash(rc, err, valgrind=False):
    if rc is None:
        return None
    if rc < 0:
        return "killed by signal %d" % -rc
    if rc in (134, 135, 136, 138, 139):
        return "exit status %d looks like a crash" % rc
    if valgrind and (rc == 97 or VALGRIND.search(err)):
        return "valgrind: " + err[-300:].decode("latin-1")
    m = SANITIZER.search(err)
    return "stderr has %r" % m.group(0).decode("latin-1") if m else None


def clean(data, allow=b"\n"):
    """No control octets, no invalid UTF-8, nothing that can move a terminal."""
    for i, c in enumerate(data):
        if (c < 0x20 and c not in allow) or c == 0x7F:
            return "raw octet 0x%02x at offset %d: %r" % (c, i, data[max(0, i - 15):i + 15])
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as e:
        return "not UTF-8: %s" % e
    m = SNEAKY.search(text)
    return "sneaky character U+%04X" % ord(m.group(0)) if m else None


def _no_dup(pairs):
    d = {}
    for k, v in pairs:
        if k in d:
            raise ValueError("duplicate key %r" % k)
        d[k] = v
    return d


def _bad_const(x):
    raise ValueError("non-JSON constant %s" % x)


def load_json(data):
    """One document, or one per line.  Returns a list of documents."""
    text = data.decode("utf-8")
    kw = dict(object_pairs_hook=_no_dup, parse_constant=_bad_const)
    try:
        return [json.loads(text, **kw)]
    except ValueError:
        docs = [json.loads(l, **kw) for l in text.split("\n") if l.strip()]
        if not docs:
            raise
        return docs


def records_ok(docs, schema):
    for i, doc in enumerate(docs):
        bad = schema.reason(doc)
        if bad:
            return "line %d: %s" % (i + 1, bad)
    return None


def json_strings(doc):
    if isinstance(doc, dict):
        for k, v in doc.items():
            yield k
            yield from json_strings(v)
    elif isinstance(doc, list):
        for v in doc:
            yield from json_strings(v)
    elif isinstance(doc, str):
        yield doc


def json_strings_clean(docs):
    for s in json_strings(docs):
        bad = clean(s.encode("utf-8", "surrogatepass"))
        if bad:
            return "decoded JSON string: " + bad
    return None


def csv_ok(data, rows=None):
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as e:
        return "not UTF-8: %s" % e
    table = [r for r in csv.reader(io.StringIO(text, newline=""), strict=True) if r]
    if not table:
        return "no rows"
    if len({len(r) for r in table}) != 1:
        return "rows have different widths: %s" % sorted({len(r) for r in table})
    if len(table[0]) < 2:
        return "only one column"
    for r in table:
        for c in r:
            if c[:1] in "=+-@\t\r" and c and not re.fullmatch(r"[-+]?\d+(\.\d+)?", c):
                return "cell starts a formula: %r" % c[:40]
    if rows is not None and not rows <= len(table) <= rows + 1:
        return "%d rows for %d inputs" % (len(table), rows)
    return None


PROM = re.compile(r"# (?:HELP [a-z_]+ [^\\\n]+|TYPE [a-z_]+ (?:gauge|counter))|"
                  r"[a-z_]+(?:\{[a-z_]+=\"[a-z0-9_]+\"\})? [0-9]+(?:\.[0-9]+)?")


def prometheus_ok(data):
    if not data.strip():
        return "empty exposition"
    for line in data.decode("ascii").split("\n")[:-1]:
        if not PROM.fullmatch(line):
            return "bad line %r" % line[:80]
    if not data.endswith(b"\n"):
        return "no newline at the end"
    if not shutil.which("promtool"):
        return None
    p = subprocess.run(["promtool", "check", "metrics"], input=data, capture_output=True, timeout=60)
    if p.returncode:
        return "promtool: " + (p.stderr + p.stdout)[:300].decode("latin-1")
    return None


PERF = re.compile(r"(?:'(?:[^'=]|'')+'|[^\s'=|;]+)=(?:U|-?[0-9.]+(?:us|ms|s|%|B|KB|MB|TB|c)?)"
                  r"(?:;[-0-9.:@~]*){0,2}(?:;[-0-9.]*){0,2}")


# State, service, metrics, text; what the agent would take for the begin of another section is in none.
CHECKMK = re.compile(r'[0-3] "[^"]+" (?:-|\w+=[0-9.]+(?:\|\w+=[0-9.]+)*) [^|]*')


def checkmk_ok(data, rows):
    lines = data.decode("utf-8", "replace").rstrip("\n").split("\n")
    if len(lines) != rows:
        return "%d lines instead of %d" % (len(lines), rows)
    for line in lines:
        if not CHECKMK.fullmatch(line) or "<<<" in line:
            return "bad line %r" % line[:80]
    return None


def plugin_ok(data, rc):
    """One line, and after it what was asked for with -vvv: bounded, and no performance data."""
    line, _, detail = data.partition(b"\n")
    if b"|" in detail:
        return "a bar in the long output"
    if not detail:
        return "no long output"
    if len(detail) > 4200:
        return "%d octets of long output" % len(detail)
    return nagios_ok(line + b"\n", rc)


def nagios_ok(data, rc):
    text = data.decode("utf-8", "replace")
    lines = text.rstrip("\n").split("\n")
    if len(lines) != 1:
        return "%d lines instead of one" % len(lines)
    if rc not in (0, 1, 2, 3):
        return "exit status %r is not a plugin state" % rc
    if text.count("|") > 1:
        return "%d bars instead of one at most" % text.count("|")
    word = re.match(r"(?:[A-Za-z0-9_.-]+\s*:?\s+)?(OK|WARNING|CRITICAL|UNKNOWN)\b", lines[0])
    if not word:
        return "no state word at the start: %r" % lines[0][:60]
    if ["OK", "WARNING", "CRITICAL", "UNKNOWN"].index(word.group(1)) != rc:
        return "says %s but exits %d" % (word.group(1), rc)
    human, _, perf = lines[0].partition("|")
    if re.search(r"[<>`]|\$\(", human.replace(" -> ", " ")):
        return "markup or shell characters in the text: %r" % human[:80]
    for tok in re.findall(r"(?:'[^']*'|\S)+", perf):
        if not PERF.fullmatch(tok):
            return "bad perfdata %r" % tok
    if len(text) > 4096:
        return "longer than 4 KiB (%d)" % len(text)
    return None
