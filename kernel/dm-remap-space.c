// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which unit lives on which spare, and which sectors of the spares hold no
 * valid data.
 *
 * Readers are bios: they take no lock. Writers are messages and tables: they
 * take remap_lock, and publish a new index for what they change.
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

/* One past the last bit that is set of those from @first on and before @end, or @first. */
static u64 bits_end(struct xarray *bits, u64 first, u64 end)
{
	while (end > first) {
		u64 begin = max(first, round_down(end - 1, BITS_PER_PAGE));
		unsigned long *page = bits_page(bits, begin);

		if (!page) {
			end = begin;
			continue;
		}
		while (end > begin && !test_bit((end - 1) % BITS_PER_PAGE, page))
			end--;
		if (end > begin)
			break;
	}
	return end;
}

static void bits_destroy(struct xarray *bits)
{
	unsigned long *page;
	unsigned long i;

	xa_for_each(bits, i, page)
		free_page((unsigned long)page);
	xa_destroy(bits);
}

static struct remap_index *index_of(struct remap_space *space)
{
	return rcu_dereference_protected(space->index, lockdep_is_held(&remap_lock));
}

static bool has_marks(const struct remap_mapping *mapping)
{
	return mapping->unreadable[0] | mapping->unreadable[1];
}

static bool is_marked(const struct remap_mapping *mapping, unsigned int sector)
{
	return mapping->unreadable[sector / 64] >> sector % 64 & 1;
}

/* Bit by bit: other bits of the same word may be cleared meanwhile. */
static void set_marks(struct remap_space *space, const struct remap_mapping *mapping,
		      unsigned long *page, unsigned long bit)
{
	unsigned int i;

	for (i = 0; i < 1 << space->key.unit_shift; i++, bit++) {
		if (!is_marked(mapping, i))
			continue;
		set_bit(bit, page);
		atomic64_inc(&space->nr_unreadable);
	}
}

/* Take a spare and mark what is unreadable on it. No reader looks there yet. */
static int claim(struct remap_space *space, const struct remap_mapping *mapping)
{
	u64 sector = (u64)mapping->spare << space->key.unit_shift;
	unsigned long *used = bits_make_page(&space->used, mapping->spare);
	unsigned long *marks = NULL;

	if (has_marks(mapping))
		marks = bits_make_page(&space->unreadable, sector);
	if (!used || (has_marks(mapping) && !marks))
		return -ENOMEM;
	if (test_and_set_bit(mapping->spare % BITS_PER_PAGE, used))
		return -EBUSY;

	if (marks)
		set_marks(space, mapping, marks, sector % BITS_PER_PAGE);
	return 0;
}

static void clear_marks(struct remap_space *space, u32 spare)
{
	u64 sector = (u64)spare << space->key.unit_shift;

	if (bits_page(&space->unreadable, sector))
		remap_space_cure(space, sector, 1 << space->key.unit_shift);
}

static void unclaim(struct remap_space *space, u32 spare)
{
	clear_bit(spare % BITS_PER_PAGE, bits_page(&space->used, spare));
	clear_marks(space, spare);
}

/**
 * remap_space_watch() - let I/O near a unit look twice from now on
 * @space: the mappings.
 * @unit: the unit.
 *
 * The filter may say yes in vain, so this comes before there is a reason, and
 * stays after it.
 */
void remap_space_watch(struct remap_space *space, u64 unit)
{
	u64 sector = unit << space->key.unit_shift;

	set_bit((sector >> space->region_shift) & space->region_mask, space->regions);
	set_bit((sector >> space->district_shift) & space->district_mask, space->districts);
	WRITE_ONCE(space->filtered, true);
}

/**
 * remap_space_touches_any() - may one of these regions have a mapping or a quiesced unit in it?
 * @space: the mappings.
 * @first: the first region.
 * @last: the last.
 *
 * Return: false if not; true may be in vain.
 */
bool remap_space_touches_any(const struct remap_space *space, u64 first, u64 last)
{
	if (last - first >= BITS_PER_LONG)
		return true;
	while (first <= last)
		if (test_bit(first++ & space->region_mask, space->regions))
			return true;
	return false;
}

static void note_end(struct remap_space *space, u32 spare)
{
	u32 *end = space->end + remap_run_of(spare);

	*end = max(*end, remap_place_in_run(spare) + 1);
}

