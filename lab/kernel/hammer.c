// SPDX-License-Identifier: Apache-2.0
/*
 * What a shell is too slow for, or cannot see:
 *
 *   hammer messages NAME SECTOR      send each line of the input as a message; print the answer, or !ERRNO
 *   hammer model NAME SEED COUNT SPAN UNIT
 *                                    COUNT random reads, writes, zero-outs and remaps in the first SPAN sectors,
 *                                    compared with a model of what must be there
 *   hammer readers NAME DISK COUNT SPARE
 *                                    readers that must always see the same data, while COUNT sectors move to spares from SPARE on
 *   hammer load NAME COUNT SPARE     load COUNT mappings, scattered over the spares from SPARE on, one of 1000 unreadable;
 *                                    print how many milliseconds it took
 *   hammer scatter NAME COUNT SPARE SPAN
 *                                    the same, scattered over the first SPAN sectors too, and all readable
 *   hammer loaded NAME COUNT SPARE   is the list of all mappings just these?
 *   hammer small NAME MESSAGE        the message, with every size of answer from none to 400 bytes
 *   hammer nowait NAME [SECTOR]      read the first sector, or write this one, but not if it takes waiting; print the error
 *   hammer together NAME SECTOR N    N writes of a sector each, one after the other, sent at once: the disk gets one request of them;
 *                                    each sector says its number
 *   hammer ahead NAME SECTOR         read ahead around a sector, and see what comes of it
 *   hammer heal NAME DISK COUNT SPARE UNIT
 *                                    writers that must always read what they wrote, while COUNT units are quiesced, copied to
 *                                    the spares from SPARE on, and activated, each from the beginning of DISK
 *   hammer cure NAME DISK SEED COUNT SPARE FILE
 *                                    writers to COUNT units of 8 unreadable sectors each, on the spares from SPARE on, while
 *                                    what they write is recorded, and units move on and back, to an end at random; into
 *                                    FILE goes what each sector must read then; print the records, as messages
 *   hammer cured NAME FILE           is that read?
 *   hammer fuzz NAME DISK SEED COUNT COUNT random messages and table lines, most of them wrong: does a refused one change nothing?
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/dm-ioctl.h>
#include <linux/fs.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define SECTOR 512
#define MAX_SECTORS 128

static int control = -1;
static uint64_t state;

static void die(const char *what)
{
	fprintf(stderr, "hammer: %s: %s\n", what, strerror(errno));
	exit(2);
}

static uint32_t below(uint32_t limit)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state >> 16) % limit;
}

/* With a buffer of ROOM bytes. Returns 0 with the answer, 1 if it was cut off, or -1 with errno. */
static int message_in(uint32_t room, const char *name, uint64_t sector, const char *text, char *answer, size_t size)
{
	static union {
		struct dm_ioctl head;
		char bytes[64 << 10];
	} io;
	struct dm_target_msg *msg = (void *)(io.bytes + sizeof(io.head));

	if (control < 0 && (control = open("/dev/mapper/control", O_RDWR)) < 0)
		die("/dev/mapper/control");
	memset(&io.head, 0, sizeof(io.head));
	io.head.version[0] = 4;
	io.head.data_size = room;
	io.head.data_start = sizeof(io.head);
	snprintf(io.head.name, sizeof(io.head.name), "%s", name);
	msg->sector = sector;
	strcpy(msg->message, text);
	answer[0] = 0;
	if (ioctl(control, DM_TARGET_MSG, &io))
		return -1;
	if (io.head.flags & DM_DATA_OUT_FLAG)
		snprintf(answer, size, "%s", io.bytes + io.head.data_start);
	return !!(io.head.flags & DM_BUFFER_FULL_FLAG);
}

static int message(const char *name, uint64_t sector, const char *text, char *answer, size_t size)
{
	return message_in(64 << 10, name, sector, text, answer, size);
}

static int open_device(const char *name)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s%s", name[0] == '/' ? "" : "/dev/mapper/", name);
	fd = open(path, O_RDWR | O_DIRECT);
	if (fd < 0)
		die(path);
	return fd;
}

static void *sectors(size_t n)
{
	void *p;

	if (posix_memalign(&p, 4096, n * SECTOR))
		die("memory");
	return p;
}

/* A sector's content tells its number and when it was written; age 0 is zeros. */
static void fill(void *to, uint64_t sector, uint64_t age)
{
	uint64_t *word = to;

	for (int i = 0; i < SECTOR / 8; i += 2) {
		word[i] = age ? sector : 0;
		word[i + 1] = age;
	}
}

static int messages(const char *name, uint64_t sector)
{
	static char answer[64 << 10];
	char line[4096];
	int bad = 0;

	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = 0;
		if (!message(name, sector, line, answer, sizeof(answer)))
			printf("%s\n", answer);
		else
			printf("!%s\n", strerrorname_np(errno)), bad = 1;
	}
	return bad;
}

