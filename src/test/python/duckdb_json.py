"""Asks a file of JSON lines with DuckDB's read_json: the types of some keys, how many lines and exceptions each task
has, and whether the only warning is the text given."""

import sys

import duckdb

log, text = sys.argv[1:]
table = f"read_json('{log}', format = 'newline_delimited')"
keys = ("asctime", "lineno", "process", "timestamp_ns", "task_id")
types = ", ".join(f"typeof({key})" for key in keys)
print(*duckdb.sql(f"SELECT {types} FROM {table} LIMIT 1").fetchall()[0])
counts = f"SELECT task_id, count(*), count(exc_text) FROM {table} GROUP BY task_id ORDER BY task_id"
for row in duckdb.sql(counts).fetchall():
    print(*row)
print(duckdb.sql(f"SELECT DISTINCT message FROM {table} WHERE levelname = 'WARNING'").fetchall() == [(text,)])
