// SPDX-License-Identifier: GPL-2.0-only
/*
 * The mappings in order, to be searched without a lock.
 *
 * A sorted list in leaves of a page each, and over them one array that tells
 * where each begins. What is published never changes: to add mappings, or to change one, the
 * leaves they belong to are written anew, and the array above; all other
 * leaves are shared between the old index and the new one. So one mapping
 * more costs the same whether there are a thousand or a million, but for the
 * array, which is a 200th of all; and so does a load in rising order.
 */
#include "dm-remap.h"

#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>

/* As many as fit a page of 4 KiB. */
#define LEAF_MAPPINGS 339

/**
 * struct remap_leaf - mappings that follow one another
 * @rcu: for those still searching it when it is replaced.
 * @nr: number of mappings, never 0.
 * @spare: the spare of each.
 * @unit: the unit of each, counted from the target's start.
 *
 * Two arrays rather than one of structures: a search touches units only, and
 * a mapping costs 12 bytes.
 */
struct remap_leaf {
	struct rcu_head rcu;
	unsigned int nr;
	u32 spare[LEAF_MAPPINGS];
	u64 unit[LEAF_MAPPINGS];
};

static_assert(sizeof(struct remap_leaf) <= SZ_4K);

/**
 * struct remap_index - all mappings
 * @rcu: for those still searching it when its successor is published.
 * @nr: number of mappings, never 0.
 * @nr_leaves: number of leaves.
 * @leaf: the leaves.
 * @first: the first unit of each.
 */
struct remap_index {
	struct rcu_head rcu;
	size_t nr;
	size_t nr_leaves;
	struct remap_leaf **leaf;
	u64 first[];
};

/**
 * struct pour - what new leaves are filled from, the smaller unit first
 * @leaf: the old leaf whose turn it is.
 * @end: behind the last old leaf.
 * @at: the place in @leaf.
 * @add: the new mapping whose turn it is.
 * @end_add: behind the last new mapping.
 */
struct pour {
	struct remap_leaf *const *leaf;
	struct remap_leaf *const *end;
	unsigned int at;
	const struct remap_mapping *add;
	const struct remap_mapping *end_add;
};

/* How many of these are smaller than the unit? */
static size_t count_below(const u64 *sorted, size_t nr, u64 unit)
{
	size_t low = 0, high = nr;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sorted[middle] < unit)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The leaf that a unit is in, if it is mapped, and belongs in, if it is not. */
static size_t leaf_of(const struct remap_index *index, u64 unit)
{
	size_t begun = count_below(index->first, index->nr_leaves, unit + 1);

	return begun ? begun - 1 : 0;
}

/**
 * remap_index_find() - search the mappings
 * @index: the mappings, or NULL.
 * @unit: where to begin; the answer, the first unit from there on that has a mapping.
 * @spare: its spare.
 *
 * Return: false if there is none.
 */
bool remap_index_find(const struct remap_index *index, u64 *unit, u32 *spare)
{
	const struct remap_leaf *leaf;
	size_t i, at;

	if (!index)
		return false;

	i = leaf_of(index, *unit);
	leaf = index->leaf[i];
	at = count_below(leaf->unit, leaf->nr, *unit);
	if (at == leaf->nr) {
		if (++i == index->nr_leaves)
			return false;
		leaf = index->leaf[i];
		at = 0;
	}

	*unit = leaf->unit[at];
	*spare = leaf->spare[at];
	return true;
}

/**
 * remap_index_count() - the number of mappings
 * @index: the mappings, or NULL.
 *
 * Return: their number.
 */
size_t remap_index_count(const struct remap_index *index)
{
	return index ? index->nr : 0;
}

/**
 * remap_index_last() - the last unit that has a mapping
 * @index: the mappings, not NULL.
 *
 * Return: the unit.
 */
u64 remap_index_last(const struct remap_index *index)
{
	const struct remap_leaf *leaf = index->leaf[index->nr_leaves - 1];

	return leaf->unit[leaf->nr - 1];
}

