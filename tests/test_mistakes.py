"""What is said of a manifest or a command line that somebody got wrong: all of it, in `mistakes.txt`.

`make golden` writes it anew. What each mistake is told must say what is wrong, where, and what to
write instead.
"""

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from helpers.harness import run, track, write

KEPT = Path(__file__).with_name("mistakes.txt")
WRITE = os.environ.get("GOLDEN") == "write"

HEAD = "version: 1\nname: a\n"
COST = "tests:\n  data:\n    feature-cost:"


def cost(text: str) -> str:
    """A manifest with this under a criterion, on its line or below it."""
    return f"{HEAD}{COST}{text}\n"


def evidence(text: str) -> str:
    return cost(f"\n      level: manual\n      evidence: {text}")


def policy(text: str) -> str:
    return f"{HEAD}policy:{text}\n"


# Each is given as a user would write it; names say what was done to it.
MANIFESTS: Mapping[str, str | bytes] = {
    "nothing": "",
    "blank lines": "\n\n  \n",
    "a comment only": "# soon\n",
    "a word": "hello\n",
    "a list": "- version: 1\n- name: a\n",
    "a number": "1\n",
    "null": "null\n",
    "JSON": '{"version": 1, "name": "a"}\n',
    "broken JSON": '{"version": 1, "name": "a",\n',
    "Markdown": "# Readiness\n\n* data: done\n",
    "no version": "name: a\n",
    "no name": "version: 1\n",
    "neither": "tests: {}\n",
    "version 2": "version: 2\nname: a\n",
    "version in quotes": 'version: "1"\nname: a\n',
    "version 1.0": "version: 1.0\nname: a\n",
    "version v1": "version: v1\nname: a\n",
    "an empty name": 'version: 1\nname: ""\n',
    "a name of blanks": 'version: 1\nname: "  "\n',
    "a name of null": "version: 1\nname:\n",
    "a name that is a number": "version: 1\nname: 42\n",
    "a name that is a day": "version: 1\nname: 2026-11-01\n",
    "a name that is a list": "version: 1\nname: [a]\n",
    "a name of two lines": 'version: 1\nname: "a\\nb"\n',
    "a key in capitals": "Version: 1\nNAME: a\n",
    "a key misspelt": "verison: 1\nname: a\n",
    "an unknown key": f"{HEAD}owner: me\n",
    "a key twice": f"{HEAD}name: b\n",
    "a section twice": f"{HEAD}tests:\n  data: {{}}\n  data: {{}}\n",
    "a criterion twice": f"{HEAD}{COST} {{level: manual}}\n    feature-cost: {{level: none}}\n",
    "no space after a colon": "version:1\nname:a\n",
    "no space after one colon": "version: 1\nname:a\n",
    "an equals sign": "version = 1\nname = a\n",
    "a tab": "version: 1\nname: a\ntests:\n\tdata: {}\n",
    "a tab after spaces": "version: 1\nname: a\ntests:\n  \tdata: {}\n",
    "a line too far left": f"{HEAD}tests:\n  data:\n    feature-cost:\n   level: manual\n",
    "a line too far right": f"{HEAD}  tests:\n    data: {{}}\n",
    "a key below a value": "version: 1\n  name: a\n",
    "an open quote": "version: 1\nname: 'a\ntests: {}\n",
    "an open double quote": 'version: 1\nname: "a\ntests: {}\n',
    "an apostrophe in quotes": "version: 1\nname: 'Ann's model'\n",
    "a backslash in double quotes": 'version: 1\nname: "a\\d"\n',
    "an open bracket": evidence("[docs/a.md"),
    "an open brace": cost(" {level: manual"),
    "a closing bracket too many": evidence("[docs/a.md]]"),
    "a comma missing": evidence("[docs/a.md docs/b.md"),
    "quotes within a list": evidence('["docs/a.md" b]'),
    "a quote that goes on": 'version: 1\nname: "a" b\n',
    "an at sign and a tab": "version: 1\nname: @\tx\n",
    "a colon within a value": "version: 1\nname: fraud: the model\n",
    "a value that begins with an at sign": "version: 1\nname: @team/model\n",
    "a value that begins with a backquote": "version: 1\nname: `model`\n",
    "a value that begins with a percent sign": "version: 1\nname: %model\n",
    "a star unquoted": evidence("[**/*.md]"),
    "a star in a list": evidence("\n        - **/*.md"),
    "one star unquoted": evidence("[*.md]"),
    "an exclamation mark unquoted": evidence("[!docs/a.md]"),
    "an ampersand": "version: 1\nname: &a x\n",
    "an alias": f"{HEAD}description: *a\n",
    "a merge": f"{HEAD}{COST} {{<<: {{level: manual}}}}\n",
    "a tag": "version: !!int 1\nname: a\n",
    "two documents": f"{HEAD}---\n{HEAD}",
    "an end of document": f"{HEAD}...\nmore: 1\n",
    "a byte order mark": b"\xef\xbb\xbfversion: 1\nname: a\n",
    "UTF-16": "version: 1\nname: a\n".encode("utf-16"),
    "Latin-1": "version: 1\nname: Betrugsprüfung\n".encode("latin-1"),
    "a NUL": b"version: 1\nname: a\x00b\n",
    "line ends of Windows": b"version: 1\r\nname: a\r\nowner: b\r\n",
    "line ends of old Macs": b"version: 1\rname: a\rowner: b\r",
    "a space that is none": "version: 1\nname: a\ntests:\n\u00a0 data: {}\n",
    "a space that is none before": "version:\u00a01\nname: a\n",
    "a space that is none, and another mistake": "version: 1\nname: a\n\u00a0x: {}\ny: [\n",
    "a colon missing, and another mistake": "version: 1\nname:a\ny: [\n",
    "a colon of another width": "version\uff1a 1\nname: a\n",
    "quotes of a word processor": "version: 1\nname: \u201ca\u201d\nowner: b\n",
    "a long dash": f"{HEAD}tests:\n  data:\n    \u2013 feature-cost\n",
    "a character of no width": "version: 1\n\u200bname: a\n",
    "merge conflict": "version: 1\n<<<<<<< HEAD\nname: a\n=======\nname: b\n>>>>>>> main\n",
    "a template": "version: 1\nname: {{ model }}\n",
    "tests of null": f"{HEAD}tests:\n",
    "tests of a word": f"{HEAD}tests: all\n",
    "tests as a list": f"{HEAD}tests:\n  - data\n",
    "a section of null": f"{HEAD}tests:\n  data:\n",
    "a section of a word": f"{HEAD}tests:\n  data: done\n",
    "a section as a list": f"{HEAD}tests:\n  data:\n    - feature-cost: {{level: manual}}\n",
    "a section misspelt": f"{HEAD}tests:\n  date: {{feature-cost: {{level: none}}}}\n",
    "a section in capitals": f"{HEAD}tests:\n  Data: {{feature-cost: {{level: none}}}}\n",
    "a section of the checklist": f"{HEAD}tests:\n  checklist: {{metrics: {{status: done}}}}\n",
    "a section at the top": f"{HEAD}data:\n  feature-cost: {{level: none}}\n",
    "a criterion at the top": f"{HEAD}feature-cost: {{level: none}}\n",
    "a criterion without its section": f"{HEAD}tests:\n  feature-cost: {{level: none}}\n",
    "a criterion of another section": f"{HEAD}tests:\n  model: {{feature-cost: {{level: none}}}}\n",
    "a criterion misspelt": f"{HEAD}tests:\n  data: {{feature-costs: {{level: none}}}}\n",
    "a criterion with underscores": f"{HEAD}tests:\n  data: {{feature_cost: {{level: none}}}}\n",
    "a criterion in words": f"{HEAD}tests:\n  data: {{Cost of each feature: {{level: none}}}}\n",
    "a criterion by number": f"{HEAD}tests:\n  data: {{Data 3: {{level: none}}}}\n",
    "a criterion of a number": f"{HEAD}tests:\n  data: {{3: {{level: none}}}}\n",
    "a criterion unheard of": f"{HEAD}tests:\n  data: {{xyzzy: {{level: none}}}}\n",
    "a criterion of null": cost(""),
    "a criterion of a word": cost(" manual"),
    "a criterion of yes": cost(" yes"),
    "a criterion as a list": cost(" [manual, docs/a.md]"),
    "an empty criterion": cost(" {}"),
    "no level": cost(" {evidence: [docs/a.md]}"),
    "a level misspelt": cost(" {level: manuel}"),
    "a level in capitals": cost(" {level: Manual}"),
    "a level shortened": cost(" {level: auto}"),
    "a level of a number": cost(" {level: 1}"),
    "a level of true": cost(" {level: true}"),
    "a level of null": cost(" {level: }"),
    "a level as a list": cost(" {level: [manual]}"),
    "a level unheard of": cost(" {level: partial}"),
    "status for level": cost(" {status: manual}"),
    "done for level": cost(" {level: done}"),
    "a key of a criterion misspelt": cost(" {level: manual, evidances: [docs/a.md]}"),
    "a key of a criterion unheard of": cost(" {level: manual, owner: me}"),
    "evidence of a word": evidence("docs/a.md"),
    "evidence of a sentence": evidence("we looked at it, twice"),
    "evidence of null": evidence(""),
    "evidence as a mapping": evidence("{path: docs/a.md}"),
    "evidence of mappings": evidence("\n        - test: tests/test_a.py::test_b"),
    "evidence of numbers": evidence("[1, 2]"),
    "evidence of nothing": evidence("[]"),
    "evidence of an empty text": evidence('[""]'),
    "evidence within evidence": evidence("[[docs/a.md]]"),
    "evidence twice": evidence("[docs/a.md, docs/a.md]"),
    "reviewed in words": cost(" {level: manual, reviewed: yesterday}"),
    "reviewed the American way": cost(" {level: manual, reviewed: 11/01/2026}"),
    "reviewed the German way": cost(" {level: manual, reviewed: 01.11.2026}"),
    "reviewed with a short month": cost(" {level: manual, reviewed: 2026-1-5}"),
    "reviewed on no day": cost(" {level: manual, reviewed: 2026-02-30}"),
    "reviewed with a time": cost(" {level: manual, reviewed: 2026-11-01T10:00:00Z}"),
    "reviewed in a year": cost(" {level: manual, reviewed: 2026}"),
    "reviewed in a month": cost(" {level: manual, reviewed: 2026-11}"),
    "reviewed tomorrow": cost(" {level: manual, reviewed: 2026-11-24}"),
    "reviewed in quotes": cost(" {level: manual, reviewed: '2026-13-01'}"),
    "reviewed of null": cost(" {level: manual, reviewed: }"),
    "a note as a list": cost(" {level: none, note: [a]}"),
    "a note of a number": cost(" {level: none, note: 5}"),
    "a note of null": cost(" {level: none, note: }"),
    "a checklist as a list": f"{HEAD}checklist: [metrics]\n",
    "an item of a word": f"{HEAD}checklist: {{metrics: done}}\n",
    "an item of true": f"{HEAD}checklist: {{metrics: true}}\n",
    "an item misspelt": f"{HEAD}checklist: {{metric: {{status: done}}}}\n",
    "a status misspelt": f"{HEAD}checklist: {{metrics: {{status: don}}}}\n",
    "a status shortened": f"{HEAD}checklist: {{metrics: {{status: n/a}}}}\n",
    "a status of yes": f"{HEAD}checklist: {{metrics: {{status: yes}}}}\n",
    "level for status": f"{HEAD}checklist: {{metrics: {{level: manual}}}}\n",
    "no note where one is due": f"{HEAD}checklist: {{metrics: {{status: not-applicable}}}}\n",
    "policy of a word": policy(" strict"),
    "an option in the policy": policy(" {fail-on: below}"),
    "an unknown key of the policy": policy(" {min-score: 3}"),
    "a bar in words": policy(" {minimum: three}"),
    "a bar below nothing": policy(" {minimum: -1}"),
    "a bar beyond everything": policy(" {minimum: 70}"),
    "a bar of a third": policy(" {minimum: 3.3}"),
    "a bar in quotes": policy(" {minimum: '3'}"),
    "a bar of true": policy(" {minimum: true}"),
    "an age in words": policy(" {max-age-days: a year}"),
    "an age of a half": policy(" {max-age-days: 1.5}"),
    "an age of nothing": policy(" {max-age-days: 0}"),
    "links as a word": policy(" {accept-links: wiki.example.com}"),
    "a link with its scheme": policy(' {accept-links: ["https://wiki.example.com/"]}'),
    "automation of a word": policy(" {prove-automation: all}"),
    "automation of no section": policy(" {prove-automation: [tests]}"),
    "a rubric that is not there": f"{HEAD}rubric: mine.yml\n",
    "a rubric misspelt": f"{HEAD}rubric: ml-test-scor\n",
    "a rubric misspelt, and another mistake": f"{HEAD}rubric: ml-test-scor\nowner: me\n",
    "a rubric in a folder": f"{HEAD}rubric: rubrics/mine\n",
    "a rubric that is a folder": f"{HEAD}rubric: docs/\n",
    "a rubric as a list": f"{HEAD}rubric: [a]\n",
}

