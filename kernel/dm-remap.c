// SPDX-License-Identifier: GPL-2.0-only
/*
 * A linear target whose bad units live on spares.
 */
#include "dm-remap.h"

#include <linux/blkdev.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/slab.h>

/* How long failed I/O may be held, in seconds. */
#define DEFAULT_HOLD 90

struct workqueue_struct *remap_wq;

static const char * const mode_names[] = {
	[REMAP_OK] = "ok",
	[REMAP_LOADING] = "loading",
	[REMAP_STALLED] = "stalled",
};

static int fail(struct dm_target *ti, char *why)
{
	ti->error = why;
	return -EINVAL;
}

/*
 * One optional argument:
 * pool <sectors> | unit <sectors> | spares <dev> <start> <sectors> | managed | loading |
 * hold <seconds>
 */
static int parse_option(struct remap_c *rc, struct dm_arg_set *as)
{
	const char *name = dm_shift_arg(as);
	sector_t value;

	if (!strcasecmp(name, "managed")) {
		rc->managed = true;
		return 0;
	}
	if (!strcasecmp(name, "loading")) {
		rc->loading = true;
		return 0;
	}

	if (!strcasecmp(name, "pool")) {
		if (!as->argc || remap_parse_sectors(dm_shift_arg(as), &rc->spares[0].sectors))
			return fail(rc->ti, "Invalid length of the pool");
		rc->pool_given = true;
		return 0;
	}
	if (!strcasecmp(name, "unit")) {
		if (!as->argc || remap_parse_sectors(dm_shift_arg(as), &value) ||
		    !is_power_of_2(value) || value > REMAP_MAX_UNIT)
			return fail(rc->ti, "Unit is not a power of two from 1 to 128");
		rc->unit_shift = ilog2(value);
		return 0;
	}

	if (!strcasecmp(name, "hold")) {
		if (!as->argc || remap_parse_sectors(dm_shift_arg(as), &value) ||
		    value > REMAP_MAX_SECONDS)
			return fail(rc->ti, "Time to hold is not 0 to 600 seconds");
		rc->hold = value;
		rc->hold_given = true;
		return 0;
	}

	if (!strcasecmp(name, "spares"))
		return remap_add_run(rc, as);

	return fail(rc->ti, "Unknown optional argument");
}

static int parse_options(struct remap_c *rc, struct dm_arg_set *as)
{
	sector_t count;
	int r;

	if (!as->argc)
		return 0;
	if (remap_parse_sectors(dm_shift_arg(as), &count) || count != as->argc)
		return fail(rc->ti, "Number of optional arguments does not match their count");

	while (as->argc) {
		r = parse_option(rc, as);
		if (r)
			return r;
	}
	return 0;
}

static int join_space(struct remap_c *rc)
{
	unsigned int noio = remap_enter();
	int r = remap_space_join(rc);

	remap_leave(noio);
	return r;
}

static void leave_space(struct remap_c *rc)
{
	unsigned int noio = remap_enter();

	remap_space_leave(rc);
	remap_leave(noio);
}

static void raise_event(struct work_struct *work)
{
	struct remap_c *rc = container_of(work, struct remap_c, event);

	dm_table_event(rc->ti->table);
}

static struct remap_c *alloc_context(struct dm_target *ti)
{
	struct remap_c *rc = kzalloc(sizeof(*rc), GFP_KERNEL);

	if (!rc)
		return NULL;

	rc->ti = ti;
	INIT_WORK(&rc->event, raise_event);
	ratelimit_state_init(&rc->refusals, DEFAULT_RATELIMIT_INTERVAL,
			     DEFAULT_RATELIMIT_BURST);
	rc->hold = DEFAULT_HOLD;
	remap_park_init(rc);
	if (remap_redo_init(rc)) {
		kfree(rc);
		return NULL;
	}
	return rc;
}

/* Takes apart what there is of a target, be it complete or not. */
static void free_context(struct remap_c *rc)
{
	remap_rewrite_exit(rc);
	remap_park_exit(rc);
	remap_redo_exit(rc);
	if (rc->space)
		remap_cells_forget(rc);
	cancel_work_sync(&rc->event);
	if (rc->space)
		leave_space(rc);
	remap_close_devices(rc);
	kfree(rc);
}

