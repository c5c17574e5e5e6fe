// SPDX-License-Identifier: Apache-2.0
/*
 * What is wrong with a disk. Faults are set by sector and count by physical block, as a drive reads and writes: one bad
 * sector makes its whole block unreadable.
 */
#include "lab-disk.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FLAKY_BLOCKS_MAX 65536

enum kind { FAULT_READ, FAULT_WRITE, FAULT_PENDING, FAULT_SLOW, FAULT_FLAKY, FAULT_HANG, KINDS };

static const struct word {
	const char *word;
	bool has_number;
} words[KINDS] = {
	[FAULT_READ] = { "read", false },	/* fails to be read, until cleared */
	[FAULT_WRITE] = { "write", false },	/* fails to be written, until cleared */
	[FAULT_PENDING] = { "pending", false },	/* fails to be read, until rewritten */
	[FAULT_SLOW] = { "slow", true },	/* takes so many milliseconds */
	[FAULT_FLAKY] = { "flaky", true },	/* fails to be read so many times more */
	[FAULT_HANG] = { "hang", false },	/* does not answer, until cleared */
};

/* Of pending sectors and of no other fault, parts of a block may be gone from [first, end). A flaky fault is one block. */
struct fault {
	struct fault *next;
	enum kind kind;
	uint64_t first, end;
	uint64_t number;
};

static uint64_t block_down(const struct disk *disk, uint64_t sector)
{
	return sector - sector % disk->physical;
}

static uint64_t block_up(const struct disk *disk, uint64_t sector)
{
	return block_down(disk, sector + disk->physical - 1);
}

/* Does a request for [first, end) have to do with the fault, in whole blocks? */
static bool touches(const struct disk *disk, const struct fault *fault, uint64_t first, uint64_t end)
{
	return first < block_up(disk, fault->end) && end > block_down(disk, fault->first);
}

static void add(struct disk *disk, enum kind kind, uint64_t number, uint64_t first, uint64_t end)
{
	struct fault *fault = malloc(sizeof(*fault));

	if (!fault)
		abort();
	*fault = (struct fault){ disk->fault, kind, first, end, number };
	disk->fault = fault;
	disk->pending += kind == FAULT_PENDING;
	disk->unsaved = true;
}

/* Takes [first, end) out of all faults, or of the pending ones only; true if there was one. */
static bool take_out(struct disk *disk, uint64_t first, uint64_t end, bool only_pending)
{
	struct fault **link = &disk->fault;
	bool found = false;

	while (*link) {
		struct fault *fault = *link;

		if (fault->end <= first || fault->first >= end || (only_pending && fault->kind != FAULT_PENDING)) {
			link = &fault->next;
			continue;
		}
		found = true;
		*link = fault->next;
		disk->pending -= fault->kind == FAULT_PENDING;
		if (fault->first < first)
			add(disk, fault->kind, fault->number, fault->first, first);
		if (fault->end > end)
			add(disk, fault->kind, fault->number, end, fault->end);
		free(fault);
	}
	disk->unsaved |= found;
	return found;
}

bool faults_cure(struct disk *disk, uint64_t first, uint64_t count)
{
	return disk->pending && take_out(disk, first, first + count, true);
}

void faults_relapse(struct disk *disk, uint64_t sector)
{
	add(disk, FAULT_PENDING, 0, sector, sector + 1);
}

static bool parse_range(const struct disk *disk, const char *range, uint64_t *first, uint64_t *end)
{
	uint64_t count = 1;
	int used = -1;

	if (!range || strspn(range, "0123456789+") != strlen(range) || range[0] == '+' || strstr(range, "++"))
		return false;
	if (sscanf(range, "%" SCNu64 "+%" SCNu64 "%n", first, &count, &used) < 2 &&
	    sscanf(range, "%" SCNu64 "%n", first, &used) < 1)
		return false;
	if (used != (int)strlen(range) || !count || *first >= disk->sectors || count > disk->sectors - *first)
		return false;
	*end = *first + count;
	return true;
}

