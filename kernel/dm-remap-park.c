// SPDX-License-Identifier: GPL-2.0-only
/*
 * I/O that waits until the mappings are loaded.
 *
 * A bio is parked as it came, because what it touches is not known yet. After
 * "go" a worker takes it up again.
 *
 * Waiting is bounded: by the deadline, and by a suspend, which would wait for
 * the parked bios in turn.
 */
#include "dm-remap.h"

#include <linux/blkdev.h>
#include <linux/jiffies.h>

#define LOADING_TIMEOUT (90 * HZ)

static struct remap_io *io_of(struct bio *bio)
{
	struct remap_io *io = dm_per_bio_data(bio, sizeof(*io));

	io->bio = bio;
	return io;
}

static void end_all(struct bio_list *bios, blk_status_t status)
{
	struct bio *bio;

	while ((bio = bio_list_pop(bios)))
		remap_io_end(io_of(bio), status);
}

static void take_parked(struct remap_c *rc, struct bio_list *bios)
{
	lockdep_assert_held(&rc->lock);
	*bios = rc->parked;
	bio_list_init(&rc->parked);
}

static void replay(struct work_struct *work)
{
	struct remap_c *rc = container_of(work, struct remap_c, replay);
	struct bio_list bios;
	struct bio *bio;

	spin_lock_irq(&rc->lock);
	take_parked(rc, &bios);
	spin_unlock_irq(&rc->lock);

	while ((bio = bio_list_pop(&bios)))
		remap_take_up(io_of(bio));
}

static void give_up(struct work_struct *work)
{
	struct remap_c *rc = container_of(work, struct remap_c, deadline.work);
	struct bio_list bios;

	spin_lock_irq(&rc->lock);
	if (rc->space->mode == REMAP_OK) {
		spin_unlock_irq(&rc->lock);
		return;
	}
	WRITE_ONCE(rc->space->mode, REMAP_STALLED);
	take_parked(rc, &bios);
	spin_unlock_irq(&rc->lock);

	DMERR("%s: no \"go\" within %d s: I/O fails until it comes",
	      dm_table_device_name(rc->ti->table), LOADING_TIMEOUT / HZ);
	end_all(&bios, BLK_STS_IOERR);
	schedule_work(&rc->event);
}

/* A bio that cannot be mapped yet waits, unless it may not. */
static int park_or_refuse(struct remap_c *rc, struct bio *bio)
{
	if (rc->suspending && dm_noflush_suspending(rc->ti))
		return DM_MAPIO_REQUEUE;
	if (rc->suspending || rc->space->mode == REMAP_STALLED || bio->bi_opf & REQ_RAHEAD) {
		this_cpu_inc(rc->space->stats->failed);
		return DM_MAPIO_KILL;
	}
	/* Nobody can poll for what has not been sent. */
	bio->bi_opf &= ~REQ_POLLED;
	bio_list_add(&rc->parked, bio);
	return DM_MAPIO_SUBMITTED;
}

/**
 * remap_park() - a bio has come before the mappings
 * @rc: the target.
 * @bio: the bio, as it came.
 *
 * Return: as map.
 */
int remap_park(struct remap_c *rc, struct bio *bio)
{
	int r;

	if (bio->bi_opf & REQ_NOWAIT) {
		bio_wouldblock_error(bio);
		return DM_MAPIO_SUBMITTED;
	}

	spin_lock_irq(&rc->lock);
	if (rc->space->mode != REMAP_OK) {
		r = park_or_refuse(rc, bio);
	} else {
		/* "go" has been said since map looked. */
		bio_list_add(&rc->parked, bio);
		queue_work(remap_wq, &rc->replay);
		r = DM_MAPIO_SUBMITTED;
	}
	spin_unlock_irq(&rc->lock);
	return r;
}

/**
 * remap_park_go() - the mappings are complete
 * @rc: the target.
 */
void remap_park_go(struct remap_c *rc)
{
	spin_lock_irq(&rc->lock);
	/* Pairs with the acquire in remap_map(). */
	smp_store_release(&rc->space->mode, REMAP_OK);
	queue_work(remap_wq, &rc->replay);
	spin_unlock_irq(&rc->lock);
	cancel_delayed_work(&rc->deadline);
}

/**
 * remap_park_suspend() - a suspend is about to wait for all I/O
 * @rc: the target.
 *
 * A no-flush suspend takes back what is parked and brings it again at resume.
 */
void remap_park_suspend(struct remap_c *rc)
{
	bool requeue = dm_noflush_suspending(rc->ti);
	struct bio_list bios;

	spin_lock_irq(&rc->lock);
	WRITE_ONCE(rc->suspending, true);
	if (rc->space->mode == REMAP_OK) {
		/* Parked bios, if any, are about to be replayed. */
		spin_unlock_irq(&rc->lock);
		return;
	}
	if (!requeue)
		WRITE_ONCE(rc->space->mode, REMAP_STALLED);
	take_parked(rc, &bios);
	spin_unlock_irq(&rc->lock);

	end_all(&bios, requeue ? BLK_STS_DM_REQUEUE : BLK_STS_IOERR);
}

/**
 * remap_park_undo() - the suspend has been called off
 * @rc: the target.
 */
void remap_park_undo(struct remap_c *rc)
{
	spin_lock_irq(&rc->lock);
	WRITE_ONCE(rc->suspending, false);
	spin_unlock_irq(&rc->lock);
}

/**
 * remap_park_resume() - I/O is about to come
 * @rc: the target.
 *
 * The time to load begins with the first resume; neither a later one nor
 * another table extends it.
 */
void remap_park_resume(struct remap_c *rc)
{
	struct remap_space *space = rc->space;
	unsigned long now = jiffies;

	remap_park_undo(rc);
	if (READ_ONCE(space->mode) != REMAP_LOADING)
		return;

	if (!space->deadline)
		space->deadline = now + LOADING_TIMEOUT;
	queue_delayed_work(remap_wq, &rc->deadline,
			   time_before(now, space->deadline) ? space->deadline - now : 0);
}

/**
 * remap_park_init() - prepare a target for parking
 * @rc: the target.
 */
void remap_park_init(struct remap_c *rc)
{
	spin_lock_init(&rc->lock);
	bio_list_init(&rc->parked);
	INIT_WORK(&rc->replay, replay);
	INIT_DELAYED_WORK(&rc->deadline, give_up);
}

/**
 * remap_park_exit() - undo remap_park_init()
 * @rc: the target, without I/O.
 */
void remap_park_exit(struct remap_c *rc)
{
	cancel_delayed_work_sync(&rc->deadline);
	cancel_work_sync(&rc->replay);
}