static struct remap_index *alloc_index(size_t nr_leaves)
{
	struct remap_index *index;
	size_t each = sizeof(*index->first) + sizeof(*index->leaf);

	index = kvmalloc(size_add(sizeof(*index), size_mul(nr_leaves, each)), GFP_KERNEL);
	if (!index)
		return NULL;

	index->nr_leaves = nr_leaves;
	index->leaf = (struct remap_leaf **)(index->first + nr_leaves);
	return index;
}

static void copy_leaves(struct remap_index *to, size_t to_at,
			const struct remap_index *from, size_t from_at, size_t nr)
{
	memcpy(to->leaf + to_at, from->leaf + from_at, nr * sizeof(*to->leaf));
	memcpy(to->first + to_at, from->first + from_at, nr * sizeof(*to->first));
}

static void pour_one(struct pour *from, struct remap_leaf *to, unsigned int at)
{
	const struct remap_leaf *old = from->leaf < from->end ? *from->leaf : NULL;

	if (!old || (from->add < from->end_add && from->add->unit < old->unit[from->at])) {
		to->unit[at] = from->add->unit;
		to->spare[at] = from->add->spare;
		from->add++;
		return;
	}

	to->unit[at] = old->unit[from->at];
	to->spare[at] = old->spare[from->at];
	if (++from->at == old->nr) {
		from->at = 0;
		from->leaf++;
	}
}

static struct remap_leaf *pour_leaf(struct pour *from, unsigned int nr)
{
	struct remap_leaf *leaf = kmalloc(sizeof(*leaf), GFP_KERNEL);
	unsigned int at;

	if (!leaf)
		return NULL;

	leaf->nr = nr;
	for (at = 0; at < nr; at++)
		pour_one(from, leaf, at);
	return leaf;
}

/*
 * Fill new leaves, all alike, so that none is less than half full if it is not
 * the only one.
 */
static int pour_leaves(struct pour *from, struct remap_index *to, size_t at,
		       size_t nr_leaves, size_t nr)
{
	size_t i;

	for (i = 0; i < nr_leaves; i++) {
		struct remap_leaf *leaf = pour_leaf(from, nr / nr_leaves + (i < nr % nr_leaves));

		if (!leaf)
			goto bad;
		to->leaf[at + i] = leaf;
		to->first[at + i] = leaf->unit[0];
	}
	return 0;
bad:
	while (i--)
		kfree(to->leaf[at + i]);
	return -ENOMEM;
}

/**
 * remap_index_add() - publish an index with more mappings
 * @slot: where the index is; changed under remap_lock.
 * @add: the new mappings, in rising order, of units that have none.
 * @nr: their number, not 0.
 *
 * Publishing is a release: who finds the mapping finds what was done before.
 *
 * Return: 0 or -ENOMEM, with nothing changed.
 */
int remap_index_add(struct remap_index __rcu **slot, const struct remap_mapping *add, size_t nr)
{
	struct remap_index *old = rcu_dereference_protected(*slot, lockdep_is_held(&remap_lock));
	size_t begin = old ? leaf_of(old, add[0].unit) : 0;
	size_t end = old ? leaf_of(old, add[nr - 1].unit) + 1 : 0;
	size_t tail = old ? old->nr_leaves - end : 0;
	size_t fresh, poured = nr, i;
	struct remap_index *new;
	struct pour from = { .add = add, .end_add = add + nr };

	if (old) {
		from.leaf = old->leaf + begin;
		from.end = old->leaf + end;
	}
	for (i = begin; i < end; i++)
		poured += old->leaf[i]->nr;
	fresh = DIV_ROUND_UP(poured, LEAF_MAPPINGS);

	new = alloc_index(begin + fresh + tail);
	if (!new)
		return -ENOMEM;
	if (pour_leaves(&from, new, begin, fresh, poured)) {
		kvfree(new);
		return -ENOMEM;
	}
	new->nr = remap_index_count(old) + nr;
	if (old) {
		copy_leaves(new, 0, old, 0, begin);
		copy_leaves(new, begin + fresh, old, end, tail);
	}

	rcu_assign_pointer(*slot, new);
	for (i = begin; i < end; i++)
		kfree_rcu(old->leaf[i], rcu);
	if (old)
		kvfree_rcu(old, rcu);
	return 0;
}

