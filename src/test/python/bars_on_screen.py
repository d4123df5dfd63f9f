"""Judges, by a terminal emulator, how a driver draws progress bars.

Usage: bars_on_screen.py <session directory> color|plain <command of a driver> [<argument> ...]. The driver logs and prints
what its standard input says, see TalkingDriver. Ends with 0 if all is as it must be.
"""

import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time

import pyte
from pyte.screens import wcwidth

from peer import Connection

PATIENCE = int(os.environ.get("PATIENCE", "120"))
DRAWN = b"\x1b[J"


class Terminal:
    """A driver on a pseudo-terminal, and its screen."""

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


class Worker:
    """Sends states of bars and lines, as a worker does."""

    def __init__(self, endpoint, pid):
        self.connection = Connection(endpoint)
        assert self.connection.hello(endpoint["token"], "%032x" % pid) == {"acked": 0}
        self.pid = pid
        self.seq = 0

    def send(self, *lines):
        self.seq += 1
        self.connection.say(ip=None, pid=self.pid, job="01000000", is_err=False, actor_name=None, task_name=None,
                            lines=lines, seq=self.seq)

    def bar(self, name, x, total=100, pos=0, closed=False, pid=None, unit="it"):
        return json.dumps({"__magic_token__": "__ray_tqdm_magic_token__", "x": x, "pos": pos, "desc": name,
                           "total": total, "unit": unit, "ip": "10.0.0.1", "pid": pid or self.pid,
                           "uuid": f"{self.pid} {name.split()[0]}", "closed": closed})


def endpoint_of(session, terminal):
    path = os.path.join(session, "log4jray", "driver-01000000.json")
    terminal.until(lambda rows: any("up" in row for row in rows) and os.path.exists(path))
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def last(rows, count):
    """The last rows with text."""
    while rows and not rows[-1]:
        rows = rows[:-1]
    return rows[-count:]


def judge_order(terminal, one, two):
    one.send(one.bar("b", 10, pos=1), one.bar("a", 20))
    one.connection.await_acked(1)
    two.send(two.bar("c", 30))
    expected = [f"(pid={one.pid}) a:  20%|", f"(pid={one.pid}) b:  10%|", f"(pid={two.pid}) c:  30%|"]
    terminal.until(lambda rows: all(map(str.startswith, last(rows, 3), expected)) and len(last(rows, 4)) == 4)
    assert last(terminal.rows(), 4)[0] == "", terminal.rows()
    assert all(len(row) <= 79 for row in terminal.rows())
    assert last(terminal.rows(), 1)[0].endswith("it/s]")


def judge_lines(terminal, one, two):
    began, before = time.monotonic(), terminal.bytes.count(DRAWN)
    for i in range(100):
        one.send(f"line {2 * i}", one.bar("a", 20 + i / 2))
        one.send(f"line {2 * i + 1}")
        two.send(two.bar("c", i))
        terminal.say(f"log own {i}")
        if i % 10 == 0:
            terminal.read(0.05)
    terminal.say("print printed by another")
    terminal.until(lambda rows: any(row.startswith(f"(pid={two.pid}) c:  99%|") for row in rows))
    all_of = lambda prefix: [row for row in terminal.all_rows() if row.startswith(prefix)]
    terminal.until(lambda _: len(all_of("own ")) == 100 and len(all_of("printed")) == 1
                   and len(all_of(f"(pid={one.pid}) line")) == 200)
    assert all_of("own ") == [f"own {i}" for i in range(100)]
    assert all_of(f"(pid={one.pid}) line") == [f"(pid={one.pid}) line {i}" for i in range(200)]
    assert all_of("printed") == ["printed by another"], all_of("printed")
    # Each line of the driver's own, and each write of the display, draws the bars below.
    drawn = terminal.bytes.count(DRAWN) - before
    assert drawn <= 101 + 201 + 10 * (time.monotonic() - began) + 2, drawn


def judge_narrow(terminal, one):
    """The size is asked once a second, so the first drawings may still be too wide."""
    terminal.resize(20, 24)
    end = time.monotonic() + PATIENCE
    x = 0
    while not widest(terminal.bytes) <= 19:
        assert time.monotonic() < end, terminal.rows()
        x = (x + 1) % 90
        one.send(one.bar("a \u30c7\u30fc\u30bf", x))
        terminal.read(0.1)
    terminal.resize(80, 24)
    while not widest(terminal.bytes) > 70:
        assert time.monotonic() < end, terminal.rows()
        x = (x + 1) % 90
        one.send(one.bar("a \u30c7\u30fc\u30bf", x))
        terminal.read(0.1)


def widest(sent):
    """The width of the widest row of the last drawing."""
    drawing = sent[:sent.rindex(DRAWN)].rsplit(b"A\r", 1)[-1].decode(errors="replace")
    texts = [re.sub(r"\x1b\[[?;\d]*[A-Za-z]", "", row) for row in drawing.split("\r\n")]
    return max(sum(max(0, wcwidth(c)) for c in row) for row in texts)


def judge_many(terminal, two):
    two.send(*[two.bar(f"m{i:02}", i, pos=10 + i) for i in range(47)])
    # 22 rows are left below a line and the cursor: 21 bars of 50 and the rest as a number
    terminal.until(lambda rows: last(rows, 1) == ["\u2026 and 29 more"])
    bars = [row for row in terminal.rows() if "%|" in row]
    assert len(bars) == 21, bars
    two.send(two.bar("m46", 100, pos=56, closed=True))
    terminal.until(lambda rows: last(rows, 1) == ["\u2026 and 28 more"])
    assert any(row.startswith(f"(pid={two.pid}) m46: 100%|") for row in terminal.all_rows())
    two.send(*[two.bar(f"m{i:02}", i, pos=10 + i, closed=True) for i in range(46)])
    terminal.until(lambda rows: len(last(rows, 4)) == 4 and last(rows, 4)[0] == "")


def judge_hostile(terminal, two):
    two.send(two.bar("\x1b[2J\x1b[31m\x07\n\u202e", 5, pos=99, unit="\x1b]0;title\x07"))
    terminal.until(lambda rows: "\\x1b[2J" in last(rows, 1)[0])
    assert b"\x1b[2J" not in terminal.bytes and b"\x1b[31m" not in terminal.bytes and b"\x07" not in terminal.bytes


def main(session, colors, *command):
    terminal = Terminal(command)
    endpoint = endpoint_of(session, terminal)
    one, two = Worker(endpoint, 101), Worker(endpoint, 202)
    judge_order(terminal, one, two)
    judge_lines(terminal, one, two)
    judge_narrow(terminal, one)
    judge_many(terminal, two)
    judge_hostile(terminal, two)
    one.send(one.bar("a", 100, closed=True))
    terminal.until(lambda _: any(f"(pid={one.pid}) a: 100%|" in row for row in terminal.all_rows()))
    terminal.end()
    # The bar that has ended is the last line; the others are gone.
    assert last(terminal.rows(), 1)[0].startswith(f"(pid={one.pid}) a: 100%|"), terminal.rows()
    assert (b"\x1b[2m\x1b[36m" in terminal.bytes) == (colors == "color")
    assert colors == "color" or not re.search(rb"\x1b\[[;\d]*m", terminal.bytes)


main(*sys.argv[1:])
