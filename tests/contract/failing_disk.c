/* Loaded before the C library (LD_PRELOAD): calls on files of a database fail once they are told to.

   failing_disk(CALL, COUNT, ERROR) lets so many more calls of a kind through, and then each of them fails with that
   errno; a negative COUNT mends the disk. CALL is 0 for syncing, 1 for writing, 2 for reading, 3 for removing. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int failing = -1, left = -1, error = EIO, failed = 0;

void failing_disk(int call, int count, int why) { failing = call; left = count; error = why; failed = 0; }
int disk_failed(void) { return failed; }

static int is_of_a_database(int file) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strstr(path, "records.db") != NULL;
}

static int fails(int call, int matters) {
  if (call != failing || left < 0 || !matters) return 0;
  if (left > 0) { left--; return 0; }
  failed++;
  errno = error;
  return 1;
}

#define REAL(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))

int fsync(int file) { return fails(0, is_of_a_database(file)) ? -1 : REAL(int, fsync, int)(file); }
int fdatasync(int file) { return fails(0, is_of_a_database(file)) ? -1 : REAL(int, fdatasync, int)(file); }
ssize_t write(int file, const void *from, size_t size) {
  return fails(1, failing == 1 && is_of_a_database(file)) ? -1 : REAL(ssize_t, write, int, const void *, size_t)(file, from, size);
}
ssize_t pwrite64(int file, const void *from, size_t size, off64_t at) {
  return fails(1, failing == 1 && is_of_a_database(file)) ? -1
       : REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t)(file, from, size, at);
}
ssize_t pread64(int file, void *to, size_t size, off64_t at) {
  return fails(2, failing == 2 && is_of_a_database(file)) ? -1
       : REAL(ssize_t, pread64, int, void *, size_t, off64_t)(file, to, size, at);
}
int unlink(const char *path) { return fails(3, strstr(path, "records.db") != NULL) ? -1 : REAL(int, unlink, const char *)(path); }
