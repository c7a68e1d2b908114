// SPDX-License-Identifier: GPL-2.0
/*
 * HCI over USB (Vol 4, Part B, 2), as usbmon records it: commands are control
 * transfers, events come by interrupt, ACL data in bulk
 */
#include <pcap/pcap.h>
#include <stdlib.h>

#include <pcap/usb.h>

#include "usbmon.h"

#define DEVICES_MAX	16
#define EVENT_MAX	(2 + 0xff)
#define ACL_MAX		(4 + 0xffff)

/* Class request 0 to the device, or to the interface of one that has others too */
#define REQUEST_DEVICE		0x20
#define REQUEST_INTERFACE	0x21

enum { ISOCHRONOUS, INTERRUPT, CONTROL, BULK };

/* A packet in parts, each as long as the endpoint allows */
struct parts {
	size_t have;
	u8 *data;
};

/**
 * struct device - a device that is a Bluetooth adapter
 * @bus: the bus that it is on, with @address
 */
struct device {
	u16 bus;
	u8 address;
	struct parts event;
	struct parts acl;
};

struct usbmon {
	struct capture *c;
	unsigned int nr;
	struct device devices[DEVICES_MAX];
};

/* A transfer with data */
struct transfer {
	pcap_usb_header head;
	const u8 *data;
	size_t len;
	bool in;
};

struct usbmon *usbmon_new(struct capture *c)
{
	struct usbmon *u = calloc(1, sizeof(*u));

	if (!u)
		abort();
	u->c = c;
	return u;
}

/* Is there no adapter among the devices of the recording? */
bool usbmon_is_bare(const struct usbmon *u)
{
	return !u->nr;
}

void usbmon_free(struct usbmon *u)
{
	unsigned int i;

	for (i = 0; i < u->nr; i++) {
		free(u->devices[i].event.data);
		free(u->devices[i].acl.data);
	}
	free(u);
}

static struct device *find_device(struct usbmon *u, const struct transfer *t)
{
	struct device *d;

	for (d = u->devices; d < u->devices + u->nr; d++)
		if (d->bus == t->head.bus_id && d->address == t->head.device_address)
			return d;
	return NULL;
}

static void *allocate(size_t len)
{
	void *p = malloc(len);

	if (!p)
		abort();
	return p;
}

static struct device *add_device(struct usbmon *u, const struct transfer *t)
{
	struct device *d = find_device(u, t);

	if (d || u->nr == DEVICES_MAX)
		return d;
	d = &u->devices[u->nr++];
	d->bus = t->head.bus_id;
	d->address = t->head.device_address;
	d->event.data = allocate(EVENT_MAX);
	d->acl.data = allocate(ACL_MAX);
	return d;
}

/* What was asked for, and what came: a host submits, and its controller completes. */
static bool read_transfer(int type, const u8 *p, size_t len, struct transfer *t)
{
	size_t head = type == DLT_USB_LINUX ? sizeof(pcap_usb_header) :
					      sizeof(pcap_usb_header_mmapped);

	if (len < head)
		return false;
	memcpy(&t->head, p, sizeof(t->head));
	t->data = p + head;
	t->len = len - head;
	if (t->len > t->head.data_len)
		t->len = t->head.data_len;
	t->in = t->head.endpoint_number & URB_TRANSFER_IN;
	return !t->head.data_flag && t->head.event_type == (t->in ? URB_COMPLETE : URB_SUBMIT);
}

static bool is_command(const struct transfer *t)
{
	const pcap_usb_setup *s = &t->head.setup;

	return t->head.transfer_type == CONTROL && !t->in && !t->head.setup_flag &&
	       (s->bmRequestType == REQUEST_DEVICE ||
		s->bmRequestType == REQUEST_INTERFACE) && !s->bRequest &&
	       t->len >= 3 && t->head.urb_len == 3U + t->data[2];
}

/*
 * Adapters send these first: without a command, they tell an adapter from a mouse.
 * The first part of one fills the endpoint, of 16 octets or at high speed of 64.
 */
