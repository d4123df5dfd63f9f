"""Runs a command in a terminal and draws what is on it at the end, as SVG on standard output.

Usage: src/docs/terminal.py <columns> <rows> <command> [<argument> ...], by a Python that has pyte:
"$(.ci/install-pyte)" src/docs/terminal.py 120 28 samples/quickstart/run > src/docs/terminal.svg
"""

import fcntl
import os
import pty
import struct
import sys
import termios
from html import escape
from itertools import groupby

import pyte

WIDTH, HEIGHT, MARGIN = 7.8, 17, 12
BACKGROUND, FOREGROUND = "#1e1e1e", "#d4d4d4"
COLORS = {"cyan": "#29b8db", "green": "#23d18b", "brown": "#e5e510", "red": "#f14c4c", "magenta": "#d670d6",
          "blue": "#3b8eea", "white": "#ffffff", "black": "#666666"}


def run(columns, rows, command):
    """What stands on the terminal, row by row."""
    screen = pyte.Screen(columns, rows)
    stream = pyte.ByteStream(screen)
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break  # nobody has the other end any more
        if not data:
            break
        stream.feed(data)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code != 0:
        sys.exit(f"{command[0]} has ended with {code}:\n" + "\n".join(screen.display))
    return [[screen.buffer[y][x] for x in range(columns)] for y in range(rows)]


def text(row):
    """One row: a span for each run of one colour."""
    spans = ""
    for (color, bold), cells in groupby(row, key=lambda cell: (cell.fg, cell.bold)):
        content = escape("".join(cell.data for cell in cells), quote=False)
        style = f' fill="{COLORS[color]}"' if color in COLORS else ""
        style += ' font-weight="bold"' if bold else ""
        spans += f"<tspan{style}>{content}</tspan>" if style else content
    return spans.rstrip()


def main():
    columns, rows, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    lines = [text(row) for row in run(columns, rows, command)]
    while lines and not lines[-1]:
        lines.pop()
    width, height = columns * WIDTH + 2 * MARGIN, len(lines) * HEIGHT + 2 * MARGIN
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" font-size="13"'
          f' font-family="ui-monospace,Menlo,Consolas,monospace" fill="{FOREGROUND}">')
    print(f'<rect width="100%" height="100%" rx="6" fill="{BACKGROUND}"/>')
    for number, line in enumerate(lines):
        print(f'<text x="{MARGIN}" y="{MARGIN + 13 + number * HEIGHT}" xml:space="preserve">{line}</text>')
    print("</svg>")


main()
