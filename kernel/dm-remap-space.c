// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which unit lives on which spare, and which sectors of the spares hold no
 * valid data.
 *
 * Readers are bios: they take no lock. Writers are messages and tables: they
 * take remap_lock, and publish a new index for each mapping.
 */
#include "dm-remap.h"

#include <linux/blkdev.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

/* Protects all spaces and who uses them. */
DEFINE_MUTEX(remap_lock);
static LIST_HEAD(remap_spaces);

/**
 * remap_enter() - begin to change mappings or who uses them
 *
 * Whoever waits for the lock may be about to say "go", or to move a bad unit
 * that memory reclaim is writing to. So nobody who holds it may wait for I/O,
 * not even for memory.
 *
 * Return: what remap_leave() wants.
 */
unsigned int remap_enter(void)
{
	unsigned int noio = memalloc_noio_save();

	mutex_lock(&remap_lock);
	return noio;
}

/**
 * remap_leave() - the end of remap_enter()
 * @noio: what that returned.
 */
void remap_leave(unsigned int noio)
{
	mutex_unlock(&remap_lock);
	memalloc_noio_restore(noio);
}

/*
 * A sparse bitmap: an xarray of pages, which stay until the end. Bits are
 * tested and cleared without a lock; setting one may need a new page and is
 * for writers.
 */
#define BITS_PER_PAGE (BITS_PER_BYTE * PAGE_SIZE)

static unsigned long *bits_page(struct xarray *bits, u64 bit)
{
	return xa_load(bits, bit / BITS_PER_PAGE);
}

static unsigned long *bits_make_page(struct xarray *bits, u64 bit)
{
	unsigned long *page = bits_page(bits, bit);

	if (page)
		return page;

	page = (unsigned long *)get_zeroed_page(GFP_KERNEL);
	if (!page)
		return NULL;
	if (xa_err(xa_store(bits, bit / BITS_PER_PAGE, page, GFP_KERNEL))) {
		free_page((unsigned long)page);
		return NULL;
	}
	return page;
}

static bool bits_test(struct xarray *bits, u64 bit)
{
	unsigned long *page = bits_page(bits, bit);

	return page && test_bit(bit % BITS_PER_PAGE, page);
}

static void bits_destroy(struct xarray *bits)
{
	unsigned long *page;
	unsigned long i;

	xa_for_each(bits, i, page)
		free_page((unsigned long)page);
	xa_destroy(bits);
}

/**
 * remap_index_find() - search the index
 * @index: the mappings.
 * @unit: a unit.
 *
 * Return: the position of the first mapping at or after @unit, or the number
 * of mappings.
 */
