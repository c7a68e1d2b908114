/* SPDX-License-Identifier: GPL-2.0 */
/* Differences between kernel versions, and nothing else. */
#ifndef SMPG_COMPAT_H
#define SMPG_COMPAT_H

#include <crypto/aes.h>
#include <linux/ftrace.h>
#include <net/genetlink.h>

/*
 * The AES library of 7.0 and later prepares keys for encryption alone.
 * aes_encrypt() does not take what aes_expandkey() makes there. Kbuild looks.
 */
#ifdef SMPG_AES_ENCKEY
#define smpg_aes_key aes_enckey
#define smpg_aes_prepare aes_prepareenckey
#else
#define smpg_aes_key crypto_aes_ctx
#define smpg_aes_prepare aes_expandkey
#endif

/* 32-bit ARM has no accessor: the first four arguments are in r0 to r3. */
#ifdef CONFIG_ARM
#define smpg_arg(regs, n) ((regs)->uregs[n])
#else
#define smpg_arg(regs, n) regs_get_kernel_argument(regs, n)
#endif

/*
 * Our handlers read arguments and set the instruction pointer. Since 6.2, and
 * on x86 in earlier kernels too, saving the arguments alone allows both;
 * elsewhere all registers have to be saved. On 32-bit ARM a function calls ftrace
 * when it has saved registers on its stack: another function that ran in its
 * place would leave them there, and its caller would return to any address.
 */
#if !defined(CONFIG_DYNAMIC_FTRACE) || defined(CONFIG_ARM)
#define SMPG_FTRACE 0
#elif defined(CONFIG_DYNAMIC_FTRACE_WITH_ARGS)
#define SMPG_FTRACE 1
#define SMPG_FTRACE_FLAGS 0
#elif defined(CONFIG_DYNAMIC_FTRACE_WITH_REGS)
#define SMPG_FTRACE 1
#define SMPG_FTRACE_FLAGS FTRACE_OPS_FL_SAVE_REGS
#else
#define SMPG_FTRACE 0
#endif

#if SMPG_FTRACE

/*
 * Kernels since 6.2 access ftrace_regs by functions, but without WITH_ARGS, as on
 * i386, the one that sets the instruction pointer does nothing. Earlier kernels
 * have ftrace_instruction_pointer_set().
 */
#ifndef CONFIG_DYNAMIC_FTRACE_WITH_ARGS
#define smpg_ftrace_arg(fregs, n) \
	smpg_arg(ftrace_get_regs(fregs), n)
#define smpg_ftrace_go(fregs, to) \
	instruction_pointer_set(ftrace_get_regs(fregs), to)
#elif !defined(ftrace_instruction_pointer_set)
#define smpg_ftrace_arg(fregs, n) ftrace_regs_get_argument(fregs, n)
#define smpg_ftrace_go(fregs, to) \
	ftrace_regs_set_instruction_pointer(fregs, to)
#else
#define smpg_ftrace_arg(fregs, n) \
	smpg_arg(&(fregs)->regs, n)
#define smpg_ftrace_go(fregs, to) \
	instruction_pointer_set(&(fregs)->regs, to)
#endif

#endif /* SMPG_FTRACE */

/*
 * Kernels before 6.1.68 and 6.7 let anyone join a multicast group. Events have no
 * key material.
 */
#ifdef GENL_MCAST_CAP_NET_ADMIN
#define SMPG_MCAST_FOR_ADMIN .flags = GENL_MCAST_CAP_NET_ADMIN,
#else
#define SMPG_MCAST_FOR_ADMIN
#endif

/*
 * Kernels before 6.7 do not tell for which sockets they have a message: there a
 * listener in another network namespace, too, is taken for one that a message was for.
 */
#ifdef SMPG_MULTICAST_FILTER
#define smpg_multicast genlmsg_multicast_netns_filtered
#else
#define smpg_multicast(family, net, skb, portid, group, flags, filter, data) \
	(filter(NULL, NULL, data), \
	 genlmsg_multicast_netns(family, net, skb, portid, group, flags))
#endif

#endif /* SMPG_COMPAT_H */
