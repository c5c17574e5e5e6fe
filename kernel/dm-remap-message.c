// SPDX-License-Identifier: GPL-2.0-only
/*
 * The messages.
 *
 * Each can be repeated without harm: user space repeats a message whose answer
 * did not fit its buffer. A message that is refused changes nothing.
 */
#include "dm-remap.h"

#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/mutex.h>

/**
 * struct answer - what the sender gets to read
 * @text: where it goes.
 * @size: space there.
 * @len: used so far.
 */
struct answer {
	char *text;
	unsigned int size;
	unsigned int len;
};

/**
 * remap_parse_sectors() - a number of sectors: decimal digits, nothing else
 * @arg: the text.
 * @value: the number.
 *
 * Return: 0, -EINVAL if it is no such number, -ERANGE if it is too large.
 */
int remap_parse_sectors(const char *arg, sector_t *value)
{
	unsigned long long number;
	const char *p;
	int r;

	for (p = arg; isdigit(*p); p++)
		;
	if (p == arg || *p)
		return -EINVAL;

	r = kstrtoull(arg, 10, &number);
	if (!r && number != (sector_t)number)
		r = -ERANGE;
	if (!r)
		*value = number;
	return r;
}

/* Say why in the kernel log, within bounds. */
static __printf(3, 4) int refuse(struct remap_c *rc, int error, const char *why, ...)
{
	struct va_format vaf;
	va_list args;

	if (!__ratelimit(&rc->refusals))
		return error;

	va_start(args, why);
	vaf.fmt = why;
	vaf.va = &args;
	DMWARN("%s: message refused: %pV", dm_table_device_name(rc->ti->table), &vaf);
	va_end(args);
	return error;
}

static sector_t sector_of_unit(const struct remap_c *rc, u64 unit)
{
	return rc->ti->begin + (unit << rc->unit_shift);
}

static sector_t sector_of_spare(const struct remap_c *rc, u32 spare)
{
	return rc->spare_start + ((sector_t)spare << rc->unit_shift);
}

static bool aligned(const struct remap_c *rc, sector_t sector)
{
	return !(sector & ((1 << rc->unit_shift) - 1));
}

static int parse(struct remap_c *rc, const char *arg, sector_t *value)
{
	int r = remap_parse_sectors(arg, value);

	if (r)
		return refuse(rc, r, "\"%s\" is not a sector number", arg);
	return 0;
}

/* A sector of the mapped device, and the unit it is in. */
static int parse_sector(struct remap_c *rc, const char *arg, sector_t *sector, u64 *unit)
{
	int r = parse(rc, arg, sector);

	if (r)
		return r;
	if (*sector < rc->ti->begin || *sector - rc->ti->begin >= rc->ti->len)
		return refuse(rc, -ERANGE, "sector %llu is not one of %llu to %llu",
			      (unsigned long long)*sector, (unsigned long long)rc->ti->begin,
			      (unsigned long long)(rc->ti->begin + rc->ti->len - 1));

	*unit = (*sector - rc->ti->begin) >> rc->unit_shift;
	return 0;
}

static int parse_spare(struct remap_c *rc, const char *arg, u32 *spare)
{
	sector_t sector;
	int r = parse(rc, arg, &sector);

	if (r)
		return r;
	if (sector < rc->spare_start || sector - rc->spare_start >= rc->pool)
		return refuse(rc, -ERANGE, "spare %llu is not one of %llu to %llu",
			      (unsigned long long)sector, (unsigned long long)rc->spare_start,
			      (unsigned long long)(rc->spare_start + rc->pool - 1));
	if (!aligned(rc, sector))
		return refuse(rc, -EINVAL, "spare %llu is not the first sector of a unit",
			      (unsigned long long)sector);

	*spare = (sector - rc->spare_start) >> rc->unit_shift;
	return 0;
}

/* Can a mapping be made at all, such that no table that is loaded loses it? */
static int check_room(struct remap_c *rc, u64 unit, u64 *spares)
{
	u64 units;

	remap_space_limits(rc->space, &units, spares);
	if (unit >= units || remap_space_contested(rc))
		return refuse(rc, -EBUSY, "the table that is loaded would lose the mapping");
	return 0;
}

static int insert(struct remap_c *rc, u64 unit, u32 spare, bool unreadable)
{
	int r = remap_space_insert(rc->space, unit, spare, unreadable);

	if (r)
		return refuse(rc, r, "no memory for another mapping");
	return 0;
}

static int answer_mapping(struct remap_c *rc, u64 unit, u32 spare, struct answer *answer)
{
	answer->len = scnprintf(answer->text, answer->size, "%llu %llu",
				(unsigned long long)sector_of_unit(rc, unit),
				(unsigned long long)sector_of_spare(rc, spare));
	return 1;
}

/* remap <sector> */
static int remap_to_next(struct remap_c *rc, char **argv, struct answer *answer)
{
	sector_t sector;
	u64 unit, spares;
	u32 spare;
	int r;

	if (rc->managed)
		return refuse(rc, -EPERM, "a daemon owns the mappings: use \"remapd remap\"");
	r = parse_sector(rc, argv[1], &sector, &unit);
	if (r)
		return r;
	if (remap_space_lookup(rc->space, unit, &spare))
		return answer_mapping(rc, unit, spare, answer);

	r = check_room(rc, unit, &spares);
	if (r)
		return r;
	if (!remap_space_find_spare(rc->space, spares, &spare))
		return refuse(rc, -ENOSPC, "no spare left for sector %llu",
			      (unsigned long long)sector);
	r = insert(rc, unit, spare, true);
	return r ? r : answer_mapping(rc, unit, spare, answer);
}

