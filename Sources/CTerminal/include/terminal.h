#pragma once
#include <stddef.h>

/// What only C can do safely: signal handlers that touch nothing but a pipe, and a way out that restores the terminal when the
/// program crashes.

/// Sends SIGWINCH, SIGTSTP, SIGCONT, SIGHUP, SIGTERM and SIGINT into a pipe, one letter each ('W', 'Z', 'C', 'H', 'T', 'I').
/// Returns the pipe's readable end, or -1.
int ter1_catch_signals(void);

/// The next letter, or 0 when there is none.
char ter1_next_signal(void);

/// Keeps the modes of the terminal as they are now, and what to write to it, for a crash. Call it before any mode is changed.
/// Returns -1 when standard input is no terminal.
int ter1_guard(const char *reset, size_t length);

/// From now on a crash leaves the terminal alone: it is restored already.
void ter1_unguard(void);

/// Puts back the modes kept by `ter1_guard`.
void ter1_restore_modes(void);

/// Stops the job (this process and its group) until SIGCONT, as the shell expects of Ctrl-Z.
void ter1_stop(void);

/// How large the terminal on standard output is; 0 when it does not say.
void ter1_size(int *columns, int *rows);

/// A file in memory alone, empty; -1 when the system gives none.
int ter1_memory_file(void);
