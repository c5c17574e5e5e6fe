// SPDX-License-Identifier: GPL-2.0-only
/*
 * Units under attention.
 *
 * A cell holds the I/O of its unit that failed, and makes new I/O wait while
 * somebody moves the unit's data. And it keeps writes to unreadable sectors, which
 * have been completed, until somebody has recorded that. All have an end: what is held
 * or kept is until its own deadline, and no longer than somebody listens; what waits does so
 * until the lease of the token ends. Cells and the I/O in them are bounded.
 *
 * All of this is under the space's lock, which is taken where I/O ends. A bio is
 * ended, and sent again, only after it has been given back.
 */
#include "dm-remap.h"

#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/slab.h>

static bool stops_io(const struct remap_cell *cell)
{
	return cell->state != REMAP_CELL_FAULT;
}

static bool has_token(const struct remap_cell *cell)
{
	return cell->state == REMAP_CELL_DRAINING || cell->state == REMAP_CELL_QUIET ||
	       cell->state == REMAP_CELL_PREPARED;
}

static bool lapsed(const struct remap_cell *cell)
{
	return has_token(cell) && !cell->pinned && time_after_eq(jiffies, cell->deadline);
}

static void raise_event(struct remap_space *space)
{
	lockdep_assert_held(&space->lock);
	if (space->live)
		schedule_work(&space->live->event);
}

static void wind_clock(struct remap_space *space, unsigned long delay)
{
	mod_delayed_work(remap_wq, &space->clock, delay);
}

static struct remap_cell *find_cell(struct remap_space *space, u64 unit)
{
	struct remap_cell *cell;

	list_for_each_entry(cell, &space->cells, list)
		if (cell->unit >= unit)
			return cell->unit == unit ? cell : NULL;
	return NULL;
}

/* The cell that a token stands for; a token that has lapsed stands for none. */
static struct remap_cell *find_token(struct remap_space *space, u64 token)
{
	struct remap_cell *cell;

	list_for_each_entry(cell, &space->cells, list)
		if (has_token(cell) && cell->token == token)
			return lapsed(cell) ? NULL : cell;
	return NULL;
}

/* A cell for a unit that has none, or NULL if all are in use. */
static struct remap_cell *take_cell(struct remap_space *space, u64 unit)
{
	struct remap_cell *cell, *next;

	cell = list_first_entry_or_null(&space->free_cells, struct remap_cell, list);
	if (!cell)
		return NULL;

	list_for_each_entry(next, &space->cells, list)
		if (next->unit > unit)
			break;
	list_move_tail(&cell->list, &next->list);
	cell->unit = unit;
	cell->state = REMAP_CELL_FAULT;
	cell->token = 0;
	cell->rewriting = REMAP_NOT_REWRITTEN;
	memset(cell->written, 0, sizeof(cell->written));
	return cell;
}

static void set_state(struct remap_space *space, struct remap_cell *cell,
		      enum remap_cell_state state)
{
	unsigned int before = stops_io(cell);

	cell->state = state;
	/*
	 * This is read without the lock. The release is for who finds none: it
	 * finds the mapping that was made before the last one opened.
	 */
	smp_store_release(&space->nr_gates, space->nr_gates + stops_io(cell) - before);
}

static bool has_written(const struct remap_cell *cell)
{
	return cell->written[0] | cell->written[1];
}

/* What was written may be recorded already: that is not forgotten with the write. */
static void drop_if_idle(struct remap_space *space, struct remap_cell *cell)
{
	if (!stops_io(cell) && list_empty(&cell->held) && list_empty(&cell->kept) &&
	    !has_written(cell))
		list_move(&cell->list, &space->free_cells);
}

static bool is_write(const struct remap_io *io)
{
	return op_is_write(io->opf);
}

static void enlist(struct remap_cell *cell, struct remap_io *io)
{
	if (io->kept) {
		list_add_tail(&io->list, &cell->kept);
		io->rc->nr_held++;
	} else if (io->failed) {
		list_add_tail(&io->list, &cell->held);
		cell->nr_held[is_write(io)]++;
		io->rc->nr_held++;
	} else {
		list_add_tail(&io->list, &cell->waiting);
		cell->nr_waiting++;
	}
}

static void unlist(struct remap_cell *cell, struct remap_io *io)
{
	list_del(&io->list);
	if (io->kept)
		return;
	if (io->failed)
		cell->nr_held[is_write(io)]--;
	else
		cell->nr_waiting--;
}

