"""Milliseconds from the start of a Java worker's JVM to its first task, without and with the agent, in turns.

Usage: start_to_task.py <address of a cluster> <log4j-ray.jar> <directory of classes> [<samples>]
"""

import statistics
import sys

import ray
from ray.job_config import JobConfig

ADD_OPENS = [
    f"--add-opens=java.base/{package}=ALL-UNNAMED"
    for package in (
        "java.lang", "java.util", "java.util.concurrent", "java.math", "java.net", "java.text", "java.io", "java.nio"
    )
]


def sample(address, classes, options):
    """A new job has a new worker."""
    config = JobConfig(jvm_options=ADD_OPENS + options, code_search_path=[classes])
    ray.init(address=address, job_config=config, logging_level="ERROR", log_to_driver=False)
    try:
        task = ray.cross_language.java_function("io.github.log4jray.jmh.StartToTask", "millis")
        return ray.get(task.remote(), timeout=60)
    finally:
        ray.shutdown()


def main():
    address, jar, classes = sys.argv[1:4]
    samples = int(sys.argv[4]) if len(sys.argv) > 4 else 15
    kinds = {"without": [], "with the agent": ["-javaagent:" + jar]}
    millis = {kind: [] for kind in kinds}
    for _ in range(samples):
        for kind, options in kinds.items():
            millis[kind].append(sample(address, classes, options))
    for kind, values in millis.items():
        values.sort()
        print(f"Ray {ray.__version__}, {kind}: median {statistics.median(values):.0f} ms,"
              f" from {values[0]} to {values[-1]}")


main()