struct model {
	const char *name;
	int fd;
	uint32_t span, unit;
	uint64_t *age;
	char *unreadable, *mapped;
	uint64_t now;
	unsigned char *buf;
};

static int wrong(const char *what, uint32_t at, uint32_t n)
{
	fprintf(stderr, "hammer: %s, sectors %u+%u\n", what, at, n);
	return 1;
}

static int check_read(struct model *m, uint32_t at, uint32_t n)
{
	unsigned char want[SECTOR];
	int lost = 0;
	ssize_t got;

	for (uint32_t i = 0; i < n; i++)
		lost |= m->unreadable[at + i];
	errno = 0;
	got = pread(m->fd, m->buf, n * SECTOR, (off_t)at * SECTOR);
	if (lost)
		return got == (ssize_t)(n * SECTOR) ? wrong("unreadable sectors were read", at, n) : 0;
	if (got != (ssize_t)(n * SECTOR))
		return wrong(strerror(errno), at, n);
	for (uint32_t i = 0; i < n; i++) {
		fill(want, at + i, m->age[at + i]);
		if (memcmp(want, m->buf + i * SECTOR, SECTOR))
			return wrong("other data than was written", at + i, 1);
	}
	return 0;
}

static int do_write(struct model *m, uint32_t at, uint32_t n)
{
	m->now++;
	for (uint32_t i = 0; i < n; i++)
		fill(m->buf + i * SECTOR, at + i, m->now);
	if (pwrite(m->fd, m->buf, n * SECTOR, (off_t)at * SECTOR) != (ssize_t)(n * SECTOR))
		return wrong("write failed", at, n);
	for (uint32_t i = 0; i < n; i++)
		m->age[at + i] = m->now, m->unreadable[at + i] = 0;
	return 0;
}

static int do_zeroes(struct model *m, uint32_t at, uint32_t n)
{
	uint64_t range[2] = { (uint64_t)at * SECTOR, (uint64_t)n * SECTOR };

	if (ioctl(m->fd, BLKZEROOUT, range))
		return wrong("zeroing failed", at, n);
	for (uint32_t i = 0; i < n; i++)
		m->age[at + i] = 0, m->unreadable[at + i] = 0;
	return 0;
}

static int do_remap(struct model *m, uint32_t at)
{
	char text[64], answer[256];
	uint32_t first = at / m->unit * m->unit;

	snprintf(text, sizeof(text), "remap %u", at);
	if (message(m->name, 0, text, answer, sizeof(answer)))
		return errno == ENOSPC ? 0 : wrong("remap refused", at, 1);
	if (!m->mapped[first])
		memset(m->unreadable + first, 1, m->unit);
	m->mapped[first] = 1;
	return 0;
}

static int model(const char *name, uint64_t seed, uint32_t count, uint32_t span, uint32_t unit)
{
	struct model m = { name, open_device(name), span, unit, calloc(span, 8),
			   calloc(span, 1), calloc(span, 1), 0, sectors(MAX_SECTORS) };
	int bad = 0;

	state = seed * 2654435761u + 88172645463325252ull;
	for (uint32_t at = 0; at < span; at += MAX_SECTORS)
		bad |= do_write(&m, at, MAX_SECTORS);
	for (uint32_t i = 0; i < count && !bad; i++) {
		uint32_t what = below(100), at = below(span), n = 1 + below(MAX_SECTORS);

		if (n > span - at)
			n = span - at;
		bad = what < 10 ? do_remap(&m, at) : what < 13 ? do_zeroes(&m, at, n) :
		      what < 45 ? do_write(&m, at, n) : check_read(&m, at, n);
	}
	for (uint32_t at = 0; at < span && !bad; at++)
		bad = check_read(&m, at, 1);
	return bad;
}

static atomic_int stop, mismatches;
static const char *reader_name;
static uint32_t reader_span;
static atomic_ullong reads;

static void *reader(void *arg)
{
	unsigned char *buf = sectors(MAX_SECTORS), want[SECTOR];
	unsigned int seed = (uintptr_t)arg;
	int fd = open_device(reader_name);

	while (!stop) {
		uint32_t at = rand_r(&seed) % reader_span, n = 1 + rand_r(&seed) % 64;

		if (n > reader_span - at)
			n = reader_span - at;
		if (pread(fd, buf, n * SECTOR, (off_t)at * SECTOR) != (ssize_t)(n * SECTOR))
			mismatches += wrong(strerror(errno), at, n);
		for (uint32_t i = 0; i < n; i++) {
			fill(want, at + i, 1);
			if (memcmp(want, buf + i * SECTOR, SECTOR)) {
				mismatches += wrong("other data", at + i, 1);
				break;
			}
		}
		reads++;
	}
	close(fd);
	return NULL;
}

