// SPDX-License-Identifier: Apache-2.0
/*
 * The FUSE side: disk0, disk1, ... in one directory, read and written past the page cache. A request that is made to
 * wait waits on its own thread: QEMU never has more than 64 under way at once, so the rest go on.
 */
#define FUSE_USE_VERSION 312
#include "lab-disk.h"

#include <errno.h>
#include <fuse.h>
#include <fuse_lowlevel.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define THREADS_MAX 200

static struct disk *disk_of(const char *path)
{
	char name[16];
	int i;

	for (i = 0; i < lab.disks; i++) {
		snprintf(name, sizeof(name), "/disk%d", i);
		if (!strcmp(path, name))
			return &lab.disk[i];
	}
	return NULL;
}

static int on_getattr(const char *path, struct stat *info, struct fuse_file_info *unused)
{
	struct disk *disk = disk_of(path);

	(void)unused;
	memset(info, 0, sizeof(*info));
	if (!strcmp(path, "/")) {
		info->st_mode = S_IFDIR | 0700;
		info->st_nlink = 2;
		return 0;
	}
	if (!disk)
		return -ENOENT;
	info->st_mode = S_IFREG | 0600;
	info->st_nlink = 1;
	info->st_size = disk->sectors * SECTOR;
	return 0;
}

static int on_readdir(const char *path, void *buffer, fuse_fill_dir_t fill, off_t offset, struct fuse_file_info *unused,
		      enum fuse_readdir_flags flags)
{
	int i;

	(void)path, (void)offset, (void)unused, (void)flags;
	for (i = 0; i < lab.disks; i++) {
		char name[16];

		snprintf(name, sizeof(name), "disk%d", i);
		fill(buffer, name, NULL, 0, 0);
	}
	return 0;
}

static int on_open(const char *path, struct fuse_file_info *file)
{
	struct disk *disk = disk_of(path);

	if (!disk)
		return -ENOENT;
	file->fh = disk->number;
	file->direct_io = 1;
	return 0;
}

/*
 * What is not made of sectors is refused, which is how QEMU finds out what it may ask for: it must never read more than
 * the guest did, nor read before it writes.
 */
static bool is_proper(const struct disk *disk, size_t size, off_t offset)
{
	uint64_t end = disk->sectors * SECTOR;

	return size % SECTOR == 0 && offset % SECTOR == 0 && (uint64_t)offset <= end && size <= end - offset;
}

static int transfer(struct disk *disk, void *data, size_t size, off_t offset, bool write)
{
	uint64_t first = offset / SECTOR, count = size / SECTOR;
	bool single = disk->single;
	int error;

	if (!count)
		return 0;

	if (single)
		pthread_mutex_lock(&disk->head);
	pthread_mutex_lock(&disk->lock);
	error = faults_before(disk, write, first, count);
	if (!error)
		error = write ? medium_write(disk, data, first, count) : medium_read(disk, data, first, count);
	*(write ? &disk->writes : &disk->reads) += 1;
	disk->failed += error != 0;
	pthread_mutex_unlock(&disk->lock);
	if (single)
		pthread_mutex_unlock(&disk->head);
	return error ? -error : (int)size;
}

static int on_read(const char *path, char *data, size_t size, off_t offset, struct fuse_file_info *file)
{
	struct disk *disk = &lab.disk[file->fh];

	(void)path;
	return is_proper(disk, size, offset) ? transfer(disk, data, size, offset, false) : -EINVAL;
}

static int on_write(const char *path, const char *data, size_t size, off_t offset, struct fuse_file_info *file)
{
	struct disk *disk = &lab.disk[file->fh];

	(void)path;
	return is_proper(disk, size, offset) ? transfer(disk, (char *)data, size, offset, true) : -EINVAL;
}

static int on_fsync(const char *path, int datasync, struct fuse_file_info *file)
{
	struct disk *disk = &lab.disk[file->fh];
	int error;

	(void)path, (void)datasync;
	pthread_mutex_lock(&disk->lock);
	disk->flushes++;
	error = faults_before(disk, true, 0, 0);
	if (!error)
		error = medium_flush(disk);
	pthread_mutex_unlock(&disk->lock);
	return -error;
}

static const struct fuse_operations operations = {
	.getattr = on_getattr,
	.readdir = on_readdir,
	.open = on_open,
	.read = on_read,
	.write = on_write,
	.fsync = on_fsync,
};

static struct fuse *fuse;

/* The main thread's alone: it wakes the loop, which ends its threads, once nobody is made to wait any more. */
static void on_end(int signal)
{
	(void)signal;
	lab.ending = true;
	fuse_session_exit(fuse_get_session(fuse));
}

int serve_files(const char *mountpoint)
{
	char *argv[] = { "lab-disk", "-o", "fsname=lab-disk", NULL };
	struct fuse_args args = FUSE_ARGS_INIT(3, argv);
	struct fuse_loop_config *config = fuse_loop_cfg_create();
	struct sigaction action = { .sa_handler = on_end };
	int status = 3;

	fuse_loop_cfg_set_max_threads(config, THREADS_MAX);
	fuse_loop_cfg_set_idle_threads(config, THREADS_MAX);
	fuse = fuse_new(&args, &operations, sizeof(operations), NULL);
	if (fuse && !fuse_mount(fuse, mountpoint)) {
		sigaction(SIGTERM, &action, NULL);
		sigaction(SIGINT, &action, NULL);
		sigaction(SIGHUP, &action, NULL);
		status = fuse_loop_mt(fuse, config) < 0 ? 3 : 0;
		fuse_unmount(fuse);
	}
	return status;
}