/* Publish an index with another leaf in this one's place, or with none. */
static int replace_leaf(struct remap_index __rcu **slot, struct remap_index *old, size_t at,
			struct remap_leaf *leaf)
{
	size_t fresh = leaf ? 1 : 0, tail = old->nr_leaves - at - 1;
	struct remap_index *new = NULL;

	if (at + fresh + tail) {
		new = alloc_index(at + fresh + tail);
		if (!new)
			return -ENOMEM;
		copy_leaves(new, 0, old, 0, at);
		copy_leaves(new, at + fresh, old, at + 1, tail);
		new->nr = old->nr - old->leaf[at]->nr;
	}
	if (leaf) {
		new->leaf[at] = leaf;
		new->first[at] = leaf->unit[0];
		new->nr += leaf->nr;
	}

	rcu_assign_pointer(*slot, new);
	kfree_rcu(old->leaf[at], rcu);
	kvfree_rcu(old, rcu);
	return 0;
}

/**
 * remap_index_move() - publish an index in which a unit has another spare
 * @slot: where the index is; changed under remap_lock.
 * @unit: a unit that has one.
 * @spare: its spare from now on.
 *
 * Return: 0 or -ENOMEM, with nothing changed.
 */
int remap_index_move(struct remap_index __rcu **slot, u64 unit, u32 spare)
{
	struct remap_index *old = rcu_dereference_protected(*slot, lockdep_is_held(&remap_lock));
	size_t i = leaf_of(old, unit);
	struct remap_leaf *leaf = kmemdup(old->leaf[i], sizeof(*leaf), GFP_KERNEL);
	int r;

	if (!leaf)
		return -ENOMEM;

	leaf->spare[count_below(leaf->unit, leaf->nr, unit)] = spare;
	r = replace_leaf(slot, old, i, leaf);
	if (r)
		kfree(leaf);
	return r;
}

static struct remap_leaf *leaf_without(const struct remap_leaf *old, u64 unit)
{
	struct remap_leaf *leaf = kmemdup(old, sizeof(*leaf), GFP_KERNEL);
	size_t at = count_below(old->unit, old->nr, unit);
	size_t tail = old->nr - at - 1;

	if (!leaf)
		return NULL;

	memmove(leaf->unit + at, leaf->unit + at + 1, tail * sizeof(*leaf->unit));
	memmove(leaf->spare + at, leaf->spare + at + 1, tail * sizeof(*leaf->spare));
	leaf->nr--;
	return leaf;
}

/**
 * remap_index_remove() - publish an index without a unit
 * @slot: where the index is; changed under remap_lock.
 * @unit: a unit that has a spare.
 *
 * What is left of a leaf stays one, however small: units come back seldom.
 *
 * Return: 0 or -ENOMEM, with nothing changed.
 */
int remap_index_remove(struct remap_index __rcu **slot, u64 unit)
{
	struct remap_index *old = rcu_dereference_protected(*slot, lockdep_is_held(&remap_lock));
	size_t i = leaf_of(old, unit);
	struct remap_leaf *leaf = NULL;
	int r;

	if (old->leaf[i]->nr > 1) {
		leaf = leaf_without(old->leaf[i], unit);
		if (!leaf)
			return -ENOMEM;
	}
	r = replace_leaf(slot, old, i, leaf);
	if (r)
		kfree(leaf);
	return r;
}

/**
 * remap_index_free() - the end of an index that nobody searches any longer
 * @index: the mappings, or NULL.
 */
void remap_index_free(struct remap_index *index)
{
	size_t i;

	if (!index)
		return;
	for (i = 0; i < index->nr_leaves; i++)
		kfree(index->leaf[i]);
	kvfree(index);
}
