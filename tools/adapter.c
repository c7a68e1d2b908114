// SPDX-License-Identifier: GPL-2.0
/* The addresses of adapters, by an ioctl that the kernel exports in no header. */
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "adapter.h"

#define BTPROTO_HCI	1
#define HCIGETDEVINFO	_IOR('H', 211, int)

/* More adapters than a machine has */
#define ADAPTERS	64

struct info {
	u16 index;
	char name[8];
	u8 address[6];	/* least significant octet first */
	u8 rest[256];
};

static bool get(int fd, unsigned int index, u8 address[6])
{
	struct info info = { .index = index };
	int i;

	if (ioctl(fd, HCIGETDEVINFO, &info))
		return false;
	for (i = 0; i < 6; i++)
		address[i] = info.address[5 - i];
	return true;
}

/**
 * adapter_address() - the address of an adapter
 * @index: 0 for hci0
 * @address: most significant octet first
 *
 * Return: is there such an adapter?
 */
bool adapter_address(unsigned int index, u8 address[6])
{
	int fd = socket(AF_BLUETOOTH, SOCK_RAW | SOCK_CLOEXEC, BTPROTO_HCI);
	bool found;

	if (fd < 0)
		return false;
	found = get(fd, index, address);
	close(fd);
	return found;
}

/**
 * adapter_index() - the index of an adapter
 * @address: most significant octet first
 *
 * Return: 0 for hci0, -1 if no adapter has the address.
 */
int adapter_index(const u8 address[6])
{
	int index;
	u8 other[6];

	for (index = 0; index < ADAPTERS; index++)
		if (adapter_address(index, other) && !memcmp(address, other, 6))
			return index;
	return -1;
}