static void set_features(struct dm_target *ti)
{
	struct remap_c *rc = ti->private;

	ti->num_flush_bios = rc->nr_disks;
	ti->num_discard_bios = 1;
	ti->num_write_zeroes_bios = 1;
	ti->per_io_data_size = sizeof(struct remap_io);
	/*
	 * Not secure erase: the data of a unit that has moved may still be on
	 * the original, where nobody can erase it.
	 */
}

/*
 * Construct a remap mapping:
 * <dev> <start> <spare_start> [<#opt args> <opt args>]
 */
static int remap_ctr(struct dm_target *ti, unsigned int argc, char **argv)
{
	struct dm_arg_set as = { argc, argv };
	struct remap_c *rc;
	const char *path;
	int r = -EINVAL;

	if (argc < 3)
		return fail(ti, "Invalid argument count");

	rc = alloc_context(ti);
	if (!rc) {
		ti->error = "Cannot allocate remap context";
		return -ENOMEM;
	}

	path = dm_shift_arg(&as);
	if (remap_parse_sectors(dm_shift_arg(&as), &rc->data.start)) {
		ti->error = "Invalid start of the data";
		goto bad;
	}
	if (remap_parse_sectors(dm_shift_arg(&as), &rc->spares[0].start)) {
		ti->error = "Invalid first spare sector";
		goto bad;
	}

	r = remap_open_device(rc, path, &rc->data);
	if (r)
		goto bad;
	rc->data.sectors = ti->len;
	rc->spares[0].dev = rc->data.dev;
	rc->nr_runs = 1;

	r = parse_options(rc, &as);
	if (!r)
		r = remap_rewrite_init(rc);
	if (!r)
		r = remap_check_ranges(rc);
	if (!r)
		r = join_space(rc);
	if (r)
		goto bad;
	remap_find_disks(rc);

	ti->private = rc;
	set_features(ti);
	return 0;
bad:
	free_context(rc);
	return r;
}

static void remap_dtr(struct dm_target *ti)
{
	free_context(ti->private);
}

/**
 * remap_media_class() - may this error be about the medium?
 * @status: the error.
 *
 * Many drives have no better word than IOERR.
 *
 * Return: true if so.
 */
bool remap_media_class(blk_status_t status)
{
	return status == BLK_STS_MEDIUM || status == BLK_STS_IOERR ||
	       status == BLK_STS_PROTECTION;
}

/**
 * remap_io_done() - a bio, or a piece of one, has come back from the device
 * @io: what map remembered.
 * @status: how it went.
 *
 * Written sectors become readable here and not before, so that no read can
 * get what was on the spare earlier. And not later: a unit is quiet when all is done.
 * A daemon says itself when they do, see remap_cell_cured().
 */
void remap_io_done(struct remap_io *io, blk_status_t status)
{
	struct remap_generation *gen = io->gen;

	if (likely(!status)) {
		if (unlikely(io->nr_cured) && !io->rc->managed)
			remap_space_cure(io->rc->space, io->cured, io->nr_cured);
	} else if (remap_media_class(status) && !io->refused) {
		schedule_work(&io->rc->event);
	}

	if (likely(gen)) {
		io->gen = NULL;
		remap_generation_put(gen);
	}
}

static void place_read(struct remap_c *rc, struct remap_place *place, u64 spare)
{
	bool unreadable;

	place->sectors = remap_space_marks(rc->space, spare, place->sectors, &unreadable);
	if (unreadable)
		place->status = BLK_STS_IOERR;
}

/* A daemon would have to be waited for. */
static void place_write(struct remap_c *rc, const struct bio *bio, struct remap_place *place,
			u64 spare)
{
	if (remap_space_readable(rc->space, spare, place->sectors))
		return;

	if (rc->managed && bio->bi_opf & REQ_NOWAIT)
		place->status = BLK_STS_AGAIN;
	place->cured = spare;
	place->nr_cured = place->sectors;
}

/* The block layer writes real zeros if it is told that there is no other way. */
static void place_write_zeroes(struct remap_c *rc, struct remap_place *place, u64 spare)
{
	if (!remap_space_readable(rc->space, spare, place->sectors))
		place->status = BLK_STS_NOTSUPP;
}

static sector_t sector_in_run(const struct remap_c *rc, u64 spare)
{
	return spare & (((sector_t)1 << REMAP_RUN_BITS << rc->unit_shift) - 1);
}