/* Nobody reads or writes there any more. */
static void free_spare(struct remap_space *space, u32 spare)
{
	unsigned int run = remap_run_of(spare);
	u32 place = remap_place_in_run(spare);

	unclaim(space, spare);
	space->next[run] = min(space->next[run], place);
	if (space->end[run] == place + 1)
		space->end[run] = bits_end(&space->used, remap_spare(run, 0), (u64)spare + 1) -
				  remap_spare(run, 0);
}

/**
 * remap_space_insert() - let units live on spares from now on
 * @space: the mappings.
 * @add: those to be added, in rising order, of units that have none.
 * @nr: their number, not 0.
 *
 * A reader that finds a mapping finds its marks too: they are made first, and
 * publishing is a release.
 *
 * Return: 0, -EBUSY if a spare is in use, or -ENOMEM; then nothing has changed.
 */
int remap_space_insert(struct remap_space *space, const struct remap_mapping *add, size_t nr)
{
	size_t claimed, i;
	int r = 0;

	for (claimed = 0; claimed < nr; claimed++) {
		r = claim(space, add + claimed);
		if (r)
			goto bad;
	}

	for (i = 0; i < nr; i++)
		remap_space_watch(space, add[i].unit);
	r = remap_index_add(&space->index, add, nr);
	if (r)
		goto bad;

	for (i = 0; i < nr; i++)
		note_end(space, add[i].spare);
	return 0;
bad:
	while (claimed--)
		unclaim(space, add[claimed].spare);
	return r;
}

/* Nobody reads there now, so the marks may change one by one. */
static int mark_anew(struct remap_space *space, const struct remap_mapping *mapping)
{
	u64 sector = (u64)mapping->spare << space->key.unit_shift;
	unsigned long *marks = NULL;

	if (has_marks(mapping)) {
		marks = bits_make_page(&space->unreadable, sector);
		if (!marks)
			return -ENOMEM;
	}
	clear_marks(space, mapping->spare);
	if (marks)
		set_marks(space, mapping, marks, sector % BITS_PER_PAGE);
	return 0;
}

/**
 * remap_space_move() - let a unit live on another spare, or have other marks
 * @space: the mappings.
 * @from: the spare that it is on.
 * @to: how it lives from now on; its spare is @from or free.
 *
 * The unit's I/O waits: see remap_cell_pin().
 *
 * Return: 0 or -ENOMEM, with nothing changed.
 */
int remap_space_move(struct remap_space *space, u32 from, const struct remap_mapping *to)
{
	int r;

	if (to->spare == from)
		return mark_anew(space, to);

	r = claim(space, to);
	if (r)
		return r;
	r = remap_index_move(&space->index, to->unit, to->spare);
	if (r) {
		unclaim(space, to->spare);
		return r;
	}
	note_end(space, to->spare);
	free_spare(space, from);
	return 0;
}

/**
 * remap_space_remove() - let a unit live where it was at first
 * @space: the mappings.
 * @unit: the unit.
 * @spare: the spare that it is on.
 *
 * The unit's I/O waits: see remap_cell_pin().
 *
 * Return: 0 or -ENOMEM, with nothing changed.
 */
int remap_space_remove(struct remap_space *space, u64 unit, u32 spare)
{
	int r = remap_index_remove(&space->index, unit);

	if (!r)
		free_spare(space, spare);
	return r;
}

/**
 * remap_space_next() - the first mapping from a unit on
 * @space: the mappings.
 * @unit: where to begin; the answer.
 * @spare: its spare.
 *
 * Return: false if there is none.
 */
