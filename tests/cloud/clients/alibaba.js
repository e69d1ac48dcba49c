/* SPDX-License-Identifier: MIT */
/* alibaba.js URL ID SECRET [TOKEN]: lists the elastic addresses with Alibaba's own client. */
'use strict';
const path = require('path');
const { createRequire } = require('module');
const from = createRequire(path.join(process.cwd(), 'package.json'));
const vpc = from('@alicloud/vpc20160428');
const api = from('@alicloud/openapi-core');

const [url, accessKeyId, accessKeySecret, securityToken] = process.argv.slice(2);
const client = new vpc.default(new api.$OpenApiUtil.Config({
	accessKeyId, accessKeySecret, securityToken, protocol: 'http', endpoint: new URL(url).host,
	regionId: 'cn-hangzhou', signatureAlgorithm: 'ACS3-HMAC-SHA256',
}));

client.describeEipAddresses(new vpc.DescribeEipAddressesRequest({ regionId: 'cn-hangzhou', pageNumber: 1, pageSize: 100 }))
	.then((answer) => console.log(JSON.stringify(answer.body.eipAddresses.eipAddress.map((e) => e.ipAddress))))
	.catch((error) => { console.log(JSON.stringify({ code: error.code })); process.exitCode = 1; });