/* "slow:100" is FAULT_SLOW and 100. */
static bool parse_word(const char *text, enum kind *kind, uint64_t *number)
{
	for (*kind = 0; *kind < KINDS; ++*kind) {
		const struct word *word = &words[*kind];
		size_t length = strlen(word->word);
		int used = -1;

		if (strncmp(text, word->word, length))
			continue;
		*number = 0;
		if (!word->has_number)
			return !text[length];
		return text[length] == ':' && strspn(text + length + 1, "0123456789") == strlen(text + length + 1) &&
		       sscanf(text + length, ":%8" SCNu64 "%n", number, &used) == 1 && !text[length + used] && *number;
	}
	return false;
}

/* Only with @really anything is changed. */
static const char *set_range(struct disk *disk, const char *word, const char *range, bool really)
{
	uint64_t first, end, number, at;
	enum kind kind;

	if (!parse_word(word, &kind, &number))
		return "not a fault: read, write, pending, slow:MS, flaky:N, hang, gone, back, abort, locked, single, clear";
	if (!parse_range(disk, range, &first, &end))
		return "it takes SECTOR or SECTOR+COUNT, within the disk";
	if (kind != FAULT_READ && kind != FAULT_WRITE && kind != FAULT_HANG) {
		first = block_down(disk, first);
		end = block_up(disk, end);
	}
	if (kind == FAULT_FLAKY && (end - first) / disk->physical > FLAKY_BLOCKS_MAX)
		return "too many flaky blocks at once";
	if (!really)
		return NULL;
	if (kind != FAULT_FLAKY) {
		add(disk, kind, number, first, end);
		return NULL;
	}
	for (at = first; at < end; at += disk->physical)
		add(disk, kind, number, at, at + disk->physical);
	return NULL;
}

static const char *clear_range(struct disk *disk, const char *range, bool really)
{
	uint64_t first, end;

	if (!parse_range(disk, range, &first, &end))
		return "it takes SECTOR or SECTOR+COUNT, within the disk, or nothing";
	if (really)
		take_out(disk, first, end, false);
	return NULL;
}

static void clear_all(struct disk *disk)
{
	take_out(disk, 0, UINT64_MAX, false);
	disk->abort = disk->locked = disk->single = false;
}

/* At all places or, if something is wrong with one of them, at none. */
static const char *set_ranges(struct disk *disk, const char *word, char **range, int ranges)
{
	const char *problem = ranges ? NULL : set_range(disk, word, NULL, false);
	bool clears = !strcmp(word, "clear");
	int really, i;

	for (really = 0; really < 2; really++)
		for (i = 0; i < ranges && !problem; i++)
			problem = clears ? clear_range(disk, range[i], really) : set_range(disk, word, range[i], really);
	return problem;
}

const char *faults_set(struct disk *disk, const char *word, char **range, int ranges)
{
	const char *problem = NULL;

	pthread_mutex_lock(&disk->lock);
	if (!strcmp(word, "clear") && !ranges)
		clear_all(disk);
	else if (strcmp(word, "abort") && strcmp(word, "locked") && strcmp(word, "single") && strcmp(word, "gone") &&
		 strcmp(word, "back"))
		problem = set_ranges(disk, word, range, ranges);
	else if (ranges)
		problem = "this is of the whole disk and takes no sector";
	else if (!strcmp(word, "abort"))
		disk->abort = true;
	else if (!strcmp(word, "locked"))
		disk->locked = true;
	else if (!strcmp(word, "single"))
		disk->single = true;
	else
		disk->gone = !strcmp(word, "gone");
	faults_save(disk);
	pthread_cond_broadcast(&disk->changed);
	pthread_mutex_unlock(&disk->lock);
	return problem;
}

static void print(struct disk *disk, FILE *file, const char *indent)
{
	struct fault *fault;

	for (fault = disk->fault; fault; fault = fault->next) {
		fprintf(file, "%s%s", indent, words[fault->kind].word);
		if (words[fault->kind].has_number)
			fprintf(file, ":%" PRIu64, fault->number);
		fprintf(file, " %" PRIu64 "+%" PRIu64 "\n", fault->first, fault->end - fault->first);
	}
}

