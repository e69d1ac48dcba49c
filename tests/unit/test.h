/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_TEST_H
#define FCRDNS_TEST_H

/*
 * One include per unit test. Each test file is one program with one cmocka
 * group: cmocka 1.1.5 prints one TAP plan per group and prove accepts one.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* Name the table row under test; printed as a TAP comment if VERBOSE is set. */
#define row(...) \
	(getenv("VERBOSE") ? (void)(printf("# "), printf(__VA_ARGS__), putchar('\n')) : (void)0)

#define FC_T1(f)				cmocka_unit_test(f)
#define FC_T2(f, ...)				FC_T1(f), FC_T1(__VA_ARGS__)
#define FC_T3(f, ...)				FC_T1(f), FC_T2(__VA_ARGS__)
#define FC_T4(f, ...)				FC_T1(f), FC_T3(__VA_ARGS__)
#define FC_T5(f, ...)				FC_T1(f), FC_T4(__VA_ARGS__)
#define FC_T6(f, ...)				FC_T1(f), FC_T5(__VA_ARGS__)
#define FC_T7(f, ...)				FC_T1(f), FC_T6(__VA_ARGS__)
#define FC_T8(f, ...)				FC_T1(f), FC_T7(__VA_ARGS__)
#define FC_PICK(a, b, c, d, e, f, g, h, n, ...) n
#define TESTS(...)                                                                                 \
	int main(void)                                                                             \
	{                                                                                          \
		const struct CMUnitTest all[] = { FC_PICK(__VA_ARGS__, FC_T8, FC_T7, FC_T6, FC_T5, \
							  FC_T4, FC_T3, FC_T2,                     \
							  FC_T1, )(__VA_ARGS__) };                 \
		return cmocka_run_group_tests(all, NULL, NULL);                                    \
	}

#include <stdlib.h>

#endif
