// SPDX-License-Identifier: GPL-2.0-only
/*
 * I/O that failed or waited goes again.
 *
 * A worker sends it. There a bio can no longer be split by
 * dm_accept_partial_bio(), which serves in map only, so the worker cuts off
 * pieces of its own. One that failed and is longer than a unit is cut into
 * a piece for each, so that only what cannot be read or written is held.
 *
 * The worker may wait for memory for another piece. It gets it, because there
 * is enough for all that may be held at a time, and a few more, which come
 * back when their device is done with them. What has to wait at a cell is never a
 * new piece, but the rest of the bio.
 */
#include "dm-remap.h"

#include <linux/blkdev.h>

#define PIECES (REMAP_MAX_HELD + 16)

/**
 * struct remap_piece - a part of a bio that does not go to one place
 * @io: what its end must know.
 * @whole: the bio.
 * @bio: the part; must be last.
 */
struct remap_piece {
	struct remap_io io;
	struct bio *whole;
	struct bio bio;
};

/**
 * remap_io_end() - the end of I/O that is not on its way to a device
 * @io: its record, which is gone afterwards.
 * @status: how it ends.
 */
void remap_io_end(struct remap_io *io, blk_status_t status)
{
	io->refused = true;
	io->bio->bi_status = status;
	bio_endio(io->bio);
}

/*
 * As it was when it came, see dm_bio_restore(), but no longer part of a request
 * with others, and never again: not every drive says which of the sectors
 * of a request it was, and then all of them fail for one.
 */
static void restore(const struct remap_io *io, struct bio *bio)
{
	bio->bi_next = NULL;
	bio->bi_iter = io->iter;
	bio->bi_opf = (io->opf & ~REQ_POLLED) | REQ_NOMERGE;
	bio->bi_cookie = BLK_QC_T_NONE;
	bio->bi_flags = io->flags;
	bio->bi_status = BLK_STS_OK;
	atomic_set(&bio->__bi_remaining, 1);
}

/*
 * Errors that a rewrite, or another place, can cure. A drive that cannot write
 * mostly has no better word than IOERR. Who does not want to wait is not made to.
 */
static bool holdable(const struct remap_io *io, const struct bio *bio, blk_status_t status)
{
	if (io->opf & (REQ_RAHEAD | REQ_NOWAIT))
		return false;

	switch (bio_op(bio)) {
	case REQ_OP_READ:
		return status == BLK_STS_MEDIUM;
	case REQ_OP_WRITE:
		return remap_media_class(status);
	default:
		return false;
	}
}

static u64 unit_of(const struct remap_c *rc, sector_t sector)
{
	return dm_target_offset(rc->ti, sector) >> rc->unit_shift;
}

static bool within_unit(const struct remap_io *io)
{
	sector_t last = io->iter.bi_sector + (io->iter.bi_size >> SECTOR_SHIFT) - 1;

	return unit_of(io->rc, io->iter.bi_sector) == unit_of(io->rc, last);
}

static void go_again(struct remap_io *io)
{
	io->failed = BLK_STS_OK;
	io->cut = true;
	list_add_tail(&io->list, &io->rc->again);
	queue_work(remap_wq, &io->rc->redo);
}

static bool hold_failed(struct remap_io *io, struct bio *bio, blk_status_t *status)
{
	struct remap_c *rc = io->rc;
	struct remap_space *space = rc->space;
	unsigned long flags;
	bool held = false;

	if (!holdable(io, bio, *status) || !rc->hold || !READ_ONCE(space->attended))
		return false;

	/* Once it is held, it may come to its end elsewhere, and the space with it. */
	remap_generation_put(io->gen);
	io->gen = NULL;

	spin_lock_irqsave(&space->lock, flags);
	/* Pairs with remap_cells_suspend(), which comes for the lock after it has said so. */
	if (READ_ONCE(rc->suspending)) {
		if (dm_noflush_suspending(rc->ti))
			*status = BLK_STS_DM_REQUEUE;
	} else if (space->attended) {
		restore(io, bio);
		io->bio = bio;
		held = true;
		if (!within_unit(io))
			go_again(io);
		else
			held = remap_cell_hold(io, *status);
	}
	spin_unlock_irqrestore(&space->lock, flags);
	return held;
}