/* remap <sector> <spare> */
static int remap_to_spare(struct remap_c *rc, char **argv, struct answer *answer)
{
	sector_t sector;
	u64 unit, spares;
	u32 spare, present;
	int r;

	r = parse_sector(rc, argv[1], &sector, &unit);
	if (r)
		return r;
	if (!aligned(rc, sector))
		return refuse(rc, -EINVAL, "sector %llu is not the first of a unit",
			      (unsigned long long)sector);
	r = parse_spare(rc, argv[2], &spare);
	if (r)
		return r;

	if (remap_space_lookup(rc->space, unit, &present)) {
		if (present == spare)
			return answer_mapping(rc, unit, spare, answer);
		return refuse(rc, -EEXIST, "sector %llu is on spare %llu already",
			      (unsigned long long)sector,
			      (unsigned long long)sector_of_spare(rc, present));
	}
	if (remap_space_spare_used(rc->space, spare))
		return refuse(rc, -EBUSY, "spare %s is in use", argv[2]);

	r = check_room(rc, unit, &spares);
	if (r)
		return r;
	if (spare >= spares)
		return refuse(rc, -EBUSY, "the table that is loaded would lose the mapping");
	r = insert(rc, unit, spare, false);
	return r ? r : answer_mapping(rc, unit, spare, answer);
}

/* The unreadable sectors of a unit in hexadecimal, the first sector's bit lowest. */
static void print_mask(struct remap_c *rc, u32 spare, char *text, size_t size)
{
	u64 first = (u64)spare << rc->unit_shift;
	u64 mask[REMAP_MAX_UNIT / 64] = {};
	unsigned int i;
	bool unreadable;

	for (i = 0; i < 1 << rc->unit_shift; i++) {
		remap_space_marks(rc->space, first + i, 1, &unreadable);
		if (unreadable)
			mask[i / 64] |= 1ULL << i % 64;
	}

	if (mask[1])
		scnprintf(text, size, "%llx%016llx", mask[1], mask[0]);
	else if (mask[0])
		scnprintf(text, size, "%llx", mask[0]);
	else
		scnprintf(text, size, "-");
}

/*
 * The device mapper takes an answer that fills the buffer for one that was cut
 * off, and user space asks again with a larger buffer.
 */
static void ask_for_more(struct answer *answer)
{
	if (!answer->size)
		return;
	memset(answer->text, ' ', answer->size - 1);
	answer->text[answer->size - 1] = '\0';
}

/* Add a line if it fits whole; there must be room for the first one. */
static bool add_line(struct answer *answer, const char *line)
{
	size_t len = strlen(line);

	if (answer->len + len + 2 >= answer->size) {
		if (!answer->len)
			ask_for_more(answer);
		return false;
	}
	memcpy(answer->text + answer->len, line, len + 1);
	answer->len += len;
	return true;
}

static bool add_mapping(struct remap_c *rc, u64 unit, u32 spare, struct answer *answer)
{
	char mask[REMAP_MAX_UNIT / 4 + 1];
	char line[sizeof(mask) + 48];

	print_mask(rc, spare, mask, sizeof(mask));
	scnprintf(line, sizeof(line), "%llu %llu %s\n",
		  (unsigned long long)sector_of_unit(rc, unit),
		  (unsigned long long)sector_of_spare(rc, spare), mask);
	return add_line(answer, line);
}

/* list <sector> */
static int list(struct remap_c *rc, char **argv, struct answer *answer)
{
	const struct remap_index *index;
	sector_t sector;
	size_t at = 0;
	u64 unit;
	int r;

	r = parse_sector(rc, argv[1], &sector, &unit);
	if (r)
		return r;

	index = rcu_dereference_protected(rc->space->index, lockdep_is_held(&remap_lock));
	if (index)
		for (at = remap_index_find(index, unit); at < index->nr; at++)
			if (!add_mapping(rc, index->unit[at], index->spare[at], answer))
				return 1;
	add_line(answer, "end\n");
	return 1;
}

/* go */
static int go(struct remap_c *rc, char **argv, struct answer *answer)
{
	remap_park_go(rc);
	return 0;
}

static const struct {
	const char *name;
	unsigned int argc;
	int (*handle)(struct remap_c *rc, char **argv, struct answer *answer);
} messages[] = {
	{ "remap", 2, remap_to_next },
	{ "remap", 3, remap_to_spare },
	{ "list", 2, list },
	{ "go", 1, go },
};

static int dispatch(struct remap_c *rc, unsigned int argc, char **argv, struct answer *answer)
{
	bool known = false;
	int i;

	for (i = 0; i < ARRAY_SIZE(messages); i++) {
		if (strcasecmp(argv[0], messages[i].name))
			continue;
		if (argc == messages[i].argc)
			return messages[i].handle(rc, argv, answer);
		known = true;
	}
	if (known)
		return refuse(rc, -EINVAL, "\"%s\" does not take %u words", argv[0], argc - 1);
	return refuse(rc, -EOPNOTSUPP, "unknown message \"%s\"", argv[0]);
}

/**
 * remap_message() - the target's message callback
 * @ti: the target.
 * @argc: number of words.
 * @argv: the words.
 * @result: where an answer goes.
 * @maxlen: how long it may be.
 *
 * Return: 1 if there is an answer, 0, or an error.
 */
int remap_message(struct dm_target *ti, unsigned int argc, char **argv,
		  char *result, unsigned int maxlen)
{
	struct answer answer = { .text = result, .size = maxlen };
	unsigned int noio = remap_enter();
	int r = dispatch(ti->private, argc, argv, &answer);

	remap_leave(noio);
	return r;
}
