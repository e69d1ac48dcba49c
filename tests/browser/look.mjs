// SPDX-License-Identifier: MIT
// Shows the pages of a folder to a headless Chromium and judges them; speaks TAP.
//   look.mjs PAGES SHOTS CHROMIUM [PAGE...]
// Each page is served with the policy that goes beside it, at 390 and 900 px, light and dark, with
// scripts off: no request but for the page itself, no line that wants a scroll bar, all that can be
// focused in the order of the page and seen to be, the parts in their order for who has it read out.
// Then axe looks at it.
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';

const [pages, shots, chromium, ...only] = process.argv.slice(2);
const require = createRequire(path.join(shots, 'package.json'));
const { chromium: driver } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const policy = fs.readFileSync(path.join(pages, 'policy'), 'utf8');
const origin = 'http://page.test';

// What must be read out in this order, and what the keyboard reaches in this order.
const check_form = ['input', 'button', 'a:JSON', 'a:metrics'];
const wanted = {
	'pass.html': {
		read: ['PASS', 'mail.isp.com leads back to it', 'forward-confirmed: the address has a name',
			'address', '198.51.100.25', 'PTR name', 'mail.isp.com', 'which leads to',
			'back at the address', 'predicted', 'Queries', 'command line', 'Check another'],
		keys: ['a:fcrdns-exporter', 'summary:Queries (2)', ...check_form],
	},
	'mismatch.html': {
		read: ['FAIL', 'points to another address', 'PTR name', 'old.isp.com', '192.0.2.99',
			'another address', 'What to do', 'What was found', 'Who reacts', 'predicted'],
		keys: ['a:fcrdns-exporter', 'summary:Receivers documented to act on this', 'summary:Queries (2)',
			...check_form],
	},
	'none.html': { read: ['FAIL', 'PTR name', 'none', 'no PTR record', 'What to do'] },
	'temperror.html': { read: ['UNDECIDED', 'Look again', 'SERVFAIL', 'What to do'] },
	'hostile.html': { read: ['FAIL', '0123456789', 'no address', '\\060script\\062', 'not a host name'] },
	'several.html': { read: ['PASS', 'a.isp.com', 'back at the address', 'b.isp.com', '192.0.2.1',
		'other addresses', 'x.isp.com', 'd.isp.org', 'no answer'] },
	'bad.html': { read: ['cannot be checked', 'is no address', 'Check another'],
		keys: ['a:fcrdns-exporter', 'input', 'button'] },
	'front.html': { read: ['fcrdns-exporter', 'Address', 'Links'],
		keys: ['input', 'button', 'a:Probe of 192.0.2.1', 'a:Record of 192.0.2.1', 'a:Metrics',
			'a:Health', 'a:readiness'] },
	'host.html': { read: ['Reverse DNS of mail.isp.com', 'PASS', '198.51.100.25', 'FAIL', '2620:fe::25'] },
	// The sums stand at the end of the file and come first.
	'list.html': { read: ['Reverse DNS check', 'Summary', 'targets', 'fail', 'Address', '192.0.2.10', 'PASS',
		'192.0.2.11', 'FAIL'] },
	'one.html': { read: ['Summary', '192.0.2.11', 'FAIL', 'What to do', 'predicted'] },
};
const sizes = [[390, 844], [900, 800]];

let n = 0;
let failed = 0;
function ok(title, faults) {
	n++;
	failed += faults.length > 0;
	console.log(`${faults.length ? 'not ok' : 'ok'} ${n} - ${title}`);
	for (const fault of faults)
		console.log(`# ${fault}`);
}

const browser = await driver.launch({ executablePath: chromium, args: ['--no-sandbox'] });

async function open(name, options) {
	const context = await browser.newContext(options);
	const faults = [];
	await context.route('**/*', (route) => {
		if (route.request().url() !== `${origin}/${name}`) {
			faults.push(`asks for ${route.request().url()}`);
			return route.abort();
		}
		return route.fulfill({
			contentType: 'text/html; charset=utf-8',
			headers: { 'Content-Security-Policy': policy },
			body: fs.readFileSync(path.join(pages, name)),
		});
	});
	const page = await context.newPage();
	page.on('console', (message) => faults.push(`the console says: ${message.text()}`));
	page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
	await page.goto(`${origin}/${name}`);
	return { context, page, faults };
}

