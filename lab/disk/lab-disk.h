/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of lab-disk, from the outside in: files (FUSE), control (the words), faults, medium (cache and file). */
#ifndef LAB_DISK_H
#define LAB_DISK_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SECTOR 512
#define DISKS_MAX 32

struct page;
struct fault;

struct disk {
	int number;
	const char *bus;
	const char *device;
	uint64_t sectors;
	unsigned int physical;		/* of its blocks, in sectors */

	pthread_mutex_t lock;		/* for all below */
	pthread_cond_t changed;		/* a fault was cleared */

	/* medium.c */
	int fd;
	struct page **page;
	struct page *oldest, *newest;
	uint64_t pages;

	/* faults.c */
	const char *faults_file;
	struct fault *fault;
	unsigned int pending;		/* how many of them are */
	bool gone, abort, locked, unsaved;
	volatile bool single;
	pthread_mutex_t head;		/* held for a read or write of a single one, and taken before the lock */

	uint64_t reads, writes, flushes, failed;
};

struct lab {
	struct disk disk[DISKS_MAX];
	int disks;
	uint64_t seed;
	const char *qmp_path, *pid_file;
	volatile bool cut;		/* the power: set with every disk's lock held */
	volatile bool ending;
};

extern struct lab lab;

/* files.c: serves until it is told to end. */
int serve_files(const char *mountpoint);

/* control.c: serves the control socket from a thread of its own. */
void control_start(const char *path);

/* qemu.c: all return NULL, or why not. */
const char *qemu_unplug(const struct disk *disk);
const char *qemu_plug(const struct disk *disk);
void qemu_kill(void);

/* faults.c */
void faults_init(struct disk *disk);
/* Obeys "read 100+8 200", "clear" and so on, all that needs no QEMU; returns NULL, or why not, and then nothing was changed. */
const char *faults_set(struct disk *disk, const char *word, char **range, int ranges);
/* What is set, in the words that set it, a line each; to be freed. */
char *faults_list(struct disk *disk);
/* The errno that says "unreadable" on the disk's bus. */
int faults_errno(const struct disk *disk);
/* Waits as the faults say; returns 0 or the errno the request fails with. The disk's lock is held, and let go meanwhile. */
int faults_before(struct disk *disk, bool write, uint64_t first, uint64_t count);
/* Sectors were rewritten: those pending are cured. Returns true if one was. */
bool faults_cure(struct disk *disk, uint64_t first, uint64_t count);
/* The rewrite of a cured sector was lost. */
void faults_relapse(struct disk *disk, uint64_t sector);
void faults_save(struct disk *disk);

/* medium.c: offsets in sectors; the disk's lock is held. Return 0 or an errno. */
void medium_open(struct disk *disk, const char *file);
int medium_read(struct disk *disk, void *data, uint64_t first, uint64_t count);
int medium_write(struct disk *disk, const void *data, uint64_t first, uint64_t count);
int medium_flush(struct disk *disk);
/* Drops the write cache but for what the seed keeps. */
void medium_cut(struct disk *disk);

#endif