/* With the space's lock held. What is kept is not this caller's any more. */
static blk_status_t try_to_keep(struct remap_io *io, struct bio *bio)
{
	struct remap_c *rc = io->rc;

	if (READ_ONCE(rc->suspending))
		return dm_noflush_suspending(rc->ti) ? BLK_STS_DM_REQUEUE : BLK_STS_IOERR;
	if (!rc->hold || !rc->space->attended)
		return BLK_STS_IOERR;

	restore(io, bio);
	io->bio = bio;
	return remap_cell_keep(io) ? BLK_STS_OK : BLK_STS_IOERR;
}

/*
 * A write has been completed on a spare. If there still are unreadable sectors among those
 * it wrote, it must not be acknowledged before a daemon has recorded that they can be read.
 *
 * A unit must not be quiet before what was written counts as such, so the
 * generation is left last. The write may have come to its end then, and the
 * space with it, but for RCU: see remap_drain_exit().
 */
static bool keep_written(struct remap_io *io, struct bio *bio, blk_status_t *status)
{
	struct remap_generation *gen = io->gen;
	struct remap_space *space = io->rc->space;
	unsigned long flags;
	bool kept = false;

	rcu_read_lock();
	spin_lock_irqsave(&space->lock, flags);
	if (!remap_space_readable(space, io->cured, io->nr_cured)) {
		io->gen = NULL;
		*status = try_to_keep(io, bio);
		kept = !*status;
	}
	spin_unlock_irqrestore(&space->lock, flags);
	if (kept) {
		remap_generation_put(gen);
	} else {
		io->gen = gen;
		io->refused = true;
	}
	rcu_read_unlock();
	return kept;
}

/**
 * remap_hold() - I/O has failed, or has written to unreadable sectors: has it to wait?
 * @io: its record.
 * @bio: the bio, back from the device.
 * @status: how it went; how it is to end.
 *
 * Return: true if it waits, or goes again; it is no longer the caller's then.
 */
bool remap_hold(struct remap_io *io, struct bio *bio, blk_status_t *status)
{
	/* Only what has come from a device: what the target has ended is over. */
	if (!io->gen)
		return false;
	if (*status)
		return hold_failed(io, bio, status);
	return io->rc->managed && keep_written(io, bio, status);
}

static void piece_end(struct bio *bio)
{
	struct remap_piece *piece = container_of(bio, struct remap_piece, bio);
	struct bio *whole = piece->whole;
	blk_status_t status = bio->bi_status;

	if (unlikely(status || piece->io.nr_cured) && remap_hold(&piece->io, bio, &status))
		return;

	remap_io_done(&piece->io, status);
	if (status)
		whole->bi_status = status;
	bio_put(bio);
	bio_endio(whole);
}

static void send(struct remap_io *io, struct bio *bio, struct remap_generation *gen,
		 const struct remap_place *place)
{
	io->gen = gen;
	io->refused = false;
	io->cured = place->cured;
	io->nr_cured = place->nr_cured;
	bio_set_dev(bio, place->bdev);
	bio->bi_iter.bi_sector = place->sector;
	submit_bio_noacct(bio);
}

/* Cut the first sectors off and send them on their own. */
static void send_piece(struct remap_io *io, struct remap_generation *gen,
		       const struct remap_place *place)
{
	struct bio *whole = io->bio;
	struct bio *bio = bio_alloc_clone(place->bdev, whole, GFP_NOIO, &io->rc->pieces);
	struct remap_piece *piece = container_of(bio, struct remap_piece, bio);

	bio->bi_iter.bi_size = place->sectors << SECTOR_SHIFT;
	bio->bi_end_io = piece_end;
	piece->whole = whole;
	piece->io = (struct remap_io) {
		.rc = io->rc,
		.iter = bio->bi_iter,
		.opf = bio->bi_opf,
		.flags = bio->bi_flags,
		.counted = true,
		.piece = true,
	};

	io->parent = true;
	io->failed = BLK_STS_OK;
	io->nr_cured = 0;
	bio_inc_remaining(whole);
	bio_advance(whole, place->sectors << SECTOR_SHIFT);
	send(&piece->io, bio, gen, place);
}

