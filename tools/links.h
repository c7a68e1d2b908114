/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SMPGUARD_LINKS_H
#define SMPGUARD_LINKS_H

#include <netlink/netlink.h>

#include "attr.h"

int link_decode(struct nlmsghdr *nlh, struct attrs *link);

#endif /* SMPGUARD_LINKS_H */