static int readers(const char *name, const char *disk, uint32_t count, uint64_t spare)
{
	int device = open_device(name), raw = open_device(disk);
	unsigned char *buf = sectors(1);
	char text[64], answer[256];
	pthread_t thread[4];

	reader_name = name;
	reader_span = 2 * count;
	state = 42;
	for (uint32_t at = 0; at < reader_span; at++) {
		fill(buf, at, 1);
		if (pwrite(device, buf, SECTOR, (off_t)at * SECTOR) != SECTOR)
			die("write");
	}
	for (uintptr_t i = 0; i < 4; i++)
		pthread_create(&thread[i], NULL, reader, (void *)(i + 1));
	for (uint32_t i = 0; i < count && !mismatches; i++) {
		uint32_t at = (i * 7919ull) % reader_span;

		fill(buf, at, 1);
		if (pwrite(raw, buf, SECTOR, (off_t)(spare + i) * SECTOR) != SECTOR)
			die("spare");
		snprintf(text, sizeof(text), "remap %u %llu", at, (unsigned long long)(spare + i));
		if (message(name, 0, text, answer, sizeof(answer)))
			die(text);
		if (i % 16 == 0)
			usleep(1000);
	}
	stop = 1;
	for (int i = 0; i < 4; i++)
		pthread_join(thread[i], NULL);
	printf("%llu reads\n", (unsigned long long)reads);
	return mismatches || !reads;
}

/* The Nth of COUNT mappings: in rising order, now and then one is missing, and the spares are all over the pool. */
static int mapping(char *to, uint64_t n, uint64_t count, uint64_t spare)
{
	return sprintf(to, "%llu %llu %s", (unsigned long long)(n + n / 25),
		       (unsigned long long)(spare + n * 7919 % count), n % 1000 ? "-" : "1");
}

/* One at random in each COUNTth of the span. */
static int scattered(char *to, uint64_t n, uint64_t count, uint64_t spare, uint64_t span)
{
	return sprintf(to, "%llu %llu -", (unsigned long long)(n * (span / count) + below(span / count)),
		       (unsigned long long)(spare + n * 7919 % count));
}

/* Over so many sectors, if SPAN is not 0. */
static int load(const char *name, uint64_t count, uint64_t spare, uint64_t span)
{
	static char text[63 << 10], answer[16];
	struct timespec begin, end;
	size_t len = 0;

	state = 42;
	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (uint64_t n = 0; n < count; n++) {
		if (!len)
			len = sprintf(text, "load");
		text[len++] = ' ';
		len += span ? scattered(text + len, n, count, spare, span) : mapping(text + len, n, count, spare);
		if (len < sizeof(text) - 64 && n + 1 < count)
			continue;
		if (message(name, 0, text, answer, sizeof(answer)))
			die("load");
		len = 0;
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	printf("%ld\n", (end.tv_sec - begin.tv_sec) * 1000 + (end.tv_nsec - begin.tv_nsec) / 1000000);
	return 0;
}

static int loaded(const char *name, uint64_t count, uint64_t spare)
{
	static char answer[64 << 10];
	char text[64], want[64];
	uint64_t n = 0, at = 0;

	for (;;) {
		char *line = answer, *newline;

		snprintf(text, sizeof(text), "list %llu", (unsigned long long)at);
		if (message(name, 0, text, answer, sizeof(answer)))
			die(text);
		for (; (newline = strchr(line, '\n')); line = newline + 1) {
			*newline = 0;
			if (!strcmp(line, "end"))
				return n == count ? 0 : wrong("not all are listed", n, count);
			mapping(want, n++, count, spare);
			if (strcmp(line, want))
				return wrong(line, n - 1, 1);
			at = strtoull(line, NULL, 10) + 1;
		}
	}
}

/* Whatever the buffer, the answer says that it was cut off, or is whole lines. */
static int small(const char *name, const char *text)
{
	static char answer[64 << 10];
	uint32_t least = sizeof(struct dm_ioctl) + sizeof(struct dm_target_msg) + strlen(text) + 1;
	int cut = 0, paged = 0, whole = 0;

	for (uint32_t room = least; room < least + 400; room++) {
		int r = message_in(room, name, 0, text, answer, sizeof(answer));
		size_t len = strlen(answer);

		if (r < 0)
			die(text);
		if (r)
			cut++;
		else if (len >= 4 && !strcmp(answer + len - 4, "end\n"))
			whole++;
		else if (len && answer[len - 1] == '\n')
			paged++;
		else
			return wrong(answer, room, 0);
	}
	printf("%d cut off, %d paged, %d whole\n", cut, paged, whole);
	return !cut || !paged || !whole;
}

static int nowait(const char *name, const char *sector)
{
	struct iovec vec = { sectors(1), SECTOR };
	int fd = open_device(name);

	errno = 0;
	if (sector)
		pwritev2(fd, &vec, 1, strtoull(sector, NULL, 10) * SECTOR, RWF_NOWAIT);
	else
		preadv2(fd, &vec, 1, 0, RWF_NOWAIT);
	printf("%s\n", errno ? strerrorname_np(errno) : "none");
	return 0;
}

static int together(const char *name, uint64_t at, uint32_t n)
{
	struct iocb writes[MAX_SECTORS] = {}, *all[MAX_SECTORS];
	struct io_event ends[MAX_SECTORS];
	aio_context_t context = 0;
	int fd = open_device(name);

	if (n > MAX_SECTORS || syscall(SYS_io_setup, n, &context))
		die("io_setup");
	for (uint32_t i = 0; i < n; i++) {
		char *text = sectors(1);

		memset(text, ' ', SECTOR);
		text[sprintf(text, "%lu", at + i)] = ' ';
		writes[i].aio_fildes = fd;
		writes[i].aio_lio_opcode = IOCB_CMD_PWRITE;
		writes[i].aio_buf = (uintptr_t)text;
		writes[i].aio_nbytes = SECTOR;
		writes[i].aio_offset = (at + i) * SECTOR;
		all[i] = &writes[i];
	}
	if (syscall(SYS_io_submit, context, n, all) != n || syscall(SYS_io_getevents, context, n, n, ends, NULL) != n)
		die("io_submit");
	for (uint32_t i = 0; i < n; i++)
		if (ends[i].res != SECTOR)
			return wrong("write failed", at, n);
	return 0;
}

static int ahead(const char *name, uint64_t sector)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/dev/mapper/%s", name);
	fd = open(path, O_RDONLY);
	if (fd < 0 || posix_fadvise(fd, sector * SECTOR, 4096, POSIX_FADV_DONTNEED) ||
	    posix_fadvise(fd, sector * SECTOR, 4096, POSIX_FADV_WILLNEED))
		die(path);
	close(fd);
	return 0;
}