/* Its end, when the lock is released. */
static void dismiss(struct remap_cell *cell, struct remap_io *io, blk_status_t status,
		    struct list_head *gone)
{
	unlist(cell, io);
	if (io->failed || io->kept)
		io->rc->nr_held--;
	io->failed = status;
	list_add_tail(&io->list, gone);
}

static void end_all(struct list_head *gone)
{
	struct remap_io *io, *next;

	list_for_each_entry_safe(io, next, gone, list)
		remap_io_end(io, io->failed);
}

static void send_again(struct remap_cell *cell, struct list_head *ios)
{
	struct remap_io *io, *next;

	list_for_each_entry_safe(io, next, ios, list) {
		unlist(cell, io);
		list_add_tail(&io->list, &io->rc->again);
		queue_work(remap_wq, &io->rc->redo);
	}
}

/* All that has not been written yet goes to where the unit lives now. */
static void let_go(struct remap_space *space, struct remap_cell *cell)
{
	send_again(cell, &cell->held);
	send_again(cell, &cell->waiting);
	set_state(space, cell, REMAP_CELL_FAULT);
}

static void open_cell(struct remap_space *space, struct remap_cell *cell)
{
	let_go(space, cell);
	drop_if_idle(space, cell);
}

static void dismiss_all(struct remap_cell *cell, struct list_head *ios, blk_status_t status,
			struct list_head *gone)
{
	struct remap_io *io, *next;

	list_for_each_entry_safe(io, next, ios, list)
		dismiss(cell, io, status, gone);
}

static void fail_held(struct remap_cell *cell, struct list_head *gone)
{
	struct remap_io *io, *next;

	list_for_each_entry_safe(io, next, &cell->held, list)
		dismiss(cell, io, io->failed, gone);
}

static void fence(struct remap_space *space, struct remap_cell *cell, struct list_head *gone)
{
	set_state(space, cell, REMAP_CELL_FENCED);
	cell->token = 0;
	dismiss_all(cell, &cell->held, BLK_STS_IOERR, gone);
	dismiss_all(cell, &cell->waiting, BLK_STS_IOERR, gone);
	dismiss_all(cell, &cell->kept, BLK_STS_IOERR, gone);
	raise_event(space);
}

static void note_deadline(unsigned long deadline, unsigned long *next, bool *any)
{
	if (!*any || time_before(deadline, *next))
		*next = deadline;
	*any = true;
}

/* What is kept, or waits, has no error of its own. */
static blk_status_t error_of(const struct remap_io *io)
{
	return io->failed ? io->failed : BLK_STS_IOERR;
}

static void expire_ios(struct remap_space *space, struct remap_cell *cell, struct list_head *ios,
		       struct list_head *gone, unsigned long *next, bool *any)
{
	struct remap_io *io, *tmp;

	list_for_each_entry_safe(io, tmp, ios, list) {
		if (!space->attended || time_after_eq(jiffies, io->deadline))
			dismiss(cell, io, error_of(io), gone);
		else
			note_deadline(io->deadline, next, any);
	}
}

/* What of a cell has lasted long enough, and when does the rest end? */
static void expire_cell(struct remap_space *space, struct remap_cell *cell,
			struct list_head *gone, unsigned long *next, bool *any)
{
	if (lapsed(cell) && cell->state == REMAP_CELL_PREPARED) {
		fence(space, cell, gone);
		return;
	}
	if (lapsed(cell))
		let_go(space, cell);

	if (has_token(cell) && !cell->pinned)
		note_deadline(cell->deadline, next, any);
	expire_ios(space, cell, &cell->held, gone, next, any);
	expire_ios(space, cell, &cell->kept, gone, next, any);
	drop_if_idle(space, cell);
}

static void expire(struct remap_space *space, struct list_head *gone)
{
	struct remap_cell *cell, *tmp;
	unsigned long next = 0;
	bool any = false;

	if (space->attended && time_after_eq(jiffies, space->attended_until))
		WRITE_ONCE(space->attended, false);
	if (space->attended)
		note_deadline(space->attended_until, &next, &any);
	list_for_each_entry_safe(cell, tmp, &space->cells, list)
		expire_cell(space, cell, gone, &next, &any);
	if (any)
		wind_clock(space, time_after(next, jiffies) ? next - jiffies : 1);
}

