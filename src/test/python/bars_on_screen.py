"""Judges, by a terminal emulator, how a driver draws progress bars.

Usage: bars_on_screen.py <session directory> <mode> <command of a driver> [<argument> ...]. The driver logs and prints
what its standard input says, see TalkingDriver. The modes: color, plain (without colours), none (without bars), own (of a
process that is no driver), and two (drivers in one process; the second one has the session <session directory>/two). Ends
with 0 if all is as it must be.
"""

import json
import os
import re
import socket
import sys
import time

from pyte.screens import wcwidth

from peer import Connection
from terminal import PATIENCE, Terminal, last, lowest

DRAWN = b"\x1b[J"


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

    def bar(self, name, x, total=100, pos=0, closed=False, pid=None, unit="it", ip="10.0.0.1"):
        return json.dumps({"__magic_token__": "__ray_tqdm_magic_token__", "x": x, "pos": pos, "desc": name,
                           "total": total, "unit": unit, "ip": ip, "pid": pid or self.pid,
                           "uuid": f"{self.pid} {name.split()[0]}", "closed": closed})


def endpoint_of(session, terminal):
    path = os.path.join(session, "log4jray", "driver-01000000.json")
    terminal.until(lambda rows: any("up" in row for row in rows) and os.path.exists(path))
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def judge_order(terminal, one, two):
    one.send(one.bar("b", 10, pos=1), one.bar("a", 20))
    one.connection.await_acked(1)
    two.send(two.bar("c", 30))
    expected = [f"(pid={one.pid}) a:  20%|", f"(pid={one.pid}) b:  10%|", f"(pid={two.pid}) c:  30%|"]
    terminal.until(lambda rows: all(map(str.startswith, last(rows, 3), expected)) and len(last(rows, 4)) == 4)
    assert last(terminal.rows(), 4)[0] == "", terminal.rows()
    assert all(len(row) <= 79 for row in terminal.rows())
    assert lowest(terminal.rows()).endswith("it/s]")


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
    terminal.until(lambda rows: "\\x1b[2J" in lowest(rows))
    assert b"\x1b[2J" not in terminal.bytes and b"\x1b[31m" not in terminal.bytes and b"\x07" not in terminal.bytes


def judge_gone(terminal, endpoint):
    """A worker of another host, whose process the driver can't see."""
    worker = Worker(endpoint, 303)
    worker.send(worker.bar("remote", 5, ip="10.0.0.9"))
    terminal.until(lambda rows: lowest(rows).startswith("(pid=303, ip=10.0.0.9) remote:   5%|"))
    worker.connection.socket.shutdown(socket.SHUT_RDWR)
    terminal.until(lambda rows: not any("remote" in row for row in rows))


def judge_driver(terminal, session, colors):
    endpoint = endpoint_of(session, terminal)
    one, two = Worker(endpoint, 101), Worker(endpoint, 202)
    judge_order(terminal, one, two)
    judge_lines(terminal, one, two)
    judge_narrow(terminal, one)
    judge_many(terminal, two)
    judge_hostile(terminal, two)
    judge_gone(terminal, endpoint)
    one.send(one.bar("a", 100, closed=True))
    terminal.until(lambda _: any(f"(pid={one.pid}) a: 100%|" in row for row in terminal.all_rows()))
    terminal.end()
    # The bar that has ended is the last line; the others are gone.
    assert lowest(terminal.rows()).startswith(f"(pid={one.pid}) a: 100%|"), terminal.rows()
    assert (b"\x1b[2m\x1b[36m" in terminal.bytes) == (colors == "color")
    assert colors == "color" or not re.search(rb"\x1b\[[;\d]*m", terminal.bytes)


def judge_none(terminal, session):
    endpoint = endpoint_of(session, terminal)
    one = Worker(endpoint, 101)
    one.send(one.bar("a", 10), one.bar("b", 10, closed=True), "line")
    terminal.say("bar own 10")
    terminal.say("step 5")
    terminal.say("close")
    terminal.say("print all said")
    terminal.until(lambda rows: f"(pid={one.pid}) line" in rows and "all said" in rows)
    terminal.end()
    assert not any("|" in row or "own" in row for row in terminal.all_rows()), terminal.all_rows()
    assert b"\x1b[J" not in terminal.bytes


def judge_own(terminal, session):
    terminal.say("bar work 10")
    terminal.until(lambda rows: lowest(rows).startswith("work:   0%|"))
    terminal.say("step 5")
    terminal.until(lambda rows: lowest(rows).startswith("work:  50%|"))
    terminal.say("print between")
    terminal.say("step 1")
    terminal.until(lambda rows: lowest(rows).startswith("work:  60%|"))
    assert "between" in terminal.rows()
    terminal.resize(40, 24)
    terminal.say("step 1")
    terminal.until(lambda rows: lowest(rows).startswith("work:  70%|"))
    terminal.say("step 3")
    terminal.say("close")
    terminal.until(lambda rows: any(row.startswith("work: 100%|") for row in rows))
    terminal.say("bar open 8")
    terminal.say("step 2")
    terminal.end()
    # The end of the process is the end of a bar that was not closed.
    rows = [row for row in terminal.all_rows() if row]
    assert rows[-1].startswith("open:  25%|"), rows
    assert sum(row.startswith("work: 100%|") for row in rows) == 1, rows
    assert sum("open" in row for row in rows) == 1, rows


def judge_two(terminal, session):
    first, second = (endpoint_of(path, terminal) for path in (session, os.path.join(session, "two")))
    one, two = Worker(first, 101), Worker(second, 202)
    terminal.say("bar own 4")
    for i in range(1, 21):
        one.send(f"line {i}", one.bar("a", i))
        two.send(f"line {i}", two.bar("b", i))
        terminal.read(0.02)
    ends = [f"(pid={one.pid}) a:  20%|", f"(pid={two.pid}) b:  20%|", "own:   0%|"]

    def complete(rows):
        bars = sorted(row for row in rows if "%|" in row)
        return len(bars) == 3 and all(map(str.startswith, bars, ends)) and sorted(last(rows, 3)) == bars

    terminal.until(complete)
    for worker in (one, two):
        mine = [row for row in terminal.all_rows() if row.startswith(f"(pid={worker.pid}) line")]
        assert mine == [f"(pid={worker.pid}) line {i}" for i in range(1, 21)], mine
    one.send(one.bar("a", 100, closed=True))
    terminal.until(lambda rows: sorted(row[:20] for row in last(rows, 2)) == [ends[1][:20], ends[2][:20]]
                   or sorted(row[:9] for row in last(rows, 2)) == [ends[1][:9], ends[2][:9]])
    terminal.end()
    rows = [row for row in terminal.all_rows() if "%|" in row]
    assert sorted(row[:14] for row in rows) == sorted([f"(pid={one.pid}) a: 1", "own:   0%|    "[:14]]), rows


def main(session, mode, *command):
    terminal = Terminal(command)
    if mode in ("color", "plain"):
        judge_driver(terminal, session, mode)
    else:
        {"none": judge_none, "own": judge_own, "two": judge_two}[mode](terminal, session)


main(*sys.argv[1:])