bool remap_space_next(struct remap_space *space, u64 *unit, u32 *spare)
{
	return remap_index_find(index_of(space), unit, spare);
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
	u64 found = unit;

	return remap_space_next(space, &found, spare) && found == unit;
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
	size_t nr;

	rcu_read_lock();
	nr = remap_index_count(rcu_dereference(space->index));
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
 * @limits: how far to look.
 * @spare: where to put the answer.
 *
 * Return: false if there is none.
 */
bool remap_space_find_spare(struct remap_space *space, const struct remap_limits *limits,
			    u32 *spare)
{
	unsigned int run;

	for (run = 0; run < REMAP_MAX_RUNS; run++) {
		u32 *next = space->next + run;

		while (*next < limits->spares[run] &&
		       bits_test(&space->used, remap_spare(run, *next)))
			(*next)++;
		if (*next < limits->spares[run]) {
			*spare = remap_spare(run, *next);
			return true;
		}
	}
	return false;
}

/**
 * remap_space_first_stretch() - where does the beginning of this range live?
 * @space: the mappings.
 * @offset: first sector, counted from the target's start.
 * @sectors: their number, not 0.
 * @stretch: the answer: as many of them as are in one place.
 *
 * Needs no lock.
 */
void remap_space_first_stretch(struct remap_space *space, sector_t offset,
			       unsigned int sectors, struct remap_stretch *stretch)
{
	unsigned int shift = space->key.unit_shift;
	u64 unit = offset >> shift;
	u64 within = offset - (unit << shift);
	u64 next = unit;
	u32 spare;
	bool any;

	rcu_read_lock();
	any = remap_index_find(rcu_dereference(space->index), &next, &spare);
	rcu_read_unlock();

	stretch->sectors = sectors;
	stretch->mapped = any && next == unit;
	if (stretch->mapped) {
		/*
		 * The marks were made before the index was published, see
		 * remap_space_insert(). Do not read them before it either.
		 */
		smp_rmb();
		stretch->spare = ((u64)spare << shift) + within;
		stretch->sectors = min_t(u64, sectors, (1 << shift) - within);
	} else if (any) {
		stretch->sectors = min_t(u64, sectors, (next << shift) - offset);
	}
}

/**
 * remap_space_marks() - can the beginning of this range be read?
 * @space: the mappings.
 * @spare: first sector, see struct remap_stretch.
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
 * remap_space_readable() - can all of this range be read?
 * @space: the mappings.
 * @spare: first sector, see struct remap_stretch.
 * @sectors: their number, not beyond the unit.
 *
 * Needs no lock.
 *
 * Return: true if so.
 */
bool remap_space_readable(struct remap_space *space, u64 spare, unsigned int sectors)
{
	bool unreadable;

	return remap_space_marks(space, spare, sectors, &unreadable) == sectors && !unreadable;
}

/**
 * remap_space_marks_of_unit() - which sectors of a spare cannot be read?
 * @space: the mappings.
 * @spare: a spare in use.
 * @mask: the answer, REMAP_MAX_UNIT bits.
 */
void remap_space_marks_of_unit(struct remap_space *space, u32 spare, u64 *mask)
{
	u64 first = (u64)spare << space->key.unit_shift;
	unsigned int i;

	memset(mask, 0, REMAP_MAX_UNIT / BITS_PER_BYTE);
	for (i = 0; i < 1 << space->key.unit_shift; i++)
		if (bits_test(&space->unreadable, first + i))
			mask[i / 64] |= 1ULL << i % 64;
}

/**
 * remap_space_cure() - these sectors have been written
 * @space: the mappings.
 * @spare: first sector, see struct remap_stretch.
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
 * remap_space_cure_unit() - these sectors of a unit can be read
 * @space: the mappings.
 * @spare: the spare that the unit is on.
 * @mask: a bit for each of them; all of them are marked as unreadable.
 */
void remap_space_cure_unit(struct remap_space *space, u32 spare, const u64 *mask)
{
	u64 first = (u64)spare << space->key.unit_shift;
	unsigned int i;

	for (i = 0; i < 1 << space->key.unit_shift; i++)
		if (mask[i / 64] >> i % 64 & 1)
			remap_space_cure(space, first + i, 1);
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
	remap_cells_exit(space);
	remap_drain_exit(space);
	bits_destroy(&space->used);
	bits_destroy(&space->unreadable);
	remap_index_free(rcu_dereference_protected(space->index, true));
	kfree(space->districts);
	kvfree(space->regions);
	free_percpu(space->stats);
	kfree(space);
}

static unsigned int count_regions(const struct remap_c *rc)
{
	u64 wanted = REMAP_REGIONS_PER_SPARE * remap_count_spares(rc);

	return roundup_pow_of_two(clamp_t(u64, wanted, REMAP_MIN_REGIONS, REMAP_MAX_REGIONS));
}

/* Regions are never smaller than a unit: a mapping is in one region. */
static unsigned int region_shift(sector_t len, unsigned int unit_shift, unsigned int nr_regions)
{
	unsigned int shift = unit_shift;

	while ((len - 1) >> shift >= nr_regions)
		shift++;
	return shift;
}

static struct remap_space *space_create(const struct remap_key *key, const struct remap_c *rc)
{
	struct remap_space *space = kzalloc(sizeof(*space), GFP_KERNEL);
	unsigned int nr_regions;

	if (!space)
		return NULL;

	space->key = *key;
	INIT_LIST_HEAD(&space->users);
	spin_lock_init(&space->lock);
	init_waitqueue_head(&space->settled);
	xa_init(&space->used);
	xa_init(&space->unreadable);
	space->mode = rc->loading ? REMAP_LOADING : REMAP_OK;
	nr_regions = count_regions(rc);
	space->region_mask = nr_regions - 1;
	space->region_shift = region_shift(rc->ti->len, key->unit_shift, nr_regions);
	space->regions = kvcalloc(BITS_TO_LONGS(nr_regions), sizeof(long), GFP_KERNEL);
	space->district_mask = min_t(unsigned int, nr_regions, REMAP_MAX_DISTRICTS) - 1;
	space->district_shift = space->region_shift + ilog2(nr_regions / (space->district_mask + 1));
	space->districts = kcalloc(BITS_TO_LONGS(REMAP_MAX_DISTRICTS), sizeof(long), GFP_KERNEL);
	space->stats = alloc_percpu(struct remap_stats);
	if (!space->regions || !space->districts || !space->stats || remap_cells_init(space) ||
	    remap_drain_init(space)) {
		space_free(space);
		return NULL;
	}
	return space;
}

static bool same_key(const struct remap_key *a, const struct remap_key *b)
{
	return a->md == b->md && a->dev == b->dev && a->start == b->start &&
	       a->unit_shift == b->unit_shift;
}

static void make_key(const struct remap_c *rc, struct remap_key *key)
{
	key->md = dm_table_get_md(rc->ti->table);
	key->dev = rc->data.dev->bdev->bd_dev;
	key->start = rc->data.start;
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

/* Mappings, or units whose I/O must not pass. */
static bool has_to_stay(struct remap_space *space)
{
	return index_of(space) || READ_ONCE(space->nr_gates);
}

/* The space whose mappings would be lost if @rc took its place. */
static struct remap_space *space_at_risk(const struct remap_c *rc,
					 const struct remap_space *mine)
{
	struct remap_space *space;
	struct remap_c *user;

	list_for_each_entry(space, &remap_spaces, list)
		list_for_each_entry(user, &space->users, peers)
			if (supplants(rc, mine, user) && has_to_stay(space))
				return space;
	return NULL;
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
			    remap_ranges_clash(rc, user))
				return true;
	return false;
}

/* The spares that two tables both have in a run of theirs. */
static u32 spares_in_common(const struct remap_c *a, const struct remap_c *b, unsigned int run)
{
	const struct remap_range *one = a->spares + run, *other = b->spares + run;

	if (run >= a->nr_runs || run >= b->nr_runs || one->start != other->start ||
	    one->dev->bdev->bd_dev != other->dev->bdev->bd_dev)
		return 0;
	return min(one->sectors, other->sectors) >> a->unit_shift;
}

/* Do all mappings of a space lie within this target and its spares? */
static bool space_fits(struct remap_space *space, const struct remap_c *rc)
{
	const struct remap_c *user = list_first_entry(&space->users, struct remap_c, peers);
	const struct remap_index *index = index_of(space);
	unsigned int run;
	u64 unit;

	if (remap_cells_last_gate(space, &unit) && unit >= rc->ti->len >> rc->unit_shift)
		return false;
	if (index && remap_index_last(index) >= rc->ti->len >> rc->unit_shift)
		return false;
	for (run = 0; run < REMAP_MAX_RUNS; run++)
		if (space->end[run] > spares_in_common(rc, user, run))
			return false;
	return true;
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
		rc->ti->error = "Table is too small for the mappings in use, or has other spares";
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
 * @rc: one of them.
 * @limits: the answer.
 */
void remap_space_limits(struct remap_c *rc, struct remap_limits *limits)
{
	struct remap_c *user;
	unsigned int run;

	limits->units = U64_MAX;
	memset(limits->spares, 0xff, sizeof(limits->spares));
	list_for_each_entry(user, &rc->space->users, peers) {
		limits->units = min_t(u64, limits->units, user->ti->len >> rc->unit_shift);
		for (run = 0; run < REMAP_MAX_RUNS; run++)
			limits->spares[run] = min(limits->spares[run],
						  spares_in_common(rc, user, run));
	}
}
