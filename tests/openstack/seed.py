#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Seed the lab: seed.py identity|network RUNDIR BASEPORT.  Standard library only."""
import json
import os
import sys
import time
import urllib.error
import urllib.request

STAGE, RUN, BASE = sys.argv[1], sys.argv[2], int(sys.argv[3])
PW = 'labpass'
KEYSTONE = 'http://127.0.0.1:%d/v3' % BASE
NEUTRON = 'http://127.0.0.1:%d' % (BASE + 1)
DESIGNATE = 'http://127.0.0.1:%d' % (BASE + 2)
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def call(method, url, body=None, token=None, ok=(200, 201, 202, 204)):
    headers = {'Accept': 'application/json'}
    if token:
        headers['X-Auth-Token'] = token
    data = None
    if body is not None:
        data = json.dumps(body).encode()
        headers['Content-Type'] = 'application/json'
    req = urllib.request.Request(url, data, headers, method=method)
    try:
        with OPENER.open(req, timeout=60) as r:
            raw, status, head = r.read(), r.status, r.headers
    except urllib.error.HTTPError as e:
        raw, status, head = e.read(), e.code, e.headers
    if status not in ok:
        raise SystemExit('%s %s -> %d %s' % (method, url, status, raw.decode()))
    return (json.loads(raw) if raw else None), head


def login(user, project):
    ident = {'methods': ['password'], 'password': {'user': {
        'name': user, 'domain': {'id': 'default'}, 'password': PW}}}
    scope = {'project': {'name': project, 'domain': {'id': 'default'}}}
    body, head = call('POST', KEYSTONE + '/auth/tokens',
                      {'auth': {'identity': ident, 'scope': scope}})
    return head['X-Subject-Token'], body['token']


def load():
    with open(os.path.join(RUN, 'fixture.json')) as f:
        return json.load(f)


def save(fixture):
    with open(os.path.join(RUN, 'fixture.json'), 'w') as f:
        json.dump(fixture, f, indent=2, sort_keys=True)
        f.write('\n')


def identity():
    tok, _ = login('admin', 'admin')

    def post(path, body):
        return call('POST', KEYSTONE + path, body, tok)[0]

    for kind, name, url in (('network', 'neutron', NEUTRON), ('dns', 'designate', DESIGNATE)):
        sid = post('/services', {'service': {'type': kind, 'name': name}})['service']['id']
        for iface in ('public', 'internal', 'admin'):
            post('/endpoints', {'endpoint': {'service_id': sid, 'interface': iface,
                                             'region_id': 'RegionOne', 'url': url}})
    roles = {r['name']: r['id'] for r in call('GET', KEYSTONE + '/roles', token=tok)[0]['roles']}
    projects, users = {}, {}
    for p in ('service', 'mail-prod', 'other'):
        projects[p] = post('/projects', {'project': {'name': p, 'domain_id': 'default'}})['project']['id']
    for u, p, r in (('neutron', 'service', 'admin'), ('designate', 'service', 'admin'),
                    ('fcrdns', 'mail-prod', 'member'), ('auditor', 'mail-prod', 'reader'),
                    ('tenant2', 'other', 'member'), ('norole', None, None)):
        users[u] = post('/users', {'user': {'name': u, 'domain_id': 'default', 'password': PW}})['user']['id']
        if p:
            call('PUT', '%s/projects/%s/users/%s/roles/%s' % (KEYSTONE, projects[p], users[u], roles[r]), token=tok)
    mine, _ = login('fcrdns', 'mail-prod')
    cred = call('POST', '%s/users/%s/application_credentials' % (KEYSTONE, users['fcrdns']),
                {'application_credential': {'name': 'fcrdns-check', 'description': 'lab'}},
                mine)[0]['application_credential']
    with open(os.path.join(RUN, 'service_project'), 'w') as f:
        f.write(projects['service'])
    common = ('export OS_AUTH_URL=%s OS_REGION_NAME=RegionOne OS_IDENTITY_API_VERSION=3 '
              'OS_INTERFACE=public no_proxy=127.0.0.1\n' % KEYSTONE)
    base = (common + 'unset OS_AUTH_TYPE OS_APPLICATION_CREDENTIAL_ID OS_APPLICATION_CREDENTIAL_SECRET\n'
            'export OS_USERNAME=%s OS_PASSWORD=' + PW + ' OS_PROJECT_NAME=%s '
            'OS_USER_DOMAIN_NAME=Default OS_PROJECT_DOMAIN_NAME=Default\n')
    appcred = common + (
        'unset OS_USERNAME OS_PASSWORD OS_PROJECT_NAME OS_USER_DOMAIN_NAME OS_PROJECT_DOMAIN_NAME\n'
        'export OS_AUTH_TYPE=v3applicationcredential OS_APPLICATION_CREDENTIAL_ID=%s '
        'OS_APPLICATION_CREDENTIAL_SECRET=%s\n' % (cred['id'], cred['secret']))
    lab = 'export OS_LAB_DNS=127.0.0.1:%d OS_LAB_MDNS=127.0.0.1:%d OS_LAB_AUTH_URL_SHORT=http://127.0.0.1:%d/v3 OS_LAB_FIXTURE=%s\n' % (
        BASE + 4, BASE + 3, BASE + 9, os.path.join(RUN, 'fixture.json'))
    for name, text in (('openrc.new', base % ('fcrdns', 'mail-prod') + lab),
                       ('openrc-admin', base % ('admin', 'admin') + lab),
                       ('openrc-auditor', base % ('auditor', 'mail-prod') + lab),
                       ('openrc-other', base % ('tenant2', 'other') + lab),
                       ('openrc-appcred', appcred + lab)):
        path = os.path.join(RUN, name)
        with open(path, 'w') as f:
            f.write(text)
        os.chmod(path, 0o600)
    save({'auth_url': KEYSTONE, 'network': NEUTRON, 'dns': DESIGNATE, 'projects': projects,
          'users': users, 'password': PW, 'application_credential': {
              'id': cred['id'], 'secret': cred['secret'], 'name': cred['name']}})


