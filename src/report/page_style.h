/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_PAGE_STYLE_H
#define FCRDNS_PAGE_STYLE_H

/* page_style: how pages look, and the policy that lets a browser load nothing but that. Private to
 * src/report. */

/* The base64 of the SHA-256 of page_style: a unit test tells what it must be. */
#define PAGE_STYLE_HASH "ofE+r6dGk99smTTNQkJAXEt7bGt3YIVKVQeqxGzakdM="

/* Without what only a header may say. */
#define PAGE_CSP                                                                \
	"default-src 'none'; img-src data:; style-src 'sha256-" PAGE_STYLE_HASH \
	"'; base-uri 'none'; "                                                  \
	"form-action 'self'"

extern const char page_style[];

#endif
