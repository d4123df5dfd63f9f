"""Prints a row of a table: milliseconds from the start of a Java worker's JVM to its first task, without and with the
agent, in turns, and what Ray's ids in the context of events cost a task, in nanoseconds.

Usage: agent_cost.py <address of a cluster> <log4j-ray.jar> <directory of classes> <how many workers of each>
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


def call(address, classes, options, name, method):
    """Calls a method in a new worker: a new job has one."""
    config = JobConfig(jvm_options=ADD_OPENS + options, code_search_path=[classes])
    ray.init(address=address, job_config=config, logging_level="ERROR", log_to_driver=False)
    try:
        task = ray.cross_language.java_function("io.github.log4jray.jmh." + name, method)
        return ray.get(task.remote(), timeout=120)
    finally:
        ray.shutdown()


def cell(values):
    return f"{statistics.median(values):.0f} ({min(values)} to {max(values)})"


def main():
    address, jar, classes, workers = sys.argv[1:]
    agent = ["-javaagent:" + jar]
    without, with_agent = [], []
    for _ in range(int(workers)):
        without.append(call(address, classes, [], "StartToTask", "millis"))
        with_agent.append(call(address, classes, agent, "StartToTask", "millis"))
    before, after = call(address, classes, agent, "TaskCost", "nanos").split()
    print(f"| {ray.__version__} | {cell(without)} | {cell(with_agent)} | {int(after) - int(before)} |")


main()