/**
 * remap_cells_expire() - end what has lasted long enough
 * @space: the space.
 */
void remap_cells_expire(struct remap_space *space)
{
	LIST_HEAD(gone);

	spin_lock_irq(&space->lock);
	expire(space, &gone);
	spin_unlock_irq(&space->lock);
	end_all(&gone);
}

static void tick(struct work_struct *work)
{
	remap_cells_expire(container_of(work, struct remap_space, clock.work));
}

/**
 * remap_cells_attend() - somebody listens
 * @space: the space.
 * @seconds: for how long; 0 if no longer.
 */
void remap_cells_attend(struct remap_space *space, unsigned int seconds)
{
	spin_lock_irq(&space->lock);
	WRITE_ONCE(space->attended, seconds);
	space->attended_until = jiffies + seconds * HZ;
	spin_unlock_irq(&space->lock);
	remap_cells_expire(space);
}

/* The cell that a bio comes to first; only what is before it, or within it, goes on together. */
static struct remap_cell *cell_ahead(struct remap_space *space, sector_t offset,
				     unsigned int *sectors)
{
	unsigned int shift = space->key.unit_shift;
	struct remap_cell *cell;

	list_for_each_entry(cell, &space->cells, list) {
		sector_t first = cell->unit << shift;

		if (!stops_io(cell) || first + (1 << shift) <= offset)
			continue;
		if (first <= offset) {
			*sectors = min_t(sector_t, *sectors, first + (1 << shift) - offset);
			return cell;
		}
		*sectors = min_t(sector_t, *sectors, first - offset);
		break;
	}
	return NULL;
}

/* Pairs with remap_cells_suspend(), which comes for the lock after it has said so. */
static enum remap_verdict ask(const struct remap_cell *cell, const struct remap_io *io)
{
	if (cell->state == REMAP_CELL_FENCED)
		return REMAP_REFUSE;
	if (READ_ONCE(io->rc->suspending))
		return dm_noflush_suspending(io->rc->ti) ? REMAP_REQUEUE : REMAP_REFUSE;
	if (io->opf & REQ_NOWAIT)
		return REMAP_WOULD_BLOCK;
	if (io->opf & REQ_RAHEAD)
		return REMAP_REFUSE;
	return REMAP_WAIT;
}

/* What is beyond the unit comes to map on its own. */
static void keep_to_unit(struct remap_io *io, struct bio *bio, unsigned int sectors)
{
	remap_count(io->rc->space, bio, sectors, sectors == bio_sectors(bio));
	io->counted = true;
	if (sectors < bio_sectors(bio))
		dm_accept_partial_bio(bio, sectors);
	io->iter = bio->bi_iter;
}

/**
 * remap_cell_gate() - may the beginning of this bio pass?
 * @io: its record.
 * @bio: the bio; its place is still that on the mapped device.
 * @sectors: how much of it is asked for; how much the answer is about.
 * @in_map: it has just come; if it does not pass, the rest is split off.
 *
 * Return: enum remap_verdict.
 */
enum remap_verdict remap_cell_gate(struct remap_io *io, struct bio *bio, unsigned int *sectors,
				   bool in_map)
{
	struct remap_space *space = io->rc->space;
	sector_t offset = dm_target_offset(io->rc->ti, bio->bi_iter.bi_sector);
	enum remap_verdict verdict = REMAP_PASS;
	struct remap_cell *cell;
	unsigned long flags;

	/* Pairs with the release in set_state(). */
	if (!smp_load_acquire(&space->nr_gates))
		return REMAP_PASS;

	spin_lock_irqsave(&space->lock, flags);
	cell = cell_ahead(space, offset, sectors);
	if (cell)
		verdict = ask(cell, io);
	if (verdict != REMAP_PASS && in_map)
		keep_to_unit(io, bio, *sectors);
	if (verdict == REMAP_WAIT) {
		/* Nobody can poll for what has not been sent. */
		bio->bi_opf &= ~REQ_POLLED;
		io->bio = bio;
		enlist(cell, io);
	}
	spin_unlock_irqrestore(&space->lock, flags);
	return verdict;
}

static u64 unit_of(const struct remap_io *io)
{
	return dm_target_offset(io->rc->ti, io->iter.bi_sector) >> io->rc->unit_shift;
}

