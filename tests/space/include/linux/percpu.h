/* SPDX-License-Identifier: GPL-2.0 */
/* There is one CPU. */
#ifndef SPACE_LINUX_PERCPU_H
#define SPACE_LINUX_PERCPU_H

#include <linux/compiler.h>

#define DECLARE_PER_CPU(type, name)	extern __typeof__(type) name
#define DEFINE_PER_CPU(type, name)	__typeof__(type) name
#define per_cpu(name, cpu)		(*((void)(cpu), &(name)))
#define per_cpu_ptr(p, cpu)		((void)(cpu), (p))
#define this_cpu_ptr(p)			(p)
#define this_cpu_inc(x)			((void)(x)++)
#define this_cpu_dec(x)			((void)(x)--)
#define this_cpu_add(x, n)		((void)((x) += (n)))
#define for_each_possible_cpu(cpu)	for ((cpu) = 0; !(cpu); (cpu)++)

#endif /* SPACE_LINUX_PERCPU_H */
