/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_LINUX_KFIFO_H
#define SPACE_LINUX_KFIFO_H

#include <linux/spinlock.h>
#include <linux/string.h>

struct space_fifo {
	unsigned int size;
	unsigned int in, out;	/* elements since the beginning */
};

static inline unsigned int space_fifo_len(const struct space_fifo *fifo)
{
	return fifo->in - fifo->out;
}

#define DEFINE_KFIFO(name, type, nr) \
	struct { \
		struct space_fifo fifo; \
		type data[nr]; \
	} name = { .fifo = { .size = (nr) } }

#define kfifo_size(f)		((f)->fifo.size)
#define kfifo_len(f)		space_fifo_len(&(f)->fifo)
#define kfifo_is_empty(f)	(!kfifo_len(f))
#define kfifo_is_full(f)	(!kfifo_avail(f))

static inline unsigned int space_fifo_avail(const struct space_fifo *fifo)
{
	return fifo->size - space_fifo_len(fifo);
}

#define kfifo_avail(f)		space_fifo_avail(&(f)->fifo)

#define kfifo_in(f, from, n) ({ \
	__typeof__(f) f_ = (f); \
	__typeof__(*f_->data) *from_ = (from); \
	unsigned int n_ = (n), i_; \
	for (i_ = 0; i_ < n_ && !kfifo_is_full(f_); i_++) \
		f_->data[f_->fifo.in++ % kfifo_size(f_)] = from_[i_]; \
	i_; \
})
#define kfifo_out(f, to, n) ({ \
	__typeof__(f) f_ = (f); \
	__typeof__(*f_->data) *to_ = (to); \
	unsigned int n_ = (n), i_; \
	for (i_ = 0; i_ < n_ && !kfifo_is_empty(f_); i_++) \
		to_[i_] = f_->data[f_->fifo.out++ % kfifo_size(f_)]; \
	i_; \
})
#define kfifo_in_spinlocked(f, from, n, l) ({ \
	spinlock_t *l_ = (l); \
	unsigned long flags_; \
	unsigned int done_; \
	spin_lock_irqsave(l_, flags_); \
	done_ = kfifo_in(f, from, n); \
	spin_unlock_irqrestore(l_, flags_); \
	done_; \
})
#define kfifo_out_spinlocked(f, to, n, l) ({ \
	spinlock_t *l_ = (l); \
	unsigned long flags_; \
	unsigned int done_; \
	spin_lock_irqsave(l_, flags_); \
	done_ = kfifo_out(f, to, n); \
	spin_unlock_irqrestore(l_, flags_); \
	done_; \
})

#endif /* SPACE_LINUX_KFIFO_H */
