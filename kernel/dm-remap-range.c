// SPDX-License-Identifier: GPL-2.0-only
/*
 * The devices below: opening them, and which parts of them hold the data and
 * the spares.
 */
#include "dm-remap.h"

#include <linux/blkdev.h>

static int fail(struct remap_c *rc, char *why)
{
	rc->ti->error = why;
	return -EINVAL;
}

/**
 * remap_open_device() - take a device
 * @rc: the target.
 * @path: its name.
 * @range: where it goes.
 *
 * Return: 0 or an error, with @rc->ti->error set.
 */
int remap_open_device(struct remap_c *rc, const char *path, struct remap_range *range)
{
	int r = dm_get_device(rc->ti, path, dm_table_get_mode(rc->ti->table), &range->dev);

	if (r)
		rc->ti->error = "Device lookup failed";
	return r;
}

/**
 * remap_add_run() - parse the option "spares <dev> <start> <sectors>"
 * @rc: the target.
 * @as: what follows the option's name.
 *
 * Return: 0 or an error, with @rc->ti->error set.
 */
int remap_add_run(struct remap_c *rc, struct dm_arg_set *as)
{
	struct remap_range *run = rc->spares + rc->nr_runs;
	const char *path;
	int r;

	if (rc->nr_runs == REMAP_MAX_RUNS)
		return fail(rc, "More than seven runs of spares");
	if (as->argc < 3)
		return fail(rc, "Run of spares is not a device, a start and a length");

	path = dm_shift_arg(as);
	if (remap_parse_sectors(dm_shift_arg(as), &run->start))
		return fail(rc, "Invalid start of a run of spares");
	if (remap_parse_sectors(dm_shift_arg(as), &run->sectors))
		return fail(rc, "Invalid length of a run of spares");

	r = remap_open_device(rc, path, run);
	if (!r)
		rc->nr_runs++;
	return r;
}

/**
 * remap_close_devices() - give all devices back
 * @rc: the target, be it complete or not.
 */
void remap_close_devices(struct remap_c *rc)
{
	unsigned int run;

	/* The pool is on the data's device. */
	for (run = 1; run < rc->nr_runs; run++)
		dm_put_device(rc->ti, rc->spares[run].dev);
	if (rc->data.dev)
		dm_put_device(rc->ti, rc->data.dev);
}

static bool fits(const struct remap_range *range)
{
	sector_t size = bdev_nr_sectors(range->dev->bdev);

	return range->start <= size && range->sectors <= size - range->start;
}

static bool is_aligned(const struct remap_c *rc, sector_t sector)
{
	return !(sector & ((1 << rc->unit_shift) - 1));
}

static int check_device(struct remap_c *rc, const struct remap_range *range)
{
	if (bdev_is_zoned(range->dev->bdev))
		return fail(rc, "Zoned devices are not supported");
	if (bdev_logical_block_size(range->dev->bdev) > 1 << rc->unit_shift << SECTOR_SHIFT)
		return fail(rc, "Unit is smaller than a logical block of the device");
	return 0;
}

static int check_data(struct remap_c *rc)
{
	int r = check_device(rc, &rc->data);

	if (r)
		return r;
	if (!fits(&rc->data))
		return fail(rc, "Data range ends beyond the device");
	if (!is_aligned(rc, rc->data.start | rc->ti->begin | rc->ti->len))
		return fail(rc, "Start or length is not a multiple of the unit");
	return 0;
}

static int check_pool(struct remap_c *rc)
{
	struct remap_range *pool = rc->spares;
	sector_t size = bdev_nr_sectors(pool->dev->bdev);
	sector_t most = (sector_t)1 << REMAP_RUN_BITS << rc->unit_shift;

	if (!rc->pool_given && pool->start >= size)
		return fail(rc, "Pool begins beyond the device");
	if (!rc->pool_given)
		pool->sectors = min(round_down(size - pool->start, 1 << rc->unit_shift), most);

	if (!pool->sectors && (!rc->pool_given || rc->nr_runs == 1))
		return fail(rc, "Pool is empty");
	if (!fits(pool))
		return fail(rc, "Pool ends beyond the device");
	if (pool->sectors > most)
		return fail(rc, "Pool has more than 536870912 units");
	if (!is_aligned(rc, pool->start | pool->sectors))
		return fail(rc, "Start or length of the pool is not a multiple of the unit");
	return 0;
}