/* The cell where it may be held or kept, unless a bound is reached. */
static struct remap_cell *make_room(struct remap_space *space, const struct remap_io *io)
{
	struct remap_cell *cell;

	if (io->rc->nr_held >= REMAP_MAX_HELD)
		return NULL;
	if (io->timed && time_after_eq(jiffies, io->deadline))
		return NULL;
	cell = find_cell(space, unit_of(io));
	return cell ? cell : take_cell(space, unit_of(io));
}

/* It stays for as long as it has left. */
static void take_in(struct remap_space *space, struct remap_cell *cell, struct remap_io *io)
{
	if (!io->timed) {
		io->timed = true;
		io->deadline = jiffies + io->rc->hold * HZ;
		space->total_held++;
	}
	enlist(cell, io);
	wind_clock(space, 0);
	raise_event(space);
}

/**
 * remap_cell_hold() - hold I/O that failed, of one unit
 * @io: its record.
 * @status: how it failed.
 *
 * Call it with the space's lock held.
 *
 * Return: false if it cannot be held.
 */
bool remap_cell_hold(struct remap_io *io, blk_status_t status)
{
	struct remap_space *space = io->rc->space;
	struct remap_cell *cell;

	lockdep_assert_held(&space->lock);
	cell = make_room(space, io);
	if (!cell)
		return false;

	io->failed = status;
	take_in(space, cell, io);
	return true;
}

/* What an unreadable sector of the spare held is gone, whatever becomes of the write. */
static void note_written(struct remap_space *space, struct remap_cell *cell,
			 const struct remap_io *io)
{
	unsigned int first = io->cured & ((1 << space->key.unit_shift) - 1);
	unsigned int i;

	for (i = 0; i < io->nr_cured; i++)
		if (!remap_space_readable(space, io->cured + i, 1))
			cell->written[(first + i) / 64] |= 1ULL << (first + i) % 64;
}

/**
 * remap_cell_keep() - keep a write to unreadable sectors that has been completed
 * @io: its record.
 *
 * Call it with the space's lock held.
 *
 * Return: false if it cannot be kept.
 */
bool remap_cell_keep(struct remap_io *io)
{
	struct remap_space *space = io->rc->space;
	struct remap_cell *cell;

	lockdep_assert_held(&space->lock);
	cell = make_room(space, io);
	if (!cell)
		return false;

	note_written(space, cell, io);
	io->failed = BLK_STS_OK;
	io->kept = true;
	take_in(space, cell, io);
	return true;
}

/**
 * remap_cell_next_written() - the first unit from one on that was written where it is unreadable
 * @space: the space.
 * @unit: where to begin; the answer.
 * @mask: a bit for each sector that was.
 *
 * Return: false if there is none.
 */
bool remap_cell_next_written(struct remap_space *space, u64 *unit, u64 *mask)
{
	struct remap_cell *cell;
	bool found = false;

	spin_lock_irq(&space->lock);
	list_for_each_entry(cell, &space->cells, list) {
		if (cell->unit < *unit || !has_written(cell))
			continue;
		*unit = cell->unit;
		memcpy(mask, cell->written, sizeof(cell->written));
		found = true;
		break;
	}
	spin_unlock_irq(&space->lock);
	return found;
}

/* The writes that have nothing left to wait for. */
static void acknowledge(struct remap_space *space, struct remap_cell *cell,
			struct list_head *gone)
{
	struct remap_io *io, *next;

	list_for_each_entry_safe(io, next, &cell->kept, list)
		if (remap_space_readable(space, io->cured, io->nr_cured))
			dismiss(cell, io, BLK_STS_OK, gone);
}

static int cured(struct remap_space *space, u64 unit, u32 spare, const u64 *mask,
		 struct list_head *gone)
{
	struct remap_cell *cell = find_cell(space, unit);
	u64 marks[REMAP_MAX_UNIT / 64];
	unsigned int i;

	remap_space_marks_of_unit(space, spare, marks);
	for (i = 0; i < ARRAY_SIZE(marks); i++) {
		marks[i] &= mask[i];
		if (marks[i] & ~(cell ? cell->written[i] : 0))
			return -EPERM;
	}
	if (!cell)
		return 0;

	remap_space_cure_unit(space, spare, marks);
	for (i = 0; i < ARRAY_SIZE(marks); i++)
		cell->written[i] &= ~mask[i];
	acknowledge(space, cell, gone);
	drop_if_idle(space, cell);
	return 0;
}

