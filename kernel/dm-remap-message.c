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
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/sort.h>

#define SPARE_NAME sizeof("7:18446744073709551615")
#define MASK_TEXT (REMAP_MAX_UNIT / 4 + 1)
#define MAX_LINE (MASK_TEXT + SPARE_NAME + 48)

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

static int refuse_words(struct remap_c *rc, unsigned int argc, char **argv)
{
	return refuse(rc, -EINVAL, "\"%s\" does not take %u words", argv[0], argc - 1);
}

static sector_t sector_of_unit(const struct remap_c *rc, u64 unit)
{
	return rc->ti->begin + (unit << rc->unit_shift);
}

/* A spare of the pool is its sector, one of another run "<run>:<sector>". */
static const char *name_spare(const struct remap_c *rc, u32 spare, char *name)
{
	unsigned int run = remap_run_of(spare);
	sector_t place = (sector_t)remap_place_in_run(spare) << rc->unit_shift;
	char *end = name;

	if (run)
		end += scnprintf(name, SPARE_NAME, "%u:", run);
	scnprintf(end, SPARE_NAME - (end - name), "%llu",
		  (unsigned long long)(rc->spares[run].start + place));
	return name;
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

static int parse_spare(struct remap_c *rc, const char *name, u32 *spare)
{
	bool has_run = name[0] >= '1' && name[0] < '0' + REMAP_MAX_RUNS && name[1] == ':';
	unsigned int number = has_run ? name[0] - '0' : 0;
	const struct remap_range *run = rc->spares + number;
	sector_t sector;
	int r = parse(rc, has_run ? name + 2 : name, &sector);

	if (r)
		return r;
	if (!run->sectors)
		return refuse(rc, -ERANGE, "spare %s is in a run that is not there", name);
	if (sector < run->start || sector - run->start >= run->sectors)
		return refuse(rc, -ERANGE, "spare %s is not one of %llu to %llu", name,
			      (unsigned long long)run->start,
			      (unsigned long long)(run->start + run->sectors - 1));
	if (!aligned(rc, sector))
		return refuse(rc, -EINVAL, "spare %s is not the first sector of a unit", name);

	*spare = remap_spare(number, (sector - run->start) >> rc->unit_shift);
	return 0;
}

static int refuse_loss(struct remap_c *rc)
{
	return refuse(rc, -EBUSY, "the table that is loaded would lose the mapping");
}

static int refuse_other_spare(struct remap_c *rc, u64 unit, u32 present)
{
	char name[SPARE_NAME];

	return refuse(rc, -EEXIST, "sector %llu is on spare %s already",
		      (unsigned long long)sector_of_unit(rc, unit),
		      name_spare(rc, present, name));
}

/* What can be mapped such that no table that is loaded loses it? */
static int find_limits(struct remap_c *rc, struct remap_limits *limits)
{
	if (remap_space_contested(rc))
		return refuse_loss(rc);

	remap_space_limits(rc, limits);
	return 0;
}

/* No spare in use, and no table loaded, stands against this mapping. */
static int check_free(struct remap_c *rc, const struct remap_mapping *mapping,
		      const struct remap_limits *limits)
{
	char name[SPARE_NAME];

	if (remap_space_spare_used(rc->space, mapping->spare))
		return refuse(rc, -EBUSY, "spare %s is in use",
			      name_spare(rc, mapping->spare, name));
	if (mapping->unit >= limits->units ||
	    remap_place_in_run(mapping->spare) >= limits->spares[remap_run_of(mapping->spare)])
		return refuse_loss(rc);
	return 0;
}

static int insert(struct remap_c *rc, const struct remap_mapping *mapping)
{
	int r = remap_space_insert(rc->space, mapping, 1);

	if (r)
		return refuse(rc, r, "no memory for another mapping");
	return 0;
}

static int answer_mapping(struct remap_c *rc, const struct remap_mapping *mapping,
			  struct answer *answer)
{
	char name[SPARE_NAME];

	answer->len = scnprintf(answer->text, answer->size, "%llu %s",
				(unsigned long long)sector_of_unit(rc, mapping->unit),
				name_spare(rc, mapping->spare, name));
	return 1;
}

static void mark_all(const struct remap_c *rc, u64 *mask)
{
	unsigned int i;

	for (i = 0; i < 1 << rc->unit_shift; i++)
		mask[i / 64] |= 1ULL << i % 64;
}

/* remap <sector> */
static int remap_to_next(struct remap_c *rc, unsigned int argc, char **argv,
			 struct answer *answer)
{
	struct remap_mapping mapping = {};
	struct remap_limits limits;
	sector_t sector;
	int r;

	if (rc->managed)
		return refuse(rc, -EPERM, "a daemon owns the mappings: use \"remapd remap\"");
	r = parse_sector(rc, argv[1], &sector, &mapping.unit);
	if (r)
		return r;
	if (remap_space_lookup(rc->space, mapping.unit, &mapping.spare))
		return answer_mapping(rc, &mapping, answer);

	r = find_limits(rc, &limits);
	if (r)
		return r;
	if (mapping.unit >= limits.units)
		return refuse_loss(rc);
	if (!remap_space_find_spare(rc->space, &limits, &mapping.spare))
		return refuse(rc, -ENOSPC, "no spare left for sector %llu",
			      (unsigned long long)sector);
	mark_all(rc, mapping.unreadable);
	r = insert(rc, &mapping);
	return r ? r : answer_mapping(rc, &mapping, answer);
}

/* The first sector of a unit. */
static int parse_unit(struct remap_c *rc, const char *arg, u64 *unit)
{
	sector_t sector;
	int r = parse_sector(rc, arg, &sector, unit);

	if (r)
		return r;
	if (!aligned(rc, sector))
		return refuse(rc, -EINVAL, "sector %llu is not the first of a unit",
			      (unsigned long long)sector);
	return 0;
}

/* <sector> <spare> */
static int parse_pair(struct remap_c *rc, char **argv, struct remap_mapping *mapping)
{
	int r = parse_unit(rc, argv[0], &mapping->unit);

	return r ? r : parse_spare(rc, argv[1], &mapping->spare);
}

/* remap <sector> <spare> */
static int remap_to_spare(struct remap_c *rc, unsigned int argc, char **argv,
			  struct answer *answer)
{
	struct remap_mapping mapping = {};
	struct remap_limits limits;
	u32 present;
	int r;

	r = parse_pair(rc, argv + 1, &mapping);
	if (r)
		return r;
	if (remap_space_lookup(rc->space, mapping.unit, &present)) {
		if (present == mapping.spare)
			return answer_mapping(rc, &mapping, answer);
		return refuse_other_spare(rc, mapping.unit, present);
	}
	if (rc->managed && remap_cell_closed(rc->space, mapping.unit))
		return refuse(rc, -EBUSY, "sector %s is quiesced or fenced", argv[1]);

	r = find_limits(rc, &limits);
	if (!r)
		r = check_free(rc, &mapping, &limits);
	if (!r)
		r = insert(rc, &mapping);
	return r ? r : answer_mapping(rc, &mapping, answer);
}

/* The opposite of print_mask(). */
static int parse_mask(struct remap_c *rc, const char *arg, u64 *mask)
{
	unsigned int i, len = strlen(arg), sectors = 1 << rc->unit_shift;

	memset(mask, 0, REMAP_MAX_UNIT / BITS_PER_BYTE);
	if (!strcmp(arg, "-"))
		return 0;

	if (strspn(arg, "0123456789abcdef") != len)
		return refuse(rc, -EINVAL, "\"%s\" is not a mask of unreadable sectors", arg);

	for (i = 0; i < len; i++) {
		int digit = hex_to_bin(arg[len - 1 - i]);

		if (4 * i >= sectors || 4 * i + fls(digit) > sectors)
			return refuse(rc, -ERANGE, "mask %s has more than the %u sectors of a unit",
				      arg, sectors);
		mask[i / 16] |= (u64)digit << 4 * (i % 16);
	}
	if (!(mask[0] | mask[1]))
		return refuse(rc, -EINVAL, "no unreadable sectors are \"-\"");
	return 0;
}

/* <sector> <spare> <unreadable>, any number of them */
static int parse_mappings(struct remap_c *rc, char **argv, struct remap_mapping *mapping,
			  size_t nr)
{
	int r = 0;

	for (; nr && !r; nr--, argv += 3, mapping++) {
		r = parse_pair(rc, argv, mapping);
		if (!r)
			r = parse_mask(rc, argv[2], mapping->unreadable);
	}
	return r;
}

static int by_unit(const void *a, const void *b)
{
	const struct remap_mapping *one = a, *other = b;

	if (one->unit != other->unit)
		return one->unit < other->unit ? -1 : 1;
	return 0;
}

static bool in_order(const struct remap_mapping *mapping, size_t nr)
{
	while (--nr)
		if (mapping[nr - 1].unit > mapping[nr].unit)
			return false;
	return true;
}

/* Sort them, if they are not; a unit that stands there twice is refused. */
static int put_in_order(struct remap_c *rc, struct remap_mapping *mapping, size_t nr)
{
	size_t i;

	if (!in_order(mapping, nr))
		sort(mapping, nr, sizeof(*mapping), by_unit, NULL);

	for (i = 1; i < nr; i++)
		if (mapping[i - 1].unit == mapping[i].unit)
			return refuse(rc, -EEXIST, "sector %llu is named twice",
				      (unsigned long long)sector_of_unit(rc, mapping[i].unit));
	return 0;
}

/*
 * May this mapping be loaded, and is it there already?
 *
 * Return: 1 if it is there, 0 if it is not and may be, or an error.
 */
static int check_mapping(struct remap_c *rc, const struct remap_mapping *mapping,
			 const struct remap_limits *limits)
{
	u64 mask[REMAP_MAX_UNIT / 64];
	u32 spare;

	if (!remap_space_lookup(rc->space, mapping->unit, &spare))
		return check_free(rc, mapping, limits);
	if (spare != mapping->spare)
		return refuse_other_spare(rc, mapping->unit, spare);

	remap_space_marks_of_unit(rc->space, spare, mask);
	if (memcmp(mask, mapping->unreadable, sizeof(mask)))
		return refuse(rc, -EEXIST, "sector %llu has other unreadable sectors",
			      (unsigned long long)sector_of_unit(rc, mapping->unit));
	return 1;
}

/* Keep those that are not there already. */
static int keep_new(struct remap_c *rc, struct remap_mapping *mapping, size_t *nr)
{
	struct remap_limits limits;
	size_t i, kept = 0;
	int r = find_limits(rc, &limits);

	for (i = 0; i < *nr && r >= 0; i++) {
		r = check_mapping(rc, mapping + i, &limits);
		if (!r)
			mapping[kept++] = mapping[i];
	}
	*nr = kept;
	return min(r, 0);
}

static int insert_all(struct remap_c *rc, const struct remap_mapping *mapping, size_t nr)
{
	int r = nr ? remap_space_insert(rc->space, mapping, nr) : 0;

	if (r == -EBUSY)
		return refuse(rc, r, "a spare is named twice");
	if (r)
		return refuse(rc, r, "no memory for %zu mappings", nr);
	return 0;
}

/* load <sector> <spare> <unreadable> [<sector> <spare> <unreadable>]... */
static int load(struct remap_c *rc, unsigned int argc, char **argv, struct answer *answer)
{
	struct remap_mapping *mapping;
	size_t nr = argc / 3;
	int r;

	if (argc % 3 != 1 || !nr)
		return refuse_words(rc, argc, argv);
	if (READ_ONCE(rc->space->mode) == REMAP_OK)
		return refuse(rc, -EALREADY, "the mappings are complete: nothing can be loaded");

	mapping = kvmalloc_array(nr, sizeof(*mapping), GFP_KERNEL);
	if (!mapping)
		return refuse(rc, -ENOMEM, "no memory for %zu mappings", nr);
	r = parse_mappings(rc, argv + 1, mapping, nr);
	if (!r)
		r = put_in_order(rc, mapping, nr);
	if (!r)
		r = keep_new(rc, mapping, &nr);
	if (!r)
		r = insert_all(rc, mapping, nr);
	kvfree(mapping);
	return r;
}

/* Sectors of a unit in hexadecimal, the first sector's bit lowest. */
static const char *print_mask(const u64 *mask, char *text)
{
	if (mask[1])
		scnprintf(text, MASK_TEXT, "%llx%016llx", mask[1], mask[0]);
	else if (mask[0])
		scnprintf(text, MASK_TEXT, "%llx", mask[0]);
	else
		scnprintf(text, MASK_TEXT, "-");
	return text;
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

/*
 * As many lines as fit, then "end" if these are all. What prints one looks for it from @unit
 * on, and says where it has found it.
 */
static int answer_lines(struct remap_c *rc, const char *from, struct answer *answer,
			bool (*print)(struct remap_c *rc, u64 *unit, char *line))
{
	char line[MAX_LINE];
	sector_t sector;
	u64 unit;
	int r;

	r = parse_sector(rc, from, &sector, &unit);
	if (r)
		return r;

	for (; print(rc, &unit, line); unit++)
		if (!add_line(answer, line))
			return 1;
	add_line(answer, "end\n");
	return 1;
}

static bool print_mapping(struct remap_c *rc, u64 *unit, char *line)
{
	u64 unreadable[REMAP_MAX_UNIT / 64];
	char mask[MASK_TEXT];
	char name[SPARE_NAME];
	u32 spare;

	if (!remap_space_next(rc->space, unit, &spare))
		return false;

	remap_space_marks_of_unit(rc->space, spare, unreadable);
	scnprintf(line, MAX_LINE, "%llu %s %s\n",
		  (unsigned long long)sector_of_unit(rc, *unit),
		  name_spare(rc, spare, name), print_mask(unreadable, mask));
	return true;
}

/* list <sector> */
static int list(struct remap_c *rc, unsigned int argc, char **argv, struct answer *answer)
{
	return answer_lines(rc, argv[1], answer, print_mapping);
}

/* go */
static int go(struct remap_c *rc, unsigned int argc, char **argv, struct answer *answer)
{
	remap_park_go(rc);
	return 0;
}

/* A number of seconds. */
static int parse_seconds(struct remap_c *rc, const char *arg, unsigned int least,
			 unsigned int *seconds)
{
	sector_t value;
	int r = remap_parse_sectors(arg, &value);

	if (!r && (value < least || value > REMAP_MAX_SECONDS))
		r = -ERANGE;
	if (r)
		return refuse(rc, r, "\"%s\" is not a number of seconds from %u to %u", arg,
			      least, REMAP_MAX_SECONDS);
	*seconds = value;
	return 0;
}

static int parse_token(struct remap_c *rc, const char *arg, u64 *token)
{
	sector_t value;
	int r = remap_parse_sectors(arg, &value);

	if (!r && !value)
		r = -ERANGE;
	if (r)
		return refuse(rc, r, "\"%s\" is not a token", arg);
	*token = value;
	return 0;
}

/* What stands against a step under a token. */
static int refuse_step(struct remap_c *rc, const char *token, int error)
{
	switch (error) {
	case -ESTALE:
		return refuse(rc, error, "token %s is unknown or has lapsed", token);
	case -EAGAIN:
		return refuse(rc, error, "token %s: I/O of the unit is still under way", token);
	default:
		return refuse(rc, error, "token %s: the unit is not in a state for this", token);
	}
}

/* attend <seconds> */
static int attend(struct remap_c *rc, unsigned int argc, char **argv, struct answer *answer)
{
	unsigned int seconds;
	int r = parse_seconds(rc, argv[1], 0, &seconds);

	if (!r)
		remap_cells_attend(rc->space, seconds);
	return r;
}

static const char * const state_names[] = {
	[REMAP_CELL_FAULT] = "fault",
	[REMAP_CELL_DRAINING] = "draining",
	[REMAP_CELL_QUIET] = "quiet",
	[REMAP_CELL_PREPARED] = "prepared",
	[REMAP_CELL_FENCED] = "fenced",
};

static const char * const rewriting_names[] = {
	[REMAP_NOT_REWRITTEN] = "",
	[REMAP_REWRITING] = " rewriting",
	[REMAP_REWRITTEN] = " rewritten",
	[REMAP_UNWRITABLE] = " unwritable",
	[REMAP_UNREADABLE] = " unreadable",
};

static bool print_cell(struct remap_c *rc, u64 *unit, char *line)
{
	struct remap_cell_info info;

	if (!remap_cell_next(rc->space, *unit, &info))
		return false;

	*unit = info.unit;
	scnprintf(line, MAX_LINE, "%llu %s %u %u %u%s\n",
		  (unsigned long long)sector_of_unit(rc, info.unit), state_names[info.state],
		  info.nr_held[READ], info.nr_held[WRITE], info.nr_waiting,
		  rewriting_names[info.rewriting]);
	return true;
}

/* faults <sector> */
static int faults(struct remap_c *rc, unsigned int argc, char **argv, struct answer *answer)
{
	return answer_lines(rc, argv[1], answer, print_cell);
}

/* What was written, and cannot be read for lack of a record. */
static bool print_written(struct remap_c *rc, u64 *unit, char *line)
{
	u64 written[REMAP_MAX_UNIT / 64];
	char mask[MASK_TEXT];

	if (!remap_cell_next_written(rc->space, unit, written))
		return false;

	scnprintf(line, MAX_LINE, "%llu %s\n", (unsigned long long)sector_of_unit(rc, *unit),
		  print_mask(written, mask));
	return true;
}

/* cures <sector> */
static int cures(struct remap_c *rc, unsigned int argc, char **argv, struct answer *answer)
{
	return answer_lines(rc, argv[1], answer, print_written);
}

/* cured <sector> <mask> */
static int cured(struct remap_c *rc, unsigned int argc, char **argv, struct answer *answer)
{
	u64 mask[REMAP_MAX_UNIT / 64];
	u32 spare;
	u64 unit;
	int r;

	r = parse_unit(rc, argv[1], &unit);
	if (!r)
		r = parse_mask(rc, argv[2], mask);
	if (r)
		return r;
	if (!remap_space_lookup(rc->space, unit, &spare))
		return refuse(rc, -ENOENT, "sector %s is on no spare", argv[1]);

	r = remap_cell_cured(rc->space, unit, spare, mask);
	if (r)
		return refuse(rc, r, "sector %s: not all of %s was written", argv[1], argv[2]);
	return 0;
}

static int refuse_quiesce(struct remap_c *rc, char **argv, int error)
{
	switch (error) {
	case -EEXIST:
		return refuse(rc, error, "token %s stands for another unit", argv[2]);
	case -EBUSY:
		return refuse(rc, error, "sector %s is quiesced under another token", argv[1]);
	default:
		return refuse(rc, error, "%u units are under attention already", REMAP_MAX_CELLS);
	}
}

/* <sector> <token> <seconds> */
static int close_unit(struct remap_c *rc, char **argv, bool take)
{
	struct remap_limits limits;
	unsigned int seconds;
	u64 unit, token;
	sector_t sector;
	int r;

	r = parse_sector(rc, argv[1], &sector, &unit);
	if (!r)
		r = parse_token(rc, argv[2], &token);
	if (!r)
		r = parse_seconds(rc, argv[3], 1, &seconds);
	if (!r)
		r = find_limits(rc, &limits);
	if (r)
		return r;
	if (unit >= limits.units)
		return refuse_loss(rc);

	r = remap_cell_quiesce(rc->space, unit, token, seconds, take);
	return r ? refuse_quiesce(rc, argv, r) : 0;
}

/* quiesce <sector> <token> <seconds> */
static int quiesce(struct remap_c *rc, unsigned int argc, char **argv, struct answer *answer)
{
	return close_unit(rc, argv, false);
}

/* take <sector> <token> <seconds> */
static int take(struct remap_c *rc, unsigned int argc, char **argv, struct answer *answer)
{
	return close_unit(rc, argv, true);
}

/* renew <token> <seconds> */
static int renew(struct remap_c *rc, unsigned int argc, char **argv, struct answer *answer)
{
	unsigned int seconds;
	u64 token;
	int r;

	r = parse_token(rc, argv[1], &token);
	if (!r)
		r = parse_seconds(rc, argv[2], 1, &seconds);
	if (r)
		return r;

	r = remap_cell_renew(rc->space, token, seconds);
	return r ? refuse_step(rc, argv[1], r) : 0;
}

static int step(struct remap_c *rc, const char *arg,
		int (*take)(struct remap_space *space, u64 token))
{
	u64 token;
	int r = parse_token(rc, arg, &token);

	if (r)
		return r;
	r = take(rc->space, token);
	return r ? refuse_step(rc, arg, r) : 0;
}

/* prepare <token> */
static int prepare(struct remap_c *rc, unsigned int argc, char **argv, struct answer *answer)
{
	return step(rc, argv[1], remap_cell_prepare);
}

/* withdraw <token> */
static int withdraw(struct remap_c *rc, unsigned int argc, char **argv, struct answer *answer)
{
	return step(rc, argv[1], remap_cell_withdraw);
}

/* release <token> */
static int release(struct remap_c *rc, unsigned int argc, char **argv, struct answer *answer)
{
	return step(rc, argv[1], remap_cell_release);
}

/* <spare> <unreadable>, of a unit that is on a spare already, or is not */
static int to_spare(struct remap_c *rc, u64 unit, char **argv)
{
	struct remap_mapping mapping = { .unit = unit };
	struct remap_limits limits;
	bool mapped;
	u32 present;
	int r;

	r = parse_spare(rc, argv[0], &mapping.spare);
	if (!r)
		r = parse_mask(rc, argv[1], mapping.unreadable);
	if (!r)
		r = find_limits(rc, &limits);
	if (r)
		return r;

	mapped = remap_space_lookup(rc->space, unit, &present);
	if (!mapped || present != mapping.spare)
		r = check_free(rc, &mapping, &limits);
	if (r)
		return r;
	if (!mapped)
		return insert(rc, &mapping);

	r = remap_space_move(rc->space, present, &mapping);
	return r ? refuse(rc, r, "no memory to move a unit") : 0;
}

static int to_original(struct remap_c *rc, u64 unit, char **argv)
{
	u32 spare;
	int r;

	if (!remap_space_lookup(rc->space, unit, &spare))
		return refuse(rc, -ENOENT, "sector %llu is on no spare",
			      (unsigned long long)sector_of_unit(rc, unit));

	r = remap_space_remove(rc->space, unit, spare);
	return r ? refuse(rc, r, "no memory to move a unit") : 0;
}

/* <token>, and what it takes to find the place. */
static int move(struct remap_c *rc, char **argv,
		int (*where)(struct remap_c *rc, u64 unit, char **argv))
{
	u64 token, unit;
	int r;

	r = parse_token(rc, argv[0], &token);
	if (r)
		return r;
	r = remap_cell_pin(rc->space, token, &unit);
	if (r)
		return refuse_step(rc, argv[0], r);

	r = where(rc, unit, argv + 1);
	remap_cell_unpin(rc->space, token, !r);
	return r;
}

/* activate <token> <spare> <unreadable> */
static int activate(struct remap_c *rc, unsigned int argc, char **argv, struct answer *answer)
{
	return move(rc, argv + 1, to_spare);
}

/* unmap <token> */
static int unmap(struct remap_c *rc, unsigned int argc, char **argv, struct answer *answer)
{
	return move(rc, argv + 1, to_original);
}

/* rewrite <token> <spare> */
static int rewrite(struct remap_c *rc, unsigned int argc, char **argv, struct answer *answer)
{
	struct remap_cell *cell;
	char name[SPARE_NAME];
	u64 token;
	u32 spare;
	int r;

	if (!rc->copier)
		return refuse(rc, -EPERM, "units are rewritten for a daemon only");
	r = parse_token(rc, argv[1], &token);
	if (!r)
		r = parse_spare(rc, argv[2], &spare);
	if (r)
		return r;
	if (remap_space_spare_used(rc->space, spare))
		return refuse(rc, -EBUSY, "spare %s is in use", name_spare(rc, spare, name));

	r = remap_cell_rewrite(rc, token, &cell);
	if (r)
		return refuse_step(rc, argv[1], r);
	remap_rewrite(rc, cell, spare);
	return 0;
}

/* retry <sector> */
static int retry(struct remap_c *rc, unsigned int argc, char **argv, struct answer *answer)
{
	sector_t sector;
	u64 unit;
	int r;

	r = parse_sector(rc, argv[1], &sector, &unit);
	if (r)
		return r;
	r = remap_cell_retry(rc->space, unit);
	if (r)
		return refuse(rc, r, "sector %s is quiesced or fenced", argv[1]);
	return 0;
}

/* fail <sector> */
static int fail(struct remap_c *rc, unsigned int argc, char **argv, struct answer *answer)
{
	sector_t sector;
	u64 unit;
	int r = parse_sector(rc, argv[1], &sector, &unit);

	if (!r)
		remap_cell_fail(rc->space, unit);
	return r;
}

/* A message of any number of words has an @argc of 0. */
static const struct {
	const char *name;
	unsigned int argc;
	int (*handle)(struct remap_c *rc, unsigned int argc, char **argv, struct answer *answer);
} messages[] = {
	{ "remap", 2, remap_to_next },
	{ "remap", 3, remap_to_spare },
	{ "load", 0, load },
	{ "list", 2, list },
	{ "go", 1, go },
	{ "attend", 2, attend },
	{ "faults", 2, faults },
	{ "cures", 2, cures },
	{ "cured", 3, cured },
	{ "quiesce", 4, quiesce },
	{ "take", 4, take },
	{ "renew", 3, renew },
	{ "prepare", 2, prepare },
	{ "withdraw", 2, withdraw },
	{ "release", 2, release },
	{ "activate", 4, activate },
	{ "unmap", 2, unmap },
	{ "rewrite", 3, rewrite },
	{ "retry", 2, retry },
	{ "fail", 2, fail },
};

static int dispatch(struct remap_c *rc, unsigned int argc, char **argv, struct answer *answer)
{
	bool known = false;
	int i;

	for (i = 0; i < ARRAY_SIZE(messages); i++) {
		if (strcasecmp(argv[0], messages[i].name))
			continue;
		if (!messages[i].argc || argc == messages[i].argc)
			return messages[i].handle(rc, argc, argv, answer);
		known = true;
	}
	if (known)
		return refuse_words(rc, argc, argv);
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
	struct remap_c *rc = ti->private;
	unsigned int noio = remap_enter();
	int r;

	/* No message meets what should be over, however late the clock is. */
	remap_cells_expire(rc->space);
	r = dispatch(rc, argc, argv, &answer);
	remap_leave(noio);
	return r;
}