def network():
    fx = load()
    projects = fx['projects']
    admin, _ = login('admin', 'admin')
    tokens = {'mail-prod': login('fcrdns', 'mail-prod')[0], 'other': login('tenant2', 'other')[0]}

    def neutron(kind, body, token=admin):
        return call('POST', '%s/v2.0/%ss' % (NEUTRON, kind), {kind: body}, token)[0][kind]

    ext = neutron('network', {'name': 'public', 'router:external': True,
                              'provider:network_type': 'flat', 'provider:physical_network': 'ext'})
    neutron('subnet', {'network_id': ext['id'], 'ip_version': 4, 'cidr': '203.0.113.0/24',
                       'enable_dhcp': False, 'name': 'public4',
                       # the router's own address is drawn from the pool: keep it off the FIPs
                       'allocation_pools': [{'start': '203.0.113.200', 'end': '203.0.113.250'}]})
    mine = tokens['mail-prod']
    net = neutron('network', {'name': 'mail-net'}, mine)
    sub = neutron('subnet', {'network_id': net['id'], 'ip_version': 4, 'cidr': '10.9.0.0/24',
                             'enable_dhcp': False}, mine)
    router = neutron('router', {'name': 'mail-router',
                                'external_gateway_info': {'network_id': ext['id']}}, mine)
    call('PUT', '%s/v2.0/routers/%s/add_router_interface' % (NEUTRON, router['id']),
         {'subnet_id': sub['id']}, mine)
    port = neutron('port', {'network_id': net['id'], 'name': 'mx1',
                            'fixed_ips': [{'ip_address': '10.9.0.25'}]}, mine)

    # FCrDNS states: ok, forward mismatch, no PTR x2 (one attached to a port), PTR whose
    # name does not exist; then two released with their PTR left behind, and two of a stranger.
    plan = [
        ('ok', 'mail-prod', '203.0.113.10', 'mail.example.com.', None),
        ('mismatch', 'mail-prod', '203.0.113.11', 'relay.example.com.', None),
        ('noptr', 'mail-prod', '203.0.113.12', None, None),
        ('noptr_attached', 'mail-prod', '203.0.113.13', None, port['id']),
        ('dangling', 'mail-prod', '203.0.113.14', 'gone.example.com.', None),
        ('released', 'mail-prod', '203.0.113.15', 'old-mx.example.com.', None),
        ('released2', 'mail-prod', '203.0.113.16', 'old-mx2.example.com.', None),
        ('other_ptr', 'other', '203.0.113.20', 'mx.other.example.', None),
        ('other_noptr', 'other', '203.0.113.21', None, None),
    ]
    fips = {}
    for key, proj, ip, ptr, port_id in plan:
        body = {'floating_network_id': ext['id'], 'floating_ip_address': ip,
                'project_id': projects[proj], 'description': 'lab: ' + key}
        if port_id:
            body['port_id'] = port_id
        f = neutron('floatingip', body)
        fips[key] = {'id': f['id'], 'address': ip, 'project': proj, 'ptrdname': ptr}
        if ptr:
            call('PATCH', '%s/v2/reverse/floatingips/RegionOne:%s' % (DESIGNATE, f['id']),
                 {'ptrdname': ptr, 'description': 'lab: ' + key, 'ttl': 600}, tokens[proj])
    zone = call('POST', DESIGNATE + '/v2/zones', {'name': 'example.com.', 'ttl': 300,
                'email': 'hostmaster@example.com'}, mine)[0]
    for name, ips in (('mail', ['203.0.113.10']), ('relay', ['203.0.113.99']), ('ns1', ['127.0.0.1']),
                      ('old-mx', ['203.0.113.15']), ('old-mx2', ['203.0.113.16'])):
        call('POST', '%s/v2/zones/%s/recordsets' % (DESIGNATE, zone['id']),
             {'name': name + '.example.com.', 'type': 'A', 'records': ips}, mine)
    # every PTR and the zone ACTIVE, at most 60 s
    until = time.time() + 60
    waiting = True
    while waiting and time.time() < until:
        waiting = [z for z in [call('GET', '%s/v2/zones/%s' % (DESIGNATE, zone['id']), token=mine)[0]]
                   if z['status'] != 'ACTIVE']
        for proj, t in tokens.items():
            got = call('GET', DESIGNATE + '/v2/reverse/floatingips', token=t)[0]['floatingips']
            waiting += [g for g in got if g['ptrdname'] and g['status'] != 'ACTIVE']
        if waiting:
            time.sleep(0.25)
    if waiting:
        raise SystemExit('still not ACTIVE after 60 s: %s' % json.dumps(waiting))
    # release two addresses in Neutron only: nothing tells Designate, so their PTRs stay
    for key in ('released', 'released2'):
        call('DELETE', '%s/v2.0/floatingips/%s' % (NEUTRON, fips[key]['id']), token=mine)
    fx.update({'floatingips': fips, 'external_network': ext['id'], 'port': port['id'],
               'zone': {'id': zone['id'], 'name': 'example.com.'}, 'region': 'RegionOne'})
    save(fx)
    os.rename(os.path.join(RUN, 'openrc.new'), os.path.join(RUN, 'openrc'))


{'identity': identity, 'network': network}[STAGE]()
