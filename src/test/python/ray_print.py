"""Prints batches as Ray's driver does, by Ray's own functions.

Usage: ray_print.py <file> <the driver's ip>, the file with a batch in each line, as JSON.
"""

import json
import os
import sys

from ray._private import worker
from ray._private.ray_logging import stderr_deduplicator, stdout_deduplicator
from ray.autoscaler.v2 import utils

# Both ask a cluster, or draw.
utils.is_autoscaler_v2 = lambda *_, **__: False
worker.process_tqdm = lambda line: None

# Ray 2.39 has no such variable, but the argument that it sets.
ignore_prefix = os.environ.get("RAY_DISABLE_WORKER_LOG_PREFIX") == "1"

for stream in sys.stdout, sys.stderr:
    stream.reconfigure(encoding="utf-8", newline="\n")
with open(sys.argv[1], encoding="utf-8") as file:
    for line in file:
        batch = json.loads(line)
        batch.update(pid=str(batch["pid"]), localhost=sys.argv[2])
        worker.print_to_stdstream(batch, ignore_prefix=ignore_prefix)
for leftover in stdout_deduplicator.flush():
    worker.print_worker_logs(leftover, sys.stdout, ignore_prefix)
for leftover in stderr_deduplicator.flush():
    worker.print_worker_logs(leftover, sys.stderr, ignore_prefix)

# At a usual end a library would reset the colours of the terminal.
sys.stdout.flush()
sys.stderr.flush()
os._exit(0)