static blk_status_t status_of(enum remap_verdict verdict)
{
	switch (verdict) {
	case REMAP_REQUEUE:
		return BLK_STS_DM_REQUEUE;
	case REMAP_WOULD_BLOCK:
		return BLK_STS_AGAIN;
	default:
		return BLK_STS_IOERR;
	}
}

static void count_piece(struct remap_io *io, const struct remap_place *place)
{
	if (!io->counted)
		remap_count(io->rc->space, io->bio, place->sectors,
			    place->sectors == bio_sectors(io->bio));
	if (place->mapped)
		this_cpu_inc(io->rc->space->stats->remapped);
}

/* Send it, or what is first of it; false if there is nothing left to send. */
static bool send_first(struct remap_io *io, struct remap_generation *gen, unsigned int sectors)
{
	struct bio *bio = io->bio;
	struct remap_place place;

	remap_find_place(io->rc, bio, sectors, &place);
	count_piece(io, &place);
	/* A piece is not cut again: of a unit that is partly unreadable, it cannot be read. */
	if (io->piece && place.sectors < bio_sectors(bio))
		place.status = BLK_STS_IOERR;
	if (place.status) {
		remap_generation_put(gen);
		remap_io_end(io, place.status);
		return false;
	}

	if (!io->parent && place.sectors == bio_sectors(bio)) {
		send(io, bio, gen, &place);
		return false;
	}
	send_piece(io, gen, &place);
	return true;
}

static unsigned int sectors_of_unit(const struct remap_c *rc, const struct bio *bio)
{
	sector_t offset = dm_target_offset(rc->ti, bio->bi_iter.bi_sector);

	return (1 << rc->unit_shift) - (offset & ((1 << rc->unit_shift) - 1));
}

/* As far as it can go together; false if there is nothing left to do. */
static bool take_up_first(struct remap_io *io)
{
	struct remap_c *rc = io->rc;
	struct bio *bio = io->bio;
	struct remap_generation *gen = remap_generation_get(rc->space);
	unsigned int sectors = bio_sectors(bio);
	enum remap_verdict verdict;

	if (io->cut)
		sectors = min(sectors, sectors_of_unit(rc, bio));
	verdict = remap_cell_gate(io, bio, &sectors, false);
	if (verdict == REMAP_PASS)
		return send_first(io, gen, sectors);

	remap_generation_put(gen);
	if (verdict != REMAP_WAIT)
		remap_io_end(io, status_of(verdict));
	return false;
}

/**
 * remap_take_up() - send I/O again, or what is left of it
 * @io: its record; its bio has its place on the mapped device.
 */
void remap_take_up(struct remap_io *io)
{
	struct bio *bio = io->bio;

	do {
		if (!take_up_first(io))
			return;
	} while (bio_sectors(bio));

	/* All pieces are on their way. It ends with the last of them. */
	bio_endio(bio);
}

static struct remap_io *next_io(struct remap_c *rc)
{
	struct remap_io *io;

	spin_lock_irq(&rc->space->lock);
	io = list_first_entry_or_null(&rc->again, struct remap_io, list);
	if (io) {
		list_del(&io->list);
		if (io->failed || io->kept)
			rc->nr_held--;
		io->kept = false;
	}
	spin_unlock_irq(&rc->space->lock);
	return io;
}

static void redo(struct work_struct *work)
{
	struct remap_c *rc = container_of(work, struct remap_c, redo);
	struct remap_io *io;

	while ((io = next_io(rc)))
		remap_take_up(io);
}

/**
 * remap_redo_init() - prepare a target for sending I/O again
 * @rc: the target.
 *
 * Return: 0 or -ENOMEM.
 */
int remap_redo_init(struct remap_c *rc)
{
	INIT_LIST_HEAD(&rc->again);
	INIT_WORK(&rc->redo, redo);
	return bioset_init(&rc->pieces, PIECES, offsetof(struct remap_piece, bio), 0);
}

/**
 * remap_redo_exit() - undo remap_redo_init()
 * @rc: the target, without I/O.
 */
void remap_redo_exit(struct remap_c *rc)
{
	cancel_work_sync(&rc->redo);
	bioset_exit(&rc->pieces);
}
