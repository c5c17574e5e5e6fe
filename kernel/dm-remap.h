/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The remap target: a linear range of a device, some units of which live
 * on spares of the same device or of others.
 *
 * dm-remap.c          the target itself: table line, status, the way of a bio
 * dm-remap-range.c    the devices below, and what parts of them it may use
 * dm-remap-space.c    which unit lives on which spare, and what is unreadable
 * dm-remap-index.c    the mappings in order
 * dm-remap-park.c     I/O that waits while the mappings are being loaded
 * dm-remap-cell.c     units under attention: their I/O is held, kept, or waits
 * dm-remap-drain.c    when is the I/O over that was under way?
 * dm-remap-redo.c     I/O that failed or waited goes again
 * dm-remap-rewrite.c  a unit is written again
 * dm-remap-message.c  the messages
 */
#ifndef DM_REMAP_H
#define DM_REMAP_H

#include <linux/atomic.h>
#include <linux/bio.h>
#include <linux/bitops.h>
#include <linux/device-mapper.h>
#include <linux/list.h>
#include <linux/percpu-refcount.h>
#include <linux/percpu.h>
#include <linux/ratelimit.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

struct dm_kcopyd_client;
struct remap_index;

#define DM_MSG_PREFIX "remap"

/* A unit's unreadable sectors must fit a mask that fits two words. */
#define REMAP_MAX_UNIT 128

/* Runs of spares: the pool, and those that are named by an option. */
#define REMAP_MAX_RUNS 8

/*
 * A spare is a number: in these low bits its place in the run, counted in
 * units, in those above them the number of the run. So any run may grow.
 */
#define REMAP_RUN_BITS 29

/*
 * Bits of the filter in front of the index: 8 KiB to 2 MiB for each space. With so many
 * for each spare, few I/O searches in vain even when all spares are in use.
 */
#define REMAP_MIN_REGIONS 65536
#define REMAP_MAX_REGIONS BIT(24)
#define REMAP_REGIONS_PER_SPARE 8

/* And of the filter in front of that one: 4 KiB. */
#define REMAP_MAX_DISTRICTS 32768

/* Units under attention in each space, and pieces of I/O held by each target. */
#define REMAP_MAX_CELLS 256
#define REMAP_MAX_HELD 256

/* Units that are rewritten at a time; as many as kcopyd has memory for. */
#define REMAP_MAX_REWRITES 8

/* For how long I/O may be held, units be quiesced and targets be attended. */
#define REMAP_MAX_SECONDS 600

/**
 * enum remap_mode - may the mappings be trusted to be complete?
 * @REMAP_OK: they are; I/O is mapped.
 * @REMAP_LOADING: not yet; I/O is parked.
 * @REMAP_STALLED: nobody said "go" in time; I/O fails until somebody does.
 */
enum remap_mode { REMAP_OK, REMAP_LOADING, REMAP_STALLED };

/**
 * enum remap_cell_state - what happens to the I/O of a unit under attention
 * @REMAP_CELL_FAULT: what failed is held, all else passes.
 * @REMAP_CELL_DRAINING: new I/O waits, what was under way is not over yet.
 * @REMAP_CELL_QUIET: new I/O waits, there is none under way.
 * @REMAP_CELL_PREPARED: as quiet, but there may be a record of where the unit
 *	is going to live, so that its original must not be used any longer.
 * @REMAP_CELL_FENCED: who prepared it has gone: all I/O fails.
 */
enum remap_cell_state {
	REMAP_CELL_FAULT,
	REMAP_CELL_DRAINING,
	REMAP_CELL_QUIET,
	REMAP_CELL_PREPARED,
	REMAP_CELL_FENCED,
};

/**
 * enum remap_rewriting - what has become of rewriting a unit
 * @REMAP_NOT_REWRITTEN: nobody wanted it.
 * @REMAP_REWRITING: it is being written.
 * @REMAP_REWRITTEN: it has been written.
 * @REMAP_UNWRITABLE: the original cannot be written.
 * @REMAP_UNREADABLE: the copy cannot be read; the original may be as it was.
 */
enum remap_rewriting {
	REMAP_NOT_REWRITTEN,
	REMAP_REWRITING,
	REMAP_REWRITTEN,
	REMAP_UNWRITABLE,
	REMAP_UNREADABLE,
};

