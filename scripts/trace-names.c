// SPDX-License-Identifier: GPL-2.0
/*
 * The engine's names as tables for __print_symbolic(), since programs that read a
 * trace cannot call functions: scripts/uapi writes kernel/trace_names.h with them.
 */
#include <stdio.h>

#include "smpg_engine.h"

static const struct {
	const char *macro;
	const char *(*name)(u8 value);
} tables[] = {
	{ "SMPG_TRACE_RULES", smpg_rule_name },
	{ "SMPG_TRACE_ACTIONS", smpg_action_name },
	{ "SMPG_TRACE_DIRECTIONS", smpg_direction_name },
	{ "SMPG_TRACE_PDUS", smpg_pdu_name },
	{ "SMPG_TRACE_KEYS", smpg_key_name },
	{ "SMPG_TRACE_STACKS", smpg_stack_name },
	{ "SMPG_TRACE_SEVERITIES", smpg_severity_name },
	{ "SMPG_TRACE_ADDRESS_TYPES", smpg_address_type_name },
	{ "SMPG_TRACE_TRANSPORTS", smpg_transport_name },
	{ "SMPG_TRACE_ROLES", smpg_role_name },
	{ "SMPG_TRACE_METHODS", smpg_method_name },
	{ "SMPG_TRACE_SIDES", smpg_side_name },
};

int main(void)
{
	const char *name;
	size_t i;
	int value;

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		const char *before = " \\\n";

		printf("\n#define %s", tables[i].macro);
		for (value = 0; value < 256; value++) {
			name = tables[i].name(value);
			if (!name)
				continue;
			printf("%s\t{ %d, \"%s\" }", before, value, name);
			before = ", \\\n";
		}
		putchar('\n');
	}
	return 0;
}