size_t remap_index_find(const struct remap_index *index, u64 unit)
{
	size_t low = 0, high = index->nr;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (index->unit[middle] < unit)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct remap_index *index_alloc(size_t nr)
{
	struct remap_index *index;
	size_t each = sizeof(*index->unit) + sizeof(*index->spare);

	index = kvmalloc(size_add(sizeof(*index), size_mul(nr, each)), GFP_KERNEL);
	if (!index)
		return NULL;

	index->nr = nr;
	index->spare = (u32 *)(index->unit + nr);
	return index;
}

static struct remap_index *index_of(struct remap_space *space)
{
	return rcu_dereference_protected(space->index, lockdep_is_held(&remap_lock));
}

/* The index as it will be with one mapping more. */
static struct remap_index *index_with(const struct remap_index *old, u64 unit, u32 spare)
{
	size_t nr = old ? old->nr : 0;
	size_t at = old ? remap_index_find(old, unit) : 0;
	struct remap_index *new = index_alloc(nr + 1);

	if (!new)
		return NULL;
	if (old) {
		memcpy(new->unit, old->unit, at * sizeof(*new->unit));
		memcpy(new->spare, old->spare, at * sizeof(*new->spare));
		memcpy(new->unit + at + 1, old->unit + at, (nr - at) * sizeof(*new->unit));
		memcpy(new->spare + at + 1, old->spare + at, (nr - at) * sizeof(*new->spare));
	}
	new->unit[at] = unit;
	new->spare[at] = spare;
	return new;
}

/* Bit by bit: other bits of the same word may be cleared meanwhile. */
static void mark_unreadable(struct remap_space *space, unsigned long *page,
			    unsigned long bit, unsigned int sectors)
{
	atomic64_add(sectors, &space->nr_unreadable);
	while (sectors--)
		set_bit(bit++, page);
}

/**
 * remap_space_insert() - let a unit live on a spare from now on
 * @space: the mappings.
 * @unit: a unit without a mapping.
 * @spare: a spare not in use.
 * @unreadable: nobody has put the unit's data on the spare.
 *
 * A reader that finds the mapping finds the marks too: they are made first,
 * and publishing is a release.
 *
 * Return: 0 or -ENOMEM, with nothing changed.
 */
int remap_space_insert(struct remap_space *space, u64 unit, u32 spare, bool unreadable)
{
	unsigned int shift = space->key.unit_shift;
	u64 sector = (u64)spare << shift;
	struct remap_index *old = index_of(space);
	struct remap_index *new = index_with(old, unit, spare);
	unsigned long *used = bits_make_page(&space->used, spare);
	unsigned long *marks = NULL;

	if (unreadable)
		marks = bits_make_page(&space->unreadable, sector);
	if (!new || !used || (unreadable && !marks)) {
		kvfree(new);
		return -ENOMEM;
	}

	set_bit(spare % BITS_PER_PAGE, used);
	space->end = max(space->end, spare + 1);
	if (unreadable)
		mark_unreadable(space, marks, sector % BITS_PER_PAGE, 1 << shift);
	set_bit((unit << shift >> space->region_shift) % REMAP_REGIONS, space->regions);

	rcu_assign_pointer(space->index, new);
	if (old)
		kvfree_rcu(old, rcu);
	return 0;
}

/**
 * remap_space_lookup() - the spare of a unit
 * @space: the mappings.
 * @unit: a unit.
 * @spare: where to put the answer.
 *
 * Return: true if @unit has one.
 */
bool remap_space_lookup(struct remap_space *space, u64 unit, u32 *spare)
{
	const struct remap_index *index = index_of(space);
	size_t at;

	if (!index)
		return false;
	at = remap_index_find(index, unit);
	if (at == index->nr || index->unit[at] != unit)
		return false;

	*spare = index->spare[at];
	return true;
}

/**
 * remap_space_count() - the number of mappings
 * @space: the mappings.
 *
 * Needs no lock.
 *
 * Return: their number, which is that of the spares in use.
 */
size_t remap_space_count(struct remap_space *space)
{
	const struct remap_index *index;
	size_t nr;

	rcu_read_lock();
	index = rcu_dereference(space->index);
	nr = index ? index->nr : 0;
	rcu_read_unlock();

	return nr;
}

/**
 * remap_space_spare_used() - is there a unit on this spare?
 * @space: the mappings.
 * @spare: a spare.
 *
 * Return: true if there is.
 */
bool remap_space_spare_used(struct remap_space *space, u32 spare)
{
	return bits_test(&space->used, spare);
}

/**
 * remap_space_find_spare() - the next free spare
 * @space: the mappings.
 * @spares: size of the pool.
 * @spare: where to put the answer.
 *
 * Return: false if there is none.
 */
bool remap_space_find_spare(struct remap_space *space, u64 spares, u32 *spare)
{
	while (space->next < spares && bits_test(&space->used, space->next))
		space->next++;

	*spare = space->next;
	return space->next < spares;
}

/**
 * remap_space_first_run() - where does the beginning of this range live?
 * @space: the mappings.
 * @offset: first sector, counted from the target's start.
 * @sectors: their number, not 0.
 * @run: the answer: as many of them as are in one place.
 *
 * Needs no lock.
 */
void remap_space_first_run(struct remap_space *space, sector_t offset, unsigned int sectors,
			   struct remap_run *run)
{
	unsigned int shift = space->key.unit_shift;
	u64 unit = offset >> shift;
	const struct remap_index *index;
	u64 next = U64_MAX;
	size_t at;

	run->sectors = sectors;
	run->mapped = false;

	rcu_read_lock();
	index = rcu_dereference(space->index);
	at = index ? remap_index_find(index, unit) : 0;
	if (index && at < index->nr)
		next = index->unit[at];

	if (next == unit) {
		u64 within = offset - (unit << shift);

		/*
		 * The marks were made before the index was published, see
		 * remap_space_insert(). Do not read them before it either.
		 */
		smp_rmb();
		run->mapped = true;
		run->spare = ((u64)index->spare[at] << shift) + within;
		run->sectors = min_t(u64, sectors, (1 << shift) - within);
	} else if (next != U64_MAX) {
		run->sectors = min_t(u64, sectors, (next << shift) - offset);
	}
	rcu_read_unlock();
}

/**
 * remap_space_marks() - can the beginning of this range be read?
 * @space: the mappings.
 * @spare: first sector, counted from the pool's start.
 * @sectors: their number, not beyond the unit.
 * @unreadable: the answer, for the first sector.
 *
 * Needs no lock.
 *
 * Return: the number of sectors, from the first, of which the same is true.
 */
unsigned int remap_space_marks(struct remap_space *space, u64 spare, unsigned int sectors,
			       bool *unreadable)
{
	const unsigned long *page = bits_page(&space->unreadable, spare);
	unsigned long first = spare % BITS_PER_PAGE;
	unsigned long end = first + sectors;

	*unreadable = page && test_bit(first, page);
	if (!page)
		return sectors;
	if (*unreadable)
		return find_next_zero_bit(page, end, first) - first;
	return find_next_bit(page, end, first) - first;
}

/**
 * remap_space_cure() - these sectors have been written
 * @space: the mappings.
 * @spare: first sector, counted from the pool's start.
 * @sectors: their number, not beyond the unit.
 *
 * Needs no lock: bits are cleared one by one, each by one of the writes that
 * may end at the same time.
 */
void remap_space_cure(struct remap_space *space, u64 spare, unsigned int sectors)
{
	unsigned long *page = bits_page(&space->unreadable, spare);
	unsigned long bit = spare % BITS_PER_PAGE;

	for (; sectors; sectors--, bit++)
		if (test_and_clear_bit(bit, page))
			atomic64_dec(&space->nr_unreadable);
}

/**
 * remap_space_sum() - add up the counters
 * @space: the mappings.
 * @sum: the answer.
 */
void remap_space_sum(struct remap_space *space, struct remap_stats *sum)
{
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu) {
		const struct remap_stats *s = per_cpu_ptr(space->stats, cpu);

		sum->requests[READ] += s->requests[READ];
		sum->requests[WRITE] += s->requests[WRITE];
		sum->sectors[READ] += s->sectors[READ];
		sum->sectors[WRITE] += s->sectors[WRITE];
		sum->remapped += s->remapped;
		sum->failed += s->failed;
	}
}

