"""Looks for the longest word of each proverb, in Python."""

import logging

from pyspark.sql import SparkSession

PROVERBS = ["Many hands make light work", "The early bird catches the worm"]


def longest(proverb):
    word = max(proverb.split(), key=len)
    logging.warning("the longest word is %s", word)
    print("printed: " + proverb)
    return word


with SparkSession.builder.appName("words.py").getOrCreate() as session:
    print(session.sparkContext.parallelize(PROVERBS, 2).map(longest).collect())
