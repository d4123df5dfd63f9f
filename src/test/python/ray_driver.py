"""A driver that calls a task and an actor in Java, once, and once more for each line of its standard input.

Arguments: the address of the cluster, the directory with the Java classes, and options of the workers' JVMs.
"""

import sys

import ray
from ray import cross_language
from ray.job_config import JobConfig

address, classes, *options = sys.argv[1:]
ray.init(address=address, job_config=JobConfig(code_search_path=[classes], jvm_options=options))
work = "io.github.log4jray.testing.ray.RayWork"
task = cross_language.java_function(work, "task")
actor = cross_language.java_actor_class(work + "$Worker").remote()


def call(word, other):
    results = ray.get([task.remote(word), actor.call.remote(other)])
    print("returned", *(result.split("\t")[1] for result in results), flush=True)


# all different: the driver shows the same line of another process once
call("one", "two")
for line in sys.stdin:
    call("three", "four")