/**
 * enum remap_verdict - what the cells say to a bio
 * @REMAP_PASS: go on.
 * @REMAP_WAIT: it waits; it belongs to the cell now.
 * @REMAP_REFUSE: it must fail.
 * @REMAP_WOULD_BLOCK: it would have to wait, which it may not.
 * @REMAP_REQUEUE: it must come again after the suspend.
 */
enum remap_verdict {
	REMAP_PASS,
	REMAP_WAIT,
	REMAP_REFUSE,
	REMAP_WOULD_BLOCK,
	REMAP_REQUEUE,
};

/**
 * struct remap_stats - what has passed since the space came to be
 * @requests: reads and writes as they were submitted, by data direction.
 * @sectors: their sectors.
 * @remapped: reads and writes that went to a spare, in the pieces they went in.
 * @failed: reads and writes that ended in an error, whoever said no.
 */
struct remap_stats {
	u64 requests[2];
	u64 sectors[2];
	u64 remapped;
	u64 failed;
};

/**
 * struct remap_mapping - a unit and the spare it lives on
 * @unit: the unit, counted from the target's start.
 * @spare: the spare, see REMAP_RUN_BITS.
 * @unreadable: a bit for each of its sectors that holds no valid data.
 */
struct remap_mapping {
	u64 unit;
	u32 spare;
	u64 unreadable[REMAP_MAX_UNIT / 64];
};

/**
 * struct remap_key - what must be equal for two tables to share their mappings
 * @md: the mapped device.
 * @dev: the device that holds the data.
 * @start: first sector of the data on it.
 * @unit_shift: size of a unit.
 */
struct remap_key {
	struct mapped_device *md;
	dev_t dev;
	sector_t start;
	unsigned int unit_shift;
};

/**
 * struct remap_generation - I/O that is on its way to a device
 * @ref: counts it. Its own reference is given up when it is to be drained.
 * @space: whose I/O it is.
 */
struct remap_generation {
	struct percpu_ref ref;
	struct remap_space *space;
};

/**
 * struct remap_cell - a unit under attention
 * @list: member of the space's cells, or of its free ones.
 * @unit: the unit, counted from the target's start.
 * @state: enum remap_cell_state.
 * @token: whoever names it may go on; no token is 0.
 * @deadline: when the token lapses, in jiffies.
 * @draining: the generation that drains now is the last that may have I/O of it.
 * @pinned: a message is at work on it: it does not lapse now.
 * @rewriting: enum remap_rewriting.
 * @rewriter: the target that rewrites it, or did.
 * @held: I/O that failed, in the order of its failing.
 * @waiting: I/O that waits.
 * @kept: writes that have been completed on the spare, and are acknowledged when
 *	it is recorded that what they wrote can be read.
 * @written: a bit for each unreadable sector that was written by such a write.
 * @nr_held: length of @held, by data direction.
 * @nr_waiting: length of @waiting.
 */
struct remap_cell {
	struct list_head list;
	u64 unit;
	enum remap_cell_state state;
	u64 token;
	unsigned long deadline;
	bool draining;
	bool pinned;
	enum remap_rewriting rewriting;
	struct remap_c *rewriter;
	struct list_head held;
	struct list_head waiting;
	struct list_head kept;
	u64 written[REMAP_MAX_UNIT / 64];
	unsigned int nr_held[2];
	unsigned int nr_waiting;
};

/**
 * struct remap_cell_info - what may be told of a cell
 * @unit: as in struct remap_cell, as all of these.
 * @state: see there.
 * @rewriting: see there.
 * @nr_held: see there.
 * @nr_waiting: see there.
 */
struct remap_cell_info {
	u64 unit;
	enum remap_cell_state state;
	enum remap_rewriting rewriting;
	unsigned int nr_held[2];
	unsigned int nr_waiting;
};

