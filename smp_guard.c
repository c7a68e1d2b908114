// SPDX-License-Identifier: GPL-2.0
/* The front door: parameters, bring-up in order, tear-down in reverse. */
#include <linux/module.h>
#include <linux/random.h>

#include "kernel/guard.h"
#include "kernel/hook.h"

static char *hook = "auto";
module_param(hook, charp, 0444);
MODULE_PARM_DESC(hook, "how to see frames: auto, ftrace or kprobe");

static char *unnegotiated_key = "mask";
module_param(unnegotiated_key, charp, 0444);
MODULE_PARM_DESC(unnegotiated_key, "rule unnegotiated-key: allow, audit or mask");

static char *weak_key = "repair";
module_param(weak_key, charp, 0444);
MODULE_PARM_DESC(weak_key, "rule weak-key: allow, audit or repair");

static int __init parse_hook(void)
{
	if (!strcmp(hook, "auto") || !strcmp(hook, "ftrace") ||
	    !strcmp(hook, "kprobe"))
		return 0;
	pr_err("hook=%s: must be auto, ftrace or kprobe\n", hook);
	return -EINVAL;
}

static int __init parse_rule(struct smpg_policy *policy, u8 rule,
			     const char *param, const char *value)
{
	char allowed[64] = "";
	size_t len = 0;
	u8 action;

	for (action = 0; action <= SMP_GUARD_ACTION_MAX; action++) {
		if (!smpg_rule_takes(rule, action))
			continue;
		if (!strcmp(value, smpg_action_name(action))) {
			policy->action[rule] = action;
			return 0;
		}
		len += scnprintf(allowed + len, sizeof(allowed) - len, " %s",
				 smpg_action_name(action));
	}
	pr_err("%s=%s: must be one of:%s\n", param, value, allowed);
	return -EINVAL;
}

static int __init parse(void)
{
	struct smpg_policy policy =
		*smpg_policy_profile(SMP_GUARD_PROFILE_DEFAULT);

	if (parse_hook() ||
	    parse_rule(&policy, SMP_GUARD_RULE_UNNEGOTIATED_KEY,
		       "unnegotiated_key", unnegotiated_key) ||
	    parse_rule(&policy, SMP_GUARD_RULE_WEAK_KEY, "weak_key", weak_key))
		return -EINVAL;
	smpg_frame_policy(&policy);
	return 0;
}

static int __init smp_guard_init(void)
{
	int err;

	err = parse();
	if (err)
		return err;
	/* A repaired key must be random from the first one on. */
	err = wait_for_random_bytes();
	if (err)
		return err;
	err = smpg_netlink_init();
	if (err)
		return err;
	err = smpg_hook_attach(hook);
	if (err) {
		pr_err("not loaded: no way to see frames, see above\n");
		goto netlink;
	}
	smpg_debugfs_init();
	pr_info("watching Bluetooth pairing through %s\n", smpg_hook_name());
	return 0;

netlink:
	smpg_credit_exit();
	smpg_report_exit();
	smpg_netlink_exit();
	return err;
}

static void __exit smp_guard_exit(void)
{
	smpg_debugfs_exit();
	smpg_frame_drain();
	smpg_hook_stop();
	smpg_credit_exit();
	smpg_conn_close_all(NULL, HCI_ERROR_LOCAL_HOST_TERM);
	smpg_hook_detach();
	smpg_report_exit();
	smpg_netlink_exit();
}

module_init(smp_guard_init);
module_exit(smp_guard_exit);

MODULE_DESCRIPTION("Guards Bluetooth pairing on the HCI");
MODULE_LICENSE("GPL");
MODULE_VERSION(SMPG_VERSION);