static void place_on_spare(struct remap_c *rc, const struct bio *bio, struct remap_place *place,
			   u64 spare)
{
	const struct remap_range *run = rc->spares + remap_run_of(spare >> rc->unit_shift);

	place->mapped = true;
	place->bdev = run->dev->bdev;
	place->sector = run->start + sector_in_run(rc, spare);

	switch (bio_op(bio)) {
	case REQ_OP_READ:
		place_read(rc, place, spare);
		break;
	case REQ_OP_WRITE:
		place_write(rc, bio, place, spare);
		break;
	case REQ_OP_WRITE_ZEROES:
		place_write_zeroes(rc, place, spare);
		break;
	default:
		break;	/* a discard promises nothing and cures nothing */
	}
}

/**
 * remap_find_place() - where does the beginning of a bio go?
 * @rc: the target.
 * @bio: a bio with sectors, as the device mapper gave it to us.
 * @sectors: how many of them to look at.
 * @place: the answer.
 */
void remap_find_place(struct remap_c *rc, const struct bio *bio, unsigned int sectors,
		      struct remap_place *place)
{
	sector_t offset = dm_target_offset(rc->ti, bio->bi_iter.bi_sector);
	struct remap_stretch stretch;

	remap_space_first_stretch(rc->space, offset, sectors, &stretch);

	memset(place, 0, sizeof(*place));
	place->sectors = stretch.sectors;
	if (stretch.mapped) {
		place_on_spare(rc, bio, place, stretch.spare);
	} else {
		place->bdev = rc->data.dev->bdev;
		place->sector = rc->data.start + offset;
	}
}

static int refuse_bio(struct remap_c *rc, struct bio *bio, blk_status_t status)
{
	if (status == BLK_STS_IOERR) {
		this_cpu_inc(rc->space->stats->failed);
		return DM_MAPIO_KILL;
	}
	bio->bi_status = status;
	bio_endio(bio);
	return DM_MAPIO_SUBMITTED;
}

static int stop_bio(struct remap_c *rc, struct bio *bio, enum remap_verdict verdict)
{
	switch (verdict) {
	case REMAP_REFUSE:
		return refuse_bio(rc, bio, BLK_STS_IOERR);
	case REMAP_REQUEUE:
		return DM_MAPIO_REQUEUE;
	case REMAP_WOULD_BLOCK:
		bio_wouldblock_error(bio);
		return DM_MAPIO_SUBMITTED;
	default:
		return DM_MAPIO_SUBMITTED;
	}
}

static int map_place(struct remap_c *rc, struct bio *bio, struct remap_io *io,
		     unsigned int sectors)
{
	struct remap_place place;

	remap_find_place(rc, bio, sectors, &place);
	remap_count(rc->space, bio, place.sectors, place.sectors == bio_sectors(bio));
	if (place.mapped)
		this_cpu_inc(rc->space->stats->remapped);
	if (place.sectors < bio_sectors(bio))
		dm_accept_partial_bio(bio, place.sectors);
	if (place.status)
		return refuse_bio(rc, bio, place.status);

	io->iter = bio->bi_iter;
	io->cured = place.cured;
	io->nr_cured = place.nr_cured;
	bio_set_dev(bio, place.bdev);
	bio->bi_iter.bi_sector = place.sector;
	return DM_MAPIO_REMAPPED;
}

/*
 * The way of the few: a bio that may have a mapping or a quiesced unit in it. The
 * many do not pay for it.
 */
static noinline int map_slowly(struct remap_c *rc, struct bio *bio, struct remap_io *io,
			       struct remap_generation *gen)
{
	unsigned int sectors = bio_sectors(bio);
	enum remap_verdict verdict = remap_cell_gate(io, bio, &sectors, true);
	int r = DM_MAPIO_SUBMITTED;

	/* What waits may be on its way already: it is no longer ours. */
	if (verdict == REMAP_PASS) {
		r = map_place(rc, bio, io, sectors);
		if (r == DM_MAPIO_REMAPPED) {
			io->gen = gen;
			return r;
		}
	} else {
		r = stop_bio(rc, bio, verdict);
	}
	remap_generation_put(gen);
	return r;
}

