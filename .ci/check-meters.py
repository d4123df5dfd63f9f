"""Reads what /actuator/prometheus has answered with Prometheus's own parser: check-meters.py FILE ...

Ends with 0 if each file has the meters of a SessionDirectory and a DriverStream, with lines and without losses.
"""

import sys

from prometheus_client.parser import text_string_to_metric_families

WRITTEN = ["log4jray_file_written_records_total", "log4jray_file_written_size_bytes_total",
           "log4jray_stream_sent_lines_total", "log4jray_stream_sent_size_bytes_total"]
LOST = ["log4jray_file_lost_records_total", "log4jray_stream_dropped_lines_total", "log4jray_stream_refusals_total"]


def main(files):
    assert files
    for name in files:
        with open(name, encoding="utf-8") as file:
            families = list(text_string_to_metric_families(file.read()))
        samples = {sample.name: sample for family in families for sample in family.samples
                   if sample.name.startswith("log4jray_")}
        assert all(samples[meter].value > 0 for meter in WRITTEN), samples
        assert all(samples[meter].value == 0 for meter in LOST), samples
        assert samples["log4jray_file_idle_seconds"].value < 600, samples
        assert samples["log4jray_file_written_records_total"].labels == {"appender": "file", "context": "default"}
        assert all(family.documentation for family in families if family.name.startswith("log4jray_"))
    print(f"{len(files)} files with {len(samples)} meters of log4j-ray")


main(sys.argv[1:])