/**
 * struct remap_space - the mappings of one device, shared by its tables
 * @mode: enum remap_mode.
 * @region_mask: number of regions, a power of two, less one.
 * @region_shift: log2 of the sectors in a region.
 * @district_mask: number of districts, a power of two, less one.
 * @district_shift: log2 of the sectors in a district.
 * @filtered: there is a bit in @regions.
 * @index: the mappings, NULL when there are none.
 * @regions: a bit for each region (modulo) with a mapping in it, or a unit that
 *	was quiesced, so that most I/O to a device with mappings never searches.
 * @districts: a bit for each district with such a region in it. They are few enough
 *	to stay in the cache, and while there are not very many mappings most I/O
 *	needs to know no more.
 * @generation: what I/O belongs to that begins now.
 * @nr_gates: cells that do not let all I/O pass.
 * @attended: somebody listens, so failed I/O may be held.
 * @stats: counters. This and what is above is all that most I/O needs.
 * @key: whose mappings they are.
 * @list: all spaces.
 * @users: the targets that share this one: the live table's and, from load to
 *	resume, the next one's.
 * @deadline: when loading must be done, in jiffies; 0 before the first resume.
 * @used: a bit for each spare in use.
 * @unreadable: a bit for each sector of the spares that holds no valid data.
 *	Both are sparse bitmaps: pages in an xarray. They do not move when the
 *	index is copied, so a mark can be cleared at the end of a write
 *	without a lock. Where a daemon owns the mappings, @lock is held.
 * @next: for each run, no spare of it before this one is free.
 * @end: for each run, one past its highest spare in use; 0 if there is none.
 * @nr_unreadable: number of bits set in @unreadable.
 * @lock: protects the cells and all that is below. It is taken where I/O ends.
 * @cells: units under attention, in rising order.
 * @free_cells: those that are not in use.
 * @cell_array: all of them.
 * @live: the target that was resumed last: its device gets the events.
 * @attended_until: for how long, in jiffies.
 * @clock: ends what has lasted long enough.
 * @generations: the current one, and the one before.
 * @draining: the one before, while it is not over.
 * @drained: it is over.
 * @drain: makes one the one before.
 * @settled: woken when nothing drains.
 * @total_held: pieces of I/O that were held.
 *
 * Mappings are changed under remap_lock only, marks are cleared under none.
 */
struct remap_space {
	int mode;
	unsigned int region_mask;
	unsigned int region_shift;
	unsigned int district_mask;
	unsigned int district_shift;
	bool filtered;
	bool attended;
	unsigned int nr_gates;
	struct remap_index __rcu *index;
	unsigned long *regions;
	unsigned long *districts;
	struct remap_generation *generation;
	struct remap_stats __percpu *stats;

	struct remap_key key;
	struct list_head list;
	struct list_head users;
	unsigned long deadline;
	struct xarray used;
	struct xarray unreadable;
	u32 next[REMAP_MAX_RUNS];
	u32 end[REMAP_MAX_RUNS];
	atomic64_t nr_unreadable;

	spinlock_t lock; /* see above */
	struct list_head cells;
	struct list_head free_cells;
	struct remap_cell *cell_array;
	struct remap_c *live;
	unsigned long attended_until;
	struct delayed_work clock;
	struct remap_generation generations[2];
	struct remap_generation *draining;
	bool drained;
	struct work_struct drain;
	wait_queue_head_t settled;
	u64 total_held;
};

/**
 * struct remap_limits - what every table that shares some mappings can hold
 * @units: units of the smallest.
 * @spares: spares of each run, where it is smallest; 0 where it is elsewhere.
 */
struct remap_limits {
	u64 units;
	u32 spares[REMAP_MAX_RUNS];
};

/**
 * struct remap_stretch - what the first sectors of a range have in common
 * @sectors: how many they are.
 * @mapped: they live on a spare.
 * @spare: if so, their first sector: the spare's number by the sectors of a
 *	unit, and the place within.
 */
struct remap_stretch {
	unsigned int sectors;
	bool mapped;
	u64 spare;
};

/**
 * struct remap_range - a part of a device
 * @dev: the device.
 * @start: first sector on it.
 * @sectors: their number.
 */
struct remap_range {
	struct dm_dev *dev;
	sector_t start;
	sector_t sectors;
};

/**
 * struct remap_c - a target
 * @ti: the device mapper's view of it.
 * @data: where the data is.
 * @unit_shift: log2 of the sectors in a unit.
 * @space: the mappings.
 * @spares: the runs of spares, in whole units. The first is the pool, on the
 *	data's device, and may be empty.
 * @nr_runs: number of runs, at least 1.
 * @disks: a device on each disk below, which is what flushes go to.
 * @nr_disks: their number.
 * @pool_given: the table line names the pool's length.
 * @managed: a daemon owns the mappings.
 * @loading: the table line says that they are to be loaded first.
 * @hold_given: the table line says for how long failed I/O may be held.
 * @hold: for how long, in seconds.
 * @peers: member of @space->users.
 * @lock: protects @suspending, @parked and the change of @space->mode.
 * @suspending: nothing may be parked, a suspend is waiting for it.
 * @parked: bios waiting for "go".
 * @replay: takes them up again.
 * @deadline: gives them up.
 * @again: I/O that failed or waited, and goes again; under the space's lock.
 * @nr_held: I/O that is held or kept, or was and is in @again; likewise.
 * @redo: takes it up.
 * @pieces: for bios that are split then.
 * @copier: rewrites units, if there is a daemon.
 * @nr_rewrites: the units that it is at.
 * @rewrites_over: woken when there are none.
 * @event: raises a dm event, which takes a mutex.
 * @refusals: refused messages are logged at this rate.
 */
