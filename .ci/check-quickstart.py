"""Checks what the quickstart printed: three workers with their prefix, the driver's result, and the files."""

import pathlib
import re
import sys

text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
shown = text[text.index("counting the words of"):].splitlines()
shown[0] = text[: text.index("counting the words of")].splitlines()[-1] + shown[0]

workers = {}
for line in shown:
    match = re.fullmatch(r"\(pid=(\d+)\) (.+)", line)
    if match:
        workers.setdefault(match[1], []).append(match[2])
assert len(workers) == 3, f"lines of {len(workers)} workers, not 3: {shown}"

counted = [int(m[1]) for lines in workers.values() for m in (re.search(r": (\d+) words in \d+ lines$", x) for x in lines) if m]
total = next(m for m in (re.search(r"INFO Driver \[main\]: (\d+) words in (\d+) files$", x) for x in shown) if m)
assert int(total[1]) == sum(counted) > 0, f"the driver says {total[1]} words, its workers {sum(counted)}"
assert int(total[2]) == len(counted), f"the driver says {total[2]} files, its workers {len(counted)}"

logs = pathlib.Path(re.search(r"the log files are in (.+)$", shown[-1])[1])
for pid, lines in workers.items():
    (file,) = logs.glob(f"worker-*-01000000-{pid}.out")
    written = file.read_text(encoding="utf-8").splitlines()
    assert len(written) == len(lines), f"{file} has {len(written)} lines, {len(lines)} were shown"
    for has, line in zip(written, lines):
        assert has.endswith(": " + line), f"{file} has {has!r} where {line!r} was shown"
own = [line for line in shown if not line.startswith("(pid=")]
assert (logs / "driver.log").read_text(encoding="utf-8").splitlines() == own, f"driver.log differs from {own}"
print(f"quickstart: {len(shown)} lines shown, each of them in {logs}")