# Each is typed in a folder with a manifest that holds, a file that is none, and an empty folder.
COMMANDS: Sequence[str] = (
    "",
    "chek",
    "Check",
    "check check",
    "checks",
    "--chek",
    "check --version",
    "--verison",
    "-V",
    "-h extra",
    "help",
    "check --formt json",
    "check --format",
    "check --format html",
    "check --format JSON",
    "check --format=xml",
    "check --output",
    "check --output report.json",
    "check --output none/report.json --format json",
    "check --output empty --format json",
    "check --offline=yes",
    "check --ofline",
    "check ml-readiness.yml",
    "check none.yml",
    "check docs/a.md",
    "check empty",
    "check '*/none.yml'",
    "check ''",
    "check /ml-readiness.yml",
    "check ../ml-readiness.yml",
    "check --root none",
    "check --root docs/a.md",
    "check --root ''",
    "check --root empty",
    "check --base",
    "check --base none",
    "check --base HEAD~1",
    "check --fail-on",
    "check --fail-on sometimes",
    "check --fail-on regression",
    "check --minimum 3",
    "check --minimum 14",
    "check --minimum 14.5",
    "check --minimum three",
    "check --minimum -1",
    "check --minimum 12345678901234567890",
    "check --junit none.xml",
    "check --junit docs/a.md",
    "check --jobs",
    "check --repository",
    "check --repository acme",
    "check --repository https://github.com/acme/a --offline",
    "init extra",
    "init",
    "init --force",
    "init --fromm x",
    "explain",
    "explain feature-costs",
    "explain feature-cost extra",
    "explain none.yml",
    "validate ml-readiness.yml",
    "schema --format json",
    "lsp --offline",
    "survey",
    "survey acme --shard 3",
    "survey acme --shard 3/2",
    "survey acme --requests many",
    "survey acme --known none.jsonl",
    "page",
    "page none.jsonl",
    "page docs/a.md site",
    "completion",
    "completion csh",
)