#define WRITERS 4
static uint32_t writer_span;

/* The sectors that one of the writers owns: it alone writes them, so it knows what is there. */
static void *writer(void *arg)
{
	uint32_t mine = (uintptr_t)arg, count = writer_span / WRITERS;
	unsigned char *buf = sectors(1), *want = sectors(1);
	uint64_t *age = calloc(count, 8), now = 0;
	unsigned int seed = mine + 1;
	int fd = open_device(reader_name);

	while (!stop) {
		uint32_t i = rand_r(&seed) % count, at = i * WRITERS + mine;

		fill(buf, at, ++now);
		if (pwrite(fd, buf, SECTOR, (off_t)at * SECTOR) != SECTOR) {
			mismatches += wrong(strerror(errno), at, 1);
			break;
		}
		age[i] = now;
		i = rand_r(&seed) % 4 ? rand_r(&seed) % count : i;
		at = i * WRITERS + mine;
		if (!age[i])
			continue;
		fill(want, at, age[i]);
		if (pread(fd, buf, SECTOR, (off_t)at * SECTOR) != SECTOR || memcmp(want, buf, SECTOR)) {
			mismatches += wrong("not what was written last", at, 1);
			break;
		}
		reads++;
	}
	for (uint32_t i = 0; i < count && !mismatches; i++) {
		fill(want, i * WRITERS + mine, age[i]);
		if (age[i] && (pread(fd, buf, SECTOR, (off_t)(i * WRITERS + mine) * SECTOR) != SECTOR ||
			       memcmp(want, buf, SECTOR)))
			mismatches += wrong("not what was written last, at the end", i * WRITERS + mine, 1);
	}
	close(fd);
	return NULL;
}

static void tell(const char *name, const char *text)
{
	char answer[256];

	if (message(name, 0, text, answer, sizeof(answer)))
		die(text);
}

static void wait_until_quiet(const char *name, uint32_t sector)
{
	static char answer[64 << 10];
	char text[64], want[64];

	snprintf(text, sizeof(text), "faults %u", sector);
	snprintf(want, sizeof(want), "%u quiet ", sector);
	for (int i = 0; i < 60000; i++) {
		if (message(name, 0, text, answer, sizeof(answer)))
			die(text);
		if (!strncmp(answer, want, strlen(want)))
			return;
		usleep(1000);
	}
	errno = ETIMEDOUT;
	die(text);
}

/* Every seventh is released first, or withdrawn: its I/O goes on to the original. */
static void move_unit(const char *name, int raw, uint32_t n, uint32_t sector, uint64_t spare, uint32_t unit)
{
	unsigned char *buf = sectors(unit);
	char text[128];

	snprintf(text, sizeof(text), "quiesce %u %u 600", sector, n + 1);
	tell(name, text);
	wait_until_quiet(name, sector);
	if (n % 7 == 3) {
		snprintf(text, sizeof(text), "release %u", n + 1);
		tell(name, text);
		snprintf(text, sizeof(text), "quiesce %u %u 600", sector, n + 1);
		tell(name, text);
		wait_until_quiet(name, sector);
	}
	if (pread(raw, buf, unit * SECTOR, (off_t)sector * SECTOR) != unit * SECTOR ||
	    pwrite(raw, buf, unit * SECTOR, (off_t)spare * SECTOR) != unit * SECTOR)
		die("copy");
	snprintf(text, sizeof(text), "prepare %u", n + 1);
	tell(name, text);
	snprintf(text, sizeof(text), "activate %u %llu -", n + 1, (unsigned long long)spare);
	tell(name, text);
	free(buf);
}

