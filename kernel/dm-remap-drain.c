// SPDX-License-Identifier: GPL-2.0-only
/*
 * When is the I/O over that was under way?
 *
 * I/O belongs to the generation that is current when it begins, and counts in
 * it until it ends. To wait for what is under way, the other generation
 * becomes the current one; when the first is empty, all is over that had begun
 * before. So there are two of them, and they take turns. Units that
 * are quiesced while one drains have to wait for the next turn, together.
 *
 * I/O that is held, or waits, is on its way to no device, and in no generation.
 */
#include "dm-remap.h"

/* The last I/O has ended, or RCU says that there was none. Any context. */
static void generation_over(struct percpu_ref *ref)
{
	struct remap_generation *gen = container_of(ref, struct remap_generation, ref);
	struct remap_space *space = gen->space;
	unsigned long flags;

	spin_lock_irqsave(&space->lock, flags);
	space->drained = true;
	queue_work(remap_wq, &space->drain);
	spin_unlock_irqrestore(&space->lock, flags);
}

static struct remap_generation *other_generation(struct remap_space *space)
{
	return space->generations + (space->generation == space->generations);
}

/* Has the old generation ended, if there is one? It will be the next. */
static bool settle(struct remap_space *space)
{
	bool drained;

	spin_lock_irq(&space->lock);
	drained = !space->draining || space->drained;
	spin_unlock_irq(&space->lock);
	if (!drained || !space->draining)
		return drained;

	percpu_ref_reinit(&space->draining->ref);
	spin_lock_irq(&space->lock);
	space->drained = false;
	space->draining = NULL;
	remap_cells_drained(space);
	wake_up(&space->settled);
	spin_unlock_irq(&space->lock);
	return true;
}

/* One work item for each space: nobody else changes generations. */
static void drain(struct work_struct *work)
{
	struct remap_space *space = container_of(work, struct remap_space, drain);
	struct remap_generation *old = NULL;

	if (!settle(space))
		return;

	spin_lock_irq(&space->lock);
	if (remap_cells_to_drain(space)) {
		old = space->generation;
		space->draining = old;
		/* Pairs with the acquire in remap_generation_get(). */
		smp_store_release(&space->generation, other_generation(space));
	}
	spin_unlock_irq(&space->lock);
	if (old)
		percpu_ref_kill(&old->ref);
}

/**
 * remap_drain_init() - prepare a space for counting its I/O
 * @space: the space.
 *
 * Return: 0 or -ENOMEM.
 */
int remap_drain_init(struct remap_space *space)
{
	unsigned int i;
	int r = 0;

	INIT_WORK(&space->drain, drain);
	space->generation = space->generations;
	for (i = 0; i < ARRAY_SIZE(space->generations) && !r; i++) {
		space->generations[i].space = space;
		r = percpu_ref_init(&space->generations[i].ref, generation_over,
				    PERCPU_REF_ALLOW_REINIT, GFP_KERNEL);
	}
	return r;
}

/**
 * remap_drain_exit() - undo remap_drain_init(), as far as it went
 * @space: the space, without I/O and cells.
 */
void remap_drain_exit(struct remap_space *space)
{
	unsigned int i;

	if (!space->generation)
		return;

	/* The last write that was kept has ended, but who kept it may not be done. */
	synchronize_rcu();
	/* What drains now has no I/O: an RCU grace period, at most. */
	wait_event(space->settled, !READ_ONCE(space->draining));
	cancel_work_sync(&space->drain);
	for (i = 0; i < ARRAY_SIZE(space->generations); i++)
		percpu_ref_exit(&space->generations[i].ref);
}