/**
 * remap_cell_cured() - it is recorded that sectors which were written can be read
 * @space: the space.
 * @unit: the unit they are in.
 * @spare: the spare that it is on.
 * @mask: a bit for each of them.
 *
 * Return: 0, or -EPERM if one of them is unreadable and was not written.
 */
int remap_cell_cured(struct remap_space *space, u64 unit, u32 spare, const u64 *mask)
{
	LIST_HEAD(gone);
	int r;

	spin_lock_irq(&space->lock);
	r = cured(space, unit, spare, mask, &gone);
	spin_unlock_irq(&space->lock);
	end_all(&gone);
	return r;
}

/* Those that are here for what was written only are not told of: see remap_cell_next_written(). */
static bool is_told(const struct remap_cell *cell)
{
	return stops_io(cell) || !list_empty(&cell->held);
}

/**
 * remap_cell_closed() - does a unit's I/O wait, or fail?
 * @space: the space.
 * @unit: the unit.
 *
 * Return: true if so.
 */
bool remap_cell_closed(struct remap_space *space, u64 unit)
{
	struct remap_cell *cell;
	bool closed;

	spin_lock_irq(&space->lock);
	cell = find_cell(space, unit);
	closed = cell && stops_io(cell);
	spin_unlock_irq(&space->lock);
	return closed;
}

/**
 * remap_cell_next() - the first cell from a unit on, whose I/O waits or failed
 * @space: the space.
 * @unit: where to begin.
 * @info: the answer.
 *
 * Return: false if there is none.
 */
bool remap_cell_next(struct remap_space *space, u64 unit, struct remap_cell_info *info)
{
	struct remap_cell *cell;
	bool found = false;

	spin_lock_irq(&space->lock);
	list_for_each_entry(cell, &space->cells, list) {
		if (cell->unit < unit || !is_told(cell))
			continue;
		info->unit = cell->unit;
		info->state = cell->state;
		info->rewriting = cell->rewriting;
		info->nr_held[READ] = cell->nr_held[READ];
		info->nr_held[WRITE] = cell->nr_held[WRITE];
		info->nr_waiting = cell->nr_waiting;
		found = true;
		break;
	}
	spin_unlock_irq(&space->lock);
	return found;
}

/**
 * remap_cells_last_gate() - the last unit whose I/O does not pass
 * @space: the space.
 * @unit: the answer.
 *
 * Return: false if there is none.
 */
bool remap_cells_last_gate(struct remap_space *space, u64 *unit)
{
	struct remap_cell *cell;
	bool found = false;

	spin_lock_irq(&space->lock);
	list_for_each_entry_reverse(cell, &space->cells, list) {
		if (!stops_io(cell))
			continue;
		*unit = cell->unit;
		found = true;
		break;
	}
	spin_unlock_irq(&space->lock);
	return found;
}

/* The unit has no token. One that is fenced has no I/O under way either. */
static void close_cell(struct remap_space *space, struct remap_cell *cell, u64 token,
		       unsigned int seconds)
{
	bool fenced = cell->state == REMAP_CELL_FENCED;

	set_state(space, cell, fenced ? REMAP_CELL_PREPARED : REMAP_CELL_DRAINING);
	cell->token = token;
	cell->deadline = jiffies + seconds * HZ;
	cell->draining = false;
	cell->pinned = false;
	cell->rewriting = REMAP_NOT_REWRITTEN;
	if (!fenced)
		queue_work(remap_wq, &space->drain);
	wind_clock(space, 0);
}

/* All that its last owner did stays done. */
static void change_owner(struct remap_space *space, struct remap_cell *cell, u64 token,
			 unsigned int seconds)
{
	cell->token = token;
	cell->deadline = jiffies + seconds * HZ;
	wind_clock(space, 0);
}

static int quiesce(struct remap_space *space, u64 unit, u64 token, unsigned int seconds,
		   bool take)
{
	struct remap_cell *cell = find_cell(space, unit);
	struct remap_cell *named = find_token(space, token);

	if (named && named != cell)
		return -EEXIST;
	if (named)
		return 0;
	if (take && cell && has_token(cell) && !cell->pinned) {
		change_owner(space, cell, token, seconds);
		return 0;
	}
	/* Of a unit that was fenced meanwhile, the end of the writing is waited for. */
	if (cell && (has_token(cell) || cell->rewriting == REMAP_REWRITING))
		return -EBUSY;
	if (!cell)
		cell = take_cell(space, unit);
	if (!cell)
		return -ENOSPC;

	close_cell(space, cell, token, seconds);
	return 0;
}