def told(folder: Path, name: str, argv: Sequence[str]) -> Iterator[str]:
    done = run(folder, *argv)
    yield f"{name}: exit status {done.status}"
    # How a usage is written is the library's, and differs by the version of Python.
    said = done.stderr[max(done.stderr.find("error:"), 0) :] if "usage:" in done.stderr else ""
    for line in (said or done.stderr or done.stdout.partition("\n\n")[0]).splitlines():
        yield f"    {line}".replace(str(folder), "").rstrip()


def spoken(folder: Path) -> Iterator[str]:
    for number, (name, text) in enumerate(MANIFESTS.items()):
        place = folder / str(number)
        write(place, {"ml-readiness.yml": text, "docs/a.md": "# A\n\nWe looked.\n"})
        track(place)
        yield from told(place, name, ["check", "--offline"])
    place = folder / "commands"
    write(place, {"ml-readiness.yml": HEAD, "docs/a.md": "# A\n\nWe looked.\n"})
    track(place)
    (place / "empty").mkdir()
    for command in COMMANDS:
        yield from told(place, f"$ ml-readiness {command}", shlex.split(command))


def test_each_mistake_is_told_as_it_is_kept(tmp_path: Path) -> None:
    words = "".join(f"{line}\n" for line in spoken(tmp_path))
    if WRITE:
        assert os.environ.get("CI") != "true", "CI compares with what is kept"
        KEPT.write_text(words, "utf-8", newline="\n")
    assert words == KEPT.read_text("utf-8")
