// SPDX-License-Identifier: Apache-2.0
/*
 * Compares block devices by short slices of random I/O, 4 KiB each, past the page cache:
 *
 *   slices ROUNDS SEED COUNT SPOTS NAME=DEVICE...
 *
 * A round has four parts, in random order: reads and writes, one at a time and sixteen at a time. In each part every
 * device gets a slice of COUNT I/Os, in random order, at the same places; there are SPOTS places in all, all over the
 * device. What goes on beside that in the machine meets all of them alike, and neighbours most alike. For each slice
 * a line is printed,
 *
 *   PART NAME NANOSECONDS
 *
 * but not of the first round, in which everything is met for the first time. All is done on one processor.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/fs.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define BLOCK 4096
#define DEPTH 16
#define MAX_DEVICES 16

struct device {
	const char *name;
	int fd;
};

struct part {
	const char *name;
	int is_write, is_deep;
};

static struct part parts[] = {
	{ "read-1", 0, 0 }, { "write-1", 1, 0 }, { "read-16", 0, 1 }, { "write-16", 1, 1 },
};

static struct device devices[MAX_DEVICES];
static unsigned int nr_devices, count, nr_spots;
static uint64_t *spots;
static off_t *place;
static unsigned char *buffer;
static aio_context_t context;
static uint64_t state;

static void die(const char *what)
{
	fprintf(stderr, "slices: %s: %s\n", what, strerror(errno));
	exit(3);
}

static uint64_t below(uint64_t limit)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state >> 16) % limit;
}

static void shuffle(void *array, size_t nr, size_t size)
{
	char *at = array, kept[64];

	while (nr > 1) {
		char *other = at + below(nr--) * size, *last = at + nr * size;

		memcpy(kept, other, size);
		memcpy(other, last, size);
		memcpy(last, kept, size);
	}
}

static void one_at_a_time(int fd, int is_write)
{
	for (unsigned int i = 0; i < count; i++) {
		ssize_t n = is_write ? pwrite(fd, buffer, BLOCK, place[i]) : pread(fd, buffer, BLOCK, place[i]);

		if (n != BLOCK)
			die(is_write ? "write" : "read");
	}
}

static void submit(struct iocb **batch, long nr)
{
	if (nr && syscall(SYS_io_submit, context, nr, batch) != nr)
		die("io_submit");
}

static void sixteen_at_a_time(int fd, int is_write)
{
	struct iocb io[DEPTH], *batch[DEPTH];
	struct io_event done[DEPTH];
	unsigned int sent = 0, ended = 0;
	long nr = 0;

	for (; sent < DEPTH && sent < count; sent++, nr++) {
		io[nr] = (struct iocb){
			.aio_data = nr, .aio_fildes = fd, .aio_lio_opcode = is_write ? IOCB_CMD_PWRITE : IOCB_CMD_PREAD,
			.aio_buf = (uintptr_t)(buffer + nr * BLOCK), .aio_nbytes = BLOCK, .aio_offset = place[sent],
		};
		batch[nr] = &io[nr];
	}
	while (ended < count) {
		submit(batch, nr);
		long got = syscall(SYS_io_getevents, context, 1, DEPTH, done, NULL);

		if (got < 1)
			die("io_getevents");
		nr = 0;
		for (long i = 0; i < got; i++, ended++) {
			if (done[i].res != BLOCK) {
				errno = -done[i].res;
				die(is_write ? "write" : "read");
			}
			if (sent == count)
				continue;
			batch[nr] = &io[done[i].data];
			batch[nr++]->aio_offset = place[sent++];
		}
	}
}

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ll + time.tv_nsec;
}

static void slice(const struct part *part, const struct device *device, int is_told)
{
	long long begin = now();

	(part->is_deep ? sixteen_at_a_time : one_at_a_time)(device->fd, part->is_write);
	if (is_told)
		printf("%s %s %lld\n", part->name, device->name, now() - begin);
}

static void one_round(int is_told)
{
	shuffle(parts, sizeof(parts) / sizeof(*parts), sizeof(*parts));
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		for (unsigned int n = 0; n < count; n++)
			place[n] = spots[below(nr_spots)] * BLOCK;
		shuffle(devices, nr_devices, sizeof(*devices));
		for (unsigned int n = 0; n < nr_devices; n++)
			slice(&parts[i], &devices[n], is_told);
	}
	fflush(stdout);
}

static uint64_t open_device(char *word)
{
	char *path = strchr(word, '=');
	uint64_t bytes;

	if (!path || nr_devices == MAX_DEVICES) {
		errno = EINVAL;
		die(word);
	}
	*path++ = 0;
	devices[nr_devices] = (struct device){ word, open(path, O_RDWR | O_DIRECT) };
	if (devices[nr_devices].fd < 0 || ioctl(devices[nr_devices].fd, BLKGETSIZE64, &bytes))
		die(path);
	nr_devices++;
	return bytes;
}

static void prepare(uint64_t seed, uint64_t bytes)
{
	cpu_set_t first;

	CPU_ZERO(&first);
	CPU_SET(0, &first);
	if (sched_setaffinity(0, sizeof(first), &first) || syscall(SYS_io_setup, DEPTH, &context))
		die("preparing");
	spots = calloc(nr_spots, sizeof(*spots));
	place = calloc(count, sizeof(*place));
	if (!spots || !place || posix_memalign((void **)&buffer, BLOCK, DEPTH * BLOCK))
		die("memory");
	memset(buffer, 0x5a, DEPTH * BLOCK);
	state = seed * 2654435761u + 88172645463325252ull;
	for (unsigned int i = 0; i < nr_spots; i++)
		spots[i] = below(bytes / BLOCK);
}

int main(int argc, char **argv)
{
	uint64_t smallest = UINT64_MAX;

	if (argc < 6) {
		fprintf(stderr, "slices: see the top of slices.c\n");
		return 2;
	}
	count = atoi(argv[3]);
	nr_spots = atoi(argv[4]);
	for (int i = 5; i < argc; i++) {
		uint64_t bytes = open_device(argv[i]);

		smallest = bytes < smallest ? bytes : smallest;
	}
	prepare(strtoull(argv[2], NULL, 10), smallest);
	for (int round = 0; round <= atoi(argv[1]); round++)
		one_round(round > 0);
	return 0;
}