struct remap_c {
	struct dm_target *ti;
	struct remap_range data;
	unsigned int unit_shift;
	struct remap_space *space;
	struct remap_range spares[REMAP_MAX_RUNS];
	unsigned int nr_runs;
	struct block_device *disks[1 + REMAP_MAX_RUNS];
	unsigned int nr_disks;
	bool pool_given;
	bool managed;
	bool loading;
	bool hold_given;
	unsigned int hold;

	struct list_head peers;

	spinlock_t lock; /* see above */
	bool suspending;
	struct bio_list parked;
	struct work_struct replay;
	struct delayed_work deadline;

	struct list_head again;
	unsigned int nr_held;
	struct work_struct redo;
	struct bio_set pieces;

	struct dm_kcopyd_client *copier;
	atomic_t nr_rewrites;
	wait_queue_head_t rewrites_over;

	struct work_struct event;
	struct ratelimit_state refusals;
};

/**
 * struct remap_io - a bio, and what its end must know
 * @rc: the target.
 * @gen: the generation it is in while it is on its way to a device, or NULL.
 * @iter: what of the bio it is, in sectors of the mapped device.
 * @opf: the bio's flags as they came.
 * @flags: its other flags as they came.
 * @failed: the error it is held with, or 0.
 * @refused: it was the target that said no, not the device.
 * @counted: it counts as a request already.
 * @timed: @deadline is set.
 * @cut: it goes again unit by unit.
 * @parent: pieces of it go on their own, it only waits for them.
 * @piece: it is such a piece.
 * @kept: it is a write that has been completed, and waits for the record of that.
 * @nr_cured: number of sectors that become readable if it succeeds; mostly 0.
 * @cured: the first of them.
 * @bio: the bio; this and what follows, from when it is held or waits.
 * @list: member of a cell, or of @rc->again.
 * @deadline: how long it may be held at most, in jiffies.
 */
struct remap_io {
	struct remap_c *rc;
	struct remap_generation *gen;
	struct bvec_iter iter;
	blk_opf_t opf;
	unsigned short flags;
	blk_status_t failed;
	u8 refused:1;
	u8 counted:1;
	u8 timed:1;
	u8 cut:1;
	u8 parent:1;
	u8 piece:1;
	u8 kept:1;
	unsigned int nr_cured;
	u64 cured;

	struct bio *bio;
	struct list_head list;
	unsigned long deadline;
};

/**
 * struct remap_place - where the first sectors of a bio go
 * @sectors: how many they are.
 * @bdev: the device.
 * @sector: where on it.
 * @status: or why they go nowhere.
 * @mapped: it is a spare.
 * @nr_cured: see struct remap_io.
 * @cured: likewise.
 */
struct remap_place {
	unsigned int sectors;
	struct block_device *bdev;
	sector_t sector;
	blk_status_t status;
	bool mapped;
	unsigned int nr_cured;
	u64 cured;
};

/* dm-remap.c */
extern struct workqueue_struct *remap_wq;
void remap_find_place(struct remap_c *rc, const struct bio *bio, unsigned int sectors,
		      struct remap_place *place);
void remap_io_done(struct remap_io *io, blk_status_t status);
bool remap_media_class(blk_status_t status);

/* dm-remap-range.c */
int remap_open_device(struct remap_c *rc, const char *path, struct remap_range *range);
int remap_add_run(struct remap_c *rc, struct dm_arg_set *as);
void remap_close_devices(struct remap_c *rc);
int remap_check_ranges(struct remap_c *rc);
void remap_find_disks(struct remap_c *rc);
const struct remap_range *remap_nth_range(const struct remap_c *rc, unsigned int n);
bool remap_ranges_clash(const struct remap_c *a, const struct remap_c *b);
u64 remap_count_spares(const struct remap_c *rc);