static bool is_event(const struct transfer *t)
{
	static const u8 codes[] = { 0x03, 0x05, 0x08, 0x0e, 0x0f, 0x13, 0x3e };

	return t->head.transfer_type == INTERRUPT && t->in && t->len >= 2 &&
	       memchr(codes, t->data[0], sizeof(codes)) &&
	       (t->len == 2U + t->data[1] ||
		(t->len < 2U + t->data[1] && (t->len == 16 || t->len == 64)));
}

static void hand_out(struct usbmon *u, const struct device *d,
		     const struct hci_packet *at, u8 type, bool tx,
		     const u8 *data, size_t len)
{
	struct hci_packet p = *at;

	p.adapter = d - u->devices;
	p.type = type;
	p.tx = tx;
	p.data = data;
	p.len = len;
	capture_packet(u->c, &p);
}

/* Length of the packet that begins so, 0 while its header is not all there */
static size_t want_of(const struct parts *parts, u8 type)
{
	if (type == HCI_EVENT)
		return parts->have < 2 ? 0 : 2 + parts->data[1];
	return parts->have < 4 ? 0 : 4 + smpg_le16(parts->data + 2);
}

static void end_parts(struct usbmon *u, const struct device *d,
		      const struct hci_packet *at, struct parts *parts, u8 type)
{
	if (parts->have)
		hand_out(u, d, at, type, false, parts->data, parts->have);
	parts->have = 0;
}

/* Parts that do not fit together are not one packet: the recording lacks some. */
static void break_off(struct usbmon *u, const struct device *d,
		      const struct hci_packet *at, struct parts *parts, u8 type)
{
	struct hci_packet part = *at;

	part.part = true;
	end_parts(u, d, &part, parts, type);
}

static bool add_part(struct parts *parts, u8 type, const struct transfer *t)
{
	size_t max = type == HCI_EVENT ? EVENT_MAX : ACL_MAX;

	if (t->len > max - parts->have)
		return false;
	memcpy(parts->data + parts->have, t->data, t->len);
	parts->have += t->len;
	return want_of(parts, type) == 0 || parts->have <= want_of(parts, type);
}

/* A packet is as many transfers as it takes; none has the end of one and another. */
static void join_parts(struct usbmon *u, const struct device *d,
		       const struct hci_packet *at, struct parts *parts, u8 type,
		       const struct transfer *t)
{
	if (!add_part(parts, type, t)) {
		break_off(u, d, at, parts, type);
		if (!add_part(parts, type, t)) {
			break_off(u, d, at, parts, type);
			return;
		}
	}
	if (at->part)
		break_off(u, d, at, parts, type);
	else if (want_of(parts, type) == parts->have)
		end_parts(u, d, at, parts, type);
}

static void take_in(struct usbmon *u, struct device *d, const struct hci_packet *at,
		    const struct transfer *t)
{
	if (t->head.transfer_type == INTERRUPT)
		join_parts(u, d, at, &d->event, HCI_EVENT, t);
	else if (t->head.transfer_type == BULK)
		join_parts(u, d, at, &d->acl, HCI_ACL, t);
}

/**
 * usbmon_take() - take a transfer in, and hand out the packet that it ends
 * @u: the recording
 * @type: its link type
 * @p: the transfer
 */
void usbmon_take(struct usbmon *u, int type, const struct hci_packet *p)
{
	struct hci_packet at = *p;
	struct transfer t;
	struct device *d;

	if (!read_transfer(type, p->data, p->len, &t))
		return;
	at.part |= t.len < t.head.urb_len;
	d = is_command(&t) || is_event(&t) ? add_device(u, &t) : find_device(u, &t);
	if (!d)
		return;
	if (at.part)
		capture_remark(u->c, at.where,
			       "a packet was recorded in part; it is not judged");
	if (t.in)
		take_in(u, d, &at, &t);
	else if (is_command(&t))
		hand_out(u, d, &at, HCI_COMMAND, true, t.data, t.len);
	else if (t.head.transfer_type == BULK)
		hand_out(u, d, &at, HCI_ACL, true, t.data, t.len);
}
