#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Stands before Designate and takes the token away at the worst moment.

proxy.py PORT DESIGNATE-PORT KEYSTONE-URL: passes requests on. The first list of PTR records is
asked for twice: once so that Designate knows the token and believes in it for a while, then the
token is revoked, and the answer to the second is what the client sees. Ends when its standard
input does.
"""
import http.server
import sys
import threading
import urllib.error
import urllib.request

PORT, DESIGNATE, KEYSTONE = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
revoked = []


def ask(method, url, headers, body=None):
    request = urllib.request.Request(url, body, headers, method=method)
    try:
        with OPENER.open(request, timeout=60) as r:
            return r.status, r.read()
    except urllib.error.HTTPError as e:
        return e.code, e.read()


class Handler(http.server.BaseHTTPRequestHandler):
    def serve(self):
        token = self.headers.get('X-Auth-Token', '')
        length = int(self.headers.get('Content-Length') or 0)
        body = self.rfile.read(length) if length else None
        headers = {'X-Auth-Token': token, 'Accept': 'application/json'}
        if body:
            headers['Content-Type'] = 'application/json'
        url = 'http://127.0.0.1:%d%s' % (DESIGNATE, self.path)
        if self.path.endswith('/reverse/floatingips') and not revoked:
            ask('GET', url, headers)
            revoked.append(ask('DELETE', KEYSTONE + '/auth/tokens',
                               {'X-Auth-Token': token, 'X-Subject-Token': token}))
        status, answer = ask(self.command, url, headers, body)
        print(self.command, self.path, status, len(answer), flush=True)
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_PATCH = serve

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(('127.0.0.1', PORT), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