static int heal(const char *name, const char *disk, uint32_t count, uint64_t spare, uint32_t unit)
{
	pthread_t thread[WRITERS];
	int raw = open_device(disk);

	reader_name = name;
	writer_span = (count + 8) * unit;
	for (uintptr_t i = 0; i < WRITERS; i++)
		pthread_create(&thread[i], NULL, writer, (void *)i);
	usleep(100000);
	for (uint32_t n = 0; n < count && !mismatches; n++)
		move_unit(name, raw, n, n * 7919ull % count * unit, spare + n * unit, unit);
	stop = 1;
	for (int i = 0; i < WRITERS; i++)
		pthread_join(thread[i], NULL);
	printf("%llu reads\n", (unsigned long long)reads);
	return mismatches || !reads;
}

#define CURED_UNIT 8
#define UNKNOWN UINT64_MAX

/* What the records say: is a sector's data lost? And what who wrote it knows. */
static atomic_uchar *lost;
static uint64_t *place;
static uint64_t *known;
static uint32_t cured_span;
static atomic_int nr_running;

/* As long as it is acknowledged, a write is recorded; a sector that never was is not read. */
static int write_some(int fd, unsigned char *buf, uint32_t at, uint32_t n, uint64_t age)
{
	int failed;

	for (uint32_t i = 0; i < n; i++)
		fill(buf + i * SECTOR, at + i, age);
	failed = pwrite(fd, buf, n * SECTOR, (off_t)at * SECTOR) != (ssize_t)(n * SECTOR);
	if (failed && !stop)
		return wrong("not written", at, n);
	for (uint32_t i = 0; i < n; i++) {
		known[at + i] = failed ? UNKNOWN : age;
		if (!failed && lost[at + i])
			return wrong("acknowledged, but not recorded", at + i, 1);
	}
	return 0;
}

static int read_some(int fd, unsigned char *buf, uint32_t at, uint32_t n)
{
	unsigned char want[SECTOR];
	int unreadable = 0, unknown = 0;
	ssize_t got;

	for (uint32_t i = 0; i < n; i++) {
		unreadable |= !known[at + i];
		unknown |= known[at + i] == UNKNOWN;
	}
	got = pread(fd, buf, n * SECTOR, (off_t)at * SECTOR);
	if (unreadable || unknown)
		return unreadable && got > 0 ? wrong("read, and never acknowledged", at, n) : 0;
	if (got != (ssize_t)(n * SECTOR))
		return wrong("acknowledged, and not read", at, n);
	for (uint32_t i = 0; i < n; i++) {
		fill(want, at + i, known[at + i]);
		if (memcmp(want, buf + i * SECTOR, SECTOR))
			return wrong("not what was acknowledged last", at + i, 1);
	}
	return 0;
}

static void *cure_writer(void *arg)
{
	uint32_t mine = (uintptr_t)arg, share = cured_span / WRITERS, first = mine * share;
	unsigned char *buf = sectors(2 * CURED_UNIT);
	unsigned int seed = mine + 1 + WRITERS * state;
	int fd = open_device(reader_name);

	for (uint64_t age = 1; !stop && !mismatches && age < 4 * share; age++) {
		uint32_t at = rand_r(&seed) % share, n = 1 + rand_r(&seed) % (2 * CURED_UNIT);

		n = n > share - at ? share - at : n;
		mismatches += write_some(fd, buf, first + at, n, age);
		at = rand_r(&seed) % share;
		mismatches += read_some(fd, buf, first + at, 1 + rand_r(&seed) % (share - at < 8 ? share - at : 8));
	}
	close(fd);
	nr_running--;
	return NULL;
}

/* The sectors of a unit that a mask names. */
static void record(uint32_t first, uint64_t mask)
{
	for (uint32_t i = 0; i < CURED_UNIT; i++)
		if (mask >> i & 1)
			lost[first + i] = 0;
}

/* Flush, record, tell, now and then of one sector only; what is recorded before the end may not be told any more. */
static void record_cures(const char *name, int raw)
{
	static char answer[64 << 10];
	char text[64];

	if (message(name, 0, "cures 0", answer, sizeof(answer)) || fdatasync(raw))
		die("cures");
	for (char *line = answer; line[0] != 'e'; line = strchr(line, '\n') + 1) {
		uint32_t first;
		uint64_t mask;

		if (sscanf(line, "%u %lx\n", &first, &mask) != 2)
			die(line);
		mask = below(3) ? mask : mask & -mask;
		record(first, mask);
		if (!below(200)) {
			stop = 1;
			return;
		}
		snprintf(text, sizeof(text), "cured %u %lx", first, mask);
		tell(name, text);
	}
}

