/*
 * Loaded before libc into a process under test (LD_PRELOAD), it counts the calls that change the file system below
 * given folders, writes each of them into a log, and at one of them does what it was told: ends the process there, as
 * kill -9 would, lets only half of a write happen before that, or has the call fail.
 *
 *   SALVOR_SHIM_UNDER   the folders, joined by ':'
 *   SALVOR_SHIM_LOG     the log: a line for each call, and one more for what was done
 *   SALVOR_SHIM_AT      the number of the call, from 1; 0 for none
 *   SALVOR_SHIM_DO      kill | half | errno number
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *under;
static int log_fd = -1;
static long at;
static enum { KILL, HALF, FAIL } what;
static int code;
static atomic_long calls;

__attribute__((constructor)) static void begin(void) {
  under = getenv("SALVOR_SHIM_UNDER");
  const char *log = getenv("SALVOR_SHIM_LOG"), *number = getenv("SALVOR_SHIM_AT"), *act = getenv("SALVOR_SHIM_DO");
  if (under == NULL || log == NULL) return;
  log_fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  at = number == NULL ? 0 : atol(number);
  if (act == NULL || strcmp(act, "kill") == 0) what = KILL;
  else if (strcmp(act, "half") == 0) what = HALF;
  else { what = FAIL; code = atoi(act); }
}

static void say(const char *verb, const char *call, const char *path) {
  char line[4400];
  int length = snprintf(line, sizeof line, "%s%s %s\n", verb, call, path);
  if (length > 0) syscall(SYS_write, log_fd, line, (size_t)length);
}

static int is_under(const char *path) {
  for (const char *folder = under; *folder != '\0';) {
    size_t length = strcspn(folder, ":");
    if (strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0')) return 1;
    folder += length + (folder[length] == ':');
  }
  return 0;
}

static void end_here(const char *call, const char *path) {
  say("killed before ", call, path);
  syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
  for (;;) pause();
}

/* Counts a call on a path. 0: let it happen; 1: let half of it happen and end; -1: it failed, errno is set. */
static int turn(const char *call, const char *path, int writes) {
  if (log_fd < 0 || under == NULL || path == NULL || !is_under(path)) return 0;
  long number = atomic_fetch_add(&calls, 1) + 1;
  /* An error repeats, as on a full disk. */
  if (at == 0 || (what == FAIL ? number < at : number != at)) { say("", call, path); return 0; }
  if (what == FAIL) {
    /* Taking things away works on a full disk. */
    if (strcmp(call, "unlink") == 0 || strcmp(call, "rmdir") == 0) { say("", call, path); return 0; }
    say("failed ", call, path);
    errno = code;
    return -1;
  }
  if (what == HALF && writes) return 1;
  end_here(call, path);
  return 0;
}

static int turn_fd(const char *call, int fd, int writes) {
  if (log_fd < 0) return 0;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = '\0';
  return turn(call, path, writes);
}

#define REAL(name) static __typeof__(name) *real; if (real == NULL) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static ssize_t half_of(const struct iovec *parts, int count, int fd, off64_t offset, int positioned) {
  size_t whole = 0;
  for (int i = 0; i < count; i++) whole += parts[i].iov_len;
  size_t left = whole / 2;
  for (int i = 0; i < count && left > 0; i++) {
    size_t some = parts[i].iov_len < left ? parts[i].iov_len : left;
    if (positioned) syscall(SYS_pwrite64, fd, parts[i].iov_base, some, offset);
    else syscall(SYS_write, fd, parts[i].iov_base, some);
    offset += (off64_t)some;
    left -= some;
  }
  end_here("the second half of a write", "");
  return -1;
}

int open64(const char *path, int flags, ...) {
  REAL(open64);
  va_list more;
  va_start(more, flags);
  mode_t mode = (flags & O_CREAT) ? va_arg(more, mode_t) : 0;
  va_end(more);
  if ((flags & (O_CREAT | O_TRUNC)) && turn("open", path, 0) < 0) return -1;
  return real(path, flags, mode);
}

ssize_t write(int fd, const void *bytes, size_t length) {
  REAL(write);
  int turned = turn_fd("write", fd, 1);
  struct iovec part = { (void *)bytes, length };
  if (turned < 0) return -1;
  return turned == 1 ? half_of(&part, 1, fd, 0, 0) : real(fd, bytes, length);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
  REAL(pwrite64);
  int turned = turn_fd("pwrite", fd, 1);
  struct iovec part = { (void *)bytes, length };
  if (turned < 0) return -1;
  return turned == 1 ? half_of(&part, 1, fd, offset, 1) : real(fd, bytes, length, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(writev);
  int turned = turn_fd("writev", fd, 1);
  if (turned < 0) return -1;
  return turned == 1 ? half_of(parts, count, fd, 0, 0) : real(fd, parts, count);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) {
  REAL(pwritev64);
  int turned = turn_fd("pwritev", fd, 1);
  if (turned < 0) return -1;
  return turned == 1 ? half_of(parts, count, fd, offset, 1) : real(fd, parts, count, offset);
}

int fsync(int fd) { REAL(fsync); return turn_fd("fsync", fd, 0) < 0 ? -1 : real(fd); }
int fdatasync(int fd) { REAL(fdatasync); return turn_fd("fdatasync", fd, 0) < 0 ? -1 : real(fd); }
int ftruncate64(int fd, off64_t length) { REAL(ftruncate64); return turn_fd("ftruncate", fd, 0) < 0 ? -1 : real(fd, length); }
int rename(const char *from, const char *to) { REAL(rename); return turn("rename", to, 0) < 0 ? -1 : real(from, to); }
int link(const char *from, const char *to) { REAL(link); return turn("link", to, 0) < 0 ? -1 : real(from, to); }
int unlink(const char *path) { REAL(unlink); return turn("unlink", path, 0) < 0 ? -1 : real(path); }
int rmdir(const char *path) { REAL(rmdir); return turn("rmdir", path, 0) < 0 ? -1 : real(path); }
int mkdir(const char *path, mode_t mode) { REAL(mkdir); return turn("mkdir", path, 0) < 0 ? -1 : real(path, mode); }
