"""Judges, by a terminal emulator, what a driver has sent to a terminal or a file for lines of hostile workers.

Usage: on_screen.py <sent> pty|file <batches> <the driver's ip> out|err, the batches one a line, as JSON. Each of their
lines ends with "end". Before each of them there are rows on the screen, and after it they must be as they were, with
the cursor at the start of the next row and all of the terminal's state as before; and the line begins with its prefix.
On a terminal nothing of a progress bar that stood in a line's last row is left.
"""

import json
import re
import sys
import unicodedata

import pyte
from pyte.screens import wcwidth

ABOVE = 5
ERASE = "\x1b[K"
COLUMNS, ROWS = 200, 40
INVISIBLE = {0xAD, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2065)}
INVISIBLE |= {*range(0x2066, 0x2070), *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0400)}
ONE = "(?:[0-9]|2[1-9]|3[0-79]|4[0-79]|5[35]|9[0-7]|10[0-7]|[34]8;5;[0-9]+|[34]8;2;[0-9]+;[0-9]+;[0-9]+|)"
COLOR = re.compile(f"\x1b\\[{ONE}(?:;{ONE})*m")


class Screen(pyte.Screen):
    """Takes note of what a terminal says aloud, or back."""

    said = ()

    def bell(self, *_):
        self.said += ("bell",)

    def write_process_input(self, data):
        self.said += (data,)


def visible(text):
    return "".join(escaped(c) if unicodedata.category(c) == "Cc" and c != "\t" or ord(c) in INVISIBLE else c for c in text)


def escaped(c):
    if ord(c) < 256:
        return f"\\x{ord(c):02x}"
    utf16 = c.encode("utf-16-be")
    return "".join(f"\\u{utf16[i]:02x}{utf16[i + 1]:02x}" for i in range(0, len(utf16), 2))


def balanced(text):
    shown, depth = "", 0
    for c in text:
        depth += {"(": 1, ")": -1}.get(c, 0)
        shown += escaped(c) if depth < 0 else c
        depth = max(depth, 0)
    return shown


def prefix(batch, node):
    name = batch["actor_name"] or batch["task_name"]
    parts = f"{balanced(visible(name))} " if name else ""
    parts += f"pid={balanced(visible(batch['pid']))}"
    if batch["ip"] != node:
        parts += f", ip={balanced(visible(batch['ip']))}"
    return f"({parts}) "


def printable(text):
    """Without what has no width: pyte leaves out the rest of a text there, or the character on a wide one."""
    return "".join(c for c in text if c < "\xa0" or wcwidth(c) != 0)


def squeezed(text):
    return re.sub(r"\s", "", printable(text))


def row(screen, y):
    cells = screen.buffer[y]
    return "".join(cells[x].data for x in range(COLUMNS))


def state(screen):
    cursor = screen.cursor
    above = [row(screen, y) for y in range(ABOVE)]
    sets = [screen.charset, screen.g0_charset, screen.g1_charset, set(screen.mode), set(screen.tabstops)]
    return [above, sets, screen.title, screen.icon_name, screen.margins, list(screen.savepoints), cursor.attrs,
            cursor.hidden, screen.columns, screen.lines, screen.said]


def judge(line, expected, erases):
    screen = Screen(COLUMNS, ROWS)
    stream = pyte.Stream(screen)
    stream.feed("\x1b]0;before\x07" + "".join(f"{n} above\r\n" for n in range(ABOVE)))
    before = state(screen)
    if erases:
        assert line.endswith(ERASE), "the line does not erase what stood there"
        # a tab skips what stands there
        stream.feed("bar " * (COLUMNS // 4 - 1) + "\r" if "\t" not in line else "")
    stream.feed(printable(line) + "\r\n")
    assert state(screen) == before, "the state has changed"
    assert screen.cursor.x == 0, "the cursor stands within a row"
    end = screen.cursor.y
    below = [y for y in list(screen.buffer) if y >= end]
    assert end > ABOVE and not any(row(screen, y).strip() for y in below), "something stands below"
    text = squeezed("".join(row(screen, y) for y in range(ABOVE, end)))
    assert text.endswith("end"), "the end is missing"
    assert "bar bar bar" not in text or "bar bar bar" in line, "the tail of a progress bar is left"
    # beyond the last column a tab takes the place of the character there
    if "\t" not in expected or len(expected) * 2 < COLUMNS:
        assert text.startswith(squeezed(expected)), f"the prefix is not {expected!r}"
    assert "\x1b" not in COLOR.sub("", line.removesuffix(ERASE) if erases else line), "a sequence that is no colour"


sent, kind, batches, node, stream = sys.argv[1:]
with open(sent, encoding="utf-8", newline="") as file:
    lines = file.read().split("\r\n" if kind == "pty" else "\n")
assert lines.pop() == "", "the last line has no end"
with open(batches, encoding="utf-8") as file:
    sent_batches = [json.loads(line) for line in file]
shown = [batch for batch in sent_batches if batch["is_err"] == (stream == "err")]
prefixes = [prefix(batch, node) for batch in shown for _ in batch["lines"]]
assert len(lines) == len(prefixes), f"{len(lines)} lines for {len(prefixes)}"
colored = 0
for line, expected in zip(lines, prefixes):
    colored += "\x1b" in line.removesuffix(ERASE)
    try:
        judge(line, expected, kind == "pty")
    except AssertionError as failure:
        sys.exit(f"{failure}: {line!r}")
print(len(lines), "of them with colours:", colored)