char *faults_list(struct disk *disk)
{
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	if (!file)
		abort();
	pthread_mutex_lock(&disk->lock);
	fprintf(file, "%s%s%s%s", disk->gone ? " gone\n" : "", disk->abort ? " abort\n" : "",
		disk->locked ? " locked\n" : "", disk->single ? " single\n" : "");
	print(disk, file, " ");
	pthread_mutex_unlock(&disk->lock);
	fclose(file);
	return text;
}

void faults_save(struct disk *disk)
{
	char new[4096];
	FILE *file;

	if (!disk->unsaved || !disk->faults_file[0])
		return;
	snprintf(new, sizeof(new), "%s.new", disk->faults_file);
	file = fopen(new, "w");
	if (file) {
		print(disk, file, "");
		if (!fclose(file) && !rename(new, disk->faults_file))
			disk->unsaved = false;
	}
	if (disk->unsaved)
		perror(disk->faults_file);
}

void faults_init(struct disk *disk)
{
	char line[128], word[64], place[64], *range = place;
	FILE *file = disk->faults_file[0] ? fopen(disk->faults_file, "r") : NULL;
	const char *problem;

	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%63s %63s", word, place) != 2)
			continue;
		problem = faults_set(disk, word, &range, 1);
		if (problem)
			fprintf(stderr, "%s: %s: %s\n", disk->faults_file, line, problem);
	}
	if (file)
		fclose(file);
	disk->unsaved = false;
}

int faults_errno(const struct disk *disk)
{
	return strcmp(disk->bus, "scsi") ? EIO : ENODATA;
}

static bool is_dead(const struct disk *disk)
{
	return lab.cut || lab.ending || disk->gone || disk->abort || disk->locked;
}

/* How long a request still has to wait that came so long ago; in milliseconds. */
static uint64_t wait_left(const struct disk *disk, uint64_t first, uint64_t end, uint64_t waited)
{
	const struct fault *fault;
	uint64_t wait = 0;

	for (fault = disk->fault; fault; fault = fault->next) {
		if (!touches(disk, fault, first, end))
			continue;
		if (fault->kind == FAULT_HANG)
			return UINT64_MAX;
		if (fault->kind == FAULT_SLOW && fault->number > wait)
			wait = fault->number;
	}
	return wait > waited ? wait - waited : 0;
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec * 1000ULL + t.tv_nsec / 1000000;
}

static bool fails(struct disk *disk, bool write, uint64_t first, uint64_t end)
{
	struct fault *fault, *flaky = NULL;

	for (fault = disk->fault; fault; fault = fault->next) {
		if (!touches(disk, fault, first, end))
			continue;
		if (fault->kind == FAULT_WRITE ? write : !write && (fault->kind == FAULT_READ || fault->kind == FAULT_PENDING))
			return true;
		if (!write && fault->kind == FAULT_FLAKY && (!flaky || fault->first < flaky->first))
			flaky = fault;
	}
	/* The drive gives up at the first block it cannot read: that one has had an attempt more. */
	if (flaky && !--flaky->number)
		take_out(disk, flaky->first, flaky->end, false);
	return flaky != NULL;
}

int faults_before(struct disk *disk, bool write, uint64_t first, uint64_t count)
{
	uint64_t start = now(), left;

	while (count && !is_dead(disk) && (left = wait_left(disk, first, first + count, now() - start))) {
		/* In slices, because the end of it all is told by a flag that a signal sets. */
		uint64_t until = now() + (left < 100 ? left : 100);
		struct timespec t = { until / 1000, until % 1000 * 1000000 };

		pthread_cond_timedwait(&disk->changed, &disk->lock, &t);
	}
	if (lab.cut || lab.ending || disk->gone || disk->abort)
		return EIO;
	if (disk->locked || (count && fails(disk, write, first, first + count)))
		return faults_errno(disk);
	return 0;
}