/* dm-remap-space.c */
extern struct mutex remap_lock;
unsigned int remap_enter(void);
void remap_leave(unsigned int noio);
int remap_space_join(struct remap_c *rc);
void remap_space_leave(struct remap_c *rc);
bool remap_space_contested(struct remap_c *rc);
void remap_space_watch(struct remap_space *space, u64 unit);
bool remap_space_touches_any(const struct remap_space *space, u64 first, u64 last);
void remap_space_limits(struct remap_c *rc, struct remap_limits *limits);
bool remap_space_find_spare(struct remap_space *space, const struct remap_limits *limits,
			    u32 *spare);
bool remap_space_spare_used(struct remap_space *space, u32 spare);
int remap_space_insert(struct remap_space *space, const struct remap_mapping *add, size_t nr);
int remap_space_move(struct remap_space *space, u32 from, const struct remap_mapping *to);
int remap_space_remove(struct remap_space *space, u64 unit, u32 spare);
bool remap_space_next(struct remap_space *space, u64 *unit, u32 *spare);
bool remap_space_lookup(struct remap_space *space, u64 unit, u32 *spare);
size_t remap_space_count(struct remap_space *space);
void remap_space_first_stretch(struct remap_space *space, sector_t offset,
			       unsigned int sectors, struct remap_stretch *stretch);
unsigned int remap_space_marks(struct remap_space *space, u64 spare, unsigned int sectors,
			       bool *unreadable);
bool remap_space_readable(struct remap_space *space, u64 spare, unsigned int sectors);
void remap_space_marks_of_unit(struct remap_space *space, u32 spare, u64 *mask);
void remap_space_cure(struct remap_space *space, u64 spare, unsigned int sectors);
void remap_space_cure_unit(struct remap_space *space, u32 spare, const u64 *mask);
void remap_space_sum(struct remap_space *space, struct remap_stats *sum);

/* dm-remap-index.c */
bool remap_index_find(const struct remap_index *index, u64 *unit, u32 *spare);
size_t remap_index_count(const struct remap_index *index);
u64 remap_index_last(const struct remap_index *index);
int remap_index_add(struct remap_index __rcu **slot, const struct remap_mapping *add, size_t nr);
int remap_index_move(struct remap_index __rcu **slot, u64 unit, u32 spare);
int remap_index_remove(struct remap_index __rcu **slot, u64 unit);
void remap_index_free(struct remap_index *index);

/* dm-remap-park.c */
void remap_park_init(struct remap_c *rc);
void remap_park_exit(struct remap_c *rc);
int remap_park(struct remap_c *rc, struct bio *bio);
void remap_park_suspend(struct remap_c *rc);
void remap_park_resume(struct remap_c *rc);
void remap_park_undo(struct remap_c *rc);
void remap_park_go(struct remap_c *rc);

/* dm-remap-cell.c */
int remap_cells_init(struct remap_space *space);
void remap_cells_exit(struct remap_space *space);
void remap_cells_resume(struct remap_c *rc);
void remap_cells_suspend(struct remap_c *rc);
void remap_cells_forget(struct remap_c *rc);
bool remap_cells_to_drain(struct remap_space *space);
void remap_cells_drained(struct remap_space *space);
void remap_cells_expire(struct remap_space *space);
bool remap_cells_last_gate(struct remap_space *space, u64 *unit);
enum remap_verdict remap_cell_gate(struct remap_io *io, struct bio *bio, unsigned int *sectors,
				   bool in_map);
bool remap_cell_hold(struct remap_io *io, blk_status_t status);
bool remap_cell_keep(struct remap_io *io);
bool remap_cell_next_written(struct remap_space *space, u64 *unit, u64 *mask);
int remap_cell_cured(struct remap_space *space, u64 unit, u32 spare, const u64 *mask);
bool remap_cell_closed(struct remap_space *space, u64 unit);
bool remap_cell_next(struct remap_space *space, u64 unit, struct remap_cell_info *info);
void remap_cells_attend(struct remap_space *space, unsigned int seconds);
int remap_cell_quiesce(struct remap_space *space, u64 unit, u64 token, unsigned int seconds,
		       bool take);
