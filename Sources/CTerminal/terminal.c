#define _GNU_SOURCE
#include "terminal.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

static int pipe_ends[2] = {-1, -1};
static struct termios modes;
static char reset_text[256];
static size_t reset_length;
static int terminal = STDOUT_FILENO;
static volatile sig_atomic_t is_guarded;

static void on_signal(int number) {
  int saved = errno;
  char letter = number == SIGWINCH ? 'W' : number == SIGTSTP ? 'Z' : number == SIGCONT ? 'C'
              : number == SIGHUP ? 'H' : number == SIGTERM ? 'T' : 'I';
  if (write(pipe_ends[1], &letter, 1) < 0) { /* the pipe is full: enough letters wait already */
  }
  errno = saved;
}

static void on_crash(int number) {
  if (is_guarded) {
    if (write(terminal, reset_text, reset_length) < 0) { /* nothing is left to try */
    }
    tcsetattr(STDIN_FILENO, TCSANOW, &modes);
  }
  signal(number, SIG_DFL);
  raise(number);
}

static void install(int number, void (*function)(int), int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = function;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
}

int ter1_catch_signals(void) {
  if (pipe_ends[0] < 0 && pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) < 0) return -1;
  static const int caught[] = {SIGWINCH, SIGTSTP, SIGCONT, SIGHUP, SIGTERM, SIGINT};
  sigset_t set;
  sigemptyset(&set);
  for (size_t i = 0; i < sizeof caught / sizeof *caught; i++) {
    install(caught[i], on_signal, 0);
    sigaddset(&set, caught[i]);
  }
  sigprocmask(SIG_UNBLOCK, &set, NULL); /* whoever started us may have blocked them */
  signal(SIGPIPE, SIG_IGN);
  return pipe_ends[0];
}

char ter1_next_signal(void) {
  char letter = 0;
  return read(pipe_ends[0], &letter, 1) == 1 ? letter : 0;
}

int ter1_guard(const char *reset, size_t length) {
  if (tcgetattr(STDIN_FILENO, &modes) < 0) return -1;
  /* standard output may be turned elsewhere when it comes to that */
  int copy = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  if (copy >= 0) terminal = copy;
  reset_length = length < sizeof reset_text ? length : sizeof reset_text;
  memcpy(reset_text, reset, reset_length);
  static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGQUIT};
  for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) install(crashes[i], on_crash, SA_RESETHAND);
  is_guarded = 1;
  return 0;
}

void ter1_unguard(void) { is_guarded = 0; }

void ter1_restore_modes(void) { tcsetattr(STDIN_FILENO, TCSADRAIN, &modes); }

void ter1_stop(void) {
  /* the whole job, so that nobody who waits for us keeps the terminal from the shell; then ourselves */
  install(SIGTSTP, SIG_IGN, 0);
  kill(0, SIGTSTP);
  install(SIGTSTP, SIG_DFL, 0);
  raise(SIGTSTP);
  install(SIGTSTP, on_signal, 0);
}

void ter1_size(int *columns, int *rows) {
  struct winsize size;
  *columns = *rows = 0;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
    *columns = size.ws_col;
    *rows = size.ws_row;
  }
}

int ter1_memory_file(void) { return memfd_create("ter1-frame", MFD_CLOEXEC); }
