/* SPDX-License-Identifier: MIT */
#include <fcrdns/holding.h>

#include <string.h>

static const char *const state_texts[] = {
	[PTR_UNTOLD] = "untold",   [PTR_NONE] = "none",	  [PTR_ACTIVE] = "active",
	[PTR_PENDING] = "pending", [PTR_ERROR] = "error",
};

const char *ptr_state_text(enum ptr_state s)
{
	return state_texts[s];
}

bool ptr_state_parse(enum ptr_state *ret, const char *text)
{
	for (size_t i = 0; i < sizeof(state_texts) / sizeof(state_texts[0]); i++)
		if (!strcmp(state_texts[i], text)) {
			*ret = (enum ptr_state)i;
			return true;
		}
	return false;
}
