/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "../../src/exporter/options.h"

static void the_table_is_sound(void **state)
{
	const char *fault = opt_table_fault(exporter_table, n_exporter_rows);

	(void)state;
	assert_string_equal(fault ? fault : "", "");
}

int main(void)
{
	const struct CMUnitTest all[] = { cmocka_unit_test(the_table_is_sound) };

	return cmocka_run_group_tests(all, NULL, NULL);
}
