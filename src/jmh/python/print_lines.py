"""A driver of Ray's own whose task prints numbered lines with the time.

Usage: print_lines.py <address of a cluster> <how many> <milliseconds between two>
"""

import sys
import time

import ray

address, count, pause = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
ray.init(address=address, logging_level="ERROR")


@ray.remote
def print_lines():
    for i in range(count):
        print(f"line {i} {time.time_ns()}", flush=True)
        if pause > 0:
            time.sleep(pause / 1000)


ray.get(print_lines.remote())
sys.stdin.read()