static void space_free(struct remap_space *space)
{
	bits_destroy(&space->used);
	bits_destroy(&space->unreadable);
	kvfree(rcu_dereference_protected(space->index, true));
	bitmap_free(space->regions);
	free_percpu(space->stats);
	kfree(space);
}

/* Regions are never smaller than a unit: a mapping is in one region. */
static unsigned int region_shift(sector_t len, unsigned int unit_shift)
{
	unsigned int shift = unit_shift;

	while ((len - 1) >> shift >= REMAP_REGIONS)
		shift++;
	return shift;
}

static struct remap_space *space_create(const struct remap_key *key, const struct remap_c *rc)
{
	struct remap_space *space = kzalloc(sizeof(*space), GFP_KERNEL);

	if (!space)
		return NULL;

	space->key = *key;
	INIT_LIST_HEAD(&space->users);
	xa_init(&space->used);
	xa_init(&space->unreadable);
	space->mode = rc->loading ? REMAP_LOADING : REMAP_OK;
	space->region_shift = region_shift(rc->ti->len, key->unit_shift);
	space->regions = bitmap_zalloc(REMAP_REGIONS, GFP_KERNEL);
	space->stats = alloc_percpu(struct remap_stats);
	if (!space->regions || !space->stats) {
		space_free(space);
		return NULL;
	}
	return space;
}

static bool same_key(const struct remap_key *a, const struct remap_key *b)
{
	return a->md == b->md && a->dev == b->dev && a->start == b->start &&
	       a->spare_start == b->spare_start && a->unit_shift == b->unit_shift;
}

static void make_key(const struct remap_c *rc, struct remap_key *key)
{
	key->md = dm_table_get_md(rc->ti->table);
	key->dev = rc->dev->bdev->bd_dev;
	key->start = rc->start;
	key->spare_start = rc->spare_start;
	key->unit_shift = rc->unit_shift;
}

static bool ranges_overlap(sector_t a, sector_t a_len, sector_t b, sector_t b_len)
{
	return a < b + b_len && b < a + a_len;
}

/* Would @rc with the mappings @mine, once resumed, serve sectors of @user with others? */
static bool supplants(const struct remap_c *rc, const struct remap_space *mine,
		      const struct remap_c *user)
{
	return dm_table_get_md(rc->ti->table) == dm_table_get_md(user->ti->table) &&
	       rc->ti->table != user->ti->table && mine != user->space &&
	       ranges_overlap(rc->ti->begin, rc->ti->len, user->ti->begin, user->ti->len);
}

/* The space whose mappings would be lost if @rc took its place. */
static struct remap_space *space_at_risk(const struct remap_c *rc,
					 const struct remap_space *mine)
{
	struct remap_space *space;
	struct remap_c *user;

	list_for_each_entry(space, &remap_spaces, list)
		list_for_each_entry(user, &space->users, peers)
			if (supplants(rc, mine, user) && index_of(space))
				return space;
	return NULL;
}

/*
 * Could one of the two write to the other's spares, or serve the original of a
 * unit that the other has moved? Partitions count from the beginning of their
 * disk.
 */
