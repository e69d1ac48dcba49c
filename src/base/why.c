/* SPDX-License-Identifier: MIT */
#include <fcrdns/why.h>

#include <stdarg.h>
#include <stdio.h>

bool why_set(struct why *why, enum why_code code, const char *format, ...)
{
	va_list ap;

	if (!why)
		return false;
	why->code = code;
	va_start(ap, format);
	(void)vsnprintf(why->text, sizeof(why->text), format, ap);
	va_end(ap);
	return false;
}

int why_exit_status(enum why_code code)
{
	switch (code) {
	case WHY_NONE:
		return 0;
	case WHY_USAGE:
		return 64;
	case WHY_NOINPUT:
		return 66;
	case WHY_CANTOUT:
		return 73;
	case WHY_IO:
		return 74;
	case WHY_INTERNAL:
		return 71;
	case WHY_MISFIT:
		return 78;
	case WHY_DATA:
	case WHY_LIMIT:
		return 65;
	case WHY_TEMPORARY:
		return 75;
	case WHY_DENIED:
		return 77;
	}
	return 70;
}
