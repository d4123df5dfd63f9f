"""Judges what the manual says of peers by measured figures; tables.py calls it.

The claims are in src/jmh/claims.tsv. A figure has several values, one a JVM. If they differ by more than 20 %, the figure is
marked and not judged.
"""

import statistics
from pathlib import Path

CLAIMS = Path(__file__).parent.parent / "claims.tsv"
MOST_ERROR = 20


def claims(table):
    """The rows of a table, each a list: figure, ours, peer, better."""
    lines = [line.split("\t") for line in CLAIMS.read_text().splitlines() if line and not line.startswith("#")]
    return [line[1:] for line in lines if line[0] == table]


def error(values):
    """Half the way from the least to the greatest value, in per cent of the median."""
    middle = statistics.median(values)
    return 50 * (max(values) - min(values)) / middle if middle else 0


def judge(table, figures):
    """Prints what is not as claimed, and what can't be judged.

    figures: the values by figure and name. Both have a value each, in the same order, if they were measured in pairs.
    Returns whether nothing is otherwise than claimed.
    """
    good = True
    for figure, ours, peer, better in claims(table):
        own, theirs = figures[figure, ours], figures[figure, peer]
        wide = [name for name, values in ((ours, own), (peer, theirs)) if error(values) > MOST_ERROR]
        row = f"{table}: {figure}: {ours} {statistics.median(own):.1f}, {peer} {statistics.median(theirs):.1f}"
        if wide:
            print(f"\nNot judged, as the error of {' and '.join(wide)} is above {MOST_ERROR} %: {row}")
        elif statistics.median(own) > statistics.median(theirs) if better == "lower" else (
            statistics.median(own) < statistics.median(theirs)
        ):
            print(f"\nNOT AS THE MANUAL SAYS, {better} is better: {row}")
            good = False
    return good
