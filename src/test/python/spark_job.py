"""A PySpark application whose functions print and log. Each line tells the partition that it is from."""

import logging
import sys

from pyspark import TaskContext
from pyspark.sql import SparkSession

LINES = 20


def work(i):
    task = TaskContext.get()
    name = "[python partition %d]" % task.partitionId()
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    for line in range(LINES):
        # In one piece: workers of one executor share a pipe.
        sys.stdout.write("%s printed %d äöü\n" % (name, line))
        logging.info("%s logged %d", name, line)
    return 1


session = SparkSession.builder.getOrCreate()
context = session.sparkContext
print("SUM", context.parallelize(range(4), 4).map(work).sum(), flush=True)
logger = context._jvm.org.apache.logging.log4j.LogManager.getLogger("app.Python")
logger.warn("an event of the driver")
session.stop()
print("SUMMARY", flush=True)
