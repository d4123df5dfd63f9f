"""Prints tables of the page performance.md of the manual from results of JMH in JSON; src/jmh/run calls it.

Usage: tables.py append|files|threads|json|context|progress <directory of the results> [quick]
Ends with exit code 3 if a peer is faster where claims.tsv says that it is not; with quick nothing is judged.
"""

import json
import math
import statistics
import sys
from pathlib import Path

from claims import MOST_ERROR, error, judge

PEERS = ["SessionDirectory", "RollingRandomAccessFile", "RollingFile", "Logback"]


def results(directory, pattern):
    """The results of files, each a dictionary, in the order of the files' names."""
    return [result for file in sorted(directory.glob(pattern)) for result in json.loads(file.read_text())]


def method(result):
    return result["benchmark"].rsplit(".", 1)[1]


def score(result, metric=None):
    return (result["secondaryMetrics"][metric] if metric else result["primaryMetric"])["score"]


def number(value):
    """Small ones with a decimal, where there is something behind the point."""
    return f"{value:.1f}".removesuffix(".0") if abs(value) < 10 else f"{value:.0f}"


def allocated(result):
    return number(score(result, "gc.alloc.rate.norm")) + " B"


def from_to(values, form=number):
    least, most = form(min(values)), form(max(values))
    return least if least == most else f"{least} to {most}"


def table(head, rows):
    print()
    for row in [head, ["---"] * len(head), *rows]:
        print("|" + "|".join(f" {cell} " if cell else " " for cell in row).replace(" --- ", "---") + "|")


def print_errors(some):
    """How far JMH's confidence intervals of 99.9 % reach, which a single iteration has not."""
    errors = [100 * float(result["primaryMetric"]["scoreError"]) / score(result) for result in some]
    errors = [error for error in errors if not math.isnan(error)]
    if errors:
        print(f"\nErrors of {from_to(errors)} %.")


def forks(result, metric):
    """The mean of each JVM."""
    return [statistics.mean(fork) for fork in result["secondaryMetrics"][metric]["rawData"]]


def append(directory):
    names = {
        "None": "none, one that does nothing",
        "DriverStream": '`DriverStream`, `overflow="block"`',
        "Socket": 'Log4j\'s `Socket`, `immediateFlush="false"`',
        "AsyncSocket": "`Async` and `Socket`",
        "RollingRandomAccessFile": "`RollingRandomAccessFile`, a file, Ray's pattern",
    }
    by_appender = {result["params"]["appender"]: result for result in results(directory, "append.json")}
    none = score(by_appender["None"], "thread.cpu")
    rows = []
    for appender, name in names.items():
        result = by_appender[appender]
        nanos = score(result, "thread.cpu")
        allocations = forks(result, "thread.alloc")
        rows.append([name, number(nanos), number(nanos - none), number(score(result)), from_to(allocations)])
    table(["appender", "ns a call", "without what Log4j itself costs", "calls a millisecond", "bytes a call"], rows)
    return {("ns a call", appender): forks(result, "thread.cpu") for appender, result in by_appender.items()}


def pairs(directory, name):
    """Threads, and the results of both appenders, one of each a pair."""
    for benchmark in ("threads01", "threads04"):
        yield str(int(benchmark[-2:])), [
            [
                result
                for result in results(directory, f"{name}-*.json")
                if method(result) == benchmark and result["params"]["appender"] == appender
            ]
            for appender in PEERS[:2]
        ]


def files(directory):
    rows = []
    figures = {}
    for name, where in {"tmpfs": "tmpfs", "disk": "disk", "flush": "tmpfs, immediate flush"}.items():
        for threads, both in pairs(directory, name):
            ours, theirs = ([score(result) for result in each] for each in both)
            figures |= {(f"{where.removeprefix('tmpfs, ')}, {threads} threads", PEERS[0]): ours}
            figures |= {(f"{where.removeprefix('tmpfs, ')}, {threads} threads", PEERS[1]): theirs}
            ratios = [our / their for our, their in zip(ours, theirs, strict=True)]
            rows.append([
                threads, where, str(len(ratios)), number(statistics.median(ours)), number(statistics.median(theirs)),
                f"{statistics.median(ratios):.2f} ({from_to(ratios, '{:.2f}'.format)})",
            ])
    table(["threads", "where", "pairs", *(f"`{peer}`" for peer in PEERS[:2]), "ratio"], rows)

    rows = []
    for threads, both in pairs(directory, "rotating"):
        cells = [threads]
        for each in both:
            percentiles = [result["primaryMetric"]["scorePercentiles"] for result in each]
            cells.append(f"{statistics.median(some['50.0'] for some in percentiles):.2f} µs")
            cells.append(number(statistics.median(some["100.0"] for some in percentiles) / 1000) + " ms")
        rows.append(cells)
    table(["threads", *(cell for peer in PEERS[:2] for cell in (f"`{peer}`, median", "most"))], rows)

    some = results(directory, "peers.json")
    cells = {(method(r), r["params"]["appender"]): f"{number(score(r))}, {allocated(r)}" for r in some}
    appenders = {appender: appender if appender == "Logback" else f"`{appender}`" for appender in PEERS}
    appenders["None"] = "an appender that does nothing"
    rows = [
        [str(int(benchmark[-2:])), *(cells[benchmark, appender] for appender in appenders)]
        for benchmark in sorted({benchmark for benchmark, appender in cells})
    ]
    table(["threads", *appenders.values()], rows)
    print_errors(some)
    return figures


