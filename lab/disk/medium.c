// SPDX-License-Identifier: Apache-2.0
/*
 * The medium and the volatile write cache in front of it. The cache is a hash of 4 KiB pages with one bit a sector for
 * what is in it, and a list of them in the order they were first written, which is the order they are written back.
 */
#include "lab-disk.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE_SECTORS 8
#define PAGE_SIZE (PAGE_SECTORS * SECTOR)
#define BUCKETS 65536
#define PAGES_MAX (256 * 1024 * 1024 / PAGE_SIZE)

struct page {
	struct page *next_in_bucket, *newer;
	uint64_t number;
	uint8_t dirty;		/* sectors the cache holds */
	uint8_t cured;		/* sectors that were pending until this write */
	uint8_t data[PAGE_SIZE];
};

void medium_open(struct disk *disk, const char *file)
{
	struct stat info;

	disk->fd = open(file, O_RDWR | O_CLOEXEC);
	if (disk->fd < 0 || fstat(disk->fd, &info))
		err(3, "%s", file);
	disk->sectors = info.st_size / SECTOR;
	disk->page = calloc(BUCKETS, sizeof(*disk->page));
	if (!disk->page)
		err(3, "%s", file);
	pthread_mutex_init(&disk->lock, NULL);
	pthread_mutex_init(&disk->head, NULL);
	pthread_cond_init(&disk->changed, NULL);
}

static int pread_all(int fd, uint8_t *data, size_t length, off_t offset)
{
	while (length) {
		ssize_t n = pread(fd, data, length, offset);

		if (n < 0 && errno != EINTR)
			return errno;
		if (n == 0)
			return EIO;
		if (n > 0) {
			data += n;
			offset += n;
			length -= n;
		}
	}
	return 0;
}

static int pwrite_all(int fd, const uint8_t *data, size_t length, off_t offset)
{
	while (length) {
		ssize_t n = pwrite(fd, data, length, offset);

		if (n < 0 && errno != EINTR)
			return errno;
		if (n > 0) {
			data += n;
			offset += n;
			length -= n;
		}
	}
	return 0;
}

static struct page *find_page(struct disk *disk, uint64_t number)
{
	struct page *page = disk->page[number % BUCKETS];

	while (page && page->number != number)
		page = page->next_in_bucket;
	return page;
}

static struct page *add_page(struct disk *disk, uint64_t number)
{
	struct page **bucket = &disk->page[number % BUCKETS];
	struct page *page = malloc(sizeof(*page));

	if (!page)
		return NULL;
	*page = (struct page){ .next_in_bucket = *bucket, .number = number };
	*bucket = page;
	if (disk->newest)
		disk->newest->newer = page;
	else
		disk->oldest = page;
	disk->newest = page;
	disk->pages++;
	return page;
}

static void drop_oldest(struct disk *disk)
{
	struct page *page = disk->oldest;
	struct page **link = &disk->page[page->number % BUCKETS];

	while (*link != page)
		link = &(*link)->next_in_bucket;
	*link = page->next_in_bucket;
	disk->oldest = page->newer;
	if (!disk->oldest)
		disk->newest = NULL;
	disk->pages--;
	free(page);
}

/* Writes back the sectors of the mask, in as few pieces as they make. */
static int write_back(struct disk *disk, const struct page *page, uint8_t mask)
{
	unsigned int first = 0, end;
	int error = 0;

	while (first < PAGE_SECTORS && !error) {
		if (!(mask & 1 << first)) {
			first++;
			continue;
		}
		for (end = first; end < PAGE_SECTORS && mask & 1 << end; end++)
			;
		error = pwrite_all(disk->fd, page->data + first * SECTOR, (end - first) * SECTOR,
				   page->number * PAGE_SIZE + first * SECTOR);
		first = end;
	}
	return error;
}

static int write_back_oldest(struct disk *disk)
{
	int error = write_back(disk, disk->oldest, disk->oldest->dirty);

	if (!error)
		drop_oldest(disk);
	return error;
}

int medium_read(struct disk *disk, void *data, uint64_t first, uint64_t count)
{
	int error = pread_all(disk->fd, data, count * SECTOR, first * SECTOR);
	uint64_t number, sector;
	unsigned int i;

	for (number = first / PAGE_SECTORS; !error && number <= (first + count - 1) / PAGE_SECTORS; number++) {
		struct page *page = disk->pages ? find_page(disk, number) : NULL;

		for (i = 0; page && i < PAGE_SECTORS; i++) {
			sector = number * PAGE_SECTORS + i;
			if (page->dirty & 1 << i && sector >= first && sector < first + count)
				memcpy((uint8_t *)data + (sector - first) * SECTOR, page->data + i * SECTOR, SECTOR);
		}
	}
	return error;
}

int medium_write(struct disk *disk, const void *data, uint64_t first, uint64_t count)
{
	uint64_t sector;
	int error = 0;

	for (sector = first; sector < first + count; sector++) {
		uint64_t number = sector / PAGE_SECTORS;
		unsigned int i = sector % PAGE_SECTORS;
		struct page *page = find_page(disk, number);

		if (!page)
			page = add_page(disk, number);
		if (!page)
			return ENOMEM;
		memcpy(page->data + i * SECTOR, (const uint8_t *)data + (sector - first) * SECTOR, SECTOR);
		page->dirty |= 1 << i;
		if (faults_cure(disk, sector, 1))
			page->cured |= 1 << i;
	}
	while (disk->pages > PAGES_MAX && !error)
		error = write_back_oldest(disk);
	return error;
}

int medium_flush(struct disk *disk)
{
	int error = 0;

	while (disk->oldest && !error)
		error = write_back_oldest(disk);
	faults_save(disk);
	return error;
}

/* A number made of others, each bit of which looks like a toss of a coin (the finalizer of MurmurHash3). */
static uint64_t mix(uint64_t a, uint64_t b)
{
	uint64_t x = a * 0x9e3779b97f4a7c15ULL + b;

	x = (x ^ x >> 33) * 0xff51afd7ed558ccdULL;
	x = (x ^ x >> 33) * 0xc4ceb9fe1a85ec53ULL;
	return x ^ x >> 33;
}

/*
 * What a drive had written of its cache when the power went is anything from nothing to nearly all: the seed also draws
 * how much, a share of 0 to 255 in 256.
 */
void medium_cut(struct disk *disk)
{
	uint64_t salt = mix(lab.seed, disk->number + 1);
	unsigned int i;

	while (disk->oldest) {
		struct page *page = disk->oldest;
		uint8_t kept = 0;

		for (i = 0; i < PAGE_SECTORS; i++)
			if (page->dirty & 1 << i && (mix(salt, page->number * PAGE_SECTORS + i) & 255) < (salt & 255))
				kept |= 1 << i;
		write_back(disk, page, kept);
		for (i = 0; i < PAGE_SECTORS; i++)
			if (page->cured & ~kept & 1 << i)
				faults_relapse(disk, page->number * PAGE_SECTORS + i);
		drop_oldest(disk);
	}
	faults_save(disk);
}
