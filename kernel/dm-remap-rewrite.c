// SPDX-License-Identifier: GPL-2.0-only
/*
 * Healing in place: the original of a unit is written again, from a copy of it
 * on a spare, while the unit's I/O waits. Many drives put a bad block in
 * order when it is written.
 *
 * It is no I/O of the mapped device: a suspend, and the target's end, wait for it
 * here, as they do for all I/O that is on its way. And so does the unit:
 * before it has ended, nobody writes to the original but this.
 */
#include "dm-remap.h"

#include <linux/dm-kcopyd.h>
#include <linux/err.h>

static void rewritten(int read_err, unsigned long write_err, void *context)
{
	struct remap_cell *cell = context;
	struct remap_c *rc = cell->rewriter;

	remap_cell_rewritten(cell, read_err ? REMAP_UNREADABLE :
				   write_err ? REMAP_UNWRITABLE : REMAP_REWRITTEN);
	if (atomic_dec_and_test(&rc->nr_rewrites))
		wake_up(&rc->rewrites_over);
}

/**
 * remap_rewrite() - begin to write a unit again
 * @rc: the target, with a daemon.
 * @cell: the unit, which has been told.
 * @spare: where the copy is.
 */
void remap_rewrite(struct remap_c *rc, struct remap_cell *cell, u32 spare)
{
	const struct remap_range *run = rc->spares + remap_run_of(spare);
	struct dm_io_region from = {
		.bdev = run->dev->bdev,
		.sector = run->start + ((sector_t)remap_place_in_run(spare) << rc->unit_shift),
		.count = 1 << rc->unit_shift,
	};
	struct dm_io_region to = {
		.bdev = rc->data.dev->bdev,
		.sector = rc->data.start + (cell->unit << rc->unit_shift),
		.count = 1 << rc->unit_shift,
	};

	dm_kcopyd_copy(rc->copier, &from, 1, &to, 0, rewritten, cell);
}

/**
 * remap_rewrite_wait() - wait for what is being written
 * @rc: the target, which begins nothing any more.
 */
void remap_rewrite_wait(struct remap_c *rc)
{
	wait_event(rc->rewrites_over, !atomic_read(&rc->nr_rewrites));
}

/**
 * remap_rewrite_init() - prepare a target for rewriting
 * @rc: the target.
 *
 * Return: 0 or an error, with @rc->ti->error set.
 */
int remap_rewrite_init(struct remap_c *rc)
{
	init_waitqueue_head(&rc->rewrites_over);
	if (!rc->managed)
		return 0;

	rc->copier = dm_kcopyd_client_create(NULL);
	if (IS_ERR(rc->copier)) {
		int r = PTR_ERR(rc->copier);

		rc->copier = NULL;
		rc->ti->error = "Cannot allocate what rewrites units";
		return r;
	}
	return 0;
}

/**
 * remap_rewrite_exit() - undo remap_rewrite_init(), as far as it went
 * @rc: the target.
 */
void remap_rewrite_exit(struct remap_c *rc)
{
	/* This waits until all have ended. */
	if (rc->copier)
		dm_kcopyd_client_destroy(rc->copier);
}
