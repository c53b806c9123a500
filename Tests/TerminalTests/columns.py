#!/usr/bin/env python3
"""How a terminal lays out texts, asked of the terminal itself.

  columns.py ask FILE ANSWERS   in a terminal: writes each line of FILE (a text) at the left edge, asks where the cursor is (CSI 6 n), and writes
                                the column into ANSWERS, one a line.
  columns.py pyte FILE ANSWERS  the same of pyte, an emulator of its own.
"""
import os
import re
import sys
import termios
import tty


def lines(path):
    with open(path, encoding="utf-8") as file:
        return file.read().split("\n")[:-1]


class Terminal:
    """The one on standard output."""

    def __enter__(self):
        self.input = os.open("/dev/tty", os.O_RDWR)
        self.modes = termios.tcgetattr(self.input)
        tty.setraw(self.input)
        return self

    def __exit__(self, *_):
        termios.tcsetattr(self.input, termios.TCSANOW, self.modes)
        os.close(self.input)

    def column(self, text):
        os.write(self.input, f"\x1b[3;1H\x1b[2K{text}\x1b[6n".encode())
        answer = b""
        while not answer.endswith(b"R"):
            answer += os.read(self.input, 100)
        return int(re.search(rb"\x1b\[\d+;(\d+)R", answer).group(1)) - 1


class Pyte:
    def __enter__(self):
        import pyte
        self.screen = pyte.Screen(80, 24)
        self.stream = pyte.Stream(self.screen)
        return self

    def __exit__(self, *_):
        pass

    def column(self, text):
        self.stream.feed(f"\x1b[3;1H\x1b[2K{text}")
        return self.screen.cursor.x


def main():
    kind, source, target = sys.argv[1:4]
    with (Terminal() if kind == "ask" else Pyte()) as terminal:
        answers = [terminal.column(text) for text in lines(source)]
    with open(target + ".new", "w") as file:
        file.writelines(f"{answer}\n" for answer in answers)
    os.rename(target + ".new", target)


main()
