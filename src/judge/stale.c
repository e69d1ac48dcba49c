/* SPDX-License-Identifier: MIT */
#include <fcrdns/stale.h>

#include <stddef.h>

const char *stale_class_text(enum stale_class c)
{
	static const char *const texts[] = {
		[STALE_HELD_OK] = "held_ok",
		[STALE_HELD_PENDING] = "held_pending",
		[STALE_HELD_DRIFT] = "held_drift",
		[STALE_HELD_INHERITED] = "held_inherited",
		[STALE_HELD_DEFAULT] = "held_default",
		[STALE_HELD_MISSING] = "held_missing",
		[STALE_RELEASED_EXPIRING] = "released_expiring",
		[STALE_RELEASED_STALE] = "released_stale",
		[STALE_RELEASED_DANGLING] = "released_dangling",
		[STALE_RELEASED_CLEAN] = "released_clean",
		[STALE_REASSIGNED] = "reassigned",
		[STALE_UNKNOWN] = "unknown",
	};

	return c == STALE_NONE ? NULL : texts[c];
}
