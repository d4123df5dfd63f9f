"""Runs tasks that print, and that log through Ray's own JSON. Usage: ray_json_lines.py <address of the cluster> <number>."""

import logging
import sys

import ray

ray.init(
    address=sys.argv[1],
    logging_config=ray.LoggingConfig(encoding="JSON", log_level="INFO"),
    log_to_driver=False,
)


@ray.remote
def count(i):
    print(f'printed {i} {{"half": of an object', flush=True)
    print(f"to standard error {i}", file=sys.stderr, flush=True)
    logging.getLogger("app").info("logged %s", i, extra={"rows": 17, "job_name": "grüße"})


ray.get([count.remote(i) for i in range(int(sys.argv[2]))])
