/* SPDX-License-Identifier: MIT */
/* huawei.js URL ID SECRET METHOD PATH [QUERY-JSON [BODY]]: one request, signed by Huawei's own signer. */
'use strict';
const http = require('http');
const path = require('path');
const { createRequire } = require('module');
const from = createRequire(path.join(process.cwd(), 'package.json'));
const { AKSKSigner } = from('@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner');

const [url, ak, sk, method, target, query, body] = process.argv.slice(2);
const queryParams = JSON.parse(query || '{}');
const request = {
	method, endpoint: url + target, queryParams, data: body ? JSON.parse(body) : undefined,
	headers: { 'X-Project-Id': '0123456789abcdef0123456789abcdef', 'content-type': 'application/json' },
};
const headers = AKSKSigner.sign(request, { getAk: () => ak, getSk: () => sk });
const search = new URLSearchParams(queryParams).toString();

http.request(url + target + (search ? '?' + search : ''), { method, headers: { ...request.headers, ...headers } }, (answer) => {
	answer.resume();
	console.log(answer.statusCode);
}).end(body ? JSON.stringify(request.data) : undefined);