int remap_cell_renew(struct remap_space *space, u64 token, unsigned int seconds);
int remap_cell_prepare(struct remap_space *space, u64 token);
int remap_cell_withdraw(struct remap_space *space, u64 token);
int remap_cell_release(struct remap_space *space, u64 token);
int remap_cell_pin(struct remap_space *space, u64 token, u64 *unit);
void remap_cell_unpin(struct remap_space *space, u64 token, bool moved);
int remap_cell_rewrite(struct remap_c *rc, u64 token, struct remap_cell **cell);
void remap_cell_rewritten(struct remap_cell *cell, enum remap_rewriting how);
int remap_cell_retry(struct remap_space *space, u64 unit);
void remap_cell_fail(struct remap_space *space, u64 unit);

/* dm-remap-drain.c */
int remap_drain_init(struct remap_space *space);
void remap_drain_exit(struct remap_space *space);

/* dm-remap-redo.c */
int remap_redo_init(struct remap_c *rc);
void remap_redo_exit(struct remap_c *rc);
void remap_take_up(struct remap_io *io);
void remap_io_end(struct remap_io *io, blk_status_t status);
bool remap_hold(struct remap_io *io, struct bio *bio, blk_status_t *status);

/* dm-remap-rewrite.c */
int remap_rewrite_init(struct remap_c *rc);
void remap_rewrite_exit(struct remap_c *rc);
void remap_rewrite(struct remap_c *rc, struct remap_cell *cell, u32 spare);
void remap_rewrite_wait(struct remap_c *rc);

/* dm-remap-message.c */
int remap_message(struct dm_target *ti, unsigned int argc, char **argv,
		  char *result, unsigned int maxlen);
int remap_parse_sectors(const char *arg, sector_t *value);

static inline unsigned int remap_run_of(u32 spare)
{
	return spare >> REMAP_RUN_BITS;
}

static inline u32 remap_place_in_run(u32 spare)
{
	return spare & ((1U << REMAP_RUN_BITS) - 1);
}

static inline u32 remap_spare(unsigned int run, u32 place)
{
	return run << REMAP_RUN_BITS | place;
}

/**
 * remap_generation_get() - I/O begins
 * @space: whose.
 *
 * Return: the generation that it is in, for remap_generation_put() at its end.
 */
static inline struct remap_generation *remap_generation_get(struct remap_space *space)
{
	struct remap_generation *gen;

	rcu_read_lock();
	do {
		/*
		 * Pairs with the release in drain(): what gets the new generation sees
		 * every cell that the old one is drained for. One that is being drained
		 * has a successor already.
		 */
		gen = smp_load_acquire(&space->generation);
	} while (unlikely(!percpu_ref_tryget_live_rcu(&gen->ref)));
	rcu_read_unlock();
	return gen;
}

/* Not under the space's lock, which the last one takes. */
static inline void remap_generation_put(struct remap_generation *gen)
{
	percpu_ref_put(&gen->ref);
}

/**
 * remap_count() - count the first sectors of a bio
 * @space: what they count in.
 * @bio: the bio, not split yet.
 * @sectors: how many they are.
 * @last: no more come after them. A bio that is split comes back for its rest,
 *	and counts as a request when its last piece passes.
 */
static inline void remap_count(struct remap_space *space, const struct bio *bio,
			       unsigned int sectors, bool last)
{
	/* READ and WRITE have the same numbers (include/linux/blk_types.h). */
	enum req_op op = bio_op(bio);

	if (op != REQ_OP_READ && op != REQ_OP_WRITE)
		return;
	this_cpu_add(space->stats->sectors[op], sectors);
	if (last)
		this_cpu_inc(space->stats->requests[op]);
}

/**
 * remap_space_touches() - may this range have a mapping or a quiesced unit in it?
 * @space: the mappings.
 * @offset: first sector, counted from the target's start.
 * @sectors: their number, not 0.
 *
 * This is all that most I/O sees of them. It may say yes in vain,
 * never no.
 */
static inline bool remap_space_touches(const struct remap_space *space, sector_t offset,
				       unsigned int sectors)
{
	sector_t end = offset + sectors - 1;
	u64 first, last;

	if (!READ_ONCE(space->filtered))
		return false;

	first = offset >> space->district_shift;
	last = end >> space->district_shift;
	if (likely(first == last && !test_bit(first & space->district_mask, space->districts)))
		return false;

	first = offset >> space->region_shift;
	last = end >> space->region_shift;
	if (likely(first == last))
		return test_bit(first & space->region_mask, space->regions);
	return remap_space_touches_any(space, first, last);
}

#endif
