#pragma once
// Macros, variadic functions and mutable globals of ncurses, as functions that Swift can call.
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#include <locale.h>
#include <ncursesw/curses.h>
#include <ncursesw/term.h>
#include <stdio.h>
#include <string.h>

static inline SCREEN *ter1_newterm(void) { return newterm(NULL, stdout, stdin); }
static inline WINDOW *ter1_stdscr(void) { return stdscr; }
static inline int ter1_colors(void) { return COLORS; }
static inline int ter1_key_f(int number) { return KEY_F(number); }
static inline attr_t ter1_bold(void) { return WA_BOLD; }
static inline attr_t ter1_underline(void) { return WA_UNDERLINE; }
static inline attr_t ter1_reverse(void) { return WA_REVERSE; }
static inline attr_t ter1_dim(void) { return WA_DIM; }
static inline void ter1_flush(void) { fflush(stdout); }

/// Whether a terminal type is known and can place its cursor: 1; known but cannot: 0; unknown: -1.
static inline int ter1_terminal_fitness(void) {
  int error = 0;
  if (setupterm(NULL, 1, &error) != OK) return -1;
  const char *place = tigetstr("cup");
  return place != NULL && place != (char *)-1;
}

/// A text of the terminal's description; "" when it has none.
static inline const char *ter1_capability(const char *name) {
  const char *text = tigetstr(name);
  return text == NULL || text == (char *)-1 ? "" : text;
}

/// Whether looks are changed and the cursor is placed by ECMA-48's sequences, and the cursor waits at a row's end.
static inline int ter1_speaks_ansi(void) {
  const char *plain = ter1_capability("sgr0");
  return strstr(plain, "\033[") != NULL && strchr(plain, 'm') != NULL && tigetflag("xenl") == 1 &&
         strstr(ter1_capability("cup"), "\033[%i%p1%d;%p2%dH") != NULL;
}

/// Puts one character, of at most four code points after the first, in the colours of a pair.
static inline void ter1_put(int row, int column, const wchar_t *text, attr_t attributes, int pair) {
  cchar_t cell;
  if (setcchar(&cell, text, attributes, 0, &pair) == OK) mvwadd_wch(stdscr, row, column, &cell);
}

/// Tells ncurses that the terminal has moved whole rows up (down: negative) and put blank ones in their place.
static inline void ter1_rows_moved(int top, int bottom, int distance) {
  WINDOW *windows[] = {curscr, stdscr};
  for (int i = 0; i < 2; i++) {
    scrollok(windows[i], TRUE);
    wsetscrreg(windows[i], top, bottom);
    wscrl(windows[i], distance);
    scrollok(windows[i], FALSE);
  }
}

/// A key, without waiting: OK with a character, KEY_CODE_YES with a key's number, or ERR.
static inline int ter1_read_key(WINDOW *pad, wint_t *key) { return wget_wch(pad, key); }