#define FREE_SPARES 8
static uint64_t *free_spares;
static uint32_t nr_free;

/* A place of the two is taken, the other is free; a unit's original is nobody else's. */
static void change_places(uint64_t first, uint64_t from, uint64_t to)
{
	for (uint32_t i = 0; to != from && to != first && i < nr_free; i++)
		if (free_spares[i] == to)
			free_spares[i] = free_spares[--nr_free];
	if (to != from && from != first)
		free_spares[nr_free++] = from;
}

/* Of the unit, the sectors that cannot be read, and of these, those that were written. */
static void unreadable_of(const char *name, uint32_t first, uint64_t *unreadable, uint64_t *written)
{
	char text[64], answer[256];
	uint32_t found;

	*unreadable = *written = 0;
	snprintf(text, sizeof(text), "list %u", first);
	if (message(name, 0, text, answer, sizeof(answer)) < 0)
		die(text);
	if (sscanf(answer, "%u %*u %lx", &found, unreadable) < 1 || found != first)
		return;
	snprintf(text, sizeof(text), "cures %u", first);
	if (message(name, 0, text, answer, sizeof(answer)) < 0)
		die(text);
	if (sscanf(answer, "%u %lx", &found, written) < 1 || found != first)
		*written = 0;
}

/* What cannot be read on the new place either had better not be what is there. */
static void copy_unit(int raw, uint64_t from, uint64_t to, uint64_t unreadable)
{
	static unsigned char *buf;

	if (!buf)
		buf = sectors(CURED_UNIT);
	if (pread(raw, buf, CURED_UNIT * SECTOR, (off_t)from * SECTOR) != CURED_UNIT * SECTOR)
		die("copy");
	for (uint32_t i = 0; i < CURED_UNIT; i++)
		if (unreadable >> i & 1)
			memset(buf + i * SECTOR, 0xee, SECTOR);
	if (pwrite(raw, buf, CURED_UNIT * SECTOR, (off_t)to * SECTOR) != CURED_UNIT * SECTOR || fdatasync(raw))
		die("copy");
}

/* To another spare, the same one, or the original, with what was written or without; or the end comes before it is told. */
static void move_on(const char *name, int raw, uint32_t first, uint32_t token)
{
	uint64_t *at = place + first / CURED_UNIT, from = *at, to = free_spares[below(nr_free)];
	uint64_t unreadable, written;
	char text[128];

	snprintf(text, sizeof(text), "quiesce %u %u 600", first, token);
	tell(name, text);
	wait_until_quiet(name, first);
	unreadable_of(name, first, &unreadable, &written);
	if (below(2))
		unreadable &= ~written;
	if (from != first && !below(4))
		to = from;
	else if (from != first && !unreadable && below(2))
		to = first;
	if (to != from)
		copy_unit(raw, from, to, unreadable);
	snprintf(text, sizeof(text), "prepare %u", token);
	tell(name, text);

	record(first, ~unreadable);
	*at = to;
	change_places(first, from, to);
	if (!below(60)) {
		stop = 1;
		snprintf(text, sizeof(text), "renew %u 1", token);
	} else if (to == first) {
		snprintf(text, sizeof(text), "unmap %u", token);
	} else {
		snprintf(text, sizeof(text), unreadable ? "activate %u %lu %lx" : "activate %u %lu -", token, to, unreadable);
	}
	tell(name, text);
}

static void print_records(void)
{
	for (uint32_t first = 0; first < cured_span; first += CURED_UNIT) {
		uint32_t mask = 0;

		for (uint32_t i = 0; i < CURED_UNIT; i++)
			mask |= lost[first + i] << i;
		if (place[first / CURED_UNIT] == first)
			continue;
		printf(mask ? "load %u %lu %x\n" : "load %u %lu -\n", first, place[first / CURED_UNIT], mask);
	}
}

static int cure(const char *name, const char *disk, uint64_t seed, uint32_t count, uint64_t spare, const char *path)
{
	FILE *file = fopen(path, "w");
	int raw = open_device(disk);
	pthread_t thread[WRITERS];

	reader_name = name;
	cured_span = count * CURED_UNIT;
	known = calloc(cured_span, sizeof(*known));
	lost = malloc(cured_span);
	memset(lost, 1, cured_span);
	place = calloc(count, sizeof(*place));
	for (uint32_t n = 0; n < count; n++)
		place[n] = spare + n * CURED_UNIT;
	free_spares = calloc(count + FREE_SPARES, sizeof(*free_spares));
	for (; nr_free < FREE_SPARES; nr_free++)
		free_spares[nr_free] = spare + (count + nr_free) * CURED_UNIT;
	state = seed * 2654435761u + 88172645463325252ull;
	nr_running = WRITERS;
	for (uintptr_t i = 0; i < WRITERS; i++)
		pthread_create(&thread[i], NULL, cure_writer, (void *)i);
	for (uint32_t token = 1; nr_running && !stop; token++) {
		record_cures(name, raw);
		if (!stop && !below(3))
			move_on(name, raw, below(count) * CURED_UNIT, token);
	}
	tell(name, "attend 0");
	for (int i = 0; i < WRITERS; i++)
		pthread_join(thread[i], NULL);
	print_records();
	if (!file || fwrite(known, sizeof(*known), cured_span, file) != cured_span || fclose(file))
		die(path);
	return !!mismatches;
}

