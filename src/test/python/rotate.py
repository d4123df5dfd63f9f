"""Writes cases of records to rotating logs, with Python's own handler.

usage: rotate.py <cases> <directory>

Each line of <cases> is one of
  case <name>                     a new log, <directory>/<name>/app.log
  run <maxBytes> <backupCount>    a new process that goes on with the log; "bytes" as a third word: see BytesHandler
  record <text>
"""
import logging
import logging.handlers
import os
import sys


class BytesHandler(logging.handlers.RotatingFileHandler):
    """Counts bytes where Python counts characters, and never rotates an empty file."""

    def shouldRollover(self, record):
        if self.stream is None:
            self.stream = self._open()
        size = os.fstat(self.stream.fileno()).st_size
        length = len((self.format(record) + self.terminator).encode("utf-8"))
        return self.maxBytes > 0 and size > 0 and size + length >= self.maxBytes


def main():
    logging.raiseExceptions = True
    handler = None
    with open(sys.argv[1], encoding="utf-8", newline="\n") as cases:
        for line in cases:
            kind, _, rest = line.rstrip("\n").partition(" ")
            if kind == "record":
                handler.emit(logging.LogRecord("", logging.INFO, "", 0, rest, None, None))
                continue
            if handler is not None:
                handler.close()
                handler = None
            if kind == "case":
                directory = os.path.join(sys.argv[2], rest)
                os.makedirs(directory)
            elif kind == "run":
                words = rest.split(" ")
                cls = BytesHandler if words[2:] == ["bytes"] else logging.handlers.RotatingFileHandler
                handler = cls(
                    os.path.join(directory, "app.log"),
                    maxBytes=int(words[0]),
                    backupCount=int(words[1]),
                    encoding="utf-8",
                    delay=True,
                )
    if handler is not None:
        handler.close()


main()
