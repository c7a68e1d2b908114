/* SPDX-License-Identifier: GPL-2.0 */
/* The functions that load and unload the module, and its parameters. */
#ifndef SPACE_LINUX_MODULE_H
#define SPACE_LINUX_MODULE_H

#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/string.h>

#define SPACE_TEXT(tag, text) \
	static const char space_##tag[] __maybe_unused = text
#define MODULE_DESCRIPTION(text)	SPACE_TEXT(description, text)
#define MODULE_LICENSE(text)		SPACE_TEXT(license, text)
#define MODULE_VERSION(text)		SPACE_TEXT(version, text)
#define MODULE_PARM_DESC(name, text)	SPACE_TEXT(name, text)

struct space_parameter {
	const char *name;
	const char *type;
	unsigned int mode;
	void *value;
	struct space_parameter *next;
};

extern struct space_parameter *space_parameters;
extern int (*space_init)(void);
extern void (*space_exit)(void);

#define module_param(name, type, mode) \
	static struct space_parameter name##_param = { \
		#name, #type, mode, &(name), NULL, \
	}; \
	static __attribute__((__constructor__)) void name##_add(void) \
	{ \
		name##_param.next = space_parameters; \
		space_parameters = &name##_param; \
	}
#define module_init(f) \
	static __attribute__((__constructor__)) void f##_add(void) \
	{ \
		space_init = f; \
	}
#define module_exit(f) \
	static __attribute__((__constructor__)) void f##_add(void) \
	{ \
		space_exit = f; \
	}

#endif /* SPACE_LINUX_MODULE_H */