/* Sector by sector, so that none hides behind another. */
static int cured(const char *name, const char *path)
{
	unsigned char *buf = sectors(1);
	FILE *file = fopen(path, "r");
	int fd = open_device(name);
	size_t span;

	known = calloc(1 << 20, sizeof(*known));
	if (!file || !(span = fread(known, sizeof(*known), 1 << 20, file)))
		die(path);
	for (uint32_t at = 0; at < span; at++)
		if (read_some(fd, buf, at, 1))
			return 1;
	return 0;
}

static void call(char *text, const char *word, const char *other)
{
	char *at;

	while ((at = strstr(text, word))) {
		memcpy(at, other, strlen(other));
		memmove(at + strlen(other), at + strlen(word), strlen(at + strlen(word)) + 1);
	}
}

/* Returns 0, with what is told of the first target, or -1 with errno. */
static int table_ioctl(unsigned long what, const char *name, const char *line, char *answer, size_t size)
{
	static union {
		struct dm_ioctl head;
		char bytes[4 << 10];
	} io;
	struct dm_target_spec *spec = (void *)(io.bytes + sizeof(io.head));

	memset(&io, 0, sizeof(io));
	io.head.version[0] = 4;
	io.head.data_size = sizeof(io);
	io.head.data_start = sizeof(io.head);
	io.head.target_count = !!line;
	snprintf(io.head.name, sizeof(io.head.name), "%s", name);
	if (line) {
		spec->length = 2096152;
		strcpy(spec->target_type, "remap");
		strcpy((char *)(spec + 1), line);
	}
	if (ioctl(control, what, &io))
		return -1;
	if (answer)
		snprintf(answer, size, "%s", (char *)(spec + 1));
	return 0;
}

/* What may be seen of the cells and mappings; that draining and rewriting end is no message's doing. */
static void look(const char *name, char *to, size_t size)
{
	char part[32 << 10];

	message_in(16 << 10, name, 0, "faults 0", to, size / 2);
	call(to, "draining", "quiet");
	call(to, " rewriting", "");
	call(to, " rewritten", "");
	message_in(16 << 10, name, 0, "list 0", part, sizeof(part));
	strncat(to, part, size - strlen(to) - 1);
	if (table_ioctl(DM_TABLE_STATUS, name, NULL, part, sizeof(part)))
		die("status");
	strncat(strncat(to, "\n", size - strlen(to) - 1), part, size - strlen(to) - 1);
}

/* No lease among them ends before we do. */
static const char *const fuzzy_words[] = {
	"0", "0", "8", "16", "600", "601", "ff", "-", "1000", "2096152", "2096160", "2096168", "2097144", "2097152", "2096144",
	"1", "999", "-1", "+1", "0x10", "1e3", "18446744073709551615", "18446744073709551616", "4294967296",
	"99999999999999999999999999", "\\", "\\\n", "%s%n", "1:8", "1 2", "\xff", "remap", "pool", "unit", "spares", "managed",
	"loading", "hold", "",
};

static void add_words(char *text, uint32_t n, uint32_t of)
{
	while (n--) {
		strcat(text, below(64) ? " " : "");
		strcat(text, fuzzy_words[below(of)]);
	}
}

static void fuzzy_message(char *text)
{
	static const struct { const char *verb; uint32_t words; } messages[] = {
		{ "attend", 1 }, { "faults", 1 }, { "quiesce", 3 }, { "take", 3 }, { "renew", 2 }, { "prepare", 1 },
		{ "withdraw", 1 }, { "release", 1 }, { "activate", 3 }, { "retry", 1 }, { "fail", 1 }, { "rewrite", 2 },
		{ "cures", 1 }, { "cured", 3 }, { "unmap", 1 }, { "remap", 2 }, { "remap", 1 }, { "load", 3 }, { "load", 6 },
		{ "list", 1 }, { "go", 0 },
	};
	uint32_t verb = below(sizeof(messages) / sizeof(*messages));

	strcpy(text, below(16) ? messages[verb].verb : fuzzy_words[below(sizeof(fuzzy_words) / sizeof(*fuzzy_words))]);
	/* Numbers mostly, and as many as it takes. */
	add_words(text, below(8) ? messages[verb].words : below(6), below(4) ? 15 : sizeof(fuzzy_words) / sizeof(*fuzzy_words));
}

