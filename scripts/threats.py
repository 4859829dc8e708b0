"""Run the tests of every row of `docs/threats.md`, and print which rows hold.

Status 1 where a row has no test, or one that failed. With ids, only those rows; what stands behind
`--` is for pytest.
"""

import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

TOP = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| `([A-Z][0-9]+)` \| ([^|]+) \|", re.MULTILINE)
NAMED = re.compile(r"test_([A-Z][0-9]+)_")
LETTERS = 70


def main(arguments: Sequence[str]) -> int:
    ids, own = split(arguments)
    rows = dict(ROW.findall((TOP / "docs" / "threats.md").read_text("utf-8")))
    if unknown := set(ids) - rows.keys():
        sys.stderr.write(f"there is no row {', '.join(sorted(unknown))}\n")
        return 2
    wanted = [each for each in rows if not ids or each in ids]
    ends = run(wanted, own)
    say("id", "attempt or fault", "command", "passed", "failed", "skipped", "held")
    say(*["---"] * 7)
    for each in wanted:
        found = ends.get(each, Counter())
        counts = (str(found[end]) for end in ("passed", "failed", "skipped"))
        say(each, cut(rows[each]), f"`pytest -k {each}`", *counts, held(found))
    return int(any(held(ends.get(each, Counter())) == "NO" for each in wanted))


def say(*cells: str) -> None:
    sys.stdout.write(f"| {' | '.join(cells)} |\n")


def split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """What stands before `--`, and what behind it."""
    words = [*arguments]
    at = words.index("--") if "--" in words else len(words)
    return words[:at], words[at + 1 :]


def run(wanted: Sequence[str], own: Sequence[str]) -> Mapping[str, Counter[str]]:
    """How the tests of each row ended."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "results.xml"
        command = [sys.executable, "-m", "pytest", "--quiet", "--no-cov", f"--junitxml={report}"]
        chosen = " or ".join(f"test_{each}_" for each in wanted)
        done = subprocess.run(  # noqa: S603 - ourselves
            [*command, "-k", chosen, *own], cwd=TOP, stdout=subprocess.PIPE, text=True, check=False
        )
        if done.returncode not in {0, 1} or not report.exists():
            sys.exit(f"pytest ended with {done.returncode}:\n{done.stdout[-3000:]}")
        sys.stderr.write(done.stdout.rpartition("\n\n")[2] if done.returncode else "")
        cases = ET.parse(report).iter("testcase")  # noqa: S314 - pytest's own
        return counted((case.get("name", ""), ended(case)) for case in cases)


def counted(tests: Iterable[tuple[str, str]]) -> Mapping[str, Counter[str]]:
    ends: dict[str, Counter[str]] = {}
    for name, end in tests:
        if named := NAMED.match(name):
            ends.setdefault(named[1], Counter())[end] += 1
    return ends


def ended(case: ET.Element) -> str:
    kinds = {child.tag for child in case}
    if kinds & {"failure", "error"}:
        return "failed"
    return "skipped" if "skipped" in kinds else "passed"


def held(found: Counter[str]) -> str:
    return "yes" if found["passed"] and not found["failed"] else "NO"


def cut(text: str) -> str:
    return text if len(text) <= LETTERS else f"{text[:LETTERS].rpartition(' ')[0]} …"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
