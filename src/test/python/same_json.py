"""Reads lines of JSON and says how many: each must hold just what the same line of the other file holds, in that order."""

import json
import sys


def members(pairs):
    assert len(dict(pairs)) == len(pairs), f"duplicate keys: {pairs}"
    return [(key, type(value).__name__, value) for key, value in pairs]


with open(sys.argv[1], encoding="utf-8", newline="") as file:
    lines = file.read().splitlines()
with open(sys.argv[2], encoding="ascii") as file:
    expected = file.read().splitlines()
assert len(lines) == len(expected), f"{len(lines)} lines, not {len(expected)}"
for line, other in zip(lines, expected):
    has = json.loads(line, object_pairs_hook=members)
    assert has == json.loads(other, object_pairs_hook=members), f"{line}\nis not\n{other}"
print(len(lines), "lines")