static void fuzzy_line(char *text, const char *disk)
{
	static const char *const lines[] = {
		"0 2096152", "0 2096152 1 managed", "0 2096152 2 unit 8", "0 2096152 3 unit 8 managed", "0 2096152 4 pool 512 unit 8",
		"0 2096152 5 pool 512 unit 8 managed", "0 2096152 6 pool 512 unit 8 managed loading",
		"0 2096152 8 unit 8 pool 256 spares", "0 2096152 2 hold 3",
	};

	strcpy(text, below(32) ? disk : "/dev/null");
	strcat(strcat(text, " "), lines[below(sizeof(lines) / sizeof(*lines))]);
	if (below(4)) {
		/* One letter of it is another. */
		uint32_t at = strlen(disk) + 1 + below(strlen(text) - strlen(disk));

		if (at < strlen(text))
			text[at] = "0123456789 -xml"[below(15)];
	}
	add_words(text, below(3), sizeof(fuzzy_words) / sizeof(*fuzzy_words));
}

static int fuzz(const char *name, const char *disk, uint64_t seed, uint32_t count)
{
	static char before[64 << 10], after[64 << 10], answer[64 << 10];
	uint32_t nr_refused = 0, taken = 0, leases = 0;

	state = seed * 2654435761u + 88172645463325252ull;
	look(name, before, sizeof(before));
	for (uint32_t i = 0; i < count; i++) {
		char text[1024];
		int r;

		if (below(32)) {
			fuzzy_message(text);
			r = message_in(2 << 10, name, below(2096152), text, answer, sizeof(answer));
		} else {
			fuzzy_line(text, disk);
			r = table_ioctl(DM_TABLE_LOAD, name, text, NULL, 0);
			/* One that is taken is not used. */
			if (!r && table_ioctl(DM_TABLE_CLEAR, name, NULL, NULL, 0))
				die("clear");
		}
		look(name, r < 0 ? after : before, sizeof(before));
		taken += r >= 0;
		nr_refused += r < 0;
		if (r >= 0 && (!strncmp(text, "quiesce", 7) || !strncmp(text, "take", 4) || !strncmp(text, "renew", 5)))
			leases++;
		if (r < 0 && strcmp(before, after) && leases) {
			/* One may have run out: that is a change of its own, and a lease does it once. */
			leases--;
			strcpy(before, after);
		} else if (r < 0 && strcmp(before, after)) {
			fprintf(stderr, "%s became %s by \"%s\", which was refused\n", before, after, text);
			return 1;
		}
	}
	printf("%u refused, %u taken\n", nr_refused, taken);
	return !nr_refused || !taken;
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "messages"))
		return messages(argv[2], strtoull(argv[3], NULL, 10));
	if (argc == 7 && !strcmp(argv[1], "model"))
		return model(argv[2], atoll(argv[3]), atoi(argv[4]), atoi(argv[5]), atoi(argv[6]));
	if (argc == 6 && !strcmp(argv[1], "readers"))
		return readers(argv[2], argv[3], atoi(argv[4]), atoll(argv[5]));
	if (argc == 5 && !strcmp(argv[1], "load"))
		return load(argv[2], atoll(argv[3]), atoll(argv[4]), 0);
	if (argc == 6 && !strcmp(argv[1], "scatter"))
		return load(argv[2], atoll(argv[3]), atoll(argv[4]), atoll(argv[5]));
	if (argc == 5 && !strcmp(argv[1], "loaded"))
		return loaded(argv[2], atoll(argv[3]), atoll(argv[4]));
	if (argc == 4 && !strcmp(argv[1], "small"))
		return small(argv[2], argv[3]);
	if ((argc == 3 || argc == 4) && !strcmp(argv[1], "nowait"))
		return nowait(argv[2], argv[3]);
	if (argc == 8 && !strcmp(argv[1], "cure"))
		return cure(argv[2], argv[3], atoll(argv[4]), atoi(argv[5]), atoll(argv[6]), argv[7]);
	if (argc == 4 && !strcmp(argv[1], "cured"))
		return cured(argv[2], argv[3]);
	if (argc == 5 && !strcmp(argv[1], "together"))
		return together(argv[2], atoll(argv[3]), atoi(argv[4]));
	if (argc == 4 && !strcmp(argv[1], "ahead"))
		return ahead(argv[2], atoll(argv[3]));
	if (argc == 7 && !strcmp(argv[1], "heal"))
		return heal(argv[2], argv[3], atoi(argv[4]), atoll(argv[5]), atoi(argv[6]));
	if (argc == 6 && !strcmp(argv[1], "fuzz"))
		return fuzz(argv[2], argv[3], atoll(argv[4]), atoi(argv[5]));
	fprintf(stderr, "hammer: see the top of hammer.c\n");
	return 2;
}