/**
 * remap_cell_quiesce() - let new I/O of a unit wait
 * @space: the space.
 * @unit: the unit.
 * @token: what whoever does it calls it.
 * @seconds: the lease.
 * @take: even if another token has it, which is void then.
 *
 * Return: 0, -EEXIST if the token stands for another unit, -EBUSY if the unit
 * has another token, -ENOSPC if there are too many.
 */
int remap_cell_quiesce(struct remap_space *space, u64 unit, u64 token, unsigned int seconds,
		       bool take)
{
	int r;

	remap_space_watch(space, unit);
	spin_lock_irq(&space->lock);
	r = quiesce(space, unit, token, seconds, take);
	spin_unlock_irq(&space->lock);
	return r;
}

/**
 * remap_cells_to_drain() - is there a unit that waits for its I/O to end?
 * @space: the space, locked.
 *
 * Return: true if so; then a generation is to be drained for it.
 */
bool remap_cells_to_drain(struct remap_space *space)
{
	struct remap_cell *cell;
	bool any = false;

	list_for_each_entry(cell, &space->cells, list) {
		if (cell->state != REMAP_CELL_DRAINING)
			continue;
		cell->draining = true;
		any = true;
	}
	return any;
}

/**
 * remap_cells_drained() - the generation is over
 * @space: the space, locked.
 */
void remap_cells_drained(struct remap_space *space)
{
	struct remap_cell *cell;

	list_for_each_entry(cell, &space->cells, list) {
		if (cell->state != REMAP_CELL_DRAINING || !cell->draining)
			continue;
		set_state(space, cell, REMAP_CELL_QUIET);
		raise_event(space);
	}
}

static int renew(struct remap_space *space, struct remap_cell *cell, unsigned int seconds)
{
	cell->deadline = jiffies + seconds * HZ;
	wind_clock(space, 0);
	return 0;
}

static int prepare(struct remap_space *space, struct remap_cell *cell, unsigned int unused)
{
	if (cell->state == REMAP_CELL_DRAINING)
		return -EAGAIN;
	set_state(space, cell, REMAP_CELL_PREPARED);
	return 0;
}

static int withdraw(struct remap_space *space, struct remap_cell *cell, unsigned int unused)
{
	if (cell->state == REMAP_CELL_DRAINING || cell->rewriting == REMAP_REWRITING)
		return -EAGAIN;
	cell->rewriting = REMAP_NOT_REWRITTEN;
	set_state(space, cell, REMAP_CELL_QUIET);
	return 0;
}

static int release(struct remap_space *space, struct remap_cell *cell, unsigned int unused)
{
	if (cell->state == REMAP_CELL_PREPARED)
		return -EPERM;
	open_cell(space, cell);
	return 0;
}

static int with_token(struct remap_space *space, u64 token, unsigned int arg,
		      int (*step)(struct remap_space *space, struct remap_cell *cell,
				  unsigned int arg))
{
	struct remap_cell *cell;
	int r = -ESTALE;

	spin_lock_irq(&space->lock);
	cell = find_token(space, token);
	if (cell)
		r = step(space, cell, arg);
	spin_unlock_irq(&space->lock);
	return r;
}

/**
 * remap_cell_renew() - a lease begins anew
 * @space: the space.
 * @token: the token.
 * @seconds: the lease.
 *
 * Return: 0 or -ESTALE if there is no such token.
 */
int remap_cell_renew(struct remap_space *space, u64 token, unsigned int seconds)
{
	return with_token(space, token, seconds, renew);
}

/**
 * remap_cell_prepare() - the original may be out of use from now on
 * @space: the space.
 * @token: the token.
 *
 * Return: 0, -ESTALE, or -EAGAIN if there is still I/O under way.
 */
int remap_cell_prepare(struct remap_space *space, u64 token)
{
	return with_token(space, token, 0, prepare);
}

/**
 * remap_cell_withdraw() - the original is in use after all
 * @space: the space.
 * @token: the token.
 *
 * Return: 0, -ESTALE, or -EAGAIN if there is still I/O under way.
 */
