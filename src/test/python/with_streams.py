"""Runs a command whose standard output and error lead to terminals or files, and ends as it does.

Usage: with_streams.py <output> <error> <command> [<argument> ...]. Each of the first two is pty:<file> for a
pseudo-terminal of 80 columns, of which the file gets what it was sent, or file:<file> for the file itself.
"""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
import threading


def opened(stream):
    """A descriptor for the command, and a thread that copies from the terminal; None for a file."""
    kind, path = stream.split(":", 1)
    file = open(path, "wb", buffering=0)
    if kind == "file":
        return file.fileno(), None, file
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    thread = threading.Thread(target=copy, args=(master, file))
    thread.start()
    return slave, thread, file


def copy(master, file):
    while True:
        try:
            data = os.read(master, 65536)
        except OSError:
            return  # nobody has the other end any more
        if not data:
            return
        file.write(data)


out, out_thread, out_file = opened(sys.argv[1])
err, err_thread, err_file = opened(sys.argv[2])
process = subprocess.Popen(sys.argv[3:], stdout=out, stderr=err)
os.close(out)
os.close(err)
code = process.wait()
for thread in out_thread, err_thread:
    if thread is not None:
        thread.join()
sys.exit(code)
