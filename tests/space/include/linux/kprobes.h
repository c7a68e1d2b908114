/* SPDX-License-Identifier: GPL-2.0 */
/* There can be one kretprobe; space_kretprobe() calls its function. */
#ifndef SPACE_LINUX_KPROBES_H
#define SPACE_LINUX_KPROBES_H

#include <linux/kernel.h>

#define CONFIG_KRETPROBES

struct pt_regs {
	unsigned long args[6];
};

static inline unsigned long
regs_get_kernel_argument(struct pt_regs *regs, unsigned int n)
{
	return regs->args[n];
}

#define KPROBE_FLAG_DISABLED	2

struct kprobe {
	const char *symbol_name;
	unsigned int flags;
};

static inline int disable_kprobe(struct kprobe *probe)
{
	probe->flags |= KPROBE_FLAG_DISABLED;
	return 0;
}

struct kretprobe_instance {
	unsigned long align;
	char data[64];
};

typedef int (*kretprobe_handler_t)(struct kretprobe_instance *ri,
				   struct pt_regs *regs);

struct kretprobe {
	struct kprobe kp;
	kretprobe_handler_t entry_handler;
	kretprobe_handler_t handler;
	size_t data_size;
};

int register_kretprobe(struct kretprobe *probe);
void unregister_kretprobe(struct kretprobe *probe);

#endif /* SPACE_LINUX_KPROBES_H */