static bool encroaches(const struct remap_c *a, const struct remap_c *b)
{
	sector_t a0 = get_start_sect(a->dev->bdev), b0 = get_start_sect(b->dev->bdev);
	sector_t a_data = a0 + a->start, a_pool = a0 + a->spare_start;
	sector_t b_data = b0 + b->start, b_pool = b0 + b->spare_start;

	return a->dev->bdev->bd_disk == b->dev->bdev->bd_disk &&
	       (ranges_overlap(a_pool, a->pool, b_pool, b->pool) ||
		ranges_overlap(a_pool, a->pool, b_data, b->ti->len) ||
		ranges_overlap(a_data, a->ti->len, b_pool, b->pool) ||
		ranges_overlap(a_data, a->ti->len, b_data, b->ti->len));
}

static bool same_table_or_other_device(const struct remap_c *a, const struct remap_c *b)
{
	return a->ti->table == b->ti->table ||
	       dm_table_get_md(a->ti->table) != dm_table_get_md(b->ti->table);
}

/* Is there a target that would be in use together with @rc, and must not be? */
static bool space_taken(const struct remap_c *rc, const struct remap_space *mine)
{
	struct remap_space *space;
	struct remap_c *user;

	list_for_each_entry(space, &remap_spaces, list)
		list_for_each_entry(user, &space->users, peers)
			if (space != mine && same_table_or_other_device(rc, user) &&
			    encroaches(rc, user))
				return true;
	return false;
}

/* Do all mappings of a space lie within this target and its pool? */
static bool space_fits(struct remap_space *space, const struct remap_c *rc)
{
	const struct remap_index *index = index_of(space);

	if (!index)
		return true;
	return index->unit[index->nr - 1] < rc->ti->len >> rc->unit_shift &&
	       space->end <= rc->pool >> rc->unit_shift;
}

static struct remap_space *space_find(const struct remap_key *key)
{
	struct remap_space *space;

	list_for_each_entry(space, &remap_spaces, list)
		if (same_key(&space->key, key))
			return space;
	return NULL;
}

/**
 * remap_space_join() - find the mappings of a target, or begin with none
 * @rc: the target, complete but for this.
 *
 * A table that is loaded to follow another on the same mapped device shares
 * the live mappings, so there is no moment of hand-over at which they could be
 * missing. A table that could not hold them, or would hide them, is refused
 * here: at resume it would be too late, the old table is gone then even
 * if the new one fails.
 *
 * Return: 0 or an error, with @rc->ti->error set.
 */
int remap_space_join(struct remap_c *rc)
{
	struct remap_key key;
	struct remap_space *space;

	make_key(rc, &key);
	space = space_find(&key);

	if (space && !space_fits(space, rc)) {
		rc->ti->error = "Table is too small for the mappings in use";
		return -EBUSY;
	}
	if (space_at_risk(rc, space)) {
		rc->ti->error = "Table with another geometry would lose the mappings in use";
		return -EBUSY;
	}
	if (space_taken(rc, space)) {
		rc->ti->error = "Pool or data range is in use by another remap target";
		return -EBUSY;
	}
	if (!space) {
		space = space_create(&key, rc);
		if (!space) {
			rc->ti->error = "Cannot allocate mappings";
			return -ENOMEM;
		}
		list_add(&space->list, &remap_spaces);
	}

	rc->space = space;
	list_add(&rc->peers, &space->users);
	return 0;
}

/**
 * remap_space_leave() - a target needs its mappings no longer
 * @rc: the target.
 */
void remap_space_leave(struct remap_c *rc)
{
	list_del(&rc->peers);
	if (!list_empty(&rc->space->users))
		return;

	list_del(&rc->space->list);
	space_free(rc->space);
}

/**
 * remap_space_contested() - is a table loaded that would lose a new mapping?
 * @rc: the target that has been asked for one.
 *
 * remap_space_join() has let that table pass because there were none.
 *
 * Return: true if so.
 */
bool remap_space_contested(struct remap_c *rc)
{
	struct remap_space *space;
	struct remap_c *other;

	list_for_each_entry(space, &remap_spaces, list)
		list_for_each_entry(other, &space->users, peers)
			if (supplants(other, other->space, rc))
				return true;
	return false;
}

/**
 * remap_space_limits() - what every table that shares these mappings can hold
 * @space: the mappings.
 * @units: the size of the smallest.
 * @spares: the smallest pool.
 */
void remap_space_limits(struct remap_space *space, u64 *units, u64 *spares)
{
	struct remap_c *rc;

	*units = U64_MAX;
	*spares = U64_MAX;
	list_for_each_entry(rc, &space->users, peers) {
		*units = min_t(u64, *units, rc->ti->len >> rc->unit_shift);
		*spares = min_t(u64, *spares, rc->pool >> rc->unit_shift);
	}
}