// What stands over the edge, though the page itself has no scroll bar for it either.
function too_wide() {
	const width = document.documentElement.clientWidth;
	const faults = [];
	if (document.documentElement.scrollWidth > width)
		faults.push(`it is ${document.documentElement.scrollWidth} wide, not ${width}`);
	for (const e of document.body.querySelectorAll('*')) {
		if (e.closest('.hid, .jump, thead')) // read out, and not seen
			continue;
		const box = e.getBoundingClientRect();
		if ((box.right > width + 1 || box.left < -1) && box.width)
			faults.push(`<${e.localName} class="${e.className}"> ends at ${box.right}: ${e.textContent.slice(0, 40)}`);
		if (e.scrollWidth > e.clientWidth + 1 && e.clientWidth && e.localName !== 'input')
			faults.push(`<${e.localName} class="${e.className}"> overflows: ${e.textContent.slice(0, 40)}`);
	}
	return faults;
}

// What has the focus, and whether that is seen.
function focused() {
	const e = document.activeElement;
	if (!e || e === document.body)
		return null;
	const style = getComputedStyle(e);
	const words = e.localName === 'a' || e.localName === 'summary' ? `:${e.textContent}` : '';
	return {
		what: e.localName + words,
		at: [...document.querySelectorAll('*')].indexOf(e),
		top: e.getBoundingClientRect().top + window.scrollY,
		is_seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
	};
}

async function keys(page, want) {
	const faults = [];
	const got = [];
	for (let i = 0; i < 100; i++) {
		await page.keyboard.press('Tab');
		const f = await page.evaluate(focused);
		if (!f || (got.length && f.at === got[0].at))
			break;
		got.push(f);
		if (!f.is_seen)
			faults.push(`it is not seen that ${f.what} has the focus`);
		if (got.length > 1 && f.top < got[got.length - 2].top - 12)
			faults.push(`${f.what} stands above what comes before it`);
	}
	const words = got.map((f) => f.what);
	if (want && words.join('|') !== want.join('|'))
		faults.push(`goes through ${words.join(', ')}`);
	if (!got.length)
		faults.push('nothing can be focused');
	return faults;
}

// The text as a screen reader comes by it.
async function read_out(page) {
	const session = await page.context().newCDPSession(page);
	const { nodes } = await session.send('Accessibility.getFullAXTree');
	const by_id = new Map(nodes.map((node) => [node.nodeId, node]));
	const words = [];
	(function walk(node) {
		if (!node)
			return;
		if (!node.ignored && node.role?.value === 'StaticText')
			words.push(node.name.value);
		for (const id of node.childIds ?? [])
			walk(by_id.get(id));
	})(nodes[0]);
	return words.join(' ');
}

function in_order(text, parts) {
	const faults = [];
	let at = 0;
	for (const part of parts) {
		const found = text.indexOf(part, at);
		if (found < 0)
			return [`"${part}" is not where it should be behind: ${text.slice(Math.max(0, at - 40), at)} | ${text.slice(at, at + 200)}`];
		at = found + part.length;
	}
	return faults;
}

for (const [name, want] of Object.entries(wanted)) {
	if (only.length && !only.includes(name))
		continue;
	for (const [width, height] of sizes)
		for (const colorScheme of ['light', 'dark']) {
			const { context, page, faults } = await open(name, {
				viewport: { width, height }, colorScheme, javaScriptEnabled: false,
			});
			const shot = `${name.replace('.html', '')}-${width}${colorScheme === 'dark' ? '-dark' : ''}.png`;
			await page.screenshot({ path: path.join(shots, shot), fullPage: true });
			if (colorScheme === 'light')
				faults.push(...await keys(page, want.keys));
			for (const d of await page.$$('details:not([open]) > summary'))
				await d.click();
			faults.push(...await page.evaluate(too_wide));
			faults.push(...in_order(await read_out(page), want.read));
			ok(`${name} at ${width} px, ${colorScheme}, without scripts`, faults);
			await context.close();
		}
	for (const colorScheme of ['light', 'dark']) {
		const { context, page, faults } = await open(name, { viewport: { width: 390, height: 844 }, colorScheme });
		await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
		await page.evaluate(axe);
		const result = await page.evaluate(() => window.axe.run(document, {
			runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
		}));
		for (const v of result.violations)
			faults.push(...v.nodes.map((node) => `${v.id}: ${v.help}: ${node.html.slice(0, 120)}`));
		ok(`axe has nothing to say of ${name}, ${colorScheme}`, faults);
		await context.close();
	}
}
await browser.close();
console.log(`1..${n}`);
process.exitCode = failed ? 1 : 0;
