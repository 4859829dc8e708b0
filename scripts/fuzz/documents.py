"""The readers of the texts that say most: manifest, rubric, workflow, pages, results, addresses."""

from collections.abc import Callable, Mapping
from datetime import date

from fuzz.readers import YAML_WORDS, Fuzzed, numbered, repeated
from ml_readiness.document import parse, parse_all
from ml_readiness.model.errors import InputError
from ml_readiness.ports.repository import read_revision
from ml_readiness.reading.junit import read_results
from ml_readiness.reading.manifest import read_manifest
from ml_readiness.reading.manifest_schema import manifest_schema
from ml_readiness.reading.markdown import read_anchors
from ml_readiness.reading.pytest.collect import read_tests
from ml_readiness.reading.pytest.settings import read_settings
from ml_readiness.reading.rubric import built_in, read_rubric
from ml_readiness.reading.script import does_something, hides_failure
from ml_readiness.reading.table import read_table
from ml_readiness.reading.workflow import read_workflow
from ml_readiness.rules.address import read_address
from ml_readiness.survey.line import read_gist
from ml_readiness.survey.listed import read_login, read_names, read_shard

RUBRIC = built_in("ml-test-score")
SCHEMA = manifest_schema(RUBRIC)
TODAY = date(2026, 11, 25)
REFUSED = (InputError,)


def manifest(content: bytes) -> object:
    """A file as a manifest."""
    return read_manifest(parse(content, "m.yml"), RUBRIC, SCHEMA, TODAY)


def several(content: bytes) -> object:
    """A file as several documents, with the aliases that a workflow may have."""
    return parse_all(content, "m.yml"), parse(content, "m.yml", aliases=True)


def script(content: bytes) -> object:
    """A file as what a step runs."""
    text = content.decode("latin-1")
    return does_something(text), hides_failure(text)


def settings(content: bytes) -> object:
    """A file as each that has settings of pytest."""
    names = ("pytest.ini", "pyproject.toml", "setup.cfg", "tox.ini")
    return [read_settings(name, content) for name in names]


def named(content: bytes) -> object:
    """A text as each that an option or a list may name."""
    text = content.decode("utf-8", "surrogateescape")
    readers: tuple[Callable[[str, str], object], ...] = (
        read_revision,
        read_login,
        read_shard,
        read_names,
    )
    found: list[object] = []
    for read in readers:
        try:
            found.append(read("--repository", text))
        except InputError as error:
            found.append(error)
    return found


def addressed(content: bytes) -> object:
    """A text as the address of a page."""
    return read_address(content.decode("utf-8", "surrogateescape"))