int remap_cell_withdraw(struct remap_space *space, u64 token)
{
	return with_token(space, token, 0, withdraw);
}

/**
 * remap_cell_release() - the I/O of a unit goes on
 * @space: the space.
 * @token: the token.
 *
 * Return: 0, -ESTALE, or -EPERM if the unit is prepared.
 */
int remap_cell_release(struct remap_space *space, u64 token)
{
	return with_token(space, token, 0, release);
}

/* What keeps a unit from its new place, or from being written where it is. */
static int not_ready(const struct remap_cell *cell)
{
	if (cell->state == REMAP_CELL_DRAINING || cell->rewriting == REMAP_REWRITING)
		return -EAGAIN;
	return cell->state == REMAP_CELL_PREPARED ? 0 : -EPERM;
}

/**
 * remap_cell_pin() - a unit is about to move: its token must not lapse meanwhile
 * @space: the space.
 * @token: the token.
 * @unit: the unit it stands for.
 *
 * Return: 0, -ESTALE, -EAGAIN if there is still I/O under way, or -EPERM if
 * the unit is not prepared.
 */
int remap_cell_pin(struct remap_space *space, u64 token, u64 *unit)
{
	struct remap_cell *cell;
	int r = 0;

	spin_lock_irq(&space->lock);
	cell = find_token(space, token);
	if (!cell)
		r = -ESTALE;
	else
		r = not_ready(cell);
	if (!r) {
		cell->pinned = true;
		*unit = cell->unit;
	}
	spin_unlock_irq(&space->lock);
	return r;
}

/* All of it goes to the new place; what was written at the old one, with all else. */
static void move_cell(struct remap_space *space, struct remap_cell *cell)
{
	send_again(cell, &cell->kept);
	memset(cell->written, 0, sizeof(cell->written));
	open_cell(space, cell);
}

/**
 * remap_cell_unpin() - undo remap_cell_pin()
 * @space: the space.
 * @token: the token.
 * @moved: the unit lives elsewhere now: its I/O goes on.
 *
 * A write that was kept is written again, rather than trusted to be among what was saved
 * from the old place.
 */
void remap_cell_unpin(struct remap_space *space, u64 token, bool moved)
{
	struct remap_cell *cell;

	spin_lock_irq(&space->lock);
	cell = find_token(space, token);
	cell->pinned = false;
	if (moved)
		move_cell(space, cell);
	wind_clock(space, 0);
	spin_unlock_irq(&space->lock);
}

/**
 * remap_cell_rewrite() - a unit is about to be written again
 * @rc: the target.
 * @token: the token.
 * @cell: the unit.
 *
 * Return: 0, -ESTALE, -EPERM if the unit is not prepared, or -EAGAIN if there is I/O
 * of it under way, if too many are written, or if the target suspends.
 */
int remap_cell_rewrite(struct remap_c *rc, u64 token, struct remap_cell **cell)
{
	struct remap_space *space = rc->space;
	int r = -ESTALE;

	spin_lock_irq(&space->lock);
	*cell = find_token(space, token);
	if (*cell)
		r = not_ready(*cell);
	if (!r && READ_ONCE(rc->suspending))
		r = -EAGAIN;
	if (!r && atomic_read(&rc->nr_rewrites) >= REMAP_MAX_REWRITES)
		r = -EAGAIN;
	if (!r) {
		(*cell)->rewriting = REMAP_REWRITING;
		(*cell)->rewriter = rc;
		atomic_inc(&rc->nr_rewrites);
	}
	spin_unlock_irq(&space->lock);
	return r;
}

/**
 * remap_cell_rewritten() - that has ended
 * @cell: the unit.
 * @how: and how.
 */
void remap_cell_rewritten(struct remap_cell *cell, enum remap_rewriting how)
{
	struct remap_space *space = cell->rewriter->space;

	spin_lock_irq(&space->lock);
	cell->rewriting = how;
	raise_event(space);
	spin_unlock_irq(&space->lock);
}

/**
 * remap_cell_retry() - send again what failed
 * @space: the space.
 * @unit: the unit.
 *
 * Return: 0, or -EBUSY if the unit is quiesced or fenced.
 */