def threads(directory):
    figures = {}
    for virtual in ("false", "true"):
        for result in results(directory, f"virtual-{virtual}-*.json"):
            of = f"{result['params']['threads']} {'virtual ' if virtual == 'true' else ''}threads"
            appender = result["params"]["appender"]
            figures.setdefault((f"{of}, lines a millisecond", appender), []).append(score(result))
            if virtual == "false":
                nanos = score(result, "cpuNanos") / score(result, "lines")
                figures.setdefault((f"{of}, ns of CPU a line", appender), []).append(nanos)
    rows = []
    for name in dict.fromkeys(figure for figure, _ in figures):
        values = [figures[name, peer] for peer in PEERS]
        marks = [" (error above 20 %)" if error(each) > MOST_ERROR else "" for each in values]
        cells = [
            f"{number(statistics.median(each))} ({from_to(each)}){mark}" for each, mark in zip(values, marks, strict=True)
        ]
        rows.append([name, *cells])
    table(["", *(f"`{peer}`" for peer in PEERS[:3]), "Logback"], rows)
    return figures


def json_lines(directory):
    layouts = {
        "RayJsonLayout": "`RayJsonLayout`",
        "RayTemplate": "`JsonTemplateLayout` with `RayLayout.json`",
        "RayTemplateAsciiSuffix": 'the same, `truncatedStringSuffix="..."`',
        "EcsTemplate": "`JsonTemplateLayout` with `EcsLayout.json`",
        "ElasticEcsLayout": "Elastic's `EcsLayout`",
        "LogstashEncoder": "Logback, `LogstashEncoder`",
    }
    events = {"plain": "plain", "nonAscii": "not ASCII", "location": "with location", "exception": "with an exception"}
    some = results(directory, "layouts.json")
    cells = {(r["params"]["layout"], r["params"]["event"]): f"{number(score(r))}, {allocated(r)}" for r in some}
    rows = [[name, *(cells[layout, event] for event in events)] for layout, name in layouts.items()]
    table(["", *events.values()], rows)
    print_errors(some)

    appenders = {
        "SessionDirectory": "`SessionDirectory` with `RayJsonLayout`",
        "RollingRandomAccessFile": "`RollingRandomAccessFile` with `JsonTemplateLayout` and `RayLayout.json`",
        "None": "an appender that does nothing",
    }
    scores = {result["params"]["appender"]: score(result) for result in results(directory, "files.json")}
    table(["into a file", "lines a millisecond"], [[name, number(scores[key])] for key, name in appenders.items()])
    return {
        (f"bytes a line, {result['params']['event']}", result["params"]["layout"]): [score(result, "gc.alloc.rate.norm")]
        for result in some
    }


def context(directory):
    columns = {
        "nothing": ("event", "none", "absent"),
        "put": ("event", "put", "absent"),
        "entered": ("event", "entered", "absent"),
        "nothing, Ray": ("event", "none", "ids"),
        "entered, Ray": ("event", "entered", "ids"),
        "enter and leave": ("enterAndLeave", "none", "absent"),
    }
    rows = []
    for kind in ("default", "garbage-free"):
        for first in sorted(directory.glob(f"*-{kind}.json")):
            version = first.name.split("-")[0]
            cells = {
                (method(r), r["params"]["context"], r["params"]["ray"]): f"{number(score(r))} ns, {allocated(r)}"
                for r in results(directory, f"{version}-{kind}*.json")
            }
            name = f"Log4j {version}" + ("" if kind == "default" else ", garbage-free map")
            rows.append([name, *(cells[key] for key in columns.values())])
    table(["", *columns], rows)
    print_errors(results(directory, "*.json"))


def progress(directory):
    threads = {"step": "1", "stepOfTwoThreads": "2"}
    rows = []
    for result in results(directory, "progress.json"):
        median = statistics.median(nanos for fork in result["primaryMetric"]["rawData"] for nanos in fork)
        rows.append([threads[method(result)], number(median), allocated(result)])
    table(["threads", "ns a step, median", "allocated"], rows)
    print_errors(results(directory, "progress.json"))


tables = {
    "append": append,
    "files": files,
    "threads": threads,
    "json": json_lines,
    "context": context,
    "progress": progress,
}
name, directory = sys.argv[1:3]
figures = tables[name](Path(directory))
if "quick" not in sys.argv[3:] and not judge(name, figures):
    sys.exit(3)
