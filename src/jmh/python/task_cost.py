"""What Ray's ids in the context of events cost a task, in nanoseconds.

Usage: task_cost.py <address of a cluster> <log4j-ray.jar> <directory of classes>
"""

import sys

import ray
from ray.job_config import JobConfig

ADD_OPENS = [
    f"--add-opens=java.base/{package}=ALL-UNNAMED"
    for package in (
        "java.lang", "java.util", "java.util.concurrent", "java.math", "java.net", "java.text", "java.io", "java.nio"
    )
]


def main():
    address, jar, classes = sys.argv[1:]
    config = JobConfig(jvm_options=ADD_OPENS + ["-javaagent:" + jar], code_search_path=[classes])
    ray.init(address=address, job_config=config, logging_level="ERROR", log_to_driver=False)
    task = ray.cross_language.java_function("io.github.log4jray.jmh.TaskCost", "nanos")
    before, after = ray.get(task.remote(), timeout=120).split()
    print(f"Ray {ray.__version__}: {before} ns as Ray is, {after} ns with ids")


main()