DOCUMENTS: Mapping[str, Fuzzed] = {
    "manifest": Fuzzed(
        manifest,
        ("ml-readiness.yml",),
        YAML_WORDS + b" version name tests data level manual automated evidence checklist status "
        b"done not-applicable reason policy minimum sections reviewed 2026-02-30 owner note",
        {
            "evidence": lambda size: (
                b"version: 1\nname: x\ntests:\n  data:\n    feature-cost:\n      level: manual\n"
                b"      evidence:\n" + numbered("      - a{}.md\n")(size)
            ),
            "unknown": lambda size: b"version: 1\nname: x\n" + numbered("k{}: 1\n")(size),
            "twice": lambda size: b"version: 1\nname: x\n" + repeated("k: 1\n")(size),
            "deep": repeated("["),
            "spaces": repeated(" "),
            "quotes": lambda size: b'version: 1\nname: "' + b"\\x41" * (size // 4) + b'"\n',
        },
        refusals=REFUSED,
    ),
    "documents": Fuzzed(
        several,
        (".yml", ".yaml"),
        YAML_WORDS + b" --- ... %YAML !!str !!python/object ? |+ >- \xc2\x85 \xe2\x80\xa8",
        {
            "documents": repeated("---\na: 1\n"),
            "aliases": lambda size: b"a: &a [1]\nb: [" + b"*a," * (size // 3) + b"]\n",
            "anchors": numbered("a{0}: &a{0} 1\n"),
            "keys": repeated("? "),
        },
        refusals=REFUSED,
    ),
    "rubric": Fuzzed(
        lambda content: read_rubric(content, "r.yml"),
        ("ml-test-score.yml", "rubric.yml"),
        YAML_WORDS + b" version id title points bands sections criteria checklist from above",
        {
            "bands": lambda size: (
                b"version: 1\nid: x\nbands:\n" + numbered("- {{id: a{0}, from: {0}}}\n")(size)
            )
        },
        refusals=REFUSED,
    ),
    "workflow": Fuzzed(
        read_workflow,
        ("ci.yml", "release.yml", "gate.yml", "w.yml"),
        YAML_WORDS + b" on: jobs steps run uses if needs strategy matrix ${{ }} always() failure() "
        b"push pull_request workflow_call continue-on-error schedule cron branches paths-ignore",
        {
            "jobs": lambda size: (
                b"on: push\njobs:\n" + numbered(" j{}: {{steps: [{{run: x}}]}}\n")(size)
            ),
            "needs": lambda size: (
                b"on: push\njobs:\n"
                + "".join(f" j{n}: {{needs: [j{n + 1}]}}\n" for n in range(size // 24)).encode()
            ),
            "steps": lambda size: (
                b"on: push\njobs:\n a:\n  steps:\n" + repeated("  - run: x\n")(size)
            ),
            "expression": lambda size: b"on: push\njobs: {a: {if: " + b"(" * (size // 2) + b"}}",
            "matrix": lambda size: (
                b"on: push\njobs:\n a:\n  strategy:\n   matrix:\n"
                + numbered("    k{}: [1, 2, 3]\n")(size)
            ),
        },
    ),
    "script": Fuzzed(
        script,
        (".sh", "ci.yml", "Makefile"),
        b"set -e || true | && ; # $( ) ` ' \" \\ \n if then fi <<EOF EOF exit 0 pytest : echo",
        {
            "quotes": repeated("'"),
            "or": repeated("a || "),
            "here": repeated("<<A\n"),
            "continued": repeated("a\\\n"),
            "comments": repeated("#\n"),
            "substituted": repeated("$("),
        },
    ),
    "anchors": Fuzzed(
        read_anchors,
        (".md",),
        b"# ## === --- ``` ~~~ > - 1. <a id=x> <h2> </h2> <!-- --> [a](b) [^1] | &amp; \\ **",
        {
            "headings": repeated("# a\n"),
            "quotes": repeated("> "),
            "items": repeated("- "),
            "brackets": repeated("["),
            "links": repeated("[a]("),
            "stars": repeated("**a "),
            "ticks": lambda size: b" ".join(b"`" * n for n in range(1, int((2 * size) ** 0.5))),
            "elements": repeated("<a id=x>"),
            "comments": repeated("<!--"),
            "table": lambda size: b"|a" * (size // 4) + b"\n" + b"|-" * (size // 4) + b"\n",
        },
    ),
    "junit": Fuzzed(
        lambda content: read_results([("r.xml", content)]),
        (".xml",),
        b"<testsuites> <testsuite> <testcase classname= name= file= /> <failure/> <skipped/> "
        b"<error/> <!DOCTYPE x [<!ENTITY a 'b'>]> &a; &#0; <![CDATA[ ]]> <?xml encoding='utf-16'?>",
        {
            "cases": lambda size: (
                b"<testsuite>" + numbered("<testcase name='a{}'/>")(size - 30) + b"</testsuite>"
            ),
            "deep": repeated("<testsuite>"),
            "attributes": lambda size: b"<testsuite " + numbered("a{}='x' ")(size) + b"/>",
            "entities": lambda size: b"<!DOCTYPE a [" + repeated("<!ENTITY a 'b'>")(size) + b"]>",
        },
        refusals=REFUSED,
    ),
    "pytest-tests": Fuzzed(
        read_tests,
        ("test_data.py", "test_model.py", "conftest.py", "test_a.py"),
        b"def test_x class Test assert True pass return yield @pytest.mark.skip ( ) : \n raise if",
        {
            "tests": numbered("def test_{}(): assert x()\n"),
            "marks": repeated("@a\n"),
            "sums": lambda size: b"def test_a(): assert " + b"1+" * (size // 2) + b"1\n",
        },
    ),
    "pytest-settings": Fuzzed(
        settings,
        ("pytest.ini", "pyproject.toml", "setup.cfg", "tox.ini", ".ini", ".cfg"),
        b"[pytest] [tool.pytest.ini_options] [tool:pytest] python_files = testpaths addopts -p "
        b"--ignore= -k norecursedirs \n \t # ; % ' \"",
        {
            "lines": lambda size: b"[pytest]\naddopts =\n" + repeated(" -x\n")(size),
            "sections": numbered("[s{}]\n"),
            "keys": lambda size: b"[pytest]\n" + numbered("k{} = 1\n")(size),
        },
    ),
    "table": Fuzzed(
        lambda content: read_table(content, "t.csv", RUBRIC, TODAY),
        (".csv", "pasted.md", ".md"),
        b', ; " "" \t \n section id code title claimed evidence manual automated done \'=1 |',
        {
            "rows": repeated("data,feature-cost,,,manual\n"),
            "cells": repeated("a,"),
            "quotes": repeated('"'),
        },
        refusals=REFUSED,
    ),
    "address": Fuzzed(
        addressed,
        ("ml-readiness.yml", ".md"),
        b"https:// http:// // @ : [::1] 127.0.0.1 0x7f.1 %2e .. # ? \\ xn-- \xe3\x80\x82 \xc2\xad",
        {
            "slashes": repeated("https://a/"),
            "dots": lambda size: b"https://" + repeated("a.")(size),
            "percents": lambda size: b"https://a/" + repeated("%41")(size),
            "digits": lambda size: b"https://" + repeated("9")(size),
            "wide": lambda size: b"https://" + "\u3002".encode() * (size // 3),
        },
    ),
    "survey-line": Fuzzed(
        read_gist,
        (".ndjson", ".json"),
        b'{ } [ ] , : " "version": 1 "repository" "commit" null "day" "2026-02-30" "state" '
        b'"judged" "report" "until" 1e400 NaN "tool"',
        {
            "deep": repeated("["),
            "keys": lambda size: b"{" + numbered('"k{}": 1,')(size) + b'"z": 1}',
        },
    ),
    "names": Fuzzed(
        named,
        ("ml-readiness.yml", "CODEOWNERS"),
        b"acme/fraud @main @v1 3/16 ../.. ./x \n # // @{ ~1 ^ \xc3\xa9 \xed\xa0\x80",
        {
            "lines": numbered("a/b{}\n"),
            "same": repeated("a/b\n"),
            "slashes": repeated("a/"),
            "revision": lambda size: b"a/b@" + repeated("x")(size),
        },
    ),
}
