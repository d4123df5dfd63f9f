"""Gives batches to Ray's LogDeduplicator, with a clock that they bring along.

Standard input has one JSON object a line: first {"window": seconds, "allow": expression, "skip": expression}, then
batches with "now" in seconds; a batch that is null asks for what is held. Answers each batch with a line: a list of
[pid, ip, actor name, line, repeats].
"""

import json
import re
import sys

from ray._private.ray_logging import LogDeduplicator

REPEATED = re.compile("(.*)\x1b\\[32m \\[repeated (\\d+)x across cluster\\](?: \\(.*\\))?\x1b\\[0m", re.DOTALL)


def shown(batch, line):
    match = REPEATED.fullmatch(line)
    text, repeats = (match[1], int(match[2])) if match else (line, 0)
    return [batch["pid"], batch["ip"], batch["actor_name"], text, repeats]


settings = json.loads(sys.stdin.readline())
now = 0
deduplicator = LogDeduplicator(
    settings["window"], settings["allow"], settings["skip"], _timesource=lambda: now
)
for line in sys.stdin:
    step = json.loads(line)
    if step is None:
        batches = deduplicator.flush()
    else:
        now = step.pop("now")
        step["pid"] = str(step["pid"])
        batches = deduplicator.deduplicate(step)
    print(json.dumps([shown(batch, each) for batch in batches for each in batch["lines"]]))