static void record(struct remap_io *io, struct remap_c *rc, const struct bio *bio)
{
	io->rc = rc;
	io->gen = NULL;
	io->iter = bio->bi_iter;
	io->opf = bio->bi_opf;
	io->flags = bio->bi_flags;
	io->failed = BLK_STS_OK;
	io->refused = false;
	io->counted = false;
	io->timed = false;
	io->cut = false;
	io->parent = false;
	io->piece = false;
	io->kept = false;
	io->nr_cured = 0;
}

static int remap_map(struct dm_target *ti, struct bio *bio)
{
	struct remap_c *rc = ti->private;
	struct remap_space *space = rc->space;
	struct remap_io *io = dm_per_bio_data(bio, sizeof(*io));
	struct remap_generation *gen;
	unsigned int sectors;
	sector_t offset;

	record(io, rc, bio);
	if (unlikely(!bio_sectors(bio))) {
		bio_set_dev(bio, rc->disks[dm_bio_get_target_bio_nr(bio)]);
		return DM_MAPIO_REMAPPED;
	}

	/* Pairs with the release in remap_park_go(): "ok" means all mappings. */
	if (unlikely(smp_load_acquire(&space->mode) != REMAP_OK))
		return remap_park(rc, bio);

	gen = remap_generation_get(space);
	offset = dm_target_offset(ti, bio->bi_iter.bi_sector);
	sectors = bio_sectors(bio);
	if (unlikely(remap_space_touches(space, offset, sectors)))
		return map_slowly(rc, bio, io, gen);

	io->gen = gen;
	remap_count(space, bio, sectors, true);
	bio_set_dev(bio, rc->data.dev->bdev);
	bio->bi_iter.bi_sector = rc->data.start + offset;
	return DM_MAPIO_REMAPPED;
}

static bool is_refusal(blk_status_t status)
{
	return status == BLK_STS_NOTSUPP || status == BLK_STS_AGAIN ||
	       status == BLK_STS_DM_REQUEUE;
}

static int remap_end_io(struct dm_target *ti, struct bio *bio, blk_status_t *error)
{
	struct remap_io *io = dm_per_bio_data(bio, sizeof(*io));

	if (likely(!*error && !io->nr_cured)) {
		if (likely(io->gen))
			remap_generation_put(io->gen);
		return DM_ENDIO_DONE;
	}
	if (remap_hold(io, bio, error))
		return DM_ENDIO_INCOMPLETE;
	if (*error && !is_refusal(*error))
		this_cpu_inc(io->rc->space->stats->failed);
	remap_io_done(io, *error);
	return DM_ENDIO_DONE;
}

static void emit_info(struct remap_c *rc, char *result, unsigned int maxlen)
{
	struct remap_space *space = rc->space;
	struct remap_stats sum;
	unsigned int sz = 0;

	remap_space_sum(space, &sum);
	DMEMIT("%s %u %zu/%llu %lld", mode_names[READ_ONCE(space->mode)],
	       1 << rc->unit_shift, remap_space_count(space),
	       (unsigned long long)remap_count_spares(rc),
	       (long long)atomic64_read(&space->nr_unreadable));
	DMEMIT(" %llu %llu %llu %llu %llu %llu",
	       sum.requests[READ], sum.sectors[READ],
	       sum.requests[WRITE], sum.sectors[WRITE], sum.remapped, sum.failed);
	DMEMIT(" %u %llu", READ_ONCE(rc->nr_held),
	       (unsigned long long)READ_ONCE(space->total_held));
}

static void emit_table(struct remap_c *rc, char *result, unsigned int maxlen)
{
	unsigned int args = 2 * rc->pool_given + 2 * !!rc->unit_shift + 4 * (rc->nr_runs - 1) +
			    rc->managed + rc->loading + 2 * rc->hold_given;
	unsigned int sz = 0;
	unsigned int run;

	DMEMIT("%s %llu %llu", rc->data.dev->name, (unsigned long long)rc->data.start,
	       (unsigned long long)rc->spares[0].start);
	if (args)
		DMEMIT(" %u", args);
	if (rc->pool_given)
		DMEMIT(" pool %llu", (unsigned long long)rc->spares[0].sectors);
	if (rc->unit_shift)
		DMEMIT(" unit %u", 1 << rc->unit_shift);
	for (run = 1; run < rc->nr_runs; run++)
		DMEMIT(" spares %s %llu %llu", rc->spares[run].dev->name,
		       (unsigned long long)rc->spares[run].start,
		       (unsigned long long)rc->spares[run].sectors);
	if (rc->managed)
		DMEMIT(" managed");
	if (rc->loading)
		DMEMIT(" loading");
	if (rc->hold_given)
		DMEMIT(" hold %u", rc->hold);
}

