// SPDX-License-Identifier: MIT
// FCrDNS as many users write it in Node: dns.promises.Resolver (bundled c-ares), a pool of async workers.
// usage: node node_fcrdns.mjs IP:PORT LIST [CONCURRENCY]
import { readFileSync, writeSync } from 'node:fs';
import { Resolver } from 'node:dns/promises';
import net from 'node:net';
const [server, list, conc = '1000'] = process.argv.slice(2);
const r = new Resolver({ timeout: 3000, tries: 4 });
r.setServers([server]);
const ips = readFileSync(list, 'utf8').trim().split('\n');
const canon = (a) => new net.SocketAddress({ address: a, family: 'ipv6' }).address;
let at = 0;
const out = [];
const none = (e) => { if (e.code === 'ENOTFOUND' || e.code === 'ENODATA') return []; throw e; };
async function worker() {
  while (at < ips.length) {
    const ip = ips[at++], v6 = ip.includes(':');
    try {
      const names = await r.resolvePtr(reverse(ip)).catch(none);
      const sets = await Promise.all(names.map((n) => (v6 ? r.resolve6(n) : r.resolve4(n)).catch(none)));
      const good = sets.filter((s) => s.some((a) => a === ip || (v6 && canon(a) === canon(ip)))).length;
      const v = !names.length ? 'noptr' : good ? 'confirmed' : sets.some((s) => s.length) ? 'mismatch' : 'nxtarget';
      out.push(`${ip}\t${v}\t${names.length}\t${good}\n`);
    } catch { out.push(`${ip}\terror\t0\t0\n`); }
  }
}
function reverse(ip) {
  if (!ip.includes(':')) return ip.split('.').reverse().join('.') + '.in-addr.arpa';
  const [h, t] = ip.split('::'), hs = h.split(':').filter(Boolean), ts = (t ?? '').split(':').filter(Boolean);
  const g = [...hs, ...Array(8 - hs.length - ts.length).fill('0'), ...ts];
  return [...g.map((x) => x.padStart(4, '0')).join('')].reverse().join('.') + '.ip6.arpa';
}
await Promise.all(Array.from({ length: +conc }, worker));
process.stdout.write(out.join(''));
