// SPDX-License-Identifier: GPL-2.0
/* The front door: parameters, bring-up in order, tear-down in reverse. */
#include <linux/module.h>
#include <linux/random.h>
#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci_core.h>

#include "kernel/credits.h"
#include "kernel/debugfs.h"
#include "kernel/events.h"
#include "kernel/frame.h"
#include "kernel/hook.h"
#include "kernel/identity.h"
#include "kernel/inject.h"
#include "kernel/keep.h"
#include "kernel/links.h"
#include "kernel/log.h"
#include "kernel/mask.h"
#include "kernel/netlink.h"
#include "kernel/policy.h"
#include "kernel/report.h"
#include "kernel/reuse.h"
#include "kernel/translations.h"
#include "kernel/window.h"

static char *hook = "auto";
module_param(hook, charp, 0444);
MODULE_PARM_DESC(hook, "how to see frames: auto, ftrace or kprobe");

static char *profile = "default";
module_param(profile, charp, 0444);
MODULE_PARM_DESC(profile, "policy to start from: audit, default, strict or gateway");

static char *unnegotiated_key;
module_param(unnegotiated_key, charp, 0444);
MODULE_PARM_DESC(unnegotiated_key, "deprecated, see smp-guard.conf(5): rule unnegotiated-key: allow, audit, mask or reject");

static char *weak_key;
module_param(weak_key, charp, 0444);
MODULE_PARM_DESC(weak_key, "deprecated, see smp-guard.conf(5): rule weak-key: allow, audit, repair or reject");

static unsigned int translations = 1024;
module_param(translations, uint, 0444);
MODULE_PARM_DESC(translations, "how many repaired keys are translated at the most, 1 to 65536 (default 1024)");

static bool keep_keys;
module_param(keep_keys, bool, 0444);
MODULE_PARM_DESC(keep_keys, "whether root may save translations, and put them back (default N)");

static int __init parse_hook(void)
{
	if (!strcmp(hook, "auto") || !strcmp(hook, "ftrace") ||
	    !strcmp(hook, "kprobe"))
		return 0;
	pr_err("hook=%s: must be auto, ftrace or kprobe\n", hook);
	return -EINVAL;
}

static int __init parse_profile(u8 *found)
{
	for (*found = 0; *found <= SMP_GUARD_PROFILE_MAX; (*found)++)
		if (!strcmp(profile, smpg_profile_name(*found)))
			return 0;
	pr_err("profile=%s: must be audit, default, strict or gateway\n", profile);
	return -EINVAL;
}

static int __init parse_rule(struct smpg_policy_part *part, u8 rule,
			     const char *param, const char *value)
{
	char allowed[64] = "";
	size_t len = 0;
	u8 action;

	if (!value)
		return 0;
	for (action = 0; action <= SMP_GUARD_ACTION_MAX; action++) {
		if (!smpg_rule_takes(rule, action))
			continue;
		if (!strcmp(value, smpg_action_name(action))) {
			part->sets |= SMPG_SETS_RULE(rule);
			part->value.action[rule] = action;
			pr_warn("%s=%s is deprecated; in smp-guard.conf(5) the same is, under [Policy]: %s = %s\n",
				param, value, smpg_rule_name(rule), value);
			return 0;
		}
		len += scnprintf(allowed + len, sizeof(allowed) - len, " %s",
				 smpg_action_name(action));
	}
	pr_err("%s=%s: must be one of:%s\n", param, value, allowed);
	return -EINVAL;
}

static int __init parse_translations(void)
{
	if (translations >= 1 && translations <= 65536)
		return 0;
	pr_err("translations=%u: must be 1 to 65536\n", translations);
	return -EINVAL;
}

static int __init parse(void)
{
	struct smpg_policy_part part = { };
	u8 start;

	if (parse_hook() || parse_translations() || parse_profile(&start) ||
	    parse_rule(&part, SMP_GUARD_RULE_UNNEGOTIATED_KEY,
		       "unnegotiated_key", unnegotiated_key) ||
	    parse_rule(&part, SMP_GUARD_RULE_WEAK_KEY, "weak_key", weak_key))
		return -EINVAL;
	return smpg_policy_init(start, &part);
}

static int __init smp_guard_init(void)
{
	int err;

	/*
	 * Our handlers run in atomic context, where PREEMPT_RT's spinlocks must
	 * not be taken.
	 */
	if (IS_ENABLED(CONFIG_PREEMPT_RT)) {
		pr_err("not loaded: this is a PREEMPT_RT kernel\n");
		return -EOPNOTSUPP;
	}
	err = parse();
	if (err)
		return err;
	/* Repaired keys need a seeded random number generator. */
	err = wait_for_random_bytes();
	if (err)
		goto policy;
	smpg_reuse_init();
	smpg_translations_init(translations);
	smpg_keep_init(keep_keys);
	smpg_links_init(smpg_link_ended);
	smpg_inject_init();
	err = smpg_netlink_init();
	if (err)
		goto policy;
	/*
	 * Mask before frames are judged: otherwise rule masked-key could reject
	 * a pairing whose request had been built without the masks.
	 */
	err = smpg_mask_init();
	if (err)
		goto mask;
	err = smpg_hook_attach(hook);
	if (err) {
		pr_err("not loaded: no way to see frames, see above\n");
		goto mask;
	}
	smpg_debugfs_init();
	pr_info("watching Bluetooth pairing through %s\n", smpg_hook_name());
	return 0;

mask:
	smpg_mask_exit();
	smpg_inject_exit();
	smpg_credit_exit();
	smpg_translations_exit(smpg_keep_has);
	smpg_window_exit();
	smpg_report_flush();
	smpg_netlink_exit();
	smpg_identity_exit();
policy:
	smpg_reuse_exit();
	smpg_policy_exit();
	return err;
}

static void __exit smp_guard_exit(void)
{
	smpg_debugfs_exit();
	smpg_frame_drain();
	/* No completion may follow the end of its link, which is seen until here. */
	smpg_inject_exit();
	smpg_credit_exit();
	smpg_hook_stop();
	smpg_mask_exit();
	smpg_links_close_all(NULL, HCI_ERROR_LOCAL_HOST_TERM);
	smpg_hook_detach();
	/* A link closed since then may have scheduled both works again. */
	smpg_inject_exit();
	smpg_credit_exit();
	smpg_translations_exit(smpg_keep_has);
	smpg_window_exit();
	smpg_report_flush();
	smpg_netlink_exit();
	smpg_identity_exit();
	smpg_reuse_exit();
	smpg_policy_exit();
}

module_init(smp_guard_init);
module_exit(smp_guard_exit);

MODULE_DESCRIPTION("Guards Bluetooth pairing on the HCI");
MODULE_LICENSE("GPL");
MODULE_VERSION(SMPG_VERSION);