static void emit_ima(struct remap_c *rc, char *result, unsigned int maxlen)
{
	unsigned int sz = 0;
	unsigned int run;

	DMEMIT_TARGET_NAME_VERSION(rc->ti->type);
	DMEMIT(",device_name=%s,start=%llu,spare_start=%llu,pool=%llu,unit=%u",
	       rc->data.dev->name, (unsigned long long)rc->data.start,
	       (unsigned long long)rc->spares[0].start,
	       (unsigned long long)rc->spares[0].sectors, 1 << rc->unit_shift);
	for (run = 1; run < rc->nr_runs; run++)
		DMEMIT(",spares_device_%u=%s,spares_start_%u=%llu,spares_sectors_%u=%llu",
		       run, rc->spares[run].dev->name,
		       run, (unsigned long long)rc->spares[run].start,
		       run, (unsigned long long)rc->spares[run].sectors);
	DMEMIT(",managed=%c,loading=%c,hold=%u;", rc->managed ? 'y' : 'n',
	       rc->loading ? 'y' : 'n', rc->hold);
}

static void remap_status(struct dm_target *ti, status_type_t type, unsigned int status_flags,
			 char *result, unsigned int maxlen)
{
	switch (type) {
	case STATUSTYPE_INFO:
		emit_info(ti->private, result, maxlen);
		break;
	case STATUSTYPE_TABLE:
		emit_table(ti->private, result, maxlen);
		break;
	case STATUSTYPE_IMA:
		emit_ima(ti->private, result, maxlen);
		break;
	}
}

static void remap_presuspend(struct dm_target *ti)
{
	remap_park_suspend(ti->private);
	remap_cells_suspend(ti->private);
}

static void remap_postsuspend(struct dm_target *ti)
{
	remap_rewrite_wait(ti->private);
}

static void remap_presuspend_undo(struct dm_target *ti)
{
	remap_park_undo(ti->private);
}

static void remap_resume(struct dm_target *ti)
{
	remap_park_resume(ti->private);
	remap_cells_resume(ti->private);
}

static int remap_iterate_devices(struct dm_target *ti, iterate_devices_callout_fn fn, void *data)
{
	struct remap_c *rc = ti->private;
	unsigned int i;
	int r = 0;

	for (i = 0; i <= rc->nr_runs && !r; i++) {
		const struct remap_range *range = remap_nth_range(rc, i);

		if (range->sectors)
			r = fn(ti, range->dev, range->start, range->sectors, data);
	}
	return r;
}

/*
 * What is not here would bypass the mappings: prepare_ioctl (SG_IO), DAX,
 * zones. Integrity metadata and inline encryption are left to the layers
 * above and below.
 */
static struct target_type remap_target = {
	.name = "remap",
	.version = {1, 0, 0},
	.features = DM_TARGET_NOWAIT,
	.module = THIS_MODULE,
	.ctr = remap_ctr,
	.dtr = remap_dtr,
	.map = remap_map,
	.end_io = remap_end_io,
	.presuspend = remap_presuspend,
	.postsuspend = remap_postsuspend,
	.presuspend_undo = remap_presuspend_undo,
	.resume = remap_resume,
	.status = remap_status,
	.message = remap_message,
	.iterate_devices = remap_iterate_devices,
};

static int __init remap_init(void)
{
	int r;

	remap_wq = alloc_workqueue("dm_remap", WQ_MEM_RECLAIM, 0);
	if (!remap_wq)
		return -ENOMEM;

	r = dm_register_target(&remap_target);
	if (r)
		destroy_workqueue(remap_wq);
	return r;
}

static void __exit remap_exit(void)
{
	dm_unregister_target(&remap_target);
	destroy_workqueue(remap_wq);
}

module_init(remap_init);
module_exit(remap_exit);

MODULE_DESCRIPTION(DM_NAME " target that keeps bad units on spares");
MODULE_AUTHOR("The remapd authors");
MODULE_LICENSE("GPL");