static int check_run(struct remap_c *rc, const struct remap_range *run)
{
	int r = check_device(rc, run);

	if (r)
		return r;
	if (!run->sectors)
		return fail(rc, "Run of spares is empty");
	if (!fits(run))
		return fail(rc, "Run of spares ends beyond the device");
	if (run->sectors >> rc->unit_shift > 1U << REMAP_RUN_BITS)
		return fail(rc, "Run of spares has more than 536870912 units");
	if (!is_aligned(rc, run->start | run->sectors))
		return fail(rc, "Start or length of a run of spares is not a multiple of the unit");
	return 0;
}

/* Partitions count from the beginning of their disk. */
static bool overlap(const struct remap_range *a, const struct remap_range *b)
{
	sector_t a0 = get_start_sect(a->dev->bdev) + a->start;
	sector_t b0 = get_start_sect(b->dev->bdev) + b->start;

	return a->dev->bdev->bd_disk == b->dev->bdev->bd_disk && a->sectors && b->sectors &&
	       a0 < b0 + b->sectors && b0 < a0 + a->sectors;
}

/**
 * remap_nth_range() - one of all ranges that a target uses
 * @rc: the target.
 * @n: 0 for the data, 1 for the first run of spares, up to @rc->nr_runs.
 *
 * Return: the range.
 */
const struct remap_range *remap_nth_range(const struct remap_c *rc, unsigned int n)
{
	return n ? &rc->spares[n - 1] : &rc->data;
}

static int check_overlap(struct remap_c *rc)
{
	unsigned int i, j;

	if (overlap(&rc->data, &rc->spares[0]))
		return fail(rc, "Pool overlaps the data range");
	for (i = 2; i <= rc->nr_runs; i++)
		for (j = 0; j < i; j++)
			if (overlap(remap_nth_range(rc, i), remap_nth_range(rc, j)))
				return fail(rc, "Run of spares overlaps the data or other spares");
	return 0;
}

/**
 * remap_check_ranges() - can this target use what it names?
 * @rc: the target, its table line parsed.
 *
 * Completes the pool if the table line does not tell its length.
 *
 * Return: 0 or an error, with @rc->ti->error set.
 */
int remap_check_ranges(struct remap_c *rc)
{
	unsigned int run;
	int r = check_data(rc);

	if (!r)
		r = check_pool(rc);
	for (run = 1; run < rc->nr_runs && !r; run++)
		r = check_run(rc, rc->spares + run);
	return r ? r : check_overlap(rc);
}

/**
 * remap_ranges_clash() - can these two not be in use together?
 * @a: a target.
 * @b: another.
 *
 * Could one of the two write to the other's spares, or serve the original of a
 * unit that the other has moved?
 *
 * Return: true if so.
 */
bool remap_ranges_clash(const struct remap_c *a, const struct remap_c *b)
{
	unsigned int i, j;

	for (i = 0; i <= a->nr_runs; i++)
		for (j = 0; j <= b->nr_runs; j++)
			if (overlap(remap_nth_range(a, i), remap_nth_range(b, j)))
				return true;
	return false;
}

static bool has_disk(const struct remap_c *rc, const struct gendisk *disk)
{
	unsigned int i;

	for (i = 0; i < rc->nr_disks; i++)
		if (rc->disks[i]->bd_disk == disk)
			return true;
	return false;
}

/**
 * remap_find_disks() - which disks are below?
 * @rc: the target, its ranges checked.
 *
 * Partitions of one disk share its cache: one flush is enough for them.
 */
void remap_find_disks(struct remap_c *rc)
{
	unsigned int i;

	for (i = 0; i <= rc->nr_runs; i++) {
		struct block_device *bdev = remap_nth_range(rc, i)->dev->bdev;

		if (!has_disk(rc, bdev->bd_disk))
			rc->disks[rc->nr_disks++] = bdev;
	}
}

/**
 * remap_count_spares() - the number of spares in all runs
 * @rc: the target.
 *
 * Return: their number.
 */
u64 remap_count_spares(const struct remap_c *rc)
{
	u64 sectors = 0;
	unsigned int run;

	for (run = 0; run < rc->nr_runs; run++)
		sectors += rc->spares[run].sectors;
	return sectors >> rc->unit_shift;
}
