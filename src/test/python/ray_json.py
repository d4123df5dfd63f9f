"""Formats a record with the JSON formatter of the Ray that runs this. What the record says comes as JSON on standard
input: "record" has attributes of every record, "ids" what Ray sets on it."""

import json
import logging
import sys

try:
    from ray._common.formatters import JSONFormatter
except ImportError:
    from ray._private.ray_logging.formatters import JSONFormatter
try:
    from ray._private.log import INTERNAL_TIMESTAMP_LOG_KEY as TIMESTAMP
except ImportError:
    TIMESTAMP = "timestamp_ns"

said = json.load(sys.stdin)
record = logging.LogRecord("", 0, "", 0, "", (), None)
nanos = said["record"].pop("nanos")
for key, value in {**said["record"], **said["ids"], TIMESTAMP: nanos}.items():
    setattr(record, key, value)
# as Python 3.13 has it: a float, as before, loses what lies below its precision
record.created, record.msecs = nanos // 10**9, nanos % 10**9 // 10**6
if said["fails"]:
    try:
        raise ValueError("broken")
    except ValueError:
        record.exc_info = sys.exc_info()
formatter = JSONFormatter()
if hasattr(formatter, "set_additional_log_standard_attrs"):
    formatter.set_additional_log_standard_attrs(["name"])
print(formatter.format(record))
