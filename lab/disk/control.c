// SPDX-License-Identifier: Apache-2.0
/*
 * The control socket. A line asks, "TAG WORD...", the tag being the asker's own; the answer is any number of lines that
 * begin with a space, then "TAG ok" or "TAG error WHY". The words are lab-fault's, and besides
 *   DISK list     what is set
 *   DISK stats    how many reads, writes and flushes reached the drive, and how many reads and writes failed
 */
#include "lab-disk.h"

#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Of a line: a thousand places and more. */
#define WORDS_MAX 2048
#define LINE_BYTES (32 * 1024)

static pthread_mutex_t control_lock = PTHREAD_MUTEX_INITIALIZER;

static const char *cut_power(void)
{
	int i;

	for (i = 0; i < lab.disks; i++)
		pthread_mutex_lock(&lab.disk[i].lock);
	lab.cut = true;
	/* For lab/run, which sees QEMU end. */
	close(open("power-was-cut", O_WRONLY | O_CREAT, 0600));
	qemu_kill();
	for (i = 0; i < lab.disks; i++) {
		medium_cut(&lab.disk[i]);
		pthread_cond_broadcast(&lab.disk[i].changed);
		pthread_mutex_unlock(&lab.disk[i].lock);
	}
	return NULL;
}

/* First its commands fail, then it is seen to be gone. A SATA disk of QEMU's stays, and its commands go on failing. */
static const char *pull(struct disk *disk)
{
	bool was_gone = disk->gone;
	const char *problem = faults_set(disk, "gone", NULL, 0);

	if (!problem && !was_gone && strcmp(disk->bus, "sata"))
		problem = qemu_unplug(disk);
	return problem;
}

static const char *plug(struct disk *disk)
{
	bool was_gone = disk->gone;
	const char *problem = faults_set(disk, "back", NULL, 0);

	if (!problem && was_gone && strcmp(disk->bus, "sata"))
		problem = qemu_plug(disk);
	return problem;
}

static const char *list(struct disk *disk, FILE *answer)
{
	char *text = faults_list(disk);

	fputs(text, answer);
	free(text);
	return NULL;
}

static const char *stats(struct disk *disk, FILE *answer)
{
	pthread_mutex_lock(&disk->lock);
	fprintf(answer, " reads %" PRIu64 "\n writes %" PRIu64 "\n flushes %" PRIu64 "\n failed %" PRIu64 "\n", disk->reads,
		disk->writes, disk->flushes, disk->failed);
	pthread_mutex_unlock(&disk->lock);
	return NULL;
}

static const char *obey_disk(char **word, int words, FILE *answer)
{
	char *end;
	unsigned long number = strtoul(word[0], &end, 10);
	bool whole = words == 2;

	if (!isdigit(word[0][0]) || *end)
		return "it takes the number of a disk, then a fault; or cut-power";
	if (number >= (unsigned long)lab.disks)
		return "there is no such disk";
	if (words < 2)
		return "it takes DISK FAULT, and SECTOR[+COUNT]... if the fault has places";
	if (whole && !strcmp(word[1], "gone"))
		return pull(&lab.disk[number]);
	if (whole && !strcmp(word[1], "back"))
		return plug(&lab.disk[number]);
	if (whole && !strcmp(word[1], "list"))
		return list(&lab.disk[number], answer);
	if (whole && !strcmp(word[1], "stats"))
		return stats(&lab.disk[number], answer);
	return faults_set(&lab.disk[number], word[1], word + 2, words - 2);
}

static void answer_line(char *line, FILE *answer)
{
	char *word[WORDS_MAX + 1], *save = NULL, *tag = strtok_r(line, " \r\n", &save);
	const char *problem;
	int words = 0;

	if (!tag)
		return;
	while (words <= WORDS_MAX && (word[words] = strtok_r(NULL, " \r\n", &save)))
		words++;
	pthread_mutex_lock(&control_lock);
	if (words > WORDS_MAX)
		problem = "too many places at once";
	else if (words == 1 && !strcmp(word[0], "cut-power"))
		problem = cut_power();
	else if (words)
		problem = obey_disk(word, words, answer);
	else
		problem = "nothing was said";
	pthread_mutex_unlock(&control_lock);
	if (problem)
		fprintf(answer, "%s error %s\n", tag, problem);
	else
		fprintf(answer, "%s ok\n", tag);
	fflush(answer);
}

static void *serve_client(void *argument)
{
	int fd = (int)(intptr_t)argument;
	FILE *in = fdopen(fd, "r"), *out = fdopen(dup(fd), "w");
	char line[LINE_BYTES];

	while (in && out && fgets(line, sizeof(line), in) && strchr(line, '\n'))
		answer_line(line, out);
	fclose(in);
	fclose(out);
	return NULL;
}

static _Noreturn void *serve(void *argument)
{
	int listener = (int)(intptr_t)argument;
	pthread_t thread;

	for (;;) {
		int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

		if (client >= 0 && !pthread_create(&thread, NULL, serve_client, (void *)(intptr_t)client))
			pthread_detach(thread);
	}
}

void control_start(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	sigset_t all, before;
	pthread_t thread;

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	unlink(path);
	if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof(address)) || listen(listener, 16))
		err(3, "%s", path);
	/* Signals are for the main thread. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	if (pthread_create(&thread, NULL, serve, (void *)(intptr_t)listener))
		err(3, "%s", path);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}
