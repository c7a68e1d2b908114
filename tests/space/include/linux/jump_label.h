/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_LINUX_JUMP_LABEL_H
#define SPACE_LINUX_JUMP_LABEL_H

#include <linux/kernel.h>

struct static_key_false {
	bool on;
};

#define DECLARE_STATIC_KEY_FALSE(name) \
	extern struct static_key_false name
#define DEFINE_STATIC_KEY_FALSE(name)	struct static_key_false name
#define static_branch_likely(key)	likely((key)->on)
#define static_branch_unlikely(key)	unlikely((key)->on)

static inline void static_branch_enable(struct static_key_false *key)
{
	might_sleep();
	key->on = true;
}

static inline void static_branch_disable(struct static_key_false *key)
{
	might_sleep();
	key->on = false;
}

#endif /* SPACE_LINUX_JUMP_LABEL_H */
