"""A program on a pseudo-terminal, and what a terminal emulator shows of it."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time

import pyte

PATIENCE = int(os.environ.get("PATIENCE", "120"))


class Terminal:
    """A program on a pseudo-terminal, and its screen."""

    def __init__(self, command):
        self.master, slave = pty.openpty()
        self.screen = pyte.HistoryScreen(80, 24, history=10_000, ratio=0.5)
        self.stream = pyte.ByteStream(self.screen)
        self.bytes = b""
        self.resize(80, 24)
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=slave, stderr=slave)
        os.close(slave)

    def resize(self, columns, rows):
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def say(self, line):
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def read(self, timeout):
        if not select.select([self.master], [], [], timeout)[0]:
            return True
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.bytes += data
        self.stream.feed(data)
        return bool(data)

    def rows(self):
        return [row.rstrip() for row in self.screen.display]

    def all_rows(self):
        above = ["".join(row[x].data for x in range(self.screen.columns)).rstrip() for row in self.screen.history.top]
        return above + self.rows()

    def until(self, condition):
        """Reads until the rows of the screen are so."""
        end = time.monotonic() + PATIENCE
        while not condition(self.rows()):
            assert time.monotonic() < end, "\n".join(self.rows())
            self.read(0.05)

    def end(self):
        self.process.stdin.close()
        while self.read(PATIENCE):
            pass
        assert self.process.wait(PATIENCE) == 0


def last(rows, count):
    """The last rows with text."""
    while rows and not rows[-1]:
        rows = rows[:-1]
    return rows[-count:]


def lowest(rows):
    """The last row with text."""
    return "".join(last(rows, 1))
