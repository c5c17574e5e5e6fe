// SPDX-License-Identifier: Apache-2.0
/*
 * lab-clock: prints how many thousand times a second this machine's time stamp counter counts. The guest's is the same one (QEMU's
 * cpu_get_host_ticks), and what the guest's kernel would find out by itself depends on how busy this machine is: a guest whose clock
 * ran five times too fast gave up waiting for its disks.
 */
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <x86intrin.h>

#define LOOKS 20
#define BETWEEN_NS 50000000

struct reading {
	uint64_t ticks;
	int64_t ns;
};

/* Of some, the one in which the least came in between. */
static struct reading look(void)
{
	struct reading best = { 0, 0 };
	uint64_t least = UINT64_MAX;

	for (int i = 0; i < LOOKS; i++) {
		struct timespec now;
		uint64_t before = __rdtsc(), after;

		clock_gettime(CLOCK_MONOTONIC_RAW, &now);
		after = __rdtsc();
		if (after - before < least) {
			least = after - before;
			best.ticks = before + least / 2;
			best.ns = now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
		}
	}
	return best;
}

int main(void)
{
	struct timespec between = { 0, BETWEEN_NS };
	struct reading first = look(), second;

	nanosleep(&between, NULL);
	second = look();
	printf("%.0f\n", (double)(second.ticks - first.ticks) / (second.ns - first.ns) * 1e6);
	return 0;
}