int remap_cell_retry(struct remap_space *space, u64 unit)
{
	struct remap_cell *cell;
	int r = 0;

	spin_lock_irq(&space->lock);
	cell = find_cell(space, unit);
	if (cell && stops_io(cell))
		r = -EBUSY;
	else if (cell)
		open_cell(space, cell);
	spin_unlock_irq(&space->lock);
	return r;
}

/**
 * remap_cell_fail() - fail what failed
 * @space: the space.
 * @unit: the unit.
 */
void remap_cell_fail(struct remap_space *space, u64 unit)
{
	struct remap_cell *cell;
	LIST_HEAD(gone);

	spin_lock_irq(&space->lock);
	cell = find_cell(space, unit);
	if (cell) {
		fail_held(cell, &gone);
		drop_if_idle(space, cell);
	}
	spin_unlock_irq(&space->lock);
	end_all(&gone);
}

/**
 * remap_cells_resume() - I/O is about to come
 * @rc: the target.
 */
void remap_cells_resume(struct remap_c *rc)
{
	struct remap_space *space = rc->space;

	spin_lock_irq(&space->lock);
	space->live = rc;
	/* Events of the meantime went to a table that is gone. */
	if (!list_empty(&space->cells))
		raise_event(space);
	spin_unlock_irq(&space->lock);
}

/**
 * remap_cells_forget() - a target is about to go
 * @rc: the target.
 */
void remap_cells_forget(struct remap_c *rc)
{
	struct remap_space *space = rc->space;

	spin_lock_irq(&space->lock);
	if (space->live == rc)
		space->live = NULL;
	spin_unlock_irq(&space->lock);
}

static void give_back(struct remap_c *rc, struct remap_cell *cell, struct list_head *ios,
		      struct list_head *gone)
{
	bool requeue = dm_noflush_suspending(rc->ti);
	struct remap_io *io, *next;

	list_for_each_entry_safe(io, next, ios, list)
		if (io->rc == rc)
			dismiss(cell, io, requeue ? BLK_STS_DM_REQUEUE : error_of(io), gone);
}

/**
 * remap_cells_suspend() - a suspend is about to wait for all I/O
 * @rc: the target, which has been told that it suspends.
 *
 * A no-flush suspend takes back what is held or kept, and what waits, and brings it again
 * at resume. Units that are quiesced, or fenced, stay so.
 */
void remap_cells_suspend(struct remap_c *rc)
{
	struct remap_space *space = rc->space;
	struct remap_cell *cell, *next;
	LIST_HEAD(gone);

	spin_lock_irq(&space->lock);
	list_for_each_entry_safe(cell, next, &space->cells, list) {
		give_back(rc, cell, &cell->held, &gone);
		give_back(rc, cell, &cell->waiting, &gone);
		give_back(rc, cell, &cell->kept, &gone);
		drop_if_idle(space, cell);
	}
	spin_unlock_irq(&space->lock);
	end_all(&gone);
}

/**
 * remap_cells_init() - prepare a space for units under attention
 * @space: the space.
 *
 * There is no telling when one is needed: all of them are made here.
 *
 * Return: 0 or -ENOMEM.
 */
int remap_cells_init(struct remap_space *space)
{
	unsigned int i;

	INIT_LIST_HEAD(&space->cells);
	INIT_LIST_HEAD(&space->free_cells);
	INIT_DELAYED_WORK(&space->clock, tick);
	space->cell_array = kvcalloc(REMAP_MAX_CELLS, sizeof(*space->cell_array), GFP_KERNEL);
	if (!space->cell_array)
		return -ENOMEM;

	for (i = 0; i < REMAP_MAX_CELLS; i++) {
		struct remap_cell *cell = space->cell_array + i;

		INIT_LIST_HEAD(&cell->held);
		INIT_LIST_HEAD(&cell->waiting);
		INIT_LIST_HEAD(&cell->kept);
		list_add_tail(&cell->list, &space->free_cells);
	}
	return 0;
}

/**
 * remap_cells_exit() - undo remap_cells_init(), as far as it went
 * @space: the space, without I/O.
 */
void remap_cells_exit(struct remap_space *space)
{
	if (!space->cell_array)
		return;

	cancel_delayed_work_sync(&space->clock);
	spin_lock_irq(&space->lock);
	list_splice_init(&space->cells, &space->free_cells);
	spin_unlock_irq(&space->lock);
	kvfree(space->cell_array);
	space->cell_array = NULL;
}
